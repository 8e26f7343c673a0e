/*
 * What each CPU has of its own. GS points at it whenever the kernel runs; ring 3 has a GS base of 0.
 *
 * Only the CPU itself writes its members, interrupts off, except where a line says otherwise.
 */
#ifndef ARCH_X86_64_CPU_H
#define ARCH_X86_64_CPU_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "arch/x86_64/offsets.h"
#include "vm/machine.h"

enum { GDT_ENTRY_COUNT = 7 };

/* Interrupt stacks, numbered as the IDT's IST field counts them, from 1. */
enum InterruptStack {
    INTERRUPT_STACK_NONE,
    INTERRUPT_STACK_DOUBLE_FAULT,
    INTERRUPT_STACK_NMI,
    INTERRUPT_STACK_MACHINE_CHECK,
    INTERRUPT_STACK_LIMIT,
};

/* SDM 7.7. */
struct __attribute__((packed, aligned(4))) TaskStateSegment {
    uint32_t reserved_0;
    uint64_t ring_stack[3];      /* [0]: where an interrupt of ring 3 begins */
    uint64_t interrupt_stack[8]; /* [0] is reserved */
    uint64_t reserved_1;
    uint16_t reserved_2;
    uint16_t io_map_base;
};
_Static_assert(sizeof(struct TaskStateSegment) == 104, "SDM figure 7-11");

struct Cpu {
    struct Cpu *self;
    uint64_t kernel_stack; /* where syscall begins; equals the TSS's ring_stack[0] */
    uint64_t user_stack;   /* scratch of the syscall entry */
    void *local;           /* the kernel's word */
    uint32_t number;
    uint32_t apic_id;
    uint64_t clock_offset;                 /* cycles to add to this CPU's counter; set while it starts */
    MachineAddressSpace address_space;     /* live one */
    struct MachineFloatState *float_state; /* of the task that ring 3 will see, or NULL */
    bool float_loaded;                     /* it is in the registers, and CR0.TS is clear */
    bool online;                           /* set once, by the CPU, when it can be sent interrupts */
    bool where_requested;                  /* set by others: print a backtrace at the next NMI */
    uint64_t gdt[GDT_ENTRY_COUNT];
    struct TaskStateSegment task_state;
};

_Static_assert(offsetof(struct Cpu, self) == CPU_SELF, "offsets.h");
_Static_assert(offsetof(struct Cpu, kernel_stack) == CPU_KERNEL_STACK, "offsets.h");
_Static_assert(offsetof(struct Cpu, user_stack) == CPU_USER_STACK, "offsets.h");

extern struct Cpu cpu_table[MACHINE_CPU_LIMIT];

/* This CPU; an answer with interrupts on may be old before it is used. */
static inline struct Cpu *cpu_self(void) {
    struct Cpu *self;
    __asm__ volatile("movq %%gs:%c1, %0" : "=r"(self) : "i"(CPU_SELF));
    return self;
}

/* What the processor offers that not all do; the boot CPU's answers, which hold for all. */
struct CpuFeatures {
    bool no_execute, smep, smap, umip, gib_pages;
};
extern struct CpuFeatures cpu_features;
/* Also read by assembly: clac is an invalid instruction on a CPU without SMAP. */
extern uint8_t cpu_smap_enabled;

/* Fills cpu_features; once, before anything else of this page. */
void cpu_features_detect(void);
/* Sets the control registers of this CPU the way the kernel wants them; after paging_initialise() on the boot
 * CPU. */
void cpu_features_enable(void);
/* Loads GDT, TSS and GS base of this CPU; its interrupt stacks are the given ones. */
void cpu_segments_load(struct Cpu *cpu);
/* Gives this CPU's IST entries stacks of their own, with guard pages. False: out of memory. */
bool cpu_interrupt_stacks_allocate(struct Cpu *cpu);

#endif
