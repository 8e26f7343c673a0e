/*
 * Leaving: QEMU's debug-exit device, ACPI power off and reset.
 */
#ifndef ARCH_X86_64_POWER_H
#define ARCH_X86_64_POWER_H

#include <stdint.h>

/* Leaves QEMU with status (value << 1) | 1 if it has the device; else returns. */
void power_debug_exit(uint8_t value);

#endif
