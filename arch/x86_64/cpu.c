/*
 * The table of CPUs, what each is called, and the control bits the kernel wants on all of them.
 */
#include "arch/x86_64/cpu.h"

#include "arch/x86_64/registers.h"
#include "arch/x86_64/stacks.h"

struct Cpu cpu_table[MACHINE_CPU_LIMIT];
struct CpuFeatures cpu_features;
uint8_t cpu_smap_enabled;

/* Entries of the page attribute table, SDM 12.12.2: 0 UC, 1 WC, 4 WT, 5 WP, 6 WB, 7 UC-. Entries 0 to 3 keep
 * their meaning at reset; 5 is write-combining, for the framebuffer (paging.h). */
#define PAT_VALUE 0x0007010500070406ULL

void cpu_features_detect(void) {
    struct CpuidResult structured = cpuid_or_zero(7);
    struct CpuidResult extended = cpuid_or_zero(0x80000001);
    cpu_features = (struct CpuFeatures){
        .no_execute = extended.edx & CPUID_80000001_EDX_NX,
        .gib_pages = extended.edx & CPUID_80000001_EDX_GIB_PAGES,
        .smep = structured.ebx & CPUID_7_EBX_SMEP,
        .smap = structured.ebx & CPUID_7_EBX_SMAP,
        .umip = structured.ecx & CPUID_7_ECX_UMIP,
    };
}

void cpu_features_enable(void) {
    cr0_write(
        (cr0_read() | CR0_MONITOR_COPROCESSOR | CR0_NUMERIC_ERROR | CR0_WRITE_PROTECT | CR0_TASK_SWITCHED) &
        ~CR0_EMULATION);
    uint64_t cr4 = cr4_read() & ~(CR4_FSGSBASE | CR4_PCIDE);
    cr4 |= CR4_PAGE_GLOBAL_ENABLE | CR4_OSFXSR | CR4_OSXMMEXCPT;
    cr4 |= cpu_features.smep ? CR4_SMEP : 0;
    cr4 |= cpu_features.smap ? CR4_SMAP : 0;
    cr4 |= cpu_features.umip ? CR4_UMIP : 0;
    cr4_write(cr4);
    msr_write(MSR_PAT, PAT_VALUE);
    cpu_smap_enabled = cpu_features.smap;
}

bool cpu_interrupt_stacks_allocate(struct Cpu *cpu) {
    for (unsigned index = INTERRUPT_STACK_DOUBLE_FAULT; index < INTERRUPT_STACK_LIMIT; index++) {
        void *top = machine_stack_allocate(INTERRUPT_STACK_SIZE);
        if (!top) {
            return false;
        }
        cpu->task_state.interrupt_stack[index] = (uint64_t)(uintptr_t)top;
    }
    return true;
}

uint32_t machine_cpu_number(void) { return cpu_self()->number; }

uint32_t machine_cpu_hardware_id(uint32_t cpu) { return cpu_table[cpu].apic_id; }

void *machine_cpu_local(void) { return cpu_self()->local; }

void machine_cpu_local_set(void *local) { cpu_self()->local = local; }

MachineInterrupts machine_interrupts_disable(void) {
    MachineInterrupts previous = rflags_read() & RFLAGS_INTERRUPT;
    interrupts_off();
    return previous;
}

void machine_interrupts_restore(MachineInterrupts previous) {
    if (previous) {
        interrupts_on();
    }
}

bool machine_interrupts_enabled(void) { return rflags_read() & RFLAGS_INTERRUPT; }

/* sti takes effect after the instruction that follows it, so nothing can come between it and hlt. */
void machine_idle(void) { __asm__ volatile("sti\n\thlt\n\tcli" ::: "memory"); }

uint64_t machine_cycles(void) { return time_stamp_counter(); }
