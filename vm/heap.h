/*
 * The heap of one isolate: allocation, and an incremental, non-moving mark-and-sweep collector.
 *
 * Memory comes from machine_pages_allocate() in blocks; small objects lie in cells of one size class a block, large ones in page
 * runs of their own. The collector goes white -> marked -> scanned (tri-colour, snapshot-free insertion barrier): heap_step() does
 * a bounded amount of marking or sweeping, so a pause is bounded however large the heap is.
 *
 * Who keeps an object alive: registers of live frames (the value stack up to its top), other objects, and the isolate's own fields.
 * C code that holds a new object over another allocation, or over a call that may run Python, keeps it by heap_keep():
 *
 *     Value list = list_new(isolate);
 *     heap_keep(isolate, list);            // from here on until the native returns
 *
 * Kept values are released when the native that kept them returns to the interpreter. A loop that keeps something a turn brackets
 * it with heap_mark() / heap_release(). Every allocation may collect, and in the hostile build every allocation does.
 */
#ifndef VM_HEAP_H
#define VM_HEAP_H

#include "vm/object.h"

/* Allocates a zeroed object with its header set, or NOTHING/NULL with MemoryError set. `size` in bytes, header included. An object whose
 * `class` is user-made and whose kind isn't INSTANCE, CLASS or EXCEPTION gets the attributes word behind `size` by itself. */
void *heap_allocate(Isolate *isolate, Kind kind, size_t size, const Class *class);

#define HEAP_NEW(isolate, kind) ((struct_of_##kind *)heap_allocate(isolate, KIND_##kind, sizeof(struct_of_##kind), 0))

/* Keeps a value until heap_release() to an earlier mark, or until the running native returns. Returns the value. */
Value heap_keep(Isolate *isolate, Value value);
typedef uint32_t HeapMark;
HeapMark heap_mark(const Isolate *isolate);
void heap_release(Isolate *isolate, HeapMark mark);

/* The write barrier: every store of a value into an object that may be older than the value. */
static inline void heap_store(Isolate *isolate, Object *owner, Value *slot, Value value);
void heap_barrier(Isolate *isolate, Object *owner, Value value); /* the slow part */

/* A bounded part of a collection; true while a cycle is under way. `work` is in objects visited or cells swept. */
bool heap_step(Isolate *isolate, uint32_t work);
/* A whole cycle, at once. */
void heap_collect(Isolate *isolate);

struct HeapStatistics {
    uint64_t used, reserved, limit; /* bytes */
    uint64_t allocations, collections;
};
void heap_statistics(const Isolate *isolate, struct HeapStatistics *statistics);
/* While locked, allocating raises MemoryError("heap is locked"): proves that a path allocates nothing. */
void heap_lock(Isolate *isolate, bool locked);

#endif
