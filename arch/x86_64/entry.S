/*
 * Where the loader enters the kernel.
 *
 *   _Noreturn void kernel_entry(void);
 *
 * The loader's stack lies in memory that the frame allocator will take, so the first thing is a stack of our own:
 *
 *   boot_stack_guard   one page, left out of the kernel's page tables
 *   boot_stack_bottom  BOOT_STACK_SIZE bytes, growing down from
 *   boot_stack_top
 *
 * A zero frame pointer and a zero return address end every backtrace.
 */
#include "arch/x86_64/stacks.h"

    .section .text
    .globl kernel_entry
    .type kernel_entry, @function
kernel_entry:
    cli
    cld
    leaq boot_stack_top(%rip), %rsp
    xorl %ebp, %ebp
    pushq $0
    jmp boot_main
    .size kernel_entry, . - kernel_entry

    .section .bss
    .balign 4096
    .globl boot_stack_guard, boot_stack_top
boot_stack_guard:
    .skip 4096
boot_stack_bottom:
    .skip CPU_STACK_SIZE
boot_stack_top:
    .section .note.GNU-stack, "", @progbits
