/*
 * Sizes of the stacks that the machine makes for itself, in bytes; each has an unmapped page below it.
 * Kernel stacks come from machine_stack_allocate() in stacks.c. Read by assembly too.
 */
#ifndef ARCH_X86_64_STACKS_H
#define ARCH_X86_64_STACKS_H

/* What kernel_main() and kernel_cpu_main() run on. */
#define CPU_STACK_SIZE 65536
/* Double fault, NMI, machine check: room to format a panic and walk a backtrace. */
#define INTERRUPT_STACK_SIZE 8192

#ifndef __ASSEMBLER__
#include <stddef.h>
#include <stdint.h>

/* Frames held by stacks that were freed but stay mapped for the next one; they count as free. */
uint64_t stacks_cached_frames(void);
/* Unmaps those stacks on every CPU and gives their frames back; returns how many. Waits for the other CPUs.
 */
uint64_t stacks_reclaim(void);

extern uint8_t boot_stack_guard[], boot_stack_top[];
#endif

#endif
