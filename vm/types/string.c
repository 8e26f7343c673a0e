/*
 * str: making, reading, comparing and slicing text.
 *
 * A String is immutable once it is reachable. Its width is the least that holds all its characters, so equal
 * strings have equal bytes. The empty string and those of one Latin-1 character are static data.
 */
#include "vm/types/string.h"

#include "vm/isolate.h"
#include "vm/memory.h"
#include "vm/names.h"
#include "vm/string_hash.h"
#include "vm/types/arguments.h"
#include "vm/types/bytes.h"
#include "vm/types/classes.h"
#include "vm/types/containers.h"
#include "vm/types/numbers.h"
#include "vm/types/string_methods.h"
#include "vm/types/utf8.h"

/* ---- Static strings ---- */

/* string_hash.h's numbers, here for constant expressions. */
#define FNV_START 2166136261u
#define FNV_FACTOR 16777619u

#define SHORT(code)                                                                                          \
    {.string = {.object = {.kind = KIND_STRING,                                                              \
                           .flags = OBJECT_FROZEN | OBJECT_HASHED | ((code) < 128 ? OBJECT_ASCII : 0),       \
                           .detail = 1,                                                                      \
                           .count = ((FNV_START ^ (uint32_t)(code)) * FNV_FACTOR)},                          \
                .length = 1,                                                                                 \
                .byte_count = 1},                                                                            \
     .bytes = {code, 0}}
#define SHORT_8(code)                                                                                        \
    SHORT(code), SHORT(code + 1), SHORT(code + 2), SHORT(code + 3), SHORT(code + 4), SHORT(code + 5),        \
        SHORT(code + 6), SHORT(code + 7)
#define SHORT_64(code)                                                                                       \
    SHORT_8(code), SHORT_8(code + 8), SHORT_8(code + 16), SHORT_8(code + 24), SHORT_8(code + 32),            \
        SHORT_8(code + 40), SHORT_8(code + 48), SHORT_8(code + 56)

const _Alignas(16) struct ShortString short_strings[256] = {SHORT_64(0), SHORT_64(64), SHORT_64(128),
                                                            SHORT_64(192)};
_Static_assert(sizeof(struct ShortString) == 32, "the characters lie right behind the String");

Value string_empty(void) { return NAME(empty); }

/* ---- Making ---- */

static String *string_new_of(Isolate *isolate, uint64_t length, uint32_t width, const Class *class) {
    uint64_t size = length * width;
    if (length > UINT32_MAX || size > UINT32_MAX - 64) {
        raise_memory(isolate);
        return NULL;
    }
    if (!isolate_charge(isolate, size / 16)) {
        return NULL;
    }
    String *string = heap_allocate(isolate, KIND_STRING, sizeof(String) + size + width, class);
    if (!string) {
        return NULL;
    }
    string->object.detail = (uint16_t)width;
    string->length = (uint32_t)length;
    string->byte_count = (uint32_t)size;
    return string;
}

String *string_new(Isolate *isolate, uint32_t length, uint32_t width) {
    return string_new_of(isolate, length, width, 0);
}

bool bytes_are_ascii(const uint8_t *bytes, size_t size) {
    size_t i = 0;
    for (; i + 8 <= size; i += 8) {
        uint64_t word;
        memcpy(&word, bytes + i, 8);
        if (word & 0x8080808080808080ULL) {
            return false;
        }
    }
    for (; i < size; i++) {
        if (bytes[i] & 0x80) {
            return false;
        }
    }
    return true;
}

void string_note_ascii(String *string) {
    if (string->object.detail == 1 && bytes_are_ascii(string->bytes, string->length)) {
        string->object.flags |= OBJECT_ASCII;
    }
}

bool string_is_ascii(const String *string) {
    return (string->object.flags & OBJECT_ASCII) ||
           (string->object.detail == 1 && bytes_are_ascii(string->bytes, string->length));
}

Value string_from_character(Isolate *isolate, uint32_t character) {
    if (character < 256) {
        return string_of_byte((uint8_t)character);
    }
    String *string = string_new(isolate, 1, character_width(character));
    if (!string) {
        return NOTHING;
    }
    string_put(string, 0, character);
    return from_object(string);
}

Value string_from_ascii(Isolate *isolate, const void *bytes, size_t size) {
    if (size <= 1) {
        return size == 0 ? string_empty() : from_object(&short_strings[*(const uint8_t *)bytes]);
    }
    if (size > UINT32_MAX - 64) {
        return raise_memory(isolate);
    }
    String *string = string_new(isolate, (uint32_t)size, 1);
    if (!string) {
        return NOTHING;
    }
    memcpy(string->bytes, bytes, size);
    string->object.flags |= OBJECT_ASCII;
    return from_object(string);
}

Value string_from_utf8(Isolate *isolate, const void *bytes, size_t size) {
    if (bytes_are_ascii(bytes, size)) {
        return string_from_ascii(isolate, bytes, size);
    }
    return bytes_decode(isolate, bytes, size, NOTHING, NOTHING);
}

Value string_from_c(Isolate *isolate, const char *text) {
    return string_from_ascii(isolate, text, strlen(text));
}

/* The same text as an instance of a class derived from str. */
static Value string_as(Isolate *isolate, const Class *class, const String *from) {
    String *string = string_new_of(isolate, from->length, from->object.detail, class);
    if (!string) {
        return NOTHING;
    }
    memcpy(string->bytes, from->bytes, from->byte_count);
    string->object.flags |= from->object.flags & OBJECT_ASCII;
    return from_object(string);
}

/* ---- Reading ---- */

uint32_t string_character(const String *string, uint32_t index) { return string_at(string, index); }

static uint32_t widest(const String *string, uint32_t start, uint32_t stop) {
    uint32_t bits = 0;
    for (uint32_t i = start; i < stop; i++) {
        bits |= string_at(string, i);
    }
    return character_width(bits);
}

Value string_slice(Isolate *isolate, const String *string, uint32_t start, uint32_t stop) {
    if (start >= stop) {
        return string_empty();
    }
    if (start == 0 && stop == string->length && string->object.class == 0) {
        return from_object(string);
    }
    if (stop - start == 1) {
        return string_from_character(isolate, string_at(string, start));
    }
    uint32_t from_width = string->object.detail, width = from_width == 1 ? 1 : widest(string, start, stop);
    String *result = string_new(isolate, stop - start, width);
    if (!result) {
        return NOTHING;
    }
    if (width == from_width) {
        memcpy(result->bytes, string->bytes + (size_t)start * width, result->byte_count);
    } else {
        for (uint32_t i = start; i < stop; i++) {
            string_put(result, i - start, string_at(string, i));
        }
    }
    if (string->object.flags & OBJECT_ASCII) {
        result->object.flags |= OBJECT_ASCII;
    } else {
        string_note_ascii(result);
    }
    return from_object(result);
}

void string_copy_into(String *to, uint32_t at, const String *from) {
    uint32_t width = to->object.detail;
    if (from->object.detail == width) {
        memcpy(to->bytes + (size_t)at * width, from->bytes, from->byte_count);
        return;
    }
    for (uint32_t i = 0; i < from->length; i++) {
        string_put(to, at + i, string_at(from, i));
    }
}

Value string_concatenate(Isolate *isolate, Value left, Value right) {
    const String *a = AS(const String, left), *b = AS(const String, right);
    if (a->length == 0 && b->object.class == 0) {
        return right;
    }
    if (b->length == 0 && a->object.class == 0) {
        return left;
    }
    uint32_t width = a->object.detail > b->object.detail ? a->object.detail : b->object.detail;
    String *result = string_new_of(isolate, (uint64_t)a->length + b->length, width, 0);
    if (!result) {
        return NOTHING;
    }
    string_copy_into(result, 0, a);
    string_copy_into(result, a->length, b);
    result->object.flags |= a->object.flags & b->object.flags & OBJECT_ASCII;
    return from_object(result);
}

uint32_t string_hash_of(const String *string) {
    if (string->object.flags & OBJECT_HASHED) {
        return string->object.count;
    }
    uint32_t hash = string_hash_characters(string->bytes, string->length, string->object.detail);
    if (!(string->object.flags & OBJECT_FROZEN)) {
        String *own = (String *)(uintptr_t)string;
        own->object.count = hash;
        own->object.flags |= OBJECT_HASHED;
    }
    return hash;
}

bool string_equal(const String *left, const String *right) {
    if (left == right) {
        return true;
    }
    if (left->byte_count != right->byte_count || left->object.detail != right->object.detail) {
        return false;
    }
    if ((left->object.flags & right->object.flags & OBJECT_HASHED) &&
        left->object.count != right->object.count) {
        return false;
    }
    /* Most differ in the first character, and one character is the length that is compared most. */
    if (left->bytes[0] != right->bytes[0] || left->byte_count <= 1) {
        return left->bytes[0] == right->bytes[0];
    }
    return memcmp(left->bytes, right->bytes, left->byte_count) == 0;
}

/* The text's length isn't asked for: most comparisons end at the first characters. */
bool string_is(const String *string, const char *text) {
    if (string->object.detail != 1) {
        return false;
    }
    uint32_t index = 0;
    while (index < string->length && text[index] && string->bytes[index] == (uint8_t)text[index]) {
        index++;
    }
    return index == string->length && !text[index];
}

int string_order(const String *left, const String *right) {
    uint32_t shared = left->length < right->length ? left->length : right->length;
    if (left->object.detail == 1 && right->object.detail == 1) {
        if (shared > 0 && left->bytes[0] != right->bytes[0]) {
            return left->bytes[0] < right->bytes[0] ? -1 : 1;
        }
        int order = memcmp(left->bytes, right->bytes, shared);
        if (order != 0) {
            return order < 0 ? -1 : 1;
        }
    } else {
        for (uint32_t i = 0; i < shared; i++) {
            uint32_t a = string_at(left, i), b = string_at(right, i);
            if (a != b) {
                return a < b ? -1 : 1;
            }
        }
    }
    return left->length == right->length ? 0 : left->length < right->length ? -1 : 1;
}

size_t string_copy_utf8(const String *string, char *buffer, size_t size) {
    size_t used = 0;
    if (size == 0) {
        return 0;
    }
    for (uint32_t i = 0; i < string->length; i++) {
        uint8_t bytes[UTF8_LONGEST];
        uint32_t character = string_at(string, i);
        size_t length = utf8_encode(is_surrogate(character) ? 0xfffd : character, bytes);
        if (used + length + 1 > size) {
            break;
        }
        memcpy(buffer + used, bytes, length);
        used += length;
    }
    buffer[used] = 0;
    return used;
}

Value string_encode_utf8(Isolate *isolate, const String *string) {
    return string_encode(isolate, string, NOTHING, NOTHING);
}

/* ---- Operations ---- */

static Value represent(Isolate *isolate, Value self) {
    return string_represent(isolate, AS(String, self), false);
}

static Value string_itself(Isolate *isolate, Value self) {
    return as_object(self)->class == 0 ? self : string_as(isolate, 0, AS(String, self));
}

static bool hash(Isolate *isolate, Value self, uint64_t *result) {
    *result = string_hash_of(AS(String, self));
    return isolate_charge(isolate, AS(String, self)->byte_count / 64);
}

static int64_t length(Isolate *isolate, Value self) {
    (void)isolate;
    return AS(String, self)->length;
}

static Value compare(Isolate *isolate, enum Comparison comparison, Value left, Value right) {
    (void)isolate;
    if (!is_string(left) || !is_string(right)) {
        return NOT_IMPLEMENTED;
    }
    const String *a = AS(String, left), *b = AS(String, right);
    switch (comparison) {
    case COMPARE_EQUAL:
        return boolean(string_equal(a, b));
    case COMPARE_NOT_EQUAL:
        return boolean(!string_equal(a, b));
    case COMPARE_LESS:
        return boolean(string_order(a, b) < 0);
    case COMPARE_LESS_EQUAL:
        return boolean(string_order(a, b) <= 0);
    case COMPARE_GREATER:
        return boolean(string_order(a, b) > 0);
    default:
        return boolean(string_order(a, b) >= 0);
    }
}

static Value repeat(Isolate *isolate, const String *string, Value times) {
    uint64_t count;
    if (!repeat_count(isolate, times, &count)) {
        return NOTHING;
    }
    if (count == 0 || string->length == 0) {
        return string_empty();
    }
    if (count == 1 && string->object.class == 0) {
        return from_object(string);
    }
    if (count > UINT32_MAX) {
        return raise_memory(isolate);
    }
    String *result = string_new_of(isolate, string->length * count, string->object.detail, 0);
    if (!result) {
        return NOTHING;
    }
    if (string->byte_count == 1) {
        memset(result->bytes, string->bytes[0], count);
    } else {
        memcpy(result->bytes, string->bytes, string->byte_count);
        for (uint64_t done = string->byte_count; done < result->byte_count;) {
            uint64_t part = done < result->byte_count - done ? done : result->byte_count - done;
            memcpy(result->bytes + done, result->bytes, part);
            done += part;
        }
    }
    result->object.flags |= string->object.flags & OBJECT_ASCII;
    return from_object(result);
}

static Value binary(Isolate *isolate, enum BinaryOperator operator, Value left, Value right) {
    if (operator == BINARY_ADD && is_string(left)) {
        if (!is_string(right)) {
            return concatenate_refused(isolate, "str", right);
        }
        return string_concatenate(isolate, left, right);
    }
    if (operator == BINARY_MULTIPLY) {
        Value text = is_string(left) ? left : right, times = is_string(left) ? right : left;
        if (!is_repeat_count(isolate, times)) {
            return repeat_refused(isolate, times);
        }
        return repeat(isolate, AS(String, text), times);
    }
    if (operator == BINARY_MODULO && is_string(left)) {
        return string_percent(isolate, AS(String, left), right);
    }
    return NOT_IMPLEMENTED;
}

static Value get_slice(Isolate *isolate, const String *string, Value key) {
    int64_t start, step, count = slice_resolve(isolate, key, string->length, &start, &step);
    if (count < 0) {
        return NOTHING;
    }
    if (step == 1 || count <= 1) {
        return string_slice(isolate, string, (uint32_t)start, (uint32_t)(start + count));
    }
    if (!isolate_charge(isolate, (uint64_t)count / 8)) {
        return NOTHING;
    }
    if (string->object.detail == 1) {
        String *result = string_new(isolate, (uint32_t)count, 1);
        for (int64_t i = 0; result && i < count; i++) {
            result->bytes[i] = string->bytes[start + i * step];
        }
        if (result) {
            string_note_ascii(result);
        }
        return from_object(result);
    }
    StringBuilder builder;
    string_builder_start(&builder, isolate);
    for (int64_t i = 0; i < count; i++) {
        string_builder_character(&builder, string_at(string, (uint32_t)(start + i * step)));
    }
    return string_builder_finish(&builder);
}

static Value get_item(Isolate *isolate, Value self, Value key) {
    const String *string = AS(String, self);
    if (is_small(key) && (uint64_t)small_number(key) < string->length && string->object.detail == 1) {
        return string_of_byte(string->bytes[small_number(key)]);
    }
    if (is_kind(key, KIND_SLICE)) {
        return get_slice(isolate, string, key);
    }
    int64_t index;
    if (!index_element(isolate, key, "string", string->length, false, &index)) {
        return NOTHING;
    }
    return string_from_character(isolate, string_at(string, (uint32_t)index));
}

static int contains(Isolate *isolate, Value self, Value element) {
    if (!is_string(element)) {
        raise_type(isolate, "'in <string>' requires string as left operand, not %T", element);
        return -1;
    }
    const String *string = AS(String, self);
    if (!isolate_charge(isolate, string->length / 16)) {
        return -1;
    }
    const String *part = AS(String, element);
    if (part->byte_count == 1 && string->object.detail == 1) {
        return memchr(string->bytes, part->bytes[0], string->length) != NULL;
    }
    return string_find(string, part, 0, string->length, false) >= 0;
}

static Value decode_argument(Isolate *isolate, Value source, Value encoding, Value errors) {
    const uint8_t *bytes;
    uint64_t size;
    if (is_string(source)) {
        return raise_type(isolate, "decoding str is not supported");
    }
    if (!bytes_view(source, &bytes, &size)) {
        return raise_type(isolate, "decoding to str: need a bytes-like object, %T found", source);
    }
    if (encoding != UNDEFINED && !is_string(encoding))
        return raise_type(isolate, "str() argument 'encoding' must be str, not %A", encoding);
    if (errors != UNDEFINED && !is_string(errors))
        return raise_type(isolate, "str() argument 'errors' must be str, not %A", errors);
    return bytes_decode(isolate, bytes, size, encoding == UNDEFINED ? NOTHING : encoding,
                        errors == UNDEFINED ? NOTHING : errors);
}

static Value make(Isolate *isolate, const Class *class, Value *arguments, uint32_t count,
                  const Tuple *names) {
    static const char *const parameter_names[] = {"object", "encoding", "errors"};
    static const struct Parameters parameters = {"str", parameter_names, 3, 3, 0};
    Value bound[3];
    if (class == &class_str && count == 1 && !names) {
        return operate_string(isolate, arguments[0]);
    }
    if (!arguments_bind(isolate, &parameters, arguments, count, names, bound)) {
        return NOTHING;
    }
    Value text = string_empty();
    if (bound[1] != UNDEFINED || bound[2] != UNDEFINED) {
        text = bound[0] == UNDEFINED ? text : decode_argument(isolate, bound[0], bound[1], bound[2]);
    } else if (bound[0] != UNDEFINED) {
        text = operate_string(isolate, bound[0]);
    }
    if (text == NOTHING || class == &class_str) {
        return text;
    }
    HeapMark mark = heap_mark(isolate);
    heap_keep(isolate, text);
    Value result = string_as(isolate, class, AS(String, text));
    heap_release(isolate, mark);
    return result;
}

static size_t size_of(const Object *object) {
    const String *string = (const String *)object;
    return sizeof(String) + string->byte_count + string->object.detail;
}

const Operations string_operations = {
    .represent = represent,
    .string = string_itself,
    .format = string_format_specified,
    .hash = hash,
    .compare = compare,
    .binary = binary,
    .length = length,
    .get_item = get_item,
    .contains = contains,
    .iterate = string_iterate,
    .make = make,
    .size = size_of,
};

const Class class_str = CLASS_OF_KIND("str", KIND_STRING, string_operations, string_methods, 0);

/* What the files compiled for size call instead of expanding it. */
extern inline uint32_t string_at(const String *string, uint32_t index);
