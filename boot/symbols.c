/* Finds the function an address lies in. See boot/symbols.h for the table. */
#include <stddef.h>

#include "boot/sections.h"
#include "boot/symbols.h"

/* The number of symbols that begin at or below `offset`: a binary search over the sorted table. */
static uint32_t symbols_up_to(uint64_t offset) {
    uint32_t low = 0;
    uint32_t high = kernel_symbol_count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (kernel_symbols[middle].offset <= offset)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* Names are found by walking past those before: nobody waits for a backtrace, and offsets would cost 4 bytes
 * each. */
static const char *symbol_name(uint32_t index) {
    const char *name = kernel_symbol_names;
    for (; index; index--) {
        while (*name++) {
        }
    }
    return name;
}

const char *kernel_symbol_find(uint64_t address, uint64_t *offset) {
    uint64_t start = (uint64_t)(uintptr_t)kernel_text_start;
    if (address < start || address >= (uint64_t)(uintptr_t)kernel_text_end)
        return NULL;
    uint32_t count = symbols_up_to(address - start);
    if (count == 0)
        return NULL;
    const struct KernelSymbol *symbol = &kernel_symbols[count - 1];
    uint64_t distance = address - start - symbol->offset;
    if (symbol->size != 0 && distance >= symbol->size)
        return NULL;
    *offset = distance;
    return symbol_name(count - 1);
}
