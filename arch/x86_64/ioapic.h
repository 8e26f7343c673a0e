/*
 * Interrupts of devices: the PICs, silenced, and the I/O APICs. Source: Intel 8259A and 82093AA data sheets.
 */
#ifndef ARCH_X86_64_IOAPIC_H
#define ARCH_X86_64_IOAPIC_H

#include <stdbool.h>
#include <stdint.h>

/* Moves the PICs' vectors out of the way of the exceptions' and masks all their lines. */
void pic_silence(void);
/* Maps the I/O APICs of the MADT and masks every input. False: there is none. */
bool ioapic_initialise(void);
/* Sends an ISA interrupt to a vector of the CPU with that APIC id. False: no I/O APIC has its input. */
bool ioapic_route(unsigned irq, uint8_t vector, uint32_t apic_id);

#endif
