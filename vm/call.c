/*
 * Calling: binding arguments to parameters, and what each kind of callable does with a window of arguments.
 *
 * A window is a run of registers with one scratch slot before it (vm/interpreter.h). Everything in it is
 * rooted as long as isolate->stack_top lies behind it; call_begin() sees to that. A call that needs Python
 * code pushes a frame and answers CALL_PUSHED; its caller is the interpreter loop, or call(), which enters
 * the loop anew and counts that in native_depth.
 */
#include "vm/attribute.h"
#include "vm/error.h"
#include "vm/format.h"
#include "vm/instructions.h"
#include "vm/interpreter.h"
#include "vm/machine_code.h"
#include "vm/memory.h"
#include "vm/names.h"
#include "vm/types/arguments.h"
#include "vm/types/classes.h"
#include "vm/types/containers.h"
#include "vm/types/list.h"
#include "vm/types/namespace.h"
#include "vm/types/string.h"
#include "vm/types/wrappers.h"
#include "vm/weak.h"

/* ---- Binding ---- */

static Value parameter_name(const Code *code, uint32_t index) {
    return tuple_get(AS(Tuple, code_local_names(code)), index);
}

/* 's' or '' behind a number. */
static const char *plural(uint32_t count) { return count == 1 ? "" : "s"; }

static Value function_title(const Function *function) { return code_qualified_name(function->code); }

static uint32_t defaults_count(const Function *function) {
    return function->defaults == NOTHING ? 0 : tuple_count(AS(Tuple, function->defaults));
}

/* "f() takes from 1 to 2 positional arguments but 3 were given" */
static bool raise_too_many(Isolate *isolate, const Function *function, const Value *bound, uint32_t given) {
    const Code *code = function->code;
    uint32_t most = code->positional_count, defaults = defaults_count(function);
    uint32_t least = defaults < most ? most - defaults : 0, keyword_only = 0;
    for (uint32_t i = 0; i < code->keyword_only_count; i++)
        keyword_only += bound[most + i] != UNDEFINED;
    char range[64], named[96] = "";
    if (least != most)
        format_text(range, sizeof(range), "from %u to %u positional arguments", least, most);
    else
        format_text(range, sizeof(range), "%u positional argument%s", most, plural(most));
    if (keyword_only)
        format_text(named, sizeof(named), " positional argument%s (and %u keyword-only argument%s)",
                    plural(given), keyword_only, plural(keyword_only));
    raise_type(isolate, "%S() takes %s but %u%s %s given", function_title(function), range, given, named,
               given == 1 && !keyword_only ? "was" : "were");
    return false;
}

/* "f() missing 2 required positional arguments: 'a' and 'b'" of parameters [first, last) that are UNDEFINED.
 */
static bool raise_missing(Isolate *isolate, const Function *function, const Value *bound, uint32_t first,
                          uint32_t last, const char *manner) {
    uint32_t missing = 0, shown = 0;
    for (uint32_t i = first; i < last; i++)
        missing += bound[i] == UNDEFINED;
    StringBuilder builder;
    string_builder_start(&builder, isolate);
    for (uint32_t i = first; i < last; i++) {
        if (bound[i] != UNDEFINED)
            continue;
        const char *between = !shown ? "" : missing == 2 ? " and " : shown + 1 == missing ? ", and " : ", ";
        string_builder_ascii(&builder, between, __builtin_strlen(between));
        string_builder_character(&builder, '\'');
        string_builder_string(&builder, AS(String, parameter_name(function->code, i)));
        string_builder_character(&builder, '\'');
        shown++;
    }
    Value list = string_builder_finish(&builder);
    if (list == NOTHING)
        return false;
    heap_keep(isolate, list);
    raise_type(isolate, "%S() missing %u required %s argument%s: %S", function_title(function), missing,
               manner, plural(missing), list);
    return false;
}

/* The parameter a keyword names, or -1. Positional-only ones don't count. */
static int64_t find_parameter(const Code *code, const String *name) {
    const Tuple *names = AS(Tuple, code_local_names(code));
    uint32_t end = code->positional_count + code->keyword_only_count;
    for (uint32_t i = code->positional_only_count; i < end; i++)
        if (tuple_get(names, i) == from_object(name))
            return i;
    for (uint32_t i = code->positional_only_count; i < end; i++)
        if (string_equal(AS(String, tuple_get(names, i)), name))
            return i;
    return -1;
}

static bool raise_unexpected(Isolate *isolate, const Function *function, Value name) {
    for (uint32_t i = 0; i < function->code->positional_only_count; i++)
        if (string_equal(AS(String, parameter_name(function->code, i)), AS(String, name))) {
            raise_type(isolate, "%S() got some positional-only arguments passed as keyword arguments: '%S'",
                       function_title(function), name);
            return false;
        }
    raise_type(isolate, "%S() got an unexpected keyword argument '%S'", function_title(function), name);
    return false;
}

static bool bind_keyword(Isolate *isolate, const Function *function, Value *bound, Value name, Value value,
                         Value rest) {
    int64_t index = is_string(name) ? find_parameter(function->code, AS(String, name)) : -1;
    if (index < 0)
        return rest != NOTHING ? dictionary_set(isolate, rest, name, value)
                               : raise_unexpected(isolate, function, name);
    if (bound[index] != UNDEFINED) {
        raise_type(isolate, "%S() got multiple values for argument '%S'", function_title(function), name);
        return false;
    }
    bound[index] = value;
    return true;
}

/* Positional parameters without an argument take the defaults of the last ones. */
static bool bind_defaults(Isolate *isolate, const Function *function, Value *bound) {
    uint32_t count = function->code->positional_count, defaults = defaults_count(function);
    for (uint32_t i = 0; i < defaults && i < count; i++) {
        Value *parameter = &bound[count - 1 - i];
        if (*parameter == UNDEFINED)
            *parameter = tuple_get(AS(Tuple, function->defaults), defaults - 1 - i);
    }
    for (uint32_t i = 0; i < count; i++)
        if (bound[i] == UNDEFINED)
            return raise_missing(isolate, function, bound, 0, count, "positional");
    return true;
}

static bool bind_keyword_only(Isolate *isolate, const Function *function, Value *bound) {
    const Code *code = function->code;
    uint32_t first = code->positional_count, last = first + code->keyword_only_count;
    bool missing = false;
    for (uint32_t i = first; i < last; i++) {
        if (bound[i] == UNDEFINED && function->keyword_defaults != NOTHING)
            bound[i] = dictionary_get_name(AS(Dictionary, function->keyword_defaults),
                                           AS(String, parameter_name(code, i)));
        missing = missing || bound[i] == UNDEFINED;
    }
    return !missing || raise_missing(isolate, function, bound, first, last, "keyword-only");
}

enum { BINDING_LIMIT = 256 };

/* Binds `count` arguments (the last ones named by `names`) in the window itself. `given` holds a copy of
 * them: the window is cleared and filled parameter by parameter. Both stay rooted: `given` lies on the stack
 * behind the window. */
static bool bind(Isolate *isolate, Function *function, Value *bound, const Value *given, uint32_t count,
                 const Tuple *names) {
    const Code *code = function->code;
    uint32_t named = names ? tuple_count(names) : 0, positional = count - named,
             takes = code->positional_count;
    uint32_t next = takes + code->keyword_only_count;
    for (uint32_t i = 0; i < positional && i < takes; i++)
        bound[i] = given[i];
    if (code->object.detail & CODE_VARIABLE_ARGUMENTS) {
        uint32_t extra = positional > takes ? positional - takes : 0;
        if ((bound[next] = tuple_new(isolate, extra, given + positional - extra)) == NOTHING)
            return bound[next] = UNDEFINED, false;
        next++;
    }
    Value rest = NOTHING;
    if (code->object.detail & CODE_VARIABLE_KEYWORDS) {
        if ((rest = dictionary_new(isolate, named)) == NOTHING)
            return false;
        bound[next] = rest;
    }
    for (uint32_t i = 0; i < named; i++)
        if (!bind_keyword(isolate, function, bound, tuple_get(names, i), given[positional + i], rest))
            return false;
    if (positional > takes && !(code->object.detail & CODE_VARIABLE_ARGUMENTS))
        return raise_too_many(isolate, function, bound, positional);
    return bind_defaults(isolate, function, bound) && bind_keyword_only(isolate, function, bound);
}

/* ---- Python functions ---- */

static Value push_frame(Isolate *isolate, Function *function, Value *registers) {
    Frame *frame = ++isolate->frame;
    frame->function = function;
    frame->program_counter = code_instructions(function->code);
    frame->registers = registers;
    frame->end = registers + function->code->register_count;
    frame->handled = NONE;
    frame->extra = NOTHING;
    frame->flags = 0;
    frame->result = 0;
    frame->resume = machine_code_returned;
    isolate->stack_top = frame->end;
    return CALL_PUSHED;
}

/* Makes room for the window and a copy of the arguments behind it; false with RecursionError set. */
static bool open_window(Isolate *isolate, const Code *code, Value *arguments, uint32_t count) {
    uint32_t size = code->register_count > count ? code->register_count : count;
    if (isolate->frame + 1 >= isolate->frame_limit || arguments + size + count + 2 > isolate->stack_limit)
        return raise_recursion(isolate), false;
    for (uint32_t i = count; i < size; i++)
        arguments[i] = UNDEFINED;
    isolate->stack_top = arguments + size;
    return true;
}

Value call_function(Isolate *isolate, Function *function, Value *arguments, uint32_t count,
                    const Tuple *names) {
    const Code *code = function->code;
    if (!open_window(isolate, code, arguments, count))
        return NOTHING;
    uint32_t special = code->object.detail & (CODE_VARIABLE_ARGUMENTS | CODE_VARIABLE_KEYWORDS);
    if (count != code->positional_count || names || special || code->keyword_only_count) {
        heap_keep(isolate, from_object(function));
        Value *given = isolate->stack_top;
        for (uint32_t i = 0; i < count; i++) {
            given[i] = arguments[i];
            arguments[i] = UNDEFINED;
        }
        isolate->stack_top += count;
        if (!bind(isolate, function, arguments, given, count, names))
            return NOTHING;
        isolate->stack_top = arguments + code->register_count;
    }
    if (code->object.detail & CODE_ASYNC_GENERATOR)
        return generator_new(isolate, function, arguments);
    return push_frame(isolate, function, arguments);
}

Value frame_finish(Isolate *isolate, Frame *frame, Value value) {
    if (frame->flags & FRAME_GENERATOR) {
        generator_finish(AS(Generator, frame->extra));
        return value;
    }
    if (value == NONE)
        return frame->extra;
    isolate->frame = frame - 1;
    return raise_type(isolate, "__init__() should return None, not '%T'", value);
}

/* ---- Natives ---- */

/* find() and its relatives of strings and bytes word it in their own way. */
static bool searches(const Native *native) {
    const Class *owner = native->owner;
    return owner && native->minimum == 2 && native->maximum == 4 &&
           (owner->instance_kind == KIND_STRING || owner->instance_kind == KIND_BYTES ||
            owner->instance_kind == KIND_BYTEARRAY);
}

/* "list." before the name of a method of list, as CPython has it in some messages; "" elsewhere. */
static Value raise_of_native(Isolate *isolate, const Native *native, const Class *owner, const char *format,
                             uint32_t given) {
    if (!owner || searches(native) || native->maximum == NATIVE_UNLIMITED)
        return raise_type(isolate, format, "", native->name, given);
    Value prefix = string_format(isolate, "%N.", owner);
    char text[32];
    if (prefix == NOTHING)
        return NOTHING;
    string_copy_utf8(AS(String, prefix), text, sizeof(text));
    const char *module = strchr(text, '.'); /* "collections." of "collections.deque." isn't said */
    return raise_type(isolate, format, module[1] ? module + 1 : text, native->name, given);
}

/* The class whose method a native is: that of a class method is its receiver. */
static const Class *owner_of(const Native *native, const Value *arguments, uint32_t count) {
    bool receives = native->flags & NATIVE_CLASS && count && is_class(arguments[0]);
    return receives ? AS(Class, arguments[0]) : native->owner;
}

static Value raise_native_count(Isolate *isolate, const Native *native, const Value *arguments,
                                uint32_t count) {
    bool bound = (native->owner && !(native->flags & NATIVE_STATIC)) || native->flags & NATIVE_CLASS;
    uint32_t self = bound ? 1 : 0;
    uint32_t least = native->minimum - self, most = native->maximum - self, given = count - self;
    if (count < self)
        return raise_type(isolate, "unbound method %N.%s() needs an argument", native->owner, native->name);
    if (wrapper_is(native))
        return raise_type(isolate, "expected %u argument%s, got %u", least - 1, plural(least - 1), given - 1);
    if (least == most && most <= 1)
        return raise_of_native(isolate, native, owner_of(native, arguments, count),
                               most ? "%s%s() takes exactly one argument (%u given)"
                                    : "%s%s() takes no arguments (%u given)",
                               given);
    if (least == most)
        return raise_type(isolate, "%s expected %u arguments, got %u", native->name, most, given);
    bool few = given < least;
    uint32_t limit = few ? least : most;
    return raise_type(isolate,
                      searches(native) ? "%s() takes at %s %u argument%s (%u given)"
                                       : "%s expected at %s %u argument%s, got %u",
                      native->name, few ? "least" : "most", limit, plural(limit), given);
}

static Value call_native(Isolate *isolate, const Native *native, Value *arguments, uint32_t count,
                         const Tuple *names) {
    if (!(native->flags & isolate->role))
        return raise_error(isolate, &class_PermissionError, "%s() may not be called here", native->name);
    uint32_t named = names ? tuple_count(names) : 0;
    if (named && !(native->flags & NATIVE_KEYWORDS))
        return wrapper_is(native)
                   ? raise_type(isolate, "wrapper %s() takes no keyword arguments", native->name)
                   : raise_of_native(isolate, native, owner_of(native, arguments, count),
                                     "%s%s() takes no keyword arguments", 0);
    if (count - named < native->minimum || (native->maximum != NATIVE_UNLIMITED && count > native->maximum))
        return raise_native_count(isolate, native, arguments, count - named);
    if (native->owner && count && !(native->flags & (NATIVE_STATIC | NATIVE_CLASS)) &&
        !is_instance(arguments[0], native->owner))
        return raise_type(isolate, "descriptor '%s' for '%N' objects doesn't apply to a '%T' object",
                          native->name, native->owner, arguments[0]);
    return native->flags & NATIVE_KEYWORDS
               ? native->keyword_function(isolate, arguments, count, named ? names : NULL)
               : native->function(isolate, arguments, count);
}

/* ---- Classes ---- */

/* Whether a user-made class's own __init__ or __new__ comes before those of its built-in bases; NULL answer:
 * UNDEFINED. */
static Value overriding(Isolate *isolate, const Class *class, Value name) {
    if (class->flags & CLASS_STATIC)
        return UNDEFINED;
    Value found = class_lookup(isolate, class, name);
    return is_kind(found, KIND_NATIVE) ? UNDEFINED : found;
}

static bool fills_in_init(const Class *class) {
    Kind kind = class->instance_kind;
    return kind == KIND_LIST || kind == KIND_DICTIONARY || kind == KIND_BYTEARRAY || kind == KIND_DEQUE ||
           kind == KIND_STREAM || (kind == KIND_SET && !class_derives(class, &class_frozenset));
}

static Value refuse_abstract(Isolate *isolate, const Class *class) {
    Value names = attribute_get(isolate, from_object(class), NAME(__abstractmethods__));
    Value list = names == NOTHING ? NOTHING : list_from(isolate, heap_keep(isolate, names));
    if (list == NOTHING || !list_sort(isolate, heap_keep(isolate, list), NONE, false))
        return NOTHING;
    uint64_t count = AS(List, list)->length;
    Value text = list_get(AS(List, list), 0);
    for (uint64_t i = 1; i < count && text != NOTHING; i++)
        text = string_format(isolate, "%S, %S", heap_keep(isolate, text), list_get(AS(List, list), i));
    if (text == NOTHING)
        return NOTHING;
    return raise_type(isolate, "Can't instantiate abstract class %N with abstract method%s %S", class,
                      count == 1 ? "" : "s", heap_keep(isolate, text));
}

Value object_make(Isolate *isolate, const Class *class, Value *arguments, uint32_t count, const Tuple *names,
                  bool other_init) {
    if (class->instance_kind == KIND_INSTANCE) {
        if (count && !other_init)
            return raise_type(isolate, "%N() takes no arguments", class);
        if (class->flags & CLASS_ABSTRACT)
            return refuse_abstract(isolate, class);
        return instance_new(isolate, class);
    }
    if (class->instance_kind == KIND_CLASS)
        return class_make(isolate, class, arguments, count, names);
    if (!class->operations || !class->operations->make)
        return raise_type(isolate, "cannot create '%N' instances", class);
    bool filled_later = other_init && fills_in_init(class);
    if (filled_later || (other_init && class->instance_kind == KIND_EXCEPTION))
        names = NULL, count = filled_later ? 0 : count - (names ? tuple_count(names) : 0);
    Value made = class->operations->make(isolate, class, arguments, count, names);
    bool finalized = made != NOTHING && class->flags & CLASS_FINALIZER;
    return finalized && !weak_finalize(isolate, made) ? NOTHING : made;
}

/* Calls __init__ of a fresh instance in the same window, the instance taking the scratch slot. */
static Value initialise(Isolate *isolate, Value init, Value instance, Value *arguments, uint32_t count,
                        const Tuple *names) {
    arguments[-1] = instance;
    if (!is_kind(init, KIND_FUNCTION)) {
        Value bound = attribute_bind(isolate, init, instance, class_of(instance));
        if (bound == NOTHING)
            return NOTHING;
        Value result = call_keywords(isolate, heap_keep(isolate, bound), arguments, count, names);
        if (result != NOTHING && result != NONE)
            return raise_type(isolate, "__init__() should return None, not '%T'", result);
        return result == NOTHING ? NOTHING : instance;
    }
    heap_keep(isolate, instance);
    Value result = call_function(isolate, AS(Function, init), arguments - 1, count + 1, names);
    if (result != CALL_PUSHED)
        return result == NOTHING ? NOTHING
                                 : raise_type(isolate, "__init__() should return None, not '%T'", result);
    isolate->frame->extra = instance;
    isolate->frame->flags |= FRAME_CONSTRUCTOR;
    return CALL_PUSHED;
}

/* __new__ is a static method that receives the class. */
static Value call_new(Isolate *isolate, Value new, const Class *class, const Value *arguments, uint32_t count,
                      const Tuple *names) {
    Value function = is_kind(new, KIND_WRAPPER) ? AS(Wrapper, new)->function : new;
    Value *window = call_window(isolate, count + 1);
    if (!window)
        return NOTHING;
    window[0] = from_object(class);
    for (uint32_t i = 0; i < count; i++)
        window[i + 1] = arguments[i];
    Value result = call_keywords(isolate, function, window, count + 1, names);
    isolate->stack_top = window - 1;
    return result;
}

/* The common case: a plain instance, made by object and initialised by Python. UNDEFINED: this isn't one. */
static Value construct_plain(Isolate *isolate, const Class *class, Value *arguments, uint32_t count,
                             const Tuple *names) {
    if (class->instance_kind != KIND_INSTANCE || class->flags & (CLASS_STATIC | CLASS_NEW))
        return UNDEFINED;
    Value init = class_lookup(isolate, class, NAME(__init__));
    if (!is_kind(init, KIND_FUNCTION))
        return UNDEFINED;
    Value instance = instance_new(isolate, class);
    return instance == NOTHING ? NOTHING : initialise(isolate, init, instance, arguments, count, names);
}

Value call_construct(Isolate *isolate, const Class *class, Value *arguments, uint32_t count,
                     const Tuple *names) {
    Value plain = construct_plain(isolate, class, arguments, count, names);
    if (plain != UNDEFINED)
        return plain;
    if (class == &class_type && count == 1 && !names)
        return from_object(is_namespace(arguments[0]) ? &class_dict : class_of(arguments[0]));
    if (class == &class_type)
        return class_make(isolate, class, arguments, count, names);
    if (class->flags & CLASS_STATIC)
        return object_make(isolate, class, arguments, count, names, false);
    Value init = overriding(isolate, class, NAME(__init__)), new = overriding(isolate, class, NAME(__new__));
    Value instance;
    if (new == UNDEFINED)
        instance = object_make(isolate, class, arguments, count, names, init != UNDEFINED);
    else
        instance = call_new(isolate, new, class, arguments, count, names);
    if (instance == NOTHING || init == UNDEFINED || !is_instance(instance, class))
        return instance;
    return initialise(isolate, init, instance, arguments, count, names);
}

static Value call_class(Isolate *isolate, const Class *class, Value *arguments, uint32_t count,
                        const Tuple *names) {
    const Class *metaclass = class->object.class; /* NULL: type */
    Value overridden = metaclass ? overriding(isolate, metaclass, NAME(__call__)) : UNDEFINED;
    if (overridden == UNDEFINED)
        return call_construct(isolate, class, arguments, count, names);
    arguments[-1] = from_object(class);
    return call_begin(isolate, heap_keep(isolate, overridden), arguments - 1, count + 1, names);
}

/* ---- Every callable ---- */

static Value call_instance(Isolate *isolate, Value callable, Value *arguments, uint32_t count,
                           const Tuple *names) {
    const Class *class = class_of(callable);
    Value found = class->flags & CLASS_STATIC ? UNDEFINED : class_lookup(isolate, class, NAME(__call__));
    if (is_kind(found, KIND_FUNCTION)) {
        arguments[-1] = callable;
        return call_function(isolate, AS(Function, found), arguments - 1, count + 1, names);
    }
    if (found != UNDEFINED && class_of(found) != &class_wrapper_descriptor) {
        if (!recursion_enter(
                isolate,
                " while calling a Python object")) /* an instance may be the __call__ of its own class */
            return NOTHING;
        Value bound = attribute_bind(isolate, found, callable, class), result = NOTHING;
        if (bound != NOTHING)
            result = call_begin(isolate, heap_keep(isolate, bound), arguments, count, names);
        recursion_leave(isolate);
        return result;
    }
    if (class->operations && class->operations->call)
        return class->operations->call(isolate, callable, arguments, count, names);
    return raise_type(isolate, "'%T' object is not callable", callable);
}

Value call_begin(Isolate *isolate, Value callable, Value *arguments, uint32_t count, const Tuple *names) {
    if (isolate->stack_top < arguments + count)
        isolate->stack_top = arguments + count;
    if (!is_object(callable))
        return call_instance(isolate, callable, arguments, count, names);
    switch (as_object(callable)->kind) {
    case KIND_FUNCTION:
        return call_function(isolate, AS(Function, callable), arguments, count, names);
    case KIND_NATIVE:
        return call_native(isolate, AS(Native, callable), arguments, count, names);
    case KIND_METHOD:
        heap_keep(isolate, callable);
        arguments[-1] = AS(Method, callable)->receiver;
        return call_begin(isolate, AS(Method, callable)->function, arguments - 1, count + 1, names);
    case KIND_CLASS:
        return call_class(isolate, AS(Class, callable), arguments, count, names);
    case KIND_WRAPPER:
        return call_begin(isolate, AS(Wrapper, callable)->function, arguments, count, names);
    default:
        return call_instance(isolate, callable, arguments, count, names);
    }
}

/* ---- From the interpreter ---- */

Value call_with_names(Isolate *isolate, Value callable, Value *arguments, uint32_t count, Value names) {
    if (!is_tuple(names) || tuple_count(AS(Tuple, names)) > count)
        return raise_error(isolate, &class_SystemError, "keyword names do not fit the call");
    for (uint32_t i = 0; i < tuple_count(AS(Tuple, names)); i++)
        if (!is_string(tuple_get(AS(Tuple, names), i)))
            return raise_type(isolate, "keywords must be strings");
    return call_begin(isolate, callable, arguments, count, AS(Tuple, names));
}

static Value raise_not_mapping(Isolate *isolate, Value callable, Value named) {
    return raise_type(isolate, "%S argument after ** must be a mapping, not %T",
                      callable_title(isolate, callable), named);
}

/* The tuple of a dictionary's keys, which must be strings, and its values into the window. */
static Value spread_named(Isolate *isolate, const Dictionary *named, Value *values) {
    Value names = tuple_new(isolate, named->length, NULL);
    uint32_t position = 0, index = 0;
    Value key, value;
    while (names != NOTHING && dictionary_next(named, &position, &key, &value)) {
        if (!is_string(key))
            return raise_type(isolate, "keywords must be strings");
        heap_store(isolate, as_object(names), &AS(Tuple, names)->values[index], key);
        values[index++] = value;
    }
    return names;
}

/* The only starred argument, as a list. */
static Value spread_positional(Isolate *isolate, Value callable, Value positional) {
    Value list = list_from(isolate, positional);
    const Class *class = class_of(positional);
    bool iterates = class->operations && class->operations->iterate;
    if (list == NOTHING && !iterates && class_lookup(isolate, class, NAME(__iter__)) == UNDEFINED &&
        class_lookup(isolate, class, NAME(__getitem__)) == UNDEFINED &&
        exception_take(isolate, &class_TypeError) != NOTHING)
        return raise_type(isolate, "%S argument after * must be an iterable, not %T",
                          callable_title(isolate, callable), positional);
    return list;
}

Value call_expanded(Isolate *isolate, Value callable, Value positional, Value named, Value *window) {
    if (!is_list(positional) && !is_tuple(positional) &&
        (positional = spread_positional(isolate, callable, positional)) == NOTHING)
        return NOTHING;
    if (named != NONE && !is_dictionary(named))
        return raise_not_mapping(isolate, callable, named);
    heap_keep(isolate, callable);
    heap_keep(isolate, positional);
    heap_keep(isolate, named);
    uint64_t count = is_list(positional) ? AS(List, positional)->length : tuple_count(AS(Tuple, positional));
    uint32_t named_count = named == NONE ? 0 : AS(Dictionary, named)->length;
    if (count + named_count + 2 > (uint64_t)(isolate->stack_limit - window))
        return raise_recursion(isolate);
    if (!isolate_charge(isolate, count + named_count))
        return NOTHING;
    for (uint64_t i = 0; i < count; i++)
        window[i] = is_list(positional) ? list_get(AS(List, positional), i)
                                        : tuple_get(AS(Tuple, positional), (uint32_t)i);
    for (uint32_t i = 0; i < named_count; i++)
        window[count + i] = NONE;
    if (isolate->stack_top < window + count + named_count)
        isolate->stack_top = window + count + named_count;
    if (!named_count)
        return call_begin(isolate, callable, window, (uint32_t)count, NULL);
    Value names = spread_named(isolate, AS(Dictionary, named), window + count);
    if (names == NOTHING)
        return NOTHING;
    return call_begin(isolate, callable, window, (uint32_t)count + named_count,
                      AS(Tuple, heap_keep(isolate, names)));
}

/* "module.f()", or "f()" of a built-in one, as CPython's messages about expanded arguments say it. */
Value callable_title(Isolate *isolate, Value callable) {
    Value name = attribute_find(isolate, callable, NAME(__qualname__));
    if (name != NOTHING && name != UNDEFINED && is_string(name)) {
        heap_keep(isolate, name);
        Value module = attribute_find(isolate, callable, NAME(__module__));
        bool shown = module != NOTHING && module != UNDEFINED && is_string(module) &&
                     !string_is(AS(String, module), "builtins");
        name = shown ? string_format(isolate, "%S.%S()", module, name) : string_format(isolate, "%S()", name);
    } else
        name = operate_string(isolate, callable);
    isolate->exception = NOTHING;
    return name == NOTHING ? NAME(empty) : heap_keep(isolate, name);
}

/* ---- From C ---- */

bool native_enter(Isolate *isolate) {
    if (isolate->native_depth >= isolate->native_depth_limit)
        return raise_recursion(isolate), false;
    isolate->native_depth++;
    return true;
}

Value *call_window(Isolate *isolate, uint32_t count) {
    Value *window = isolate->stack_top + 1;
    if (window + count + 2 > isolate->stack_limit)
        return raise_recursion(isolate), NULL;
    for (Value *slot = isolate->stack_top; slot < window + count; slot++)
        *slot = UNDEFINED;
    isolate->stack_top = window + count;
    return window;
}

/* Runs the window's call to its end; the stack's top is put back to `top`. */
static Value call_complete(Isolate *isolate, Value callable, Value *window, uint32_t count,
                           const Tuple *names, Value *top) {
    Value result = NOTHING;
    HeapMark mark = heap_mark(isolate);
    heap_keep(isolate, callable);
    if (native_enter(isolate)) {
        result = call_begin(isolate, callable, window, count, names);
        if (result == CALL_PUSHED) {
            isolate->frame->flags |= FRAME_ENTRY;
            result = interpret(isolate);
        }
        native_leave(isolate);
    }
    heap_release(isolate, mark);
    isolate->stack_top = top;
    return result;
}

Value call_keywords(Isolate *isolate, Value callable, const Value *arguments, uint32_t count,
                    const Tuple *names) {
    Value *top = isolate->stack_top, *window = call_window(isolate, count);
    if (!window)
        return NOTHING;
    for (uint32_t i = 0; i < count; i++)
        window[i] = arguments[i];
    return call_complete(isolate, callable, window, count, names, top);
}

Value call_itself(Isolate *isolate, Value callable, Value *arguments, uint32_t count, const Tuple *names) {
    return call_keywords(isolate, callable, arguments, count, names);
}

Value call(Isolate *isolate, Value callable, const Value *arguments, uint32_t count) {
    return call_keywords(isolate, callable, arguments, count, NULL);
}

Value call_found(Isolate *isolate, Value found, Value receiver, const Value *arguments, uint32_t count) {
    Value *top = isolate->stack_top, *window = call_window(isolate, count + 1);
    if (!window)
        return NOTHING;
    window[0] = receiver;
    for (uint32_t i = 0; i < count; i++)
        window[i + 1] = arguments[i];
    bool plain = is_kind(found, KIND_FUNCTION) ||
                 (is_kind(found, KIND_NATIVE) &&
                  !(AS(Native, found)->flags & (NATIVE_STATIC | NATIVE_CLASS | NATIVE_PROPERTY)));
    if (plain)
        return call_complete(isolate, found, window, count + 1, NULL, top);
    window[-1] = attribute_bind(isolate, found, receiver, class_of(receiver));
    Value result =
        window[-1] == NOTHING ? NOTHING : call_complete(isolate, window[-1], window + 1, count, NULL, top);
    isolate->stack_top = top;
    return result;
}

Value call_special(Isolate *isolate, Value value, Value name, const Value *arguments, uint32_t count) {
    Value found = class_lookup(isolate, class_of(value), name);
    return found == UNDEFINED || found == NOTHING ? found
                                                  : call_found(isolate, found, value, arguments, count);
}
