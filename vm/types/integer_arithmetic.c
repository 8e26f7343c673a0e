/* The operators of int, with CPython's rounding and errors. Work that grows with the operands is charged
 * before it is done. */
#include "vm/types/classes.h"
#include "vm/types/integer.h"

typedef Value (*Arithmetic)(Isolate *isolate, const IntegerView *a, const IntegerView *b);

/* ---- Sums ---- */

static Value sum(Isolate *isolate, const IntegerView *a, const IntegerView *b, bool b_negative) {
    if (!isolate_charge(isolate, (a->count + b->count) / 8))
        return NOTHING;
    int order = magnitude_compare(a->digits, a->count, b->digits, b->count);
    const IntegerView *larger = order < 0 ? b : a, *smaller = order < 0 ? a : b;
    Integer *result = integer_room(isolate, (uint64_t)larger->count + 1);
    if (!result)
        return NOTHING;
    if (a->negative == b_negative)
        magnitude_add(result->digits, larger->digits, larger->count, smaller->digits, smaller->count);
    else
        magnitude_subtract(result->digits, larger->digits, larger->count, smaller->digits, smaller->count);
    return integer_finish(result, order < 0 ? b_negative : a->negative);
}

static Value add(Isolate *isolate, const IntegerView *a, const IntegerView *b) {
    return sum(isolate, a, b, b->negative);
}

static Value subtract(Isolate *isolate, const IntegerView *a, const IntegerView *b) {
    return sum(isolate, a, b, !b->negative);
}

/* ---- Products ---- */

/* Digit products, three quarters of them at each level of Karatsuba. */
static uint64_t multiply_cost(uint64_t a_count, uint64_t b_count) {
    uint64_t smaller = a_count < b_count ? a_count : b_count, cost = a_count * b_count / 8;
    for (; smaller >= KARATSUBA_LEAST; smaller = (smaller + 1) / 2)
        cost -= cost / 4;
    return cost;
}

static Value multiply(Isolate *isolate, const IntegerView *a, const IntegerView *b) {
    if (!isolate_charge(isolate, multiply_cost(a->count, b->count)))
        return NOTHING;
    HeapMark mark = heap_mark(isolate);
    Integer *result = integer_room(isolate, (uint64_t)a->count + b->count);
    if (!result)
        return NOTHING;
    heap_keep(isolate, from_object(result));
    size_t work_count = magnitude_multiply_work(a->count, b->count);
    uint32_t *work = work_count ? integer_work(isolate, work_count) : NULL;
    heap_release(isolate, mark);
    if (work_count && !work)
        return NOTHING;
    magnitude_multiply(result->digits, a->digits, a->count, b->digits, b->count, work);
    return integer_finish(result, a->negative != b->negative);
}

/* ---- Division ---- */

/* |a| / |b| and |a| % |b| as fresh Integers, kept; NULL both: an exception is set. */
static bool divide_magnitudes(Isolate *isolate, const IntegerView *a, const IntegerView *b,
                              Integer **quotient, Integer **remainder) {
    uint32_t count = a->count >= b->count ? a->count - b->count + 1 : 0;
    if (!isolate_charge(isolate, (uint64_t)count * b->count / 8))
        return false;
    if (!(*quotient = integer_room(isolate, (uint64_t)count + 1))) /* one more: for the rounding */
        return false;
    heap_keep(isolate, from_object(*quotient));
    if (!(*remainder = integer_room(isolate, (uint64_t)b->count + 1)))
        return false;
    heap_keep(isolate, from_object(*remainder));
    if (!count) {
        __builtin_memcpy((*remainder)->digits, a->digits, a->count * sizeof(uint32_t));
    } else if (b->count == 1) {
        (*remainder)->digits[0] =
            magnitude_divide_digit((*quotient)->digits, a->digits, a->count, b->digits[0]);
    } else {
        uint32_t *work = integer_work(isolate, (uint64_t)a->count + 1 + b->count);
        if (!work)
            return false;
        magnitude_divide((*quotient)->digits, (*remainder)->digits, a->digits, a->count, b->digits, b->count,
                         work);
    }
    return true;
}

static bool divide_views(Isolate *isolate, const IntegerView *a, const IntegerView *b, Value *quotient,
                         Value *remainder) {
    Integer *whole, *rest;
    if (!divide_magnitudes(isolate, a, b, &whole, &rest))
        return false;
    bool differ = a->negative != b->negative;
    if (differ &&
        magnitude_count(rest->digits, rest->object.count)) { /* one further down, and the rest from above */
        const uint32_t one = 1;
        magnitude_add(whole->digits, whole->digits, whole->object.count - 1, &one, whole->object.count > 1);
        if (whole->object.count == 1)
            whole->digits[0] = 1;
        magnitude_subtract(rest->digits, b->digits, b->count, rest->digits, b->count);
    }
    if (quotient)
        *quotient = integer_finish(whole, differ);
    if (remainder)
        *remainder = integer_finish(rest, b->negative);
    return true;
}

bool integer_divide(Isolate *isolate, Value left, Value right, Value *quotient, Value *remainder,
                    const char *text) {
    IntegerView a, b;
    integer_view(left, &a);
    integer_view(right, &b);
    if (!b.count) {
        raise_error(isolate, &class_ZeroDivisionError, "%s", text);
        return false;
    }
    HeapMark mark = heap_mark(isolate);
    bool done = divide_views(isolate, &a, &b, quotient, remainder);
    heap_release(isolate, mark);
    return done;
}

/* ---- Bits ---- */

static Value shift_left(Isolate *isolate, const IntegerView *a, uint64_t shift) {
    if (!a->count)
        return small(0);
    uint64_t count = a->count + shift / 32 + 1;
    if (!isolate_charge(isolate, count / 8))
        return NOTHING;
    Integer *result = integer_room(isolate, count);
    if (!result)
        return NOTHING;
    magnitude_shift_left(result->digits, a->digits, a->count, shift);
    return integer_finish(result, a->negative);
}

/* Rounds towards minus infinity: a negative number that loses a one bit goes one further down. */
static Value shift_right(Isolate *isolate, const IntegerView *a, uint64_t shift) {
    if (shift / 32 >= a->count)
        return small(a->negative ? -1 : 0);
    uint32_t count = a->count - (uint32_t)(shift / 32);
    if (!isolate_charge(isolate, count / 8))
        return NOTHING;
    Integer *result = integer_room(isolate, (uint64_t)count + 1);
    if (!result)
        return NOTHING;
    bool lost = magnitude_shift_right(result->digits, a->digits, a->count, shift);
    const uint32_t one = 1;
    if (lost && a->negative)
        magnitude_add(result->digits, result->digits, count, &one, 1);
    return integer_finish(result, a->negative);
}

static Value shift(Isolate *isolate, const IntegerView *a, const IntegerView *b, bool left) {
    if (b->negative)
        return raise_value_error(isolate, "negative shift count");
    uint64_t count = b->count ? b->digits[0] : 0;
    if (b->count == 2)
        count |= (uint64_t)b->digits[1] << 32;
    if (b->count > 2 || count > INT64_MAX) {
        if (left && a->count)
            return raise_error(isolate, &class_OverflowError, "too many digits in integer");
        count = INT64_MAX;
    }
    return left ? shift_left(isolate, a, count) : shift_right(isolate, a, count);
}

static Value left_shift(Isolate *isolate, const IntegerView *a, const IntegerView *b) {
    return shift(isolate, a, b, true);
}

static Value right_shift(Isolate *isolate, const IntegerView *a, const IntegerView *b) {
    return shift(isolate, a, b, false);
}

/* The next digit of a number's endless two's complement; *carry starts as 1 for negative numbers. */
static uint32_t complement_digit(const IntegerView *view, uint32_t index, uint32_t *carry) {
    uint32_t digit = index < view->count ? view->digits[index] : 0;
    if (!view->negative)
        return digit;
    uint64_t result = (uint64_t)(uint32_t)~digit + *carry;
    *carry = (uint32_t)(result >> 32);
    return (uint32_t)result;
}

static uint32_t combine(enum BinaryOperator operator, uint32_t a, uint32_t b) {
    return operator == BINARY_AND ? a & b : operator == BINARY_OR ? a | b : a ^ b;
}

static Value bitwise(Isolate *isolate, enum BinaryOperator operator, const IntegerView *a,
                     const IntegerView *b) {
    uint32_t count = (a->count > b->count ? a->count : b->count) + 1;
    if (!isolate_charge(isolate, count / 8))
        return NOTHING;
    Integer *result = integer_room(isolate, count);
    if (!result)
        return NOTHING;
    bool negative = combine(operator, a->negative, b->negative);
    uint32_t a_carry = 1, b_carry = 1, carry = 1;
    for (uint32_t i = 0; i < count; i++) {
        uint32_t digit =
            combine(operator, complement_digit(a, i, &a_carry), complement_digit(b, i, &b_carry));
        if (negative) {
            uint64_t inverted = (uint64_t)(uint32_t)~digit + carry;
            carry = (uint32_t)(inverted >> 32);
            digit = (uint32_t)inverted;
        }
        result->digits[i] = digit;
    }
    return integer_finish(result, negative);
}

/* ---- Powers ---- */

static bool bit_of(const IntegerView *view, uint64_t bit) { return view->digits[bit / 32] >> bit % 32 & 1; }

/* Squaring and multiplying from the highest bit of the exponent down; each step reduced if there is a
 * modulus. */
static Value power_steps(Isolate *isolate, Value base, const IntegerView *exponent, Value modulus) {
    Value result = small(1);
    HeapMark mark = heap_mark(isolate);
    for (uint64_t bit = magnitude_bits(exponent->digits, exponent->count); bit-- > 0;) {
        for (int times = 0; times < 1 + bit_of(exponent, bit); times++) {
            if (!isolate_charge(isolate, 1))
                return NOTHING;
            result = integer_binary(isolate, BINARY_MULTIPLY, result, times ? base : result);
            if (result == NOTHING)
                return NOTHING;
            heap_keep(isolate, result);
            if (modulus != NOTHING && !integer_divide(isolate, result, modulus, NULL, &result, ""))
                return NOTHING;
            heap_release(isolate, mark);
            heap_keep(isolate, result);
        }
    }
    heap_release(isolate, mark);
    return result;
}

/* Whether base^exponent has more bits than any memory here: then nothing of it is computed. */
static bool power_too_large(Value left, const IntegerView *exponent) {
    IntegerView base;
    integer_view(left, &base);
    uint64_t bits = magnitude_bits(base.digits, base.count);
    if (bits < 2)
        return false;
    if (exponent->count > 1)
        return true;
    return exponent->count && exponent->digits[0] > INTEGER_LARGEST_BITS / (bits - 1);
}

static Value power(Isolate *isolate, Value left, Value right) {
    IntegerView exponent;
    integer_view(right, &exponent);
    if (!exponent.negative && power_too_large(left, &exponent))
        return raise_memory(isolate);
    if (!exponent.negative)
        return power_steps(isolate, left, &exponent, NOTHING);
    Value base = float_from_integer(isolate, left);
    if (base == NOTHING)
        return NOTHING;
    heap_keep(isolate, base);
    Value float_exponent = float_from_integer(isolate, right);
    if (float_exponent == NOTHING)
        return NOTHING;
    return float_operations.binary(isolate, BINARY_POWER, base, heap_keep(isolate, float_exponent));
}

/* The x with base * x = 1 modulo `modulus` (positive), by Euclid's extended algorithm; NOTHING: there is
 * none. */
static Value inverse(Isolate *isolate, Value base, Value modulus) {
    Value a = modulus, b = base, x = small(0), y = small(1);
    while (b != small(0)) {
        Value quotient, rest;
        if (!isolate_charge(isolate, 4) || !integer_divide(isolate, a, b, &quotient, &rest, ""))
            return NOTHING;
        heap_keep(isolate, rest);
        heap_keep(isolate, quotient);
        Value product = integer_binary(isolate, BINARY_MULTIPLY, quotient, y);
        Value next = product == NOTHING
                         ? NOTHING
                         : integer_binary(isolate, BINARY_SUBTRACT, x, heap_keep(isolate, product));
        if (next == NOTHING)
            return NOTHING;
        heap_keep(isolate, next);
        a = b;
        b = rest;
        x = y;
        y = next;
    }
    if (a != small(1))
        return raise_value_error(isolate, "base is not invertible for the given modulus");
    return x;
}

static Value power_modulo(Isolate *isolate, Value base, Value exponent, Value modulus) {
    IntegerView view, modulus_view;
    integer_view(modulus, &modulus_view);
    Value positive = integer_from_magnitude(isolate, modulus_view.digits, modulus_view.count, false);
    if (positive == NOTHING)
        return NOTHING;
    heap_keep(isolate, positive);
    if (!integer_divide(isolate, base, positive, NULL, &base, "pow() 3rd argument cannot be 0"))
        return NOTHING;
    heap_keep(isolate, base);
    integer_view(exponent, &view);
    if (view.negative) {
        base = inverse(isolate, base, positive);
        if (base == NOTHING)
            return NOTHING;
        heap_keep(isolate, base);
    }
    Value result = power_steps(isolate, base, &view, positive);
    if (result == NOTHING)
        return NOTHING;
    heap_keep(isolate, result);
    return integer_divide(isolate, result, modulus, NULL, &result, "") ? result : NOTHING;
}

/* By numbers of 32 bits, whose products fit a machine word: base, exponent and modulus aren't negative. */
static Value power_small(uint64_t base, uint64_t exponent, uint64_t modulus) {
    uint64_t result = 1 % modulus;
    for (base %= modulus; exponent; exponent >>= 1) {
        if (exponent & 1)
            result = result * base % modulus;
        base = base * base % modulus;
    }
    return small((int64_t)result);
}

static bool is_natural(Value value) { return is_small(value) && small_number(value) >= 0; }

Value integer_power_modulo(Isolate *isolate, Value base, Value exponent, Value modulus) {
    if (is_natural(base) && is_natural(exponent) && is_natural(modulus) && modulus != small(0) &&
        small_number(modulus) <= UINT32_MAX)
        return power_small((uint64_t)small_number(base), (uint64_t)small_number(exponent),
                           (uint64_t)small_number(modulus));
    if (!integer_order(modulus, small(0)))
        return raise_value_error(isolate, "pow() 3rd argument cannot be 0");
    HeapMark mark = heap_mark(isolate);
    Value result = power_modulo(isolate, base, exponent, modulus);
    heap_release(isolate, mark);
    return result;
}

/* ---- Dispatch ---- */

static Value binary_views(Isolate *isolate, enum BinaryOperator operator, Value left, Value right) {
    static const Arithmetic functions[BINARY_COUNT] = {
        [BINARY_ADD] = add,
        [BINARY_SUBTRACT] = subtract,
        [BINARY_MULTIPLY] = multiply,
        [BINARY_LEFT_SHIFT] = left_shift,
        [BINARY_RIGHT_SHIFT] = right_shift,
    };
    IntegerView a, b;
    integer_view(left, &a);
    integer_view(right, &b);
    return functions[operator] ? functions[operator](isolate, &a, &b) : bitwise(isolate, operator, &a, &b);
}

static Value shift_small(Isolate *isolate, int64_t number, int64_t count) {
    if (count < 0 || count > 62)
        return NOTHING;
    int64_t shifted = (int64_t)((uint64_t)number << count);
    return shifted >> count == number ? integer_from_int64(isolate, shifted) : NOTHING;
}

/* The commonest operators on two small integers, where a machine word holds every intermediate; NOTHING: not
 * one of those. */
static Value binary_small(Isolate *isolate, enum BinaryOperator operator, int64_t a, int64_t b) {
    int64_t product;
    switch (operator) {
    case BINARY_ADD:
        return integer_from_int64(isolate, a + b);
    case BINARY_SUBTRACT:
        return integer_from_int64(isolate, a - b);
    case BINARY_MULTIPLY:
        return __builtin_mul_overflow(a, b, &product) ? NOTHING : integer_from_int64(isolate, product);
    case BINARY_FLOOR_DIVIDE:
        return b ? integer_from_int64(isolate, a / b - (a % b != 0 && (a < 0) != (b < 0))) : NOTHING;
    case BINARY_MODULO:
        return b ? small(a % b + (a % b != 0 && (a < 0) != (b < 0) ? b : 0)) : NOTHING;
    case BINARY_AND:
        return small(a & b);
    case BINARY_OR:
        return small(a | b);
    case BINARY_XOR:
        return small(a ^ b);
    case BINARY_RIGHT_SHIFT:
        return b < 0 ? NOTHING : small(a >> (b < 63 ? b : 63));
    case BINARY_LEFT_SHIFT:
        return shift_small(isolate, a, b);
    default:
        return NOTHING;
    }
}

/* A truth value as the number it is: most sums with one stay within small integers, and so allocate nothing.
 */
static Value as_number(Value integer) { return is_boolean(integer) ? small(integer == TRUE) : integer; }

Value integer_binary(Isolate *isolate, enum BinaryOperator operator, Value left, Value right) {
    Value result = NOTHING;
    bool truths = is_boolean(left) && is_boolean(right);
    if (!truths) { /* of two, &, | and ^ give another */
        left = as_number(left);
        right = as_number(right);
    }
    if (both_small(left, right)) {
        result = binary_small(isolate, operator, small_number(left), small_number(right));
        if (result != NOTHING || isolate->exception != NOTHING)
            return result;
    }
    switch (operator) {
    case BINARY_MATRIX_MULTIPLY:
        return NOT_IMPLEMENTED;
    case BINARY_TRUE_DIVIDE:
        return integer_true_divide(isolate, left, right);
    case BINARY_FLOOR_DIVIDE:
        return integer_divide(isolate, left, right, &result, NULL, "integer division or modulo by zero")
                   ? result
                   : NOTHING;
    case BINARY_MODULO:
        return integer_divide(isolate, left, right, NULL, &result, "integer modulo by zero") ? result
                                                                                             : NOTHING;
    case BINARY_POWER:
        return power(isolate, left, right);
    default:
        return binary_views(isolate, operator, left, right);
    }
}
