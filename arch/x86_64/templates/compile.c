/*
 * The template compiler: copies the templates of a function's instructions one behind the other and fills
 * their holes (templates.S says what those are).
 *
 * One pass lays out, others write; each is linear in the code. They write a draft in ordinary memory, so that
 * interrupts need be off only while it is copied. An instruction has exactly one place in the text, so jumps,
 * handlers and the interpreter find it by its word. What its template leaves (EXIT, OUT_name) goes through a
 * stub behind the whole text, where it is in nobody's way.
 *
 * The code was verified: operands, targets and constants need no checking here.
 */
#include "arch/x86_64/templates/offsets.h"
#include "vm/attribute.h"
#include "vm/image.h"
#include "vm/leaf.h"
#include "vm/machine.h"
#include "vm/machine_code.h"
#include "vm/types/iterator.h"
#include "vm/types/string.h"

struct Hole {
    uint8_t offset; /* in the template */
    uint8_t kind;   /* enum HoleKind */
    uint8_t width;  /* bytes */
    int8_t addend;
};

enum { COLD_LIMIT = 3, TEXT_ALIGNMENT = 16, SLOT_MOST = 1 << 24 /* whose distance fits a hole */ };

struct Template {
    uint16_t start, first_hole;
    uint8_t length, hole_count;
    uint8_t tail;                          /* its offset, if the template has one */
    uint8_t cold_count, colds[COLD_LIMIT]; /* numbers in cold_targets */
};

struct Row {
    uint8_t words;
    uint8_t templates[2]; /* by operand C */
    uint8_t leaf;
};

enum Opcode {
#define OPCODE(name, format, range) OP_##name,
#include "vm/opcodes.def"
#undef OPCODE
};

#include "templates.h"

#define SAME(structure, member, offset) _Static_assert(offsetof(structure, member) == (offset), #member)
SAME(Isolate, budget, ISOLATE_BUDGET);
SAME(Isolate, stack_top, ISOLATE_STACK_TOP);
SAME(Isolate, stack_limit, ISOLATE_STACK_LIMIT);
SAME(Isolate, frame, ISOLATE_FRAME);
SAME(Isolate, frame_limit, ISOLATE_FRAME_LIMIT);
SAME(Isolate, kept_top, ISOLATE_KEPT_TOP);
SAME(Isolate, lookups, ISOLATE_LOOKUPS);
SAME(Isolate, lookup_mask, ISOLATE_LOOKUP_MASK);
SAME(Isolate, lookup_epoch, ISOLATE_LOOKUP_EPOCH);
SAME(LookupEntry, class, LOOKUP_CLASS_WORD);
SAME(LookupEntry, key, LOOKUP_KEY);
SAME(LookupEntry, value, LOOKUP_VALUE);
SAME(LookupEntry, slot, LOOKUP_SLOT);
_Static_assert(sizeof(LookupEntry) == 1 << LOOKUP_SIZE_SHIFT && LOOKUP_EPOCH == LOOKUP_SLOT + 4,
               "LookupEntry");
_Static_assert(CACHE_SLOT == NUMBER_CACHE_SLOT && CACHE_METHOD == NUMBER_CACHE_METHOD, "cache states");
SAME(Frame, function, FRAME_FUNCTION);
SAME(Frame, program_counter, FRAME_PROGRAM_COUNTER);
SAME(Frame, registers, FRAME_REGISTERS);
SAME(Frame, end, FRAME_END);
SAME(Frame, handled, FRAME_HANDLED);
SAME(Frame, extra, FRAME_EXTRA);
SAME(Frame, flags, FRAME_FLAGS);
SAME(Frame, result, FRAME_RESULT);
SAME(Frame, resume, FRAME_RESUME);
_Static_assert(sizeof(Frame) == FRAME_SIZE, "Frame");
SAME(Object, kind, OBJECT_KIND);
SAME(Object, flags, OBJECT_FLAGS);
SAME(Object, detail, OBJECT_DETAIL);
SAME(Object, count, OBJECT_COUNT);
SAME(Object, class, OBJECT_CLASS);
SAME(Function, code, FUNCTION_CODE);
SAME(Function, globals, FUNCTION_GLOBALS);
SAME(Function, caches, FUNCTION_CACHES);
SAME(Function, machine_code, FUNCTION_MACHINE_CODE);
SAME(Function, cells, FUNCTION_CELLS);
SAME(MachineCode, entry, MACHINE_CODE_ENTRY);
SAME(MachineCode, plain_count, MACHINE_CODE_PLAIN_COUNT);
_Static_assert(sizeof(Code) == CODE_INSTRUCTIONS, "Code");
SAME(Module, slots, MODULE_SLOTS);
SAME(Instance, slots, INSTANCE_SLOTS);
SAME(List, length, LIST_LENGTH);
SAME(List, items, LIST_ITEMS);
SAME(Values, values, VALUES_VALUES);
SAME(Tuple, values, TUPLE_VALUES);
SAME(Cell, value, CELL_VALUE);
SAME(String, length, STRING_LENGTH);
SAME(String, byte_count, STRING_BYTE_COUNT);
SAME(String, bytes, STRING_BYTES);
_Static_assert(sizeof(short_strings[0]) == 1 << SHORT_STRING_SHIFT, "short strings");
SAME(Native, function, NATIVE_FUNCTION);
SAME(Native, minimum, NATIVE_MINIMUM);
SAME(Native, maximum, NATIVE_MAXIMUM);
SAME(Native, flags, NATIVE_FLAGS);
SAME(Native, owner, NATIVE_OWNER);
_Static_assert(KIND_NATIVE == NUMBER_NATIVE && NATIVE_KEYWORDS == NUMBER_NATIVE_KEYWORDS &&
                   NATIVE_UNLIMITED == 255,
               "natives");
SAME(Isolate, role, ISOLATE_ROLE);
_Static_assert(ITERATE_LIST == NUMBER_ITERATE_LIST && ITERATE_RANGE == NUMBER_ITERATE_RANGE &&
                   ITERATE_STRING == NUMBER_ITERATE_STRING,
               "iterators");
_Static_assert(CACHE_DIRECT_KIND == DIRECT_KIND && CACHE_DIRECT_HANDLE == DIRECT_HANDLE &&
                   CACHE_HANDLE_TYPE == HANDLE_TYPE_MASK && TAG_HANDLE == VALUE_TAG_HANDLE,
               "direct calls");
SAME(Iterator, source, ITERATOR_SOURCE);
SAME(Iterator, position, ITERATOR_POSITION);
SAME(Iterator, step, ITERATOR_STEP);
SAME(Iterator, remaining, ITERATOR_REMAINING);
SAME(Cache, hit, CACHE_HIT);
SAME(Cache, value, CACHE_VALUE_WORD);
SAME(Cache, slot, CACHE_SLOT_NUMBER);
_Static_assert(sizeof(Cache) == CACHE_SIZE, "Cache");
_Static_assert(NONE == VALUE_NONE && FALSE == VALUE_FALSE && TRUE == VALUE_TRUE &&
                   UNDEFINED == VALUE_UNDEFINED,
               "singletons");
_Static_assert(TAG_MASK == VALUE_TAG_MASK && TAG_REFERENCE == VALUE_TAG_REFERENCE, "tags");
_Static_assert(KIND_STRING == NUMBER_STRING && KIND_INTEGER == NUMBER_INTEGER && KIND_TUPLE == NUMBER_TUPLE &&
                   KIND_FUNCTION == NUMBER_FUNCTION && KIND_CELL == NUMBER_CELL && KIND_LIST == NUMBER_LIST &&
                   KIND_ITERATOR == NUMBER_ITERATOR,
               "kinds");
_Static_assert(OBJECT_SCANNED == NUMBER_SCANNED, "flags");

struct Compiler {
    const Code *code;
    const uint32_t *words;
    MachineCode *draft;     /* of what is made, in ordinary memory; NULL while only sizes are asked for */
    uint8_t *draft_text;    /* where the text is written, */
    const uint8_t *text;    /* and where it will lie */
    uint32_t end, cold_end; /* what was laid out so far, of the text itself and of what is out of line */
    uint32_t cold_start;    /* where that begins: known to the passes that write */
    bool too_far;           /* a place lies farther from a hole than the hole can say */
};

/* An instruction being compiled, and what the parts of it that aren't operands stand for. */
struct Instruction {
    struct Compiler *compiler;
    const uint8_t *bytes;
    uint32_t index, size; /* in words */
    uint32_t from, to;    /* registers: SOURCE8; TARGET8, CLEARED8 and WINDOW8 */
    uint32_t behind_main; /* place in the text: CONTINUE */
    uint32_t tail;        /* the same: TAIL */
    const uint8_t *cold;  /* COLD */
    uint32_t cold_places[COLD_LIMIT];
};

static uint32_t operand_b(const struct Instruction *instruction) { return instruction->bytes[2]; }
static uint32_t operand_c(const struct Instruction *instruction) { return instruction->bytes[3]; }
static uint32_t operand_bx(const struct Instruction *instruction) {
    return operand_b(instruction) | operand_c(instruction) << 8;
}
static const uint32_t *words_of(const struct Instruction *instruction) {
    return instruction->compiler->words + instruction->index;
}
static uint64_t small_of(int64_t number) { return (uint64_t)number * 2 + 1; }

/* ---- What holes are filled with ---- */

static uint64_t constant(const struct Instruction *instruction, bool resolved) {
    const Value *word = &code_constants(instruction->compiler->code)[operand_bx(instruction)];
    return resolved ? image_word(word) : *word;
}

/* The instruction's name, as the table of look-ups has it. */
static uint64_t lookup_key(const struct Instruction *instruction) {
    uint32_t number = words_of(instruction)[1] & 0xffff;
    Value name = image_word(&code_constants(instruction->compiler->code)[number]);
    switch (instruction->bytes[0]) {
    case OP_GET_ATTRIBUTE:
    case OP_GET_ATTRIBUTE_JUMP_NONE:
        return name | LOOKUP_GET;
    case OP_INVOKE:
    case OP_INVOKE_FROM:
        return name | LOOKUP_METHOD;
    default:
        return name | LOOKUP_SET;
    }
}

static uint64_t plain_value(const struct Instruction *instruction, enum HoleKind kind) {
    uint32_t b = operand_b(instruction), c = operand_c(instruction), bx = operand_bx(instruction);
    switch (kind) {
    case HOLE_A8:
        return instruction->bytes[1] * 8u;
    case HOLE_B8:
        return b * 8;
    case HOLE_C8:
        return c * 8;
    case HOLE_BX8:
        return bx * 8;
    case HOLE_G8:
        return words_of(instruction)[1] * 8u;
    case HOLE_B:
        return b;
    case HOLE_C:
        return c;
    case HOLE_CACHE:
        return (words_of(instruction)[1] >> 16) * CACHE_SIZE;
    case HOLE_SMALL_B:
        return small_of((int8_t)b);
    case HOLE_SMALL_C:
        return small_of((int8_t)c);
    case HOLE_SMALL_BX:
        return small_of((int16_t)bx);
    case HOLE_TWICE_B:
        return small_of((int8_t)b) - 1;
    case HOLE_TWICE_C:
        return small_of((int8_t)c) - 1;
    case HOLE_UNSIGNED_B2:
        return b * 2;
    case HOLE_SINGLETON_B:
        return SINGLETON(b);
    case HOLE_SINGLETON_C1:
        return SINGLETON(c >> 1);
    case HOLE_CONSTANT:
        return constant(instruction, true);
    case HOLE_WORD:
        return constant(instruction, false);
    case HOLE_BEHIND:
        return (uintptr_t)(words_of(instruction) + instruction->size);
    case HOLE_BEHIND_FIRST:
        return (uintptr_t)(words_of(instruction) + 1);
    case HOLE_PLAIN_COUNT:
        return b + 1;
    case HOLE_INDEX:
        return instruction->index;
    case HOLE_NAME:
        return lookup_key(instruction);
    case HOLE_SOURCE8:
        return instruction->from * 8;
    default: /* HOLE_TARGET8, HOLE_CLEARED8, HOLE_WINDOW8 */
        return instruction->to * 8;
    }
}

/* The word a jump goes to. Its distance is in 24 or 16 bits of the first word, or in the last one. */
static uint32_t jump_target(const struct Instruction *instruction) {
    const uint32_t *words = words_of(instruction);
    int32_t distance = instruction->size > 1 ? (int32_t)words[instruction->size - 1] : (int32_t)*words >> 8;
    if (instruction->size == 1 && instruction->bytes[0] != OP_JUMP && instruction->bytes[0] != OP_LOOP)
        distance = (int16_t)operand_bx(instruction);
    return instruction->index + instruction->size + (uint32_t)distance;
}

static const uint8_t *place_value(const struct Instruction *instruction, enum HoleKind kind) {
    const struct Compiler *compiler = instruction->compiler;
    switch (kind) {
    case HOLE_TARGET:
        return compiler->text + compiler->draft->places[jump_target(instruction)];
    case HOLE_COLD_0:
    case HOLE_COLD_1:
    case HOLE_COLD_2:
        return compiler->text + instruction->cold_places[kind - HOLE_COLD_0];
    case HOLE_TAIL:
        return compiler->text + instruction->tail;
    case HOLE_CONTINUE:
        return compiler->text + instruction->behind_main;
    case HOLE_COLD:
        return instruction->cold;
    default:
        return linked_targets[kind - HOLE_LINKED];
    }
}

/* What leads to a place from a hole, which is written somewhere else than it will lie: 32 bits, with a sign.
 */
static uint64_t distance(const struct Instruction *instruction, const struct Hole *hole,
                         const uint8_t *written) {
    struct Compiler *compiler = instruction->compiler;
    const uint8_t *from = compiler->text + (written - compiler->draft_text);
    int64_t bytes = place_value(instruction, hole->kind) - from + hole->addend;
    compiler->too_far |= bytes != (int32_t)bytes;
    return (uint64_t)bytes;
}

static void fill(const struct Instruction *instruction, const struct Hole *hole, uint8_t *start) {
    uint8_t *to = start + hole->offset;
    uint64_t value = hole->kind < HOLE_TARGET
                         ? plain_value(instruction, hole->kind) + (uint64_t)(int64_t)hole->addend
                         : distance(instruction, hole, to);
    __builtin_memcpy(to, &value, hole->width); /* the lowest byte first, as x86-64 has it */
}

static void copy(const struct Instruction *instruction, const struct Template *template, uint8_t *to) {
    __builtin_memcpy(to, template_bytes + template->start, template->length);
    for (uint32_t i = 0; i < template->hole_count; i++)
        fill(instruction, &holes[template->first_hole + i], to);
}

/* ---- Laying out ---- */

/* Makes room for a template in the text proper or behind it; copies it if this pass writes. */
static uint32_t place_at(const struct Instruction *instruction, uint32_t number, uint32_t *end) {
    const struct Template *template = &templates[number];
    uint32_t place = *end;
    *end += template->length;
    if (instruction->compiler->draft)
        copy(instruction, template, instruction->compiler->draft_text + place);
    return place;
}

static void add_part(struct Instruction *instruction, uint32_t number) {
    place_at(instruction, number, &instruction->compiler->end);
}

/* The stubs of a template's ways out of line, then the template. */
static void add(struct Instruction *instruction, uint32_t number) {
    struct Compiler *compiler = instruction->compiler;
    const struct Template *template = &templates[number];
    instruction->behind_main = compiler->end + template->length;
    instruction->tail = compiler->end + template->tail;
    for (uint32_t i = 0; i < template->cold_count; i++) {
        uint32_t cold = template->colds[i];
        instruction->cold = cold_targets[cold];
        instruction->cold_places[i] = place_at(instruction, cold_stubs[cold], &compiler->cold_end);
    }
    add_part(instruction, number);
}

/* The registers that a call's arguments come from, in the last word, or NULL. */
static const uint8_t *sources_of(const struct Instruction *instruction) {
    uint8_t opcode = instruction->bytes[0];
    bool moves = opcode == OP_CALL_GLOBAL || opcode == OP_INVOKE_FROM;
    return moves ? instruction->bytes + 4 * (instruction->size - 1) : NULL;
}

/* Moving twice must do no harm, since a call that is left to the interpreter moves its arguments again; nor
 * must moving before R[A], which the interpreter sets first, is the callable. */
static bool moves_again(const struct Instruction *instruction, const uint8_t *sources) {
    uint32_t window = instruction->bytes[1] + 1u, count = operand_b(instruction);
    for (uint32_t i = 0; sources && i < count; i++)
        if (sources[i] >= window - 1 && sources[i] < window + count && sources[i] != window + i)
            return false;
    return true;
}

/* 1 + the number of the instruction's template, or 0. */
static uint32_t template_of(const struct Instruction *instruction) {
    const struct Row *row = &rows[instruction->bytes[0]];
    uint32_t c = operand_c(instruction);
    bool chosen =
        row->templates[0] != row->templates[1] || instruction->bytes[0] == OP_GET_ATTRIBUTE_JUMP_NONE;
    if (chosen && c > 1 && instruction->bytes[0] != OP_IS_SINGLETON)
        return 0;
    bool names_slot = instruction->bytes[0] == OP_CALL_GLOBAL || instruction->bytes[0] == OP_LOAD_GLOBAL_ITEM;
    if (names_slot && words_of(instruction)[1] > SLOT_MOST)
        return 0;
    return row->templates[c & 1];
}

static void add_instruction(struct Instruction *instruction) {
    uint32_t number = template_of(instruction);
    const uint8_t *sources = sources_of(instruction);
    if (!number || !moves_again(instruction, sources)) {
        add_part(instruction, TEMPLATE_PART_STEP);
        return;
    }
    for (uint32_t i = 0; sources && i < operand_b(instruction); i++) {
        instruction->from = sources[i];
        instruction->to = instruction->bytes[1] + 1 + i;
        if (instruction->from != instruction->to)
            add_part(instruction, TEMPLATE_PART_ARGUMENT);
    }
    add(instruction, number - 1);
    if (instruction->bytes[0] == OP_GET_ATTRIBUTE_JUMP_NONE)
        add_part(instruction, operand_c(instruction) ? TEMPLATE_PART_JUMP_NONE_1 : TEMPLATE_PART_JUMP_NONE_0);
}

static void add_prologue(struct Compiler *compiler) {
    const Code *code = compiler->code;
    struct Instruction entry = {
        .compiler = compiler, .bytes = (const uint8_t *)compiler->words, .to = code->register_count};
    uint32_t leaf = code_is_leaf(code) ? rows[entry.bytes[0]].leaf : 0;
    if (leaf)
        add_part(&entry, leaf - 1);
    add_part(&entry, TEMPLATE_PART_PROLOGUE);
    for (entry.to = code->positional_count; entry.to < code->register_count; entry.to++)
        add_part(&entry, TEMPLATE_PART_CLEAR);
    add_part(&entry, TEMPLATE_PART_FRAME);
}

static void lay_out(struct Compiler *compiler) {
    compiler->end = 0;
    compiler->cold_end = compiler->cold_start;
    compiler->too_far = false;
    add_prologue(compiler);
    for (uint32_t index = 0; index < compiler->code->instruction_count;) {
        struct Instruction instruction = {
            .compiler = compiler, .bytes = (const uint8_t *)(compiler->words + index), .index = index};
        instruction.size = rows[instruction.bytes[0]].words;
        if (compiler->draft)
            compiler->draft->places[index] = compiler->end;
        add_instruction(&instruction);
        index += instruction.size;
    }
}

static size_t align(size_t size) { return (size + TEXT_ALIGNMENT - 1) / TEXT_ALIGNMENT * TEXT_ALIGNMENT; }

/* Bytes from the start of a MachineCode to its text. */
static size_t text_offset(const Code *code) {
    return align(sizeof(MachineCode) + code->instruction_count * sizeof(uint32_t));
}

/* Writes the draft of what will lie at `made`. False: that is too far from the VM. */
static bool write_draft(struct Compiler *compiler, const MachineCode *made) {
    size_t offset = text_offset(compiler->code);
    compiler->draft_text = (uint8_t *)compiler->draft + offset;
    compiler->text = (const uint8_t *)made + offset;
    compiler->cold_start = compiler->end;
    lay_out(compiler); /* finds the places that jumps go to, */
    lay_out(compiler); /* and this time all jumps go there */
    compiler->draft->entry = compiler->text;
    return !compiler->too_far;
}

/* Puts the draft where it is to be. NULL: no room; it is gone again when that is no place for it. */
static const MachineCode *settle(struct Compiler *compiler, size_t size, MachineCodeMemory *memory) {
    MachineCodeMemory before = *memory;
    MachineCode *draft = compiler->draft, *made = machine_code_place(memory, draft, size);
    if (!made || (write_draft(compiler, made) && machine_code_pages_write(made, draft, size)))
        return made;
    machine_code_pages_free(draft->pages, draft->page_count);
    *memory = before;
    return &machine_code_none;
}

const MachineCode *machine_code_compile(const Code *code, uint32_t plain_count, MachineCodeMemory *memory) {
    struct Compiler compiler = {.code = code, .words = code_instructions(code)};
    if (code->instruction_count > MACHINE_CODE_WORDS)
        return &machine_code_none;
    if (!machine_code_may_grow(memory))
        return NULL;
    lay_out(&compiler);
    size_t size = align(text_offset(code) + compiler.end + compiler.cold_end);
    size_t page_count = (size + MACHINE_PAGE_SIZE - 1) / MACHINE_PAGE_SIZE;
    compiler.draft = machine_pages_allocate(page_count);
    if (!compiler.draft)
        return NULL;
    compiler.draft->plain_count = plain_count;
    const MachineCode *made = settle(&compiler, size, memory);
    machine_pages_free(compiler.draft, page_count);
    return made;
}
