/*
 * Changes to verified images.
 *
 * Blind changes hardly ever get past the verifier, so the changes made here keep the image's frame (where
 * objects lie and how long they are) and turn its contents into others: instructions, operands, constants,
 * counts, flags, exception ranges. Afterwards what the verifier asks of instructions is mended where it can
 * be (most of the time: the verifier is to see what is wrong too). What is left is what this is about: code
 * that no compiler makes, yet is allowed.
 */
#include "tests/fuzz/image_mutator.h"

#include <string.h>

#include "image_fingerprint.h"
#include "vm/crc32.h"
#include "vm/image.h"
#include "vm/string_hash.h"

enum Opcode {
#define OPCODE(name, format, range) OP_##name,
#include "vm/opcodes.def"
#undef OPCODE
    OPCODE_COUNT
};

/* Registers beyond the named operands, as vm/opcodes.def gives them: from the operand `base` on as many as
 * the operand `count` says and `extra`. */
#define RANGE_NONE {0, 0, 0}
#define RANGE_A(extra) {'A', 0, extra}
#define RANGE_B(extra) {'B', 0, extra}
#define RANGE_A_B(extra) {'A', 'B', extra}
#define RANGE_A_C(extra) {'A', 'C', extra}
#define RANGE_B_C(extra) {'B', 'C', extra}
#define RANGE_A_CE {'A', 'E', 0}
static const struct {
    char format[8];
    struct {
        char base, count;
        int extra;
    } range;
} layouts[OPCODE_COUNT] = {
#define OPCODE(name, format, range) {format, range},
#include "vm/opcodes.def"
#undef OPCODE
};

enum { OBJECTS_MOST = 4096 };

typedef struct Mutator {
    uint8_t *bytes;
    ImageHeader *header;
    uint64_t state;
    Object *objects[OBJECTS_MOST];
    uint32_t object_count;
    Code *codes[OBJECTS_MOST];
    uint32_t code_count;
} Mutator;

/* ---- Chance ---- */

static uint64_t next_random(Mutator *mutator) {
    mutator->state += 0x9e3779b97f4a7c15;
    uint64_t word = mutator->state;
    word = (word ^ word >> 30) * 0xbf58476d1ce4e5b9;
    word = (word ^ word >> 27) * 0x94d049bb133111eb;
    return word ^ word >> 31;
}

/* 0 .. limit - 1; 0 for a limit of 0. */
static uint32_t below(Mutator *mutator, uint32_t limit) {
    return limit ? (uint32_t)(next_random(mutator) % limit) : 0;
}

static uint32_t special_number(Mutator *mutator) {
    static const uint32_t numbers[] = {0,   1,   2,      3,      4,          127,       128,
                                       255, 256, 0x7fff, 0xffff, 0x7fffffff, 0xffffffff};
    return numbers[below(mutator, sizeof(numbers) / sizeof(numbers[0]))];
}

/* ---- What lies in the image ---- */

uint64_t image_extent(const Object *object) {
    uint64_t size;
    switch (object->kind) {
    case KIND_STRING:
        size = sizeof(String) + (uint64_t)((const String *)object)->byte_count + 1;
        break;
    case KIND_BYTES:
        size = sizeof(Bytes) + ((const Bytes *)object)->length;
        break;
    case KIND_INTEGER:
        size = sizeof(Integer) + (uint64_t)object->count * sizeof(uint32_t);
        break;
    case KIND_TUPLE:
        size = sizeof(Tuple) + (uint64_t)object->count * sizeof(Value);
        break;
    case KIND_CODE:
        size = object->count;
        break;
    default:
        size = sizeof(Float);
    }
    return (size + 7) & ~(uint64_t)7;
}

static void take_apart(Mutator *mutator) {
    for (uint64_t place = mutator->header->objects;
         place < mutator->header->modules && mutator->object_count < OBJECTS_MOST;) {
        Object *object = (Object *)(mutator->bytes + place);
        mutator->objects[mutator->object_count++] = object;
        if (object->kind == KIND_CODE)
            mutator->codes[mutator->code_count++] = (Code *)object;
        place += image_extent(object);
    }
}

static Object *any_object(Mutator *mutator, int kind) {
    uint32_t start = below(mutator, mutator->object_count);
    for (uint32_t i = 0; i < mutator->object_count; i++) {
        Object *object = mutator->objects[(start + i) % mutator->object_count];
        if (kind < 0 || object->kind == kind)
            return object;
    }
    return NULL;
}

static uint32_t *words_of(Code *code) { return (uint32_t *)(code + 1); }

/* The letters of an instruction's extension words. */
static const char *extensions_of(uint32_t word) {
    uint32_t opcode = word & 255;
    const char *plus = opcode < OPCODE_COUNT ? strchr(layouts[opcode].format, '+') : NULL;
    return plus ? plus + 1 : "";
}

/* In words. */
static uint32_t size_of(uint32_t word) { return 1 + (uint32_t)strlen(extensions_of(word)); }

/* The index of an instruction of the code. */
static uint32_t any_instruction(Mutator *mutator, Code *code) {
    uint32_t wanted = below(mutator, code->instruction_count), index = 0;
    for (uint32_t next; (next = index + size_of(words_of(code)[index])) <= wanted;)
        index = next;
    return index;
}

static uint32_t any_opcode(Mutator *mutator, uint32_t size) {
    uint32_t opcode;
    do
        opcode = below(mutator, OPCODE_COUNT);
    while (size_of(opcode) != size);
    return opcode;
}

/* ---- Changes ---- */

static void change_opcode(Mutator *mutator, Code *code) {
    uint32_t *word = &words_of(code)[any_instruction(mutator, code)];
    *word = (*word & ~255u) | any_opcode(mutator, size_of(*word));
}

static void change_operand(Mutator *mutator, Code *code) {
    uint32_t *word = &words_of(code)[any_instruction(mutator, code)];
    uint32_t shift = 8 * (1 + below(mutator, 3));
    uint32_t value = below(mutator, 4) ? below(mutator, code->register_count) : special_number(mutator);
    *word = (*word & ~(255u << shift)) | (value & 255) << shift;
}

static void change_extension(Mutator *mutator, Code *code) {
    uint32_t *word = &words_of(code)[any_instruction(mutator, code)];
    if (size_of(*word) == 1)
        return;
    word += 1 + below(mutator, size_of(*word) - 1);
    *word = below(mutator, 2) ? (*word & 0xffff0000) | below(mutator, 64) : special_number(mutator);
}

/* Puts an instruction of any code of the image in the place of one as long. */
static void copy_instruction(Mutator *mutator, Code *code) {
    Code *source = mutator->codes[below(mutator, mutator->code_count)];
    uint32_t *from = &words_of(source)[any_instruction(mutator, source)];
    uint32_t *to = &words_of(code)[any_instruction(mutator, code)];
    if (size_of(*from) == size_of(*to))
        memmove(to, from, size_of(*from) * sizeof(*to));
}

static void swap_instructions(Mutator *mutator, Code *code) {
    uint32_t *left = &words_of(code)[any_instruction(mutator, code)];
    uint32_t *right = &words_of(code)[any_instruction(mutator, code)];
    uint32_t size = size_of(*left);
    for (uint32_t i = 0; size == size_of(*right) && i < size; i++) {
        uint32_t word = left[i];
        left[i] = right[i];
        right[i] = word;
    }
}

static void change_flags(Mutator *mutator, Code *code) {
    static const uint16_t flags[] = {
        CODE_VARIABLE_ARGUMENTS, CODE_VARIABLE_KEYWORDS, CODE_GENERATOR,   CODE_COROUTINE,
        CODE_ASYNC_GENERATOR,    CODE_CLASS_BODY,        CODE_MODULE_BODY, CODE_ITERABLE_COROUTINE,
    };
    code->object.detail ^= flags[below(mutator, sizeof(flags) / sizeof(flags[0]))];
}

static void change_counts(Mutator *mutator, Code *code) {
    uint32_t value = below(mutator, 3) ? below(mutator, 8) : special_number(mutator);
    switch (below(mutator, 6)) {
    case 0:
        code->register_count = (uint16_t)(code->register_count + below(mutator, 5) - 2);
        break;
    case 1:
        code->positional_count = (uint8_t)value;
        break;
    case 2:
        code->positional_only_count = (uint8_t)value;
        break;
    case 3:
        code->keyword_only_count = (uint8_t)value;
        break;
    case 4:
        code->free_count = (uint8_t)value;
        break;
    default:
        code->register_count = (uint16_t)value;
    }
}

static void change_range(Mutator *mutator, Code *code) {
    if (!code->range_count)
        return;
    struct ExceptionRange *range = (struct ExceptionRange *)(words_of(code) + code->instruction_count) +
                                   below(mutator, code->range_count);
    uint32_t place = below(mutator, code->instruction_count);
    switch (below(mutator, 4)) {
    case 0:
        range->start = place;
        break;
    case 1:
        range->end = place;
        break;
    case 2:
        range->handler = place;
        break;
    default:
        range->target = below(mutator, code->register_count);
    }
}

/* Another object in the place of one that the code names. */
static void change_reference(Mutator *mutator, Code *code) {
    int32_t *fields[] = {&code->constants,   &code->name,       &code->qualified_name, &code->filename,
                         &code->local_names, &code->free_names, &code->documentation};
    uint32_t field = below(mutator, sizeof(fields) / sizeof(fields[0]));
    bool is_tuple = field == 0 || field == 4 || field == 5;
    Object *object = any_object(mutator, is_tuple ? KIND_TUPLE : KIND_STRING);
    if (object)
        *fields[field] = (int32_t)((uint8_t *)object - (uint8_t *)code);
}

static void change_constant(Mutator *mutator, Code *code) {
    (void)code;
    Tuple *tuple = (Tuple *)any_object(mutator, KIND_TUPLE);
    if (!tuple || !tuple->object.count)
        return;
    Value *word = &tuple->values[below(mutator, tuple->object.count)];
    static const int64_t numbers[] = {0, 1, -1, 2, 63, 64, 1 << 20, SMALL_MAX, SMALL_MIN};
    switch (below(mutator, 3)) {
    case 0:
        *word = small(numbers[below(mutator, sizeof(numbers) / sizeof(numbers[0]))]);
        break;
    case 1:
        *word = SINGLETON(below(mutator, SINGLETON_COUNT));
        break;
    default:
        *word = (Value)((uint8_t *)any_object(mutator, -1) - (uint8_t *)word) + TAG_REFERENCE;
    }
}

static void change_content(Mutator *mutator, Code *code) {
    (void)code;
    Object *object = any_object(mutator, -1);
    if (object->kind == KIND_STRING && ((String *)object)->length)
        ((String *)object)->bytes[below(mutator, ((String *)object)->byte_count)] ^= 1u << below(mutator, 8);
    else if (object->kind == KIND_FLOAT)
        ((uint32_t *)(object + 1))[below(mutator, 2)] = special_number(mutator);
    else if (object->kind == KIND_INTEGER)
        ((Integer *)object)->digits[below(mutator, object->count)] = special_number(mutator);
    else if (object->kind == KIND_BYTES && ((Bytes *)object)->length)
        ((Bytes *)object)->bytes[below(mutator, (uint32_t)((Bytes *)object)->length)] ^= 1u
                                                                                         << below(mutator, 8);
}

static void change_module(Mutator *mutator, Code *code) {
    (void)code;
    ImageModule *modules = (ImageModule *)(mutator->bytes + mutator->header->modules);
    ImageModule *module = &modules[below(mutator, mutator->header->module_count)];
    Object *tuple = any_object(mutator, KIND_TUPLE), *string = any_object(mutator, KIND_STRING);
    switch (below(mutator, 4)) {
    case 0:
        module->names = (uint32_t)((uint8_t *)tuple - mutator->bytes);
        break;
    case 1:
        module->bound_count += below(mutator, 5) - 2;
        break;
    case 2:
        module->name = (uint32_t)((uint8_t *)string - mutator->bytes);
        break;
    default:
        module->flags ^= MODULE_IS_PACKAGE;
    }
}

static void change_byte(Mutator *mutator, Code *code) {
    (void)code;
    mutator->bytes[below(mutator, (uint32_t)mutator->header->size)] = (uint8_t)special_number(mutator);
}

/* The frequent ones are there several times. */
static void (*const changes[])(Mutator *mutator, Code *code) = {
    change_opcode,  change_opcode,    change_opcode,     change_operand,   change_operand,   change_operand,
    change_operand, change_extension, change_extension,  copy_instruction, copy_instruction, copy_instruction,
    change_flags,   change_range,     swap_instructions, change_counts,    change_range,     change_reference,
    change_content, change_constant,  change_constant,   change_module,    change_byte,
};

/* ---- Mending ---- */

typedef struct Mender {
    Mutator *mutator;
    Code *code;
    uint32_t *words;
    Tuple *constants;
    uint32_t caches;
} Mender;

static uint32_t parameters_of(const Code *code) {
    return (uint32_t)code->positional_count + code->keyword_only_count +
           !!(code->object.detail & CODE_VARIABLE_ARGUMENTS) +
           !!(code->object.detail & CODE_VARIABLE_KEYWORDS);
}

/* A tuple of that many strings; NULL if there is none. */
static Object *tuple_of_strings(Mutator *mutator, uint32_t count) {
    uint32_t start = below(mutator, mutator->object_count);
    for (uint32_t i = 0; i < mutator->object_count; i++) {
        Object *object = mutator->objects[(start + i) % mutator->object_count];
        bool fits = object->kind == KIND_TUPLE && !object->detail && object->count == count;
        for (uint32_t j = 0; fits && j < count; j++) {
            Value element = tuple_get((Tuple *)object, j);
            fits = is_object(element) && is_string(element);
        }
        if (fits)
            return object;
    }
    return NULL;
}

static void mend_names(Mender *mender) {
    Code *code = mender->code;
    Object *names = tuple_of_strings(mender->mutator, parameters_of(code));
    Object *free = tuple_of_strings(mender->mutator, code->free_count);
    uint32_t named = ((Object *)((uint8_t *)code + code->local_names))->count;
    if (names && (named < parameters_of(code) || named > code->register_count))
        code->local_names = (int32_t)((uint8_t *)names - (uint8_t *)code);
    if (free && ((Object *)((uint8_t *)code + code->free_names))->count != code->free_count)
        code->free_names = (int32_t)((uint8_t *)free - (uint8_t *)code);
    if (code->register_count > 256)
        code->register_count = 256;
    if (code->register_count < parameters_of(code))
        code->register_count = (uint16_t)parameters_of(code);
    if (!code->register_count)
        code->register_count = 1;
}

/* Whether constant `number` is what the operand asks for: 'K' an object, 'I' an immediate, 'N' a string,
 * 'T' a tuple, 'C' a code that MAKE_FUNCTION may name. */
static bool constant_fits(const Mender *mender, uint32_t number, char wanted) {
    Value word = mender->constants->values[number];
    bool is_reference = (word & TAG_MASK) == TAG_REFERENCE;
    if (wanted == 'I' || !is_reference)
        return wanted == 'I' && !is_reference;
    const Object *object = as_object(image_word(&mender->constants->values[number]));
    if (wanted == 'K')
        return object->kind != KIND_CODE;
    return object->kind == (wanted == 'N' ? KIND_STRING : wanted == 'T' ? KIND_TUPLE : KIND_CODE);
}

/* The number itself if it fits, else that of the next constant that does; -1 if none does. */
static int32_t mend_constant(const Mender *mender, uint32_t number, char wanted) {
    uint32_t count = mender->constants->object.count;
    for (uint32_t i = 0; i < count; i++)
        if (constant_fits(mender, (number + i) % count, wanted))
            return (int32_t)((number + i) % count);
    return -1;
}

static uint32_t start_at_or_before(const Mender *mender, uint32_t place) {
    uint32_t index = 0;
    for (uint32_t next; (next = index + size_of(mender->words[index])) <= place;)
        index = next;
    return index;
}

/* Blanking adds places where an instruction starts and takes none away. */
static void blank(uint32_t *word) {
    for (uint32_t size = size_of(*word), i = 0; i < size; i++)
        word[i] = OP_MOVE;
}

/* A distance that hits an instruction in the right direction. */
static int32_t mend_distance(const Mender *mender, uint32_t end, int32_t distance, bool backward) {
    uint32_t count = mender->code->instruction_count;
    int64_t target = (int64_t)end + distance;
    if (target < 0 || target >= count || (backward ? target >= end : target < end))
        target = backward ? below(mender->mutator, end) : end + below(mender->mutator, count - end);
    uint32_t start = start_at_or_before(mender, (uint32_t)target);
    if (!backward && start < end)
        start = end;
    return (int32_t)start - (int32_t)end;
}

/* The length of the register range is cut down until it fits. */
static void mend_range(const Mender *mender, uint32_t *word) {
    uint32_t opcode = *word & 255, registers = mender->code->register_count;
    int base_shift = layouts[opcode].range.base == 'A' ? 8 : 16;
    if (!layouts[opcode].range.base)
        return;
    int64_t last = (*word >> base_shift & 255) + layouts[opcode].range.extra;
    char count = layouts[opcode].range.count;
    if (count == 'B' || count == 'C') {
        int shift = count == 'B' ? 16 : 24;
        int64_t room = (int64_t)registers - 1 - last;
        if ((int64_t)(*word >> shift & 255) > room && room >= 0)
            *word = (*word & ~(255u << shift)) | (uint32_t)room << shift;
        last += *word >> shift & 255;
    } else if (count == 'E') {
        *word &= 0x00ffffff;
        word[1] = last < registers ? word[1] % (uint32_t)(registers - last) : 0;
        last += word[1];
    }
    if (last >= registers)
        blank(word);
}

static void mend_special(const Mender *mender, uint32_t *word) {
    bool yields = mender->code->object.detail & CODE_ASYNC_GENERATOR;
    uint32_t b = *word >> 16 & 255;
    switch (*word & 255) {
    case OP_LOAD_SINGLETON:
    case OP_SET_ATTRIBUTE_SINGLETON:
        *word = (*word & 0xff00ffff) | b % SINGLETON_COUNT << 16;
        break;
    case OP_CALL_GLOBAL:
        if (b > 4)
            blank(word);
        break;
    case OP_FORMAT:
    case OP_MAKE_FUNCTION:
        *word &= 0x07ffffff;
        break;
    case OP_BUILD_DICTIONARY:
        *word &= 0xfeffffff;
        break;
    case OP_DICTIONARY_MERGE:
        if ((*word >> 8 & 255) < 2)
            blank(word);
        break;
    case OP_CALL_METHOD:
    case OP_INVOKE:
    case OP_INVOKE_FROM:
        if (b == 0 || ((*word & 255) == OP_INVOKE_FROM && b > 4))
            blank(word);
        break;
    case OP_YIELD:
    case OP_YIELD_FROM:
        if (!yields)
            blank(word);
        break;
    }
}

/* Registers, numbers of free variables, unused operands. */
static void mend_bytes(const Mender *mender, uint32_t *word) {
    const char *format = layouts[*word & 255].format;
    for (uint32_t i = 0; i < 3 && format[i] && format[i] != '+'; i++) {
        uint32_t shift = 8 * (i + 1), value = *word >> shift & 255, limit = 256;
        if (strchr("wrm", format[i]))
            limit = mender->code->register_count;
        else if (format[i] == 'f')
            limit = mender->code->free_count;
        else if (format[i] == '-')
            limit = 1;
        else if (strchr("KIGJSUL", format[i]))
            return;
        if (!limit)
            return blank(word);
        *word = (*word & ~(255u << shift)) | value % limit << shift;
    }
}

/* A number below the limit in the place of one that isn't; false if there is none. */
static bool mend_number(uint32_t *number, uint32_t limit) {
    *number = limit ? *number % limit : 0;
    return limit != 0;
}

static const ImageModule *module_of(const Mender *mender) {
    const Mutator *mutator = mender->mutator;
    return (const ImageModule *)(mutator->bytes + mutator->header->modules) + mender->code->module;
}

static uint32_t slots_of(const Mender *mender) {
    return ((const Object *)(mender->mutator->bytes + module_of(mender)->names))->count;
}

static uint32_t bound_count_of(const Mender *mender) {
    uint32_t bound = module_of(mender)->bound_count, slots = slots_of(mender);
    return bound < slots ? bound : slots;
}

static void mend_wide(const Mender *mender, uint32_t *word, uint32_t index) {
    const char *format = layouts[*word & 255].format;
    bool is_loop = (*word & 255) == OP_LOOP;
    if (format[0] == 'L') {
        int32_t distance = mend_distance(mender, index + 1, (int32_t)*word >> 8, is_loop);
        *word = (*word & 255) | (uint32_t)distance << 8;
        return;
    }
    char wanted = format[1];
    if (wanted == 'J') {
        int32_t distance = mend_distance(mender, index + 1, (int16_t)(*word >> 16), false);
        *word = (*word & 0xffff) | (uint32_t)distance << 16;
    } else if (wanted == 'G') {
        uint32_t slot = *word >> 16, binds = (*word & 255) != OP_LOAD_GLOBAL;
        if (mend_number(&slot, binds ? bound_count_of(mender) : slots_of(mender)))
            *word = (*word & 0xffff) | slot << 16;
        else
            blank(word);
    } else if (wanted == 'K' || wanted == 'I') {
        wanted = (*word & 255) == OP_CHECK_BOUND ? 'N' : wanted;
        int32_t number = mend_constant(mender, *word >> 16, wanted);
        if (number < 0)
            blank(word);
        else
            *word = (*word & 0xffff) | (uint32_t)number << 16;
    }
}

/* Four registers, as many as B says. */
static void mend_sources(const Mender *mender, uint32_t count, uint32_t *sources) {
    uint32_t mended = 0;
    for (uint32_t i = 0; i < 4 && i < count; i++)
        mended |= (*sources >> 8 * i & 255) % mender->code->register_count << 8 * i;
    *sources = mended;
}

/* One extension word; false: there is nothing that it could name. */
static bool mend_extension(const Mender *mender, uint32_t *word, char wanted, uint32_t *extension,
                           uint32_t end) {
    uint32_t cache = wanted == 'C' ? mender->caches << 16 : 0;
    if (wanted == 'J')
        *extension = (uint32_t)mend_distance(mender, end, (int32_t)*extension, false);
    else if (wanted == 'G')
        return mend_number(extension, slots_of(mender));
    else if (wanted == 'R')
        mend_sources(mender, *word >> 16 & 255, extension);
    if (wanted != 'N' && wanted != 'C' && wanted != 'K')
        return true;
    wanted = wanted != 'K' ? 'N' : (*word & 255) == OP_MAKE_FUNCTION ? 'C' : 'T';
    int32_t number = mend_constant(mender, *extension & 0xffff, wanted);
    *extension = (uint32_t)number | cache;
    if (wanted == 'C' && number >= 0) {
        const Code *made = (const Code *)as_object(image_word(&mender->constants->values[number]));
        *word = (*word & 0xff00ffff) | (uint32_t)made->free_count << 16;
    }
    return number >= 0;
}

static void mend_extensions(Mender *mender, uint32_t *word, uint32_t index) {
    const char *wanted = extensions_of(*word);
    uint32_t end = index + size_of(*word);
    for (uint32_t i = 0; wanted[i]; i++)
        if (!mend_extension(mender, word, wanted[i], &word[1 + i], end))
            return blank(word);
    mender->caches += strchr(wanted, 'C') != NULL;
}

static void mend_instructions(Mender *mender) {
    uint32_t count = mender->code->instruction_count, last = 0;
    for (uint32_t index = 0; index < count; index += size_of(mender->words[index])) {
        uint32_t *word = &mender->words[index];
        if ((*word & 255) >= OPCODE_COUNT)
            *word = (*word & ~255u) | (*word & 255) % OPCODE_COUNT;
        if (index + size_of(*word) > count)
            *word = OP_RETURN_NONE;
        last = index;
    }
    while (last < count)
        mender->words[last++] = OP_RETURN_NONE;
    for (uint32_t index = 0; index < count; index += size_of(mender->words[index])) {
        uint32_t *word = &mender->words[index];
        mend_bytes(mender, word);
        mend_range(mender, word);
        mend_special(mender, word);
        mend_extensions(mender, word, index);
        mend_wide(mender, word, index);
    }
    mender->code->cache_count = (uint16_t)mender->caches;
}

static void mend_ranges(Mender *mender) {
    struct ExceptionRange *ranges =
        (struct ExceptionRange *)(mender->words + mender->code->instruction_count);
    for (uint32_t i = 0; i < mender->code->range_count; i++) {
        uint32_t last = start_at_or_before(mender, mender->code->instruction_count - 1);
        ranges[i].start = start_at_or_before(mender, ranges[i].start);
        ranges[i].end = start_at_or_before(mender, ranges[i].end);
        ranges[i].handler = start_at_or_before(mender, ranges[i].handler);
        if (ranges[i].start >= ranges[i].end || ranges[i].handler < ranges[i].end) {
            ranges[i].start = 0;
            ranges[i].end = ranges[i].handler = last;
        }
        ranges[i].target %= mender->code->register_count;
    }
}

static void mend_code(Mutator *mutator, Code *code) {
    Object *constants = (Object *)((uint8_t *)code + code->constants);
    if (constants->kind != KIND_TUPLE || code->module >= mutator->header->module_count ||
        !code->instruction_count)
        return;
    Mender mender = {mutator, code, words_of(code), (Tuple *)constants, 0};
    mend_names(&mender);
    mend_instructions(&mender);
    mend_ranges(&mender);
}

static void mend_string(String *string) {
    uint32_t highest = 0, width = string->object.detail;
    for (uint32_t i = 0; i < string->length; i++) {
        uint32_t character = width == 1   ? string->bytes[i]
                             : width == 2 ? ((uint16_t *)string->bytes)[i]
                                          : ((uint32_t *)string->bytes)[i];
        highest = character > highest ? character : highest;
    }
    string->object.flags = OBJECT_FROZEN | OBJECT_HASHED | (highest < 0x80 ? OBJECT_ASCII : 0);
    string->object.count = string_hash_characters(string->bytes, string->length, width);
}

void image_seal(uint8_t *bytes, size_t size) {
    ImageHeader *header = (ImageHeader *)(void *)bytes;
    memcpy(header->magic, IMAGE_MAGIC, sizeof(header->magic));
    header->version = IMAGE_VERSION;
    header->fingerprint = IMAGE_FINGERPRINT;
    header->size = size;
    header->checksum = 0;
    header->checksum = crc32_add(0, bytes, size);
}

void image_mutate(uint8_t *bytes, size_t size, uint64_t seed) {
    static Mutator mutator;
    mutator = (Mutator){.bytes = bytes, .header = (ImageHeader *)(void *)bytes, .state = seed};
    (void)size;
    take_apart(&mutator);
    if (!mutator.code_count)
        return;
    bool mending = below(&mutator, 16) != 0;
    for (uint32_t left = 1 + below(&mutator, 6); left; left--) {
        Code *code = mutator.codes[below(&mutator, mutator.code_count)];
        uint32_t change = below(&mutator, sizeof(changes) / sizeof(changes[0]));
        changes[change](&mutator, code);
        if (changes[change] == change_byte)
            return; /* what lies where is no longer known */
    }
    for (uint32_t i = 0; mending && i < mutator.object_count; i++) {
        if (mutator.objects[i]->kind == KIND_CODE)
            mend_code(&mutator, (Code *)mutator.objects[i]);
        else if (mutator.objects[i]->kind == KIND_STRING)
            mend_string((String *)mutator.objects[i]);
    }
}
