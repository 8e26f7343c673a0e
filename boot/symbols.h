/* The kernel's own symbol table, for backtraces: made by build/symbols.py between the two links of
 * kernel.elf.
 *
 * The table lies in read-only data, needs no relocation and holds every function, sorted by address:
 *
 *   kernel_symbols:       struct KernelSymbol[kernel_symbol_count]
 *   kernel_symbol_names:  the names, each ending in a zero byte
 *
 * A function covers [text_start + offset, text_start + offset + size), where text_start is the linker
 * script's kernel_text_start. Assembly without a .size directive has size 0: it reaches to the next symbol.
 * In the first link the table is empty and kernel_symbol_count is 0.
 */
#ifndef BOOT_SYMBOLS_H
#define BOOT_SYMBOLS_H

#include <stdint.h>

struct KernelSymbol {
    uint32_t offset; /* bytes from kernel_text_start */
    uint16_t size;   /* bytes; 0 is unknown */
} __attribute__((packed));

extern const uint32_t kernel_symbol_count;
extern const struct KernelSymbol kernel_symbols[];
extern const char kernel_symbol_names[]; /* in the same order, each ended by a zero byte */

/* The name of the function that contains `address`, with the distance from its start (bytes) in *offset;
 * null, with *offset untouched, when no function does. Takes no lock and reads only constant memory: safe in
 * a panic. */
const char *kernel_symbol_find(uint64_t address, uint64_t *offset);

#endif
