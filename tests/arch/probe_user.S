/*
 * Ring-3 programs of the probe, position-independent, copied to user pages by kernel_probe.c.
 *
 * Each makes system calls (rax: number, rdi: argument) that kernel_probe.c understands: 0 ends the task with a status,
 * 1 reports a value, 2 comes back with its argument plus one, after the probe has run another task.
 */
    .section .rodata
    .balign 16

/* Both entries; registers other than rax (and rcx, r11 for syscall) must survive. */
    .globl probe_user_calls, probe_user_calls_end
probe_user_calls:
    movq $0x1111, %rbx
    movq $0x2222, %rbp
    movq $0x3333, %r15
    movl $2, %eax
    movl $40, %edi
    int $0x80
    movq %rax, %r12
    movl $2, %eax
    movl $100, %edi
    syscall
    addq %r12, %rax
    addq %rbx, %rax
    addq %rbp, %rax
    addq %r15, %rax
    movq %rax, %rdi
    movl $1, %eax
    syscall
    xorl %eax, %eax
    xorl %edi, %edi
    int $0x80
probe_user_calls_end:

/* rdi of the report: xmm0 after another task has used it. */
    .globl probe_user_float, probe_user_float_end
probe_user_float:
    movq %rsp, %rax
    movq %rax, %xmm0
    movl $2, %eax
    xorl %edi, %edi
    syscall
    movq %xmm0, %rdi
    subq %rsp, %rdi
    movl $1, %eax
    syscall
    xorl %eax, %eax
    xorl %edi, %edi
    syscall
probe_user_float_end:

/* Many entries by syscall, for NMIs to hit. */
    .globl probe_user_busy, probe_user_busy_end
probe_user_busy:
    movl $30000, %ebx
1:  movl $1, %eax
    movq %rbx, %rdi
    syscall
    decl %ebx
    jnz 1b
    xorl %eax, %eax
    syscall
probe_user_busy_end:

/* Sets AC, so that a kernel that forgets to clear it runs without SMAP. */
    .globl probe_user_alignment, probe_user_alignment_end
probe_user_alignment:
    pushfq
    orq $0x40000, (%rsp)
    popfq
    movl $3, %eax
    int $0x80
    movq %rax, %rdi
    movl $1, %eax
    int $0x80
    xorl %eax, %eax
    xorl %edi, %edi
    syscall
probe_user_alignment_end:

    .globl probe_user_wild, probe_user_wild_end
probe_user_wild:
    movabsq $0xffffffff80000000, %rax
    movq (%rax), %rax
probe_user_wild_end:

/* Jumps onto its own stack, which must not be executable. */
    .globl probe_user_stack, probe_user_stack_end
probe_user_stack:
    jmp *%rsp
probe_user_stack_end:

    .globl probe_user_privileged, probe_user_privileged_end
probe_user_privileged:
    hlt
probe_user_privileged_end:
    .section .note.GNU-stack, "", @progbits
