/*
 * super(type, receiver): attribute look-up that starts behind `type` in the mro of the receiver's class.
 *
 * The compiler writes the zero-argument form out, super(__class__, first parameter), so here there are always
 * two arguments.
 */
#include "vm/attribute.h"
#include "vm/isolate.h"
#include "vm/types/arguments.h"
#include "vm/types/class.h"
#include "vm/types/classes.h"
#include "vm/types/containers.h"
#include "vm/types/string.h"

/* The class whose mro is searched: the receiver itself if it is a class derived from `type`, else the
 * receiver's class. */
static const Class *searched_class(Isolate *isolate, const Class *type, Value receiver) {
    if (is_class(receiver) && class_derives(AS(Class, receiver), type))
        return AS(Class, receiver);
    const Class *class = class_of(receiver);
    if (class_derives(class, type))
        return class;
    raise_type(isolate, "super(type, obj): obj must be an instance or subtype of type");
    return NULL;
}

static Value make(Isolate *isolate, const Class *class, Value *arguments, uint32_t count,
                  const Tuple *names) {
    if (!arguments_positional(isolate, "super", count, names, 0, 2))
        return NOTHING;
    if (count == 0)
        return raise_error(isolate, &class_RuntimeError, "super(): no arguments");
    if (!is_class(arguments[0]))
        return raise_type(isolate, "super() argument 1 must be a type, not %T", arguments[0]);
    if (count == 1)
        return raise_type(isolate, "super() needs the object too: super(type, obj)");
    const Class *searched = searched_class(isolate, AS(Class, arguments[0]), arguments[1]);
    if (!searched)
        return NOTHING;
    Super *super =
        heap_allocate(isolate, KIND_SUPER, sizeof(Super), class->flags & CLASS_STATIC ? NULL : class);
    if (!super)
        return NOTHING;
    super->type = arguments[0];
    super->receiver = arguments[1];
    super->receiver_class = from_object(searched);
    return from_object(super);
}

/* Behind `type` in the mro of `searched`. Once a built-in class is reached, its own look-up covers all that
 * follows. */
static Value lookup_behind(Isolate *isolate, const Class *searched, const Class *type, Value name) {
    if (searched->mro == NOTHING)
        return type->base ? class_lookup(isolate, type->base, name) : UNDEFINED;
    const Tuple *mro = AS(Tuple, searched->mro);
    uint32_t index = 0;
    while (index < tuple_count(mro) && tuple_get(mro, index) != from_object(type))
        index++;
    for (index++; index < tuple_count(mro); index++) {
        const Class *class = AS(Class, tuple_get(mro, index));
        if (class->flags & CLASS_STATIC)
            return class_lookup(isolate, class, name);
        Value found = dictionary_get_name(AS(Dictionary, class->dictionary), AS(String, name));
        if (found != UNDEFINED)
            return found;
    }
    return UNDEFINED;
}

Value super_method(Isolate *isolate, const Super *super, Value name, Value *receiver) {
    if (super->receiver == super->receiver_class)
        return UNDEFINED;
    Value found = lookup_behind(isolate, AS(Class, super->receiver_class), AS(Class, super->type), name);
    if (!attribute_is_method(found))
        return UNDEFINED;
    *receiver = super->receiver;
    return found;
}

static Value get_attribute(Isolate *isolate, Value self, Value name) {
    const Super *super = AS(Super, self);
    if (string_is(AS(String, name), "__class__"))
        return from_object(class_of(self));
    const Class *searched = AS(Class, super->receiver_class);
    Value found = lookup_behind(isolate, searched, AS(Class, super->type), name);
    if (found == UNDEFINED || found == NOTHING)
        return found;
    bool bound_to_class = super->receiver == super->receiver_class;
    return attribute_bind(isolate, found, bound_to_class ? UNDEFINED : super->receiver, searched);
}

static Value represent(Isolate *isolate, Value self) {
    const Super *super = AS(Super, self);
    return string_format(isolate, "<super: <class '%N'>, <%N object>>", AS(Class, super->type),
                         AS(Class, super->receiver_class));
}

const Operations super_operations = {
    .represent = represent,
    .get_attribute = get_attribute,
    .make = make,
    .fixed_size = sizeof(Super),
    OPERATIONS_FIELDS(Super, type, receiver_class),
};
const Class class_super = CLASS_OF_KIND("super", KIND_SUPER, super_operations, NULL, 0);
