/*
 * Handles of kernel objects as the VM sees them: each type of handle has a Class, and that class's operations
 * and natives say all that can be done with it (attributes are natives with NATIVE_PROPERTY, which inline
 * caches call directly). vm/kernel supplies the classes at link time; vm/host supplies none.
 */
#ifndef VM_HANDLES_H
#define VM_HANDLES_H

#include "vm/object.h"

/* The class of handles of a type (handle_type()); never NULL: class_object for a type that doesn't exist.
 * O(1). */
const Class *handle_class(uint32_t type);

#endif
