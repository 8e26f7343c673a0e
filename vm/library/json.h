/* What the two halves of _json share: json_decode.c reads, json_encode.c writes. Neither recurses in C: what
 * is nested lies on a list, DEPTH_LIMIT levels at most, so the kernel's stacks hold whatever the text says.
 */
#ifndef VM_LIBRARY_JSON_H
#define VM_LIBRARY_JSON_H

#include "vm/isolate.h"

enum { JSON_DEPTH_LIMIT = 994 };

Value json_decode(Isolate *isolate, Value *arguments, uint32_t count);
Value json_encode(Isolate *isolate, Value *arguments, uint32_t count);
Value json_quote(Isolate *isolate, Value *arguments, uint32_t count);

#endif
