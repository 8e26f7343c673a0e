/* Loads kernel.elf. Source of the layout: System V ABI, chapters 4 and 5, for 64-bit objects. */
#include "boot/bridge/bridge.h"
#include "boot/bridge/memory.h"
#include "boot/bridge/paging.h"

#define KERNEL_LOWEST 0xffffffff80000000ULL
#define MACHINE_X86_64 62
#define TYPE_EXECUTABLE 2
#define SEGMENT_LOAD 1
#define SEGMENT_EXECUTE 1
#define SEGMENT_WRITE 2

struct ElfHeader {
    uint8_t identification[16];
    uint16_t type;
    uint16_t machine;
    uint32_t version;
    uint64_t entry;
    uint64_t segment_table; /* offset in the file */
    uint64_t section_table;
    uint32_t flags;
    uint16_t header_size;
    uint16_t segment_entry_size;
    uint16_t segment_count;
    uint16_t section_entry_size;
    uint16_t section_count;
    uint16_t names_section;
};

struct ElfSegment {
    uint32_t type;
    uint32_t flags;
    uint64_t offset;
    uint64_t virtual_address;
    uint64_t physical_address;
    uint64_t file_size;
    uint64_t memory_size;
    uint64_t alignment;
};

static const struct ElfSegment *segments(const struct ElfHeader *header) {
    return (const struct ElfSegment *)((const uint8_t *)header + header->segment_table);
}

static void check_header(const struct ElfHeader *header, uint64_t size) {
    static const uint8_t identification[] = {0x7f, 'E', 'L', 'F', 2, 1};
    if (size < sizeof *header || memcmp(header->identification, identification, sizeof identification) != 0)
        fail("kernel.elf is not a 64-bit ELF file");
    if (header->machine != MACHINE_X86_64 || header->type != TYPE_EXECUTABLE)
        fail("kernel.elf is not an executable for x86_64");
    uint64_t table_size = (uint64_t)header->segment_count * sizeof(struct ElfSegment);
    if (header->segment_entry_size != sizeof(struct ElfSegment) || header->segment_table > size ||
        size - header->segment_table < table_size)
        fail("kernel.elf is truncated");
}

static void check_segment(const struct ElfSegment *segment, uint64_t size) {
    if (segment->offset > size || size - segment->offset < segment->file_size ||
        segment->file_size > segment->memory_size)
        fail("kernel.elf is truncated");
    if (segment->virtual_address < KERNEL_LOWEST || segment->memory_size > -segment->virtual_address)
        fail("kernel.elf is not linked for the highest 2 GiB");
}

/* Sets the image's bounds from its loadable segments. */
static void measure(const struct ElfHeader *header, uint64_t size, struct LoadedKernel *kernel) {
    uint64_t lowest = UINT64_MAX;
    uint64_t highest = 0;
    for (unsigned index = 0; index < header->segment_count; index++) {
        const struct ElfSegment *segment = &segments(header)[index];
        if (segment->type != SEGMENT_LOAD || segment->memory_size == 0)
            continue;
        check_segment(segment, size);
        if (segment->virtual_address < lowest)
            lowest = segment->virtual_address;
        if (segment->virtual_address + segment->memory_size > highest)
            highest = segment->virtual_address + segment->memory_size;
    }
    if (highest == 0)
        fail("kernel.elf has nothing to load");
    kernel->virtual_base = page_round_down(lowest);
    kernel->size = page_round_up(highest) - kernel->virtual_base;
}

static void load_segment(const uint8_t *file, const struct ElfSegment *segment,
                         const struct LoadedKernel *kernel) {
    uint64_t offset = segment->virtual_address - kernel->virtual_base;
    memcpy((uint8_t *)(uintptr_t)kernel->physical_base + offset, file + segment->offset, segment->file_size);
    uint64_t first = page_round_down(offset);
    uint64_t flags = segment->flags & SEGMENT_WRITE ? PAGING_WRITABLE : 0;
    if (!(segment->flags & SEGMENT_EXECUTE))
        flags |= PAGING_NO_EXECUTE;
    paging_map(kernel->virtual_base + first, kernel->physical_base + first,
               page_round_up(offset + segment->memory_size) - first, flags);
}

struct LoadedKernel kernel_load(const uint8_t *file, uint64_t size) {
    const struct ElfHeader *header = (const struct ElfHeader *)file;
    check_header(header, size);
    struct LoadedKernel kernel = {.entry = header->entry};
    measure(header, size, &kernel);
    void *memory = memory_allocate(kernel.size, LIMINE_MEMORY_KERNEL_AND_MODULES);
    kernel.physical_base = (uint64_t)(uintptr_t)memory;
    for (unsigned index = 0; index < header->segment_count; index++)
        if (segments(header)[index].type == SEGMENT_LOAD && segments(header)[index].memory_size != 0)
            load_segment(file, &segments(header)[index], &kernel);
    return kernel;
}
