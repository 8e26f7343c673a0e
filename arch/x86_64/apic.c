/*
 * The local APIC: see apic.h.
 */
#include "arch/x86_64/apic.h"

#include "arch/x86_64/cpu.h"
#include "arch/x86_64/paging.h"
#include "arch/x86_64/registers.h"

/* Registers, SDM table 11-1: byte offsets; the x2APIC's number is the offset / 16. */
enum ApicRegister {
    APIC_ID = 0x20,
    APIC_TASK_PRIORITY = 0x80,
    APIC_END_OF_INTERRUPT = 0xb0,
    APIC_SPURIOUS = 0xf0,
    APIC_SPURIOUS_ENABLE = 1 << 8,
    APIC_COMMAND_LOW = 0x300, /* SDM 11.6.1 */
    APIC_COMMAND_NMI = 4 << 8,
    APIC_COMMAND_INIT = 5 << 8,
    APIC_COMMAND_STARTUP = 6 << 8,
    APIC_COMMAND_PENDING = 1 << 12,
    APIC_COMMAND_ASSERT = 1 << 14,
    APIC_COMMAND_HIGH = 0x310,
    APIC_TIMER = 0x320, /* SDM 11.5.1 */
    APIC_TIMER_PERIODIC = 1 << 17,
    APIC_LINT0 = 0x350,
    APIC_LINT1 = 0x360,
    APIC_LINT_NMI = 4 << 8,
    APIC_ENTRY_MASKED = 1 << 16,
    APIC_TIMER_INITIAL = 0x380,
    APIC_TIMER_CURRENT = 0x390,
    APIC_TIMER_DIVIDE = 0x3e0,
    APIC_TIMER_DIVIDE_BY_16 = 3,
};
enum { APIC_SIZE = 0x1000, APIC_ID_SHIFT = 24, SEND_PATIENCE = 100000 };

static struct {
    volatile uint32_t *registers; /* NULL under x2APIC */
    uint64_t timer_frequency;
} apic;

static uint32_t read_register(enum ApicRegister offset) {
    return apic.registers ? apic.registers[offset / 4] : (uint32_t)msr_read(MSR_X2APIC + offset / 16);
}

static void write_register(enum ApicRegister offset, uint32_t value) {
    if (apic.registers) {
        apic.registers[offset / 4] = value;
    } else {
        msr_write(MSR_X2APIC + offset / 16, value);
    }
}

bool apic_initialise(uint64_t address) {
    if (!(cpuid(1, 0).edx & CPUID_1_EDX_APIC)) {
        return false;
    }
    uint64_t base = msr_read(MSR_APIC_BASE);
    if (base & APIC_BASE_X2APIC) {
        return true;
    }
    address = address ? address : base & APIC_BASE_ADDRESS;
    apic.registers = paging_map_device(address, APIC_SIZE, PAGE_WRITE | PAGE_UNCACHED);
    return apic.registers != NULL;
}

/* LINT0 is the PICs' line; LINT1 is the machine's NMI. */
void apic_initialise_cpu(void) {
    uint64_t mode = APIC_BASE_ENABLE | (apic.registers ? 0 : APIC_BASE_X2APIC);
    msr_write(MSR_APIC_BASE, msr_read(MSR_APIC_BASE) | mode);
    write_register(APIC_LINT0, APIC_ENTRY_MASKED);
    write_register(APIC_LINT1, APIC_LINT_NMI);
    write_register(APIC_TIMER, APIC_ENTRY_MASKED);
    write_register(APIC_TASK_PRIORITY, 0);
    write_register(APIC_SPURIOUS, APIC_SPURIOUS_ENABLE | VECTOR_SPURIOUS);
}

uint32_t apic_id(void) {
    uint32_t id = read_register(APIC_ID);
    return apic.registers ? id >> APIC_ID_SHIFT : id;
}

void apic_end_of_interrupt(void) { write_register(APIC_END_OF_INTERRUPT, 0); }

static void wait_until_sent(void) {
    for (unsigned poll = 0; poll < SEND_PATIENCE && read_register(APIC_COMMAND_LOW) & APIC_COMMAND_PENDING;
         poll++) {
        pause();
    }
}

/* Both halves of the command belong together, so no interrupt may come between. Source: SDM 11.6.1, 11.12.9.
 */
static void send(uint32_t id, uint32_t command) {
    MachineInterrupts previous = machine_interrupts_disable();
    if (apic.registers) {
        wait_until_sent();
        write_register(APIC_COMMAND_HIGH, id << APIC_ID_SHIFT);
        write_register(APIC_COMMAND_LOW, command);
    } else {
        msr_write(MSR_X2APIC + APIC_COMMAND_LOW / 16, (uint64_t)id << 32 | command);
    }
    machine_interrupts_restore(previous);
}

void apic_send_interrupt(uint32_t id, uint8_t vector) { send(id, APIC_COMMAND_ASSERT | vector); }
void apic_send_nmi(uint32_t id) { send(id, APIC_COMMAND_ASSERT | APIC_COMMAND_NMI); }
void apic_send_init(uint32_t id) { send(id, APIC_COMMAND_ASSERT | APIC_COMMAND_INIT); }
void apic_send_startup(uint32_t id, uint8_t page) {
    send(id, APIC_COMMAND_ASSERT | APIC_COMMAND_STARTUP | page);
}

void machine_send_reschedule(uint32_t cpu) { apic_send_interrupt(cpu_table[cpu].apic_id, VECTOR_RESCHEDULE); }

void apic_timer_run(void) {
    write_register(APIC_TIMER_DIVIDE, APIC_TIMER_DIVIDE_BY_16);
    write_register(APIC_TIMER, APIC_ENTRY_MASKED);
    write_register(APIC_TIMER_INITIAL, UINT32_MAX);
}

uint32_t apic_timer_value(void) { return read_register(APIC_TIMER_CURRENT); }

void apic_timer_set_frequency(uint64_t counts_per_second) { apic.timer_frequency = counts_per_second; }

void machine_timer_start(void) {
    write_register(APIC_TIMER_DIVIDE, APIC_TIMER_DIVIDE_BY_16);
    write_register(APIC_TIMER, APIC_TIMER_PERIODIC | VECTOR_TIMER);
    write_register(APIC_TIMER_INITIAL, (uint32_t)(apic.timer_frequency / TICKS_PER_SECOND));
}
