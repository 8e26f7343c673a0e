/* Methods (a function or native with its receiver) and natives, as Python sees them. */
#include "vm/attribute.h"
#include "vm/error.h"
#include "vm/names.h"
#include "vm/types/arguments.h"
#include "vm/types/builtins.h"
#include "vm/types/classes.h"
#include "vm/types/containers.h"
#include "vm/types/string.h"

/* ---- Methods ---- */

static Value method_attribute(Isolate *isolate, Value self, Value name) {
    const Method *method = AS(Method, self);
    if (string_is(AS(String, name), "__func__"))
        return method->function;
    if (string_is(AS(String, name), "__self__"))
        return method->receiver;
    return attribute_find(isolate, method->function, name);
}

static Value method_represent(Isolate *isolate, Value self) {
    const Method *method = AS(Method, self);
    if (is_kind(method->function, KIND_NATIVE))
        return string_format(isolate, "<built-in method %s of %T object at %p>",
                             AS(Native, method->function)->name, method->receiver, (void *)method->receiver);
    Value name = attribute_find(isolate, method->function, NAME(__qualname__));
    if (name == NOTHING)
        return NOTHING;
    heap_keep(isolate, name);
    Value receiver = operate_represent(isolate, method->receiver);
    if (receiver == NOTHING)
        return NOTHING;
    heap_keep(isolate, receiver);
    return string_format(isolate, "<bound method %S of %S>", name, receiver);
}

static Value method_compare(Isolate *isolate, enum Comparison comparison, Value left, Value right) {
    (void)isolate;
    if (!is_kind(left, KIND_METHOD) || !is_kind(right, KIND_METHOD) ||
        (comparison != COMPARE_EQUAL && comparison != COMPARE_NOT_EQUAL))
        return NOT_IMPLEMENTED;
    bool same = AS(Method, left)->function == AS(Method, right)->function &&
                AS(Method, left)->receiver == AS(Method, right)->receiver;
    return boolean(same == (comparison == COMPARE_EQUAL));
}

static bool method_hash(Isolate *isolate, Value self, uint64_t *hash) {
    (void)isolate;
    *hash = (AS(Method, self)->function >> 4) * 31 + (AS(Method, self)->receiver >> 4);
    return true;
}

static void method_trace(Object *object, void (*visit)(void *context, Value value), void *context) {
    visit(context, ((Method *)object)->function);
    visit(context, ((Method *)object)->receiver);
}

/* method(function, instance) */
static Value method_make(Isolate *isolate, const Class *class, Value *arguments, uint32_t count,
                         const Tuple *names) {
    (void)class;
    if (count != 2 || names)
        return raise_type(isolate, "method expected 2 arguments, got %u", count);
    if (!value_is_callable(arguments[0]))
        return raise_type(isolate, "first argument must be callable");
    if (arguments[1] == NONE)
        return raise_type(isolate, "self must not be None");
    Method *method = heap_allocate(isolate, KIND_METHOD, sizeof(Method), NULL);
    if (!method)
        return NOTHING;
    method->function = arguments[0];
    method->receiver = arguments[1];
    return from_object(method);
}

const Operations method_operations = {
    .make = method_make,
    .represent = method_represent,
    .compare = method_compare,
    .hash = method_hash,
    .get_attribute = method_attribute,
    .trace = method_trace,
    .fixed_size = sizeof(Method),
};
const Class class_method = CLASS_OF_KIND("method", KIND_METHOD, method_operations, NULL, CLASS_FINAL);

/* ---- Natives ---- */

static Value native_attribute(Isolate *isolate, Value self, Value name) {
    const Native *native = AS(Native, self);
    if (string_is(AS(String, name), "__name__"))
        return string_from_c(isolate, native->name);
    if (string_is(AS(String, name), "__qualname__"))
        return native->owner ? string_format(isolate, "%N.%s", native->owner, native->name)
                             : string_from_c(isolate, native->name);
    if (string_is(AS(String, name), "__doc__"))
        return NONE;
    return string_is(AS(String, name), "__module__") ? NAME(builtins) : UNDEFINED;
}

static Value native_represent(Isolate *isolate, Value self) {
    const Native *native = AS(Native, self);
    if (native->owner)
        return string_format(isolate, "<method '%s' of '%N' objects>", native->name, native->owner);
    return string_format(isolate, "<built-in function %s>", native->name);
}

const Operations native_operations = {
    .represent = native_represent,
    .get_attribute = native_attribute,
    .fixed_size = sizeof(Native),
};
const Class class_builtin_function =
    CLASS_OF_KIND("builtin_function_or_method", KIND_NATIVE, native_operations, NULL, CLASS_FINAL);
