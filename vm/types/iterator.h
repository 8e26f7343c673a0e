/* The built-in iterators: one layout (Iterator, vm/object.h), told apart by object.detail. Owner:
 * iterator*.c. */
#ifndef VM_TYPES_ITERATOR_H
#define VM_TYPES_ITERATOR_H

#include "vm/operations.h"

enum IteratorType {
    ITERATE_LIST,
    ITERATE_TUPLE,
    ITERATE_RANGE, /* all numbers small */
    ITERATE_STRING,
    ITERATE_BYTES, /* bytes, bytearray, memoryview */
    ITERATE_KEYS,  /* of a dictionary or set */
    ITERATE_VALUES,
    ITERATE_ITEMS,
    ITERATE_SET,
    ITERATE_LIST_BACKWARD,
    ITERATE_KEYS_BACKWARD, /* position: one more than the next entry */
    ITERATE_VALUES_BACKWARD,
    ITERATE_ITEMS_BACKWARD,
    ITERATE_BIG_RANGE,     /* source: the next number; extra: tuple of step and numbers left */
    ITERATE_ITEM,          /* source[0], source[1], ... until IndexError */
    ITERATE_ITEM_BACKWARD, /* reversed(): source[position] down to source[0] */
    ITERATE_CALLABLE,      /* source() until it equals extra */
    ITERATE_ENUMERATE,     /* source: iterator; extra: the next number */
    ITERATE_ZIP,           /* source: list of iterators; remaining: 1 if strict */
    ITERATE_MAP,           /* source: list of iterators; extra: function */
    ITERATE_FILTER,        /* source: iterator; extra: function or None */
    ITERATE_ASYNC_STEP,    /* vm/types/async_generator.c */
    ITERATE_DEQUE, /* vm/library/deque.c; position: elements seen; remaining; step: the version seen */
    ITERATE_DEQUE_BACKWARD,
    ITERATE_ARRAY, /* vm/library/array.c */
    ITERATOR_TYPE_COUNT
};

/* An iterator over `source` from `position`. */
Value iterator_new(Isolate *isolate, enum IteratorType type, Value source, int64_t position);
/* iter(callable, sentinel) */
Value iterator_of_callable(Isolate *isolate, Value callable, Value sentinel);
/* iter() of an object that has __getitem__ only. */
Value iterator_of_items(Isolate *isolate, Value sequence);
/* reversed(value) */
Value iterator_reversed(Isolate *isolate, Value value);
/* An iterator over small numbers. */
Value iterator_of_range(Isolate *isolate, int64_t start, int64_t step, uint64_t count);
/* operate_next_or_stop() of an Iterator of a built-in class. */
Value iterator_next_or_stop(Isolate *isolate, Value self);
/* Whether the iterator's elements are fresh tuples of two that iterator_next_pair() can do without. */
static inline bool iterator_gives_pairs(const Iterator *iterator) {
    uint16_t type = iterator->object.detail;
    if (iterator->source == UNDEFINED || !(iterator->object.class->flags & CLASS_STATIC))
        return false;
    return type == ITERATE_ITEMS || type == ITERATE_ENUMERATE ||
           (type == ITERATE_ZIP && AS(List, iterator->source)->length == 2);
}
/* The next element of such an iterator into pair[0] and pair[1]: NONE; UNDEFINED: ended; NOTHING: failed. */
Value iterator_next_pair(Isolate *isolate, Iterator *iterator, Value *pair);
/* How many elements are left as far as that is known, else 0: sizes lists beforehand. */
uint64_t iterator_length_hint(Value iterator);

#endif
