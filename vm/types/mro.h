/* The order of a class's bases; see mro.c. */
#ifndef VM_TYPES_MRO_H
#define VM_TYPES_MRO_H

#include "vm/object.h"

/* Tuple: the class itself, then its bases by C3. NOTHING with TypeError set if there is no such order. */
Value mro_new(Isolate *isolate, Value class, const Tuple *bases);
/* The base whose instances' layout the class's instances have; NULL with TypeError set. */
const Class *mro_layout_base(Isolate *isolate, const Tuple *bases);

#endif
