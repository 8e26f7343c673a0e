/* The descriptors of names in __slots__. Owner: member.c. */
#ifndef VM_TYPES_MEMBER_H
#define VM_TYPES_MEMBER_H

#include "vm/isolate.h"
#include "vm/operations.h"

extern const Class class_member_descriptor;
extern const Operations member_operations;
Value member_new(Isolate *isolate, const Class *owner, Value name);

#endif
