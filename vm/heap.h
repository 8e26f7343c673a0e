/*
 * The heap of one isolate: allocation, and an incremental, non-moving mark-and-sweep collector.
 *
 * Memory comes from machine_pages_allocate() in blocks; small objects lie in cells of one size class a block,
 * large ones in page runs of their own. The collector goes white -> marked -> scanned (tri-colour,
 * snapshot-free insertion barrier): heap_step() does a bounded amount of marking or sweeping, so a pause is
 * bounded however large the heap is.
 *
 * Who keeps an object alive: registers of live frames (the value stack up to its top), other objects, and the
 * isolate's own fields. C code that holds a new object over another allocation, or over a call that may run
 * Python, keeps it by heap_keep():
 *
 *     Value list = list_new(isolate);
 *     heap_keep(isolate, list);            // from here on until the native returns
 *
 * Kept values are released when the native that kept them returns to the interpreter. A loop that keeps
 * something a turn brackets it with heap_mark() / heap_release(). Past the room for kept values nothing is
 * lost: the heap stops collecting until they go. Every allocation may collect. In the hostile builds every
 * allocation does: a whole cycle (VM_HOSTILE 1), or the least step of one (VM_HOSTILE 2).
 */
#ifndef VM_HEAP_H
#define VM_HEAP_H

#include "vm/object.h"

typedef struct Heap Heap; /* vm/heap.c */

/* Allocates a zeroed object with its header set, or NOTHING/NULL with MemoryError set. `size` in bytes,
 * header included. An object whose `class` is user-made and whose kind isn't INSTANCE, CLASS or EXCEPTION
 * gets the attributes word behind `size` by itself. */
void *heap_allocate(Isolate *isolate, Kind kind, size_t size, const Class *class);

/* Zeroed memory outside the collector's care, for as long as the isolate lives: inline caches, records of
 * loaded images and images compiled at run time. NULL with MemoryError set. 16-byte aligned; it counts
 * against the heap's limit. */
void *heap_allocate_permanent(Isolate *isolate, size_t size);
/* Gives the latest such memory back, if nothing came of it. Any earlier one stays as it is. */
void heap_give_back_permanent(Isolate *isolate, void *memory, size_t size);

/* Keeps a value until heap_release() to an earlier mark, or until the running native returns. Returns the
 * value. (Bodies: vm/isolate.h.) */
inline Value heap_keep(Isolate *isolate, Value value);
typedef Value *HeapMark;
static inline HeapMark heap_mark(const Isolate *isolate);
static inline void heap_release(Isolate *isolate, HeapMark mark);

/*
 * The write barrier: every store of a value into an object that may be older than the value. While marking,
 * an object that was scanned already may not come to refer to a white one unnoticed, so the value is marked.
 * `slot` need not lie in `owner` itself.
 */
void heap_barrier(Isolate *isolate, Value value); /* the slow part */
inline void heap_store(Isolate *isolate, Object *owner, Value *slot, Value value) {
    *slot = value;
    if (__builtin_expect(owner->flags & OBJECT_SCANNED, 0))
        heap_barrier(isolate, value);
}
/* To be called after values were moved about inside an object (memmove in a list's body, a sort in place)
 * without heap_store(): an array that is scanned in part is then scanned to its end. */
void heap_moved(Isolate *isolate, const Object *object);

/* A bounded part of a collection; true while a cycle is under way. `work` is in units of about 10 x86
 * instructions; more than STEP_MOST of them (vm/heap_blocks.h) are never done in one step. */
bool heap_step(Isolate *isolate, uint32_t work);
/* The same, for when there is nothing better to do: starts a cycle only if about half of what calls for one
 * was allocated. */
void heap_idle_step(Isolate *isolate, uint32_t work);
/* A whole cycle, at once, even if one is under way. Time linear in the heap. */
void heap_collect(Isolate *isolate);
/* Switches automatic steps on or off; a heap at its limit collects all the same. heap_automatic() says which.
 */
void heap_set_automatic(Isolate *isolate, bool automatic);
bool heap_automatic(const Isolate *isolate);

struct HeapStatistics {
    uint64_t used, reserved, limit; /* bytes; the machine's pages that are kept for reuse count as reserved */
    uint64_t allocated;             /* bytes, since the isolate was made */
    uint64_t collections;
    uint64_t since;        /* bytes allocated since the last cycle's sweep began */
    uint64_t freed;        /* objects, since the isolate was made */
    uint64_t longest_step; /* in machine_cycles() */
};
void heap_statistics(const Isolate *isolate, struct HeapStatistics *statistics);
/* Calls visit for every object of a kind that isn't known to be garbage. It may not allocate. Time linear in
 * the heap. */
void heap_each(Isolate *isolate, Kind kind, void (*visit)(Object *object, void *context), void *context);
/* Unbinds all registers from `live_end` on: to be called by a native with the end of its arguments. What they
 * held isn't read again, and a collection that follows shall not find it alive. */
void heap_clear_dead_registers(Isolate *isolate, Value *live_end);
/* While locked, allocating raises MemoryError("heap is locked"): proves that a path allocates nothing. */
void heap_lock(Isolate *isolate, bool locked);

/* For tests: walks all blocks and checks their free lists, kinds, sizes and colours. NULL, or what is wrong.
 */
const char *heap_check(Isolate *isolate);
#ifdef VM_HOSTILE
/* The allocation of that number from now on fails as when memory runs out; 0: none. heap_failing() says how
 * many are left to go. */
void heap_fail(Isolate *isolate, uint64_t number);
uint64_t heap_failing(const Isolate *isolate);
#endif
/* Bytes the heap itself needs beside its blocks, and its two halves of life: for vm/isolate.c alone. `memory`
 * is zeroed. */
size_t heap_structure_size(void);
void heap_create(Isolate *isolate, void *memory, size_t limit);
void heap_destroy(Isolate *isolate);

#endif
