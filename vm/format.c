/*
 * Formatted text: see format.h. A directive is parsed into a struct Directive and then written, one function
 * a kind.
 */
#include "vm/format.h"

#include <stdbool.h>
#include <stdint.h>

enum { DIGITS_LIMIT = 20 }; /* of 2^64 - 1 in decimal */

struct Output {
    char *buffer;
    size_t size;
    size_t length; /* of the whole text, written or not */
};

struct Directive {
    bool left, zero, is_long, has_precision;
    size_t width, precision;
    char conversion;
};

static void put(struct Output *output, char byte) {
    if (output->length + 1 < output->size) {
        output->buffer[output->length] = byte;
    }
    output->length++;
}

static void put_repeated(struct Output *output, char byte, size_t count) {
    while (count-- > 0) {
        put(output, byte);
    }
}

static void put_padded(struct Output *output, const struct Directive *directive, const char *text,
                       size_t length) {
    size_t padding = directive->width > length ? directive->width - length : 0;
    put_repeated(output, ' ', directive->left ? 0 : padding);
    for (size_t index = 0; index < length; index++) {
        put(output, text[index]);
    }
    put_repeated(output, ' ', directive->left ? padding : 0);
}

static void put_string(struct Output *output, const struct Directive *directive, const char *text) {
    text = text ? text : "(null)";
    size_t limit = directive->has_precision ? directive->precision : SIZE_MAX, length = 0;
    while (length < limit && text[length]) {
        length++;
    }
    put_padded(output, directive, text, length);
}

/* Zeros go between the prefix ("-", "0x") and the digits. */
static void put_number(struct Output *output, struct Directive directive, const char *prefix,
                       uint64_t value) {
    bool hexadecimal = directive.conversion != 'u';
    const char *digits = directive.conversion == 'X' ? "0123456789ABCDEF" : "0123456789abcdef";
    char text[DIGITS_LIMIT];
    size_t first = sizeof text, prefix_length = 0;
    do {
        text[--first] = digits[hexadecimal ? value & 15 : value % 10];
        value = hexadecimal ? value >> 4 : value / 10;
    } while (value);
    while (prefix[prefix_length]) {
        prefix_length++;
    }
    size_t length = prefix_length + sizeof text - first;
    size_t padding = directive.width > length ? directive.width - length : 0;
    bool zeros = directive.zero && !directive.left;
    put_repeated(output, ' ', directive.left || zeros ? 0 : padding);
    for (size_t index = 0; index < prefix_length; index++) {
        put(output, prefix[index]);
    }
    put_repeated(output, '0', zeros ? padding : 0);
    for (; first < sizeof text; first++) {
        put(output, text[first]);
    }
    put_repeated(output, ' ', directive.left ? padding : 0);
}

/* Read in one place each: what the compiler makes of va_arg() is long. */
__attribute__((noinline)) static uint64_t next_integer(va_list *arguments, bool is_long) {
    return is_long ? va_arg(*arguments, unsigned long) : va_arg(*arguments, unsigned);
}

__attribute__((noinline)) static void *next_pointer(va_list *arguments) { return va_arg(*arguments, void *); }

static void put_signed(struct Output *output, struct Directive directive, int64_t value) {
    directive.conversion = 'u';
    put_number(output, directive, value < 0 ? "-" : "", value < 0 ? -(uint64_t)value : (uint64_t)value);
}

/* Digits or '*'; moves *format past them. A negative '*' counts as none. */
static size_t parse_size(const char **format, va_list *arguments) {
    size_t value = 0;
    if (**format == '*') {
        int given = (int)next_integer(arguments, false);
        (*format)++;
        return given < 0 ? 0 : (size_t)given;
    }
    while (**format >= '0' && **format <= '9') {
        value = value * 10 + (size_t)(*(*format)++ - '0');
    }
    return value;
}

static struct Directive parse_directive(const char **format, va_list *arguments) {
    struct Directive directive = {0};
    for (; **format == '-' || **format == '0'; (*format)++) {
        directive.left |= **format == '-';
        directive.zero |= **format == '0';
    }
    directive.width = parse_size(format, arguments);
    if (**format == '.') {
        (*format)++;
        directive.has_precision = true;
        directive.precision = parse_size(format, arguments);
    }
    for (; **format == 'l' || **format == 'z'; (*format)++) {
        directive.is_long = true;
    }
    directive.conversion = **format;
    *format += **format ? 1 : 0;
    return directive;
}

static void put_directive(struct Output *output, const struct Directive *directive, va_list *arguments) {
    char byte;
    uint64_t number;
    switch (directive->conversion) {
    case 'd':
    case 'i':
        number = next_integer(arguments, directive->is_long);
        put_signed(output, *directive, directive->is_long ? (int64_t)number : (int)number);
        break;
    case 'u':
    case 'x':
    case 'X':
        put_number(output, *directive, "", next_integer(arguments, directive->is_long));
        break;
    case 'p':
        put_number(output, *directive, "0x", (uint64_t)(uintptr_t)next_pointer(arguments));
        break;
    case 'c':
        byte = (char)next_integer(arguments, false);
        put_padded(output, directive, &byte, 1);
        break;
    case 's':
        put_string(output, directive, next_pointer(arguments));
        break;
    default:
        put(output, '%');
        if (directive->conversion && directive->conversion != '%') {
            put(output, directive->conversion);
        }
        break;
    }
}

size_t format_text_list(char *buffer, size_t size, const char *format, va_list arguments) {
    struct Output output = {.buffer = buffer, .size = size};
    va_list remaining;
    va_copy(remaining, arguments);
    while (*format) {
        if (*format != '%') {
            put(&output, *format++);
            continue;
        }
        format++;
        struct Directive directive = parse_directive(&format, &remaining);
        put_directive(&output, &directive, &remaining);
    }
    va_end(remaining);
    if (size) {
        buffer[output.length < size ? output.length : size - 1] = '\0';
    }
    return output.length;
}

size_t format_text(char *buffer, size_t size, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    size_t length = format_text_list(buffer, size, format, arguments);
    va_end(arguments);
    return length;
}
