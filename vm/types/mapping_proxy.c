/* mappingproxy: a read-only view of a mapping. Class.__dict__ is one over the class's own dictionary. */
#include "vm/attribute.h"
#include "vm/names.h"
#include "vm/types/arguments.h"
#include "vm/types/classes.h"
#include "vm/types/containers.h"
#include "vm/types/namespace.h"
#include "vm/types/string.h"

static Value mapping_of(Value self) { return AS(Namespace, self)->owner; }
static bool is_proxy(Value value) { return is_kind(value, KIND_MAPPING_PROXY); }

Value mapping_proxy_new(Isolate *isolate, Value mapping) {
    HeapMark mark = heap_mark(isolate);
    heap_keep(isolate, mapping);
    Namespace *proxy = heap_allocate(isolate, KIND_MAPPING_PROXY, sizeof(Namespace), NULL);
    heap_release(isolate, mark);
    if (proxy)
        proxy->owner = mapping;
    return from_object(proxy);
}

/* ---- Operations ---- */

static Value represent(Isolate *isolate, Value self) {
    return string_format(isolate, "mappingproxy(%V)", mapping_of(self));
}

static Value string(Isolate *isolate, Value self) { return operate_string(isolate, mapping_of(self)); }

static Value compare(Isolate *isolate, enum Comparison comparison, Value left, Value right) {
    if (!is_proxy(left))
        return NOT_IMPLEMENTED;
    return operate_compare(isolate, comparison, mapping_of(left),
                           is_proxy(right) ? mapping_of(right) : right);
}

static Value binary(Isolate *isolate, enum BinaryOperator operator, Value left, Value right) {
    if (operator != BINARY_OR)
        return NOT_IMPLEMENTED;
    return operate_binary(isolate, operator, is_proxy(left) ? mapping_of(left) : left,
                          is_proxy(right) ? mapping_of(right) : right);
}

static Value in_place(Isolate *isolate, enum BinaryOperator operator, Value left, Value right) {
    (void)left, (void)right;
    if (operator != BINARY_OR)
        return NOT_IMPLEMENTED;
    return raise_type(isolate, "'|=' is not supported by mappingproxy; use '|' instead");
}

static int64_t length(Isolate *isolate, Value self) { return operate_length(isolate, mapping_of(self)); }

static Value get_item(Isolate *isolate, Value self, Value key) {
    return operate_get_item(isolate, mapping_of(self), key);
}

static int contains(Isolate *isolate, Value self, Value element) {
    return operate_contains(isolate, mapping_of(self), element);
}

static Value iterate(Isolate *isolate, Value self) { return operate_iterate(isolate, mapping_of(self)); }

static Value make(Isolate *isolate, const Class *class, Value *arguments, uint32_t count,
                  const Tuple *names) {
    (void)class;
    if (!arguments_positional(isolate, "mappingproxy", count, names, 1, 1))
        return NOTHING;
    Value mapping = arguments[0];
    if (is_list(mapping) || is_tuple(mapping) ||
        class_lookup(isolate, class_of(mapping), NAME(__getitem__)) == UNDEFINED)
        return raise_type(isolate, "mappingproxy() argument must be a mapping, not %T", mapping);
    return mapping_proxy_new(isolate, mapping);
}

/* ---- Methods: those of the mapping ---- */

static Value delegate(Isolate *isolate, const char *name, const Value *arguments, uint32_t count) {
    Value text = string_from_c(isolate, name);
    Value method = text == NOTHING
                       ? NOTHING
                       : attribute_get(isolate, mapping_of(arguments[0]), heap_keep(isolate, text));
    return method == NOTHING ? NOTHING : call(isolate, heap_keep(isolate, method), arguments + 1, count - 1);
}

#define DELEGATE(name)                                                                                       \
    static Value method_##name(Isolate *isolate, Value *arguments, uint32_t count) {                         \
        return delegate(isolate, #name, arguments, count);                                                   \
    }
DELEGATE(get)
DELEGATE(keys)
DELEGATE(values)
DELEGATE(items)
DELEGATE(copy)
DELEGATE(__reversed__)

static const Native methods[] = {
    METHOD(method_get, "get", 2, 3, class_mapping_proxy),
    METHOD(method_keys, "keys", 1, 1, class_mapping_proxy),
    METHOD(method_values, "values", 1, 1, class_mapping_proxy),
    METHOD(method_items, "items", 1, 1, class_mapping_proxy),
    METHOD(method_copy, "copy", 1, 1, class_mapping_proxy),
    METHOD(method___reversed__, "__reversed__", 1, 1, class_mapping_proxy),
    METHODS_END,
};

const Operations mapping_proxy_operations = {
    .represent = represent,
    .string = string,
    .compare = compare,
    .binary = binary,
    .in_place = in_place,
    .length = length,
    .get_item = get_item,
    .contains = contains,
    .iterate = iterate,
    .make = make,
    .fixed_size = sizeof(Namespace),
    OPERATIONS_FIELDS(Namespace, owner, owner),
};

const Class class_mapping_proxy =
    CLASS_OF_KIND("mappingproxy", KIND_MAPPING_PROXY, mapping_proxy_operations, methods, CLASS_FINAL);
