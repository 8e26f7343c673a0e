/* Format specifications (the language reference's "Format Specification Mini-Language") and the formatting of
 * int, float and complex. */
#include "vm/types/classes.h"
#include "vm/types/complex.h"
#include "vm/types/double_bits.h"
#include "vm/types/float.h"
#include "vm/types/float_text.h"
#include "vm/types/integer.h"
#include "vm/types/string.h"

/* ---- Parsing ---- */

struct Cursor {
    const String *text;
    uint32_t at;
};

static uint32_t peek(const struct Cursor *cursor, uint32_t ahead) {
    uint64_t index = (uint64_t)cursor->at + ahead;
    return index < cursor->text->length ? string_at(cursor->text, (uint32_t)index) : 0;
}

static bool is_align(uint32_t character) {
    return character == '<' || character == '>' || character == '=' || character == '^';
}

static bool take(struct Cursor *cursor, uint32_t character) {
    bool there = cursor->at < cursor->text->length && peek(cursor, 0) == character;
    cursor->at += there;
    return there;
}

static bool take_number(Isolate *isolate, struct Cursor *cursor, int64_t *number) {
    if (peek(cursor, 0) < '0' || peek(cursor, 0) > '9')
        return true;
    *number = 0;
    for (; peek(cursor, 0) >= '0' && peek(cursor, 0) <= '9'; cursor->at++) {
        *number = *number * 10 + (peek(cursor, 0) - '0');
        if (*number > INT32_MAX) {
            raise_value_error(isolate, "Too many decimal digits in format string");
            return false;
        }
    }
    return true;
}

static void parse_flags(struct Cursor *cursor, struct FormatSpecification *parsed) {
    bool filled = cursor->text->length > 1 && is_align(peek(cursor, 1));
    if (filled) {
        parsed->fill = peek(cursor, 0);
        parsed->align = (char)peek(cursor, 1);
        cursor->at += 2;
    } else if (is_align(peek(cursor, 0))) {
        parsed->align = (char)peek(cursor, 0);
        cursor->at++;
    }
    uint32_t sign = peek(cursor, 0);
    if (sign == '+' || sign == '-' || sign == ' ') {
        parsed->sign = (char)sign;
        cursor->at++;
    }
    parsed->negative_zero = take(cursor, 'z');
    parsed->alternate = take(cursor, '#');
    if (!filled && take(cursor, '0')) {
        parsed->zero = true;
        parsed->fill = '0';
        if (!parsed->align)
            parsed->align = '=';
    }
}

static bool is_binary_type(uint32_t type) { return type == 'x' || type == 'X' || type == 'o' || type == 'b'; }

/* Separators go with decimal numbers, underscores with the other bases too. */
static bool check_grouping(Isolate *isolate, const struct FormatSpecification *parsed) {
    uint32_t type = parsed->type;
    if (!parsed->grouping || !type)
        return true;
    for (const char *good = "deEfFgG%"; *good; good++)
        if (type == (uint32_t)*good)
            return true;
    if (parsed->grouping == '_' && is_binary_type(type))
        return true;
    if (type > 32 && type < 128)
        raise_value_error(isolate, "Cannot specify '%c' with '%c'.", parsed->grouping, (int)type);
    else
        raise_value_error(isolate, "Cannot specify '%c' with '\\x%x'.", parsed->grouping, type);
    return false;
}

bool format_specification_parse(Isolate *isolate, Value value, Value specification,
                                struct FormatSpecification *parsed) {
    struct Cursor cursor = {AS(String, specification), 0};
    *parsed = (struct FormatSpecification){.fill = ' ', .width = -1, .precision = -1};
    parse_flags(&cursor, parsed);
    if (!take_number(isolate, &cursor, &parsed->width))
        return false;
    if (take(&cursor, ','))
        parsed->grouping = ',';
    else if (take(&cursor, '_'))
        parsed->grouping = '_';
    if (parsed->grouping && (peek(&cursor, 0) == ',' || peek(&cursor, 0) == '_')) {
        raise_value_error(isolate, "Cannot specify both ',' and '_'.");
        return false;
    }
    if (take(&cursor, '.')) {
        if (!take_number(isolate, &cursor, &parsed->precision))
            return false;
        if (parsed->precision < 0) {
            raise_value_error(isolate, "Format specifier missing precision");
            return false;
        }
    }
    if (cursor.at < cursor.text->length)
        parsed->type = string_at(cursor.text, cursor.at++);
    if (cursor.at < cursor.text->length) {
        raise_value_error(isolate, "Invalid format specifier '%S' for object of type '%T'", specification,
                          value);
        return false;
    }
    return check_grouping(isolate, parsed);
}

/* ---- Padding ---- */

static size_t c_length(const char *text) {
    size_t length = 0;
    while (text[length])
        length++;
    return length;
}

/* How many of the body's first characters are digits to be grouped; a float's point and exponent come after.
 */
static size_t leading_digits(const char *body, size_t size, bool hexadecimal) {
    size_t count = 0;
    while (count < size && ((body[count] >= '0' && body[count] <= '9') ||
                            (hexadecimal && (body[count] | 0x20) >= 'a' && (body[count] | 0x20) <= 'f')))
        count++;
    return count;
}

/* Digits with separators, zeros before them so that all comes to at least `width` characters. */
static void build_grouped(StringBuilder *builder, const char *digits, size_t count, size_t group,
                          char separator, size_t width) {
    size_t total = count;
    while (total + (total - 1) / group < width)
        total++;
    for (size_t i = 0; i < total; i++) {
        if (i && (total - i) % group == 0)
            string_builder_character(builder, (uint32_t)separator);
        string_builder_character(builder, i < total - count ? '0' : (uint32_t)digits[i - (total - count)]);
    }
}

Value format_padded(Isolate *isolate, const struct FormatSpecification *specification, const char *sign,
                    const char *prefix, const char *body, size_t body_size, char default_align) {
    char align = specification->align ? specification->align : default_align;
    size_t group = specification->grouping ? is_binary_type(specification->type) ? 4 : 3 : SIZE_MAX;
    size_t digits = group == SIZE_MAX ? 0 : leading_digits(body, body_size, group == 4);
    size_t width = specification->width > 0 ? (size_t)specification->width : 0;
    size_t outside = c_length(sign) + c_length(prefix), rest = body_size - digits;
    size_t grouped = digits ? digits + (digits - 1) / group : 0, least = 0;
    if (digits && specification->fill == '0' && align == '=' && width > outside + rest) {
        least = width - outside - rest;
        size_t total = digits;
        while (total + (total - 1) / group < least)
            total++;
        grouped = total + (total - 1) / group;
    }
    size_t size = outside + grouped + rest, padding = width > size ? width - size : 0;
    size_t before = align == '>' ? padding : align == '^' ? padding / 2 : 0;
    if (!isolate_charge(isolate, (size + padding) / 16))
        return NOTHING;
    StringBuilder builder;
    string_builder_start(&builder, isolate);
    string_builder_repeat(&builder, specification->fill, before);
    string_builder_c(&builder, sign);
    string_builder_c(&builder, prefix);
    if (align == '=')
        string_builder_repeat(&builder, specification->fill, padding);
    if (digits)
        build_grouped(&builder, body, digits, group, specification->grouping, least);
    string_builder_ascii(&builder, body + digits, rest);
    if (align == '<' || align == '^')
        string_builder_repeat(&builder, specification->fill, padding - before);
    return string_builder_finish(&builder);
}

static const char *sign_text(const struct FormatSpecification *specification, bool negative) {
    return negative ? "-" : specification->sign == '+' ? "+" : specification->sign == ' ' ? " " : "";
}

static Value unknown_code(Isolate *isolate, const struct FormatSpecification *specification, Value self) {
    return raise_value_error(isolate, "Unknown format code '%c' for object of type '%T'",
                             (int)specification->type, self);
}

/* ---- int ---- */

static Value format_character(Isolate *isolate, const struct FormatSpecification *specification, Value self) {
    int64_t number;
    if (specification->sign)
        return raise_value_error(isolate, "Sign not allowed with integer format specifier 'c'");
    if (specification->alternate)
        return raise_value_error(isolate, "Alternate form (#) not allowed with integer format specifier 'c'");
    if (!integer_to_int64(self, &number) || number < 0 || number > 0x10ffff)
        return raise_error(isolate, &class_OverflowError, "%%c arg not in range(0x110000)");
    StringBuilder builder;
    string_builder_start(&builder, isolate);
    uint64_t padding = specification->width > 1 ? (uint64_t)specification->width - 1 : 0;
    uint64_t before = specification->align == '<' ? 0 : specification->align == '^' ? padding / 2 : padding;
    string_builder_repeat(&builder, specification->fill, before);
    string_builder_character(&builder, (uint32_t)number);
    string_builder_repeat(&builder, specification->fill, padding - before);
    return string_builder_finish(&builder);
}

static int base_of(uint32_t type) {
    return type == 'b'                           ? 2
           : type == 'o'                         ? 8
           : type == 'x' || type == 'X'          ? 16
           : !type || type == 'd' || type == 'n' ? 10
                                                 : 0;
}

static Value format_digits(Isolate *isolate, const struct FormatSpecification *specification, Value self,
                           int base) {
    size_t room = integer_digits_room(self, base);
    char small_room[80], *characters = small_room;
    if (room > sizeof(small_room) && !(characters = (char *)integer_work(isolate, room / 4 + 1)))
        return NOTHING;
    char *start = integer_write_digits(isolate, self, base, characters + room);
    if (!start)
        return NOTHING;
    size_t size = (size_t)(characters + room - start);
    bool capital = specification->type == 'X';
    for (size_t i = 0; capital && i < size; i++)
        if (start[i] >= 'a')
            start[i] = (char)(start[i] - 'a' + 'A');
    const char *prefix = !specification->alternate || base == 10 ? ""
                         : base == 2                             ? "0b"
                         : base == 8                             ? "0o"
                         : capital                               ? "0X"
                                                                 : "0x";
    return format_padded(isolate, specification, sign_text(specification, integer_order(self, small(0)) < 0),
                         prefix, start, size, '>');
}

Value integer_format(Isolate *isolate, Value self, Value text) {
    struct FormatSpecification specification;
    if (!AS(String, text)->length)
        return integer_to_text(isolate, self, 10, false);
    if (!format_specification_parse(isolate, self, text, &specification))
        return NOTHING;
    uint32_t type = specification.type;
    if (type && type < 128 &&
        (type == '%' || (type | 0x20) == 'e' || (type | 0x20) == 'f' || (type | 0x20) == 'g')) {
        Value value = float_from_integer(isolate, self);
        return value == NOTHING ? NOTHING : float_format(isolate, heap_keep(isolate, value), text);
    }
    int base = base_of(type);
    if (!base && type != 'c')
        return unknown_code(isolate, &specification, self);
    if (specification.precision >= 0)
        return raise_value_error(isolate, "Precision not allowed in integer format specifier");
    if (specification.negative_zero)
        return raise_value_error(isolate,
                                 "Negative zero coercion (z) not allowed in integer format specifier");
    if (type == 'c')
        return format_character(isolate, &specification, self);
    return format_digits(isolate, &specification, self, base);
}

/* ---- float ---- */

enum { FLOAT_PRECISION_LIMIT = INT32_MAX };
#define HUNDRED ((uint64_t)0x4059 << 48) /* 100.0 */

static void put_exponent(StringBuilder *builder, int32_t exponent, bool capital) {
    char digits[8];
    int count = 0;
    uint32_t magnitude = (uint32_t)(exponent < 0 ? -exponent : exponent);
    string_builder_character(builder, capital ? 'E' : 'e');
    string_builder_character(builder, exponent < 0 ? '-' : '+');
    do
        digits[count++] = (char)('0' + magnitude % 10);
    while (magnitude /= 10);
    if (count == 1)
        string_builder_character(builder, '0');
    while (count)
        string_builder_character(builder, (uint32_t)digits[--count]);
}

static void put_digits(StringBuilder *builder, const Decimal *decimal, int64_t from, int64_t to) {
    for (; from < 0 && from < to; from++)
        string_builder_character(builder, '0');
    for (; from < decimal->count && from < to; from++)
        string_builder_character(builder, (uint32_t)decimal->digits[from]);
    if (from < to)
        string_builder_repeat(builder, '0', (uint64_t)(to - from));
}

/* places: digits behind the point */
static void put_fixed(StringBuilder *builder, const Decimal *decimal, int64_t places, bool point) {
    if (decimal->point <= 0)
        string_builder_character(builder, '0');
    put_digits(builder, decimal, 0, decimal->point);
    if (places > 0 || point)
        string_builder_character(builder, '.');
    put_digits(builder, decimal, decimal->point, decimal->point + places);
}

static void put_scientific(StringBuilder *builder, const Decimal *decimal, int64_t places, bool point,
                           bool capital, bool zero) {
    put_digits(builder, decimal, 0, 1);
    if (places > 0 || point)
        string_builder_character(builder, '.');
    put_digits(builder, decimal, 1, 1 + places);
    put_exponent(builder, zero ? 0 : decimal->point - 1, capital);
}

/* g: the shorter of the two notations, `shown` digits of it. `repr`: no type given; then a whole number gets
 * its ".0". */
static void put_general(StringBuilder *builder, const Decimal *decimal, int64_t limit, int64_t shown,
                        bool alternate, bool capital, bool repr, bool zero) {
    int64_t exponent = zero ? 0 : decimal->point - 1;
    if (exponent < -4 || exponent >= limit) {
        put_scientific(builder, decimal, shown - 1, alternate, capital, zero);
        return;
    }
    int64_t places = shown - decimal->point;
    if (places < 0)
        places = 0;
    if (repr && places == 0)
        places = 1;
    put_fixed(builder, decimal, places, alternate);
}

static bool put_float(Isolate *isolate, StringBuilder *builder,
                      const struct FormatSpecification *specification, uint64_t bits, bool point) {
    uint32_t type = specification->type;
    bool capital = type && type < 'a' && type != '%', zero = double_is_zero(bits),
         alternate = specification->alternate;
    int64_t precision = specification->precision < 0 ? 6 : specification->precision;
    Decimal decimal;
    if (!isolate_charge(isolate, 64 + (uint64_t)precision / 16))
        return false;
    switch (type | (type ? 0x20 : 0)) {
    case '%' | 0x20:
    case 'f':
        decimal_places(type == '%' ? float_compute_binary(FLOAT_MULTIPLY, bits, HUNDRED) : bits, precision,
                       &decimal);
        put_fixed(builder, &decimal, precision, alternate);
        break;
    case 'e':
        decimal_significant(bits, precision + 1, &decimal);
        put_scientific(builder, &decimal, precision, alternate, capital, zero);
        break;
    case 0:
        if (specification->precision < 0) {
            decimal_shortest(bits, &decimal);
            put_general(builder, &decimal, 16, decimal.count, alternate, false, point, zero);
            break;
        }
        __attribute__((fallthrough));
    default:
        precision = precision ? precision : 1;
        decimal_significant(bits, precision, &decimal);
        put_general(builder, &decimal, precision - !type, alternate ? precision : decimal.count, alternate,
                    capital, !type, zero);
    }
    return true;
}

static Value finish_float(Isolate *isolate, struct FormatSpecification *specification, uint64_t bits,
                          Value body) {
    heap_keep(isolate, body);
    const String *text = AS(String, body);
    bool negative = double_is_negative(bits);
    if (negative && specification->negative_zero) {
        negative = false;
        for (uint32_t i = 0; i < text->length && text->bytes[i] != 'e' && text->bytes[i] != 'E'; i++)
            negative = negative || (text->bytes[i] >= '1' && text->bytes[i] <= '9');
    }
    struct FormatSpecification padding = *specification;
    if (padding.type == 'X' || padding.type == 'x')
        padding.type = 0;
    return format_padded(isolate, &padding, sign_text(specification, negative), "", (const char *)text->bytes,
                         text->length, '>');
}

static Value format_special(Isolate *isolate, struct FormatSpecification *specification, uint64_t bits) {
    bool capital = specification->type && specification->type < 'a' && specification->type != '%',
         nan = double_is_nan(bits);
    const char *text = nan ? capital ? "NAN" : "nan" : capital ? "INF" : "inf";
    char body[5] = {text[0], text[1], text[2], specification->type == '%' ? '%' : 0, 0};
    specification->grouping = 0;
    bool negative = double_is_negative(bits) && !nan;
    return format_padded(isolate, specification, sign_text(specification, negative), "", body,
                         body[3] ? 4 : 3, '>');
}

/* `point`: without a type whole numbers show one, as a float's repr() does. */
static Value format_double(Isolate *isolate, struct FormatSpecification *specification, uint64_t bits,
                           bool point) {
    if (!double_is_finite(bits))
        return format_special(isolate, specification, bits);
    HeapMark mark = heap_mark(isolate);
    StringBuilder builder;
    string_builder_start(&builder, isolate);
    if (!put_float(isolate, &builder, specification, bits, point))
        return NOTHING;
    if (specification->type == '%')
        string_builder_character(&builder, '%');
    Value body = string_builder_finish(&builder);
    Value result = body == NOTHING ? NOTHING : finish_float(isolate, specification, bits, body);
    heap_release(isolate, mark);
    return result;
}

Value float_format(Isolate *isolate, Value self, Value text) {
    struct FormatSpecification specification;
    uint64_t bits = float_bits(self);
    if (!AS(String, text)->length)
        return float_to_text(isolate, bits);
    if (!format_specification_parse(isolate, self, text, &specification))
        return NOTHING;
    uint32_t type = specification.type;
    if (type && type != '%' && type != 'n' &&
        (type > 127 || ((type | 0x20) != 'e' && (type | 0x20) != 'f' && (type | 0x20) != 'g')))
        return unknown_code(isolate, &specification, self);
    if (specification.precision > FLOAT_PRECISION_LIMIT)
        return raise_value_error(isolate, "precision too big");
    return format_double(isolate, &specification, bits, true);
}

/* ---- complex ---- */

/* The whole number is laid out from both parts' texts, which take no padding themselves. */
static Value lay_out(Isolate *isolate, const struct FormatSpecification *specification, Value real,
                     Value imaginary, bool brackets) {
    uint64_t size = AS(String, imaginary)->length + 1 + 2 * (uint64_t)brackets;
    size += real == NONE ? 0 : AS(String, real)->length;
    uint64_t padding = specification->width > (int64_t)size ? (uint64_t)specification->width - size : 0;
    uint64_t before = specification->align == '<' ? 0 : specification->align == '^' ? padding / 2 : padding;
    if (!isolate_charge(isolate, (size + padding) / 16))
        return NOTHING;
    StringBuilder builder;
    string_builder_start(&builder, isolate);
    string_builder_repeat(&builder, specification->fill, before);
    string_builder_c(&builder, brackets ? "(" : "");
    if (real != NONE)
        string_builder_string(&builder, AS(String, real));
    string_builder_string(&builder, AS(String, imaginary));
    string_builder_c(&builder, brackets ? "j)" : "j");
    string_builder_repeat(&builder, specification->fill, padding - before);
    return string_builder_finish(&builder);
}

static Value format_parts(Isolate *isolate, const struct FormatSpecification *specification, Parts parts) {
    struct FormatSpecification part = *specification;
    bool alone = !part.type && parts.real == 0, brackets = !part.type && !alone;
    Value real = NONE, imaginary;
    part.fill = ' ';
    part.align = '<';
    part.width = -1;
    if (!part.type && part.precision >= 0)
        part.type = 'g';
    if (!alone) {
        real = format_double(isolate, &part, parts.real, false);
        if (real == NOTHING)
            return NOTHING;
        heap_keep(isolate, real);
        part.sign = '+';
    }
    imaginary = format_double(isolate, &part, parts.imaginary, false);
    return imaginary == NOTHING
               ? NOTHING
               : lay_out(isolate, specification, real, heap_keep(isolate, imaginary), brackets);
}

Value complex_format(Isolate *isolate, Value self, Value text) {
    struct FormatSpecification specification;
    if (!AS(String, text)->length)
        return operate_string(isolate, self);
    if (!format_specification_parse(isolate, self, text, &specification))
        return NOTHING;
    uint32_t type = specification.type;
    if (type && type != 'n' &&
        (type > 127 || ((type | 0x20) != 'e' && (type | 0x20) != 'f' && (type | 0x20) != 'g')))
        return unknown_code(isolate, &specification, self);
    if (specification.fill == '0')
        return raise_value_error(isolate, "Zero padding is not allowed in complex format specifier");
    if (specification.align == '=')
        return raise_value_error(isolate, "'=' alignment flag is not allowed in complex format specifier");
    if (specification.precision > FLOAT_PRECISION_LIMIT)
        return raise_value_error(isolate, "precision too big");
    HeapMark mark = heap_mark(isolate);
    Value result = format_parts(isolate, &specification, complex_parts(self));
    heap_release(isolate, mark);
    return result;
}
