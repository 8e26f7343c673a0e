/* Exponentials, powers and circular functions: arguments reduced with more than double precision, then the
 * x87's primitives. */
#include "vm/float/functions.h"

#include <stdint.h>

/* ---- Exponentials ---- */

/* ln 2 in two parts, the first of 40 bits, so that whole multiples up to 2^24 of it are exact. */
#define LN2_HIGH 0xb17217f7d1000000p-64L
#define LN2_LOW 0xcf79abc9e3b39804p-104L

long double exponential(long double x) {
    if (x > 11400)
        return __builtin_inf();
    if (x < -11400)
        return 0;
    long double whole = round_near(x * LOG2_E);
    long double rest = (x - whole * LN2_HIGH) - whole * LN2_LOW;
    return scale(power2_1m(rest * LOG2_E) + 1, whole);
}

long double exponential_minus_1(long double x) {
    if (x > 0.5L || x < -0.5L)
        return exponential(x) - 1;
    return power2_1m(x * LOG2_E);
}

long double logarithm_1p(long double x) {
    if (x > -0.29L && x < 0.29L)
        return times_log2_1p(LN2, x);
    return x > 0x1p16000L ? x : times_log2(LN2, 1 + x);
}

/* ---- Powers ---- */

/* A number in two parts, twice the precision: Dekker's products. */
struct Pair {
    long double high, low;
};

static void split(long double x, long double *high, long double *low) {
    long double big = x * 0x1.00000001p32L;
    *high = big - (big - x);
    *low = x - *high;
}

static struct Pair multiply(struct Pair a, struct Pair b) {
    long double a_high, a_low, b_high, b_low, product = a.high * b.high;
    split(a.high, &a_high, &a_low);
    split(b.high, &b_high, &b_low);
    long double error = ((a_high * b_high - product) + a_high * b_low + a_low * b_high) + a_low * b_low;
    error += a.high * b.low + a.low * b.high;
    return (struct Pair){product + error, error - ((product + error) - product)};
}

/* m^count, m near 1, count below 2^31: every exponent stays far inside the format's range for count * |log2
 * m| < 16000. */
static struct Pair whole_power(long double m, uint32_t count) {
    struct Pair result = {1, 0}, square = {m, 0};
    for (; count; count >>= 1) {
        if (count & 1)
            result = multiply(result, square);
        if (count > 1)
            square = multiply(square, square);
    }
    return result;
}

/* 2^x for any x, as a mantissa scaled. */
static long double power_of_2(long double x) {
    long double whole = round_near(x);
    if (whole > 16000)
        return __builtin_inf();
    if (whole < -16000)
        return 0;
    return scale(power2_1m(x - whole) + 1, whole);
}

/* x = 2^e m with m in [sqrt(1/2), sqrt(2)). */
static long double mantissa_of(long double x, long double *exponent) {
    long double m, e;
    __asm__("fxtract" : "=t"(m), "=u"(e) : "0"(x));
    if (m > 1.41421356L) {
        m /= 2;
        e += 1;
    }
    *exponent = e;
    return m;
}

/*
 * x^y for x > 0: with x = 2^e m and y = n + f, n whole,  x^y = 2^(e y) m^n 2^(f log2 m). e y is exact (11 and
 * 53 bits), m^n is computed in twice the precision, the last factor is near 1: so the error stays near the
 * last bit of a long double.
 */
static double positive_power(double x, double y) {
    long double e, m = mantissa_of(x, &e), whole = round_near(y), fraction = y - whole,
                   logarithm = times_log2(1, m);
    if (whole > 0x1p31L - 1 || whole < -0x1p31L + 1 || whole * logarithm > 15000 ||
        whole * logarithm < -15000) {
        long double sum = e * y + y * logarithm;
        return (double)power_of_2(sum);
    }
    bool negative = whole < 0;
    struct Pair part = whole_power(m, (uint32_t)(negative ? -whole : whole));
    long double result = part.high;
    if (negative) {
        long double inverse = 1 / part.high, high, low, i_high, i_low;
        split(part.high, &high, &low);
        split(inverse, &i_high, &i_low);
        long double product = part.high * inverse;
        long double error = ((high * i_high - product) + high * i_low + low * i_high) + low * i_low;
        result = inverse + inverse * ((1 - product) - error - inverse * part.low);
    }
    long double shift = e * (long double)y, shift_whole = round_near(shift);
    if (shift_whole > 32000 || shift_whole < -32000)
        return shift_whole > 0 ? __builtin_inf() : 0;
    long double near_1 = (shift - shift_whole) + fraction * logarithm;
    result += result * power2_1m(near_1 < -1 ? -1 : near_1 > 1 ? 1 : near_1);
    return (double)scale(result, shift_whole);
}

static bool is_whole(double y) { return y == (double)round_near(y); }

static bool is_odd(double y) { return is_whole(y) && __builtin_fabs(y) < 0x1p53 && ((int64_t)y & 1); }

/* The special cases of IEEE 754-2019, 9.2.1. */
double power(double x, double y) {
    if (y == 0 || x == 1)
        return 1;
    if (is_nan(x) || is_nan(y))
        return x + y;
    double magnitude = __builtin_fabs(x),
           sign = x < 0 || (x == 0 && __builtin_signbit(x)) ? (is_odd(y) ? -1.0 : 1.0) : 1.0;
    if (__builtin_isinf(y))
        return magnitude == 1 ? 1 : (magnitude > 1) == (y > 0) ? __builtin_inf() : 0;
    if (x == 0 || __builtin_isinf(x))
        return sign * ((x == 0) == (y < 0) ? __builtin_inf() : 0.0);
    if (x < 0 && !is_whole(y))
        return __builtin_nan("");
    return sign * positive_power(magnitude, y);
}

/* ---- Circular functions ---- */

#define HALF_PI 1.570796326794896619231321691639751442L

/* pi / 2 in three parts: the first two of 33 bits, so that multiples up to 2^31 of them are exact. */
#define HALF_PI_1 0xc90fdaa200000000p-63L
#define HALF_PI_2 0x85a308d300000000p-97L
#define HALF_PI_3 0x98cc51701b839a25p-132L

/* 2 / pi, the bits behind the point from the highest on. */
enum { WORDS = 20, WINDOW = 3 };
static const uint64_t two_by_pi[WORDS] = {
    0xa2f9836e4e441529, 0xfc2757d1f534ddc0, 0xdb6295993c439041, 0xfe5163abdebbc561, 0xb7246e3a424dd2e0,
    0x06492eea09d1921c, 0xfe1deb1cb129a73e, 0xe88235f52ebb4484, 0xe99c7026b45f7e41, 0x3991d639835339f4,
    0x9c845f8bbdf9283b, 0x1ff897ffde05980f, 0xef2f118b5a0a6d1f, 0x6d367ecf27cb09b7, 0x4f463f669e5fea2d,
    0x7527bac7ebe5f17b, 0x3d0739f78a5292ea, 0x6bfb5fb11f8d5d08, 0x56033046fc7b6bab, 0xf0cfbc209af4361d};

/*
 * M. Payne and R. Hanek, "Radian Reduction for Trigonometric Functions" (1983): of x 2/pi, with x = mantissa
 * * 2^exponent, only what lies below 4 matters, so the bits of 2/pi before that are left out. 192 bits of it
 * leave more behind the point than the doubles nearest to a multiple of pi/2 can make zeros.
 */
static long double reduce_large(double x, unsigned *quadrant) {
    uint64_t bits, product[WINDOW + 1] = {0};
    __builtin_memcpy(&bits, &x, sizeof(bits));
    uint64_t mantissa = (bits & (((uint64_t)1 << 52) - 1)) | (uint64_t)1 << 52;
    int exponent = (int)(bits >> 52 & 0x7ff) - 1075, skip = exponent > 2 ? exponent - 2 : 0;
    for (int i = 0; i < WINDOW; i++) { /* from the lowest word of the window up */
        int word = skip / 64 + WINDOW - 1 - i, part = skip % 64;
        uint64_t digit =
            part ? two_by_pi[word] << part | two_by_pi[word + 1] >> (64 - part) : two_by_pi[word];
        unsigned __int128 sum = (unsigned __int128)digit * mantissa + product[i];
        product[i] = (uint64_t)sum;
        product[i + 1] = (uint64_t)(sum >> 64);
    }
    if (exponent < 2)
        for (int i = 0; i < WINDOW; i++)
            product[i] = product[i] >> (2 - exponent) | product[i + 1] << (62 + exponent);
    *quadrant = (unsigned)(product[2] >> 62);
    bool above = product[2] >> 61 & 1; /* more than half a quadrant: from the next one back */
    *quadrant = (*quadrant + above) & 3;
    if (above)
        for (int i = 0; i < WINDOW; i++)
            product[i] = ~product[i];
    long double rest = (long double)(product[2] & (((uint64_t)1 << 62) - 1)) * 0x1p-62L +
                       (long double)product[1] * 0x1p-126L + (long double)product[0] * 0x1p-190L;
    rest *= above ? -HALF_PI : HALF_PI;
    if (bits >> 63)
        *quadrant = -*quadrant & 3;
    return bits >> 63 ? -rest : rest;
}

/* x - n pi/2, within pi/4 of zero; *quadrant: n modulo 4. */
static long double reduce(double x, unsigned *quadrant) {
    if (__builtin_fabs(x) > 0x1p30)
        return reduce_large(x, quadrant);
    long double n = round_near((long double)x * 0.636619772367581343075535053490057448L);
    long double rest = (((long double)x - n * HALF_PI_1) - n * HALF_PI_2) - n * HALF_PI_3;
    long double turn = n - 4 * round_near(n / 4);
    *quadrant = (unsigned)(int)turn & 3;
    return rest;
}

long double circular(double x, unsigned shift) {
    if (x - x != 0)
        return __builtin_nan("");
    unsigned quadrant;
    long double rest = reduce(x, &quadrant), result = rest;
    quadrant = (quadrant + shift) & 3;
    if (quadrant & 1)
        __asm__("fcos" : "+t"(result));
    else
        __asm__("fsin" : "+t"(result));
    return quadrant & 2 ? -result : result;
}

double sine(double x) { return x == 0 ? x : (double)circular(x, 0); }

double cosine(double x) { return (double)circular(x, 1); }

double tangent(double x) {
    if (x - x != 0 || x == 0)
        return x == 0 ? x : __builtin_nan("");
    unsigned quadrant;
    long double rest = reduce(x, &quadrant), s = rest, c = rest;
    __asm__("fsin" : "+t"(s));
    __asm__("fcos" : "+t"(c));
    return (double)(quadrant & 1 ? -c / s : s / c);
}
