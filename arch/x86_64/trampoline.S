/*
 * Where an application processor wakes: real mode, CS = page << 8, IP = 0, interrupts off, no stack. Never called.
 *
 * It goes to long mode in one step (paging and protection in one write of CR0), with tables that map this page to
 * itself, and jumps to TrampolineData.entry on TrampolineData.stack. The code runs in a copy at any page below 1 MiB, so
 * addresses are made from CS at run time: ebp holds the page's linear address.
 * Source: SDM 9.4.4 (start of a processor), 10.8.5 (entering IA-32e mode); APM volume 2, 14.6.1 (in one step).
 */
#include "arch/x86_64/offsets.h"

    .section .rodata
    .balign 16
    .globl trampoline_start, trampoline_data, trampoline_end
    .code16
trampoline_start:
    cli
    cld
    xorl %ebp, %ebp
    movw %cs, %bp
    movw %bp, %ds
    shll $4, %ebp

    leal (trampoline_gdt - trampoline_start)(%ebp), %eax
    movl %eax, (trampoline_gdt_pointer - trampoline_start + 2)
    leal (trampoline_long - trampoline_start)(%ebp), %eax
    movl %eax, (trampoline_far - trampoline_start)

    movl $0x20, %eax                    /* CR4.PAE */
    movl %eax, %cr4
    movl (trampoline_data - trampoline_start + TRAMPOLINE_PAGE_TABLE), %eax
    movl %eax, %cr3
    movl $0xc0000080, %ecx              /* MSR_EFER */
    movl (trampoline_data - trampoline_start + TRAMPOLINE_EFER), %eax
    xorl %edx, %edx
    wrmsr
    lgdtl (trampoline_gdt_pointer - trampoline_start)
    movl $0x80010011, %eax              /* CR0: PG, WP, ET, PE */
    movl %eax, %cr0
    ljmpl *(trampoline_far - trampoline_start)

    .code64
trampoline_long:
    movw $SELECTOR_KERNEL_DATA, %ax
    movw %ax, %ds
    movw %ax, %es
    movw %ax, %ss
    movl %ebp, %ebx
    movq (trampoline_data - trampoline_start + TRAMPOLINE_STACK)(%rbx), %rsp
    movq (trampoline_data - trampoline_start + TRAMPOLINE_ARGUMENT)(%rbx), %rdi
    movq (trampoline_data - trampoline_start + TRAMPOLINE_ENTRY)(%rbx), %rax
    xorl %ebp, %ebp                     /* backtraces end here */
    pushq $0
    jmp *%rax

    .balign 8
trampoline_far:
    .long 0
    .word SELECTOR_KERNEL_CODE
    .balign 8
    .word 0
trampoline_gdt_pointer:
    .word 3 * 8 - 1
    .long 0
    .balign 8
trampoline_gdt:
    .quad 0
    .quad 0x00af9a000000ffff            /* code, ring 0, long */
    .quad 0x00cf92000000ffff            /* data, ring 0 */
    .balign 8
trampoline_data:
    .skip 40
trampoline_end:
    .section .note.GNU-stack, "", @progbits
