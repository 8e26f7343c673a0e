/*
 * Numbers that C and assembly must agree on: selectors, vectors, and the offsets of structure members.
 *
 * Assembly includes this page alone; the C headers of the structures assert every offset (trap_frame.h,
 * cpu.h, trampoline.h), so a member that moves stops the build.
 */
#ifndef ARCH_X86_64_OFFSETS_H
#define ARCH_X86_64_OFFSETS_H

/* Segment selectors. Their order is dictated by syscall and sysret: kernel code, kernel data; user data, user
 * code. */
#define SELECTOR_KERNEL_CODE 0x08
#define SELECTOR_KERNEL_DATA 0x10
#define SELECTOR_USER_DATA 0x1b
#define SELECTOR_USER_CODE 0x23
#define SELECTOR_TASK_STATE 0x28
#define SELECTOR_PRIVILEGE_MASK 3

/* Vectors 0 to 31 are the processor's, SDM 6.3.1. */
#define VECTOR_NMI 2
#define VECTOR_DEVICE_NOT_AVAILABLE 7
#define VECTOR_DOUBLE_FAULT 8
#define VECTOR_GENERAL_PROTECTION 13
#define VECTOR_PAGE_FAULT 14
#define VECTOR_MACHINE_CHECK 18
#define VECTOR_PIC 0x20 /* to 0x2f: the two PICs, masked; only a spurious one can come */
#define VECTOR_KEYBOARD 0x31
#define VECTOR_SERIAL 0x34
#define VECTOR_SYSTEM_CALL 0x80
#define VECTOR_TIMER 0xe0
#define VECTOR_RESCHEDULE 0xe1
#define VECTOR_SHOOTDOWN 0xe2
#define VECTOR_SPURIOUS 0xff

/* struct MachineFrame */
#define FRAME_RAX 112
#define FRAME_VECTOR 120
#define FRAME_RIP 136
#define FRAME_CS 144
#define FRAME_RFLAGS 152
#define FRAME_RSP 160
#define FRAME_SIZE 176

/* struct Cpu, reached through GS */
#define CPU_SELF 0
#define CPU_KERNEL_STACK 8
#define CPU_USER_STACK 16

/* struct TrampolineData */
#define TRAMPOLINE_PAGE_TABLE 0
#define TRAMPOLINE_EFER 8
#define TRAMPOLINE_STACK 16
#define TRAMPOLINE_ENTRY 24
#define TRAMPOLINE_ARGUMENT 32

#endif
