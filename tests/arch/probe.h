/*
 * The probe: a stand-in for vm/kernel that exercises the machine layer from inside the guest.
 *
 * The boot module "mode.img" says what to do: "checks" runs all checks and prints one line each; the others
 * are in kernel_probe.c. A line "[probe] ok NAME" or "[probe] FAILED NAME" is one check.
 */
#ifndef TESTS_ARCH_PROBE_H
#define TESTS_ARCH_PROBE_H

#include <stdbool.h>
#include <stdint.h>

#include "vm/machine.h"

/* Prints the line of a check. */
void probe_check(const char *name, bool passed);
/* Runs a function on every CPU at the same time, interrupts on, this one included, and waits for all. */
void probe_run_everywhere(void (*function)(void));
/* Counters that the upcalls of kernel_probe.c keep, one a CPU. */
struct ProbeCpu {
    uint32_t ticks, reschedules;
    uint64_t tick_cycles; /* when the last tick came */
};
extern struct ProbeCpu probe_cpus[MACHINE_CPU_LIMIT];

void probe_memory_checks(void);
void probe_cpu_checks(void);
void probe_user_checks(void);
void probe_code_checks(void);
/* Prints how late a tick came on this CPU, the first, while machine code was written. */
void probe_code_latency(void);

/* One read, write or call of an address; false if it faulted. User memory isn't opened under SMAP.
 * probe_fault.S. */
bool probe_read(const volatile void *address);
bool probe_write(volatile void *address);
bool probe_execute(const void *address);
/* A page of data with a `ret` in it, and the user address that probe_execute() may be given. */
extern uint8_t probe_data_page[];
#define PROBE_USER_CODE 0x400000ULL

#endif
