/* The special methods of built-in types as Python sees them; see wrappers.c. */
#ifndef VM_TYPES_WRAPPERS_H
#define VM_TYPES_WRAPPERS_H

#include "vm/operations.h"

/* The special method `name` that a built-in class has by its operations: a static Native (not bound), None
 * where Python says so
 * (`list.__hash__`), or UNDEFINED. Its own natives come first and are not looked at here. O(rows). */
Value wrapper_lookup(const Class *class, const String *name);
/* Whether a native is one of the wrappers. */
bool wrapper_is(const Native *native);

#endif
