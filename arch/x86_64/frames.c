/*
 * Physical memory: see frames.h.
 */
#include "arch/x86_64/frames.h"

#include "arch/x86_64/code_pages.h"
#include "arch/x86_64/memory.h"
#include "arch/x86_64/paging.h"
#include "arch/x86_64/panic.h"
#include "arch/x86_64/spinlock.h"
#include "arch/x86_64/stacks.h"

enum { ORDER_LIMIT = 19 }; /* the largest block is 1 GiB */
#define LOW_MEMORY_END 0x100000ULL

struct FreeBlock {
    struct FreeBlock *next, *previous;
};

static struct {
    struct Spinlock lock;
    struct FreeBlock heads[ORDER_LIMIT]; /* rings */
    uint8_t *block_order;                /* of frame i: 1 + order where a free block begins, else 0 */
    uint64_t frame_limit;                /* frames that block_order covers */
    uint64_t total, free;
    uint64_t kernel; /* set once, at the end of bring-up */
} frames;

static struct FrameReservation reservations[FRAME_RESERVATION_LIMIT];

static uint64_t frame_of(const struct FreeBlock *block) {
    return direct_map_physical(block) / FRAME_SIZE_BYTES;
}

static struct FreeBlock *block_at(uint64_t frame) { return direct_map_pointer(frame * FRAME_SIZE_BYTES); }

static void link_block(uint64_t frame, unsigned order) {
    struct FreeBlock *head = &frames.heads[order], *block = block_at(frame);
    block->next = head->next;
    block->previous = head;
    head->next->previous = block;
    head->next = block;
    frames.block_order[frame] = (uint8_t)(order + 1);
}

static void unlink_block(uint64_t frame) {
    struct FreeBlock *block = block_at(frame);
    block->next->previous = block->previous;
    block->previous->next = block->next;
    frames.block_order[frame] = 0;
}

/* Joins a block with its buddy as long as that is free as a whole. */
static void free_block(uint64_t frame, unsigned order) {
    while (order + 1 < ORDER_LIMIT) {
        uint64_t buddy = frame ^ (1ULL << order);
        if (buddy >= frames.frame_limit || frames.block_order[buddy] != order + 1) {
            break;
        }
        unlink_block(buddy);
        frame &= ~(1ULL << order);
        order++;
    }
    link_block(frame, order);
}

static unsigned floor_log2(uint64_t value) { return 63 - (unsigned)__builtin_clzll(value); }

/* Frees a run as the largest aligned blocks it is made of. */
static void free_run(uint64_t frame, uint64_t count) {
    frames.free += count;
    while (count) {
        unsigned order = floor_log2(count);
        if (frame && (unsigned)__builtin_ctzll(frame) < order) {
            order = (unsigned)__builtin_ctzll(frame);
        }
        order = order < ORDER_LIMIT ? order : ORDER_LIMIT - 1;
        free_block(frame, order);
        frame += 1ULL << order;
        count -= 1ULL << order;
    }
}

/* The first frame of a run, or 0. */
static uint64_t take_run(uint64_t count) {
    unsigned order = count > 1 ? floor_log2(count - 1) + 1 : 0;
    while (order < ORDER_LIMIT && frames.heads[order].next == &frames.heads[order]) {
        order++;
    }
    if (order >= ORDER_LIMIT) {
        return 0;
    }
    uint64_t frame = frame_of(frames.heads[order].next);
    unlink_block(frame);
    frames.free -= 1ULL << order;
    free_run(frame + count, (1ULL << order) - count);
    return frame;
}

static void give_region(const struct BootMemoryRegion *region) {
    uint64_t first = region->base, end = region->base + region->length;
    first = first < LOW_MEMORY_END ? LOW_MEMORY_END : first;
    if (first < end) {
        frames.total += (end - first) / FRAME_SIZE_BYTES;
        free_run(first / FRAME_SIZE_BYTES, (end - first) / FRAME_SIZE_BYTES);
    }
}

static void give_regions(const struct BootInformation *information, enum BootMemoryType type) {
    MachineInterrupts previous = spinlock_acquire(&frames.lock);
    for (size_t index = 0; index < information->memory_region_count; index++) {
        if (information->memory_regions[index].type == type) {
            give_region(&information->memory_regions[index]);
        }
    }
    spinlock_release(&frames.lock, previous);
}

const struct FrameReservation *frames_reservations(void) { return reservations; }

static void note_reservation(uint64_t base, uint64_t size) {
    size_t index = 0;
    while (reservations[index].size) {
        index++;
    }
    reservations[index] = (struct FrameReservation){.base = base, .size = size};
}

uint64_t frames_reserve_below(struct BootInformation *information, uint64_t limit, size_t count) {
    uint64_t size = count * FRAME_SIZE_BYTES;
    for (size_t index = information->memory_region_count; index-- > 0;) {
        struct BootMemoryRegion *region = &information->memory_regions[index];
        uint64_t first = region->base ? region->base : FRAME_SIZE_BYTES;
        if (region->type != BOOT_MEMORY_USABLE || first + size > region->base + region->length ||
            first + size > limit) {
            continue;
        }
        region->length -= first + size - region->base;
        region->base = first + size;
        note_reservation(first, size);
        return first;
    }
    return 0;
}

/* One past the last frame that may ever be given. */
static uint64_t frame_limit_of(const struct BootInformation *information) {
    uint64_t end = 0;
    for (size_t index = 0; index < information->memory_region_count; index++) {
        const struct BootMemoryRegion *region = &information->memory_regions[index];
        bool ours = region->type == BOOT_MEMORY_USABLE || region->type == BOOT_MEMORY_LOADER_RECLAIMABLE;
        if (ours && region->base + region->length > end) {
            end = region->base + region->length;
        }
    }
    return end / FRAME_SIZE_BYTES;
}

bool frames_initialise(struct BootInformation *information) {
    frames.frame_limit = frame_limit_of(information);
    size_t table_frames = (frames.frame_limit + FRAME_SIZE_BYTES - 1) / FRAME_SIZE_BYTES;
    uint64_t table = frames_reserve_below(information, UINT64_MAX, table_frames);
    if (!table) {
        return false;
    }
    frames.block_order = direct_map_pointer(table);
    memset(frames.block_order, 0, table_frames * FRAME_SIZE_BYTES);
    for (unsigned order = 0; order < ORDER_LIMIT; order++) {
        frames.heads[order].next = frames.heads[order].previous = &frames.heads[order];
    }
    frames.kernel = table_frames;
    give_regions(information, BOOT_MEMORY_USABLE);
    return true;
}

void frames_take_loader_memory(const struct BootInformation *information) {
    give_regions(information, BOOT_MEMORY_LOADER_RECLAIMABLE);
}

uint64_t frames_allocate(size_t count) {
    if (!count) {
        return 0;
    }
    MachineInterrupts previous = spinlock_acquire(&frames.lock);
    uint64_t frame = take_run(count);
    spinlock_release(&frames.lock, previous);
    return frame * FRAME_SIZE_BYTES;
}

uint64_t frames_allocate_zeroed(size_t count) {
    uint64_t address = frames_allocate(count);
    if (!address && stacks_reclaim()) {
        address = frames_allocate(count);
    }
    if (address) {
        memset(direct_map_pointer(address), 0, count * FRAME_SIZE_BYTES);
    }
    return address;
}

void frames_free(uint64_t address, size_t count) {
    uint64_t frame = address / FRAME_SIZE_BYTES;
    MachineInterrupts previous = spinlock_acquire(&frames.lock);
    if (frame + count > frames.frame_limit || frames.block_order[frame]) {
        machine_panic(NULL, "frame 0x%llx freed twice or never given", (unsigned long long)address);
    }
    free_run(frame, count);
    spinlock_release(&frames.lock, previous);
}

uint64_t frames_total(void) { return frames.total; }

uint64_t frames_free_count(void) { return __atomic_load_n(&frames.free, __ATOMIC_RELAXED); }

void frames_mark_kernel(uint64_t image_frames) { frames.kernel += image_frames + frames.total - frames.free; }

void *machine_pages_allocate(size_t count) {
    uint64_t address = frames_allocate_zeroed(count);
    return address ? direct_map_pointer(address) : NULL;
}

void machine_pages_free(void *pages, size_t count) { frames_free(direct_map_physical(pages), count); }

void machine_memory(struct MachineMemory *memory) {
    *memory = (struct MachineMemory){
        .total_frames = frames.total,
        .free_frames = frames_free_count() + stacks_cached_frames(),
        .kernel_frames = frames.kernel,
        .code_frames = code_pages_given(),
    };
}
