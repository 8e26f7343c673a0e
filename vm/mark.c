/*
 * Marking: colours, scanning, and the roots, in pieces of bounded work.
 *
 * Objects to be scanned lie on a small mark stack. One that finds no room there is found again through its
 * block, which is then in the list of grey blocks: so marking takes time linear in what lives, whatever its
 * shape. A long array is scanned a slice at a time.
 */
#include "vm/heap_blocks.h"
#include "vm/interpreter.h"
#include "vm/operations.h"
#include "vm/weak.h"

/* ---- Colours ---- */

/* The values that may be many: an array's, a module's. NULL: the object has only few. */
static const Value *long_part(const Object *object) {
    if (object->kind == KIND_VALUES || object->kind == KIND_TUPLE)
        return ((const Values *)object)->values;
    return object->kind == KIND_MODULE ? ((const Module *)object)->slots : NULL;
}

static bool is_leaf(const Object *object) {
    const Operations *operations = kind_operations[object->kind];
    return !object->class && !operations->field_count && !operations->trace && !long_part(object);
}

static void note_grey(Heap *heap, const Object *object) {
    HeapBlock *block = object_block(object);
    if (block->next_grey)
        return;
    block->next_grey = heap->grey ? heap->grey : block;
    heap->grey = block;
}

/* One place on the stack stays free for the index of an array. */
static bool push(Heap *heap, Object *object) {
    if (heap->mark_count >= MARK_STACK_SIZE - 1)
        return false;
    heap->mark_stack[heap->mark_count++] = from_object(object);
    return true;
}

static void mark_object(Heap *heap, Object *object) {
    if (object->flags & (OBJECT_FROZEN | OBJECT_MARKED))
        return;
    object->flags |= OBJECT_MARKED;
    if (is_leaf(object))
        object->flags |= OBJECT_SCANNED;
    else if (!push(heap, object))
        note_grey(heap, object);
}

static void mark_value(void *context, Value value) {
    if (is_object(value) && value != NOTHING)
        mark_object(context, as_object(value));
}

void heap_mark_value(Heap *heap, Value value) { mark_value(heap, value); }

void heap_barrier(Isolate *isolate, Value value) {
    if (isolate->heap->phase == HEAP_MARKING)
        mark_value(isolate->heap, value);
}

/* An array that is scanned in part is on the mark stack with an index, which means nothing any more: the rest
 * is done at once, in the time of the caller, who has just gone through all of it. So each array comes here
 * once a cycle, and moving about in it can't keep marking from its end. */
void heap_moved(Isolate *isolate, const Object *object) {
    Heap *heap = isolate->heap;
    if (heap->phase != HEAP_MARKING || !(object->flags & OBJECT_SCANNED) || object->count <= SLICE)
        return;
    for (uint32_t i = 0; i + 1 < heap->mark_count; i++) {
        if (heap->mark_stack[i] != from_object(object) || heap->mark_stack[i + 1] == small(object->count))
            continue;
        heap->mark_stack[i + 1] = small(object->count);
        for (uint32_t at = 0; at < object->count; at++)
            mark_value(heap, ((const Values *)object)->values[at]);
        return;
    }
}

/* ---- Scanning ---- */

/* Values [start, ...), at most SLICE of them; what is left goes back on the stack. Returns the work done. */
static uint32_t scan_slice(Heap *heap, Object *object, uint64_t start) {
    const Value *values = long_part(object);
    uint64_t end = start + SLICE;
    if (end < object->count) {
        heap->mark_stack[heap->mark_count++] = from_object(object);
        heap->mark_stack[heap->mark_count++] = small((int64_t)end);
    } else {
        end = object->count;
    }
    for (uint64_t i = start; i < end; i++)
        mark_value(heap, values[i]);
    return (uint32_t)(end - start) * 2 + 4;
}

static uint32_t scan(Heap *heap, Object *object) {
    const Operations *operations = kind_operations[object->kind];
    object->flags |= OBJECT_SCANNED;
    if (object->class)
        mark_object(heap, (Object *)(uintptr_t)object->class);
    if (object->flags & OBJECT_ATTRIBUTES)
        mark_value(heap, *object_attributes(object));
    const Value *fields = (const Value *)(const void *)object + operations->first_field;
    for (uint32_t i = 0; i < operations->field_count; i++)
        mark_value(heap, fields[i]);
    if (operations->trace)
        operations->trace(object, mark_value, heap);
    if (long_part(object))
        return scan_slice(heap, object, 0);
    bool counted =
        object->kind == KIND_INSTANCE || object->kind == KIND_GENERATOR || object->kind == KIND_FUNCTION;
    return 10 + (counted ? object->count * 2 : 0);
}

static uint32_t scan_next(Heap *heap) {
    Value top = heap->mark_stack[--heap->mark_count];
    if (is_small(top))
        return scan_slice(heap, as_object(heap->mark_stack[--heap->mark_count]), (uint64_t)small_number(top));
    return scan(heap, as_object(top));
}

/* Pushes the objects of a block that are marked and not scanned; called when the mark stack is empty. */
static uint32_t push_grey(Heap *heap) {
    HeapBlock *block = heap->grey;
    heap->grey = block->next_grey == block ? NULL : block->next_grey;
    block->next_grey = NULL;
    uint32_t count = block->cell_size ? block->cell_count : 1;
    for (uint32_t i = 0; i < count; i++) {
        Object *cell = block_cell(block, i);
        if (cell->kind != KIND_FREE && (cell->flags & (OBJECT_MARKED | OBJECT_SCANNED)) == OBJECT_MARKED &&
            !push(heap, cell))
            note_grey(heap, cell);
    }
    return count;
}

/* ---- Roots ---- */

/*
 * The part of the register stack that belongs to a frame ends where the window of the frame above begins, and
 * can't change before the frame above is left. FRAME_BARRIER in the frame above says that it was marked; a
 * new frame at the same place doesn't have it. So frames are marked from the bottom up, and once.
 */
static void mark_frame(Heap *heap, const Isolate *isolate, const Frame *frame, const Value *end) {
    const Value *start = frame == isolate->frames ? isolate->stack : frame->registers - 1;
    if (frame->function)
        mark_object(heap, &frame->function->object);
    mark_value(heap, frame->handled);
    mark_value(heap, frame->extra);
    for (const Value *value = start; value < end; value++)
        mark_value(heap, *value);
}

/* A callee's window may end before its caller's, whose registers behind it can be read all the same. */
static Value *stack_end(const Isolate *isolate) {
    Value *end = isolate->stack_top;
    for (const Frame *frame = isolate->frames + 1; frame <= isolate->frame; frame++)
        if (frame->function && frame_window_end(frame) > end)
            end = frame_window_end(frame);
    return end;
}

void heap_begin_marking(Isolate *isolate) {
    Heap *heap = isolate->heap;
    heap->root_rounds = heap->stack_rounds = heap->clean_frames = 0;
    for (Frame *frame = isolate->frames + 1; frame <= isolate->frame; frame++)
        frame->flags &= ~(uint32_t)FRAME_BARRIER;
}

/* At the beginning of a step: which frames are still as they were when they were marked. */
void heap_check_frames(Isolate *isolate) {
    Heap *heap = isolate->heap;
    uint32_t depth = (uint32_t)(isolate->frame - isolate->frames), clean = heap->clean_frames;
    while (clean > depth || (clean && !(isolate->frames[clean].flags & FRAME_BARRIER)))
        clean--;
    heap->stack_rounds += clean < heap->clean_frames;
    heap->clean_frames = clean;
}

/* Marks the lowest frame that isn't clean; 0: there is only the running one. A program that goes up and down
 * its stack faster than that is stopped, after some rounds, until all are done. */
static uint32_t mark_next_frame(Isolate *isolate) {
    Heap *heap = isolate->heap;
    Frame *frame = isolate->frames + heap->clean_frames;
    if (frame >= isolate->frame)
        return 0;
    const Value *end = frame[1].registers - 1;
    mark_frame(heap, isolate, frame, end);
    frame[1].flags |= FRAME_BARRIER;
    heap->clean_frames++;
    return heap->stack_rounds > ROOT_ROUNDS ? 1 : (uint32_t)(end - frame->registers) + 8;
}

uint32_t heap_mark_roots(Isolate *isolate) {
    Heap *heap = isolate->heap;
    const Value *end = stack_end(isolate);
    mark_frame(heap, isolate, isolate->frame, end);
    for (const Value *value = isolate->kept; value < isolate->kept_top; value++)
        mark_value(heap, *value);
    mark_value(heap, isolate->exception);
    mark_value(heap, isolate->memory_error);
    mark_value(heap, isolate->modules);
    mark_value(heap, isolate->builtins);
    mark_value(heap, isolate->compiled[0]);
    mark_value(heap, isolate->compiled[1]);
    weak_mark_roots(isolate);
    return (uint32_t)(end - isolate->frame->registers + (isolate->kept_top - isolate->kept)) + 20;
}

void heap_clear_dead_registers(Isolate *isolate, Value *live_end) {
    for (Value *end = stack_end(isolate); live_end < end; live_end++)
        *live_end = UNDEFINED;
}

uint32_t heap_scan_some(Heap *heap) {
    return heap->mark_count ? scan_next(heap) : heap->grey ? push_grey(heap) : 0;
}

uint32_t heap_mark_some(Isolate *isolate) {
    uint32_t work = heap_scan_some(isolate->heap);
    return work ? work : mark_next_frame(isolate);
}
