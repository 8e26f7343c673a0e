"""What the module sys has besides its native part, which asks here for names that it lacks."""

import sys
from itertools import count


def _structure(title, **fields):
    """A tuple that shows the names of its elements and has them as attributes."""

    def represent(self):
        named = [f"{name}={value!r}" for name, value in zip(fields, self, strict=True)]
        return f"{title}({', '.join(named)})"

    namespace = {"__module__": "sys", "__slots__": (), "__repr__": represent}
    for index, name in zip(count(), fields, strict=False):
        namespace[name] = property(lambda self, index=index: self[index])
    return type(title.removeprefix("sys."), (tuple,), namespace)(fields.values())


float_info = _structure(
    "sys.float_info",
    max=1.7976931348623157e308,
    max_exp=1024,
    max_10_exp=308,
    min=2.2250738585072014e-308,
    min_exp=-1021,
    min_10_exp=-307,
    dig=15,
    mant_dig=53,
    epsilon=2.220446049250313e-16,
    radix=2,
    rounds=1,
)
float_repr_style = "short"
int_info = _structure(
    "sys.int_info",
    bits_per_digit=30,
    sizeof_digit=4,
    default_max_str_digits=4300,
    str_digits_check_threshold=640,
)
hash_info = _structure(
    "sys.hash_info",
    width=64,
    modulus=2**61 - 1,
    inf=314159,
    nan=0,
    imag=1000003,
    algorithm="siphash13",
    hash_bits=64,
    seed_bits=128,
    cutoff=0,
)
flags = _structure(
    "sys.flags",
    debug=0,
    inspect=0,
    interactive=0,
    optimize=0,
    dont_write_bytecode=1,
    no_user_site=0,
    no_site=1,
    ignore_environment=0,
    verbose=0,
    bytes_warning=0,
    quiet=0,
    hash_randomization=0,
    isolated=0,
    dev_mode=False,
    utf8_mode=1,
    warn_default_encoding=0,
    safe_path=False,
    int_max_str_digits=4300,
)

_major, _minor, _micro = sys.version_info[:3]
hexversion = _major << 24 | _minor << 16 | _micro << 8 | 0xF0
api_version = 1013
copyright = "MIT licence"
executable = prefix = exec_prefix = base_prefix = base_exec_prefix = ""
dont_write_bytecode = True
warnoptions = []
orig_argv = sys.argv


def getdefaultencoding():
    return "utf-8"


getfilesystemencoding = getdefaultencoding


def getfilesystemencodeerrors():
    return "surrogateescape"


def gettrace():
    return None


getprofile = gettrace


def is_finalizing():
    return False
