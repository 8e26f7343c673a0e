/* The built-in containers as C sees them: tuple, list, dict, set, range, slice, iterators. Owners: files of
 * the same names. */
#ifndef VM_TYPES_CONTAINERS_H
#define VM_TYPES_CONTAINERS_H

#include "vm/operations.h"

extern const Class class_tuple, class_list, class_dict, class_set, class_frozenset, class_range, class_slice;
extern const Class class_iterator, class_view, class_enumerate, class_zip, class_map, class_filter,
    class_reversed;
extern const Operations tuple_operations, list_operations, dictionary_operations, set_operations,
    range_operations, slice_operations, iterator_operations, view_operations;

extern const Class class_dict_values, class_dict_items; /* class_view is that of keys */
enum ViewType { VIEW_KEYS, VIEW_VALUES, VIEW_ITEMS };

/* values may be NULL: filled with NONE, to be filled by the caller. `values` must be kept elsewhere
 * (registers, kept slots). */
Value tuple_new(Isolate *isolate, uint32_t count, const Value *values);
/* Any iterable as a fresh tuple or list; a tuple as itself. */
Value tuple_from(Isolate *isolate, Value iterable);

Value list_new(Isolate *isolate, uint64_t length, const Value *values);
Value list_from(Isolate *isolate, Value iterable);
bool list_append(Isolate *isolate, Value list, Value element);
bool list_extend(Isolate *isolate, Value list, Value iterable);
static inline Value list_get(const List *list, uint64_t index) { return list->items->values[index]; }
void list_set(Isolate *isolate, List *list, uint64_t index, Value value);

Value dictionary_new(Isolate *isolate, uint32_t capacity);
/* By identity, then hash and ==. UNDEFINED when absent, NOTHING when a hash or == raised. */
Value dictionary_get(Isolate *isolate, Value dictionary, Value key);
/* String keys only on both sides where found by identity or bytes: never runs Python, never fails. UNDEFINED
 * when absent. */
Value dictionary_get_name(const Dictionary *dictionary, const String *name);
bool dictionary_set(Isolate *isolate, Value dictionary, Value key, Value value);
int dictionary_delete(Isolate *isolate, Value dictionary, Value key); /* 1 deleted, 0 absent, -1 failed */
bool dictionary_update(Isolate *isolate, Value dictionary, Value mapping_or_pairs);
Value dictionary_copy(Isolate *isolate, Value dictionary);
/* Walks entries in order: start with *position 0; false at the end. */
bool dictionary_next(const Dictionary *dictionary, uint32_t *position, Value *key, Value *value);

Value set_new(Isolate *isolate, const Class *class); /* class_set or class_frozenset or derived */
bool set_add(Isolate *isolate, Value set, Value element);
bool set_update(Isolate *isolate, Value set, Value iterable);
int set_contains(Isolate *isolate, Value set, Value element);

Value slice_new(Isolate *isolate, Value start, Value stop, Value step);
/* Resolves a slice against a length as slice.indices() does, clamped to int64; returns the element count, or
 * -1 with an exception. */
int64_t slice_resolve(Isolate *isolate, Value slice, int64_t length, int64_t *start, int64_t *step);
/* start, stop and step as slice.indices() gives them, clamped to int64. */
bool slice_bounds(Isolate *isolate, const Slice *slice, int64_t length, int64_t *start, int64_t *stop,
                  int64_t *step);

/* Whether a range's numbers are all small: its start, step and count. */
bool range_is_small(const Range *range, int64_t *start, int64_t *step, uint64_t *count);

/* Calls visit for each element of any iterable; stops early when it returns false. False with an exception
 * set if iterating failed; true otherwise. The iterator is kept meanwhile; elements are kept during their
 * visit. */
bool iterate_each(Isolate *isolate, Value iterable,
                  bool (*visit)(Isolate *isolate, Value element, void *context), void *context);

#endif
