"""The prompt: reads a statement, compiles it with the kernel's own compiler, runs it."""

from __future__ import annotations

import kernel

from build.compiler.compile import compile_interactive
from build.compiler.errors import format_error
from build.compiler.interactive import incomplete
from kernel_py.repl_editor import Editor, Paste, next_indentation, split_name
from kernel_py.repl_names import install, uname

FILENAME = "<stdin>"
FIRST, MORE = ">>> ", "... "


class Prompt:
    """One conversation, in a module of its own."""

    def __init__(self) -> None:
        self._module = kernel.new_module("__main__")
        install(self._module)
        self._editor = Editor(self.complete)

    def run(self) -> None:
        """Serves statements for ever."""
        while True:
            try:
                self._turn()
            except BaseException as error:
                if _is_kill(error):
                    raise
                kernel.write(kernel.show_exception(error))

    def _turn(self) -> None:
        try:
            source, mode = self._read()
        except KeyboardInterrupt:
            kernel.write("KeyboardInterrupt\n")
            return
        except EOFError:
            kernel.write("poweroff() turns the machine off\n")
            return
        if source.strip():
            self._serve(source, mode)

    def _read(self) -> tuple[str, str]:
        """The lines of one statement, or a pasted program; and which of the two, as compile() calls them."""
        try:
            source = self._editor.read_line(FIRST)
            while incomplete(source):
                source += "\n" + self._editor.read_line(MORE, next_indentation(source))
        except Paste:
            return self._editor.read_pasted(), "exec"
        return source, "single"

    def _serve(self, source: str, mode: str) -> None:
        try:
            image = compile_interactive(source + "\n", FILENAME, mode)
        except SyntaxError as error:
            kernel.write(format_error(error))
            return
        except (RecursionError, MemoryError) as error:
            kernel.write(f"{type(error).__name__}: the statement is too large\n")
            return
        self._execute(image)

    def _execute(self, image: bytes) -> None:
        try:
            try:
                kernel.interrupts(True)
                kernel.execute(image, self._module)
            finally:
                kernel.interrupts(False)
        except SystemExit:
            kernel.write("poweroff() turns the machine off\n")
        except BaseException as error:
            if _is_kill(error):
                raise
            kernel.write(kernel.show_exception(error))

    def complete(self, before: str) -> list[str]:
        """What may follow the name at the end of `before`."""
        owner, stem = split_name(before)
        if not owner and before[: len(before) - len(stem)].endswith("."):
            return []  # an attribute of something that has no name
        try:
            names = self._attributes(owner) if owner else self._known()
        except Exception:
            return []
        return sorted([name[len(stem) :] for name in names if name.startswith(stem) and _shown(name, stem)])

    def _attributes(self, owner: str) -> list[str]:
        parts = owner.split(".")
        value = getattr(self._module, parts[0])
        for part in parts[1:]:
            value = getattr(value, part)
        return dir(value)

    def _known(self) -> list[str]:
        import builtins

        return dir(self._module) + dir(builtins)


def _is_kill(error: BaseException) -> bool:
    """Whether the prompt itself is to end. (The kernel starts another one then.)"""
    return type(error).__name__ == "TaskKilled"


def _shown(name: str, stem: str) -> bool:
    return bool(stem) or not name.startswith("_")


def _banner() -> None:
    kernel.write(f"\n{uname()}\n")
    if kernel.fallback_only():
        kernel.write("No valid policy: the fallback decides (round robin; only write and exit work).\n")
    kernel.write("Type help() for a guide.\n")


def main() -> None:
    """Runs the prompt."""
    _banner()
    Prompt().run()
