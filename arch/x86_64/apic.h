/*
 * The local APIC of each CPU: acknowledging, interrupts between CPUs, the tick. Source: SDM chapter 11.
 *
 * xAPIC by registers in memory, x2APIC by model-specific registers if the firmware turned it on. Calls are
 * about this CPU's APIC; sending takes a bounded wait for the last message to leave.
 */
#ifndef ARCH_X86_64_APIC_H
#define ARCH_X86_64_APIC_H

#include <stdbool.h>
#include <stdint.h>

enum { TICKS_PER_SECOND = 100 };

/* Finds the APIC: `address` from the MADT, or 0 for the one the CPU names. False: out of memory or no APIC.
 */
bool apic_initialise(uint64_t address);
/* Turns this CPU's on. */
void apic_initialise_cpu(void);
uint32_t apic_id(void);
void apic_end_of_interrupt(void);

void apic_send_interrupt(uint32_t id, uint8_t vector);
void apic_send_nmi(uint32_t id);
void apic_send_init(uint32_t id);
/* `page`: physical page number below 1 MiB where the CPU starts in real mode. */
void apic_send_startup(uint32_t id, uint8_t page);

/* Lets the timer run down from its largest value, silently; for calibration. */
void apic_timer_run(void);
uint32_t apic_timer_value(void);
/* What the timer counts in a second; told by clock_initialise(). */
void apic_timer_set_frequency(uint64_t counts_per_second);

#endif
