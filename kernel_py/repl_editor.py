"""Reading lines from the console: editing, history and completion, on terminals that know ANSI's cursor keys.

The editor echoes; the machine doesn't. It works on characters, and decodes UTF-8 itself because the bytes of
one may arrive apart.
"""

from __future__ import annotations

import kernel

TYPE_CHECKING = False  # the machine has no module collections; annotations are never evaluated
if TYPE_CHECKING:
    from collections.abc import Callable

CONTROL_A, CONTROL_C, CONTROL_D, CONTROL_E = "\x01", "\x03", "\x04", "\x05"
CONTROL_K, CONTROL_U, TAB, ESCAPE = "\x0b", "\x15", "\t", "\x1b"
HISTORY_LIMIT = 100
INDENTATION = "    "


class Paste(Exception):  # noqa: N818
    """Ctrl-E on an empty line: what follows is pasted."""


class Keys:
    """The characters typed, one at a time."""

    def __init__(self) -> None:
        self._bytes = b""
        self._place = 0
        self._after_return = False

    def _byte(self) -> int:
        while self._place >= len(self._bytes):
            self._bytes = kernel.read()
            self._place = 0
        self._place += 1
        return self._bytes[self._place - 1]

    def waiting(self) -> bool:
        """Whether more was typed already."""
        return self._place < len(self._bytes)

    def character(self) -> str:
        """The next character; the newline behind a carriage return is left out."""
        while True:
            first = self._byte()
            if first == 10 and self._after_return:
                self._after_return = False
                continue
            self._after_return = first == 13
            if first < 0x80:
                return "\n" if first == 13 else chr(first)
            if first < 0xC0:
                return "?"
            count = 1 if first < 0xE0 else 2 if first < 0xF0 else 3
            return self._decoded(first, count)

    def _decoded(self, first: int, count: int) -> str:
        """A character of `count` further bytes; one that is broken off is a question mark."""
        encoded = bytes([first])
        for _ in range(count):
            following = self._byte()
            if following & 0xC0 != 0x80:
                self._place -= 1
                return "?"
            encoded += bytes([following])
        return encoded.decode("utf-8", "replace")

    def escape(self) -> str:
        """What follows an escape character: "A" for the up key's "[A"; nothing when Ctrl-C breaks it off."""
        introducer = self.character()
        text = self.character() if introducer in "[O" else introducer
        while " " <= text[-1] <= "?" and introducer in "[O":
            text += self.character()
        if text[-1] == CONTROL_C:
            self._place -= 1
            return ""
        return text if introducer in "[O" else ""


class Editor:
    """One prompt's line editor. `complete` gives the possible continuations of the text before the cursor."""

    def __init__(self, complete: Callable[[str], list[str]]) -> None:
        self._keys = Keys()
        self._complete = complete
        self._history: list[str] = []
        self._line = ""
        self._cursor = 0
        self._prompt = ""
        self._recalled = 0

    def remember(self, line: str) -> None:
        """Puts a line into the history."""
        if line.strip() and (not self._history or self._history[-1] != line):
            self._history.append(line)
            if len(self._history) > HISTORY_LIMIT:
                del self._history[0]

    def read_line(self, prompt: str, indentation: str = "") -> str:
        """The next line, without its end; one of blanks only is empty.

        It starts with `indentation`, unless its text is waiting already: pasted lines bring their own.
        Ctrl-C is KeyboardInterrupt, Ctrl-D on an empty line EOFError.
        """
        self._prompt = prompt
        self._line = "" if self._keys.waiting() else indentation
        self._cursor = len(self._line)
        self._recalled = len(self._history)
        kernel.write(prompt + self._line)
        while True:
            key = self._keys.character()
            if key == "\n":
                kernel.write("\n")
                self.remember(self._line)
                return self._line if self._line.strip() else ""
            self._press(key)

    def read_pasted(self) -> str:
        """All that comes until Ctrl-D, as it is. KeyboardInterrupt for Ctrl-C."""
        kernel.write("\npaste mode; Ctrl-C to cancel, Ctrl-D to finish\n=== ")
        text = ""
        while True:
            key = self._keys.character()
            if key == CONTROL_C:
                kernel.write("\n")
                raise KeyboardInterrupt
            if key == CONTROL_D:
                kernel.write("\n")
                return text
            text += key
            kernel.write("\n=== " if key == "\n" else key)

    # --- Keys

    def _press(self, key: str) -> None:
        if key == CONTROL_C:
            kernel.write("\n")
            raise KeyboardInterrupt
        if key == CONTROL_D and not self._line:
            kernel.write("\n")
            raise EOFError
        if key == CONTROL_E and not self._line:
            raise Paste
        if key == "\x7f" or key == "\b":
            self._backspace()
        elif key == CONTROL_D:
            self._erase(self._cursor)
        elif key == CONTROL_A:
            self._move(0)
        elif key == CONTROL_E:
            self._move(len(self._line))
        elif key == CONTROL_K:
            self._replace(self._line[: self._cursor], self._cursor)
        elif key == CONTROL_U:
            self._replace(self._line[self._cursor :], 0)
        elif key == TAB:
            self._tab()
        elif key == ESCAPE:
            self._cursor_key(self._keys.escape())
        elif key >= " ":
            self._insert(key)

    def _cursor_key(self, name: str) -> None:
        if name == "A" or name == "B":
            self._recall(self._recalled + (1 if name == "B" else -1))
        elif name == "C":
            self._move(self._cursor + 1)
        elif name == "D":
            self._move(self._cursor - 1)
        elif name == "H" or name == "1~":
            self._move(0)
        elif name == "F" or name == "4~":
            self._move(len(self._line))
        elif name == "3~":
            self._erase(self._cursor)

    def _recall(self, index: int) -> None:
        if 0 <= index <= len(self._history):
            self._recalled = index
            line = self._history[index] if index < len(self._history) else ""
            self._replace(line, len(line))

    def _tab(self) -> None:
        before = self._line[: self._cursor]
        if not before.strip():
            self._insert(INDENTATION)
            return
        found = self._complete(before)
        if not found:
            return
        common = found[0]
        for other in found:
            while not other.startswith(common):
                common = common[:-1]
        if common:
            self._insert(common)
        elif len(found) > 1:
            stem = before[_stem_start(before) :]
            kernel.write("\n" + "  ".join([stem + rest for rest in found[:40]]) + "\n")
            self._redraw()

    # --- The line on the screen

    def _insert(self, text: str) -> None:
        at_end = self._cursor == len(self._line)
        self._line = self._line[: self._cursor] + text + self._line[self._cursor :]
        self._cursor += len(text)
        if at_end:
            kernel.write(text)
        else:
            self._redraw()

    def _erase(self, place: int) -> None:
        if not 0 <= place < len(self._line):
            return
        at_end = place == len(self._line) - 1 and self._cursor == len(self._line)
        self._line = self._line[:place] + self._line[place + 1 :]
        self._cursor = place
        if at_end:
            kernel.write("\b \b")
        else:
            self._redraw()

    def _backspace(self) -> None:
        """Takes away the character before the cursor; within the indentation, a whole level."""
        before = self._line[: self._cursor]
        count = 1
        if before and not before.strip():
            count = (self._cursor - 1) % len(INDENTATION) + 1
        for _ in range(count):
            self._erase(self._cursor - 1)

    def _move(self, place: int) -> None:
        if 0 <= place <= len(self._line):
            self._cursor = place
            self._redraw()

    def _replace(self, line: str, cursor: int) -> None:
        self._line = line
        self._cursor = cursor
        self._redraw()

    def _redraw(self) -> None:
        behind = len(self._line) - self._cursor
        back = f"\x1b[{behind}D" if behind else ""
        kernel.write("\r" + self._prompt + self._line + "\x1b[K" + back)


def _stem_start(text: str) -> int:
    """Where the name begins that `text` ends with."""
    start = len(text)
    while start and (text[start - 1].isalnum() or text[start - 1] == "_"):
        start -= 1
    return start


def next_indentation(source: str) -> str:
    """What the line behind an unfinished statement starts with."""
    if source.count('"""') % 2 or source.count("'''") % 2:
        return ""
    last = source.split("\n")[-1]
    text = last.strip()
    level = last[: len(last) - len(last.lstrip())]
    if text.endswith(":"):
        return level + INDENTATION
    leaves = text.split(" ")[0] in ("return", "pass", "break", "continue", "raise")
    return level[: -len(INDENTATION)] if leaves else level


def split_name(text: str) -> tuple[str, str]:
    """The dotted name before the last dot that `text` ends with, and the name begun after it."""
    start = _stem_start(text)
    stem = text[start:]
    end = start
    while start and (text[start - 1].isalnum() or text[start - 1] in "_."):
        start -= 1
    return text[start:end].rstrip("."), stem
