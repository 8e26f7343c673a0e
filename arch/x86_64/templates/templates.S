/*
 * Templates: for each instruction that has one, the machine code of its fast path, with holes.
 *
 * This file is assembled, never linked. build/templates.py takes each template's bytes and its relocations out of
 * the object file; compile.c copies the bytes and fills the holes. A hole is an undefined symbol:
 *
 *      A8 B8 C8 BX8 G8         8 * the operand: R_A(%r12) is register A. G is the word behind the instruction's first
 *      B C                     the operand itself, unsigned
 *      CACHE                   bytes from the function's caches to the instruction's
 *      SMALL_B SMALL_C SMALL_BX    the operand, signed, as a small integer
 *      TWICE_B TWICE_C         the operand, signed, doubled: to be added to a small integer
 *      UNSIGNED_B2             the operand, unsigned, doubled
 *      SINGLETON_B SINGLETON_C1    singleton number B, C / 2
 *      CONSTANT WORD           constant Bx: the object that it refers to; the word
 *      BEHIND BEHIND_FIRST     address of the word behind the instruction, behind its first word
 *      PLAIN_COUNT             B + 1
 *      INDEX                   number of the instruction's word
 *      TARGET                  the jump's target
 *      EXIT                    the way out: undone, the instruction is the interpreter's. Nothing may have changed
 *      EXIT_CHARGED            the same after charge
 *      OUT_name                machine_code_name(), which does the whole instruction and goes on behind it
 *      MISS_name               the same, but first the isolate's table of look-ups is asked, for the class of the object in
 *                              rax, and goes on at the template's `tail` with what it says
 *      NAME TAIL               of the parts for that: the key in the table; the tail's place
 *      SOURCE8 TARGET8 CLEARED8 WINDOW8    of templates that are parts of others
 *
 * A jump with a condition has two templates: NAME_1 for operand C being 1, NAME_0 for 0.
 *
 * Registers, from one instruction to the next:
 *      rbx  Isolate      r14  Frame, the topmost      r12  its register window
 *      r13  the function's caches                     r15  its module
 * The others are free. Between machine code (call, the prologue):
 *      rax  Function     rdx  its window              rsi  register for the result      rdi  where to go on then
 */
#include "arch/x86_64/templates/offsets.h"

.text

.macro TEMPLATE name
    .globl \name
    .type \name, @function
\name:
.endm

.macro TAIL name
\name\()_tail:
.endm

.macro END name
    .size \name, . - \name
.endm

#define R_A A8(%r12)
#define R_B B8(%r12)
#define R_C C8(%r12)

.macro charge
    decq ISOLATE_BUDGET(%rbx)
    js EXIT_CHARGED
.endm

/* rax, rcx = two registers, both small integers */
.macro smalls left right out
    movq \left, %rax
    movq \right, %rcx
    movl %eax, %edx
    andl %ecx, %edx
    testb $1, %dl
    jz \out
.endm


/* rax = the small integer in R[B] */
.macro small_b
    movq R_B, %rax
    testb $1, %al
    jz OUT_operate
.endm

/* R[A] = the small integer of number rax */
.macro give_number register
    leaq 1(\register,\register), \register
    movq \register, R_A
.endm

/* ---- Moving ---- */

TEMPLATE MOVE
    movq R_B, %rax
    movq %rax, R_A
END MOVE

TEMPLATE LOAD_INTEGER
    movq $SMALL_BX, R_A
END LOAD_INTEGER

TEMPLATE LOAD_CONSTANT
    movabsq $CONSTANT, %rax
    movq %rax, R_A
END LOAD_CONSTANT

TEMPLATE LOAD_WORD
    movabsq $WORD, %rax
    movq %rax, R_A
END LOAD_WORD

TEMPLATE LOAD_SINGLETON
    movq $SINGLETON_B, R_A
END LOAD_SINGLETON

TEMPLATE CHECK_BOUND
    cmpq $VALUE_UNDEFINED, R_A
    je EXIT
END CHECK_BOUND

TEMPLATE LOAD_GLOBAL
    movq BX8 + MODULE_SLOTS(%r15), %rax
    cmpq $VALUE_UNDEFINED, %rax
    je EXIT
    movq %rax, R_A
END LOAD_GLOBAL

TEMPLATE STORE_GLOBAL
    testb $NUMBER_SCANNED, OBJECT_FLAGS(%r15)
    jnz EXIT
    movq R_A, %rax
    movq %rax, BX8 + MODULE_SLOTS(%r15)
END STORE_GLOBAL

.macro cell_in where
    movq \where, %rax
    testb $VALUE_TAG_MASK, %al
    jnz EXIT
    cmpb $NUMBER_CELL, OBJECT_KIND(%rax)
    jne EXIT
.endm

.macro bound_cell
    movq CELL_VALUE(%rax), %rax
    cmpq $VALUE_UNDEFINED, %rax
    je EXIT
    movq %rax, R_A
.endm

TEMPLATE LOAD_CELL
    cell_in R_B
    bound_cell
END LOAD_CELL

TEMPLATE STORE_CELL
    cell_in R_A
    testb $NUMBER_SCANNED, OBJECT_FLAGS(%rax)
    jnz EXIT
    movq R_B, %rcx
    movq %rcx, CELL_VALUE(%rax)
END STORE_CELL

TEMPLATE LOAD_FREE
    movq FRAME_FUNCTION(%r14), %rax
    movq B8 + FUNCTION_CELLS(%rax), %rax
    bound_cell
END LOAD_FREE

TEMPLATE STORE_FREE
    movq FRAME_FUNCTION(%r14), %rax
    movq B8 + FUNCTION_CELLS(%rax), %rax
    testb $NUMBER_SCANNED, OBJECT_FLAGS(%rax)
    jnz EXIT
    movq R_A, %rcx
    movq %rcx, CELL_VALUE(%rax)
END STORE_FREE

TEMPLATE LOAD_CLOSURE
    movq FRAME_FUNCTION(%r14), %rax
    movq B8 + FUNCTION_CELLS(%rax), %rax
    movq %rax, R_A
END LOAD_CLOSURE

/* ---- Arithmetic: small integers are doubled, with 1 added ---- */

TEMPLATE ADD
    smalls R_B, R_C, OUT_operate
    decq %rcx
    addq %rcx, %rax
    jo OUT_operate
    movq %rax, R_A
END ADD

TEMPLATE SUBTRACT
    smalls R_B, R_C, OUT_operate
    decq %rcx
    subq %rcx, %rax
    jo OUT_operate
    movq %rax, R_A
END SUBTRACT

TEMPLATE MULTIPLY
    smalls R_B, R_C, OUT_operate
    decq %rax
    sarq %rcx
    imulq %rcx, %rax
    jo OUT_operate
    orq $1, %rax
    movq %rax, R_A
END MULTIPLY

/* rax, rdx = quotient and remainder, rounded to zero, of a positive divisor rcx */
.macro divide
    smalls R_B, R_C, OUT_operate
    sarq %rcx
    jle OUT_operate
    sarq %rax
    cqo
    idivq %rcx
    testq %rdx, %rdx
    jns 1f
.endm

TEMPLATE FLOOR_DIVIDE
    divide
    decq %rax
1:  give_number %rax
END FLOOR_DIVIDE

TEMPLATE MODULO
    divide
    addq %rcx, %rdx
1:  give_number %rdx
END MODULO

/* Only where no bit is lost: what is shifted out must shift back in. */
TEMPLATE LEFT_SHIFT
    smalls R_B, R_C, OUT_operate
    sarq %rcx
    cmpq $62, %rcx
    jae OUT_operate
    sarq %rax
    movq %rax, %rdx
    shlq %cl, %rdx
    movq %rdx, %rsi
    sarq %cl, %rsi
    cmpq %rax, %rsi
    jne OUT_operate
    addq %rdx, %rdx
    jo OUT_operate
    incq %rdx
    movq %rdx, R_A
END LEFT_SHIFT

TEMPLATE INTEGER_LEFT_SHIFT
    movq R_C, %rcx
    testb $1, %cl
    jz EXIT
    sarq %rcx
    cmpq $54, %rcx
    jae EXIT
    movl $B, %eax
    shlq %cl, %rax
    give_number %rax
END INTEGER_LEFT_SHIFT

TEMPLATE RIGHT_SHIFT
    smalls R_B, R_C, OUT_operate
    sarq %rcx
    cmpq $63, %rcx
    jae OUT_operate
    sarq %rax
    sarq %cl, %rax
    give_number %rax
END RIGHT_SHIFT

TEMPLATE AND
    smalls R_B, R_C, OUT_operate
    andq %rcx, %rax
    movq %rax, R_A
END AND

TEMPLATE OR
    smalls R_B, R_C, OUT_operate
    orq %rcx, %rax
    movq %rax, R_A
END OR

TEMPLATE XOR
    smalls R_B, R_C, OUT_operate
    xorq %rcx, %rax
    orq $1, %rax
    movq %rax, R_A
END XOR

TEMPLATE ADD_INTEGER
    small_b
    addq $TWICE_C, %rax
    jo OUT_operate
    movq %rax, R_A
END ADD_INTEGER

TEMPLATE SUBTRACT_INTEGER
    small_b
    subq $TWICE_C, %rax
    jo OUT_operate
    movq %rax, R_A
END SUBTRACT_INTEGER

TEMPLATE AND_INTEGER
    small_b
    andq $SMALL_C, %rax
    movq %rax, R_A
END AND_INTEGER

TEMPLATE NEGATE
    small_b
    movl $2, %ecx
    subq %rax, %rcx
    jo OUT_operate
    movq %rcx, R_A
END NEGATE

TEMPLATE INVERT
    small_b
    notq %rax
    orq $1, %rax
    movq %rax, R_A
END INVERT

/* ---- Truth: of what needs no call ---- */

/* Jumps to `yes` or `no` by the truth of a register. */
.macro truth where yes no out
    movq \where, %rax
    cmpq $VALUE_TRUE, %rax
    je \yes
    cmpq $VALUE_FALSE, %rax
    je \no
    cmpq $VALUE_NONE, %rax
    je \no
    testb $1, %al
    jz \out
    cmpq $VALUE_SMALL_ZERO, %rax
    je \no
.endm

TEMPLATE NOT
    movl $VALUE_TRUE, %ecx
    truth R_B, 1f, 2f, OUT_operate
1:  movl $VALUE_FALSE, %ecx
2:  movq %rcx, R_A
END NOT

TEMPLATE JUMP_IF
    truth R_A, TARGET, 1f, OUT_jump
    jmp TARGET
1:
END JUMP_IF

TEMPLATE JUMP_IF_NOT
    truth R_A, 1f, TARGET, OUT_jump
1:
END JUMP_IF_NOT

/* ---- Comparing ---- */

/* R[A] = whether the flags say so; edx was zero before they were set. */
.macro give_truth condition
    set\condition %dl
    leal VALUE_FALSE(,%edx,8), %edx
    movq %rdx, R_A
.endm

.macro comparing name miss condition inverse
TEMPLATE \name
    smalls R_B, R_C, OUT_operate
    xorl %edx, %edx
    cmpq %rcx, %rax
    give_truth \condition
END \name
TEMPLATE JUMP_\name\()_1
    smalls R_A, R_B, MISS_\miss
    cmpq %rcx, %rax
    j\condition TARGET
END JUMP_\name\()_1
TEMPLATE JUMP_\name\()_0
    smalls R_A, R_B, MISS_\miss
    cmpq %rcx, %rax
    j\inverse TARGET
END JUMP_\name\()_0
TEMPLATE JUMP_\name\()_INTEGER_1
    movq R_A, %rax
    testb $1, %al
    jz OUT_jump
    cmpq $SMALL_B, %rax
    j\condition TARGET
END JUMP_\name\()_INTEGER_1
TEMPLATE JUMP_\name\()_INTEGER_0
    movq R_A, %rax
    testb $1, %al
    jz OUT_jump
    cmpq $SMALL_B, %rax
    j\inverse TARGET
END JUMP_\name\()_INTEGER_0
.endm

comparing LESS, less, l, ge
comparing LESS_EQUAL, less_equal, le, g
comparing EQUAL, equal, e, ne
comparing NOT_EQUAL, not_equal, ne, e
comparing GREATER, greater, g, le
comparing GREATER_EQUAL, greater_equal, ge, l

.macro identity
    movq R_B, %rax
    xorl %edx, %edx
    cmpq R_C, %rax
.endm

TEMPLATE IS
    identity
    give_truth e
END IS

TEMPLATE IS_NOT
    identity
    give_truth ne
END IS_NOT

TEMPLATE IS_SINGLETON_0
    xorl %edx, %edx
    cmpq $SINGLETON_C1, R_B
    give_truth e
END IS_SINGLETON_0

TEMPLATE IS_SINGLETON_1
    xorl %edx, %edx
    cmpq $SINGLETON_C1, R_B
    give_truth ne
END IS_SINGLETON_1

/* ---- Jumping ---- */

TEMPLATE JUMP
    jmp TARGET
END JUMP

TEMPLATE LOOP
    charge
    jmp TARGET
END LOOP

.macro jumping name value condition
TEMPLATE \name
    cmpq $\value, R_A
    j\condition TARGET
END \name
.endm

jumping JUMP_IF_NONE, VALUE_NONE, e
jumping JUMP_IF_NOT_NONE, VALUE_NONE, ne
jumping JUMP_IF_UNDEFINED, VALUE_UNDEFINED, e

TEMPLATE JUMP_IS_1
    movq R_A, %rax
    cmpq R_B, %rax
    je TARGET
END JUMP_IS_1

TEMPLATE JUMP_IS_0
    movq R_A, %rax
    cmpq R_B, %rax
    jne TARGET
END JUMP_IS_0

/* Carry = bit R[B] of R[A] */
.macro bit_of
    smalls R_A, R_B, EXIT
    sarq %rcx
    cmpq $63, %rcx
    jae EXIT
    sarq %rax
    btq %rcx, %rax
.endm

TEMPLATE JUMP_IF_BIT_1
    bit_of
    jc TARGET
END JUMP_IF_BIT_1

TEMPLATE JUMP_IF_BIT_0
    bit_of
    jnc TARGET
END JUMP_IF_BIT_0

.macro bits_of
    movq R_A, %rax
    testb $1, %al
    jz OUT_jump
    testl $UNSIGNED_B2, %eax
.endm

TEMPLATE JUMP_IF_AND_1
    bits_of
    jnz TARGET
END JUMP_IF_AND_1

TEMPLATE JUMP_IF_AND_0
    bits_of
    jz TARGET
END JUMP_IF_AND_0

/* ---- Attributes and items ---- */

/* rax, rcx = the instance in a register and the number of the inline slot that the cache names */
.macro slot_in where out
    movq \where, %rax
    testb $VALUE_TAG_MASK, %al
    jnz \out
    movq OBJECT_CLASS(%rax), %rcx
    cmpq CACHE + CACHE_HIT(%r13), %rcx
    jne \out
    movl CACHE + CACHE_SLOT_NUMBER(%r13), %ecx
    cmpl OBJECT_COUNT(%rax), %ecx
    jae \out
.endm

.macro fetch_attribute name
    slot_in R_B, MISS_get_attribute
    movq INSTANCE_SLOTS(%rax,%rcx,8), %rax
    cmpq $VALUE_UNDEFINED, %rax
    je MISS_get_attribute
TAIL \name
    movq %rax, R_A
.endm

TEMPLATE GET_ATTRIBUTE
    fetch_attribute GET_ATTRIBUTE
END GET_ATTRIBUTE

/* In two parts, so that what is done out of line goes on at the test. */
TEMPLATE GET_ATTRIBUTE_JUMP_NONE
    fetch_attribute GET_ATTRIBUTE_JUMP_NONE
END GET_ATTRIBUTE_JUMP_NONE

TEMPLATE PART_JUMP_NONE_1
    cmpq $VALUE_NONE, R_A
    je TARGET
END PART_JUMP_NONE_1

TEMPLATE PART_JUMP_NONE_0
    cmpq $VALUE_NONE, R_A
    jne TARGET
END PART_JUMP_NONE_0

TEMPLATE SET_ATTRIBUTE
    slot_in R_A, MISS_set_attribute
TAIL SET_ATTRIBUTE
    testb $NUMBER_SCANNED, OBJECT_FLAGS(%rax)
    jnz OUT_set_attribute
    movq R_B, %rdx
    movq %rdx, INSTANCE_SLOTS(%rax,%rcx,8)
END SET_ATTRIBUTE

TEMPLATE SET_ATTRIBUTE_SINGLETON
    slot_in R_A, MISS_set_attribute_singleton
TAIL SET_ATTRIBUTE_SINGLETON
    movq $SINGLETON_B, INSTANCE_SLOTS(%rax,%rcx,8)
END SET_ATTRIBUTE_SINGLETON

TEMPLATE ADD_TO_ATTRIBUTE
    slot_in R_A, MISS_add_to_attribute
TAIL ADD_TO_ATTRIBUTE
    movq INSTANCE_SLOTS(%rax,%rcx,8), %rdx
    testb $1, %dl
    jz OUT_add_to_attribute
    addq $TWICE_B, %rdx
    jo OUT_add_to_attribute
    movq %rdx, INSTANCE_SLOTS(%rax,%rcx,8)
END ADD_TO_ATTRIBUTE

/* R[A] = the item with number rcx of the list or tuple rax */
.macro item name out
    testb $VALUE_TAG_MASK, %al
    jnz \out
    cmpq $0, OBJECT_CLASS(%rax)
    jne \out
    cmpb $NUMBER_LIST, OBJECT_KIND(%rax)
    jne 1f
    cmpq LIST_LENGTH(%rax), %rcx
    jae \out
    movq LIST_ITEMS(%rax), %rax
    movq VALUES_VALUES(%rax,%rcx,8), %rax
    jmp 2f
1:  cmpb $NUMBER_TUPLE, OBJECT_KIND(%rax)
    jne \out
    movl OBJECT_COUNT(%rax), %edx
    cmpq %rdx, %rcx
    jae \out
    movq TUPLE_VALUES(%rax,%rcx,8), %rax
    movl %eax, %edx
    andl $VALUE_TAG_MASK, %edx
    cmpl $VALUE_TAG_REFERENCE, %edx
    je \out
2:
TAIL \name
    movq %rax, R_A
.endm

.macro index_in_c out
    movq R_C, %rcx
    testb $1, %cl
    jz \out
    sarq %rcx
.endm

TEMPLATE GET_ITEM
    index_in_c OUT_get_item
    movq R_B, %rax
    item GET_ITEM, MISS_get_item
END GET_ITEM

TEMPLATE GET_ITEM_INTEGER
    movl $C, %ecx
    movq R_B, %rax
    item GET_ITEM_INTEGER, OUT_operate
END GET_ITEM_INTEGER

TEMPLATE LOAD_GLOBAL_ITEM
    index_in_c EXIT
    movq G8 + MODULE_SLOTS(%r15), %rax
    item LOAD_GLOBAL_ITEM, EXIT
END LOAD_GLOBAL_ITEM

TEMPLATE SET_ITEM
    movq R_B, %rcx
    testb $1, %cl
    jz OUT_set_item
    sarq %rcx
    movq R_A, %rax
    testb $VALUE_TAG_MASK, %al
    jnz OUT_set_item
    cmpq $0, OBJECT_CLASS(%rax)
    jne OUT_set_item
    cmpb $NUMBER_LIST, OBJECT_KIND(%rax)
    jne OUT_set_item
    cmpq LIST_LENGTH(%rax), %rcx
    jae OUT_set_item
    movq LIST_ITEMS(%rax), %rax
    testb $NUMBER_SCANNED, OBJECT_FLAGS(%rax)
    jnz OUT_set_item
    movq R_C, %rdx
    movq %rdx, VALUES_VALUES(%rax,%rcx,8)
END SET_ITEM

/* ---- Iterating ---- */

TEMPLATE FOR_NEXT
    charge
    movq R_B, %rax
    testb $VALUE_TAG_MASK, %al
    jnz OUT_iterate
    cmpb $NUMBER_ITERATOR, OBJECT_KIND(%rax)
    jne OUT_iterate
    movzwl OBJECT_DETAIL(%rax), %ecx
    cmpl $NUMBER_ITERATE_RANGE, %ecx
    jne 1f
    cmpq $0, ITERATOR_REMAINING(%rax)
    je OUT_iterate
    movq ITERATOR_POSITION(%rax), %rcx
    movq %rcx, %rdx
    addq %rdx, %rdx
    jo OUT_iterate
    incq %rdx
    addq ITERATOR_STEP(%rax), %rcx
    movq %rcx, ITERATOR_POSITION(%rax)
    decq ITERATOR_REMAINING(%rax)
    movq %rdx, %rax
    jmp 2f
1:  testl %ecx, %ecx /* NUMBER_ITERATE_LIST */
    jnz MISS_iterate
    movq ITERATOR_SOURCE(%rax), %rdx
    testb $VALUE_TAG_MASK, %dl
    jnz OUT_iterate
    cmpb $NUMBER_LIST, OBJECT_KIND(%rdx)
    jne OUT_iterate
    movq ITERATOR_POSITION(%rax), %rcx
    cmpq LIST_LENGTH(%rdx), %rcx
    jae OUT_iterate
    movq LIST_ITEMS(%rdx), %rdx
    movq VALUES_VALUES(%rdx,%rcx,8), %rdx
    incq %rcx
    movq %rcx, ITERATOR_POSITION(%rax)
    movq %rdx, %rax
2:
TAIL FOR_NEXT
    movq %rax, R_A
END FOR_NEXT

/* ---- Calling ---- */

TEMPLATE PART_ARGUMENT
    movq SOURCE8(%r12), %rax
    movq %rax, TARGET8(%r12)
END PART_ARGUMENT

/* Calls the function rax, whose window begins behind R[A], if it has machine code and needs no binding. */
.macro enter out
    movq FUNCTION_MACHINE_CODE(%rax), %r8
    cmpq $PLAIN_COUNT, MACHINE_CODE_PLAIN_COUNT(%r8)
    jne \out
    movabsq $BEHIND, %rcx
    movq %rcx, FRAME_PROGRAM_COUNTER(%r14)
    leaq A8 + 8(%r12), %rdx
    movl $C, %esi
    leaq 9f(%rip), %rdi
    jmp *MACHINE_CODE_ENTRY(%r8)
    .long INDEX /* for machine_code_callee_exit */
9:
.endm

.macro function_in_rax out
    testb $VALUE_TAG_MASK, %al
    jnz \out
    cmpb $NUMBER_FUNCTION, OBJECT_KIND(%rax)
    jne \out
.endm

TEMPLATE CALL
    charge
    movq R_A, %rax
    function_in_rax MISS_call
    enter OUT_call
END CALL

TEMPLATE CALL_GLOBAL
    charge
    movq G8 + MODULE_SLOTS(%r15), %rax
    testb $VALUE_TAG_MASK, %al
    jnz MISS_call
    movq %rax, R_A
    cmpb $NUMBER_FUNCTION, OBJECT_KIND(%rax)
    jne MISS_call
    enter OUT_call
END CALL_GLOBAL

.macro invoke name
    charge
    movq A8 + 8(%r12), %rax
    testb $VALUE_TAG_MASK, %al
    jnz MISS_invoke
    movq OBJECT_CLASS(%rax), %rcx
    cmpq CACHE + CACHE_HIT(%r13), %rcx
    jne MISS_invoke
    movq CACHE + CACHE_VALUE_WORD(%r13), %rax
TAIL \name
    enter OUT_invoke
.endm

TEMPLATE INVOKE
    invoke INVOKE
END INVOKE

TEMPLATE INVOKE_FROM
    invoke INVOKE_FROM
END INVOKE_FROM

TEMPLATE GET_METHOD
    movq R_B, %rax
    testb $VALUE_TAG_MASK, %al
    jnz OUT_get_method
    movq OBJECT_CLASS(%rax), %rcx
    cmpq CACHE + CACHE_HIT(%r13), %rcx
    jne MISS_get_method
TAIL GET_METHOD
    movq CACHE + CACHE_VALUE_WORD(%r13), %rcx
    movq %rcx, R_A
    movq %rax, A8 + 8(%r12)
END GET_METHOD

TEMPLATE CALL_METHOD
    charge
    cmpq $VALUE_UNDEFINED, A8 + 8(%r12)
    je OUT_invoke
    movq R_A, %rax
    function_in_rax OUT_invoke
    enter OUT_invoke
END CALL_METHOD

.macro return_rax
    movq FRAME_RESUME(%r14), %rdx
    movl FRAME_RESULT(%r14), %ecx
    subq $FRAME_SIZE, %r14
    movq %r14, ISOLATE_FRAME(%rbx)
    movq FRAME_REGISTERS(%r14), %r12
    movq FRAME_END(%r14), %rsi
    movq %rsi, ISOLATE_STACK_TOP(%rbx)
    movq FRAME_FUNCTION(%r14), %rsi
    movq FUNCTION_CACHES(%rsi), %r13
    movq FUNCTION_GLOBALS(%rsi), %r15
    movq %rax, (%r12,%rcx,8)
    jmp *%rdx
.endm

TEMPLATE RETURN
    cmpl $0, FRAME_FLAGS(%r14)
    jne OUT_return
    movq R_A, %rax
    return_rax
END RETURN

TEMPLATE RETURN_NONE
    cmpl $0, FRAME_FLAGS(%r14)
    jne OUT_return
    movl $VALUE_NONE, %eax
    return_rax
END RETURN_NONE

TEMPLATE YIELD
    jmp OUT_yield
END YIELD

/* ---- By a C function: R[A] = function(isolate, operands) ---- */

.macro save_program_counter
    movabsq $BEHIND, %rax
    movq %rax, FRAME_PROGRAM_COUNTER(%r14)
.endm

.macro call_c function
    movq %rbx, %rdi
    call \function
    movq MACHINE_STACK_KEPT(%rsp), %rcx
    movq %rcx, ISOLATE_KEPT_TOP(%rbx)
.endm

.macro give_value
    testq %rax, %rax
    jz machine_code_raised
    movq %rax, R_A
.endm

.macro of_register name function
TEMPLATE \name
    save_program_counter
    movq R_B, %rsi
    call_c \function
    give_value
END \name
.endm

.macro of_registers name function
TEMPLATE \name
    save_program_counter
    movq R_B, %rsi
    movq R_C, %rdx
    call_c \function
    give_value
END \name
.endm

/* Of C registers from B on: the count first, or the registers. */
.macro of_run name function count registers
TEMPLATE \name
    save_program_counter
    leaq R_B, %\registers
    movl $C, %\count
    call_c \function
    give_value
END \name
.endm

of_register GET_ITERATOR, operate_iterate
of_register LENGTH, length_value
of_registers IN, machine_code_contains
of_registers NOT_IN, machine_code_lacks
of_registers MATCH_EXCEPTION, match_exception
of_run BUILD_TUPLE, tuple_new, esi, rdx
of_run BUILD_LIST, list_new, esi, rdx
of_run BUILD_SET, build_set, edx, rsi
of_run BUILD_DICTIONARY, build_dictionary, edx, rsi
of_run BUILD_STRING, build_string, edx, rsi
of_run FORMAT, format_value, edx, rsi

/* The list has room for one more as a rule. */
TEMPLATE LIST_APPEND
    movq R_A, %rsi
    testb $VALUE_TAG_MASK, %sil
    jnz OUT_operate
    cmpb $NUMBER_LIST, OBJECT_KIND(%rsi)
    jne OUT_operate
    movq LIST_ITEMS(%rsi), %rcx
    testq %rcx, %rcx
    jz OUT_operate
    testb $NUMBER_SCANNED, OBJECT_FLAGS(%rcx)
    jnz OUT_operate
    movq LIST_LENGTH(%rsi), %rdx
    movl OBJECT_COUNT(%rcx), %eax
    cmpq %rax, %rdx
    jae OUT_operate
    movq R_B, %rax
    movq %rax, VALUES_VALUES(%rcx,%rdx,8)
    incq LIST_LENGTH(%rsi)
END LIST_APPEND

/* ---- Always out of line ---- */

.macro operating name
TEMPLATE \name
    jmp OUT_operate
END \name
.endm

operating MATRIX_MULTIPLY
operating TRUE_DIVIDE
operating POWER
operating BUILD_SLICE
operating UNPACK

/* ---- Parts ---- */

/* Of an instruction without a template. */
TEMPLATE PART_STEP
    movl $INDEX, %eax
    jmp machine_code_exit
END PART_STEP

/* Out of the way: where EXIT, EXIT_CHARGED and OUT_name lead. */
TEMPLATE PART_EXIT
    movl $INDEX, %eax
    jmp COLD
END PART_EXIT

TEMPLATE PART_OUT
    movl $INDEX, %r11d
    leaq CONTINUE(%rip), %rdx
    jmp COLD
END PART_OUT

/* Leaf functions (vm/leaf.h) do their one instruction without a frame, before the prologue; whatever it may need
 * beyond its fast path, it is done again with one. */
.macro leaf_give
    movq %rcx, (%r12,%rsi,8)
    jmp *%rdi
9:
.endm

.macro leaf_give_none
    movq $VALUE_NONE, (%r12,%rsi,8)
    jmp *%rdi
9:
.endm

TEMPLATE LEAF_RETURN_NONE
    leaf_give_none
END LEAF_RETURN_NONE

TEMPLATE LEAF_LOAD_SINGLETON
    movl $SINGLETON_B, %ecx
    leaf_give
END LEAF_LOAD_SINGLETON

TEMPLATE LEAF_LOAD_INTEGER
    movq $SMALL_BX, %rcx
    leaf_give
END LEAF_LOAD_INTEGER

TEMPLATE LEAF_LOAD_GLOBAL
    movq FUNCTION_GLOBALS(%rax), %rcx
    movq BX8 + MODULE_SLOTS(%rcx), %rcx
    cmpq $VALUE_UNDEFINED, %rcx
    je 9f
    leaf_give
END LEAF_LOAD_GLOBAL

/* r8, r9 = the instance among the arguments and the number of the slot */
.macro leaf_slot where
    movq \where, %r8
    testb $VALUE_TAG_MASK, %r8b
    jnz 9f
    movq FUNCTION_CACHES(%rax), %rcx
    movq OBJECT_CLASS(%r8), %r9
    cmpq CACHE + CACHE_HIT(%rcx), %r9
    jne 9f
    movl CACHE + CACHE_SLOT_NUMBER(%rcx), %r9d
    cmpl OBJECT_COUNT(%r8), %r9d
    jae 9f
.endm

TEMPLATE LEAF_GET_ATTRIBUTE
    leaf_slot B8(%rdx)
    movq INSTANCE_SLOTS(%r8,%r9,8), %rcx
    cmpq $VALUE_UNDEFINED, %rcx
    je 9f
    leaf_give
END LEAF_GET_ATTRIBUTE

TEMPLATE LEAF_SET_ATTRIBUTE
    leaf_slot A8(%rdx)
    testb $NUMBER_SCANNED, OBJECT_FLAGS(%r8)
    jnz 9f
    movq B8(%rdx), %rcx
    movq %rcx, INSTANCE_SLOTS(%r8,%r9,8)
    leaf_give_none
END LEAF_SET_ATTRIBUTE

TEMPLATE LEAF_SET_ATTRIBUTE_SINGLETON
    leaf_slot A8(%rdx)
    movq $SINGLETON_B, INSTANCE_SLOTS(%r8,%r9,8)
    leaf_give_none
END LEAF_SET_ATTRIBUTE_SINGLETON

TEMPLATE LEAF_ADD_TO_ATTRIBUTE
    leaf_slot A8(%rdx)
    movq INSTANCE_SLOTS(%r8,%r9,8), %rcx
    testb $1, %cl
    jz 9f
    addq $TWICE_B, %rcx
    jo 9f
    movq %rcx, INSTANCE_SLOTS(%r8,%r9,8)
    leaf_give_none
END LEAF_ADD_TO_ATTRIBUTE

TEMPLATE LEAF_LOAD_GLOBAL_ITEM
    movq C8(%rdx), %rcx
    testb $1, %cl
    jz 9f
    sarq %rcx
    movq FUNCTION_GLOBALS(%rax), %r8
    movq G8 + MODULE_SLOTS(%r8), %r8
    testb $VALUE_TAG_MASK, %r8b
    jnz 9f
    cmpq $0, OBJECT_CLASS(%r8)
    jne 9f
    cmpb $NUMBER_LIST, OBJECT_KIND(%r8)
    jne 9f
    cmpq LIST_LENGTH(%r8), %rcx
    jae 9f
    movq LIST_ITEMS(%r8), %r8
    movq VALUES_VALUES(%r8,%rcx,8), %rcx
    leaf_give
END LEAF_LOAD_GLOBAL_ITEM

/* Of a comparing jump: operands in rax and rcx; where to go when the truth is what the jump asks for, and when not. */
TEMPLATE PART_MISS_COMPARED
    movl $INDEX, %r11d
    leaq CONTINUE(%rip), %rdx
    leaq TARGET(%rip), %r9
    movl $C, %r8d
    jmp COLD
END PART_MISS_COMPARED

/* rax = what the native rax gives for edx arguments from rsi on. */
.macro call_native
    call_c *NATIVE_FUNCTION(%rax)
    testq %rax, %rax
    jz machine_code_raised
.endm

/* R[C] = the native rax of the window behind R[A]. */
.macro native_call
    leaq A8 + 8(%r12), %rsi
    movl $B, %edx
    call_native
    movq %rax, R_C
    jmp CONTINUE
.endm

/* ecx = what the slot of a cache says that calls natives directly for the value in rax (vm/machine_code.h). */
.macro direct_code no
    movl %eax, %ecx
    testb $1, %al
    jnz 3f
    andl $VALUE_TAG_MASK, %ecx
    jz 4f
    cmpl $VALUE_TAG_HANDLE, %ecx
    jne \no
    movl %eax, %ecx
    andl $HANDLE_TYPE_MASK, %ecx
    orl $DIRECT_HANDLE, %ecx
    jmp 5f
3:  movl $DIRECT_KIND | NUMBER_INTEGER, %ecx
    jmp 5f
4:  cmpq $0, OBJECT_CLASS(%rax)
    jne \no
    movzbl OBJECT_KIND(%rax), %ecx
    orl $DIRECT_KIND, %ecx
5:  cmpl CACHE + CACHE_SLOT_NUMBER(%r13), %ecx
    jne \no
.endm

/* The same of handles alone, which have properties. */
.macro direct_handle no
    movl %eax, %ecx
    andl $VALUE_TAG_MASK, %ecx
    cmpl $VALUE_TAG_HANDLE, %ecx
    jne \no
    movl %eax, %ecx
    andl $HANDLE_TYPE_MASK, %ecx
    orl $DIRECT_HANDLE, %ecx
    cmpl CACHE + CACHE_SLOT_NUMBER(%r13), %ecx
    jne \no
.endm

/* rax = what the cache's native gives for edx arguments from rsi on. */
.macro direct_call
    movq CACHE + CACHE_VALUE_WORD(%r13), %rax
    call_native
.endm

.macro miss_named
    movl $INDEX, %r11d
    leaq CONTINUE(%rip), %rdx
    movabsq $NAME, %r10
    leaq TAIL(%rip), %r9
    jmp COLD
.endm

/* Of a method call: a native that machine_code_invoke() found fit for receivers of this kind is called at once. */
TEMPLATE PART_MISS_INVOKE
    direct_code 2f
    movabsq $BEHIND, %rcx
    movq %rcx, FRAME_PROGRAM_COUNTER(%r14)
    leaq A8 + 8(%r12), %rsi
    movl $B, %edx
    direct_call
    movq %rax, R_C
    jmp CONTINUE
2:  miss_named
END PART_MISS_INVOKE

/* Of an attribute that is read: the same for properties of kernel objects. */
TEMPLATE PART_MISS_READ
    direct_handle 2f
    movabsq $BEHIND_FIRST, %rcx
    movq %rcx, FRAME_PROGRAM_COUNTER(%r14)
    leaq R_B, %rsi
    movl $1, %edx
    direct_call
    jmp TAIL
2:  miss_named
END PART_MISS_READ

/* And of one that is written: the native's arguments are the owner and the new value. */
.macro write_directly value
    direct_handle 2f
    movabsq $BEHIND, %rcx
    movq %rcx, FRAME_PROGRAM_COUNTER(%r14)
    movq %rax, MACHINE_STACK_PAIR(%rsp)
    movq \value, %rax
    movq %rax, MACHINE_STACK_PAIR + 8(%rsp)
    leaq MACHINE_STACK_PAIR(%rsp), %rsi
    movl $2, %edx
    direct_call
    jmp CONTINUE
2:  miss_named
.endm

TEMPLATE PART_MISS_WRITE
    write_directly R_B
END PART_MISS_WRITE

TEMPLATE PART_MISS_WRITE_SINGLETON
    write_directly $SINGLETON_B
END PART_MISS_WRITE_SINGLETON

/* Of a call: natives are called at once, if they take so many arguments and no keywords, and have no receiver. */
TEMPLATE PART_MISS_CALL
    testb $VALUE_TAG_MASK, %al
    jnz 2f
    cmpb $NUMBER_NATIVE, OBJECT_KIND(%rax)
    jne 2f
    cmpb $B, NATIVE_MINIMUM(%rax)
    ja 2f
    cmpb $B, NATIVE_MAXIMUM(%rax)
    jb 2f
    cmpq $0, NATIVE_OWNER(%rax)
    jne 2f
    movzbl NATIVE_FLAGS(%rax), %ecx
    testb $NUMBER_NATIVE_KEYWORDS, %cl
    jnz 2f
    testb %cl, ISOLATE_ROLE(%rbx)
    jz 2f
    movabsq $BEHIND, %rcx
    movq %rcx, FRAME_PROGRAM_COUNTER(%r14)
    native_call
2:  movl $INDEX, %r11d
    leaq CONTINUE(%rip), %rdx
    jmp machine_code_out_call
END PART_MISS_CALL

/* Of a method that is wanted: a native's of a built-in kind needs no look-up. */
TEMPLATE PART_MISS_METHOD
    movl $INDEX, %r11d
    leaq CONTINUE(%rip), %rdx
    testq %rcx, %rcx
    jnz COLD
    movzbl OBJECT_KIND(%rax), %ecx
    orl $DIRECT_KIND, %ecx
    cmpl CACHE + CACHE_SLOT_NUMBER(%r13), %ecx
    je TAIL
    jmp COLD
END PART_MISS_METHOD

/* Of an element: no name. */
TEMPLATE PART_MISS_ELEMENT
    movl $INDEX, %r11d
    leaq CONTINUE(%rip), %rdx
    leaq TAIL(%rip), %r9
    jmp COLD
END PART_MISS_ELEMENT

TEMPLATE PART_MISS
    miss_named
END PART_MISS

/* What a called function begins with, in three parts, the second once for each register that is no parameter. */
TEMPLATE PART_PROLOGUE
    leaq WINDOW8(%rdx), %rcx
    leaq FRAME_SIZE(%r14), %r8
    cmpq ISOLATE_STACK_LIMIT(%rbx), %rcx
    ja machine_code_callee_exit
    cmpq ISOLATE_FRAME_LIMIT(%rbx), %r8
    jae machine_code_callee_exit
    movl $VALUE_UNDEFINED, %r9d
END PART_PROLOGUE

TEMPLATE PART_CLEAR
    movq %r9, CLEARED8(%rdx)
END PART_CLEAR

TEMPLATE PART_FRAME
    movq %r8, %r14
    movq %rdx, %r12
    movq FUNCTION_CACHES(%rax), %r13
    movq FUNCTION_GLOBALS(%rax), %r15
    movq %r8, ISOLATE_FRAME(%rbx)
    movq %rcx, ISOLATE_STACK_TOP(%rbx)
    movq %rax, FRAME_FUNCTION(%r8)
    movq %rdx, FRAME_REGISTERS(%r8)
    movq %rcx, FRAME_END(%r8)
    movq $VALUE_NONE, FRAME_HANDLED(%r8)
    movq $0, FRAME_EXTRA(%r8)
    movl $0, FRAME_FLAGS(%r8)
    movl %esi, FRAME_RESULT(%r8)
    movq %rdi, FRAME_RESUME(%r8)
END PART_FRAME
