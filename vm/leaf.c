/*
 * Leaf functions: getters, setters, counters, constants. A frame for them costs several times their work.
 *
 *     def current(): return _here                 LOAD_GLOBAL, RETURN
 *     def count(self): self.total += 1            ADD_TO_ATTRIBUTE, RETURN_NONE
 *
 * leaf_call() does the one instruction on its fast path, with the function's own inline cache. Whatever else
 * it may need (a first look-up, an exception, Python code) is left to an ordinary call of the same function.
 */
#include "vm/leaf.h"

#include "vm/attribute.h"
#include "vm/types/containers.h"

enum Opcode {
#define OPCODE(name, format, range) OP_##name,
#include "vm/opcodes.def"
#undef OPCODE
};

/* The instruction's operands, as in vm/interpreter.c. */
#define BYTE(number) ((const uint8_t *)words)[number]
#define BX (((const uint16_t *)words)[1])
#define SIGNED_BX (((const int16_t *)words)[1])
#define EXTENSION_HIGH (((const uint16_t *)words)[3])

static bool returns(uint32_t word, uint32_t number) { return word == (OP_RETURN | number << 8); }

bool code_is_leaf(const Code *code) {
    const uint32_t *words = code_instructions(code);
    uint32_t parameters = code->positional_count, a = BYTE(1), b = BYTE(2), c = BYTE(3);
    switch (BYTE(0)) {
    case OP_RETURN_NONE:
        return true;
    case OP_LOAD_SINGLETON:
    case OP_LOAD_INTEGER:
    case OP_LOAD_GLOBAL:
        return returns(words[1], a);
    case OP_LOAD_GLOBAL_ITEM:
        return returns(words[2], a) && c < parameters;
    case OP_GET_ATTRIBUTE:
        return returns(words[2], a) && b < parameters;
    case OP_SET_ATTRIBUTE:
        return words[2] == OP_RETURN_NONE && a < parameters && b < parameters;
    case OP_ADD_TO_ATTRIBUTE:
    case OP_SET_ATTRIBUTE_SINGLETON:
        return words[2] == OP_RETURN_NONE && a < parameters;
    default:
        return false;
    }
}

/* The inline slot that the instruction's cache names in `owner`, or NULL. */
static Value *slot_of(const Function *function, const uint32_t *words, Value owner) {
    const Cache *cache = &function->caches[EXTENSION_HIGH];
    bool hit =
        is_object(owner) && as_object(owner)->class == cache->hit && cache->slot < as_object(owner)->count;
    return hit ? &AS(Instance, owner)->slots[cache->slot] : NULL;
}

static Value item_of(Value container, Value key) {
    if (!is_object(container) || as_object(container)->class || !is_small(key))
        return UNDEFINED;
    uint64_t index = (uint64_t)small_number(key);
    if (is_list(container))
        return index < AS(List, container)->length ? list_get(AS(List, container), index) : UNDEFINED;
    bool within = is_tuple(container) && index < tuple_count(AS(Tuple, container));
    return within ? tuple_get(AS(Tuple, container), (uint32_t)index) : UNDEFINED;
}

static Value add(Value *place, int64_t amount) {
    int64_t sum;
    if (!place || !is_small(*place) || __builtin_add_overflow((int64_t)*place, amount * 2, &sum))
        return UNDEFINED;
    *place = (Value)sum;
    return NONE;
}

static Value set(Isolate *isolate, Value owner, Value *place, Value to) {
    if (!place)
        return UNDEFINED;
    heap_store(isolate, as_object(owner), place, to);
    return NONE;
}

Value leaf_call(Isolate *isolate, const Function *function, const Value *arguments) {
    const uint32_t *words = code_instructions(function->code);
    Value *place;
    switch (BYTE(0)) {
    case OP_RETURN_NONE:
        return NONE;
    case OP_LOAD_SINGLETON:
        return SINGLETON(BYTE(2));
    case OP_LOAD_INTEGER:
        return small(SIGNED_BX);
    case OP_LOAD_GLOBAL:
        return function->globals->slots[BX];
    case OP_LOAD_GLOBAL_ITEM:
        return item_of(function->globals->slots[words[1]], arguments[BYTE(3)]);
    case OP_GET_ATTRIBUTE:
        place = slot_of(function, words, arguments[BYTE(2)]);
        return place ? *place : UNDEFINED;
    case OP_SET_ATTRIBUTE:
        place = slot_of(function, words, arguments[BYTE(1)]);
        return set(isolate, arguments[BYTE(1)], place, arguments[BYTE(2)]);
    case OP_SET_ATTRIBUTE_SINGLETON:
        place = slot_of(function, words, arguments[BYTE(1)]);
        return set(isolate, arguments[BYTE(1)], place, SINGLETON(BYTE(2)));
    case OP_ADD_TO_ATTRIBUTE:
        return add(slot_of(function, words, arguments[BYTE(1)]), (int8_t)BYTE(2));
    default:
        return UNDEFINED;
    }
}
