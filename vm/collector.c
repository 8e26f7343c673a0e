/*
 * The collector: incremental tri-colour marking, then sweeping block by block. Everything is done in pieces
 * of bounded work; docs/collector.md states what a step takes at most.
 *
 * A cycle: roots and what they lead to are marked in steps while the program runs behind the write barrier.
 * Roots have no barrier, so when nothing is left to scan those that may have changed are looked at again;
 * when that finds nothing new, marking is over, and what is unmarked can't be reached any more. Objects with
 * finalizers are marked after all, with what they refer to (REVIVING); weak references to the rest are
 * cleared (CLEARING). Inline caches don't keep what they name alive, so those that name something dying are
 * emptied (FORGETTING). Then blocks are swept.
 *
 * New objects are white. One that is stored in a scanned object is marked by the barrier, one that is in a
 * register by the last look at the roots. From REVIVING on, new objects lie in blocks that this cycle
 * doesn't sweep.
 */
#include "vm/attribute.h"
#include "vm/heap_blocks.h"
#include "vm/operations.h"
#include "vm/weak.h"

/* ---- Sweeping ---- */

static void free_cell(Heap *heap, HeapBlock *block, Object *cell) {
    heap->freed++;
    const Operations *operations = kind_operations[cell->kind];
    if (operations->finalize)
        operations->finalize(cell);
#ifdef VM_HOSTILE
    __builtin_memset(cell, 0xdb, block->cell_size);
#endif
    cell->kind = KIND_FREE;
    cell->flags = 0;
    free_link((FreeCell *)cell, block->free);
    block->free = (FreeCell *)cell;
}

static bool sweep_large(Heap *heap, HeapBlock *block) {
    Object *object = (Object *)((char *)block + BLOCK_HEADER);
    if (object->flags & OBJECT_MARKED) {
        object->flags &= ~(OBJECT_MARKED | OBJECT_SCANNED);
        heap->live += block->size;
        return true;
    }
    heap->freed++;
    if (kind_operations[object->kind]->finalize)
        kind_operations[object->kind]->finalize(object);
    return false;
}

/* Whether anything in the block lives. The free list is made anew, so that it is in the order of addresses.
 */
static bool sweep_small(Heap *heap, HeapBlock *block) {
    uint32_t live = 0;
    block->free = NULL;
    for (uint32_t i = block->cell_count; i-- > 0;) {
        Object *cell = block_cell(block, i);
        if (cell->kind == KIND_FREE) {
            free_link((FreeCell *)cell, block->free);
            block->free = (FreeCell *)cell;
        } else if (cell->flags & OBJECT_MARKED) {
            cell->flags &= ~(OBJECT_MARKED | OBJECT_SCANNED);
            live++;
        } else {
            free_cell(heap, block, cell);
        }
    }
    heap->live += (uint64_t)live * block->cell_size;
    return live != 0;
}

/* Sweeps one block; it is released if nothing in it lives. Returns the work done. */
static uint32_t sweep_block(Heap *heap, HeapBlock *block) {
    uint32_t work = block->cell_size ? block->cell_count * 2 + 10 : 40;
    block->swept = heap->cycle;
    if (!(block->cell_size ? sweep_small(heap, block) : sweep_large(heap, block))) {
        heap_block_release(heap, block);
        work += 20;
    } else if (block->cell_size && block->free) {
        block->next_free = heap->with_free[block->size_class];
        heap->with_free[block->size_class] = block;
    }
    return work;
}

/* One block; 0 when all are done. Blocks made since marking ended are at the front and count as swept. */
static uint32_t sweep_some(Heap *heap) {
    HeapBlock *block = heap->cursor;
    if (!block)
        return 0;
    heap->cursor = block->next;
    return block->swept != heap->cycle ? sweep_block(heap, block) : 1;
}

/* ---- Walking ---- */

void heap_each(Isolate *isolate, Kind kind, void (*visit)(Object *object, void *context), void *context) {
    const Heap *heap = isolate->heap;
    for (const HeapBlock *block = heap->blocks; block; block = block->next) {
        bool coloured = heap->phase > HEAP_MARKING && block->swept != heap->cycle;
        uint32_t count = block->cell_size ? block->cell_count : 1;
        for (uint32_t i = 0; i < count; i++) {
            Object *object = block_cell(block, i);
            if (object->kind == kind && (!coloured || object->flags & OBJECT_MARKED))
                visit(object, context);
        }
    }
}

/* ---- Cycles ---- */

void heap_set_threshold(Heap *heap) {
    uint64_t least = heap->limit / 16 < LEAST_GROWTH ? heap->limit / 16 : LEAST_GROWTH;
    uint64_t step = heap->live > least ? heap->live : least;
    uint64_t room = heap->reserved < heap->limit ? (heap->limit - heap->reserved) / 2 : 0;
    if (step > room)
        step = room;
    heap->threshold = step > SMALLEST_CYCLE ? step : SMALLEST_CYCLE;
}

/* Marking is over. Nothing is allocated any more in the blocks there are before they are swept. */
static void end_marking(Isolate *isolate) {
    Heap *heap = isolate->heap;
    heap_retire_current(heap);
    for (uint32_t size_class = 0; size_class < SIZE_CLASS_COUNT; size_class++)
        heap->with_free[size_class] = NULL;
    heap->cycle++;
    heap->phase = HEAP_REVIVING;
}

static void start_sweeping(Heap *heap) {
    heap->live = 0;
    heap->allocated += heap->granted;
    heap->granted = 0;
    heap->phase = HEAP_SWEEPING;
    heap->cursor = heap->blocks;
}

static void end_cycle(Isolate *isolate) {
    Heap *heap = isolate->heap;
    heap->phase = HEAP_IDLE;
    if (isolate->weak.queue.first)
        isolate_request(isolate, REQUEST_FINALIZE);
    heap->collections++;
    heap->debt = 0;
    heap_set_threshold(heap);
}

/* Nothing is left to scan: looks at the roots again, and if that finds nothing marking is over. */
static uint32_t look_again(Isolate *isolate) {
    Heap *heap = isolate->heap;
    uint32_t work = heap_mark_roots(isolate);
    heap->root_rounds++;
    if (!heap->mark_count && !heap->grey)
        end_marking(isolate);
    return work;
}

/* Kept values that found no room aren't roots: until they are gone nothing may be collected. */
static bool may_collect(Isolate *isolate) {
    if (isolate->kept_overflowed && isolate->kept_top < isolate->kept_limit)
        isolate->kept_overflowed = false;
    return !isolate->kept_overflowed;
}

static uint32_t mark_some(Isolate *isolate) {
    uint32_t work = heap_mark_some(isolate);
    return work ? work : look_again(isolate);
}

/* Finalizers' objects, and what those refer to. */
static uint32_t revive_some(Isolate *isolate) {
    uint32_t work = weak_revive_some(isolate);
    if (!work)
        work = heap_scan_some(isolate->heap);
    if (!work) {
        weak_revived(isolate);
        isolate->heap->phase = HEAP_CLEARING;
    }
    return work + 1;
}

static uint32_t clear_some(Isolate *isolate) {
    uint32_t work = weak_clear_some(isolate);
    if (!work) {
        isolate->heap->caches_cursor = (struct CachesCursor){.image = isolate->images};
        isolate->heap->phase = HEAP_FORGETTING;
    }
    return work + 1;
}

static uint32_t forget_some(Isolate *isolate) {
    Heap *heap = isolate->heap;
    uint32_t work = caches_forget_dying(isolate, &heap->caches_cursor);
    if (!work)
        start_sweeping(heap);
    return work + 1;
}

/* One piece of the cycle that is under way. */
static uint32_t advance(Isolate *isolate) {
    Heap *heap = isolate->heap;
    if (heap->phase == HEAP_MARKING)
        return mark_some(isolate);
    if (heap->phase == HEAP_REVIVING)
        return revive_some(isolate);
    if (heap->phase == HEAP_CLEARING)
        return clear_some(isolate);
    if (heap->phase == HEAP_FORGETTING)
        return forget_some(isolate);
    uint32_t work = sweep_some(heap);
    if (!work)
        end_cycle(isolate);
    return work;
}

void heap_settle(Isolate *isolate) {
    while (isolate->heap->phase == HEAP_REVIVING || isolate->heap->phase == HEAP_CLEARING)
        advance(isolate);
}

/* Starts a cycle if none is under way. */
static void begin(Isolate *isolate) {
    Heap *heap = isolate->heap;
    if (heap->phase == HEAP_IDLE) {
        heap->phase = HEAP_MARKING;
        heap_begin_marking(isolate);
    } else if (heap->phase == HEAP_MARKING) {
        heap_check_frames(isolate);
    }
}

/* A program that hides from marking what it then still has makes for longer steps, not for endless marking.
 */
static uint32_t fair_work(const Heap *heap, uint32_t work) {
    return heap->root_rounds > ROOT_ROUNDS || work > STEP_MOST ? STEP_MOST : work;
}

bool heap_step(Isolate *isolate, uint32_t work) {
    Heap *heap = isolate->heap;
    if (!may_collect(isolate))
        return heap->phase != HEAP_IDLE;
    uint64_t started = machine_cycles();
    begin(isolate);
    int64_t left = fair_work(heap, work);
    while (left > 0 && heap->phase != HEAP_IDLE)
        left -= advance(isolate);
    uint64_t taken = machine_cycles() - started;
    if (taken > heap->longest_step)
        heap->longest_step = taken;
    return heap->phase != HEAP_IDLE;
}

void heap_idle_step(Isolate *isolate, uint32_t work) {
    const Heap *heap = isolate->heap;
    uint64_t since = heap_allocated(heap) - heap->allocated;
    if (heap->phase != HEAP_IDLE || since >= heap->threshold / 2)
        heap_step(isolate, work);
}

static void finish(Isolate *isolate) {
    begin(isolate);
    while (isolate->heap->phase != HEAP_IDLE)
        advance(isolate);
}

void heap_collect(Isolate *isolate) {
    if (!may_collect(isolate))
        return;
    if (isolate->heap->phase != HEAP_IDLE)
        finish(isolate);
    finish(isolate);
}
