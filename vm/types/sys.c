/* The native module `sys`. */
#include "vm/isolate.h"
#include "vm/memory.h"
#include "vm/names.h"
#include "vm/types/arguments.h"
#include "vm/types/builtins.h"
#include "vm/types/containers.h"
#include "vm/types/numbers.h"
#include "vm/types/stream.h"
#include "vm/types/string.h"

/* ---- Functions ---- */

static Value system_exit(Isolate *isolate, Value *arguments, uint32_t count) {
    Value exit = exception_new(isolate, &class_SystemExit, arguments, count);
    return exit == NOTHING ? NOTHING : raise_value(isolate, exit);
}

/* The exception being handled by the nearest frame that handles one. */
static Value handled_exception(const Isolate *isolate) {
    for (const Frame *frame = isolate->frame; frame > isolate->frames; frame--) {
        if (frame->handled != NONE && frame->handled != NOTHING) {
            return frame->handled;
        }
    }
    return NONE;
}

static Value system_exception(Isolate *isolate, Value *arguments, uint32_t count) {
    (void)arguments, (void)count;
    return handled_exception(isolate);
}

static Value system_exc_info(Isolate *isolate, Value *arguments, uint32_t count) {
    (void)arguments, (void)count;
    Value exception = handled_exception(isolate);
    if (exception == NONE) {
        return tuple_new(isolate, 3, (Value[]){NONE, NONE, NONE});
    }
    return tuple_new(
        isolate, 3,
        (Value[]){from_object(class_of(exception)), exception, AS(Exception, exception)->traceback});
}

/* The name of the module whose function called this native, or, `depth` frames further out, of its caller. */
static Value system_frame_module_name(Isolate *isolate, Value *arguments, uint32_t count) {
    int64_t depth = 0;
    if (count && !(is_integer(arguments[0]) && integer_to_int64(arguments[0], &depth)))
        return raise_type(isolate, "depth must be a small integer, not %T", arguments[0]);
    if (depth < 0 || depth >= isolate->frame - isolate->frames)
        return NONE;
    return (isolate->frame - depth)->function->globals->name;
}

/* The text that an exception which nothing catches is shown by; library/traceback.py takes it apart. */
static Value system_format_exception(Isolate *isolate, Value *arguments, uint32_t count) {
    (void)count;
    if (!is_kind(arguments[0], KIND_EXCEPTION)) {
        return raise_type(isolate, "an exception is needed, not %T", arguments[0]);
    }
    return exception_display(isolate, arguments[0], isolate->source_line, NULL);
}

/* A line of a source file without its end, or "". */
static Value system_source_line(Isolate *isolate, Value *arguments, uint32_t count) {
    (void)count;
    char line[512];
    int64_t number;
    if (!is_string(arguments[0])) {
        return raise_type(isolate, "a file name is needed, not %T", arguments[0]);
    }
    if (!operate_index(isolate, arguments[1], &number)) {
        return NOTHING;
    }
    bool found = isolate->source_line && number > 0 && number < UINT32_MAX &&
                 isolate->source_line(NULL, AS(String, arguments[0]), (uint32_t)number, line, sizeof(line));
    return found ? string_from_utf8(isolate, line, __builtin_strlen(line)) : string_empty();
}

static Value system_intern(Isolate *isolate, Value *arguments, uint32_t count) {
    (void)count;
    return is_string(arguments[0])
               ? arguments[0]
               : raise_type(isolate, "intern() argument must be str, not %A", arguments[0]);
}

static bool fits_int(Isolate *isolate, Value integer, int64_t *number) {
    if (integer_to_int64(integer, number) && *number <= INT32_MAX && *number >= INT32_MIN) {
        return true;
    }
    raise_error(isolate, &class_OverflowError, "Python int too large to convert to C int");
    return false;
}

static Value system_getrecursionlimit(Isolate *isolate, Value *arguments, uint32_t count) {
    (void)arguments, (void)count;
    return small(isolate->recursion_limit);
}

static Value system_setrecursionlimit(Isolate *isolate, Value *arguments, uint32_t count) {
    (void)count;
    int64_t limit, depth = isolate->frame - isolate->frames;
    Value integer = operate_integer(isolate, arguments[0]);
    if (integer == NOTHING || !fits_int(isolate, integer, &limit)) {
        return NOTHING;
    }
    if (limit < 1) {
        return raise_value_error(isolate, "recursion limit must be greater or equal than 1");
    }
    if (depth >= limit) {
        return raise_error(
            isolate, &class_RecursionError,
            "cannot set the recursion limit to %d at the recursion depth %d: the limit is too low",
            (int)limit, (int)depth);
    }
    isolate_limit_recursion(isolate, (uint32_t)limit);
    return NONE;
}

static Value system_getsizeof(Isolate *isolate, Value *arguments, uint32_t count) {
    (void)isolate, (void)count;
    return small(is_object(arguments[0]) ? (int64_t)object_size(as_object(arguments[0]))
                                         : (int64_t)sizeof(Value));
}

/* What the prompt shows of an expression's value. */
static Value system_displayhook(Isolate *isolate, Value *arguments, uint32_t count) {
    (void)count;
    if (arguments[0] == NONE) {
        return NONE;
    }
    Value last = string_from_character(isolate, '_');
    if (!module_set(isolate, AS(Module, isolate->builtins), last, arguments[0])) {
        return NOTHING;
    }
    Value text = operate_represent(isolate, arguments[0]);
    Value line = text == NOTHING ? NOTHING : string_format(isolate, "%S\n", heap_keep(isolate, text));
    return line != NOTHING && output_write(isolate, heap_keep(isolate, line)) ? NONE : NOTHING;
}

static Value system_get_int_max_str_digits(Isolate *isolate, Value *arguments, uint32_t count) {
    (void)arguments, (void)count;
    return small(isolate->digits_limit);
}

static Value system_set_int_max_str_digits(Isolate *isolate, Value *arguments, uint32_t count,
                                           const Tuple *names) {
    static const char *const parameter_names[] = {"maxdigits"};
    static const struct Parameters parameters = {"set_int_max_str_digits", parameter_names, 1, 1, 1};
    Value bound;
    int64_t digits;
    if (!arguments_bind(isolate, &parameters, arguments, count, names, &bound)) {
        return NOTHING;
    }
    Value integer = operate_integer(isolate, bound);
    if (integer == NOTHING || !fits_int(isolate, integer, &digits)) {
        return NOTHING;
    }
    if (digits && digits < DIGITS_LIMIT_LEAST) {
        return raise_value_error(isolate, "maxdigits must be 0 or larger than %d", DIGITS_LIMIT_LEAST);
    }
    isolate->digits_limit = (uint32_t)digits;
    return NONE;
}

/* What isn't native: library/_sys.py has it, where there is a library. */
static Value system_attribute(Isolate *isolate, Value *arguments, uint32_t count) {
    (void)count;
    if (!is_string(arguments[0]))
        return raise_type(isolate, "attribute name must be string, not '%T'", arguments[0]);
    Value module = isolate_import(isolate, "_sys"), found = UNDEFINED;
    if (module != NOTHING)
        found = attribute_find(isolate, module, arguments[0]);
    else if (exception_take(isolate, &class_ModuleNotFoundError) == NOTHING)
        return NOTHING;
    return found != UNDEFINED ? found
                              : raise_error(isolate, &class_AttributeError,
                                            "module 'sys' has no attribute %V", arguments[0]);
}

static const Native functions[] = {
    NATIVE(system_attribute, "__getattr__", 1, 1, NATIVE_ANY),
    NATIVE(system_get_int_max_str_digits, "get_int_max_str_digits", 0, 0, NATIVE_ANY),
    NATIVE_WITH_KEYWORDS(system_set_int_max_str_digits, "set_int_max_str_digits", 0, NATIVE_UNLIMITED,
                         NATIVE_ANY),
    NATIVE(system_exit, "exit", 0, 1, NATIVE_ANY),
    NATIVE(system_exception, "exception", 0, 0, NATIVE_ANY),
    NATIVE(system_exc_info, "exc_info", 0, 0, NATIVE_ANY),
    NATIVE(system_frame_module_name, "_getframemodulename", 0, 1, NATIVE_ANY),
    NATIVE(system_format_exception, "_format_exception", 1, 1, NATIVE_ANY),
    NATIVE(system_source_line, "_source_line", 2, 2, NATIVE_ANY),
    NATIVE(system_intern, "intern", 1, 1, NATIVE_ANY),
    NATIVE(system_getrecursionlimit, "getrecursionlimit", 0, 0, NATIVE_ANY),
    NATIVE(system_setrecursionlimit, "setrecursionlimit", 1, 1, NATIVE_ANY),
    NATIVE(system_getsizeof, "getsizeof", 1, 2, NATIVE_ANY),
    NATIVE(system_displayhook, "displayhook", 1, 1, NATIVE_TASK | NATIVE_HOST),
    METHODS_END,
};

/* ---- Constants ---- */

/* Structures: tuples whose class has a property for each element. */
#define ELEMENT(index)                                                                                       \
    static Value get_##index(Isolate *isolate, Value *arguments, uint32_t count) {                           \
        (void)isolate, (void)count;                                                                          \
        return tuple_get(AS(Tuple, arguments[0]), index);                                                    \
    }
ELEMENT(0)
ELEMENT(1)
ELEMENT(2)
ELEMENT(3)
ELEMENT(4)

#define STRUCTURE(identifier, name)                                                                          \
    static const Class identifier = {                                                                        \
        .object = {.kind = KIND_CLASS, .flags = OBJECT_FROZEN},                                              \
        .static_name = name,                                                                                 \
        .base = &class_tuple,                                                                                \
        .operations = &tuple_operations,                                                                     \
        .natives = identifier##_natives,                                                                     \
        .instance_kind = KIND_TUPLE,                                                                         \
        .flags = CLASS_STATIC | CLASS_FINAL,                                                                 \
    }

static const Class version_info, implementation;
static const Native version_info_natives[] = {
    PROPERTY(get_0, "major", version_info),  PROPERTY(get_1, "minor", version_info),
    PROPERTY(get_2, "micro", version_info),  PROPERTY(get_3, "releaselevel", version_info),
    PROPERTY(get_4, "serial", version_info), METHODS_END,
};
static const Native implementation_natives[] = {
    PROPERTY(get_0, "name", implementation),
    PROPERTY(get_1, "cache_tag", implementation),
    PROPERTY(get_2, "version", implementation),
    PROPERTY(get_3, "hexversion", implementation),
    METHODS_END,
};
STRUCTURE(version_info, "sys.version_info");
STRUCTURE(implementation, "namespace");

/* Of one element for each property of the class. */
static Value make_structure(Isolate *isolate, const Class *class, const Value *elements) {
    uint32_t count = 0;
    while (class->natives[count].name) {
        heap_keep(isolate, elements[count++]);
    }
    Tuple *tuple = heap_allocate(isolate, KIND_TUPLE, sizeof(Tuple) + count * sizeof(Value), class);
    if (tuple) {
        tuple->object.count = count;
        memcpy(tuple->values, elements, count * sizeof(Value));
    }
    return from_object(tuple);
}

static Value make_version_info(Isolate *isolate) {
    Value level = string_from_c(isolate, "final");
    if (level == NOTHING) {
        return NOTHING;
    }
    return make_structure(isolate, &version_info, (Value[]){small(3), small(11), small(0), level, small(0)});
}

static Value make_implementation(Isolate *isolate) {
    Value version = heap_keep(isolate, make_version_info(isolate));
    Value name = version == NOTHING ? NOTHING : string_from_c(isolate, "permafrost");
    if (name == NOTHING) {
        return NOTHING;
    }
    return make_structure(isolate, &implementation, (Value[]){name, NONE, version, small(0x030b00f0)});
}

static Value make_list(Isolate *isolate) { return list_new(isolate, 0, NULL); }
static Value make_argv(Isolate *isolate) { return list_new(isolate, 1, (Value[]){NAME(empty)}); }
static Value make_modules(Isolate *isolate) { return isolate->modules; }
static Value make_output(Isolate *isolate) { return instance_new(isolate, &standard_texts[STANDARD_OUTPUT]); }
static Value make_input(Isolate *isolate) { return instance_new(isolate, &standard_texts[STANDARD_INPUT]); }
static Value make_error(Isolate *isolate) { return instance_new(isolate, &standard_texts[STANDARD_ERROR]); }
static Value make_version(Isolate *isolate) { return string_from_c(isolate, "3.11.0 (Permafrost)"); }
static Value make_platform(Isolate *isolate) { return string_from_c(isolate, "permafrost"); }
static Value make_byteorder(Isolate *isolate) { return string_from_c(isolate, "little"); }
static Value make_maxsize(Isolate *isolate) { return integer_from_int64(isolate, INT64_MAX); }
static Value make_maxunicode(Isolate *isolate) {
    (void)isolate;
    return small(0x10ffff);
}

static const struct NativeConstant constants[] = {
    {"argv", make_argv},
    {"byteorder", make_byteorder},
    {"implementation", make_implementation},
    {"maxsize", make_maxsize},
    {"maxunicode", make_maxunicode},
    {"modules", make_modules},
    {"path", make_list},
    {"platform", make_platform},
    {"stderr", make_error},
    {"stdin", make_input},
    {"stdout", make_output},
    {"version", make_version},
    {"version_info", make_version_info},
    {NULL, NULL},
};

const struct NativeModule sys_module = {.name = "sys", .natives = functions, .constants = constants};
