/* Native modules that no other header names. Owners: files of the same names. */
#ifndef VM_TYPES_MODULES_H
#define VM_TYPES_MODULES_H

#include "vm/types/classes.h"

extern const struct NativeModule gc_module, math_module, time_module, clocks_module;

#endif
