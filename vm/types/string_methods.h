/*
 * What the files that make up str share, and the list of its methods: METHOD_ROW(c_name, "name", least, most)
 * for those of positional arguments, KEYWORD_ROW for those that take named ones too. Counts include the
 * receiver.
 */
#ifndef VM_TYPES_STRING_METHODS_H
#define VM_TYPES_STRING_METHODS_H

#include "vm/types/string.h"

#define STRING_METHODS(METHOD_ROW, KEYWORD_ROW)                                                              \
    METHOD_ROW(capitalize, 1, 1) /* string_case.c */                                                         \
    METHOD_ROW(casefold, 1, 1)                                                                               \
    METHOD_ROW(lower, 1, 1)                                                                                  \
    METHOD_ROW(swapcase, 1, 1)                                                                               \
    METHOD_ROW(title, 1, 1)                                                                                  \
    METHOD_ROW(upper, 1, 1)                                                                                  \
    METHOD_ROW(isalnum, 1, 1)                                                                                \
    METHOD_ROW(isalpha, 1, 1)                                                                                \
    METHOD_ROW(isascii, 1, 1)                                                                                \
    METHOD_ROW(isdecimal, 1, 1)                                                                              \
    METHOD_ROW(isdigit, 1, 1)                                                                                \
    METHOD_ROW(isidentifier, 1, 1)                                                                           \
    METHOD_ROW(islower, 1, 1)                                                                                \
    METHOD_ROW(isnumeric, 1, 1)                                                                              \
    METHOD_ROW(isprintable, 1, 1)                                                                            \
    METHOD_ROW(isspace, 1, 1)                                                                                \
    METHOD_ROW(istitle, 1, 1)                                                                                \
    METHOD_ROW(isupper, 1, 1)                                                                                \
    METHOD_ROW(center, 2, 3) /* string_layout.c */                                                           \
    METHOD_ROW(ljust, 2, 3)                                                                                  \
    METHOD_ROW(rjust, 2, 3)                                                                                  \
    METHOD_ROW(zfill, 2, 2)                                                                                  \
    KEYWORD_ROW(expandtabs, 1, NATIVE_UNLIMITED)                                                             \
    METHOD_ROW(strip, 1, 2)                                                                                  \
    METHOD_ROW(lstrip, 1, 2)                                                                                 \
    METHOD_ROW(rstrip, 1, 2)                                                                                 \
    METHOD_ROW(removeprefix, 2, 2)                                                                           \
    METHOD_ROW(removesuffix, 2, 2)                                                                           \
    METHOD_ROW(count, 2, 4) /* string_search.c */                                                            \
    METHOD_ROW(find, 2, 4)                                                                                   \
    METHOD_ROW(rfind, 2, 4)                                                                                  \
    METHOD_ROW(index, 2, 4)                                                                                  \
    METHOD_ROW(rindex, 2, 4)                                                                                 \
    METHOD_ROW(startswith, 2, 4)                                                                             \
    METHOD_ROW(endswith, 2, 4)                                                                               \
    METHOD_ROW(replace, 3, 4)                                                                                \
    METHOD_ROW(partition, 2, 2) /* string_split.c */                                                         \
    METHOD_ROW(rpartition, 2, 2)                                                                             \
    KEYWORD_ROW(split, 1, NATIVE_UNLIMITED)                                                                  \
    KEYWORD_ROW(rsplit, 1, NATIVE_UNLIMITED)                                                                 \
    KEYWORD_ROW(splitlines, 1, NATIVE_UNLIMITED)                                                             \
    METHOD_ROW(join, 2, 2)                                                                                   \
    KEYWORD_ROW(encode, 1, NATIVE_UNLIMITED) /* string_methods.c */                                          \
    KEYWORD_ROW(format, 1, NATIVE_UNLIMITED)                                                                 \
    METHOD_ROW(format_map, 2, 2)                                                                             \
    METHOD_ROW(translate, 2, 2)

extern const Native string_methods[];

#define DECLARE(name, least, most)                                                                           \
    Value string_method_##name(Isolate *isolate, Value *arguments, uint32_t count);
#define DECLARE_KEYWORDS(name, least, most)                                                                  \
    Value string_method_##name(Isolate *isolate, Value *arguments, uint32_t count, const Tuple *names);
STRING_METHODS(DECLARE, DECLARE_KEYWORDS)
#undef DECLARE
#undef DECLARE_KEYWORDS

Value string_iterate(Isolate *isolate, Value self);
/* Whether the characters from `at` on are those of `part`; they lie within the string. */
bool string_matches(const String *string, uint32_t at, const String *part);
/* %T of an argument that had to be a str: "strip arg must be None or str" and the like are raised by the
 * callers. */
bool string_expect(Isolate *isolate, Value value, const char *function);
/* string[start:stop] appended to a list. */
bool string_append_part(Isolate *isolate, Value list, const String *string, uint32_t start, uint32_t stop);

#endif
