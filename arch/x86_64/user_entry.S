/*
 * Ring 3: the syscall entry, the first way in, and copies of user memory.
 *
 *   void user_system_call_entry(void);          the target of syscall; never called
 *   void system_call_dispatch(struct MachineFrame *frame);   called here, interrupts off before and after
 *   _Noreturn void user_enter(uint64_t instruction_pointer, uint64_t stack_pointer, uint64_t rflags);
 *   size_t user_copy(void *to, const void *from, size_t size);   returns the bytes not copied
 *
 * syscall leaves the user's rip in rcx and RFLAGS in r11 and changes no stack (APM volume 2, 6.1.1), with RFLAGS
 * cleared as MSR_SFMASK says: interrupts off, AC and DF clear. The stack is then made to look like that of int 0x80:
 *
 *   ss, rsp, rflags, cs, rip, error = 0, vector = 0x80, rax, rbx, ..., r15   <- rsp, 16-byte aligned
 */
#include "arch/x86_64/offsets.h"

    .section .text
    .balign 16
    .globl user_system_call_entry
    .type user_system_call_entry, @function
user_system_call_entry:
    swapgs
    movq %rsp, %gs:CPU_USER_STACK
    movq %gs:CPU_KERNEL_STACK, %rsp
    pushq $SELECTOR_USER_DATA
    pushq %gs:CPU_USER_STACK
    pushq %r11
    pushq $SELECTOR_USER_CODE
    pushq %rcx
    pushq $0
    pushq $VECTOR_SYSTEM_CALL
    pushq %rax
    pushq %rbx
    pushq %rcx
    pushq %rdx
    pushq %rsi
    pushq %rdi
    pushq %rbp
    pushq %r8
    pushq %r9
    pushq %r10
    pushq %r11
    pushq %r12
    pushq %r13
    pushq %r14
    pushq %r15
    xorl %ebp, %ebp             /* backtraces end here, not in the user's frames */
    movq %rsp, %rdi
    call system_call_dispatch

    /* sysret to a non-canonical rip faults in ring 0 on the user's stack (SDM volume 2, SYSRET): take iretq then. */
    movq FRAME_RIP(%rsp), %rcx
    shrq $47, %rcx
    setnz %cl
    popq %r15
    popq %r14
    popq %r13
    popq %r12
    leaq 8(%rsp), %rsp          /* r11 comes from rflags */
    popq %r10
    popq %r9
    popq %r8
    popq %rbp
    popq %rdi
    popq %rsi
    popq %rdx
    leaq 8(%rsp), %rsp          /* rcx comes from rip */
    popq %rbx
    testb %cl, %cl
    popq %rax
    leaq 16(%rsp), %rsp         /* vector and error; lea keeps the flags */
    jnz 1f
    popq %rcx
    movq 8(%rsp), %r11
    movq 16(%rsp), %rsp
    swapgs
    sysretq
1:  xorl %ecx, %ecx
    xorl %r11d, %r11d
    swapgs
    iretq
    .size user_system_call_entry, . - user_system_call_entry

    .globl user_enter
    .type user_enter, @function
user_enter:
    pushq $SELECTOR_USER_DATA
    pushq %rsi
    pushq %rdx
    pushq $SELECTOR_USER_CODE
    pushq %rdi
    xorl %eax, %eax             /* nothing of the kernel's reaches ring 3 */
    xorl %ebx, %ebx
    xorl %ecx, %ecx
    xorl %edx, %edx
    xorl %esi, %esi
    xorl %edi, %edi
    xorl %ebp, %ebp
    xorl %r8d, %r8d
    xorl %r9d, %r9d
    xorl %r10d, %r10d
    xorl %r11d, %r11d
    xorl %r12d, %r12d
    xorl %r13d, %r13d
    xorl %r14d, %r14d
    xorl %r15d, %r15d
    swapgs
    iretq
    .size user_enter, . - user_enter

/*
 * A fault at the copy itself continues at the landing pad: rcx then counts what is left. With SMAP, RFLAGS.AC opens
 * user memory for these few instructions; an interrupt meanwhile clears it and iretq brings it back.
 */
    .globl user_copy
    .type user_copy, @function
user_copy:
    movq %rdx, %rcx
    cmpb $0, cpu_smap_enabled(%rip)
    je 2f
    stac
1:  rep movsb
3:  clac
    movq %rcx, %rax
    ret
2:  rep movsb
4:  movq %rcx, %rax
    ret
    .size user_copy, . - user_copy

    .section exception_table, "a"
    .balign 8
    .quad 1b, 3b
    .quad 2b, 4b
    .section .note.GNU-stack, "", @progbits
