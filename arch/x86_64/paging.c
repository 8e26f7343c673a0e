/*
 * Page tables: see paging.h.
 */
#include "arch/x86_64/paging.h"

#include "arch/x86_64/code_pages.h"
#include "arch/x86_64/cpu.h"
#include "arch/x86_64/frames.h"
#include "arch/x86_64/registers.h"
#include "arch/x86_64/spinlock.h"
#include "arch/x86_64/stacks.h"
#include "boot/sections.h"

enum { LEVELS = 4, ENTRIES = 512, KERNEL_HALF = 256 };

uint64_t direct_map_offset;

static struct {
    struct Spinlock lock;
    uint64_t root;
    uint64_t device_window_next;
} kernel_tables = {.device_window_next = DEVICE_WINDOW_START};

/* Bytes mapped by one entry of a level: 4 KiB, 2 MiB, 1 GiB, 512 GiB. */
static uint64_t level_size(unsigned level) { return 1ULL << (12 + 9 * (level - 1)); }

static size_t index_at(uint64_t address, unsigned level) {
    return address >> (12 + 9 * (level - 1)) & (ENTRIES - 1);
}

uint64_t paging_supported(uint64_t rights) {
    return cpu_features.no_execute ? rights : rights & ~PAGE_NO_EXECUTE;
}

/* The table below an entry, made if it is missing. Upper levels permit all; the last one decides. */
static uint64_t *table_below(uint64_t *entry, uint64_t user, bool make) {
    if (!(*entry & PAGE_PRESENT)) {
        uint64_t frame = make ? frames_allocate_zeroed(1) : 0;
        if (!frame) {
            return NULL;
        }
        *entry = frame | PAGE_PRESENT | PAGE_WRITE | user;
    }
    return direct_map_pointer(*entry & PAGE_ADDRESS);
}

static uint64_t *entry_at_level(uint64_t root, uint64_t address, unsigned level, bool make) {
    uint64_t user = address <= MACHINE_USER_HIGH ? PAGE_USER : 0;
    uint64_t *table = direct_map_pointer(root);
    for (unsigned at = LEVELS; at > level; at--) {
        uint64_t *entry = &table[index_at(address, at)];
        if (*entry & PAGE_PRESENT && at < LEVELS && *entry & PAGE_LARGE) {
            return NULL;
        }
        table = table_below(entry, user, make);
        if (!table) {
            return NULL;
        }
    }
    return &table[index_at(address, level)];
}

uint64_t *paging_entry(uint64_t root, uint64_t address, bool make) {
    return entry_at_level(root, address, 1, make);
}

/* The largest page that fits; only plain memory, for the attribute bit lies elsewhere in large pages. */
static unsigned level_that_fits(uint64_t address, uint64_t physical, uint64_t size, uint64_t rights) {
    unsigned largest = cpu_features.gib_pages ? 3 : 2;
    for (unsigned level = rights & PAGE_ATTRIBUTE_TABLE ? 1 : largest; level > 1; level--) {
        uint64_t page = level_size(level);
        if (size >= page && !((address | physical) & (page - 1))) {
            return level;
        }
    }
    return 1;
}

uint64_t *paging_directory_entry(uint64_t address) {
    return entry_at_level(kernel_tables.root, address, 2, false);
}

bool paging_map(uint64_t root, uint64_t address, uint64_t physical, uint64_t size, uint64_t rights) {
    while (size) {
        unsigned level = level_that_fits(address, physical, size, rights);
        uint64_t *entry = entry_at_level(root, address, level, true);
        if (!entry) {
            return false;
        }
        *entry = physical | PAGE_PRESENT | (level > 1 ? PAGE_LARGE : 0) | paging_supported(rights);
        address += level_size(level);
        physical += level_size(level);
        size -= level_size(level);
    }
    return true;
}

uint64_t paging_lookup(uint64_t address) {
    uint64_t *table = direct_map_pointer(cr3_read() & PAGE_ADDRESS);
    for (unsigned level = LEVELS;; level--) {
        uint64_t entry = table[index_at(address, level)];
        if (!(entry & PAGE_PRESENT)) {
            return 0;
        }
        if (level == 1 || (level < LEVELS && entry & PAGE_LARGE)) {
            return entry;
        }
        table = direct_map_pointer(entry & PAGE_ADDRESS);
    }
}

bool paging_readable(uint64_t address) {
    bool kernel_half = (int64_t)address >> 47 == -1;
    return kernel_half && !(address & 7) && paging_lookup(address);
}

void *paging_map_device(uint64_t physical, uint64_t size, uint64_t rights) {
    uint64_t inset = physical % MACHINE_PAGE_SIZE;
    uint64_t length = (inset + size + MACHINE_PAGE_SIZE - 1) / MACHINE_PAGE_SIZE * MACHINE_PAGE_SIZE;
    MachineInterrupts previous = spinlock_acquire(&kernel_tables.lock);
    uint64_t address = kernel_tables.device_window_next;
    bool mapped = paging_map(kernel_tables.root, address, physical - inset, length,
                             rights | PAGE_GLOBAL | PAGE_NO_EXECUTE);
    kernel_tables.device_window_next += length;
    spinlock_release(&kernel_tables.lock, previous);
    return mapped ? (void *)(uintptr_t)(address + inset) : NULL;
}

uint64_t paging_kernel_root(void) { return kernel_tables.root; }

static bool map_section(const struct BootInformation *information, const uint8_t *start, const uint8_t *end,
                        uint64_t rights) {
    uint64_t address = (uint64_t)(uintptr_t)start;
    uint64_t physical = address - information->kernel_virtual_base + information->kernel_physical_base;
    return paging_map(kernel_tables.root, address, physical, (uint64_t)(end - start), rights);
}

static bool map_kernel(const struct BootInformation *information) {
    bool mapped = map_section(information, kernel_image_start, kernel_text_end, PAGING_KERNEL_TEXT) &&
                  map_section(information, kernel_rodata_start, kernel_rodata_end, PAGING_KERNEL_CONSTANT) &&
                  map_section(information, kernel_data_start, kernel_data_end, PAGING_KERNEL_DATA);
    uint64_t *guard =
        mapped ? paging_entry(kernel_tables.root, (uint64_t)(uintptr_t)boot_stack_guard, false) : NULL;
    if (guard) {
        *guard = 0;
    }
    return guard != NULL;
}

static bool map_region(const struct BootMemoryRegion *region) {
    uint64_t rights = PAGING_KERNEL_DATA;
    switch (region->type) {
    case BOOT_MEMORY_USABLE:
    case BOOT_MEMORY_LOADER_RECLAIMABLE:
        break;
    case BOOT_MEMORY_KERNEL_AND_MODULES:
        rights = PAGING_KERNEL_CONSTANT;
        break;
    default:
        return true;
    }
    uint64_t start = region->base & ~(uint64_t)(MACHINE_PAGE_SIZE - 1);
    uint64_t end =
        (region->base + region->length + MACHINE_PAGE_SIZE - 1) & ~(uint64_t)(MACHINE_PAGE_SIZE - 1);
    return paging_map(kernel_tables.root, start + direct_map_offset, start, end - start, rights);
}

static bool map_reservations(void) {
    const struct FrameReservation *reservations = frames_reservations();
    for (size_t index = 0; index < FRAME_RESERVATION_LIMIT; index++) {
        uint64_t base = reservations[index].base;
        if (base && base == code_pages_base()) {
            continue; /* nobody sees it but through its own window */
        }
        if (!paging_map(kernel_tables.root, base + direct_map_offset, base, reservations[index].size,
                        PAGING_KERNEL_DATA)) {
            return false;
        }
    }
    return true;
}

static bool map_memory(const struct BootInformation *information) {
    for (size_t index = 0; index < information->memory_region_count; index++) {
        if (!map_region(&information->memory_regions[index])) {
            return false;
        }
    }
    return true;
}

/* Every top-level entry that a later mapping may need, so that address spaces made meanwhile share it; and
 * the stack window down to level 2. */
static bool make_windows(void) {
    for (uint64_t inset = 0; inset < STACK_WINDOW_SIZE; inset += level_size(3)) {
        if (!entry_at_level(kernel_tables.root, STACK_WINDOW_START + inset, 2, true)) {
            return false;
        }
    }
    return entry_at_level(kernel_tables.root, DEVICE_WINDOW_START, 3, true);
}

bool paging_initialise(const struct BootInformation *information) {
    kernel_tables.root = frames_allocate_zeroed(1);
    if (!kernel_tables.root || !map_kernel(information) || !map_memory(information) || !map_reservations() ||
        !make_windows()) {
        return false;
    }
    if (cpu_features.no_execute) {
        msr_write(MSR_EFER, msr_read(MSR_EFER) | EFER_NO_EXECUTE);
    }
    cr3_write(kernel_tables.root);
    return code_pages_initialise();
}
