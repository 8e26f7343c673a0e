/*
 * Contexts: the stack of one that hasn't run yet. The switch itself is context.S.
 */
#include "arch/x86_64/cpu.h"
#include "vm/machine.h"

struct SavedContext {
    uint64_t r15, r14, r13, r12, rbx, rbp;
    uint64_t return_address;
};
_Static_assert(sizeof(struct SavedContext) == 56, "context.S pops these");

void context_begin(void);

void machine_context_prepare(struct MachineContext *context, void *stack_top, void (*entry)(void *),
                             void *argument) {
    struct SavedContext *saved = (struct SavedContext *)stack_top - 1;
    *saved = (struct SavedContext){
        .r12 = (uint64_t)(uintptr_t)entry,
        .r13 = (uint64_t)(uintptr_t)argument,
        .return_address = (uint64_t)(uintptr_t)context_begin,
    };
    context->stack_pointer = saved;
}

void machine_kernel_stack_set(void *stack_top) {
    struct Cpu *cpu = cpu_self();
    cpu->kernel_stack = (uint64_t)(uintptr_t)stack_top;
    cpu->task_state.ring_stack[0] = cpu->kernel_stack;
}
