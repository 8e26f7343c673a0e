/* void kernel_entry(void): where the loader enters the test kernel.
 *
 * Records the machine state it was handed, for report.c, before anything changes it. The loader's stack:
 *
 *     rsp + 0    0, in place of a return address
 *     rsp + 8    (end of the loader's stack)
 */
#include "tests/boot/kernel/entry_state.h"

    .text
    .globl kernel_entry
    .type kernel_entry, @function
kernel_entry:
    pushfq
    or %rbx, %rax
    or %rcx, %rax
    or %rdx, %rax
    or %rsi, %rax
    or %rdi, %rax
    or %rbp, %rax
    or %r8, %rax
    or %r9, %rax
    or %r10, %rax
    or %r11, %rax
    or %r12, %rax
    or %r13, %rax
    or %r14, %rax
    or %r15, %rax
    mov $entry_state, %rbx
    mov %rax, ENTRY_STATE_GENERAL(%rbx)
    pop %rax
    mov %rax, ENTRY_STATE_FLAGS(%rbx)
    mov %rsp, ENTRY_STATE_STACK(%rbx)
    mov (%rsp), %rax
    mov %rax, ENTRY_STATE_RETURN_ADDRESS(%rbx)
    mov %cr0, %rax
    mov %rax, ENTRY_STATE_CR0(%rbx)
    mov %cr4, %rax
    mov %rax, ENTRY_STATE_CR4(%rbx)
    mov %cs, %eax
    mov %rax, ENTRY_STATE_CS(%rbx)
    mov %ss, %eax
    mov %rax, ENTRY_STATE_SS(%rbx)
    sgdt ENTRY_STATE_GDT(%rbx)
    mov $0xc0000080, %ecx /* EFER */
    rdmsr
    mov %eax, ENTRY_STATE_EFER(%rbx)
    mov $0x277, %ecx /* IA32_PAT */
    rdmsr
    mov %eax, ENTRY_STATE_PAT(%rbx)
    mov %edx, ENTRY_STATE_PAT + 4(%rbx)
    xor %ebp, %ebp
    call report
    ud2
    .size kernel_entry, . - kernel_entry

    .section .note.GNU-stack, "", @progbits
