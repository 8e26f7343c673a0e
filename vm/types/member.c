/* member_descriptor: what Class.name is for a name in __slots__. Instances don't need it: attribute access
 * finds their slots itself. */
#include "vm/types/member.h"

#include "vm/attribute.h"
#include "vm/names.h"
#include "vm/types/arguments.h"
#include "vm/types/class.h"
#include "vm/types/classes.h"
#include "vm/types/string.h"

Value member_new(Isolate *isolate, const Class *owner, Value name) {
    Member *member = heap_allocate(isolate, KIND_MEMBER, sizeof(Member), NULL);
    if (!member)
        return NOTHING;
    member->name = name;
    member->owner = from_object(owner);
    return from_object(member);
}

static Value represent(Isolate *isolate, Value self) {
    return string_format(isolate, "<member '%S' of '%N' objects>", AS(Member, self)->name,
                         AS(Class, AS(Member, self)->owner));
}

static bool applies(Isolate *isolate, const Member *member, Value receiver) {
    if (is_instance(receiver, AS(Class, member->owner)))
        return true;
    raise_type(isolate, "descriptor '%S' for '%N' objects doesn't apply to a '%T' object", member->name,
               AS(Class, member->owner), receiver);
    return false;
}

static Value method_get(Isolate *isolate, Value *arguments, uint32_t count) {
    (void)count;
    const Member *member = AS(Member, arguments[0]);
    if (arguments[1] == NONE)
        return arguments[0];
    if (!applies(isolate, member, arguments[1]))
        return NOTHING;
    Value found = instance_get(arguments[1], member->name);
    return found == UNDEFINED ? raise_error(isolate, &class_AttributeError, "%S", member->name) : found;
}

static Value method_set(Isolate *isolate, Value *arguments, uint32_t count) {
    (void)count;
    const Member *member = AS(Member, arguments[0]);
    if (!applies(isolate, member, arguments[1]))
        return NOTHING;
    return instance_set(isolate, arguments[1], member->name, arguments[2]) ? NONE : NOTHING;
}

static Value method_delete(Isolate *isolate, Value *arguments, uint32_t count) {
    (void)count;
    const Member *member = AS(Member, arguments[0]);
    if (!applies(isolate, member, arguments[1]))
        return NOTHING;
    return attribute_set_generic(isolate, arguments[1], member->name, NOTHING) ? NONE : NOTHING;
}

static Value property_name(Isolate *isolate, Value *arguments, uint32_t count) {
    (void)isolate, (void)count;
    return AS(Member, arguments[0])->name;
}

static Value property_owner(Isolate *isolate, Value *arguments, uint32_t count) {
    (void)isolate, (void)count;
    return AS(Member, arguments[0])->owner;
}

static const Native methods[] = {
    METHOD(method_get, "__get__", 2, 3, class_member_descriptor),
    METHOD(method_set, "__set__", 3, 3, class_member_descriptor),
    METHOD(method_delete, "__delete__", 2, 2, class_member_descriptor),
    PROPERTY(property_name, "__name__", class_member_descriptor),
    PROPERTY(property_owner, "__objclass__", class_member_descriptor),
    METHODS_END,
};

const Operations member_operations = {
    .represent = represent,
    .fixed_size = sizeof(Member),
    OPERATIONS_FIELDS(Member, name, owner),
};
const Class class_member_descriptor =
    CLASS_OF_KIND("member_descriptor", KIND_MEMBER, member_operations, methods, CLASS_FINAL);
