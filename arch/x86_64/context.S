/*
 * Contexts: switching from one kernel stack to another.
 *
 *   void machine_context_switch(struct MachineContext *from, struct MachineContext *to);
 *   void context_begin(void);   where a prepared context starts; never called
 *
 * The stack of a context that isn't running, high addresses first (struct SavedContext in context.c asserts it):
 *
 *   return address    of machine_context_switch(), or context_begin
 *   rbp, rbx, r12, r13, r14, r15   <- MachineContext.stack_pointer
 *
 * The rest of the registers are the caller's to save; floating-point state has its own call; interrupts are off.
 */
    .section .text
    .balign 16
    .globl machine_context_switch
    .type machine_context_switch, @function
machine_context_switch:
    pushq %rbp
    pushq %rbx
    pushq %r12
    pushq %r13
    pushq %r14
    pushq %r15
    movq %rsp, (%rdi)
    movq (%rsi), %rsp
    popq %r15
    popq %r14
    popq %r13
    popq %r12
    popq %rbx
    popq %rbp
    ret
    .size machine_context_switch, . - machine_context_switch

    /* r12: the entry, r13: its argument; rbp is 0, so that backtraces end. */
    .globl context_begin
    .type context_begin, @function
context_begin:
    movq %r13, %rdi
    call *%r12
    ud2
    .size context_begin, . - context_begin
    .section .note.GNU-stack, "", @progbits
