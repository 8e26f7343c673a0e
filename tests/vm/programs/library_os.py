# os: the part that is here.
import os


class Path:
    def __init__(self, path):
        self.path = path

    def __fspath__(self):
        return self.path


system = os.uname()
print(type(system).__name__, len(system), system.machine == system[4], "machine=" in str(system))
print(("%s " * len(system)) % system == "".join(f"{each} " for each in system))
print(isinstance(os.name, str), repr(os.linesep))
print(os.getenv("no such name"), os.getenv("no such name", 3), os.environ.get("no such name"))
print(os.fspath("a"), os.fspath(b"b"), os.fspath(Path("c")))
for bad in (3, None, Path(3), Path(Path("c"))):
    try:
        os.fspath(bad)
    except TypeError as error:
        print(error)
