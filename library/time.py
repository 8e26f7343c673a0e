"""Clocks, waiting, and dates. Local time is UTC: nothing here knows of time zones."""

from _time import monotonic, monotonic_ns, perf_counter, perf_counter_ns, time, time_ns

__all__ = [
    "altzone",
    "asctime",
    "ctime",
    "daylight",
    "gmtime",
    "localtime",
    "mktime",
    "monotonic",
    "monotonic_ns",
    "perf_counter",
    "perf_counter_ns",
    "process_time",
    "process_time_ns",
    "sleep",
    "strftime",
    "struct_time",
    "thread_time",
    "thread_time_ns",
    "time",
    "time_ns",
    "timezone",
    "tzname",
]

# A task has its CPU while it runs, and a program of the host runs alone.
process_time = thread_time = monotonic
process_time_ns = thread_time_ns = monotonic_ns

altzone = timezone = daylight = 0
tzname = ("UTC", "UTC")

_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
_DAY_SECONDS = 86400


def sleep(seconds, /):
    """Waits; a task of the kernel lets others run meanwhile."""
    if not hasattr(seconds, "__index__") and not isinstance(seconds, float):
        raise TypeError(f"'{type(seconds).__name__}' object cannot be interpreted as an integer")
    if seconds < 0:
        raise ValueError("sleep length must be non-negative")
    try:
        from kernel import sleep as kernel_sleep
    except ImportError:
        end = monotonic_ns() + int(seconds * 1e9)
        while monotonic_ns() < end:
            pass
    else:
        if seconds:
            kernel_sleep(max(1, int(seconds * 1000)))


class struct_time(tuple):
    """A date and time of day in nine elements; the zone is an attribute only."""

    __slots__ = ()
    n_fields, n_sequence_fields, n_unnamed_fields = 11, 9, 0
    __match_args__ = (
        "tm_year",
        "tm_mon",
        "tm_mday",
        "tm_hour",
        "tm_min",
        "tm_sec",
        "tm_wday",
        "tm_yday",
        "tm_isdst",
    )
    tm_zone = "UTC"
    tm_gmtoff = 0

    def __new__(cls, sequence, /):
        elements = tuple(sequence)
        if len(elements) < 9:
            raise TypeError(
                f"time.struct_time() takes an at least 9-sequence ({len(elements)}-sequence given)"
            )
        if len(elements) > 11:
            raise TypeError(
                f"time.struct_time() takes an at most 11-sequence ({len(elements)}-sequence given)"
            )
        return super().__new__(cls, elements[:9])

    def __repr__(self):
        named = [f"{name}={value!r}" for name, value in zip(self.__match_args__, self, strict=True)]
        return f"time.struct_time({', '.join(named)})"


for _index, _name in enumerate(struct_time.__match_args__):
    setattr(struct_time, _name, property(lambda self, index=_index: self[index]))
del _index, _name


def _is_leap(year):
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def _days_before(year, month):
    """The days from the first of January to the first of the month."""
    days = sum((31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30)[: month - 1])
    return days + (month > 2 and _is_leap(year))


def _days_since_epoch(year):
    """The days from 1970 to the first of January."""
    before = year - 1
    return before * 365 + before // 4 - before // 100 + before // 400 - 719162


def gmtime(seconds=None, /):
    """The date and time so many seconds after 1970 began; by default now."""
    seconds = int(time() if seconds is None else seconds // 1)
    days, second = divmod(seconds, _DAY_SECONDS)
    year = 1970 + days * 400 // 146097
    while _days_since_epoch(year) > days:
        year -= 1
    while _days_since_epoch(year + 1) <= days:
        year += 1
    day = days - _days_since_epoch(year)
    month = 12
    while _days_before(year, month) > day:
        month -= 1
    minute, second = divmod(second, 60)
    hour, minute = divmod(minute, 60)
    day_of_month = day - _days_before(year, month) + 1
    return struct_time((year, month, day_of_month, hour, minute, second, (days + 3) % 7, day + 1, 0))


localtime = gmtime


def mktime(when, /):
    """The seconds from 1970 to a date; months, days and smaller parts may be out of range."""
    if not isinstance(when, tuple):
        raise TypeError("Tuple or struct_time argument required")
    if len(when) != 9:
        raise TypeError("mktime(): illegal time tuple argument")
    year, month, day, hour, minute, second = when[:6]
    years, month = divmod(month - 1, 12)
    days = _days_since_epoch(year + years) + _days_before(year + years, month + 1) + day - 1
    return float(((days * 24 + hour) * 60 + minute) * 60 + second)


def _checked(when, function):
    """The elements of a date, of which none may be zero or a name missing."""
    if when is None:
        return gmtime()
    if not isinstance(when, tuple):
        raise TypeError("Tuple or struct_time argument required")
    if len(when) != 9:
        raise TypeError(f"{function}(): illegal time tuple argument")
    year, month, day, hour, minute, second, week_day, year_day, dst = when
    month, day, year_day = month or 1, day or 1, year_day or 1
    for value, least, most, name in (
        (month, 1, 12, "month"),
        (day, 1, 31, "day of month"),
        (hour, 0, 23, "hour"),
        (minute, 0, 59, "minute"),
        (second, 0, 61, "seconds"),
        (week_day, -1, float("inf"), "day of week"),
        (year_day, 1, 366, "day of year"),
    ):
        if not least <= value <= most:
            raise ValueError(f"{name} out of range")
    return struct_time((year, month, day, hour, minute, second, week_day % 7, year_day, dst))


def _iso_week(when):
    """The year and the number of the week of ISO 8601: weeks begin on Monday, the first has a Thursday."""
    year, week = when.tm_year, (when.tm_yday - 1 - when.tm_wday + 10) // 7
    if week == 0:
        year -= 1
        first = (when.tm_wday - when.tm_yday + 1 - (366 if _is_leap(year) else 365)) % 7
        return year, 53 if first == 3 or (first == 2 and _is_leap(year)) else 52
    if week == 53 and (when.tm_wday - when.tm_yday + (366 if _is_leap(year) else 365)) % 7 < 3:
        return year + 1, 1
    return year, week


_COMPOSED = {
    "c": "%a %b %e %H:%M:%S %Y",
    "D": "%m/%d/%y",
    "F": "%Y-%m-%d",
    "r": "%I:%M:%S %p",
    "R": "%H:%M",
    "T": "%H:%M:%S",
    "x": "%m/%d/%y",
    "X": "%H:%M:%S",
}
_DIRECTIVES = {
    "a": lambda when: _DAYS[when.tm_wday][:3],
    "A": lambda when: _DAYS[when.tm_wday],
    "b": lambda when: _MONTHS[when.tm_mon - 1][:3],
    "B": lambda when: _MONTHS[when.tm_mon - 1],
    "C": lambda when: f"{when.tm_year // 100:02}",
    "d": lambda when: f"{when.tm_mday:02}",
    "e": lambda when: f"{when.tm_mday:2}",
    "g": lambda when: f"{_iso_week(when)[0] % 100:02}",
    "G": lambda when: str(_iso_week(when)[0]),
    "h": lambda when: _MONTHS[when.tm_mon - 1][:3],
    "H": lambda when: f"{when.tm_hour:02}",
    "I": lambda when: f"{(when.tm_hour - 1) % 12 + 1:02}",
    "j": lambda when: f"{when.tm_yday:03}",
    "m": lambda when: f"{when.tm_mon:02}",
    "M": lambda when: f"{when.tm_min:02}",
    "n": lambda when: "\n",
    "p": lambda when: "AM" if when.tm_hour < 12 else "PM",
    "s": lambda when: str(int(mktime(when))),
    "S": lambda when: f"{when.tm_sec:02}",
    "t": lambda when: "\t",
    "u": lambda when: str(when.tm_wday + 1),
    "U": lambda when: f"{(when.tm_yday - 1 - (when.tm_wday + 1) % 7 + 7) // 7:02}",
    "V": lambda when: f"{_iso_week(when)[1]:02}",
    "w": lambda when: str((when.tm_wday + 1) % 7),
    "W": lambda when: f"{(when.tm_yday - 1 - when.tm_wday + 7) // 7:02}",
    "y": lambda when: f"{when.tm_year % 100:02}",
    "Y": lambda when: str(when.tm_year),
    "z": lambda when: "+0000",
    "Z": lambda when: "UTC",
    "%": lambda when: "%",
}


def _formatted(format, when):
    first, *directives = format.split("%")
    parts = [first]
    directives = iter(directives)
    for text in directives:
        letter = text[:1]
        if not text:  # %% leaves nothing between two signs
            parts += ["%", next(directives, "")]
        elif letter in _COMPOSED:
            parts += [_formatted(_COMPOSED[letter], when), text[1:]]
        elif letter in _DIRECTIVES:
            parts += [_DIRECTIVES[letter](when), text[1:]]
        else:
            parts += ["%", text]
    return "".join(parts)


def strftime(format, when=None, /):
    """A date as text."""
    if not isinstance(format, str):
        raise TypeError(f"strftime() argument 1 must be str, not {type(format).__name__}")
    return _formatted(format, _checked(when, "strftime"))


def asctime(when=None, /):
    """A date as in 'Thu Jan  1 00:00:00 1970'."""
    return _formatted("%a %b %e %H:%M:%S %Y", _checked(when, "asctime"))


def ctime(seconds=None, /):
    """asctime() of so many seconds after 1970 began."""
    return asctime(gmtime(seconds))
