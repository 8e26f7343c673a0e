/*
 * ACPI tables: see acpi.h.
 */
#include "arch/x86_64/acpi.h"

#include "arch/x86_64/log.h"
#include "arch/x86_64/memory.h"
#include "arch/x86_64/paging.h"

/* 5.2.5.3. The members from `length` on exist from revision 2. */
struct __attribute__((packed)) RootPointer {
    char signature[8];
    uint8_t checksum;
    char oem[6];
    uint8_t revision;
    uint32_t rsdt;
    uint32_t length;
    uint64_t xsdt;
    uint8_t extended_checksum;
    uint8_t reserved[3];
};
enum { ROOT_POINTER_SIZE_1 = 20, ROOT_POINTER_EXTENDED = 2 };

/* 5.2.6. */
struct __attribute__((packed)) TableHeader {
    char signature[4];
    uint32_t length;
    uint8_t revision, checksum;
    char oem[6], oem_table[8];
    uint32_t oem_revision, creator, creator_revision;
};

/* 5.2.12. */
struct __attribute__((packed)) Madt {
    struct TableHeader header;
    uint32_t local_apic_address;
    uint32_t flags;
    uint8_t entries[];
};
enum MadtType {
    MADT_LOCAL_APIC = 0,
    MADT_IO_APIC = 1,
    MADT_INTERRUPT_OVERRIDE = 2,
    MADT_LOCAL_APIC_ADDRESS = 5,
    MADT_LOCAL_X2APIC = 9,
};
enum { MADT_CPU_ENABLED = 1 };
/* 5.2.12.5, MPS INTI flags. */
enum {
    INTI_POLARITY = 3,
    INTI_POLARITY_LOW = 3,
    INTI_TRIGGER = 3 << 2,
    INTI_TRIGGER_LEVEL = 3 << 2,
};
union MadtEntry {
    struct __attribute__((packed)) {
        uint8_t type, length;
    } header;
    struct __attribute__((packed)) {
        uint8_t type, length, processor, apic_id;
        uint32_t flags;
    } local_apic;
    struct __attribute__((packed)) {
        uint8_t type, length, id, reserved;
        uint32_t address, first_interrupt;
    } io_apic;
    struct __attribute__((packed)) {
        uint8_t type, length, bus, irq;
        uint32_t interrupt;
        uint16_t flags;
    } override;
    struct __attribute__((packed)) {
        uint8_t type, length;
        uint16_t reserved;
        uint64_t address;
    } local_apic_address;
    struct __attribute__((packed)) {
        uint8_t type, length;
        uint16_t reserved;
        uint32_t apic_id, flags, processor;
    } local_x2apic;
};

/* 5.2.9, byte offsets; a table of an early revision ends before the later ones. */
enum FadtOffset {
    FADT_DSDT = 40,
    FADT_SMI_COMMAND = 48,
    FADT_ACPI_ENABLE = 52,
    FADT_PM1A_CONTROL = 64,
    FADT_PM1B_CONTROL = 68,
    FADT_PM_TIMER = 76,
    FADT_FLAGS = 112,
    FADT_RESET_REGISTER = 116, /* a generic address: space, width, offset, access size, 64-bit address */
    FADT_RESET_VALUE = 128,
};
enum { FADT_FLAG_RESET = 1 << 10, ADDRESS_SPACE_IO = 1 };

static struct AcpiInterrupts interrupts;
static struct AcpiPower power;

const struct AcpiInterrupts *acpi_interrupts(void) { return &interrupts; }
const struct AcpiPower *acpi_power(void) { return &power; }

static bool sums_to_zero(const void *bytes, size_t size) {
    uint8_t sum = 0;
    for (size_t index = 0; index < size; index++) {
        sum = (uint8_t)(sum + ((const uint8_t *)bytes)[index]);
    }
    return sum == 0;
}

static const void *map_firmware(uint64_t physical, size_t size) {
    return paging_map_device(physical, size, 0);
}

/* A whole table whose checksum holds, or NULL. */
static const struct TableHeader *map_table(uint64_t physical) {
    const struct TableHeader *header = physical ? map_firmware(physical, sizeof *header) : NULL;
    if (!header || header->length < sizeof *header) {
        return NULL;
    }
    const struct TableHeader *table = map_firmware(physical, header->length);
    return table && sums_to_zero(table, table->length) ? table : NULL;
}

static bool has_signature(const struct TableHeader *table, const char *signature) {
    return table && !memcmp(table->signature, signature, sizeof table->signature);
}

/* The table of that signature listed in the RSDT or XSDT. Bound: tables listed. */
static const struct TableHeader *find_table(const struct TableHeader *root, const char *signature) {
    size_t entry_size = has_signature(root, "XSDT") ? 8 : 4;
    size_t count = (root->length - sizeof *root) / entry_size;
    for (size_t index = 0; index < count; index++) {
        uint64_t physical = 0;
        memcpy(&physical, (const uint8_t *)(root + 1) + index * entry_size, entry_size);
        const struct TableHeader *header = physical ? map_firmware(physical, sizeof *header) : NULL;
        if (has_signature(header, signature)) {
            return map_table(physical);
        }
    }
    return NULL;
}

static const struct TableHeader *find_root(uint64_t rsdp) {
    const struct RootPointer *pointer = rsdp ? map_firmware(rsdp, sizeof *pointer) : NULL;
    if (!pointer || memcmp(pointer->signature, "RSD PTR ", 8) ||
        !sums_to_zero(pointer, ROOT_POINTER_SIZE_1)) {
        return NULL;
    }
    const struct TableHeader *root = NULL;
    if (pointer->revision >= ROOT_POINTER_EXTENDED) {
        root = map_table(pointer->xsdt);
    }
    return root ? root : map_table(pointer->rsdt);
}

static void add_cpu(uint32_t apic_id, uint32_t flags) {
    if (!(flags & MADT_CPU_ENABLED)) {
        return;
    }
    for (size_t index = 0; index < interrupts.cpu_count; index++) {
        if (interrupts.cpu_apic_ids[index] == apic_id) {
            return;
        }
    }
    if (interrupts.cpu_count < MACHINE_CPU_LIMIT) {
        interrupts.cpu_apic_ids[interrupts.cpu_count++] = apic_id;
    } else {
        interrupts.cpus_lost++;
    }
}

static void add_io_apic(uint32_t address, uint32_t first_interrupt) {
    if (interrupts.io_apic_count < IO_APIC_LIMIT) {
        interrupts.io_apics[interrupts.io_apic_count++] =
            (struct AcpiIoApic){.physical_address = address, .first_interrupt = first_interrupt};
    }
}

static void read_madt_entry(const union MadtEntry *entry) {
    switch (entry->header.type) {
    case MADT_LOCAL_APIC:
        add_cpu(entry->local_apic.apic_id, entry->local_apic.flags);
        break;
    case MADT_LOCAL_X2APIC:
        add_cpu(entry->local_x2apic.apic_id, entry->local_x2apic.flags);
        break;
    case MADT_IO_APIC:
        add_io_apic(entry->io_apic.address, entry->io_apic.first_interrupt);
        break;
    case MADT_LOCAL_APIC_ADDRESS:
        interrupts.local_apic_address = entry->local_apic_address.address;
        break;
    case MADT_INTERRUPT_OVERRIDE:
        if (entry->override.irq < ISA_IRQ_COUNT) {
            uint16_t flags = entry->override.flags;
            interrupts.isa[entry->override.irq] = (struct AcpiIsaInterrupt){
                .interrupt = entry->override.interrupt,
                .active_low = (flags & INTI_POLARITY) == INTI_POLARITY_LOW,
                .level_triggered = (flags & INTI_TRIGGER) == INTI_TRIGGER_LEVEL,
            };
        }
        break;
    default:
        break;
    }
}

static void read_madt(const struct Madt *madt) {
    interrupts.local_apic_address = madt->local_apic_address;
    size_t size = madt->header.length - sizeof *madt;
    for (size_t at = 0; at + 2 <= size && madt->entries[at + 1] >= 2 && at + madt->entries[at + 1] <= size;
         at += madt->entries[at + 1]) {
        read_madt_entry((const void *)(madt->entries + at));
    }
}

/* Little-endian bytes of the FADT; 0 past its end. */
static uint64_t fadt_value(const struct TableHeader *fadt, size_t offset, size_t size) {
    uint64_t value = 0;
    if (offset + size <= fadt->length) {
        memcpy(&value, (const uint8_t *)fadt + offset, size);
    }
    return value;
}

/* An AML integer of a byte, 20.2.3: a prefix 0x0a and the byte, or ZeroOp and OneOp, which are the bytes 0
 * and 1. */
static uint8_t read_aml_byte(const uint8_t **aml) {
    *aml += **aml == 0x0a;
    return *(*aml)++;
}

/* \_S5 is `Name (_S5, Package () {a, b, ...})`: NameOp 0x08, name, PackageOp 0x12, length, count, elements.
 * The values are constants, so they can be read without an AML interpreter. Bound: bytes of the DSDT. */
static void read_soft_off(const struct TableHeader *dsdt) {
    const uint8_t *aml = (const uint8_t *)dsdt;
    for (size_t at = sizeof *dsdt; at + 16 < dsdt->length; at++) {
        if (memcmp(aml + at, "_S5_\x12", 5)) {
            continue;
        }
        const uint8_t *length = aml + at + 5;
        const uint8_t *element =
            length + 1 + (*length >> 6) + 1; /* past the package's length bytes and its count */
        power.soft_off_type_a = read_aml_byte(&element);
        power.soft_off_type_b = read_aml_byte(&element);
        power.soft_off_known = power.pm1a_control_port;
        return;
    }
}

static void read_fadt(const struct TableHeader *fadt) {
    power.pm_timer_port = (uint16_t)fadt_value(fadt, FADT_PM_TIMER, 4);
    power.pm1a_control_port = (uint16_t)fadt_value(fadt, FADT_PM1A_CONTROL, 4);
    power.pm1b_control_port = (uint16_t)fadt_value(fadt, FADT_PM1B_CONTROL, 4);
    power.enable_port = (uint16_t)fadt_value(fadt, FADT_SMI_COMMAND, 4);
    power.enable_value = (uint8_t)fadt_value(fadt, FADT_ACPI_ENABLE, 1);
    bool has_reset = fadt_value(fadt, FADT_FLAGS, 4) & FADT_FLAG_RESET;
    if (has_reset && fadt_value(fadt, FADT_RESET_REGISTER, 1) == ADDRESS_SPACE_IO) {
        power.reset_port = (uint16_t)fadt_value(fadt, FADT_RESET_REGISTER + 4, 8);
        power.reset_value = (uint8_t)fadt_value(fadt, FADT_RESET_VALUE, 1);
    }
    const struct TableHeader *dsdt = map_table(fadt_value(fadt, FADT_DSDT, 4));
    if (dsdt) {
        read_soft_off(dsdt);
    }
}

void acpi_initialise(uint64_t rsdp) {
    for (unsigned irq = 0; irq < ISA_IRQ_COUNT; irq++) {
        interrupts.isa[irq].interrupt = irq;
    }
    const struct TableHeader *root = find_root(rsdp);
    if (!root) {
        log_line("acpi", "no tables: one CPU, input looked for at each tick, no power off");
        return;
    }
    const struct TableHeader *madt = find_table(root, "APIC"), *fadt = find_table(root, "FACP");
    if (madt) {
        read_madt((const void *)madt);
    } else {
        log_line("acpi", "no MADT: one CPU, input looked for at each tick");
    }
    if (fadt) {
        read_fadt(fadt);
    } else {
        log_line("acpi", "no FADT: no power off");
    }
    if (interrupts.cpus_lost) {
        log_line("acpi", "%zu CPUs more than the %d the kernel has room for stay off", interrupts.cpus_lost,
                 MACHINE_CPU_LIMIT);
    }
}
