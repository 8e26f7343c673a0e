/*
 * Allocation: see heap.h for the rules that callers keep and heap_blocks.h for the layout.
 *
 * The fast path takes the first free cell of the size class's current block. Everything else is behind
 * heap_allocate_slow(): a step of the collector when the allowance is used up, the next block with free
 * cells, fresh pages, and at the limit a whole collection before MemoryError.
 */
#include "vm/heap_blocks.h"

#include "vm/operations.h"
#include "vm/types/classes.h"

/* Cell sizes: multiples of 16 that waste little of a page. Few, since each class in use costs a policy
 * isolate a page. */
static const uint16_t cell_sizes[SIZE_CLASS_COUNT] = {32, 48, 64, 80, 96, 128, 192, 256, 448, 1008, 2016};

static const uint8_t class_of_units[SMALL_LIMIT / CELL_ALIGNMENT + 1] = {
    [0 ... 2] = 0,  [3] = 1,         [4] = 2,         [5] = 3,         [6] = 4,           [7 ... 8] = 5,
    [9 ... 12] = 6, [13 ... 16] = 7, [17 ... 28] = 8, [29 ... 63] = 9, [64 ... 126] = 10,
};

typedef struct PermanentRun {
    struct PermanentRun *next;
    size_t page_count;
} PermanentRun;

size_t heap_structure_size(void) { return sizeof(Heap); }

void heap_create(Isolate *isolate, void *memory, size_t limit) {
    Heap *heap = memory;
    heap->limit = limit;
    heap->automatic = true;
    heap->full_credit = limit;
    isolate->heap = heap;
    heap_set_threshold(heap);
}

static void drop_spare(Heap *heap) {
    HeapBlock *page = heap->spare;
    heap->spare = page->next;
    heap->spare_count--;
    machine_pages_free(page, 1);
}

void heap_destroy(Isolate *isolate) {
    Heap *heap = isolate->heap;
    while (heap->blocks)
        heap_block_release(heap, heap->blocks);
    while (heap->spare)
        drop_spare(heap);
    while (heap->permanent_runs) {
        PermanentRun *run = heap->permanent_runs;
        heap->permanent_runs = run->next;
        machine_pages_free(run, run->page_count);
    }
}

/* ---- Pages ---- */

/* Reserved and spare pages together stay within the limit. */
static void *take_pages(Heap *heap, size_t count) {
    while (heap->spare && count > (heap->limit - heap->reserved) / MACHINE_PAGE_SIZE - heap->spare_count)
        drop_spare(heap);
    if (count > (heap->limit - heap->reserved) / MACHINE_PAGE_SIZE)
        return NULL;
    void *pages = machine_pages_allocate(count);
    if (pages)
        heap->reserved += count * MACHINE_PAGE_SIZE;
    return pages;
}

static HeapBlock *link_block(Heap *heap, HeapBlock *block, size_t page_count) {
    block->page_count = (uint32_t)page_count;
    block->swept = heap->cycle;
    block->next = heap->blocks;
    if (heap->blocks)
        heap->blocks->previous = block;
    heap->blocks = block;
    return block;
}

static HeapBlock *take_block(Heap *heap, size_t page_count) {
    HeapBlock *block = take_pages(heap, page_count);
    return block ? link_block(heap, block, page_count) : NULL;
}

static HeapBlock *take_spare(Heap *heap) {
    HeapBlock *block = heap->spare;
    heap->spare = block->next;
    heap->spare_count--;
    heap->reserved += MACHINE_PAGE_SIZE;
    __builtin_memset(block, 0, sizeof(*block));
    return link_block(heap, block, 1);
}

static uint32_t most_spare(const Heap *heap) {
    uint64_t bytes = heap->limit / 16 < LEAST_GROWTH ? heap->limit / 16 : LEAST_GROWTH;
    return (uint32_t)(bytes / MACHINE_PAGE_SIZE);
}

void heap_block_release(Heap *heap, HeapBlock *block) {
    if (block->previous)
        block->previous->next = block->next;
    else
        heap->blocks = block->next;
    if (block->next)
        block->next->previous = block->previous;
    if (heap->cursor == block)
        heap->cursor = block->next;
    heap->reserved -= (uint64_t)block->page_count * MACHINE_PAGE_SIZE;
    if (block->cell_size && heap->spare_count < most_spare(heap)) {
        block->next = heap->spare;
        heap->spare = block;
        heap->spare_count++;
        return;
    }
    machine_pages_free(block, block->page_count);
}

static HeapBlock *small_block(Heap *heap, uint32_t size_class) {
    HeapBlock *block = heap->spare ? take_spare(heap) : take_block(heap, 1);
    if (!block)
        return NULL;
    block->size_class = (uint8_t)size_class;
    block->cell_size = cell_sizes[size_class];
    block->cell_count = (MACHINE_PAGE_SIZE - BLOCK_HEADER) / block->cell_size;
    FreeCell *next = NULL;
    for (uint32_t i = block->cell_count; i-- > 0;) {
        FreeCell *cell = (FreeCell *)block_cell(block, i);
        cell->object = (Object){.kind = KIND_FREE};
        free_link(cell, next);
        next = cell;
    }
    block->free = next;
    return block;
}

/* ---- Small objects ---- */

void heap_retire_current(Heap *heap) {
    for (uint32_t size_class = 0; size_class < SIZE_CLASS_COUNT; size_class++) {
        HeapBlock *block = heap->current[size_class];
        if (block)
            block->free = heap->free[size_class];
        heap->current[size_class] = NULL;
        heap->free[size_class] = NULL;
    }
}

static void make_current(Heap *heap, HeapBlock *block) {
    uint32_t size_class = block->size_class;
    heap->current[size_class] = block;
    heap->free[size_class] = block->free;
    block->free = NULL;
}

/* The next cell of a class whose current block is used up; NULL when that needs pages past the limit. */
static FreeCell *refill(Heap *heap, uint32_t size_class) {
    HeapBlock *block = heap->with_free[size_class];
    if (block)
        heap->with_free[size_class] = block->next_free;
    else
        block = small_block(heap, size_class);
    if (!block)
        return NULL;
    make_current(heap, block);
    return heap->free[size_class];
}

static Object *large_object(Heap *heap, size_t size) {
    size_t page_count = (size + BLOCK_HEADER + MACHINE_PAGE_SIZE - 1) / MACHINE_PAGE_SIZE;
    if (page_count > UINT32_MAX)
        return NULL;
    HeapBlock *block = take_block(heap, page_count);
    if (!block)
        return NULL;
    block->size = size;
    return (Object *)((char *)block + BLOCK_HEADER);
}

/* ---- The allocator's two ways in ---- */

/* Sweeping cells at 8 bytes a turn and no call: most objects are two to six words. */
static inline void clear_cell(Object *cell, size_t size) {
    uint64_t *word = (uint64_t *)cell, *end = (uint64_t *)((char *)cell + size);
    do {
        word[0] = 0;
        word[1] = 0;
        word += 2;
    } while (word < end);
}

static Object *take_cell(Heap *heap, size_t size) {
    if (size > SMALL_LIMIT)
        return large_object(heap, size);
    uint32_t size_class = class_of_units[(size + CELL_ALIGNMENT - 1) / CELL_ALIGNMENT];
    FreeCell *cell = heap->free[size_class];
    if (!cell)
        cell = refill(heap, size_class);
    if (!cell)
        return NULL;
    heap->free[size_class] = free_next(cell);
    clear_cell(&cell->object, cell_sizes[size_class]);
    return &cell->object;
}

static void *refuse_locked(Isolate *isolate) {
    isolate->heap->locked = false;
    raise_error(isolate, &class_MemoryError, "heap is locked");
    isolate->heap->locked = true;
    return NULL;
}

uint64_t heap_allocated(const Heap *heap) {
    return heap->allocated + heap->granted + (uint64_t)(heap->allowance_given - heap->allowance);
}

/*
 * Collector work in proportion to what was allocated since the last time, and a new allowance. A large object
 * calls for more work than one step may do: what is left is a debt, paid off in steps that follow quickly.
 */
static void heap_pace(Isolate *isolate) {
    Heap *heap = isolate->heap;
    uint64_t used_up = (uint64_t)(heap->allowance_given - heap->allowance);
    heap->granted += used_up;
    heap->allowance = heap->allowance_given = STEP_BYTES;
    if (!heap->automatic || (heap->phase == HEAP_IDLE && heap->granted < heap->threshold))
        return;
    heap->debt += used_up * STEP_WORK / STEP_BYTES;
    uint64_t work = heap->debt < STEP_MOST ? heap->debt : STEP_MOST;
    heap->debt -= work;
    if (heap_step(isolate, (uint32_t)work) && heap->debt)
        heap->allowance = heap->allowance_given = STEP_BYTES / 8;
}

/*
 * Collects for want of memory. Each such collection costs a part of the limit out of what was allocated since
 * the last one and a little patience; false when both are used up. So a heap that stays nearly full raises
 * MemoryError rather than spend its time in collections. MemoryError makes patient again.
 */
static bool make_room(Isolate *isolate) {
    Heap *heap = isolate->heap;
    uint64_t cost = heap->limit / FULL_PART, most = cost * FULL_PATIENCE;
    uint64_t credit = heap->full_credit + heap_allocated(heap) - heap->full_at;
    credit = credit < most ? credit : most;
    if (credit < cost)
        return false;
    heap_collect(isolate);
    heap->full_credit = credit - cost;
    heap->full_at = heap_allocated(heap);
    return true;
}

static void *refuse(Isolate *isolate) {
    isolate->heap->full_credit = isolate->heap->limit;
    raise_memory(isolate);
    return NULL;
}

#ifdef VM_HOSTILE
void heap_fail(Isolate *isolate, uint64_t number) { isolate->heap->failing = number; }

uint64_t heap_failing(const Isolate *isolate) { return isolate->heap->failing; }

static bool fails(Heap *heap) { return heap->failing && --heap->failing == 0; }
#else
static bool fails(Heap *heap) { return (void)heap, false; }
#endif

__attribute__((noinline)) static Object *take_cell_slow(Isolate *isolate, size_t size) {
    Heap *heap = isolate->heap;
    if (fails(heap))
        return refuse(isolate);
#if defined(VM_HOSTILE) && VM_HOSTILE == 2
    heap_step(isolate, 1);
#elif defined(VM_HOSTILE)
    heap_collect(isolate);
#endif
    if (heap->allowance < 0)
        heap_pace(isolate);
    Object *object = take_cell(heap, size);
    if (!object && make_room(isolate))
        object = take_cell(heap, size);
    return object ? object : refuse(isolate);
}

static void *with_attributes(Isolate *isolate, Kind kind, size_t size, const Class *class) {
    Heap *heap = isolate->heap;
    bool word = kind != KIND_INSTANCE && kind != KIND_CLASS && kind != KIND_EXCEPTION &&
                !(class->flags & CLASS_STATIC);
    if (word)
        size = ((size + 7) & ~(size_t)7) + sizeof(Value);
    heap->allowance -= (int64_t)size;
    Object *object = take_cell_slow(isolate, size);
    if (!object)
        return NULL;
    object->kind = (uint8_t)kind;
    object->flags = word ? OBJECT_ATTRIBUTES : 0;
    object->class = class;
    return object;
}

void *heap_allocate(Isolate *isolate, Kind kind, size_t size, const Class *class) {
    Heap *heap = isolate->heap;
    if (__builtin_expect(heap->locked, 0))
        return refuse_locked(isolate);
    if (__builtin_expect(size > heap->limit, 0))
        return raise_memory(isolate), NULL;
    if (__builtin_expect(class != NULL && kind != KIND_INSTANCE, 0))
        return with_attributes(isolate, kind, size, class);
    heap->allowance -= (int64_t)size;
#ifndef VM_HOSTILE
    if (__builtin_expect(size <= SMALL_LIMIT && heap->allowance >= 0, 1)) {
        uint32_t size_class = class_of_units[(size + CELL_ALIGNMENT - 1) / CELL_ALIGNMENT];
        FreeCell *cell = heap->free[size_class];
        if (__builtin_expect(cell != NULL, 1)) {
            heap->free[size_class] = free_next(cell);
            clear_cell(&cell->object, size);
            cell->object.kind = (uint8_t)kind;
            cell->object.class = class;
            return cell;
        }
    }
#endif
    Object *object = take_cell_slow(isolate, size);
    if (!object)
        return NULL;
    object->kind = (uint8_t)kind;
    object->class = class;
    return object;
}

/* ---- Permanent memory ---- */

static bool permanent_run(Heap *heap, size_t size) {
    size_t page_count = (size + sizeof(PermanentRun) + MACHINE_PAGE_SIZE - 1) / MACHINE_PAGE_SIZE;
    PermanentRun *run = take_pages(heap, page_count);
    if (!run)
        return false;
    run->next = heap->permanent_runs;
    run->page_count = page_count;
    heap->permanent_runs = run;
    heap->permanent = (uint8_t *)(run + 1);
    heap->permanent_room = page_count * MACHINE_PAGE_SIZE - sizeof(PermanentRun);
    return true;
}

static size_t permanent_size(size_t size) {
    return (size + CELL_ALIGNMENT - 1) & ~(size_t)(CELL_ALIGNMENT - 1);
}

void *heap_allocate_permanent(Isolate *isolate, size_t size) {
    Heap *heap = isolate->heap;
    if (heap->locked)
        return refuse_locked(isolate);
    if (size > heap->limit)
        return raise_memory(isolate), NULL;
    if (fails(heap))
        return refuse(isolate);
    size = permanent_size(size);
    if (size > heap->permanent_room && !permanent_run(heap, size) &&
        !(make_room(isolate) && permanent_run(heap, size)))
        return refuse(isolate);
    void *memory = heap->permanent;
    heap->permanent += size;
    heap->permanent_room -= size;
    return memory;
}

void heap_give_back_permanent(Isolate *isolate, void *memory, size_t size) {
    Heap *heap = isolate->heap;
    if ((uint8_t *)memory + permanent_size(size) != heap->permanent)
        return;
    __builtin_memset(memory, 0, size);
    heap->permanent = memory;
    heap->permanent_room += permanent_size(size);
}

/* ---- The lock, statistics ---- */

void heap_lock(Isolate *isolate, bool locked) { isolate->heap->locked = locked; }

void heap_set_automatic(Isolate *isolate, bool automatic) { isolate->heap->automatic = automatic; }

bool heap_automatic(const Isolate *isolate) { return isolate->heap->automatic; }

void heap_statistics(const Isolate *isolate, struct HeapStatistics *statistics) {
    const Heap *heap = isolate->heap;
    uint64_t allocated = heap_allocated(heap), used = heap->live + allocated - heap->allocated;
    *statistics = (struct HeapStatistics){
        .used = used < heap->reserved ? used : heap->reserved,
        .reserved = heap->reserved + (uint64_t)heap->spare_count * MACHINE_PAGE_SIZE,
        .limit = heap->limit,
        .allocated = allocated,
        .collections = heap->collections,
        .since = allocated - heap->allocated,
        .freed = heap->freed,
        .longest_step = heap->longest_step,
    };
}

/* What the files compiled for size call instead of expanding it. */
extern inline Value heap_keep(Isolate *isolate, Value value);
extern inline void heap_store(Isolate *isolate, Object *owner, Value *slot, Value value);
