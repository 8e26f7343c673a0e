/*
 * A row of entries that lie in their owners: O(1) at both ends and in the middle, nothing allocated.
 * The caller holds whatever guards the queue.
 */
#ifndef VM_KERNEL_QUEUE_H
#define VM_KERNEL_QUEUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct Queue;

struct QueueEntry {
    struct QueueEntry *next, *previous;
    struct Queue
        *queue; /* the one it is in, or NULL; claimed atomically, so that two queues never share an entry */
};

struct Queue {
    struct QueueEntry *first, *last;
    uint32_t length;
};

/* False: the entry is in a queue already. */
bool queue_push(struct Queue *queue, struct QueueEntry *entry);
bool queue_push_front(struct Queue *queue, struct QueueEntry *entry);
/* The first entry, taken out, or NULL. */
struct QueueEntry *queue_pop(struct Queue *queue);
/* False: the entry isn't in this queue. */
bool queue_remove(struct Queue *queue, struct QueueEntry *entry);

#endif
