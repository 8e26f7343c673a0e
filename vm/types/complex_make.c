/* complex(): of two numbers or of text; and what other code takes for a complex number. */
#include "vm/names.h"
#include "vm/types/arguments.h"
#include "vm/types/classes.h"
#include "vm/types/complex.h"
#include "vm/types/double_bits.h"
#include "vm/types/float.h"
#include "vm/types/integer.h"
#include "vm/types/string.h"

/* ---- Of values ---- */

int complex_special(Isolate *isolate, Value value, Parts *parts) {
    if (is_complex(value) && !may_reflect(value)) {
        *parts = complex_parts(value);
        return 1;
    }
    Value result = call_special(isolate, value, NAME(__complex__), NULL, 0);
    if (result == UNDEFINED || result == NOTHING)
        return result == NOTHING ? -1 : 0;
    if (!is_complex(result)) {
        raise_type(isolate, "__complex__ returned non-complex (type %T)", result);
        return -1;
    }
    *parts = complex_parts(result);
    return 1;
}

bool complex_argument(Isolate *isolate, Value value, Parts *parts) {
    int special = complex_special(isolate, value, parts);
    if (special)
        return special > 0;
    parts->imaginary = 0;
    return float_real(isolate, value, &parts->real, "must be real number, not %T");
}

/* ---- Of text ---- */

struct Reader {
    Isolate *isolate;
    const char *at, *end;
};

static char peek(const struct Reader *reader) { return reader->at < reader->end ? *reader->at : 0; }

static bool take(struct Reader *reader, char character) {
    bool there = peek(reader) == character;
    reader->at += there;
    return there;
}

static void skip_spaces(struct Reader *reader) {
    while (peek(reader) == ' ' || (peek(reader) >= '\t' && peek(reader) <= '\r'))
        reader->at++;
}

static bool is_digit(char character) { return character >= '0' && character <= '9'; }

static const char *word_end(const char *at, const char *end, const char *word) {
    for (; *word; word++, at++)
        if (at == end || (*at | 0x20) != *word)
            return NULL;
    return at;
}

static const char *digits_end(const char *at, const char *end) {
    while (at < end && (is_digit(*at) || *at == '_'))
        at++;
    return at;
}

/* Where the unsigned number at `at` ends; `at` itself if there is none. */
static const char *number_end(const char *at, const char *end) {
    static const char *const words[] = {"infinity", "inf", "nan"};
    for (int i = 0; i < 3; i++)
        if (word_end(at, end, words[i]))
            return word_end(at, end, words[i]);
    const char *stop = digits_end(at, end);
    bool any = stop > at;
    if (stop < end && *stop == '.') {
        const char *fraction = digits_end(stop + 1, end);
        any = any || fraction > stop + 1;
        stop = fraction;
    }
    if (!any)
        return at;
    if (stop < end && (*stop | 0x20) == 'e') {
        const char *exponent = stop + 1;
        exponent += exponent < end && (*exponent == '+' || *exponent == '-');
        const char *after = digits_end(exponent, end);
        if (after > exponent)
            stop = after;
    }
    return stop;
}

/* A number with its sign, if there is one: 1; 0: none; -1: malformed, or out of memory. */
static int take_number(struct Reader *reader, uint64_t *bits) {
    const char *start = reader->at + (peek(reader) == '+' || peek(reader) == '-');
    const char *stop = number_end(start, reader->end);
    if (stop == start)
        return 0;
    HeapMark mark = heap_mark(reader->isolate);
    Value number = float_from_text(reader->isolate, reader->at, (size_t)(stop - reader->at), NONE);
    heap_release(reader->isolate, mark);
    if (number == NOTHING)
        return -1;
    *bits = float_bits(number);
    reader->at = stop;
    return 1;
}

/* The sign alone of an imaginary unit without a number: j, +j, -j. */
static uint64_t take_unit(struct Reader *reader) {
    uint64_t sign = peek(reader) == '-' ? DOUBLE_SIGN : 0;
    reader->at += peek(reader) == '+' || peek(reader) == '-';
    return DOUBLE_ONE | sign;
}

static bool take_j(struct Reader *reader) { return take(reader, 'j') || take(reader, 'J'); }

/* Whether <number>, <number>j, <number><signed number>j, or j with a sign and perhaps a number before it was
 * there. */
static bool take_parts(struct Reader *reader, Parts *parts) {
    uint64_t first;
    int found = take_number(reader, &first);
    if (found < 0)
        return false;
    if (!found) {
        parts->imaginary = take_unit(reader);
        return take_j(reader);
    }
    if (take_j(reader)) {
        parts->imaginary = first;
        return true;
    }
    parts->real = first;
    if (peek(reader) != '+' && peek(reader) != '-')
        return true;
    found = take_number(reader, &parts->imaginary);
    if (!found)
        parts->imaginary = take_unit(reader);
    return found >= 0 && take_j(reader);
}

static bool read_text(struct Reader *reader, Parts *parts) {
    skip_spaces(reader);
    bool bracket = take(reader, '(');
    if (bracket)
        skip_spaces(reader);
    if (!take_parts(reader, parts))
        return false;
    skip_spaces(reader);
    if (bracket && !take(reader, ')'))
        return false;
    skip_spaces(reader);
    return reader->at == reader->end;
}

/* Underscores stand between two digits. */
static bool wrong_underscore(const char *text, size_t size) {
    for (size_t i = 0; i < size; i++)
        if (text[i] == '_' && (!i || i + 1 == size || !is_digit(text[i - 1]) || !is_digit(text[i + 1])))
            return true;
    return false;
}

static bool from_text(Isolate *isolate, const String *text, Parts *parts) {
    char room[128];
    const char *characters = number_text(isolate, text, room, sizeof(room));
    if (!characters)
        return false;
    if (wrong_underscore(characters, text->length)) {
        raise_value_error(isolate, "could not convert string to complex: %V", from_object(text));
        return false;
    }
    struct Reader reader = {isolate, characters, characters + text->length};
    if (read_text(&reader, parts))
        return true;
    if (isolate->exception == NOTHING || exception_take(isolate, &class_ValueError) != NOTHING)
        raise_value_error(isolate, "complex() arg is a malformed string");
    return false;
}

/* ---- complex(real, imag) ---- */

/* The first argument: any number; sets *is_whole if it was a complex one. */
static bool first_part(Isolate *isolate, Value value, Parts *parts, bool *is_whole) {
    int special = complex_special(isolate, value, parts);
    *is_whole = special > 0;
    if (special)
        return special > 0;
    parts->imaginary = 0;
    return float_real(isolate, value, &parts->real,
                      "complex() first argument must be a string or a number, not '%T'");
}

static bool second_part(Isolate *isolate, Value value, Parts *parts) {
    parts->imaginary = 0;
    if (is_complex(value)) {
        *parts = complex_parts(value);
        return true;
    }
    return float_real(isolate, value, &parts->real, "complex() second argument must be a number, not '%T'");
}

static bool combine(Isolate *isolate, Value real, Value imaginary, Parts *result) {
    Parts first = {0, 0}, second = {0, 0};
    bool whole = false;
    if (imaginary != UNDEFINED && is_string(imaginary))
        return raise_type(isolate, "complex() second arg can't be a string"), false;
    if (real != UNDEFINED && !first_part(isolate, real, &first, &whole))
        return false;
    *result = first;
    if (imaginary == UNDEFINED)
        return true;
    if (!second_part(isolate, imaginary, &second))
        return false;
    result->imaginary = second.real;
    if (is_complex(imaginary))
        result->real = float_compute_binary(FLOAT_SUBTRACT, first.real, second.imaginary);
    if (whole)
        result->imaginary = float_compute_binary(FLOAT_ADD, second.real, first.imaginary);
    return true;
}

Value complex_make(Isolate *isolate, const Class *class, Value *arguments, uint32_t count,
                   const Tuple *names) {
    static const char *const parameter_names[] = {"real", "imag"};
    static const struct Parameters parameters = {"complex", parameter_names, 2, 2, 0};
    Value bound[2];
    Parts parts = {0, 0};
    if (!arguments_bind(isolate, &parameters, arguments, count, names, bound))
        return NOTHING;
    if (bound[0] != UNDEFINED && is_string(bound[0])) {
        if (bound[1] != UNDEFINED)
            return raise_type(isolate, "complex() can't take second arg if first is a string");
        if (!from_text(isolate, AS(String, bound[0]), &parts))
            return NOTHING;
    } else if (!combine(isolate, bound[0], bound[1], &parts)) {
        return NOTHING;
    }
    if (class == &class_complex && bound[1] == UNDEFINED && bound[0] != UNDEFINED && is_complex(bound[0]) &&
        !as_object(bound[0])->class)
        return bound[0];
    Complex *object =
        heap_allocate(isolate, KIND_COMPLEX, sizeof(Complex), class == &class_complex ? 0 : class);
    if (!object)
        return NOTHING;
    object->real = parts.real;
    object->imaginary = parts.imaginary;
    return from_object(object);
}
