/* Four-level page tables: 4 KiB pages, and 2 MiB pages in the direct map. See paging.h. */
#include "boot/bridge/paging.h"
#include "boot/bridge/bridge.h"
#include "boot/bridge/memory.h"

#define ADDRESS_MASK 0x000ffffffffff000ULL
#define ENTRY_COUNT 512

static uint64_t root[ENTRY_COUNT] __attribute__((aligned(4096)));

/* The entry for an address in a table of a level: 1 maps 4 KiB pages, 2 maps 2 MiB, 4 is the root. */
static uint64_t *entry_at(uint64_t *table, uint64_t address, unsigned level) {
    return &table[address >> (12 + 9 * (level - 1)) & (ENTRY_COUNT - 1)];
}

/* The entry that maps `address` in a table of `level`, with the tables above it made as needed. */
static uint64_t *find_entry(uint64_t address, unsigned level) {
    uint64_t *table = root;
    for (unsigned above = 4; above > level; above--) {
        uint64_t *entry = entry_at(table, address, above);
        if (*entry == 0)
            *entry = (uint64_t)(uintptr_t)memory_allocate(PAGE_SIZE, LIMINE_MEMORY_BOOTLOADER_RECLAIMABLE) |
                     PAGING_PRESENT | PAGING_WRITABLE;
        table = (uint64_t *)(uintptr_t)(*entry & ADDRESS_MASK);
    }
    return entry_at(table, address, level);
}

void paging_map(uint64_t virtual_address, uint64_t physical_address, uint64_t size, uint64_t flags) {
    for (uint64_t offset = 0; offset < size; offset += PAGE_SIZE)
        *find_entry(virtual_address + offset, 1) = (physical_address + offset) | flags | PAGING_PRESENT;
}

static int is_mapped_type(uint64_t type) {
    return type == LIMINE_MEMORY_USABLE || type == LIMINE_MEMORY_BOOTLOADER_RECLAIMABLE ||
           type == LIMINE_MEMORY_KERNEL_AND_MODULES;
}

/* Whether one large page at `base` would lie wholly in memory of mapped types. */
static int large_page_fits(uint64_t base, uint64_t end) {
    return (base & (LARGE_PAGE_SIZE - 1)) == 0 && end - base >= LARGE_PAGE_SIZE;
}

static void map_direct(uint64_t base, uint64_t end) {
    while (base < end) {
        int large = large_page_fits(base, end);
        uint64_t *entry = find_entry(HHDM_OFFSET + base, large ? 2 : 1);
        *entry = base | PAGING_PRESENT | PAGING_WRITABLE | (large ? PAGING_LARGE : 0);
        base += large ? LARGE_PAGE_SIZE : PAGE_SIZE;
    }
}

/* The end of the run of mapped types that begins with entry *index; *index becomes the run's last entry. */
static uint64_t run_end(const struct LimineMemoryMapEntry *entries, uint64_t count, uint64_t *index) {
    uint64_t end = entries[*index].base + entries[*index].length;
    while (*index + 1 < count && is_mapped_type(entries[*index + 1].type) &&
           entries[*index + 1].base == end) {
        ++*index;
        end += entries[*index].length;
    }
    return end;
}

/* Tables are allocated while the map is walked. That only retypes usable memory, which is mapped either way,
 * so a copy of the map taken before stays right. */
void paging_map_memory(void) {
    static struct LimineMemoryMapEntry copy[MEMORY_ENTRY_LIMIT];
    struct LimineMemoryMapEntry *entries;
    uint64_t count = memory_entries(&entries);
    memcpy(copy, entries, count * sizeof *entries);
    for (uint64_t index = 0; index < count; index++) {
        uint64_t base = copy[index].base;
        if (is_mapped_type(copy[index].type))
            map_direct(base, run_end(copy, count, &index));
        else if (copy[index].type == LIMINE_MEMORY_FRAMEBUFFER)
            paging_map(HHDM_OFFSET + base, base, copy[index].length,
                       PAGING_WRITABLE | PAGING_WRITE_COMBINING);
    }
}

uint64_t paging_root(void) { return (uint64_t)(uintptr_t)root; }
