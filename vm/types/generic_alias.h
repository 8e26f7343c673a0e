/* Subscripted classes: list[int]. Owner: generic_alias.c. */
#ifndef VM_TYPES_GENERIC_ALIAS_H
#define VM_TYPES_GENERIC_ALIAS_H

#include "vm/isolate.h"
#include "vm/operations.h"

extern const Class class_GenericAlias;
extern const Operations generic_alias_operations;

/* origin[arguments]; `arguments` is a tuple or the only argument. */
Value generic_alias_new(Isolate *isolate, Value origin, Value arguments);
/* Whether a class without __class_getitem__ of its own can be subscripted: list, dict, what derives from them
 * ... */
bool class_is_generic(const Class *class);
static inline bool is_generic_alias(Value value) { return is_kind(value, KIND_GENERIC_ALIAS); }
/* A class, alias or other argument as annotations show it: its name, with its module unless that is builtins.
 */
Value annotation_title(Isolate *isolate, Value value);

#endif
