/* What the files that deal with classes share (vm/types/class.c, wrappers.c). */
#ifndef VM_TYPES_CLASS_H
#define VM_TYPES_CLASS_H

#include "vm/operations.h"

/* A class's own attribute, bases left out; UNDEFINED if absent. */
Value class_own(const Class *class, Value name);
/* A class attribute of the value's class, bound; UNDEFINED if absent. */
Value static_bound(Isolate *isolate, Value value, Value name);
bool class_set_attribute(Isolate *isolate, Class *class, Value name, Value to); /* NOTHING: delete */
/* Whether some class of the mro names it in __slots__. */
bool class_slot_is_declared(const Class *class, Value name);
/* That class, or NULL. */
const Class *class_of_slot(const Class *class, Value name);
bool instance_set_class(Isolate *isolate, Value value, const Class *class);
/* The most derived of a metaclass and those of the bases; NULL with TypeError set. */
const Class *class_metaclass(Isolate *isolate, const Class *metaclass, const Tuple *bases);

/* super(...).name() without a bound method: the function, and whom it is called with; UNDEFINED if it is no
 * such case. */
Value super_method(Isolate *isolate, const Super *super, Value name, Value *receiver);

/* dir(): a sorted list of names. */
Value directory_new(Isolate *isolate, Value value);

#endif
