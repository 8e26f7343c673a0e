/* One element of a buffer by its format letter, as struct, array and memoryview have them. Owner: element.c.
 */
#ifndef VM_TYPES_ELEMENT_H
#define VM_TYPES_ELEMENT_H

#include "vm/operations.h"

/* Bytes of an element of the machine's own layout (which is also its alignment); 0: no such format.
 * c b B ? h H i I l L q Q n N P e f d */
size_t element_size(char format);

/* `size` bytes as an element; the format says how they are meant. */
Value element_load(Isolate *isolate, char format, const uint8_t *bytes, size_t size, bool big_endian);

enum ElementResult {
    ELEMENT_STORED,
    ELEMENT_RAISED,    /* an exception is set: Python ran */
    ELEMENT_TYPE,      /* not a value for this format */
    ELEMENT_RANGE,     /* an integer that doesn't fit */
    ELEMENT_TOO_LARGE, /* a float that doesn't; infinity was stored */
};
enum ElementResult element_store(Isolate *isolate, char format, Value value, uint8_t *bytes, size_t size,
                                 bool big_endian);

/* The range of an integer format. */
bool element_is_signed(char format);

#endif
