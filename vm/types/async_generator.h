/* The steps of asynchronous generators, as vm/types/iterator.c sees them. */
#ifndef VM_TYPES_ASYNC_GENERATOR_H
#define VM_TYPES_ASYNC_GENERATOR_H

#include "vm/operations.h"

extern const Class class_async_step;

/* Goes on with what a step awaits: NOTHING with StopIteration set when the step has its result. */
Value async_step_next(Isolate *isolate, Iterator *step);

/* What anext() with a default gives: awaits `awaited`; where that raises StopAsyncIteration it ends with the
 * default. */
Value async_step_or(Isolate *isolate, Value awaited, Value otherwise);

#endif
