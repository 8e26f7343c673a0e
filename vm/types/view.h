/* Views of dictionaries: dict.keys(), .values(), .items(). Owner: view.c. */
#ifndef VM_TYPES_VIEW_H
#define VM_TYPES_VIEW_H

#include "vm/types/containers.h"

Value view_new(Isolate *isolate, enum ViewType type, Value dictionary);

#endif
