/*
 * _json.encode(): values to JSON text.
 *
 *     encode(value, default, indent, item_separator, key_separator, ensure_ascii, check_circular, allow_nan,
 *            sort_keys, skipkeys)
 *
 * `default` is called for what JSON has no form of; `indent` is a string or None. A level of the stack is a
 * container, its sorted keys or None, and how far it has been written with what it is.
 */
#include "vm/library/json.h"

#include "vm/library/library.h"
#include "vm/types/arguments.h"
#include "vm/types/classes.h"
#include "vm/types/containers.h"
#include "vm/types/double_bits.h"
#include "vm/types/float_text.h"
#include "vm/types/integer.h"
#include "vm/types/list.h"
#include "vm/types/numbers.h"
#include "vm/types/string.h"

enum LevelKind { LEVEL_ARRAY, LEVEL_OBJECT, LEVEL_DEFAULT };
enum { LEVEL_WORDS = 3, KIND_BITS = 2 };

typedef struct Encoder {
    Isolate *isolate;
    StringBuilder *builder;
    Value fallback, indent, item_separator, key_separator;
    bool ensure_ascii, check_circular, allow_nan, sort_keys, skip_keys;
    List *stack;
} Encoder;

/* ---- Text ---- */

static bool write_escape(StringBuilder *builder, uint32_t unit) {
    static const char digits[] = "0123456789abcdef";
    const char text[] = {'\\',
                         'u',
                         digits[unit >> 12 & 15],
                         digits[unit >> 8 & 15],
                         digits[unit >> 4 & 15],
                         digits[unit & 15]};
    return string_builder_ascii(builder, text, sizeof(text));
}

static bool write_special(StringBuilder *builder, uint32_t character) {
    static const char letters[] = {['\b'] = 'b', ['\t'] = 't', ['\n'] = 'n', ['\f'] = 'f', ['\r'] = 'r'};
    if (character == '"' || character == '\\')
        return string_builder_character(builder, '\\') && string_builder_character(builder, character);
    if (character < sizeof(letters) && letters[character])
        return string_builder_character(builder, '\\') &&
               string_builder_character(builder, (uint8_t)letters[character]);
    if (character < 0x10000)
        return write_escape(builder, character);
    character -= 0x10000;
    return write_escape(builder, 0xd800 + (character >> 10)) &&
           write_escape(builder, 0xdc00 + (character & 0x3ff));
}

static bool is_special(uint32_t character, bool ensure_ascii) {
    return character < 0x20 || character == '"' || character == '\\' || (character > 0x7e && ensure_ascii);
}

/* Where the next character lies that can't be written as it is, or the end. */
static uint32_t skip_plain(const String *string, uint32_t at, bool ensure_ascii) {
    if (string->object.detail == 1) {
        const uint8_t *bytes = string->bytes;
        while (at < string->length && !is_special(bytes[at], ensure_ascii))
            at++;
        return at;
    }
    while (at < string->length && !is_special(string_at(string, at), ensure_ascii))
        at++;
    return at;
}

static bool write_string(StringBuilder *builder, const String *string, bool ensure_ascii) {
    uint32_t from = 0;
    if (!string_builder_character(builder, '"'))
        return false;
    for (;;) {
        uint32_t stop = skip_plain(string, from, ensure_ascii);
        if (stop == string->length)
            break;
        if (!string_builder_part(builder, string, from, stop) ||
            !write_special(builder, string_at(string, stop)))
            return false;
        from = stop + 1;
    }
    return string_builder_part(builder, string, from, string->length) &&
           string_builder_character(builder, '"');
}

Value json_quote(Isolate *isolate, Value *arguments, uint32_t count) {
    (void)count;
    if (!is_string(arguments[0]))
        return raise_type(isolate, "first argument must be a string, not %T", arguments[0]);
    StringBuilder builder;
    string_builder_start(&builder, isolate);
    if (!write_string(&builder, AS(String, arguments[0]), arguments[1] != FALSE))
        return NOTHING;
    return string_builder_finish(&builder);
}

/* ---- Leaves ---- */

static bool write_small(StringBuilder *builder, int64_t number) {
    char text[20], *start = text + sizeof(text);
    uint64_t rest = number < 0 ? -(uint64_t)number : (uint64_t)number;
    do
        *--start = (char)('0' + rest % 10);
    while (rest /= 10);
    if (number < 0)
        *--start = '-';
    return string_builder_ascii(builder, start, (size_t)(text + sizeof(text) - start));
}

static bool write_integer(Encoder *encoder, Value value) {
    if (is_small(value))
        return write_small(encoder->builder, small_number(value));
    Value plain = integer_plain(encoder->isolate, value);
    Value text = plain == NOTHING ? NOTHING : integer_to_text(encoder->isolate, plain, 10, false);
    return string_builder_value(encoder->builder, text);
}

static bool write_float(Encoder *encoder, uint64_t bits) {
    if (double_is_finite(bits)) {
        char text[FLOAT_REPR_ROOM];
        return string_builder_ascii(encoder->builder, text, float_write_repr(bits, text));
    }
    if (!encoder->allow_nan) {
        raise_value_error(encoder->isolate, "Out of range float values are not JSON compliant");
        return false;
    }
    return string_builder_c(encoder->builder, double_is_nan(bits)        ? "NaN"
                                              : double_is_negative(bits) ? "-Infinity"
                                                                         : "Infinity");
}

static const char *name_of(Value value) {
    return value == NONE ? "null" : value == TRUE ? "true" : value == FALSE ? "false" : NULL;
}

static bool write_leaf(Encoder *encoder, Value value) {
    if (is_string(value))
        return write_string(encoder->builder, AS(String, value), encoder->ensure_ascii);
    const char *name = name_of(value);
    if (name)
        return string_builder_c(encoder->builder, name);
    return is_integer(value) ? write_integer(encoder, value) : write_float(encoder, float_bits(value));
}

/* ---- Levels ---- */

static Value *level(const Encoder *encoder) {
    return &encoder->stack->items->values[encoder->stack->length - LEVEL_WORDS];
}

static bool is_open(const Encoder *encoder, Value value) {
    for (uint64_t i = 0; i < encoder->stack->length; i += LEVEL_WORDS)
        if (list_get(encoder->stack, i) == value)
            return true;
    return false;
}

static bool push(Encoder *encoder, Value value, Value keys, enum LevelKind kind) {
    Isolate *isolate = encoder->isolate;
    Value stack = from_object(encoder->stack);
    if (encoder->check_circular && is_open(encoder, value)) {
        raise_value_error(isolate, "Circular reference detected");
        return false;
    }
    if (encoder->stack->length >= (uint64_t)JSON_DEPTH_LIMIT * LEVEL_WORDS) {
        raise_error(isolate, &class_RecursionError,
                    "maximum recursion depth exceeded while encoding a JSON object");
        return false;
    }
    return list_append(isolate, stack, value) && list_append(isolate, stack, keys) &&
           list_append(isolate, stack, small(kind));
}

static bool write_newline(Encoder *encoder, uint64_t depth) {
    bool written = string_builder_character(encoder->builder, '\n');
    for (uint64_t i = 0; written && i < depth; i++)
        written = string_builder_value(encoder->builder, encoder->indent);
    return written;
}

/* Levels that brackets show: default() adds none. */
static uint64_t depth_of(const Encoder *encoder) {
    uint64_t depth = 0;
    for (uint64_t i = LEVEL_WORDS - 1; i < encoder->stack->length; i += LEVEL_WORDS)
        depth += (small_number(list_get(encoder->stack, i)) & ((1 << KIND_BITS) - 1)) != LEVEL_DEFAULT;
    return depth;
}

static Value sorted_keys(Encoder *encoder, Value dictionary) {
    Value keys = list_from(encoder->isolate, dictionary);
    if (keys == NOTHING)
        return NOTHING;
    heap_keep(encoder->isolate, keys);
    return list_sort(encoder->isolate, keys, NONE, false) ? keys : NOTHING;
}

static bool open_container(Encoder *encoder, Value value) {
    bool is_object = is_dictionary(value);
    uint64_t length = is_object ? AS(Dictionary, value)->length : sequence_length(value);
    if (!length)
        return string_builder_c(encoder->builder, is_object ? "{}" : "[]");
    Value keys = is_object && encoder->sort_keys ? sorted_keys(encoder, value) : NONE;
    return keys != NOTHING && push(encoder, value, keys, is_object ? LEVEL_OBJECT : LEVEL_ARRAY) &&
           string_builder_character(encoder->builder, is_object ? '{' : '[');
}

static bool close_container(Encoder *encoder, bool is_object) {
    encoder->stack->length -= LEVEL_WORDS;
    if (encoder->indent != NONE && !write_newline(encoder, depth_of(encoder)))
        return false;
    return string_builder_character(encoder->builder, is_object ? '}' : ']');
}

/* Writes what is a leaf, opens what is a container, and asks default() for a substitute of what is neither.
 */
static bool write_value(Encoder *encoder, Value value) {
    for (;;) {
        if (is_string(value) || name_of(value) || is_integer(value) || is_float(value))
            return write_leaf(encoder, value);
        if (is_list(value) || is_tuple(value) || is_dictionary(value))
            return open_container(encoder, value);
        if (!push(encoder, value, NONE, LEVEL_DEFAULT))
            return false;
        value = call(encoder->isolate, encoder->fallback, &value, 1);
        if (value == NOTHING)
            return false;
        heap_keep(encoder->isolate, value);
    }
}

/* ---- Elements ---- */

static bool write_separator(Encoder *encoder, bool is_first) {
    if (!is_first && !string_builder_value(encoder->builder, encoder->item_separator))
        return false;
    return encoder->indent == NONE || write_newline(encoder, depth_of(encoder));
}

/* 1 written, 0 to be skipped, -1 failed. */
static int write_key(Encoder *encoder, Value key, bool is_first) {
    bool is_text = is_string(key);
    if (!is_text && !name_of(key) && !is_integer(key) && !is_float(key)) {
        if (!encoder->skip_keys)
            raise_type(encoder->isolate, "keys must be str, int, float, bool or None, not %T", key);
        return encoder->skip_keys ? 0 : -1;
    }
    bool written = write_separator(encoder, is_first) &&
                   (is_text || string_builder_character(encoder->builder, '"')) && write_leaf(encoder, key) &&
                   (is_text || string_builder_character(encoder->builder, '"')) &&
                   string_builder_value(encoder->builder, encoder->key_separator);
    return written ? 1 : -1;
}

/* The next entry of an object: false at the end or with an exception. */
static bool next_entry(Encoder *encoder, uint32_t *position, Value *key, Value *value) {
    const Value *here = level(encoder);
    if (here[1] == NONE)
        return dictionary_next(AS(Dictionary, here[0]), position, key, value);
    const List *keys = AS(List, here[1]);
    if (*position >= keys->length)
        return false;
    *key = list_get(keys, (*position)++);
    *value = dictionary_get(encoder->isolate, here[0], *key);
    if (*value == UNDEFINED)
        *value = raise_error(encoder->isolate, &class_RuntimeError, "dictionary changed during encoding");
    return *value != NOTHING;
}

/* The position counts from 0 in objects' tables, so bit 31 of it says that something has been written. */
enum { WRITTEN = 1u << 31 };

static bool write_entry(Encoder *encoder, uint64_t progress) {
    uint32_t position = (uint32_t)progress & ~WRITTEN;
    bool is_first = !(progress & WRITTEN);
    Value key, value;
    for (;;) {
        if (!next_entry(encoder, &position, &key, &value)) {
            if (encoder->isolate->exception != NOTHING)
                return false;
            return close_container(encoder, true);
        }
        int written = write_key(encoder, key, is_first);
        if (written < 0)
            return false;
        if (written > 0)
            break;
    }
    level(encoder)[2] = small((int64_t)(position | WRITTEN) << KIND_BITS | LEVEL_OBJECT);
    return write_value(encoder, value);
}

static bool write_element(Encoder *encoder, uint64_t index) {
    Value sequence = level(encoder)[0];
    if (index >= sequence_length(sequence))
        return close_container(encoder, false);
    level(encoder)[2] = small((int64_t)(index + 1) << KIND_BITS | LEVEL_ARRAY);
    return write_separator(encoder, index == 0) && write_value(encoder, sequence_get(sequence, index));
}

static bool write_next(Encoder *encoder) {
    int64_t state = small_number(level(encoder)[2]);
    uint64_t progress = (uint64_t)state >> KIND_BITS;
    switch ((enum LevelKind)(state & ((1 << KIND_BITS) - 1))) {
    case LEVEL_ARRAY:
        return write_element(encoder, progress);
    case LEVEL_OBJECT:
        return write_entry(encoder, progress);
    case LEVEL_DEFAULT:
        encoder->stack->length -= LEVEL_WORDS;
        return true;
    }
    return false;
}

static bool write_all(Encoder *encoder, Value value) {
    if (!write_value(encoder, value))
        return false;
    while (encoder->stack->length) {
        HeapMark mark = heap_mark(encoder->isolate);
        if (!isolate_charge(encoder->isolate, 1) || !write_next(encoder))
            return false;
        heap_release(encoder->isolate, mark);
    }
    return true;
}

Value json_encode(Isolate *isolate, Value *arguments, uint32_t count) {
    (void)count;
    if ((arguments[2] != NONE && !is_string(arguments[2])) || !is_string(arguments[3]) ||
        !is_string(arguments[4]))
        return raise_type(isolate, "indent and separators must be strings");
    Value stack = list_new(isolate, 0, NULL);
    if (stack == NOTHING)
        return NOTHING;
    StringBuilder builder;
    Encoder encoder = {
        .isolate = isolate,
        .builder = &builder,
        .fallback = arguments[1],
        .indent = arguments[2],
        .item_separator = arguments[3],
        .key_separator = arguments[4],
        .ensure_ascii = arguments[5] == TRUE,
        .check_circular = arguments[6] == TRUE,
        .allow_nan = arguments[7] == TRUE,
        .sort_keys = arguments[8] == TRUE,
        .skip_keys = arguments[9] == TRUE,
        .stack = AS(List, heap_keep(isolate, stack)),
    };
    string_builder_start(&builder, isolate);
    if (!write_all(&encoder, arguments[0]))
        return NOTHING;
    return string_builder_finish(&builder);
}

static const Native natives[] = {
    NATIVE(json_decode, "decode", 8, 8, NATIVE_ANY),
    NATIVE(json_encode, "encode", 10, 10, NATIVE_ANY),
    NATIVE(json_quote, "quote", 2, 2, NATIVE_ANY),
    METHODS_END,
};

const struct NativeModule json_module = {.name = "_json", .natives = natives};
