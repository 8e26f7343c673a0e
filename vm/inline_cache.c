/*
 * Inline caches where they don't answer at once: see inline_cache.h and vm/attribute.h.
 */
#include "vm/inline_cache.h"

/* An attribute by its inline cache: UNDEFINED when the cache doesn't know. */
static inline Value cached_attribute(Value value, const Cache *cache) {
    if (__builtin_expect(cache_guard(value) != cache->guard, 0))
        return UNDEFINED;
    if (__builtin_expect(cache->state == CACHE_SLOT, 1)) {
        const Instance *instance = AS(Instance, value);
        if (__builtin_expect(cache->slot < instance->object.count, 1)) {
            Value found = instance->slots[cache->slot];
            return found != UNDEFINED ? found : cache->value;
        }
        uint32_t behind = cache->slot - instance->object.count;
        const Values *overflow = instance->overflow;
        return overflow && behind < overflow->object.count && overflow->values[behind] != UNDEFINED
                   ? overflow->values[behind]
                   : UNDEFINED;
    }
    if (cache->state == CACHE_MODULE)
        return AS(Module, value)->slots[cache->slot];
    return cache->state == CACHE_VALUE ? cache->value : UNDEFINED;
}

Value cache_get_attribute(Isolate *isolate, Value *owner, Value name, Cache *cache) {
    Value found = cached_attribute(*owner, cache);
    if (__builtin_expect(found != UNDEFINED, 1))
        return found;
    if (cache->state == CACHE_PROPERTY && cache_guard(*owner) == cache->guard)
        return AS(Native, cache->value)->function(isolate, owner, 1);
    return attribute_get_cached(isolate, *owner, name, cache);
}

Value cache_get_method(Isolate *isolate, Value value, Value name, Cache *cache, Value *receiver) {
    Value found = cached_attribute(value, cache);
    if (found == UNDEFINED)
        return attribute_get_method(isolate, value, name, cache, receiver);
    *receiver = UNDEFINED;
    return found;
}
