# base64, binascii, statistics.
import base64, binascii, statistics


def tr(f, *a, **k):
    try:
        print(f(*a, **k))
    except Exception as e:
        print(type(e).__name__, e)


for d in (b"", b"a", b"ab", b"abc", b"abcd", bytes(range(256)), b"\xfb\xff"):
    for n in ("b64", "b32", "b16", "urlsafe_b64"):
        e = getattr(base64, n + "encode")(d)
        print(e[:60], getattr(base64, n + "decode")(e) == d)
    print(
        binascii.hexlify(d)[:20],
        binascii.crc32(d),
        binascii.unhexlify(binascii.hexlify(d)) == d,
        base64.encodebytes(d)[:80],
        base64.decodebytes(base64.encodebytes(d)) == d,
    )
tr(base64.b64decode, "YQ")
tr(base64.b64decode, "Y")
print(base64.b64decode("YW Jj\n"), base64.b64decode("YWJj"), base64.b64encode(b"\xfb\xff", b"-_"))
tr(binascii.unhexlify, "abc")
tr(binascii.unhexlify, "zz")
tr(base64.b16decode, "xx")
tr(base64.b32decode, "a")
tr(base64.b64encode, "str")
print(binascii.crc32(b"b", binascii.crc32(b"a")) == binascii.crc32(b"ab"), binascii.hexlify(b"abc", "-"))
d = [1, 2, 2, 3, 10]
f = [1.5, 2.5, 4.0]
for name in (
    "mean",
    "fmean",
    "median",
    "median_low",
    "median_high",
    "mode",
    "multimode",
    "variance",
    "pvariance",
    "stdev",
    "pstdev",
    "harmonic_mean",
    "geometric_mean",
    "quantiles",
):
    g = getattr(statistics, name)
    tr(g, d)
    tr(g, f)
    tr(g, [])
print(
    statistics.mean([1, 2]),
    statistics.median([1, 3]),
    statistics.quantiles(d, n=10)[:3],
    statistics.quantiles(d, method="inclusive"),
    statistics.correlation([1, 2, 3], [1, 2, 4]),
    statistics.linear_regression([1, 2, 3], [2, 4, 6]),
    statistics.covariance([1, 2, 3], [4, 5, 7]),
)
