/* The operators of float, and the two ways in. */
#include "vm/float/float.h"

#include "vm/float/functions.h"

static double from_bits(uint64_t bits) {
    double value;
    __builtin_memcpy(&value, &bits, sizeof(value));
    return value;
}

/* The exact remainder with the sign of a, by as many partial steps as it takes (each shortens the quotient by
 * up to 63 bits). */
static double remainder_of(double a, double b) {
    long double rest = a, divisor = b;
    uint16_t status;
    if (a - a != 0 || b == 0 || is_nan(b))
        return __builtin_nan("");
    do
        __asm__("fprem\n\tfnstsw %1" : "+t"(rest), "=a"(status) : "u"(divisor));
    while (status & 0x400);
    return (double)rest;
}

/* The exact rest of the nearest whole quotient, of a tie the even one. */
static double nearest_remainder(double a, double b) {
    long double rest = a, divisor = b;
    uint16_t status;
    do
        __asm__("fprem1\n\tfnstsw %1" : "+t"(rest), "=a"(status) : "u"(divisor));
    while (status & 0x400);
    return rest == 0 ? __builtin_copysign(0.0, a) : (double)rest;
}

static double modulo(double a, double b) {
    double rest = remainder_of(a, b);
    if (rest == 0)
        return __builtin_copysign(0.0, b);
    return (rest < 0) != (b < 0) ? rest + b : rest;
}

static double floor_of(double x) {
    double magnitude = __builtin_fabs(x);
    if (!(magnitude < 0x1p52) || x == 0)
        return x;
    double whole = (double)(int64_t)x;
    return __builtin_copysign(whole > x ? whole - 1 : whole, x);
}

/* As the language defines it: (a - a % b) / b, which is close to a whole number, to that number. */
static double floor_divide(double a, double b) {
    double rest = remainder_of(a, b);
    double quotient = (a - rest) / b;
    if (rest != 0 && (rest < 0) != (b < 0))
        quotient -= 1.0;
    if (quotient == 0)
        return __builtin_copysign(0.0, a / b);
    double whole = floor_of(quotient);
    return quotient - whole > 0.5 ? whole + 1.0 : whole;
}

double hypotenuse(double a, double b) {
    if (__builtin_isinf(a) || __builtin_isinf(b))
        return __builtin_inf();
    long double x = a, y = b;
    return (double)root(x * x + y * y);
}

static double binary(enum FloatBinary function, double a, double b) {
    switch (function) {
    case FLOAT_FLOOR_DIVIDE:
        return floor_divide(a, b);
    case FLOAT_MODULO:
        return modulo(a, b);
    case FLOAT_REMAINDER:
        return remainder_of(a, b);
    case FLOAT_NEAREST_REMAINDER:
        return nearest_remainder(a, b);
    case FLOAT_POWER:
        return power(a, b);
    case FLOAT_ATAN2:
        return is_nan(a) || is_nan(b) ? a + b : (double)arctangent(a, b);
    case FLOAT_HYPOT:
        return hypotenuse(a, b);
    default:
        return __builtin_nan("");
    }
}

static double square_root(double x) {
    __asm__("sqrtsd %0, %0" : "+x"(x));
    return x;
}

static double cube_root(double x) {
    if (x == 0 || x - x != 0)
        return x;
    long double magnitude = __builtin_fabs(x), guess = power((double)magnitude, 1.0 / 3.0);
    guess -= (guess * guess * guess - magnitude) / (3 * guess * guess);
    return __builtin_copysign((double)guess, x);
}

static double unary_logarithm(enum FloatUnary function, double x) {
    if (x <= 0 || x - x != 0)
        return x == 0 ? -__builtin_inf() : x < 0 ? __builtin_nan("") : x;
    long double factor = function == FLOAT_LOG     ? LN2
                         : function == FLOAT_LOG10 ? 0.30102999566398119521373889472449302677L
                                                   : 1;
    return (double)times_log2(factor, x);
}

static double hyperbolic(enum FloatUnary function, double x) {
    long double magnitude = __builtin_fabs(x), minus_1 = exponential_minus_1(magnitude), result;
    if (x == 0 && function != FLOAT_COSH)
        return x;
    if (function == FLOAT_SINH && __builtin_isinf(minus_1))
        return __builtin_copysign(__builtin_inf(), x);
    if (function == FLOAT_COSH)
        return (double)((minus_1 + 1 + 1 / (minus_1 + 1)) / 2);
    if (function == FLOAT_SINH) {
        result = (minus_1 + minus_1 / (minus_1 + 1)) / 2;
    } else {
        long double twice = exponential_minus_1(-2 * (magnitude < 50 ? magnitude : 50));
        result = -twice / (twice + 2);
    }
    return __builtin_copysign((double)result, x);
}

static double inverse_hyperbolic(enum FloatUnary function, double x) {
    long double magnitude = __builtin_fabs(x);
    if (function == FLOAT_ACOSH) {
        long double above = (long double)x - 1;
        return x < 1 ? __builtin_nan("") : (double)logarithm_1p(above + root(above * (above + 2)));
    }
    if (x == 0 || (__builtin_isinf(x) && function == FLOAT_ASINH))
        return x;
    if (function == FLOAT_ATANH) {
        if (magnitude >= 1)
            return magnitude > 1 ? __builtin_nan("") : __builtin_copysign(__builtin_inf(), x);
        return __builtin_copysign((double)(logarithm_1p(2 * magnitude / (1 - magnitude)) / 2), x);
    }
    long double square = magnitude * magnitude;
    return __builtin_copysign((double)logarithm_1p(magnitude + square / (1 + root(square + 1))), x);
}

static double arc(enum FloatUnary function, double x) {
    if (function == FLOAT_ATAN)
        return (double)arctangent(x, 1);
    if (x > 1 || x < -1)
        return __builtin_nan("");
    long double wide = x, other = root((1 - wide) * (1 + wide));
    return (double)(function == FLOAT_ASIN ? arctangent(wide, other) : arctangent(other, wide));
}

static double unary(enum FloatUnary function, double x) {
    if (is_nan(x))
        return x;
    switch (function) {
    case FLOAT_SQRT:
        return square_root(x);
    case FLOAT_CBRT:
        return cube_root(x);
    case FLOAT_EXP:
        return (double)exponential(x);
    case FLOAT_EXP2:
        return power(2.0, x);
    case FLOAT_EXPM1:
        return x == 0 ? x : (double)exponential_minus_1(x);
    case FLOAT_LOG:
    case FLOAT_LOG2:
    case FLOAT_LOG10:
        return unary_logarithm(function, x);
    case FLOAT_LOG1P:
        return x == 0 ? x : x < -1 ? __builtin_nan("") : x == -1 ? -__builtin_inf() : (double)logarithm_1p(x);
    case FLOAT_SIN:
        return sine(x);
    case FLOAT_COS:
        return cosine(x);
    case FLOAT_TAN:
        return tangent(x);
    case FLOAT_ASIN:
    case FLOAT_ACOS:
    case FLOAT_ATAN:
        return arc(function, x);
    case FLOAT_ERF:
        return error_function(x);
    case FLOAT_ERFC:
        return error_function_complement(x);
    case FLOAT_GAMMA:
        return gamma_function(x);
    case FLOAT_LGAMMA:
        return logarithm_of_gamma(x);
    case FLOAT_SINH:
    case FLOAT_COSH:
    case FLOAT_TANH:
        return hyperbolic(function, x);
    default:
        return inverse_hyperbolic(function, x);
    }
}

void float_unary(enum FloatUnary function, const uint64_t *x, uint64_t *result) {
    float_prepare();
    double value = unary(function, from_bits(*x));
    __builtin_memcpy(result, &value, sizeof(value));
}

/* The four operators of the SSE alone come first: they need no x87, whose preparation takes longer than they
 * do. */
void float_binary(enum FloatBinary function, const uint64_t *a, const uint64_t *b, uint64_t *result) {
    double left = from_bits(*a), right = from_bits(*b), value;
    switch (function) {
    case FLOAT_ADD:
        value = left + right;
        break;
    case FLOAT_SUBTRACT:
        value = left - right;
        break;
    case FLOAT_MULTIPLY:
        value = left * right;
        break;
    case FLOAT_DIVIDE:
        value = left / right;
        break;
    default:
        float_prepare();
        value = binary(function, left, right);
    }
    __builtin_memcpy(result, &value, sizeof(value));
}

void float_add_square(uint64_t sum[2], const uint64_t *x) {
    float_prepare();
    long double total, value = from_bits(*x);
    __builtin_memcpy(&total, sum, sizeof(total));
    total += value * value;
    __builtin_memcpy(sum, &total, sizeof(total));
}

void float_square_root(const uint64_t sum[2], uint64_t *result) {
    float_prepare();
    long double total;
    __builtin_memcpy(&total, sum, sizeof(total));
    double value = (double)root(total);
    __builtin_memcpy(result, &value, sizeof(value));
}
