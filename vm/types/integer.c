/*
 * int: its representation and its table of operations. Arithmetic is in integer_arithmetic.c, text in
 * integer_text.c, the constructor and the methods in integer_methods.c.
 *
 * Operands are small words, bools or Integer objects; an instance of a class derived from int is an Integer
 * object whatever its size. Results are always plain: small if they fit.
 */
#include "vm/types/integer.h"

#include "vm/types/arguments.h"
#include "vm/types/classes.h"
#include "vm/types/string.h"

/* ---- Representation ---- */

void integer_view(Value integer, IntegerView *view) {
    if (is_kind(integer, KIND_INTEGER)) {
        const Integer *object = AS(Integer, integer);
        view->digits = object->digits;
        view->count = object->object.count;
        view->negative = object->object.detail;
        return;
    }
    int64_t number = is_small(integer) ? small_number(integer) : integer == TRUE;
    uint64_t magnitude = number < 0 ? -(uint64_t)number : (uint64_t)number;
    view->room[0] = (uint32_t)magnitude;
    view->room[1] = (uint32_t)(magnitude >> 32);
    view->digits = view->room;
    view->count = magnitude_count(view->room, 2);
    view->negative = number < 0;
}

Integer *integer_room(Isolate *isolate, uint64_t count) {
    if (count > UINT32_MAX / 4) {
        raise_memory(isolate);
        return NULL;
    }
    Integer *integer = heap_allocate(isolate, KIND_INTEGER, sizeof(Integer) + count * sizeof(uint32_t), 0);
    if (integer)
        integer->object.count = (uint32_t)count;
    return integer;
}

Value integer_finish(Integer *integer, bool negative) {
    uint32_t count = magnitude_count(integer->digits, integer->object.count);
    integer->object.count = count;
    integer->object.detail = negative;
    if (count > 2)
        return from_object(integer);
    uint64_t magnitude = (uint64_t)integer->digits[count > 1] << 32;
    magnitude = count == 2 ? magnitude | integer->digits[0] : count ? integer->digits[0] : 0;
    if (magnitude <= (uint64_t)SMALL_MAX)
        return small(negative ? -(int64_t)magnitude : (int64_t)magnitude);
    return negative && magnitude == (uint64_t)SMALL_MAX + 1 ? small(SMALL_MIN) : from_object(integer);
}

uint32_t *integer_work(Isolate *isolate, uint64_t count) {
    if (count > UINT32_MAX / 4) {
        raise_memory(isolate);
        return NULL;
    }
    Block *block = heap_allocate(isolate, KIND_BLOCK, sizeof(Block) + count * sizeof(uint32_t), 0);
    if (!block)
        return NULL;
    block->object.count = (uint32_t)(count * sizeof(uint32_t));
    heap_keep(isolate, from_object(block));
    return (uint32_t *)(void *)block->bytes;
}

Value integer_from_magnitude(Isolate *isolate, const uint32_t *digits, uint32_t count, bool negative) {
    count = magnitude_count(digits, count);
    uint64_t magnitude = count ? digits[0] : 0;
    if (count == 2)
        magnitude |= (uint64_t)digits[1] << 32;
    if (count <= 2 && magnitude <= (uint64_t)SMALL_MAX)
        return small(negative ? -(int64_t)magnitude : (int64_t)magnitude);
    Integer *integer = integer_room(isolate, count);
    if (!integer)
        return NOTHING;
    for (uint32_t i = 0; i < count; i++)
        integer->digits[i] = digits[i];
    return integer_finish(integer, negative);
}

Value integer_plain(Isolate *isolate, Value integer) {
    if (is_boolean(integer))
        return small(integer == TRUE);
    if (is_small(integer) || !as_object(integer)->class)
        return integer;
    const Integer *object = AS(Integer, integer);
    return integer_from_magnitude(isolate, object->digits, object->object.count, object->object.detail);
}

Value integer_from_int64(Isolate *isolate, int64_t number) {
    if (fits_small(number))
        return small(number);
    uint64_t magnitude = number < 0 ? -(uint64_t)number : (uint64_t)number;
    uint32_t digits[2] = {(uint32_t)magnitude, (uint32_t)(magnitude >> 32)};
    return integer_from_magnitude(isolate, digits, 2, number < 0);
}

Value integer_from_uint64(Isolate *isolate, uint64_t number) {
    if (number <= (uint64_t)SMALL_MAX)
        return small((int64_t)number);
    uint32_t digits[2] = {(uint32_t)number, (uint32_t)(number >> 32)};
    return integer_from_magnitude(isolate, digits, 2, false);
}

static bool view_magnitude(const IntegerView *view, uint64_t *magnitude) {
    if (view->count > 2)
        return false;
    *magnitude = view->count ? view->digits[0] : 0;
    if (view->count == 2)
        *magnitude |= (uint64_t)view->digits[1] << 32;
    return true;
}

bool integer_to_int64(Value value, int64_t *number) {
    if (is_small(value)) {
        *number = small_number(value);
        return true;
    }
    IntegerView view;
    uint64_t magnitude;
    integer_view(value, &view);
    if (!view_magnitude(&view, &magnitude) || magnitude > (uint64_t)INT64_MAX + view.negative)
        return false;
    *number = (int64_t)(view.negative ? -magnitude : magnitude);
    return true;
}

/* ---- Order and hash ---- */

int integer_order(Value left, Value right) {
    if (both_small(left, right))
        return (int64_t)left < (int64_t)right ? -1 : left != right;
    IntegerView a, b;
    integer_view(left, &a);
    integer_view(right, &b);
    if (a.negative != b.negative)
        return a.negative ? -1 : 1;
    int order = magnitude_compare(a.digits, a.count, b.digits, b.count);
    return a.negative ? -order : order;
}

/* The number modulo 2^61 - 1, with its sign; -1 is never a hash. */
uint64_t integer_hash(Value integer) {
    const uint64_t modulus = ((uint64_t)1 << 61) - 1;
    if (is_small(integer) && (uint64_t)small_number(integer) + modulus - 1 < 2 * modulus - 1)
        return integer == small(-1) ? UINT64_MAX - 1 : (uint64_t)small_number(integer);
    IntegerView view;
    integer_view(integer, &view);
    uint64_t hash = 0;
    for (uint32_t i = view.count; i-- > 0;) {
        hash = (hash << 32 & modulus) | hash >> 29; /* times 2^32: a rotation of 61 bits */
        hash += view.digits[i];
        if (hash >= modulus)
            hash -= modulus;
    }
    if (view.negative)
        hash = -hash;
    return hash == UINT64_MAX ? UINT64_MAX - 1 : hash;
}

/* ---- Bytes ---- */

Value integer_from_bytes(Isolate *isolate, const uint8_t *bytes, size_t size, bool is_signed) {
    bool negative = is_signed && size && bytes[size - 1] & 0x80;
    Integer *integer = integer_room(isolate, (size + 3) / 4 + 1);
    if (!integer)
        return NOTHING;
    uint32_t carry = negative; /* two's complement: inverted, plus one */
    for (size_t i = 0; i < size; i++) {
        uint32_t byte = (negative ? bytes[i] ^ 0xffu : bytes[i]) + carry;
        carry = byte >> 8 & negative;
        integer->digits[i / 4] |= (byte & 0xff) << i % 4 * 8;
    }
    if (carry)
        integer->digits[size / 4] |= 1u << size % 4 * 8;
    return integer_finish(integer, negative);
}

bool integer_to_bytes(Isolate *isolate, Value value, uint8_t *bytes, size_t size, bool is_signed) {
    IntegerView view;
    integer_view(value, &view);
    if (view.negative && !is_signed) {
        raise_error(isolate, &class_OverflowError, "can't convert negative int to unsigned");
        return false;
    }
    uint32_t carry = view.negative;
    for (size_t i = 0; i < size; i++) {
        uint32_t byte = i / 4 < view.count ? view.digits[i / 4] >> i % 4 * 8 & 0xff : 0;
        byte = (view.negative ? byte ^ 0xff : byte) + carry;
        carry = byte >> 8 & view.negative;
        bytes[i] = (uint8_t)byte;
    }
    bool fits = magnitude_bits(view.digits, view.count) <= (uint64_t)size * 8;
    if (is_signed && view.count)
        fits = fits && size && (bytes[size - 1] >> 7) == view.negative;
    if (!fits)
        raise_error(isolate, &class_OverflowError, "int too big to convert");
    return fits;
}

/* ---- Operations ---- */

static Value represent(Isolate *isolate, Value self) { return integer_to_text(isolate, self, 10, false); }

static bool hash(Isolate *isolate, Value self, uint64_t *to) {
    (void)isolate;
    *to = integer_hash(self);
    return true;
}

static int truth(Isolate *isolate, Value self) {
    (void)isolate;
    IntegerView view;
    integer_view(self, &view);
    return view.count != 0;
}

static Value compare(Isolate *isolate, enum Comparison comparison, Value left, Value right) {
    (void)isolate;
    if (!is_integer(left) || !is_integer(right))
        return NOT_IMPLEMENTED;
    int order = integer_order(left, right);
    const bool answers[] = {[COMPARE_LESS] = order < 0,    [COMPARE_LESS_EQUAL] = order <= 0,
                            [COMPARE_EQUAL] = order == 0,  [COMPARE_NOT_EQUAL] = order != 0,
                            [COMPARE_GREATER] = order > 0, [COMPARE_GREATER_EQUAL] = order >= 0};
    return boolean(answers[comparison]);
}

static Value binary(Isolate *isolate, enum BinaryOperator operator, Value left, Value right) {
    if (!is_integer(left) || !is_integer(right))
        return NOT_IMPLEMENTED;
    return integer_binary(isolate, operator, left, right);
}

static Value unary(Isolate *isolate, enum UnaryOperator operator, Value self) {
    IntegerView view;
    if (operator == UNARY_INVERT) {
        Value negated = unary(isolate, UNARY_NEGATE, self);
        return negated == NOTHING
                   ? NOTHING
                   : integer_binary(isolate, BINARY_SUBTRACT, heap_keep(isolate, negated), small(1));
    }
    if (operator == UNARY_POSITIVE)
        return integer_plain(isolate, self);
    integer_view(self, &view);
    return integer_from_magnitude(isolate, view.digits, view.count, !view.negative);
}

static size_t size_of(const Object *object) {
    return sizeof(Integer) + (size_t)object->count * sizeof(uint32_t);
}

const Operations integer_operations = {
    .represent = represent,
    .format = integer_format,
    .hash = hash,
    .truth = truth,
    .compare = compare,
    .binary = binary,
    .unary = unary,
    .make = integer_make,
    .size = size_of,
};

const Class class_int = CLASS_OF_KIND("int", KIND_INTEGER, integer_operations, integer_methods, 0);

/* What the files compiled for size call instead of expanding it. */
extern inline bool is_integer(Value value);
