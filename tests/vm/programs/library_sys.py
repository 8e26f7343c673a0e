"""What sys has besides its native part."""

import sys


def shown(function):
    try:
        print(repr(function()))
    except Exception as error:
        print(type(error).__name__, error)


print(sys.float_info)
print(sys.float_info.max, sys.float_info.epsilon, sys.float_info[0] == sys.float_info.max, len(sys.float_info))
print(sys.int_info, sys.hash_info.modulus == 2**61 - 1, hash(float("inf")) == sys.hash_info.inf)
print(sys.float_repr_style, sys.hexversion >> 16 == 0x30B, sys.getdefaultencoding(), sys.is_finalizing())
print(sys.gettrace(), isinstance(sys.flags, tuple), sys.flags.optimize, sys.flags.dev_mode)
shown(lambda: sys.missing)
print(hasattr(sys, "missing"), getattr(sys, "missing", 3))
shown(lambda: getattr(sys, 5))
from sys import float_info  # noqa: E402

print(float_info is sys.float_info, float_info.dig)
try:
    from sys import missing
except ImportError as error:
    print(str(error).partition(" (")[0])
