/*
 * list[int]: a class with the arguments it was subscripted with, for annotations (PEP 585).
 *
 * It calls, and has the attributes of, its origin; isinstance() refuses it. Type variables among the
 * arguments are those that have __typing_subst__ (library/typing.py); subscripting again puts arguments in
 * their place.
 */
#include "vm/types/generic_alias.h"

#include "vm/library/itertools.h"
#include "vm/library/library.h"
#include "vm/names.h"
#include "vm/types/arguments.h"
#include "vm/types/classes.h"
#include "vm/types/containers.h"
#include "vm/types/namespace.h"
#include "vm/types/string.h"
#include "vm/types/union.h"

bool class_is_generic(const Class *class) {
    static const Class *const generic[] = {&class_list,
                                           &class_dict,
                                           &class_tuple,
                                           &class_set,
                                           &class_frozenset,
                                           &class_type,
                                           &class_deque,
                                           &class_enumerate,
                                           &class_BaseExceptionGroup,
                                           &class_mapping_proxy,
                                           &class_partial,
                                           &class_weakref,
                                           &tool_classes[TOOL_CHAIN]};
    for (size_t i = 0; i < sizeof(generic) / sizeof(*generic); i++)
        if (class == generic[i] || (generic[i] != &class_type && class_derives(class, generic[i])))
            return true;
    return false;
}

Value generic_alias_new(Isolate *isolate, Value origin, Value arguments) {
    HeapMark mark = heap_mark(isolate);
    heap_keep(isolate, origin);
    if (!is_tuple(arguments) || as_object(arguments)->class)
        arguments = tuple_new(isolate, 1, &arguments);
    GenericAlias *alias = NULL;
    if (arguments != NOTHING) {
        heap_keep(isolate, arguments);
        alias = heap_allocate(isolate, KIND_GENERIC_ALIAS, sizeof(GenericAlias), NULL);
    }
    heap_release(isolate, mark);
    if (!alias)
        return NOTHING;
    alias->origin = origin;
    alias->arguments = arguments;
    return from_object(alias);
}

/* ---- Showing ---- */

Value annotation_title(Isolate *isolate, Value value) {
    if (value == ELLIPSIS)
        return string_from_c(isolate, "...");
    if (value == from_object(class_of(NONE)))
        return string_from_c(isolate, "None");
    if (!is_class(value))
        return operate_represent(isolate, value);
    Value module = attribute_get(isolate, value, NAME(__module__));
    if (module == NOTHING)
        return NOTHING;
    heap_keep(isolate, module);
    Value name = attribute_get(isolate, value, NAME(__qualname__));
    if (name == NOTHING || (is_string(module) && string_equal(AS(String, module), &name_builtins)))
        return name;
    return string_format(isolate, "%S.%S", module, heap_keep(isolate, name));
}

static void add_argument(Isolate *isolate, StringBuilder *builder, Value value) {
    Value text = is_list(value)                         ? operate_represent(isolate, value)
                 : value == from_object(class_of(NONE)) ? string_from_c(isolate, "NoneType")
                                                        : annotation_title(isolate, value);
    string_builder_value(builder, text);
}

static Value represent(Isolate *isolate, Value self) {
    const GenericAlias *alias = AS(GenericAlias, self);
    Value origin = annotation_title(isolate, alias->origin);
    if (origin == NOTHING)
        return NOTHING;
    heap_keep(isolate, origin);
    const Tuple *arguments = AS(Tuple, alias->arguments);
    StringBuilder builder;
    string_builder_start(&builder, isolate);
    string_builder_value(&builder, origin);
    string_builder_c(&builder, tuple_count(arguments) ? "[" : "[()");
    for (uint32_t i = 0; i < tuple_count(arguments); i++) {
        if (i)
            string_builder_c(&builder, ", ");
        add_argument(isolate, &builder, tuple_get(arguments, i));
    }
    string_builder_c(&builder, "]");
    return string_builder_finish(&builder);
}

/* ---- Comparing ---- */

static Value compare(Isolate *isolate, enum Comparison comparison, Value left, Value right) {
    if (!is_generic_alias(left) || !is_generic_alias(right) ||
        (comparison != COMPARE_EQUAL && comparison != COMPARE_NOT_EQUAL))
        return NOT_IMPLEMENTED;
    const GenericAlias *a = AS(GenericAlias, left), *b = AS(GenericAlias, right);
    int same = operate_equal(isolate, a->origin, b->origin);
    if (same == 1)
        same = operate_equal(isolate, a->arguments, b->arguments);
    return same < 0 ? NOTHING : boolean(same == (comparison == COMPARE_EQUAL));
}

static bool hash(Isolate *isolate, Value self, uint64_t *result) {
    uint64_t origin, arguments;
    if (!operate_hash(isolate, AS(GenericAlias, self)->origin, &origin) ||
        !operate_hash(isolate, AS(GenericAlias, self)->arguments, &arguments))
        return false;
    *result = origin ^ arguments;
    return true;
}

static Value binary(Isolate *isolate, enum BinaryOperator operator, Value left, Value right) {
    return operator == BINARY_OR ? union_of(isolate, left, right) : NOT_IMPLEMENTED;
}

/* ---- Type variables ---- */

static bool is_variable(Isolate *isolate, Value value) {
    Value name = heap_keep(isolate, string_from_c(isolate, "__typing_subst__"));
    return !is_class(value) && name != NOTHING && attribute_find(isolate, value, name) != UNDEFINED;
}

static bool holds(const List *list, Value value) {
    for (uint64_t i = 0; i < list->length; i++)
        if (list_get(list, i) == value)
            return true;
    return false;
}

/* The type variables of an alias, each once, as a kept list. */
static Value variables_of(Isolate *isolate, Value self) {
    Value found = list_new(isolate, 0, NULL);
    if (found == NOTHING)
        return NOTHING;
    heap_keep(isolate, found);
    const Tuple *arguments = AS(Tuple, AS(GenericAlias, self)->arguments);
    for (uint32_t i = 0; i < tuple_count(arguments); i++) {
        Value argument = tuple_get(arguments, i), inner = UNDEFINED;
        if (is_generic_alias(argument) && (inner = variables_of(isolate, argument)) == NOTHING)
            return NOTHING;
        uint64_t count = inner == UNDEFINED ? is_variable(isolate, argument) : AS(List, inner)->length;
        for (uint64_t j = 0; j < count; j++) {
            Value variable = inner == UNDEFINED ? argument : list_get(AS(List, inner), j);
            if (!holds(AS(List, found), variable) && !list_append(isolate, found, variable))
                return NOTHING;
        }
    }
    return found;
}

/* An argument with the variables replaced by the values at their places. */
static Value substitute(Isolate *isolate, Value argument, const List *variables, const Tuple *values) {
    for (uint64_t i = 0; i < variables->length; i++)
        if (list_get(variables, i) == argument)
            return tuple_get(values, (uint32_t)i);
    if (!is_generic_alias(argument))
        return argument;
    const GenericAlias *alias = AS(GenericAlias, argument);
    uint32_t count = tuple_count(AS(Tuple, alias->arguments));
    Value fresh = tuple_new(isolate, count, NULL);
    if (fresh == NOTHING)
        return NOTHING;
    heap_keep(isolate, fresh);
    for (uint32_t i = 0; i < count; i++) {
        Value value = substitute(isolate, tuple_get(AS(Tuple, alias->arguments), i), variables, values);
        if (value == NOTHING)
            return NOTHING;
        heap_store(isolate, as_object(fresh), &AS(Tuple, fresh)->values[i], value);
    }
    return generic_alias_new(isolate, alias->origin, fresh);
}

static Value get_item(Isolate *isolate, Value self, Value key) {
    Value variables = variables_of(isolate, self);
    Value values = variables == NOTHING                      ? NOTHING
                   : is_tuple(key) && !as_object(key)->class ? key
                                                             : tuple_new(isolate, 1, &key);
    if (values == NOTHING)
        return NOTHING;
    heap_keep(isolate, values);
    uint64_t wanted = AS(List, variables)->length, given = tuple_count(AS(Tuple, values));
    if (!wanted)
        return raise_type(isolate, "%V is not a generic class", self);
    if (given != wanted)
        return raise_type(isolate, "Too %s arguments for %V; actual %u, expected %u",
                          given < wanted ? "few" : "many", self, (uint32_t)given, (uint32_t)wanted);
    return substitute(isolate, self, AS(List, variables), AS(Tuple, values));
}

/* ---- Attributes, and calling the origin ---- */

static Value get_attribute(Isolate *isolate, Value self, Value name) {
    const String *text = AS(String, name);
    if (string_is(text, "__mro_entries__") || string_is(text, "__class__"))
        return UNDEFINED;
    return attribute_find(isolate, AS(GenericAlias, self)->origin, name);
}

static Value call_alias(Isolate *isolate, Value self, Value *arguments, uint32_t count, const Tuple *names) {
    return call_keywords(isolate, AS(GenericAlias, self)->origin, arguments, count, names);
}

static Value make(Isolate *isolate, const Class *class, Value *arguments, uint32_t count,
                  const Tuple *names) {
    (void)class;
    if (!arguments_positional(isolate, "GenericAlias", count, names, 2, 2))
        return NOTHING;
    return generic_alias_new(isolate, arguments[0], arguments[1]);
}

#define ALIAS_NATIVE(name, expression)                                                                       \
    static Value name(Isolate *isolate, Value *arguments, uint32_t count) {                                  \
        (void)isolate, (void)count;                                                                          \
        const GenericAlias *alias = AS(GenericAlias, arguments[0]);                                          \
        return expression;                                                                                   \
    }
ALIAS_NATIVE(property_origin, alias->origin)
ALIAS_NATIVE(property_arguments, alias->arguments)
ALIAS_NATIVE(method_mro_entries, tuple_new(isolate, 1, &alias->origin))

static Value property_parameters(Isolate *isolate, Value *arguments, uint32_t count) {
    (void)count;
    Value variables = variables_of(isolate, arguments[0]);
    return variables == NOTHING ? NOTHING : tuple_from(isolate, variables);
}

static Value method_refuse(Isolate *isolate, Value *arguments, uint32_t count) {
    (void)arguments, (void)count;
    return raise_type(isolate, "isinstance() argument 2 cannot be a parameterized generic");
}

static const Native methods[] = {
    PROPERTY(property_origin, "__origin__", class_GenericAlias),
    PROPERTY(property_arguments, "__args__", class_GenericAlias),
    PROPERTY(property_parameters, "__parameters__", class_GenericAlias),
    METHOD(method_mro_entries, "__mro_entries__", 2, 2, class_GenericAlias),
    METHOD(method_refuse, "__instancecheck__", 2, 2, class_GenericAlias),
    METHODS_END,
};

const Operations generic_alias_operations = {
    .represent = represent,
    .compare = compare,
    .hash = hash,
    .binary = binary,
    .get_item = get_item,
    .call = call_alias,
    .get_attribute = get_attribute,
    .make = make,
    .fixed_size = sizeof(GenericAlias),
    OPERATIONS_FIELDS(GenericAlias, origin, arguments),
};

const Class class_GenericAlias =
    CLASS_OF_KIND("types.GenericAlias", KIND_GENERIC_ALIAS, generic_alias_operations, methods, 0);
