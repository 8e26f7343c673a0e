/* What the bridge asks of and settles with the firmware: ACPI's root pointer and the interrupt controllers.
 */
#include "boot/bridge/bridge.h"

/* ACPI 6.4, 5.2.5: the RSDP's first 20 bytes sum to 0; those of revision 2 have 36. It begins on 16 bytes. */
#define RSDP_CHECKED_SIZE 20
#define RSDP_LARGEST_SIZE 36
#define EBDA_SEGMENT 0x40e /* BIOS data area: real-mode segment of the extended one */
#define EBDA_SEARCHED 1024 /* bytes */
#define BIOS_START 0xe0000
#define BIOS_END 0x100000

/* UEFI 2.9, 4.3: offsets in the 64-bit system table, and a row of its configuration table. */
#define EFI_TABLE_COUNT_OFFSET 104
#define EFI_TABLES_OFFSET 112

struct EfiConfigurationTable {
    uint8_t guid[16];
    uint64_t table;
};

static const uint8_t acpi_2_guid[16] = {0x71, 0xe8, 0x68, 0x88, 0xf1, 0xe4, 0xd3, 0x11,
                                        0xbc, 0x22, 0x00, 0x80, 0xc7, 0x3c, 0x88, 0x81};
static const uint8_t acpi_1_guid[16] = {0x30, 0x2d, 0x9d, 0xeb, 0x88, 0x2d, 0xd3, 0x11,
                                        0x9a, 0x16, 0x00, 0x90, 0x27, 0x3f, 0xc1, 0x4d};

static uint64_t find_efi_table(uint64_t system_table, const uint8_t *guid) {
    if (system_table == 0 || system_table >= FOUR_GIB)
        return 0;
    const uint8_t *system = (const uint8_t *)(uintptr_t)system_table;
    uint64_t count = *(const uint64_t *)(system + EFI_TABLE_COUNT_OFFSET);
    uint64_t tables = *(const uint64_t *)(system + EFI_TABLES_OFFSET);
    if (tables >= FOUR_GIB)
        return 0;
    const struct EfiConfigurationTable *rows = (const struct EfiConfigurationTable *)(uintptr_t)tables;
    for (uint64_t index = 0; index < count; index++)
        if (memcmp(rows[index].guid, guid, sizeof rows[index].guid) == 0)
            return rows[index].table;
    return 0;
}

static int is_rsdp(const uint8_t *candidate) {
    uint8_t sum = 0;
    if (memcmp(candidate, "RSD PTR ", 8) != 0)
        return 0;
    for (unsigned index = 0; index < RSDP_CHECKED_SIZE; index++)
        sum = (uint8_t)(sum + candidate[index]);
    return sum == 0;
}

static uint64_t search(uint64_t start, uint64_t end) {
    for (uint64_t address = start; address + RSDP_CHECKED_SIZE <= end; address += 16)
        if (is_rsdp((const uint8_t *)(uintptr_t)address))
            return address;
    return 0;
}

/* gcc takes an access to the first page for a null dereference; the empty assembly hides the constant from
 * it. */
static uint64_t extended_bios_data(void) {
    uintptr_t address = EBDA_SEGMENT;
    __asm__("" : "+r"(address));
    return (uint64_t)*(const volatile uint16_t *)address << 4;
}

static uint64_t search_bios(void) {
    uint64_t data = extended_bios_data();
    uint64_t found = data >= PAGE_SIZE ? search(data, data + EBDA_SEARCHED) : 0;
    return found ? found : search(BIOS_START, BIOS_END);
}

static uint64_t keep_copy(const struct BootTags *tags) {
    static uint8_t copy[RSDP_LARGEST_SIZE] __attribute__((aligned(16)));
    if (!tags->rsdp_copy || tags->rsdp_copy_size > sizeof copy)
        return 0;
    memcpy(copy, tags->rsdp_copy, tags->rsdp_copy_size);
    return (uint64_t)(uintptr_t)copy;
}

uint64_t firmware_find_rsdp(const struct BootTags *tags) {
    uint64_t address;
    if (tags->efi_system_table) {
        address = find_efi_table(tags->efi_system_table, acpi_2_guid);
        if (!address)
            address = find_efi_table(tags->efi_system_table, acpi_1_guid);
    } else {
        address = search_bios();
    }
    return address ? address : keep_copy(tags);
}

/* Intel 82093AA: the register index goes to IO_APIC, the value through IO_APIC + 0x10. */
#define IO_APIC 0xfec00000
#define IO_APIC_VERSION 1
#define IO_APIC_REDIRECTION 0x10
#define IO_APIC_MASKED 0x10000
#define IO_APIC_DELIVERY_MODE 0x700
#define IO_APIC_LOWEST_PRIORITY 0x100

static volatile uint32_t *io_apic_register(uint32_t index) {
    volatile uint32_t *window = (volatile uint32_t *)(uintptr_t)IO_APIC;
    window[0] = index;
    return &window[4];
}

static void mask_io_apic(void) {
    uint32_t version = *io_apic_register(IO_APIC_VERSION);
    if (version == UINT32_MAX)
        return; /* nothing answers there */
    for (uint32_t line = 0; line <= (version >> 16 & 0xff); line++) {
        volatile uint32_t *entry = io_apic_register(IO_APIC_REDIRECTION + 2 * line);
        if ((*entry & IO_APIC_DELIVERY_MODE) <= IO_APIC_LOWEST_PRIORITY)
            *entry |= IO_APIC_MASKED;
    }
}

static void write_port(uint16_t port, uint8_t value) {
    __asm__ volatile("outb %0, %1" : : "a"(value), "Nd"(port));
}

void firmware_mask_interrupts(void) {
    write_port(0x21, 0xff);
    write_port(0xa1, 0xff);
    mask_io_apic();
}
