/* The Multiboot2 boot information that GRUB hands to the bridge: the tags the bridge reads.
 *
 * Source: Multiboot2 Specification 2.0, chapter 3.6. All addresses are physical and below 4 GiB unless 64
 * bits wide.
 */
#ifndef BOOT_BRIDGE_MULTIBOOT2_H
#define BOOT_BRIDGE_MULTIBOOT2_H

#include <stdint.h>

#define MULTIBOOT2_BOOTLOADER_MAGIC 0x36d76289

enum {
    MULTIBOOT2_TAG_END = 0,
    MULTIBOOT2_TAG_MODULE = 3,
    MULTIBOOT2_TAG_MEMORY_MAP = 6,
    MULTIBOOT2_TAG_FRAMEBUFFER = 8,
    MULTIBOOT2_TAG_EFI_64_SYSTEM_TABLE = 12,
    MULTIBOOT2_TAG_ACPI_1_RSDP = 14,
    MULTIBOOT2_TAG_ACPI_2_RSDP = 15,
};

struct Multiboot2Information {
    uint32_t total_size; /* bytes, this header included */
    uint32_t reserved;
};

/* Tags begin on 8-byte boundaries; `size` excludes the padding. */
struct Multiboot2Tag {
    uint32_t type;
    uint32_t size;
};

struct Multiboot2ModuleTag {
    struct Multiboot2Tag tag;
    uint32_t start;
    uint32_t end;
    char string[];
};

enum {
    MULTIBOOT2_MEMORY_AVAILABLE = 1,
    MULTIBOOT2_MEMORY_ACPI_RECLAIMABLE = 3,
    MULTIBOOT2_MEMORY_NVS = 4,
    MULTIBOOT2_MEMORY_BAD = 5,
};

struct Multiboot2MemoryEntry {
    uint64_t base;
    uint64_t length;
    uint32_t type;
    uint32_t reserved;
};

struct Multiboot2MemoryMapTag {
    struct Multiboot2Tag tag;
    uint32_t entry_size;
    uint32_t entry_version;
    struct Multiboot2MemoryEntry entries[];
};

#define MULTIBOOT2_FRAMEBUFFER_RGB 1

struct Multiboot2FramebufferTag {
    struct Multiboot2Tag tag;
    uint64_t address;
    uint32_t pitch;
    uint32_t width;
    uint32_t height;
    uint8_t bits_per_pixel;
    uint8_t type;
    uint16_t reserved;
    uint8_t red_position;
    uint8_t red_size;
    uint8_t green_position;
    uint8_t green_size;
    uint8_t blue_position;
    uint8_t blue_size;
};

struct Multiboot2EfiTag {
    struct Multiboot2Tag tag;
    uint64_t system_table;
};

struct Multiboot2RsdpTag {
    struct Multiboot2Tag tag;
    uint8_t rsdp[];
};

#endif
