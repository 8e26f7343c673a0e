/* Physical memory: GRUB's map, with everything carved out that is in use. GRUB reports the memory of modules,
 * of its information block and of the bridge as available. */
#ifndef BOOT_BRIDGE_MEMORY_H
#define BOOT_BRIDGE_MEMORY_H

#include <stdint.h>

#include "boot/bridge/multiboot2.h"
#include "boot/limine.h"

#define MEMORY_ENTRY_LIMIT 256

/* Takes GRUB's map; usable memory shrinks to whole pages, page 0 is never usable. */
void memory_initialize(const struct Multiboot2MemoryMapTag *map);

/* Gives [base, end), widened to pages, a type of its own: usable memory inside it is usable no more. */
void memory_carve(uint64_t base, uint64_t end, uint64_t type);

/* Whole zeroed pages for `size` bytes, as high as possible below 4 GiB. Fails when there are none. */
void *memory_allocate(uint64_t size, uint64_t type);

/* Sorts the map by base and joins neighbours of one type. Returns the number of entries, in *entries. */
uint64_t memory_entries(struct LimineMemoryMapEntry **entries);

#endif
