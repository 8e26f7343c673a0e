"""Digests: MD5 (RFC 1321), SHA-1 and SHA-2 (FIPS 180-4), in Python: for checks and seeds, not for speed."""

__all__ = [
    "algorithms_available",
    "algorithms_guaranteed",
    "md5",
    "new",
    "sha1",
    "sha224",
    "sha256",
    "sha384",
    "sha512",
]

algorithms_guaranteed = {"md5", "sha1", "sha224", "sha256", "sha384", "sha512"}
algorithms_available = algorithms_guaranteed


def _primes(count):
    found = []
    number = 2
    while len(found) < count:
        if all(number % prime for prime in found if prime * prime <= number):
            found.append(number)
        number += 1
    return found


def _root_fraction(number, degree, bits):
    """The first bits of the fraction of a square or cube root, by integers alone."""
    scaled = number << (degree * bits)
    low, high = 0, 1 << (bits + number.bit_length())
    while low + 1 < high:
        middle = (low + high) >> 1
        if middle**degree <= scaled:
            low = middle
        else:
            high = middle
    return low & ((1 << bits) - 1)


class _Hash:
    """What all have in common. A kind has name, digest_size, block_size, START and _compress()."""

    LENGTH_BYTES = 8
    ORDER = "big"

    def __init__(self, data=b"", *, usedforsecurity=True):
        self._state = list(self.START)
        self._rest = b""
        self._length = 0
        self.update(data)

    def update(self, data, /):
        if isinstance(data, str):
            raise TypeError("Strings must be encoded before hashing")
        data = bytes(data)
        self._length += len(data)
        data = self._rest + data
        size = self.block_size
        end = len(data) - len(data) % size
        for start in range(0, end, size):
            self._compress(data[start : start + size])
        self._rest = data[end:]

    def copy(self):
        made = type(self)()
        made._state = list(self._state)
        made._rest = self._rest
        made._length = self._length
        return made

    def digest(self):
        final = self.copy()
        zeros = -(self._length + 1 + self.LENGTH_BYTES) % self.block_size
        length = (self._length * 8) & ((1 << (8 * self.LENGTH_BYTES)) - 1)
        final.update(b"\x80" + bytes(zeros) + length.to_bytes(self.LENGTH_BYTES, self.ORDER))
        word = self.WORD // 8
        return b"".join([value.to_bytes(word, self.ORDER) for value in final._state])[: self.digest_size]

    def hexdigest(self):
        return self.digest().hex()

    def _words(self, block):
        size = self.WORD // 8
        return [
            int.from_bytes(block[start : start + size], self.ORDER) for start in range(0, len(block), size)
        ]

    def _add(self, values):
        mask = (1 << self.WORD) - 1
        self._state = [(old + new) & mask for old, new in zip(self._state, values, strict=True)]

    def __repr__(self):
        return f"<{self.name} _hashlib.HASH object @ {id(self):#x}>"


class _MD5(_Hash):
    name, digest_size, block_size, WORD, ORDER = "md5", 16, 64, 32, "little"
    START = (0x67452301, 0xEFCDAB89, 0x98BADCFE, 0x10325476)
    SHIFTS = (7, 12, 17, 22), (5, 9, 14, 20), (4, 11, 16, 23), (6, 10, 15, 21)

    @classmethod
    def _sines(cls):
        if "_table" not in cls.__dict__:
            from math import sin

            cls._table = [int(abs(sin(step + 1)) * 4294967296.0) for step in range(64)]
        return cls._table

    def _compress(self, block):
        words, sines = self._words(block), self._sines()
        a, b, c, d = self._state
        for step in range(64):
            turn = step >> 4
            if turn == 0:
                mixed, place = (b & c) | (~b & d), step
            elif turn == 1:
                mixed, place = (d & b) | (~d & c), (5 * step + 1) & 15
            elif turn == 2:
                mixed, place = b ^ c ^ d, (3 * step + 5) & 15
            else:
                mixed, place = c ^ (b | (~d & 0xFFFFFFFF)), (7 * step) & 15
            total = (a + mixed + sines[step] + words[place]) & 0xFFFFFFFF
            shift = self.SHIFTS[turn][step & 3]
            rotated = (total << shift) | (total >> (32 - shift))
            a, d, c, b = d, c, b, (b + rotated) & 0xFFFFFFFF
        self._add((a, b, c, d))


class _SHA1(_Hash):
    name, digest_size, block_size, WORD = "sha1", 20, 64, 32
    START = (0x67452301, 0xEFCDAB89, 0x98BADCFE, 0x10325476, 0xC3D2E1F0)

    def _compress(self, block):
        words = self._words(block)
        for step in range(16, 80):
            mixed = words[step - 3] ^ words[step - 8] ^ words[step - 14] ^ words[step - 16]
            words.append(((mixed << 1) | (mixed >> 31)) & 0xFFFFFFFF)
        a, b, c, d, e = self._state
        for step, word in enumerate(words):
            if step < 20:
                mixed, constant = (b & c) | (~b & d), 0x5A827999
            elif step < 40:
                mixed, constant = b ^ c ^ d, 0x6ED9EBA1
            elif step < 60:
                mixed, constant = (b & c) | (b & d) | (c & d), 0x8F1BBCDC
            else:
                mixed, constant = b ^ c ^ d, 0xCA62C1D6
            total = (((a << 5) | (a >> 27)) + mixed + e + constant + word) & 0xFFFFFFFF
            a, b, c, d, e = total, a, ((b << 30) | (b >> 2)) & 0xFFFFFFFF, c, d
        self._add((a, b, c, d, e))


class _SHA2(_Hash):
    """Both widths: `TURNS` are the rotations of the two round functions, then of the two of the schedule."""

    @classmethod
    def _constants(cls):
        family = cls.FAMILY
        if "_table" not in family.__dict__:
            family._table = [_root_fraction(prime, 3, cls.WORD) for prime in _primes(cls.ROUNDS)]
        return family._table

    def _compress(self, block):
        width, mask = self.WORD, (1 << self.WORD) - 1
        round_a, round_e, early, late = self.TURNS
        words = self._words(block)

        def turn(value, count):
            return (value >> count) | (value << (width - count))

        for step in range(16, self.ROUNDS):
            old, recent = words[step - 15], words[step - 2]
            first = turn(old, early[0]) ^ turn(old, early[1]) ^ (old >> early[2])
            second = turn(recent, late[0]) ^ turn(recent, late[1]) ^ (recent >> late[2])
            words.append((words[step - 16] + (first & mask) + words[step - 7] + (second & mask)) & mask)
        a, b, c, d, e, f, g, h = self._state
        for word, constant in zip(words, self._constants(), strict=True):
            mixed_e = (turn(e, round_e[0]) ^ turn(e, round_e[1]) ^ turn(e, round_e[2])) & mask
            first = h + mixed_e + ((e & f) ^ (~e & g)) + constant + word
            mixed_a = (turn(a, round_a[0]) ^ turn(a, round_a[1]) ^ turn(a, round_a[2])) & mask
            second = mixed_a + ((a & b) ^ (a & c) ^ (b & c))
            a, b, c, d, e, f, g, h = (first + second) & mask, a, b, c, (d + first) & mask, e, f, g
        self._add((a, b, c, d, e, f, g, h))


class _SHA256(_SHA2):
    name, digest_size, block_size, WORD, ROUNDS = "sha256", 32, 64, 32, 64
    TURNS = (2, 13, 22), (6, 11, 25), (7, 18, 3), (17, 19, 10)
    START = tuple([_root_fraction(prime, 2, 32) for prime in _primes(8)])


class _SHA224(_SHA256):
    name, digest_size = "sha224", 28
    # The second half of the words that SHA-384 starts with.
    START = tuple([_root_fraction(prime, 2, 64) & 0xFFFFFFFF for prime in _primes(16)[8:]])


class _SHA512(_SHA2):
    name, digest_size, block_size, WORD, ROUNDS, LENGTH_BYTES = "sha512", 64, 128, 64, 80, 16
    TURNS = (28, 34, 39), (14, 18, 41), (1, 8, 7), (19, 61, 6)
    START = tuple([_root_fraction(prime, 2, 64) for prime in _primes(8)])


class _SHA384(_SHA512):
    name, digest_size = "sha384", 48
    START = tuple([_root_fraction(prime, 2, 64) for prime in _primes(16)[8:]])


_SHA256.FAMILY = _SHA256
_SHA512.FAMILY = _SHA512
md5, sha1, sha224, sha256, sha384, sha512 = _MD5, _SHA1, _SHA224, _SHA256, _SHA384, _SHA512


def new(name, data=b"", *, usedforsecurity=True):
    """A digest by its name."""
    kind = name.lower().replace("-", "")
    if kind not in algorithms_guaranteed:
        raise ValueError(f"unsupported hash type {name}")
    return globals()[kind](data)
