/* The functions of `builtins` that files of their own define: builtins_iterables.c, builtins_print.c. */
#ifndef VM_TYPES_BUILTINS_FUNCTIONS_H
#define VM_TYPES_BUILTINS_FUNCTIONS_H

#include "vm/operations.h"

Value builtin_all(Isolate *isolate, Value *arguments, uint32_t count);
Value builtin_any(Isolate *isolate, Value *arguments, uint32_t count);
Value builtin_max(Isolate *isolate, Value *arguments, uint32_t count, const Tuple *names);
Value builtin_min(Isolate *isolate, Value *arguments, uint32_t count, const Tuple *names);
Value builtin_sorted(Isolate *isolate, Value *arguments, uint32_t count, const Tuple *names);
Value builtin_sum(Isolate *isolate, Value *arguments, uint32_t count, const Tuple *names);
Value builtin_print(Isolate *isolate, Value *arguments, uint32_t count, const Tuple *names);
Value builtin_input(Isolate *isolate, Value *arguments, uint32_t count);

#endif
