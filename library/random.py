"""Random numbers: the Mersenne Twister, with the sequences of CPython's for every seed but a float's.

Without a seed it starts from the clocks. For games, tests and simulations, not for secrets.
"""

from bisect import bisect
from itertools import accumulate
from math import acos, ceil, cos, e, exp, floor, log, pi, sin, sqrt
from operator import index as _index
from time import monotonic_ns, time_ns

__all__ = [
    "Random",
    "betavariate",
    "choice",
    "choices",
    "expovariate",
    "gammavariate",
    "gauss",
    "getrandbits",
    "getstate",
    "lognormvariate",
    "normalvariate",
    "paretovariate",
    "randbytes",
    "randint",
    "random",
    "randrange",
    "sample",
    "seed",
    "setstate",
    "shuffle",
    "triangular",
    "uniform",
    "vonmisesvariate",
    "weibullvariate",
]

_SIZE = 624  # words of state
_MIDDLE = 397
_WORD = 0xFFFFFFFF
_TWIST = 0x9908B0DF
_UPPER = 0x80000000
_LOWER = 0x7FFFFFFF

_LOG4 = log(4.0)
_SG_MAGICCONST = 1.0 + log(4.5)
_NV_MAGICCONST = 4 * exp(-0.5) / sqrt(2.0)
_TWO_PI = 2.0 * pi


def _state_of_number(number):
    """The words that a 32-bit seed gives."""
    state = [number & _WORD]
    last = state[0]
    for index in range(1, _SIZE):
        last = (1812433253 * (last ^ (last >> 30)) + index) & _WORD
        state.append(last)
    return state


def _state_of_key(key):
    """The words that a list of 32-bit words gives."""
    state = _state_of_number(19650218)
    place, taken = 1, 0
    for _ in range(max(_SIZE, len(key))):
        previous = state[place - 1]
        mixed = state[place] ^ ((previous ^ (previous >> 30)) * 1664525)
        state[place] = (mixed + key[taken] + taken) & _WORD
        place += 1
        taken += 1
        if place >= _SIZE:
            state[0] = state[_SIZE - 1]
            place = 1
        if taken >= len(key):
            taken = 0
    for _ in range(_SIZE - 1):
        previous = state[place - 1]
        mixed = state[place] ^ ((previous ^ (previous >> 30)) * 1566083941)
        state[place] = (mixed - place) & _WORD
        place += 1
        if place >= _SIZE:
            state[0] = state[_SIZE - 1]
            place = 1
    state[0] = 0x80000000
    return state


def _words_of(number):
    """An integer's 32-bit words, the lowest first."""
    words = []
    while number:
        words.append(number & _WORD)
        number >>= 32
    return words or [0]


class Random:
    """A generator with a state of its own. A subclass may define random(), or getrandbits() as well."""

    VERSION = 3

    def __init__(self, x=None):
        self.gauss_next = None
        self.seed(x)

    def __init_subclass__(cls, /, **kwargs):
        super().__init_subclass__(**kwargs)
        # Integers come from random() where a subclass defines only that.
        if "random" in cls.__dict__ and "getrandbits" not in cls.__dict__:
            cls._randbelow = cls._randbelow_without_getrandbits

    # ---- State ----

    def seed(self, a=None, version=2):
        if a is None:
            a = time_ns() ^ (monotonic_ns() << 20) ^ id(self)
        elif isinstance(a, (str, bytes, bytearray)) and version == 2:
            a = _hashed(a.encode() if isinstance(a, str) else bytes(a))
        elif isinstance(a, str):
            a = _version_1(a)
        elif isinstance(a, float):
            a = hash(a)
        elif not isinstance(a, int):
            raise TypeError(
                "The only supported seed types are: None,\nint, float, str, bytes, and bytearray."
            )
        self._state = _state_of_key(_words_of(abs(a)))
        self._place = _SIZE
        self.gauss_next = None

    def getstate(self):
        return self.VERSION, (*self._state, self._place), self.gauss_next

    def setstate(self, state):
        version, words, gauss_next = state
        if version != 3:
            raise ValueError(
                f"state with version {version} passed to Random.setstate() of version {self.VERSION}"
            )
        if len(words) != _SIZE + 1:
            raise ValueError("state vector is the wrong size")
        self._state = list(words[:-1])
        self._place = words[-1]
        self.gauss_next = gauss_next

    def __getstate__(self):
        return self.getstate()

    def __setstate__(self, state):
        self.setstate(state)

    def _refill(self):
        """The next 624 words."""
        state = self._state
        for index in range(_SIZE):
            mixed = (state[index] & _UPPER) | (state[(index + 1) % _SIZE] & _LOWER)
            twisted = state[(index + _MIDDLE) % _SIZE] ^ (mixed >> 1)
            state[index] = twisted ^ _TWIST if mixed & 1 else twisted
        self._place = 0

    def _word(self):
        if self._place >= _SIZE:
            self._refill()
        word = self._state[self._place]
        self._place += 1
        word ^= word >> 11
        word ^= (word << 7) & 0x9D2C5680
        word ^= (word << 15) & 0xEFC60000
        return word ^ (word >> 18)

    def random(self):
        """A float in [0.0, 1.0)."""
        high = self._word() >> 5
        low = self._word() >> 6
        return (high * 67108864.0 + low) * (1.0 / 9007199254740992.0)

    def getrandbits(self, k, /):
        """An integer of k random bits."""
        k = _index(k)
        if k < 0:
            raise ValueError("number of bits must be non-negative")
        if k <= 32:
            return self._word() >> (32 - k) if k else 0
        number = shift = 0
        while k > 0:
            word = self._word()
            if k < 32:
                word >>= 32 - k
            number |= word << shift
            shift += 32
            k -= 32
        return number

    # ---- Integers ----

    def _randbelow(self, n):
        getrandbits = self.getrandbits
        bits = n.bit_length()
        number = getrandbits(bits)
        while number >= n:
            number = getrandbits(bits)
        return number

    def _randbelow_without_getrandbits(self, n):
        limit = 1 << 53
        if n >= limit:
            return floor(self.random() * n)
        remainder = limit % n
        bound = (limit - remainder) / limit
        number = self.random()
        while number >= bound:
            number = self.random()
        return floor(number * limit) % n

    def randbytes(self, n):
        return self.getrandbits(n * 8).to_bytes(n, "little")

    def randrange(self, start, stop=None, step=1):
        """One of range(start, stop, step)."""
        start = _whole(start, "non-integer arg 1 for randrange()")
        if stop is None:
            if step != 1:
                raise TypeError("Missing a non-None stop argument")
            if start > 0:
                return self._randbelow(start)
            raise ValueError("empty range for randrange()")
        stop = _whole(stop, "non-integer stop for randrange()")
        width = stop - start
        step = _whole(step, "non-integer step for randrange()")
        if step == 1:
            if width > 0:
                return start + self._randbelow(width)
            raise ValueError(f"empty range for randrange() ({start}, {stop}, {width})")
        if step == 0:
            raise ValueError("zero step for randrange()")
        count = (width + step - (1 if step > 0 else -1)) // step
        if count <= 0:
            raise ValueError("empty range for randrange()")
        return start + step * self._randbelow(count)

    def randint(self, a, b):
        """An integer in [a, b], both included."""
        return self.randrange(a, b + 1)

    # ---- Sequences ----

    def choice(self, seq):
        if not len(seq):
            raise IndexError("Cannot choose from an empty sequence")
        return seq[self._randbelow(len(seq))]

    def shuffle(self, x):
        """Shuffles a list in place."""
        randbelow = self._randbelow
        for i in reversed(range(1, len(x))):
            j = randbelow(i + 1)
            x[i], x[j] = x[j], x[i]

    def sample(self, population, k, *, counts=None):
        """k elements, none of them twice; `counts` says how often each of the population is there."""
        if not hasattr(population, "__getitem__") or isinstance(population, (dict, set)):
            raise TypeError("Population must be a sequence.  For dicts or sets, use sorted(d).")
        n = len(population)
        if counts is not None:
            return self._sample_counted(population, k, list(accumulate(counts)))
        if not 0 <= k <= n:
            raise ValueError("Sample larger than population or is negative")
        # A list of what is left takes room for the population, a set of what is taken room for the sample.
        setsize = 21
        if k > 5:
            setsize += 4 ** ceil(log(k * 3, 4))
        if n <= setsize:
            pool = list(population)
            result = []
            for i in range(k):
                j = self._randbelow(n - i)
                result.append(pool[j])
                pool[j] = pool[n - i - 1]
            return result
        taken = set()
        result = []
        for _ in range(k):
            j = self._randbelow(n)
            while j in taken:
                j = self._randbelow(n)
            taken.add(j)
            result.append(population[j])
        return result

    def _sample_counted(self, population, k, cumulated):
        if len(cumulated) != len(population):
            raise ValueError("The number of counts does not match the population")
        total = cumulated.pop()
        if not isinstance(total, int):
            raise TypeError("Counts must be integers")
        if total <= 0:
            raise ValueError("Total of counts must be greater than zero")
        return [population[bisect(cumulated, place)] for place in self.sample(range(total), k)]

    def choices(self, population, weights=None, *, cum_weights=None, k=1):
        """k elements, by weight, any of them several times."""
        random = self.random
        n = len(population)
        if cum_weights is None:
            if weights is None:
                return [population[floor(random() * (n + 0.0))] for _ in range(k)]
            try:
                cum_weights = list(accumulate(weights))
            except TypeError:
                if not isinstance(weights, int):
                    raise
                raise TypeError(f"The number of choices must be a keyword argument: k={weights!r}") from None
        elif weights is not None:
            raise TypeError("Cannot specify both weights and cumulative weights")
        if len(cum_weights) != n:
            raise ValueError("The number of weights does not match the population")
        total = cum_weights[-1] + 0.0
        if total <= 0.0:
            raise ValueError("Total of weights must be greater than zero")
        if total - total != 0.0:
            raise ValueError("Total of weights must be finite")
        return [population[bisect(cum_weights, random() * total, 0, n - 1)] for _ in range(k)]

    # ---- Distributions ----

    def uniform(self, a, b):
        return a + (b - a) * self.random()

    def triangular(self, low=0.0, high=1.0, mode=None):
        u = self.random()
        try:
            c = 0.5 if mode is None else (mode - low) / (high - low)
        except ZeroDivisionError:
            return low
        if u > c:
            u = 1.0 - u
            c = 1.0 - c
            low, high = high, low
        return low + (high - low) * sqrt(u * c)

    def normalvariate(self, mu=0.0, sigma=1.0):
        # The ratio of uniform numbers, by Kinderman and Monahan.
        while True:
            u1 = self.random()
            u2 = 1.0 - self.random()
            z = _NV_MAGICCONST * (u1 - 0.5) / u2
            if z * z / 4.0 <= -log(u2):
                return mu + z * sigma

    def gauss(self, mu=0.0, sigma=1.0):
        # Two normal numbers come of two uniform ones; the second waits for the next call.
        z = self.gauss_next
        self.gauss_next = None
        if z is None:
            angle = self.random() * _TWO_PI
            radius = sqrt(-2.0 * log(1.0 - self.random()))
            z = cos(angle) * radius
            self.gauss_next = sin(angle) * radius
        return mu + z * sigma

    def lognormvariate(self, mu, sigma):
        return exp(self.normalvariate(mu, sigma))

    def expovariate(self, lambd):
        return -log(1.0 - self.random()) / lambd

    def vonmisesvariate(self, mu, kappa):
        # Best and Fisher, 1979.
        if kappa <= 1e-6:
            return _TWO_PI * self.random()
        s = 0.5 / kappa
        r = s + sqrt(1.0 + s * s)
        while True:
            z = cos(pi * self.random())
            d = z / (r + z)
            u = self.random()
            if u < 1.0 - d * d or u <= (1.0 - d) * exp(d):
                break
        q = 1.0 / r
        f = (q + z) / (1.0 + q * z)
        if self.random() > 0.5:
            return (mu + acos(f)) % _TWO_PI
        return (mu - acos(f)) % _TWO_PI

    def gammavariate(self, alpha, beta):
        if alpha <= 0.0 or beta <= 0.0:
            raise ValueError("gammavariate: alpha and beta must be > 0.0")
        if alpha > 1.0:
            return self._gamma_above_one(alpha) * beta
        if alpha == 1.0:
            return -log(1.0 - self.random()) * beta
        while True:  # Ahrens and Dieter, 1974
            b = (e + alpha) / e
            p = b * self.random()
            x = p ** (1.0 / alpha) if p <= 1.0 else -log((b - p) / alpha)
            u1 = self.random()
            if (p > 1.0 and u1 <= x ** (alpha - 1.0)) or (p <= 1.0 and u1 <= exp(-x)):
                return x * beta

    def _gamma_above_one(self, alpha):
        ainv = sqrt(2.0 * alpha - 1.0)  # Cheng, 1977
        bbb = alpha - _LOG4
        ccc = alpha + ainv
        while True:
            u1 = self.random()
            if not 1e-7 < u1 < 0.9999999:
                continue
            u2 = 1.0 - self.random()
            v = log(u1 / (1.0 - u1)) / ainv
            x = alpha * exp(v)
            z = u1 * u1 * u2
            r = bbb + ccc * v - x
            if r + _SG_MAGICCONST - 4.5 * z >= 0.0 or r >= log(z):
                return x

    def betavariate(self, alpha, beta):
        y = self.gammavariate(alpha, 1.0)
        return y / (y + self.gammavariate(beta, 1.0)) if y else 0.0

    def paretovariate(self, alpha):
        return (1.0 - self.random()) ** (-1.0 / alpha)

    def weibullvariate(self, alpha, beta):
        return alpha * (-log(1.0 - self.random())) ** (1.0 / beta)


def _whole(value, complaint):
    """An integer, also of a float that is one."""
    try:
        return _index(value)
    except TypeError:
        if int(value) != value:
            raise ValueError(complaint) from None
        return int(value)


def _version_1(text):
    """CPython's seeding before version 2: a hash of its own."""
    number = ord(text[0]) << 7 if text else 0
    for character in text:
        number = ((1000003 * number) ^ ord(character)) & 0xFFFFFFFFFFFFFFFF
    number ^= len(text)
    return -2 if number == -1 else number


def _hashed(data):
    """The integer that a text or bytes stand for as a seed: the data, then its SHA-512."""
    from hashlib import sha512

    return int.from_bytes(data + sha512(data).digest(), "big")


_shared = Random()
seed = _shared.seed
random = _shared.random
uniform = _shared.uniform
triangular = _shared.triangular
randint = _shared.randint
choice = _shared.choice
randrange = _shared.randrange
sample = _shared.sample
shuffle = _shared.shuffle
choices = _shared.choices
normalvariate = _shared.normalvariate
lognormvariate = _shared.lognormvariate
expovariate = _shared.expovariate
vonmisesvariate = _shared.vonmisesvariate
gammavariate = _shared.gammavariate
gauss = _shared.gauss
betavariate = _shared.betavariate
paretovariate = _shared.paretovariate
weibullvariate = _shared.weibullvariate
getstate = _shared.getstate
setstate = _shared.setstate
getrandbits = _shared.getrandbits
randbytes = _shared.randbytes


class SystemRandom(Random):
    """There is no source of true random numbers: the same generator, which can't be seeded."""

    def seed(self, *args, **kwds):
        super().seed()

    def getstate(self):
        raise NotImplementedError("System entropy source does not have state.")

    def setstate(self, state):
        raise NotImplementedError("System entropy source does not have state.")
