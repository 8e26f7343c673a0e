/*
 * The doubly linked row of queue.h.
 */
#include "vm/kernel/queue.h"

static bool claim(struct Queue *queue, struct QueueEntry *entry) {
    struct Queue *none = NULL;
    return __atomic_compare_exchange_n(&entry->queue, &none, queue, false, __ATOMIC_ACQ_REL,
                                       __ATOMIC_ACQUIRE);
}

bool queue_push(struct Queue *queue, struct QueueEntry *entry) {
    if (!claim(queue, entry)) {
        return false;
    }
    entry->next = NULL;
    entry->previous = queue->last;
    *(queue->last ? &queue->last->next : &queue->first) = entry;
    queue->last = entry;
    queue->length++;
    return true;
}

bool queue_push_front(struct Queue *queue, struct QueueEntry *entry) {
    if (!claim(queue, entry)) {
        return false;
    }
    entry->previous = NULL;
    entry->next = queue->first;
    *(queue->first ? &queue->first->previous : &queue->last) = entry;
    queue->first = entry;
    queue->length++;
    return true;
}

struct QueueEntry *queue_pop(struct Queue *queue) {
    struct QueueEntry *entry = queue->first;
    if (entry) {
        queue_remove(queue, entry);
    }
    return entry;
}

bool queue_remove(struct Queue *queue, struct QueueEntry *entry) {
    if (__atomic_load_n(&entry->queue, __ATOMIC_ACQUIRE) != queue) {
        return false;
    }
    *(entry->previous ? &entry->previous->next : &queue->first) = entry->next;
    *(entry->next ? &entry->next->previous : &queue->last) = entry->previous;
    queue->length--;
    __atomic_store_n(&entry->queue, NULL, __ATOMIC_RELEASE);
    return true;
}
