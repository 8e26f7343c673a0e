/* Live dictionaries over names that lie in slots (namespace.c), and read-only views of mappings
 * (mapping_proxy.c). */
#ifndef VM_TYPES_NAMESPACE_H
#define VM_TYPES_NAMESPACE_H

#include "vm/isolate.h"
#include "vm/operations.h"

extern const Class class_namespace, class_mapping_proxy;
extern const Operations namespace_operations, mapping_proxy_operations;

/* What __dict__ of `owner` is: a Module, a Function, or a value with attributes of its own. */
Value namespace_new(Isolate *isolate, Value owner);
/* The names of a namespace as a fresh dictionary. */
Value namespace_snapshot(Isolate *isolate, Value namespace);
/* owner.__dict__ = mapping; NOTHING: deletes all names. */
bool namespace_replace(Isolate *isolate, Value owner, Value mapping);
static inline bool is_namespace(Value value) { return is_kind(value, KIND_NAMESPACE); }

Value mapping_proxy_new(Isolate *isolate, Value mapping);

#endif
