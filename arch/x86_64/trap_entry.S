/*
 * Entry and exit of interrupts and exceptions.
 *
 *   extern const uint8_t trap_stubs[256][16];   one stub a vector, 16 bytes each
 *   void trap_dispatch(struct MachineFrame *frame);   called here, interrupts off before and after
 *
 * The stack when trap_dispatch() is called, high addresses first (trap_frame.h):
 *
 *   ss, rsp, rflags, cs, rip    by the processor, which aligned the stack to 16 bytes first
 *   error                       by the processor, or 0 by the stub
 *   vector                      by the stub
 *   rax, rbx, ..., r15          <- rsp, 16-byte aligned
 *
 * GS. An ordinary entry comes from ring 3 exactly when the saved CS says so; then the GS bases are exchanged. NMI,
 * machine check and double fault may strike inside the syscall entry, where CS is the kernel's and GS still the
 * user's: they look at the GS base itself. The kernel's is negative; ring 3 has no means to set its own (FSGSBASE
 * is off).
 *
 * SMAP. Neither an interrupt nor int 0x80 clears RFLAGS.AC, and ring 3 may set it: every entry clears it.
 */
#include "arch/x86_64/offsets.h"

    .macro push_registers
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
    .endm

    .macro pop_registers
    popq %r15
    popq %r14
    popq %r13
    popq %r12
    popq %r11
    popq %r10
    popq %r9
    popq %r8
    popq %rbp
    popq %rdi
    popq %rsi
    popq %rdx
    popq %rcx
    popq %rbx
    popq %rax
    .endm

    .macro clear_alignment_check
    cmpb $0, cpu_smap_enabled(%rip)
    je .Lwithout_smap\@
    clac
.Lwithout_smap\@:
    .endm

    .section .text
    .balign 16
    .globl trap_stubs
    .type trap_stubs, @function
trap_stubs:
    .set vector, 0
    .rept 256
    .balign 16
    /* These push an error code themselves, SDM table 6-1. */
    .if (vector == 8) || (vector == 10) || (vector == 11) || (vector == 12) || (vector == 13) || (vector == 14) || (vector == 17) || (vector == 21) || (vector == 29) || (vector == 30)
    .else
    pushq $0
    .endif
    pushq $vector
    .if (vector == VECTOR_NMI) || (vector == VECTOR_DOUBLE_FAULT) || (vector == VECTOR_MACHINE_CHECK)
    jmp trap_entry_any_gs
    .else
    jmp trap_entry
    .endif
    .set vector, vector + 1
    .endr
    .size trap_stubs, . - trap_stubs

    .balign 16
    .type trap_entry, @function
trap_entry:
    push_registers
    cld
    clear_alignment_check
    testb $SELECTOR_PRIVILEGE_MASK, FRAME_CS(%rsp)
    jz 1f
    swapgs
1:  movq %rsp, %rdi
    call trap_dispatch
    testb $SELECTOR_PRIVILEGE_MASK, FRAME_CS(%rsp)
    jz 2f
    swapgs
2:  pop_registers
    addq $16, %rsp
    iretq
    .size trap_entry, . - trap_entry

    .balign 16
    .type trap_entry_any_gs, @function
trap_entry_any_gs:
    push_registers
    cld
    clear_alignment_check
    xorl %ebx, %ebx             /* survives the call: whether to exchange back */
    movl $0xc0000101, %ecx      /* MSR_GS_BASE */
    rdmsr
    testl %edx, %edx
    js 1f
    swapgs
    incl %ebx
1:  movq %rsp, %rdi
    call trap_dispatch
    testl %ebx, %ebx
    jz 2f
    swapgs
2:  pop_registers
    addq $16, %rsp
    iretq
    .size trap_entry_any_gs, . - trap_entry_any_gs
    .section .note.GNU-stack, "", @progbits
