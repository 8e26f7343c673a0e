/*
 * Verifying images: the instructions of one code, by the formats and ranges of opcodes.def.
 *
 * What the interpreter relies on and formats can't say is in verify_special(): LOAD_SINGLETON's number, the
 * receiver's register of CALL_METHOD and INVOKE, a function's cells, and the like.
 */
#include "vm/verify.h"

enum Opcode {
#define OPCODE(name, format, range) OP_##name,
#include "vm/opcodes.def"
#undef OPCODE
    OPCODE_COUNT
};

/* Registers from the base operand's on: base + count + extra is the last one. */
enum RangeBase { BASE_NONE, BASE_A, BASE_B };
enum RangeCount { COUNT_NONE, COUNT_B, COUNT_C, COUNT_C_EXTENSION };
#define RANGE_NONE {BASE_NONE, COUNT_NONE, 0}
#define RANGE_A(extra) {BASE_A, COUNT_NONE, extra}
#define RANGE_B(extra) {BASE_B, COUNT_NONE, extra}
#define RANGE_A_B(extra) {BASE_A, COUNT_B, extra}
#define RANGE_A_C(extra) {BASE_A, COUNT_C, extra}
#define RANGE_B_C(extra) {BASE_B, COUNT_C, extra}
#define RANGE_A_CE {BASE_A, COUNT_C_EXTENSION, 0}

/* An instruction with extension words has three operand letters and a plus before their letters. */
enum { OPERAND_LETTERS = 4 };
#define SIZE_OF(format) (uint8_t)(sizeof(format) > OPERAND_LETTERS + 1 ? sizeof(format) - OPERAND_LETTERS : 1)

static const struct InstructionLayout {
    char format[8];
    uint8_t size; /* in words */
    struct {
        uint8_t base, count;
        int8_t extra;
    } range;
} layouts[OPCODE_COUNT] = {
#define OPCODE(name, format, range) {format, SIZE_OF(format), range},
#include "vm/opcodes.def"
#undef OPCODE
};
_Static_assert(OPCODE_COUNT <= 256, "opcodes are bytes");

/* One instruction, taken apart. */
typedef struct Instruction {
    CodeVerifier *verifier;
    uint32_t index, size; /* in words */
    uint8_t opcode, a, b, c;
    uint16_t wide;
    const uint32_t *extensions;
    const char *format;            /* of the operands */
    const char *extension_formats; /* a letter for each extension word, then 0 */
    const struct InstructionLayout *layout;
} Instruction;

static bool fail(const Instruction *instruction, const char *what) {
    return verify_fail_code(instruction->verifier, "word %u: %s", instruction->index, what);
}

static Instruction take_apart(CodeVerifier *verifier, uint32_t index) {
    uint32_t word = verifier->words[index];
    const struct InstructionLayout *layout = &layouts[word & 255];
    Instruction instruction = {
        .verifier = verifier,
        .index = index,
        .opcode = word & 255,
        .a = word >> 8 & 255,
        .b = word >> 16 & 255,
        .c = word >> 24,
        .wide = (uint16_t)(word >> 16),
        .format = layout->format,
        .extension_formats = layout->format + OPERAND_LETTERS,
        .extensions = &verifier->words[index + 1],
        .size = layout->size,
        .layout = layout,
    };
    return instruction;
}

/* ---- Constants ---- */

/* The place of the object that constant `number` refers to; 0 if it isn't a reference, or there is no such
 * constant. */
static uint64_t referred_place(const Instruction *instruction, uint32_t number) {
    const CodeVerifier *verifier = instruction->verifier;
    uint64_t target = 0;
    if (number >= verifier->constant_count ||
        verify_word(verifier->image, verifier->constants + number * sizeof(Value), &target) != WORD_REFERENCE)
        return 0;
    return target;
}

/* LOAD_CONSTANT and CHECK_BOUND. A code must not become a value: only MAKE_FUNCTION brings it the cells it
 * needs. */
static bool check_reference(const Instruction *instruction) {
    uint64_t target = referred_place(instruction, instruction->wide);
    if (!target)
        return fail(instruction, "the constant is not an object");
    if (verify_is(instruction->verifier->image, target, KIND_CODE))
        return fail(instruction, "the constant is a code");
    if (instruction->opcode == OP_CHECK_BOUND &&
        !verify_is(instruction->verifier->image, target, KIND_STRING))
        return fail(instruction, "the constant is not a name");
    return true;
}

static bool check_immediate(const Instruction *instruction) {
    const CodeVerifier *verifier = instruction->verifier;
    uint64_t target = 0;
    if (instruction->wide >= verifier->constant_count ||
        verify_word(verifier->image, verifier->constants + instruction->wide * sizeof(Value), &target) !=
            WORD_IMMEDIATE)
        return fail(instruction, "the constant is not an immediate");
    return true;
}

/* ---- Operands ---- */

static bool check_slot(const Instruction *instruction, uint32_t slot) {
    const CodeVerifier *verifier = instruction->verifier;
    bool binds = instruction->opcode == OP_STORE_GLOBAL || instruction->opcode == OP_DELETE_GLOBAL;
    if (verifier->image->header->flags & IMAGE_DYNAMIC)
        return fail(instruction, "a global slot in an image made at run time");
    if (slot >= verifier->slot_count)
        return fail(instruction, "no such global slot");
    if (binds && slot >= verifier->bound_count)
        return fail(instruction, "binds a global slot that is only read");
    return true;
}

/* Distances count from the instruction's end. Backward is for LOOP alone, which charges. */
static bool check_jump(const Instruction *instruction, int64_t distance) {
    const CodeVerifier *verifier = instruction->verifier;
    int64_t target = (int64_t)instruction->index + instruction->size + distance;
    if (target < 0 || target >= verifier->code->instruction_count)
        return fail(instruction, "jump leaves the function");
    if (instruction->opcode == OP_LOOP ? target > instruction->index : distance < 0)
        return fail(instruction, "jump in the wrong direction");
    if (!bit_test(verifier->image->instruction_starts, (uint64_t)target))
        return fail(instruction, "jump into the middle of an instruction");
    return true;
}

static int64_t long_distance(const Instruction *instruction) {
    uint32_t distance = instruction->a | (uint32_t)instruction->wide << 8;
    return distance & 0x800000 ? (int64_t)distance - 0x1000000 : (int64_t)distance;
}

/* One byte's operand: A, B or C. */
static bool check_byte(const Instruction *instruction, char type, uint8_t operand) {
    const Code *code = instruction->verifier->code;
    switch (type) {
    case '-':
        return operand == 0 || fail(instruction, "an unused operand is not zero");
    case 'w':
    case 'r':
    case 'm':
        return operand < code->register_count || fail(instruction, "no such register");
    case 'f':
        return operand < code->free_count || fail(instruction, "no such free variable");
    default: /* numbers */
        return true;
    }
}

/* The operand that B and C are together. */
static bool check_wide(const Instruction *instruction, char type) {
    switch (type) {
    case 'K':
        return check_reference(instruction);
    case 'I':
        return check_immediate(instruction);
    case 'G':
        return check_slot(instruction, instruction->wide);
    case 'J':
        return check_jump(instruction, (int16_t)instruction->wide);
    default: /* S, U: numbers */
        return true;
    }
}

static bool is_wide(char type) {
    return type == 'K' || type == 'I' || type == 'G' || type == 'J' || type == 'S' || type == 'U';
}

static bool check_operands(const Instruction *instruction) {
    const char *format = instruction->format;
    if (format[0] == 'L')
        return check_jump(instruction, long_distance(instruction));
    if (!check_byte(instruction, format[0], instruction->a))
        return false;
    if (is_wide(format[1]))
        return check_wide(instruction, format[1]);
    return check_byte(instruction, format[1], instruction->b) &&
           check_byte(instruction, format[2], instruction->c);
}

/* ---- Extension words ---- */

static bool check_name(const Instruction *instruction, uint32_t constant) {
    const ImageVerifier *image = instruction->verifier->image;
    uint64_t target = referred_place(instruction, constant);
    return (target && verify_is(image, target, KIND_STRING)) ||
           fail(instruction, "the constant is not a name");
}

/* Caches are numbered in the order of the instructions, and none is shared. */
static bool check_cached_name(const Instruction *instruction, uint32_t extension) {
    CodeVerifier *verifier = instruction->verifier;
    uint32_t cache = extension >> 16;
    if (!check_name(instruction, extension & 0xffff))
        return false;
    if (cache != verifier->caches || cache >= verifier->code->cache_count)
        return fail(instruction, "no such inline cache");
    verifier->caches++;
    return true;
}

/* Where the first B registers of a window come from. */
static bool check_sources(const Instruction *instruction, uint32_t registers) {
    if (instruction->b > 4)
        return fail(instruction, "more than four arguments moved");
    for (uint32_t i = 0; i < 4; i++, registers >>= 8) {
        uint32_t source = registers & 255;
        if (i < instruction->b ? source >= instruction->verifier->code->register_count : source != 0)
            return fail(instruction, "no such register to move from");
    }
    return true;
}

static bool check_called_names(const Instruction *instruction, uint64_t target) {
    const ImageVerifier *image = instruction->verifier->image;
    if (!verify_is_string_tuple(image, target))
        return fail(instruction, "the constant is not a tuple of strings");
    if (instruction->opcode == OP_CALL_KEYWORDS && verify_object(image, target)->count > instruction->b)
        return fail(instruction, "more named arguments than arguments");
    return true;
}

/* That the code is of the same module (its global slots were checked against that one's) and gets the cells
 * it expects. */
static bool check_made_code(const Instruction *instruction, uint64_t target) {
    const CodeVerifier *verifier = instruction->verifier;
    if (!verify_is(verifier->image, target, KIND_CODE))
        return fail(instruction, "the constant is not a code");
    const Code *made = (const Code *)verify_object(verifier->image, target);
    if (made->module != verifier->code->module)
        return fail(instruction, "the function's code is of another module");
    if (made->object.detail & CODE_MODULE_BODY)
        return fail(instruction, "the function's code is a module's body");
    if (made->free_count != instruction->b)
        return fail(instruction, "the function's code expects another number of cells");
    return true;
}

static bool check_constant(const Instruction *instruction, uint32_t constant) {
    uint64_t target = referred_place(instruction, constant);
    if (!target)
        return fail(instruction, "the constant is not an object");
    return instruction->opcode == OP_MAKE_FUNCTION ? check_made_code(instruction, target)
                                                   : check_called_names(instruction, target);
}

/* A word whose high half has no meaning has it 0: a number with it is too large for anything that exists. */
static bool check_extension(const Instruction *instruction, char format, uint32_t extension) {
    switch (format) {
    case 'N':
        return check_name(instruction, extension);
    case 'C':
        return check_cached_name(instruction, extension);
    case 'J':
        return check_jump(instruction, (int32_t)extension);
    case 'K':
        return check_constant(instruction, extension);
    case 'G':
        return check_slot(instruction, extension);
    case 'R':
        return check_sources(instruction, extension);
    default: /* U */
        return true;
    }
}

static bool check_extensions(const Instruction *instruction) {
    for (uint32_t i = 0; i < instruction->size - 1; i++)
        if (!check_extension(instruction, instruction->extension_formats[i], instruction->extensions[i]))
            return false;
    return true;
}

/* ---- Ranges and the rest ---- */

static bool check_range(const Instruction *instruction) {
    if (instruction->layout->range.base == BASE_NONE)
        return true;
    int64_t last = instruction->layout->range.base == BASE_A ? instruction->a : instruction->b;
    last += instruction->layout->range.extra;
    switch (instruction->layout->range.count) {
    case COUNT_B:
        last += instruction->b;
        break;
    case COUNT_C:
        last += instruction->c;
        break;
    case COUNT_C_EXTENSION:
        last += (int64_t)instruction->c + instruction->extensions[0];
        break;
    }
    return last < instruction->verifier->code->register_count ||
           fail(instruction, "its registers pass the last one");
}

static bool check_yield(const Instruction *instruction) {
    return instruction->verifier->code->object.detail & CODE_ASYNC_GENERATOR ||
           fail(instruction, "yields in a code that is no generator");
}

static bool check_special(const Instruction *instruction) {
    switch (instruction->opcode) {
    case OP_LOAD_SINGLETON:
    case OP_SET_ATTRIBUTE_SINGLETON:
        return instruction->b < SINGLETON_COUNT || fail(instruction, "no such singleton");
    case OP_CALL_METHOD:
    case OP_INVOKE:
    case OP_INVOKE_FROM:
        return instruction->b > 0 || fail(instruction, "a method called without a register for its receiver");
    case OP_DICTIONARY_MERGE:
        return instruction->a >= 2 ||
               fail(instruction, "keywords merged without a register for what is called");
    case OP_BUILD_DICTIONARY:
        return instruction->c % 2 == 0 || fail(instruction, "a key without a value");
    case OP_FORMAT:
    case OP_MAKE_FUNCTION:
        return instruction->c < 8 || fail(instruction, "unknown flags");
    case OP_YIELD:
    case OP_YIELD_FROM:
        return check_yield(instruction);
    default:
        return true;
    }
}

/* ---- All ---- */

/* Marks where instructions start. The index of the last one is put into *last. */
static bool mark_starts(CodeVerifier *verifier, uint32_t *last) {
    uint32_t count = verifier->code->instruction_count;
    uint64_t *starts = verifier->image->instruction_starts;
    for (uint32_t i = 0; i <= count / 64; i++)
        starts[i] = 0;
    if (count == 0)
        return verify_fail_code(verifier, "no instructions");
    for (uint32_t index = 0; index < count; index++) {
        uint32_t opcode = verifier->words[index] & 255;
        if (opcode >= OPCODE_COUNT)
            return verify_fail_code(verifier, "word %u: unknown instruction %u", index, opcode);
        bit_set(starts, index);
        *last = index;
        index += layouts[opcode].size - 1u;
        if (index >= count)
            return verify_fail_code(verifier, "word %u: its last word is missing", *last);
    }
    return true;
}

static bool ends_function(uint32_t opcode) {
    switch (opcode) {
    case OP_RETURN:
    case OP_RETURN_NONE:
    case OP_RAISE:
    case OP_RAISE_FROM:
    case OP_RAISE_AGAIN:
    case OP_RAISE_CURRENT:
    case OP_JUMP:
    case OP_LOOP:
        return true;
    default:
        return false;
    }
}

static bool check_instruction(const Instruction *instruction) {
    return check_operands(instruction) && check_extensions(instruction) && check_range(instruction) &&
           check_special(instruction);
}

bool verify_instructions(CodeVerifier *verifier) {
    uint32_t last = 0, count = verifier->code->instruction_count;
    if (!mark_starts(verifier, &last))
        return false;
    for (uint32_t index = 0; index < count;) {
        Instruction instruction = take_apart(verifier, index);
        if (!check_instruction(&instruction))
            return false;
        index += instruction.size;
    }
    if (!ends_function(verifier->words[last] & 255))
        return verify_fail_code(verifier, "word %u: control falls off the end", last);
    if (verifier->caches != verifier->code->cache_count)
        return verify_fail_code(verifier, "inline caches that no instruction has");
    return true;
}
