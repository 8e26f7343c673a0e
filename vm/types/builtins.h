/* The native modules `builtins` and `sys`. Owners: builtins*.c, sys.c; core_builtins:
 * vm/types/core_builtins.c. */
#ifndef VM_TYPES_BUILTINS_H
#define VM_TYPES_BUILTINS_H

#include "vm/types/classes.h"

extern const struct NativeModule builtins_module, sys_module;
/* isinstance, getattr, type, exec and what else concerns classes and calls; ended by a row without a name. */
extern const Native core_builtins[];
bool value_is_callable(Value value);

/* Writes to sys.stdout (the isolate's writer unless it was replaced): what print() and the prompt's
 * displayhook use. */
bool output_write(Isolate *isolate, Value string);

#endif
