/* The native module `io`: StringIO, text that is written and read like a file. */
#include "vm/isolate.h"
#include "vm/types/builtins.h"

const struct NativeModule io_module = {.name = "io"};
