/* Where a program begins.
 *
 *     _Noreturn void _start(void);    entered by the kernel, never called
 *
 * The stack is empty and 16-byte aligned: rsp points just past its top. main()'s result is the program's status. */
    .section .text.start, "ax", @progbits
    .globl _start
    .type _start, @function
_start:
    xorl %ebp, %ebp
    call main
    movq %rax, %rdi
    movl $1, %eax               /* exit */
    int $0x80
    ud2
    .size _start, . - _start
    .section .note.GNU-stack, "", @progbits
