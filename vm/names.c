/* The String objects that vm/names.h declares. Read-only, shared by all isolates. */
#include "vm/names.h"

#include "name_strings.h" /* generated */
