/*
 * The built-in functions that concern attributes, classes, calls and code. builtins.c merges the table with
 * the others.
 */
#include "vm/attribute.h"
#include "vm/error.h"
#include "vm/instructions.h"
#include "vm/interpreter.h"
#include "vm/names.h"
#include "vm/types/arguments.h"
#include "vm/types/async_generator.h"
#include "vm/types/builtins.h"
#include "vm/types/bytes.h"
#include "vm/types/class.h"
#include "vm/types/classes.h"
#include "vm/types/containers.h"
#include "vm/types/execute.h"
#include "vm/types/iterator.h"
#include "vm/types/numbers.h"
#include "vm/types/string.h"

#define BUILTIN(name)                                                                                        \
    static Value name(Isolate *isolate, Value *arguments, uint32_t count __attribute__((unused)))

static Value answer(int truth) { return truth < 0 ? NOTHING : boolean(truth); }

BUILTIN(builtin_isinstance) { return answer(instance_check(isolate, arguments[0], arguments[1])); }
BUILTIN(builtin_issubclass) { return answer(subclass_check(isolate, arguments[0], arguments[1])); }

/* ---- Attributes ---- */

static bool is_attribute_name(Isolate *isolate, Value name) {
    if (!is_string(name))
        raise_type(isolate, "attribute name must be string, not '%T'", name);
    return is_string(name);
}

BUILTIN(builtin_getattr) {
    if (!is_attribute_name(isolate, arguments[1]))
        return NOTHING;
    if (count == 2)
        return attribute_get(isolate, arguments[0], arguments[1]);
    Value found = attribute_find(isolate, arguments[0], arguments[1]);
    return found == UNDEFINED ? arguments[2] : found;
}

BUILTIN(builtin_hasattr) {
    if (!is_attribute_name(isolate, arguments[1]))
        return NOTHING;
    Value found = attribute_find(isolate, arguments[0], arguments[1]);
    return found == NOTHING ? NOTHING : boolean(found != UNDEFINED);
}

BUILTIN(builtin_setattr) {
    if (!is_attribute_name(isolate, arguments[1]))
        return NOTHING;
    return attribute_set(isolate, arguments[0], arguments[1], arguments[2]) ? NONE : NOTHING;
}

BUILTIN(builtin_delattr) {
    if (!is_attribute_name(isolate, arguments[1]))
        return NOTHING;
    return attribute_set(isolate, arguments[0], arguments[1], NOTHING) ? NONE : NOTHING;
}

bool value_is_callable(Value value) {
    const Class *class = class_of(value);
    bool calls = is_class(value) || (class->operations && class->operations->call);
    return calls ||
           (!(class->flags & CLASS_STATIC) && class_lookup(NULL, class, NAME(__call__)) != UNDEFINED);
}

BUILTIN(builtin_callable) {
    (void)isolate;
    return boolean(value_is_callable(arguments[0]));
}

BUILTIN(builtin_id) {
    return is_small(arguments[0]) ? integer_from_uint64(isolate, arguments[0])
                                  : integer_from_int64(isolate, (int64_t)arguments[0]);
}

/* ---- Names ---- */

BUILTIN(builtin_vars) {
    if (count == 0)
        return running_locals(isolate);
    Value found = attribute_find(isolate, arguments[0], NAME(__dict__));
    return found == UNDEFINED ? raise_type(isolate, "vars() argument must have __dict__ attribute") : found;
}

static bool add_name(Isolate *isolate, Value name, void *context) {
    return !is_string(name) || set_add(isolate, *(Value *)context, name);
}

static bool add_table(Isolate *isolate, Value set, const Native *natives) {
    for (; natives && natives->name; natives++) {
        Value name = string_from_c(isolate, natives->name);
        if (name == NOTHING || !set_add(isolate, set, heap_keep(isolate, name)))
            return false;
    }
    return true;
}

static bool add_class_names(Isolate *isolate, Value set, const Class *class) {
    Value mro = class_mro(isolate, class);
    if (mro == NOTHING)
        return false;
    heap_keep(isolate, mro);
    for (uint32_t i = 0; i < tuple_count(AS(Tuple, mro)); i++) {
        const Class *next = AS(Class, tuple_get(AS(Tuple, mro), i));
        bool added = next->flags & CLASS_STATIC ? add_table(isolate, set, next->natives)
                                                : iterate_each(isolate, next->dictionary, add_name, &set);
        if (!added || isolate->exception != NOTHING)
            return false;
    }
    return true;
}

Value directory_new(Isolate *isolate, Value value) {
    Value set = set_new(isolate, &class_set);
    if (set == NOTHING)
        return NOTHING;
    heap_keep(isolate, set);
    if (!is_class(value)) {
        Value own = attribute_find(isolate, value, NAME(__dict__));
        if (own == NOTHING ||
            (own != UNDEFINED && !iterate_each(isolate, heap_keep(isolate, own), add_name, &set)))
            return NOTHING;
    }
    bool module = is_kind(value, KIND_MODULE);
    if (!module && !add_class_names(isolate, set, is_class(value) ? AS(Class, value) : class_of(value)))
        return NOTHING;
    return set;
}

static Value sorted(Isolate *isolate, Value iterable) {
    Value list = list_from(isolate, iterable);
    if (list == NOTHING)
        return NOTHING;
    heap_keep(isolate, list);
    Value sort = attribute_get(isolate, list, NAME(sort));
    return sort == NOTHING || call(isolate, sort, NULL, 0) == NOTHING ? NOTHING : list;
}

BUILTIN(builtin_dir) {
    Value names;
    if (count == 0)
        names = running_locals(isolate);
    else
        names = call_special(isolate, arguments[0], NAME(__dir__), NULL, 0);
    return names == NOTHING ? NOTHING : sorted(isolate, heap_keep(isolate, names));
}

/* ---- Iteration ---- */

BUILTIN(builtin_iter) {
    if (count == 1)
        return operate_iterate(isolate, arguments[0]);
    Value callable = builtin_callable(isolate, arguments, 1);
    if (callable != TRUE)
        return raise_type(isolate, "iter(v, w): v must be callable");
    return iterator_of_callable(isolate, arguments[0], arguments[1]);
}

BUILTIN(builtin_next) {
    Value result = NONE;
    Value value = generator_send(isolate, arguments[0], NONE, &result);
    if (value != UNDEFINED)
        return value;
    return count == 2 ? arguments[1] : raise_stop_iteration(isolate, result);
}

BUILTIN(builtin_aiter) {
    Value iterator = call_special(isolate, arguments[0], NAME(__aiter__), NULL, 0);
    if (iterator == UNDEFINED)
        return raise_type(isolate, "'%T' object is not an async iterable", arguments[0]);
    if (iterator != NOTHING && class_lookup(isolate, class_of(iterator), NAME(__anext__)) == UNDEFINED)
        return raise_type(isolate, "aiter() returned not an async iterator of type '%T'", iterator);
    return iterator;
}

BUILTIN(builtin_anext) {
    Value step = call_special(isolate, arguments[0], NAME(__anext__), NULL, 0);
    if (step == UNDEFINED)
        return raise_type(isolate, "'%T' object is not an async iterator", arguments[0]);
    if (step == NOTHING || count == 1)
        return step;
    Value awaited = get_awaitable(isolate, heap_keep(isolate, step));
    return awaited == NOTHING ? NOTHING : async_step_or(isolate, heap_keep(isolate, awaited), arguments[1]);
}

/* ---- Classes ---- */

/* Takes metaclass= out of the named arguments: the rest's names, their values moved together. */
static Value take_metaclass(Isolate *isolate, Value *values, const Tuple *names, Value *metaclass) {
    Value rest = list_new(isolate, 0, NULL);
    if (rest == NOTHING)
        return NOTHING;
    heap_keep(isolate, rest);
    for (uint32_t i = 0; names && i < tuple_count(names); i++) {
        Value name = tuple_get(names, i);
        if (string_is(AS(String, name), "metaclass")) {
            *metaclass = values[i];
            continue;
        }
        values[AS(List, rest)->length] = values[i];
        if (!list_append(isolate, rest, name))
            return NOTHING;
    }
    return tuple_from(isolate, rest);
}

/* Bases that are no classes may stand for others (PEP 560). */
static Value resolve_bases(Isolate *isolate, Value bases) {
    Value list = list_new(isolate, 0, NULL);
    if (list == NOTHING)
        return NOTHING;
    heap_keep(isolate, list);
    for (uint32_t i = 0; i < tuple_count(AS(Tuple, bases)); i++) {
        Value base = tuple_get(AS(Tuple, bases), i);
        Value entries = is_class(base) ? UNDEFINED : attribute_find(isolate, base, NAME(__mro_entries__));
        if (entries == UNDEFINED) {
            if (!list_append(isolate, list, base))
                return NOTHING;
            continue;
        }
        entries = entries == NOTHING ? NOTHING : call(isolate, entries, &bases, 1);
        if (entries == NOTHING || !list_extend(isolate, list, heap_keep(isolate, entries)))
            return NOTHING;
    }
    return tuple_from(isolate, list);
}

static Value prepare_namespace(Isolate *isolate, Value metaclass, Value name, Value bases,
                               const Value *values, const Tuple *names) {
    Value prepare = attribute_find(isolate, metaclass, NAME(__prepare__));
    if (prepare == NOTHING)
        return NOTHING;
    if (prepare == UNDEFINED || is_kind(prepare, KIND_NATIVE))
        return dictionary_new(isolate, 8);
    heap_keep(isolate, prepare);
    uint32_t named = tuple_count(names);
    Value *window = call_window(isolate, 2 + named);
    if (!window)
        return NOTHING;
    window[0] = name;
    window[1] = bases;
    for (uint32_t i = 0; i < named; i++)
        window[2 + i] = values[i];
    return call_keywords(isolate, prepare, window, 2 + named, names);
}

/* metaclass(name, bases, namespace, **keywords) */
static Value make_class(Isolate *isolate, Value metaclass, Value name, Value bases, Value namespace,
                        const Value *values, const Tuple *names) {
    uint32_t named = tuple_count(names);
    Value *window = call_window(isolate, 3 + named);
    if (!window)
        return NOTHING;
    window[0] = name;
    window[1] = bases;
    window[2] = namespace;
    for (uint32_t i = 0; i < named; i++)
        window[3 + i] = values[i];
    return call_keywords(isolate, metaclass, window, 3 + named, names);
}

static bool has_stand_ins(const Tuple *bases) {
    for (uint32_t i = 0; i < tuple_count(bases); i++)
        if (!is_class(tuple_get(bases, i)))
            return true;
    return false;
}

static Value build_class_in(Isolate *isolate, Value *arguments, uint32_t count, const Tuple *names) {
    uint32_t named = names ? tuple_count(names) : 0;
    Value metaclass = NOTHING, *values = arguments + count - named;
    Value rest = take_metaclass(isolate, values, names, &metaclass);
    if (rest == NOTHING)
        return NOTHING;
    heap_keep(isolate, rest);
    heap_keep(isolate, metaclass == NOTHING ? NONE : metaclass);
    Value given = tuple_new(isolate, count - named - 2, arguments + 2);
    Value bases = given == NOTHING ? NOTHING : resolve_bases(isolate, heap_keep(isolate, given));
    if (bases == NOTHING)
        return NOTHING;
    heap_keep(isolate, bases);
    if (metaclass == NOTHING || is_class(metaclass)) {
        bool classes = true;
        for (uint32_t i = 0; i < tuple_count(AS(Tuple, bases)); i++)
            classes = classes && is_class(tuple_get(AS(Tuple, bases), i));
        const Class *first = metaclass == NOTHING ? &class_type : AS(Class, metaclass);
        const Class *winner = classes ? class_metaclass(isolate, first, AS(Tuple, bases)) : first;
        if (!winner)
            return NOTHING;
        metaclass = from_object(winner);
    }
    Value namespace = prepare_namespace(isolate, metaclass, arguments[1], bases, values, AS(Tuple, rest));
    if (namespace == NOTHING)
        return NOTHING;
    heap_keep(isolate, namespace);
    if (call(isolate, arguments[0], &namespace, 1) == NOTHING)
        return NOTHING;
    if (has_stand_ins(AS(Tuple, given)) && !operate_set_item(isolate, namespace, NAME(__orig_bases__), given))
        return NOTHING;
    return make_class(isolate, metaclass, arguments[1], bases, namespace, values, AS(Tuple, rest));
}

static Value builtin_build_class(Isolate *isolate, Value *arguments, uint32_t count, const Tuple *names) {
    if (!is_kind(arguments[0], KIND_FUNCTION) || !is_string(arguments[1]))
        return raise_type(isolate, "__build_class__: func must be a function");
    Value *top = isolate->stack_top;
    Value class = build_class_in(isolate, arguments, count, names);
    isolate->stack_top = top;
    return class;
}

const Native build_class_native =
    NATIVE_WITH_KEYWORDS(builtin_build_class, "__build_class__", 2, NATIVE_UNLIMITED, NATIVE_ANY);

/* ---- Imports ---- */

/* __import__(name, globals, locals, fromlist, level) */
BUILTIN(builtin_import) {
    int64_t level = 0;
    if (!is_string(arguments[0]))
        return raise_type(isolate, "__import__() argument 1 must be str, not %A", arguments[0]);
    if (count > 4 && !operate_index(isolate, arguments[4], &level))
        return NOTHING;
    int itself = count > 3 ? operate_truth(isolate, arguments[3]) : 0;
    return itself < 0
               ? NOTHING
               : module_import(isolate, running_module(isolate), arguments[0], (uint32_t)level, itself);
}

const Native core_builtins[] = {
    NATIVE(builtin_isinstance, "isinstance", 2, 2, NATIVE_ANY),
    NATIVE(builtin_issubclass, "issubclass", 2, 2, NATIVE_ANY),
    NATIVE(builtin_getattr, "getattr", 2, 3, NATIVE_ANY),
    NATIVE(builtin_hasattr, "hasattr", 2, 2, NATIVE_ANY),
    NATIVE(builtin_setattr, "setattr", 3, 3, NATIVE_ANY),
    NATIVE(builtin_delattr, "delattr", 2, 2, NATIVE_ANY),
    NATIVE(builtin_callable, "callable", 1, 1, NATIVE_ANY),
    NATIVE(builtin_id, "id", 1, 1, NATIVE_ANY),
    NATIVE(builtin_vars, "vars", 0, 1, NATIVE_ANY),
    NATIVE(builtin_dir, "dir", 0, 1, NATIVE_ANY),
    NATIVE(builtin_iter, "iter", 1, 2, NATIVE_ANY),
    NATIVE(builtin_next, "next", 1, 2, NATIVE_ANY),
    NATIVE(builtin_aiter, "aiter", 1, 1, NATIVE_ANY),
    NATIVE(builtin_anext, "anext", 1, 2, NATIVE_ANY),
    NATIVE_WITH_KEYWORDS(builtin_build_class, "__build_class__", 2, NATIVE_UNLIMITED, NATIVE_ANY),
    NATIVE(builtin_import, "__import__", 1, 5, NATIVE_ANY),
    METHODS_END,
};
