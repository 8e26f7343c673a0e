/* Boot information: what the loader told us, in the kernel's own memory.
 *
 * boot_information_collect() copies everything out of the loader's responses, strings included. Afterwards
 * nothing points into memory of type BOOT_MEMORY_LOADER_RECLAIMABLE, so the kernel may take that memory for
 * itself as soon as it has left the loader's page tables, stack and GDT.
 *
 * Which parts of physical memory the loader mapped at hhdm_offset depends on the base revision it granted.
 * Under revision 3 those are only usable, loader-reclaimable, kernel-and-module and framebuffer memory: ACPI
 * tables and device registers need mappings of the kernel's own (see struct BootInformation.rsdp_mapped).
 */
#ifndef BOOT_INFORMATION_H
#define BOOT_INFORMATION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* OVMF reports about a hundred memory regions; the other limits are generous for one kernel and its policies.
 */
#define BOOT_MEMORY_REGION_LIMIT 256
#define BOOT_MODULE_LIMIT 16
#define BOOT_MODULE_NAME_SIZE 32
#define BOOT_LOADER_NAME_SIZE 32

/* Bytes of stack the kernel is entered with. */
#define BOOT_STACK_SIZE 65536

enum BootMemoryType {
    BOOT_MEMORY_USABLE,
    BOOT_MEMORY_RESERVED,
    BOOT_MEMORY_ACPI_RECLAIMABLE,
    BOOT_MEMORY_ACPI_NVS,
    BOOT_MEMORY_BAD,
    BOOT_MEMORY_LOADER_RECLAIMABLE,
    BOOT_MEMORY_KERNEL_AND_MODULES,
    BOOT_MEMORY_FRAMEBUFFER,
};

enum BootFirmware {
    BOOT_FIRMWARE_UNKNOWN,
    BOOT_FIRMWARE_BIOS,
    BOOT_FIRMWARE_UEFI,
};

/* Sorted by base. Usable and loader-reclaimable regions are whole pages and overlap nothing. */
struct BootMemoryRegion {
    uint64_t base;   /* physical address */
    uint64_t length; /* bytes */
    enum BootMemoryType type;
};

/* A file loaded beside the kernel, such as policy.img. `name` is the last component of its path; when the
 * loader gave it a command line, its first word. The memory stays the kernel's for good
 * (BOOT_MEMORY_KERNEL_AND_MODULES). */
struct BootModule {
    char name[BOOT_MODULE_NAME_SIZE];
    uint64_t physical_address; /* aligned to a page */
    void *address;             /* the same, in the direct map */
    uint64_t size;             /* bytes */
};

struct BootFramebuffer {
    bool present;
    uint64_t physical_address;
    void *address;   /* in the loader's direct map, write-combining */
    uint64_t width;  /* pixels */
    uint64_t height; /* pixels */
    uint64_t pitch;  /* bytes from one line to the next */
    uint16_t bits_per_pixel;
    uint8_t red_mask_size;
    uint8_t red_mask_shift;
    uint8_t green_mask_size;
    uint8_t green_mask_shift;
    uint8_t blue_mask_size;
    uint8_t blue_mask_shift;
};

struct BootInformation {
    uint64_t base_revision; /* of the Limine protocol, as granted: 2 or 3 */
    char loader_name[BOOT_LOADER_NAME_SIZE];
    char loader_version[BOOT_LOADER_NAME_SIZE];
    enum BootFirmware firmware;

    uint64_t hhdm_offset;          /* virtual address of physical address 0 in the direct map */
    uint64_t kernel_physical_base; /* of the first byte of the image; it is physically contiguous */
    uint64_t kernel_virtual_base;

    uint64_t rsdp_physical_address; /* 0: the firmware has no ACPI tables */
    bool rsdp_mapped;               /* false: neither RSDP nor ACPI tables are in the loader's direct map */

    size_t memory_region_count;
    struct BootMemoryRegion memory_regions[BOOT_MEMORY_REGION_LIMIT];
    size_t module_count;
    struct BootModule modules[BOOT_MODULE_LIMIT];
    struct BootFramebuffer framebuffer;
};

/* What can be missing or too much; boot_information_collect() returns the set of those found, as bits. */
enum BootProblem {
    BOOT_PROBLEM_BASE_REVISION = 1 << 0,
    BOOT_PROBLEM_HHDM = 1 << 1,
    BOOT_PROBLEM_MEMORY_MAP = 1 << 2,
    BOOT_PROBLEM_KERNEL_ADDRESS = 1 << 3,
    BOOT_PROBLEM_MEMORY_REGIONS_LOST = 1 << 4,
    BOOT_PROBLEM_MODULES_LOST = 1 << 5,
    BOOT_PROBLEM_MODULES = 1 << 6,
    BOOT_PROBLEM_RSDP = 1 << 7,
    BOOT_PROBLEM_FRAMEBUFFER = 1 << 8,
};

/* With one of these the kernel cannot go on; without the rest it runs and says what is missing. */
#define BOOT_PROBLEMS_FATAL                                                                                  \
    (BOOT_PROBLEM_BASE_REVISION | BOOT_PROBLEM_HHDM | BOOT_PROBLEM_MEMORY_MAP | BOOT_PROBLEM_KERNEL_ADDRESS)

/* Fills `information` from the loader's responses and returns the set of enum BootProblem found; 0 is none.
 * Call it once, on the loader's page tables, before any of its memory is reused. With a fatal problem only
 * the members that do not depend on it are filled. Needs no memory but its argument and prints nothing. */
unsigned boot_information_collect(struct BootInformation *information);

/* The line to show a person for one problem (exactly one bit), without a line end. Never null. */
const char *boot_information_problem_text(enum BootProblem problem);

/* The module called `name`, or null. */
const struct BootModule *boot_information_module(const struct BootInformation *information, const char *name);

#endif
