/* Unions of classes: int | str. */
#ifndef VM_TYPES_UNION_H
#define VM_TYPES_UNION_H

#include "vm/types/containers.h"

extern const Class class_UnionType;

/* left | right of classes, None and unions; the class itself if there is but one; NOT_IMPLEMENTED for others.
 */
Value union_of(Isolate *isolate, Value left, Value right);

#endif
