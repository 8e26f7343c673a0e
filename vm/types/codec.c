/*
 * The codecs by name, their errors, and str.encode(). Decoding is in codec_decode.c.
 *
 * Encoding goes over the text twice: the first round counts the bytes.
 */
#include "vm/types/codec.h"

#include "vm/format.h"
#include "vm/isolate.h"
#include "vm/memory.h"
#include "vm/types/bytes.h"
#include "vm/types/classes.h"
#include "vm/types/exception.h"
#include "vm/types/string.h"
#include "vm/types/utf8.h"

/* ---- Names ---- */

static const Codec codecs[] = {
    {"utf-8", FAMILY_UTF_8, false, false},      {"ascii", FAMILY_ASCII, false, false},
    {"latin-1", FAMILY_LATIN_1, false, false},  {"utf-16", FAMILY_UTF_16, false, true},
    {"utf-16-le", FAMILY_UTF_16, false, false}, {"utf-16-be", FAMILY_UTF_16, true, false},
    {"utf-32", FAMILY_UTF_32, false, true},     {"utf-32-le", FAMILY_UTF_32, false, false},
    {"utf-32-be", FAMILY_UTF_32, true, false},  {"utf-8", FAMILY_UTF_8, false, true},
};
enum { UTF_8, ASCII, LATIN_1, UTF_16, UTF_16_LE, UTF_16_BE, UTF_32, UTF_32_LE, UTF_32_BE, UTF_8_SIGNATURE };

/* Without case, '-', '_' and ' '. */
static const struct {
    const char *text;
    uint8_t codec;
} names[] = {
    {"utf8", UTF_8},        {"u8", UTF_8},
    {"cp65001", UTF_8},     {"ascii", ASCII},
    {"usascii", ASCII},     {"646", ASCII},
    {"latin1", LATIN_1},    {"latin", LATIN_1},
    {"l1", LATIN_1},        {"iso88591", LATIN_1},
    {"8859", LATIN_1},      {"cp819", LATIN_1},
    {"iso8859", LATIN_1},   {"utf16", UTF_16},
    {"u16", UTF_16},        {"utf16le", UTF_16_LE},
    {"utf16be", UTF_16_BE}, {"utf32", UTF_32},
    {"u32", UTF_32},        {"utf32le", UTF_32_LE},
    {"utf32be", UTF_32_BE}, {"utf8sig", UTF_8_SIGNATURE},
};

const Codec *codec_choose(Isolate *isolate, Value encoding) {
    if (encoding == NOTHING)
        return &codecs[UTF_8];
    const String *name = AS(String, encoding);
    char plain[16];
    size_t size = 0;
    for (uint32_t i = 0; i < name->length; i++) {
        uint32_t character = string_at(name, i);
        if (character == '-' || character == '_' || character == ' ')
            continue;
        if (character >= 0x80 || size + 1 == sizeof(plain)) {
            size = 0;
            break;
        }
        plain[size++] = (char)(character >= 'A' && character <= 'Z' ? character + 32 : character);
    }
    plain[size] = 0;
    for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
        if (strcmp(plain, names[i].text) == 0)
            return &codecs[names[i].codec];
    raise_error(isolate, &class_LookupError, "unknown encoding: %S", encoding);
    return NULL;
}

enum Handler codec_handler(Value errors) {
    static const char *const handlers[] = {
        "strict",          "ignore",        "replace",           "backslashreplace",
        "surrogateescape", "surrogatepass", "xmlcharrefreplace", "namereplace"};
    if (errors == NOTHING)
        return HANDLER_STRICT;
    for (int i = 0; i < HANDLER_UNKNOWN; i++)
        if (string_is(AS(String, errors), handlers[i]))
            return (enum Handler)i;
    return HANDLER_UNKNOWN;
}

Value codec_refuse_handler(Isolate *isolate, const Codec *codec, bool decoding, Value errors) {
    if (!codec_registered(codec))
        return raise_error(isolate, &class_LookupError, "unknown error handler name '%S'", errors);
    return raise_error(isolate, &class_LookupError,
                       "%s with '%s' codec failed (LookupError: unknown error handler name '%S')",
                       decoding ? "decoding" : "encoding", codec_registered(codec), errors);
}

Value codec_error(Isolate *isolate, const Class *class, const char *encoding, Value object, uint64_t start,
                  uint64_t end, const char *why) {
    HeapMark mark = heap_mark(isolate);
    Value arguments[] = {NONE, heap_keep(isolate, object), small((int64_t)start), small((int64_t)end), NONE};
    Value exception = NOTHING;
    arguments[0] = string_from_c(isolate, encoding);
    if (arguments[0] != NOTHING) {
        heap_keep(isolate, arguments[0]);
        arguments[4] = string_from_c(isolate, why);
    }
    if (arguments[0] != NOTHING && arguments[4] != NOTHING) {
        heap_keep(isolate, arguments[4]);
        exception = exception_new(isolate, class, arguments, 5);
    }
    heap_release(isolate, mark);
    return exception == NOTHING ? NOTHING : raise_value(isolate, exception);
}

/* ---- Encoding ---- */

/* Bytes put one behind the other; in the first round they are only counted. */
typedef struct Output {
    const Codec *codec;
    uint8_t *bytes; /* NULL: counting */
    uint64_t size;
} Output;

static void put_unit(Output *output, uint32_t unit, uint32_t width) {
    for (uint32_t i = 0; output->bytes && i < width; i++)
        output->bytes[output->size + i] = (uint8_t)(unit >> 8 * (output->codec->big ? width - 1 - i : i));
    output->size += width;
}

static void put_character(Output *output, uint32_t character) {
    uint8_t bytes[UTF8_LONGEST];
    switch (output->codec->family) {
    case FAMILY_UTF_8:
        for (size_t i = 0, length = utf8_encode(character, bytes); i < length; i++)
            put_unit(output, bytes[i], 1);
        break;
    case FAMILY_UTF_16:
        if (character >= 0x10000) {
            put_unit(output, 0xd7c0 + (character >> 10), 2);
            character = 0xdc00 + (character & 0x3ff);
        }
        put_unit(output, character, 2);
        break;
    case FAMILY_UTF_32:
        put_unit(output, character, 4);
        break;
    default:
        put_unit(output, character, 1);
    }
}

static void put_text(Output *output, const char *text) {
    while (*text)
        put_character(output, (uint8_t)*text++);
}

static bool encodable(const Codec *codec, uint32_t character) {
    return codec->family == FAMILY_ASCII     ? character < 0x80
           : codec->family == FAMILY_LATIN_1 ? character < 0x100
                                             : !is_surrogate(character);
}

/* Characters that can't be encoded are dealt with in runs, but for UTF-16 and UTF-32. */
static uint32_t run_end(const Codec *codec, const String *string, uint32_t start) {
    uint32_t stop = start + 1;
    while (codec->family < FAMILY_UTF_16 && stop < string->length &&
           !encodable(codec, string_at(string, stop)))
        stop++;
    return stop;
}

/* What a handler makes of a character that can't be encoded; false: it doesn't know. */
static bool put_handled(Output *output, enum Handler handler, uint32_t character) {
    char text[16] = "?";
    switch (handler) {
    case HANDLER_IGNORE:
        return true;
    case HANDLER_BACKSLASH:
    case HANDLER_NAME: /* there is no table of names, and surrogates have none */
        format_text(text, sizeof(text),
                    character < 0x100     ? "\\x%02x"
                    : character < 0x10000 ? "\\u%04x"
                                          : "\\U%08x",
                    character);
        break;
    case HANDLER_CHARACTER_REFERENCE:
        format_text(text, sizeof(text), "&#%u;", character);
        break;
    case HANDLER_REPLACE:
        break;
    case HANDLER_SURROGATE_PASS:
        if (output->codec->family == FAMILY_ASCII || output->codec->family == FAMILY_LATIN_1)
            return false;
        put_character(output, character);
        return true;
    case HANDLER_SURROGATE_ESCAPE:
        if (character < 0xdc80 || character > 0xdcff || output->codec->family >= FAMILY_UTF_16)
            return false;
        put_unit(output, character - 0xdc00, 1);
        return true;
    default:
        return false;
    }
    put_text(output, text);
    return true;
}

/* Encodes all, or stops at the run it returns the start of; the length if there is none. */
static uint32_t encode_all(Output *output, enum Handler handler, const String *string) {
    if (output->codec->mark)
        put_character(output, 0xfeff);
    for (uint32_t i = 0; i < string->length; i++) {
        uint32_t character = string_at(string, i);
        if (encodable(output->codec, character)) {
            put_character(output, character);
            continue;
        }
        uint32_t start = i, stop = run_end(output->codec, string, i);
        for (; i < stop; i++)
            if (!put_handled(output, handler, string_at(string, i)))
                return start;
        i--;
    }
    return string->length;
}

static Value raise_not_encodable(Isolate *isolate, const Codec *codec, const String *string, uint32_t start) {
    const char *why = codec->family == FAMILY_ASCII     ? "ordinal not in range(128)"
                      : codec->family == FAMILY_LATIN_1 ? "ordinal not in range(256)"
                                                        : "surrogates not allowed";
    return codec_error(isolate, &class_UnicodeEncodeError, codec->name, from_object(string), start,
                       run_end(codec, string, start), why);
}

/* The usual case, well-formed UTF-8 without ado: its size, or 0 if there are surrogates. */
static uint64_t utf8_total(const String *string) {
    uint64_t total = 0;
    for (uint32_t i = 0; i < string->length; i++) {
        uint32_t character = string_at(string, i);
        if (is_surrogate(character))
            return 0;
        total += utf8_size(character);
    }
    return total;
}

static Value encode_utf8(Isolate *isolate, const String *string, uint64_t total) {
    Value result = bytes_new(isolate, NULL, total);
    if (result == NOTHING)
        return NOTHING;
    uint8_t *to = AS(Bytes, result)->bytes;
    for (uint32_t i = 0; i < string->length; i++) {
        uint32_t character = string_at(string, i);
        if (character < 0x80)
            *to++ = (uint8_t)character;
        else
            to += utf8_encode(character, to);
    }
    return result;
}

Value string_encode(Isolate *isolate, const String *string, Value encoding, Value errors) {
    const Codec *codec = codec_choose(isolate, encoding);
    if (!codec || !isolate_charge(isolate, string->length / 4))
        return NOTHING;
    if (codec->family < FAMILY_UTF_16 && !codec->mark) {
        if (string_is_ascii(string) || (codec->family == FAMILY_LATIN_1 && string->object.detail == 1))
            return bytes_new(isolate, string->bytes, string->length);
        uint64_t total = codec->family == FAMILY_UTF_8 ? utf8_total(string) : 0;
        if (total)
            return encode_utf8(isolate, string, total);
    }
    enum Handler handler = codec_handler(errors);
    Output output = {.codec = codec};
    uint32_t stopped = encode_all(&output, handler, string);
    if (stopped < string->length)
        return handler == HANDLER_UNKNOWN ? codec_refuse_handler(isolate, codec, false, errors)
                                          : raise_not_encodable(isolate, codec, string, stopped);
    if (!isolate_charge(isolate, output.size / 4))
        return NOTHING;
    Value result = bytes_new(isolate, NULL, output.size);
    if (result != NOTHING) {
        output = (Output){.codec = codec, .bytes = AS(Bytes, result)->bytes};
        encode_all(&output, handler, string);
    }
    return result;
}
