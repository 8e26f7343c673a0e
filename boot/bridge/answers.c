/* The loader's side of the Limine protocol: finds the kernel's requests and answers them. See boot/limine.h.
 *
 * Responses are static variables: the bridge's image is loader-reclaimable memory in the direct map. */
#include "boot/bridge/bridge.h"
#include "boot/bridge/memory.h"

#define BASE_REVISION 3
#define LEAST_STACK_SIZE 65536

/* One kind of request: its identifier and what fills its response, giving null where there is nothing to
 * tell. */
struct Answer {
    uint64_t id[2];
    void *(*respond)(const struct LoadedKernel *kernel, const struct BootTags *tags);
};

/* The words of the loaded kernel between the protocol's markers. */
struct RequestArea {
    uint64_t *start;
    uint64_t *end;
};

static void *answer_loader(const struct LoadedKernel *kernel, const struct BootTags *tags) {
    static struct LimineBootloaderInfoResponse response;
    (void)kernel;
    (void)tags;
    response.name = direct_map("Permafrost bridge");
    response.version = direct_map("1");
    return &response;
}

static void *answer_firmware(const struct LoadedKernel *kernel, const struct BootTags *tags) {
    static struct LimineFirmwareTypeResponse response;
    (void)kernel;
    response.firmware_type = tags->efi_system_table ? LIMINE_FIRMWARE_UEFI_64 : LIMINE_FIRMWARE_BIOS;
    return &response;
}

static void *answer_stack_size(const struct LoadedKernel *kernel, const struct BootTags *tags) {
    static struct LimineStackSizeResponse response;
    (void)kernel;
    (void)tags;
    return &response;
}

static void *answer_hhdm(const struct LoadedKernel *kernel, const struct BootTags *tags) {
    static struct LimineHhdmResponse response = {.offset = HHDM_OFFSET};
    (void)kernel;
    (void)tags;
    return &response;
}

static void *answer_memory_map(const struct LoadedKernel *kernel, const struct BootTags *tags) {
    static struct LimineMemoryMapResponse response;
    static struct LimineMemoryMapEntry *pointers[MEMORY_ENTRY_LIMIT];
    struct LimineMemoryMapEntry *entries;
    (void)kernel;
    (void)tags;
    response.entry_count = memory_entries(&entries);
    for (uint64_t index = 0; index < response.entry_count; index++)
        pointers[index] = direct_map(&entries[index]);
    response.entries = direct_map(pointers);
    return &response;
}

static void *answer_framebuffer(const struct LoadedKernel *kernel, const struct BootTags *tags) {
    static struct LimineFramebufferResponse response;
    static struct LimineFramebuffer framebuffer;
    static struct LimineFramebuffer *pointer;
    const struct Multiboot2FramebufferTag *tag = tags->framebuffer;
    (void)kernel;
    if (!tag || tag->type != MULTIBOOT2_FRAMEBUFFER_RGB)
        return NULL;
    framebuffer = (struct LimineFramebuffer){
        .address = direct_map((const void *)(uintptr_t)tag->address),
        .width = tag->width,
        .height = tag->height,
        .pitch = tag->pitch,
        .bits_per_pixel = tag->bits_per_pixel,
        .memory_model = LIMINE_FRAMEBUFFER_MODEL_RGB,
        .red_mask_size = tag->red_size,
        .red_mask_shift = tag->red_position,
        .green_mask_size = tag->green_size,
        .green_mask_shift = tag->green_position,
        .blue_mask_size = tag->blue_size,
        .blue_mask_shift = tag->blue_position,
    };
    pointer = direct_map(&framebuffer);
    response.framebuffer_count = 1;
    response.framebuffers = direct_map(&pointer);
    return &response;
}

static void *answer_modules(const struct LoadedKernel *kernel, const struct BootTags *tags) {
    static struct LimineModuleResponse response;
    static struct LimineFile files[MODULE_LIMIT];
    static struct LimineFile *pointers[MODULE_LIMIT];
    const struct Multiboot2ModuleTag *module = NULL;
    (void)kernel;
    response.module_count = 0;
    while ((module = next_module(tags, module))) {
        if (module == tags->kernel)
            continue;
        if (response.module_count == MODULE_LIMIT)
            fail("there are too many boot modules");
        struct LimineFile *file = &files[response.module_count];
        file->address = direct_map((const void *)(uintptr_t)module->start);
        file->size = module->end - module->start;
        file->path = direct_map(module->string);
        file->command_line = direct_map("");
        file->media_type = LIMINE_MEDIA_OPTICAL;
        pointers[response.module_count++] = direct_map(file);
    }
    response.modules = direct_map(pointers);
    return &response;
}

/* Under base revision 3 the address is physical. */
static void *answer_rsdp(const struct LoadedKernel *kernel, const struct BootTags *tags) {
    static struct LimineRsdpResponse response;
    (void)kernel;
    response.address = firmware_find_rsdp(tags);
    return response.address ? &response : NULL;
}

static void *answer_kernel_address(const struct LoadedKernel *kernel, const struct BootTags *tags) {
    static struct LimineKernelAddressResponse response;
    (void)tags;
    response.physical_base = kernel->physical_base;
    response.virtual_base = kernel->virtual_base;
    return &response;
}

static const struct Answer answers[] = {
    {{LIMINE_BOOTLOADER_INFO_ID}, answer_loader},
    {{LIMINE_FIRMWARE_TYPE_ID}, answer_firmware},
    {{LIMINE_STACK_SIZE_ID}, answer_stack_size},
    {{LIMINE_HHDM_ID}, answer_hhdm},
    {{LIMINE_FRAMEBUFFER_ID}, answer_framebuffer},
    {{LIMINE_MEMORY_MAP_ID}, answer_memory_map},
    {{LIMINE_MODULE_ID}, answer_modules},
    {{LIMINE_RSDP_ID}, answer_rsdp},
    {{LIMINE_KERNEL_ADDRESS_ID}, answer_kernel_address},
};

/* The first place at or after `from` that holds `count` words equal to `words`; `end` when there is none. */
static uint64_t *find_words(uint64_t *from, uint64_t *end, const uint64_t *words, uint64_t count) {
    for (uint64_t *place = from; place + count <= end; place++)
        if (memcmp(place, words, count * sizeof *words) == 0)
            return place;
    return end;
}

static struct RequestArea find_requests(const struct LoadedKernel *kernel) {
    static const uint64_t start_marker[] = LIMINE_REQUESTS_START_MARKER;
    static const uint64_t end_marker[] = LIMINE_REQUESTS_END_MARKER;
    uint64_t *image = (uint64_t *)(uintptr_t)kernel->physical_base;
    uint64_t *image_end = image + kernel->size / sizeof *image;
    uint64_t *start = find_words(image, image_end, start_marker, 4);
    uint64_t *end = find_words(image, image_end, end_marker, 2);
    if (start == image_end || end == image_end || end < start)
        fail("kernel.elf has no Limine request markers");
    return (struct RequestArea){start, end};
}

/* Grants revision 3. A kernel that asks for a later one learns from the untouched third word that it got
 * less. */
static void grant_base_revision(struct RequestArea area) {
    static const uint64_t magic[] = {LIMINE_BASE_REVISION_MAGIC_0, LIMINE_BASE_REVISION_MAGIC_1};
    uint64_t *tag = find_words(area.start, area.end, magic, 2);
    if (tag == area.end || tag[2] < BASE_REVISION)
        fail("kernel.elf asks for a Limine base revision below 3");
    tag[1] = BASE_REVISION;
    if (tag[2] == BASE_REVISION)
        tag[2] = 0;
}

static struct LimineRequest *next_request(struct RequestArea area, struct LimineRequest *previous) {
    static const uint64_t magic[] = {LIMINE_COMMON_MAGIC_0, LIMINE_COMMON_MAGIC_1};
    uint64_t *from = previous ? (uint64_t *)previous + 4 : area.start;
    uint64_t *place = find_words(from, area.end, magic, 2);
    return place == area.end ? NULL : (struct LimineRequest *)place;
}

uint64_t answers_stack_size(const struct LoadedKernel *kernel) {
    static const uint64_t id[] = {LIMINE_STACK_SIZE_ID};
    struct RequestArea area = find_requests(kernel);
    struct LimineRequest *request = NULL;
    while ((request = next_request(area, request))) {
        uint64_t size = ((struct LimineStackSizeRequest *)request)->stack_size;
        if (memcmp(&request->id[2], id, sizeof id) == 0)
            return size > LEAST_STACK_SIZE ? size : LEAST_STACK_SIZE;
    }
    return LEAST_STACK_SIZE;
}

static void answer(struct LimineRequest *request, const struct LoadedKernel *kernel,
                   const struct BootTags *tags) {
    for (unsigned index = 0; index < sizeof answers / sizeof *answers; index++) {
        if (memcmp(&request->id[2], answers[index].id, sizeof answers[index].id) != 0)
            continue;
        void *response = answers[index].respond(kernel, tags);
        if (response)
            request->response = direct_map(response);
    }
}

void answers_give(const struct LoadedKernel *kernel, const struct BootTags *tags) {
    struct RequestArea area = find_requests(kernel);
    struct LimineRequest *request = NULL;
    grant_base_revision(area);
    while ((request = next_request(area, request)))
        answer(request, kernel, tags);
}
