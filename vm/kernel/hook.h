/*
 * Asking policy: one call of a hook, its budget, what counts as a failure, and what a failure leads to
 * (contracts 2, 3 and 4).
 *
 * Called by the scheduler's context alone: on the CPU's policy stack, interrupts off, no lock held, at depth
 * zero.
 */
#ifndef VM_KERNEL_HOOK_H
#define VM_KERNEL_HOOK_H

#include "vm/kernel/objects.h"

enum Hook {
#define HOOK(name, arguments, answer, budget, steady) HOOK_##name,
#include "vm/hooks.def"
#undef HOOK
    HOOK_COUNT
};

enum HookAnswer {
    ANSWER_NONE,
    ANSWER_TASK,
    ANSWER_FLAGS,
    ANSWER_STATUS,
    ANSWER_OPERATION,
    ANSWER_MESSAGE,
    ANSWER_DEADLINE,
    ANSWER_FAULT,
};

enum { TICK_RESCHEDULE = 1, TICK_BALANCE = 2 };
enum { FAULT_KILL = 1, FAULT_SUSPEND = 2 };

enum Operation {
#define OPERATION(name, first, second, third) OPERATION_##name,
#include "vm/operations.def"
#undef OPERATION
    OPERATION_COUNT
};

enum ErrorNumber {
    EPERM = 1,
    ESRCH = 3,
    EINTR = 4,
    EBADF = 9,
    EAGAIN = 11,
    ENOMEM = 12,
    EFAULT = 14,
    EINVAL = 22,
    ENOSYS = 38,
    EMSGSIZE = 90,
    ERROR_NUMBER_LIMIT = 4095,
};

extern const char *const hook_names[HOOK_COUNT];

/* Asks the CPU's policy. True: *answer is legal. False: there is no policy or it failed, and the caller does
 * what the fallback does. `arguments` as the row in hooks.def says. */
bool hook_call(struct Cpu *cpu, enum Hook hook, const Value *arguments, Value *answer);
/* The present policy has left a READY task waiting too long: that counts as a failure of pick. */
void hook_stalled(struct Cpu *cpu, const struct Task *task, uint64_t waited);
/* Looks whether the next CPU's hook hangs, and has it print where it is. At each tick. */
void hook_watch_neighbour(struct Cpu *cpu);

#endif
