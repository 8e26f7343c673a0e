/*
 * The scheduler's mechanism: task states, the switch from one to the next, wake-ups, sleep, ticks.
 *
 * Each CPU has one scheduler context on the policy stack. A task never switches to another task: it switches
 * to the scheduler context (scheduler_enter()), which runs hooks, settles what is due and continues some
 * task. So whatever the hooks see, the task that asked is off its stack; and a task is BLOCKED or READY only
 * when its context is saved.
 */
#ifndef VM_KERNEL_SCHEDULER_H
#define VM_KERNEL_SCHEDULER_H

#include "vm/kernel/hook.h"
#include "vm/kernel/policy.h"

/* Makes this CPU's object, policy stack and idle task (which is the caller's own stack). Interrupts off. */
struct Cpu *scheduler_create_cpu(uint32_t number);
/* This CPU schedules from now on; the caller becomes its idle task. Does not return. Interrupts off. */
_Noreturn void scheduler_run(struct Cpu *cpu);

/* Runs `action` in the scheduler's context, then whatever is due; returns when the calling task runs again.
 * From tasks, with interrupts on or off, not from hooks. */
void scheduler_enter(void (*action)(struct Cpu *cpu, void *context), void *context);
/* Has a CPU ask pick soon. Any context. */
void scheduler_reschedule(struct Cpu *cpu);

/* BLOCKED to READY; a RUNNING task's next task_try_block() fails instead. True: this call made it READY, and
 * policy must be told: by hook code itself, by anyone else through scheduler_wake(). Any context. */
bool task_wake(struct Task *task);
/* READY to RUNNING; false: another CPU was quicker. */
bool task_claim(struct Task *task);
/* Takes the task out of the queue and tree that policy has it in. No lock may be held. */
void task_unlink(struct Task *task);
/* In the scheduler's context: RUNNING to BLOCKED, unless a wake-up came meanwhile. */
bool task_try_block(struct Task *task);
/* task_wake() and the hook ready, on this CPU at its next chance. Interrupts off. */
void scheduler_wake(struct Cpu *cpu, struct Task *task);
/* A NEW task becomes READY. Interrupts off. */
void scheduler_start_task(struct Cpu *cpu, struct Task *task);
/* The calling task waits until something wakes it; it may wake for no reason. */
void scheduler_block(void);
/* ... or until the clock says `deadline`. */
void scheduler_block_until(uint64_t deadline);
/* Takes the task out of the timers, if it is in them. */
void scheduler_cancel_timer(struct Task *task);

/* The task that runs on this CPU. Interrupts off, or from the task itself. */
struct Task *task_current(void);

/* The fallback's answer to pick: the next READY task after the last one that may run here, taken out of any
 * queue, or NULL. `previous` is the task that ran. Bound: TASK_LIMIT. */
struct Task *fallback_pick(struct Cpu *cpu, struct Task *previous);

#endif
