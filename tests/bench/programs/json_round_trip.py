"""A JSON round trip in Python itself: a document is written as text and read back, on every engine alike."""

HEXADECIMAL = "0123456789abcdef"
ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"}
UNESCAPES = {'"': '"', "\\": "\\", "/": "/", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}


def write_string(text):
    parts = ['"']
    for character in text:
        if character in ESCAPES:
            parts.append(ESCAPES[character])
        elif character < " ":
            code = ord(character)
            parts.append("\\u00" + HEXADECIMAL[code >> 4] + HEXADECIMAL[code & 15])
        else:
            parts.append(character)
    parts.append('"')
    return "".join(parts)


def write(value, parts):
    if isinstance(value, str):
        parts.append(write_string(value))
    elif value is None:
        parts.append("null")
    elif value is True:
        parts.append("true")
    elif value is False:
        parts.append("false")
    elif isinstance(value, int):
        parts.append(str(value))
    elif isinstance(value, list):
        parts.append("[")
        between = ""
        for item in value:
            parts.append(between)
            write(item, parts)
            between = ", "
        parts.append("]")
    elif isinstance(value, dict):
        parts.append("{")
        between = ""
        for key, item in value.items():
            parts.append(between)
            parts.append(write_string(key))
            parts.append(": ")
            write(item, parts)
            between = ", "
        parts.append("}")
    else:
        raise TypeError("not for JSON")


def dumps(value):
    parts = []
    write(value, parts)
    return "".join(parts)


class Reader:
    """A recursive descent over the text."""

    def __init__(self, text):
        self.text = text
        self.place = 0

    def skip_spaces(self):
        text, place = self.text, self.place
        while text[place] in " \t\r\n":
            place += 1
        self.place = place
        return text[place]

    def fail(self, wanted):
        raise ValueError("expected " + wanted + " at " + str(self.place))

    def expect(self, character):
        if self.skip_spaces() != character:
            self.fail(character)
        self.place += 1

    def value(self):
        character = self.skip_spaces()
        if character == '"':
            return self.string()
        if character == "{":
            return self.object()
        if character == "[":
            return self.array()
        if character == "-" or "0" <= character <= "9":
            return self.number()
        for word, meaning in (("true", True), ("false", False), ("null", None)):
            if self.text.startswith(word, self.place):
                self.place += len(word)
                return meaning
        return self.fail("a value")

    def number(self):
        text, start = self.text, self.place
        place = start + 1
        while "0" <= text[place] <= "9":
            place += 1
        self.place = place
        return int(text[start:place])

    def string(self):
        text = self.text
        start = place = self.place + 1
        parts = []
        while True:
            character = text[place]
            if character == '"':
                parts.append(text[start:place])
                self.place = place + 1
                return "".join(parts)
            if character == "\\":
                parts.append(text[start:place])
                escape = text[place + 1]
                if escape == "u":
                    parts.append(chr(int(text[place + 2 : place + 6], 16)))
                    place += 4
                else:
                    parts.append(UNESCAPES[escape])
                place += 1
                start = place + 1
            place += 1

    def array(self):
        self.place += 1
        items = []
        if self.skip_spaces() == "]":
            self.place += 1
            return items
        while True:
            items.append(self.value())
            if self.skip_spaces() != ",":
                self.expect("]")
                return items
            self.place += 1

    def object(self):
        self.place += 1
        members = {}
        if self.skip_spaces() == "}":
            self.place += 1
            return members
        while True:
            if self.skip_spaces() != '"':
                self.fail("a key")
            key = self.string()
            self.expect(":")
            members[key] = self.value()
            if self.skip_spaces() != ",":
                self.expect("}")
                return members
            self.place += 1


def loads(text):
    reader = Reader(text + " ")
    return reader.value()


DOCUMENT = {
    "tasks": [
        {
            "number": number,
            "name": "task %d" % number,
            "state": ["ready", "running", "blocked"][number % 3],
            "affinity": None if number % 4 else [0, 1, 2],
            "rights": {"send": True, "receive": number % 2 == 0},
            "time": -number * 12345678,
        }
        for number in range(8)
    ],
    "title": 'a "quoted" line\nand a tab\t, a bell \x07 and a back\\slash',
    "empty": [[], {}],
}


def run(count):
    total = 0
    value = DOCUMENT
    for _ in range(count):
        text = dumps(value)
        value = loads(text)
        total += len(text)
    if value != DOCUMENT:
        raise AssertionError("changed on its way")
    return total
