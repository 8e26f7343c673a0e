/* Code at run time: compile(), exec(), eval(), globals(), locals(). Owner: execute.c. */
#ifndef VM_TYPES_EXECUTE_H
#define VM_TYPES_EXECUTE_H

#include "vm/isolate.h"
#include "vm/object.h"

/* The module whose names the running code sees. */
Module *running_module(const Isolate *isolate);
/* What locals() is here. */
Value running_locals(Isolate *isolate);
/* The module in which a code runs over `globals`: a dict, a Namespace of a module, or a Module. */
Value module_for_code(Isolate *isolate, const Code *code, Value globals);

extern const Native execute_builtins[]; /* ended by a row without a name */

#endif
