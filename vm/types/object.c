/* object: what every class inherits, and plain instances of user-made classes. */
#include "vm/attribute.h"
#include "vm/error.h"
#include "vm/interpreter.h"
#include "vm/names.h"
#include "vm/types/arguments.h"
#include "vm/types/class.h"
#include "vm/types/classes.h"
#include "vm/types/containers.h"
#include "vm/types/numbers.h"
#include "vm/types/string.h"
#include "vm/weak.h"

enum {
    FIRST_SLOTS = 12 /* inline slots of a class's first instance, before it is known how many it needs */
};

static uint32_t slot_count(Class *class) {
    if (class->flags & (CLASS_STATIC | CLASS_INSTANTIATED))
        return class->instance_slots; /* 0 in built-in classes */
    class->flags |= CLASS_INSTANTIATED;
    return class->instance_slots > FIRST_SLOTS ? class->instance_slots : FIRST_SLOTS;
}

Value instance_new(Isolate *isolate, const Class *class) {
    uint32_t count = slot_count((Class *)class);
    Instance *instance = heap_allocate(isolate, KIND_INSTANCE, sizeof(Instance) + count * sizeof(Value),
                                       class == &class_object ? NULL : class);
    if (!instance)
        return NOTHING;
    instance->object.count = count;
    for (uint32_t i = 0; i < count; i++)
        instance->slots[i] = UNDEFINED;
    if (class->flags & CLASS_FINALIZER && !weak_finalize(isolate, from_object(instance)))
        return NOTHING;
    return from_object(instance);
}

#define OBJECT_NATIVE(name)                                                                                  \
    static Value name(Isolate *isolate, Value *arguments, uint32_t count __attribute__((unused)))

static bool overridden(const Class *class, Value name) {
    if (class->flags & CLASS_STATIC)
        return false;
    return !is_kind(class_lookup(NULL, class, name), KIND_NATIVE);
}

/* __new__(class, ...): more arguments are for an __init__ that is overridden. */
Value object_new(Isolate *isolate, Value *arguments, uint32_t count, const Tuple *names) {
    if (!is_class(arguments[0]))
        return raise_type(isolate, "object.__new__(X): X is not a type object (%T)", arguments[0]);
    const Class *class = AS(Class, arguments[0]);
    bool other_init = overridden(class, NAME(__init__));
    if (count > 1 && !other_init && overridden(class, NAME(__new__)) && class->instance_kind == KIND_INSTANCE)
        return raise_type(isolate, "object.__new__() takes exactly one argument (the type to instantiate)");
    return object_make(isolate, class, arguments + 1, count - 1, names, other_init);
}

/* object's own: only for instances that no other built-in class makes. */
static Value object_new_plain(Isolate *isolate, Value *arguments, uint32_t count, const Tuple *names) {
    if (is_class(arguments[0])) {
        const Class *class = AS(Class, arguments[0]), *maker = class;
        while (maker->flags & CLASS_NEW)
            maker = maker->base;
        if (maker->operations != &instance_operations)
            return raise_type(isolate, "object.__new__(%N) is not safe, use %N.__new__()", class, maker);
    }
    return object_new(isolate, arguments, count, names);
}

/* The body of a built-in container, filled anew as its type's __init__ does. */
static Value fill_again(Isolate *isolate, Value self, Value *arguments, uint32_t count, const Tuple *names) {
    const Class *built_in = class_of(self);
    while (!(built_in->flags & CLASS_STATIC))
        built_in = built_in->base;
    Value fresh = built_in->operations->make(isolate, built_in, arguments, count, names);
    if (fresh == NOTHING)
        return NOTHING;
    heap_keep(isolate, fresh);
    bool filled = true;
    if (is_list(self))
        filled = list_extend(isolate, self, fresh);
    else if (is_dictionary(self))
        filled = dictionary_update(isolate, self, fresh);
    else if (is_kind(self, KIND_SET))
        filled = set_update(isolate, self, fresh);
    return filled ? NONE : NOTHING;
}

/* __init__ of object and of all built-in types that have none of their own. */
static Value object_initialise(Isolate *isolate, Value *arguments, uint32_t count, const Tuple *names) {
    Value self = arguments[0];
    if (is_list(self) || is_dictionary(self) || is_kind(self, KIND_SET))
        return count > 1 ? fill_again(isolate, self, arguments + 1, count - 1, names) : NONE;
    const Class *class = class_of(self);
    if (is_kind(self, KIND_EXCEPTION)) {
        Value values = tuple_new(isolate, count - 1 - (names ? tuple_count(names) : 0), arguments + 1);
        if (values == NOTHING)
            return NOTHING;
        return attribute_set(isolate, self, NAME(args), heap_keep(isolate, values)) ? NONE : NOTHING;
    }
    if (count > 1 && class->instance_kind == KIND_INSTANCE) {
        if (overridden(class, NAME(__init__)))
            return raise_type(isolate,
                              "object.__init__() takes exactly one argument (the instance to initialize)");
        if (!overridden(class, NAME(__new__)))
            return raise_type(isolate,
                              "%N.__init__() takes exactly one argument (the instance to initialize)", class);
    }
    return NONE;
}

static Value instance_title(Isolate *isolate, const Class *class) {
    Value self = from_object(class);
    Value module = attribute_get(isolate, self, NAME(__module__));
    if (module == NOTHING)
        return NOTHING;
    heap_keep(isolate, module);
    Value name = attribute_get(isolate, self, NAME(__qualname__));
    if (name == NOTHING)
        return NOTHING;
    heap_keep(isolate, name);
    if (!is_string(module) || string_is(AS(String, module), "builtins"))
        return name;
    return string_format(isolate, "%S.%S", module, name);
}

static Value instance_represent(Isolate *isolate, Value self) {
    Value title = instance_title(isolate, class_of(self));
    if (title == NOTHING)
        return NOTHING;
    return string_format(isolate, "<%S object at %p>", heap_keep(isolate, title), (void *)self);
}

OBJECT_NATIVE(object_represent) {
    const Operations *operations = class_of(arguments[0])->operations;
    if (operations && operations->represent)
        return operations->represent(isolate, arguments[0]);
    return instance_represent(isolate, arguments[0]);
}

OBJECT_NATIVE(object_string) { return operate_represent(isolate, arguments[0]); }

OBJECT_NATIVE(object_format) {
    if (is_string(arguments[1]) && AS(String, arguments[1])->length)
        return raise_type(isolate, "unsupported format string passed to %T.__format__", arguments[0]);
    return operate_string(isolate, arguments[0]);
}

OBJECT_NATIVE(object_equal) {
    (void)isolate;
    return arguments[0] == arguments[1] ? TRUE : NOT_IMPLEMENTED;
}

OBJECT_NATIVE(object_unequal) {
    Value equal = operate_compare(isolate, COMPARE_EQUAL, arguments[0], arguments[1]);
    return is_boolean(equal) ? boolean(equal == FALSE) : equal;
}

OBJECT_NATIVE(object_no_order) {
    (void)isolate, (void)arguments;
    return NOT_IMPLEMENTED;
}

OBJECT_NATIVE(object_hash) { return integer_from_uint64(isolate, arguments[0] >> 4); }

static bool check_name(Isolate *isolate, Value name) {
    if (!is_string(name))
        raise_type(isolate, "attribute name must be string, not '%T'", name);
    return is_string(name);
}

OBJECT_NATIVE(object_get_attribute) {
    if (!check_name(isolate, arguments[1]))
        return NOTHING;
    Value found = attribute_get_generic(isolate, arguments[0], arguments[1]);
    return found == UNDEFINED ? raise_attribute(isolate, arguments[0], arguments[1]) : found;
}

OBJECT_NATIVE(object_set_attribute) {
    if (!check_name(isolate, arguments[1]))
        return NOTHING;
    return attribute_set_generic(isolate, arguments[0], arguments[1], arguments[2]) ? NONE : NOTHING;
}

OBJECT_NATIVE(object_delete_attribute) {
    if (!check_name(isolate, arguments[1]))
        return NOTHING;
    return attribute_set_generic(isolate, arguments[0], arguments[1], NOTHING) ? NONE : NOTHING;
}

OBJECT_NATIVE(object_class) {
    (void)isolate;
    return from_object(class_of(arguments[0]));
}

static Value object_init_subclass(Isolate *isolate, Value *arguments, uint32_t count, const Tuple *names) {
    if (count > 1 || names)
        return raise_type(isolate, "%N.__init_subclass__() takes no keyword arguments",
                          AS(Class, arguments[0]));
    return NONE;
}

OBJECT_NATIVE(object_directory) {
    Value names = directory_new(isolate, arguments[0]);
    return names == NOTHING ? NOTHING : list_from(isolate, heap_keep(isolate, names));
}

static const Native object_methods[] = {
    METHOD(object_represent, "__repr__", 1, 1, class_object),
    METHOD(object_string, "__str__", 1, 1, class_object),
    METHOD(object_format, "__format__", 2, 2, class_object),
    METHOD(object_equal, "__eq__", 2, 2, class_object),
    METHOD(object_unequal, "__ne__", 2, 2, class_object),
    METHOD(object_no_order, "__lt__", 2, 2, class_object),
    METHOD(object_no_order, "__le__", 2, 2, class_object),
    METHOD(object_no_order, "__gt__", 2, 2, class_object),
    METHOD(object_no_order, "__ge__", 2, 2, class_object),
    METHOD(object_hash, "__hash__", 1, 1, class_object),
    METHOD(object_get_attribute, "__getattribute__", 2, 2, class_object),
    METHOD(object_set_attribute, "__setattr__", 3, 3, class_object),
    METHOD(object_delete_attribute, "__delattr__", 2, 2, class_object),
    METHOD(object_directory, "__dir__", 1, 1, class_object),
    PROPERTY(object_class, "__class__", class_object),
    NATIVE_WITH_KEYWORDS(object_init_subclass, "__init_subclass__", 1, NATIVE_UNLIMITED,
                         NATIVE_ANY | NATIVE_CLASS),
    NATIVE_WITH_KEYWORDS(object_new_plain, "__new__", 1, NATIVE_UNLIMITED, NATIVE_ANY | NATIVE_STATIC),
    METHOD_WITH_KEYWORDS(object_initialise, "__init__", 1, NATIVE_UNLIMITED, class_object),
    METHODS_END,
};

static void instance_trace(Object *object, void (*visit)(void *context, Value value), void *context) {
    Instance *instance = (Instance *)object;
    VISIT_BODY(visit, context, instance->overflow);
    for (uint32_t i = 0; i < object->count; i++)
        visit(context, instance->slots[i]);
}

static size_t instance_size(const Object *object) { return sizeof(Instance) + object->count * sizeof(Value); }

static Value instance_make(Isolate *isolate, const Class *class, Value *arguments, uint32_t count,
                           const Tuple *names) {
    return object_make(isolate, class, arguments, count, names, false);
}

const Operations instance_operations = {
    .represent = instance_represent,
    .make = instance_make,
    .trace = instance_trace,
    .size = instance_size,
};

const Class class_object = {
    .object = {.kind = KIND_CLASS, .flags = OBJECT_FROZEN},
    .static_name = "object",
    .operations = &instance_operations,
    .natives = object_methods,
    .instance_kind = KIND_INSTANCE,
    .flags = CLASS_STATIC,
};
