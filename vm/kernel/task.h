/*
 * Tasks: how each of the three kinds begins and ends.
 *
 * A process (ring 3), a Python task (its own isolate and kernel stack) or a CPU's idle task. Kernel code that
 * runs as a task of its own is a Python task without an isolate. What a task owns it gives back itself when
 * it ends, except its stack and its slot.
 */
#ifndef VM_KERNEL_TASK_H
#define VM_KERNEL_TASK_H

#include "vm/kernel/scheduler.h"

enum { KERNEL_STACK_SIZE = 32768, PYTHON_STACK_SIZE = 163840 };

/* A NEW task that will run entry(task), interrupts off, on a stack of that size (0: none, an idle task).
 * NULL: out of memory. */
struct Task *task_create(enum TaskKind kind, const char *name, void (*entry)(struct Task *task),
                         size_t stack_size);
/* Asks policy whether a NEW task may live and lets it run. A negative error number: refused, and the task is
 * gone. From a task; before the scheduler runs, from kernel_main. */
int64_t task_launch(struct Task *task);
/* The calling task ends. Interrupts on or off. */
_Noreturn void task_exit(int64_t status);
/* Asks a task to end: a flag, tested where budget is charged, in waits and on the way to ring 3. The second
 * time it can't object. */
void task_kill(struct Task *task);
/* On the way back from an interrupt: a killed process ends here if ring 3 was interrupted. */
void task_check_kill(bool from_user);
bool task_killed(void);      /* the calling task */
bool task_interrupted(void); /* killed, or Ctrl-C was typed: waits end */
/* Waits for a task's end; its status, or -ESRCH, -EINTR. */
int64_t task_join(Value task);
/* Ends a task that never ran. */
void task_discard(struct Task *task);

/* A process from an ELF64 executable; NULL with one line in `reason`. */
enum { REASON_SIZE = 160 };
struct Task *process_create(const char *name, const void *file, size_t size, char reason[REASON_SIZE]);
/* The same from the boot module NAME.elf. */
struct Task *task_from_module(const char *name, char reason[REASON_SIZE]);
void process_destroy(struct Process *process);

/* A Python task that calls function `name` of module `module` of base.img, without arguments. NULL: out of
 * memory. */
struct Task *python_task_create(const char *task_name, const char *module, const char *name,
                                size_t heap_limit);
/* ... that calls a function which crosses from the caller's isolate with its code and defaults. NULL with an
 * exception set. */
struct Task *python_task_from(Isolate *isolate, const char *task_name, Value function);
/* Verified, or header NULL. Every Python task can import their modules; policy can't. */
extern Image base_image, library_image;

#endif
