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
    if (string_is(AS(String, name), "__call__")) /* its own: the function's has no receiver */
        return UNDEFINED;
    return attribute_find(isolate, method->function, name);
}

static Value method_represent(Isolate *isolate, Value self) {
    const Method *method = AS(Method, self);
    if (class_of(self) == &class_method_wrapper)
        return string_format(isolate, "<method-wrapper '%s' of %T object at %p>",
                             AS(Native, method->function)->name, method->receiver, (void *)method->receiver);
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
    .call = call_itself,
    .compare = method_compare,
    .hash = method_hash,
    .get_attribute = method_attribute,
    OPERATIONS_FIELDS(Method, function, receiver),
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

/* The natives of vm/types/wrappers.c serve many classes and name none. */
static const Class *native_owner(const Native *native) {
    return native->owner ? native->owner : &class_object;
}

static Value native_represent(Isolate *isolate, Value self) {
    const Native *native = AS(Native, self);
    if (native->flags & NATIVE_PROPERTY)
        return string_format(isolate, "<attribute '%s' of '%N' objects>", native->name, native->owner);
    if (class_of(self) == &class_wrapper_descriptor)
        return string_format(isolate, "<slot wrapper '%s' of '%N' objects>", native->name,
                             native_owner(native));
    if (native->owner)
        return string_format(isolate, "<method '%s' of '%N' objects>", native->name, native->owner);
    return string_format(isolate, "<built-in function %s>", native->name);
}

const Operations native_operations = {
    .represent = native_represent,
    .call = call_itself,
    .get_attribute = native_attribute,
    .fixed_size = sizeof(Native),
};
/* builtin_function_or_method is the class of natives by themselves and of those bound to a receiver. */
static Value either_represent(Isolate *isolate, Value self) {
    return is_kind(self, KIND_METHOD) ? method_represent(isolate, self) : native_represent(isolate, self);
}

static Value either_attribute(Isolate *isolate, Value self, Value name) {
    return is_kind(self, KIND_METHOD) ? method_attribute(isolate, self, name)
                                      : native_attribute(isolate, self, name);
}

static bool either_hash(Isolate *isolate, Value self, uint64_t *hash) {
    if (is_kind(self, KIND_METHOD))
        return method_hash(isolate, self, hash);
    *hash = self >> 4;
    return true;
}

static Value either_compare(Isolate *isolate, enum Comparison comparison, Value left, Value right) {
    bool equality = comparison == COMPARE_EQUAL || comparison == COMPARE_NOT_EQUAL;
    if (left == right && equality)
        return boolean(comparison == COMPARE_EQUAL);
    return method_compare(isolate, comparison, left, right);
}

static const Operations either_operations = {
    .represent = either_represent,
    .call = call_itself,
    .get_attribute = either_attribute,
    .hash = either_hash,
    .compare = either_compare,
};
const Class class_builtin_function =
    CLASS_OF_KIND("builtin_function_or_method", KIND_NATIVE, either_operations, NULL, CLASS_FINAL);
const Class class_method_wrapper =
    CLASS_OF_KIND("method-wrapper", KIND_METHOD, method_operations, NULL, CLASS_FINAL);

Value descriptor_get(Isolate *isolate, Value *arguments, uint32_t count) {
    Value receiver = arguments[1] == NONE ? UNDEFINED : arguments[1];
    bool names_class = count > 2 && is_class(arguments[2]);
    return descriptor_bind(isolate, arguments[0], receiver,
                           names_class ? AS(Class, arguments[2]) : class_of(arguments[1]));
}

static Value descriptor_owner(Isolate *isolate, Value *arguments, uint32_t count) {
    (void)isolate, (void)count;
    return from_object(native_owner(AS(Native, arguments[0])));
}

#define DESCRIPTOR_CLASS(c_name, python_name)                                                                \
    static const Native c_name##_natives[] = {METHOD(descriptor_get, "__get__", 2, 3, class_##c_name),       \
                                              PROPERTY(descriptor_owner, "__objclass__", class_##c_name),    \
                                              METHODS_END};                                                  \
    const Class class_##c_name =                                                                             \
        CLASS_OF_KIND(python_name, KIND_NATIVE, native_operations, c_name##_natives, CLASS_FINAL)
DESCRIPTOR_CLASS(method_descriptor, "method_descriptor");
DESCRIPTOR_CLASS(wrapper_descriptor, "wrapper_descriptor");
DESCRIPTOR_CLASS(getset_descriptor, "getset_descriptor");
