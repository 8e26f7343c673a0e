/*
 * Time: nanoseconds since boot from the time-stamp counter, one clock for all CPUs.
 *
 * Why the TSC: it is the only clock read in nanoseconds without a device. Every machine the kernel supports
 * has it synchronous and of constant rate, and so has QEMU's TCG, although CPUID doesn't say so there. The
 * rate is measured against the ACPI power-management timer, or the PIT without one. A CPU whose counter
 * provably differs from the boot CPU's when it starts gets a correction (smp.c), so that all read the same
 * clock.
 */
#ifndef ARCH_X86_64_CLOCK_H
#define ARCH_X86_64_CLOCK_H

#include <stdbool.h>
#include <stdint.h>

/* Measures the time-stamp counter and, if there is one, the local APIC's timer. Takes 20 ms. */
void clock_initialise(bool has_apic);
/* Spins; before clock_initialise() by the PIT. */
void clock_wait_microseconds(uint64_t microseconds);

#endif
