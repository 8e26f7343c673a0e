/* What the files that make up dict share. */
#ifndef VM_TYPES_DICTIONARY_METHODS_H
#define VM_TYPES_DICTIONARY_METHODS_H

#include "vm/operations.h"

extern const Native dictionary_methods[];
Value dictionary_iterate(Isolate *isolate, Value self);
/* dict(...) and dict.__init__(...), dict.update(...): from one mapping or iterable of pairs, and from named
 * arguments. */
bool dictionary_fill(Isolate *isolate, Value dictionary, const char *function, const Value *arguments,
                     uint32_t count, const Tuple *names);

#endif
