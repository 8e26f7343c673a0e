/* The debug walker: checks what heap_blocks.h promises. Time linear in the heap. */
#include "vm/heap_blocks.h"
#include "vm/operations.h"

static bool is_cell(const HeapBlock *block, const void *address) {
    uintptr_t first = (uintptr_t)block + BLOCK_HEADER, at = (uintptr_t)address;
    return at >= first && (at - first) % block->cell_size == 0 &&
           (at - first) / block->cell_size < block->cell_count;
}

static const char *check_free_list(const HeapBlock *block, const FreeCell *cell) {
    uint32_t length = 0;
    for (; cell; cell = free_next(cell)) {
        if (!is_cell(block, cell))
            return "a free list leaves its block";
        if (cell->object.kind != KIND_FREE)
            return "an object is in a free list";
        if (++length > block->cell_count)
            return "a free list is circular";
    }
    return NULL;
}

static const char *check_object(const Heap *heap, const HeapBlock *block, const Object *object,
                                uint64_t room) {
    if (object->kind == KIND_FREE)
        return block->cell_size ? NULL : "a large block is free";
    if (object->kind >= KIND_COUNT || object->flags & OBJECT_FROZEN)
        return "an object has a kind or flags that none can have";
    uint64_t size = object_size(object);
    if (object->flags & OBJECT_ATTRIBUTES)
        size = ((size + 7) & ~(uint64_t)7) + sizeof(Value);
    if (size > room)
        return "an object is larger than its cell";
    bool swept = heap->phase == HEAP_IDLE || (heap->phase > HEAP_MARKING && block->swept == heap->cycle);
    if (swept && object->flags & (OBJECT_MARKED | OBJECT_SCANNED))
        return "an object is marked outside a cycle";
    return object->flags & OBJECT_SCANNED && !(object->flags & OBJECT_MARKED)
               ? "an object is scanned but not marked"
               : NULL;
}

static const char *check_block(const Heap *heap, const HeapBlock *block) {
    const char *wrong = NULL;
    if (!block->cell_size)
        return check_object(heap, block, (const Object *)((const char *)block + BLOCK_HEADER),
                            (uint64_t)block->page_count * MACHINE_PAGE_SIZE - BLOCK_HEADER);
    const FreeCell *free =
        heap->current[block->size_class] == block ? heap->free[block->size_class] : block->free;
    wrong = check_free_list(block, free);
    for (uint32_t i = 0; i < block->cell_count && !wrong; i++)
        wrong = check_object(heap, block, block_cell(block, i), block->cell_size);
    return wrong;
}

const char *heap_check(Isolate *isolate) {
    const Heap *heap = isolate->heap;
    const char *wrong = NULL;
    for (const HeapBlock *block = heap->blocks; block && !wrong; block = block->next)
        wrong = block->next && block->next->previous != block ? "the list of blocks is broken"
                                                              : check_block(heap, block);
    return wrong;
}
