/* type as Python sees it: its attributes and methods, and how classes are called, shown and compared. */
#include "vm/attribute.h"
#include "vm/error.h"
#include "vm/interpreter.h"
#include "vm/names.h"
#include "vm/types/arguments.h"
#include "vm/types/class.h"
#include "vm/types/classes.h"
#include "vm/types/containers.h"
#include "vm/types/namespace.h"
#include "vm/types/string.h"
#include "vm/types/union.h"

#define TYPE_NATIVE(name)                                                                                    \
    static Value name(Isolate *isolate, Value *arguments, uint32_t count __attribute__((unused)))

TYPE_NATIVE(type_name) { return class_name(isolate, AS(Class, arguments[0])); }

TYPE_NATIVE(type_qualified_name) {
    const Class *class = AS(Class, arguments[0]);
    return class->flags & CLASS_STATIC ? class_name(isolate, class) : class->qualified_name;
}

TYPE_NATIVE(type_mro) { return class_mro(isolate, AS(Class, arguments[0])); }

TYPE_NATIVE(type_mro_method) {
    Value mro = class_mro(isolate, AS(Class, arguments[0]));
    return mro == NOTHING ? NOTHING : list_from(isolate, heap_keep(isolate, mro));
}

TYPE_NATIVE(type_bases) {
    const Class *class = AS(Class, arguments[0]);
    if (!(class->flags & CLASS_STATIC))
        return class->bases;
    Value base = from_object(class->base);
    return tuple_new(isolate, class->base ? 1 : 0, &base);
}

TYPE_NATIVE(type_base) {
    (void)isolate;
    const Class *class = AS(Class, arguments[0]);
    return class->base ? from_object(class->base) : NONE;
}

/* "module" of a built-in class named "module.Class"; builtins otherwise. */
TYPE_NATIVE(type_module) {
    const Class *class = AS(Class, arguments[0]);
    if (!(class->flags & CLASS_STATIC)) {
        Value module = class_own(class, NAME(__module__));
        return module == UNDEFINED ? NAME(builtins) : module;
    }
    const char *end = __builtin_strchr(class->static_name, '.');
    return end ? string_from_utf8(isolate, class->static_name, (size_t)(end - class->static_name))
               : NAME(builtins);
}

TYPE_NATIVE(type_documentation) {
    (void)isolate;
    const Class *class = AS(Class, arguments[0]);
    Value found = class->flags & CLASS_STATIC ? UNDEFINED : class_own(class, NAME(__doc__));
    return found == UNDEFINED ? NONE : found;
}

TYPE_NATIVE(type_dictionary) {
    const Class *class = AS(Class, arguments[0]);
    if (!(class->flags & CLASS_STATIC))
        return mapping_proxy_new(isolate, class->dictionary);
    Value dictionary = heap_keep(isolate, dictionary_new(isolate, 0));
    for (const Native *native = class->natives; dictionary != NOTHING && native && native->name; native++) {
        Value name = string_from_c(isolate, native->name);
        if (name == NOTHING ||
            !dictionary_set(isolate, dictionary, heap_keep(isolate, name), from_object(native)))
            return NOTHING;
    }
    return dictionary == NOTHING ? NOTHING : mapping_proxy_new(isolate, dictionary);
}

static Value type_new(Isolate *isolate, Value *arguments, uint32_t count, const Tuple *names) {
    if (!is_class(arguments[0]) || !(AS(Class, arguments[0])->flags & CLASS_METACLASS))
        return raise_type(isolate, "type.__new__(X): X is not a type object");
    return class_make(isolate, AS(Class, arguments[0]), arguments + 1, count - 1, names);
}

static Value type_initialise(Isolate *isolate, Value *arguments, uint32_t count, const Tuple *names) {
    (void)isolate, (void)arguments, (void)count, (void)names;
    return NONE;
}

static Value complete(Isolate *isolate, Value result) {
    if (result != CALL_PUSHED)
        return result;
    isolate->frame->flags |= FRAME_ENTRY;
    return interpret(isolate);
}

/* type.__call__(class, ...), reached through super().__call__() of a metaclass. */
static Value type_call(Isolate *isolate, Value *arguments, uint32_t count, const Tuple *names) {
    Value *top = isolate->stack_top, *window = call_window(isolate, count - 1);
    if (!window || !native_enter(isolate))
        return NOTHING;
    for (uint32_t i = 1; i < count; i++)
        window[i - 1] = arguments[i];
    Value result =
        complete(isolate, call_construct(isolate, AS(Class, arguments[0]), window, count - 1, names));
    native_leave(isolate);
    isolate->stack_top = top;
    return result;
}

static Value type_prepare(Isolate *isolate, Value *arguments, uint32_t count, const Tuple *names) {
    (void)arguments, (void)count, (void)names;
    return dictionary_new(isolate, 8);
}

TYPE_NATIVE(type_instance_check) {
    (void)isolate;
    return boolean(is_instance(arguments[1], AS(Class, arguments[0])));
}

TYPE_NATIVE(type_subclass_check) {
    if (!is_class(arguments[1]))
        return raise_type(isolate, "issubclass() arg 1 must be a class");
    return boolean(class_derives(AS(Class, arguments[1]), AS(Class, arguments[0])));
}

/* ---- __subclasses__() ---- */

struct Subclasses {
    Value base;
    Value *found; /* room for `limit` */
    uint32_t count, limit;
};

static void find_subclass(Object *object, void *context) {
    const Class *class = (const Class *)object;
    struct Subclasses *search = context;
    if (class->bases == NOTHING || class->mro == NOTHING)
        return;
    const Tuple *bases = AS(Tuple, class->bases);
    for (uint32_t i = 0; i < tuple_count(bases); i++)
        if (tuple_get(bases, i) == search->base) {
            if (search->found && search->count < search->limit)
                search->found[search->count] = from_object(class);
            search->count++;
            return;
        }
}

/* In the order in which they were made. */
static void sort_classes(Value *classes, uint32_t count) {
    for (uint32_t i = 1; i < count; i++)
        for (uint32_t j = i; j && AS(Class, classes[j])->number < AS(Class, classes[j - 1])->number; j--) {
            Value later = classes[j - 1];
            classes[j - 1] = classes[j];
            classes[j] = later;
        }
}

TYPE_NATIVE(type_subclasses) {
    struct Subclasses search = {.base = arguments[0]};
    heap_each(isolate, KIND_CLASS, find_subclass, &search);
    if (!isolate_charge(isolate, (uint64_t)search.count * search.count))
        return NOTHING;
    Value list = list_new(isolate, search.count, NULL);
    if (list == NOTHING || !search.count)
        return list;
    search.limit = search.count;
    search.count = 0;
    search.found = AS(List, list)->items->values;
    heap_each(isolate, KIND_CLASS, find_subclass, &search);
    sort_classes(search.found, search.count);
    return list;
}

static const Native type_methods[] = {
    PROPERTY(type_name, "__name__", class_type),
    PROPERTY(type_qualified_name, "__qualname__", class_type),
    PROPERTY(type_mro, "__mro__", class_type),
    PROPERTY(type_bases, "__bases__", class_type),
    PROPERTY(type_base, "__base__", class_type),
    PROPERTY(type_module, "__module__", class_type),
    PROPERTY(type_documentation, "__doc__", class_type),
    PROPERTY(type_dictionary, "__dict__", class_type),
    METHOD(type_mro_method, "mro", 1, 1, class_type),
    METHOD(type_subclasses, "__subclasses__", 1, 1, class_type),
    METHOD(type_instance_check, "__instancecheck__", 2, 2, class_type),
    METHOD(type_subclass_check, "__subclasscheck__", 2, 2, class_type),
    METHOD_WITH_KEYWORDS(type_initialise, "__init__", 1, NATIVE_UNLIMITED, class_type),
    METHOD_WITH_KEYWORDS(type_call, "__call__", 1, NATIVE_UNLIMITED, class_type),
    NATIVE_WITH_KEYWORDS(type_new, "__new__", 1, NATIVE_UNLIMITED, NATIVE_ANY | NATIVE_STATIC),
    NATIVE_WITH_KEYWORDS(type_prepare, "__prepare__", 0, NATIVE_UNLIMITED, NATIVE_ANY | NATIVE_STATIC),
    METHODS_END,
};

static Value class_represent(Isolate *isolate, Value self) {
    Value module = type_module(isolate, &self, 1);
    if (module == NOTHING)
        return NOTHING;
    heap_keep(isolate, module);
    Value name = type_qualified_name(isolate, &self, 1);
    if (name == NOTHING)
        return NOTHING;
    heap_keep(isolate, name);
    if (!is_string(module) || string_is(AS(String, module), "builtins"))
        return string_format(isolate, "<class '%S'>", name);
    return string_format(isolate, "<class '%S.%S'>", module, name);
}

static Value class_binary(Isolate *isolate, enum BinaryOperator operator, Value left, Value right) {
    return operator == BINARY_OR ? union_of(isolate, left, right) : NOT_IMPLEMENTED;
}

static void class_trace(Object *object, void (*visit)(void *context, Value value), void *context) {
    const Class *class = (const Class *)object;
    const Value values[] = {
        from_object(class->base), class->name,  class->qualified_name, class->bases, class->mro,
        class->dictionary,        class->layout};
    for (uint32_t i = 0; i < sizeof(values) / sizeof(*values); i++)
        visit_value(visit, context, values[i]);
}

const Operations class_operations = {
    .represent = class_represent,
    .binary = class_binary,
    .fixed_size = sizeof(Class),
    .trace = class_trace,
};

const Class class_type = CLASS_OF_KIND("type", KIND_CLASS, class_operations, type_methods, CLASS_METACLASS);
