/*
 * Well-known names as frozen Strings with their hashes: NAME(__init__) is the Value of "__init__".
 *
 * The rows are vm/names.def; the build makes out/generated/name_strings.h of them, which vm/names.c alone
 * includes.
 */
#ifndef VM_NAMES_H
#define VM_NAMES_H

#include "vm/object.h"

#define NAME(identifier, text) extern const String name_##identifier;
#include "vm/names.def"
#undef NAME

#define NAME(identifier) from_object(&name_##identifier)

#endif
