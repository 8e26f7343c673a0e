/*
 * What templates know of the VM's structures: bytes from their start. arch/x86_64/templates/compile.c asserts
 * every one.
 */
#ifndef ARCH_X86_64_TEMPLATES_OFFSETS_H
#define ARCH_X86_64_TEMPLATES_OFFSETS_H

/* Isolate */
#define ISOLATE_BUDGET 0
#define ISOLATE_STACK_TOP 16
#define ISOLATE_STACK_LIMIT 24
#define ISOLATE_FRAME 40
#define ISOLATE_FRAME_LIMIT 48
#define ISOLATE_KEPT_TOP 120
#define ISOLATE_ROLE 96
#define ISOLATE_LOOKUPS 264
#define ISOLATE_LOOKUP_MASK 272
#define ISOLATE_LOOKUP_EPOCH 276

/* LookupEntry; the state is the low byte of the epoch's word. */
#define LOOKUP_CLASS_WORD 0
#define LOOKUP_KEY 8
#define LOOKUP_VALUE 16
#define LOOKUP_SLOT 24
#define LOOKUP_EPOCH 28
#define LOOKUP_SIZE_SHIFT 5
#define LOOKUP_FACTOR 0x9e3779b97f4a7c15
#define LOOKUP_SHIFT 40
#define LOOKUP_CLASS_SHIFT 20

/* What machine_code_run() has on its stack. */
#define MACHINE_STACK_PC 0    /* the instruction being done out of line */
#define MACHINE_STACK_KEPT 16 /* Isolate.kept_top, when the interpreter came here */
#define MACHINE_STACK_PAIR 24 /* arguments of a native that sets a property */
#define MACHINE_STACK_SIZE 40 /* a multiple of 16, and 8 */

#define FRAME_FUNCTION 0
#define FRAME_PROGRAM_COUNTER 8
#define FRAME_REGISTERS 16
#define FRAME_END 24
#define FRAME_HANDLED 32
#define FRAME_EXTRA 40
#define FRAME_FLAGS 48
#define FRAME_RESULT 52
#define FRAME_RESUME 56
#define FRAME_SIZE 64

#define OBJECT_KIND 0
#define OBJECT_FLAGS 1
#define OBJECT_DETAIL 2
#define OBJECT_COUNT 4
#define OBJECT_CLASS 8

#define FUNCTION_CODE 16
#define FUNCTION_GLOBALS 24
#define FUNCTION_CACHES 32
#define FUNCTION_MACHINE_CODE 64
#define FUNCTION_CELLS 72

#define MACHINE_CODE_ENTRY 0
#define MACHINE_CODE_PLAIN_COUNT 8

#define CODE_INSTRUCTIONS 72
#define MODULE_SLOTS 72
#define INSTANCE_SLOTS 24
#define LIST_LENGTH 16
#define LIST_ITEMS 24
#define VALUES_VALUES 16
#define TUPLE_VALUES 16
#define CELL_VALUE 16

#define STRING_LENGTH 16
#define STRING_BYTE_COUNT 20
#define STRING_BYTES 24
#define SHORT_STRING_SHIFT 5
#define NATIVE_MINIMUM 2
#define NATIVE_MAXIMUM 3
#define NATIVE_FLAGS 4
#define NATIVE_FUNCTION 24
#define NATIVE_OWNER 32

#define ITERATOR_SOURCE 16
#define ITERATOR_POSITION 32
#define ITERATOR_STEP 40
#define ITERATOR_REMAINING 48

#define CACHE_SIZE 32
#define CACHE_HIT 0
#define CACHE_VALUE_WORD 16
#define CACHE_SLOT_NUMBER 24

/* Values and numbers: vm/value.h, vm/kinds.def, enum IteratorType, enum ObjectFlags. */
#define VALUE_NONE 2
#define VALUE_FALSE 10
#define VALUE_TRUE 18
#define VALUE_UNDEFINED 26
#define VALUE_SMALL_ZERO 1
#define VALUE_TAG_MASK 7
#define VALUE_TAG_REFERENCE 4
#define VALUE_TAG_HANDLE 6
#define NUMBER_STRING 1
#define NUMBER_INTEGER 3
#define NUMBER_TUPLE 5
#define NUMBER_FUNCTION 11
#define NUMBER_NATIVE 12
#define NUMBER_CELL 14
#define NUMBER_LIST 16
#define NUMBER_ITERATOR 28
#define NUMBER_ITERATE_LIST 0
#define NUMBER_ITERATE_RANGE 2
#define NUMBER_ITERATE_STRING 3
/* CACHE_DIRECT_KIND and so on, vm/machine_code.h */
#define DIRECT_KIND 0x80010000
#define DIRECT_HANDLE 0x80020000
#define HANDLE_TYPE_MASK 0x7ff
#define NUMBER_SCANNED 4
#define NUMBER_NATIVE_KEYWORDS 1
#define NUMBER_CACHE_SLOT 1
#define NUMBER_CACHE_METHOD 3

#endif
