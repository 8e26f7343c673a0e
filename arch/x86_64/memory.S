/*
 * The functions of memory.h, by the ISO C standard's contracts.
 *
 *   void *memcpy(void *to, const void *from, size_t size);
 *   void *memmove(void *to, const void *from, size_t size);
 *   void *memset(void *to, int byte, size_t size);
 *   int memcmp(const void *left, const void *right, size_t size);
 *   void *memchr(const void *bytes, int byte, size_t size);
 *   size_t strlen(const char *text);
 *   int strcmp(const char *left, const char *right);
 *   char *strchr(const char *text, int byte);
 *
 * No stack. Eight bytes a step: QEMU's TCG has no fast byte moves. The direction flag is clear on entry and on return.
 */
    .section .text
    .balign 16
    .globl memcpy
    .type memcpy, @function
memcpy:
    movq %rdi, %rax
    movq %rdx, %rcx
    shrq $3, %rcx
    rep movsq
    movl %edx, %ecx
    andl $7, %ecx
    rep movsb
    ret
    .size memcpy, . - memcpy

    /* From the end down only when `to` lies inside what is to be moved. */
    .balign 16
    .globl memmove
    .type memmove, @function
memmove:
    movq %rdi, %rcx
    subq %rsi, %rcx
    cmpq %rdx, %rcx
    jae memcpy
    movq %rdi, %rax
    jmp 2f
1:  decq %rdx
    movb (%rsi,%rdx), %cl
    movb %cl, (%rdi,%rdx)
2:  testq $7, %rdx
    jnz 1b
    jmp 4f
3:  subq $8, %rdx
    movq (%rsi,%rdx), %rcx
    movq %rcx, (%rdi,%rdx)
4:  testq %rdx, %rdx
    jnz 3b
    ret
    .size memmove, . - memmove

    .balign 16
    .globl memset
    .type memset, @function
memset:
    movq %rdi, %r8
    movzbl %sil, %eax
    movabsq $0x0101010101010101, %rcx
    imulq %rcx, %rax
    movq %rdx, %rcx
    shrq $3, %rcx
    rep stosq
    movl %edx, %ecx
    andl $7, %ecx
    rep stosb
    movq %r8, %rax
    ret
    .size memset, . - memset

    .balign 16
    .globl memcmp
    .type memcmp, @function
memcmp:
    xorl %ecx, %ecx
    jmp 2f
1:  movzbl (%rdi,%rcx), %eax
    movzbl (%rsi,%rcx), %r8d
    subl %r8d, %eax
    jnz 3f
    incq %rcx
2:  cmpq %rdx, %rcx
    jb 1b
    xorl %eax, %eax
3:  ret
    .size memcmp, . - memcmp

    .balign 16
    .globl strlen
    .type strlen, @function
strlen:
    xorl %eax, %eax
    jmp 2f
1:  incq %rax
2:  cmpb $0, (%rdi,%rax)
    jne 1b
    ret
    .size strlen, . - strlen

    .balign 16
    .globl memchr
    .type memchr, @function
memchr:
    leaq (%rdi,%rdx), %rdx
    jmp 2f
1:  cmpb %sil, (%rdi)
    je 3f
    incq %rdi
2:  cmpq %rdx, %rdi
    jne 1b
    xorl %edi, %edi
3:  movq %rdi, %rax
    ret
    .size memchr, . - memchr

    .balign 16
    .globl strcmp
    .type strcmp, @function
strcmp:
    xorl %ecx, %ecx
1:  movzbl (%rdi,%rcx), %eax
    movzbl (%rsi,%rcx), %edx
    incq %rcx
    testl %eax, %eax
    jz 2f
    cmpl %edx, %eax
    je 1b
2:  subl %edx, %eax
    ret
    .size strcmp, . - strcmp

    .balign 16
    .globl strchr
    .type strchr, @function
strchr:
    movb (%rdi), %al
    cmpb %sil, %al
    je 1f
    incq %rdi
    testb %al, %al
    jnz strchr
    xorl %edi, %edi
1:  movq %rdi, %rax
    ret
    .size strchr, . - strchr
    .section .note.GNU-stack, "", @progbits
