/*
 * Kernel stacks: each in a slot of 2 MiB of its own virtual memory, at the slot's top, with nothing mapped
 * below.
 *
 * A freed stack stays mapped, with its page table, and serves the next request of its size: no TLB work on
 * the usual path, and the count of free frames is exact (cached frames count as free). Only when memory runs
 * out are cached stacks unmapped, and freed after one shootdown. A slot is exactly what one page table maps,
 * so an empty slot costs nothing.
 */
#include "arch/x86_64/stacks.h"

#include "arch/x86_64/frames.h"
#include "arch/x86_64/paging.h"
#include "arch/x86_64/shootdown.h"
#include "arch/x86_64/spinlock.h"

#define SLOT_SIZE 0x200000ULL
enum { SLOT_LIMIT = STACK_WINDOW_SIZE / SLOT_SIZE, NO_SLOT = 0, TABLE_ENTRIES = 512 };
/* Bytes a slot can hold with one guard page. */
#define STACK_SIZE_LIMIT (SLOT_SIZE - MACHINE_PAGE_SIZE)

/* Slots in a list are chained by number. Number 0 stays unused, so that all of this is zero at first. */
struct Slot {
    uint64_t table; /* physical address of the page table of a slot with a stack in it */
    uint16_t next;
    uint16_t pages; /* mapped */
};

static struct {
    struct Spinlock lock;
    struct Slot slots[SLOT_LIMIT];
    uint16_t first_cached, first_empty, last_fresh;
    uint64_t cached_frames;
} stacks;

static uint64_t slot_start(uint16_t slot) { return STACK_WINDOW_START + slot * SLOT_SIZE; }

static uint16_t slot_of(const void *top) {
    return (uint16_t)(((uint64_t)(uintptr_t)top - STACK_WINDOW_START) / SLOT_SIZE - 1);
}

/* A cached stack of that many pages, taken out of its list, or NO_SLOT. Bound: cached stacks of other sizes.
 */
static uint16_t take_cached(size_t pages) {
    for (uint16_t *link = &stacks.first_cached; *link != NO_SLOT; link = &stacks.slots[*link].next) {
        uint16_t slot = *link;
        if (stacks.slots[slot].pages == pages) {
            *link = stacks.slots[slot].next;
            stacks.cached_frames -= pages + 1;
            return slot;
        }
    }
    return NO_SLOT;
}

static uint16_t take_empty(size_t pages) {
    (void)pages;
    uint16_t slot = stacks.first_empty;
    if (slot != NO_SLOT) {
        stacks.first_empty = stacks.slots[slot].next;
    } else if (stacks.last_fresh < SLOT_LIMIT - 1) {
        slot = ++stacks.last_fresh;
    }
    return slot;
}

static void put_empty(uint16_t slot) {
    stacks.slots[slot].next = stacks.first_empty;
    stacks.first_empty = slot;
}

/* Frees the page table and every frame it names. */
static void free_table(uint64_t table, size_t pages) {
    const uint64_t *entries = direct_map_pointer(table);
    for (size_t page = 1; page <= pages; page++) {
        uint64_t entry = entries[TABLE_ENTRIES - page];
        if (entry) {
            frames_free(entry & PAGE_ADDRESS, 1);
        }
    }
    frames_free(table, 1);
}

/* A page table with `pages` fresh frames at its end, or 0. */
static uint64_t make_table(size_t pages) {
    uint64_t table = frames_allocate_zeroed(1);
    if (!table) {
        return 0;
    }
    uint64_t *entries = direct_map_pointer(table);
    for (size_t page = 1; page <= pages; page++) {
        uint64_t frame = frames_allocate_zeroed(1);
        if (!frame) {
            free_table(table, pages);
            return 0;
        }
        entries[TABLE_ENTRIES - page] = frame | PAGE_PRESENT | paging_supported(PAGING_KERNEL_DATA);
    }
    return table;
}

static uint16_t take_slot(uint16_t (*take)(size_t), size_t pages) {
    MachineInterrupts previous = spinlock_acquire(&stacks.lock);
    uint16_t slot = take(pages);
    spinlock_release(&stacks.lock, previous);
    return slot;
}

static uint16_t make_stack(size_t pages) {
    uint64_t table = make_table(pages);
    uint16_t slot = table ? take_slot(take_empty, pages) : NO_SLOT;
    if (slot == NO_SLOT) {
        if (table) {
            free_table(table, pages);
        }
        return NO_SLOT;
    }
    stacks.slots[slot] = (struct Slot){.table = table, .pages = (uint16_t)pages};
    *paging_directory_entry(slot_start(slot)) = table | PAGE_PRESENT | PAGE_WRITE;
    return slot;
}

void *machine_stack_allocate(size_t size) {
    if (!size || size > STACK_SIZE_LIMIT) {
        return NULL;
    }
    size_t pages = (size + MACHINE_PAGE_SIZE - 1) / MACHINE_PAGE_SIZE;
    uint16_t slot = take_slot(take_cached, pages);
    if (slot == NO_SLOT) {
        slot = make_stack(pages);
    }
    return slot == NO_SLOT ? NULL : (void *)(uintptr_t)(slot_start(slot) + SLOT_SIZE);
}

void machine_stack_free(void *top, size_t size) {
    (void)size; /* the slot knows */
    uint16_t slot = slot_of(top);
    MachineInterrupts previous = spinlock_acquire(&stacks.lock);
    stacks.slots[slot].next = stacks.first_cached;
    stacks.first_cached = slot;
    stacks.cached_frames += stacks.slots[slot].pages + 1U;
    spinlock_release(&stacks.lock, previous);
}

uint64_t stacks_cached_frames(void) { return __atomic_load_n(&stacks.cached_frames, __ATOMIC_RELAXED); }

/* Takes the whole list of cached stacks and unmaps them; other CPUs may still know the translations. */
static uint16_t unmap_cached(uint64_t *frame_count) {
    MachineInterrupts previous = spinlock_acquire(&stacks.lock);
    uint16_t first = stacks.first_cached;
    for (uint16_t slot = first; slot != NO_SLOT; slot = stacks.slots[slot].next) {
        *paging_directory_entry(slot_start(slot)) = 0;
    }
    *frame_count = stacks.cached_frames;
    stacks.first_cached = NO_SLOT;
    stacks.cached_frames = 0;
    spinlock_release(&stacks.lock, previous);
    return first;
}

uint64_t stacks_reclaim(void) {
    uint64_t frame_count;
    uint16_t slot = unmap_cached(&frame_count);
    if (slot == NO_SLOT) {
        return 0;
    }
    shootdown_all();
    while (slot != NO_SLOT) {
        uint16_t next = stacks.slots[slot].next;
        free_table(stacks.slots[slot].table, stacks.slots[slot].pages);
        MachineInterrupts previous = spinlock_acquire(&stacks.lock);
        put_empty(slot);
        spinlock_release(&stacks.lock, previous);
        slot = next;
    }
    return frame_count;
}
