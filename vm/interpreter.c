/*
 * The interpreter loop: runs frames from isolate->frame upwards until the frame that C entered returns or
 * raises.
 *
 * Rules:
 *   - A call from Python to Python pushes a frame and stays in the loop. Windows overlap: the callee's R[0]
 * is the caller's R[A+1]. The stack grows upwards; [isolate->stack, isolate->stack_top) is always filled with
 * valid values, for the collector.
 *   - The hot state lives in locals. SAVE() writes back what others read of it (the program counter); LOAD()
 * takes all of it from isolate->frame. Whatever may raise, allocate or call is done after SAVE().
 *   - Jumps, registers, constants and slots were checked by vm/verify.c; types of operands never were.
 *   - Fast paths are here, everything else is a function elsewhere (vm/instructions.c, vm/operate.c, ...).
 * They return NOTHING or false with the exception set; then control goes to `raised`, the only place that
 * unwinds.
 *   - Ways out: RETURN or YIELD in a frame with FRAME_ENTRY (the value), or an exception that no frame down
 * to it handles (NOTHING).
 */
#include "vm/interpreter.h"

#include "vm/attribute.h"
#include "vm/error.h"
#include "vm/instructions.h"
#include "vm/names.h"
#include "vm/types/classes.h"
#include "vm/types/containers.h"
#include "vm/types/iterator.h"
#include "vm/types/numbers.h"
#include "vm/types/string.h"

enum Opcode {
#define OPCODE(name, format, range) OP_##name,
#include "vm/opcodes.def"
#undef OPCODE
};

#define LIKELY(condition) __builtin_expect(!!(condition), 1)
#define UNLIKELY(condition) __builtin_expect(!!(condition), 0)

/* Whether a call of exactly the positional parameters needs no binding and starts running at once. */
static inline bool code_takes(const Code *code, uint32_t count) {
    return code->positional_count == count && (code->object.detail & ~CODE_CLASS_BODY) == 0 &&
           code->keyword_only_count == 0;
}

/* The object whose identity guards attribute caches for a value: its class, or the module itself. */
static inline const void *cache_guard(Value value) {
    if (LIKELY(is_object(value))) {
        const Class *class = as_object(value)->class;
        if (LIKELY(class != NULL))
            return class;
        if (as_object(value)->kind == KIND_MODULE)
            return as_object(value);
    }
    return class_of(value);
}

/* An attribute by its inline cache: UNDEFINED when the cache doesn't know. */
static inline Value cached_attribute(Value value, const Cache *cache) {
    if (UNLIKELY(cache_guard(value) != cache->guard))
        return UNDEFINED;
    if (LIKELY(cache->state == CACHE_SLOT)) {
        const Instance *instance = AS(Instance, value);
        if (LIKELY(cache->slot < instance->object.count)) {
            Value found = instance->slots[cache->slot];
            return LIKELY(found != UNDEFINED) ? found : cache->value;
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

Value interpret(Isolate *isolate) {
    Frame *frame;
    const uint32_t *pc;
    const uint8_t *operands;
    Value *registers;
    const Value *constants;
    Function *function;
    Value value = NOTHING;
    Value *const kept = isolate->kept_top;

#define A operands[1]
#define B operands[2]
#define C operands[3]
#define SIGNED_B ((int8_t)operands[2])
#define SIGNED_C ((int8_t)operands[3])
#define BX (*(const uint16_t *)(operands + 2))
#define SIGNED_BX (*(const int16_t *)(operands + 2))
#define DISTANCE (*(const int32_t *)operands >> 8)
#define R(number) registers[number]
#define K(number) image_word(&constants[number])
#define EXTENSION_LOW (*(const uint16_t *)pc)
#define EXTENSION_HIGH (((const uint16_t *)pc)[1])

#define SAVE() (frame->program_counter = pc)
#define LOAD()                                                                                               \
    do {                                                                                                     \
        frame = isolate->frame;                                                                              \
        registers = frame->registers;                                                                        \
        pc = frame->program_counter;                                                                         \
        function = frame->function;                                                                          \
        constants = code_constants(function->code);                                                          \
    } while (0)
#define RELEASE() (isolate->kept_top = kept)
#define CHARGE()                                                                                             \
    do {                                                                                                     \
        if (UNLIKELY(--isolate->budget < 0)) {                                                               \
            SAVE();                                                                                          \
            if (!isolate_charge_slow(isolate))                                                               \
                goto raised;                                                                                 \
        }                                                                                                    \
    } while (0)
/* R[A] = the value of an expression that may raise, allocate or call. */
#define SLOW(expression)                                                                                     \
    do {                                                                                                     \
        SAVE();                                                                                              \
        value = (expression);                                                                                \
        RELEASE();                                                                                           \
        if (UNLIKELY(value == NOTHING))                                                                      \
            goto raised;                                                                                     \
        R(A) = value;                                                                                        \
        NEXT();                                                                                              \
    } while (0)
#define SLOW_STEP(condition)                                                                                 \
    do {                                                                                                     \
        SAVE();                                                                                              \
        bool succeeded = (condition);                                                                        \
        RELEASE();                                                                                           \
        if (UNLIKELY(!succeeded))                                                                            \
            goto raised;                                                                                     \
        NEXT();                                                                                              \
    } while (0)

#ifdef VM_SWITCH_DISPATCH
#define ON(name) case OP_##name:
#define NEXT() goto next
#define DISPATCH()                                                                                           \
    next:                                                                                                    \
    operands = (const uint8_t *)pc++;                                                                        \
    switch (operands[0])
#else
    static const void *const labels[256] = {
#define OPCODE(name, format, range) [OP_##name] = &&on_##name,
#include "vm/opcodes.def"
#undef OPCODE
    };
#define ON(name) on_##name:
#define NEXT()                                                                                               \
    do {                                                                                                     \
        operands = (const uint8_t *)pc++;                                                                    \
        goto *labels[operands[0]];                                                                           \
    } while (0)
#define DISPATCH() NEXT();
#endif

    LOAD();
    if (isolate->exception != NOTHING)
        goto raised;

    DISPATCH() {
        /* ---- Moving ---- */
        ON(MOVE) {
            R(A) = R(B);
            NEXT();
        }
        ON(LOAD_INTEGER) {
            R(A) = small(SIGNED_BX);
            NEXT();
        }
        ON(LOAD_CONSTANT) {
            R(A) = K(BX);
            NEXT();
        }
        ON(LOAD_WORD) {
            R(A) = constants[BX];
            NEXT();
        }
        ON(LOAD_SINGLETON) {
            R(A) = SINGLETON(B);
            NEXT();
        }
        ON(CHECK_BOUND) {
            if (LIKELY(R(A) != UNDEFINED))
                NEXT();
            SAVE();
            raise_unbound_local(isolate, K(BX));
            goto raised;
        }
        ON(LOAD_GLOBAL) {
            value = function->globals->slots[BX];
            if (LIKELY(value != UNDEFINED)) {
                R(A) = value;
                NEXT();
            }
            SLOW(load_global_slow(isolate, function->globals, BX));
        }
        ON(STORE_GLOBAL) {
            heap_store(isolate, &function->globals->object, &function->globals->slots[BX], R(A));
            NEXT();
        }
        ON(DELETE_GLOBAL) { SLOW_STEP(delete_global(isolate, function->globals, BX)); }
        ON(LOAD_NAME) {
            Value name = K(EXTENSION_LOW);
            pc++;
            SLOW(load_name(isolate, function->globals, name));
        }
        ON(STORE_NAME) {
            Value name = K(EXTENSION_LOW);
            pc++;
            SLOW_STEP(module_set(isolate, function->globals, name, R(A)));
        }
        ON(DELETE_NAME) {
            Value name = K(EXTENSION_LOW);
            pc++;
            SLOW_STEP(delete_name(isolate, function->globals, name));
        }
        ON(LOAD_CLASS_NAME) {
            Value name = K(EXTENSION_LOW);
            pc++;
            SLOW(load_class_name(isolate, R(B), name));
        }
        ON(MAKE_CELL) { SLOW(cell_new(isolate, R(A))); }
        ON(LOAD_CELL) {
            Value name = K(EXTENSION_LOW);
            pc++;
            if (LIKELY(is_kind(R(B), KIND_CELL) && AS(Cell, R(B))->value != UNDEFINED)) {
                R(A) = AS(Cell, R(B))->value;
                NEXT();
            }
            SLOW(load_cell_slow(isolate, R(B), name, false));
        }
        ON(STORE_CELL) {
            if (LIKELY(is_kind(R(A), KIND_CELL))) {
                heap_store(isolate, as_object(R(A)), &AS(Cell, R(A))->value, R(B));
                NEXT();
            }
            SLOW_STEP(store_cell_slow(isolate));
        }
        ON(DELETE_CELL) {
            Value name = K(EXTENSION_LOW);
            pc++;
            SLOW_STEP(delete_cell(isolate, R(A), name, false));
        }
        ON(LOAD_FREE) {
            Value name = K(EXTENSION_LOW);
            pc++;
            value = AS(Cell, function->cells[B])->value;
            if (LIKELY(value != UNDEFINED)) {
                R(A) = value;
                NEXT();
            }
            SLOW(load_cell_slow(isolate, function->cells[B], name, true));
        }
        ON(STORE_FREE) {
            Cell *cell = AS(Cell, function->cells[B]);
            heap_store(isolate, &cell->object, &cell->value, R(A));
            NEXT();
        }
        ON(DELETE_FREE) {
            Value name = K(EXTENSION_LOW);
            pc++;
            SLOW_STEP(delete_cell(isolate, function->cells[B], name, true));
        }
        ON(LOAD_CLOSURE) {
            R(A) = function->cells[B];
            NEXT();
        }

        /* ---- Arithmetic ---- */
#define BINARY(name)                                                                                         \
    ON(name) { SLOW(operate_binary(isolate, BINARY_##name, R(B), R(C))); }                                   \
    ON(IN_##name) { SLOW(operate_in_place(isolate, BINARY_##name, R(B), R(C))); }
/* As BINARY, after trying the statement on small integers `left` and `right`, which ends in NEXT() when it
 * succeeds. */
#define BINARY_SMALL(name, ...)                                                                              \
    ON(name) {                                                                                               \
        Value left = R(B), right = R(C);                                                                     \
        if (LIKELY(both_small(left, right)))                                                                 \
            __VA_ARGS__;                                                                                     \
        SLOW(operate_binary(isolate, BINARY_##name, left, right));                                           \
    }                                                                                                        \
    ON(IN_##name) {                                                                                          \
        Value left = R(B), right = R(C);                                                                     \
        if (LIKELY(both_small(left, right)))                                                                 \
            __VA_ARGS__;                                                                                     \
        SLOW(operate_in_place(isolate, BINARY_##name, left, right));                                         \
    }
/* Tagged words: the tag bit is taken off one side, so that it is there once in the result. */
#define TRY_OVERFLOWING(builtin, left_word, right_word)                                                      \
    {                                                                                                        \
        int64_t result;                                                                                      \
        if (LIKELY(!builtin((int64_t)(left_word), (int64_t)(right_word), &result))) {                        \
            R(A) = (Value)result;                                                                            \
            NEXT();                                                                                          \
        }                                                                                                    \
    }
        BINARY_SMALL(ADD, TRY_OVERFLOWING(__builtin_add_overflow, left, right - 1))
        BINARY_SMALL(SUBTRACT, TRY_OVERFLOWING(__builtin_sub_overflow, left, right - 1))
        BINARY_SMALL(MULTIPLY, {
            int64_t result;
            if (LIKELY(!__builtin_mul_overflow((int64_t)(left - 1), small_number(right), &result))) {
                R(A) = (Value)result | 1;
                NEXT();
            }
        })
        BINARY(MATRIX_MULTIPLY)
        BINARY(TRUE_DIVIDE)
        BINARY_SMALL(FLOOR_DIVIDE, {
            int64_t dividend = small_number(left), divisor = small_number(right);
            if (LIKELY(divisor > 0)) {
                int64_t quotient = dividend / divisor;
                R(A) = small(quotient - (dividend % divisor < 0));
                NEXT();
            }
        })
        BINARY_SMALL(MODULO, {
            int64_t divisor = small_number(right);
            if (LIKELY(divisor > 0)) {
                int64_t remainder = small_number(left) % divisor;
                R(A) = small(remainder < 0 ? remainder + divisor : remainder);
                NEXT();
            }
        })
        BINARY(POWER)
        BINARY_SMALL(LEFT_SHIFT, {
            int64_t shifted = small_number(left);
            uint64_t distance = (uint64_t)small_number(right);
            if (LIKELY(distance < 62 && shifted >= 0 &&
                       (distance == 0 || (shifted >> (62 - distance)) == 0))) {
                R(A) = small(shifted << distance);
                NEXT();
            }
        })
        BINARY_SMALL(RIGHT_SHIFT, {
            int64_t distance = small_number(right);
            if (LIKELY(distance >= 0)) {
                R(A) = small(small_number(left) >> (distance > 63 ? 63 : distance));
                NEXT();
            }
        })
        BINARY_SMALL(AND, {
            R(A) = left & right;
            NEXT();
        })
        BINARY_SMALL(XOR, {
            R(A) = (left ^ right) | 1;
            NEXT();
        })
        BINARY_SMALL(OR, {
            R(A) = left | right;
            NEXT();
        })
#define BINARY_INTEGER(name, builtin, operation)                                                             \
    ON(name##_INTEGER) {                                                                                     \
        Value left = R(B);                                                                                   \
        if (LIKELY(is_small(left)))                                                                          \
            TRY_OVERFLOWING(builtin, left, (int64_t)SIGNED_C * 2)                                            \
        SLOW(operation(isolate, BINARY_##name, left, small(SIGNED_C)));                                      \
    }
#define BINARY_IN_ADD BINARY_ADD
#define BINARY_IN_SUBTRACT BINARY_SUBTRACT
        BINARY_INTEGER(ADD, __builtin_add_overflow, operate_binary)
        BINARY_INTEGER(SUBTRACT, __builtin_sub_overflow, operate_binary)
        BINARY_INTEGER(IN_ADD, __builtin_add_overflow, operate_in_place)
        BINARY_INTEGER(IN_SUBTRACT, __builtin_sub_overflow, operate_in_place)
        ON(AND_INTEGER) {
            Value left = R(B);
            if (LIKELY(is_small(left))) {
                R(A) = left & small(SIGNED_C);
                NEXT();
            }
            SLOW(operate_binary(isolate, BINARY_AND, left, small(SIGNED_C)));
        }

        ON(NEGATE) {
            value = R(B);
            if (LIKELY(is_small(value) && small_number(value) != SMALL_MIN)) {
                R(A) = small(-small_number(value));
                NEXT();
            }
            SLOW(operate_unary(isolate, UNARY_NEGATE, value));
        }
        ON(POSITIVE) { SLOW(operate_unary(isolate, UNARY_POSITIVE, R(B))); }
        ON(INVERT) {
            if (LIKELY(is_small(R(B)))) {
                R(A) = ~R(B) | 1;
                NEXT();
            }
            SLOW(operate_unary(isolate, UNARY_INVERT, R(B)));
        }
/* Puts the truth of a value into `truth`. */
#define TRUTH(of)                                                                                            \
    int truth;                                                                                               \
    Value tested = (of);                                                                                     \
    if (LIKELY(is_boolean(tested)))                                                                          \
        truth = tested == TRUE;                                                                              \
    else if (is_small(tested))                                                                               \
        truth = tested != small(0);                                                                          \
    else if (tested == NONE)                                                                                 \
        truth = 0;                                                                                           \
    else {                                                                                                   \
        SAVE();                                                                                              \
        truth = operate_truth(isolate, tested);                                                              \
        RELEASE();                                                                                           \
        if (UNLIKELY(truth < 0))                                                                             \
            goto raised;                                                                                     \
    }
        ON(NOT) {
            TRUTH(R(B))
            R(A) = boolean(!truth);
            NEXT();
        }

        /* ---- Comparing and jumping ---- */
#define COMPARING_JUMP(opcode, name, operator, other)                                                        \
    ON(opcode) {                                                                                             \
        Value left = R(A), right = (other);                                                                  \
        int32_t distance = (int32_t)*pc++;                                                                   \
        if (LIKELY(both_small(left, right))) {                                                               \
            if (((int64_t)left operator(int64_t) right) == C)                                                \
                pc += distance;                                                                              \
            NEXT();                                                                                          \
        }                                                                                                    \
        SAVE();                                                                                              \
        int truth = compare_truth(isolate, COMPARE_##name, left, right);                                     \
        RELEASE();                                                                                           \
        if (UNLIKELY(truth < 0))                                                                             \
            goto raised;                                                                                     \
        if (truth == C)                                                                                      \
            pc += distance;                                                                                  \
        NEXT();                                                                                              \
    }
#define COMPARING(name, operator)                                                                            \
    ON(name) {                                                                                               \
        Value left = R(B), right = R(C);                                                                     \
        if (LIKELY(both_small(left, right))) {                                                               \
            R(A) = boolean((int64_t)left operator(int64_t) right);                                           \
            NEXT();                                                                                          \
        }                                                                                                    \
        SLOW(operate_compare(isolate, COMPARE_##name, left, right));                                         \
    }                                                                                                        \
    COMPARING_JUMP(JUMP_##name, name, operator, R(B))                                                        \
    COMPARING_JUMP(JUMP_##name##_INTEGER, name, operator, small(SIGNED_B))
        COMPARING(LESS, <)
        COMPARING(LESS_EQUAL, <=)
        COMPARING(EQUAL, ==)
        COMPARING(NOT_EQUAL, !=)
        COMPARING(GREATER, >)
        COMPARING(GREATER_EQUAL, >=)
        ON(IS) {
            R(A) = boolean(R(B) == R(C));
            NEXT();
        }
        ON(IS_NOT) {
            R(A) = boolean(R(B) != R(C));
            NEXT();
        }
#define CONTAINING(name, wanted)                                                                             \
    ON(name) {                                                                                               \
        SAVE();                                                                                              \
        int contained = operate_contains(isolate, R(C), R(B));                                               \
        RELEASE();                                                                                           \
        if (UNLIKELY(contained < 0))                                                                         \
            goto raised;                                                                                     \
        R(A) = boolean(contained == (wanted));                                                               \
        NEXT();                                                                                              \
    }
        CONTAINING(IN, 1)
        CONTAINING(NOT_IN, 0)
        ON(JUMP) {
            pc += DISTANCE;
            NEXT();
        }
        ON(LOOP) {
            CHARGE();
            pc += DISTANCE;
            NEXT();
        }
        ON(JUMP_IF) {
            TRUTH(R(A))
            if (truth)
                pc += SIGNED_BX;
            NEXT();
        }
        ON(JUMP_IF_NOT) {
            TRUTH(R(A))
            if (!truth)
                pc += SIGNED_BX;
            NEXT();
        }
#define JUMPING(name, condition)                                                                             \
    ON(name) {                                                                                               \
        if (condition)                                                                                       \
            pc += SIGNED_BX;                                                                                 \
        NEXT();                                                                                              \
    }
        JUMPING(JUMP_IF_NONE, R(A) == NONE)
        JUMPING(JUMP_IF_NOT_NONE, R(A) != NONE)
        JUMPING(JUMP_IF_UNDEFINED, R(A) == UNDEFINED)
        ON(JUMP_IS) {
            int32_t distance = (int32_t)*pc++;
            if ((R(A) == R(B)) == C)
                pc += distance;
            NEXT();
        }

        /* ---- Attributes and items ---- */
        ON(GET_ATTRIBUTE) {
            Cache *cache = &function->caches[EXTENSION_HIGH];
            value = cached_attribute(R(B), cache);
            if (LIKELY(value != UNDEFINED)) {
                R(A) = value;
                pc++;
                NEXT();
            }
            if (LIKELY(cache->state == CACHE_PROPERTY && cache_guard(R(B)) == cache->guard)) {
                NativeFunction getter = AS(Native, cache->value)->function;
                pc++;
                SLOW(getter(isolate, &R(B), 1));
            }
            Value name = K(EXTENSION_LOW);
            pc++;
            SLOW(attribute_get_cached(isolate, R(B), name, cache));
        }
        ON(SET_ATTRIBUTE) {
            Cache *cache = &function->caches[EXTENSION_HIGH];
            Value owner = R(A);
            if (LIKELY(is_object(owner) && as_object(owner)->class == cache->guard &&
                       cache->state == CACHE_SLOT && cache->guard && cache->slot < as_object(owner)->count)) {
                heap_store(isolate, as_object(owner), &AS(Instance, owner)->slots[cache->slot], R(B));
                pc++;
                NEXT();
            }
            Value name = K(EXTENSION_LOW);
            pc++;
            SLOW_STEP(attribute_set_cached(isolate, owner, name, R(B), cache));
        }
        ON(DELETE_ATTRIBUTE) {
            Value name = K(EXTENSION_LOW);
            pc++;
            SLOW_STEP(attribute_set(isolate, R(A), name, NOTHING));
        }
        ON(GET_SPECIAL) {
            Value name = K(EXTENSION_LOW);
            pc++;
            SLOW(get_special(isolate, R(B), name));
        }
#define INDEXED(container, index)                                                                            \
    if (LIKELY(is_object(container) && container != NOTHING && !as_object(container)->class)) {              \
        if (as_object(container)->kind == KIND_LIST && (uint64_t)(index) < AS(List, container)->length) {    \
            R(A) = list_get(AS(List, container), (uint64_t)(index));                                         \
            NEXT();                                                                                          \
        }                                                                                                    \
        if (as_object(container)->kind == KIND_TUPLE && (uint64_t)(index) < as_object(container)->count) {   \
            R(A) = tuple_get(AS(Tuple, container), (uint32_t)(index));                                       \
            NEXT();                                                                                          \
        }                                                                                                    \
    }
        ON(GET_ITEM) {
            Value container = R(B), key = R(C);
            if (LIKELY(is_small(key)))
                INDEXED(container, small_number(key))
            if (is_dictionary(container) && !as_object(container)->class && is_string(key) &&
                !as_object(key)->class) {
                value = dictionary_get_name(AS(Dictionary, container), AS(String, key));
                if (LIKELY(value != UNDEFINED)) {
                    R(A) = value;
                    NEXT();
                }
            }
            SLOW(operate_get_item(isolate, container, key));
        }
        ON(GET_ITEM_INTEGER) {
            Value container = R(B);
            INDEXED(container, C)
            SLOW(operate_get_item(isolate, container, small(C)));
        }
        ON(SET_ITEM) {
            Value container = R(A), key = R(B);
            if (LIKELY(is_small(key)) && is_list(container) && !as_object(container)->class &&
                (uint64_t)small_number(key) < AS(List, container)->length) {
                Values *items = AS(List, container)->items;
                heap_store(isolate, &items->object, &items->values[small_number(key)], R(C));
                NEXT();
            }
            SLOW_STEP(operate_set_item(isolate, container, key, R(C)));
        }
        ON(DELETE_ITEM) { SLOW_STEP(operate_set_item(isolate, R(A), R(B), NOTHING)); }
        ON(BUILD_SLICE) { SLOW(slice_new(isolate, R(B), R(B + 1), R(B + 2))); }

        /* ---- Containers ---- */
        ON(BUILD_TUPLE) { SLOW(tuple_new(isolate, C, &R(B))); }
        ON(BUILD_LIST) { SLOW(list_new(isolate, C, &R(B))); }
        ON(BUILD_SET) { SLOW(build_set(isolate, &R(B), C)); }
        ON(BUILD_DICTIONARY) { SLOW(build_dictionary(isolate, &R(B), C)); }
        ON(BUILD_STRING) { SLOW(build_string(isolate, &R(B), C)); }
        ON(LIST_APPEND) { SLOW_STEP(append_to_list(isolate, R(A), R(B))); }
        ON(LIST_EXTEND) { SLOW_STEP(extend_list(isolate, R(A), R(B))); }
        ON(LIST_TO_TUPLE) { SLOW(tuple_from(isolate, R(B))); }
        ON(SET_ADD) { SLOW_STEP(add_to_set(isolate, R(A), R(B))); }
        ON(SET_UPDATE) { SLOW_STEP(update_set(isolate, R(A), R(B))); }
        ON(DICTIONARY_UPDATE) { SLOW_STEP(update_dictionary(isolate, R(A), R(B))); }
        ON(DICTIONARY_MERGE) { SLOW_STEP(merge_keywords(isolate, R(A), R(B))); }
        ON(FORMAT) { SLOW(format_value(isolate, &R(B), C)); }
        ON(UNPACK) { SLOW_STEP(unpack(isolate, &R(A), R(B), C)); }
        ON(UNPACK_STAR) {
            uint32_t after = *pc++;
            SLOW_STEP(unpack_star(isolate, &R(A), R(B), C, after));
        }

        /* ---- Iterating ---- */
        ON(GET_ITERATOR) { SLOW(operate_iterate(isolate, R(B))); }
        ON(FOR_NEXT) {
            Value iterator = R(B);
            int32_t distance = (int32_t)*pc++;
            CHARGE();
            if (LIKELY(is_kind(iterator, KIND_ITERATOR))) {
                Iterator *state = AS(Iterator, iterator);
                if (state->object.detail == ITERATE_LIST && is_list(state->source) &&
                    (uint64_t)state->position < AS(List, state->source)->length) {
                    R(A) = list_get(AS(List, state->source), (uint64_t)state->position++);
                    NEXT();
                }
                if (state->object.detail == ITERATE_RANGE && state->remaining) {
                    int64_t number = state->position;
                    state->position = (int64_t)((uint64_t)number + (uint64_t)state->step);
                    state->remaining--;
                    if (LIKELY(fits_small(number))) {
                        R(A) = small(number);
                        NEXT();
                    }
                    SLOW(integer_from_int64(isolate, number));
                }
                SAVE();
                value = iterator_operations.next(isolate, iterator);
            } else if (is_kind(iterator, KIND_GENERATOR) &&
                       AS(Generator, iterator)->object.detail != GENERATOR_FINISHED) {
                SAVE();
                if (UNLIKELY(!generator_push(isolate, AS(Generator, iterator), NONE)))
                    goto raised;
                isolate->frame->flags |= FRAME_ITERATION;
                isolate->frame->result = A;
                LOAD();
                NEXT();
            } else {
                SAVE();
                value = operate_next(isolate, iterator);
            }
            RELEASE();
            if (UNLIKELY(value == NOTHING))
                goto raised;
            if (value == UNDEFINED)
                pc += distance;
            else
                R(A) = value;
            NEXT();
        }

        /* ---- Calling ---- */
/* Calls with everything in the window at `window`; the result goes to R[A]. */
#define CALL_WINDOW(callable, window, number, keyword_names)                                                 \
    do {                                                                                                     \
        SAVE();                                                                                              \
        value = call_begin(isolate, callable, window, number, keyword_names);                                \
        goto called;                                                                                         \
    } while (0)
/* The fast ways: a Python function that takes just these arguments, a native of the plain signature. */
#define CALL_FAST(callable, window, number)                                                                  \
    if (is_kind(callable, KIND_FUNCTION)) {                                                                  \
        Function *callee = AS(Function, callable);                                                           \
        const Code *code = callee->code;                                                                     \
        if (LIKELY(code_takes(code, number) && frame + 1 < isolate->frame_limit &&                           \
                   (window) + code->register_count <= isolate->stack_limit)) {                               \
            SAVE();                                                                                          \
            Value *first = (window), *end = first + code->register_count;                                    \
            for (Value *clear = first + (number); clear < end; clear++)                                      \
                *clear = UNDEFINED;                                                                          \
            isolate->stack_top = end;                                                                        \
            frame++;                                                                                         \
            frame->function = function = callee;                                                             \
            frame->registers = registers = first;                                                            \
            frame->handled = NONE;                                                                           \
            frame->extra = NOTHING;                                                                          \
            frame->flags = 0;                                                                                \
            frame->result = A;                                                                               \
            isolate->frame = frame;                                                                          \
            pc = frame->program_counter = code_instructions(code);                                           \
            constants = code_constants(code);                                                                \
            NEXT();                                                                                          \
        }                                                                                                    \
    } else if (is_kind(callable, KIND_NATIVE)) {                                                             \
        const Native *native = AS(Native, callable);                                                         \
        if (LIKELY(!(native->flags & NATIVE_KEYWORDS) && (number) >= native->minimum &&                      \
                   ((number) <= native->maximum || native->maximum == NATIVE_UNLIMITED) &&                   \
                   (native->flags & isolate->role) &&                                                        \
                   (!native->owner || ((number) && class_of(*(window)) == native->owner)))) {                \
            SLOW(native->function(isolate, window, number));                                                 \
        }                                                                                                    \
    }

        ON(CALL) {
            CHARGE();
            Value callable = R(A);
            uint32_t count = B;
            CALL_FAST(callable, &R(A + 1), count)
            CALL_WINDOW(callable, &R(A + 1), count, NULL);
        }
        ON(CALL_KEYWORDS) {
            Value names = K(EXTENSION_LOW);
            pc++;
            CHARGE();
            SAVE();
            value = call_with_names(isolate, R(A), &R(A + 1), B, names);
            goto called;
        }
        ON(CALL_EXPANDED) {
            CHARGE();
            SAVE();
            value = call_expanded(isolate, R(A), R(A + 1), R(A + 2), &R(A + 1));
            goto called;
        }
        ON(GET_METHOD) {
            Cache *cache = &function->caches[EXTENSION_HIGH];
            Value receiver = R(B);
            if (LIKELY(cache_guard(receiver) == cache->guard && cache->state == CACHE_METHOD)) {
                R(A) = cache->value;
                R(A + 1) = receiver;
                pc++;
                NEXT();
            }
            value = cached_attribute(receiver, cache);
            if (value != UNDEFINED) {
                R(A) = value;
                R(A + 1) = UNDEFINED;
                pc++;
                NEXT();
            }
            Value name = K(EXTENSION_LOW);
            pc++;
            SAVE();
            value = attribute_get_method(isolate, receiver, name, cache, &receiver);
            RELEASE();
            if (UNLIKELY(value == NOTHING))
                goto raised;
            R(A) = value;
            R(A + 1) = receiver;
            NEXT();
        }
        ON(CALL_METHOD) {
            CHARGE();
        call_method:;
            Value callable = R(A);
            uint32_t count = B;
            if (LIKELY(R(A + 1) != UNDEFINED)) {
                CALL_FAST(callable, &R(A + 1), count)
                CALL_WINDOW(callable, &R(A + 1), count, NULL);
            }
            count -= count != 0;
            CALL_FAST(callable, &R(A + 2), count)
            CALL_WINDOW(callable, &R(A + 2), count, NULL);
        }
        ON(INVOKE) {
            CHARGE();
            Cache *cache = &function->caches[EXTENSION_HIGH];
            Value receiver = R(A + 1);
            if (LIKELY(cache_guard(receiver) == cache->guard && cache->state == CACHE_METHOD)) {
                R(A) = cache->value;
                pc++;
                goto call_method;
            }
            value = cached_attribute(receiver, cache);
            if (value != UNDEFINED) {
                R(A) = value;
                R(A + 1) = UNDEFINED;
                pc++;
                goto call_method;
            }
            Value name = K(EXTENSION_LOW);
            pc++;
            SAVE();
            value = attribute_get_method(isolate, receiver, name, cache, &receiver);
            RELEASE();
            if (UNLIKELY(value == NOTHING))
                goto raised;
            R(A) = value;
            R(A + 1) = receiver;
            goto call_method;
        }
        ON(RETURN) {
            value = R(A);
            goto return_value;
        }
        ON(RETURN_NONE) {
            value = NONE;
            goto return_value;
        }
        ON(MAKE_FUNCTION) {
            Value code = K(EXTENSION_LOW);
            pc++;
            SLOW(function_make(isolate, function, code, B, C, &R(A + 1)));
        }
        ON(LOAD_BUILD_CLASS) {
            R(A) = from_object(&build_class_native);
            NEXT();
        }

        /* ---- Raising and handling ---- */
        ON(RAISE) {
            SAVE();
            raise_from_code(isolate, R(A), NOTHING);
            goto raised;
        }
        ON(RAISE_FROM) {
            SAVE();
            raise_from_code(isolate, R(A), R(B));
            goto raised;
        }
        ON(RAISE_AGAIN) {
            SAVE();
            raise_again(isolate, R(A));
            goto raised;
        }
        ON(RAISE_CURRENT) {
            SAVE();
            raise_current(isolate);
            goto raised;
        }
        ON(ENTER_HANDLER) {
            value = frame->handled;
            frame->handled = is_exception(R(A)) ? R(A) : NONE;
            R(B) = value;
            NEXT();
        }
        ON(LEAVE_HANDLER) {
            if (UNLIKELY(isolate->in_hook)) {
                SAVE();
                if (raise_uncatchable(isolate))
                    goto raised;
            }
            frame->handled = is_exception(R(A)) ? R(A) : NONE;
            NEXT();
        }
        ON(MATCH_EXCEPTION) { SLOW(match_exception(isolate, R(B), R(C))); }
        ON(EXCEPTION_PARTS) {
            value = R(B);
            R(A) = from_object(class_of(value));
            R(A + 2) = is_exception(value) ? AS(Exception, value)->traceback : NONE;
            R(A + 1) = value;
            NEXT();
        }
        ON(LOAD_ASSERTION_ERROR) {
            R(A) = from_object(&class_AssertionError);
            NEXT();
        }
        ON(SPLIT_GROUP) { SLOW_STEP(group_split(isolate, R(B), R(C), &R(A))); }
        ON(JOIN_GROUP) { SLOW(group_join(isolate, R(B), R(C))); }

        /* ---- Generators ---- */
        ON(YIELD) {
            if (UNLIKELY(isolate->in_hook)) {
                SAVE();
                if (raise_uncatchable(isolate))
                    goto raised;
            }
            value = R(A);
            goto yield_value;
        }
        ON(YIELD_FROM) {
            Value result = NONE;
            SAVE();
            value = generator_send(isolate, R(B), R(A), &result);
            RELEASE();
            if (UNLIKELY(value == NOTHING))
                goto raised;
            if (value != UNDEFINED)
                goto yield_value;
            R(A) = result;
            NEXT();
        }
        ON(GET_YIELD_FROM) { SLOW(get_yield_from(isolate, R(B))); }
        ON(GET_AWAITABLE) { SLOW(get_awaitable(isolate, R(B))); }
        ON(GET_ASYNC_ITERATOR) { SLOW(get_async_iterator(isolate, R(B))); }
        ON(GET_ASYNC_NEXT) { SLOW(get_async_next(isolate, R(B))); }

        /* ---- Modules ---- */
        ON(IMPORT) {
            Value name = K(EXTENSION_LOW);
            pc++;
            SLOW(module_import(isolate, function->globals, name, B >> 1, B & 1));
        }
        ON(IMPORT_FROM) {
            Value name = K(EXTENSION_LOW);
            pc++;
            SLOW(module_import_from(isolate, R(B), name));
        }
        ON(IMPORT_STAR) { SLOW_STEP(module_import_star(isolate, R(A), function->globals)); }

        /* ---- match statements, the prompt ---- */
        ON(MATCH_SEQUENCE) {
            R(A) = boolean(match_sequence(R(B)));
            NEXT();
        }
        ON(MATCH_MAPPING) {
            R(A) = boolean(match_mapping(R(B)));
            NEXT();
        }
        ON(MATCH_KEYS) { SLOW(match_keys(isolate, R(B), R(C))); }
        ON(MATCH_CLASS) {
            Value names = K(EXTENSION_LOW);
            pc++;
            SLOW(match_class(isolate, R(B), R(B + 1), C, names));
        }
        ON(LENGTH) { SLOW(length_value(isolate, R(B))); }
        ON(SHOW) { SLOW_STEP(show_value(isolate, R(A))); }
    }

    /* ---- Where several instructions go on ---- */

called: /* `value` is what call_begin() said. */
    RELEASE();
    if (value == CALL_PUSHED) {
        isolate->frame->result = A;
        LOAD();
        NEXT();
    }
    isolate->stack_top = frame_window_end(frame);
    if (UNLIKELY(value == NOTHING))
        goto raised;
    R(A) = value;
    NEXT();

return_value:
    {
        uint32_t flags = frame->flags, result = frame->result;
        if (UNLIKELY(flags & (FRAME_CONSTRUCTOR | FRAME_GENERATOR)))
            value = frame_finish(isolate, frame, value);
        isolate->frame = frame - 1;
        if (UNLIKELY(flags & FRAME_ENTRY)) {
            RELEASE();
            return value;
        }
        LOAD();
        isolate->stack_top = frame_window_end(frame);
        if (UNLIKELY(flags & FRAME_ITERATION)) {
            pc += (int32_t)pc[-1];
            NEXT();
        }
        if (UNLIKELY(value == NOTHING))
            goto raised;
        R(result) = value;
        NEXT();
    }

yield_value:
    {
        uint32_t flags = frame->flags, result = frame->result;
        SAVE();
        if (UNLIKELY(!(flags & FRAME_GENERATOR))) {
            raise_in_wrong_place(isolate);
            goto raised;
        }
        generator_save(isolate, frame);
        isolate->frame = frame - 1;
        if (flags & FRAME_ENTRY) {
            RELEASE();
            return value;
        }
        LOAD();
        isolate->stack_top = frame_window_end(frame);
        R(result) = value;
        NEXT();
    }

raised:
    RELEASE();
    if (!error_unwind(isolate))
        return NOTHING;
    LOAD();
    NEXT();
}
