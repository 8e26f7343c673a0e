"""Enumerations.

The class statement fills an _EnumDict, which sorts out what is a member; EnumType.__new__() makes the class
without them and then each member in order. A member knows its name, value and place: _name_, _value_,
_sort_order_.
"""

import sys
from builtins import property as _property
from types import DynamicClassAttribute, MappingProxyType

__all__ = [
    "CONFORM",
    "CONTINUOUS",
    "EJECT",
    "KEEP",
    "NAMED_FLAGS",
    "STRICT",
    "UNIQUE",
    "Enum",
    "EnumCheck",
    "EnumMeta",
    "EnumType",
    "Flag",
    "FlagBoundary",
    "IntEnum",
    "IntFlag",
    "ReprEnum",
    "StrEnum",
    "auto",
    "global_enum",
    "global_enum_repr",
    "global_flag_repr",
    "global_str",
    "member",
    "nonmember",
    "property",
    "show_flag_values",
    "unique",
    "verify",
]

_NOTHING = object()


class nonmember:
    """Keeps a value in a class body from becoming a member."""

    def __init__(self, value):
        self.value = value


class member:
    """Makes a member of a function or class in a class body."""

    def __init__(self, value):
        self.value = value


class auto:
    """A value that _generate_next_value_() chooses."""

    def __init__(self, value=_NOTHING):
        self.value = value

    def __repr__(self):
        return "auto()" if self.value is _NOTHING else f"auto({self.value!r})"


class property(DynamicClassAttribute):
    """A property of members; on the class the name is that of the member, if there is one."""

    def __set_name__(self, owner, name):
        self.name = name
        self.clsname = owner.__name__

    def __get__(self, instance, ownerclass=None):
        if instance is not None:
            return super().__get__(instance, ownerclass)
        try:
            return ownerclass._member_map_[self.name]
        except KeyError:
            raise AttributeError(f"{ownerclass!r} has no attribute {self.name!r}") from None


def _is_descriptor(value):
    kind = type(value)
    return hasattr(kind, "__get__") or hasattr(kind, "__set__") or hasattr(kind, "__delete__")


def _is_function(value):
    return _is_descriptor(value) or isinstance(value, (classmethod, staticmethod, _property))


def _is_dunder(name):
    return len(name) > 4 and name[:2] == name[-2:] == "__" and name[2] != "_" and name[-3] != "_"


def _is_sunder(name):
    return len(name) > 2 and name[0] == name[-1] == "_" and name[1] != "_" and name[-2] != "_"


def _is_private(cls_name, name):
    prefix = f"_{cls_name.lstrip('_')}__"
    return len(name) > len(prefix) and name.startswith(prefix) and not name.endswith("__")


_SUNDER_NAMES = (
    "_order_",
    "_generate_next_value_",
    "_numeric_repr_",
    "_missing_",
    "_ignore_",
    "_iter_member_",
    "_iter_member_by_value_",
    "_iter_member_by_def_",
)


class _EnumDict(dict):
    """The namespace of an enumeration's class body."""

    def __init__(self, cls_name):
        super().__init__()
        self._cls_name = cls_name
        self._member_names = {}
        self._last_values = []
        self._ignore = []
        self._auto_called = False
        self._generate_next_value = None

    def __setitem__(self, key, value):
        if _is_private(self._cls_name, key):
            pass
        elif _is_sunder(key):
            self._set_sunder(key, value)
            return
        elif _is_dunder(key):
            if key == "__order__":
                key = "_order_"
        elif key in self._member_names:
            raise TypeError(f"{key!r} already defined as {self[key]!r}")
        elif key in self._ignore:
            pass
        elif isinstance(value, nonmember):
            value = value.value
        elif _is_function(value) and not isinstance(value, member):
            pass
        else:
            if key in self:
                raise TypeError(f"{key!r} already defined as {self[key]!r}")
            if isinstance(value, member):
                value = value.value
            value = self._resolved(key, value)
            self._member_names[key] = None
            self._last_values.append(value)
        super().__setitem__(key, value)

    def _set_sunder(self, key, value):
        if key not in _SUNDER_NAMES:
            raise ValueError(f"_sunder_ names, such as {key!r}, are reserved for future Enum use")
        if key == "_generate_next_value_":
            if self._auto_called:
                raise TypeError("_generate_next_value_ must be defined before members")
            self._generate_next_value = value.__func__ if isinstance(value, staticmethod) else value
            value = staticmethod(self._generate_next_value)
        elif key == "_ignore_":
            value = value.replace(",", " ").split() if isinstance(value, str) else list(value)
            self._ignore = value
            already = set(value) & set(self._member_names)
            if already:
                raise ValueError(f"_ignore_ cannot specify already set names: {already!r}")
        super().__setitem__(key, value)

    def _resolved(self, key, value):
        """The value with auto() replaced, also inside a tuple."""
        if isinstance(value, auto):
            return self._next_value(key, value)
        if type(value) is tuple and any(isinstance(part, auto) for part in value):
            return tuple([self._next_value(key, part) if isinstance(part, auto) else part for part in value])
        return value

    def _next_value(self, key, value):
        if value.value is _NOTHING:
            value.value = self._generate_next_value(key, 1, len(self._member_names), self._last_values[:])
            self._auto_called = True
        return value.value

    def update(self, members, **more):
        pairs = members.items() if hasattr(members, "keys") else members
        for name, value in pairs:
            self[name] = value
        for name, value in more.items():
            self[name] = value


# ---- Making enumerations -----------------------------------------------------------------------------------


def _data_type(cls_name, bases):
    """The one data type that members are of, beside Enum: the class below object that it starts from."""
    found = []
    for chain in bases:
        candidate = None
        for base in chain.__mro__:
            if base is object:
                continue
            if isinstance(base, EnumType):
                if base._member_type_ is not object:
                    if base._member_type_ not in found:
                        found.append(base._member_type_)
                    break
            elif "__new__" in base.__dict__ or _is_built_in(base) or "__dataclass_fields__" in base.__dict__:
                if candidate is None:
                    candidate = base
                if candidate not in found:
                    found.append(candidate)
                break
            else:
                candidate = candidate or base
    if len(found) > 1:
        raise TypeError(f"too many data types for {cls_name!r}: {set(found)!r}")
    return found[0] if found else object


def _is_built_in(cls):
    return cls.__module__ == "builtins"


def _first_enum(bases):
    return bases[-1] if bases else None


def _find_new(classdict, data_type, first_enum):
    """The __new__ that makes members, and whether it takes the values as its arguments."""
    new = classdict.get("__new__")
    if new is not None:
        return new.__func__ if isinstance(new, staticmethod) else new, True
    for possible in (data_type, first_enum):
        new = getattr(possible, "__new_member__", None)
        if new is not None:
            return new, possible._use_args_
    return data_type.__new__, True


class EnumType(type):
    """The metaclass of enumerations."""

    @classmethod
    def __prepare__(metacls, cls, bases, **kwds):
        _check_bases(cls, bases)
        namespace = _EnumDict(cls)
        first = _first_enum(bases)
        if first is not None:
            dict.__setitem__(
                namespace, "_generate_next_value_", getattr(first, "_generate_next_value_", None)
            )
            namespace._generate_next_value = getattr(first, "_generate_next_value_", None)
        return namespace

    def __new__(metacls, cls, bases, classdict, *, boundary=None, _simple=False, **kwds):
        if not bases or not any(isinstance(base, EnumType) for base in bases):
            made = super().__new__(metacls, cls, bases, dict(classdict), **kwds)
            made._member_names_, made._member_map_, made._value2member_map_ = [], {}, {}
            made._member_type_, made._use_args_, made._unhashable_values_ = object, False, []
            made._boundary_ = boundary
            return made
        ignored = ["_ignore_", *classdict._ignore]
        names = list(classdict._member_names)
        values = {name: classdict[name] for name in names}
        invalid = set(names) & {"mro", ""}
        if invalid:
            raise ValueError(f"invalid enum member name(s) {','.join(map(repr, invalid))}")
        namespace = {
            name: value for name, value in classdict.items() if name not in values and name not in ignored
        }
        data_type = _data_type(cls, bases)
        first = _first_enum(bases)
        new, use_args = _find_new(namespace, data_type, first)
        order = namespace.pop("_order_", None)
        if "__new__" in namespace:
            namespace["__new_member__"] = namespace.pop("__new__")
        made = super().__new__(metacls, cls, bases, namespace, **kwds)
        made._member_names_, made._member_map_, made._value2member_map_ = [], {}, {}
        made._member_type_, made._use_args_, made._unhashable_values_ = data_type, use_args, []
        made._boundary_ = boundary or getattr(first, "_boundary_", None)
        made._flag_mask_ = made._singles_mask_ = 0
        _choose_display(made, namespace, data_type, bases)
        for name in names:
            _add_member(made, name, values[name], new, data_type)
        if _is_flag(made):
            _finish_flag(made, namespace)
        if order is not None:
            _check_order(made, order)
        return made

    def __init__(cls, *args, **kwds):
        pass

    def __call__(cls, value, names=None, *, module=None, qualname=None, type=None, start=1, boundary=None):
        """The member of a value; or, with names, a new enumeration."""
        if names is None:
            return cls._lookup_(value)
        return cls._create_(
            value, names, module=module, qualname=qualname, type=type, start=start, boundary=boundary
        )

    def _lookup_(cls, value):
        if type(value) is cls:
            return value
        try:
            return cls._value2member_map_[value]
        except KeyError:
            pass
        except TypeError:
            for found in cls._member_map_.values():
                if found._value_ == value:
                    return found
        failure = None
        try:
            result = cls._missing_(value)
        except Exception as error:
            failure = error
            result = None
        if isinstance(result, cls):
            return result
        if result is not None and cls._boundary_ is EJECT and isinstance(result, int):
            return result
        invalid = ValueError(f"{value!r} is not a valid {cls.__qualname__}")
        if result is None and failure is None:
            raise invalid
        if failure is None:
            failure = TypeError(
                f"error in {cls.__name__}._missing_: returned {result!r} instead of None or a valid member"
            )
        if not isinstance(failure, ValueError):
            failure.__context__ = invalid
        raise failure

    def _create_(cls, class_name, names, *, module=None, qualname=None, type=None, start=1, boundary=None):
        """The functional form: names as text, as a list, as pairs or as a mapping."""
        metacls = cls.__class__
        bases = (cls,) if type is None else (type, cls)
        namespace = metacls.__prepare__(class_name, bases)
        if isinstance(names, str):
            names = names.replace(",", " ").split()
        if isinstance(names, (tuple, list)) and names and isinstance(names[0], str):
            values = []
            for count, name in enumerate(names):
                value = cls._generate_next_value_(name, start, count, values[:])
                values.append(value)
                namespace[name] = value
        else:
            for item in names:
                name, value = (item, names[item]) if isinstance(item, str) else item
                namespace[name] = value
        dict.__setitem__(namespace, "__module__", module or sys._getframemodulename(2) or "__main__")
        if qualname is not None:
            dict.__setitem__(namespace, "__qualname__", qualname)
        return metacls.__new__(metacls, class_name, bases, namespace, boundary=boundary)

    def __bool__(cls):
        return True

    def __contains__(cls, member):
        if not isinstance(member, Enum):
            raise TypeError(
                f"unsupported operand type(s) for 'in': '{type(member).__qualname__}' and "
                f"'{cls.__class__.__qualname__}'"
            )
        return isinstance(member, cls) and member._name_ in cls._member_map_

    def __getattr__(cls, name):
        raise AttributeError(name)

    def __getitem__(cls, name):
        return cls._member_map_[name]

    def __iter__(cls):
        return iter([cls._member_map_[name] for name in cls._member_names_])

    def __reversed__(cls):
        return iter([cls._member_map_[name] for name in reversed(cls._member_names_)])

    def __len__(cls):
        return len(cls._member_names_)

    @_property
    def __members__(cls):
        return MappingProxyType(cls._member_map_)

    def __dir__(cls):
        names = {"__class__", "__contains__", "__doc__", "__getitem__", "__iter__", "__len__", "__members__"}
        return sorted(names | {"__module__", "__name__", "__qualname__"} | set(cls._member_names_))

    def __repr__(cls):
        return f"<{'flag' if _is_flag(cls) else 'enum'} {cls.__name__!r}>"

    def __setattr__(cls, name, value):
        if name in cls.__dict__.get("_member_map_", ()):
            raise AttributeError(f"cannot reassign member {name!r}")
        super().__setattr__(name, value)

    def __delattr__(cls, name):
        if name in cls._member_map_:
            raise AttributeError(f"{cls.__name__!r} cannot delete member {name!r}.")
        super().__delattr__(name)


def _is_flag(cls):
    """Whether it derives from Flag, which alone has this attribute."""
    return hasattr(cls, "_numeric_repr_")


def _check_bases(class_name, bases):
    for chain in bases:
        for base in chain.__mro__:
            if isinstance(base, EnumType) and base._member_names_:
                raise TypeError(f"<enum {class_name!r}> cannot extend {base!r}")


def _choose_display(cls, namespace, data_type, bases):
    """Data types keep their own repr() in members' repr(); ReprEnum's members also show as their values."""
    cls._value_repr_ = None
    if data_type is not object:
        represent = data_type.__repr__
        if "__dataclass_fields__" not in data_type.__dict__:
            cls._value_repr_ = represent
    shows_value = any("__shows_value__" in base.__dict__ for base in bases)
    for name in ("__repr__", "__str__", "__format__"):
        if name in namespace:
            continue
        if shows_value and name != "__repr__":
            type.__setattr__(cls, name, _value_text if name == "__str__" else _value_format)
        elif data_type is not object and getattr(cls, name) is getattr(data_type, name):
            type.__setattr__(cls, name, getattr(_first_enum(bases), name))


def _value_text(self):
    return str(self._value_)


def _value_format(self, format_spec):
    return format(self._value_, format_spec)


def _add_member(cls, name, value, new, data_type):
    args = value if isinstance(value, tuple) else (value,)
    if data_type is tuple:
        args = (args,)
    if cls._use_args_:
        made = new(cls, *args)
    else:
        made = new(cls)
    if not hasattr(made, "_value_"):
        made._value_ = value if data_type is object else _data_value(data_type, args, value)
    value = made._value_
    canonical = _alias_of(cls, value)
    if canonical is None:
        made._name_ = name
        made._sort_order_ = len(cls._member_names_)
        made.__objclass__ = cls
        made.__init__(*args)
        if _is_canonical(cls, value):
            cls._member_names_.append(name)
    else:
        made = canonical
    type.__setattr__(cls, name, made)
    cls._member_map_[name] = made
    try:
        cls._value2member_map_.setdefault(value, made)
    except TypeError:
        cls._unhashable_values_.append(value)


def _data_value(data_type, args, value):
    try:
        return data_type(*args)
    except Exception as error:
        failure = TypeError("_value_ not set in __new__, unable to create it")
        failure.__cause__ = None
        raise failure from error


def _alias_of(cls, value):
    try:
        return cls._value2member_map_.get(value)
    except TypeError:
        return next((other for other in cls._member_map_.values() if other._value_ == value), None)


def _is_canonical(cls, value):
    """A flag's member is canonical if it is one bit; any other enumeration's if it is no alias."""
    if not _is_flag(cls):
        return True
    return isinstance(value, int) and value > 0 and value & (value - 1) == 0


def _check_order(cls, order):
    if isinstance(order, str):
        order = order.replace(",", " ").split()
    order = [name for name in order if name in cls._member_names_]
    if order != cls._member_names_:
        raise TypeError(f"member order does not match _order_:\n  {cls._member_names_!r}\n  {order!r}")


EnumMeta = EnumType

# ---- Enum --------------------------------------------------------------------------------------------------


class Enum(metaclass=EnumType):
    """The base of all enumerations."""

    def __init__(self, *args, **kwds):
        pass

    @staticmethod
    def _generate_next_value_(name, start, count, last_values):
        for value in reversed(last_values):
            try:
                return value + 1
            except TypeError:
                pass
        return start

    @classmethod
    def _missing_(cls, value):
        return None

    def __repr__(self):
        represent = type(self)._value_repr_ or repr
        return f"<{type(self).__name__}.{self._name_}: {represent(self._value_)}>"

    def __str__(self):
        return f"{type(self).__name__}.{self._name_}"

    def __format__(self, format_spec):
        return str.__format__(str(self), format_spec)

    def __dir__(self):
        own = {"__class__", "__doc__", "__eq__", "__hash__", "__module__", "name", "value"}
        for cls in type(self).__mro__:
            if cls is not object and cls is not type(self)._member_type_:
                own.update(name for name in cls.__dict__ if name[0] != "_" and name not in cls._member_map_)
        return sorted(own)

    def __hash__(self):
        return hash(self._name_)

    def __copy__(self):
        return self

    def __deepcopy__(self, memo):
        return self

    def __setattr__(self, name, value):
        if name in ("name", "value"):
            raise AttributeError(f"<enum 'Enum'> cannot set attribute {name!r}")
        super().__setattr__(name, value)

    @_property
    def name(self):
        """The member's name."""
        return self._name_

    @_property
    def value(self):
        """The member's value."""
        return self._value_


class ReprEnum(Enum):
    """Members of enumerations right below it show as their values but for repr()."""

    __shows_value__ = True


class IntEnum(int, ReprEnum):
    """Members are integers too."""


class StrEnum(str, ReprEnum):
    """Members are strings too; auto() gives the name in small letters."""

    def __new__(cls, *values):
        if len(values) > 3:
            raise TypeError(f"too many arguments for str(): {values!r}")
        if len(values) == 1 and not isinstance(values[0], str):
            raise TypeError(f"{values[0]!r} is not a string")
        if len(values) >= 2 and not isinstance(values[1], str):
            raise TypeError(f"encoding must be a string, not {values[1]!r}")
        if len(values) == 3 and not isinstance(values[2], str):
            raise TypeError(f"errors must be a string, not {values[2]!r}")
        value = str(*values)
        made = str.__new__(cls, value)
        made._value_ = value
        return made

    @staticmethod
    def _generate_next_value_(name, start, count, last_values):
        return name.lower()


# ---- Flags -------------------------------------------------------------------------------------------------


class FlagBoundary(StrEnum):
    """What becomes of bits that no member has."""

    STRICT = auto()
    CONFORM = auto()
    EJECT = auto()
    KEEP = auto()


STRICT, CONFORM, EJECT, KEEP = FlagBoundary


def _bits_of(value):
    """The single bits of an integer, the lowest first."""
    while value:
        bit = value & -value
        yield bit
        value ^= bit


_FLAG_OPERATORS = ("__or__", "__and__", "__xor__", "__ror__", "__rand__", "__rxor__", "__invert__")


def _finish_flag(cls, namespace):
    for name in _FLAG_OPERATORS:  # a data type's own come first in the mro
        if name not in namespace and cls.__name__ != "Flag":
            type.__setattr__(cls, name, getattr(Flag, name))
    mask = singles = 0
    for value in cls._value2member_map_:
        if isinstance(value, int) and value > 0:
            mask |= value
            if value & (value - 1) == 0:
                singles |= value
    cls._flag_mask_ = mask
    cls._singles_mask_ = singles
    cls._all_bits_ = (1 << mask.bit_length()) - 1
    order = sorted(cls._member_names_, key=lambda name: cls._member_map_[name]._value_)
    cls._in_order_ = order == cls._member_names_


def _binary(number, bits):
    """An integer's binary digits with the sign digit apart, negative numbers in two's complement."""
    width = max(number.bit_length(), bits)
    digits = f"{number & ((1 << width) - 1):0{width}b}" if width else ""
    return f"0b{1 if number < 0 else 0} {digits}"


class Flag(Enum, boundary=STRICT):
    """Members combine by | & ^ ~."""

    _numeric_repr_ = repr

    @staticmethod
    def _generate_next_value_(name, start, count, last_values):
        if not last_values:
            return 1 if start is None else start
        highest = max(last_values)
        try:
            return 1 << highest.bit_length()
        except Exception:
            raise TypeError(f"invalid flag value {highest!r}") from None

    @classmethod
    def _missing_(cls, value):
        """A combination, made when it is first asked for."""
        if not isinstance(value, int):
            raise ValueError(f"{value!r} is not a valid {cls.__qualname__}")
        mask, all_bits = cls._flag_mask_, cls._all_bits_
        negative = value < 0
        unknown = not ~all_bits <= value <= all_bits or value & (all_bits ^ mask)
        if unknown:
            if cls._boundary_ is STRICT:
                bits = max(value.bit_length(), mask.bit_length())
                raise ValueError(
                    f"{cls!r} invalid value {value!r}\n    given {_binary(value, bits)}\n"
                    f"  allowed {_binary(mask, bits)}"
                )
            if cls._boundary_ is CONFORM:
                value &= mask
            elif cls._boundary_ is EJECT:
                return value
            elif negative:
                value = max(all_bits + 1, 1 << value.bit_length()) + value
        if value < 0:
            value += all_bits + 1
        if not isinstance(value, int):
            raise ValueError(f"{value!r} is not a valid {cls.__qualname__}")
        known = cls._value2member_map_.get(value)
        if known is not None:
            return known
        if cls._member_type_ is object:
            made = object.__new__(cls)
        else:
            made = cls._member_type_.__new__(cls, value)
        made._value_ = value
        names = [part._name_ for part in cls._iter_member_(value)]
        rest = value & ~cls._singles_mask_
        made._name_ = "|".join(names) if names else None
        if names and rest:
            made._name_ += f"|{cls._numeric_repr_(rest)}"
        cls._value2member_map_[value] = made
        return made

    @classmethod
    def _iter_member_(cls, value):
        """The members of single bits that a value has, in their order of definition."""
        found = [cls._value2member_map_[bit] for bit in _bits_of(value & cls._singles_mask_)]
        if not cls._in_order_:
            found.sort(key=lambda part: part._sort_order_)
        return found

    def __contains__(self, other):
        if not isinstance(other, self.__class__):
            raise TypeError(
                f"unsupported operand type(s) for 'in': {type(other).__qualname__!r} and "
                f"{self.__class__.__qualname__!r}"
            )
        return other._value_ & self._value_ == other._value_

    def __iter__(self):
        return iter(self._iter_member_(self._value_))

    def __len__(self):
        return (self._value_ & self._singles_mask_).bit_count()

    def __repr__(self):
        represent = type(self)._value_repr_ or repr
        if self._name_ is None:
            return f"<{type(self).__name__}: {represent(self._value_)}>"
        return f"<{type(self).__name__}.{self._name_}: {represent(self._value_)}>"

    def __str__(self):
        if self._name_ is None:
            return f"{type(self).__name__}({self._value_!r})"
        return f"{type(self).__name__}.{self._name_}"

    def __bool__(self):
        return bool(self._value_)

    def _value_of(self, other):
        """The bits of an operand, or None if it can't be combined with this."""
        if isinstance(other, self.__class__):
            return other._value_
        if self._member_type_ is not object and isinstance(other, self._member_type_):
            return other
        return None

    def __or__(self, other):
        value = self._value_of(other)
        return NotImplemented if value is None else self.__class__(self._value_ | value)

    def __and__(self, other):
        value = self._value_of(other)
        return NotImplemented if value is None else self.__class__(self._value_ & value)

    def __xor__(self, other):
        value = self._value_of(other)
        return NotImplemented if value is None else self.__class__(self._value_ ^ value)

    def __invert__(self):
        if self._boundary_ is KEEP:
            return self.__class__(-(self._value_) - 1)
        return self.__class__(self._singles_mask_ & ~self._value_)

    __ror__ = __or__
    __rand__ = __and__
    __rxor__ = __xor__


class IntFlag(int, ReprEnum, Flag, boundary=KEEP):
    """Flags that are integers too; bits that no member has are kept."""


# ---- Checks ------------------------------------------------------------------------------------------------


def unique(enumeration):
    """Refuses aliases."""
    aliases = [(name, part._name_) for name, part in enumeration._member_map_.items() if name != part._name_]
    if aliases:
        details = ", ".join([f"{alias} -> {name}" for alias, name in aliases])
        raise ValueError(f"duplicate values found in {enumeration!r}: {details}")
    return enumeration


class EnumCheck(StrEnum):
    """What verify() looks at."""

    CONTINUOUS = "no skipped integer values"
    NAMED_FLAGS = "multi-flag aliases may not contain unnamed flags"
    UNIQUE = "one name per value"


CONTINUOUS, NAMED_FLAGS, UNIQUE = EnumCheck


class verify:
    """Refuses enumerations that fail the checks."""

    def __init__(self, *checks):
        self.checks = checks

    def __call__(self, enumeration):
        for check in self.checks:
            if check is UNIQUE:
                self._unique(enumeration)
            elif check is CONTINUOUS:
                self._continuous(enumeration)
            elif check is NAMED_FLAGS:
                self._named_flags(enumeration)
        return enumeration

    @staticmethod
    def _unique(enumeration):
        aliases = [(name, part.name) for name, part in enumeration.__members__.items() if name != part.name]
        if aliases:
            details = ", ".join([f"{alias} -> {name}" for alias, name in aliases])
            raise ValueError(f"aliases found in {enumeration!r}: {details}")

    @staticmethod
    def _continuous(enumeration):
        values = {part.value for part in enumeration}
        if len(values) < 2:
            return
        low, high = min(values), max(values)
        if issubclass(enumeration, Flag):
            wanted = [1 << bit for bit in range(low.bit_length() - 1, high.bit_length())]
        else:
            wanted = range(low, high + 1)
        missing = [value for value in wanted if value not in values]
        if missing:
            kind = "flag" if issubclass(enumeration, Flag) else "enum"
            raise ValueError(
                f"invalid {kind} {enumeration.__name__!r}: missing values {', '.join(map(str, missing))}"
            )

    @staticmethod
    def _named_flags(enumeration):
        named = {part.value for part in enumeration}
        bad = [
            name
            for name, part in enumeration._member_map_.items()
            if part.value > 0 and any(bit not in named for bit in _bits_of(part.value))
        ]
        if bad:
            aliases = ", ".join(bad)
            raise ValueError(f"invalid Flag {enumeration.__name__!r}: aliases {aliases} are missing values")


def show_flag_values(value):
    """The single bits of a flag or integer."""
    return list(_bits_of(int(value) if not isinstance(value, Flag) else value.value))


# ---- Members as names of their module ----------------------------------------------------------------------


def global_enum_repr(self):
    return f"{type(self).__module__.rpartition('.')[2]}.{self._name_}"


def global_flag_repr(self):
    module = type(self).__module__.rpartition(".")[2]
    if self._name_ is None:
        return f"{module}.{type(self).__name__}({self._value_})"
    return "|".join([f"{module}.{name}" for name in self._name_.split("|")])


def global_str(self):
    return self._name_ if self._name_ is not None else f"{type(self).__name__}({self._value_})"


def global_enum(cls, update_str=False):
    """Shows members as names of their module, and puts them there."""
    cls.__repr__ = global_flag_repr if issubclass(cls, Flag) else global_enum_repr
    if not issubclass(cls, ReprEnum) or update_str:
        cls.__str__ = global_str
    module = sys.modules[cls.__module__]
    for name, part in cls.__members__.items():
        setattr(module, name, part)
    return cls
