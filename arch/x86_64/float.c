/*
 * Floating-point state: see float.h.
 */
#include "arch/x86_64/float.h"

#include "arch/x86_64/cpu.h"
#include "arch/x86_64/registers.h"

/* FXSAVE area, SDM table 10-2: byte offsets; and the values the ABI starts a program with. */
enum { FXSAVE_CONTROL_WORD = 0, FXSAVE_MXCSR = 24 };
enum { CONTROL_WORD_DEFAULT = 0x37f, MXCSR_DEFAULT = 0x1f80 };

void machine_float_state_reset(struct MachineFloatState *state) {
    *state = (struct MachineFloatState){0};
    *(uint16_t *)(void *)(state->bytes + FXSAVE_CONTROL_WORD) = CONTROL_WORD_DEFAULT;
    *(uint32_t *)(void *)(state->bytes + FXSAVE_MXCSR) = MXCSR_DEFAULT;
}

static void set_task_switched(void) { cr0_write(cr0_read() | CR0_TASK_SWITCHED); }

/* Saves the live state, if any; CR0.TS is then still clear. */
static void save_live_state(struct Cpu *cpu) {
    if (cpu->float_loaded) {
        __asm__ volatile("fxsave64 %0" : "=m"(*cpu->float_state));
        cpu->float_loaded = false;
    }
}

void machine_float_state_switch(struct MachineFloatState *state) {
    struct Cpu *cpu = cpu_self();
    if (cpu->float_loaded) {
        save_live_state(cpu);
        set_task_switched();
    }
    cpu->float_state = state;
}

bool float_load(void) {
    struct Cpu *cpu = cpu_self();
    if (!cpu->float_state) {
        return false;
    }
    cr0_clear_task_switched();
    __asm__ volatile("fxrstor64 %0" ::"m"(*cpu->float_state));
    cpu->float_loaded = true;
    return true;
}

MachineInterrupts machine_float_begin(void) {
    static const uint32_t control = MXCSR_DEFAULT;
    MachineInterrupts previous = machine_interrupts_disable();
    save_live_state(cpu_self());
    cr0_clear_task_switched();
    __asm__ volatile("ldmxcsr %0" ::"m"(control));
    return previous;
}

void machine_float_end(MachineInterrupts previous) {
    set_task_switched();
    machine_interrupts_restore(previous);
}
