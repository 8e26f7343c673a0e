/*
 * array.array: numbers of one machine type side by side.
 *
 * The elements lie in the storage of a bytearray, so growing, and what memoryviews of it mean, are as there.
 * A value is made bytes before room is looked for: that may run Python, which may resize the array.
 */
#include "vm/library/array.h"

#include "vm/memory.h"
#include "vm/types/containers.h"
#include "vm/types/element.h"
#include "vm/types/iterator.h"
#include "vm/types/numbers.h"
#include "vm/types/string.h"

size_t array_item_size(const Array *array) {
    return array_code(array) == 'u' ? 4 : element_size(array_code(array));
}

uint64_t array_length(const Array *array) { return array->storage.length / array_item_size(array); }

uint8_t *array_bytes(const Array *array) { return array->storage.body ? array->storage.body->bytes : NULL; }

Value array_new(Isolate *isolate, const Class *class, char code) {
    Array *array = heap_allocate(isolate, KIND_ARRAY, sizeof(Array), class == &class_array ? NULL : class);
    if (array) {
        array->storage.object.detail = (uint8_t)code;
    }
    return from_object(array);
}

/* ---- Elements ---- */

Value array_load(Isolate *isolate, const Array *array, uint64_t index) {
    size_t size = array_item_size(array);
    const uint8_t *bytes = array_bytes(array) + index * size;
    if (array_code(array) != 'u') {
        return element_load(isolate, array_code(array), bytes, size, false);
    }
    uint32_t character;
    memcpy(&character, bytes, sizeof(character));
    return character <= 0x10ffff
               ? string_from_character(isolate, character)
               : raise_value_error(isolate, "character U+%x is not in range [U+0000; U+10ffff]", character);
}

static bool overflow(Isolate *isolate, const char *text) {
    raise_error(isolate, &class_OverflowError, "%s", text);
    return false;
}

static bool overflow_of(Isolate *isolate, const char *type, bool below) {
    raise_error(isolate, &class_OverflowError, "%s is %s", type,
                below ? "less than minimum" : "greater than maximum");
    return false;
}

/* An integer that doesn't fit a type code: CPython converts by way of wider C types, whose names show. */
static bool raise_range(Isolate *isolate, char code, Value value) {
    int64_t number;
    bool fits = integer_to_int64(value, &number), below = integer_order(value, small(0)) < 0;
    if (code == 'q' || code == 'Q') {
        return overflow(isolate, code == 'Q' && below ? "can't convert negative int to unsigned"
                                                      : "int too big to convert");
    }
    if (code == 'I' || code == 'L') {
        return overflow(isolate, below  ? "can't convert negative value to unsigned int"
                                 : fits ? "unsigned int is greater than maximum"
                                        : "Python int too large to convert to C unsigned long");
    }
    if (!fits) {
        return overflow(isolate, "Python int too large to convert to C long");
    }
    bool wide = number < INT16_MIN || number > INT16_MAX, wider = number < INT32_MIN || number > INT32_MAX;
    switch (code) {
    case 'b':
        return overflow_of(isolate, wide ? "signed short integer" : "signed char", below);
    case 'B':
        return overflow_of(isolate, "unsigned byte integer", below);
    case 'h':
        return overflow_of(isolate, "signed short integer", below);
    case 'H':
        return overflow_of(isolate, wider ? "signed integer" : "unsigned short", below);
    default:
        return overflow_of(isolate, "signed integer", below);
    }
}

static bool encode_character(Isolate *isolate, Value value, uint8_t bytes[8]) {
    if (!is_string(value) || AS(String, value)->length != 1) {
        raise_type(isolate, "array item must be unicode character");
        return false;
    }
    uint32_t character = string_at(AS(String, value), 0);
    memcpy(bytes, &character, sizeof(character));
    return true;
}

bool array_encode(Isolate *isolate, char code, Value value, uint8_t bytes[8]) {
    if (code == 'u') {
        return encode_character(isolate, value, bytes);
    }
    switch (element_store(isolate, code, value, bytes, element_size(code), false)) {
    case ELEMENT_TYPE:
        raise_type(isolate,
                   code == 'f' || code == 'd' ? "must be real number, not %T"
                                              : "'%T' object cannot be interpreted as an integer",
                   value);
        return false;
    case ELEMENT_RANGE:
        value = operate_integer(isolate, value);
        return value != NOTHING && raise_range(isolate, code, value);
    case ELEMENT_RAISED:
        return false;
    default: /* a float that is too large is infinite */
        return true;
    }
}

/* ---- Growing ---- */

bool array_splice(Isolate *isolate, Array *array, uint64_t start, uint64_t gone, const uint8_t *fresh,
                  uint64_t count) {
    size_t size = array_item_size(array);
    return bytearray_splice(isolate, &array->storage, start * size, gone * size, fresh, count * size);
}

bool array_append(Isolate *isolate, Array *array, Value value) {
    uint8_t bytes[8];
    return array_encode(isolate, array_code(array), value, bytes) &&
           array_splice(isolate, array, array_length(array), 0, bytes, 1);
}

static bool append_visited(Isolate *isolate, Value element, void *context) {
    return array_append(isolate, context, element);
}

bool array_extend_bytes(Isolate *isolate, Array *array, Value bytes) {
    Span span;
    if (!span_of(isolate, bytes, &span)) {
        return false;
    }
    if (span.size % array_item_size(array)) {
        raise_value_error(isolate, "bytes length not a multiple of item size");
        return false;
    }
    Value copy = bytes_new(isolate, span.bytes, span.size); /* it may be the array's own */
    if (copy == NOTHING) {
        return false;
    }
    HeapMark mark = heap_mark(isolate);
    heap_keep(isolate, copy);
    bool done = bytearray_append(isolate, &array->storage, AS(Bytes, copy)->bytes, span.size);
    heap_release(isolate, mark);
    return done;
}

bool array_extend_text(Isolate *isolate, Array *array, Value text) {
    const String *string = AS(String, text);
    if (!isolate_charge(isolate, string->length / 4)) {
        return false;
    }
    for (uint32_t i = 0; i < string->length; i++) {
        uint32_t character = string_at(string, i);
        if (!bytearray_append(isolate, &array->storage, (const uint8_t *)&character, sizeof(character))) {
            return false;
        }
    }
    return true;
}

bool array_extend(Isolate *isolate, Value self, Value iterable) {
    Array *array = AS(Array, self);
    if (!is_kind(iterable, KIND_ARRAY)) {
        return iterate_each(isolate, iterable, append_visited, array) && isolate->exception == NOTHING;
    }
    if (array_code(AS(Array, iterable)) != array_code(array)) {
        raise_type(isolate, "can only extend with array of same kind");
        return false;
    }
    return array_extend_bytes(isolate, array, iterable);
}

Value array_text(Isolate *isolate, const Array *array) {
    StringBuilder builder;
    string_builder_start(&builder, isolate);
    for (uint64_t i = 0; i < array_length(array) && !builder.failed; i++) {
        uint32_t character;
        memcpy(&character, array_bytes(array) + i * 4, sizeof(character));
        if (character > 0x10ffff) {
            raise_value_error(isolate, "character U+%x is not in range [U+0000; U+10ffff]", character);
            builder.failed = true;
        }
        builder.failed |= !isolate_charge(isolate, 1) || !string_builder_character(&builder, character);
    }
    return string_builder_finish(&builder);
}

/* ---- Operations ---- */

static Value represent(Isolate *isolate, Value self) {
    const Array *array = AS(Array, self);
    HeapMark mark = heap_mark(isolate);
    Value name = class_name(isolate, class_of(self)), inner = NOTHING, text = NOTHING;
    if (name == NOTHING) {
        return NOTHING;
    }
    heap_keep(isolate, name);
    if (array->storage.length == 0) {
        text = string_format(isolate, "%S('%c')", name, array_code(array));
    } else {
        inner = array_code(array) == 'u' ? array_text(isolate, array) : list_from(isolate, self);
        if (inner != NOTHING) {
            text = string_format(isolate, "%S('%c', %V)", name, array_code(array), heap_keep(isolate, inner));
        }
    }
    heap_release(isolate, mark);
    return text;
}

/* The elements at an index compared: TRUE, FALSE or NOTHING. */
static Value compare_at(Isolate *isolate, enum Comparison comparison, const Array *left, const Array *right,
                        uint64_t index) {
    HeapMark mark = heap_mark(isolate);
    Value a = array_load(isolate, left, index), b = NOTHING, result = NOTHING;
    if (a != NOTHING) {
        heap_keep(isolate, a);
        b = array_load(isolate, right, index);
    }
    if (b != NOTHING) {
        result = operate_compare(isolate, comparison, a, heap_keep(isolate, b));
    }
    heap_release(isolate, mark);
    return result;
}

static Value compare_sizes(Isolate *isolate, enum Comparison comparison, uint64_t left, uint64_t right) {
    return operate_compare(isolate, comparison, small((int64_t)left), small((int64_t)right));
}

static Value compare(Isolate *isolate, enum Comparison comparison, Value left, Value right) {
    if (!is_kind(left, KIND_ARRAY) || !is_kind(right, KIND_ARRAY)) {
        return NOT_IMPLEMENTED;
    }
    const Array *first = AS(Array, left), *second = AS(Array, right);
    uint64_t first_length = array_length(first), second_length = array_length(second);
    bool equality = comparison == COMPARE_EQUAL || comparison == COMPARE_NOT_EQUAL;
    uint64_t shared = first_length < second_length ? first_length : second_length;
    if (equality && first_length != second_length) {
        return boolean(comparison == COMPARE_NOT_EQUAL);
    }
    if (!isolate_charge(isolate, shared)) {
        return NOTHING;
    }
    for (uint64_t i = 0; i < shared; i++) {
        Value same = compare_at(isolate, COMPARE_EQUAL, first, second, i);
        if (same == NOTHING) {
            return NOTHING;
        }
        if (same == FALSE) {
            return equality ? boolean(comparison == COMPARE_NOT_EQUAL)
                            : compare_at(isolate, comparison, first, second, i);
        }
    }
    return compare_sizes(isolate, comparison, first_length, second_length);
}

/* A fresh array of the same type code, of the bytes of up to two others. */
static Value joined(Isolate *isolate, const Array *left, const Array *right) {
    HeapMark mark = heap_mark(isolate);
    Value result = array_new(isolate, NULL, array_code(left));
    bool done = result != NOTHING;
    if (done) {
        heap_keep(isolate, result);
        ByteArray *storage = &AS(Array, result)->storage;
        done = bytearray_append(isolate, storage, array_bytes(left), left->storage.length) &&
               (!right || bytearray_append(isolate, storage, array_bytes(right), right->storage.length));
    }
    heap_release(isolate, mark);
    return done ? result : NOTHING;
}

static bool repeat_storage(Isolate *isolate, Array *array, uint64_t count) {
    uint64_t size = array->storage.length;
    if (count == 0) {
        return bytearray_splice(isolate, &array->storage, 0, size, NULL, 0);
    }
    Value content = bytes_new(isolate, array_bytes(array), size);
    if (content == NOTHING) {
        return false;
    }
    if (size && count > (UINT64_C(1) << 31) / size) {
        raise_memory(isolate);
        return false;
    }
    heap_keep(isolate, content);
    for (uint64_t i = 1; size && i < count; i++) {
        if (!isolate_charge(isolate, size / 16 + 1) ||
            !bytearray_append(isolate, &array->storage, AS(Bytes, content)->bytes, size)) {
            return false;
        }
    }
    return true;
}

static Value repeat(Isolate *isolate, Value self, Value times, bool in_place) {
    uint64_t count;
    if (!is_repeat_count(isolate, times)) {
        return repeat_refused(isolate, times);
    }
    if (!repeat_count(isolate, times, &count)) {
        return NOTHING;
    }
    HeapMark mark = heap_mark(isolate);
    Value result = in_place ? self : joined(isolate, AS(Array, self), NULL);
    bool done =
        result != NOTHING && heap_keep(isolate, result) && repeat_storage(isolate, AS(Array, result), count);
    heap_release(isolate, mark);
    return done ? result : NOTHING;
}

static Value concatenate(Isolate *isolate, Value left, Value right) {
    if (!is_kind(right, KIND_ARRAY)) {
        return may_reflect(right) ? NOT_IMPLEMENTED
                                  : raise_type(isolate, "can only append array (not \"%T\") to array", right);
    }
    if (array_code(AS(Array, left)) != array_code(AS(Array, right))) {
        return raise_type(isolate, "bad argument type for built-in operation");
    }
    return joined(isolate, AS(Array, left), AS(Array, right));
}

static Value binary(Isolate *isolate, enum BinaryOperator operator, Value left, Value right) {
    bool first = is_kind(left, KIND_ARRAY);
    if (operator == BINARY_ADD && first) {
        return concatenate(isolate, left, right);
    }
    if (operator == BINARY_MULTIPLY) {
        return repeat(isolate, first ? left : right, first ? right : left, false);
    }
    return NOT_IMPLEMENTED;
}

static Value in_place(Isolate *isolate, enum BinaryOperator operator, Value left, Value right) {
    if (operator == BINARY_ADD) {
        if (!is_kind(right, KIND_ARRAY)) {
            return raise_type(isolate, "can only extend array with array (not \"%T\")", right);
        }
        return array_extend(isolate, left, right) ? left : NOTHING;
    }
    return operator == BINARY_MULTIPLY ? repeat(isolate, left, right, true) : NOT_IMPLEMENTED;
}

static int64_t length_of(Isolate *isolate, Value self) {
    (void)isolate;
    return (int64_t)array_length(AS(Array, self));
}

static bool index_of_key(Isolate *isolate, const Array *array, Value key, bool assignment, int64_t *index) {
    if (!is_repeat_count(isolate, key)) {
        raise_type(isolate, "array indices must be integers");
        return false;
    }
    return index_element(isolate, key, "array", (int64_t)array_length(array), assignment, index);
}

static Value get_slice(Isolate *isolate, const Array *array, Value key) {
    int64_t start, step, count = slice_resolve(isolate, key, (int64_t)array_length(array), &start, &step);
    Value result = count < 0 ? NOTHING : array_new(isolate, NULL, array_code(array));
    if (result == NOTHING) {
        return NOTHING;
    }
    HeapMark mark = heap_mark(isolate);
    heap_keep(isolate, result);
    size_t size = array_item_size(array);
    ByteArray *storage = &AS(Array, result)->storage;
    bool done = isolate_charge(isolate, (uint64_t)count / 4);
    if (done && step == 1) {
        done = count == 0 || bytearray_append(isolate, storage, array_bytes(array) + (size_t)start * size,
                                              (size_t)count * size);
    } else {
        for (int64_t i = 0; done && i < count; i++) {
            done = bytearray_append(isolate, storage, array_bytes(array) + (size_t)(start + i * step) * size,
                                    size);
        }
    }
    heap_release(isolate, mark);
    return done ? result : NOTHING;
}

static Value get_item(Isolate *isolate, Value self, Value key) {
    const Array *array = AS(Array, self);
    int64_t index;
    if (is_kind(key, KIND_SLICE)) {
        return get_slice(isolate, array, key);
    }
    return index_of_key(isolate, array, key, false, &index) && (uint64_t)index < array_length(array)
               ? array_load(isolate, array, (uint64_t)index)
               : NOTHING;
}

static bool delete_stepped(Isolate *isolate, Array *array, int64_t start, int64_t step, int64_t count) {
    if (step < 0) {
        start += (count - 1) * step;
        step = -step;
    }
    for (int64_t i = 0; i < count; i++) { /* each gap closes as many places as lie before it */
        if (!array_splice(isolate, array, (uint64_t)(start + i * (step - 1)), 1, NULL, 0)) {
            return false;
        }
    }
    return true;
}

static bool set_slice(Isolate *isolate, Value self, Value key, Value value) {
    Array *array = AS(Array, self);
    size_t size = array_item_size(array);
    Value fresh = NOTHING;
    int64_t start, step, count = slice_resolve(isolate, key, (int64_t)array_length(array), &start, &step);
    if (count < 0) {
        return false;
    }
    if (value != NOTHING) {
        if (!is_kind(value, KIND_ARRAY)) {
            raise_type(isolate, "can only assign array (not \"%T\") to array slice", value);
            return false;
        }
        if (array_code(AS(Array, value)) != array_code(array)) {
            raise_type(isolate, "bad argument type for built-in operation");
            return false;
        }
        fresh = bytes_new(isolate, array_bytes(AS(Array, value)), AS(Array, value)->storage.length);
        if (fresh == NOTHING) {
            return false;
        }
        heap_keep(isolate, fresh);
    }
    const uint8_t *bytes = fresh == NOTHING ? NULL : AS(Bytes, fresh)->bytes;
    uint64_t given = fresh == NOTHING ? 0 : AS(Bytes, fresh)->length / size;
    if (step == 1) {
        return array_splice(isolate, array, (uint64_t)start, (uint64_t)count, bytes, given);
    }
    if (given == 0) { /* del, and an empty array too, as CPython has it */
        return delete_stepped(isolate, array, start, step, count);
    }
    if (given != (uint64_t)count) {
        raise_value_error(isolate, "attempt to assign array of size %lu to extended slice of size %ld",
                          (unsigned long)given, (long)count);
        return false;
    }
    for (int64_t i = 0; i < count; i++) {
        memcpy(array_bytes(array) + (size_t)(start + i * step) * size, bytes + (size_t)i * size, size);
    }
    return true;
}

static bool set_item(Isolate *isolate, Value self, Value key, Value value) {
    Array *array = AS(Array, self);
    if (is_kind(key, KIND_SLICE)) {
        HeapMark mark = heap_mark(isolate);
        bool done = set_slice(isolate, self, key, value);
        heap_release(isolate, mark);
        return done;
    }
    int64_t index;
    uint8_t bytes[8];
    if (!index_of_key(isolate, array, key, true, &index) ||
        (value != NOTHING && !array_encode(isolate, array_code(array), value, bytes))) {
        return false;
    }
    if ((uint64_t)index >= array_length(array)) { /* Python may have run meanwhile */
        raise_index(isolate, "array assignment index out of range");
        return false;
    }
    return array_splice(isolate, array, (uint64_t)index, 1, bytes, value != NOTHING);
}

static int contains(Isolate *isolate, Value self, Value element) {
    const Array *array = AS(Array, self);
    for (uint64_t i = 0; i < array_length(array); i++) {
        HeapMark mark = heap_mark(isolate);
        Value own = isolate_charge(isolate, 1) ? array_load(isolate, array, i) : NOTHING;
        int same = own == NOTHING ? -1 : operate_equal(isolate, heap_keep(isolate, own), element);
        heap_release(isolate, mark);
        if (same) {
            return same;
        }
    }
    return 0;
}

static Value iterate(Isolate *isolate, Value self) { return iterator_new(isolate, ITERATE_ARRAY, self, 0); }

Value array_next(Isolate *isolate, Iterator *iterator) {
    const Array *array = AS(const Array, iterator->source);
    if ((uint64_t)iterator->position >= array_length(array)) {
        iterator->source = UNDEFINED;
        return UNDEFINED;
    }
    return array_load(isolate, array, (uint64_t)iterator->position++);
}

const Operations array_operations = {
    .represent = represent,
    .compare = compare,
    .binary = binary,
    .in_place = in_place,
    .length = length_of,
    .get_item = get_item,
    .set_item = set_item,
    .contains = contains,
    .iterate = iterate,
    .make = array_make,
    .fixed_size = sizeof(Array),
    OPERATIONS_FIELDS(Array, storage.body, storage.body),
};

const Class class_array = CLASS_OF_KIND("array.array", KIND_ARRAY, array_operations, array_methods, 0);
