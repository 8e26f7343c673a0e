/* Leaf functions: those whose whole body is one instruction and a return; calls do them without a frame. */
#ifndef VM_LEAF_H
#define VM_LEAF_H

#include "vm/isolate.h"

/* Whether a code is one, by its instructions; its signature isn't looked at. */
bool code_is_leaf(const Code *code);
/* What a leaf function gives for the arguments in its window, where that neither raises, allocates nor calls:
 * else UNDEFINED, and nothing was done. */
Value leaf_call(Isolate *isolate, const Function *function, const Value *arguments);

#endif
