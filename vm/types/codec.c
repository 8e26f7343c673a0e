/*
 * str.encode() and bytes.decode(): UTF-8, ASCII and Latin-1, with the error handlers strict, ignore, replace,
 * backslashreplace, surrogateescape and xmlcharrefreplace.
 */

#include "vm/format.h"
#include "vm/isolate.h"
#include "vm/memory.h"
#include "vm/types/bytes.h"
#include "vm/types/classes.h"
#include "vm/types/string.h"
#include "vm/types/utf8.h"

enum Codec { CODEC_UTF_8, CODEC_ASCII, CODEC_LATIN_1, CODEC_UNKNOWN };
enum Handler { STRICT, IGNORE, REPLACE, BACKSLASH, SURROGATE_ESCAPE, CHARACTER_REFERENCE, UNKNOWN_HANDLER };

static const char *const codec_names[] = {"utf-8", "ascii", "latin-1"};

/* A codec's name as people write it: case doesn't matter, nor do '-', '_' and ' '. */
static enum Codec codec_named(const String *name) {
    static const struct {
        const char *text;
        enum Codec codec;
    } known[] = {{"utf8", CODEC_UTF_8},    {"u8", CODEC_UTF_8},   {"ascii", CODEC_ASCII},
                 {"usascii", CODEC_ASCII}, {"646", CODEC_ASCII},  {"latin1", CODEC_LATIN_1},
                 {"latin", CODEC_LATIN_1}, {"l1", CODEC_LATIN_1}, {"iso88591", CODEC_LATIN_1}};
    char plain[16];
    size_t size = 0;
    for (uint32_t i = 0; i < name->length; i++) {
        uint32_t character = string_at(name, i);
        if (character == '-' || character == '_' || character == ' ') {
            continue;
        }
        if (character >= 0x80 || size + 1 == sizeof(plain)) {
            return CODEC_UNKNOWN;
        }
        plain[size++] = (char)(character >= 'A' && character <= 'Z' ? character + 32 : character);
    }
    plain[size] = 0;
    for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
        if (strcmp(plain, known[i].text) == 0) {
            return known[i].codec;
        }
    }
    return CODEC_UNKNOWN;
}

static enum Handler handler_named(Value errors) {
    static const char *const names[] = {"strict",           "ignore",          "replace",
                                        "backslashreplace", "surrogateescape", "xmlcharrefreplace"};
    if (errors == NOTHING) {
        return STRICT;
    }
    for (int i = 0; i < UNKNOWN_HANDLER; i++) {
        if (string_is(AS(String, errors), names[i])) {
            return (enum Handler)i;
        }
    }
    return UNKNOWN_HANDLER;
}

/* Looks both names up; false with LookupError set. */
static bool choose(Isolate *isolate, Value encoding, enum Codec *codec) {
    *codec = encoding == NOTHING ? CODEC_UTF_8 : codec_named(AS(String, encoding));
    if (*codec == CODEC_UNKNOWN) {
        raise_error(isolate, &class_LookupError, "unknown encoding: %S", encoding);
    }
    return *codec != CODEC_UNKNOWN;
}

/* ---- Encoding ---- */

/* Bytes put one behind the other; the first round only counts them. */
typedef struct Output {
    uint8_t *bytes; /* NULL: counting */
    uint64_t size;
} Output;

static void put_bytes(Output *output, const void *bytes, size_t size) {
    if (output->bytes) {
        memcpy(output->bytes + output->size, bytes, size);
    }
    output->size += size;
}

static bool encodable(enum Codec codec, uint32_t character) {
    return codec == CODEC_ASCII     ? character < 0x80
           : codec == CODEC_LATIN_1 ? character < 0x100
                                    : !is_surrogate(character);
}

static Value encoding_error(Isolate *isolate, enum Codec codec, const String *string, uint32_t start) {
    uint32_t stop = start + 1;
    while (stop < string->length && !encodable(codec, string_at(string, stop))) {
        stop++;
    }
    const char *why = codec == CODEC_ASCII     ? "ordinal not in range(128)"
                      : codec == CODEC_LATIN_1 ? "ordinal not in range(256)"
                                               : "surrogates not allowed";
    if (stop - start > 1) {
        return raise_error(isolate, &class_UnicodeEncodeError,
                           "'%s' codec can't encode characters in position %u-%u: %s", codec_names[codec],
                           start, stop - 1, why);
    }
    char shown[16];
    uint32_t character = string_at(string, start);
    format_text(shown, sizeof(shown),
                character < 0x100     ? "\\x%02x"
                : character < 0x10000 ? "\\u%04x"
                                      : "\\U%08x",
                character);
    return raise_error(isolate, &class_UnicodeEncodeError,
                       "'%s' codec can't encode character '%s' in position %u: %s", codec_names[codec], shown,
                       start, why);
}

/* What a handler makes of a character that can't be encoded; false: strict, or a name nobody knows. */
static bool put_handled(Output *output, enum Handler handler, uint32_t character) {
    char text[16];
    uint8_t byte;
    switch (handler) {
    case IGNORE:
        return true;
    case REPLACE:
        put_bytes(output, "?", 1);
        return true;
    case BACKSLASH:
        put_bytes(output, text,
                  format_text(text, sizeof(text),
                              character < 0x100     ? "\\x%02x"
                              : character < 0x10000 ? "\\u%04x"
                                                    : "\\U%08x",
                              character));
        return true;
    case CHARACTER_REFERENCE:
        put_bytes(output, text, format_text(text, sizeof(text), "&#%u;", character));
        return true;
    case SURROGATE_ESCAPE:
        if (character < 0xdc80 || character > 0xdcff) {
            return false;
        }
        byte = (uint8_t)(character - 0xdc00);
        put_bytes(output, &byte, 1);
        return true;
    default:
        return false;
    }
}

/* Encodes all, or stops at the character it returns the place of; the length if there is none. */
static uint32_t encode_all(Output *output, enum Codec codec, enum Handler handler, const String *string) {
    for (uint32_t i = 0; i < string->length; i++) {
        uint32_t character = string_at(string, i);
        uint8_t bytes[UTF8_LONGEST] = {(uint8_t)character};
        if (encodable(codec, character)) {
            put_bytes(output, bytes, codec == CODEC_UTF_8 ? utf8_encode(character, bytes) : 1);
        } else if (!put_handled(output, handler, character)) {
            return i;
        }
    }
    return string->length;
}

Value string_encode(Isolate *isolate, const String *string, Value encoding, Value errors) {
    enum Codec codec;
    if (!choose(isolate, encoding, &codec) || !isolate_charge(isolate, string->length / 4)) {
        return NOTHING;
    }
    if (string_is_ascii(string)) {
        return bytes_new(isolate, string->bytes, string->length);
    }
    enum Handler handler = handler_named(errors);
    Output output = {0};
    uint32_t stopped = encode_all(&output, codec, handler, string);
    if (stopped < string->length) {
        return handler == UNKNOWN_HANDLER
                   ? raise_error(isolate, &class_LookupError, "unknown error handler name '%S'", errors)
                   : encoding_error(isolate, codec, string, stopped);
    }
    Value result = bytes_new(isolate, NULL, output.size);
    if (result != NOTHING) {
        output = (Output){.bytes = AS(Bytes, result)->bytes};
        encode_all(&output, codec, handler, string);
    }
    return result;
}

/* ---- Decoding ---- */

static Value decoding_error(Isolate *isolate, enum Codec codec, uint8_t byte, uint64_t at, size_t bad,
                            const char *why) {
    if (bad > 1) {
        return raise_error(isolate, &class_UnicodeDecodeError,
                           "'%s' codec can't decode bytes in position %lu-%lu: %s", codec_names[codec],
                           (unsigned long)at, (unsigned long)(at + bad - 1), why);
    }
    return raise_error(isolate, &class_UnicodeDecodeError,
                       "'%s' codec can't decode byte 0x%02x in position %lu: %s", codec_names[codec],
                       (unsigned)byte, (unsigned long)at, why);
}

static bool put_undecodable(StringBuilder *builder, enum Handler handler, const uint8_t *bytes,
                            size_t count) {
    if (handler == REPLACE) {
        return string_builder_character(builder, 0xfffd);
    }
    for (size_t i = 0; i < count && handler != IGNORE; i++) {
        char text[8];
        if (handler == SURROGATE_ESCAPE) {
            string_builder_character(builder, 0xdc00u + bytes[i]);
        } else {
            string_builder_ascii(builder, text,
                                 format_text(text, sizeof(text), "\\x%02x", (unsigned)bytes[i]));
        }
    }
    return !builder->failed;
}

static void decode_all(StringBuilder *builder, enum Codec codec, Value errors, const uint8_t *bytes,
                       uint64_t size) {
    enum Handler handler = handler_named(errors);
    for (uint64_t at = 0; at < size && !builder->failed;) {
        uint32_t character = bytes[at];
        size_t bad = 1, length = 1;
        const char *why = "ordinal not in range(128)";
        if (codec == CODEC_UTF_8) {
            length = utf8_decode(bytes + at, size - at, &character, &bad, &why);
        } else if (codec == CODEC_ASCII && character >= 0x80) {
            length = 0;
        }
        if (length > 0) {
            string_builder_character(builder, character);
            at += length;
        } else if (handler == STRICT || handler >= CHARACTER_REFERENCE) {
            if (handler == UNKNOWN_HANDLER) {
                raise_error(builder->isolate, &class_LookupError, "unknown error handler name '%S'", errors);
            } else {
                decoding_error(builder->isolate, codec, bytes[at], at, bad, why);
            }
            builder->failed = true;
        } else {
            put_undecodable(builder, handler, bytes + at, bad);
            at += bad;
        }
    }
}

Value bytes_decode(Isolate *isolate, const uint8_t *bytes, uint64_t size, Value encoding, Value errors) {
    enum Codec codec;
    if (!choose(isolate, encoding, &codec) || !isolate_charge(isolate, size / 4)) {
        return NOTHING;
    }
    StringBuilder builder;
    string_builder_start(&builder, isolate);
    decode_all(&builder, codec, errors, bytes, size);
    return string_builder_finish(&builder);
}
