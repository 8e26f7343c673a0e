/*
 * Page tables: four levels, the upper half shared by all address spaces. Source: SDM 4.5.
 *
 *   hhdm_offset         direct map of RAM: RW and NX; the kernel image and modules in it read-only and NX
 *   0xffffd00000000000  device window: registers, framebuffer, firmware tables; grows only
 *   0xffffe00000000000  stacks (stacks.c)
 *   0xffffffffc0000000  machine code of policy and tasks (code_pages.c): absent, RW and NX, or RX
 *   0xffffffff80000000  the kernel: text RX, read-only data R and NX, data RW and NX
 *
 * The direct map begins where the loader's did, so pointers that the loader gave stay good. The upper half's
 * top-level entries are all made at boot and never change, so every address space copies them once.
 * Kernel tables change under one lock; a user space's tables only by its owner, one CPU at a time.
 */
#ifndef ARCH_X86_64_PAGING_H
#define ARCH_X86_64_PAGING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "boot/information.h"
#include "vm/machine.h"

#define DEVICE_WINDOW_START 0xffffd00000000000ULL
#define STACK_WINDOW_START 0xffffe00000000000ULL
#define STACK_WINDOW_SIZE 0x100000000ULL

/* Bits of a page-table entry, SDM table 4-20. */
#define PAGE_PRESENT (1ULL << 0)
#define PAGE_WRITE (1ULL << 1)
#define PAGE_USER (1ULL << 2)
#define PAGE_WRITE_THROUGH (1ULL << 3)
#define PAGE_CACHE_DISABLE (1ULL << 4)
#define PAGE_LARGE (1ULL << 7)           /* in levels 2 and 3 */
#define PAGE_ATTRIBUTE_TABLE (1ULL << 7) /* in level 1 */
#define PAGE_GLOBAL (1ULL << 8)
#define PAGE_NO_EXECUTE (1ULL << 63) /* dropped where the CPU has no NX */
#define PAGE_ADDRESS 0x000ffffffffff000ULL
/* Memory types, as indices into the page attribute table (cpu.c). */
#define PAGE_UNCACHED (PAGE_CACHE_DISABLE | PAGE_WRITE_THROUGH)
#define PAGE_WRITE_COMBINING (PAGE_ATTRIBUTE_TABLE | PAGE_WRITE_THROUGH)

/* What a mapping may do: a sum of the bits above, without PAGE_PRESENT. */
#define PAGING_KERNEL_TEXT (PAGE_GLOBAL)
#define PAGING_KERNEL_CONSTANT (PAGE_GLOBAL | PAGE_NO_EXECUTE)
#define PAGING_KERNEL_DATA (PAGE_GLOBAL | PAGE_NO_EXECUTE | PAGE_WRITE)

extern uint64_t direct_map_offset;

static inline void *direct_map_pointer(uint64_t physical) {
    return (void *)(uintptr_t)(physical + direct_map_offset);
}
static inline uint64_t direct_map_physical(const void *pointer) {
    return (uint64_t)(uintptr_t)pointer - direct_map_offset;
}

/* Builds the kernel's tables and goes over to them. False: out of memory. */
bool paging_initialise(const struct BootInformation *information);
/* The physical address of the kernel's own top-level table. */
uint64_t paging_kernel_root(void);

/* Maps [virtual, virtual + size) to [physical, ...), all multiples of the page size, largest pages first.
 * Makes missing tables. False: out of memory. `root`: a physical address. The caller holds the lock or owns
 * the space. */
bool paging_map(uint64_t root, uint64_t address, uint64_t physical, uint64_t size, uint64_t rights);
/* The level-1 entry of an address, made with its tables if need be (`make`), or NULL. */
uint64_t *paging_entry(uint64_t root, uint64_t address, bool make);
/* The level-2 entry of an address in the stack window; its table exists from boot on. */
uint64_t *paging_directory_entry(uint64_t address);
/* Rights without the bits this CPU doesn't have. */
uint64_t paging_supported(uint64_t rights);
/* The entry that maps an address in the live tables, or 0; bits of the upper levels are not in it. */
uint64_t paging_lookup(uint64_t address);
/* Whether the eight bytes at an address can be read without a fault; for backtraces. */
bool paging_readable(uint64_t address);

/* Maps device registers or firmware tables, any alignment; NULL when out of memory. Never unmapped. */
void *paging_map_device(uint64_t physical, uint64_t size, uint64_t rights);

#endif
