/*
 * format(str, specification) and str.format().
 *
 * A template is text with {field!conversion:specification} in it; a field is a number, a name or nothing
 * (numbered automatically), followed by .attributes and [indices]; fields may stand in specifications, one
 * level deep. Source: PEP 3101.
 */
#include "vm/isolate.h"
#include "vm/names.h"
#include "vm/types/classes.h"
#include "vm/types/containers.h"
#include "vm/types/numbers.h"
#include "vm/types/string_methods.h"

/* ---- format(str, specification) ---- */

static Value refuse_specification(Isolate *isolate, const struct FormatSpecification *parsed) {
    if (parsed->grouping && !parsed->type) {
        return raise_value_error(isolate, "Cannot specify '%c' with 's'.", parsed->grouping);
    }
    if (parsed->type && parsed->type != 's') {
        Value type = string_from_character(isolate, parsed->type);
        return type == NOTHING
                   ? NOTHING
                   : raise_value_error(isolate, "Unknown format code '%S' for object of type 'str'", type);
    }
    if (parsed->sign) {
        return raise_value_error(isolate, parsed->sign == ' '
                                              ? "Space not allowed in string format specifier"
                                              : "Sign not allowed in string format specifier");
    }
    if (parsed->negative_zero) {
        return raise_value_error(isolate,
                                 "Negative zero coercion (z) not allowed in string format specifier");
    }
    if (parsed->alternate) {
        return raise_value_error(isolate, "Alternate form (#) not allowed in string format specifier");
    }
    if (parsed->align == '=') {
        return raise_value_error(isolate, "'=' alignment not allowed in string format specifier");
    }
    return NONE;
}

static Value pad(Isolate *isolate, const String *string, const struct FormatSpecification *parsed) {
    uint64_t length = string->length;
    if (parsed->precision >= 0 && (uint64_t)parsed->precision < length) {
        length = (uint64_t)parsed->precision;
    }
    uint64_t missing = parsed->width > (int64_t)length ? (uint64_t)parsed->width - length : 0;
    uint64_t left = parsed->align == '>' ? missing : parsed->align == '^' ? missing / 2 : 0;
    StringBuilder builder;
    string_builder_start(&builder, isolate);
    string_builder_repeat(&builder, parsed->fill, left);
    string_builder_part(&builder, string, 0, (uint32_t)length);
    string_builder_repeat(&builder, parsed->fill, missing - left);
    return string_builder_finish(&builder);
}

Value string_format_specified(Isolate *isolate, Value string, Value specification) {
    if (AS(String, specification)->length == 0) {
        return operate_string(isolate, string);
    }
    struct FormatSpecification parsed;
    if (!format_specification_parse(isolate, string, specification, &parsed)) {
        return NOTHING;
    }
    if (parsed.zero && parsed.align == '=') { /* a bare leading zero only fills */
        parsed.align = '<';
    }
    return refuse_specification(isolate, &parsed) == NOTHING ? NOTHING
                                                             : pad(isolate, AS(String, string), &parsed);
}

/* ---- Templates ---- */

enum Numbering { NUMBERING_UNKNOWN, NUMBERING_AUTOMATIC, NUMBERING_MANUAL };
enum { DEEPEST_FIELD = 2 };

typedef struct Template {
    Isolate *isolate;
    Value arguments; /* Tuple, or NOTHING: format_map() */
    Value keywords;  /* mapping, or NOTHING */
    enum Numbering numbering;
    int64_t next;
} Template;

/* The parts of a replacement field, as ranges of the text. */
typedef struct Field {
    uint32_t name_start, name_stop;
    uint32_t specification_start, specification_stop;
    uint32_t conversion; /* character or 0 */
    bool nested;         /* the specification has fields */
} Field;

static bool expand(Template *template, const String *text, uint32_t start, uint32_t stop, uint32_t depth,
                   StringBuilder *builder);

static bool value_error(Template *template, const char *message) {
    raise_value_error(template->isolate, "%s", message);
    return false;
}

/* A part that is a number: it, else -1; -2: too large, raised. */
static int64_t part_number(Template *template, const String *text, uint32_t start, uint32_t stop) {
    int64_t number = 0;
    for (uint32_t i = start; i < stop; i++) {
        uint32_t character = string_at(text, i);
        if (character < '0' || character > '9') {
            return -1;
        }
        if (number > SMALL_MAX / 10 - 10) {
            value_error(template, "Too many decimal digits in format string");
            return -2;
        }
        number = number * 10 + (character - '0');
    }
    return start == stop ? -1 : number;
}

static bool note_numbering(Template *template, enum Numbering numbering) {
    if (template->numbering == NUMBERING_UNKNOWN) {
        template->numbering = numbering;
    }
    if (template->numbering == numbering) {
        return true;
    }
    return value_error(template,
                       numbering == NUMBERING_MANUAL
                           ? "cannot switch from automatic field numbering to manual field specification"
                           : "cannot switch from manual field specification to automatic field numbering");
}

static Value argument(Template *template, int64_t number) {
    if (template->arguments == NOTHING) {
        return raise_value_error(template->isolate, "Format string contains positional fields");
    }
    const Tuple *arguments = AS(Tuple, template->arguments);
    if (number >= tuple_count(arguments)) {
        return raise_index(template->isolate, "Replacement index %ld out of range for positional args tuple",
                           (long)number);
    }
    return tuple_get(arguments, (uint32_t)number);
}

static Value keyword(Template *template, const String *text, uint32_t start, uint32_t stop) {
    Isolate *isolate = template->isolate;
    Value name = string_slice(isolate, text, start, stop);
    if (name == NOTHING) {
        return NOTHING;
    }
    heap_keep(isolate, name);
    return template->keywords == NOTHING ? raise_key(isolate, name)
                                         : operate_get_item(isolate, template->keywords, name);
}

static Value first_part(Template *template, const String *text, uint32_t start, uint32_t stop) {
    int64_t number = part_number(template, text, start, stop);
    if (number == -2) {
        return NOTHING;
    }
    if (start == stop) {
        return note_numbering(template, NUMBERING_AUTOMATIC) ? argument(template, template->next++) : NOTHING;
    }
    if (number >= 0) {
        return note_numbering(template, NUMBERING_MANUAL) ? argument(template, number) : NOTHING;
    }
    return keyword(template, text, start, stop);
}

static uint32_t scan_until(const String *text, uint32_t at, uint32_t stop, const char *ends) {
    for (; at < stop; at++) {
        for (const char *end = ends; *end; end++) {
            if (string_at(text, at) == (uint8_t)*end) {
                return at;
            }
        }
    }
    return stop;
}

/* .name or [index] of a value, from `*at` on; the value is kept by the caller. */
static Value next_part(Template *template, const String *text, uint32_t *at, uint32_t stop, Value value) {
    Isolate *isolate = template->isolate;
    bool is_index = string_at(text, *at) == '[';
    if (!is_index && string_at(text, *at) != '.') {
        return raise_value_error(isolate, "Only '.' or '[' may follow ']' in format field specifier");
    }
    uint32_t start = *at + 1, end = scan_until(text, start, stop, is_index ? "]" : ".[");
    if (is_index && end == stop) {
        return raise_value_error(isolate, "expected '}' before end of string");
    }
    if (start == end) {
        return raise_value_error(isolate, "Empty attribute in format string");
    }
    *at = is_index ? end + 1 : end;
    int64_t number = is_index ? part_number(template, text, start, end) : -1;
    if (number == -2) {
        return NOTHING;
    }
    if (number >= 0) {
        return operate_get_item(isolate, value, small(number));
    }
    Value name = string_slice(isolate, text, start, end);
    if (name == NOTHING) {
        return NOTHING;
    }
    heap_keep(isolate, name);
    return is_index ? operate_get_item(isolate, value, name) : attribute_get(isolate, value, name);
}

/* The object a field names; kept. */
static Value field_value(Template *template, const String *text, const Field *field) {
    uint32_t at = scan_until(text, field->name_start, field->name_stop, ".[");
    Value value = first_part(template, text, field->name_start, at);
    while (value != NOTHING && at < field->name_stop) {
        heap_keep(template->isolate, value);
        value = next_part(template, text, &at, field->name_stop, value);
    }
    return value == NOTHING ? NOTHING : heap_keep(template->isolate, value);
}

static Value convert(Template *template, uint32_t conversion, Value value) {
    Isolate *isolate = template->isolate;
    Value text;
    switch (conversion) {
    case 0:
        return value;
    case 's':
        return operate_string(isolate, value);
    case 'r':
        return operate_represent(isolate, value);
    case 'a':
        text = operate_represent(isolate, value);
        return text == NOTHING ? NOTHING : string_to_ascii(isolate, heap_keep(isolate, text));
    default:
        if (conversion > 32 && conversion < 127) {
            return raise_value_error(isolate, "Unknown conversion specifier %c", (int)conversion);
        }
        return raise_value_error(isolate, "Unknown conversion specifier \\x%x", conversion);
    }
}

static Value field_specification(Template *template, const String *text, const Field *field, uint32_t depth) {
    if (!field->nested) {
        return string_slice(template->isolate, text, field->specification_start, field->specification_stop);
    }
    StringBuilder builder;
    string_builder_start(&builder, template->isolate);
    if (!expand(template, text, field->specification_start, field->specification_stop, depth - 1, &builder)) {
        builder.failed = true;
    }
    return string_builder_finish(&builder);
}

static bool put_field(Template *template, const String *text, const Field *field, uint32_t depth,
                      StringBuilder *builder) {
    Isolate *isolate = template->isolate;
    HeapMark mark = heap_mark(isolate);
    Value value = field_value(template, text, field), specification = NOTHING, result = NOTHING;
    if (value != NOTHING) {
        value = convert(template, field->conversion, value);
    }
    if (value != NOTHING) {
        heap_keep(isolate, value);
        specification = field_specification(template, text, field, depth);
    }
    if (specification != NOTHING) {
        result = operate_format(isolate, value, heap_keep(isolate, specification));
    }
    if (result != NOTHING) {
        heap_keep(isolate, result);
    }
    bool done = string_builder_value(builder, result);
    heap_release(isolate, mark);
    return done;
}

/* Where the field that starts at `at` (behind its brace) ends: the place of its closing brace, or `stop`. */
static uint32_t field_end(const String *text, uint32_t at, uint32_t stop, bool *nested) {
    uint32_t depth = 1;
    *nested = false;
    for (; at < stop; at++) {
        uint32_t character = string_at(text, at);
        if (character == '[' && depth == 1 && !*nested) { /* an index may hold braces */
            at = scan_until(text, at, stop, "]");
        } else if (character == '{') {
            *nested = true;
            depth++;
        } else if (character == '}' && --depth == 0) {
            return at;
        }
    }
    return stop;
}

/* Splits a field's text into name, conversion and specification. */
static bool parse_field(Template *template, const String *text, uint32_t start, uint32_t stop, Field *field) {
    uint32_t at = start;
    while (at < stop && string_at(text, at) != '!' && string_at(text, at) != ':') {
        if (string_at(text, at) == '{') {
            return value_error(template, "unexpected '{' in field name");
        }
        if (string_at(text, at) == '[') {
            at = scan_until(text, at, stop, "]");
        } else {
            at++;
        }
    }
    field->name_start = start;
    field->name_stop = at;
    field->conversion = 0;
    field->specification_start = field->specification_stop = stop;
    if (at < stop && string_at(text, at) == '!') {
        if (at + 1 >= stop) { /* the closing brace is read as the conversion */
            return value_error(template, stop + 1 >= text->length ? "unmatched '{' in format spec"
                                         : string_at(text, stop + 1) == '}'
                                             ? "Unknown conversion specifier }"
                                             : "expected ':' after conversion specifier");
        }
        field->conversion = string_at(text, at + 1);
        at += 2;
        if (at < stop && string_at(text, at) != ':') {
            return value_error(template, "expected ':' after conversion specifier");
        }
    }
    if (at < stop) {
        field->specification_start = at + 1;
    }
    return true;
}

static bool expand(Template *template, const String *text, uint32_t start, uint32_t stop, uint32_t depth,
                   StringBuilder *builder) {
    if (depth == 0) {
        return value_error(template, "Max string recursion exceeded");
    }
    uint32_t at = start;
    while (at < stop && !builder->failed) {
        uint32_t brace = scan_until(text, at, stop, "{}");
        string_builder_part(builder, text, at, brace);
        at = brace;
        if (at == stop) {
            break;
        }
        uint32_t character = string_at(text, at++);
        if (at < stop && string_at(text, at) == character) {
            string_builder_character(builder, character);
            at++;
            continue;
        }
        if (character == '}' || at == stop) {
            return value_error(template, character == '}' ? "Single '}' encountered in format string"
                                                          : "Single '{' encountered in format string");
        }
        Field field = {0};
        uint32_t end = field_end(text, at, stop, &field.nested);
        if (end == stop) {
            return value_error(template, "expected '}' before end of string");
        }
        if (!parse_field(template, text, at, end, &field) ||
            !put_field(template, text, &field, depth, builder)) {
            return false;
        }
        at = end + 1;
    }
    return !builder->failed;
}

Value string_format_template(Isolate *isolate, const String *text, Value arguments, Value keywords) {
    Template template = {.isolate = isolate, .arguments = arguments, .keywords = keywords};
    StringBuilder builder;
    string_builder_start(&builder, isolate);
    builder.failed = !isolate_charge(isolate, text->length / 4);
    if (!builder.failed && !expand(&template, text, 0, text->length, DEEPEST_FIELD, &builder)) {
        builder.failed = true;
    }
    return string_builder_finish(&builder);
}
