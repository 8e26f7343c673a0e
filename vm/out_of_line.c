/*
 * What templates do out of line: see machine_code.h. Operands are as in vm/interpreter.c, which says what
 * each instruction means.
 */
#include "vm/inline_cache.h"
#include "vm/instructions.h"
#include "vm/interpreter.h"
#include "vm/machine_code.h"
#include "vm/types/containers.h"
#include "vm/types/iterator.h"
#include "vm/types/string.h"
#include "vm/types/table.h"

enum Opcode {
#define OPCODE(name, format, range) OP_##name,
#include "vm/opcodes.def"
#undef OPCODE
};

#define BYTE(number) ((const uint8_t *)pc)[number]
#define A BYTE(1)
#define B BYTE(2)
#define C BYTE(3)
#define SIGNED_B ((int8_t)BYTE(2))
#define SIGNED_C ((int8_t)BYTE(3))
#define R(number) frame->registers[number]
#define CONSTANT_OF_EXTENSION image_word(&code_constants(frame->function->code)[((const uint16_t *)pc)[2]])
#define CACHE (&frame->function->caches[((const uint16_t *)pc)[3]])

enum { AT_ONCE = 64 }; /* bytes looked through without a charge */

/* What each begins with. `kept` is what natives that it calls keep (vm/heap.h). */
#define BEGIN(words)                                                                                         \
    Frame *frame = isolate->frame;                                                                           \
    Value *kept = isolate->kept_top;                                                                         \
    frame->program_counter = pc + (words)

static uintptr_t finish(Isolate *isolate, Value *kept, bool succeeded, uintptr_t behind) {
    isolate->kept_top = kept;
    return succeeded ? behind : EXIT_RAISED;
}

static uintptr_t give(Isolate *isolate, Value *kept, Value *to, Value value, uintptr_t behind) {
    if (value != NOTHING)
        *to = value;
    return finish(isolate, kept, value != NOTHING, behind);
}

/* The topmost frame, where its program counter stands. */
static uintptr_t in_frame(const Isolate *isolate) {
    const Frame *frame = isolate->frame;
    const MachineCode *made = frame->function->machine_code;
    if (made == &machine_code_none)
        return EXIT_FRAME;
    return (uintptr_t)(made->entry +
                       made->places[frame->program_counter - code_instructions(frame->function->code)]);
}

/* What Cache.slot says of natives that may be called directly for such values; 0: none
 * may. */
static uint32_t direct_code(Value value) {
    /* Kinds with one class each. */
    const uint32_t kinds = 1 << KIND_STRING | 1 << KIND_BYTES | 1 << KIND_INTEGER | 1 << KIND_TUPLE |
                           1 << KIND_LIST | 1 << KIND_DICTIONARY;
    if (is_small(value))
        return CACHE_DIRECT_KIND | KIND_INTEGER;
    if (is_handle(value))
        return CACHE_DIRECT_HANDLE | (value & CACHE_HANDLE_TYPE);
    if (!is_object(value) || as_object(value)->class)
        return 0;
    Kind kind = as_object(value)->kind;
    return kind < 32 && kinds >> kind & 1 ? CACHE_DIRECT_KIND | kind : 0;
}

/* A kernel object's property, once its cache holds the native. */
static void note_property(Value owner, Cache *cache) {
    if (is_handle(owner) && cache->state == CACHE_PROPERTY && cache_guard(owner) == cache->guard)
        cache->slot = direct_code(owner);
}

/* ---- Attributes and items ---- */

OUT_OF_LINE(get_attribute) {
    BEGIN(1);
    Value owner = R(B);
    Value value = cache_get_attribute(isolate, &R(B), CONSTANT_OF_EXTENSION, CACHE);
    note_property(owner, CACHE);
    return give(isolate, kept, &R(A), value, behind);
}

OUT_OF_LINE(set_attribute) {
    BEGIN(2);
    Value to = BYTE(0) == OP_SET_ATTRIBUTE ? R(B) : SINGLETON(B);
    Value owner = R(A);
    bool set = attribute_set_cached(isolate, owner, CONSTANT_OF_EXTENSION, to, CACHE);
    note_property(owner, CACHE);
    return finish(isolate, kept, set, behind);
}

OUT_OF_LINE(add_to_attribute) {
    BEGIN(2);
    bool added = add_to_attribute(isolate, R(A), CONSTANT_OF_EXTENSION, SIGNED_B, C, CACHE);
    return finish(isolate, kept, added, behind);
}

static bool is_plain(Value value, Kind kind) { return is_kind(value, kind) && !as_object(value)->class; }

OUT_OF_LINE(get_item) {
    BEGIN(1);
    Value container = R(B), key = R(C), value = UNDEFINED;
    if (is_plain(container, KIND_STRING) && is_small(key) && as_object(container)->detail == 1 &&
        (uint64_t)small_number(key) < AS(String, container)->length) {
        R(A) = string_of_byte(AS(String, container)->bytes[small_number(key)]);
        return behind;
    }
    if (is_plain(container, KIND_DICTIONARY) && is_plain(key, KIND_STRING)) {
        int64_t found = table_find_string(AS(Dictionary, container), AS(String, key));
        if (found >= 0)
            value = table_entry(AS(Dictionary, container), (uint32_t)found)->value;
    }
    if (value == UNDEFINED)
        value = operate_get_item(isolate, container, key);
    return give(isolate, kept, &R(A), value, behind);
}

OUT_OF_LINE(set_item) {
    BEGIN(1);
    bool set = is_plain(R(A), KIND_DICTIONARY) ? dictionary_set(isolate, R(A), R(B), R(C))
                                               : operate_set_item(isolate, R(A), R(B), R(C));
    return finish(isolate, kept, set, behind);
}

/* ---- Calls ---- */

/* Pushes the frame of a call that needs no binding; false if it does, or there is no room. */
static bool push_plain(Isolate *isolate, Function *function, Value *window, uint32_t count) {
    Frame *frame = isolate->frame + 1;
    Value *end = window + function->code->register_count;
    if ((uint8_t)function->object.detail != count + 1 || frame >= isolate->frame_limit ||
        end > isolate->stack_limit)
        return false;
    for (Value *clear = window + count; clear < end; clear++)
        *clear = UNDEFINED;
    *frame = (Frame){.function = function,
                     .program_counter = code_instructions(function->code),
                     .registers = window,
                     .end = end,
                     .handled = NONE,
                     .extra = NOTHING};
    isolate->frame = frame;
    isolate->stack_top = end;
    return true;
}

/* A call with its window in place; the program counter is saved. */
static uintptr_t call_in_window(Isolate *isolate, Value callable, Value *window, uint32_t count,
                                uint32_t result, uintptr_t behind) {
    Frame *frame = isolate->frame;
    Value *kept = isolate->kept_top, value;
    if (is_kind(callable, KIND_NATIVE) && native_takes(isolate, AS(Native, callable), window, count))
        return give(isolate, kept, &R(result), AS(Native, callable)->function(isolate, window, count),
                    behind);
    if (is_kind(callable, KIND_FUNCTION) && push_plain(isolate, AS(Function, callable), window, count))
        value = CALL_PUSHED;
    else
        value = call_begin(isolate, callable, window, count, NULL);
    isolate->kept_top = kept;
    if (value == CALL_PUSHED) {
        frame = isolate->frame;
        frame->result = result;
        frame->resume = (const void *)behind;
        /* What is called from what runs often runs often. Hooks, which may not take memory, have it already.
         */
        if (!has_machine_code(frame->function) && !isolate->in_hook &&
            isolate->machine_code_use == MACHINE_CODE_SAMPLED)
            machine_code_give(isolate, frame->function);
        return in_frame(isolate);
    }
    isolate->stack_top = frame->end;
    return give(isolate, kept, &R(result), value, behind);
}

OUT_OF_LINE(call) {
    Frame *frame = isolate->frame;
    if (BYTE(0) == OP_CALL) {
        frame->program_counter = pc + 1;
        return call_in_window(isolate, R(A), &R(A + 1), B, C, behind);
    }
    frame->program_counter = pc + 3;
    Module *globals = frame->function->globals;
    Value callable = globals->slots[pc[1]];
    if (callable == UNDEFINED)
        callable = load_global_slow(isolate, globals, pc[1]);
    if (callable == NOTHING)
        return EXIT_RAISED;
    R(A) = callable;
    return call_in_window(isolate, callable, &R(A + 1), B, C, behind);
}

OUT_OF_LINE(get_method) {
    BEGIN(2);
    Cache *cache = CACHE;
    Value receiver = R(B), callable;
    if (cache_guard(receiver) == cache->guard && cache->state == CACHE_METHOD) {
        callable = cache->value;
        if (direct_code(receiver) & CACHE_DIRECT_KIND)
            cache->slot = direct_code(receiver);
    } else
        callable = cache_get_method(isolate, receiver, CONSTANT_OF_EXTENSION, cache, &receiver);
    isolate->kept_top = kept;
    if (callable == NOTHING)
        return EXIT_RAISED;
    R(A) = callable;
    R(A + 1) = receiver;
    return behind;
}

/* R[A] and R[A + 1] are what GET_METHOD leaves there. */
static uintptr_t call_method(Isolate *isolate, const uint32_t *pc, uintptr_t behind) {
    const Frame *frame = isolate->frame;
    bool bound = R(A + 1) != UNDEFINED;
    uint32_t count = bound || B == 0 ? B : B - 1u;
    return call_in_window(isolate, R(A), &R(A + 2 - bound), count, C, behind);
}

/* Notes a native that may be called without ado the next time. */
static void note_direct(const Isolate *isolate, Cache *cache, const Value *window, uint32_t count) {
    uint32_t code = direct_code(*window);
    if (code && is_kind(cache->value, KIND_NATIVE) &&
        native_takes(isolate, AS(Native, cache->value), window, count))
        cache->slot = code;
}

OUT_OF_LINE(invoke) {
    BEGIN(BYTE(0) == OP_CALL_METHOD ? 1 : BYTE(0) == OP_INVOKE ? 2 : 3);
    if (BYTE(0) == OP_CALL_METHOD)
        return call_method(isolate, pc, behind);
    Cache *cache = CACHE;
    Value receiver = R(A + 1);
    if (cache_guard(receiver) == cache->guard && cache->state == CACHE_METHOD) {
        note_direct(isolate, cache, &R(A + 1), B);
        return call_in_window(isolate, cache->value, &R(A + 1), B, C, behind);
    }
    Value callable = cache_get_method(isolate, receiver, CONSTANT_OF_EXTENSION, cache, &receiver);
    isolate->kept_top = kept;
    if (callable == NOTHING)
        return EXIT_RAISED;
    R(A) = callable;
    R(A + 1) = receiver;
    return call_method(isolate, pc, behind);
}

/* ---- Frames that end or rest ---- */

/* The topmost frame goes on with a value in its register. */
static uintptr_t go_on_with(Isolate *isolate, uint32_t result, Value value) {
    Frame *frame = isolate->frame;
    isolate->stack_top = frame->end;
    if (value == NOTHING)
        return EXIT_RAISED;
    R(result) = value;
    return in_frame(isolate);
}

OUT_OF_LINE(return) {
    Frame *frame = isolate->frame;
    Value value = BYTE(0) == OP_RETURN ? R(A) : NONE;
    uint32_t flags = frame->flags, result = frame->result;
    if (flags & FRAME_ENTRY)
        return EXIT_STEP; /* it ends the interpreter's loop */
    if (flags & (FRAME_CONSTRUCTOR | FRAME_GENERATOR))
        value = frame_finish(isolate, frame, value);
    isolate->frame = --frame;
    if (!(flags & FRAME_ITERATION))
        return go_on_with(isolate, result, value);
    isolate->stack_top = frame->end;
    frame->program_counter += (int32_t)frame->program_counter[-1];
    (void)behind;
    return in_frame(isolate);
}

OUT_OF_LINE(yield) {
    Frame *frame = isolate->frame;
    Value value = R(A);
    uint32_t flags = frame->flags, result = frame->result;
    if (isolate->in_hook || !(flags & FRAME_GENERATOR) || flags & (FRAME_ENTRY | FRAME_DELEGATE))
        return EXIT_STEP;
    frame->program_counter = pc + 1;
    generator_save(isolate, frame);
    isolate->frame--;
    (void)behind;
    return go_on_with(isolate, result, value);
}

/* ---- Loops and jumps ---- */

/* Where the jump at pc, so many words long, its distance in the last one or in the first, leads. */
static uintptr_t target_of(const Isolate *isolate, const uint32_t *pc, uint32_t words) {
    const Function *function = isolate->frame->function;
    int32_t distance = words > 1 ? (int32_t)pc[words - 1] : ((const int16_t *)pc)[1];
    const uint32_t *to = pc + words + distance;
    const MachineCode *made = function->machine_code;
    return (uintptr_t)(made->entry + made->places[to - code_instructions(function->code)]);
}

/* for k, v in ...: both at once, without making the tuple. */
static bool gives_pair(Value iterator, const uint32_t *pc) {
    const uint8_t *following = (const uint8_t *)(pc + 2);
    return following[0] == OP_UNPACK && following[2] == A && following[3] == 2 &&
           is_kind(iterator, KIND_ITERATOR) && iterator_gives_pairs(AS(Iterator, iterator));
}

/* The next element of a tuple; UNDEFINED at its end, or if it iterates over something else. */
static Value next_element(Iterator *iterator) {
    uint64_t position = (uint64_t)iterator->position;
    Value source = iterator->source, element = UNDEFINED;
    if (iterator->object.detail == ITERATE_TUPLE && is_tuple(source) &&
        position < tuple_count(AS(Tuple, source)))
        element = tuple_get(AS(Tuple, source), (uint32_t)position);
    iterator->position += element != UNDEFINED;
    return element;
}

OUT_OF_LINE(iterate) {
    BEGIN(2);
    Value iterator = R(B), value = UNDEFINED;
    if (is_kind(iterator, KIND_ITERATOR) && (value = next_element(AS(Iterator, iterator))) != UNDEFINED) {
        R(A) = value;
        return behind;
    }
    bool pair = gives_pair(iterator, pc);
    if (is_kind(iterator, KIND_GENERATOR) && AS(Generator, iterator)->object.detail != GENERATOR_FINISHED) {
        if (!generator_push(isolate, AS(Generator, iterator), NONE))
            return finish(isolate, kept, false, behind);
        isolate->frame->flags |= FRAME_ITERATION;
        isolate->frame->result = A;
        return in_frame(isolate);
    }
    value = pair ? iterator_next_pair(isolate, AS(Iterator, iterator), &R(((const uint8_t *)(pc + 2))[1]))
                 : operate_next(isolate, iterator);
    isolate->kept_top = kept;
    if (value == NOTHING)
        return EXIT_RAISED;
    if (value == UNDEFINED)
        return target_of(isolate, pc, 2);
    if (!pair) {
        R(A) = value;
        return behind;
    }
    frame->program_counter++;
    return in_frame(isolate);
}

/* The enum Comparison of an opcode in a row of them that begins with `first`. */
#define COMPARISON_IN(first) ((enum Comparison)(opcode - (first)))

/* Truth that a jump asks for; -1 with an exception set. */
static int truth_of(Isolate *isolate, const uint32_t *pc) {
    const Frame *frame = isolate->frame;
    uint8_t opcode = BYTE(0);
    if (opcode >= OP_JUMP_LESS && opcode <= OP_JUMP_GREATER_EQUAL)
        return compare_truth(isolate, COMPARISON_IN(OP_JUMP_LESS), R(A), R(B));
    if (opcode == OP_JUMP_IF || opcode == OP_JUMP_IF_NOT)
        return operate_truth(isolate, R(A));
    if (opcode == OP_JUMP_IF_AND)
        return test_bits(isolate, R(A), small(B));
    return compare_truth(isolate, COMPARISON_IN(OP_JUMP_LESS_INTEGER), R(A), small(SIGNED_B));
}

OUT_OF_LINE(jump) {
    bool plain = BYTE(0) == OP_JUMP_IF || BYTE(0) == OP_JUMP_IF_NOT;
    uint32_t words = plain || BYTE(0) == OP_JUMP_IF_AND ? 1 : 2;
    BEGIN(words);
    (void)frame;
    int truth = truth_of(isolate, pc);
    isolate->kept_top = kept;
    if (truth < 0)
        return EXIT_RAISED;
    int wanted = plain ? BYTE(0) == OP_JUMP_IF : C;
    return truth == wanted ? target_of(isolate, pc, plain ? 1 : 2) : behind;
}

/* ---- The rest ---- */

static Value not_of(Isolate *isolate, Value value) {
    int truth = operate_truth(isolate, value);
    return truth < 0 ? NOTHING : boolean(!truth);
}

/* Of instructions of one word that give R[A] a value. */
static Value value_of(Isolate *isolate, const uint32_t *pc) {
    const Frame *frame = isolate->frame;
    uint8_t opcode = BYTE(0);
    if (opcode >= OP_ADD && opcode <= OP_OR)
        return operate_binary(isolate, (enum BinaryOperator)(opcode - OP_ADD), R(B), R(C));
    if (opcode >= OP_IN_ADD && opcode <= OP_IN_OR)
        return operate_in_place(isolate, (enum BinaryOperator)(opcode - OP_IN_ADD), R(B), R(C));
    if (opcode >= OP_LESS && opcode <= OP_GREATER_EQUAL)
        return operate_compare(isolate, COMPARISON_IN(OP_LESS), R(B), R(C));
    switch (opcode) {
    case OP_ADD_INTEGER:
        return operate_binary(isolate, BINARY_ADD, R(B), small(SIGNED_C));
    case OP_SUBTRACT_INTEGER:
        return operate_binary(isolate, BINARY_SUBTRACT, R(B), small(SIGNED_C));
    case OP_IN_ADD_INTEGER:
        return operate_in_place(isolate, BINARY_ADD, R(B), small(SIGNED_C));
    case OP_IN_SUBTRACT_INTEGER:
        return operate_in_place(isolate, BINARY_SUBTRACT, R(B), small(SIGNED_C));
    case OP_AND_INTEGER:
        return operate_binary(isolate, BINARY_AND, R(B), small(SIGNED_C));
    case OP_NEGATE:
        return operate_unary(isolate, UNARY_NEGATE, R(B));
    case OP_INVERT:
        return operate_unary(isolate, UNARY_INVERT, R(B));
    case OP_NOT:
        return not_of(isolate, R(B));
    case OP_GET_ITEM_INTEGER:
        return operate_get_item(isolate, R(B), small(C));
    default: /* OP_BUILD_SLICE */
        return slice_new(isolate, R(B), R(B + 1), R(B + 2));
    }
}

OUT_OF_LINE(operate) {
    BEGIN(1);
    switch (BYTE(0)) {
    case OP_LIST_APPEND:
        return finish(isolate, kept, append_to_list(isolate, R(A), R(B)), behind);
    case OP_UNPACK:
        return finish(isolate, kept, unpack(isolate, &R(A), R(B), C), behind);
    default:
        return give(isolate, kept, &R(A), value_of(isolate, pc), behind);
    }
}

/* Whether a byte is among those of a string, a word at a time: strings begin at a multiple of 8, and what
 * holds them ends at one, so the last word can be read whole. The lowest zero byte of a word is found as in
 * Warren, Hacker's Delight, 6-1. */
__attribute__((no_sanitize("address"))) static bool has_byte(const String *string, uint8_t byte) {
    const uint64_t ones = 0x0101010101010101, highs = ones << 7;
    for (uint32_t at = 0; at < string->length; at += 8) {
        uint64_t word = *(const uint64_t *)(const void *)(string->bytes + at) ^ byte * ones;
        uint64_t zero = (word - ones) & ~word & highs;
        if (zero)
            return at + (uint32_t)__builtin_ctzll(zero) / 8 < string->length;
    }
    return false;
}

/* Whether a container has an element, -1 with an exception set: characters in ASCII strings and names in
 * dictionaries without asking their classes. */
static int contains(Isolate *isolate, Value element, Value container) {
    if (is_plain(element, KIND_STRING)) {
        const String *part = AS(String, element), *string = AS(String, container);
        if (is_plain(container, KIND_STRING) && part->byte_count == 1 && string->object.detail == 1 &&
            string->length <= AT_ONCE)
            return has_byte(string, part->bytes[0]);
        if (is_plain(container, KIND_DICTIONARY)) {
            int64_t found = table_find_string(AS(Dictionary, container), part);
            if (found != TABLE_UNSURE)
                return found != TABLE_ABSENT;
        }
    }
    return operate_contains(isolate, container, element);
}

Value machine_code_contains(Isolate *isolate, Value element, Value container) {
    int contained = contains(isolate, element, container);
    return contained < 0 ? NOTHING : boolean(contained);
}

Value machine_code_lacks(Isolate *isolate, Value element, Value container) {
    int contained = contains(isolate, element, container);
    return contained < 0 ? NOTHING : boolean(!contained);
}
