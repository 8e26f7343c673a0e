/*
 * Floating-point state of ring-3 tasks, and the bracket around the kernel's own float code. Source:
 * SDM 14.1, 14.5.
 *
 * CR0.TS is set unless the registers hold this CPU's current task's state (Cpu.float_loaded) or a kernel
 * section runs. A task's state is loaded when it first uses it after a switch, and saved when it is switched
 * away having used it; so a task that doesn't use it costs nothing, and one that moves to another CPU leaves
 * nothing behind.
 */
#ifndef ARCH_X86_64_FLOAT_H
#define ARCH_X86_64_FLOAT_H

#include <stdbool.h>

/* #NM from ring 3: loads the current task's state. False: it has none. Interrupts off. */
bool float_load(void);

#endif
