/* property, staticmethod and classmethod: descriptors that attribute access (vm/attribute.c) knows by kind.
 */
#include "vm/attribute.h"
#include "vm/isolate.h"
#include "vm/names.h"
#include "vm/types/arguments.h"
#include "vm/types/classes.h"
#include "vm/types/containers.h"
#include "vm/types/string.h"

/* ---- property ---- */

static Value absent_as_none(Value value) { return value == UNDEFINED ? NONE : value; }

static Value property_new(Isolate *isolate, const Class *class, Value getter, Value setter, Value deleter,
                          Value documentation) {
    Property *property = heap_allocate(isolate, KIND_PROPERTY, sizeof(Property), class);
    if (!property)
        return NOTHING;
    property->getter = getter;
    property->setter = setter;
    property->deleter = deleter;
    property->documentation = documentation;
    return from_object(property);
}

static Value property_make(Isolate *isolate, const Class *class, Value *arguments, uint32_t count,
                           const Tuple *names) {
    static const char *const parameter_names[] = {"fget", "fset", "fdel", "doc"};
    static const struct Parameters parameters = {"property", parameter_names, 4, 4, 0};
    Value bound[4];
    if (!arguments_bind(isolate, &parameters, arguments, count, names, bound))
        return NOTHING;
    const Class *made_of = class->flags & CLASS_STATIC ? NULL : class;
    return property_new(isolate, made_of, absent_as_none(bound[0]), absent_as_none(bound[1]),
                        absent_as_none(bound[2]), absent_as_none(bound[3]));
}

/* A copy with one of the three functions replaced, as the decorators make it. */
static Value property_getter(Isolate *isolate, Value *arguments, uint32_t count) {
    (void)count;
    const Property *old = AS(Property, arguments[0]);
    return property_new(isolate, old->object.class, arguments[1], old->setter, old->deleter,
                        old->documentation);
}

static Value property_setter(Isolate *isolate, Value *arguments, uint32_t count) {
    (void)count;
    const Property *old = AS(Property, arguments[0]);
    return property_new(isolate, old->object.class, old->getter, arguments[1], old->deleter,
                        old->documentation);
}

static Value property_deleter(Isolate *isolate, Value *arguments, uint32_t count) {
    (void)count;
    const Property *old = AS(Property, arguments[0]);
    return property_new(isolate, old->object.class, old->getter, old->setter, arguments[1],
                        old->documentation);
}

static Value property_fget(Isolate *isolate, Value *arguments, uint32_t count) {
    (void)isolate, (void)count;
    return AS(Property, arguments[0])->getter;
}

static Value property_fset(Isolate *isolate, Value *arguments, uint32_t count) {
    (void)isolate, (void)count;
    return AS(Property, arguments[0])->setter;
}

static Value property_fdel(Isolate *isolate, Value *arguments, uint32_t count) {
    (void)isolate, (void)count;
    return AS(Property, arguments[0])->deleter;
}

static Value property_doc(Isolate *isolate, Value *arguments, uint32_t count) {
    (void)count;
    const Property *property = AS(Property, arguments[0]);
    if (property->documentation != NONE || property->getter == NONE)
        return property->documentation;
    Value found = attribute_find(isolate, property->getter, NAME(__doc__));
    return found == UNDEFINED ? NONE : found;
}

static Value property_assign(Isolate *isolate, Value *arguments, uint32_t count) {
    Value to = count > 2 ? arguments[2] : NOTHING;
    return property_set(isolate, AS(Property, arguments[0]), arguments[1], UNDEFINED, to) ? NONE : NOTHING;
}

static const Native property_natives[] = {
    METHOD(descriptor_get, "__get__", 2, 3, class_property),
    METHOD(property_assign, "__set__", 3, 3, class_property),
    METHOD(property_assign, "__delete__", 2, 2, class_property),
    METHOD(property_getter, "getter", 2, 2, class_property),
    METHOD(property_setter, "setter", 2, 2, class_property),
    METHOD(property_deleter, "deleter", 2, 2, class_property),
    PROPERTY(property_fget, "fget", class_property),
    PROPERTY(property_fset, "fset", class_property),
    PROPERTY(property_fdel, "fdel", class_property),
    PROPERTY(property_doc, "__doc__", class_property),
    METHODS_END,
};

const Operations property_operations = {
    .make = property_make,
    .fixed_size = sizeof(Property),
    OPERATIONS_FIELDS(Property, getter, documentation),
};
const Class class_property =
    CLASS_OF_KIND("property", KIND_PROPERTY, property_operations, property_natives, 0);

/* ---- staticmethod and classmethod ---- */

enum { WRAPPER_STATIC, WRAPPER_CLASS };

static Value wrapper_make(Isolate *isolate, const Class *class, Value *arguments, uint32_t count,
                          const Tuple *names) {
    bool is_static = class_derives(class, &class_staticmethod);
    if (!arguments_positional(isolate, is_static ? "staticmethod" : "classmethod", count, names, 1, 1))
        return NOTHING;
    Wrapper *wrapper = heap_allocate(isolate, KIND_WRAPPER, sizeof(Wrapper), class);
    if (!wrapper)
        return NOTHING;
    wrapper->object.detail = is_static ? WRAPPER_STATIC : WRAPPER_CLASS;
    wrapper->function = arguments[0];
    return from_object(wrapper);
}

static Value wrapper_call(Isolate *isolate, Value self, Value *arguments, uint32_t count,
                          const Tuple *names) {
    const Wrapper *wrapper = AS(Wrapper, self);
    if (wrapper->object.detail == WRAPPER_CLASS)
        return raise_type(isolate, "'classmethod' object is not callable");
    return call_keywords(isolate, wrapper->function, arguments, count, names);
}

static Value wrapper_represent(Isolate *isolate, Value self) {
    const char *name = AS(Wrapper, self)->object.detail == WRAPPER_STATIC ? "staticmethod" : "classmethod";
    HeapMark mark = heap_mark(isolate);
    Value inner = operate_represent(isolate, AS(Wrapper, self)->function);
    Value text = NOTHING;
    if (inner != NOTHING)
        text = string_format(isolate, "<%s(%S)>", name, heap_keep(isolate, inner));
    heap_release(isolate, mark);
    return text;
}

/* What the wrapped function has, the wrapper has: __name__, __doc__, __isabstractmethod__ ... */
static Value wrapper_attribute(Isolate *isolate, Value self, Value name) {
    if (string_is(AS(String, name), "__func__") || string_is(AS(String, name), "__wrapped__"))
        return AS(Wrapper, self)->function;
    bool is_own = string_equal(AS(String, name), AS(String, NAME(__get__)));
    return is_own ? UNDEFINED : attribute_find(isolate, AS(Wrapper, self)->function, name);
}

const Operations wrapper_operations = {
    .represent = wrapper_represent,
    .call = wrapper_call,
    .get_attribute = wrapper_attribute,
    .make = wrapper_make,
    .fixed_size = sizeof(Wrapper),
    OPERATIONS_FIELDS(Wrapper, function, function),
};
static const Native static_natives[] = {METHOD(descriptor_get, "__get__", 2, 3, class_staticmethod),
                                        METHODS_END};
static const Native class_natives[] = {METHOD(descriptor_get, "__get__", 2, 3, class_classmethod),
                                       METHODS_END};
const Class class_staticmethod =
    CLASS_OF_KIND("staticmethod", KIND_WRAPPER, wrapper_operations, static_natives, 0);
const Class class_classmethod =
    CLASS_OF_KIND("classmethod", KIND_WRAPPER, wrapper_operations, class_natives, 0);
