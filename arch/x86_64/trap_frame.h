/*
 * The registers at an interrupt or exception, as trap_entry.S and user_entry.S lay them on the kernel stack.
 *
 * Lowest address first. The last five words are pushed by the processor (SDM 6.14.2), `error` by it or by the
 * stub.
 */
#ifndef ARCH_X86_64_TRAP_FRAME_H
#define ARCH_X86_64_TRAP_FRAME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "arch/x86_64/offsets.h"

struct MachineFrame {
    uint64_t r15, r14, r13, r12, r11, r10, r9, r8;
    uint64_t rbp, rdi, rsi, rdx, rcx, rbx, rax;
    uint64_t vector, error;
    uint64_t rip, cs, rflags, rsp, ss;
};

_Static_assert(offsetof(struct MachineFrame, rax) == FRAME_RAX, "offsets.h");
_Static_assert(offsetof(struct MachineFrame, vector) == FRAME_VECTOR, "offsets.h");
_Static_assert(offsetof(struct MachineFrame, rip) == FRAME_RIP, "offsets.h");
_Static_assert(offsetof(struct MachineFrame, cs) == FRAME_CS, "offsets.h");
_Static_assert(offsetof(struct MachineFrame, rflags) == FRAME_RFLAGS, "offsets.h");
_Static_assert(offsetof(struct MachineFrame, rsp) == FRAME_RSP, "offsets.h");
_Static_assert(sizeof(struct MachineFrame) == FRAME_SIZE, "offsets.h");
_Static_assert(FRAME_SIZE % 16 == 0, "the processor aligns the stack; C is called on it as it is");

static inline bool frame_from_user(const struct MachineFrame *frame) {
    return (frame->cs & SELECTOR_PRIVILEGE_MASK) != 0;
}

#endif
