/* Finding a run of characters in another in linear time, whatever they are: where simpler ways have taken too
 * long. */
#ifndef VM_TYPES_SEARCH_H
#define VM_TYPES_SEARCH_H

#include <stdbool.h>
#include <stdint.h>

/* Characters of 1, 2 or 4 bytes. */
typedef struct Characters {
    const void *start;
    uint64_t length;
    uint32_t width;
} Characters;

/* Index in the text of the first or last place of `part`, which isn't empty; -1: there is none. */
int64_t search_linear(Characters text, Characters part, bool last);

#endif
