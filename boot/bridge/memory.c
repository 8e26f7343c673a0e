/* The memory map and the page allocator. See memory.h. Entries are kept in any order until memory_entries().
 */
#include "boot/bridge/memory.h"
#include "boot/bridge/bridge.h"

static struct LimineMemoryMapEntry entries[MEMORY_ENTRY_LIMIT];
static uint64_t entry_count;

static void add_entry(uint64_t base, uint64_t end, uint64_t type) {
    if (base >= end)
        return;
    if (entry_count == MEMORY_ENTRY_LIMIT)
        fail("the firmware's memory map has too many entries");
    entries[entry_count++] = (struct LimineMemoryMapEntry){base, end - base, type};
}

static uint64_t limine_type(uint32_t type) {
    switch (type) {
    case MULTIBOOT2_MEMORY_AVAILABLE:
        return LIMINE_MEMORY_USABLE;
    case MULTIBOOT2_MEMORY_ACPI_RECLAIMABLE:
        return LIMINE_MEMORY_ACPI_RECLAIMABLE;
    case MULTIBOOT2_MEMORY_NVS:
        return LIMINE_MEMORY_ACPI_NVS;
    case MULTIBOOT2_MEMORY_BAD:
        return LIMINE_MEMORY_BAD;
    default:
        return LIMINE_MEMORY_RESERVED;
    }
}

/* Takes [base, end) out of one usable entry; a remainder above it becomes a new entry. */
static void shrink(struct LimineMemoryMapEntry *entry, uint64_t base, uint64_t end) {
    uint64_t entry_end = entry->base + entry->length;
    if (base >= entry_end || end <= entry->base)
        return;
    uint64_t first = entry->base;
    entry->length = base > first ? base - first : 0;
    add_entry(end, entry_end, LIMINE_MEMORY_USABLE);
}

static void take_from_usable(uint64_t base, uint64_t end) {
    for (uint64_t index = 0; index < entry_count; index++)
        if (entries[index].type == LIMINE_MEMORY_USABLE)
            shrink(&entries[index], page_round_down(base), page_round_up(end));
}

void memory_carve(uint64_t base, uint64_t end, uint64_t type) {
    take_from_usable(base, end);
    add_entry(page_round_down(base), page_round_up(end), type);
}

static const struct Multiboot2MemoryEntry *next_entry(const struct Multiboot2MemoryMapTag *map,
                                                      const struct Multiboot2MemoryEntry *entry) {
    const uint8_t *next = entry ? (const uint8_t *)entry + map->entry_size : (const uint8_t *)map->entries;
    const uint8_t *end = (const uint8_t *)map + map->tag.size;
    return next + sizeof *entry <= end ? (const struct Multiboot2MemoryEntry *)next : NULL;
}

void memory_initialize(const struct Multiboot2MemoryMapTag *map) {
    const struct Multiboot2MemoryEntry *entry = NULL;
    while ((entry = next_entry(map, entry)))
        if (entry->type == MULTIBOOT2_MEMORY_AVAILABLE)
            add_entry(page_round_up(entry->base), page_round_down(entry->base + entry->length),
                      LIMINE_MEMORY_USABLE);
    while ((entry = next_entry(map, entry))) {
        if (entry->type == MULTIBOOT2_MEMORY_AVAILABLE)
            continue;
        take_from_usable(entry->base, entry->base + entry->length);
        add_entry(entry->base, entry->base + entry->length, limine_type(entry->type));
    }
    take_from_usable(0, PAGE_SIZE);
}

static void sort_entries(void) {
    for (uint64_t index = 1; index < entry_count; index++) {
        struct LimineMemoryMapEntry entry = entries[index];
        uint64_t place = index;
        for (; place > 0 && entries[place - 1].base > entry.base; place--)
            entries[place] = entries[place - 1];
        entries[place] = entry;
    }
}

static int joins(const struct LimineMemoryMapEntry *last, const struct LimineMemoryMapEntry *entry) {
    return last->type == entry->type && last->base + last->length == entry->base;
}

/* Sorts the map, drops empty entries and joins neighbours of one type. */
static void tidy(void) {
    uint64_t kept = 0;
    sort_entries();
    for (uint64_t index = 0; index < entry_count; index++) {
        if (entries[index].length == 0)
            continue;
        if (kept > 0 && joins(&entries[kept - 1], &entries[index]))
            entries[kept - 1].length += entries[index].length;
        else
            entries[kept++] = entries[index];
    }
    entry_count = kept;
}

/* The highest address below 4 GiB at which `size` bytes of this entry end; 0 when they do not fit. */
static uint64_t highest_end(const struct LimineMemoryMapEntry *entry, uint64_t size) {
    uint64_t end = entry->base + entry->length;
    if (end > FOUR_GIB)
        end = FOUR_GIB;
    return entry->type == LIMINE_MEMORY_USABLE && end >= size && end - size >= entry->base ? end : 0;
}

void *memory_allocate(uint64_t size, uint64_t type) {
    uint64_t best = 0;
    size = page_round_up(size);
    for (uint64_t index = 0; index < entry_count; index++) {
        uint64_t end = highest_end(&entries[index], size);
        if (end > best)
            best = end;
    }
    if (best == 0)
        fail("there is too little memory to load the kernel");
    memory_carve(best - size, best, type);
    tidy();
    return memset((void *)(uintptr_t)(best - size), 0, size);
}

uint64_t memory_entries(struct LimineMemoryMapEntry **result) {
    tidy();
    *result = entries;
    return entry_count;
}
