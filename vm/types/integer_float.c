/* Between int and float, exactly or correctly rounded, by integer arithmetic alone. */
#include "vm/float/float.h"

#include "vm/types/classes.h"
#include "vm/types/double_bits.h"
#include "vm/types/float.h"
#include "vm/types/integer.h"

/* The highest 64 bits of a magnitude as a number times 2^*exponent; *sticky: some bit below isn't zero. */
static uint64_t highest_bits(const uint32_t *digits, uint32_t count, int64_t *exponent, bool *sticky) {
    uint64_t bits = magnitude_bits(digits, count);
    *sticky = false;
    *exponent = 0;
    if (bits <= 64)
        return (count > 1 ? (uint64_t)digits[1] << 32 : 0) | (count ? digits[0] : 0);
    *exponent = (int64_t)(bits - 64);
    uint32_t whole = (uint32_t)((bits - 64) / 32), part = (bits - 64) % 32;
    for (uint32_t i = 0; i < whole && !*sticky; i++)
        *sticky = digits[i] != 0;
    *sticky = *sticky || (digits[whole] & (((uint64_t)1 << part) - 1));
    uint64_t low = digits[whole] | (uint64_t)digits[whole + 1] << 32;
    return part ? low >> part | (uint64_t)digits[whole + 2] << (64 - part) : low;
}

uint64_t integer_magnitude_to_double(const uint32_t *digits, uint32_t count, int64_t exponent) {
    int64_t more;
    bool sticky;
    uint64_t mantissa = highest_bits(digits, count, &more, &sticky);
    return double_round(mantissa, exponent + more, sticky);
}

static uint64_t view_bits(const IntegerView *view) {
    return integer_magnitude_to_double(view->digits, view->count, 0) | (view->negative ? DOUBLE_SIGN : 0);
}

bool integer_to_double(Value integer, uint64_t *bits) {
    IntegerView view;
    integer_view(integer, &view);
    *bits = view_bits(&view);
    return double_is_finite(*bits);
}

Value float_from_integer(Isolate *isolate, Value integer) {
    uint64_t bits;
    if (!integer_to_double(integer, &bits))
        return raise_error(isolate, &class_OverflowError, "int too large to convert to float");
    return float_from_bits(isolate, bits);
}

/*
 * a / b: a is shifted so that the whole quotient has at least 66 bits; those and a sticky bit for the rest
 * round as the exact quotient does.
 */
static Value divide_exactly(Isolate *isolate, Value left, Value right, const IntegerView *a,
                            const IntegerView *b) {
    int64_t shift =
        66 + (int64_t)magnitude_bits(b->digits, b->count) - (int64_t)magnitude_bits(a->digits, a->count);
    if (shift < -1200)
        return raise_error(isolate, &class_OverflowError, "integer division result too large for a float");
    if (shift > 1200 + 66)
        return float_from_bits(isolate, a->negative != b->negative ? DOUBLE_SIGN : 0);
    Value *scaled = shift >= 0 ? &left : &right;
    *scaled = integer_binary(isolate, BINARY_LEFT_SHIFT, *scaled, small(shift >= 0 ? shift : -shift));
    if (*scaled == NOTHING)
        return NOTHING;
    heap_keep(isolate, *scaled);
    Value quotient, remainder;
    Value a_size = integer_magnitude(isolate, left),
          b_size = a_size == NOTHING ? NOTHING : integer_magnitude(isolate, right);
    if (b_size == NOTHING || !integer_divide(isolate, a_size, b_size, &quotient, &remainder, ""))
        return NOTHING;
    IntegerView view;
    int64_t exponent;
    bool sticky;
    integer_view(quotient, &view);
    uint64_t mantissa = highest_bits(view.digits, view.count, &exponent, &sticky);
    uint64_t bits = double_round(mantissa, exponent - shift, sticky || remainder != small(0));
    if (!double_is_finite(bits))
        return raise_error(isolate, &class_OverflowError, "integer division result too large for a float");
    return float_from_bits(isolate, bits | (a->negative != b->negative ? DOUBLE_SIGN : 0));
}

Value integer_magnitude(Isolate *isolate, Value integer) {
    IntegerView view;
    integer_view(integer, &view);
    Value result = integer_from_magnitude(isolate, view.digits, view.count, false);
    return result == NOTHING ? NOTHING : heap_keep(isolate, result);
}

/* Whether a double holds the number exactly. */
static bool fits_double(Value value) {
    return is_small(value) && small_number(value) <= (int64_t)1 << 53 &&
           small_number(value) >= -((int64_t)1 << 53);
}

Value integer_true_divide(Isolate *isolate, Value left, Value right) {
    if (fits_double(left) && fits_double(right) && right != small(0)) {
        uint64_t dividend, divisor;
        integer_to_double(left, &dividend);
        integer_to_double(right, &divisor);
        return float_from_bits(isolate, float_compute_binary(FLOAT_DIVIDE, dividend, divisor));
    }
    IntegerView a, b;
    integer_view(left, &a);
    integer_view(right, &b);
    if (!b.count)
        return raise_error(isolate, &class_ZeroDivisionError, "division by zero");
    if (!a.count)
        return float_from_bits(isolate, b.negative ? DOUBLE_SIGN : 0);
    HeapMark mark = heap_mark(isolate);
    Value result = divide_exactly(isolate, left, right, &a, &b);
    heap_release(isolate, mark);
    return result;
}

Value integer_from_double(Isolate *isolate, uint64_t bits) {
    if (double_is_nan(bits))
        return raise_value_error(isolate, "cannot convert float NaN to integer");
    if (double_is_infinite(bits))
        return raise_error(isolate, &class_OverflowError, "cannot convert float infinity to integer");
    int exponent;
    uint64_t mantissa = double_mantissa(bits, &exponent);
    if (exponent <= 0) {
        mantissa = exponent > -64 ? mantissa >> -exponent : 0;
        exponent = 0;
    }
    uint32_t digits[2] = {(uint32_t)mantissa, (uint32_t)(mantissa >> 32)}, shifted[36];
    magnitude_shift_left(shifted, digits, 2, (uint64_t)exponent);
    return integer_from_magnitude(isolate, shifted, 3 + (uint32_t)exponent / 32, double_is_negative(bits));
}

int integer_order_double(Value integer, uint64_t bits) {
    IntegerView view;
    integer_view(integer, &view);
    int sign = view.negative ? -1 : view.count != 0;
    int other = double_is_zero(bits) ? 0 : double_is_negative(bits) ? -1 : 1;
    if (sign != other || !sign)
        return sign < other ? -1 : sign > other;
    uint32_t shifted[36];
    bool fraction = false;
    if (double_is_infinite(bits))
        return -sign;
    int exponent;
    uint64_t mantissa = double_mantissa(bits, &exponent);
    if (exponent < 0) {
        fraction = exponent <= -64 || mantissa & (((uint64_t)1 << -exponent) - 1);
        mantissa = exponent > -64 ? mantissa >> -exponent : 0;
        exponent = 0;
    }
    uint32_t digits[2] = {(uint32_t)mantissa, (uint32_t)(mantissa >> 32)};
    magnitude_shift_left(shifted, digits, 2, (uint64_t)exponent);
    uint32_t count = magnitude_count(shifted, 3 + (uint32_t)exponent / 32);
    int order = magnitude_compare(view.digits, view.count, shifted, count);
    return sign * (order ? order : fraction ? -1 : 0);
}
