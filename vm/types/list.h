/* What the files that make up list share. */
#ifndef VM_TYPES_LIST_H
#define VM_TYPES_LIST_H

#include "vm/types/containers.h"

extern const Native list_methods[];
/* Sorts in place; the list is empty while keys and comparisons run. `key` may be NONE. */
bool list_sort(Isolate *isolate, Value list, Value key, bool reverse);
/* Replaces `count` elements from `start` on by `fresh_count` values of `fresh` (which may be the list's own
 * body, kept by the caller). */
bool list_splice(Isolate *isolate, List *list, uint64_t start, uint64_t count, const Values *fresh,
                 uint64_t fresh_offset, uint64_t fresh_count);
/* Makes room for `capacity` elements in all. */
bool list_reserve(Isolate *isolate, List *list, uint64_t capacity);

/* What lists and tuples share: sequences of values that may be images' tuples. */
Value sequence_compare(Isolate *isolate, enum Comparison comparison, Value left, Value right);
int sequence_contains(Isolate *isolate, Value sequence, Value element);
/* The number of equal elements, or NOTHING. */
Value sequence_count(Isolate *isolate, Value sequence, Value element);
/* The first equal element of [start, stop): -1 none, -2 failed. */
int64_t sequence_index(Isolate *isolate, Value sequence, Value element, int64_t start, int64_t stop);
Value sequence_represent(Isolate *isolate, Value sequence, const char *open, const char *close);
static inline uint64_t sequence_length(Value sequence) {
    return is_list(sequence) ? AS(List, sequence)->length : tuple_count(AS(Tuple, sequence));
}
Value sequence_get(Value sequence, uint64_t index);

#endif
