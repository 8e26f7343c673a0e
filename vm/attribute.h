/* Attribute access with inline caches, as the interpreter uses it; the plain entry points are in
 * vm/operations.h. */
#ifndef VM_ATTRIBUTE_H
#define VM_ATTRIBUTE_H

#include "vm/isolate.h"
#include "vm/operations.h"

/* What a Cache holds for its guard. */
enum CacheState {
    CACHE_EMPTY,
    CACHE_SLOT,   /* instances: attribute in `slot`; if it is unset there: `value`, if that isn't UNDEFINED */
    CACHE_VALUE,  /* a class attribute that is no descriptor and that no instance hides */
    CACHE_METHOD, /* a function or native of the class that no instance hides: to be bound */
    CACHE_PROPERTY, /* a native property */
    CACHE_GETTER,   /* a Property whose getter is a Function */
    CACHE_MODULE,   /* guard is a Module: its slot */
};

/* What a look-up in the isolate's table (LookupEntry) was for. Names are aligned, so it fits beside one in a
 * word. */
enum LookupPurpose { LOOKUP_CLASS, LOOKUP_GET, LOOKUP_METHOD, LOOKUP_SET };

/* GET_ATTRIBUTE and GET_METHOD when the cache missed: fills it if it can. */
Value attribute_get_cached(Isolate *isolate, Value value, Value name, Cache *cache);
/* Like attribute_get(), but for a function of the class that would be bound: the function itself with *bound
 * set to the value. */
Value attribute_get_method(Isolate *isolate, Value value, Value name, Cache *cache, Value *receiver);
bool attribute_set_cached(Isolate *isolate, Value value, Value name, Value to, Cache *cache);
/* Where an instance has the attribute, if that was learnt by attribute_set_cached(), fills the cache with it;
 * NULL otherwise. */
Value *attribute_settable_slot(Isolate *isolate, Value value, Value name, Cache *cache);

/* The isolate's table of look-ups for names in what else never changes, a static table at `where`: what was
 * noted, or NOTHING. */
Value lookup_known(const Isolate *isolate, const void *where, Value name);
void lookup_note(Isolate *isolate, const void *where, Value name, Value found);

/* Whether what was found in a class is a function or native that access through an instance binds. */
bool attribute_is_method(Value found);

/* Instances' own attributes, in their class's layout; of subclasses of built-in types too. UNDEFINED when
 * unset. */
Value instance_get(Value value, Value name);
bool instance_set(Isolate *isolate, Value value, Value name, Value to); /* to UNDEFINED: unset */
bool instance_has_attributes(Value value);
/* A fresh dictionary of them. */
Value instance_dictionary(Isolate *isolate, Value value);
/* object.__getattribute__ and object.__setattr__: without the class's own hooks. */
Value attribute_get_generic(Isolate *isolate, Value value, Value name); /* UNDEFINED when absent */
bool attribute_set_generic(Isolate *isolate, Value value, Value name, Value to);
/* Binds a found class attribute to a receiver, or to its class when `receiver` is UNDEFINED. */
Value attribute_bind(Isolate *isolate, Value found, Value receiver, const Class *class);
/* The same for an object, without what overrides __get__ of a built-in descriptor. */
Value descriptor_bind(Isolate *isolate, Value found, Value receiver, const Class *class);
/* __get__(receiver, class) of the built-in descriptors, a native. */
Value descriptor_get(Isolate *isolate, Value *arguments, uint32_t count);
/* Sets the value's property, or deletes it (`to` NOTHING); `name` UNDEFINED: not known. */
bool property_set(Isolate *isolate, const Property *property, Value value, Value name, Value to);

/* Makes them empty. */
void caches_clear(Cache *caches, uint32_t count);
/* Empties all inline caches: a class or native module changed. */
void caches_flush(Isolate *isolate);
/* Empties those that name something unmarked, which the collector is about to free: caches keep nothing
 * alive. At most CACHES_PART of them at a time, beginning with isolate->images; the number looked at, 0 at
 * the end. Since an entry is found by what it guards, none that names something dying is used meanwhile. */
enum { CACHES_PART = 64 };
struct CachesCursor {
    const LoadedImage *image;
    uint32_t code, index;
};
uint32_t caches_forget_dying(Isolate *isolate, struct CachesCursor *cursor);
/* Tells that `class` is about to change: flushes if some cache may have seen it. */
void class_changed(Isolate *isolate, Class *class);

#endif
