/* math: sums, norms and products of many numbers, and closeness. */
#include "vm/types/arguments.h"
#include "vm/types/classes.h"
#include "vm/types/containers.h"
#include "vm/types/integer.h"
#include "vm/types/math.h"

#include "vm/machine.h"

/* ---- Norms ---- */

struct Norm {
    _Alignas(16) uint64_t squares[2];
    bool infinite;
};

static void add_to_norm(struct Norm *norm, uint64_t x) {
    norm->infinite = norm->infinite || double_is_infinite(x);
    MachineInterrupts previous = machine_float_begin();
    float_add_square(norm->squares, &x);
    machine_float_end(previous);
}

static Value norm_value(Isolate *isolate, const struct Norm *norm) {
    uint64_t result = DOUBLE_INFINITY;
    if (!norm->infinite) {
        MachineInterrupts previous = machine_float_begin();
        float_square_root(norm->squares, &result);
        machine_float_end(previous);
    }
    return float_from_bits(isolate, double_is_nan(result) ? DOUBLE_NAN : result);
}

Value math_hypot(Isolate *isolate, Value *arguments, uint32_t count) {
    struct Norm norm = {{0, 0}, false};
    if (!isolate_charge(isolate, count))
        return NOTHING;
    for (uint32_t i = 0; i < count; i++) {
        uint64_t x;
        if (!math_real(isolate, arguments[i], &x))
            return NOTHING;
        add_to_norm(&norm, x);
    }
    return norm_value(isolate, &norm);
}

/* A tuple of any iterable, kept. */
static Value point(Isolate *isolate, Value value) {
    if (is_tuple(value))
        return value;
    Value tuple = call(isolate, from_object(&class_tuple), &value, 1);
    return tuple == NOTHING ? NOTHING : heap_keep(isolate, tuple);
}

Value math_dist(Isolate *isolate, Value *arguments, uint32_t count) {
    (void)count;
    struct Norm norm = {{0, 0}, false};
    Value p = point(isolate, arguments[0]), q = p == NOTHING ? NOTHING : point(isolate, arguments[1]);
    if (q == NOTHING)
        return NOTHING;
    uint32_t dimensions = tuple_count(AS(Tuple, p));
    if (dimensions != tuple_count(AS(Tuple, q)))
        return raise_value_error(isolate, "both points must have the same number of dimensions");
    if (!isolate_charge(isolate, dimensions))
        return NOTHING;
    for (uint32_t i = 0; i < dimensions; i++) {
        uint64_t a, b;
        if (!math_real(isolate, tuple_get(AS(Tuple, p), i), &a) ||
            !math_real(isolate, tuple_get(AS(Tuple, q), i), &b))
            return NOTHING;
        add_to_norm(&norm, float_compute_binary(FLOAT_SUBTRACT, a, b));
    }
    return norm_value(isolate, &norm);
}

/* ---- Exact sums ---- */

/*
 * Every finite double is a whole multiple of 2^-1074 below 2^2098 of them: sums are kept exactly, as signed
 * digits of 32 bits in 64, so that carries may wait for 2^30 additions.
 */
enum { SUM_DIGITS = 70, WAITING = 1 << 30, LARGE_EXPONENT = 900 };

struct ExactSum {
    int64_t digits[SUM_DIGITS];
    uint32_t waiting;
    uint64_t special; /* the sum of the infinities and NaNs, if any */
    bool has_special, mixed, overflowed;
};

static void carry_over(struct ExactSum *sum) {
    int64_t carry = 0;
    for (int i = 0; i < SUM_DIGITS - 1; i++) {
        carry += sum->digits[i];
        sum->digits[i] = carry & UINT32_MAX;
        carry >>= 32;
    }
    sum->digits[SUM_DIGITS - 1] += carry;
    sum->waiting = 0;
}

static uint64_t exact_value(struct ExactSum *sum) {
    uint32_t digits[SUM_DIGITS];
    carry_over(sum);
    bool negative = sum->digits[SUM_DIGITS - 1] < 0;
    uint64_t carry = negative;
    for (int i = 0; i < SUM_DIGITS; i++) {
        carry += (uint32_t)sum->digits[i] ^ (negative ? UINT32_MAX : 0);
        digits[i] = (uint32_t)carry;
        carry >>= 32;
    }
    uint64_t bits = integer_magnitude_to_double(digits, magnitude_count(digits, SUM_DIGITS), -1074);
    return bits | (negative ? DOUBLE_SIGN : 0);
}

static void add_special(struct ExactSum *sum, uint64_t x) {
    sum->mixed = sum->mixed || (sum->has_special && double_is_infinite(x) &&
                                double_is_infinite(sum->special) && x != sum->special);
    if (!sum->has_special || double_is_infinite(sum->special))
        sum->special = x;
    sum->has_special = true;
}

static bool add_exactly(Isolate *isolate, Value element, void *context) {
    struct ExactSum *sum = context;
    uint64_t x;
    int exponent;
    if (!math_real(isolate, element, &x))
        return false;
    if (!double_is_finite(x)) {
        add_special(sum, x);
        return true;
    }
    uint64_t mantissa = double_mantissa(x, &exponent);
    unsigned place = (unsigned)(exponent + 1074) / 32, shift = (unsigned)(exponent + 1074) % 32;
    int64_t sign = double_is_negative(x) ? -1 : 1;
    uint64_t low = mantissa << shift;
    sum->digits[place] += sign * (int64_t)(uint32_t)low;
    sum->digits[place + 1] += sign * (int64_t)(low >> 32);
    sum->digits[place + 2] += sign * (int64_t)(shift ? mantissa >> (64 - shift) : 0);
    if (++sum->waiting == WAITING)
        carry_over(sum);
    if (exponent > LARGE_EXPONENT && !sum->overflowed)
        sum->overflowed = double_is_infinite(exact_value(sum));
    return true;
}

Value math_fsum(Isolate *isolate, Value *arguments, uint32_t count) {
    (void)count;
    struct ExactSum sum = {.has_special = false};
    if (!iterate_each(isolate, arguments[0], add_exactly, &sum))
        return NOTHING;
    if (sum.overflowed)
        return raise_error(isolate, &class_OverflowError, "intermediate overflow in fsum");
    if (sum.mixed)
        return raise_value_error(isolate, "-inf + inf in fsum");
    return float_from_bits(isolate, sum.has_special ? sum.special : exact_value(&sum));
}

/* ---- Products ---- */

struct Product {
    Value value;
    HeapMark mark;
};

static bool multiply_in(Isolate *isolate, Value element, void *context) {
    struct Product *product = context;
    product->value = operate_binary(isolate, BINARY_MULTIPLY, product->value, element);
    if (product->value == NOTHING)
        return false;
    heap_release(isolate, product->mark);
    heap_keep(isolate, product->value);
    return true;
}

Value math_prod(Isolate *isolate, Value *arguments, uint32_t count, const Tuple *names) {
    static const char *const parameter_names[] = {"", "start"};
    static const struct Parameters parameters = {"prod", parameter_names, 2, 1, 1};
    Value bound[2];
    if (!arguments_bind(isolate, &parameters, arguments, count, names, bound))
        return NOTHING;
    Value iterator = operate_iterate(isolate, bound[0]);
    if (iterator == NOTHING)
        return NOTHING;
    heap_keep(isolate, iterator);
    struct Product product = {bound[1] == UNDEFINED ? small(1) : bound[1], heap_mark(isolate)};
    for (;;) {
        Value element = operate_next(isolate, iterator);
        if (element == UNDEFINED)
            return product.value;
        if (element == NOTHING || !isolate_charge(isolate, 1))
            return NOTHING;
        heap_keep(isolate, element);
        if (!multiply_in(isolate, element, &product))
            return NOTHING;
    }
}

/* ---- Closeness ---- */

/* The bits of a tolerance, left alone where it is absent; false: an exception is set. */
static bool read_tolerance(Isolate *isolate, Value value, uint64_t *bits) {
    if (value == UNDEFINED)
        return true;
    if (!math_real(isolate, value, bits))
        return false;
    if (!double_is_negative(*bits) || double_is_zero(*bits) || double_is_nan(*bits))
        return true;
    raise_value_error(isolate, "tolerances must be non-negative");
    return false;
}

/* Of doubles that aren't negative: their bits are in the same order. */
static bool at_most(uint64_t a, uint64_t b) { return !double_is_nan(a) && !double_is_nan(b) && a <= b; }

/* Whether a difference is at most that share of a number. */
static bool is_share(uint64_t difference, uint64_t relative, uint64_t number) {
    return at_most(difference, float_compute_binary(FLOAT_MULTIPLY, relative, number) & ~DOUBLE_SIGN);
}

Value math_isclose(Isolate *isolate, Value *arguments, uint32_t count, const Tuple *names) {
    static const char *const parameter_names[] = {"a", "b", "rel_tol", "abs_tol"};
    static const struct Parameters parameters = {"isclose", parameter_names, 4, 2, 2};
    Value bound[4];
    uint64_t a, b, relative = 0x3e112e0be826d695 /* 1e-9 */, absolute = 0;
    if (!arguments_bind(isolate, &parameters, arguments, count, names, bound) ||
        !math_real(isolate, bound[0], &a) || !math_real(isolate, bound[1], &b) ||
        !read_tolerance(isolate, bound[2], &relative) || !read_tolerance(isolate, bound[3], &absolute))
        return NOTHING;
    if (float_equal(a, b))
        return TRUE;
    if (double_is_infinite(a) || double_is_infinite(b))
        return FALSE;
    uint64_t difference = float_compute_binary(FLOAT_SUBTRACT, b, a) & ~DOUBLE_SIGN;
    return boolean(is_share(difference, relative, b) || is_share(difference, relative, a) ||
                   at_most(difference, absolute & ~DOUBLE_SIGN));
}
