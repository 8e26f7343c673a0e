"""Constants and templates of text."""

__all__ = [
    "Formatter",
    "Template",
    "ascii_letters",
    "ascii_lowercase",
    "ascii_uppercase",
    "capwords",
    "digits",
    "hexdigits",
    "octdigits",
    "printable",
    "punctuation",
    "whitespace",
]

whitespace = " \t\n\r\v\f"
ascii_lowercase = "abcdefghijklmnopqrstuvwxyz"
ascii_uppercase = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
ascii_letters = ascii_lowercase + ascii_uppercase
digits = "0123456789"
hexdigits = digits + "abcdef" + "ABCDEF"
octdigits = "01234567"
punctuation = r"""!"#$%&'()*+,-./:;<=>?@[\]^_`{|}~"""
printable = digits + ascii_letters + punctuation + whitespace


def capwords(s, sep=None):
    """Words with a capital first letter."""
    return (sep or " ").join([word.capitalize() for word in s.split(sep)])


class Template:
    """Text with $names and ${names} in it; $$ is a $."""

    delimiter = "$"

    def __init__(self, template):
        self.template = template

    def _pieces(self):
        """(text before, name, as written, place) of each delimiter, and the rest as (text, None, None, -1). A
        name of "" is a doubled delimiter, None an error."""
        text = self.template
        place = 0
        while True:
            found = text.find(self.delimiter, place)
            if found < 0:
                yield text[place:], None, None, -1
                return
            name, end = self._name(text, found + len(self.delimiter))
            yield text[place:found], name, text[found:end], found
            place = end

    def _name(self, text, start):
        if text.startswith(self.delimiter, start):
            return "", start + len(self.delimiter)
        braced = text.startswith("{", start)
        begin = end = start + braced
        while end < len(text) and text[end].isascii() and (text[end] == "_" or text[end].isalnum()):
            end += 1
        name = text[begin:end]
        if not name or name[0].isdigit() or (braced and not text.startswith("}", end)):
            return None, start
        return name, end + braced

    def _filled(self, mapping, kws, safe):
        parts = []
        for before, name, written, place in self._pieces():
            parts.append(before)
            if place < 0:
                break
            if name == "":
                parts.append(self.delimiter)
            elif name is None:
                if not safe:
                    self._invalid(place)
                parts.append(written)
            elif name in kws:
                parts.append(str(kws[name]))
            elif safe and name not in mapping:
                parts.append(written)
            else:
                parts.append(str(mapping[name]))
        return "".join(parts)

    def _invalid(self, place):
        lines = self.template[:place].splitlines(keepends=True)
        column = place - len("".join(lines[:-1])) + 1 if lines else 1
        raise ValueError(f"Invalid placeholder in string: line {max(len(lines), 1)}, col {column}")

    def substitute(self, mapping=None, /, **kws):
        return self._filled({} if mapping is None else mapping, kws, False)

    def safe_substitute(self, mapping=None, /, **kws):
        """Leaves alone what it has no value for."""
        return self._filled({} if mapping is None else mapping, kws, True)

    def is_valid(self):
        return all(place < 0 or name is not None for _, name, _, place in self._pieces())

    def get_identifiers(self):
        names = [name for _, name, _, place in self._pieces() if place >= 0 and name]
        return list(dict.fromkeys(names))


class Formatter:
    """str.format() whose steps a subclass may change: get_value(), format_field(), convert_field()."""

    def format(self, format_string, /, *args, **kwargs):
        return self.vformat(format_string, args, kwargs)

    def vformat(self, format_string, args, kwargs):
        used = set()
        result, _ = self._vformat(format_string, args, kwargs, used, 2, 0)
        self.check_unused_args(used, args, kwargs)
        return result

    def _vformat(self, format_string, args, kwargs, used, depth, automatic):
        if depth < 0:
            raise ValueError("Max string recursion exceeded")
        parts = []
        for literal, name, spec, conversion in self.parse(format_string):
            parts.append(literal)
            if name is None:
                continue
            if name == "" or not (name[0].isdigit() or name[0] not in ".["):
                name = f"{automatic}{name}"
                automatic += 1
            value, key = self.get_field(name, args, kwargs)
            used.add(key)
            value = self.convert_field(value, conversion)
            spec, automatic = self._vformat(spec, args, kwargs, used, depth - 1, automatic)
            parts.append(self.format_field(value, spec))
        return "".join(parts), automatic

    def parse(self, format_string):
        """(text, field name, specification, conversion) of each field; the last three None at the end."""
        text = []
        place = 0
        while place < len(format_string):
            character = format_string[place]
            if character in "{}" and format_string.startswith(character * 2, place):
                text.append(character)
                place += 2
            elif character == "}":
                raise ValueError("Single '}' encountered in format string")
            elif character == "{":
                end = self._field_end(format_string, place)
                yield ("".join(text), *self._field(format_string[place + 1 : end]))
                text = []
                place = end + 1
            else:
                text.append(character)
                place += 1
        if text:
            yield "".join(text), None, None, None

    def _field_end(self, text, place):
        depth = 0
        for index in range(place, len(text)):
            depth += {"{": 1, "}": -1}.get(text[index], 0)
            if depth == 0:
                return index
        raise ValueError("expected '}' before end of string")

    def _field(self, text):
        bracket = 0
        for index, character in enumerate(text):
            bracket += {"[": 1, "]": -1}.get(character, 0)
            if bracket == 0 and character in ":!":
                name, rest = text[:index], text[index:]
                if rest[0] == "!":
                    return name, rest[3:] if rest[2:3] == ":" else "", rest[1:2]
                return name, rest[1:], None
        return text, "", None

    def get_field(self, field_name, args, kwargs):
        end = len(field_name)
        for index, character in enumerate(field_name):
            if character in ".[":
                end = index
                break
        first = field_name[:end]
        key = int(first) if first.isdigit() else first
        value = self.get_value(key, args, kwargs)
        place = end
        while place < len(field_name):
            if field_name[place] == ".":
                stop = place + 1
                while stop < len(field_name) and field_name[stop] not in ".[":
                    stop += 1
                value = getattr(value, field_name[place + 1 : stop])
                place = stop
            else:
                stop = field_name.index("]", place)
                item = field_name[place + 1 : stop]
                value = value[int(item) if item.isdigit() else item]
                place = stop + 1
        return value, key

    def get_value(self, key, args, kwargs):
        return args[key] if isinstance(key, int) else kwargs[key]

    def check_unused_args(self, used_args, args, kwargs):
        pass

    def convert_field(self, value, conversion):
        if conversion is None:
            return value
        if conversion in ("s", "r", "a"):
            return {"s": str, "r": repr, "a": ascii}[conversion](value)
        raise ValueError(f"Unknown conversion specifier {conversion}")

    def format_field(self, value, format_spec):
        return format(value, format_spec)
