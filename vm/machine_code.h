/*
 * Machine code made from verified bytecode, a function at a time: what the interpreter and the machine agree
 * on.
 *
 * Rules:
 *   - The unit is a Code, and what it becomes belongs to no isolate: whatever differs between isolates
 * (globals, inline caches) is reached through the Function that runs, so one copy may serve every CPU.
 *   - Machine code does the fast path of an instruction and nothing else: what is slow goes through a C
 * function below, or is left to the interpreter, which does that one instruction and comes back. All state is
 * in the isolate's frames and windows, as the interpreter has it; so either may go on where the other
 * stopped, at any instruction.
 *   - It uses no C stack of its own, charges the budget as the interpreter does, and never holds a value that
 * no register window holds while other code runs.
 *   - Memory is writable first, then executable, never both (machine.h).
 */
#ifndef VM_MACHINE_CODE_H
#define VM_MACHINE_CODE_H

#include "vm/isolate.h"

/* What a Code became. Templates know `entry` and `plain_count`. */
struct MachineCode {
    const void *entry;    /* for calls from machine code */
    uint64_t plain_count; /* 1 + the arguments of a call that needs no binding, as in Function.object.detail;
                             0: none is, or there is no machine code */
    const uint8_t *text;
    size_t page_count; /* of the whole, this included */
    uint32_t places[]; /* for each word of the code, where its instruction begins in `text` */
};

/* The machine code of functions that have none. */
extern const MachineCode machine_code_none;

static inline bool has_machine_code(const Function *function) {
    return function->machine_code != &machine_code_none;
}

/* Gives a function machine code, its Code's own if that has some already, and new one if not. A code that was
 * too long, or met with no memory, stays bytecode. Time linear in the code, which is bounded
 * (MACHINE_CODE_WORDS). */
void machine_code_give(Isolate *isolate, Function *function);
/* The same for the functions at work: called every BUDGET_QUANTUM charges. */
void machine_code_sample(Isolate *isolate);
/* What a function just made begins with. */
const MachineCode *machine_code_of(const LoadedImage *loaded, const Code *code);
/* Frees what an image's codes became, if it owns that. */
void machine_code_release(LoadedImage *loaded);
/* Makes the image's codes share what another isolate's, of the same image, have become: `table` outlives
 * both. */
void machine_code_share(LoadedImage *loaded, MachineCode **table);
/* Such a table for an image, empty; NULL when memory is short. */
MachineCode **machine_code_table(const Image *image);
void machine_code_table_free(MachineCode **table, const Image *image);

/* In Cache.slot where a native was found fit to be called without ado: for receivers without a class of their
 * own and of a kind (KIND_INTEGER for small integers too), or for handles of a type. No number of a slot has
 * the highest bit. */
#define CACHE_DIRECT_KIND 0x80010000u   /* plus the kind */
#define CACHE_DIRECT_HANDLE 0x80020000u /* plus the handle's low bits, */
#define CACHE_HANDLE_TYPE 0x7ffu        /* those: tag and type (vm/value.h) */

/* ---- Out of line: what templates call (vm/out_of_line.c) ----
 *
 * Each does the instruction at `pc` as the interpreter does it, with the budget charged and a call's
 * arguments in place. `behind` is the place behind the instruction's template. They return the place to go on
 * at, in the topmost frame, or one of enum MachineCodeExit. */
#define OUT_OF_LINE(name)                                                                                    \
    uintptr_t machine_code_##name(Isolate *isolate, const uint32_t *pc, uintptr_t behind)
OUT_OF_LINE(get_attribute);
OUT_OF_LINE(set_attribute);
OUT_OF_LINE(add_to_attribute);
OUT_OF_LINE(get_item);
OUT_OF_LINE(set_item);
OUT_OF_LINE(get_method);
OUT_OF_LINE(call);
OUT_OF_LINE(invoke);
OUT_OF_LINE(return);
OUT_OF_LINE(yield);
OUT_OF_LINE(iterate); /* FOR_NEXT */
OUT_OF_LINE(jump);    /* by the truth of something */
OUT_OF_LINE(operate); /* others that give a value, or just do something */
/* `in` and `not in`, called by templates with their operands: a boolean, or NOTHING with an exception set. */
Value machine_code_contains(Isolate *isolate, Value element, Value container);
Value machine_code_lacks(Isolate *isolate, Value element, Value container);

/* ---- The machine's part (arch) ---- */

enum { MACHINE_CODE_WORDS = 4096 }; /* longer codes stay bytecode */

/* NULL when the code is too long or memory short. */
MachineCode *machine_code_compile(const Code *code, uint32_t plain_count);
void machine_code_free(MachineCode *machine_code);
/* What machine code leaves to the interpreter: */
enum MachineCodeExit {
    EXIT_FRAME = 0,  /* to go on with isolate->frame, wherever it stands */
    EXIT_STEP = 1,   /* to do one instruction, and come back */
    EXIT_RAISED = 2, /* to handle the exception that is set */
};
/* Runs the topmost frame from a place in its text on. Returns EXIT_FRAME, EXIT_RAISED, or EXIT_STEP plus the
 * address of the instruction. */
uintptr_t machine_code_run(Isolate *isolate, const uint8_t *place);
/* Frame.resume of frames that the interpreter or C pushes. */
extern const uint8_t machine_code_returned[];

#endif
