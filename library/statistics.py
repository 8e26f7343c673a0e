"""Averages and how far numbers are spread."""

from bisect import bisect_left, bisect_right
from collections import Counter
from math import exp, fsum, log, sqrt

__all__ = [
    "StatisticsError",
    "correlation",
    "covariance",
    "fmean",
    "geometric_mean",
    "harmonic_mean",
    "linear_regression",
    "mean",
    "median",
    "median_high",
    "median_low",
    "mode",
    "multimode",
    "pstdev",
    "pvariance",
    "quantiles",
    "stdev",
    "variance",
]


class StatisticsError(ValueError):
    """Data that has no such average."""


def _values(data, function, least=1):
    values = list(data)
    if len(values) < least:
        if least == 1:
            raise StatisticsError(f"{function} requires at least one data point")
        raise StatisticsError(f"{function} requires at least two data points")
    return values


def _total(values):
    """The exact sum of integers, the correctly rounded one of floats."""
    return sum(values) if all(isinstance(value, int) for value in values) else fsum(values)


def _quotient(number, count):
    """An integer if it is one, as exact arithmetic would give."""
    if isinstance(number, int) and number % count == 0:
        return number // count
    return number / count


def mean(data):
    values = _values(data, "mean")
    return _quotient(_total(values), len(values))


def fmean(data, weights=None):
    values = list(data)
    if not values:
        raise StatisticsError("fmean requires at least one data point")
    if weights is None:
        return fsum(values) / len(values)
    weights = list(weights)
    if len(weights) != len(values):
        raise StatisticsError("data and weights must be the same length")
    total = fsum(weights)
    if not total:
        raise StatisticsError("sum of weights must be non-zero")
    return fsum([value * weight for value, weight in zip(values, weights, strict=True)]) / total


def geometric_mean(data):
    values = list(data)
    if not values or any(value <= 0 for value in values):
        raise StatisticsError("geometric mean requires a non-empty dataset containing positive numbers")
    return exp(fsum([log(value) for value in values]) / len(values))


def harmonic_mean(data, weights=None):
    values = list(data)
    if not values:
        raise StatisticsError("harmonic_mean requires at least one data point")
    if any(value < 0 for value in values):
        raise StatisticsError("harmonic mean does not support negative values")
    if 0 in values:
        return 0
    weights = [1] * len(values) if weights is None else list(weights)
    if len(weights) != len(values):
        raise StatisticsError("Number of weights does not match data size")
    total = fsum([weight / value for value, weight in zip(values, weights, strict=True)])
    return sum(weights) / total


def _sorted(data):
    values = sorted(data)
    if not values:
        raise StatisticsError("no median for empty data")
    return values


def median(data):
    values = _sorted(data)
    middle = len(values) // 2
    if len(values) % 2:
        return values[middle]
    return (values[middle - 1] + values[middle]) / 2


def median_low(data):
    values = _sorted(data)
    return values[(len(values) - 1) // 2]


def median_high(data):
    values = _sorted(data)
    return values[len(values) // 2]


def median_grouped(data, interval=1):
    values = _sorted(data)
    middle = values[len(values) // 2]
    low, high = bisect_left(values, middle), bisect_right(values, middle)
    return middle - interval / 2 + interval * (len(values) / 2 - low) / (high - low)


def mode(data):
    found = Counter(data).most_common(1)
    if not found:
        raise StatisticsError("no mode for empty data")
    return found[0][0]


def multimode(data):
    counts = Counter(data)
    most = max(counts.values(), default=0)
    return [value for value, count in counts.items() if count == most]


def quantiles(data, *, n=4, method="exclusive"):
    """The n - 1 numbers that cut the data into n equally likely parts."""
    if n < 1:
        raise StatisticsError("n must be at least 1")
    values = sorted(data)
    length = len(values)
    if length < 2:
        raise StatisticsError("must have at least two data points")
    if method == "inclusive":
        cuts = [divmod(part * (length - 1), n) for part in range(1, n)]
        return [(values[at] * (n - rest) + values[at + 1] * rest) / n for at, rest in cuts]
    if method != "exclusive":
        raise ValueError(f"Unknown method: {method!r}")
    result = []
    for part in range(1, n):
        at = min(max(part * (length + 1) // n, 1), length - 1)
        rest = part * (length + 1) - at * n
        result.append((values[at - 1] * (n - rest) + values[at] * rest) / n)
    return result


def _squares(values, center):
    """The sum of squared differences from a centre, by default the mean; exact for integers."""
    count = len(values)
    if center is None and all(isinstance(value, int) for value in values):
        return _quotient(count * sum([value * value for value in values]) - sum(values) ** 2, count)
    if center is None:
        center = _total(values) / count
    return fsum([(value - center) ** 2 for value in values])


def variance(data, xbar=None):
    values = _values(data, "variance", 2)
    return _quotient(_squares(values, xbar), len(values) - 1)


def pvariance(data, mu=None):
    values = _values(data, "pvariance")
    return _quotient(_squares(values, mu), len(values))


def stdev(data, xbar=None):
    values = _values(data, "stdev", 2)
    return sqrt(_squares(values, xbar) / (len(values) - 1))


def pstdev(data, mu=None):
    values = _values(data, "pstdev")
    return sqrt(_squares(values, mu) / len(values))


def _centered(x, y, function):
    if len(x) != len(y):
        raise StatisticsError(f"{function} requires that both inputs have same number of data points")
    if len(x) < 2:
        raise StatisticsError(f"{function} requires at least two data points")
    middle_x, middle_y = fsum(x) / len(x), fsum(y) / len(y)
    return [value - middle_x for value in x], [value - middle_y for value in y]


def _product(a, b):
    return fsum([left * right for left, right in zip(a, b, strict=True)])


def covariance(x, y, /):
    a, b = _centered(x, y, "covariance")
    return _product(a, b) / (len(x) - 1)


def correlation(x, y, /):
    a, b = _centered(x, y, "correlation")
    spread = sqrt(_product(a, a) * _product(b, b))
    if not spread:
        raise StatisticsError("at least one of the inputs is constant")
    return _product(a, b) / spread


def linear_regression(x, y, /):
    """slope and intercept of the line that fits best."""
    from collections import namedtuple

    a, b = _centered(x, y, "linear regression")
    spread = _product(a, a)
    if not spread:
        raise StatisticsError("x is constant")
    slope = _product(a, b) / spread
    line = namedtuple("LinearRegression", ["slope", "intercept"])
    return line(slope=slope, intercept=fsum(y) / len(y) - slope * (fsum(x) / len(x)))
