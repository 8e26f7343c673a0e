/*
 * Stopping the machine, and saying where a CPU is.
 */
#ifndef ARCH_X86_64_PANIC_H
#define ARCH_X86_64_PANIC_H

#include "arch/x86_64/trap_frame.h"
#include "vm/machine.h"

/* An NMI arrived: halts for good if the machine panics, prints where the CPU is if that was asked for. */
void panic_nmi(struct MachineFrame *frame);
/* Halts for good if another CPU panics; for spin loops. */
void panic_serve(void);
/* Where text goes. */
typedef void PanicWriter(const void *bytes, size_t size);
/* The backtrace from a frame pointer on, preceded by `instruction_pointer` if it isn't 0. */
void backtrace_print(PanicWriter *write, uint64_t instruction_pointer, uint64_t frame_pointer);

#endif
