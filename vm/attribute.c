/*
 * Attributes: where they are, how descriptors change that, and inline caches.
 *
 * Looking up value.name goes: a data descriptor in the class's mro; the value's own attributes (an instance's
 * slots, a class's or module's names, what the kind adds); any other class attribute, bound; __getattr__.
 * Classes' own attributes lie in their dictionary (user-made) or in const tables (built-in, with the special
 * methods of vm/types/wrappers.c). __dict__ of an instance is a Namespace (vm/types/namespace.c) over its
 * slots.
 *
 * A cache's entry holds as long as its guard's class is unchanged: changing a class that a cache may have
 * seen (CLASS_SEEN), or giving instances a name that the class has too, empties all caches of the isolate. So
 * does the collector before it sweeps.
 *
 * Behind the inline caches lies one table an isolate, by class and name: for places that see several classes,
 * and for look-ups without a cache of their own (CLASS_LOOKED_UP), under the same rules. A new epoch empties
 * it.
 */
#include "vm/attribute.h"

#include "vm/error.h"
#include "vm/interpreter.h"
#include "vm/memory.h"
#include "vm/names.h"
#include "vm/types/class.h"
#include "vm/types/classes.h"
#include "vm/types/containers.h"
#include "vm/types/member.h"
#include "vm/types/namespace.h"
#include "vm/types/string.h"
#include "vm/types/wrappers.h"

/* ---- The table of look-ups ---- */

enum { EPOCH_MASK = (1 << 24) - 1 };

static inline uint32_t lookup_place(const Isolate *isolate, const Class *class, Value key) {
    uint64_t mixed = ((uint64_t)(uintptr_t)class << 20 ^ key) * 0x9e3779b97f4a7c15u; /* the golden ratio */
    return mixed >> 40 & isolate->lookup_mask;
}

static inline bool lookup_fits(const Isolate *isolate, const LookupEntry *entry, const Class *class,
                               Value key) {
    return entry->key == key && entry->class == class && entry->epoch == isolate->lookup_epoch;
}

/* At its place or the one beside that; NULL if the table doesn't know. */
static inline const LookupEntry *lookup_find(const Isolate *isolate, const Class *class, Value name,
                                             enum LookupPurpose purpose) {
    uint32_t place = lookup_place(isolate, class, name | purpose);
    const LookupEntry *entry = &isolate->lookups[place];
    if (__builtin_expect(lookup_fits(isolate, entry, class, name | purpose), 1))
        return entry;
    entry = &isolate->lookups[place ^ 1];
    return lookup_fits(isolate, entry, class, name | purpose) ? entry : NULL;
}

/* What had the place moves to the one beside it. */
static void lookup_remember(Isolate *isolate, const Class *class, Value name, enum LookupPurpose purpose,
                            const Cache *cache) {
    uint32_t place = lookup_place(isolate, class, name | purpose);
    isolate->lookups[place ^ 1] = isolate->lookups[place];
    isolate->lookups[place] = (LookupEntry){
        .class = class,
        .key = name | purpose,
        .value = cache->value,
        .slot = cache->slot,
        .state = cache->state & 0xff,
        .epoch = isolate->lookup_epoch & EPOCH_MASK,
    };
}

Value lookup_known(const Isolate *isolate, const void *where, Value name) {
    const LookupEntry *entry = lookup_find(isolate, where, name, LOOKUP_CLASS);
    return entry ? entry->value : NOTHING;
}

void lookup_note(Isolate *isolate, const void *where, Value name, Value found) {
    lookup_remember(isolate, where, name, LOOKUP_CLASS, &(Cache){.value = found});
}

static void lookups_forget(Isolate *isolate) {
    isolate->lookup_epoch = (isolate->lookup_epoch + 1) & EPOCH_MASK;
    if (isolate->lookup_epoch)
        return;
    memset(isolate->lookups, 0, (isolate->lookup_mask + 1) * sizeof(LookupEntry));
    isolate->lookup_epoch = 1;
}

/* ---- In classes ---- */

static Value table_lookup(const Native *table, const String *name) {
    for (const Native *native = table; native && native->name; native++)
        if (string_is(name, native->name))
            return from_object(native);
    return UNDEFINED;
}

Value class_own(const Class *class, Value name) {
    if (!(class->flags & CLASS_STATIC))
        return dictionary_get_name(AS(Dictionary, class->dictionary), AS(String, name));
    Value found = table_lookup(class->natives, AS(String, name));
    return found == UNDEFINED ? wrapper_lookup(class, AS(String, name)) : found;
}

static Value static_lookup(const Class *class, Value name) {
    Value found = UNDEFINED;
    for (; class && found == UNDEFINED; class = class->base)
        found = class_own(class, name);
    return found;
}

static Value mro_lookup(const Class *class, Value name) {
    if (class->flags & CLASS_STATIC)
        return static_lookup(class, name);
    const Tuple *mro = AS(Tuple, class->mro);
    for (uint32_t i = 0; i < tuple_count(mro); i++) {
        const Class *next = AS(Class, tuple_get(mro, i));
        Value found = class_own(next, name);
        if (found != UNDEFINED)
            return found;
    }
    return UNDEFINED;
}

/* Sets a flag of a user-made class and of all user-made classes that it derives from. */
static void mark_classes(const Class *class, uint32_t flag) {
    if (class->flags & CLASS_STATIC)
        return;
    const Tuple *mro = AS(Tuple, class->mro);
    for (uint32_t i = 0; i < tuple_count(mro); i++) {
        Class *next = AS(Class, tuple_get(mro, i));
        if (!(next->flags & CLASS_STATIC))
            next->flags |= flag;
    }
}

/* Without an isolate, as for a class that is being made, nothing is remembered. */
Value class_lookup(Isolate *isolate, const Class *class, Value name) {
    const LookupEntry *entry = isolate ? lookup_find(isolate, class, name, LOOKUP_CLASS) : NULL;
    if (entry)
        return entry->value;
    Value found = mro_lookup(class, name);
    if (isolate) {
        lookup_remember(isolate, class, name, LOOKUP_CLASS, &(Cache){.value = found});
        mark_classes(class, CLASS_LOOKED_UP);
    }
    return found;
}

/* ---- Instances' own ---- */

static bool has_values_field(Value value) {
    return is_kind(value, KIND_EXCEPTION) ||
           (is_object(value) && as_object(value)->flags & OBJECT_ATTRIBUTES);
}

bool instance_has_attributes(Value value) {
    if (is_kind(value, KIND_INSTANCE)) /* object() itself has none */
        return !(class_of(value)->flags & CLASS_STATIC);
    return has_values_field(value) && as_object(value)->class;
}

/* The field that points to the Values behind inline slots, or to all of them where there are none. */
static Values **values_field(Value value) {
    if (is_kind(value, KIND_INSTANCE))
        return &AS(Instance, value)->overflow;
    if (is_kind(value, KIND_EXCEPTION))
        return &AS(Exception, value)->attributes;
    return (Values **)object_attributes(as_object(value));
}

static uint32_t inline_count(Value value) {
    return is_kind(value, KIND_INSTANCE) ? as_object(value)->count : 0;
}

/* Where slot number `slot` lies now, or NULL if the object has no room for it yet. */
static Value *slot_place(Value value, uint32_t slot, Object **owner) {
    uint32_t inlined = inline_count(value);
    *owner = as_object(value);
    if (slot < inlined)
        return &AS(Instance, value)->slots[slot];
    Values *values = *values_field(value);
    *owner = (Object *)values;
    return values && slot - inlined < values->object.count ? &values->values[slot - inlined] : NULL;
}

static int64_t layout_slot(const Class *class, Value name) {
    if (class->flags & CLASS_STATIC || class->layout == NOTHING)
        return -1;
    Value slot = dictionary_get_name(AS(Dictionary, class->layout), AS(String, name));
    return is_small(slot) ? small_number(slot) : -1;
}

/* Attributes of a built-in exception (its notes) have no layout: they lie in pairs of name and value. */
static Value *pair_place(Value value, Value name) {
    Values *values = AS(Exception, value)->attributes;
    for (uint32_t i = 0; values && i + 1 < values->object.count; i += 2)
        if (is_string(values->values[i]) && string_equal(AS(String, values->values[i]), AS(String, name)))
            return &values->values[i + 1];
    return NULL;
}

static bool uses_pairs(Value value) {
    return is_kind(value, KIND_EXCEPTION) && class_of(value)->flags & CLASS_STATIC;
}

Value instance_get(Value value, Value name) {
    if (uses_pairs(value)) {
        Value *place = pair_place(value, name);
        return place ? *place : UNDEFINED;
    }
    int64_t slot = layout_slot(class_of(value), name);
    Object *owner;
    Value *place = slot < 0 ? NULL : slot_place(value, (uint32_t)slot, &owner);
    return place && *place != NOTHING ? *place : UNDEFINED;
}

/* More room behind the object: at least `wanted` values, the new ones UNDEFINED. */
static bool grow_values(Isolate *isolate, Value value, uint32_t wanted) {
    Values *old = *values_field(value);
    uint32_t had = old ? old->object.count : 0, capacity = had * 2 > wanted ? had * 2 : wanted;
    Values *values = heap_allocate(isolate, KIND_VALUES, sizeof(Values) + capacity * sizeof(Value), NULL);
    if (!values)
        return false;
    values->object.count = capacity;
    for (uint32_t i = 0; i < capacity; i++)
        values->values[i] = i < had ? old->values[i] : UNDEFINED;
    heap_store(isolate, as_object(value), (Value *)values_field(value), from_object(values));
    return true;
}

static bool set_pair(Isolate *isolate, Value value, Value name, Value to) {
    Value *place = pair_place(value, name);
    Values **field = values_field(value);
    if (!place) {
        uint32_t had = *field ? (*field)->object.count : 0;
        if (!grow_values(isolate, value, had + 2))
            return false;
        for (uint32_t i = had; i < (*field)->object.count; i++)
            (*field)->values[i] = UNDEFINED;
        heap_store(isolate, &(*field)->object, &(*field)->values[had], name);
        place = &(*field)->values[had + 1];
    }
    heap_store(isolate, &(*field)->object, place, to);
    return true;
}

/* The slot of a name in the class's layout, made if it is new. -1: failed. */
static int64_t layout_add(Isolate *isolate, Class *class, Value name) {
    int64_t slot = layout_slot(class, name);
    if (slot >= 0)
        return slot;
    if (class_lookup(isolate, class, name) != UNDEFINED)
        class_changed(isolate, class);
    slot = AS(Dictionary, class->layout)->length;
    if (!dictionary_set(isolate, class->layout, name, small(slot)))
        return -1;
    enum { INLINE_LIMIT = 64 };
    if (slot < INLINE_LIMIT && (uint32_t)slot >= class->instance_slots)
        class->instance_slots = (uint32_t)slot + 1;
    return slot;
}

bool instance_set(Isolate *isolate, Value value, Value name, Value to) {
    if (uses_pairs(value))
        return set_pair(isolate, value, name, to);
    int64_t slot = layout_add(isolate, (Class *)class_of(value), name);
    if (slot < 0)
        return false;
    Object *owner;
    Value *place = slot_place(value, (uint32_t)slot, &owner);
    if (!place) {
        if (!grow_values(isolate, value, (uint32_t)slot + 1 - inline_count(value)))
            return false;
        place = slot_place(value, (uint32_t)slot, &owner);
    }
    heap_store(isolate, owner, place, to);
    return true;
}

Value instance_dictionary(Isolate *isolate, Value value) {
    HeapMark mark = heap_mark(isolate);
    Value result = heap_keep(isolate, dictionary_new(isolate, 8));
    const Class *class = class_of(value);
    uint32_t position = 0;
    Value name, slot;
    Object *owner;
    while (result != NOTHING && !(class->flags & CLASS_STATIC) &&
           dictionary_next(AS(Dictionary, class->layout), &position, &name, &slot)) {
        Value *place = slot_place(value, (uint32_t)small_number(slot), &owner);
        if (place && *place != UNDEFINED && !class_slot_is_declared(class, name) &&
            !dictionary_set(isolate, result, name, *place))
            result = NOTHING;
    }
    heap_release(isolate, mark);
    return result;
}

/* ---- Descriptors ---- */

static bool is_data_descriptor(Isolate *isolate, Value found) {
    if (is_kind(found, KIND_PROPERTY))
        return true;
    if (is_kind(found, KIND_NATIVE))
        return AS(Native, found)->flags & NATIVE_PROPERTY;
    if (!is_object(found) || !as_object(found)->class || as_object(found)->class->flags & CLASS_STATIC)
        return false;
    const Class *class = class_of(found);
    return class_lookup(isolate, class, NAME(__set__)) != UNDEFINED ||
           class_lookup(isolate, class, NAME(__delete__)) != UNDEFINED;
}

static Value method_new(Isolate *isolate, Value function, Value receiver) {
    HeapMark mark = heap_mark(isolate);
    heap_keep(isolate, function);
    heap_keep(isolate, receiver);
    Method *method = heap_allocate(isolate, KIND_METHOD, sizeof(Method), NULL);
    heap_release(isolate, mark);
    if (!method)
        return NOTHING;
    method->function = function;
    method->receiver = receiver;
    return from_object(method);
}

static Value bind_native(Isolate *isolate, const Native *native, Value receiver, const Class *class) {
    if (native->flags & NATIVE_STATIC)
        return from_object(native);
    if (native->flags & NATIVE_CLASS)
        return method_new(isolate, from_object(native), from_object(class));
    if (receiver == UNDEFINED)
        return from_object(native);
    if (native->flags & NATIVE_PROPERTY)
        return native->function(isolate, &receiver, 1);
    return method_new(isolate, from_object(native), receiver);
}

static Value bind_user(Isolate *isolate, Value found, Value receiver, const Class *class) {
    if (!is_object(found) || !as_object(found)->class || as_object(found)->class->flags & CLASS_STATIC)
        return found;
    Value arguments[] = {receiver == UNDEFINED ? NONE : receiver, from_object(class)};
    Value result = call_special(isolate, found, NAME(__get__), arguments, 2);
    return result == UNDEFINED ? found : result;
}

/* Whether a property, class method or static method is of a class of the program that overrides the method.
 */
static bool overrides(Isolate *isolate, Value descriptor, Value name) {
    const Class *class = as_object(descriptor)->class;
    Value method = class && !(class->flags & CLASS_STATIC) ? class_lookup(isolate, class, name) : UNDEFINED;
    return method != UNDEFINED && !is_kind(method, KIND_NATIVE);
}

/* What a classmethod wraps, bound to the class as the wrapped descriptor itself does it. */
static Value bind_class_method(Isolate *isolate, Value function, const Class *class) {
    Value self = from_object(class);
    if (is_kind(function, KIND_FUNCTION) || is_kind(function, KIND_NATIVE) || !is_object(function))
        return method_new(isolate, function, self);
    if (is_kind(function, KIND_PROPERTY) || is_kind(function, KIND_WRAPPER))
        return attribute_bind(isolate, function, self, class_of(self));
    const Class *wrapped = class_of(function);
    bool binds =
        !(wrapped->flags & CLASS_STATIC) && class_lookup(isolate, wrapped, NAME(__get__)) != UNDEFINED;
    return binds ? bind_user(isolate, function, self, class) : method_new(isolate, function, self);
}

Value descriptor_bind(Isolate *isolate, Value found, Value receiver, const Class *class) {
    switch (as_object(found)->kind) {
    case KIND_FUNCTION:
        return receiver == UNDEFINED ? found : method_new(isolate, found, receiver);
    case KIND_NATIVE:
        return bind_native(isolate, AS(Native, found), receiver, class);
    case KIND_WRAPPER:
        return as_object(found)->detail ? bind_class_method(isolate, AS(Wrapper, found)->function, class)
                                        : AS(Wrapper, found)->function;
    case KIND_PROPERTY:
        if (receiver == UNDEFINED)
            return found;
        if (AS(Property, found)->getter == NONE)
            return raise_error(isolate, &class_AttributeError, "property of '%T' object has no getter",
                               receiver);
        return call(isolate, AS(Property, found)->getter, &receiver, 1);
    default:
        return bind_user(isolate, found, receiver, class);
    }
}

Value attribute_bind(Isolate *isolate, Value found, Value receiver, const Class *class) {
    if (!is_object(found))
        return found;
    Kind kind = as_object(found)->kind;
    if ((kind == KIND_WRAPPER || kind == KIND_PROPERTY) && overrides(isolate, found, NAME(__get__)))
        return bind_user(isolate, found, receiver, class);
    return descriptor_bind(isolate, found, receiver, class);
}

/* ---- Getting ---- */

Value static_bound(Isolate *isolate, Value value, Value name) {
    Value found = class_lookup(isolate, class_of(value), name);
    return found == UNDEFINED ? UNDEFINED : attribute_bind(isolate, found, value, class_of(value));
}

/* class.name: the metaclass's data descriptors, the mro, the metaclass's others. */
static Value get_from_class(Isolate *isolate, const Class *class, Value name) {
    Value self = from_object(class);
    const Class *metaclass = class_of(self);
    Value above = class_lookup(isolate, metaclass, name);
    if (above != UNDEFINED && is_data_descriptor(isolate, above))
        return attribute_bind(isolate, above, self, metaclass);
    Value found = class_lookup(isolate, class, name);
    if (found != UNDEFINED)
        return attribute_bind(isolate, found, UNDEFINED, class);
    if (above != UNDEFINED)
        return attribute_bind(isolate, above, self, metaclass);
    const Class *declaring = class->flags & CLASS_STATIC ? NULL : class_of_slot(class, name);
    return declaring ? member_new(isolate, declaring, name) : UNDEFINED;
}

static bool is_name(Value name, Value well_known) {
    return name == well_known || string_equal(AS(String, name), AS(String, well_known));
}

Value attribute_get_generic(Isolate *isolate, Value value, Value name) {
    if (is_class(value))
        return get_from_class(isolate, AS(Class, value), name);
    const Class *class = class_of(value);
    Value found = class_lookup(isolate, class, name), own = UNDEFINED;
    if (found != UNDEFINED && is_data_descriptor(isolate, found))
        return attribute_bind(isolate, found, value, class);
    if (instance_has_attributes(value) || uses_pairs(value))
        own = instance_get(value, name);
    if (own == UNDEFINED && class->operations && class->operations->get_attribute)
        own = class->operations->get_attribute(isolate, value, name);
    if (own != UNDEFINED)
        return own;
    if (found != UNDEFINED)
        return attribute_bind(isolate, found, value, class);
    if (instance_has_attributes(value) && is_name(name, NAME(__dict__)) && !(class->flags & CLASS_SLOTS_ONLY))
        return namespace_new(isolate, value);
    return UNDEFINED;
}

/* With the class's own __getattribute__ and __getattr__. */
static Value get_hooked(Isolate *isolate, Value value, Value name, const Class *class) {
    Value found;
    if (class->flags & CLASS_GETATTRIBUTE)
        found = call_special(isolate, value, NAME(__getattribute__), &name, 1);
    else
        found = attribute_get_generic(isolate, value, name);
    if (!(class->flags & CLASS_GETATTR))
        return found;
    if (found == NOTHING && exception_take(isolate, &class_AttributeError) == NOTHING)
        return NOTHING;
    return found != NOTHING && found != UNDEFINED ? found
                                                  : call_special(isolate, value, NAME(__getattr__), &name, 1);
}

enum { CLASS_GET_HOOKS = CLASS_GETATTR | CLASS_GETATTRIBUTE };

static Value get_any(Isolate *isolate, Value value, Value name) {
    const Class *class = class_of(value);
    Value found = class->flags & CLASS_GET_HOOKS ? get_hooked(isolate, value, name, class)
                                                 : attribute_get_generic(isolate, value, name);
    if (found != UNDEFINED || !is_kind(value, KIND_MODULE))
        return found;
    Value hook = module_get(isolate, AS(Module, value), NAME(__getattr__));
    return hook == UNDEFINED ? UNDEFINED : call(isolate, hook, &name, 1);
}

Value attribute_get(Isolate *isolate, Value value, Value name) {
    Value found = get_any(isolate, value, name);
    return found == UNDEFINED ? raise_attribute(isolate, value, name) : found;
}

Value attribute_find(Isolate *isolate, Value value, Value name) {
    Value found = get_any(isolate, value, name);
    return found == NOTHING && exception_take(isolate, &class_AttributeError) != NOTHING ? UNDEFINED : found;
}

Value attribute_special(Isolate *isolate, Value value, Value name) {
    return static_bound(isolate, value, name);
}

/* ---- Setting ---- */

bool property_set(Isolate *isolate, const Property *property, Value value, Value name, Value to) {
    Value function = to == NOTHING ? property->deleter : property->setter;
    if (function == NONE) {
        const char *missing = to == NOTHING ? "deleter" : "setter";
        if (name == UNDEFINED)
            raise_error(isolate, &class_AttributeError, "property of '%T' object has no %s", value, missing);
        else
            raise_error(isolate, &class_AttributeError, "property '%S' of '%T' object has no %s", name, value,
                        missing);
        return false;
    }
    Value arguments[] = {value, to};
    return call(isolate, function, arguments, to == NOTHING ? 1 : 2) != NOTHING;
}

/* 1 done, 0 not a data descriptor, -1 failed. */
static int set_descriptor(Isolate *isolate, Value found, Value value, Value name, Value to) {
    if (is_kind(found, KIND_PROPERTY) &&
        !overrides(isolate, found, to == NOTHING ? NAME(__delete__) : NAME(__set__)))
        return property_set(isolate, AS(Property, found), value, name, to) ? 1 : -1;
    if (is_kind(found, KIND_NATIVE) && AS(Native, found)->flags & NATIVE_PROPERTY) {
        Value arguments[] = {value, to};
        if (AS(Native, found)->maximum < 2 || to == NOTHING) {
            raise_error(isolate, &class_AttributeError, "attribute '%S' of '%T' objects is not writable",
                        name, value);
            return -1;
        }
        return AS(Native, found)->function(isolate, arguments, 2) == NOTHING ? -1 : 1;
    }
    if (!is_object(found) || !as_object(found)->class || as_object(found)->class->flags & CLASS_STATIC)
        return 0;
    Value arguments[] = {value, to};
    Value result = call_special(isolate, found, to == NOTHING ? NAME(__delete__) : NAME(__set__), arguments,
                                to == NOTHING ? 1 : 2);
    return result == UNDEFINED ? 0 : result == NOTHING ? -1 : 1;
}

static bool delete_own(Isolate *isolate, Value value, Value name) {
    if (instance_get(value, name) == UNDEFINED && class_slot_is_declared(class_of(value), name))
        return raise_error(isolate, &class_AttributeError, "%S", name), false;
    if (instance_get(value, name) == UNDEFINED)
        return raise_attribute(isolate, value, name), false;
    return instance_set(isolate, value, name, UNDEFINED);
}

static bool raise_not_settable(Isolate *isolate, Value value, Value name, Value found) {
    if (found == UNDEFINED)
        raise_attribute(isolate, value, name);
    else
        raise_error(isolate, &class_AttributeError, "'%T' object attribute '%S' is read-only", value, name);
    return false;
}

bool attribute_set_generic(Isolate *isolate, Value value, Value name, Value to) {
    if (is_class(value))
        return class_set_attribute(isolate, (Class *)as_object(value), name, to);
    const Class *class = class_of(value);
    if (is_name(name, NAME(__class__)) && is_class(to) && is_kind(value, KIND_INSTANCE))
        return instance_set_class(isolate, value, AS(Class, to));
    Value found = class_lookup(isolate, class, name);
    int done = found == UNDEFINED ? 0 : set_descriptor(isolate, found, value, name, to);
    if (!done && class->operations && class->operations->set_attribute)
        done = class->operations->set_attribute(isolate, value, name, to);
    if (done)
        return done > 0;
    bool own = instance_has_attributes(value) || uses_pairs(value);
    if (!own || (class->flags & CLASS_SLOTS_ONLY && !class_slot_is_declared(class, name)))
        return raise_not_settable(isolate, value, name, found);
    if (is_name(name, NAME(__dict__)) && !(class->flags & CLASS_SLOTS_ONLY))
        return namespace_replace(isolate, value, to);
    return to == NOTHING ? delete_own(isolate, value, name) : instance_set(isolate, value, name, to);
}

bool attribute_set(Isolate *isolate, Value value, Value name, Value to) {
    if (class_of(value)->flags & CLASS_SETATTR) {
        Value arguments[] = {name, to};
        bool delete = to == NOTHING;
        return call_special(isolate, value, delete ? NAME(__delattr__) : NAME(__setattr__), arguments,
                            delete ? 1 : 2) != NOTHING;
    }
    return attribute_set_generic(isolate, value, name, to);
}

/* ---- Inline caches ---- */

static void fill(Cache *cache, const void *guard, enum CacheState state, Value value, uint32_t slot) {
    bool first = state == CACHE_SLOT || (state == CACHE_METHOD && is_kind(value, KIND_FUNCTION));
    *cache = (Cache){
        .hit = first ? guard : CACHE_NEVER, .guard = guard, .value = value, .slot = slot, .state = state};
}

static void mark_seen(const Class *class) { mark_classes(class, CLASS_SEEN); }

/* Whether a class attribute is the answer as it is: nothing binds it. */
static bool is_plain(Isolate *isolate, Value found) {
    if (!is_object(found))
        return true;
    Kind kind = as_object(found)->kind;
    if (kind == KIND_FUNCTION || kind == KIND_NATIVE || kind == KIND_WRAPPER || kind == KIND_PROPERTY)
        return false;
    const Class *class = as_object(found)->class;
    return !class || class->flags & CLASS_STATIC || class_lookup(isolate, class, NAME(__get__)) == UNDEFINED;
}

/* The slot of a name that the module binds, or -1. */
static int64_t module_slot(const Module *module, Value name) {
    if (!module->record)
        return -1;
    const Tuple *names = (const Tuple *)((const char *)module->image->header + module->record->names);
    for (uint32_t slot = 0; slot < module->bound_count; slot++)
        if (string_equal(AS(String, tuple_get(names, slot)), AS(String, name)))
            return slot;
    return -1;
}

static void cache_get(Isolate *isolate, Value value, Value name, Cache *cache) {
    const Class *class = class_of(value);
    if (is_kind(value, KIND_MODULE)) {
        int64_t slot = module_slot(AS(Module, value), name);
        Value member = slot < 0 ? module_native_member(AS(Module, value), name) : UNDEFINED;
        if (slot >= 0)
            fill(cache, as_object(value), CACHE_MODULE, NOTHING, (uint32_t)slot);
        else if (member != UNDEFINED)
            fill(cache, as_object(value), CACHE_VALUE, member, 0); /* module_set() flushes */
        return;
    }
    if (is_class(value) || class->flags & CLASS_GET_HOOKS)
        return;
    Value found = class_lookup(isolate, class, name);
    int64_t slot = layout_slot(class, name);
    if (found != UNDEFINED && is_kind(found, KIND_NATIVE) && AS(Native, found)->flags & NATIVE_PROPERTY)
        fill(cache, class, CACHE_PROPERTY, found, 0);
    else if (is_kind(found, KIND_PROPERTY) && !as_object(found)->class &&
             is_kind(AS(Property, found)->getter, KIND_FUNCTION))
        fill(cache, class, CACHE_GETTER, AS(Property, found)->getter, 0);
    else if (is_kind(value, KIND_INSTANCE) && slot >= 0 && (found == UNDEFINED || is_plain(isolate, found)))
        fill(cache, class, CACHE_SLOT, found, (uint32_t)slot);
    else if (slot < 0 && found != UNDEFINED && is_plain(isolate, found) &&
             !(class->operations && class->operations->get_attribute))
        fill(cache, class, CACHE_VALUE, found, 0);
    else
        return;
    mark_seen(class);
}

/* Fills an inline cache from the table; false if the table doesn't know. */
static bool recall(const Isolate *isolate, const Class *class, Value name, enum LookupPurpose purpose,
                   Cache *cache) {
    const LookupEntry *entry = lookup_find(isolate, class, name, purpose);
    if (entry)
        fill(cache, class, entry->state, entry->value, entry->slot);
    return entry;
}

/* The attribute as the cache, whose guard is the value's class, says; UNDEFINED if it can't. */
static Value get_by_cache(Isolate *isolate, Value value, const Cache *cache) {
    Object *owner;
    Value *place;
    switch (cache->state) {
    case CACHE_SLOT:
        place = slot_place(value, cache->slot, &owner);
        return place && *place != UNDEFINED ? *place : cache->value;
    case CACHE_VALUE:
        return cache->value;
    case CACHE_PROPERTY:
        return AS(Native, cache->value)->function(isolate, &value, 1);
    case CACHE_GETTER:
        return call(isolate, cache->value, &value, 1);
    default:
        return UNDEFINED;
    }
}

static Value get_missed(Isolate *isolate, Value value, Value name, Cache *cache) {
    const Class *class = class_of(value);
    if (cache->guard == class || recall(isolate, class, name, LOOKUP_GET, cache)) {
        Value found = get_by_cache(isolate, value, cache);
        if (found != UNDEFINED)
            return found;
    }
    cache_get(isolate, value, name, cache);
    if (cache->guard == class)
        lookup_remember(isolate, class, name, LOOKUP_GET, cache);
    return attribute_get(isolate, value, name);
}

/* An instance's inline slot by the table; NULL if it doesn't know or there is none. */
static inline Value *recall_slot(const Isolate *isolate, Value value, Value name, enum LookupPurpose purpose,
                                 Cache *cache) {
    if (!is_kind(value, KIND_INSTANCE))
        return NULL;
    const Class *class = as_object(value)->class;
    const LookupEntry *entry = lookup_find(isolate, class, name, purpose);
    if (!entry || entry->state != CACHE_SLOT || entry->slot >= as_object(value)->count)
        return NULL;
    fill(cache, class, CACHE_SLOT, entry->value, entry->slot);
    return &AS(Instance, value)->slots[entry->slot];
}

Value attribute_get_cached(Isolate *isolate, Value value, Value name, Cache *cache) {
    const Value *slot = recall_slot(isolate, value, name, LOOKUP_GET, cache);
    if (__builtin_expect(slot && *slot != UNDEFINED, 1))
        return *slot;
    return get_missed(isolate, value, name, cache);
}

bool attribute_is_method(Value found) {
    if (is_kind(found, KIND_FUNCTION))
        return true;
    return is_kind(found, KIND_NATIVE) &&
           !(AS(Native, found)->flags & (NATIVE_STATIC | NATIVE_CLASS | NATIVE_PROPERTY));
}

Value attribute_get_method(Isolate *isolate, Value value, Value name, Cache *cache, Value *receiver) {
    const Class *class = class_of(value);
    if (recall(isolate, class, name, LOOKUP_METHOD, cache)) {
        *receiver = value;
        return cache->value;
    }
    if (class == &class_super) {
        Value function = super_method(isolate, AS(Super, value), name, receiver);
        if (function != UNDEFINED)
            return function;
    }
    bool simple = !is_class(value) && !is_kind(value, KIND_MODULE) && !(class->flags & CLASS_GET_HOOKS) &&
                  !(class->operations && class->operations->get_attribute);
    Value found = simple ? class_lookup(isolate, class, name) : UNDEFINED;
    if (attribute_is_method(found)) {
        bool hidden = layout_slot(class, name) >= 0 || uses_pairs(value);
        if (!hidden) {
            fill(cache, class, CACHE_METHOD, found, 0);
            lookup_remember(isolate, class, name, LOOKUP_METHOD, cache);
            mark_seen(class);
        }
        if (!hidden || instance_get(value, name) == UNDEFINED) {
            *receiver = value;
            return found;
        }
    }
    *receiver = UNDEFINED;
    found = attribute_get_cached(isolate, value, name, cache);
    cache->hit = CACHE_NEVER; /* a slot isn't what a method call looks for first */
    return found;
}

/* Words of kernel objects: natives that take the new value as their second argument. */
static void cache_settable(const Class *class, Value found, Cache *cache) {
    if (is_kind(found, KIND_NATIVE) && AS(Native, found)->flags & NATIVE_PROPERTY &&
        AS(Native, found)->maximum == 2)
        fill(cache, class, CACHE_PROPERTY, found, 0);
}

/* 1 done as the cache, whose guard is the value's class, says; 0 it can't; -1 failed. */
static int set_by_cache(Isolate *isolate, Value value, Value to, const Cache *cache) {
    if (cache->state == CACHE_PROPERTY)
        return AS(Native, cache->value)->function(isolate, (Value[]){value, to}, 2) != NOTHING ? 1 : -1;
    Object *owner;
    Value *place = cache->state == CACHE_SLOT ? slot_place(value, cache->slot, &owner) : NULL;
    if (!place)
        return 0;
    heap_store(isolate, owner, place, to);
    return 1;
}

/* Remembers how the attribute that was just set is set. */
static void cache_set(Isolate *isolate, Value value, Value name, Cache *cache) {
    const Class *class = class_of(value);
    if (is_handle(value))
        cache_settable(class, class_lookup(isolate, class, name), cache);
    if (!is_kind(value, KIND_INSTANCE) || class->flags & CLASS_SETATTR)
        return;
    Value found = class_lookup(isolate, class, name);
    int64_t slot = layout_slot(class, name);
    if (slot < 0 || (found != UNDEFINED && is_data_descriptor(isolate, found)))
        return;
    fill(cache, class, CACHE_SLOT, found == UNDEFINED || is_plain(isolate, found) ? found : UNDEFINED,
         (uint32_t)slot);
    lookup_remember(isolate, class, name, LOOKUP_SET, cache);
    mark_seen(class);
}

Value *attribute_settable_slot(Isolate *isolate, Value value, Value name, Cache *cache) {
    return recall_slot(isolate, value, name, LOOKUP_SET, cache);
}

bool attribute_set_cached(Isolate *isolate, Value value, Value name, Value to, Cache *cache) {
    Value *slot = recall_slot(isolate, value, name, LOOKUP_SET, cache);
    if (__builtin_expect(slot != NULL, 1)) {
        heap_store(isolate, as_object(value), slot, to);
        return true;
    }
    const Class *class = class_of(value);
    if (cache->guard == class || recall(isolate, class, name, LOOKUP_SET, cache)) {
        int done = set_by_cache(isolate, value, to, cache);
        if (done)
            return done > 0;
    }
    if (!attribute_set(isolate, value, name, to))
        return false;
    cache_set(isolate, value, name, cache);
    return true;
}

void caches_clear(Cache *caches, uint32_t count) {
    for (uint32_t i = 0; i < count; i++)
        caches[i] = (Cache){.hit = CACHE_NEVER, .state = CACHE_EMPTY};
}

void caches_flush(Isolate *isolate) {
    lookups_forget(isolate);
    for (const LoadedImage *loaded = isolate->images; loaded; loaded = loaded->next)
        module_each_caches(loaded, caches_clear);
}

/* At the end of marking: whether the collector is about to free what a cache names. */
static bool is_dying(const void *object) {
    return object && !(((const Object *)object)->flags & (OBJECT_FROZEN | OBJECT_MARKED));
}

static void forget_dying(Cache *caches, uint32_t count) {
    for (uint32_t i = 0; i < count; i++)
        if (is_dying(caches[i].guard) || (is_object(caches[i].value) && is_dying(as_object(caches[i].value))))
            caches_clear(&caches[i], 1);
}

uint32_t caches_forget_dying(Isolate *isolate, struct CachesCursor *cursor) {
    uint32_t count, looked_at = 1;
    Cache *caches = module_code_caches(cursor->image, cursor->code, &count);
    if (caches && cursor->index < count) {
        looked_at = count - cursor->index < CACHES_PART ? count - cursor->index : CACHES_PART;
        forget_dying(caches + cursor->index, looked_at);
        cursor->index += looked_at;
        return looked_at;
    }
    if (!cursor->image) {
        lookups_forget(isolate);
        return 0;
    }
    cursor->index = 0;
    if (++cursor->code >= cursor->image->image.header->code_count)
        *cursor = (struct CachesCursor){.image = cursor->image->next};
    return 1;
}

void class_changed(Isolate *isolate, Class *class) {
    if (class->flags & CLASS_SEEN)
        caches_flush(isolate);
    if (class->flags & CLASS_LOOKED_UP)
        lookups_forget(isolate);
    class->flags &= ~(uint32_t)(CLASS_SEEN | CLASS_LOOKED_UP);
}
