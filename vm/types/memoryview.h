/* What bytearray and memoryview know of each other, and what the files of memoryview share. */
#ifndef VM_TYPES_MEMORYVIEW_H
#define VM_TYPES_MEMORYVIEW_H

#include "vm/types/bytes_methods.h"

enum { MEMORYVIEW_READONLY = 1 }; /* object.detail of a view */

static inline bool memoryview_is_readonly(const MemoryView *view) {
    return (view->object.detail & MEMORYVIEW_READONLY) || !has_storage(view->source);
}

static inline char memoryview_format(const MemoryView *view) { return (char)view->object.count; }
/* Bytes of one element. */
size_t memoryview_item_size(const MemoryView *view);
/* Bytes of one step along the first dimension, and of all. */
int64_t memoryview_unit(const MemoryView *view);
static inline int64_t memoryview_bytes(const MemoryView *view) {
    return view->length * memoryview_unit(view);
}
bool memoryview_is_contiguous(const MemoryView *view);

/* The bytes of the source of a view that isn't released and lies within it; else an exception is set. */
bool memoryview_usable(Isolate *isolate, Value self, Span *source);
/* The same view again, with more flags. */
Value memoryview_again(Isolate *isolate, Value self, uint16_t more_flags);
/* All of its bytes, side by side, as a Bytes object. */
Value memoryview_copy(Isolate *isolate, Value self);
void memoryview_release(MemoryView *view);
/* An element of a usable view by its place among all elements, counted along a first dimension of `count`
 * steps. */
Value memoryview_element(Isolate *isolate, const MemoryView *view, const uint8_t *bytes);

extern const Native memoryview_methods[];

#endif
