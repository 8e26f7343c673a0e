/* template % values. Source: the Python library reference, printf-style String Formatting. */

#include "vm/isolate.h"
#include "vm/memory.h"
#include "vm/types/arguments.h"
#include "vm/types/classes.h"
#include "vm/types/containers.h"
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
    Value named; /* the value a (name) chose, or UNDEFINED */
} Percent;

static Value next_value(Percent *percent) {
    if (percent->named != UNDEFINED) {
        return percent->named;
    }
    uint32_t available = percent->is_tuple ? tuple_count(AS(Tuple, percent->values)) : 1;
    if (percent->next >= available) {
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
    bool mapping = !percent->is_tuple && !is_string(percent->values) && is_object(percent->values) &&
                   class_of(percent->values)->operations->get_item;
    if (!mapping) {
        raise_type(isolate, "format requires a mapping");
        return false;
    }
    Value name = string_slice(isolate, percent->template, start, percent->at++);
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
static bool read_number(Percent *percent, int64_t *number, const char *what) {
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
        if (!integer_to_int64(value, number) || *number > INT32_MAX || *number < -INT32_MAX) {
            raise_error(percent->isolate, &class_OverflowError, "Python int too large to convert to C int");
            return false;
        }
        return true;
    }
    while (more(percent) && peek(percent) >= '0' && peek(percent) <= '9') {
        *number = (*number < 0 ? 0 : *number) * 10 + (int64_t)(peek(percent) - '0');
        percent->at++;
        if (*number > INT32_MAX) {
            raise_value_error(percent->isolate, "%s too big", what);
            return false;
        }
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
    if (!read_number(percent, &conversion->width, "width")) {
        return false;
    }
    if (conversion->width < -1) {
        conversion->left = true;
        conversion->width = -conversion->width;
    }
    if (more(percent) && peek(percent) == '.') {
        percent->at++;
        if (!read_number(percent, &conversion->precision, "precision")) {
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

static void put_text(Percent *percent, StringBuilder *builder, const Conversion *conversion, Value value) {
    Isolate *isolate = percent->isolate;
    Value text =
        conversion->letter == 's' ? operate_string(isolate, value) : operate_represent(isolate, value);
    if (text != NOTHING && conversion->letter == 'a') {
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

static void put_character(Percent *percent, StringBuilder *builder, const Conversion *conversion,
                          Value value) {
    Isolate *isolate = percent->isolate;
    int64_t code;
    if (is_string(value) && AS(String, value)->length == 1) {
        put_padded(builder, conversion, AS(String, value), 1);
        return;
    }
    if (is_string(value) || is_float(value) || !is_repeat_count(isolate, value)) {
        raise_type(isolate, "%%c requires int or char");
        builder->failed = true;
        return;
    }
    if (!operate_index(isolate, value, &code) || code < 0 || code > 0x10ffff) {
        if (isolate->exception == NOTHING) {
            raise_error(isolate, &class_OverflowError, "%%c arg not in range(0x110000)");
        }
        builder->failed = true;
        return;
    }
    Value text = string_from_character(isolate, (uint32_t)code);
    builder->failed |= text == NOTHING;
    if (text != NOTHING) {
        put_padded(builder, conversion, AS(String, heap_keep(isolate, text)), 1);
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
    if (decimal && is_float(value)) {
        return call(isolate, from_object(&class_int), &value, 1);
    }
    if (!is_string(value)) {
        result = operate_integer(isolate, value);
    }
    if (result == NOTHING && (is_string(value) || exception_take(isolate, &class_TypeError) != NOTHING)) {
        return decimal ? raise_type(isolate, "%%%c format: a real number is required, not %T",
                                    (int)conversion->letter, value)
                       : raise_type(isolate, "%%%c format: an integer is required, not %T",
                                    (int)conversion->letter, value);
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
    Value number = is_float(value)    ? value
                   : is_string(value) ? NOTHING
                                      : call(isolate, from_object(&class_float), &value, 1);
    if (number == NOTHING) {
        if (is_string(value) || exception_take(isolate, &class_TypeError) != NOTHING) {
            raise_type(isolate, "must be real number, not %T", value);
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
    uint32_t first = string_at(digits, negative);
    if (first < '0' || first > '9') { /* inf and nan are not filled with zeros */
        padding.zero = false;
    }
    put_number(builder, &padding, sign_of(conversion, negative), "", digits, negative);
}

static void put_conversion(Percent *percent, StringBuilder *builder, const Conversion *conversion) {
    if (conversion->letter == '%') {
        string_builder_character(builder, '%');
        return;
    }
    Value value = next_value(percent);
    if (value == NOTHING) {
        builder->failed = true;
        return;
    }
    bool ascii = conversion->letter > 0 && conversion->letter < 128;
    if (ascii && strchr("sra", (int)conversion->letter)) {
        put_text(percent, builder, conversion, value);
    } else if (conversion->letter == 'c') {
        put_character(percent, builder, conversion, value);
    } else if (ascii && strchr("diuxXo", (int)conversion->letter)) {
        put_integer(percent, builder, conversion, value);
    } else if (ascii && strchr("eEfFgG", (int)conversion->letter)) {
        put_float(percent, builder, conversion, value);
    } else {
        Value letter = string_from_character(percent->isolate, conversion->letter);
        if (letter != NOTHING) {
            raise_value_error(percent->isolate, "unsupported format character '%S' (0x%x) at index %u",
                              letter, conversion->letter, percent->at - 1);
        }
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
    bool mapping = !is_string(percent->values) && is_object(percent->values) &&
                   class_of(percent->values)->operations->get_item;
    return percent->next == 0 && !percent->used_names && !mapping;
}

Value string_percent(Isolate *isolate, const String *template, Value values) {
    Percent percent = {
        .isolate = isolate, .template = template, .values = values, .is_tuple = is_tuple(values)};
    StringBuilder builder;
    string_builder_start(&builder, isolate);
    builder.failed = !isolate_charge(isolate, template->length / 4);
    put_all(&percent, &builder);
    if (!builder.failed && leftover(&percent)) {
        raise_type(isolate, "not all arguments converted during string formatting");
        builder.failed = true;
    }
    return string_builder_finish(&builder);
}
