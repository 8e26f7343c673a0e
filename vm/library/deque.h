/* What deque.c and deque_methods.c share. */
#ifndef VM_LIBRARY_DEQUE_H
#define VM_LIBRARY_DEQUE_H

#include "vm/isolate.h"
#include "vm/library/library.h"

#define DEQUE_UNLIMITED UINT64_MAX

/* An empty one of a class; 0: deque itself. */
Value deque_new(Isolate *isolate, const Class *class, uint64_t limit);
/* Adds behind the last element, or before the first; past the limit the other end's element goes. */
bool deque_add(Isolate *isolate, Deque *deque, Value element, bool front);
/* Adds all elements of an iterable, one after the other. */
bool deque_add_all(Isolate *isolate, Value deque, Value iterable, bool front);
/* Takes the last element, or the first; the deque isn't empty. */
Value deque_take(Deque *deque, bool front);
void deque_clear(Deque *deque);
Value *deque_place(const Deque *deque, uint64_t index);
void deque_put(Isolate *isolate, Deque *deque, uint64_t index, Value value);
Value deque_copy(Isolate *isolate, const Deque *deque, uint64_t limit);
/* self *= count */
Value deque_repeat(Isolate *isolate, Value self, Value times);
bool deque_remove_at(Isolate *isolate, Deque *deque, uint64_t index);
int deque_contains(Isolate *isolate, Value self, Value element);
/* maxlen as an argument gives it; false with an exception set. */
bool deque_limit(Isolate *isolate, Value value, uint64_t *limit);

extern const Native deque_methods[];

#endif
