/* Methods that bytes and bytearray share, and that need no file of their own: case, layout, translation, text
 * and hexadecimal. */
#include "vm/types/bytes_methods.h"

#include "vm/isolate.h"
#include "vm/memory.h"
#include "vm/types/classes.h"
#include "vm/types/numbers.h"
#include "vm/types/string.h"

static bool is_lower(uint8_t byte) { return byte >= 'a' && byte <= 'z'; }
static bool is_upper(uint8_t byte) { return byte >= 'A' && byte <= 'Z'; }
static bool is_letter(uint8_t byte) { return is_lower(byte) || is_upper(byte); }
static bool is_digit(uint8_t byte) { return byte >= '0' && byte <= '9'; }
static bool is_letter_or_digit(uint8_t byte) { return is_letter(byte) || is_digit(byte); }
static bool is_ascii(uint8_t byte) { return byte < 0x80; }
static uint8_t to_lower(uint8_t byte) { return is_upper(byte) ? byte + 32 : byte; }
static uint8_t to_upper(uint8_t byte) { return is_lower(byte) ? byte - 32 : byte; }

/* ---- Questions ---- */

static Value all_are(Isolate *isolate, Value self, bool (*is)(uint8_t byte), bool when_empty) {
    Span span;
    if (!span_of(isolate, self, &span) || !isolate_charge(isolate, span.size / 16)) {
        return NOTHING;
    }
    for (uint64_t i = 0; i < span.size; i++) {
        if (!is(span.bytes[i])) {
            return FALSE;
        }
    }
    return boolean(span.size > 0 || when_empty);
}

/* Some byte is of the one case and none of the other. */
static Value one_case(Isolate *isolate, Value self, bool (*wanted)(uint8_t byte),
                      bool (*other)(uint8_t byte)) {
    Span span;
    if (!span_of(isolate, self, &span) || !isolate_charge(isolate, span.size / 16)) {
        return NOTHING;
    }
    bool found = false;
    for (uint64_t i = 0; i < span.size; i++) {
        if (other(span.bytes[i])) {
            return FALSE;
        }
        found |= wanted(span.bytes[i]);
    }
    return boolean(found);
}

#define METHOD_OF_BYTES(name)                                                                                \
    Value bytes_method_##name(Isolate *isolate, Value *arguments, uint32_t count __attribute__((unused)))
METHOD_OF_BYTES(isalnum) { return all_are(isolate, arguments[0], is_letter_or_digit, false); }
METHOD_OF_BYTES(isalpha) { return all_are(isolate, arguments[0], is_letter, false); }
METHOD_OF_BYTES(isascii) { return all_are(isolate, arguments[0], is_ascii, true); }
METHOD_OF_BYTES(isdigit) { return all_are(isolate, arguments[0], is_digit, false); }
METHOD_OF_BYTES(isspace) { return all_are(isolate, arguments[0], byte_is_space, false); }
METHOD_OF_BYTES(islower) { return one_case(isolate, arguments[0], is_lower, is_upper); }
METHOD_OF_BYTES(isupper) { return one_case(isolate, arguments[0], is_upper, is_lower); }

METHOD_OF_BYTES(istitle) {
    Span span;
    if (!span_of(isolate, arguments[0], &span) || !isolate_charge(isolate, span.size / 16)) {
        return NOTHING;
    }
    bool found = false, in_word = false;
    for (uint64_t i = 0; i < span.size; i++) {
        uint8_t byte = span.bytes[i];
        if (in_word ? is_upper(byte) : is_lower(byte)) {
            return FALSE;
        }
        in_word = is_letter(byte);
        found |= in_word;
    }
    return boolean(found);
}

/* ---- Cases ---- */

static Value map_bytes(Isolate *isolate, Value self, uint8_t (*map)(uint8_t byte, bool first, bool in_word)) {
    Span span;
    uint8_t *room;
    if (!span_of(isolate, self, &span)) {
        return NOTHING;
    }
    Value result = bytes_room_like(isolate, self, span.size, &room);
    for (uint64_t i = 0; result != NOTHING && i < span.size; i++) {
        room[i] = map(span.bytes[i], i == 0, i > 0 && is_letter(span.bytes[i - 1]));
    }
    return result;
}

#define MAP(name)                                                                                            \
    static uint8_t name(uint8_t byte, bool first __attribute__((unused)),                                    \
                        bool in_word __attribute__((unused)))
MAP(map_lower) { return to_lower(byte); }
MAP(map_upper) { return to_upper(byte); }
MAP(map_swap) { return is_upper(byte) ? to_lower(byte) : to_upper(byte); }
MAP(map_capital) { return first ? to_upper(byte) : to_lower(byte); }
MAP(map_title) { return in_word ? to_lower(byte) : to_upper(byte); }

METHOD_OF_BYTES(lower) { return map_bytes(isolate, arguments[0], map_lower); }
METHOD_OF_BYTES(upper) { return map_bytes(isolate, arguments[0], map_upper); }
METHOD_OF_BYTES(swapcase) { return map_bytes(isolate, arguments[0], map_swap); }
METHOD_OF_BYTES(capitalize) { return map_bytes(isolate, arguments[0], map_capital); }
METHOD_OF_BYTES(title) { return map_bytes(isolate, arguments[0], map_title); }

/* ---- Layout ---- */

static bool fill_byte(Isolate *isolate, const char *function, Value value, uint8_t *fill) {
    Span span = {0};
    bool good =
        (is_kind(value, KIND_BYTES) || is_kind(value, KIND_BYTEARRAY)) && span_of(isolate, value, &span);
    if (!good || span.size != 1) {
        raise_type(isolate, "%s() argument 2 must be a byte string of length 1, not %A", function, value);
        return false;
    }
    *fill = span.bytes[0];
    return true;
}

enum Side { SIDE_LEFT, SIDE_RIGHT, SIDE_CENTER };

static Value padded(Isolate *isolate, Value self, Span span, uint64_t before, uint64_t after, uint8_t fill) {
    uint8_t *room;
    Value result = bytes_room_like(isolate, self, before + span.size + after, &room);
    if (result != NOTHING && room) {
        memset(room, fill, before);
        memcpy(room + before, span.bytes, span.size);
        memset(room + before + span.size, fill, after);
    }
    return result;
}

static Value justify(Isolate *isolate, const char *function, Value *arguments, uint32_t count,
                     enum Side side) {
    Span span;
    int64_t width;
    uint8_t fill = ' ';
    if (!count_argument(isolate, arguments[1], &width) ||
        (count > 2 && !fill_byte(isolate, function, arguments[2], &fill)) ||
        !span_of(isolate, arguments[0], &span)) {
        return NOTHING;
    }
    uint64_t pad = width > (int64_t)span.size ? (uint64_t)width - span.size : 0;
    uint64_t before = side == SIDE_LEFT    ? 0
                      : side == SIDE_RIGHT ? pad
                                           : pad / 2 + (pad & (uint64_t)width & 1);
    return padded(isolate, arguments[0], span, before, pad - before, fill);
}

Value bytes_method_center(Isolate *isolate, Value *arguments, uint32_t count) {
    return justify(isolate, "center", arguments, count, SIDE_CENTER);
}
Value bytes_method_ljust(Isolate *isolate, Value *arguments, uint32_t count) {
    return justify(isolate, "ljust", arguments, count, SIDE_LEFT);
}
Value bytes_method_rjust(Isolate *isolate, Value *arguments, uint32_t count) {
    return justify(isolate, "rjust", arguments, count, SIDE_RIGHT);
}

METHOD_OF_BYTES(zfill) {
    Span span;
    int64_t width;
    if (!count_argument(isolate, arguments[1], &width) || !span_of(isolate, arguments[0], &span)) {
        return NOTHING;
    }
    uint64_t pad = width > (int64_t)span.size ? (uint64_t)width - span.size : 0;
    Value result = padded(isolate, arguments[0], span, pad, 0, '0');
    if (result != NOTHING && pad > 0 && span.size > 0 && (span.bytes[0] == '+' || span.bytes[0] == '-')) {
        uint8_t *room =
            is_kind(result, KIND_BYTES) ? AS(Bytes, result)->bytes : AS(ByteArray, result)->body->bytes;
        room[0] = span.bytes[0];
        room[pad] = '0';
    }
    return result;
}

/* Writes the expanded bytes, or only counts them when `room` is NULL. */
static uint64_t expand_tabs(Span span, int64_t tab, uint64_t most, uint8_t *room) {
    uint64_t size = 0, column = 0;
    for (uint64_t i = 0; i < span.size && size <= most; i++) {
        uint8_t byte = span.bytes[i];
        uint64_t times = byte != '\t' ? 1 : tab > 0 ? (uint64_t)tab - column % (uint64_t)tab : 0;
        if (room) {
            memset(room + size, byte == '\t' ? ' ' : byte, times);
        }
        size += times;
        column = byte == '\n' || byte == '\r' ? 0 : column + times;
    }
    return size;
}

Value bytes_method_expandtabs(Isolate *isolate, Value *arguments, uint32_t count, const Tuple *names) {
    static const char *const parameter_names[] = {"tabsize"};
    static const struct Parameters parameters = {"expandtabs", parameter_names, 1, 1, 0};
    Value bound;
    int64_t tab = 8;
    Span span;
    if (!arguments_bind(isolate, &parameters, arguments + 1, count - 1, names, &bound) ||
        (bound != UNDEFINED && !count_argument(isolate, bound, &tab)) ||
        !span_of(isolate, arguments[0], &span) || !isolate_charge(isolate, span.size / 8)) {
        return NOTHING;
    }
    uint64_t size = expand_tabs(span, tab, INT32_MAX, NULL);
    uint8_t *room = NULL;
    Value result =
        size > INT32_MAX ? raise_memory(isolate) : bytes_room_like(isolate, arguments[0], size, &room);
    if (result != NOTHING && room) {
        expand_tabs(span, tab, INT32_MAX, room);
    }
    return result;
}

static bool in_span(Span span, uint8_t byte) { return span.size && memchr(span.bytes, byte, span.size); }

static Value strip(Isolate *isolate, Value *arguments, uint32_t count, bool left, bool right) {
    static const uint8_t spaces[] = {' ', '\t', '\n', '\r', '\v', '\f'};
    Span span, gone = {spaces, sizeof(spaces)};
    if ((count > 1 && arguments[1] != NONE && !span_of(isolate, arguments[1], &gone)) ||
        !span_of(isolate, arguments[0], &span) || !isolate_charge(isolate, span.size / 16)) {
        return NOTHING;
    }
    uint64_t start = 0, stop = span.size;
    while (left && start < stop && in_span(gone, span.bytes[start])) {
        start++;
    }
    while (right && stop > start && in_span(gone, span.bytes[stop - 1])) {
        stop--;
    }
    if (stop - start == span.size && is_kind(arguments[0], KIND_BYTES) &&
        as_object(arguments[0])->class == 0) {
        return arguments[0];
    }
    return bytes_like(isolate, arguments[0], span.bytes + start, stop - start);
}

Value bytes_method_strip(Isolate *isolate, Value *arguments, uint32_t count) {
    return strip(isolate, arguments, count, true, true);
}
Value bytes_method_lstrip(Isolate *isolate, Value *arguments, uint32_t count) {
    return strip(isolate, arguments, count, true, false);
}
Value bytes_method_rstrip(Isolate *isolate, Value *arguments, uint32_t count) {
    return strip(isolate, arguments, count, false, true);
}

/* ---- Translation ---- */

enum { TABLE_SIZE = 256 };

Value bytes_method_translate(Isolate *isolate, Value *arguments, uint32_t count, const Tuple *names) {
    static const char *const parameter_names[] = {"", "delete"};
    static const struct Parameters parameters = {"translate", parameter_names, 2, 2, 1};
    Value bound[2];
    Span table = {0}, gone = {0}, span;
    if (!arguments_bind(isolate, &parameters, arguments + 1, count - 1, names, bound) ||
        (bound[0] != NONE && !span_of(isolate, bound[0], &table))) {
        return NOTHING;
    }
    if (bound[0] != NONE && table.size != TABLE_SIZE) {
        return raise_value_error(isolate, "translation table must be 256 characters long");
    }
    if ((bound[1] != UNDEFINED && !span_of(isolate, bound[1], &gone)) ||
        !span_of(isolate, arguments[0], &span)) {
        return NOTHING;
    }
    uint64_t size = 0;
    for (uint64_t i = 0; i < span.size; i++) {
        size += !in_span(gone, span.bytes[i]);
    }
    uint8_t *room;
    Value result = bytes_room_like(isolate, arguments[0], size, &room);
    for (uint64_t i = 0; result != NOTHING && i < span.size; i++) {
        if (!in_span(gone, span.bytes[i])) {
            *room++ = table.size ? table.bytes[span.bytes[i]] : span.bytes[i];
        }
    }
    return result;
}

METHOD_OF_BYTES(maketrans) {
    Span from, to;
    if (!span_of(isolate, arguments[0], &from) || !span_of(isolate, arguments[1], &to)) {
        return NOTHING;
    }
    if (from.size != to.size) {
        return raise_value_error(isolate, "maketrans arguments must have same length");
    }
    uint8_t table[TABLE_SIZE];
    for (unsigned i = 0; i < TABLE_SIZE; i++) {
        table[i] = (uint8_t)i;
    }
    for (uint64_t i = 0; i < from.size; i++) {
        table[from.bytes[i]] = to.bytes[i];
    }
    return bytes_new(isolate, table, sizeof(table));
}

/* ---- Text ---- */

Value bytes_method_decode(Isolate *isolate, Value *arguments, uint32_t count, const Tuple *names) {
    static const char *const parameter_names[] = {"encoding", "errors"};
    static const struct Parameters parameters = {"decode", parameter_names, 2, 2, 0};
    Value bound[2];
    Span span;
    if (!arguments_bind(isolate, &parameters, arguments + 1, count - 1, names, bound)) {
        return NOTHING;
    }
    for (int i = 0; i < 2; i++) {
        if (bound[i] != UNDEFINED && !is_string(bound[i])) {
            return raise_type(isolate, "decode() argument '%s' must be str, not %A", parameter_names[i],
                              bound[i]);
        }
        bound[i] = bound[i] == UNDEFINED ? NOTHING : bound[i];
    }
    return span_of(isolate, arguments[0], &span)
               ? span.size == 0 ? string_empty()
                                : bytes_decode(isolate, span.bytes, span.size, bound[0], bound[1])
               : NOTHING;
}

/* ---- Hexadecimal ---- */

/* The one ASCII character between groups. */
static bool hex_separator(Isolate *isolate, Value value, uint8_t *separator) {
    uint32_t character = 0;
    uint64_t size = 0;
    if (is_string(value)) {
        size = AS(String, value)->length;
        character = size == 1 ? string_at(AS(String, value), 0) : 0;
    } else if (is_kind(value, KIND_BYTES)) {
        size = AS(Bytes, value)->length;
        character = size == 1 ? AS(Bytes, value)->bytes[0] : 0;
    } else {
        if (operate_length(isolate, value) >= 0) {
            raise_type(isolate, "sep must be str or bytes.");
        }
        return false;
    }
    if (size != 1 || character >= 0x80) {
        raise_value_error(isolate, size != 1 ? "sep must be length 1." : "sep must be ASCII.");
        return false;
    }
    *separator = (uint8_t)character;
    return true;
}

/* Groups of `group` bytes, counted from the end; from the start if negative; 0: none. */
static Value hex_text(Isolate *isolate, Span span, uint8_t separator, int64_t group) {
    static const char digits[] = "0123456789abcdef";
    uint64_t each = group < 0 ? -(uint64_t)group : (uint64_t)group;
    StringBuilder builder;
    string_builder_start(&builder, isolate);
    builder.failed |= !isolate_charge(isolate, span.size / 4);
    for (uint64_t i = 0; i < span.size && !builder.failed; i++) {
        if (i > 0 && each > 0 && (group > 0 ? span.size - i : i) % each == 0) {
            string_builder_character(&builder, separator);
        }
        string_builder_character(&builder, (uint8_t)digits[span.bytes[i] >> 4]);
        string_builder_character(&builder, (uint8_t)digits[span.bytes[i] & 15]);
    }
    return string_builder_finish(&builder);
}

Value bytes_hex_of(Isolate *isolate, Span span, const Value *arguments, uint32_t count, const Tuple *names) {
    static const char *const parameter_names[] = {"sep", "bytes_per_sep"};
    static const struct Parameters parameters = {"hex", parameter_names, 2, 2, 0};
    Value bound[2];
    uint8_t separator = 0;
    int64_t group = 1;
    if (!arguments_bind(isolate, &parameters, arguments, count, names, bound) ||
        (bound[1] != UNDEFINED && !count_argument(isolate, bound[1], &group)) ||
        (bound[0] != UNDEFINED && !hex_separator(isolate, bound[0], &separator))) {
        return NOTHING;
    }
    return hex_text(isolate, span, separator, bound[0] == UNDEFINED ? 0 : group);
}

Value bytes_method_hex(Isolate *isolate, Value *arguments, uint32_t count, const Tuple *names) {
    Span span;
    return span_of(isolate, arguments[0], &span)
               ? bytes_hex_of(isolate, span, arguments + 1, count - 1, names)
               : NOTHING;
}

static int hex_digit(const String *text, uint32_t at) {
    uint32_t character = at < text->length ? string_at(text, at) : 0;
    if (character >= '0' && character <= '9') {
        return (int)character - '0';
    }
    character |= 0x20;
    return character >= 'a' && character <= 'f' ? (int)character - 'a' + 10 : -1;
}

/* The bytes that the text stands for, put into `room`, or -1 with *bad where it stands for none. */
static int64_t parse_hex(const String *text, uint8_t *room, uint32_t *bad) {
    int64_t size = 0;
    for (uint32_t at = 0; at < text->length;) {
        uint32_t character = string_at(text, at);
        if (character < 0x80 && byte_is_space((uint8_t)character)) {
            at++;
            continue;
        }
        int high = hex_digit(text, at), low = hex_digit(text, at + 1);
        if (high < 0 || low < 0) {
            *bad = high < 0 ? at : at + 1;
            return -1;
        }
        room[size++] = (uint8_t)(high << 4 | low);
        at += 2;
    }
    return size;
}

METHOD_OF_BYTES(fromhex) {
    if (!is_string(arguments[1])) {
        return raise_type(isolate, "fromhex() argument must be str, not %A", arguments[1]);
    }
    const String *text = AS(String, arguments[1]);
    const Class *class = AS(Class, arguments[0]);
    Value room = bytes_new(isolate, NULL, text->length / 2 + 1);
    if (room == NOTHING || !isolate_charge(isolate, text->length / 4)) {
        return NOTHING;
    }
    heap_keep(isolate, room);
    uint32_t bad = 0;
    int64_t size = parse_hex(text, AS(Bytes, room)->bytes, &bad);
    if (size < 0) {
        return raise_value_error(isolate, "non-hexadecimal number found in fromhex() arg at position %u",
                                 bad);
    }
    Value result = class == &class_bytearray ? bytearray_new(isolate, AS(Bytes, room)->bytes, (uint64_t)size)
                                             : bytes_new(isolate, AS(Bytes, room)->bytes, (uint64_t)size);
    if (result == NOTHING || class == &class_bytes || class == &class_bytearray) {
        return result;
    }
    heap_keep(isolate, result);
    return call(isolate, arguments[0], &result, 1);
}
