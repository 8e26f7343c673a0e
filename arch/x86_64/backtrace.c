/*
 * Backtraces by frame pointers, symbolised from the kernel's own table.
 *
 * Every frame is looked up in the page tables before it is read, so a corrupt chain ends the listing and
 * never faults: a fault inside an NMI would let the next NMI in.
 */
#include "arch/x86_64/paging.h"
#include "arch/x86_64/panic.h"
#include "boot/symbols.h"
#include "vm/format.h"

enum { BACKTRACE_LIMIT = 32, BACKTRACE_LINE_SIZE = 160 };

/* What a function's prologue leaves at rbp, by the System V ABI. */
struct StackFrame {
    const struct StackFrame *caller;
    uint64_t return_address;
};

/* `inset`: 1 for a return address, which after a call that never returns may lie in the next function. */
static void print_line(PanicWriter *write, uint64_t address, uint64_t inset) {
    char line[BACKTRACE_LINE_SIZE];
    uint64_t offset = 0;
    const char *name = kernel_symbol_find(address - inset, &offset);
    size_t length =
        name ? format_text(line, sizeof line, "  at %s+0x%lx (0x%lx)\n", name, offset + inset, address)
             : format_text(line, sizeof line, "  at 0x%lx\n", address);
    write(line, length < sizeof line ? length : sizeof line - 1);
}

static bool is_frame(const struct StackFrame *frame) {
    return paging_readable((uint64_t)(uintptr_t)frame) &&
           paging_readable((uint64_t)(uintptr_t)&frame->return_address);
}

void backtrace_print(PanicWriter *write, uint64_t instruction_pointer, uint64_t frame_pointer) {
    if (instruction_pointer) {
        print_line(write, instruction_pointer, 0);
    }
    const struct StackFrame *frame = (const struct StackFrame *)(uintptr_t)frame_pointer;
    for (unsigned depth = instruction_pointer ? 1 : 0;
         depth < BACKTRACE_LIMIT && is_frame(frame) && frame->return_address; depth++) {
        print_line(write, frame->return_address, 1);
        if (frame->caller <= frame) {
            break; /* stacks grow down; an interrupt stack is left by its trap frame, not by this chain */
        }
        frame = frame->caller;
    }
}

void machine_backtrace(void) {
    backtrace_print(machine_console_write, 0, (uint64_t)(uintptr_t)__builtin_frame_address(0));
}
