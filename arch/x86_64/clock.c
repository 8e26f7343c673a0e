/*
 * Time: see clock.h.
 */
#include "arch/x86_64/clock.h"

#include "arch/x86_64/acpi.h"
#include "arch/x86_64/apic.h"
#include "arch/x86_64/cpu.h"
#include "arch/x86_64/log.h"
#include "arch/x86_64/registers.h"

#define NANOSECONDS 1000000000ULL
enum { MULTIPLIER_SHIFT = 32, CALIBRATION_MILLISECONDS = 20, SAMPLES = 8 };

/* ACPI specification 4.8.3.3: counts up, 24 bits at least. */
enum { PM_TIMER_FREQUENCY = 3579545, PM_TIMER_MASK = 0xffffff };

/* Intel 8254 data sheet: channel 2 counts down from 65535 while the gate of port 0x61 is open. */
enum {
    PIT_FREQUENCY = 1193182,
    PIT_MASK = 0xffff,
    PIT_CHANNEL_2 = 0x42,
    PIT_COMMAND = 0x43,
    PIT_COMMAND_CHANNEL_2_RATE = 0xb4, /* low then high byte, mode 2 */
    PIT_COMMAND_LATCH_2 = 0x80,
    PIT_GATE_PORT = 0x61,
    PIT_GATE_OPEN = 1 << 0,
    PIT_GATE_SPEAKER = 1 << 1,
};

static struct {
    uint64_t frequency, start; /* of the time-stamp counter */
    uint64_t multiplier;       /* nanoseconds a cycle, shifted */
} clock;

/* A counter of known rate to measure by. */
struct Reference {
    uint32_t (*read)(void); /* counts up */
    uint32_t frequency, mask;
    const char *name;
};

static uint32_t read_pm_timer(void) { return port_read32(acpi_power()->pm_timer_port); }

static uint32_t read_pit(void) {
    port_write8(PIT_COMMAND, PIT_COMMAND_LATCH_2);
    uint32_t low = port_read8(PIT_CHANNEL_2);
    return PIT_MASK - (low | (uint32_t)port_read8(PIT_CHANNEL_2) << 8);
}

static void start_pit(void) {
    port_write8(PIT_GATE_PORT, (uint8_t)((port_read8(PIT_GATE_PORT) & ~PIT_GATE_SPEAKER) | PIT_GATE_OPEN));
    port_write8(PIT_COMMAND, PIT_COMMAND_CHANNEL_2_RATE);
    port_write8(PIT_CHANNEL_2, 0xff);
    port_write8(PIT_CHANNEL_2, 0xff);
}

static struct Reference choose_reference(void) {
    if (acpi_power()->pm_timer_port) {
        return (struct Reference){read_pm_timer, PM_TIMER_FREQUENCY, PM_TIMER_MASK, "ACPI timer"};
    }
    start_pit();
    return (struct Reference){read_pit, PIT_FREQUENCY, PIT_MASK, "PIT"};
}

/* All counters at one moment: the read of the reference that took the fewest cycles of several. */
struct Sample {
    uint64_t cycles;
    uint32_t reference, timer;
};

static struct Sample take_sample(const struct Reference *reference, bool has_apic) {
    struct Sample best = {0};
    uint64_t shortest = UINT64_MAX;
    for (unsigned attempt = 0; attempt < SAMPLES; attempt++) {
        uint64_t before = time_stamp_counter();
        uint32_t value = reference->read();
        uint32_t timer = has_apic ? apic_timer_value() : 0;
        uint64_t took = time_stamp_counter() - before;
        if (took < shortest) {
            shortest = took;
            best = (struct Sample){.cycles = before + took / 2, .reference = value, .timer = timer};
        }
    }
    return best;
}

static void wait_counts(const struct Reference *reference, uint32_t counts) {
    uint32_t start = reference->read();
    while (((reference->read() - start) & reference->mask) < counts) {
        pause();
    }
}

void clock_initialise(bool has_apic) {
    struct Reference reference = choose_reference();
    if (has_apic) {
        apic_timer_run();
    }
    struct Sample first = take_sample(&reference, has_apic);
    wait_counts(&reference, reference.frequency * CALIBRATION_MILLISECONDS / 1000);
    struct Sample last = take_sample(&reference, has_apic);
    uint64_t counts = (last.reference - first.reference) & reference.mask;
    clock.frequency = (last.cycles - first.cycles) * reference.frequency / counts;
    clock.multiplier = (NANOSECONDS << MULTIPLIER_SHIFT) / clock.frequency;
    clock.start = first.cycles;
    apic_timer_set_frequency((uint64_t)(first.timer - last.timer) * reference.frequency / counts);
    log_line("clock", "time-stamp counter at %lu kHz, measured by the %s", clock.frequency / 1000,
             reference.name);
}

uint64_t machine_clock(void) {
    MachineInterrupts previous = machine_interrupts_disable();
    uint64_t cycles = time_stamp_counter() + cpu_self()->clock_offset - clock.start;
    machine_interrupts_restore(previous);
    return (uint64_t)((unsigned __int128)cycles * clock.multiplier >> MULTIPLIER_SHIFT);
}

void clock_wait_microseconds(uint64_t microseconds) {
    if (!clock.frequency) {
        start_pit();
        struct Reference pit = {read_pit, PIT_FREQUENCY, PIT_MASK, "PIT"};
        wait_counts(&pit, (uint32_t)(microseconds * PIT_FREQUENCY / 1000000));
        return;
    }
    uint64_t start = time_stamp_counter(), cycles = microseconds * (clock.frequency / 1000) / 1000;
    while (time_stamp_counter() - start < cycles) {
        pause();
    }
}
