/* _functools: partial, reduce and cmp_to_key, on which library/functools.py builds. */
#include "vm/attribute.h"
#include "vm/interpreter.h"
#include "vm/library/library.h"
#include "vm/types/arguments.h"
#include "vm/types/builtins.h"
#include "vm/types/containers.h"
#include "vm/types/numbers.h"
#include "vm/types/string.h"

/* ---- partial ---- */

/* A tuple of one's values and then the other's. */
static Value joined(Isolate *isolate, const Tuple *first, const Value *more, uint32_t count) {
    if (count == 0) {
        return from_object(first);
    }
    Value tuple = tuple_new(isolate, tuple_count(first) + count, NULL);
    for (uint32_t i = 0; tuple != NOTHING && i < tuple_count(first) + count; i++) {
        AS(Tuple, tuple)->values[i] =
            i < tuple_count(first) ? tuple_get(first, i) : more[i - tuple_count(first)];
    }
    return tuple;
}

/* A fresh dictionary of some keywords and then those of a call, which win. */
static Value merged(Isolate *isolate, Value keywords, const Tuple *names, const Value *values) {
    Value result = keywords == NOTHING ? dictionary_new(isolate, 0) : dictionary_copy(isolate, keywords);
    if (result == NOTHING) {
        return NOTHING;
    }
    heap_keep(isolate, result);
    for (uint32_t i = 0; names && i < tuple_count(names); i++) {
        if (!dictionary_set(isolate, result, tuple_get(names, i), values[i])) {
            return NOTHING;
        }
    }
    return result;
}

/* A partial of a partial goes straight to the inner one's function. */
static bool is_plain_partial(Value value) {
    return is_kind(value, KIND_PARTIAL) && as_object(value)->class == 0;
}

static Value partial_make(Isolate *isolate, const Class *class, Value *arguments, uint32_t count,
                          const Tuple *names) {
    uint32_t named = names ? tuple_count(names) : 0;
    if (count == named) {
        return raise_type(isolate, "type 'partial' takes at least one argument");
    }
    Value function = arguments[0], before = tuple_new(isolate, 0, NULL), keywords = NOTHING;
    if (before == NOTHING) {
        return NOTHING;
    }
    if (!value_is_callable(function)) {
        return raise_type(isolate, "the first argument must be callable");
    }
    if (is_plain_partial(function)) {
        before = AS(Partial, function)->arguments;
        keywords = AS(Partial, function)->keywords;
        function = AS(Partial, function)->function;
    }
    HeapMark mark = heap_mark(isolate);
    heap_keep(isolate, before);
    Value given = joined(isolate, AS(Tuple, before), arguments + 1, count - named - 1);
    Partial *partial = NULL;
    if (given != NOTHING) {
        heap_keep(isolate, given);
        keywords = merged(isolate, keywords, names, arguments + count - named);
        partial = keywords == NOTHING ? NULL
                                      : heap_allocate(isolate, KIND_PARTIAL, sizeof(Partial),
                                                      class == &class_partial ? NULL : class);
    }
    heap_release(isolate, mark);
    if (partial) {
        partial->function = function;
        partial->arguments = given;
        partial->keywords = keywords;
    }
    return from_object(partial);
}

/* Calls with the values of a dictionary as the named arguments, which lie behind `count` others in a window.
 */
static Value call_named(Isolate *isolate, Value function, Value *window, uint32_t count, Value keywords) {
    const Dictionary *dictionary = AS(const Dictionary, keywords);
    Value names = tuple_new(isolate, dictionary->length, NULL), key, value;
    if (names == NOTHING) {
        return NOTHING;
    }
    heap_keep(isolate, names);
    uint32_t position = 0, index = 0;
    while (index < tuple_count(AS(Tuple, names)) && dictionary_next(dictionary, &position, &key, &value)) {
        AS(Tuple, names)->values[index] = key;
        window[count + index++] = value;
    }
    return call_keywords(isolate, function, window, count + index, index ? AS(Tuple, names) : NULL);
}

static Value partial_call(Isolate *isolate, Value self, Value *arguments, uint32_t count,
                          const Tuple *names) {
    const Partial *partial = AS(Partial, self);
    const Tuple *before = AS(Tuple, partial->arguments);
    uint32_t named = names ? tuple_count(names) : 0, given = count - named;
    HeapMark mark = heap_mark(isolate);
    heap_keep(isolate, self);
    Value keywords = named ? merged(isolate, partial->keywords, names, arguments + given) : partial->keywords;
    if (keywords == NOTHING) {
        return NOTHING;
    }
    Value *top = isolate->stack_top;
    uint32_t total = tuple_count(before) + given;
    Value *window = call_window(isolate, total + AS(Dictionary, keywords)->length);
    if (!window) {
        return NOTHING;
    }
    for (uint32_t i = 0; i < total; i++) {
        window[i] = i < tuple_count(before) ? tuple_get(before, i) : arguments[i - tuple_count(before)];
    }
    Value result = call_named(isolate, partial->function, window, total, keywords);
    isolate->stack_top = top;
    heap_release(isolate, mark);
    return result;
}

/* Adds a fresh text, or fails if there is none. */
static bool add_text(Isolate *isolate, StringBuilder *builder, Value text) {
    HeapMark mark = heap_mark(isolate);
    bool good = string_builder_value(builder, text == NOTHING ? NOTHING : heap_keep(isolate, text));
    heap_release(isolate, mark);
    return good;
}

static bool represent_keywords(Isolate *isolate, StringBuilder *builder, const Dictionary *keywords) {
    uint32_t position = 0;
    Value key, value;
    while (dictionary_next(keywords, &position, &key, &value)) {
        if (!add_text(isolate, builder, string_format(isolate, ", %S=%V", key, value))) {
            return false;
        }
    }
    return true;
}

static Value represent_inside(Isolate *isolate, Value self) {
    const Partial *partial = AS(Partial, self);
    StringBuilder builder;
    string_builder_start(&builder, isolate);
    bool good = add_text(isolate, &builder, string_format(isolate, "%T(%V", self, partial->function));
    for (uint32_t i = 0; good && i < tuple_count(AS(Tuple, partial->arguments)); i++) {
        Value argument = tuple_get(AS(Tuple, partial->arguments), i);
        good = add_text(isolate, &builder, string_format(isolate, ", %V", argument));
    }
    builder.failed |= !good || !represent_keywords(isolate, &builder, AS(Dictionary, partial->keywords));
    string_builder_character(&builder, ')');
    return string_builder_finish(&builder);
}

static Value partial_represent(Isolate *isolate, Value self) {
    Object *object = as_object(self);
    if (object->flags & OBJECT_BUSY) {
        return string_from_c(isolate, "...");
    }
    HeapMark mark = heap_mark(isolate);
    if (!recursion_enter(isolate, " while getting the repr of an object")) {
        return NOTHING;
    }
    object->flags |= OBJECT_BUSY;
    Value text = represent_inside(isolate, self);
    object->flags &= (uint8_t)~OBJECT_BUSY;
    recursion_leave(isolate);
    heap_release(isolate, mark);
    return text;
}

#define PART(name, field)                                                                                    \
    static Value get_##name(Isolate *isolate, Value *arguments, uint32_t count) {                            \
        (void)isolate, (void)count;                                                                          \
        return field;                                                                                        \
    }
PART(func, AS(Partial, arguments[0])->function)
PART(args, AS(Partial, arguments[0])->arguments)
PART(keywords, AS(Partial, arguments[0])->keywords)
PART(obj,
     AS(ComparisonKey, arguments[0])->wrapped == NOTHING ? NONE : AS(ComparisonKey, arguments[0])->wrapped)

static const Native partial_methods[] = {
    PROPERTY(get_func, "func", class_partial),
    PROPERTY(get_args, "args", class_partial),
    PROPERTY(get_keywords, "keywords", class_partial),
    METHODS_END,
};

const Operations partial_operations = {
    .represent = partial_represent,
    .call = partial_call,
    .make = partial_make,
    .fixed_size = sizeof(Partial),
    OPERATIONS_FIELDS(Partial, function, keywords),
};

const Class class_partial =
    CLASS_OF_KIND("functools.partial", KIND_PARTIAL, partial_operations, partial_methods, 0);

/* ---- cmp_to_key ---- */

static Value key_new(Isolate *isolate, Value compare, Value wrapped) {
    ComparisonKey *key = heap_allocate(isolate, KIND_COMPARISON_KEY, sizeof(ComparisonKey), NULL);
    if (key) {
        key->compare = compare;
        key->wrapped = wrapped;
    }
    return from_object(key);
}

static Value cmp_to_key(Isolate *isolate, Value *arguments, uint32_t count, const Tuple *names) {
    static const char *const parameter_names[] = {"mycmp"};
    static const struct Parameters parameters = {"cmp_to_key", parameter_names, 1, 1, 1};
    Value bound;
    return arguments_bind(isolate, &parameters, arguments, count, names, &bound)
               ? key_new(isolate, bound, NOTHING)
               : NOTHING;
}

static Value key_call(Isolate *isolate, Value self, Value *arguments, uint32_t count, const Tuple *names) {
    static const char *const parameter_names[] = {"obj"};
    static const struct Parameters parameters = {"K", parameter_names, 1, 1, 1};
    Value bound;
    return arguments_bind(isolate, &parameters, arguments, count, names, &bound)
               ? key_new(isolate, AS(ComparisonKey, self)->compare, bound)
               : NOTHING;
}

static Value key_compare(Isolate *isolate, enum Comparison comparison, Value left, Value right) {
    if (!is_kind(left, KIND_COMPARISON_KEY) || !is_kind(right, KIND_COMPARISON_KEY)) {
        return raise_type(isolate, "other argument must be K instance");
    }
    const ComparisonKey *first = AS(ComparisonKey, left), *second = AS(ComparisonKey, right);
    if (first->wrapped == NOTHING || second->wrapped == NOTHING) {
        return raise_error(isolate, &class_AttributeError, "object");
    }
    Value order = call(isolate, first->compare, (Value[]){first->wrapped, second->wrapped}, 2);
    if (order == NOTHING) {
        return NOTHING;
    }
    HeapMark mark = heap_mark(isolate);
    Value result = operate_compare(isolate, comparison, heap_keep(isolate, order), small(0));
    heap_release(isolate, mark);
    return result;
}

static const Native key_methods[] = {
    PROPERTY(get_obj, "obj", class_comparison_key),
    METHODS_END,
};

const Operations comparison_key_operations = {
    .compare = key_compare,
    .call = key_call,
    .fixed_size = sizeof(ComparisonKey),
    OPERATIONS_FIELDS(ComparisonKey, compare, wrapped),
};

const Class class_comparison_key = CLASS_OF_KIND("functools.KeyWrapper", KIND_COMPARISON_KEY,
                                                 comparison_key_operations, key_methods, CLASS_FINAL);

/* ---- reduce ---- */

struct Reduction {
    Value function;
    Value *result; /* a kept place */
};

static bool reduce_visit(Isolate *isolate, Value element, void *context) {
    const struct Reduction *reduction = context;
    if (*reduction->result == UNDEFINED) {
        *reduction->result = element;
        return true;
    }
    Value result = call(isolate, reduction->function, (Value[]){*reduction->result, element}, 2);
    *reduction->result = result == NOTHING ? UNDEFINED : result;
    return result != NOTHING;
}

static Value reduce(Isolate *isolate, Value *arguments, uint32_t count) {
    Value *window = call_window(isolate, 1); /* a root for the result so far */
    if (!window) {
        return NOTHING;
    }
    window[0] = count > 2 ? arguments[2] : UNDEFINED;
    struct Reduction reduction = {arguments[0], window};
    Value iterator = operate_iterate(isolate, arguments[1]), result = NOTHING;
    if (iterator == NOTHING && exception_take(isolate, &class_TypeError) != NOTHING) {
        raise_type(isolate, "reduce() arg 2 must support iteration");
    } else if (iterator != NOTHING &&
               iterate_each(isolate, heap_keep(isolate, iterator), reduce_visit, &reduction) &&
               isolate->exception == NOTHING) {
        result = window[0] == UNDEFINED
                     ? raise_type(isolate, "reduce() of empty iterable with no initial value")
                     : window[0];
    }
    isolate->stack_top = window - 1;
    return result;
}

static const Native natives[] = {
    NATIVE_WITH_KEYWORDS(cmp_to_key, "cmp_to_key", 0, NATIVE_UNLIMITED, NATIVE_ANY),
    NATIVE(reduce, "reduce", 2, 3, NATIVE_ANY),
    METHODS_END,
};
static const Class *const classes[] = {&class_partial, NULL};

const struct NativeModule functools_module = {.name = "_functools", .natives = natives, .classes = classes};
