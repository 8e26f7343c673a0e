/*
 * How the heap lays out memory: shared by vm/heap.c (allocation), vm/collector.c and vm/heap_check.c, and
 * nobody else.
 *
 *      block of one page:  Block header, 64 bytes | cells of one size class, 16-byte aligned
 *      large block:        Block header, 64 bytes | one object, over as many pages as it takes
 *
 * Rules:
 *   - The block of an object is its address rounded down to a page: a large object too begins in its first
 * page.
 *   - A free cell has kind FREE and, in the place of its class, the address of the next free cell.
 *   - A block's `free` list is empty while it is the current one of its class: heap->free[class] is its list
 * then.
 *   - Colours: white (neither flag), marked and not scanned (on the mark stack, or found again by walking),
 * marked and scanned. Outside a cycle every object is white. While sweeping, blocks whose `swept` isn't the
 * heap's number hold the colours of the cycle; nothing is allocated in them before they are swept.
 *   - Work is counted in units of about 10 x86 instructions, so that STEP_MOST of them stay below the bound
 * that docs/collector.md states.
 */
#ifndef VM_HEAP_BLOCKS_H
#define VM_HEAP_BLOCKS_H

#include "vm/attribute.h"
#include "vm/isolate.h"
#include "vm/machine.h"

enum {
    BLOCK_HEADER = 64,
    CELL_ALIGNMENT = 16,
    SMALL_LIMIT = (MACHINE_PAGE_SIZE - BLOCK_HEADER) / 2, /* largest cell: two of them fill a block */
    SIZE_CLASS_COUNT = 11,
    MARK_STACK_SIZE = 256,
    SLICE = 128,       /* values of an array scanned at a time */
    ROOT_ROUNDS = 8,   /* after so many attempts what changes too fast is looked through at once */
    STEP_BYTES = 2048, /* allocated between two automatic steps */
    STEP_WORK = 1200,  /* units for each STEP_BYTES: more than to mark so much takes, or no cycle ends */
    STEP_MOST = 2400,  /* units in one step, at most */
    LEAST_GROWTH =
        524288, /* bytes: a large heap grows so far between cycles, however little lives in it; about
                    half a second-level cache, since memory that isn't there costs more than a cycle */
    SMALLEST_CYCLE = 16384, /* bytes allocated before a cycle is worth starting */
    FULL_PART = 32,         /* that part of the limit must be allocated for a collection of a full heap, */
    FULL_PATIENCE = 8,      /* but so many in a row come for nothing */
};

typedef struct FreeCell {
    Object object;
} FreeCell;

typedef struct HeapBlock {
    struct HeapBlock *next, *previous; /* all blocks of the heap */
    struct HeapBlock *next_free;       /* swept blocks of the class with free cells */
    FreeCell *free;
    uint32_t page_count;
    uint16_t cell_size; /* 0: a large object */
    uint8_t size_class;
    uint32_t swept; /* number of the cycle whose sweep has been here */
    uint32_t cell_count;
    uint64_t size; /* large: bytes of the object */
    /* Blocks with objects that are marked and found no room on the mark stack; the last refers to itself. */
    struct HeapBlock *next_grey;
} HeapBlock;
_Static_assert(sizeof(HeapBlock) <= BLOCK_HEADER, "a block header fits before the first cell");

enum HeapPhase { HEAP_IDLE, HEAP_MARKING, HEAP_REVIVING, HEAP_CLEARING, HEAP_FORGETTING, HEAP_SWEEPING };

struct Heap {
    FreeCell *free[SIZE_CLASS_COUNT]; /* of the current blocks */
    int64_t allowance;                /* bytes that may be allocated before heap_pace() is called */
    int64_t allowance_given;          /* what it was at first */
    bool locked, automatic;
    enum HeapPhase phase;
    HeapBlock *current[SIZE_CLASS_COUNT];
    HeapBlock *with_free[SIZE_CLASS_COUNT];
    HeapBlock *blocks;
    HeapBlock
        *spare; /* pages that small blocks gave back, by `next`: not zeroed before the next one takes them */
    uint32_t spare_count;
    HeapBlock *cursor; /* sweep: the next block */
    HeapBlock *grey;
    struct CachesCursor caches_cursor; /* forgetting: the next caches */
    uint32_t cycle, root_rounds;
    uint32_t clean_frames;    /* frames from the bottom whose registers were marked and can't have changed */
    uint32_t stack_rounds;    /* times that number went back */
    uint64_t debt;            /* units of work that allocation called for and that were not done yet */
    uint64_t reserved, limit; /* bytes of pages */
    uint64_t granted;         /* bytes of allowance given out since the last sweep began */
    uint64_t live;            /* bytes found alive by the last cycle, or so far by this sweep */
    uint64_t threshold;       /* a cycle starts when `granted` gets there */
    uint64_t collections, allocated; /* allocated: bytes, before `granted` */
    uint64_t full_at,
        full_credit;       /* heap_allocated() when it was last collected for being full, and make_room()'s */
    uint64_t freed;        /* objects, since the isolate was made */
    uint64_t failing;      /* heap_fail() */
    uint64_t longest_step; /* of machine_cycles() */
    uint8_t *permanent;    /* heap_allocate_permanent(): the rest of the page being used */
    size_t permanent_room;
    struct PermanentRun *permanent_runs;
    /* Objects to be scanned; on an array that is scanned in part lies the next index, as a small integer. */
    uint32_t mark_count;
    Value mark_stack[MARK_STACK_SIZE];
};

/* Cells of a block. */
static inline Object *block_cell(const HeapBlock *block, uint32_t index) {
    return (Object *)((uintptr_t)block + BLOCK_HEADER + (uintptr_t)index * block->cell_size);
}
static inline FreeCell *free_next(const FreeCell *cell) { return (FreeCell *)(uintptr_t)cell->object.class; }
static inline void free_link(FreeCell *cell, const FreeCell *next) {
    cell->object.class = (const Class *)(const void *)next;
}

/* The block of an object of this heap. */
static inline HeapBlock *object_block(const Object *object) {
    return (HeapBlock *)((uintptr_t)object & ~(uintptr_t)(MACHINE_PAGE_SIZE - 1));
}

/* ---- vm/heap.c ---- */

/* Gives a block's pages back; it must be in no list of blocks with free cells. */
void heap_block_release(Heap *heap, HeapBlock *block);
/* Ends the use of the current blocks: their free lists go back to them (before a sweep looks at them). */
void heap_retire_current(Heap *heap);
/* Bytes allocated since the isolate was made. */
uint64_t heap_allocated(const Heap *heap);
/* Sets heap->threshold from what lives. */
void heap_set_threshold(Heap *heap);

/* ---- vm/collector.c ---- */

/* Does what is left of REVIVING and CLEARING: afterwards no weak reference leads to anything dying. Time
 * linear in weak references and what finalizers keep alive. */
void heap_settle(Isolate *isolate);

/* ---- vm/mark.c ---- */

void heap_begin_marking(Isolate *isolate);
/* To be called at the beginning of a step of marking: the program has run meanwhile. */
void heap_check_frames(Isolate *isolate);
/* One piece of marking: units of work, 0 when nothing is left but to look at the roots again. */
uint32_t heap_mark_some(Isolate *isolate);
/* The same, of what is to be scanned alone. */
uint32_t heap_scan_some(Heap *heap);
/* Marks what may have changed without the collector's knowledge. Units of work. */
uint32_t heap_mark_roots(Isolate *isolate);
void heap_mark_value(Heap *heap, Value value);

#endif
