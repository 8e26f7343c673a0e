/*
 * Complex numbers: the operators as CPython computes them, in doubles; the functions in the x87's format,
 * whose exponents leave room for every square of a double, so nothing is scaled.
 *
 * The inverse functions are W. Kahan's: "Branch Cuts for Complex Elementary Functions", in The State of the
 * Art in Numerical Analysis (1987). Arguments are finite; the callers know what the others give.
 */
#include "vm/float/float.h"
#include "vm/float/functions.h"

struct Complex {
    double real, imaginary;
};
struct Wide {
    long double real, imaginary;
};

/* ---- Operators ---- */

static struct Complex multiply(struct Complex x, struct Complex y) {
    return (struct Complex){x.real * y.real - x.imaginary * y.imaginary,
                            x.real * y.imaginary + x.imaginary * y.real};
}

/* Smith's method: scaled by the larger part of the divisor. */
static struct Complex divide(struct Complex x, struct Complex y) {
    if (__builtin_fabs(y.real) >= __builtin_fabs(y.imaginary)) {
        double ratio = y.imaginary / y.real, divisor = y.real + y.imaginary * ratio;
        return (struct Complex){(x.real + x.imaginary * ratio) / divisor,
                                (x.imaginary - x.real * ratio) / divisor};
    }
    if (is_nan(y.real) || is_nan(y.imaginary))
        return (struct Complex){__builtin_nan(""), __builtin_nan("")};
    double ratio = y.real / y.imaginary, divisor = y.real * ratio + y.imaginary;
    return (struct Complex){(x.real * ratio + x.imaginary) / divisor,
                            (x.imaginary * ratio - x.real) / divisor};
}

static struct Complex whole_power(struct Complex x, unsigned exponent) {
    struct Complex result = {1, 0};
    for (;; x = multiply(x, x)) {
        if (exponent & 1)
            result = multiply(result, x);
        if (!(exponent >>= 1))
            return result;
    }
}

static struct Complex general_power(struct Complex x, struct Complex y) {
    double modulus = hypotenuse(x.real, x.imaginary), length = power(modulus, y.real);
    double angle = (double)arctangent(x.imaginary, x.real), phase = angle * y.real;
    if (y.imaginary != 0) {
        length /= (double)exponential(angle * y.imaginary);
        phase += y.imaginary * (double)times_log2(LN2, modulus);
    }
    return (struct Complex){length * cosine(phase), length * sine(phase)};
}

/* Whole exponents up to 100 by multiplying. */
static struct Complex raise(struct Complex x, struct Complex y) {
    if (y.imaginary != 0 || !(__builtin_fabs(y.real) <= 100) || y.real != (double)(int)y.real)
        return y.real == 0 && y.imaginary == 0 ? (struct Complex){1, 0} : general_power(x, y);
    int exponent = (int)y.real;
    return exponent > 0 ? whole_power(x, (unsigned)exponent)
                        : divide((struct Complex){1, 0}, whole_power(x, (unsigned)-exponent));
}

/* ---- Functions ---- */

static long double magnitude(long double x) { return __builtin_fabsl(x); }
static long double with_sign(long double x, long double sign) { return __builtin_copysignl(x, sign); }

static struct Wide square_root(struct Wide z) {
    if (z.real == 0 && z.imaginary == 0)
        return (struct Wide){0, z.imaginary};
    long double large = root((magnitude(z.real) + root(z.real * z.real + z.imaginary * z.imaginary)) / 2);
    long double other = magnitude(z.imaginary) / (2 * large);
    if (z.real >= 0)
        return (struct Wide){large, with_sign(other, z.imaginary)};
    return (struct Wide){other, with_sign(large, z.imaginary)};
}

static long double inverse_sinh(long double x) {
    long double m = magnitude(x), square = m * m;
    return with_sign(logarithm_1p(m + square / (1 + root(square + 1))), x);
}

/* log |z| near 1 by what the squares differ from 1. */
static struct Wide logarithm(struct Wide z) {
    long double large = magnitude(z.real), small_part = magnitude(z.imaginary);
    if (large < small_part) {
        long double swap = large;
        large = small_part;
        small_part = swap;
    }
    long double square = large * large + small_part * small_part;
    long double length = square > 0.5L && square < 2
                             ? logarithm_1p((large - 1) * (large + 1) + small_part * small_part)
                             : times_log2(LN2, square);
    return (struct Wide){length / 2, arctangent(z.imaginary, z.real)};
}

static struct Wide inverse_cosine(struct Wide z) {
    struct Wide below = square_root((struct Wide){1 - z.real, -z.imaginary}),
                above = square_root((struct Wide){1 + z.real, z.imaginary});
    return (struct Wide){2 * arctangent(below.real, above.real),
                         inverse_sinh(above.real * below.imaginary - above.imaginary * below.real)};
}

static struct Wide inverse_hyperbolic_cosine(struct Wide z) {
    struct Wide below = square_root((struct Wide){z.real - 1, z.imaginary}),
                above = square_root((struct Wide){z.real + 1, z.imaginary});
    return (struct Wide){inverse_sinh(below.real * above.real + below.imaginary * above.imaginary),
                         2 * arctangent(below.imaginary, above.real)};
}

static struct Wide inverse_hyperbolic_sine(struct Wide z) {
    struct Wide one = square_root((struct Wide){1 + z.imaginary, -z.real}),
                other = square_root((struct Wide){1 - z.imaginary, z.real});
    return (struct Wide){inverse_sinh(one.real * other.imaginary - other.real * one.imaginary),
                         arctangent(z.imaginary, one.real * other.real - one.imaginary * other.imaginary)};
}

static struct Wide inverse_hyperbolic_tangent(struct Wide z) {
    bool flip = __builtin_signbit(z.real);
    if (flip)
        z = (struct Wide){-z.real, -z.imaginary};
    long double square = z.imaginary * z.imaginary, away = 1 - z.real;
    struct Wide result = {logarithm_1p(4 * z.real / (away * away + square)) / 4,
                          -arctangent(-2 * z.imaginary, away * (1 + z.real) - square) / 2};
    return flip ? (struct Wide){-result.real, -result.imaginary} : result;
}

static struct Wide hyperbolic(enum FloatComplex function, double x, double y) {
    long double up = exponential(magnitude(x)), down = 1 / up, cosh = (up + down) / 2, sinh,
                minus_1 = exponential_minus_1(magnitude(x));
    sinh = with_sign((minus_1 + minus_1 / (minus_1 + 1)) / 2, x);
    long double sin = y == 0 ? y : circular(y, 0), cos = circular(y, 1);
    if (x == 0)
        sinh = x;
    if (function == COMPLEX_COSH)
        return (struct Wide){cosh * cos, sinh * sin};
    if (function == COMPLEX_SINH)
        return (struct Wide){sinh * cos, cosh * sin};
    if (magnitude(x) > 1000)
        return (struct Wide){with_sign(1, x), with_sign(0, sin * cos)};
    long double divisor = sinh * sinh + cos * cos;
    return (struct Wide){sinh * cosh / divisor, sin * cos / divisor};
}

static struct Wide scaled_turn(long double length, double angle) {
    long double sin = angle == 0 ? angle : circular(angle, 0);
    return (struct Wide){length * circular(angle, 1), length * sin};
}

static struct Wide apply(enum FloatComplex function, struct Complex x) {
    struct Wide z = {x.real, x.imaginary};
    switch (function) {
    case COMPLEX_SQRT:
        return square_root(z);
    case COMPLEX_EXP:
        return scaled_turn(exponential(x.real), x.imaginary);
    case COMPLEX_LOG:
        return logarithm(z);
    case COMPLEX_ACOS:
        return inverse_cosine(z);
    case COMPLEX_ACOSH:
        return inverse_hyperbolic_cosine(z);
    case COMPLEX_ASINH:
        return inverse_hyperbolic_sine(z);
    case COMPLEX_ATANH:
        return inverse_hyperbolic_tangent(z);
    case COMPLEX_RECT:
        return scaled_turn(x.real, x.imaginary);
    default:
        return hyperbolic(function, x.real, x.imaginary);
    }
}

void float_complex(enum FloatComplex function, const uint64_t x[2], const uint64_t y[2], uint64_t result[2]) {
    struct Complex left, right, answer;
    __builtin_memcpy(&left, x, sizeof(left));
    __builtin_memcpy(&right, y, sizeof(right));
    if (function == COMPLEX_MULTIPLY) {
        answer = multiply(left, right);
    } else if (function == COMPLEX_DIVIDE) {
        answer = divide(left, right);
    } else {
        float_prepare();
        if (function == COMPLEX_POWER) {
            answer = raise(left, right);
        } else {
            struct Wide wide = apply(function, left);
            answer = (struct Complex){(double)wide.real, (double)wide.imaginary};
        }
    }
    __builtin_memcpy(result, &answer, sizeof(answer));
}
