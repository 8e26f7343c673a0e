/* bytes.decode(): text from bytes by a codec (codec.h), and what error handlers make of bytes that are none.
 */
#include "vm/types/codec.h"

#include "vm/format.h"
#include "vm/isolate.h"
#include "vm/memory.h"
#include "vm/types/bytes.h"
#include "vm/types/classes.h"
#include "vm/types/string.h"
#include "vm/types/utf8.h"

typedef struct Input {
    const uint8_t *bytes;
    uint64_t size, at;
    const Codec *codec;
    bool big;
    const char *name;
} Input;

/* One character; if it isn't one, `bad` bytes from `at` on are to be skipped, and why. */
typedef struct Decoded {
    uint32_t character;
    size_t length; /* 0: none */
    size_t bad;
    const char *why;
} Decoded;

static uint32_t unit_at(const Input *input, uint64_t at, uint32_t width) {
    uint32_t unit = 0;
    for (uint32_t i = 0; i < width; i++)
        unit |= (uint32_t)input->bytes[at + i] << 8 * (input->big ? width - 1 - i : i);
    return unit;
}

static Decoded decode_utf16(const Input *input) {
    uint64_t left = input->size - input->at;
    if (left < 2)
        return (Decoded){.bad = left, .why = "truncated data"};
    uint32_t unit = unit_at(input, input->at, 2);
    if (!is_surrogate(unit))
        return (Decoded){.character = unit, .length = 2};
    if (unit >= 0xdc00)
        return (Decoded){.bad = 2, .why = "illegal encoding"};
    if (left < 4)
        return (Decoded){.bad = left, .why = "unexpected end of data"};
    uint32_t other = unit_at(input, input->at + 2, 2);
    if (other < 0xdc00 || other > 0xdfff)
        return (Decoded){.bad = 2, .why = "illegal UTF-16 surrogate"};
    return (Decoded){.character = 0x10000 + ((unit & 0x3ff) << 10 | (other & 0x3ff)), .length = 4};
}

static Decoded decode_utf32(const Input *input) {
    uint64_t left = input->size - input->at;
    if (left < 4)
        return (Decoded){.bad = left, .why = "truncated data"};
    uint32_t unit = unit_at(input, input->at, 4);
    if (unit > 0x10ffff)
        return (Decoded){.bad = 4, .why = "code point not in range(0x110000)"};
    if (is_surrogate(unit))
        return (Decoded){.bad = 4, .why = "code point in surrogate code point range(0xd800, 0xe000)"};
    return (Decoded){.character = unit, .length = 4};
}

static Decoded decode_one(const Input *input) {
    Decoded decoded = {.character = input->bytes[input->at], .length = 1, .bad = 1};
    switch (input->codec->family) {
    case FAMILY_UTF_8:
        decoded.length = utf8_decode(input->bytes + input->at, input->size - input->at, &decoded.character,
                                     &decoded.bad, &decoded.why);
        return decoded;
    case FAMILY_UTF_16:
        return decode_utf16(input);
    case FAMILY_UTF_32:
        return decode_utf32(input);
    case FAMILY_ASCII:
        decoded.length = decoded.character < 0x80;
        decoded.why = "ordinal not in range(128)";
        return decoded;
    default:
        return decoded;
    }
}

/* ---- Handlers ---- */

/* Bytes beyond ASCII, four at most, as surrogates: how many were taken. */
static size_t escape_bytes(StringBuilder *builder, const uint8_t *bytes, size_t count) {
    size_t taken = 0;
    for (; taken < count && taken < 4 && bytes[taken] >= 0x80; taken++)
        string_builder_character(builder, 0xdc00u + bytes[taken]);
    return taken;
}

/* A surrogate as the codec would have written it: its size, or 0. */
static size_t pass_surrogate(StringBuilder *builder, const Input *input) {
    static const size_t sizes[] = {[FAMILY_UTF_8] = 3, [FAMILY_UTF_16] = 2, [FAMILY_UTF_32] = 4};
    size_t size = sizes[input->codec->family];
    if (input->codec->family == FAMILY_ASCII || input->size - input->at < size)
        return 0;
    const uint8_t *bytes = input->bytes + input->at;
    uint32_t unit = 0;
    if (input->codec->family != FAMILY_UTF_8)
        unit = unit_at(input, input->at, (uint32_t)size);
    else if (bytes[0] == 0xed && (bytes[1] & 0xc0) == 0x80 && (bytes[2] & 0xc0) == 0x80)
        unit = 0xd000 | (bytes[1] & 0x3fu) << 6 | (bytes[2] & 0x3fu);
    return is_surrogate((int)unit) && unit < 0xe000 && string_builder_character(builder, unit) ? size : 0;
}

/* Puts what stands for bytes that can't be decoded: how many bytes that took, 0 if the handler doesn't know.
 */
static size_t put_undecodable(StringBuilder *builder, enum Handler handler, const Input *input, size_t bad) {
    const uint8_t *bytes = input->bytes + input->at;
    char text[8];
    switch (handler) {
    case HANDLER_IGNORE:
        return bad;
    case HANDLER_REPLACE:
        string_builder_character(builder, 0xfffd);
        return bad;
    case HANDLER_BACKSLASH:
        for (size_t i = 0; i < bad; i++)
            string_builder_ascii(builder, text,
                                 format_text(text, sizeof(text), "\\x%02x", (unsigned)bytes[i]));
        return bad;
    case HANDLER_SURROGATE_ESCAPE:
        return escape_bytes(builder, bytes, bad);
    case HANDLER_SURROGATE_PASS:
        return pass_surrogate(builder, input);
    default:
        return 0;
    }
}

static void raise_not_decodable(Isolate *isolate, enum Handler handler, Value errors, const Input *input,
                                const Decoded *decoded) {
    if (handler == HANDLER_UNKNOWN) {
        codec_refuse_handler(isolate, input->codec, true, errors);
    } else if (handler >= HANDLER_CHARACTER_REFERENCE) {
        static const char cannot[] = "don't know how to handle UnicodeDecodeError in error callback";
        if (!codec_registered(input->codec))
            raise_type(isolate, "%s", cannot);
        else
            raise_type(isolate, "decoding with '%s' codec failed (TypeError: %s)",
                       codec_registered(input->codec), cannot);
    } else if (isolate_charge(isolate, input->size / 16)) {
        Value object = bytes_new(isolate, input->bytes, input->size);
        if (object != NOTHING)
            codec_error(isolate, &class_UnicodeDecodeError, input->name, object, input->at,
                        input->at + decoded->bad, decoded->why);
    }
}

static void decode_all(StringBuilder *builder, Value errors, Input *input) {
    enum Handler handler = codec_handler(errors);
    while (input->at < input->size && !builder->failed) {
        Decoded decoded = decode_one(input);
        if (decoded.length > 0) {
            string_builder_character(builder, decoded.character);
            input->at += decoded.length;
            continue;
        }
        size_t taken = put_undecodable(builder, handler, input, decoded.bad);
        input->at += taken;
        if (!taken && !builder->failed) {
            raise_not_decodable(builder->isolate, handler, errors, input, &decoded);
            builder->failed = true;
        }
    }
}

/* ---- The ways in ---- */

/* A byte order mark says which order follows. */
static void read_mark(Input *input) {
    static const char *const little[] = {
        [FAMILY_UTF_8] = "utf-8", [FAMILY_UTF_16] = "utf-16-le", [FAMILY_UTF_32] = "utf-32-le"};
    static const char *const big[] = {[FAMILY_UTF_16] = "utf-16-be", [FAMILY_UTF_32] = "utf-32-be"};
    enum CodecFamily family = input->codec->family;
    uint32_t width = family == FAMILY_UTF_16 ? 2 : 4;
    input->name = little[family];
    if (family == FAMILY_UTF_8) {
        bool marked = input->size >= 3 && memcmp(input->bytes, "\xef\xbb\xbf", 3) == 0;
        input->at = marked ? 3 : 0;
    } else if (input->size >= width) {
        uint32_t unit = unit_at(input, 0, width);
        input->big = unit == (family == FAMILY_UTF_16 ? 0xfffe : 0xfffe0000);
        input->at = unit == 0xfeff || input->big ? width : 0;
        input->name = input->big ? big[family] : little[family];
    }
}

/* Well-formed UTF-8: how many characters, and the bits of all of them; -1: it isn't. */
static int64_t utf8_measure(const uint8_t *bytes, uint64_t size, uint32_t *bits) {
    int64_t count = 0;
    *bits = 0;
    for (uint64_t at = 0; at < size; count++) {
        uint32_t character = bytes[at];
        size_t bad, length = 1;
        const char *why;
        if (character >= 0x80 && !(length = utf8_decode(bytes + at, size - at, &character, &bad, &why)))
            return -1;
        *bits |= character;
        at += length;
    }
    return count;
}

/* UTF-8 known to be well-formed. */
static void utf8_fill(String *string, const uint8_t *bytes) {
    for (uint32_t i = 0; i < string->length; i++) {
        uint32_t character = *bytes++;
        if (character >= 0x80) {
            uint32_t more = character < 0xe0 ? 1 : character < 0xf0 ? 2 : 3;
            character &= 0x3fu >> more;
            while (more-- > 0)
                character = character << 6 | (*bytes++ & 0x3fu);
        }
        string_put(string, i, character);
    }
}

/* What needs no handler, at once; UNDEFINED: something does. */
static Value decode_plain(Isolate *isolate, const Codec *codec, const uint8_t *bytes, uint64_t size) {
    if (size <= 1 || size > UINT32_MAX - 64)
        return UNDEFINED;
    if (bytes_are_ascii(bytes, size))
        return string_from_ascii(isolate, bytes, size);
    if (codec->family == FAMILY_LATIN_1) {
        String *string = string_new(isolate, (uint32_t)size, 1);
        if (string)
            memcpy(string->bytes, bytes, size);
        return from_object(string);
    }
    uint32_t bits;
    int64_t count = codec->family == FAMILY_UTF_8 ? utf8_measure(bytes, size, &bits) : -1;
    if (count <= 1)
        return UNDEFINED;
    String *string = string_new(isolate, (uint32_t)count, character_width(bits));
    if (string)
        utf8_fill(string, bytes);
    return from_object(string);
}

Value bytes_decode(Isolate *isolate, const uint8_t *bytes, uint64_t size, Value encoding, Value errors) {
    const Codec *codec = codec_choose(isolate, encoding);
    if (!codec || !isolate_charge(isolate, size / 4))
        return NOTHING;
    Value plain =
        codec->family < FAMILY_UTF_16 && !codec->mark ? decode_plain(isolate, codec, bytes, size) : UNDEFINED;
    if (plain != UNDEFINED)
        return plain;
    Input input = {.bytes = bytes, .size = size, .codec = codec, .big = codec->big, .name = codec->name};
    if (codec->mark)
        read_mark(&input);
    StringBuilder builder;
    string_builder_start(&builder, isolate);
    decode_all(&builder, errors, &input);
    return string_builder_finish(&builder);
}
