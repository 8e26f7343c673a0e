/* The bridge: presents the Limine protocol to kernel.elf where GRUB, not Limine, is the loader.
 *
 * GRUB enters entry.S by Multiboot2, on BIOS and UEFI alike in 32-bit mode without paging. entry.S goes to
 * long mode on page tables that map the first 4 GiB twice, at 0 and at HHDM_OFFSET, and calls bridge_main().
 * That loads the kernel, builds the page tables of base revision 3, answers the kernel's requests and enters
 * it. Rules:
 *
 *   - Until the kernel runs, physical address equals virtual address: a pointer here is a physical address
 * below 4 GiB. What the kernel gets to see is converted by direct_map().
 *   - The bridge's own image stays mapped and its memory is loader-reclaimable: responses are static
 * variables.
 *   - One CPU, interrupts off, nothing is ever freed.
 *   - Whatever goes wrong ends in fail(), with one line on COM1.
 */
#ifndef BOOT_BRIDGE_BRIDGE_H
#define BOOT_BRIDGE_BRIDGE_H

#include <stddef.h>
#include <stdint.h>

#include "boot/bridge/multiboot2.h"

#define PAGE_SIZE 4096ULL
#define LARGE_PAGE_SIZE 0x200000ULL
#define HHDM_OFFSET 0xffff800000000000ULL
#define FOUR_GIB 0x100000000ULL

/* Of boot modules, the kernel not counted. */
#define MODULE_LIMIT 32

/* The linker script's bounds of the bridge. */
extern uint8_t bridge_start[];
extern uint8_t bridge_end[];

/* The parts of GRUB's boot information, found once by bridge_main(). Null or 0: absent. */
struct BootTags {
    const struct Multiboot2Information *information;
    const struct Multiboot2ModuleTag *kernel;
    const struct Multiboot2MemoryMapTag *memory_map;
    const struct Multiboot2FramebufferTag *framebuffer;
    const uint8_t *rsdp_copy;
    uint32_t rsdp_copy_size; /* bytes */
    uint64_t efi_system_table;
};

/* Where the kernel lies and begins. */
struct LoadedKernel {
    uint64_t physical_base;
    uint64_t virtual_base;
    uint64_t size; /* bytes, whole pages */
    uint64_t entry;
};

static inline uint64_t page_round_up(uint64_t address) {
    return (address + PAGE_SIZE - 1) & ~(PAGE_SIZE - 1);
}

static inline uint64_t page_round_down(uint64_t address) { return address & ~(PAGE_SIZE - 1); }

/* The address at which the kernel finds what the bridge has at `pointer`. */
static inline void *direct_map(const void *pointer) { return (void *)((uintptr_t)pointer + HHDM_OFFSET); }

/* Prints "bridge: TEXT" on COM1 and halts. */
_Noreturn void fail(const char *text);

/* C's own; gcc calls the first two by itself. */
void *memcpy(void *destination, const void *source, size_t size);
void *memset(void *destination, int value, size_t size);
int memcmp(const void *left, const void *right, size_t size);

/* main.c: the module GRUB loaded after `previous`, or the first; null after the last. */
const struct Multiboot2ModuleTag *next_module(const struct BootTags *tags,
                                              const struct Multiboot2ModuleTag *previous);

/* kernel.c: copies the segments of the ELF file [file, file + size) into memory of their own and maps them
 * with their permissions. Fails on a file that is no x86_64 executable for the highest 2 GiB. */
struct LoadedKernel kernel_load(const uint8_t *file, uint64_t size);

/* answers.c: answers every request of the loaded kernel that the bridge knows. The memory map is copied as it
 * stands: call it after the last allocation. Returns the size (bytes) of the stack the kernel wants; see
 * answers_stack_size. */
void answers_give(const struct LoadedKernel *kernel, const struct BootTags *tags);
uint64_t answers_stack_size(const struct LoadedKernel *kernel);

/* firmware.c: the physical address of the RSDP itself where it can be found, else of a copy; 0 without ACPI.
 */
uint64_t firmware_find_rsdp(const struct BootTags *tags);

/* firmware.c: masks both PICs and every fixed or lowest-priority line of the I/O APIC. */
void firmware_mask_interrupts(void);

/* entry.S: leaves for the kernel on new page tables and a new stack (both physical), with the machine state
 * that the protocol promises. */
_Noreturn void enter_kernel(uint64_t page_tables, uint64_t stack_top, uint64_t entry);

#endif
