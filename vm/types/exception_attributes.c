/* What single exception classes add to BaseException: attributes computed from the arguments, and their own
 * str(). */
#include "vm/attribute.h"
#include "vm/types/bytes.h"
#include "vm/types/classes.h"
#include "vm/types/containers.h"
#include "vm/types/exception.h"
#include "vm/types/list.h"
#include "vm/types/numbers.h"
#include "vm/types/string.h"

/* ---- Attributes ---- */

/* Which part of an exception an attribute is. */
enum Source {
    SOURCE_VALUE,    /* the `value` field */
    SOURCE_ARGUMENT, /* argument number `index` */
    SOURCE_ONLY,     /* the same, of exactly one */
    SOURCE_PAIR,     /* the same, of exactly two */
    SOURCE_DETAIL,   /* element `index` of the second of two arguments: a SyntaxError's place */
    SOURCE_NONE,     /* always there, None until it is set */
};

static const struct {
    const Class *owner;
    const char *name;
    enum Source source;
    uint32_t index;
} attributes[] = {
    {&class_StopIteration, "value", SOURCE_VALUE, 0},
    {&class_SystemExit, "code", SOURCE_VALUE, 0},
    {&class_NameError, "name", SOURCE_VALUE, 0},
    {&class_AttributeError, "name", SOURCE_VALUE, 0},
    {&class_AttributeError, "obj", SOURCE_NONE, 0},
    {&class_ImportError, "name", SOURCE_VALUE, 0},
    {&class_ImportError, "path", SOURCE_NONE, 0},
    {&class_ImportError, "msg", SOURCE_ONLY, 0},
    {&class_SyntaxError, "msg", SOURCE_ARGUMENT, 0},
    {&class_SyntaxError, "filename", SOURCE_DETAIL, 0},
    {&class_SyntaxError, "lineno", SOURCE_DETAIL, 1},
    {&class_SyntaxError, "offset", SOURCE_DETAIL, 2},
    {&class_SyntaxError, "text", SOURCE_DETAIL, 3},
    {&class_SyntaxError, "end_lineno", SOURCE_DETAIL, 4},
    {&class_SyntaxError, "end_offset", SOURCE_DETAIL, 5},
    {&class_SyntaxError, "print_file_and_line", SOURCE_NONE, 0},
    {&class_OSError, "errno", SOURCE_PAIR, 0},
    {&class_OSError, "strerror", SOURCE_PAIR, 1},
    {&class_OSError, "filename", SOURCE_VALUE, 0},
    {&class_OSError, "filename2", SOURCE_NONE, 0},
    {&class_UnicodeDecodeError, "encoding", SOURCE_ARGUMENT, 0},
    {&class_UnicodeDecodeError, "object", SOURCE_ARGUMENT, 1},
    {&class_UnicodeDecodeError, "start", SOURCE_ARGUMENT, 2},
    {&class_UnicodeDecodeError, "end", SOURCE_ARGUMENT, 3},
    {&class_UnicodeDecodeError, "reason", SOURCE_ARGUMENT, 4},
    {&class_UnicodeEncodeError, "encoding", SOURCE_ARGUMENT, 0},
    {&class_UnicodeEncodeError, "object", SOURCE_ARGUMENT, 1},
    {&class_UnicodeEncodeError, "start", SOURCE_ARGUMENT, 2},
    {&class_UnicodeEncodeError, "end", SOURCE_ARGUMENT, 3},
    {&class_UnicodeEncodeError, "reason", SOURCE_ARGUMENT, 4},
    {&class_UnicodeTranslateError, "object", SOURCE_ARGUMENT, 0},
    {&class_UnicodeTranslateError, "start", SOURCE_ARGUMENT, 1},
    {&class_UnicodeTranslateError, "end", SOURCE_ARGUMENT, 2},
    {&class_UnicodeTranslateError, "reason", SOURCE_ARGUMENT, 3},
    {&class_BaseExceptionGroup, "message", SOURCE_ARGUMENT, 0},
    {&class_BaseExceptionGroup, "exceptions", SOURCE_VALUE, 0},
};

static Value detail(const Tuple *arguments, uint32_t index) {
    Value second = tuple_count(arguments) == 2 ? tuple_get(arguments, 1) : NONE;
    if (!is_tuple(second) && !is_list(second))
        return NONE;
    return index < sequence_length(second) ? sequence_get(second, index) : NONE;
}

static Value read_attribute(const Exception *exception, enum Source source, uint32_t index) {
    const Tuple *arguments = AS(Tuple, exception->arguments);
    uint32_t count = tuple_count(arguments);
    switch (source) {
    case SOURCE_VALUE:
        return exception->value;
    case SOURCE_ARGUMENT:
        return index < count ? tuple_get(arguments, index) : NONE;
    case SOURCE_ONLY:
        return count == 1 ? tuple_get(arguments, 0) : NONE;
    case SOURCE_PAIR:
        return count == 2 ? tuple_get(arguments, index) : NONE;
    case SOURCE_DETAIL:
        return detail(arguments, index);
    case SOURCE_NONE:
        break;
    }
    return NONE;
}

Value exception_attribute(Isolate *isolate, Value self, Value name) {
    (void)isolate;
    for (size_t i = 0; i < sizeof(attributes) / sizeof(*attributes); i++)
        if (string_is(AS(String, name), attributes[i].name) && is_instance(self, attributes[i].owner))
            return read_attribute(AS(Exception, self), attributes[i].source, attributes[i].index);
    return UNDEFINED;
}

/* ---- Text ---- */

Value exception_field(Isolate *isolate, Value self, const char *name) {
    HeapMark mark = heap_mark(isolate);
    Value found = string_from_c(isolate, name);
    if (found != NOTHING)
        found = attribute_find(isolate, self, heap_keep(isolate, found));
    heap_release(isolate, mark);
    if (found == NOTHING)
        isolate->exception = NOTHING;
    return found == NOTHING || found == UNDEFINED ? NONE : found;
}

static Value plain_string(Isolate *isolate, Value self) {
    Value arguments = AS(Exception, self)->arguments;
    uint32_t count = tuple_count(AS(Tuple, arguments));
    if (count == 0)
        return string_empty();
    return count == 1 ? operate_string(isolate, tuple_get(AS(Tuple, arguments), 0))
                      : operate_represent(isolate, arguments);
}

static Value key_string(Isolate *isolate, Value self) {
    const Tuple *arguments = AS(Tuple, AS(Exception, self)->arguments);
    return tuple_count(arguments) == 1 ? operate_represent(isolate, tuple_get(arguments, 0))
                                       : plain_string(isolate, self);
}

static Value system_string(Isolate *isolate, Value self) {
    const Tuple *arguments = AS(Tuple, AS(Exception, self)->arguments);
    if (tuple_count(arguments) != 2)
        return plain_string(isolate, self);
    Value number = tuple_get(arguments, 0), text = tuple_get(arguments, 1), file = AS(Exception, self)->value;
    if (file != NONE)
        return string_format(isolate, "[Errno %S] %S: %V", number, text, file);
    return string_format(isolate, "[Errno %S] %S", number, text);
}

/* The file's name without its folders. */
static Value base_name(Isolate *isolate, Value path) {
    const String *text = AS(String, path);
    uint32_t start = text->length;
    while (start > 0 && string_at(text, start - 1) != '/')
        start--;
    return string_slice(isolate, text, start, text->length);
}

static Value syntax_string(Isolate *isolate, Value self) {
    Value message = heap_keep(isolate, exception_field(isolate, self, "msg"));
    Value file = exception_field(isolate, self, "filename"), line = exception_field(isolate, self, "lineno");
    if (is_string(file)) {
        file = base_name(isolate, file);
        if (file == NOTHING)
            return NOTHING;
        heap_keep(isolate, file);
        return is_integer(line) ? string_format(isolate, "%S (%S, line %S)", message, file, line)
                                : string_format(isolate, "%S (%S)", message, file);
    }
    return is_integer(line) ? string_format(isolate, "%S (line %S)", message, line)
                            : operate_string(isolate, message);
}

/* What is at `start`, if the error is about that one byte or character. */
static bool single_unit(Value object, int64_t start, int64_t end, uint32_t *unit) {
    if (end != start + 1 || start < 0)
        return false;
    if (is_string(object) && start < AS(String, object)->length) {
        *unit = string_at(AS(String, object), (uint32_t)start);
        return true;
    }
    if (!is_kind(object, KIND_BYTES) || (uint64_t)start >= AS(Bytes, object)->length)
        return false;
    *unit = AS(Bytes, object)->bytes[start];
    return true;
}

static Value unicode_string(Isolate *isolate, Value self) {
    const Tuple *arguments = AS(Tuple, AS(Exception, self)->arguments);
    int64_t start, end;
    if (tuple_count(arguments) != 5 || !integer_to_int64(tuple_get(arguments, 2), &start) ||
        !integer_to_int64(tuple_get(arguments, 3), &end))
        return plain_string(isolate, self);
    Value encoding = tuple_get(arguments, 0), reason = tuple_get(arguments, 4);
    bool decode = is_instance(self, &class_UnicodeDecodeError);
    uint32_t unit;
    if (!single_unit(tuple_get(arguments, 1), start, end, &unit))
        return string_format(isolate, "'%S' codec can't %s %s in position %ld-%ld: %S", encoding,
                             decode ? "decode" : "encode", decode ? "bytes" : "characters", (long)start,
                             (long)end - 1, reason);
    if (decode)
        return string_format(isolate, "'%S' codec can't decode byte 0x%02x in position %ld: %S", encoding,
                             unit, (long)start, reason);
    const char *format = unit < 0x100     ? "'%S' codec can't encode character '\\x%02x' in position %ld: %S"
                         : unit < 0x10000 ? "'%S' codec can't encode character '\\u%04x' in position %ld: %S"
                                          : "'%S' codec can't encode character '\\U%08x' in position %ld: %S";
    return string_format(isolate, format, encoding, unit, (long)start, reason);
}

static Value translate_string(Isolate *isolate, Value self) {
    const Tuple *arguments = AS(Tuple, AS(Exception, self)->arguments);
    int64_t start, end;
    if (tuple_count(arguments) != 4 || !integer_to_int64(tuple_get(arguments, 1), &start) ||
        !integer_to_int64(tuple_get(arguments, 2), &end))
        return plain_string(isolate, self);
    Value reason = tuple_get(arguments, 3);
    uint32_t unit;
    if (!single_unit(tuple_get(arguments, 0), start, end, &unit))
        return string_format(isolate, "can't translate characters in position %ld-%ld: %S", (long)start,
                             (long)end - 1, reason);
    const char *format = unit < 0x100     ? "can't translate character '\\x%02x' in position %ld: %S"
                         : unit < 0x10000 ? "can't translate character '\\u%04x' in position %ld: %S"
                                          : "can't translate character '\\U%08x' in position %ld: %S";
    return string_format(isolate, format, unit, (long)start, reason);
}

static const struct {
    const Class *owner;
    Value (*string)(Isolate *isolate, Value self);
} strings[] = {
    {&class_KeyError, key_string},
    {&class_OSError, system_string},
    {&class_SyntaxError, syntax_string},
    {&class_UnicodeDecodeError, unicode_string},
    {&class_UnicodeEncodeError, unicode_string},
    {&class_UnicodeTranslateError, translate_string},
    {&class_BaseExceptionGroup, group_string},
};

Value exception_string(Isolate *isolate, Value self) {
    HeapMark mark = heap_mark(isolate);
    Value (*string)(Isolate *, Value) = plain_string;
    for (size_t i = 0; i < sizeof(strings) / sizeof(*strings); i++)
        if (is_instance(self, strings[i].owner))
            string = strings[i].string;
    Value text = string(isolate, self);
    heap_release(isolate, mark);
    return text;
}
