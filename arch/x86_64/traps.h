/*
 * Interrupts and exceptions: the table, and where every one of them arrives.
 *
 * An interrupt is acknowledged before the kernel hears of it, for the kernel may switch contexts instead of
 * returning. An exception of ring 3 goes to kernel_user_fault(). One of the kernel continues at its landing
 * pad if the faulting instruction is in the exception table, or where it was if it fetched machine code that
 * wasn't executable a moment ago, else it is a panic.
 */
#ifndef ARCH_X86_64_TRAPS_H
#define ARCH_X86_64_TRAPS_H

#include "arch/x86_64/trap_frame.h"

/* Page-fault error code, SDM 4.7. */
enum {
    PAGE_FAULT_PRESENT = 1 << 0,
    PAGE_FAULT_WRITE = 1 << 1,
    PAGE_FAULT_USER = 1 << 2,
    PAGE_FAULT_FETCH = 1 << 4,
};

/* Fills the table; once, by the boot CPU. */
void idt_fill(void);
/* Loads it on this CPU. */
void idt_load(void);

/* A pair of the section `exception_table`: a fault at one instruction continues at the other, registers as
 * they are. */
struct ExceptionTableEntry {
    uint64_t instruction;
    uint64_t landing_pad;
};

/* Called by trap_entry.S for every vector, and by user_entry.S for syscall; interrupts off before and after.
 */
void trap_dispatch(struct MachineFrame *frame);
void system_call_dispatch(struct MachineFrame *frame);

#endif
