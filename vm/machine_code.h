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
    const uint8_t *entry; /* where its text begins, and calls from machine code go */
    uint64_t plain_count; /* 1 + the arguments of a call that needs no binding, as in Function.object.detail;
                             0: none is, or there is no machine code */
    MachineCode *before;  /* the one made before it in the same memory */
    void *pages;          /* those that were taken for it, */
    size_t page_count;    /* if it needed any */
    uint32_t places[];    /* for each word of the code, where its instruction begins in the text */
};

/* The machine code of functions that have none. */
extern const MachineCode machine_code_none;

static inline bool has_machine_code(const Function *function) {
    return function->machine_code != &machine_code_none;
}

/* Gives a function machine code, its Code's own if that has some already, and new one if not. Some codes stay
 * bytecode; one that met with no memory may be tried again. Time linear in the code, which is bounded
 * (MACHINE_CODE_WORDS). */
void machine_code_give(Isolate *isolate, Function *function);
/* The same for the functions at work: called every BUDGET_QUANTUM charges. */
void machine_code_sample(Isolate *isolate);
/* What a function just made begins with. */
const MachineCode *machine_code_of(const LoadedImage *loaded, const Code *code);
/* Forgets what an image's codes became. */
void machine_code_release(LoadedImage *loaded);
/* Makes the isolate's codes, which are the image's, share what other isolates' have become: both outlive it.
 */
void machine_code_share(Isolate *isolate, LoadedImage *loaded, const MachineCode **table,
                        MachineCodeMemory *memory);
/* Such a table for an image, empty; NULL when memory is short. */
const MachineCode **machine_code_table(const Image *image);
void machine_code_table_free(const MachineCode **table, const Image *image);

/* ---- Its memory ----
 *
 * It is filled from the front, so codes share pages; adding one makes the page it lies in writable for a
 * while. So nobody may be running what is there: an isolate runs on one CPU at a time, and a policy version's
 * isolates run once all of it was made. */

/* Whether trying makes sense: not if it has all it may have, or nothing was freed since there was no room. */
bool machine_code_may_grow(const MachineCodeMemory *memory);
/* The place of a draft of so many bytes, or NULL: no room. */
MachineCode *machine_code_place(MachineCodeMemory *memory, MachineCode *draft, size_t size);
/* Frees all there is. */
void machine_code_memory_free(MachineCodeMemory *memory);

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

/* NULL when memory is short just now; machine_code_none when the code can't become machine code. */
const MachineCode *machine_code_compile(const Code *code, uint32_t plain_count, MachineCodeMemory *memory);
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
