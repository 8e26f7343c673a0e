/*
 * Segments: the GDT and the task-state segment of each CPU. Source: SDM 3.4.5 and 7.2.3.
 *
 * In long mode segments only carry the privilege level; the TSS only carries stacks.
 */
#include "arch/x86_64/cpu.h"
#include "arch/x86_64/registers.h"

/* Bits of a segment descriptor. */
#define DESCRIPTOR_ACCESSED (1ULL << 40)
#define DESCRIPTOR_WRITABLE (1ULL << 41) /* readable, for code */
#define DESCRIPTOR_EXECUTABLE (1ULL << 43)
#define DESCRIPTOR_CODE_OR_DATA (1ULL << 44)
#define DESCRIPTOR_USER (3ULL << 45)
#define DESCRIPTOR_PRESENT (1ULL << 47)
#define DESCRIPTOR_LONG (1ULL << 53)
#define DESCRIPTOR_TYPE_TASK_STATE (9ULL << 40)

#define DESCRIPTOR_DATA                                                                                      \
    (DESCRIPTOR_ACCESSED | DESCRIPTOR_WRITABLE | DESCRIPTOR_CODE_OR_DATA | DESCRIPTOR_PRESENT)
#define DESCRIPTOR_CODE (DESCRIPTOR_DATA | DESCRIPTOR_EXECUTABLE | DESCRIPTOR_LONG)

struct __attribute__((packed)) TablePointer {
    uint16_t limit;
    uint64_t base;
};

/* Used until paging is up: a fault that early has no better stack. */
static uint8_t early_interrupt_stack[4096] __attribute__((aligned(16)));

static void fill_descriptors(struct Cpu *cpu) {
    uint64_t base = (uint64_t)(uintptr_t)&cpu->task_state;
    cpu->gdt[SELECTOR_KERNEL_CODE / 8] = DESCRIPTOR_CODE;
    cpu->gdt[SELECTOR_KERNEL_DATA / 8] = DESCRIPTOR_DATA;
    cpu->gdt[SELECTOR_USER_DATA / 8] = DESCRIPTOR_DATA | DESCRIPTOR_USER;
    cpu->gdt[SELECTOR_USER_CODE / 8] = DESCRIPTOR_CODE | DESCRIPTOR_USER;
    cpu->gdt[SELECTOR_TASK_STATE / 8] = DESCRIPTOR_PRESENT | DESCRIPTOR_TYPE_TASK_STATE |
                                        (sizeof cpu->task_state - 1) | (base & 0xffffff) << 16 |
                                        (base >> 24 & 0xff) << 56;
    cpu->gdt[SELECTOR_TASK_STATE / 8 + 1] = base >> 32;
}

static void load_segments(const struct TablePointer *pointer) {
    __asm__ volatile("lgdt %0\n\t"
                     "pushq %1\n\t"
                     "leaq 1f(%%rip), %%rax\n\t"
                     "pushq %%rax\n\t"
                     "lretq\n"
                     "1:\tmovw %w2, %%ds\n\t"
                     "movw %w2, %%es\n\t"
                     "movw %w2, %%ss\n\t"
                     "movw %w3, %%fs\n\t"
                     "movw %w3, %%gs\n\t"
                     "ltr %w4"
                     :
                     : "m"(*pointer), "i"(SELECTOR_KERNEL_CODE), "r"(SELECTOR_KERNEL_DATA), "r"(0),
                       "r"(SELECTOR_TASK_STATE)
                     : "rax", "memory");
}

void cpu_segments_load(struct Cpu *cpu) {
    cpu->self = cpu;
    cpu->task_state.io_map_base = sizeof cpu->task_state;
    for (unsigned index = INTERRUPT_STACK_DOUBLE_FAULT; index < INTERRUPT_STACK_LIMIT; index++) {
        if (!cpu->task_state.interrupt_stack[index]) {
            cpu->task_state.interrupt_stack[index] =
                (uint64_t)(uintptr_t)(early_interrupt_stack + sizeof early_interrupt_stack);
        }
    }
    fill_descriptors(cpu);
    struct TablePointer pointer = {.limit = sizeof cpu->gdt - 1, .base = (uint64_t)(uintptr_t)cpu->gdt};
    load_segments(&pointer);
    msr_write(MSR_GS_BASE, (uint64_t)(uintptr_t)cpu);
    msr_write(MSR_KERNEL_GS_BASE, 0);
}
