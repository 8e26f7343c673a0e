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
 *   - A function may have machine code (vm/machine_code.h). Then the loop does single instructions for it:
 * whatever goes on in another frame is followed by STEP_IF_MADE().
 *   - Ways out: RETURN or YIELD in a frame with FRAME_ENTRY (the value), or an exception that no frame down
 * to it handles (NOTHING).
 */
#include "vm/interpreter.h"

#include "vm/attribute.h"
#include "vm/error.h"
#include "vm/inline_cache.h"
#include "vm/instructions.h"
#include "vm/leaf.h"
#include "vm/machine_code.h"
#include "vm/names.h"
#include "vm/types/classes.h"
#include "vm/types/containers.h"
#include "vm/types/iterator.h"
#include "vm/types/numbers.h"
#include "vm/types/string.h"
#include "vm/types/table.h"

enum Opcode {
#define OPCODE(name, format, range) OP_##name,
#include "vm/opcodes.def"
#undef OPCODE
    OPCODE_COUNT
};

#define LIKELY(condition) __builtin_expect(!!(condition), 1)
#define UNLIKELY(condition) __builtin_expect(!!(condition), 0)

/* is_kind() for what a register holds: never NOTHING. */
static inline bool is_of(Value value, Kind kind) {
    return LIKELY(is_object(value)) && as_object(value)->kind == kind;
}

/* Whether the cache answers for the instances of this value's class at once (Cache.hit). */
static inline bool is_hit(Value value, const Cache *cache) {
    return LIKELY(is_object(value)) && LIKELY(as_object(value)->class == cache->hit);
}

/* Registers of a new window that are cleared by one turn of a loop: past its end too, where the stack is
 * free. */
enum { CLEARED_AT_ONCE = 4 };

Value interpret(Isolate *isolate) {
    Frame *frame;
    const uint32_t *pc;
    Value *registers;
    Cache *caches;
    Value value = NOTHING;
    Value callable = NOTHING, *window; /* of the call being done */
    uint32_t count;
    Value *const kept = isolate->kept_top;

#define BYTE(number) ((const uint8_t *)pc)[number]
#define A BYTE(1)
#define B BYTE(2)
#define C BYTE(3)
#define SIGNED_B ((int8_t)BYTE(2))
#define SIGNED_C ((int8_t)BYTE(3))
#define BX (((const uint16_t *)pc)[1])
#define SIGNED_BX (((const int16_t *)pc)[1])
#define DISTANCE (*(const int32_t *)pc >> 8)
#define EXTENSION_LOW (((const uint16_t *)pc)[2])
#define EXTENSION_HIGH (((const uint16_t *)pc)[3])
#define EXTENSION_DISTANCE ((int32_t)pc[1])
#define R(number) registers[number]
#define FUNCTION (frame->function)
#define GLOBALS (FUNCTION->globals)
#define CONSTANT(number) code_constants(FUNCTION->code)[number]
#define K(number) image_word(&code_constants(FUNCTION->code)[number])
#define CACHE (&caches[EXTENSION_HIGH])

#define SAVE_OF(words) (frame->program_counter = pc + (words))
#define SAVE() SAVE_OF(1)
#define SAVE_WIDE() SAVE_OF(2)
#define LOAD()                                                                                               \
    do {                                                                                                     \
        frame = isolate->frame;                                                                              \
        registers = frame->registers;                                                                        \
        pc = frame->program_counter;                                                                         \
        caches = FUNCTION->caches;                                                                           \
    } while (0)
#define RELEASE() (isolate->kept_top = kept)
#define CHARGE()                                                                                             \
    do {                                                                                                     \
        if (UNLIKELY(--isolate->budget < 0)) {                                                               \
            SAVE();                                                                                          \
            if (!isolate_charge_running(isolate))                                                            \
                goto raised;                                                                                 \
            STEP_IF_MADE();                                                                                  \
        }                                                                                                    \
    } while (0)
/* R[A] = the value of an expression that may raise, allocate or call; in an instruction of so many words. */
#define SLOW_OF(words, expression)                                                                           \
    do {                                                                                                     \
        SAVE_OF(words);                                                                                      \
        value = (expression);                                                                                \
        RELEASE();                                                                                           \
        if (UNLIKELY(value == NOTHING))                                                                      \
            goto raised;                                                                                     \
        R(A) = value;                                                                                        \
        NEXT_OF(words);                                                                                      \
    } while (0)
#define SLOW_STEP_OF(words, condition)                                                                       \
    do {                                                                                                     \
        SAVE_OF(words);                                                                                      \
        bool succeeded = (condition);                                                                        \
        RELEASE();                                                                                           \
        if (UNLIKELY(!succeeded))                                                                            \
            goto raised;                                                                                     \
        NEXT_OF(words);                                                                                      \
    } while (0)
#define SLOW(expression) SLOW_OF(1, expression)
#define SLOW_WIDE(expression) SLOW_OF(2, expression)
#define SLOW_STEP(condition) SLOW_STEP_OF(1, condition)
#define SLOW_STEP_WIDE(condition) SLOW_STEP_OF(2, condition)

/* GO() does the instruction at pc, or, after STEP(), goes on in machine code there; PERFORM() does it in any
 * case; NEXT() is GO() for the one behind this one. The fuzzers (tests/fuzz) see which code a program has
 * gone through. */
#ifdef VM_FUZZED
#define COVER() fuzz_cover(pc)
#else
#define COVER() ((void)0)
#endif
#ifdef VM_SWITCH_DISPATCH
    bool stepping = false;
#define ON(name) case OP_##name:
#define STEP() (stepping = true)
#define INTERPRET() (stepping = false)
#define GO() goto next
#define PERFORM() goto perform
#define DISPATCH()                                                                                           \
    next:                                                                                                    \
    if (stepping)                                                                                            \
        goto resume;                                                                                         \
    perform:                                                                                                 \
    COVER();                                                                                                 \
    switch (BYTE(0))
#else
    static const void *const labels[OPCODE_COUNT] = {
#define OPCODE(name, format, range) [OP_##name] = &&on_##name,
#include "vm/opcodes.def"
#undef OPCODE
    };
    static const void *const resuming[OPCODE_COUNT] = {[0 ... OPCODE_COUNT - 1] = &&resume};
    const void *const *actions = labels;
#define ON(name) on_##name:
#define STEP() (actions = resuming)
#define INTERPRET() (actions = labels)
#define GO()                                                                                                 \
    do {                                                                                                     \
        COVER();                                                                                             \
        goto *actions[BYTE(0)];                                                                              \
    } while (0)
#define PERFORM() goto *labels[BYTE(0)]
#define DISPATCH() GO();
#endif
#define STEP_IF_MADE()                                                                                       \
    do {                                                                                                     \
        if (UNLIKELY(has_machine_code(FUNCTION)))                                                            \
            STEP();                                                                                          \
    } while (0)
#define NEXT_OF(words)                                                                                       \
    do {                                                                                                     \
        pc += (words);                                                                                       \
        GO();                                                                                                \
    } while (0)
#define NEXT() NEXT_OF(1)
#define NEXT_WIDE() NEXT_OF(2)

    LOAD();
    STEP_IF_MADE();
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
            R(A) = CONSTANT(BX);
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
            value = GLOBALS->slots[BX];
            if (LIKELY(value != UNDEFINED)) {
                R(A) = value;
                NEXT();
            }
            SLOW(load_global_slow(isolate, GLOBALS, BX));
        }
        ON(STORE_GLOBAL) {
            heap_store(isolate, &GLOBALS->object, &GLOBALS->slots[BX], R(A));
            NEXT();
        }
        ON(DELETE_GLOBAL) { SLOW_STEP(delete_global(isolate, GLOBALS, BX)); }
        ON(LOAD_NAME) {
            Value name = K(EXTENSION_LOW);
            SLOW_WIDE(load_name(isolate, GLOBALS, name));
        }
        ON(STORE_NAME) {
            Value name = K(EXTENSION_LOW);
            SLOW_STEP_WIDE(store_name(isolate, GLOBALS, name, R(A)));
        }
        ON(DELETE_NAME) {
            Value name = K(EXTENSION_LOW);
            SLOW_STEP_WIDE(delete_name(isolate, GLOBALS, name));
        }
        ON(LOAD_CLASS_NAME) {
            Value name = K(EXTENSION_LOW);
            SLOW_WIDE(load_class_name(isolate, R(B), name));
        }
        ON(MAKE_CELL) { SLOW(cell_new(isolate, R(A))); }
        ON(LOAD_CELL) {
            Value name = K(EXTENSION_LOW);
            if (LIKELY(is_of(R(B), KIND_CELL) && AS(Cell, R(B))->value != UNDEFINED)) {
                R(A) = AS(Cell, R(B))->value;
                NEXT_WIDE();
            }
            SLOW_WIDE(load_cell_slow(isolate, R(B), name, false));
        }
        ON(STORE_CELL) {
            if (LIKELY(is_of(R(A), KIND_CELL))) {
                heap_store(isolate, as_object(R(A)), &AS(Cell, R(A))->value, R(B));
                NEXT();
            }
            SLOW_STEP(store_cell_slow(isolate));
        }
        ON(DELETE_CELL) {
            Value name = K(EXTENSION_LOW);
            SLOW_STEP_WIDE(delete_cell(isolate, R(A), name, false));
        }
        ON(LOAD_FREE) {
            Value name = K(EXTENSION_LOW);
            value = AS(Cell, FUNCTION->cells[B])->value;
            if (LIKELY(value != UNDEFINED)) {
                R(A) = value;
                NEXT_WIDE();
            }
            SLOW_WIDE(load_cell_slow(isolate, FUNCTION->cells[B], name, true));
        }
        ON(STORE_FREE) {
            Cell *cell = AS(Cell, FUNCTION->cells[B]);
            heap_store(isolate, &cell->object, &cell->value, R(A));
            NEXT();
        }
        ON(DELETE_FREE) {
            Value name = K(EXTENSION_LOW);
            SLOW_STEP_WIDE(delete_cell(isolate, FUNCTION->cells[B], name, true));
        }
        ON(LOAD_CLOSURE) {
            R(A) = FUNCTION->cells[B];
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
        ON(INTEGER_LEFT_SHIFT) {
            Value right = R(C);
            if (LIKELY(is_small(right)) && LIKELY((uint64_t)small_number(right) < 54)) {
                R(A) = small((int64_t)B << small_number(right));
                NEXT();
            }
            SLOW(operate_binary(isolate, BINARY_LEFT_SHIFT, small(B), right));
        }
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
        int32_t distance = EXTENSION_DISTANCE;                                                               \
        if (LIKELY(both_small(left, right))) {                                                               \
            if (((int64_t)left operator(int64_t) right) == C)                                                \
                pc += distance;                                                                              \
            NEXT_WIDE();                                                                                     \
        }                                                                                                    \
        SAVE_WIDE();                                                                                         \
        int truth = compare_truth(isolate, COMPARE_##name, left, right);                                     \
        RELEASE();                                                                                           \
        if (UNLIKELY(truth < 0))                                                                             \
            goto raised;                                                                                     \
        if (truth == C)                                                                                      \
            pc += distance;                                                                                  \
        NEXT_WIDE();                                                                                         \
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
        ON(IS_SINGLETON) {
            R(A) = boolean((R(B) == SINGLETON(C >> 1)) != (C & 1));
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
        ON(JUMP_IF_BIT) {
            Value left = R(A), right = R(B);
            int truth;
            if (LIKELY(both_small(left, right)) && LIKELY((uint64_t)small_number(right) < 63))
                truth = small_number(left) >> small_number(right) & 1;
            else {
                SAVE();
                truth = test_bit(isolate, left, right);
                RELEASE();
                if (UNLIKELY(truth < 0))
                    goto raised;
            }
            if (truth == C)
                pc += EXTENSION_DISTANCE;
            NEXT_WIDE();
        }
        ON(JUMP_IF_AND) {
            int truth;
            if (LIKELY(is_small(R(A))))
                truth = (small_number(R(A)) & B) != 0;
            else {
                SAVE();
                truth = test_bits(isolate, R(A), small(B));
                RELEASE();
                if (UNLIKELY(truth < 0))
                    goto raised;
            }
            if (truth == C)
                pc += EXTENSION_DISTANCE;
            NEXT_WIDE();
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
            int32_t distance = EXTENSION_DISTANCE;
            if ((R(A) == R(B)) == C)
                pc += distance;
            NEXT_WIDE();
        }

        /* ---- Attributes and items ---- */
/* Puts R[B].name into `value`. */
#define FETCH_ATTRIBUTE()                                                                                    \
    do {                                                                                                     \
        Cache *cache = CACHE;                                                                                \
        Value owner = R(B);                                                                                  \
        value = UNDEFINED;                                                                                   \
        if (is_hit(owner, cache) && LIKELY(cache->slot < as_object(owner)->count))                           \
            value = AS(Instance, owner)->slots[cache->slot];                                                 \
        if (UNLIKELY(value == UNDEFINED)) {                                                                  \
            SAVE();                                                                                          \
            value = cache_get_attribute(isolate, &R(B), K(EXTENSION_LOW), cache);                            \
            RELEASE();                                                                                       \
            if (UNLIKELY(value == NOTHING))                                                                  \
                goto raised;                                                                                 \
        }                                                                                                    \
    } while (0)
        ON(GET_ATTRIBUTE) {
            FETCH_ATTRIBUTE();
            R(A) = value;
            NEXT_WIDE();
        }
        ON(GET_ATTRIBUTE_JUMP_NONE) {
            FETCH_ATTRIBUTE();
            R(A) = value;
            if ((value == NONE) == C)
                pc += (int32_t)pc[2];
            NEXT_OF(3);
        }
        ON(ADD_TO_ATTRIBUTE) {
            Cache *cache = CACHE;
            Value owner = R(A);
            if (is_hit(owner, cache) && LIKELY(cache->slot < as_object(owner)->count)) {
                Value *place = &AS(Instance, owner)->slots[cache->slot];
                int64_t sum;
                if (LIKELY(is_small(*place)) &&
                    LIKELY(!__builtin_add_overflow((int64_t)*place, (int64_t)SIGNED_B * 2, &sum))) {
                    *place = (Value)sum;
                    NEXT_WIDE();
                }
            }
            SLOW_STEP_WIDE(add_to_attribute(isolate, owner, K(EXTENSION_LOW), SIGNED_B, C, cache));
        }
        ON(SET_ATTRIBUTE_SINGLETON) {
            Cache *cache = CACHE;
            Value owner = R(A);
            if (is_hit(owner, cache) && LIKELY(cache->slot < as_object(owner)->count)) {
                AS(Instance, owner)->slots[cache->slot] = SINGLETON(B);
                NEXT_WIDE();
            }
            SLOW_STEP_WIDE(attribute_set_cached(isolate, owner, K(EXTENSION_LOW), SINGLETON(B), cache));
        }
        ON(SET_ATTRIBUTE) {
            Cache *cache = CACHE;
            Value owner = R(A);
            if (is_hit(owner, cache) && LIKELY(cache->slot < as_object(owner)->count)) {
                heap_store(isolate, as_object(owner), &AS(Instance, owner)->slots[cache->slot], R(B));
                NEXT_WIDE();
            }
            SLOW_STEP_WIDE(attribute_set_cached(isolate, owner, K(EXTENSION_LOW), R(B), cache));
        }
        ON(DELETE_ATTRIBUTE) {
            Value name = K(EXTENSION_LOW);
            SLOW_STEP_WIDE(attribute_set(isolate, R(A), name, NOTHING));
        }
        ON(GET_SPECIAL) {
            Value name = K(EXTENSION_LOW);
            SLOW_WIDE(get_special(isolate, R(B), name));
        }
#define INDEXED(container, index, words)                                                                     \
    if (LIKELY(is_object(container) && !as_object(container)->class)) {                                      \
        if (as_object(container)->kind == KIND_LIST && (uint64_t)(index) < AS(List, container)->length) {    \
            R(A) = list_get(AS(List, container), (uint64_t)(index));                                         \
            NEXT_OF(words);                                                                                  \
        }                                                                                                    \
        if (as_object(container)->kind == KIND_TUPLE && (uint64_t)(index) < as_object(container)->count) {   \
            R(A) = tuple_get(AS(Tuple, container), (uint32_t)(index));                                       \
            NEXT_OF(words);                                                                                  \
        }                                                                                                    \
    }
        ON(GET_ITEM) {
            Value container = R(B), key = R(C);
            if (LIKELY(is_small(key)))
                INDEXED(container, small_number(key), 1)
            if (is_dictionary(container) && !as_object(container)->class && is_string(key) &&
                !as_object(key)->class) {
                int64_t found = table_find_string(AS(Dictionary, container), AS(String, key));
                if (LIKELY(found >= 0)) {
                    R(A) = table_entry(AS(Dictionary, container), (uint32_t)found)->value;
                    NEXT();
                }
            }
            if (is_string(container) && !as_object(container)->class && as_object(container)->detail == 1 &&
                is_small(key) && (uint64_t)small_number(key) < AS(String, container)->length) {
                R(A) = string_of_byte(AS(String, container)->bytes[small_number(key)]);
                NEXT();
            }
            SLOW(operate_get_item(isolate, container, key));
        }
        ON(GET_ITEM_INTEGER) {
            Value container = R(B);
            INDEXED(container, C, 1)
            SLOW(operate_get_item(isolate, container, small(C)));
        }
        ON(LOAD_GLOBAL_ITEM) {
            Value container = GLOBALS->slots[pc[1]], key = R(C);
            if (LIKELY(is_small(key)) && LIKELY(container != UNDEFINED))
                INDEXED(container, small_number(key), 2)
            SAVE();
            if (container == UNDEFINED)
                container = load_global_slow(isolate, GLOBALS, pc[1]);
            if (container == NOTHING)
                goto raised;
            heap_keep(isolate, container); /* what is called may bind the slot anew */
            SLOW_WIDE(operate_get_item(isolate, container, key));
        }
        ON(SET_ITEM) {
            Value container = R(A), key = R(B);
            if (LIKELY(is_small(key)) && is_list(container) && !as_object(container)->class &&
                (uint64_t)small_number(key) < AS(List, container)->length) {
                Values *items = AS(List, container)->items;
                heap_store(isolate, &items->object, &items->values[small_number(key)], R(C));
                NEXT();
            }
            if (is_dictionary(container) && !as_object(container)->class)
                SLOW_STEP(dictionary_set(isolate, container, key, R(C)));
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
        ON(DICTIONARY_MERGE) { SLOW_STEP(merge_keywords(isolate, R(A - 2), R(A), R(B))); }
        ON(FORMAT) { SLOW(format_value(isolate, &R(B), C)); }
        ON(UNPACK) { SLOW_STEP(unpack(isolate, &R(A), R(B), C)); }
        ON(UNPACK_STAR) {
            uint32_t after = pc[1];
            SLOW_STEP_WIDE(unpack_star(isolate, &R(A), R(B), C, after));
        }

        /* ---- Iterating ---- */
        ON(GET_ITERATOR) { SLOW(operate_iterate(isolate, R(B))); }
        ON(FOR_NEXT) {
            Value iterator = R(B);
            int32_t distance = EXTENSION_DISTANCE;
            CHARGE();
            if (LIKELY(is_of(iterator, KIND_ITERATOR))) {
                Iterator *state = AS(Iterator, iterator);
                if (state->object.detail == ITERATE_LIST && is_list(state->source) &&
                    (uint64_t)state->position < AS(List, state->source)->length) {
                    R(A) = list_get(AS(List, state->source), (uint64_t)state->position++);
                    NEXT_WIDE();
                }
                if (state->object.detail == ITERATE_RANGE && state->remaining) {
                    int64_t number = state->position;
                    state->position = (int64_t)((uint64_t)number + (uint64_t)state->step);
                    state->remaining--;
                    if (LIKELY(fits_small(number))) {
                        R(A) = small(number);
                        NEXT_WIDE();
                    }
                    SLOW_WIDE(integer_from_int64(isolate, number));
                }
                if (state->object.detail == ITERATE_STRING && is_string(state->source) &&
                    as_object(state->source)->detail == 1 &&
                    (uint64_t)state->position < AS(String, state->source)->length) {
                    R(A) = string_of_byte(AS(String, state->source)->bytes[state->position++]);
                    NEXT_WIDE();
                }
                SAVE_WIDE();
                const uint8_t *following = (const uint8_t *)(pc + 2);
                if (following[0] == OP_UNPACK && following[2] == A && following[3] == 2 &&
                    iterator_gives_pairs(state)) { /* for k, v in ...: without making the tuple */
                    value = iterator_next_pair(isolate, state, &R(following[1]));
                    RELEASE();
                    if (UNLIKELY(value == NOTHING))
                        goto raised;
                    pc += value == UNDEFINED ? distance : 1;
                    NEXT_WIDE();
                }
                value = operate_next(isolate, iterator);
            } else if (is_of(iterator, KIND_GENERATOR) &&
                       AS(Generator, iterator)->object.detail != GENERATOR_FINISHED) {
                SAVE_WIDE();
                if (UNLIKELY(!generator_push(isolate, AS(Generator, iterator), NONE)))
                    goto raised;
                isolate->frame->flags |= FRAME_ITERATION;
                isolate->frame->result = A;
                LOAD();
                STEP_IF_MADE();
                GO();
            } else {
                SAVE_WIDE();
                value = operate_next(isolate, iterator);
            }
            RELEASE();
            if (UNLIKELY(value == NOTHING))
                goto raised;
            if (value == UNDEFINED)
                pc += distance;
            else
                R(A) = value;
            NEXT_WIDE();
        }

        /* ---- Calling ---- */
/* The last extension word's registers to the window's first ones, `count` of them. */
#define MOVE_ARGUMENTS()                                                                                     \
    do {                                                                                                     \
        const uint8_t *sources = (const uint8_t *)(pc + 2);                                                  \
        if (count > 0)                                                                                       \
            window[0] = R(sources[0]);                                                                       \
        if (count > 1)                                                                                       \
            window[1] = R(sources[1]);                                                                       \
        for (uint32_t i = 2; i < count; i++)                                                                 \
            window[i] = R(sources[i]);                                                                       \
    } while (0)
        /* All go on at `call` or behind it, with the callable, its window and how many arguments it has; the
         * program counter is saved. R[C] receives the result. */
        ON(CALL) {
            CHARGE();
            SAVE();
            callable = R(A);
            window = &R(A + 1);
            count = B;
            goto call;
        }
        ON(CALL_GLOBAL) {
            CHARGE();
            SAVE_OF(3);
            callable = GLOBALS->slots[pc[1]];
            if (UNLIKELY(callable == UNDEFINED)) {
                callable = load_global_slow(isolate, GLOBALS, pc[1]);
                if (callable == NOTHING)
                    goto raised;
            }
            R(A) = callable;
            window = &R(A + 1);
            count = B;
            MOVE_ARGUMENTS();
            goto call;
        }
        ON(CALL_KEYWORDS) {
            CHARGE();
            SAVE_WIDE();
            value = call_with_names(isolate, R(A), &R(A + 1), B, K(EXTENSION_LOW));
            goto called;
        }
        ON(CALL_EXPANDED) {
            CHARGE();
            SAVE();
            value = call_expanded(isolate, R(A), R(A + 1), R(A + 2), &R(A + 1));
            goto called;
        }
        ON(GET_METHOD) {
            Cache *cache = CACHE;
            Value receiver = R(B);
            if (is_hit(receiver, cache) ||
                LIKELY(cache_guard(receiver) == cache->guard && cache->state == CACHE_METHOD)) {
                R(A) = cache->value;
                R(A + 1) = receiver;
                NEXT_WIDE();
            }
            SAVE_WIDE();
            value = cache_get_method(isolate, receiver, K(EXTENSION_LOW), cache, &receiver);
            RELEASE();
            if (UNLIKELY(value == NOTHING))
                goto raised;
            R(A) = value;
            R(A + 1) = receiver;
            NEXT_WIDE();
        }
        ON(CALL_METHOD) {
            CHARGE();
            SAVE();
            callable = R(A);
            goto call_method;
        }
        ON(INVOKE_FROM) {
            CHARGE();
            SAVE_OF(3);
            window = &R(A + 1);
            count = B;
            MOVE_ARGUMENTS();
            goto invoke;
        }
        ON(INVOKE) {
            CHARGE();
            SAVE_WIDE();
            window = &R(A + 1);
            count = B;
            goto invoke;
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
            SLOW_WIDE(function_make(isolate, FUNCTION, code, B, C, &R(A + 1)));
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
            if (LIKELY(is_kind(R(B), KIND_GENERATOR) &&
                       AS(Generator, R(B))->object.detail != GENERATOR_FINISHED)) {
                if (UNLIKELY(!generator_push(isolate, AS(Generator, R(B)), R(A))))
                    goto raised;
                isolate->frame->flags |= FRAME_DELEGATE;
                isolate->frame->result = A;
                LOAD();
                STEP_IF_MADE();
                GO();
            }
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
            SLOW_WIDE(module_import(isolate, GLOBALS, name, B >> 1, B & 1));
        }
        ON(IMPORT_FROM) {
            Value name = K(EXTENSION_LOW);
            SLOW_WIDE(module_import_from(isolate, R(B), name));
        }
        ON(IMPORT_STAR) { SLOW_STEP(module_import_star(isolate, R(A), GLOBALS)); }

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
            SLOW_WIDE(match_class(isolate, R(B), R(B + 1), C, names));
        }
        ON(LENGTH) { SLOW(length_value(isolate, R(B))); }
        ON(SHOW) { SLOW_STEP(show_value(isolate, R(A))); }
    }

    /* ---- Where several instructions go on ---- */

invoke:
    {
        Cache *cache = CACHE;
        Value receiver = *window;
        if (is_hit(receiver, cache)) {
            callable = cache->value;
            goto call_function;
        }
        if (LIKELY(cache_guard(receiver) == cache->guard && cache->state == CACHE_METHOD)) {
            callable = cache->value;
            goto call;
        }
        callable = cache_get_method(isolate, receiver, K(EXTENSION_LOW), cache, &receiver);
        RELEASE();
        if (UNLIKELY(callable == NOTHING))
            goto raised;
        R(A) = callable;
        R(A + 1) = receiver;
    }

call_method: /* R[A + 1] holds the receiver, or UNDEFINED when the callable has none. */
    window = &R(A + 1);
    count = B;
    if (UNLIKELY(*window == UNDEFINED)) {
        window++;
        count -= count != 0;
    }
call:
    if (LIKELY(is_of(callable, KIND_FUNCTION))) {
    call_function:;
        Function *callee = AS(Function, callable);
        Value *end = window + callee->code->register_count;
        if (callee->object.detail == count + 1 + FUNCTION_LEAF) {
            value = leaf_call(isolate, callee, window);
            if (LIKELY(value != UNDEFINED))
                goto returned;
        }
        if (LIKELY((uint8_t)callee->object.detail == count + 1) && LIKELY(frame + 1 < isolate->frame_limit) &&
            LIKELY(end + CLEARED_AT_ONCE <= isolate->stack_limit)) {
            Value *clear = window + count;
            do {
                for (int i = 0; i < CLEARED_AT_ONCE; i++)
                    clear[i] = UNDEFINED;
                clear += CLEARED_AT_ONCE;
            } while (clear < end);
            frame++;
            frame->function = callee;
            frame->registers = registers = window;
            frame->end = isolate->stack_top = end;
            frame->handled = NONE;
            frame->extra = NOTHING;
            frame->flags = 0;
            frame->result = C;
            frame->resume = machine_code_returned;
            isolate->frame = frame;
            caches = callee->caches;
            pc = code_instructions(callee->code);
            STEP_IF_MADE();
            GO();
        }
    } else if (is_of(callable, KIND_NATIVE)) {
        const Native *native = AS(Native, callable);
        if (LIKELY(native_takes(isolate, native, window, count))) {
            value = native->function(isolate, window, count);
            RELEASE();
            goto returned;
        }
    }
    value = call_begin(isolate, callable, window, count, NULL);

called: /* `value` is what call_begin() said. */
    RELEASE();
    if (value == CALL_PUSHED) {
        isolate->frame->result = C;
        LOAD();
        STEP_IF_MADE();
        GO();
    }
    isolate->stack_top = frame->end;
returned:
    if (UNLIKELY(value == NOTHING))
        goto raised;
    R(C) = value;
    pc = frame->program_counter;
    GO();

return_value:
    if (LIKELY(!frame->flags)) {
        uint32_t result = frame->result;
        frame--;
        isolate->frame = frame;
        registers = frame->registers;
        isolate->stack_top = frame->end;
        caches = FUNCTION->caches;
        pc = frame->program_counter;
        R(result) = value;
        GO();
    } else {
        uint32_t flags = frame->flags, result = frame->result;
        if (flags & (FRAME_CONSTRUCTOR | FRAME_GENERATOR))
            value = frame_finish(isolate, frame, value);
        isolate->frame = frame - 1;
        if (flags & FRAME_ENTRY) {
            RELEASE();
            return value;
        }
        LOAD();
        STEP_IF_MADE();
        isolate->stack_top = frame->end;
        if (flags & FRAME_ITERATION) {
            pc += (int32_t)pc[-1];
            GO();
        }
        if (UNLIKELY(value == NOTHING))
            goto raised;
        R(result) = value;
        GO();
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
        STEP_IF_MADE();
        isolate->stack_top = frame->end;
        if (flags & FRAME_DELEGATE) {
            pc--; /* at its YIELD_FROM again */
            goto yield_value;
        }
        R(result) = value;
        GO();
    }

raised:
    RELEASE();
    if (!error_unwind(isolate))
        return NOTHING;
    LOAD();
    STEP_IF_MADE();
    GO();

resume: /* in machine code, if the running function has any, at pc */
    if (!has_machine_code(FUNCTION)) {
        frame->flags |= FRAME_STEPPED;
        INTERPRET();
        GO();
    }
    {
        const MachineCode *made = FUNCTION->machine_code;
        uintptr_t left =
            machine_code_run(isolate, made->entry + made->places[pc - code_instructions(FUNCTION->code)]);
        LOAD();
        if (left == EXIT_RAISED)
            goto raised;
        if (left == EXIT_FRAME)
            GO();
        pc = (const uint32_t *)(left - EXIT_STEP);
        PERFORM();
    }
}
