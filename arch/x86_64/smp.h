/*
 * Starting the other CPUs. machine_start_cpus() is the rest of the interface.
 */
#ifndef ARCH_X86_64_SMP_H
#define ARCH_X86_64_SMP_H

#include <stdbool.h>

#include "boot/information.h"

/* Sets aside the pages that starting a CPU needs: one below 1 MiB, and tables below 4 GiB. Before
 * frames_initialise(). */
void smp_reserve(struct BootInformation *information);

#endif
