/* Text made for people: repr() and ascii() of strings, and the formatted text of the VM's own messages. */
#include <stdarg.h>

#include "vm/format.h"
#include "vm/isolate.h"
#include "vm/memory.h"
#include "vm/types/characters.h"
#include "vm/types/classes.h"
#include "vm/types/string.h"

/* ---- repr ---- */

static void put_hexadecimal(StringBuilder *builder, uint32_t character) {
    char text[16];
    const char *form = character < 0x100 ? "\\x%02x" : character < 0x10000 ? "\\u%04x" : "\\U%08x";
    string_builder_ascii(builder, text, format_text(text, sizeof(text), form, character));
}

static void put_escaped(StringBuilder *builder, uint32_t character, uint32_t quote, bool ascii_only) {
    if (character == quote || character == '\\') {
        string_builder_character(builder, '\\');
        string_builder_character(builder, character);
    } else if (character == '\n' || character == '\r' || character == '\t') {
        string_builder_c(builder, character == '\n' ? "\\n" : character == '\r' ? "\\r" : "\\t");
    } else if ((character >= 0x20 && character < 0x7f) ||
               (character >= 0x7f && !ascii_only && character_is_printable(character))) {
        string_builder_character(builder, character);
    } else {
        put_hexadecimal(builder, character);
    }
}

/* Text of ASCII that needs no escapes, in quotes; UNDEFINED: it needs some. */
static Value represent_plain(Isolate *isolate, const String *string) {
    if (!(string->object.flags & OBJECT_ASCII) || string->length > UINT32_MAX - 128) {
        return UNDEFINED;
    }
    for (uint32_t i = 0; i < string->length; i++) {
        uint8_t byte = string->bytes[i];
        if (byte < 0x20 || byte == 0x7f || byte == '\'' || byte == '\\') {
            return UNDEFINED;
        }
    }
    String *result = string_new(isolate, string->length + 2, 1);
    if (!result) {
        return NOTHING;
    }
    memcpy(result->bytes + 1, string->bytes, string->length);
    result->bytes[0] = result->bytes[string->length + 1] = '\'';
    result->object.flags |= OBJECT_ASCII;
    return from_object(result);
}

Value string_represent(Isolate *isolate, const String *string, bool ascii_only) {
    Value plain = isolate_charge(isolate, string->length / 4) ? represent_plain(isolate, string) : NOTHING;
    if (plain != UNDEFINED) {
        return plain;
    }
    bool single =
        string_find(string, AS(String, string_from_character(isolate, '\'')), 0, string->length, false) >= 0;
    bool twice =
        string_find(string, AS(String, string_from_character(isolate, '"')), 0, string->length, false) >= 0;
    uint32_t quote = single && !twice ? '"' : '\'';
    StringBuilder builder;
    string_builder_start(&builder, isolate);
    string_builder_character(&builder, quote);
    builder.failed |= !isolate_charge(isolate, string->length / 4);
    for (uint32_t i = 0; i < string->length && !builder.failed; i++) {
        put_escaped(&builder, string_at(string, i), quote, ascii_only);
    }
    string_builder_character(&builder, quote);
    return string_builder_finish(&builder);
}

Value string_to_ascii(Isolate *isolate, Value value) {
    const String *string = AS(String, value);
    if (string_is_ascii(string)) {
        return value;
    }
    StringBuilder builder;
    string_builder_start(&builder, isolate);
    builder.failed |= !isolate_charge(isolate, string->length / 4);
    for (uint32_t i = 0; i < string->length && !builder.failed; i++) {
        uint32_t character = string_at(string, i);
        if (character < 0x80) {
            string_builder_character(&builder, character);
        } else {
            put_hexadecimal(&builder, character);
        }
    }
    return string_builder_finish(&builder);
}

/* ---- Messages ---- */

/* One conversion of a format: %[flags][width][.precision][length]letter. */
struct Conversion {
    char text[24]; /* as written, '*' replaced by its number */
    size_t size;
    bool is_long;
    char letter;
};

/* Read in one place each: what the compiler makes of va_arg() is long. */
__attribute__((noinline)) static uint64_t next_integer(va_list arguments, bool is_long) {
    return is_long ? va_arg(arguments, unsigned long) : va_arg(arguments, unsigned);
}

__attribute__((noinline)) static const void *next_pointer(va_list arguments) {
    return va_arg(arguments, const void *);
}

static void read_digits(struct Conversion *conversion, const char **format, va_list arguments) {
    while ((**format >= '0' && **format <= '9') || **format == '.' || **format == '-' || **format == '*') {
        if (**format == '*') {
            conversion->size += format_text(conversion->text + conversion->size, 8, "%d",
                                            (int)next_integer(arguments, false));
        } else {
            conversion->text[conversion->size++] = **format;
        }
        ++*format;
    }
}

static struct Conversion read_conversion(const char **format, va_list arguments) {
    struct Conversion conversion = {.text = "%", .size = 1};
    read_digits(&conversion, format, arguments);
    while (**format == 'l' || **format == 'z') {
        conversion.text[conversion.size++] = **format;
        conversion.is_long = true;
        ++*format;
    }
    conversion.letter = **format;
    conversion.text[conversion.size++] = **format;
    conversion.text[conversion.size] = 0;
    *format += **format != 0;
    return conversion;
}

/* %V, %S, %T, %N and %A, which is %T but for None, which it calls so. */
static void put_value(StringBuilder *builder, char letter, va_list arguments) {
    Isolate *isolate = builder->isolate;
    HeapMark mark = heap_mark(isolate);
    Value text;
    if (letter == 'V' || letter == 'S') {
        Value value = heap_keep(isolate, next_integer(arguments, true));
        text = letter == 'V' ? operate_represent(isolate, value) : operate_string(isolate, value);
    } else {
        Value of = letter == 'N' ? NOTHING : next_integer(arguments, true);
        const Class *class = letter == 'N' ? next_pointer(arguments) : class_of(of);
        if (letter == 'A' && of == NONE) {
            string_builder_c(builder, "None");
            return;
        }
        if (class->static_name) {
            string_builder_c(builder, class->static_name);
            return;
        }
        text = class->name;
    }
    if (text != NOTHING) {
        heap_keep(isolate, text);
    }
    string_builder_value(builder, text);
    heap_release(isolate, mark);
}

static bool put_utf8(StringBuilder *builder, const char *text) {
    Value string = string_from_utf8(builder->isolate, text, strlen(text));
    HeapMark mark = heap_mark(builder->isolate);
    if (string != NOTHING) {
        heap_keep(builder->isolate, string);
    }
    bool done = string_builder_value(builder, string);
    heap_release(builder->isolate, mark);
    return done;
}

static void put_conversion(StringBuilder *builder, const struct Conversion *conversion, va_list arguments) {
    char text[80];
    switch (conversion->letter) {
    case 'V':
    case 'S':
    case 'T':
    case 'N':
    case 'A':
        put_value(builder, conversion->letter, arguments);
        return;
    case 's':
        if (conversion->size == 2) {
            put_utf8(builder, next_pointer(arguments));
            return;
        }
        /* fallthrough */
    case 'p':
        format_text(text, sizeof(text), conversion->text, next_pointer(arguments));
        break;
    case '%':
        string_builder_character(builder, '%');
        return;
    case 'd':
    case 'i':
    case 'u':
    case 'x':
    case 'X':
    case 'c':
        format_text(text, sizeof(text), conversion->text, next_integer(arguments, conversion->is_long));
        break;
    default:
        string_builder_c(builder, conversion->text);
        return;
    }
    string_builder_c(builder, text);
}

Value string_format_list(Isolate *isolate, const char *format, va_list arguments) {
    size_t plain = 0;
    while (format[plain] && format[plain] != '%') {
        plain++;
    }
    if (!format[plain]) {
        return string_from_c(isolate, format);
    }
    StringBuilder builder;
    string_builder_start(&builder, isolate);
    va_list rest;
    va_copy(rest, arguments);
    while (*format && !builder.failed) {
        const char *sign = format;
        while (*sign && *sign != '%') {
            sign++;
        }
        string_builder_ascii(&builder, format, (size_t)(sign - format));
        format = sign;
        if (*format == '%') {
            format++;
            struct Conversion conversion = read_conversion(&format, rest);
            put_conversion(&builder, &conversion, rest);
        }
    }
    va_end(rest);
    return string_builder_finish(&builder);
}

Value string_format(Isolate *isolate, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    Value text = string_format_list(isolate, format, arguments);
    va_end(arguments);
    return text;
}
