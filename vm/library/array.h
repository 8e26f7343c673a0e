/* What array.c and array_methods.c share. */
#ifndef VM_LIBRARY_ARRAY_H
#define VM_LIBRARY_ARRAY_H

#include "vm/isolate.h"
#include "vm/library/library.h"
#include "vm/types/bytes_methods.h"

static inline char array_code(const Array *array) { return (char)array->storage.object.detail; }
size_t array_item_size(const Array *array);
uint64_t array_length(const Array *array);
uint8_t *array_bytes(const Array *array); /* NULL: there are none */

Value array_new(Isolate *isolate, const Class *class, char code);
Value array_load(Isolate *isolate, const Array *array, uint64_t index);
/* A value as an element's bytes; false: TypeError or OverflowError is set. */
bool array_encode(Isolate *isolate, char code, Value value, uint8_t bytes[8]);
/* Replaces `gone` elements from `start` on by `count` others, which don't lie in the array. */
bool array_splice(Isolate *isolate, Array *array, uint64_t start, uint64_t gone, const uint8_t *fresh,
                  uint64_t count);
bool array_append(Isolate *isolate, Array *array, Value value);
bool array_extend(Isolate *isolate, Value self, Value iterable);
bool array_extend_bytes(Isolate *isolate, Array *array, Value bytes);
bool array_extend_text(Isolate *isolate, Array *array, Value text);
/* All elements of a "u" array as a str. */
Value array_text(Isolate *isolate, const Array *array);
Value array_make(Isolate *isolate, const Class *class, Value *arguments, uint32_t count, const Tuple *names);

extern const Native array_methods[];

#endif
