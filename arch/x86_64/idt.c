/*
 * The interrupt descriptor table: one for all CPUs, every vector filled. Source: SDM 6.14.1.
 *
 * All gates are interrupt gates: the handler begins with interrupts off. Only the system call may be raised
 * by ring 3.
 */
#include "arch/x86_64/traps.h"

#include "arch/x86_64/cpu.h"

enum { VECTOR_COUNT = 256, STUB_SIZE = 16 };

#define GATE_INTERRUPT 0x8e /* present, ring 0 */
#define GATE_USER 0x60

struct GateDescriptor {
    uint16_t offset_low;
    uint16_t selector;
    uint8_t interrupt_stack;
    uint8_t type;
    uint16_t offset_middle;
    uint32_t offset_high;
    uint32_t reserved;
};
_Static_assert(sizeof(struct GateDescriptor) == 16, "SDM figure 6-8");

extern const uint8_t trap_stubs[VECTOR_COUNT][STUB_SIZE];

static struct GateDescriptor gates[VECTOR_COUNT] __attribute__((aligned(16)));

static uint8_t interrupt_stack_of(unsigned vector) {
    switch (vector) {
    case VECTOR_DOUBLE_FAULT:
        return INTERRUPT_STACK_DOUBLE_FAULT;
    case VECTOR_NMI:
        return INTERRUPT_STACK_NMI;
    case VECTOR_MACHINE_CHECK:
        return INTERRUPT_STACK_MACHINE_CHECK;
    default:
        return INTERRUPT_STACK_NONE;
    }
}

void idt_fill(void) {
    for (unsigned vector = 0; vector < VECTOR_COUNT; vector++) {
        uint64_t offset = (uint64_t)(uintptr_t)trap_stubs[vector];
        gates[vector] = (struct GateDescriptor){
            .offset_low = (uint16_t)offset,
            .offset_middle = (uint16_t)(offset >> 16),
            .offset_high = (uint32_t)(offset >> 32),
            .selector = SELECTOR_KERNEL_CODE,
            .interrupt_stack = interrupt_stack_of(vector),
            .type = GATE_INTERRUPT | (vector == VECTOR_SYSTEM_CALL ? GATE_USER : 0),
        };
    }
}

void idt_load(void) {
    struct __attribute__((packed)) {
        uint16_t limit;
        uint64_t base;
    } pointer = {.limit = sizeof gates - 1, .base = (uint64_t)(uintptr_t)gates};
    __asm__ volatile("lidt %0" ::"m"(pointer));
}
