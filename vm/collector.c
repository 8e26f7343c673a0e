/*
 * The collector: incremental tri-colour marking, then sweeping block by block.
 *
 * A cycle: the roots are marked; marking goes on in steps while the program runs behind the write barrier;
 * when nothing is left to scan the roots are marked again, for they have no barrier; when that finds nothing
 * new (or has been tried ROOT_ROUNDS times, and then at once) marking is over. Inline caches don't keep what
 * they name alive, so those of dying objects are emptied there. Then blocks are swept, a few in each step.
 *
 * New objects are white. One that is stored in a scanned object is marked by the barrier, one that is in a
 * register by the last look at the roots.
 */
#include "vm/attribute.h"
#include "vm/heap_blocks.h"
#include "vm/interpreter.h"
#include "vm/operations.h"

/* ---- Marking ---- */

static bool is_leaf(const Object *object) {
    return object->class == NULL && kind_operations[object->kind]->trace == NULL;
}

static void mark_object(Heap *heap, Object *object) {
    if (object->flags & (OBJECT_FROZEN | OBJECT_MARKED))
        return;
    object->flags |= OBJECT_MARKED;
    if (is_leaf(object))
        object->flags |= OBJECT_SCANNED;
    else if (heap->mark_count < MARK_STACK_SIZE)
        heap->mark_stack[heap->mark_count++] = object;
    else
        heap->overflowed = true;
}

static void mark_value(void *context, Value value) {
    if (is_object(value) && value != NOTHING)
        mark_object(context, as_object(value));
}

static void mark_class(Heap *heap, const Class *class) {
    if (class)
        mark_object(heap, (Object *)(uintptr_t)class);
}

void heap_barrier(Isolate *isolate, Value value) {
    if (isolate->heap->phase == HEAP_MARKING)
        mark_value(isolate->heap, value);
}

void heap_moved(Isolate *isolate, const Object *object) {
    if (isolate->heap->partial == object)
        isolate->heap->partial_index = 0;
}

static void mark_frames(Heap *heap, const Isolate *isolate) {
    for (const Frame *frame = isolate->frames + 1; frame <= isolate->frame; frame++) {
        if (frame->function)
            mark_object(heap, &frame->function->object);
        mark_value(heap, frame->handled);
        mark_value(heap, frame->extra);
    }
}

/* A callee's window may end before its caller's, whose registers behind it are alive all the same. */
static const Value *stack_end(const Isolate *isolate) {
    const Value *end = isolate->stack_top;
    for (const Frame *frame = isolate->frames + 1; frame <= isolate->frame; frame++)
        if (frame->function && frame_window_end(frame) > end)
            end = frame_window_end(frame);
    return end;
}

static void mark_roots(Heap *heap, const Isolate *isolate) {
    const Value *end = stack_end(isolate);
    for (const Value *value = isolate->stack; value < end; value++)
        mark_value(heap, *value);
    for (const Value *value = isolate->kept; value < isolate->kept_top; value++)
        mark_value(heap, *value);
    mark_frames(heap, isolate);
    mark_value(heap, isolate->exception);
    mark_value(heap, isolate->memory_error);
    mark_value(heap, isolate->modules);
    mark_value(heap, isolate->builtins);
}

/* Values [partial_index, ...) of the array being scanned, at most SLICE of them. Returns the work done. */
static uint32_t scan_slice(Heap *heap) {
    const Values *array = (const Values *)heap->partial;
    uint64_t start = heap->partial_index, end = start + SLICE;
    if (end >= array->object.count) {
        end = array->object.count;
        heap->partial = NULL;
    }
    heap->partial_index = end;
    for (uint64_t i = start; i < end; i++)
        mark_value(heap, array->values[i]);
    return (uint32_t)(end - start) / 4 + 1;
}

static uint32_t scan(Heap *heap, Object *object) {
    object->flags |= OBJECT_SCANNED;
    mark_class(heap, object->class);
    if (object->flags & OBJECT_ATTRIBUTES)
        mark_value(heap, *object_attributes(object));
    if (object->kind == KIND_VALUES || object->kind == KIND_TUPLE) {
        heap->partial = object;
        heap->partial_index = 0;
        return scan_slice(heap);
    }
    const Operations *operations = kind_operations[object->kind];
    if (operations->trace)
        operations->trace(object, mark_value, heap);
    return 4;
}

/* Pushes the objects of a block that are marked and not scanned: the mark stack had no room for them. */
static uint32_t push_marked(Heap *heap, const HeapBlock *block) {
    uint32_t count = block->cell_size ? block->cell_count : 1;
    for (uint32_t i = 0; i < count; i++) {
        Object *cell = block_cell(block, i);
        if (cell->kind != KIND_FREE && (cell->flags & (OBJECT_MARKED | OBJECT_SCANNED)) == OBJECT_MARKED) {
            cell->flags &= ~OBJECT_MARKED;
            mark_object(heap, cell);
        }
    }
    return count / 4 + 1;
}

/* One piece of marking; false when there is nothing to do. */
static bool mark_some(Heap *heap, int64_t *work) {
    if (heap->partial) {
        *work -= scan_slice(heap);
    } else if (heap->mark_count) {
        *work -= scan(heap, heap->mark_stack[--heap->mark_count]);
    } else if (heap->cursor) {
        const HeapBlock *block = heap->cursor;
        heap->cursor = block->next;
        *work -= push_marked(heap, block);
    } else if (heap->overflowed) {
        heap->overflowed = false;
        heap->cursor = heap->blocks;
    } else {
        return false;
    }
    return true;
}

/* ---- Sweeping ---- */

static void free_cell(HeapBlock *block, Object *cell) {
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
            free_cell(block, cell);
        }
    }
    heap->live += (uint64_t)live * block->cell_size;
    return live != 0;
}

uint32_t heap_sweep_block(Heap *heap, HeapBlock *block) {
    uint32_t work = block->cell_count / 2 + 1;
    block->swept = heap->cycle;
    if (!(block->cell_size ? sweep_small(heap, block) : sweep_large(heap, block))) {
        heap_block_release(heap, block);
    } else if (block->cell_size && block->free) {
        block->next_free = heap->with_free[block->size_class];
        heap->with_free[block->size_class] = block;
    }
    return work;
}

/* One block; false when all are done. Blocks made since marking ended are at the front and count as swept. */
static bool sweep_some(Heap *heap, int64_t *work) {
    HeapBlock *block = heap->cursor;
    if (!block)
        return false;
    heap->cursor = block->next;
    if (block->swept != heap->cycle)
        *work -= heap_sweep_block(heap, block);
    return true;
}

/* ---- Walking ---- */

void heap_each(Isolate *isolate, Kind kind, void (*visit)(Object *object, void *context), void *context) {
    const Heap *heap = isolate->heap;
    for (const HeapBlock *block = heap->blocks; block; block = block->next) {
        bool coloured = heap->phase == HEAP_SWEEPING && block->swept != heap->cycle;
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

static void start_marking(Isolate *isolate) {
    Heap *heap = isolate->heap;
    heap->phase = HEAP_MARKING;
    heap->root_rounds = 0;
    heap->cursor = NULL;
    mark_roots(heap, isolate);
}

static void start_sweeping(Isolate *isolate) {
    Heap *heap = isolate->heap;
    caches_forget_dying(isolate);
    heap_retire_current(heap);
    for (uint32_t size_class = 0; size_class < SIZE_CLASS_COUNT; size_class++)
        heap->with_free[size_class] = NULL;
    heap->cycle++;
    heap->live = 0;
    heap->allocated += heap->granted;
    heap->granted = 0;
    heap->phase = HEAP_SWEEPING;
    heap->cursor = heap->blocks;
}

static void end_cycle(Heap *heap) {
    heap->phase = HEAP_IDLE;
    heap->collections++;
    heap_set_threshold(heap);
}

/* Nothing is left to scan: looks at the roots again, and if that finds nothing marking is over. */
static void look_again(Isolate *isolate) {
    Heap *heap = isolate->heap;
    int64_t work = 0;
    mark_roots(heap, isolate);
    if (heap->root_rounds++ >= ROOT_ROUNDS)
        while (mark_some(heap, &work)) {
        }
    if (!heap->mark_count && !heap->overflowed)
        start_sweeping(isolate);
}

/* Kept values that found no room aren't roots: until they are gone nothing may be collected. */
static bool may_collect(Isolate *isolate) {
    if (isolate->kept_overflowed && isolate->kept_top < isolate->kept_limit)
        isolate->kept_overflowed = false;
    return !isolate->kept_overflowed;
}

bool heap_step(Isolate *isolate, uint32_t work) {
    Heap *heap = isolate->heap;
    if (!may_collect(isolate))
        return heap->phase != HEAP_IDLE;
    if (heap->phase == HEAP_IDLE)
        start_marking(isolate);
    int64_t left = work;
    while (left > 0 && heap->phase == HEAP_MARKING)
        if (!mark_some(heap, &left)) {
            left -= 16;
            look_again(isolate);
        }
    while (left > 0 && heap->phase == HEAP_SWEEPING)
        if (!sweep_some(heap, &left))
            end_cycle(heap);
    return heap->phase != HEAP_IDLE;
}

void heap_idle_step(Isolate *isolate, uint32_t work) {
    const Heap *heap = isolate->heap;
    uint64_t since = heap->granted + (uint64_t)(STEP_BYTES - heap->allowance);
    if (heap->phase != HEAP_IDLE || since >= heap->threshold / 2)
        heap_step(isolate, work);
}

void heap_collect(Isolate *isolate) {
    if (!may_collect(isolate))
        return;
    while (isolate->heap->phase != HEAP_IDLE)
        heap_step(isolate, UINT32_MAX);
    while (heap_step(isolate, UINT32_MAX)) {
    }
}
