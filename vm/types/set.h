/* What set and the views of dictionaries share. Owner: set.c. */
#ifndef VM_TYPES_SET_H
#define VM_TYPES_SET_H

#include "vm/types/containers.h"

extern const Native set_methods[], frozenset_methods[];
/* An exact copy of the elements, of a set class. */
Value set_copy(Isolate *isolate, const Class *class, Value set);
/* The operations behind operators and methods; `other` is any iterable. */
bool set_intersect(Isolate *isolate, Value set, Value other);
bool set_subtract(Isolate *isolate, Value set, Value other);
bool set_toggle(Isolate *isolate, Value set, Value other);
Value set_is_disjoint(Isolate *isolate, Value set, Value other);
/* Whether every element of `left` is in `right`, both sets: 1, 0, -1. */
int set_is_subset(Isolate *isolate, Value left, Value right);
int set_remove(Isolate *isolate, Value set, Value element); /* 1 removed, 0 absent, -1 failed */
/* `other` itself if it is a set, else a fresh set of its elements, kept. */
Value set_from(Isolate *isolate, Value other);

#endif
