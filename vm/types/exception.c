/*
 * Exceptions: the classes of vm/exceptions.def, making instances, and what BaseException itself can do.
 *
 * All exceptions have one layout. What single classes keep apart lies in `value`: StopIteration.value,
 * SystemExit.code, the name of a NameError, AttributeError or ImportError, the file name of an OSError, the
 * exceptions of a group (a Tuple). The others compute their attributes from the arguments
 * (exception_attributes.c). Attributes that a program adds are vm/attribute.c's.
 *
 * CPython's ExceptionGroup has two bases. Built-in classes have one here, BaseExceptionGroup; class_derives()
 * (class_of.c) knows that an ExceptionGroup is an Exception too.
 */
#include "vm/types/exception.h"

#include "vm/attribute.h"
#include "vm/memory.h"
#include "vm/names.h"
#include "vm/types/arguments.h"
#include "vm/types/classes.h"
#include "vm/types/containers.h"
#include "vm/types/numbers.h"
#include "vm/types/string.h"

/* ---- Arguments ---- */

static bool is_a(const Exception *exception, const Class *class) {
    return class_derives(exception->object.class, class);
}

/* Which of the classes that do more with their arguments than keep them a class derives from. */
enum {
    FROM_STOP = 1,
    FROM_EXIT = 2,
    FROM_SYSTEM = 4,
    FROM_DECODE = 8,
    FROM_ENCODE = 16,
    FROM_GROUP = 32,
    FROM_TRANSLATE = 64
};

static uint32_t built_in_ancestry(const Class *class) {
    for (; class != &class_Exception && class != &class_BaseException && class != &class_object;
         class = class->base) {
        if (class == &class_StopIteration)
            return FROM_STOP;
        if (class == &class_SystemExit)
            return FROM_EXIT;
        if (class == &class_OSError)
            return FROM_SYSTEM;
        if (class == &class_UnicodeDecodeError)
            return FROM_DECODE;
        if (class == &class_UnicodeEncodeError)
            return FROM_ENCODE;
        if (class == &class_UnicodeTranslateError)
            return FROM_TRANSLATE;
        if (class == &class_BaseExceptionGroup)
            return FROM_GROUP;
    }
    return 0;
}

static uint32_t ancestry(const Class *class) {
    if (class->flags & CLASS_STATIC)
        return built_in_ancestry(class);
    uint32_t found = 0;
    const Tuple *mro = AS(Tuple, class->mro);
    for (uint32_t i = 0; i < tuple_count(mro); i++) {
        const Class *next = AS(Class, tuple_get(mro, i));
        if (next->flags & CLASS_STATIC)
            found |= built_in_ancestry(next);
    }
    return found;
}

/* StopIteration's value, SystemExit's code: from the arguments, a Tuple. */
static Value value_of_arguments(const Exception *exception, Value arguments) {
    uint32_t count = tuple_count(AS(Tuple, arguments));
    if (count == 0)
        return NONE;
    return count == 1 || is_a(exception, &class_StopIteration) ? tuple_get(AS(Tuple, arguments), 0)
                                                               : arguments;
}

/* Sets the arguments, and what the class takes out of them. */
static bool set_arguments(Isolate *isolate, Exception *exception, const Value *arguments, uint32_t count) {
    uint32_t from = ancestry(exception->object.class);
    bool has_file = count >= 3 && count <= 5 && from & FROM_SYSTEM;
    Value tuple = tuple_new(isolate, has_file ? 2 : count, arguments);
    if (tuple == NOTHING)
        return false;
    heap_store(isolate, &exception->object, &exception->arguments, tuple);
    if (has_file)
        heap_store(isolate, &exception->object, &exception->value, arguments[2]);
    else if (from & (FROM_STOP | FROM_EXIT))
        heap_store(isolate, &exception->object, &exception->value, value_of_arguments(exception, tuple));
    return true;
}

Value exception_new(Isolate *isolate, const Class *class, const Value *arguments, uint32_t count) {
    HeapMark mark = heap_mark(isolate);
    Exception *exception = heap_allocate(isolate, KIND_EXCEPTION, sizeof(Exception), class);
    if (!exception)
        return NOTHING;
    exception->object.class = class;
    exception->arguments = exception->traceback = exception->cause = exception->context = exception->value =
        NONE;
    heap_keep(isolate, from_object(exception));
    bool good = set_arguments(isolate, exception, arguments, count);
    heap_release(isolate, mark);
    return good ? from_object(exception) : NOTHING;
}

/* ---- Keywords ---- */

static const struct {
    const Class *class;
    const char *name;
} keywords[] = {
    {&class_NameError, "name"},   {&class_AttributeError, "name"}, {&class_AttributeError, "obj"},
    {&class_ImportError, "name"}, {&class_ImportError, "path"},
};

static bool takes_keyword(const Exception *exception, const String *name) {
    for (size_t i = 0; i < sizeof(keywords) / sizeof(*keywords); i++)
        if (string_is(name, keywords[i].name) && is_a(exception, keywords[i].class))
            return true;
    return false;
}

static bool set_keyword(Isolate *isolate, Exception *exception, Value name, Value value) {
    if (!takes_keyword(exception, AS(String, name))) {
        const Class *class = exception->object.class;
        bool some = is_a(exception, &class_NameError) || is_a(exception, &class_AttributeError) ||
                    is_a(exception, &class_ImportError);
        if (some)
            raise_type(isolate, "'%S' is an invalid keyword argument for %N()", name, class);
        else
            raise_type(isolate, "%N() takes no keyword arguments", class);
        return false;
    }
    if (!string_is(AS(String, name), "name"))
        return instance_set(isolate, from_object(exception), name, value);
    heap_store(isolate, &exception->object, &exception->value, value);
    return true;
}

/* What BaseException.__init__ does: `count` includes the named arguments. */
static bool initialise(Isolate *isolate, Exception *exception, const Value *arguments, uint32_t count,
                       const Tuple *names) {
    uint32_t named = names ? tuple_count(names) : 0, positional = count - named;
    for (uint32_t i = 0; i < named; i++)
        if (!set_keyword(isolate, exception, tuple_get(names, i), arguments[positional + i]))
            return false;
    return set_arguments(isolate, exception, arguments, positional);
}

/* ---- Making ---- */

/* OSError itself becomes the class that its error number names (numbers: Linux). */
static const Class *class_for_number(Value number) {
    static const struct {
        int64_t number;
        const Class *class;
    } rows[] = {
        {1, &class_PermissionError},        {2, &class_FileNotFoundError},
        {3, &class_ProcessLookupError},     {4, &class_InterruptedError},
        {10, &class_ChildProcessError},     {11, &class_BlockingIOError},
        {13, &class_PermissionError},       {17, &class_FileExistsError},
        {20, &class_NotADirectoryError},    {21, &class_IsADirectoryError},
        {32, &class_BrokenPipeError},       {103, &class_ConnectionAbortedError},
        {104, &class_ConnectionResetError}, {108, &class_BrokenPipeError},
        {110, &class_TimeoutError},         {111, &class_ConnectionRefusedError},
        {114, &class_BlockingIOError},      {115, &class_BlockingIOError},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
        if (number == small(rows[i].number))
            return rows[i].class;
    return &class_OSError;
}

/* The arguments of the UnicodeErrors, a letter each: str, bytes or integer. */
static const char *unicode_arguments(const Class *class) {
    if (class_derives(class, &class_UnicodeDecodeError))
        return "sbiis";
    if (class_derives(class, &class_UnicodeEncodeError))
        return "ssiis";
    return class_derives(class, &class_UnicodeTranslateError) ? "siis" : NULL;
}

static bool check_unicode(Isolate *isolate, const Class *class, const Value *arguments, uint32_t count) {
    const char *letters = unicode_arguments(class);
    uint32_t wanted = letters ? (uint32_t)strlen(letters) : 0;
    if (!letters)
        return true;
    if (count != wanted)
        return raise_type(isolate, "function takes exactly %u arguments (%u given)", wanted, count), false;
    for (uint32_t i = 0; i < wanted; i++) {
        bool integer = letters[i] == 'i', bytes = letters[i] == 'b';
        bool good = integer ? is_integer(arguments[i])
                    : bytes ? is_kind(arguments[i], KIND_BYTES)
                            : is_string(arguments[i]);
        if (!good)
            return raise_type(isolate, "argument %u must be %s, not %A", i + 1,
                              integer ? "int"
                              : bytes ? "bytes"
                                      : "str",
                              arguments[i]),
                   false;
    }
    return true;
}

static Value make(Isolate *isolate, const Class *class, Value *arguments, uint32_t count,
                  const Tuple *names) {
    uint32_t positional = count - (names ? tuple_count(names) : 0);
    uint32_t from = ancestry(class);
    if (from & FROM_GROUP)
        return group_make(isolate, class, arguments, count, names);
    if (from & (FROM_DECODE | FROM_ENCODE | FROM_TRANSLATE) &&
        !check_unicode(isolate, class, arguments, positional))
        return NOTHING;
    if (class == &class_OSError && positional >= 2 && positional <= 5)
        class = class_for_number(arguments[0]);
    if (positional == count)
        return exception_new(isolate, class, arguments, count);
    HeapMark mark = heap_mark(isolate);
    Value exception = exception_new(isolate, class, NULL, 0);
    if (exception != NOTHING &&
        !initialise(isolate, AS(Exception, heap_keep(isolate, exception)), arguments, count, names))
        exception = NOTHING;
    heap_release(isolate, mark);
    return exception;
}

/* ---- Methods and attributes of every exception ---- */

static Value method_init(Isolate *isolate, Value *arguments, uint32_t count, const Tuple *names) {
    return initialise(isolate, AS(Exception, arguments[0]), arguments + 1, count - 1, names) ? NONE : NOTHING;
}

/* Getters that are called with two arguments set. */
static Value store(Isolate *isolate, Value *arguments, Value *field) {
    heap_store(isolate, as_object(arguments[0]), field, arguments[1]);
    return NONE;
}

static Value property_args(Isolate *isolate, Value *arguments, uint32_t count) {
    Exception *exception = AS(Exception, arguments[0]);
    if (count == 1)
        return exception->arguments;
    Value tuple = tuple_from(isolate, arguments[1]);
    if (tuple == NOTHING)
        return NOTHING;
    heap_store(isolate, &exception->object, &exception->arguments, tuple);
    return NONE;
}

static Value property_traceback(Isolate *isolate, Value *arguments, uint32_t count) {
    if (count == 1)
        return AS(Exception, arguments[0])->traceback;
    if (arguments[1] != NONE && !is_kind(arguments[1], KIND_TRACEBACK))
        return raise_type(isolate, "__traceback__ must be a traceback or None");
    return store(isolate, arguments, &AS(Exception, arguments[0])->traceback);
}

static Value property_cause(Isolate *isolate, Value *arguments, uint32_t count) {
    Exception *exception = AS(Exception, arguments[0]);
    if (count == 1)
        return exception->cause;
    if (arguments[1] != NONE && !is_exception(arguments[1]))
        return raise_type(isolate, "exception cause must be None or derive from BaseException");
    exception->suppress_context = true;
    return store(isolate, arguments, &exception->cause);
}

static Value property_context(Isolate *isolate, Value *arguments, uint32_t count) {
    if (count == 1)
        return AS(Exception, arguments[0])->context;
    if (arguments[1] != NONE && !is_exception(arguments[1]))
        return raise_type(isolate, "exception context must be None or derive from BaseException");
    return store(isolate, arguments, &AS(Exception, arguments[0])->context);
}

static Value property_suppress(Isolate *isolate, Value *arguments, uint32_t count) {
    Exception *exception = AS(Exception, arguments[0]);
    if (count == 1)
        return boolean(exception->suppress_context);
    if (!is_boolean(arguments[1]))
        return raise_type(isolate, "attribute value type must be bool");
    exception->suppress_context = arguments[1] == TRUE;
    return NONE;
}

static Value method_with_traceback(Isolate *isolate, Value *arguments, uint32_t count) {
    return property_traceback(isolate, arguments, count) == NOTHING ? NOTHING : arguments[0];
}

static Value method_add_note(Isolate *isolate, Value *arguments, uint32_t count) {
    (void)count;
    if (!is_string(arguments[1]))
        return raise_type(isolate, "note must be a str, not '%T'", arguments[1]);
    Value notes = attribute_find(isolate, arguments[0], NAME(__notes__));
    if (notes == NOTHING)
        return NOTHING;
    if (notes == UNDEFINED) {
        notes = list_new(isolate, 0, NULL);
        if (notes == NOTHING ||
            !attribute_set(isolate, arguments[0], NAME(__notes__), heap_keep(isolate, notes)))
            return NOTHING;
    }
    if (!is_list(notes))
        return raise_type(isolate, "Cannot add note: __notes__ is not a list");
    return list_append(isolate, notes, arguments[1]) ? NONE : NOTHING;
}

#define SETTABLE(c_function, python_name)                                                                    \
    {NATIVE_HEADER,                                                                                          \
     .name = python_name,                                                                                    \
     .function = c_function,                                                                                 \
     .minimum = 1,                                                                                           \
     .maximum = 2,                                                                                           \
     .flags = NATIVE_ANY | NATIVE_PROPERTY,                                                                  \
     .owner = &class_BaseException}

static const Native exception_natives[] = {
    METHOD_WITH_KEYWORDS(method_init, "__init__", 1, NATIVE_UNLIMITED, class_BaseException),
    METHOD(method_with_traceback, "with_traceback", 2, 2, class_BaseException),
    METHOD(method_add_note, "add_note", 2, 2, class_BaseException),
    SETTABLE(property_args, "args"),
    SETTABLE(property_traceback, "__traceback__"),
    SETTABLE(property_cause, "__cause__"),
    SETTABLE(property_context, "__context__"),
    SETTABLE(property_suppress, "__suppress_context__"),
    METHODS_END,
};

/* ---- The kind ---- */

static Value represent(Isolate *isolate, Value self) {
    Value arguments = AS(Exception, self)->arguments;
    const Tuple *tuple = AS(Tuple, arguments);
    if (tuple_count(tuple) == 1)
        return string_format(isolate, "%N(%V)", class_of(self), tuple_get(tuple, 0));
    return string_format(isolate, "%N%V", class_of(self), arguments);
}

const Operations exception_operations = {
    .represent = represent,
    .string = exception_string,
    .get_attribute = exception_attribute,
    .make = make,
    .fixed_size = sizeof(Exception),
    OPERATIONS_FIELDS(Exception, arguments, attributes),
};

const Class class_BaseException = EXCEPTION_CLASS("BaseException", class_object, exception_natives);
#define EXCEPTION(name, base) const Class class_##name = EXCEPTION_CLASS(#name, class_##base, NULL);
#define EXCEPTION_WITH_METHODS(name, base, natives)                                                          \
    const Class class_##name = EXCEPTION_CLASS(#name, class_##base, natives);
#include "vm/exceptions.def"
#undef EXCEPTION
