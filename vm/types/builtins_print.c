/* print() and input(), which go through sys.stdout and sys.stdin so that a program can put its own objects
 * there. */
#include "vm/isolate.h"
#include "vm/names.h"
#include "vm/types/arguments.h"
#include "vm/types/builtins.h"
#include "vm/types/builtins_functions.h"
#include "vm/types/containers.h"
#include "vm/types/stream.h"
#include "vm/types/string.h"

/* An attribute of the sys module; UNDEFINED if there is none, or no such module yet. */
static Value system_member(Isolate *isolate, Value name) {
    Value module = dictionary_get_name(AS(Dictionary, isolate->modules), &name_sys);
    return is_kind(module, KIND_MODULE) ? module_get(isolate, AS(Module, module), name) : UNDEFINED;
}

/* Calls stream.name(argument...). */
static Value call_stream(Isolate *isolate, Value stream, Value name, const Value *arguments, uint32_t count) {
    Value method = attribute_get(isolate, stream, name);
    return method == NOTHING ? NOTHING : call(isolate, heap_keep(isolate, method), arguments, count);
}

static bool write_to(Isolate *isolate, Value stream, Value string) {
    if (stream == UNDEFINED || class_of(stream) == &standard_texts[STANDARD_OUTPUT]) {
        return stream_write(isolate, string, false);
    }
    return stream == NONE || call_stream(isolate, stream, NAME(write), &string, 1) != NOTHING;
}

bool output_write(Isolate *isolate, Value string) {
    HeapMark mark = heap_mark(isolate);
    Value stream = system_member(isolate, NAME(stdout));
    bool done = stream != NOTHING && write_to(isolate, heap_keep(isolate, stream), string);
    heap_release(isolate, mark);
    return done;
}

/* sep and end: a str, or None for the usual one. */
static bool text_argument(Isolate *isolate, Value *value, const char *name, Value usual) {
    if (*value == UNDEFINED || *value == NONE) {
        *value = usual;
    }
    if (!is_string(*value)) {
        raise_type(isolate, "%s must be None or a string, not %T", name, *value);
        return false;
    }
    return true;
}

/* All of what one print() writes, as one text. */
static Value printed_text(Isolate *isolate, const Value *arguments, uint32_t count, Value separator,
                          Value end) {
    StringBuilder builder;
    string_builder_start(&builder, isolate);
    for (uint32_t i = 0; i < count && !builder.failed; i++) {
        if (i > 0) {
            string_builder_string(&builder, AS(String, separator));
        }
        HeapMark mark = heap_mark(isolate);
        Value text = operate_string(isolate, arguments[i]);
        if (text != NOTHING) {
            heap_keep(isolate, text);
        }
        string_builder_value(&builder, text);
        heap_release(isolate, mark);
    }
    string_builder_string(&builder, AS(String, end));
    return string_builder_finish(&builder);
}

/* To a stream of the program's own, piece by piece as CPython does. */
static bool print_pieces(Isolate *isolate, Value stream, const Value *arguments, uint32_t count,
                         Value separator, Value end) {
    for (uint32_t i = 0; i < count; i++) {
        HeapMark mark = heap_mark(isolate);
        bool done = i == 0 || write_to(isolate, stream, separator);
        Value text = done ? operate_string(isolate, arguments[i]) : NOTHING;
        done = text != NOTHING && write_to(isolate, stream, heap_keep(isolate, text));
        heap_release(isolate, mark);
        if (!done) {
            return false;
        }
    }
    return write_to(isolate, stream, end);
}

static bool print_at_once(Isolate *isolate, Value stream, const Value *arguments, uint32_t count,
                          Value separator, Value end) {
    Value text = printed_text(isolate, arguments, count, separator, end);
    return text != NOTHING && write_to(isolate, stream, heap_keep(isolate, text));
}

Value builtin_print(Isolate *isolate, Value *arguments, uint32_t count, const Tuple *names) {
    static const char *const parameter_names[] = {"sep", "end", "file", "flush"};
    static const struct Parameters parameters = {"print", parameter_names, 4, 0, 0};
    Value bound[4];
    int64_t positional = arguments_named(isolate, &parameters, arguments, count, names, bound);
    if (positional < 0 || !text_argument(isolate, &bound[0], "sep", NAME(space)) ||
        !text_argument(isolate, &bound[1], "end", string_from_character(isolate, '\n'))) {
        return NOTHING;
    }
    Value stream =
        bound[2] == UNDEFINED || bound[2] == NONE ? system_member(isolate, NAME(stdout)) : bound[2];
    if (stream == NOTHING || stream == NONE) {
        return stream == NONE ? NONE : NOTHING;
    }
    heap_keep(isolate, stream);
    bool own = stream != UNDEFINED && class_of(stream) != &standard_texts[STANDARD_OUTPUT];
    if (!(own ? print_pieces : print_at_once)(isolate, stream, arguments, (uint32_t)positional, bound[0],
                                              bound[1])) {
        return NOTHING;
    }
    int flush = bound[3] == UNDEFINED ? 0 : operate_truth(isolate, bound[3]);
    if (flush < 0 ||
        (flush && stream != UNDEFINED && call_stream(isolate, stream, NAME(flush), NULL, 0) == NOTHING)) {
        return NOTHING;
    }
    return NONE;
}

Value builtin_input(Isolate *isolate, Value *arguments, uint32_t count) {
    Value stream = system_member(isolate, NAME(stdin));
    if (stream == NOTHING || stream == UNDEFINED || stream == NONE) {
        return stream == NOTHING ? NOTHING
                                 : raise_error(isolate, &class_RuntimeError, "input(): lost sys.stdin");
    }
    heap_keep(isolate, stream);
    Value prompt = count > 0 ? operate_string(isolate, arguments[0]) : string_empty();
    if (prompt == NOTHING || !output_write(isolate, heap_keep(isolate, prompt))) {
        return NOTHING;
    }
    Value line = call_stream(isolate, stream, NAME(readline), NULL, 0);
    if (line == NOTHING) {
        return NOTHING;
    }
    heap_keep(isolate, line);
    if (!is_string(line)) {
        return raise_type(isolate, "object.readline() returned non-string");
    }
    const String *text = AS(String, line);
    if (text->length == 0) {
        return raise_error(isolate, &class_EOFError, "EOF when reading a line");
    }
    bool ended = string_at(text, text->length - 1) == '\n';
    return string_slice(isolate, text, 0, text->length - ended);
}
