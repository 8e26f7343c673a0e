/*
 * The dictionaries that globals(), module.__dict__, instance.__dict__ and function.__dict__ give.
 *
 * The names themselves lie in slots of their owner, where compiled code finds them by number. A Namespace is
 * a dictionary as far as Python can see, but holds only its owner: getting, setting and deleting a key reach
 * the owner's slot at once; whatever wants all names takes a snapshot, an ordinary dictionary.
 *
 * Its C class isn't derived from that of dict, since natives that take a dict read its table directly; type()
 * and isinstance() say dict.
 */
#include "vm/types/namespace.h"

#include "vm/attribute.h"
#include "vm/names.h"
#include "vm/types/arguments.h"
#include "vm/types/class.h"
#include "vm/types/classes.h"
#include "vm/types/containers.h"
#include "vm/types/dictionary_methods.h"
#include "vm/types/function.h"
#include "vm/types/iterator.h"
#include "vm/types/string.h"
#include "vm/types/view.h"

Value namespace_new(Isolate *isolate, Value owner) {
    HeapMark mark = heap_mark(isolate);
    heap_keep(isolate, owner);
    Namespace *namespace = heap_allocate(isolate, KIND_NAMESPACE, sizeof(Namespace), NULL);
    heap_release(isolate, mark);
    if (namespace)
        namespace->owner = owner;
    return from_object(namespace);
}

/* ---- One name ---- */

static bool is_hidden(Value owner, Value name) { return class_slot_is_declared(class_of(owner), name); }

static Value get_name(Isolate *isolate, Value self, Value name) {
    Value owner = AS(Namespace, self)->owner;
    if (!is_string(name))
        return UNDEFINED;
    if (is_kind(owner, KIND_MODULE))
        return module_get(isolate, AS(Module, owner), name);
    if (is_kind(owner, KIND_FUNCTION))
        return function_own_attribute(owner, name);
    return is_hidden(owner, name) ? UNDEFINED : instance_get(owner, name);
}

static bool set_name(Isolate *isolate, Value self, Value name, Value to) {
    Value owner = AS(Namespace, self)->owner;
    if (!is_string(name))
        return raise_type(isolate, "attribute name must be string, not '%T'", name), false;
    if (is_kind(owner, KIND_MODULE))
        return module_set(isolate, AS(Module, owner), name, to);
    if (is_kind(owner, KIND_FUNCTION))
        return attribute_set_generic(isolate, owner, name, to);
    return instance_set(isolate, owner, name, to);
}

/* 1 deleted, 0 absent, -1 failed. */
static int delete_name(Isolate *isolate, Value self, Value name) {
    Value found = get_name(isolate, self, name), owner = AS(Namespace, self)->owner;
    if (found == UNDEFINED)
        return 0;
    bool slots = !is_kind(owner, KIND_MODULE) && !is_kind(owner, KIND_FUNCTION);
    bool deleted = slots ? instance_set(isolate, owner, name, UNDEFINED)
                         : attribute_set_generic(isolate, owner, name, NOTHING);
    return deleted ? 1 : -1;
}

Value namespace_snapshot(Isolate *isolate, Value self) {
    Value owner = AS(Namespace, self)->owner;
    if (is_kind(owner, KIND_MODULE))
        return module_dictionary(isolate, AS(Module, owner));
    if (is_kind(owner, KIND_FUNCTION))
        return function_own_attributes(isolate, owner);
    return instance_dictionary(isolate, owner);
}

static Value snapshot(Isolate *isolate, Value self) {
    Value names = namespace_snapshot(isolate, self);
    return names == NOTHING ? NOTHING : heap_keep(isolate, names);
}

/* ---- Operations ---- */

static Value represent(Isolate *isolate, Value self) {
    Object *object = as_object(self);
    if (object->flags & OBJECT_BUSY)
        return string_from_c(isolate, "{...}");
    Value names = snapshot(isolate, self);
    object->flags |= OBJECT_BUSY;
    Value text = names == NOTHING ? NOTHING : operate_represent(isolate, names);
    object->flags &= (uint8_t)~OBJECT_BUSY;
    return text;
}

static Value compare(Isolate *isolate, enum Comparison comparison, Value left, Value right) {
    if (!is_namespace(left) && !is_namespace(right))
        return NOT_IMPLEMENTED;
    Value operands[] = {left, right};
    for (uint32_t i = 0; i < 2; i++)
        if (is_namespace(operands[i]) && (operands[i] = snapshot(isolate, operands[i])) == NOTHING)
            return NOTHING;
    return dictionary_operations.compare(isolate, comparison, operands[0], operands[1]);
}

static Value binary(Isolate *isolate, enum BinaryOperator operator, Value left, Value right) {
    Value operands[] = {left, right};
    for (uint32_t i = 0; i < 2; i++)
        if (is_namespace(operands[i]) && (operands[i] = snapshot(isolate, operands[i])) == NOTHING)
            return NOTHING;
    return dictionary_operations.binary(isolate, operator, operands[0], operands[1]);
}

static bool fill(Isolate *isolate, Value self, Value from) {
    uint32_t position = 0;
    Value name, value;
    while (dictionary_next(AS(Dictionary, from), &position, &name, &value))
        if (!set_name(isolate, self, name, value))
            return false;
    return true;
}

static Value in_place(Isolate *isolate, enum BinaryOperator operator, Value left, Value right) {
    if (operator != BINARY_OR || !is_namespace(left))
        return NOT_IMPLEMENTED;
    Value names = dictionary_new(isolate, 0);
    bool done = names != NOTHING && dictionary_update(isolate, heap_keep(isolate, names), right) &&
                fill(isolate, left, names);
    return done ? left : NOTHING;
}

static int64_t length(Isolate *isolate, Value self) {
    Value names = snapshot(isolate, self);
    return names == NOTHING ? -1 : (int64_t)AS(Dictionary, names)->length;
}

static Value get_item(Isolate *isolate, Value self, Value key) {
    Value found = get_name(isolate, self, key);
    return found == UNDEFINED ? raise_key(isolate, key) : found;
}

static bool set_item(Isolate *isolate, Value self, Value key, Value value) {
    if (value != NOTHING)
        return set_name(isolate, self, key, value);
    int deleted = delete_name(isolate, self, key);
    if (deleted == 0)
        raise_key(isolate, key);
    return deleted == 1;
}

static int contains(Isolate *isolate, Value self, Value element) {
    return get_name(isolate, self, element) != UNDEFINED;
}

static Value iterate(Isolate *isolate, Value self) {
    Value names = snapshot(isolate, self);
    return names == NOTHING ? NOTHING : iterator_new(isolate, ITERATE_KEYS, names, 0);
}

bool namespace_replace(Isolate *isolate, Value owner, Value mapping) {
    if (mapping != NOTHING && !is_dictionary(mapping) && !is_namespace(mapping))
        return raise_type(isolate, "__dict__ must be set to a dictionary, not a '%T'", mapping), false;
    Value old = instance_dictionary(isolate, owner), fresh = NOTHING;
    if (old != NOTHING && heap_keep(isolate, old) != NOTHING)
        fresh = dictionary_new(isolate, 0);
    if (fresh == NOTHING ||
        (mapping != NOTHING && !dictionary_update(isolate, heap_keep(isolate, fresh), mapping)))
        return false;
    uint32_t position = 0;
    Value name, value;
    while (dictionary_next(AS(Dictionary, old), &position, &name, &value))
        if (!instance_set(isolate, owner, name, UNDEFINED))
            return false;
    for (position = 0; dictionary_next(AS(Dictionary, fresh), &position, &name, &value);)
        if (is_string(name) && !instance_set(isolate, owner, name, value))
            return false;
    return true;
}

/* ---- Methods ---- */

#define NAMESPACE_NATIVE(name)                                                                               \
    static Value name(Isolate *isolate, Value *arguments, uint32_t count __attribute__((unused)))

NAMESPACE_NATIVE(method_get) {
    Value found = get_name(isolate, arguments[0], arguments[1]);
    return found != UNDEFINED ? found : count > 2 ? arguments[2] : NONE;
}

NAMESPACE_NATIVE(method_setdefault) {
    Value found = get_name(isolate, arguments[0], arguments[1]), value = count > 2 ? arguments[2] : NONE;
    if (found != UNDEFINED)
        return found;
    return set_name(isolate, arguments[0], arguments[1], value) ? value : NOTHING;
}

NAMESPACE_NATIVE(method_pop) {
    Value found = get_name(isolate, arguments[0], arguments[1]);
    if (found == UNDEFINED)
        return count > 2 ? arguments[2] : raise_key(isolate, arguments[1]);
    heap_keep(isolate, found);
    return delete_name(isolate, arguments[0], arguments[1]) < 0 ? NOTHING : found;
}

NAMESPACE_NATIVE(method_popitem) {
    Value names = snapshot(isolate, arguments[0]);
    if (names == NOTHING)
        return NOTHING;
    uint32_t position = 0;
    Value name = UNDEFINED, value;
    while (dictionary_next(AS(Dictionary, names), &position, &name, &value)) {
    }
    if (name == UNDEFINED)
        return raise_error(isolate, &class_KeyError, "popitem(): dictionary is empty");
    Value pair = tuple_new(isolate, 2, (Value[]){name, value});
    return pair == NOTHING || delete_name(isolate, arguments[0], name) < 0 ? NOTHING : pair;
}

NAMESPACE_NATIVE(method_clear) {
    Value names = snapshot(isolate, arguments[0]), name, value;
    uint32_t position = 0;
    while (names != NOTHING && dictionary_next(AS(Dictionary, names), &position, &name, &value))
        if (delete_name(isolate, arguments[0], name) < 0)
            return NOTHING;
    return names == NOTHING ? NOTHING : NONE;
}

static Value method_update(Isolate *isolate, Value *arguments, uint32_t count, const Tuple *names) {
    Value all = dictionary_new(isolate, 0);
    bool done = all != NOTHING &&
                dictionary_fill(isolate, heap_keep(isolate, all), "update", arguments + 1, count - 1, names);
    return done && fill(isolate, arguments[0], all) ? NONE : NOTHING;
}

NAMESPACE_NATIVE(method_copy) { return namespace_snapshot(isolate, arguments[0]); }

static Value view_of(Isolate *isolate, Value self, enum ViewType type) {
    Value names = snapshot(isolate, self);
    return names == NOTHING ? NOTHING : view_new(isolate, type, names);
}

NAMESPACE_NATIVE(method_keys) { return view_of(isolate, arguments[0], VIEW_KEYS); }
NAMESPACE_NATIVE(method_values) { return view_of(isolate, arguments[0], VIEW_VALUES); }
NAMESPACE_NATIVE(method_items) { return view_of(isolate, arguments[0], VIEW_ITEMS); }

NAMESPACE_NATIVE(method_reversed) {
    Value names = snapshot(isolate, arguments[0]);
    return names == NOTHING ? NOTHING : iterator_reversed(isolate, names);
}

NAMESPACE_NATIVE(property_class) {
    (void)isolate, (void)arguments;
    return from_object(&class_dict);
}

static const Native namespace_methods[] = {
    PROPERTY(property_class, "__class__", class_namespace),
    METHOD(method_get, "get", 2, 3, class_namespace),
    METHOD(method_setdefault, "setdefault", 2, 3, class_namespace),
    METHOD(method_pop, "pop", 2, 3, class_namespace),
    METHOD(method_popitem, "popitem", 1, 1, class_namespace),
    METHOD(method_clear, "clear", 1, 1, class_namespace),
    METHOD_WITH_KEYWORDS(method_update, "update", 1, NATIVE_UNLIMITED, class_namespace),
    METHOD(method_copy, "copy", 1, 1, class_namespace),
    METHOD(method_keys, "keys", 1, 1, class_namespace),
    METHOD(method_values, "values", 1, 1, class_namespace),
    METHOD(method_items, "items", 1, 1, class_namespace),
    METHOD(method_reversed, "__reversed__", 1, 1, class_namespace),
    METHODS_END,
};

const Operations namespace_operations = {
    .represent = represent,
    .compare = compare,
    .binary = binary,
    .in_place = in_place,
    .length = length,
    .get_item = get_item,
    .set_item = set_item,
    .contains = contains,
    .iterate = iterate,
    .fixed_size = sizeof(Namespace),
    OPERATIONS_FIELDS(Namespace, owner, owner),
};

const Class class_namespace =
    CLASS_OF_KIND("dict", KIND_NAMESPACE, namespace_operations, namespace_methods, CLASS_FINAL);
