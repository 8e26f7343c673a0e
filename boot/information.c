/* Asks the loader by the Limine protocol and copies its answers. See boot/information.h.
 *
 * The requests ask for base revision 3. Limine 8 knows no more than 2 and says so by leaving the tag
 * unchanged; later ones grant 3. Nothing here differs between the two but where the RSDP's address points.
 */
#include "boot/information.h"
#include "boot/limine.h"

#define REQUEST_SECTION(name) __attribute__((used, aligned(8), section(name)))

/* clang-format off */
#define REQUEST(variable, id_words)                                                                          \
    static volatile struct LimineRequest variable REQUEST_SECTION(".limine_requests") = {                    \
        .id = {LIMINE_COMMON_MAGIC_0, LIMINE_COMMON_MAGIC_1, id_words}}
/* clang-format on */

#define BASE_REVISION_WANTED 3
#define BASE_REVISION_LEAST 2

static const uint64_t
    start_marker[4] REQUEST_SECTION(".limine_requests_start") = LIMINE_REQUESTS_START_MARKER;
static const uint64_t end_marker[2] REQUEST_SECTION(".limine_requests_end") = LIMINE_REQUESTS_END_MARKER;

static volatile uint64_t base_revision[3] REQUEST_SECTION(".limine_requests") = {
    LIMINE_BASE_REVISION_MAGIC_0, LIMINE_BASE_REVISION_MAGIC_1, BASE_REVISION_WANTED};

REQUEST(loader_request, LIMINE_BOOTLOADER_INFO_ID);
REQUEST(firmware_request, LIMINE_FIRMWARE_TYPE_ID);
REQUEST(hhdm_request, LIMINE_HHDM_ID);
REQUEST(framebuffer_request, LIMINE_FRAMEBUFFER_ID);
REQUEST(memory_map_request, LIMINE_MEMORY_MAP_ID);
REQUEST(module_request, LIMINE_MODULE_ID);
REQUEST(rsdp_request, LIMINE_RSDP_ID);
REQUEST(kernel_address_request, LIMINE_KERNEL_ADDRESS_ID);

static volatile struct LimineStackSizeRequest stack_request REQUEST_SECTION(".limine_requests") = {
    .header = {.id = {LIMINE_COMMON_MAGIC_0, LIMINE_COMMON_MAGIC_1, LIMINE_STACK_SIZE_ID}},
    .stack_size = BOOT_STACK_SIZE};

/* Copies at most size - 1 characters of `source`, stopping at `stop` or its end, and ends the copy. */
static void copy_name(char *destination, const char *source, size_t size, char stop) {
    size_t length = 0;
    while (source && length + 1 < size && source[length] && source[length] != stop) {
        destination[length] = source[length];
        length++;
    }
    destination[length] = 0;
}

static const char *last_component(const char *path) {
    const char *component = path;
    for (const char *character = path; character && *character; character++)
        if (*character == '/')
            component = character + 1;
    return component;
}

/* A loader that knows revision 3 writes the one it uses into the second word; older ones leave the magic
 * there. */
static unsigned collect_base_revision(struct BootInformation *information) {
    if (base_revision[1] != LIMINE_BASE_REVISION_MAGIC_1)
        information->base_revision = base_revision[1];
    else
        information->base_revision = base_revision[2] == 0 ? BASE_REVISION_WANTED : BASE_REVISION_LEAST;
    return information->base_revision < BASE_REVISION_LEAST ? BOOT_PROBLEM_BASE_REVISION : 0;
}

static void collect_loader(struct BootInformation *information) {
    const struct LimineBootloaderInfoResponse *loader = loader_request.response;
    copy_name(information->loader_name, loader ? loader->name : "unknown", BOOT_LOADER_NAME_SIZE, 0);
    copy_name(information->loader_version, loader ? loader->version : "", BOOT_LOADER_NAME_SIZE, 0);

    const struct LimineFirmwareTypeResponse *firmware = firmware_request.response;
    if (!firmware)
        information->firmware = BOOT_FIRMWARE_UNKNOWN;
    else
        information->firmware =
            firmware->firmware_type == LIMINE_FIRMWARE_BIOS ? BOOT_FIRMWARE_BIOS : BOOT_FIRMWARE_UEFI;
}

static unsigned collect_addresses(struct BootInformation *information) {
    unsigned problems = 0;
    const struct LimineHhdmResponse *hhdm = hhdm_request.response;
    if (hhdm)
        information->hhdm_offset = hhdm->offset;
    else
        problems |= BOOT_PROBLEM_HHDM;

    const struct LimineKernelAddressResponse *kernel = kernel_address_request.response;
    if (kernel) {
        information->kernel_physical_base = kernel->physical_base;
        information->kernel_virtual_base = kernel->virtual_base;
    } else {
        problems |= BOOT_PROBLEM_KERNEL_ADDRESS;
    }
    return problems;
}

/* Types this kernel does not know, such as those of later revisions, are memory to leave alone. */
static enum BootMemoryType memory_type(uint64_t type) {
    static const uint8_t types[] = {
        [LIMINE_MEMORY_USABLE] = BOOT_MEMORY_USABLE,
        [LIMINE_MEMORY_RESERVED] = BOOT_MEMORY_RESERVED,
        [LIMINE_MEMORY_ACPI_RECLAIMABLE] = BOOT_MEMORY_ACPI_RECLAIMABLE,
        [LIMINE_MEMORY_ACPI_NVS] = BOOT_MEMORY_ACPI_NVS,
        [LIMINE_MEMORY_BAD] = BOOT_MEMORY_BAD,
        [LIMINE_MEMORY_BOOTLOADER_RECLAIMABLE] = BOOT_MEMORY_LOADER_RECLAIMABLE,
        [LIMINE_MEMORY_KERNEL_AND_MODULES] = BOOT_MEMORY_KERNEL_AND_MODULES,
        [LIMINE_MEMORY_FRAMEBUFFER] = BOOT_MEMORY_FRAMEBUFFER,
    };
    return type < sizeof types ? (enum BootMemoryType)types[type] : BOOT_MEMORY_RESERVED;
}

static unsigned collect_memory_map(struct BootInformation *information) {
    const struct LimineMemoryMapResponse *map = memory_map_request.response;
    if (!map || map->entry_count == 0)
        return BOOT_PROBLEM_MEMORY_MAP;
    size_t count = map->entry_count;
    if (count > BOOT_MEMORY_REGION_LIMIT)
        count = BOOT_MEMORY_REGION_LIMIT;
    for (size_t index = 0; index < count; index++) {
        struct BootMemoryRegion *region = &information->memory_regions[index];
        region->base = map->entries[index]->base;
        region->length = map->entries[index]->length;
        region->type = memory_type(map->entries[index]->type);
    }
    information->memory_region_count = count;
    return count < map->entry_count ? BOOT_PROBLEM_MEMORY_REGIONS_LOST : 0;
}

static void collect_module(struct BootModule *module, const struct LimineFile *file, uint64_t hhdm_offset) {
    bool named = file->command_line && file->command_line[0];
    copy_name(module->name, named ? file->command_line : last_component(file->path), BOOT_MODULE_NAME_SIZE,
              ' ');
    module->address = file->address;
    module->physical_address = (uint64_t)(uintptr_t)file->address - hhdm_offset;
    module->size = file->size;
}

static unsigned collect_modules(struct BootInformation *information) {
    const struct LimineModuleResponse *response = module_request.response;
    if (!response || response->module_count == 0)
        return BOOT_PROBLEM_MODULES;
    size_t count = response->module_count;
    if (count > BOOT_MODULE_LIMIT)
        count = BOOT_MODULE_LIMIT;
    for (size_t index = 0; index < count; index++)
        collect_module(&information->modules[index], response->modules[index], information->hhdm_offset);
    information->module_count = count;
    return count < response->module_count ? BOOT_PROBLEM_MODULES_LOST : 0;
}

/* Revision 3 gives the physical address, the others the one in the direct map. */
static unsigned collect_rsdp(struct BootInformation *information) {
    const struct LimineRsdpResponse *response = rsdp_request.response;
    if (!response || response->address == 0)
        return BOOT_PROBLEM_RSDP;
    bool virtual_address = response->address >= information->hhdm_offset;
    information->rsdp_physical_address =
        virtual_address ? response->address - information->hhdm_offset : response->address;
    information->rsdp_mapped = virtual_address;
    return 0;
}

static unsigned collect_framebuffer(struct BootInformation *information) {
    const struct LimineFramebufferResponse *response = framebuffer_request.response;
    if (!response || response->framebuffer_count == 0)
        return BOOT_PROBLEM_FRAMEBUFFER;
    const struct LimineFramebuffer *framebuffer = response->framebuffers[0];
    if (framebuffer->memory_model != LIMINE_FRAMEBUFFER_MODEL_RGB)
        return BOOT_PROBLEM_FRAMEBUFFER;
    information->framebuffer = (struct BootFramebuffer){
        .present = true,
        .physical_address = (uint64_t)(uintptr_t)framebuffer->address - information->hhdm_offset,
        .address = framebuffer->address,
        .width = framebuffer->width,
        .height = framebuffer->height,
        .pitch = framebuffer->pitch,
        .bits_per_pixel = framebuffer->bits_per_pixel,
        .red_mask_size = framebuffer->red_mask_size,
        .red_mask_shift = framebuffer->red_mask_shift,
        .green_mask_size = framebuffer->green_mask_size,
        .green_mask_shift = framebuffer->green_mask_shift,
        .blue_mask_size = framebuffer->blue_mask_size,
        .blue_mask_shift = framebuffer->blue_mask_shift,
    };
    return 0;
}

unsigned boot_information_collect(struct BootInformation *information) {
    *information = (struct BootInformation){0};
    collect_loader(information);
    unsigned problems = collect_base_revision(information) | collect_addresses(information);
    problems |= collect_memory_map(information);
    if (problems & BOOT_PROBLEM_HHDM)
        return problems;
    problems |= collect_modules(information) | collect_rsdp(information);
    return problems | collect_framebuffer(information);
}

const char *boot_information_problem_text(enum BootProblem problem) {
    switch (problem) {
    case BOOT_PROBLEM_BASE_REVISION:
        return "the loader is too old: Limine protocol base revision 2 or later is needed (Limine 8 to 12)";
    case BOOT_PROBLEM_HHDM:
        return "the loader gave no direct map of physical memory (Limine HHDM request)";
    case BOOT_PROBLEM_MEMORY_MAP:
        return "the loader gave no memory map";
    case BOOT_PROBLEM_KERNEL_ADDRESS:
        return "the loader did not say where the kernel lies in physical memory";
    case BOOT_PROBLEM_MEMORY_REGIONS_LOST:
        return "the memory map has more regions than fit; memory of the last ones stays unused";
    case BOOT_PROBLEM_MODULES_LOST:
        return "more boot modules than fit; the last ones are ignored";
    case BOOT_PROBLEM_MODULES:
        return "no boot modules: policy.img is missing";
    case BOOT_PROBLEM_RSDP:
        return "no ACPI tables: running on one CPU";
    case BOOT_PROBLEM_FRAMEBUFFER:
        return "no framebuffer: the console is the serial port alone";
    }
    return "an unknown problem";
}

static bool names_equal(const char *left, const char *right) {
    while (*left && *left == *right) {
        left++;
        right++;
    }
    return *left == *right;
}

const struct BootModule *boot_information_module(const struct BootInformation *information,
                                                 const char *name) {
    for (size_t index = 0; index < information->module_count; index++)
        if (names_equal(information->modules[index].name, name))
            return &information->modules[index];
    return NULL;
}
