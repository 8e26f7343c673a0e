/* The bridge's course: read GRUB's tags, carve up memory, load the kernel, map, answer, enter. See bridge.h.
 */
#include "boot/bridge/bridge.h"
#include "boot/bridge/memory.h"
#include "boot/bridge/paging.h"

#define COM1 0x3f8

void bridge_main(uint32_t magic, const struct Multiboot2Information *information);

void *memcpy(void *destination, const void *source, size_t size) {
    void *result = destination;
    __asm__ volatile("rep movsb" : "+D"(destination), "+S"(source), "+c"(size) : : "memory");
    return result;
}

void *memset(void *destination, int value, size_t size) {
    void *result = destination;
    __asm__ volatile("rep stosb" : "+D"(destination), "+c"(size) : "a"(value) : "memory");
    return result;
}

int memcmp(const void *left, const void *right, size_t size) {
    const uint8_t *first = left;
    const uint8_t *second = right;
    for (size_t index = 0; index < size; index++)
        if (first[index] != second[index])
            return first[index] - second[index];
    return 0;
}

static void print(const char *text) {
    for (; *text; text++)
        __asm__ volatile("outb %0, %1" : : "a"(*text), "Nd"((uint16_t)COM1));
}

_Noreturn void fail(const char *text) {
    print("bridge: ");
    print(text);
    print("\r\n");
    for (;;)
        __asm__ volatile("cli; hlt");
}

/* The tag after `tag`, or the first; null after the last. */
static const struct Multiboot2Tag *next_tag(const struct Multiboot2Information *information,
                                            const struct Multiboot2Tag *tag) {
    const uint8_t *next = (const uint8_t *)(information + 1);
    if (tag)
        next = (const uint8_t *)tag + ((tag->size + 7) & ~7U);
    const struct Multiboot2Tag *result = (const struct Multiboot2Tag *)next;
    return result->type == MULTIBOOT2_TAG_END ? NULL : result;
}

const struct Multiboot2ModuleTag *next_module(const struct BootTags *tags,
                                              const struct Multiboot2ModuleTag *previous) {
    const struct Multiboot2Tag *tag = previous ? &previous->tag : NULL;
    do
        tag = next_tag(tags->information, tag);
    while (tag && tag->type != MULTIBOOT2_TAG_MODULE);
    return (const struct Multiboot2ModuleTag *)tag;
}

static void note_tag(struct BootTags *tags, const struct Multiboot2Tag *tag) {
    switch (tag->type) {
    case MULTIBOOT2_TAG_MEMORY_MAP:
        tags->memory_map = (const struct Multiboot2MemoryMapTag *)tag;
        break;
    case MULTIBOOT2_TAG_FRAMEBUFFER:
        tags->framebuffer = (const struct Multiboot2FramebufferTag *)tag;
        break;
    case MULTIBOOT2_TAG_EFI_64_SYSTEM_TABLE:
        tags->efi_system_table = ((const struct Multiboot2EfiTag *)tag)->system_table;
        break;
    case MULTIBOOT2_TAG_ACPI_1_RSDP:
    case MULTIBOOT2_TAG_ACPI_2_RSDP:
        tags->rsdp_copy = ((const struct Multiboot2RsdpTag *)tag)->rsdp;
        tags->rsdp_copy_size = tag->size - (uint32_t)sizeof *tag;
        break;
    }
}

/* The kernel is the first module: boot_images.py writes GRUB's configuration so. */
static struct BootTags read_tags(const struct Multiboot2Information *information) {
    struct BootTags tags = {.information = information};
    for (const struct Multiboot2Tag *tag = next_tag(information, NULL); tag; tag = next_tag(information, tag))
        note_tag(&tags, tag);
    tags.kernel = next_module(&tags, NULL);
    if (!tags.memory_map)
        fail("GRUB gave no memory map");
    if (!tags.kernel)
        fail("GRUB loaded no kernel.elf");
    return tags;
}

static void carve_memory(const struct BootTags *tags) {
    const struct Multiboot2FramebufferTag *framebuffer = tags->framebuffer;
    const struct Multiboot2ModuleTag *module = NULL;
    uint64_t information = (uint64_t)(uintptr_t)tags->information;
    memory_initialize(tags->memory_map);
    memory_carve((uint64_t)(uintptr_t)bridge_start, (uint64_t)(uintptr_t)bridge_end,
                 LIMINE_MEMORY_BOOTLOADER_RECLAIMABLE);
    memory_carve(information, information + tags->information->total_size,
                 LIMINE_MEMORY_BOOTLOADER_RECLAIMABLE);
    while ((module = next_module(tags, module)))
        memory_carve(module->start, module->end,
                     module == tags->kernel ? LIMINE_MEMORY_BOOTLOADER_RECLAIMABLE
                                            : LIMINE_MEMORY_KERNEL_AND_MODULES);
    if (framebuffer && framebuffer->type == MULTIBOOT2_FRAMEBUFFER_RGB)
        memory_carve(framebuffer->address,
                     framebuffer->address + (uint64_t)framebuffer->pitch * framebuffer->height,
                     LIMINE_MEMORY_FRAMEBUFFER);
}

void bridge_main(uint32_t magic, const struct Multiboot2Information *information) {
    if (magic != MULTIBOOT2_BOOTLOADER_MAGIC)
        fail("it was not loaded by Multiboot2");
    struct BootTags tags = read_tags(information);
    carve_memory(&tags);
    const struct Multiboot2ModuleTag *file = tags.kernel;
    struct LoadedKernel kernel =
        kernel_load((const uint8_t *)(uintptr_t)file->start, file->end - file->start);
    uint64_t stack_size = page_round_up(answers_stack_size(&kernel));
    void *stack = memory_allocate(stack_size, LIMINE_MEMORY_BOOTLOADER_RECLAIMABLE);
    paging_map_memory();
    answers_give(&kernel, &tags);
    firmware_mask_interrupts();
    enter_kernel(paging_root(), (uint64_t)(uintptr_t)stack + stack_size, kernel.entry);
}
