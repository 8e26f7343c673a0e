/* The Limine boot protocol, as far as Permafrost uses it: identifiers, requests and responses.
 *
 * Both sides of the protocol include this page: the kernel, which asks (boot/information.c), and the
 * bridge, which answers where Limine is absent (boot/bridge/). Rules of the protocol that hold here:
 *
 *   - A loader finds a request by scanning the loaded kernel image, on 8-byte boundaries, between the start
 *     and the end marker, for the two common words followed by the two words of that request.
 *   - A request the loader does not know keeps its null response.
 *   - Pointers in responses already include the direct map's offset. The RSDP is the exception: it is
 * physical under base revision 3 and virtual under the others.
 *   - Responses live in memory of type LIMINE_MEMORY_BOOTLOADER_RECLAIMABLE.
 *
 * Source: the Limine Boot Protocol specification, base revisions 0 to 3.
 */
#ifndef BOOT_LIMINE_H
#define BOOT_LIMINE_H

#include <stdint.h>

/* The base revision tag: three words. The loader clears the third when it grants the revision asked for; a
 * loader that knows revision 3 also writes the revision it uses into the second. */
#define LIMINE_BASE_REVISION_MAGIC_0 0xf9562b2d5c95a6c8ULL
#define LIMINE_BASE_REVISION_MAGIC_1 0x6a7b384944536bdcULL

#define LIMINE_REQUESTS_START_MARKER                                                                         \
    {0xf6b8f4b39de7d1aeULL, 0xfab91a6940fcb9cfULL, 0x785c6ed015d3e316ULL, 0x181e920a7852b9d9ULL}
#define LIMINE_REQUESTS_END_MARKER {0xadc0e0531bb10d03ULL, 0x9572709f31764c62ULL}

#define LIMINE_COMMON_MAGIC_0 0xc7b1dd30df4c8b88ULL
#define LIMINE_COMMON_MAGIC_1 0x0a82e883a194f07bULL

/* The last two words of each request's identifier. */
#define LIMINE_BOOTLOADER_INFO_ID 0xf55038d8e2a1202fULL, 0x279426fcf5f59740ULL
#define LIMINE_FIRMWARE_TYPE_ID 0x8c2f75d90bef28a8ULL, 0x7045a4688eac00c3ULL
#define LIMINE_STACK_SIZE_ID 0x224ef0460a8e8926ULL, 0xe1cb0fc25f46ea3dULL
#define LIMINE_HHDM_ID 0x48dcf1cb8ad2b852ULL, 0x63984e959a98244bULL
#define LIMINE_FRAMEBUFFER_ID 0x9d5827dcd881dd75ULL, 0xa3148604f6fab11bULL
#define LIMINE_MEMORY_MAP_ID 0x67cf3d9d378a806fULL, 0xe304acdfc50c3c62ULL
#define LIMINE_MODULE_ID 0x3e7e279702be32afULL, 0xca1c4f3bd1280ceeULL
#define LIMINE_RSDP_ID 0xc5e77b6b397e7b43ULL, 0x27637845accdcf3cULL
#define LIMINE_KERNEL_ADDRESS_ID 0x71ba76863cc55f63ULL, 0xb2644a48c516a487ULL

/* Every request begins with these words; only the stack size request has one more. */
struct LimineRequest {
    uint64_t id[4];
    uint64_t revision;
    void *response;
};

struct LimineStackSizeRequest {
    struct LimineRequest header;
    uint64_t stack_size; /* bytes */
};

struct LimineBootloaderInfoResponse {
    uint64_t revision;
    char *name;
    char *version;
};

enum {
    LIMINE_FIRMWARE_BIOS = 0,
    LIMINE_FIRMWARE_UEFI_32 = 1,
    LIMINE_FIRMWARE_UEFI_64 = 2,
};

struct LimineFirmwareTypeResponse {
    uint64_t revision;
    uint64_t firmware_type;
};

struct LimineStackSizeResponse {
    uint64_t revision;
};

struct LimineHhdmResponse {
    uint64_t revision;
    uint64_t offset;
};

#define LIMINE_FRAMEBUFFER_MODEL_RGB 1

struct LimineFramebuffer {
    void *address;
    uint64_t width;  /* pixels */
    uint64_t height; /* pixels */
    uint64_t pitch;  /* bytes from one line to the next */
    uint16_t bits_per_pixel;
    uint8_t memory_model;
    uint8_t red_mask_size;
    uint8_t red_mask_shift;
    uint8_t green_mask_size;
    uint8_t green_mask_shift;
    uint8_t blue_mask_size;
    uint8_t blue_mask_shift;
    uint8_t unused[7];
    uint64_t edid_size;
    void *edid;
};

struct LimineFramebufferResponse {
    uint64_t revision;
    uint64_t framebuffer_count;
    struct LimineFramebuffer **framebuffers;
};

enum {
    LIMINE_MEMORY_USABLE = 0,
    LIMINE_MEMORY_RESERVED = 1,
    LIMINE_MEMORY_ACPI_RECLAIMABLE = 2,
    LIMINE_MEMORY_ACPI_NVS = 3,
    LIMINE_MEMORY_BAD = 4,
    LIMINE_MEMORY_BOOTLOADER_RECLAIMABLE = 5,
    LIMINE_MEMORY_KERNEL_AND_MODULES = 6,
    LIMINE_MEMORY_FRAMEBUFFER = 7,
};

struct LimineMemoryMapEntry {
    uint64_t base;
    uint64_t length;
    uint64_t type;
};

struct LimineMemoryMapResponse {
    uint64_t revision;
    uint64_t entry_count;
    struct LimineMemoryMapEntry **entries;
};

struct LimineUuid {
    uint32_t a;
    uint16_t b;
    uint16_t c;
    uint8_t d[8];
};

enum {
    LIMINE_MEDIA_GENERIC = 0,
    LIMINE_MEDIA_OPTICAL = 1,
};

struct LimineFile {
    uint64_t revision;
    void *address; /* aligned to 4 KiB */
    uint64_t size; /* bytes */
    char *path;    /* within its volume, with a leading slash */
    char *command_line;
    uint32_t media_type;
    uint32_t unused;
    uint32_t tftp_ip;
    uint32_t tftp_port;
    uint32_t partition_index;
    uint32_t mbr_disk_id;
    struct LimineUuid gpt_disk_uuid;
    struct LimineUuid gpt_partition_uuid;
    struct LimineUuid partition_uuid;
};

struct LimineModuleResponse {
    uint64_t revision;
    uint64_t module_count;
    struct LimineFile **modules;
};

struct LimineRsdpResponse {
    uint64_t revision;
    uint64_t address;
};

struct LimineKernelAddressResponse {
    uint64_t revision;
    uint64_t physical_base;
    uint64_t virtual_base;
};

#endif
