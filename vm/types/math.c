/* The native module math. What is exact is integer arithmetic; the rest is vm/float's. */
#include "vm/types/math.h"
#include "vm/names.h"
#include "vm/types/classes.h"
#include "vm/types/containers.h"
#include "vm/types/double_bits.h"
#include "vm/types/float.h"
#include "vm/types/integer.h"
#include "vm/types/modules.h"

static bool real(Isolate *isolate, Value value, uint64_t *bits) { return math_real(isolate, value, bits); }

/* ---- Functions of doubles ---- */

/* A NaN or infinity out of finite arguments is an error. */
static Value checked(Isolate *isolate, uint64_t result, bool finite) {
    if (finite && double_is_nan(result))
        return raise_value_error(isolate, "math domain error");
    if (finite && double_is_infinite(result))
        return raise_error(isolate, &class_OverflowError, "math range error");
    return float_from_bits(isolate, result);
}

static bool is_positive(uint64_t bits) { return !double_is_negative(bits) && !double_is_zero(bits); }

static Value apply(Isolate *isolate, enum FloatUnary function, Value argument) {
    uint64_t x;
    if (!real(isolate, argument, &x))
        return NOTHING;
    uint64_t result = float_compute_unary(function, x);
    bool pole = double_is_infinite(result) && function != FLOAT_EXP && function != FLOAT_EXP2 &&
                function != FLOAT_EXPM1 && function != FLOAT_SINH && function != FLOAT_COSH &&
                (function != FLOAT_GAMMA || double_is_zero(x)) &&
                (function != FLOAT_LGAMMA || !is_positive(x));
    if (double_is_finite(x) && pole)
        return raise_value_error(isolate, "math domain error");
    return checked(isolate, double_is_nan(result) && !double_is_nan(x) ? DOUBLE_NAN : result,
                   double_is_finite(x) || (double_is_nan(result) && !double_is_nan(x)));
}

#define UNARY(name, function)                                                                                \
    static Value math_##name(Isolate *isolate, Value *arguments, uint32_t count) {                           \
        (void)count;                                                                                         \
        return apply(isolate, function, arguments[0]);                                                       \
    }
UNARY(sqrt, FLOAT_SQRT)
UNARY(cbrt, FLOAT_CBRT)
UNARY(exp, FLOAT_EXP)
UNARY(exp2, FLOAT_EXP2)
UNARY(expm1, FLOAT_EXPM1)
UNARY(log1p, FLOAT_LOG1P)
UNARY(sin, FLOAT_SIN)
UNARY(cos, FLOAT_COS)
UNARY(tan, FLOAT_TAN)
UNARY(asin, FLOAT_ASIN)
UNARY(acos, FLOAT_ACOS)
UNARY(atan, FLOAT_ATAN)
UNARY(sinh, FLOAT_SINH)
UNARY(cosh, FLOAT_COSH)
UNARY(tanh, FLOAT_TANH)
UNARY(asinh, FLOAT_ASINH)
UNARY(acosh, FLOAT_ACOSH)
UNARY(atanh, FLOAT_ATANH)
UNARY(erf, FLOAT_ERF)
UNARY(erfc, FLOAT_ERFC)
UNARY(gamma, FLOAT_GAMMA)
UNARY(lgamma, FLOAT_LGAMMA)

static Value apply_2(Isolate *isolate, enum FloatBinary function, Value *arguments) {
    uint64_t a, b;
    if (!real(isolate, arguments[0], &a) || !real(isolate, arguments[1], &b))
        return NOTHING;
    uint64_t result = float_compute_binary(function, a, b);
    if (function == FLOAT_REMAINDER && double_is_infinite(b) && double_is_finite(a))
        result = a;
    bool pole =
        function == FLOAT_POWER && double_is_zero(a) && double_is_infinite(result) && double_is_finite(b);
    if (pole || (double_is_nan(result) && !double_is_nan(a) && !double_is_nan(b)))
        return raise_value_error(isolate, "math domain error");
    return checked(isolate, result, double_is_finite(a) && double_is_finite(b));
}

static Value math_pow(Isolate *isolate, Value *arguments, uint32_t count) {
    (void)count;
    return apply_2(isolate, FLOAT_POWER, arguments);
}

static Value math_fmod(Isolate *isolate, Value *arguments, uint32_t count) {
    (void)count;
    return apply_2(isolate, FLOAT_REMAINDER, arguments);
}

static Value math_remainder(Isolate *isolate, Value *arguments, uint32_t count) {
    (void)count;
    uint64_t a, b;
    if (!real(isolate, arguments[0], &a) || !real(isolate, arguments[1], &b))
        return NOTHING;
    if (double_is_nan(a) || double_is_nan(b))
        return float_from_bits(isolate, double_is_nan(a) ? a : b);
    if (double_is_infinite(a) || double_is_zero(b))
        return raise_value_error(isolate, "math domain error");
    return float_from_bits(isolate,
                           double_is_infinite(b) ? a : float_compute_binary(FLOAT_NEAREST_REMAINDER, a, b));
}

static Value times(Isolate *isolate, Value argument, uint64_t factor) {
    uint64_t x;
    return real(isolate, argument, &x)
               ? float_from_bits(isolate, float_compute_binary(FLOAT_MULTIPLY, x, factor))
               : NOTHING;
}

static Value math_degrees(Isolate *isolate, Value *arguments, uint32_t count) {
    (void)count;
    return times(isolate, arguments[0], 0x404ca5dc1a63c1f8); /* 180 / pi */
}

static Value math_radians(Isolate *isolate, Value *arguments, uint32_t count) {
    (void)count;
    return times(isolate, arguments[0], 0x3f91df46a2529d39); /* pi / 180 */
}

static Value math_atan2(Isolate *isolate, Value *arguments, uint32_t count) {
    (void)count;
    return apply_2(isolate, FLOAT_ATAN2, arguments);
}

/* Logarithms of integers too large for a double: log(n) = log(n / 2^k) + k log(2). */
static Value logarithm(Isolate *isolate, enum FloatUnary function, Value argument, uint64_t *bits) {
    int64_t shift = 0;
    if (is_integer(argument) && !integer_to_double(argument, bits)) {
        if (integer_order(argument, small(0)) < 0)
            return raise_value_error(isolate, "math domain error");
        IntegerView view;
        integer_view(argument, &view);
        shift = (int64_t)magnitude_bits(view.digits, view.count) - 64;
        argument = integer_binary(isolate, BINARY_RIGHT_SHIFT, argument, small(shift));
        if (argument == NOTHING)
            return NOTHING;
        heap_keep(isolate, argument);
    }
    Value result = apply(isolate, function, argument);
    if (result == NOTHING)
        return NOTHING;
    *bits = float_bits(result);
    if (shift) {
        const uint64_t two = 0x4000000000000000;
        uint64_t times = float_compute_unary(function, two), count;
        integer_to_double(small(shift), &count);
        *bits = float_compute_binary(FLOAT_ADD, *bits, float_compute_binary(FLOAT_MULTIPLY, times, count));
    }
    return result;
}

static Value log_of(Isolate *isolate, enum FloatUnary function, Value argument) {
    uint64_t bits;
    return logarithm(isolate, function, argument, &bits) == NOTHING ? NOTHING
                                                                    : float_from_bits(isolate, bits);
}

static Value math_log(Isolate *isolate, Value *arguments, uint32_t count) {
    uint64_t bits, base;
    if (logarithm(isolate, FLOAT_LOG, arguments[0], &bits) == NOTHING)
        return NOTHING;
    if (count == 1)
        return float_from_bits(isolate, bits);
    if (logarithm(isolate, FLOAT_LOG, arguments[1], &base) == NOTHING)
        return NOTHING;
    if (double_is_zero(base))
        return raise_error(isolate, &class_ZeroDivisionError, "float division by zero");
    return float_from_bits(isolate, float_compute_binary(FLOAT_DIVIDE, bits, base));
}

static Value math_log2(Isolate *isolate, Value *arguments, uint32_t count) {
    (void)count;
    return log_of(isolate, FLOAT_LOG2, arguments[0]);
}

static Value math_log10(Isolate *isolate, Value *arguments, uint32_t count) {
    (void)count;
    return log_of(isolate, FLOAT_LOG10, arguments[0]);
}

/* ---- Parts of doubles ---- */

static Value whole(Isolate *isolate, Value argument, Value special, int direction) {
    if (is_float(argument))
        return float_whole(isolate, float_bits(argument), direction);
    Value result = call_special(isolate, argument, special, NULL, 0);
    if (result != UNDEFINED)
        return result;
    if (direction == 2)
        return raise_type(isolate, "type %T doesn't define __trunc__ method", argument);
    uint64_t bits;
    return real(isolate, argument, &bits) ? float_whole(isolate, bits, direction) : NOTHING;
}

static Value math_floor(Isolate *isolate, Value *arguments, uint32_t count) {
    (void)count;
    return whole(isolate, arguments[0], NAME(__floor__), -1);
}

static Value math_ceil(Isolate *isolate, Value *arguments, uint32_t count) {
    (void)count;
    return whole(isolate, arguments[0], NAME(__ceil__), 1);
}

static Value math_trunc(Isolate *isolate, Value *arguments, uint32_t count) {
    (void)count;
    return whole(isolate, arguments[0], NAME(__trunc__), 2);
}

static Value classify(Isolate *isolate, Value argument, bool (*question)(uint64_t)) {
    uint64_t bits;
    return real(isolate, argument, &bits) ? boolean(question(bits)) : NOTHING;
}

static Value math_isnan(Isolate *isolate, Value *arguments, uint32_t count) {
    (void)count;
    return classify(isolate, arguments[0], double_is_nan);
}

static Value math_isinf(Isolate *isolate, Value *arguments, uint32_t count) {
    (void)count;
    return classify(isolate, arguments[0], double_is_infinite);
}

static Value math_isfinite(Isolate *isolate, Value *arguments, uint32_t count) {
    (void)count;
    return classify(isolate, arguments[0], double_is_finite);
}

static Value math_fabs(Isolate *isolate, Value *arguments, uint32_t count) {
    (void)count;
    uint64_t bits;
    return real(isolate, arguments[0], &bits) ? float_from_bits(isolate, bits & ~DOUBLE_SIGN) : NOTHING;
}

static Value math_copysign(Isolate *isolate, Value *arguments, uint32_t count) {
    (void)count;
    uint64_t a, b;
    if (!real(isolate, arguments[0], &a) || !real(isolate, arguments[1], &b))
        return NOTHING;
    return float_from_bits(isolate, (a & ~DOUBLE_SIGN) | (b & DOUBLE_SIGN));
}

static Value math_ulp(Isolate *isolate, Value *arguments, uint32_t count) {
    (void)count;
    uint64_t bits;
    int exponent;
    if (!real(isolate, arguments[0], &bits))
        return NOTHING;
    if (!double_is_finite(bits))
        return float_from_bits(isolate, bits & ~DOUBLE_SIGN);
    double_mantissa(bits, &exponent);
    return float_from_bits(isolate, double_round(1, exponent, false));
}

/* Neighbouring doubles of one sign have neighbouring bits. */
static Value math_nextafter(Isolate *isolate, Value *arguments, uint32_t count) {
    (void)count;
    uint64_t from, to;
    if (!real(isolate, arguments[0], &from) || !real(isolate, arguments[1], &to))
        return NOTHING;
    if (double_is_nan(from) || double_is_nan(to))
        return float_from_bits(isolate, double_is_nan(from) ? from : to);
    if (float_equal(from, to))
        return float_from_bits(isolate, to);
    if (double_is_zero(from))
        return float_from_bits(isolate, (to & DOUBLE_SIGN) | 1);
    bool away =
        double_is_negative(from) == double_is_negative(to) && (to & ~DOUBLE_SIGN) > (from & ~DOUBLE_SIGN);
    return float_from_bits(isolate, away ? from + 1 : from - 1);
}

static Value pair(Isolate *isolate, Value first, Value second) {
    Value values[2] = {first, second};
    if (second == NOTHING)
        return NOTHING;
    heap_keep(isolate, second);
    return tuple_new(isolate, 2, values);
}

static Value math_frexp(Isolate *isolate, Value *arguments, uint32_t count) {
    (void)count;
    uint64_t bits;
    int exponent = 0;
    if (!real(isolate, arguments[0], &bits))
        return NOTHING;
    if (double_is_finite(bits) && !double_is_zero(bits)) {
        uint64_t mantissa = double_mantissa(bits, &exponent);
        int length = 64 - __builtin_clzll(mantissa);
        exponent += length;
        bits = (bits & DOUBLE_SIGN) | double_round(mantissa, -length, false);
    }
    Value fraction = float_from_bits(isolate, bits);
    return fraction == NOTHING ? NOTHING : pair(isolate, heap_keep(isolate, fraction), small(exponent));
}

static Value math_ldexp(Isolate *isolate, Value *arguments, uint32_t count) {
    (void)count;
    uint64_t bits;
    int64_t shift;
    int exponent;
    if (!real(isolate, arguments[0], &bits))
        return NOTHING;
    if (!is_integer(arguments[1]))
        return raise_type(isolate, "Expected an int as second argument to ldexp.");
    if (!integer_to_int64(arguments[1], &shift) || shift > 100000 || shift < -100000)
        shift = integer_order(arguments[1], small(0)) < 0 ? -100000 : 100000;
    if (!double_is_finite(bits) || double_is_zero(bits))
        return float_from_bits(isolate, bits);
    uint64_t mantissa = double_mantissa(bits, &exponent);
    return checked(isolate, double_round(mantissa, exponent + shift, false) | (bits & DOUBLE_SIGN), true);
}

static Value math_modf(Isolate *isolate, Value *arguments, uint32_t count) {
    (void)count;
    uint64_t bits, above;
    int exponent;
    if (!real(isolate, arguments[0], &bits))
        return NOTHING;
    uint64_t mantissa = double_mantissa(bits, &exponent), sign = bits & DOUBLE_SIGN, below = sign;
    above = bits;
    if (double_is_finite(bits) && exponent < 0) {
        uint64_t rest = exponent > -64 ? mantissa & (((uint64_t)1 << -exponent) - 1) : mantissa;
        above = sign | double_round(mantissa - rest, exponent, false);
        below = sign | double_round(rest, exponent, false);
    } else if (double_is_nan(bits)) {
        below = bits;
    }
    Value fraction = float_from_bits(isolate, below);
    if (fraction == NOTHING)
        return NOTHING;
    heap_keep(isolate, fraction); /* before the other one is made: arguments are evaluated in any order */
    return pair(isolate, fraction, float_from_bits(isolate, above));
}

/* ---- The module ---- */

static Value math_pi(Isolate *isolate) { return float_from_bits(isolate, 0x400921fb54442d18); }
static Value math_e(Isolate *isolate) { return float_from_bits(isolate, 0x4005bf0a8b145769); }
static Value math_tau(Isolate *isolate) { return float_from_bits(isolate, 0x401921fb54442d18); }
static Value math_inf(Isolate *isolate) { return float_from_bits(isolate, DOUBLE_INFINITY); }
static Value math_nan(Isolate *isolate) { return float_from_bits(isolate, DOUBLE_NAN); }

static const struct NativeConstant constants[] = {
    {"pi", math_pi}, {"e", math_e}, {"tau", math_tau}, {"inf", math_inf}, {"nan", math_nan}, {NULL, NULL},
};

#define ROW(name, least, most) NATIVE(math_##name, #name, least, most, NATIVE_ANY),
#define KEYWORD_ROW(name, least, most) NATIVE_WITH_KEYWORDS(math_##name, #name, least, most, NATIVE_ANY),
static const Native natives[] = {
    ROW(sqrt, 1, 1) ROW(cbrt, 1, 1) ROW(exp, 1, 1) ROW(exp2, 1, 1) ROW(expm1, 1, 1) ROW(log1p, 1, 1)
        ROW(sin, 1, 1) ROW(cos, 1, 1) ROW(tan, 1, 1) ROW(asin, 1, 1) ROW(acos, 1, 1) ROW(atan, 1, 1)
            ROW(sinh, 1, 1) ROW(cosh, 1, 1) ROW(tanh, 1, 1) ROW(asinh, 1, 1) ROW(acosh, 1, 1) ROW(atanh, 1, 1)
                ROW(erf, 1, 1) ROW(erfc, 1, 1) ROW(gamma, 1, 1) ROW(lgamma, 1, 1) ROW(remainder, 2, 2)
                    ROW(degrees, 1, 1) ROW(radians, 1, 1) ROW(ulp, 1, 1) ROW(nextafter, 2, 2) ROW(pow, 2, 2)
                        ROW(fmod, 2, 2) ROW(atan2, 2, 2) ROW(log, 1, 2) ROW(log2, 1, 1) ROW(log10, 1, 1)
                            ROW(floor, 1, 1) ROW(ceil, 1, 1) ROW(trunc, 1, 1) ROW(isnan, 1, 1)
                                ROW(isinf, 1, 1) ROW(isfinite, 1, 1) ROW(fabs, 1, 1) ROW(frexp, 1, 1)
                                    ROW(ldexp, 2, 2) ROW(modf, 1, 1) ROW(copysign, 2, 2) MATH_WHOLE(ROW)
                                        MATH_SUMS(ROW, KEYWORD_ROW){.name = NULL},
};

const struct NativeModule math_module = {.name = "math", .natives = natives, .constants = constants};
