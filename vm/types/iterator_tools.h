/* What iterator.c and iterator_tools.c share. */
#ifndef VM_TYPES_ITERATOR_TOOLS_H
#define VM_TYPES_ITERATOR_TOOLS_H

#include "vm/types/iterator.h"

const Class *iterator_class(enum IteratorType type); /* NULL: class_iterator */
Value iterator_make(Isolate *isolate, const Class *class, Value *arguments, uint32_t count,
                    const Tuple *names);
Value iterator_next_item(Isolate *isolate, Iterator *iterator);
Value iterator_next_item_backward(Isolate *isolate, Iterator *iterator);
Value iterator_next_call(Isolate *isolate, Iterator *iterator);
Value iterator_next_enumerate(Isolate *isolate, Iterator *iterator);
/* The two halves of what iterator_next_pair() gives, of an enumerate and of a zip of two. */
Value iterator_enumerate_pair(Isolate *isolate, Iterator *iterator, Value *pair);
Value iterator_zip_pair(Isolate *isolate, Iterator *iterator, Value *pair);
Value iterator_next_zip(Isolate *isolate, Iterator *iterator);
Value iterator_next_map(Isolate *isolate, Iterator *iterator);
Value iterator_next_filter(Isolate *isolate, Iterator *iterator);

#endif
