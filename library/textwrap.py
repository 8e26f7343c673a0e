"""Text in lines of limited width, and its indentation."""

__all__ = ["TextWrapper", "dedent", "fill", "indent", "shorten", "wrap"]


def _is_word(character):
    return character.isalnum() or character == "_"


def _joins(before, after):
    """Whether a hyphen joins words: two letters on each side, which may have a hyphen between them."""

    def begins(text):
        letters = text[:1] + text[2:3] if text[1:2] == "-" else text[:2]
        return letters.isalpha() and len(letters) == 2

    return begins(after[:3]) and begins(before[::-1])


class TextWrapper:
    """How to wrap: widths, what lines begin with, what happens to white space and long words."""

    def __init__(
        self,
        width=70,
        initial_indent="",
        subsequent_indent="",
        expand_tabs=True,
        replace_whitespace=True,
        fix_sentence_endings=False,
        break_long_words=True,
        drop_whitespace=True,
        break_on_hyphens=True,
        tabsize=8,
        *,
        max_lines=None,
        placeholder=" [...]",
    ):
        self.width = width
        self.initial_indent = initial_indent
        self.subsequent_indent = subsequent_indent
        self.expand_tabs = expand_tabs
        self.replace_whitespace = replace_whitespace
        self.fix_sentence_endings = fix_sentence_endings
        self.break_long_words = break_long_words
        self.drop_whitespace = drop_whitespace
        self.break_on_hyphens = break_on_hyphens
        self.tabsize = tabsize
        self.max_lines = max_lines
        self.placeholder = placeholder

    def _chunks(self, text):
        """Words and the white space between them; words may end behind a hyphen between letters."""
        if self.expand_tabs:
            text = text.expandtabs(self.tabsize)
        if self.replace_whitespace:
            text = text.translate({ord(each): " " for each in "\t\n\v\f\r"})
        chunks = self._split(text)
        if self.fix_sentence_endings:
            for index in range(len(chunks) - 1):
                if chunks[index + 1] == " " and _ends_sentence(chunks[index]):
                    chunks[index + 1] = "  "
        return chunks

    def _split(self, text):
        chunks = []
        start = 0
        while start < len(text):
            end = start
            is_space = text[start].isspace()
            while end < len(text) and text[end].isspace() == is_space:
                end += 1
            word = text[start:end]
            chunks += [word] if is_space or not self.break_on_hyphens else self._parts(word)
            start = end
        return chunks

    def _parts(self, word):
        """A word around its dashes, written as two or more hyphens, and behind its hyphens."""
        parts = []
        start = index = 0
        while (index := word.find("--", index)) >= 0:
            end = index
            while word[end : end + 1] == "-":
                end += 1
            before, after = word[index - 1 : index], word[end : end + 1]
            if (_is_word(before) or (before and before in "!\"'&.,?")) and _is_word(after):
                parts += [*self._hyphenated(word[start:index]), word[index:end]]
                start = end
            index = end
        return parts + self._hyphenated(word[start:])

    def _hyphenated(self, word):
        parts = []
        start = 0
        for index in range(2, len(word) - 1):
            if word[index] == "-" and _joins(word[max(0, index - 3) : index], word[index + 1 : index + 4]):
                parts.append(word[start : index + 1])
                start = index + 1
        parts.append(word[start:])
        return parts

    def wrap(self, text):
        """The lines of a paragraph."""
        if self.width <= 0:
            raise ValueError(f"invalid width {self.width!r} (must be > 0)")
        if self.max_lines is not None:
            first = self.subsequent_indent if self.max_lines > 1 else self.initial_indent
            if len(first) + len(self.placeholder.lstrip()) > self.width:
                raise ValueError("placeholder too large for max width")
        chunks = self._chunks(text)[::-1]
        lines = []
        while chunks:
            before = self.subsequent_indent if lines else self.initial_indent
            if self.drop_whitespace and lines and not chunks[-1].strip():
                chunks.pop()
            line, length = self._line(chunks, self.width - len(before))
            if not line:
                continue
            limited = self.max_lines is not None and len(lines) + 1 >= self.max_lines
            rest = [chunk for chunk in chunks if chunk.strip()] if self.drop_whitespace else chunks
            if limited and rest:
                self._shorten(lines, line, length, before)
                break
            lines.append(before + "".join(line))
        return lines

    def _line(self, chunks, width):
        """Takes the chunks of one line."""
        line = []
        length = 0
        while chunks and length + len(chunks[-1]) <= width:
            length += len(chunks[-1])
            line.append(chunks.pop())
        if chunks and len(chunks[-1]) > width:
            if self.break_long_words:
                room = 1 if width < 1 else width - length
                line.append(chunks[-1][:room])  # which may be nothing, and is dropped below then
                chunks[-1] = chunks[-1][room:]
                length += room
            elif not line:
                length += len(chunks[-1])
                line.append(chunks.pop())
        if self.drop_whitespace and line and not line[-1].strip():
            length -= len(line.pop())
        return line, length

    def _shorten(self, lines, line, length, before):
        """Ends the last line with the placeholder."""
        while line:
            if line[-1].strip() and length + len(self.placeholder) <= self.width - len(before):
                lines.append(before + "".join(line) + self.placeholder)
                return
            length -= len(line.pop())
        if lines:
            last = lines[-1].rstrip()
            if len(last) + len(self.placeholder) <= self.width:
                lines[-1] = last + self.placeholder
                return
        lines.append(before + self.placeholder.lstrip())

    def fill(self, text):
        return "\n".join(self.wrap(text))


def _ends_sentence(word):
    stripped = word.rstrip("\"'")
    return len(stripped) > 1 and stripped[-1] in ".!?" and stripped[-2].islower()


def wrap(text, width=70, **kwargs):
    """A paragraph as a list of lines."""
    return TextWrapper(width=width, **kwargs).wrap(text)


def fill(text, width=70, **kwargs):
    """A paragraph as one text of lines."""
    return TextWrapper(width=width, **kwargs).fill(text)


def shorten(text, width, **kwargs):
    """A text in one line, cut at a word."""
    return TextWrapper(width=width, max_lines=1, **kwargs).fill(" ".join(text.strip().split()))


def dedent(text):
    """The text without the white space that all its lines begin with."""
    lines = text.split("\n")
    margin = None
    for index, line in enumerate(lines):
        stripped = line.lstrip(" \t")
        if not stripped:
            lines[index] = ""
            continue
        space = line[: len(line) - len(stripped)]
        if margin is None:
            margin = space
        while not space.startswith(margin):
            margin = margin[:-1]
    size = len(margin or "")
    return "\n".join([line[size:] for line in lines])


def indent(text, prefix, predicate=None):
    """The text with a prefix before its lines, but for those of white space alone."""
    wanted = predicate or str.strip
    return "".join([prefix + line if wanted(line) else line for line in text.splitlines(True)])
