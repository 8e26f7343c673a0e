/*
 * Between C and machine code: the way in, the ways out, and the calls of C functions. See vm/machine_code.h for what
 * they promise and templates.S for the registers.
 */
#include "arch/x86_64/templates/offsets.h"

.text

/* uintptr_t machine_code_run(Isolate *isolate, const uint8_t *place) */
.globl machine_code_run
machine_code_run:
    pushq %rbp
    movq %rsp, %rbp
    pushq %rbx
    pushq %r12
    pushq %r13
    pushq %r14
    pushq %r15
    subq $MACHINE_STACK_SIZE, %rsp
    movq %rdi, %rbx
    movq ISOLATE_KEPT_TOP(%rbx), %rax
    movq %rax, MACHINE_STACK_KEPT(%rsp)
    movq ISOLATE_FRAME(%rbx), %r14
    movq FRAME_REGISTERS(%r14), %r12
    movq FRAME_FUNCTION(%r14), %rax
    movq FUNCTION_CACHES(%rax), %r13
    movq FUNCTION_GLOBALS(%rax), %r15
    jmp *%rsi

leave: /* rax: what to return */
    addq $MACHINE_STACK_SIZE, %rsp
    popq %r15
    popq %r14
    popq %r13
    popq %r12
    popq %rbx
    popq %rbp
    ret

/* A function returned to the interpreter, which called it. */
.globl machine_code_returned
machine_code_returned:
    xorl %eax, %eax
    jmp leave

/* A C function called by a template failed. */
.globl machine_code_raised
machine_code_raised:
    movl $2, %eax /* EXIT_RAISED */
    jmp leave

/* rax = address of the running function's instruction number eax */
.macro instruction
    movq FRAME_FUNCTION(%r14), %rcx
    movq FUNCTION_CODE(%rcx), %rcx
    leaq CODE_INSTRUCTIONS(%rcx,%rax,4), %rax
.endm

/* A call found no room for another frame: the call is the interpreter's. */
.globl machine_code_callee_exit
machine_code_callee_exit:
    movl -4(%rdi), %eax
.globl machine_code_exit_charged
machine_code_exit_charged:
    incq ISOLATE_BUDGET(%rbx)
.globl machine_code_exit
machine_code_exit:
    instruction
    incq %rax /* EXIT_STEP */
    jmp leave

/* rdx: behind the template. Where C says to go on is in whatever frame is the topmost then. */
.macro out name
.globl machine_code_out_\name
machine_code_out_\name:
    leaq machine_code_\name(%rip), %r8
    jmp out_of_line
.endm

/* Calls that aren't natives' are C's; the stub leads there itself. */
.globl machine_code_miss_call
.set machine_code_miss_call, machine_code_out_call
.globl machine_code_miss_get_method
.set machine_code_miss_get_method, machine_code_out_get_method

/* r11d: the instruction's number; rax: an object or not; r10: its key in the table of look-ups; r9: the tail. Goes to
 * `no` unless the entry (its address in rsi) says `state`. Bodies: lookup_find() in vm/attribute.c. */
.macro look_up state no
    testb $VALUE_TAG_MASK, %al
    jnz \no
    movq OBJECT_CLASS(%rax), %rcx
    movq %rcx, %rsi
    shlq $LOOKUP_CLASS_SHIFT, %rsi
    xorq %r10, %rsi
    movabsq $LOOKUP_FACTOR, %rdi
    imulq %rdi, %rsi
    shrq $LOOKUP_SHIFT, %rsi
    andl ISOLATE_LOOKUP_MASK(%rbx), %esi
    shlq $LOOKUP_SIZE_SHIFT, %rsi
    addq ISOLATE_LOOKUPS(%rbx), %rsi
    cmpq LOOKUP_KEY(%rsi), %r10
    jne \no
    cmpq LOOKUP_CLASS_WORD(%rsi), %rcx
    jne \no
    movl ISOLATE_LOOKUP_EPOCH(%rbx), %edi
    shll $8, %edi
    orl $\state, %edi
    cmpl LOOKUP_EPOCH(%rsi), %edi
    jne \no
.endm

/* rcx = the inline slot that the table names. */
.macro look_up_slot no
    look_up NUMBER_CACHE_SLOT, \no
    movl LOOKUP_SLOT(%rsi), %ecx
    cmpl OBJECT_COUNT(%rax), %ecx
    jae \no
.endm

.macro miss name
.globl machine_code_miss_\name
machine_code_miss_\name:
.endm

miss get_attribute
    look_up_slot 1f
    movq INSTANCE_SLOTS(%rax,%rcx,8), %rax
    cmpq $VALUE_UNDEFINED, %rax
    je 1f
    jmp *%r9
1:  jmp machine_code_out_get_attribute

.globl machine_code_miss_set_attribute_singleton
machine_code_miss_set_attribute_singleton:
miss set_attribute
    look_up_slot 1f
    jmp *%r9
1:  jmp machine_code_out_set_attribute

miss add_to_attribute
    look_up_slot 1f
    jmp *%r9
1:  jmp machine_code_out_add_to_attribute

miss invoke
    look_up NUMBER_CACHE_METHOD, 1f
    movq LOOKUP_VALUE(%rsi), %rsi
    cmpb $NUMBER_FUNCTION, OBJECT_KIND(%rsi)
    jne 1f
    movq %rsi, %rax
    jmp *%r9
1:  jmp machine_code_out_invoke

/* To `no` unless the register holds a string without attributes. */
.macro string register no
    testb $VALUE_TAG_MASK, %\register\()l
    jnz \no
    cmpb $NUMBER_STRING, OBJECT_KIND(%r\register\()x)
    jne \no
    cmpq $0, OBJECT_CLASS(%r\register\()x)
    jne \no
.endm

/* Characters of one byte by their code; other strings are C's. r8b: the truth that is asked for. */
.macro compare name condition
miss \name
    string a, 1f
    string c, 1f
    cmpl $1, STRING_BYTE_COUNT(%rax)
    jne 1f
    cmpl $1, STRING_BYTE_COUNT(%rcx)
    jne 1f
    movzbl STRING_BYTES(%rax), %eax
    cmpb STRING_BYTES(%rcx), %al
    set\condition %al
    cmpb %al, %r8b
    je 2f
    jmp *%rdx
1:  jmp machine_code_out_jump
2:  jmp *%r9
.endm

compare less, b
compare less_equal, be
compare greater, a
compare greater_equal, ae

/* The same, and strings of different sizes. Equal strings have the same width. */
.macro compare_identity name truth
miss \name
    string a, 1f
    string c, 1f
    movl STRING_BYTE_COUNT(%rax), %esi
    cmpl STRING_BYTE_COUNT(%rcx), %esi
    jne 3f
    cmpl $1, %esi
    jne 1f
    movzbl STRING_BYTES(%rax), %eax
    cmpb STRING_BYTES(%rcx), %al
3:  movl $\truth, %eax
    je 4f
    xorl $1, %eax
4:  cmpb %al, %r8b
    je 2f
    jmp *%rdx
1:  jmp machine_code_out_jump
2:  jmp *%r9
.endm

compare_identity equal, 1
compare_identity not_equal, 0

/* rax = the string of the byte ecx */
.macro short_string
    shll $SHORT_STRING_SHIFT, %ecx
    leaq short_strings(%rip), %rax
    addq %rcx, %rax
.endm

/* Character number rcx of an ASCII string. */
miss get_item
    string a, 1f
    cmpw $1, OBJECT_DETAIL(%rax)
    jne 1f
    movl STRING_LENGTH(%rax), %esi
    cmpq %rsi, %rcx
    jae 1f
    movzbl STRING_BYTES(%rax,%rcx), %ecx
    short_string
    jmp *%r9
1:  jmp machine_code_out_get_item

/* The next one. */
miss iterate
    cmpw $NUMBER_ITERATE_STRING, OBJECT_DETAIL(%rax)
    jne 1f
    movq ITERATOR_SOURCE(%rax), %rsi
    testb $VALUE_TAG_MASK, %sil
    jnz 1f
    cmpb $NUMBER_STRING, OBJECT_KIND(%rsi)
    jne 1f
    cmpw $1, OBJECT_DETAIL(%rsi)
    jne 1f
    movl STRING_LENGTH(%rsi), %edi
    movq ITERATOR_POSITION(%rax), %rcx
    cmpq %rdi, %rcx
    jae 1f
    incq ITERATOR_POSITION(%rax)
    movzbl STRING_BYTES(%rsi,%rcx), %ecx
    short_string
    jmp *%r9
1:  jmp machine_code_out_iterate

out get_attribute
out set_attribute
out add_to_attribute
out get_item
out set_item
out get_method
out call
out invoke
out return
out yield
out iterate
out jump
out operate

out_of_line:
    movl %r11d, %eax
    instruction
    movq %rbx, %rdi
    movq %rax, %rsi
    movq %rax, MACHINE_STACK_PC(%rsp)
    call *%r8
    cmpq $2, %rax /* EXIT_RAISED, the last of them */
    jbe 1f
    cmpq %r14, ISOLATE_FRAME(%rbx)
    je 2f /* the same frame: whatever C does pushes or pops, never both */
    movq ISOLATE_FRAME(%rbx), %r14
    movq FRAME_REGISTERS(%r14), %r12
    movq FRAME_FUNCTION(%r14), %rsi
    movq FUNCTION_CACHES(%rsi), %r13
    movq FUNCTION_GLOBALS(%rsi), %r15
2:  jmp *%rax
1:  testb $1, %al /* EXIT_STEP */
    jz leave
    addq MACHINE_STACK_PC(%rsp), %rax
    jmp leave

.section .note.GNU-stack, "", @progbits
