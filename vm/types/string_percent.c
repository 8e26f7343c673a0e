/*
 * template % values, of str and of bytes. Source: the Python library reference, printf-style String
 * Formatting.
 *
 * A template of bytes is formatted as the text of the same characters below 256, and so is the result.
 */

#include "vm/isolate.h"
#include "vm/memory.h"
#include "vm/names.h"
#include "vm/types/arguments.h"
#include "vm/types/bytes_methods.h"
#include "vm/types/classes.h"
#include "vm/types/containers.h"
#include "vm/types/float.h"
#include "vm/types/numbers.h"
#include "vm/types/string_methods.h"

/* %[(name)][flags][width][.precision]letter */
typedef struct Conversion {
    bool left, zero, plus, space, alternate;
    int64_t width, precision; /* -1: none */
    uint32_t letter;
} Conversion;

typedef struct Percent {
    Isolate *isolate;
    const String *template;
    uint32_t at;
    Value values;  /* the right operand */
    bool is_tuple; /* which takes its elements one by one */
    uint32_t next; /* of them, or 1 once the only value is used */
    bool used_names;
    bool is_bytes;
    Value named; /* the value a (name) chose, or UNDEFINED */
} Percent;

static Value next_value(Percent *percent) {
    Value named = percent->named;
    if (named != UNDEFINED) { /* for one use: a '*' takes it too */
        percent->named = UNDEFINED;
        return named;
    }
    uint32_t available = percent->is_tuple ? tuple_count(AS(Tuple, percent->values)) : 1;
    if (percent->next >= available || percent->used_names) {
        return raise_type(percent->isolate, "not enough arguments for format string");
    }
    uint32_t number = percent->next++;
    return percent->is_tuple ? tuple_get(AS(Tuple, percent->values), number) : percent->values;
}

static bool more(const Percent *percent) { return percent->at < percent->template->length; }
static uint32_t peek(const Percent *percent) { return string_at(percent->template, percent->at); }

static bool incomplete(Percent *percent, const char *message) {
    raise_value_error(percent->isolate, "%s", message);
    return false;
}

/* Whether the right operand may be asked for names. */
static bool is_mapping(const Percent *percent) {
    Value values = percent->values;
    if (percent->is_tuple || is_string(values) || !is_object(values)) {
        return false;
    }
    if (percent->is_bytes && (is_kind(values, KIND_BYTES) || is_kind(values, KIND_BYTEARRAY))) {
        return false;
    }
    return is_kind(values, KIND_INSTANCE)
               ? class_lookup(percent->isolate, class_of(values), NAME(__getitem__)) != UNDEFINED
               : class_of(values)->operations->get_item != NULL;
}

/* (name): looks the value up. */
static bool read_name(Percent *percent) {
    Isolate *isolate = percent->isolate;
    uint32_t start = ++percent->at, depth = 1;
    for (; more(percent); percent->at++) {
        depth += peek(percent) == '(' ? 1 : peek(percent) == ')' ? (uint32_t)-1 : 0;
        if (depth == 0) {
            break;
        }
    }
    if (!more(percent)) {
        return incomplete(percent, "incomplete format key");
    }
    if (!is_mapping(percent)) {
        raise_type(isolate, "format requires a mapping");
        return false;
    }
    Value name = string_slice(isolate, percent->template, start, percent->at++);
    if (name != NOTHING && percent->is_bytes) {
        const String *text = AS(String, heap_keep(isolate, name));
        name = bytes_new(isolate, text->bytes, text->length);
    }
    if (name == NOTHING) {
        return false;
    }
    percent->named = operate_get_item(isolate, percent->values, heap_keep(isolate, name));
    if (percent->named == NOTHING) {
        return false;
    }
    heap_keep(isolate, percent->named);
    percent->used_names = true;
    return true;
}

static void read_flags(Percent *percent, Conversion *conversion) {
    for (; more(percent); percent->at++) {
        switch (peek(percent)) {
        case '-':
            conversion->left = true;
            break;
        case '0':
            conversion->zero = true;
            break;
        case '+':
            conversion->plus = true;
            break;
        case ' ':
            conversion->space = true;
            break;
        case '#':
            conversion->alternate = true;
            break;
        default:
            return;
        }
    }
}

/* Digits, or '*' for the next value; -1 if there is neither. */
static bool read_number(Percent *percent, int64_t *number, bool is_width) {
    const char *what = is_width ? "width" : percent->is_bytes ? "prec" : "precision";
    int64_t most = is_width ? INT64_MAX : INT32_MAX;
    *number = -1;
    if (more(percent) && peek(percent) == '*') {
        percent->at++;
        Value value = next_value(percent);
        if (value == NOTHING) {
            return false;
        }
        if (!is_integer(value)) {
            raise_type(percent->isolate, "* wants int");
            return false;
        }
        if (!integer_to_int64(value, number) || *number > most || *number < -most) {
            raise_error(percent->isolate, &class_OverflowError, "Python int too large to convert to C %s",
                        is_width ? "ssize_t" : "int");
            return false;
        }
        return true;
    }
    while (more(percent) && peek(percent) >= '0' && peek(percent) <= '9') {
        int64_t digit = peek(percent) - '0', before = *number < 0 ? 0 : *number;
        percent->at++;
        if (before > (most - digit) / 10) {
            raise_value_error(percent->isolate, "%s too big", what);
            return false;
        }
        *number = before * 10 + digit;
    }
    return true;
}

/* Reads what stands behind a percent sign. */
static bool read_conversion(Percent *percent, Conversion *conversion) {
    *conversion = (Conversion){.width = -1, .precision = -1};
    percent->named = UNDEFINED;
    if (more(percent) && peek(percent) == '(' && !read_name(percent)) {
        return false;
    }
    read_flags(percent, conversion);
    if (!read_number(percent, &conversion->width, true)) {
        return false;
    }
    if (conversion->width < -1) {
        conversion->left = true;
        conversion->width = -conversion->width;
    }
    if (more(percent) && peek(percent) == '.') {
        percent->at++;
        if (!read_number(percent, &conversion->precision, false)) {
            return false;
        }
        conversion->precision = conversion->precision < 0 ? 0 : conversion->precision;
    }
    if (more(percent) && (peek(percent) == 'l' || peek(percent) == 'h' || peek(percent) == 'L')) {
        percent->at++;
    }
    if (!more(percent)) {
        return incomplete(percent, "incomplete format");
    }
    conversion->letter = string_at(percent->template, percent->at++);
    return true;
}

/* ---- Values ---- */

static void put_padded(StringBuilder *builder, const Conversion *conversion, const String *text,
                       uint32_t length) {
    uint64_t missing = conversion->width > (int64_t)length ? (uint64_t)conversion->width - length : 0;
    string_builder_repeat(builder, ' ', conversion->left ? 0 : missing);
    string_builder_part(builder, text, 0, length);
    string_builder_repeat(builder, ' ', conversion->left ? missing : 0);
}

/* Bytes as text. */
static Value text_of_bytes(Isolate *isolate, const uint8_t *bytes, uint64_t size) {
    String *text = string_new(isolate, (uint32_t)size, 1);
    if (text) {
        memcpy(text->bytes, bytes, size);
    }
    return from_object(text);
}

/* %s and %b of bytes: the bytes of what has some. */
static Value byte_text(Isolate *isolate, Value value) {
    const uint8_t *bytes;
    uint64_t size;
    if (!bytes_view(value, &bytes, &size)) {
        Value result = bytes_by_itself(isolate, value);
        if (result == NOTHING) {
            return NOTHING;
        }
        if (result == UNDEFINED) {
            return raise_type(
                isolate, "%%b requires a bytes-like object, or an object that implements __bytes__, not '%T'",
                value);
        }
        value = heap_keep(isolate, result);
        bytes_view(value, &bytes, &size);
    }
    HeapMark mark = heap_mark(isolate);
    heap_keep(isolate, value);
    Value copy = bytes_new(isolate, bytes, size); /* what lies in a bytearray may move */
    Value text =
        copy == NOTHING ? NOTHING : text_of_bytes(isolate, AS(Bytes, heap_keep(isolate, copy))->bytes, size);
    heap_release(isolate, mark);
    return text;
}

static Value conversion_text(const Percent *percent, uint32_t letter, Value value) {
    Isolate *isolate = percent->isolate;
    if (letter == 's' || letter == 'b') {
        return percent->is_bytes ? byte_text(isolate, value) : operate_string(isolate, value);
    }
    return operate_represent(isolate, value);
}

static void put_text(Percent *percent, StringBuilder *builder, const Conversion *conversion, Value value) {
    Isolate *isolate = percent->isolate;
    Value text = conversion_text(percent, conversion->letter, value);
    if (text != NOTHING && (conversion->letter == 'a' || (percent->is_bytes && conversion->letter == 'r'))) {
        text = string_to_ascii(isolate, heap_keep(isolate, text));
    }
    if (text == NOTHING) {
        builder->failed = true;
        return;
    }
    const String *string = AS(String, heap_keep(isolate, text));
    bool cut = conversion->precision >= 0 && conversion->precision < string->length;
    put_padded(builder, conversion, string, cut ? (uint32_t)conversion->precision : string->length);
}

/* The character for %c; -1: none, an exception is set. */
static int64_t character_argument(const Percent *percent, Value value) {
    Isolate *isolate = percent->isolate;
    const uint8_t *bytes;
    uint64_t size;
    int64_t code = -1;
    bool textual =
        percent->is_bytes ? is_kind(value, KIND_BYTES) || is_kind(value, KIND_BYTEARRAY) : is_string(value);
    if (textual && percent->is_bytes && bytes_view(value, &bytes, &size) && size == 1) {
        return bytes[0];
    }
    if (textual && !percent->is_bytes && AS(String, value)->length == 1) {
        return string_at(AS(String, value), 0);
    }
    if (textual || is_float(value) || !is_repeat_count(isolate, value)) {
        raise_type(isolate, percent->is_bytes ? "%%c requires an integer in range(256) or a single byte"
                                              : "%%c requires int or char");
        return -1;
    }
    Value integer = operate_integer(isolate, value);
    if (integer == NOTHING) {
        return -1;
    }
    if (!integer_to_int64(integer, &code) || code < 0 || code > (percent->is_bytes ? 0xff : 0x10ffff)) {
        raise_error(isolate, &class_OverflowError,
                    percent->is_bytes ? "%%c arg not in range(256)" : "%%c arg not in range(0x110000)");
        return -1;
    }
    return code;
}

static void put_character(Percent *percent, StringBuilder *builder, const Conversion *conversion,
                          Value value) {
    int64_t code = character_argument(percent, value);
    Value text = code < 0 ? NOTHING : string_from_character(percent->isolate, (uint32_t)code);
    builder->failed |= text == NOTHING;
    if (text != NOTHING) {
        put_padded(builder, conversion, AS(String, heap_keep(percent->isolate, text)), 1);
    }
}

/* The integer for %d and its relatives: floats are cut for %d only. */
static Value integer_argument(Percent *percent, const Conversion *conversion, Value value) {
    Isolate *isolate = percent->isolate;
    bool decimal = conversion->letter == 'd' || conversion->letter == 'i' || conversion->letter == 'u';
    if (is_integer(value)) {
        return value;
    }
    Value result = NOTHING;
    bool numeric = is_float(value) || is_complex(value);
    if (decimal && is_float(value)) {
        return call(isolate, from_object(&class_int), &value, 1);
    }
    if (!numeric) {
        result = decimal ? call_special(isolate, value, NAME(__int__), NULL, 0) : UNDEFINED;
        result = result == UNDEFINED ? call_special(isolate, value, NAME(__index__), NULL, 0) : result;
        if (result != UNDEFINED && result != NOTHING && !is_integer(result)) {
            result = raise_type(isolate, "__int__ returned non-int (type %T)", result);
        }
    }
    if (numeric || result == UNDEFINED ||
        (result == NOTHING && exception_take(isolate, &class_TypeError) != NOTHING)) {
        uint32_t letter = percent->is_bytes && conversion->letter == 'i' ? 'd' : conversion->letter;
        return raise_type(isolate, "%%%c format: %s is required, not %T", (int)letter,
                          decimal ? "a real number" : "an integer", value);
    }
    return result;
}

static void put_number(StringBuilder *builder, const Conversion *conversion, const char *sign,
                       const char *prefix, const String *digits, uint32_t start) {
    uint32_t count = digits->length - start;
    uint64_t zeros = conversion->precision > (int64_t)count ? (uint64_t)conversion->precision - count : 0;
    uint64_t used = strlen(sign) + strlen(prefix) + zeros + count;
    uint64_t missing = conversion->width > (int64_t)used ? (uint64_t)conversion->width - used : 0;
    bool fill = conversion->zero && !conversion->left;
    string_builder_repeat(builder, ' ', fill || conversion->left ? 0 : missing);
    string_builder_c(builder, sign);
    string_builder_c(builder, prefix);
    string_builder_repeat(builder, '0', zeros + (fill ? missing : 0));
    for (uint32_t i = start; i < digits->length; i++) {
        uint32_t digit = string_at(digits, i);
        string_builder_character(builder, conversion->letter == 'X' && digit >= 'a' ? digit - 0x20 : digit);
    }
    string_builder_repeat(builder, ' ', conversion->left ? missing : 0);
}

static const char *sign_of(const Conversion *conversion, bool negative) {
    return negative ? "-" : conversion->plus ? "+" : conversion->space ? " " : "";
}

static void put_integer(Percent *percent, StringBuilder *builder, const Conversion *conversion, Value value) {
    Isolate *isolate = percent->isolate;
    int base = conversion->letter == 'o' ? 8 : (conversion->letter | 0x20) == 'x' ? 16 : 10;
    Value number = integer_argument(percent, conversion, value);
    Value text =
        number == NOTHING ? NOTHING : integer_to_text(isolate, heap_keep(isolate, number), base, false);
    if (text == NOTHING) {
        builder->failed = true;
        return;
    }
    const String *digits = AS(String, heap_keep(isolate, text));
    bool negative = string_at(digits, 0) == '-';
    const char *prefix = !conversion->alternate || base == 10 ? ""
                         : base == 8                          ? "0o"
                         : conversion->letter == 'X'          ? "0X"
                                                              : "0x";
    put_number(builder, conversion, sign_of(conversion, negative), prefix, digits, negative);
}

/* Floats are formatted as format() does, with the precision alone; padding is this file's. */
static void put_float(Percent *percent, StringBuilder *builder, const Conversion *conversion, Value value) {
    Isolate *isolate = percent->isolate;
    uint64_t bits;
    Value number = float_real(isolate, value, &bits, "must be real number, not %T")
                       ? float_from_bits(isolate, bits)
                       : NOTHING;
    if (number == NOTHING) {
        if (percent->is_bytes && exception_take(isolate, &class_TypeError) != NOTHING) {
            raise_type(isolate, "float argument required, not %T", value);
        }
        builder->failed = true;
        return;
    }
    heap_keep(isolate, number);
    Value specification =
        string_format(isolate, "%s.%ld%c", conversion->alternate ? "#" : "",
                      (long)(conversion->precision < 0 ? 6 : conversion->precision), (int)conversion->letter);
    Value text = specification == NOTHING
                     ? NOTHING
                     : operate_format(isolate, number, heap_keep(isolate, specification));
    if (text == NOTHING) {
        builder->failed = true;
        return;
    }
    const String *digits = AS(String, heap_keep(isolate, text));
    bool negative = string_at(digits, 0) == '-';
    Conversion padding = *conversion;
    padding.precision = -1;
    padding.letter = 'd';
    put_number(builder, &padding, sign_of(conversion, negative), "", digits, negative);
}

static void put_conversion(Percent *percent, StringBuilder *builder, const Conversion *conversion) {
    Value value = next_value(percent);
    if (value == NOTHING) {
        builder->failed = true;
        return;
    }
    bool ascii = conversion->letter > 0 && conversion->letter < 128;
    if (ascii && strchr(percent->is_bytes ? "srab" : "sra", (int)conversion->letter)) {
        put_text(percent, builder, conversion, value);
    } else if (conversion->letter == 'c') {
        put_character(percent, builder, conversion, value);
    } else if (ascii && strchr("diuxXo", (int)conversion->letter)) {
        put_integer(percent, builder, conversion, value);
    } else if (ascii && strchr("eEfFgG", (int)conversion->letter)) {
        put_float(percent, builder, conversion, value);
    } else {
        bool shown = conversion->letter > 31 && conversion->letter < 127;
        raise_value_error(percent->isolate, "unsupported format character '%c' (0x%x) at index %u",
                          shown ? (int)conversion->letter : '?', conversion->letter, percent->at - 1);
        builder->failed = true;
    }
}

static void put_all(Percent *percent, StringBuilder *builder) {
    Isolate *isolate = percent->isolate;
    const String *template = percent->template;
    while (more(percent) && !builder->failed) {
        uint32_t start = percent->at;
        while (more(percent) && peek(percent) != '%') {
            percent->at++;
        }
        string_builder_part(builder, template, start, percent->at);
        if (!more(percent)) {
            break;
        }
        percent->at++;
        if (more(percent) && peek(percent) == '%') { /* a percent sign, but with nothing between the two */
            string_builder_character(builder, '%');
            percent->at++;
            continue;
        }
        Conversion conversion;
        HeapMark mark = heap_mark(isolate);
        if (read_conversion(percent, &conversion)) {
            put_conversion(percent, builder, &conversion);
        } else {
            builder->failed = true;
        }
        heap_release(isolate, mark);
    }
}

/* Whether values are left over that no conversion took: a mapping may leave some. */
static bool leftover(const Percent *percent) {
    if (percent->is_tuple) {
        return percent->next < tuple_count(AS(Tuple, percent->values));
    }
    return percent->next == 0 && !percent->used_names && !is_mapping(percent);
}

static Value format_all(Percent *percent) {
    Isolate *isolate = percent->isolate;
    StringBuilder builder;
    string_builder_start(&builder, isolate);
    builder.failed = !isolate_charge(isolate, percent->template->length / 4);
    put_all(percent, &builder);
    if (!builder.failed && leftover(percent)) {
        raise_type(isolate, "not all arguments converted during %s formatting",
                   percent->is_bytes ? "bytes" : "string");
        builder.failed = true;
    }
    return string_builder_finish(&builder);
}

Value string_percent(Isolate *isolate, const String *template, Value values) {
    Percent percent = {
        .isolate = isolate, .template = template, .values = values, .is_tuple = is_tuple(values)};
    return format_all(&percent);
}

Value bytes_percent(Isolate *isolate, Value template, Value values) {
    Span span;
    HeapMark mark = heap_mark(isolate);
    Value text = span_of(isolate, template, &span) ? bytes_new(isolate, span.bytes, span.size) : NOTHING;
    if (text != NOTHING) { /* a copy, for a bytearray may change under way */
        text = text_of_bytes(isolate, AS(Bytes, heap_keep(isolate, text))->bytes, span.size);
    }
    if (text != NOTHING) {
        Percent percent = {.isolate = isolate,
                           .template = AS(String, heap_keep(isolate, text)),
                           .values = values,
                           .is_tuple = is_tuple(values),
                           .is_bytes = true};
        text = format_all(&percent);
    }
    if (text != NOTHING) {
        const String *result = AS(String, heap_keep(isolate, text));
        text = bytes_like(isolate, template, result->bytes, result->length);
    }
    heap_release(isolate, mark);
    return text;
}
