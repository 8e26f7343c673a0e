/* What inline caches answer, for the instructions that have one (vm/interpreter.c, vm/machine_code.c). */
#ifndef VM_INLINE_CACHE_H
#define VM_INLINE_CACHE_H

#include "vm/attribute.h"
#include "vm/types/numbers.h"

/* The object whose identity guards attribute caches for a value: its class, or the module itself. */
static inline const void *cache_guard(Value value) {
    if (is_small(value))
        return &class_int;
    if (__builtin_expect(is_object(value), 1)) {
        const Class *class = as_object(value)->class;
        if (__builtin_expect(class != NULL, 1))
            return class;
        if (as_object(value)->kind == KIND_MODULE)
            return as_object(value);
    }
    return class_of(value);
}

/* GET_ATTRIBUTE, where the cache holds no slot of the owner; NOTHING with an exception set. */
Value cache_get_attribute(Isolate *isolate, Value *owner, Value name, Cache *cache);
/* GET_METHOD and INVOKE, where the cache holds no method of the receiver's class. What is to be called, with
 * *receiver set to UNDEFINED if that has none; NOTHING with an exception set. */
Value cache_get_method(Isolate *isolate, Value value, Value name, Cache *cache, Value *receiver);

/* Whether a native may be called at once with these arguments. */
static inline bool native_takes(const Isolate *isolate, const Native *native, const Value *arguments,
                                uint32_t count) {
    return !(native->flags & NATIVE_KEYWORDS) && count >= native->minimum &&
           (count <= native->maximum || native->maximum == NATIVE_UNLIMITED) &&
           (native->flags & isolate->role) &&
           (!native->owner || (count && class_of(*arguments) == native->owner));
}

#endif
