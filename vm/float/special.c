/*
 * The error function and the gamma function.
 *
 * Gamma is Lanczos's approximation in doubles, with the coefficients for g = 6.0246... and 13 terms of G.
 * Pugh, "An Analysis of the Lanczos Gamma Approximation" (2004), the ones that CPython computes by: so the
 * last digits agree.
 */
#include "vm/float/functions.h"

/* ---- The error function ---- */

enum { SERIES_TERMS = 60 };
#define TWO_BY_ROOT_PI 1.128379167095512573896158903121545172L

/* e^(-x^2): the square in two parts, the first of which is exact. */
static long double bell(double x) {
    long double high = (long double)(float)x, low = x - high;
    return exponential(-high * high) * exponential(-(2 * high + low) * low);
}

/* For |x| < 1: 2 / sqrt(pi) e^(-x^2) (x + 2 x^3 / 3 + 4 x^5 / 15 + ...), all of one sign. */
static long double error_series(double x) {
    long double term = x, sum = x, square = (long double)x * x;
    for (int i = 1; i < SERIES_TERMS; i++) {
        term *= 2 * square / (2 * i + 1);
        sum += term;
    }
    return TWO_BY_ROOT_PI * bell(x) * sum;
}

/* erfc(x) for x >= 1, by Laplace's continued fraction from its end. */
static long double error_fraction(double x) {
    if (x > 28)
        return 0;
    long double square = (long double)x * x, rest = 0;
    for (int i = (int)(300 / (x * x)) + 20; i > 0; i--)
        rest = i / (2 * square * (1 + rest));
    return bell(x) * TWO_BY_ROOT_PI / (2 * x * (1 + rest));
}

double error_function(double x) {
    if (x == 0)
        return x;
    double size = __builtin_fabs(x);
    return size < 1 ? (double)error_series(x)
                    : (double)__builtin_copysignl(1 - error_fraction(size), (long double)x);
}

double error_function_complement(double x) {
    double size = __builtin_fabs(x);
    if (size < 1)
        return (double)(1 - error_series(x));
    return (double)(x < 0 ? 2 - error_fraction(size) : error_fraction(size));
}

/* ---- The gamma function ---- */

enum { LANCZOS_TERMS = 13, FACTORIALS = 23 };
#define LANCZOS_G 6.024680040776729583740234375
#define LANCZOS_G_LESS_HALF 5.524680040776729583740234375
#define PI 3.141592653589793238462643383279502884
#define LOG_PI 1.144729885849400174143427351353058711647

static double lanczos_sum(double x) {
    static const double above[LANCZOS_TERMS] = {23531376880.410759688572007674451636754734846804940,
                                                42919803642.649098768957899047001988850926355848959,
                                                35711959237.355668049440185451547166705960488635843,
                                                17921034426.037209699919755754458931112671403265390,
                                                6039542586.3520280050642916443072979210699388420708,
                                                1439720407.3117216736632230727949123939715485786372,
                                                248874557.86205415651146038641322942321632125127801,
                                                31426415.585400194380614231628318205362874684987640,
                                                2876370.6289353724412254090516208496135991145378768,
                                                186056.26539522349504029498971604569928220784236328,
                                                8071.6720023658162106380029022722506138218516325024,
                                                210.82427775157934587250973392071336271166969580291,
                                                2.5066282746310002701649081771338373386264310793408};
    static const double below[LANCZOS_TERMS] = {0,        39916800, 120543840, 150917976, 105258076,
                                                45995730, 13339535, 2637558,   357423,    32670,
                                                1925,     66,       1};
    double numerator = 0, denominator = 0;
    for (int i = 0; i < LANCZOS_TERMS; i++) { /* Horner's scheme from whichever end is stable */
        int term = x < 5 ? LANCZOS_TERMS - 1 - i : i;
        numerator = (x < 5 ? numerator * x : numerator / x) + above[term];
        denominator = (x < 5 ? denominator * x : denominator / x) + below[term];
    }
    return numerator / denominator;
}

/* sin(pi x), reduced before the multiplication. */
static double sine_of_pi(double x) {
    double y = __builtin_fabs(x), result;
    y -= 2 * (double)(int64_t)(y / 2);
    switch ((int)round_near(2 * (long double)y)) {
    case 0:
        result = sine(PI * y);
        break;
    case 1:
        result = cosine(PI * (y - 0.5));
        break;
    case 2:
        result = sine(PI * (1.0 - y));
        break;
    case 3:
        result = -cosine(PI * (y - 1.5));
        break;
    default:
        result = sine(PI * (y - 2.0));
    }
    return __builtin_copysign(1.0, x) * result;
}

static bool is_whole(double x) { return __builtin_fabs(x) >= 0x1p52 || x == (double)(int64_t)x; }

static double exponential_of(double x) { return (double)exponential(x); }
static double logarithm_of(double x) { return (double)times_log2(LN2, x); }

/* Gamma(x) for 1e-20 <= |x| <= 200; `lost` is how much y's rounding changed it. */
static double lanczos_gamma(double x) {
    double size = __builtin_fabs(x), y = size + LANCZOS_G_LESS_HALF, lost, result;
    if (size > LANCZOS_G_LESS_HALF)
        lost = (y - size) - LANCZOS_G_LESS_HALF;
    else
        lost = (y - LANCZOS_G_LESS_HALF) - size;
    lost = lost * LANCZOS_G / y;
    double half_power = size < 140 ? 0 : power(y, size / 2.0 - 0.25);
    if (x < 0) { /* by reflection */
        result = -PI / sine_of_pi(size) / size * exponential_of(y) / lanczos_sum(size);
        result -= lost * result;
        return size < 140 ? result / power(y, size - 0.5) : result / half_power / half_power;
    }
    result = lanczos_sum(size) / exponential_of(y);
    result += lost * result;
    return size < 140 ? result * power(y, size - 0.5) : result * half_power * half_power;
}

double gamma_function(double x) {
    if (x - x != 0 || x == 0)
        return x == 0 ? 1 / x : x > 0 ? x : __builtin_nan("");
    if (is_whole(x)) {
        double product = 1;
        if (x < 0)
            return __builtin_nan("");
        for (int i = 2; x <= FACTORIALS && i < (int)x; i++)
            product *= i;
        if (x <= FACTORIALS)
            return product;
    }
    if (__builtin_fabs(x) < 1e-20)
        return 1 / x;
    if (__builtin_fabs(x) > 200)
        return x < 0 ? 0.0 / sine_of_pi(x) : __builtin_inf();
    return lanczos_gamma(x);
}

double logarithm_of_gamma(double x) {
    if (x - x != 0)
        return __builtin_inf();
    if (x <= 2 && is_whole(x))
        return x <= 0 ? __builtin_inf() : 0;
    double size = __builtin_fabs(x);
    if (size < 1e-20)
        return -logarithm_of(size);
    double result = logarithm_of(lanczos_sum(size)) - LANCZOS_G;
    result += (size - 0.5) * (logarithm_of(size + LANCZOS_G - 0.5) - 1);
    if (x < 0)
        result = LOG_PI - logarithm_of(__builtin_fabs(sine_of_pi(size))) - logarithm_of(size) - result;
    return result;
}
