/* math: functions of integers, exact whatever their size. */
#include "vm/types/classes.h"
#include "vm/types/integer.h"
#include "vm/types/math.h"

/* ---- Divisors and roots ---- */

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

Value math_gcd(Isolate *isolate, Value *arguments, uint32_t count) {
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

Value math_lcm(Isolate *isolate, Value *arguments, uint32_t count) {
    Value result = small(1);
    for (uint32_t i = 0; i < count && result != NOTHING; i++) {
        Value next = operate_integer(isolate, arguments[i]);
        result = next == NOTHING ? NOTHING : lcm_of_two(isolate, result, heap_keep(isolate, next));
    }
    return result;
}

/* Newton's iteration from above: falls until it no longer does. */
Value math_isqrt(Isolate *isolate, Value *arguments, uint32_t count) {
    (void)count;
    Value number = operate_integer(isolate, arguments[0]), quotient;
    if (number == NOTHING)
        return NOTHING;
    heap_keep(isolate, number);
    if (integer_order(number, small(0)) < 0)
        return raise_value_error(isolate, "isqrt() argument must be nonnegative");
    if (number == small(0))
        return number;
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

/* ---- Products of neighbours ---- */

/*
 * A product of many numbers is made of products of equally many: `parts` holds those of falling counts, as
 * the ones of a binary number, so that large ones are multiplied by large ones.
 */
enum { MOST_PARTS = 64 };
struct Parts {
    Value values[MOST_PARTS];
    uint64_t counts[MOST_PARTS];
    uint32_t used;
    HeapMark mark;
};

static void keep_parts(Isolate *isolate, struct Parts *parts) {
    heap_release(isolate, parts->mark);
    for (uint32_t i = 0; i < parts->used; i++)
        heap_keep(isolate, parts->values[i]);
}

/* The last two become one. */
static bool merge(Isolate *isolate, struct Parts *parts) {
    uint32_t last = --parts->used;
    Value product = isolate_charge(isolate, 1) ? integer_binary(isolate, BINARY_MULTIPLY,
                                                                parts->values[last - 1], parts->values[last])
                                               : NOTHING;
    parts->values[last - 1] = product;
    parts->counts[last - 1] += parts->counts[last];
    if (product != NOTHING)
        keep_parts(isolate, parts);
    return product != NOTHING;
}

static bool add_part(Isolate *isolate, struct Parts *parts, int64_t factor) {
    parts->values[parts->used] = integer_from_int64(isolate, factor);
    parts->counts[parts->used] = 1;
    if (parts->values[parts->used] == NOTHING)
        return false;
    heap_keep(isolate, parts->values[parts->used++]);
    while (parts->used > 1 && parts->counts[parts->used - 1] == parts->counts[parts->used - 2])
        if (!merge(isolate, parts))
            return false;
    return true;
}

/* Half of the factors are at least the middle one: whether even their product finds no room. */
static bool too_large(int64_t first, int64_t last) {
    uint64_t middle = (uint64_t)first + ((uint64_t)last - (uint64_t)first) / 2;
    uint64_t half = ((uint64_t)last - (uint64_t)first) / 2, bits = 63 - (uint64_t)__builtin_clzll(middle | 1);
    return last > first && half > INTEGER_LARGEST_BITS / (bits + 1);
}

/* first * (first + 1) * ... * last */
static Value product_of(Isolate *isolate, int64_t first, int64_t last) {
    struct Parts parts = {.used = 0, .mark = heap_mark(isolate)};
    if (too_large(first, last))
        return raise_memory(isolate);
    for (int64_t i = first; i <= last; i++) {
        int64_t factor = i, wider;
        while (i < last && !__builtin_mul_overflow(factor, i + 1, &wider)) {
            factor = wider;
            i++;
        }
        if (!isolate_charge(isolate, 1) || !add_part(isolate, &parts, factor))
            return NOTHING;
        if (i == last)
            break;
    }
    while (parts.used > 1)
        if (!merge(isolate, &parts))
            return NOTHING;
    return parts.used ? parts.values[0] : small(1);
}

Value math_factorial(Isolate *isolate, Value *arguments, uint32_t count) {
    (void)count;
    int64_t number;
    Value integer = operate_integer(isolate, arguments[0]);
    if (integer == NOTHING)
        return NOTHING;
    if (integer_order(integer, small(0)) < 0)
        return raise_value_error(isolate, "factorial() not defined for negative values");
    if (!integer_to_int64(integer, &number))
        return raise_error(isolate, &class_OverflowError,
                           "factorial() argument should not exceed 9223372036854775807");
    return product_of(isolate, 2, number);
}

/* ---- Choices ---- */

/* An argument of comb() or perm(), kept; NOTHING: it is no integer or negative. */
static Value counting(Isolate *isolate, Value argument, const char *name) {
    Value integer = operate_integer(isolate, argument);
    if (integer == NOTHING)
        return NOTHING;
    heap_keep(isolate, integer);
    if (integer_order(integer, small(0)) < 0)
        return raise_value_error(isolate, "%s must be a non-negative integer", name);
    return integer;
}

/* n (n - 1) ... (n - k + 1), divided by k! as it goes if `choose`; of any n. */
static Value falling_product(Isolate *isolate, Value n, int64_t k, bool choose) {
    Value product = small(1);
    HeapMark mark = heap_mark(isolate);
    IntegerView view;
    integer_view(n, &view);
    if (k && magnitude_bits(view.digits, view.count) > INTEGER_LARGEST_BITS / (uint64_t)k)
        return raise_memory(isolate);
    for (int64_t i = 0; i < k; i++) {
        Value factor =
            isolate_charge(isolate, 1) ? integer_binary(isolate, BINARY_SUBTRACT, n, small(i)) : NOTHING;
        if (factor == NOTHING)
            return NOTHING;
        product = integer_binary(isolate, BINARY_MULTIPLY, product, heap_keep(isolate, factor));
        if (product == NOTHING)
            return NOTHING;
        heap_keep(isolate, product);
        if (choose && !integer_divide(isolate, product, small(i + 1), &product, NULL, ""))
            return NOTHING;
        heap_release(isolate, mark);
        heap_keep(isolate, product);
    }
    return product;
}

static Value choose_small(Isolate *isolate, int64_t n, int64_t k) {
    Value above = product_of(isolate, n - k + 1, n), result;
    if (above == NOTHING)
        return NOTHING;
    heap_keep(isolate, above);
    Value below = product_of(isolate, 2, k);
    return below != NOTHING && integer_divide(isolate, above, heap_keep(isolate, below), &result, NULL, "")
               ? result
               : NOTHING;
}

Value math_comb(Isolate *isolate, Value *arguments, uint32_t count) {
    (void)count;
    int64_t small_n, small_k;
    Value n = counting(isolate, arguments[0], "n"),
          k = n == NOTHING ? NOTHING : counting(isolate, arguments[1], "k");
    Value other = k == NOTHING ? NOTHING : integer_binary(isolate, BINARY_SUBTRACT, n, k);
    if (other == NOTHING)
        return NOTHING;
    if (integer_order(other, small(0)) < 0)
        return small(0);
    if (integer_order(other, k) < 0)
        k = heap_keep(isolate, other);
    if (!integer_to_int64(k, &small_k))
        return raise_error(isolate, &class_OverflowError,
                           "min(n - k, k) must not exceed 9223372036854775807");
    return integer_to_int64(n, &small_n) ? choose_small(isolate, small_n, small_k)
                                         : falling_product(isolate, n, small_k, true);
}

Value math_perm(Isolate *isolate, Value *arguments, uint32_t count) {
    if (count == 1 || arguments[1] == NONE)
        return math_factorial(isolate, arguments, 1);
    int64_t small_n, small_k;
    Value n = counting(isolate, arguments[0], "n"),
          k = n == NOTHING ? NOTHING : counting(isolate, arguments[1], "k");
    if (k == NOTHING)
        return NOTHING;
    if (integer_order(n, k) < 0)
        return small(0);
    if (!integer_to_int64(k, &small_k))
        return raise_error(isolate, &class_OverflowError, "k must not exceed 9223372036854775807");
    return integer_to_int64(n, &small_n) ? product_of(isolate, small_n - small_k + 1, small_n)
                                         : falling_product(isolate, n, small_k, false);
}
