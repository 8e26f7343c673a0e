/*
 * Interrupts of devices: see ioapic.h.
 */
#include "arch/x86_64/ioapic.h"

#include "arch/x86_64/acpi.h"
#include "arch/x86_64/offsets.h"
#include "arch/x86_64/paging.h"
#include "arch/x86_64/registers.h"

/* 8259A: the initialisation words of both chips. */
enum {
    PIC_MASTER_COMMAND = 0x20,
    PIC_MASTER_DATA = 0x21,
    PIC_SLAVE_COMMAND = 0xa0,
    PIC_SLAVE_DATA = 0xa1,
    PIC_INITIALISE = 0x11, /* with the fourth word */
    PIC_MASTER_HAS_SLAVE_AT_2 = 1 << 2,
    PIC_SLAVE_IS_AT_2 = 2,
    PIC_8086_MODE = 1,
    PIC_ALL_MASKED = 0xff,
};

/* 82093AA: an index and a data window, and the registers behind them. */
enum {
    IO_APIC_SELECT = 0x00,
    IO_APIC_WINDOW = 0x10,
    IO_APIC_VERSION = 0x01,
    IO_APIC_VERSION_LAST_SHIFT = 16, /* number of the last input, 8 bits */
    IO_APIC_REDIRECTION = 0x10,      /* two registers an input */
    REDIRECTION_ACTIVE_LOW = 1 << 13,
    REDIRECTION_LEVEL = 1 << 15,
    REDIRECTION_MASKED = 1 << 16,
    REDIRECTION_DESTINATION_SHIFT = 24, /* in the high register */
};
enum { IO_APIC_SIZE = 0x20 };

struct IoApic {
    volatile uint32_t *registers;
    uint32_t first, count; /* global system interrupts */
};

static struct IoApic io_apics[IO_APIC_LIMIT];

static uint32_t read_register(const struct IoApic *io_apic, uint32_t index) {
    io_apic->registers[IO_APIC_SELECT / 4] = index;
    return io_apic->registers[IO_APIC_WINDOW / 4];
}

static void write_register(const struct IoApic *io_apic, uint32_t index, uint32_t value) {
    io_apic->registers[IO_APIC_SELECT / 4] = index;
    io_apic->registers[IO_APIC_WINDOW / 4] = value;
}

void pic_silence(void) {
    port_write8(PIC_MASTER_COMMAND, PIC_INITIALISE);
    port_write8(PIC_SLAVE_COMMAND, PIC_INITIALISE);
    port_write8(PIC_MASTER_DATA, VECTOR_PIC);
    port_write8(PIC_SLAVE_DATA, VECTOR_PIC + 8);
    port_write8(PIC_MASTER_DATA, PIC_MASTER_HAS_SLAVE_AT_2);
    port_write8(PIC_SLAVE_DATA, PIC_SLAVE_IS_AT_2);
    port_write8(PIC_MASTER_DATA, PIC_8086_MODE);
    port_write8(PIC_SLAVE_DATA, PIC_8086_MODE);
    port_write8(PIC_MASTER_DATA, PIC_ALL_MASKED);
    port_write8(PIC_SLAVE_DATA, PIC_ALL_MASKED);
}

static bool start(struct IoApic *io_apic, const struct AcpiIoApic *found) {
    io_apic->registers = paging_map_device(found->physical_address, IO_APIC_SIZE, PAGE_WRITE | PAGE_UNCACHED);
    if (!io_apic->registers) {
        return false;
    }
    io_apic->first = found->first_interrupt;
    io_apic->count = (read_register(io_apic, IO_APIC_VERSION) >> IO_APIC_VERSION_LAST_SHIFT & 0xff) + 1;
    for (uint32_t input = 0; input < io_apic->count; input++) {
        write_register(io_apic, IO_APIC_REDIRECTION + 2 * input, REDIRECTION_MASKED);
    }
    return true;
}

bool ioapic_initialise(void) {
    const struct AcpiInterrupts *acpi = acpi_interrupts();
    bool any = false;
    for (size_t index = 0; index < acpi->io_apic_count; index++) {
        any |= start(&io_apics[index], &acpi->io_apics[index]);
    }
    return any;
}

bool ioapic_route(unsigned irq, uint8_t vector, uint32_t apic_id) {
    const struct AcpiIsaInterrupt *isa = &acpi_interrupts()->isa[irq];
    uint32_t low = vector | (isa->active_low ? REDIRECTION_ACTIVE_LOW : 0) |
                   (isa->level_triggered ? REDIRECTION_LEVEL : 0);
    for (size_t index = 0; index < IO_APIC_LIMIT; index++) {
        const struct IoApic *io_apic = &io_apics[index];
        uint32_t input = isa->interrupt - io_apic->first;
        if (io_apic->registers && input < io_apic->count) {
            write_register(io_apic, IO_APIC_REDIRECTION + 2 * input + 1,
                           apic_id << REDIRECTION_DESTINATION_SHIFT);
            write_register(io_apic, IO_APIC_REDIRECTION + 2 * input, low);
            return true;
        }
    }
    return false;
}
