/* The page tables the kernel is entered on. */
#ifndef BOOT_BRIDGE_PAGING_H
#define BOOT_BRIDGE_PAGING_H

#include <stdint.h>

/* Intel SDM volume 3, 4.5: bits of an entry. With PAGING_WRITE_COMBINING it selects entry 5 of the PAT. */
#define PAGING_PRESENT 0x1ULL
#define PAGING_WRITABLE 0x2ULL
#define PAGING_WRITE_THROUGH 0x8ULL
#define PAGING_LARGE 0x80ULL
#define PAGING_PAT_SMALL 0x80ULL /* in an entry for a 4 KiB page */
#define PAGING_NO_EXECUTE (1ULL << 63)
#define PAGING_WRITE_COMBINING (PAGING_PAT_SMALL | PAGING_WRITE_THROUGH)

/* Maps `size` bytes, whole pages, in 4 KiB pages. Page tables come from memory_allocate(). */
void paging_map(uint64_t virtual_address, uint64_t physical_address, uint64_t size, uint64_t flags);

/* Maps at HHDM_OFFSET what base revision 3 promises: usable, loader-reclaimable, kernel-and-module and
 * framebuffer memory, the last of these write-combining. */
void paging_map_memory(void);

/* The physical address of the top table, for CR3. */
uint64_t paging_root(void);

#endif
