/* The objects behind sys.stdin, sys.stdout and sys.stderr. Owner: stream.c. */
#ifndef VM_TYPES_STREAM_H
#define VM_TYPES_STREAM_H

#include "vm/operations.h"

enum StandardStream { STANDARD_INPUT, STANDARD_OUTPUT, STANDARD_ERROR, STANDARD_COUNT };

/* One class each; their instances hold nothing. */
extern const Class standard_texts[STANDARD_COUNT];
/* Writes text as UTF-8 to the isolate's output or error. */
bool stream_write(Isolate *isolate, Value string, bool error);

#endif
