/*
 * What the kernel wants from the firmware's ACPI tables: the interrupt controllers, the CPUs, a clock, and
 * the way out.
 *
 * Tables are mapped by ourselves, read-only, and checked (signature, length, checksum); a broken one counts
 * as absent. Source: ACPI specification 6.4, chapter 5.2.
 */
#ifndef ARCH_X86_64_ACPI_H
#define ARCH_X86_64_ACPI_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "vm/machine.h"

enum { IO_APIC_LIMIT = 8, ISA_IRQ_COUNT = 16 };

struct AcpiIoApic {
    uint32_t physical_address;
    uint32_t first_interrupt; /* the global system interrupt of its input 0 */
};

/* Where an ISA interrupt really arrives. */
struct AcpiIsaInterrupt {
    uint32_t interrupt;
    bool active_low, level_triggered;
};

/* The MADT. Without one there are no CPUs in it but the one we run on, and no I/O APIC. */
struct AcpiInterrupts {
    uint64_t local_apic_address; /* 0: not said */
    size_t cpu_count;            /* usable ones */
    uint32_t cpu_apic_ids[MACHINE_CPU_LIMIT];
    size_t cpus_lost; /* usable ones beyond the limit */
    size_t io_apic_count;
    struct AcpiIoApic io_apics[IO_APIC_LIMIT];
    struct AcpiIsaInterrupt isa[ISA_IRQ_COUNT];
};

/* The FADT. A port of 0 is absent. */
struct AcpiPower {
    uint16_t pm_timer_port;
    uint16_t pm1a_control_port, pm1b_control_port;
    uint16_t enable_port;
    uint8_t enable_value;
    uint16_t reset_port;
    uint8_t reset_value;
    bool soft_off_known;
    uint8_t soft_off_type_a, soft_off_type_b;
};

/* Reads the tables; `rsdp`: physical address, 0 for none. Logs a line for what is missing. After paging is
 * up. */
void acpi_initialise(uint64_t rsdp);
const struct AcpiInterrupts *acpi_interrupts(void);
const struct AcpiPower *acpi_power(void);

#endif
