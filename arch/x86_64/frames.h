/*
 * Physical memory: 4 KiB frames, given out in contiguous runs of any length.
 *
 * A buddy allocator: free memory lies in naturally aligned blocks of 2^order frames, linked through the free
 * memory itself, so the allocator needs one byte a frame. A run is cut from the smallest block that holds it
 * and the rest goes back at once. One spinlock; every call is O(orders) plus zeroing. Frames below 1 MiB are
 * never given out. Source: Knuth, The Art of Computer Programming, volume 1, 2.5, the buddy system.
 */
#ifndef ARCH_X86_64_FRAMES_H
#define ARCH_X86_64_FRAMES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "boot/information.h"

enum { FRAME_SIZE_BYTES = 4096 };

/* Memory cut out of the usable regions, which no region describes any more but the direct map must still
 * hold. */
struct FrameReservation {
    uint64_t base, size;
};
enum { FRAME_RESERVATION_LIMIT = 4 };

/* Takes the usable regions; frames_reserve_below() before it. False: no region holds the allocator's own
 * table. */
bool frames_initialise(struct BootInformation *information);
/* Takes the loader's memory too; once nothing refers to it any more. */
void frames_take_loader_memory(const struct BootInformation *information);
/* Cuts `count` contiguous frames below `limit` out of the usable regions; the physical address, or 0. Before
 * frames_initialise(). Never the frame at 0. */
uint64_t frames_reserve_below(struct BootInformation *information, uint64_t limit, size_t count);

/* The reservations made, frames_initialise()'s own among them; unused ones have size 0. */
const struct FrameReservation *frames_reservations(void);

/* The physical address of `count` contiguous frames, contents undefined; 0 when no such run is free. */
uint64_t frames_allocate(size_t count);
/* The same, zeroed; also asks cached stacks for memory when there is none. May wait for other CPUs in that
 * case. */
uint64_t frames_allocate_zeroed(size_t count);
void frames_free(uint64_t address, size_t count);
/* Frames given to the allocator, and those free now. */
uint64_t frames_total(void);
uint64_t frames_free_count(void);
/* Tells that bring-up ends here: what is in use now is the kernel's own. */
void frames_mark_kernel(uint64_t image_frames);

#endif
