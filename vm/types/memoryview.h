/* What bytearray and memoryview know of each other. */
#ifndef VM_TYPES_MEMORYVIEW_H
#define VM_TYPES_MEMORYVIEW_H

#include "vm/types/bytes.h"

enum { MEMORYVIEW_READONLY = 1 }; /* object.detail of a view */

static inline bool memoryview_is_readonly(const MemoryView *view) {
    return (view->object.detail & MEMORYVIEW_READONLY) || !is_kind(view->source, KIND_BYTEARRAY);
}

#endif
