/* The objects behind sys.stdout and sys.stderr, and io.StringIO. Owner: stream.c. */
#ifndef VM_TYPES_STREAM_H
#define VM_TYPES_STREAM_H

#include "vm/operations.h"

extern const Class class_standard_output, class_standard_error;
/* Writes text as UTF-8 to the isolate's output or error. */
bool stream_write(Isolate *isolate, Value string, bool error);

#endif
