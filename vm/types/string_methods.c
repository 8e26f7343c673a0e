/* The table of str's methods, and those that need no file of their own. */
#include "vm/types/string_methods.h"

#include "vm/isolate.h"
#include "vm/types/arguments.h"
#include "vm/types/bytes.h"
#include "vm/types/classes.h"
#include "vm/types/containers.h"
#include "vm/types/iterator.h"
#include "vm/types/numbers.h"

Value string_iterate(Isolate *isolate, Value self) { return iterator_new(isolate, ITERATE_STRING, self, 0); }

bool string_expect(Isolate *isolate, Value value, const char *function) {
    if (is_string(value)) {
        return true;
    }
    raise_type(isolate, "%s must be str, not %A", function, value);
    return false;
}

bool string_append_part(Isolate *isolate, Value list, const String *string, uint32_t start, uint32_t stop) {
    HeapMark mark = heap_mark(isolate);
    Value part = string_slice(isolate, string, start, stop);
    bool done = part != NOTHING && list_append(isolate, list, heap_keep(isolate, part));
    heap_release(isolate, mark);
    return done;
}

Value string_method_encode(Isolate *isolate, Value *arguments, uint32_t count, const Tuple *names) {
    static const char *const parameter_names[] = {"encoding", "errors"};
    static const struct Parameters parameters = {"encode", parameter_names, 2, 2, 0};
    Value bound[2];
    if (!arguments_bind(isolate, &parameters, arguments + 1, count - 1, names, bound)) {
        return NOTHING;
    }
    for (int i = 0; i < 2; i++) {
        if (bound[i] != UNDEFINED && !is_string(bound[i])) {
            return raise_type(isolate, "encode() argument '%s' must be str, not %A", parameter_names[i],
                              bound[i]);
        }
    }
    return string_encode(isolate, AS(String, arguments[0]), bound[0] == UNDEFINED ? NOTHING : bound[0],
                         bound[1] == UNDEFINED ? NOTHING : bound[1]);
}

Value string_method_format(Isolate *isolate, Value *arguments, uint32_t count, const Tuple *names) {
    uint32_t named = names ? tuple_count(names) : 0, positional = count - named - 1;
    Value values = tuple_new(isolate, positional, arguments + 1);
    if (values == NOTHING) {
        return NOTHING;
    }
    heap_keep(isolate, values);
    Value keywords = NOTHING;
    if (named > 0) {
        keywords = dictionary_new(isolate, named);
        if (keywords == NOTHING) {
            return NOTHING;
        }
        heap_keep(isolate, keywords);
    }
    for (uint32_t i = 0; i < named; i++) {
        if (!dictionary_set(isolate, keywords, tuple_get(names, i), arguments[1 + positional + i])) {
            return NOTHING;
        }
    }
    return string_format_template(isolate, AS(String, arguments[0]), values, keywords);
}

Value string_method_format_map(Isolate *isolate, Value *arguments, uint32_t count) {
    (void)count;
    return string_format_template(isolate, AS(String, arguments[0]), NOTHING, arguments[1]);
}

/* ---- translate and maketrans ---- */

static bool put_translation(Isolate *isolate, StringBuilder *builder, uint32_t character, Value replacement) {
    int64_t code;
    if (replacement == UNDEFINED) {
        return string_builder_character(builder, character);
    }
    if (replacement == NONE) {
        return true;
    }
    if (is_string(replacement)) {
        return string_builder_string(builder, AS(String, replacement));
    }
    if (!is_integer(replacement)) {
        raise_type(isolate, "character mapping must return integer, None or str");
        return false;
    }
    if (!integer_to_int64(replacement, &code) || code < 0 || code > 0x10ffff) {
        raise_value_error(isolate, "character mapping must be in range(0x110000)");
        return false;
    }
    return string_builder_character(builder, (uint32_t)code);
}

Value string_method_translate(Isolate *isolate, Value *arguments, uint32_t count) {
    (void)count;
    const String *string = AS(String, arguments[0]);
    StringBuilder builder;
    string_builder_start(&builder, isolate);
    bool good = isolate_charge(isolate, string->length);
    for (uint32_t i = 0; good && i < string->length; i++) {
        uint32_t character = string_at(string, i);
        HeapMark mark = heap_mark(isolate);
        Value replacement = operate_get_item(isolate, arguments[1], small(character));
        if (replacement == NOTHING && exception_take(isolate, &class_LookupError) != NOTHING) {
            replacement = UNDEFINED;
        }
        good = replacement != NOTHING &&
               put_translation(isolate, &builder, character, heap_keep(isolate, replacement));
        heap_release(isolate, mark);
    }
    builder.failed |= !good;
    return string_builder_finish(&builder);
}

/* maketrans(mapping): keys of one character become their numbers. */
static bool copy_translations(Isolate *isolate, Value table, Value mapping) {
    if (!is_dictionary(mapping)) {
        raise_type(isolate, "if you give only one argument to maketrans it must be a dict");
        return false;
    }
    uint32_t position = 0;
    Value key, value;
    while (dictionary_next(AS(Dictionary, mapping), &position, &key, &value)) {
        if (is_string(key)) {
            if (AS(String, key)->length != 1) {
                raise_value_error(isolate, "string keys in translate table must be of length 1");
                return false;
            }
            key = small(string_at(AS(String, key), 0));
        } else if (!is_integer(key)) {
            raise_type(isolate, "keys in translate table must be strings or integers");
            return false;
        }
        if (!dictionary_set(isolate, table, key, value)) {
            return false;
        }
    }
    return true;
}

static bool pair_translations(Isolate *isolate, Value table, Value from, Value to) {
    if (!is_string(from)) {
        raise_type(isolate, "first maketrans argument must be a string if there is a second argument");
        return false;
    }
    if (!is_string(to)) {
        raise_type(isolate, "maketrans() argument 2 must be str, not %A", to);
        return false;
    }
    const String *keys = AS(String, from), *values = AS(String, to);
    if (keys->length != values->length) {
        raise_value_error(isolate, "the first two maketrans arguments must have equal length");
        return false;
    }
    for (uint32_t i = 0; i < keys->length; i++) {
        if (!dictionary_set(isolate, table, small(string_at(keys, i)), small(string_at(values, i)))) {
            return false;
        }
    }
    return true;
}

static Value method_maketrans(Isolate *isolate, Value *arguments, uint32_t count) {
    Value table = dictionary_new(isolate, 0);
    if (table == NOTHING) {
        return NOTHING;
    }
    heap_keep(isolate, table);
    bool done = count == 1 ? copy_translations(isolate, table, arguments[0])
                           : pair_translations(isolate, table, arguments[0], arguments[1]);
    if (done && count > 2) {
        if (!is_string(arguments[2])) {
            return raise_type(isolate, "maketrans() argument 3 must be str, not %A", arguments[2]);
        }
        const String *gone = AS(String, arguments[2]);
        for (uint32_t i = 0; done && i < gone->length; i++) {
            done = dictionary_set(isolate, table, small(string_at(gone, i)), NONE);
        }
    }
    return done ? table : NOTHING;
}

#define ROW(c_name, least, most) METHOD(string_method_##c_name, #c_name, least, most, class_str),
#define ROW_WITH_KEYWORDS(c_name, least, most)                                                               \
    METHOD_WITH_KEYWORDS(string_method_##c_name, #c_name, least, most, class_str),
const Native string_methods[] = {
    STRING_METHODS(ROW, ROW_WITH_KEYWORDS) METHOD_STATIC(method_maketrans, "maketrans", 1, 3),
    METHODS_END,
};
