/*
 * Accesses that may fault, recovered through the exception table.
 *
 *   bool probe_read(const volatile void *address);
 *   bool probe_write(volatile void *address);      writes back what it read
 *   bool probe_execute(const void *address);       of probe_data_page or PROBE_USER_CODE, which hold a `ret`
 *
 * A fault of an instruction fetch has the bad address for its rip, so the table names the two addresses themselves; the
 * return address is then still on the stack.
 */
    .section .text
    .globl probe_read
    .type probe_read, @function
probe_read:
1:  movb (%rdi), %al
    movl $1, %eax
    ret
    .size probe_read, . - probe_read

    .globl probe_write
    .type probe_write, @function
probe_write:
    movb (%rdi), %al
2:  movb %al, (%rdi)
    movl $1, %eax
    ret
    .size probe_write, . - probe_write

    .globl probe_execute
    .type probe_execute, @function
probe_execute:
    call *%rdi
    movl $1, %eax
    ret
    .size probe_execute, . - probe_execute

    .type probe_fetch_faulted, @function
probe_fetch_faulted:
    addq $8, %rsp
    xorl %eax, %eax
    ret
    .size probe_fetch_faulted, . - probe_fetch_faulted

    .type probe_faulted, @function
probe_faulted:
    xorl %eax, %eax
    ret
    .size probe_faulted, . - probe_faulted

    .section .data
    .balign 4096
    .globl probe_data_page
probe_data_page:
    ret
    .balign 4096

    .section exception_table, "a"
    .balign 8
    .quad 1b, probe_faulted
    .quad 2b, probe_faulted
    .quad probe_data_page, probe_fetch_faulted
    .quad 0x400000, probe_fetch_faulted
    .section .note.GNU-stack, "", @progbits
