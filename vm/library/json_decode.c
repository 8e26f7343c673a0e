/*
 * _json.decode(): JSON text to values.
 *
 *     decode(text, start, object_hook, object_pairs_hook, parse_float, parse_int, parse_constant, strict)
 *
 * gives (value, end), or (None, position, message) where the text is wrong: library/json/decoder.py makes the
 * exception. Hooks may be None.
 */
#include "vm/library/json.h"

#include "vm/names.h"
#include "vm/types/classes.h"
#include "vm/types/containers.h"
#include "vm/types/numbers.h"
#include "vm/types/string.h"

enum {
    END = 0xffffffff,  /* the character behind the text */
    LEVEL_WORDS = 2,   /* of the stack: the container, the key that waits for its value */
    KEY_PLACES = 64,   /* keys remembered, so that equal ones are one object */
    SMALL_DIGITS = 18, /* decimal digits that surely fit a small integer */
};

typedef struct Decoder {
    Isolate *isolate;
    const String *text;
    uint32_t at;
    Value object_hook, pairs_hook, parse_float, parse_int, parse_constant;
    bool strict;
    List *stack;
    Tuple *keys;
    const char *message; /* what is wrong with the text, at `position`; NULL: nothing so far */
    uint32_t position;
} Decoder;

static Value wrong(Decoder *decoder, const char *message, uint32_t position) {
    decoder->message = message;
    decoder->position = position;
    return NOTHING;
}

static uint32_t peek(const Decoder *decoder) {
    return decoder->at < decoder->text->length ? string_at(decoder->text, decoder->at) : END;
}

static uint32_t skip_space(Decoder *decoder) {
    uint32_t character;
    while ((character = peek(decoder)) == ' ' || character == '\n' || character == '\r' || character == '\t')
        decoder->at++;
    return character;
}

/* ---- Strings ---- */

static int digit_of(uint32_t character) {
    if (character >= '0' && character <= '9')
        return (int)character - '0';
    character |= 0x20;
    return character >= 'a' && character <= 'f' ? (int)character - 'a' + 10 : -1;
}

/* The four digits from `at` on, or -1. */
static int64_t hexadecimal(const Decoder *decoder, uint32_t at) {
    int64_t number = 0;
    if (at + 4 >= decoder->text->length)
        return -1;
    for (uint32_t i = at; i < at + 4; i++) {
        int digit = digit_of(string_at(decoder->text, i));
        if (digit < 0)
            return -1;
        number = number << 4 | digit;
    }
    return number;
}

/* \uXXXX, `at` behind the u; two halves of a pair are one character. -1: wrong. */
static int64_t unicode_escape(Decoder *decoder) {
    int64_t first = hexadecimal(decoder, decoder->at);
    if (first < 0)
        return wrong(decoder, "Invalid \\uXXXX escape", decoder->at - 1), -1;
    decoder->at += 4;
    uint32_t at = decoder->at;
    if (first < 0xd800 || first > 0xdbff || at + 6 >= decoder->text->length ||
        string_at(decoder->text, at) != '\\' || string_at(decoder->text, at + 1) != 'u')
        return first;
    int64_t second = hexadecimal(decoder, at + 2);
    if (second < 0xdc00 || second > 0xdfff)
        return second < 0 ? wrong(decoder, "Invalid \\uXXXX escape", at + 1), -1 : first;
    decoder->at += 6;
    return 0x10000 + ((first - 0xd800) << 10) + (second - 0xdc00);
}

static int64_t escape(Decoder *decoder) {
    uint32_t character = peek(decoder);
    decoder->at++;
    switch (character) {
    case '"':
    case '\\':
    case '/':
        return character;
    case 'b':
        return '\b';
    case 'f':
        return '\f';
    case 'n':
        return '\n';
    case 'r':
        return '\r';
    case 't':
        return '\t';
    case 'u':
        return unicode_escape(decoder);
    }
    return wrong(decoder, "Invalid \\escape", decoder->at - 2), -1;
}

/* Skips plain characters; the one that ends them. */
static uint32_t skip_plain(Decoder *decoder) {
    const String *text = decoder->text;
    uint32_t at = decoder->at, character = END;
    for (; at < text->length; at++) {
        character = string_at(text, at);
        if (character == '"' || character == '\\' || (character < 0x20 && decoder->strict))
            break;
    }
    decoder->at = at;
    return at < text->length ? character : (uint32_t)END;
}

/* The rest of a string with escapes; `start` is where its first character lies. */
static Value string_with_escapes(Decoder *decoder, uint32_t start) {
    StringBuilder builder;
    string_builder_start(&builder, decoder->isolate);
    uint32_t begin = start - 1, from = start;
    for (;;) {
        uint32_t character = skip_plain(decoder);
        if (!string_builder_part(&builder, decoder->text, from, decoder->at))
            return NOTHING;
        if (character == END)
            return wrong(decoder, "Unterminated string starting at", begin);
        if (character < 0x20)
            return wrong(decoder, "Invalid control character at", decoder->at);
        decoder->at++;
        if (character == '"')
            return string_builder_finish(&builder);
        if (decoder->at == decoder->text->length)
            return wrong(decoder, "Unterminated string starting at", begin);
        int64_t escaped = escape(decoder);
        if (escaped < 0 || !string_builder_character(&builder, (uint32_t)escaped))
            return NOTHING;
        from = decoder->at;
    }
}

/* A string, `at` on its first quote. */
static Value decode_string(Decoder *decoder) {
    uint32_t start = ++decoder->at;
    if (skip_plain(decoder) != '"')
        return string_with_escapes(decoder, start);
    return string_slice(decoder->isolate, decoder->text, start, decoder->at++);
}

static bool lies_at(const String *key, const String *text, uint32_t start, uint32_t length) {
    if (key->length != length || key->object.detail != 1)
        return false;
    if (text->object.detail == 1)
        return !__builtin_memcmp(key->bytes, text->bytes + start, length);
    for (uint32_t i = 0; i < length; i++)
        if (string_at(text, start + i) != key->bytes[i])
            return false;
    return true;
}

/* The same for an object's key: an equal one that is remembered, or a fresh string that will be. */
static Value decode_key(Decoder *decoder) {
    uint32_t start = decoder->at + 1, hash = 0;
    decoder->at = start;
    if (skip_plain(decoder) != '"') {
        return string_with_escapes(decoder, start);
    }
    uint32_t length = decoder->at++ - start;
    for (uint32_t i = 0; i < length; i++)
        hash = hash * 31 + string_at(decoder->text, start + i);
    Value *place = &decoder->keys->values[(hash ^ hash >> 8) % KEY_PLACES];
    if (is_string(*place) && lies_at(AS(String, *place), decoder->text, start, length))
        return *place;
    Value key = string_slice(decoder->isolate, decoder->text, start, start + length);
    if (key != NOTHING)
        heap_store(decoder->isolate, &decoder->keys->object, place, key);
    return key;
}

/* ---- Numbers and names ---- */

static bool is_digit(uint32_t character) { return character >= '0' && character <= '9'; }

static uint32_t skip_digits(Decoder *decoder) {
    while (is_digit(peek(decoder)))
        decoder->at++;
    return peek(decoder);
}

/* A number's text as ASCII bytes, where it lies if it can. */
static const char *ascii_at(Decoder *decoder, uint32_t start) {
    if (decoder->text->object.detail == 1)
        return (const char *)decoder->text->bytes + start;
    Value part = string_slice(decoder->isolate, decoder->text, start, decoder->at);
    return part == NOTHING ? NULL : (const char *)AS(String, heap_keep(decoder->isolate, part))->bytes;
}

static Value hooked(Decoder *decoder, Value hook, uint32_t start) {
    Value part = string_slice(decoder->isolate, decoder->text, start, decoder->at);
    if (part == NOTHING)
        return NOTHING;
    heap_keep(decoder->isolate, part);
    return call(decoder->isolate, hook, &part, 1);
}

static Value small_integer(const Decoder *decoder, uint32_t start) {
    int64_t number = 0;
    bool negative = string_at(decoder->text, start) == '-';
    for (uint32_t i = start + negative; i < decoder->at; i++)
        number = number * 10 + (string_at(decoder->text, i) - '0');
    return small(negative ? -number : number);
}

static Value decode_constant(Decoder *decoder, const char *name) {
    uint32_t start = decoder->at, length = (uint32_t)__builtin_strlen(name);
    decoder->at += length;
    if (decoder->parse_constant != NONE)
        return hooked(decoder, decoder->parse_constant, start);
    return float_from_text(decoder->isolate, name, length, NONE);
}

static bool follows(const Decoder *decoder, const char *name) {
    for (uint32_t i = 0; name[i]; i++)
        if (decoder->at + i >= decoder->text->length ||
            string_at(decoder->text, decoder->at + i) != (uint8_t)name[i])
            return false;
    return true;
}

/* The fraction and exponent, as far as they are whole; whether there is any. */
static bool skip_fraction(Decoder *decoder) {
    bool found = false;
    uint32_t before = decoder->at;
    if (peek(decoder) == '.') {
        decoder->at++;
        if (is_digit(peek(decoder))) {
            skip_digits(decoder);
            found = true;
            before = decoder->at;
        }
        decoder->at = before;
    }
    if ((peek(decoder) | 0x20) == 'e') {
        decoder->at++;
        if (peek(decoder) == '+' || peek(decoder) == '-')
            decoder->at++;
        if (is_digit(peek(decoder))) {
            skip_digits(decoder);
            return true;
        }
        decoder->at = before;
    }
    return found;
}

static Value decode_number(Decoder *decoder) {
    uint32_t start = decoder->at;
    if (peek(decoder) == '-')
        decoder->at++;
    uint32_t first = peek(decoder);
    if (!is_digit(first)) {
        decoder->at = start;
        return follows(decoder, "-Infinity") ? decode_constant(decoder, "-Infinity")
                                             : wrong(decoder, "Expecting value", start);
    }
    decoder->at++;
    if (first != '0')
        skip_digits(decoder);
    bool is_float_text = skip_fraction(decoder);
    Value hook = is_float_text ? decoder->parse_float : decoder->parse_int;
    if (hook != NONE)
        return hooked(decoder, hook, start);
    if (!is_float_text && decoder->at - start <= SMALL_DIGITS)
        return small_integer(decoder, start);
    const char *text = ascii_at(decoder, start);
    if (!text || !isolate_charge(decoder->isolate, (decoder->at - start) / 4))
        return NOTHING;
    return is_float_text ? float_from_text(decoder->isolate, text, decoder->at - start, NONE)
                         : integer_from_text(decoder->isolate, text, decoder->at - start, 10, NONE);
}

static Value decode_name(Decoder *decoder, const char *name, Value value) {
    if (!follows(decoder, name))
        return wrong(decoder, "Expecting value", decoder->at);
    decoder->at += (uint32_t)__builtin_strlen(name);
    return value;
}

/* A value that holds no others. */
static Value decode_leaf(Decoder *decoder) {
    switch (peek(decoder)) {
    case '"':
        return decode_string(decoder);
    case 't':
        return decode_name(decoder, "true", TRUE);
    case 'f':
        return decode_name(decoder, "false", FALSE);
    case 'n':
        return decode_name(decoder, "null", NONE);
    case 'N':
        return follows(decoder, "NaN") ? decode_constant(decoder, "NaN")
                                       : wrong(decoder, "Expecting value", decoder->at);
    case 'I':
        return follows(decoder, "Infinity") ? decode_constant(decoder, "Infinity")
                                            : wrong(decoder, "Expecting value", decoder->at);
    }
    return decode_number(decoder);
}

/* ---- Containers ---- */

/* The innermost open container, and the key that waits for its value: NONE in an array. */
static Value container(const Decoder *decoder) {
    return list_get(decoder->stack, decoder->stack->length - LEVEL_WORDS);
}

static Value waiting_key(const Decoder *decoder) {
    return list_get(decoder->stack, decoder->stack->length - 1);
}

static bool open_container(Decoder *decoder, bool is_object) {
    Isolate *isolate = decoder->isolate;
    if (decoder->stack->length >= (uint64_t)JSON_DEPTH_LIMIT * LEVEL_WORDS) {
        raise_error(isolate, &class_RecursionError,
                    "maximum recursion depth exceeded while decoding a JSON %s from a unicode string",
                    is_object ? "object" : "array");
        return false;
    }
    bool is_dictionary_wanted = is_object && decoder->pairs_hook == NONE;
    Value made = is_dictionary_wanted ? dictionary_new(isolate, 0) : list_new(isolate, 0, NULL);
    decoder->at++;
    return made != NOTHING && list_append(isolate, from_object(decoder->stack), heap_keep(isolate, made)) &&
           list_append(isolate, from_object(decoder->stack), is_object ? NAME(empty) : NONE);
}

/* The key and its colon; `at` is on what should be the key's quote. */
static bool next_key(Decoder *decoder) {
    if (peek(decoder) != '"') {
        wrong(decoder, "Expecting property name enclosed in double quotes", decoder->at);
        return false;
    }
    Value key = decode_key(decoder);
    if (key == NOTHING)
        return false;
    list_set(decoder->isolate, decoder->stack, decoder->stack->length - 1, key);
    if (skip_space(decoder) != ':') {
        wrong(decoder, "Expecting ':' delimiter", decoder->at);
        return false;
    }
    decoder->at++;
    skip_space(decoder);
    return true;
}

/* Takes the innermost container off; what the hooks make of it. */
static Value close_container(Decoder *decoder) {
    Isolate *isolate = decoder->isolate;
    Value made = heap_keep(isolate, container(decoder));
    bool is_object = waiting_key(decoder) != NONE;
    decoder->stack->length -= LEVEL_WORDS;
    decoder->at++;
    if (is_object && decoder->pairs_hook != NONE)
        return call(isolate, decoder->pairs_hook, &made, 1);
    return is_object && decoder->object_hook != NONE ? call(isolate, decoder->object_hook, &made, 1) : made;
}

static bool add_to_container(Decoder *decoder, Value value) {
    Isolate *isolate = decoder->isolate;
    Value into = container(decoder), key = waiting_key(decoder);
    if (key == NONE)
        return list_append(isolate, into, value);
    if (decoder->pairs_hook == NONE)
        return dictionary_set(isolate, into, key, value);
    Value pair = tuple_new(isolate, 2, (Value[]){key, value});
    return pair != NOTHING && list_append(isolate, into, heap_keep(isolate, pair));
}

/* After a value in a container: true at the next one, false at the container's end or a mistake. */
static bool next_element(Decoder *decoder) {
    bool is_object = waiting_key(decoder) != NONE;
    uint32_t character = skip_space(decoder);
    if (character == (is_object ? '}' : ']'))
        return false;
    if (character != ',') {
        wrong(decoder, "Expecting ',' delimiter", decoder->at);
        return false;
    }
    decoder->at++;
    skip_space(decoder);
    return is_object ? next_key(decoder) : true;
}

static bool failed(const Decoder *decoder) {
    return decoder->message || decoder->isolate->exception != NOTHING;
}

/* The next value that is complete: a leaf or an empty container. `at` is on its first character. */
static Value decode_first(Decoder *decoder) {
    for (;;) {
        uint32_t character = peek(decoder);
        if (character != '{' && character != '[')
            return decode_leaf(decoder);
        if (!open_container(decoder, character == '{'))
            return NOTHING;
        if (skip_space(decoder) == (character == '{' ? '}' : ']'))
            return close_container(decoder);
        if (character == '{' && !next_key(decoder))
            return NOTHING;
    }
}

static Value decode_all(Decoder *decoder) {
    for (;;) {
        HeapMark mark = heap_mark(decoder->isolate);
        Value value = isolate_charge(decoder->isolate, 1) ? decode_first(decoder) : NOTHING;
        for (;;) {
            if (value == NOTHING || decoder->stack->length == 0)
                return value;
            heap_keep(decoder->isolate, value);
            if (!add_to_container(decoder, value))
                return NOTHING;
            bool more = next_element(decoder);
            if (failed(decoder))
                return NOTHING;
            heap_release(decoder->isolate, mark);
            if (more)
                break;
            value = close_container(decoder);
        }
    }
}

static Value report(Decoder *decoder, Value value) {
    Isolate *isolate = decoder->isolate;
    if (value != NOTHING)
        return tuple_new(isolate, 2, (Value[]){heap_keep(isolate, value), small(decoder->at)});
    if (!decoder->message)
        return NOTHING;
    Value message = string_from_c(isolate, decoder->message);
    if (message == NOTHING)
        return NOTHING;
    heap_keep(isolate, message);
    return tuple_new(isolate, 3, (Value[]){NONE, small(decoder->position), message});
}

Value json_decode(Isolate *isolate, Value *arguments, uint32_t count) {
    (void)count;
    int64_t start;
    if (!is_string(arguments[0]))
        return raise_type(isolate, "first argument must be a string, not %T", arguments[0]);
    if (!operate_index(isolate, arguments[1], &start))
        return NOTHING;
    const String *text = AS(String, arguments[0]);
    Value stack = list_new(isolate, 0, NULL);
    heap_keep(isolate, stack);
    Value keys = stack == NOTHING ? NOTHING : tuple_new(isolate, KEY_PLACES, NULL);
    if (keys == NOTHING || !isolate_charge(isolate, text->length / 16))
        return NOTHING;
    Decoder decoder = {
        .isolate = isolate,
        .text = text,
        .at = start < 0 || start > text->length ? text->length : (uint32_t)start,
        .object_hook = arguments[2],
        .pairs_hook = arguments[3],
        .parse_float = arguments[4],
        .parse_int = arguments[5],
        .parse_constant = arguments[6],
        .strict = arguments[7] != FALSE,
        .stack = AS(List, stack),
        .keys = AS(Tuple, heap_keep(isolate, keys)),
    };
    return report(&decoder, decode_all(&decoder));
}
