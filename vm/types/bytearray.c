/*
 * bytearray: a length and a body (Block) with room to grow.
 *
 * While a memoryview of it lives, its size may not change. `exports` counts the views made and not released;
 * views that were dropped without release are found out when the size is to change: a whole collection traces
 * the ones that live.
 */

#include "vm/isolate.h"
#include "vm/memory.h"
#include "vm/names.h"
#include "vm/types/bytes_methods.h"
#include "vm/types/classes.h"
#include "vm/types/containers.h"
#include "vm/types/memoryview.h"
#include "vm/types/numbers.h"
#include "vm/types/string.h"

#define LARGEST_SIZE 0x7fffffffu

/* ---- Growing and shrinking ---- */

static bool reserve(Isolate *isolate, ByteArray *bytearray, uint64_t capacity) {
    if (capacity == 0 || (bytearray->body && capacity <= bytearray->body->object.count)) {
        return true;
    }
    if (capacity > LARGEST_SIZE) {
        raise_memory(isolate);
        return false;
    }
    if (!isolate_charge(isolate, capacity / 16)) {
        return false;
    }
    Block *body = heap_allocate(isolate, KIND_BLOCK, sizeof(Block) + capacity, 0);
    if (!body) {
        return false;
    }
    body->object.count = (uint32_t)capacity;
    if (bytearray->length > 0) {
        memcpy(body->bytes, bytearray->body->bytes, bytearray->length);
    }
    heap_store_body(isolate, &bytearray->object, &bytearray->body, body);
    return true;
}

static bool resize_refused(Isolate *isolate, const ByteArray *bytearray) {
    raise_error(isolate, &class_BufferError,
                bytearray->object.kind == KIND_ARRAY ? "cannot resize an array that is exporting buffers"
                                                     : "Existing exports of data: object cannot be re-sized");
    return false;
}

static bool may_resize(Isolate *isolate, ByteArray *bytearray) {
    if (bytearray->exports > 0) {
        bytearray->exports = 0;
        heap_collect(isolate);
    }
    return bytearray->exports == 0 || resize_refused(isolate, bytearray);
}

/* Replaces `gone` bytes from `start` on by `fresh`, which doesn't lie in the body. */
static bool splice(Isolate *isolate, ByteArray *bytearray, uint64_t start, uint64_t gone, Span fresh) {
    uint64_t tail = bytearray->length - start - gone, length = start + fresh.size + tail;
    if (length != bytearray->length) {
        uint64_t room = bytearray->body ? bytearray->body->object.count : 0;
        if (!may_resize(isolate, bytearray) || !isolate_charge(isolate, tail / 16) ||
            !reserve(isolate, bytearray, length > room ? length + length / 8 + 8 : length)) {
            return false;
        }
    }
    if (!bytearray->body) {
        return true;
    }
    uint8_t *at = bytearray->body->bytes + start;
    memmove(at + fresh.size, at + gone, tail);
    if (fresh.size > 0) {
        memcpy(at, fresh.bytes, fresh.size);
    }
    bytearray->length = length;
    return true;
}

bool bytearray_splice(Isolate *isolate, ByteArray *bytearray, uint64_t start, uint64_t gone,
                      const uint8_t *fresh, uint64_t size) {
    return splice(isolate, bytearray, start, gone, (Span){fresh, size});
}

bool bytearray_append(Isolate *isolate, ByteArray *bytearray, const uint8_t *bytes, uint64_t size) {
    return splice(isolate, bytearray, bytearray->length, 0, (Span){bytes, size});
}

static Value bytearray_allocate(Isolate *isolate, const Class *class, const void *bytes, uint64_t size) {
    HeapMark mark = heap_mark(isolate);
    Value result = from_object(heap_allocate(isolate, KIND_BYTEARRAY, sizeof(ByteArray), class));
    if (result == NOTHING) {
        return NOTHING;
    }
    heap_keep(isolate, result);
    ByteArray *bytearray = AS(ByteArray, result);
    bool done = reserve(isolate, bytearray, size);
    heap_release(isolate, mark);
    if (!done) {
        return NOTHING;
    }
    bytearray->length = size;
    if (bytes && size > 0) {
        memcpy(bytearray->body->bytes, bytes, size);
    }
    return result;
}

Value bytearray_new(Isolate *isolate, const void *bytes, uint64_t size) {
    return bytearray_allocate(isolate, 0, bytes, size);
}

/* An empty one's bytes lie nowhere that matters; the address is a valid one all the same. */
bool bytes_writable_view(Value value, uint8_t **bytes, uint64_t *size) {
    if (is_kind(value, KIND_MEMORYVIEW)) {
        const uint8_t *viewed;
        bool good = !memoryview_is_readonly(AS(MemoryView, value)) &&
                    memoryview_view(AS(MemoryView, value), &viewed, size);
        *bytes = good ? (uint8_t *)(uintptr_t)viewed : NULL;
        return good;
    }
    if (!has_storage(value) || is_kind(value, KIND_STREAM)) {
        return false;
    }
    ByteArray *bytearray = AS(ByteArray, value);
    *bytes = bytearray->body ? bytearray->body->bytes : (uint8_t *)(bytearray + 1);
    *size = bytearray->length;
    return true;
}

/* ---- Operations ---- */

static Value represent(Isolate *isolate, Value self) {
    Span span;
    HeapMark mark = heap_mark(isolate);
    Value inner = span_of(isolate, self, &span) ? bytes_represent(isolate, span, true) : NOTHING;
    if (inner == NOTHING) {
        return NOTHING;
    }
    heap_keep(isolate, inner);
    Value text = string_format(isolate, "%T(%S)", self, inner);
    heap_release(isolate, mark);
    return text;
}

static Value binary(Isolate *isolate, enum BinaryOperator operator, Value left, Value right) {
    bool first = is_kind(left, KIND_BYTEARRAY);
    if (operator == BINARY_ADD && first) {
        return bytes_concatenate(isolate, left, right);
    }
    if (operator == BINARY_MODULO && is_kind(left, KIND_BYTEARRAY)) {
        return bytes_percent(isolate, left, right);
    }
    if (operator == BINARY_MULTIPLY) {
        return bytes_repeat(isolate, first ? left : right, first ? right : left);
    }
    return NOT_IMPLEMENTED;
}

/* The bytes of a bytes-like object or iterable as a Bytes object of their own. */
static Value own_bytes(Isolate *isolate, Value value) {
    return bytes_content(isolate, "bytearray", &value, 1, NULL);
}

static Value add_in_place(Isolate *isolate, Value self, Value value) {
    Span span;
    if (!bytes_view(value, &span.bytes, &span.size)) {
        return raise_type(isolate, "can't concat %T to %T", value, self);
    }
    if (value == self && span.size > 0) { /* it is its own export meanwhile */
        resize_refused(isolate, AS(ByteArray, self));
        return NOTHING;
    }
    HeapMark mark = heap_mark(isolate);
    Value fresh = is_kind(value, KIND_BYTES) ? value : own_bytes(isolate, value);
    bool done =
        fresh != NOTHING && heap_keep(isolate, fresh) &&
        bytearray_append(isolate, AS(ByteArray, self), AS(Bytes, fresh)->bytes, AS(Bytes, fresh)->length);
    heap_release(isolate, mark);
    return done ? self : NOTHING;
}

static Value repeat_in_place(Isolate *isolate, Value self, Value times) {
    ByteArray *bytearray = AS(ByteArray, self);
    uint64_t count, size = bytearray->length;
    if (!repeat_count(isolate, times, &count)) {
        return NOTHING;
    }
    if (count == 1 || size == 0) {
        return self;
    }
    if (count > LARGEST_SIZE / size) {
        return raise_memory(isolate);
    }
    if (!may_resize(isolate, bytearray) || !reserve(isolate, bytearray, size * count)) {
        return NOTHING;
    }
    for (uint64_t i = 1; i < count; i++) {
        memcpy(bytearray->body->bytes + i * size, bytearray->body->bytes, size);
    }
    bytearray->length = size * count;
    return self;
}

static Value in_place(Isolate *isolate, enum BinaryOperator operator, Value left, Value right) {
    if (operator == BINARY_ADD) {
        return add_in_place(isolate, left, right);
    }
    if (operator == BINARY_MULTIPLY && is_repeat_count(isolate, right)) {
        return repeat_in_place(isolate, left, right);
    }
    return binary(isolate, operator, left, right);
}

static int64_t length_of(Isolate *isolate, Value self) {
    (void)isolate;
    return (int64_t)AS(ByteArray, self)->length;
}

static Value get_item(Isolate *isolate, Value self, Value key) {
    return bytes_get_item(isolate, self, key, "bytearray");
}

/* del bytearray[start:stop:step], the bytes in any direction. */
static bool delete_stepped(Isolate *isolate, ByteArray *bytearray, int64_t start, int64_t step,
                           int64_t count) {
    if (count == 0) {
        return true;
    }
    if (step < 0) {
        start += (count - 1) * step;
        step = -step;
    }
    if (!may_resize(isolate, bytearray) || !isolate_charge(isolate, bytearray->length / 8)) {
        return false;
    }
    uint64_t kept = (uint64_t)start;
    for (uint64_t i = kept; i < bytearray->length; i++) {
        uint64_t offset = i - (uint64_t)start;
        if (offset % (uint64_t)step || offset / (uint64_t)step >= (uint64_t)count) {
            bytearray->body->bytes[kept++] = bytearray->body->bytes[i];
        }
    }
    bytearray->length = kept;
    return true;
}

static bool assign_stepped(Isolate *isolate, ByteArray *bytearray, int64_t start, int64_t step, int64_t count,
                           Span fresh) {
    if (fresh.size != (uint64_t)count) {
        raise_value_error(isolate, "attempt to assign bytes of size %lu to extended slice of size %ld",
                          (unsigned long)fresh.size, (long)count);
        return false;
    }
    for (int64_t i = 0; i < count; i++) {
        bytearray->body->bytes[start + i * step] = fresh.bytes[i];
    }
    return true;
}

/* What is assigned to a slice, as a Bytes object. */
static Value slice_content(Isolate *isolate, Value value) {
    if (is_integer(value) || is_float(value) || is_string(value)) {
        return raise_type(isolate, "can assign only bytes, buffers, or iterables of ints in range(0, 256)");
    }
    return is_kind(value, KIND_BYTES) ? value : own_bytes(isolate, value);
}

static bool set_slice(Isolate *isolate, Value self, Value key, Value value) {
    ByteArray *bytearray = AS(ByteArray, self);
    HeapMark mark = heap_mark(isolate);
    Span fresh = {0};
    if (value != NOTHING) {
        Value content = slice_content(isolate, value);
        if (content == NOTHING) {
            return false;
        }
        heap_keep(isolate, content);
        fresh = (Span){AS(Bytes, content)->bytes, AS(Bytes, content)->length};
    }
    int64_t start, step, count = slice_resolve(isolate, key, (int64_t)bytearray->length, &start, &step);
    bool done = count >= 0 && (uint64_t)count <= bytearray->length;
    if (done && step == 1) {
        done = splice(isolate, bytearray, (uint64_t)start, (uint64_t)count, fresh);
    } else if (done) {
        done = value == NOTHING ? delete_stepped(isolate, bytearray, start, step, count)
                                : assign_stepped(isolate, bytearray, start, step, count, fresh);
    }
    heap_release(isolate, mark);
    return done;
}

static bool set_item(Isolate *isolate, Value self, Value key, Value value) {
    ByteArray *bytearray = AS(ByteArray, self);
    if (is_kind(key, KIND_SLICE)) {
        return set_slice(isolate, self, key, value);
    }
    int64_t index;
    uint8_t byte = 0;
    /* The value first: its __index__ may resize the bytearray. */
    bool has_index = is_integer(key) || class_lookup(isolate, class_of(key), NAME(__index__)) != UNDEFINED;
    if ((value != NOTHING && has_index && !byte_of(isolate, value, &byte)) ||
        !index_element(isolate, key, "bytearray", (int64_t)bytearray->length, false, &index)) {
        return false;
    }
    if ((uint64_t)index >= bytearray->length) { /* the key's __index__ may, too */
        raise_index(isolate, "bytearray index out of range");
        return false;
    }
    return splice(isolate, bytearray, (uint64_t)index, 1, (Span){&byte, value == NOTHING ? 0 : 1});
}

static Value make(Isolate *isolate, const Class *class, Value *arguments, uint32_t count,
                  const Tuple *names) {
    HeapMark mark = heap_mark(isolate);
    Value content = bytes_content(isolate, "bytearray", arguments, count, names), result = NOTHING;
    if (content != NOTHING) {
        heap_keep(isolate, content);
        result = bytearray_allocate(isolate, class == &class_bytearray ? 0 : class, AS(Bytes, content)->bytes,
                                    AS(Bytes, content)->length);
    }
    heap_release(isolate, mark);
    return result;
}

/* ---- Methods ---- */

#define SELF AS(ByteArray, arguments[0])
#define BYTEARRAY_METHOD(name)                                                                               \
    static Value method_##name(Isolate *isolate, Value *arguments, uint32_t count __attribute__((unused)))

BYTEARRAY_METHOD(append) {
    uint8_t byte;
    return byte_of(isolate, arguments[1], &byte) && bytearray_append(isolate, SELF, &byte, 1) ? NONE
                                                                                              : NOTHING;
}

BYTEARRAY_METHOD(clear) { return splice(isolate, SELF, 0, SELF->length, (Span){0}) ? NONE : NOTHING; }

BYTEARRAY_METHOD(copy) { return bytearray_new(isolate, SELF->body ? SELF->body->bytes : NULL, SELF->length); }

BYTEARRAY_METHOD(extend) {
    Span span;
    Value value = arguments[1];
    if (!bytes_view(value, &span.bytes, &span.size) && !is_list(value) && !is_tuple(value)) {
        value = operate_iterate(isolate, value);
        if (value == NOTHING) {
            return exception_take(isolate, &class_TypeError) == NOTHING
                       ? NOTHING
                       : raise_type(isolate, "can't extend bytearray with %T", arguments[1]);
        }
        heap_keep(isolate, value);
    }
    value = is_kind(value, KIND_BYTES) ? value : own_bytes(isolate, value);
    if (value == NOTHING) {
        return NOTHING;
    }
    heap_keep(isolate, value);
    return bytearray_append(isolate, SELF, AS(Bytes, value)->bytes, AS(Bytes, value)->length) ? NONE
                                                                                              : NOTHING;
}

BYTEARRAY_METHOD(insert) {
    int64_t index;
    uint8_t byte;
    if (!count_argument(isolate, arguments[1], &index) || !byte_of(isolate, arguments[2], &byte)) {
        return NOTHING;
    }
    int64_t length = (int64_t)SELF->length;
    index = index < -length ? 0 : index < 0 ? index + length : index > length ? length : index;
    return splice(isolate, SELF, (uint64_t)index, 0, (Span){&byte, 1}) ? NONE : NOTHING;
}

BYTEARRAY_METHOD(pop) {
    int64_t index = -1;
    if (count > 1 && !count_argument(isolate, arguments[1], &index)) {
        return NOTHING;
    }
    int64_t length = (int64_t)SELF->length;
    if (length == 0) {
        return raise_index(isolate, "pop from empty bytearray");
    }
    index += index < 0 ? length : 0;
    if (index < 0 || index >= length) {
        return raise_index(isolate, "pop index out of range");
    }
    Value popped = small(SELF->body->bytes[index]);
    return splice(isolate, SELF, (uint64_t)index, 1, (Span){0}) ? popped : NOTHING;
}

BYTEARRAY_METHOD(remove) {
    uint8_t byte;
    if (!byte_of(isolate, arguments[1], &byte) || !isolate_charge(isolate, SELF->length / 16)) {
        return NOTHING;
    }
    const uint8_t *found = SELF->length ? memchr(SELF->body->bytes, byte, SELF->length) : NULL;
    if (!found) {
        return raise_value_error(isolate, "value not found in bytearray");
    }
    return splice(isolate, SELF, (uint64_t)(found - SELF->body->bytes), 1, (Span){0}) ? NONE : NOTHING;
}

BYTEARRAY_METHOD(reverse) {
    uint64_t length = SELF->length;
    if (!isolate_charge(isolate, length / 16)) {
        return NOTHING;
    }
    for (uint64_t i = 0; i < length / 2; i++) {
        uint8_t *bytes = SELF->body->bytes, kept = bytes[i];
        bytes[i] = bytes[length - 1 - i];
        bytes[length - 1 - i] = kept;
    }
    return NONE;
}

#define ROW(name, least, most) BYTES_ROW(name, least, most, class_bytearray)
#define KEYWORD_ROW(name, least, most) BYTES_KEYWORD_ROW(name, least, most, class_bytearray)
static const Native bytearray_methods[] = {
    BYTES_METHODS(ROW, KEYWORD_ROW) METHOD_OF_CLASS(bytes_method_fromhex, "fromhex", 2, 2),
    METHOD_STATIC(bytes_method_maketrans, "maketrans", 2, 2),
    METHOD(method_append, "append", 2, 2, class_bytearray),
    METHOD(method_clear, "clear", 1, 1, class_bytearray),
    METHOD(method_copy, "copy", 1, 1, class_bytearray),
    METHOD(method_extend, "extend", 2, 2, class_bytearray),
    METHOD(method_insert, "insert", 3, 3, class_bytearray),
    METHOD(method_pop, "pop", 1, 2, class_bytearray),
    METHOD(method_remove, "remove", 2, 2, class_bytearray),
    METHOD(method_reverse, "reverse", 1, 1, class_bytearray),
    METHODS_END,
};

const Operations bytearray_operations = {
    .represent = represent,
    .compare = bytes_compare,
    .binary = binary,
    .in_place = in_place,
    .length = length_of,
    .get_item = get_item,
    .set_item = set_item,
    .contains = bytes_contains,
    .iterate = bytes_iterate,
    .make = make,
    .fixed_size = sizeof(ByteArray),
    OPERATIONS_FIELDS(ByteArray, body, body),
};

const Class class_bytearray =
    CLASS_OF_KIND("bytearray", KIND_BYTEARRAY, bytearray_operations, bytearray_methods, 0);
