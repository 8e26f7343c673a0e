/* bytes: an immutable run of bytes; and the operations that bytearray shares with it. */

#include "vm/format.h"
#include "vm/isolate.h"
#include "vm/memory.h"
#include "vm/names.h"
#include "vm/string_hash.h"
#include "vm/types/bytes_methods.h"
#include "vm/types/classes.h"
#include "vm/types/containers.h"
#include "vm/types/iterator.h"
#include "vm/types/memoryview.h"
#include "vm/types/numbers.h"
#include "vm/types/string.h"

#define LARGEST_SIZE 0x7fffffffu

static Bytes *bytes_allocate(Isolate *isolate, uint64_t size, const Class *class) {
    if (size > LARGEST_SIZE) {
        raise_memory(isolate);
        return NULL;
    }
    if (!isolate_charge(isolate, size / 16)) {
        return NULL;
    }
    Bytes *bytes = heap_allocate(isolate, KIND_BYTES, sizeof(Bytes) + size + 1, class);
    if (bytes) {
        bytes->length = size;
    }
    return bytes;
}

Value bytes_new(Isolate *isolate, const void *content, uint64_t size) {
    Bytes *bytes = bytes_allocate(isolate, size, 0);
    if (bytes && content) {
        memcpy(bytes->bytes, content, size);
    }
    return from_object(bytes);
}

bool bytes_view(Value value, const uint8_t **bytes, uint64_t *size) {
    if (is_kind(value, KIND_BYTES)) {
        *bytes = AS(Bytes, value)->bytes;
        *size = AS(Bytes, value)->length;
        return true;
    }
    if (is_kind(value, KIND_MEMORYVIEW)) {
        return memoryview_view(AS(MemoryView, value), bytes, size);
    }
    uint8_t *writable;
    if (!bytes_writable_view(value, &writable, size)) {
        return false;
    }
    *bytes = writable;
    return true;
}

bool span_of(Isolate *isolate, Value value, Span *span) {
    if (bytes_view(value, &span->bytes, &span->size)) {
        return true;
    }
    raise_type(isolate, "a bytes-like object is required, not '%T'", value);
    return false;
}

Value bytes_like(Isolate *isolate, Value receiver, const void *bytes, uint64_t size) {
    return is_kind(receiver, KIND_BYTEARRAY) ? bytearray_new(isolate, bytes, size)
                                             : bytes_new(isolate, bytes, size);
}

bool byte_of(Isolate *isolate, Value value, uint8_t *byte) {
    int64_t number = -1;
    Value integer = is_integer(value) ? value : operate_integer(isolate, value);
    if (integer == NOTHING) {
        return false;
    }
    if (!integer_to_int64(integer, &number) || number < 0 || number > 255) {
        raise_value_error(isolate, "byte must be in range(0, 256)");
        return false;
    }
    *byte = (uint8_t)number;
    return true;
}

/* ---- What bytes(...) and bytearray(...) take ---- */

struct ByteCollector {
    Value bytearray;
    const char *noun; /* in the text of the ValueError */
};

static bool collect(Isolate *isolate, Value element, void *context) {
    struct ByteCollector *collector = context;
    uint8_t byte;
    if (!is_integer(element)) {
        Value integer = operate_integer(isolate, element);
        if (integer == NOTHING) {
            return false;
        }
        element = heap_keep(isolate, integer);
    }
    int64_t number;
    if (!integer_to_int64(element, &number) || number < 0 || number > 255) {
        raise_value_error(isolate, "%s must be in range(0, 256)", collector->noun);
        return false;
    }
    byte = (uint8_t)number;
    return bytearray_append(isolate, AS(ByteArray, collector->bytearray), &byte, 1);
}

static Value from_iterable(Isolate *isolate, Value iterable, const char *function) {
    struct ByteCollector collector = {bytearray_new(isolate, NULL, 0),
                                      strcmp(function, "bytes") == 0 ? "bytes" : "byte"};
    if (collector.bytearray == NOTHING) {
        return NOTHING;
    }
    heap_keep(isolate, collector.bytearray);
    const Operations *operations = class_of(iterable)->operations;
    if (class_of(iterable)->flags & CLASS_STATIC &&
        (!operations || (!operations->iterate && !operations->get_item))) {
        return raise_type(isolate, "cannot convert '%T' object to %s", iterable, function);
    }
    if (!iterate_each(isolate, iterable, collect, &collector) || isolate->exception != NOTHING) {
        return NOTHING;
    }
    const ByteArray *bytes = AS(ByteArray, collector.bytearray);
    return bytes_new(isolate, bytes->body ? bytes->body->bytes : NULL, bytes->length);
}

static Value from_text(Isolate *isolate, const char *function, Value text, Value encoding, Value errors) {
    if (encoding != UNDEFINED && !is_string(encoding)) {
        return raise_type(isolate, "%s() argument 'encoding' must be str, not %A", function, encoding);
    }
    if (errors != UNDEFINED && !is_string(errors)) {
        return raise_type(isolate, "%s() argument 'errors' must be str, not %A", function, errors);
    }
    if (encoding == UNDEFINED) {
        return raise_type(isolate, "string argument without an encoding");
    }
    return string_encode(isolate, AS(String, text), encoding, errors == UNDEFINED ? NOTHING : errors);
}

static Value of_size(Isolate *isolate, Value number) {
    int64_t size;
    if (!integer_to_int64(number, &size)) {
        return raise_error(isolate, &class_OverflowError, "cannot fit 'int' into an index-sized integer");
    }
    return size < 0 ? raise_value_error(isolate, "negative count") : bytes_new(isolate, NULL, (uint64_t)size);
}

Value bytes_by_itself(Isolate *isolate, Value value) {
    Value result = call_special(isolate, value, NAME(__bytes__), NULL, 0);
    if (result == NOTHING || result == UNDEFINED || is_kind(result, KIND_BYTES)) {
        return result;
    }
    return raise_type(isolate, "__bytes__ returned non-bytes (type %T)", result);
}

Value bytes_content(Isolate *isolate, const char *function, const Value *arguments, uint32_t count,
                    const Tuple *names) {
    static const char *const parameter_names[] = {"source", "encoding", "errors"};
    struct Parameters parameters = {function, parameter_names, 3, 3, 0};
    Value bound[3], source;
    if (!arguments_bind(isolate, &parameters, arguments, count, names, bound)) {
        return NOTHING;
    }
    source = bound[0];
    if (source == UNDEFINED) {
        return bytes_new(isolate, NULL, 0);
    }
    if (is_string(source)) {
        return from_text(isolate, function, source, bound[1], bound[2]);
    }
    if (bound[1] != UNDEFINED || bound[2] != UNDEFINED) {
        return raise_type(isolate, "%s without a string argument",
                          bound[1] != UNDEFINED ? "encoding" : "errors");
    }
    Span span;
    if (bytes_view(source, &span.bytes, &span.size)) {
        return bytes_new(isolate, span.bytes, span.size);
    }
    if (is_kind(source, KIND_MEMORYVIEW)) { /* its bytes don't lie side by side */
        return memoryview_copy(isolate, source);
    }
    if (!is_list(source) && !is_tuple(source) && is_repeat_count(isolate, source)) {
        Value number = operate_integer(isolate, source);
        return number == NOTHING ? NOTHING : of_size(isolate, number);
    }
    return from_iterable(isolate, source, function);
}

/* ---- Shared operations ---- */

Value bytes_represent(Isolate *isolate, Span span, bool escape_quote) {
    uint8_t quote = memchr(span.bytes, '\'', span.size) && !memchr(span.bytes, '"', span.size) ? '"' : '\'';
    StringBuilder builder;
    string_builder_start(&builder, isolate);
    string_builder_character(&builder, 'b');
    string_builder_character(&builder, quote);
    builder.failed |= !isolate_charge(isolate, span.size / 4);
    for (uint64_t i = 0; i < span.size && !builder.failed; i++) {
        uint8_t byte = span.bytes[i];
        char text[8];
        const char *form = byte == '\n'                                                      ? "\\n"
                           : byte == '\r'                                                    ? "\\r"
                           : byte == '\t'                                                    ? "\\t"
                           : byte == quote || byte == '\\' || (escape_quote && byte == '\'') ? "\\%c"
                           : byte >= 0x20 && byte < 0x7f                                     ? "%c"
                                                                                             : "\\x%02x";
        string_builder_ascii(&builder, text, format_text(text, sizeof(text), form, (unsigned)byte));
    }
    string_builder_character(&builder, quote);
    return string_builder_finish(&builder);
}

Value bytes_compare(Isolate *isolate, enum Comparison comparison, Value left, Value right) {
    Span a, b;
    bool ordering = comparison != COMPARE_EQUAL && comparison != COMPARE_NOT_EQUAL;
    if (ordering && !is_kind(left, KIND_BYTEARRAY) && is_kind(right, KIND_MEMORYVIEW)) {
        return NOT_IMPLEMENTED;
    }
    if (!is_kind(left, KIND_BYTEARRAY) && is_kind(right, KIND_ARRAY)) {
        return NOT_IMPLEMENTED;
    }
    if (!bytes_view(left, &a.bytes, &a.size) || !bytes_view(right, &b.bytes, &b.size)) {
        return NOT_IMPLEMENTED;
    }
    uint64_t shared = a.size < b.size ? a.size : b.size;
    if (!isolate_charge(isolate, shared / 64)) {
        return NOTHING;
    }
    int order = shared ? memcmp(a.bytes, b.bytes, shared) : 0;
    if (order == 0) {
        order = a.size == b.size ? 0 : a.size < b.size ? -1 : 1;
    }
    switch (comparison) {
    case COMPARE_LESS:
        return boolean(order < 0);
    case COMPARE_LESS_EQUAL:
        return boolean(order <= 0);
    case COMPARE_EQUAL:
        return boolean(order == 0);
    case COMPARE_NOT_EQUAL:
        return boolean(order != 0);
    case COMPARE_GREATER:
        return boolean(order > 0);
    default:
        return boolean(order >= 0);
    }
}

Value bytes_room_like(Isolate *isolate, Value receiver, uint64_t size, uint8_t **room) {
    Value result = bytes_like(isolate, receiver, NULL, size);
    *room = NULL;
    if (result != NOTHING && size > 0) {
        *room = is_kind(result, KIND_BYTES) ? AS(Bytes, result)->bytes : AS(ByteArray, result)->body->bytes;
    }
    return result;
}

Value bytes_concatenate(Isolate *isolate, Value left, Value right) {
    Span a, b;
    if (!bytes_view(left, &a.bytes, &a.size)) {
        return NOT_IMPLEMENTED;
    }
    if (!bytes_view(right, &b.bytes, &b.size)) {
        return may_reflect(right) ? NOT_IMPLEMENTED
                                  : raise_type(isolate, "can't concat %T to %T", right, left);
    }
    uint8_t *room = NULL;
    Value result = bytes_room_like(isolate, left, a.size + b.size, &room);
    if (result != NOTHING && a.size + b.size > 0) {
        memcpy(room, a.bytes, a.size);
        memcpy(room + a.size, b.bytes, b.size);
    }
    return result;
}

Value bytes_repeat(Isolate *isolate, Value self, Value times) {
    Span span;
    uint64_t count;
    if (!is_repeat_count(isolate, times)) {
        return repeat_refused(isolate, times);
    }
    if (!repeat_count(isolate, times, &count) || !span_of(isolate, self, &span)) {
        return NOTHING;
    }
    if (span.size && count > LARGEST_SIZE / span.size) {
        return raise_memory(isolate);
    }
    uint8_t *room = NULL;
    Value result = bytes_room_like(isolate, self, span.size * count, &room);
    for (uint64_t i = 0; result != NOTHING && room && span.size && i < count; i++) {
        memcpy(room + i * span.size, span.bytes, span.size);
    }
    return result;
}

Value bytes_get_item(Isolate *isolate, Value self, Value key, const char *name) {
    Span span;
    span_of(isolate, self, &span);
    if (!is_kind(key, KIND_SLICE)) {
        int64_t index;
        if (!index_element(isolate, key, name, (int64_t)span.size, false, &index)) {
            return NOTHING;
        }
        span_of(isolate, self, &span);
        return (uint64_t)index < span.size ? small(span.bytes[index])
                                           : raise_index(isolate, "index out of range");
    }
    int64_t start, step, count = slice_resolve(isolate, key, (int64_t)span.size, &start, &step);
    uint8_t *room = NULL;
    Value result = count < 0 ? NOTHING : bytes_room_like(isolate, self, (uint64_t)count, &room);
    if (result == NOTHING || !span_of(isolate, self, &span)) {
        return NOTHING;
    }
    for (int64_t i = 0; i < count; i++) {
        uint64_t at = (uint64_t)(start + i * step);
        room[i] = at < span.size ? span.bytes[at] : 0;
    }
    return result;
}

int bytes_contains(Isolate *isolate, Value self, Value element) {
    Span span, part;
    uint8_t byte;
    if (is_integer(element)) {
        part = (Span){&byte, 1};
        if (!byte_of(isolate, element, &byte)) {
            return -1;
        }
    } else if (!span_of(isolate, element, &part)) {
        return -1;
    }
    if (!span_of(isolate, self, &span) || !isolate_charge(isolate, span.size / 16)) {
        return -1;
    }
    return span_find(span, part, 0, span.size, false) >= 0;
}

Value bytes_iterate(Isolate *isolate, Value self) { return iterator_new(isolate, ITERATE_BYTES, self, 0); }

/* ---- bytes ---- */

static Value represent(Isolate *isolate, Value self) {
    return bytes_represent(isolate, (Span){AS(Bytes, self)->bytes, AS(Bytes, self)->length}, false);
}

static bool hash(Isolate *isolate, Value self, uint64_t *result) {
    *result = string_hash_characters(AS(Bytes, self)->bytes, (uint32_t)AS(Bytes, self)->length, 1);
    return isolate_charge(isolate, AS(Bytes, self)->length / 16);
}

static Value binary(Isolate *isolate, enum BinaryOperator operator, Value left, Value right) {
    if (operator == BINARY_ADD && is_kind(left, KIND_BYTES)) {
        return bytes_concatenate(isolate, left, right);
    }
    if (operator == BINARY_MODULO && is_kind(left, KIND_BYTES)) {
        return bytes_percent(isolate, left, right);
    }
    if (operator == BINARY_MULTIPLY) {
        bool first = is_kind(left, KIND_BYTES);
        return bytes_repeat(isolate, first ? left : right, first ? right : left);
    }
    return NOT_IMPLEMENTED;
}

static int64_t length_of(Isolate *isolate, Value self) {
    (void)isolate;
    return (int64_t)AS(Bytes, self)->length;
}

static Value get_item(Isolate *isolate, Value self, Value key) {
    return bytes_get_item(isolate, self, key, "byte");
}

static Value make(Isolate *isolate, const Class *class, Value *arguments, uint32_t count,
                  const Tuple *names) {
    HeapMark mark = heap_mark(isolate);
    Value content = count == 1 && !names ? bytes_by_itself(isolate, arguments[0]) : UNDEFINED;
    if (content == UNDEFINED) {
        content = bytes_content(isolate, "bytes", arguments, count, names);
    }
    if (content != NOTHING && class != &class_bytes) {
        const Bytes *from = AS(Bytes, heap_keep(isolate, content));
        Bytes *derived = bytes_allocate(isolate, from->length, class);
        if (derived) {
            memcpy(derived->bytes, from->bytes, from->length);
        }
        content = from_object(derived);
    }
    heap_release(isolate, mark);
    return content;
}

#define ROW(name, least, most) BYTES_ROW(name, least, most, class_bytes)
#define KEYWORD_ROW(name, least, most) BYTES_KEYWORD_ROW(name, least, most, class_bytes)
static const Native bytes_methods[] = {
    BYTES_METHODS(ROW, KEYWORD_ROW) METHOD_OF_CLASS(bytes_method_fromhex, "fromhex", 2, 2),
    METHOD_STATIC(bytes_method_maketrans, "maketrans", 2, 2),
    METHODS_END,
};

static size_t size_of(const Object *object) { return sizeof(Bytes) + ((const Bytes *)object)->length + 1; }

const Operations bytes_operations = {
    .represent = represent,
    .hash = hash,
    .compare = bytes_compare,
    .binary = binary,
    .length = length_of,
    .get_item = get_item,
    .contains = bytes_contains,
    .iterate = bytes_iterate,
    .make = make,
    .size = size_of,
};

const Class class_bytes = CLASS_OF_KIND("bytes", KIND_BYTES, bytes_operations, bytes_methods, 0);
