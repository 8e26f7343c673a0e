/* The native module math. What is exact is integer arithmetic; the rest is vm/float's. */
#include "vm/names.h"
#include "vm/types/classes.h"
#include "vm/types/containers.h"
#include "vm/types/double_bits.h"
#include "vm/types/float.h"
#include "vm/types/integer.h"
#include "vm/types/modules.h"

static bool real(Isolate *isolate, Value value, uint64_t *bits) {
    return float_real(isolate, value, bits, "must be real number, not %T");
}

/* ---- Functions of doubles ---- */

/* A NaN or infinity out of finite arguments is an error. */
static Value checked(Isolate *isolate, uint64_t result, bool finite) {
    if (finite && double_is_nan(result))
        return raise_value_error(isolate, "math domain error");
    if (finite && double_is_infinite(result))
        return raise_error(isolate, &class_OverflowError, "math range error");
    return float_from_bits(isolate, result);
}

static Value apply(Isolate *isolate, enum FloatUnary function, Value argument) {
    uint64_t x;
    if (!real(isolate, argument, &x))
        return NOTHING;
    uint64_t result = float_compute_unary(function, x);
    bool pole = double_is_infinite(result) && function != FLOAT_EXP && function != FLOAT_EXP2 &&
                function != FLOAT_EXPM1 && function != FLOAT_SINH && function != FLOAT_COSH;
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

static Value math_atan2(Isolate *isolate, Value *arguments, uint32_t count) {
    (void)count;
    return apply_2(isolate, FLOAT_ATAN2, arguments);
}

static Value math_hypot(Isolate *isolate, Value *arguments, uint32_t count) {
    uint64_t sum = 0;
    for (uint32_t i = 0; i < count; i++) {
        uint64_t x;
        if (!real(isolate, arguments[i], &x))
            return NOTHING;
        sum = float_compute_binary(FLOAT_HYPOT, sum, x);
    }
    return float_from_bits(isolate, sum);
}

/* Logarithms of integers too large for a double: log(n) = log(n / 2^k) + k log(2). */
static Value logarithm(Isolate *isolate, enum FloatUnary function, Value argument, uint64_t *bits) {
    int64_t shift = 0;
    if (is_integer(argument) && !integer_to_double(argument, bits) && integer_order(argument, small(0)) > 0) {
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
    return fraction == NOTHING ? NOTHING
                               : pair(isolate, heap_keep(isolate, fraction), float_from_bits(isolate, above));
}

/* ---- Whole numbers ---- */

/* Euclid's algorithm on kept values; only the last two are needed, so the rest is released each turn. */
static Value gcd_of_two(Isolate *isolate, Value a, Value b) {
    HeapMark mark = heap_mark(isolate);
    heap_keep(isolate, a);
    heap_keep(isolate, b);
    while (b != small(0)) {
        Value rest;
        if (!isolate_charge(isolate, 1) || !integer_divide(isolate, a, b, NULL, &rest, ""))
            return NOTHING;
        a = b;
        b = rest;
        heap_release(isolate, mark);
        heap_keep(isolate, a);
        heap_keep(isolate, b);
    }
    return integer_magnitude(isolate, a);
}

static Value math_gcd(Isolate *isolate, Value *arguments, uint32_t count) {
    Value result = small(0);
    for (uint32_t i = 0; i < count && result != NOTHING; i++) {
        Value next = operate_integer(isolate, arguments[i]);
        result = next == NOTHING ? NOTHING : gcd_of_two(isolate, result, heap_keep(isolate, next));
    }
    return result;
}

static Value lcm_of_two(Isolate *isolate, Value a, Value b) {
    Value divisor = gcd_of_two(isolate, a, b), part;
    if (divisor == NOTHING || divisor == small(0))
        return divisor;
    if (!integer_divide(isolate, a, divisor, &part, NULL, ""))
        return NOTHING;
    Value product = integer_binary(isolate, BINARY_MULTIPLY, heap_keep(isolate, part), b);
    return product == NOTHING ? NOTHING : integer_magnitude(isolate, heap_keep(isolate, product));
}

static Value math_lcm(Isolate *isolate, Value *arguments, uint32_t count) {
    Value result = small(1);
    for (uint32_t i = 0; i < count && result != NOTHING; i++) {
        Value next = operate_integer(isolate, arguments[i]);
        result = next == NOTHING ? NOTHING : lcm_of_two(isolate, result, heap_keep(isolate, next));
    }
    return result;
}

/* Newton's iteration from above: falls until it no longer does. */
static Value math_isqrt(Isolate *isolate, Value *arguments, uint32_t count) {
    (void)count;
    Value number = operate_integer(isolate, arguments[0]), quotient;
    if (number == NOTHING)
        return NOTHING;
    heap_keep(isolate, number);
    if (integer_order(number, small(0)) < 0)
        return raise_value_error(isolate, "isqrt() argument must be nonnegative");
    IntegerView view;
    integer_view(number, &view);
    int64_t bits = (int64_t)magnitude_bits(view.digits, view.count);
    Value root = integer_binary(isolate, BINARY_LEFT_SHIFT, small(1), small((bits + 1) / 2));
    HeapMark mark = heap_mark(isolate);
    while (root != NOTHING) {
        heap_release(isolate, mark);
        heap_keep(isolate, root);
        if (!isolate_charge(isolate, 1) || !integer_divide(isolate, number, root, &quotient, NULL, ""))
            return NOTHING;
        if (integer_order(quotient, root) >= 0)
            return root;
        Value sum = integer_binary(isolate, BINARY_ADD, root, heap_keep(isolate, quotient));
        root = sum == NOTHING
                   ? NOTHING
                   : integer_binary(isolate, BINARY_RIGHT_SHIFT, heap_keep(isolate, sum), small(1));
    }
    return NOTHING;
}

/* first * (first + 1) * ... * last */
static Value product_of(Isolate *isolate, int64_t first, int64_t last) {
    Value product = small(1);
    HeapMark mark = heap_mark(isolate);
    for (int64_t i = first; i <= last && product != NOTHING; i++) {
        heap_release(isolate, mark);
        heap_keep(isolate, product);
        product = isolate_charge(isolate, 1) ? integer_binary(isolate, BINARY_MULTIPLY, product, small(i))
                                             : NOTHING;
    }
    return product;
}

static bool counting(Isolate *isolate, Value argument, int64_t *number, const char *function,
                     const char *name) {
    Value integer = operate_integer(isolate, argument);
    if (integer == NOTHING)
        return false;
    if (integer_order(integer, small(0)) < 0)
        raise_value_error(isolate, "%s() %s negative values", function, name);
    else if (!integer_to_int64(integer, number))
        raise_error(isolate, &class_OverflowError, "%s() argument should not exceed 9223372036854775807",
                    function);
    else
        return true;
    return false;
}

static Value math_factorial(Isolate *isolate, Value *arguments, uint32_t count) {
    (void)count;
    int64_t number;
    return counting(isolate, arguments[0], &number, "factorial", "not defined for")
               ? product_of(isolate, 2, number)
               : NOTHING;
}

static Value permutations(Isolate *isolate, int64_t n, int64_t k) {
    return product_of(isolate, n - k + 1, n);
}

static Value math_comb(Isolate *isolate, Value *arguments, uint32_t count) {
    (void)count;
    int64_t n, k;
    if (!counting(isolate, arguments[0], &n, "comb", "not defined for") ||
        !counting(isolate, arguments[1], &k, "comb", "not defined for"))
        return NOTHING;
    if (k > n)
        return small(0);
    if (k > n - k)
        k = n - k;
    Value above = permutations(isolate, n, k), result;
    if (above == NOTHING)
        return NOTHING;
    heap_keep(isolate, above);
    Value below = product_of(isolate, 2, k);
    return below != NOTHING && integer_divide(isolate, above, heap_keep(isolate, below), &result, NULL, "")
               ? result
               : NOTHING;
}

static Value math_perm(Isolate *isolate, Value *arguments, uint32_t count) {
    int64_t n, k;
    if (!counting(isolate, arguments[0], &n, "perm", "not defined for"))
        return NOTHING;
    k = n;
    if (count > 1 && arguments[1] != NONE && !counting(isolate, arguments[1], &k, "perm", "not defined for"))
        return NOTHING;
    return k > n ? small(0) : permutations(isolate, n, k);
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

#define ROW(name, least, most) NATIVE(math_##name, #name, least, most, NATIVE_ANY)
static const Native natives[] = {
    ROW(sqrt, 1, 1),
    ROW(cbrt, 1, 1),
    ROW(exp, 1, 1),
    ROW(exp2, 1, 1),
    ROW(expm1, 1, 1),
    ROW(log1p, 1, 1),
    ROW(sin, 1, 1),
    ROW(cos, 1, 1),
    ROW(tan, 1, 1),
    ROW(asin, 1, 1),
    ROW(acos, 1, 1),
    ROW(atan, 1, 1),
    ROW(sinh, 1, 1),
    ROW(cosh, 1, 1),
    ROW(tanh, 1, 1),
    ROW(asinh, 1, 1),
    ROW(acosh, 1, 1),
    ROW(atanh, 1, 1),
    ROW(pow, 2, 2),
    ROW(fmod, 2, 2),
    ROW(atan2, 2, 2),
    ROW(log, 1, 2),
    ROW(log2, 1, 1),
    ROW(log10, 1, 1),
    ROW(floor, 1, 1),
    ROW(ceil, 1, 1),
    ROW(trunc, 1, 1),
    ROW(isnan, 1, 1),
    ROW(isinf, 1, 1),
    ROW(isfinite, 1, 1),
    ROW(fabs, 1, 1),
    ROW(frexp, 1, 1),
    ROW(ldexp, 2, 2),
    ROW(modf, 1, 1),
    ROW(copysign, 2, 2),
    ROW(isqrt, 1, 1),
    ROW(factorial, 1, 1),
    ROW(comb, 2, 2),
    ROW(perm, 1, 2),
    ROW(hypot, 0, NATIVE_UNLIMITED),
    ROW(gcd, 0, NATIVE_UNLIMITED),
    ROW(lcm, 0, NATIVE_UNLIMITED),
    {.name = NULL},
};

const struct NativeModule math_module = {.name = "math", .natives = natives, .constants = constants};
