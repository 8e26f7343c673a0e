/* Functions as other files of vm/types see them. Owner: function.c. */
#ifndef VM_TYPES_FUNCTION_H
#define VM_TYPES_FUNCTION_H

#include "vm/isolate.h"

/* A function of `code`, which brings no cells, with the globals and, for a module body, the mapping of its
 * locals (or NOTHING: the globals). */
Value function_of_code(Isolate *isolate, const Code *code, Module *globals, Value locals);
/* The loaded image that a code lies in. */
/* 1 + the positional parameters, if a call with just those needs no binding and starts running at once; or 0.
 */
uint32_t code_plain_count(const Code *code);
LoadedImage *image_of_code(const Isolate *isolate, const Code *code);
/* What the globals call themselves, None if nothing. */
Value function_module_name(Isolate *isolate, Module *globals);
/* What f.__dict__ has under a name, UNDEFINED if nothing; all of it as a fresh dictionary. */
Value function_own_attribute(Value function, Value name);
Value function_own_attributes(Isolate *isolate, Value function);

#endif
