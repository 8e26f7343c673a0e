/* What bytes and bytearray share: operations and methods that read any of the two and make results of the
 * receiver's type. */
#ifndef VM_TYPES_BYTES_METHODS_H
#define VM_TYPES_BYTES_METHODS_H

#include "vm/types/arguments.h"
#include "vm/types/bytes.h"

typedef struct Span {
    const uint8_t *bytes;
    uint64_t size;
} Span;

/* The bytes of a value, good until anything else runs. false with "a bytes-like object is required, not
 * '%T'". */
bool span_of(Isolate *isolate, Value value, Span *span);
/* A fresh object of the receiver's built-in type. `bytes` may lie in the receiver's body. */
Value bytes_like(Isolate *isolate, Value receiver, const void *bytes, uint64_t size);
/* A fresh one of zeros, and where its bytes are: NULL if it is empty. */
Value bytes_room_like(Isolate *isolate, Value receiver, uint64_t size, uint8_t **room);
static inline bool byte_is_space(uint8_t byte) { return byte == ' ' || (byte >= '\t' && byte <= '\r'); }
/* The content for bytes(...) and bytearray(...): a Bytes object, or NOTHING. */
Value bytes_content(Isolate *isolate, const char *function, const Value *arguments, uint32_t count,
                    const Tuple *names);
/* A byte's value: ValueError beyond 0 to 255. */
bool byte_of(Isolate *isolate, Value value, uint8_t *byte);
int64_t span_find(Span text, Span part, uint64_t start, uint64_t stop, bool last);

/* b'...'; bytearray's text has a single quote escaped even between double ones. */
Value bytes_represent(Isolate *isolate, Span span, bool escape_quote);
Value bytes_compare(Isolate *isolate, enum Comparison comparison, Value left, Value right);
Value bytes_concatenate(Isolate *isolate, Value left, Value right);
Value bytes_percent(Isolate *isolate, Value template, Value values); /* string_percent.c */
Value bytes_repeat(Isolate *isolate, Value self, Value times);
Value bytes_get_item(Isolate *isolate, Value self, Value key, const char *name);
int bytes_contains(Isolate *isolate, Value self, Value element);
Value bytes_iterate(Isolate *isolate, Value self);

#define BYTES_METHODS(ROW, KEYWORD_ROW)                                                                      \
    ROW(capitalize, 1, 1)                                                                                    \
    ROW(center, 2, 3)                                                                                        \
    ROW(count, 2, 4)                                                                                         \
    KEYWORD_ROW(decode, 1, NATIVE_UNLIMITED)                                                                 \
    ROW(endswith, 2, 4)                                                                                      \
    KEYWORD_ROW(expandtabs, 1, NATIVE_UNLIMITED)                                                             \
    ROW(find, 2, 4)                                                                                          \
    KEYWORD_ROW(hex, 1, NATIVE_UNLIMITED)                                                                    \
    ROW(index, 2, 4)                                                                                         \
    ROW(isalnum, 1, 1)                                                                                       \
    ROW(isalpha, 1, 1)                                                                                       \
    ROW(isascii, 1, 1)                                                                                       \
    ROW(isdigit, 1, 1)                                                                                       \
    ROW(islower, 1, 1)                                                                                       \
    ROW(isspace, 1, 1)                                                                                       \
    ROW(istitle, 1, 1)                                                                                       \
    ROW(isupper, 1, 1)                                                                                       \
    ROW(join, 2, 2)                                                                                          \
    ROW(ljust, 2, 3)                                                                                         \
    ROW(lower, 1, 1)                                                                                         \
    ROW(lstrip, 1, 2)                                                                                        \
    ROW(partition, 2, 2)                                                                                     \
    ROW(removeprefix, 2, 2)                                                                                  \
    ROW(removesuffix, 2, 2)                                                                                  \
    ROW(replace, 3, 4)                                                                                       \
    ROW(rfind, 2, 4)                                                                                         \
    ROW(rindex, 2, 4)                                                                                        \
    ROW(rjust, 2, 3)                                                                                         \
    ROW(rpartition, 2, 2)                                                                                    \
    KEYWORD_ROW(rsplit, 1, NATIVE_UNLIMITED)                                                                 \
    ROW(rstrip, 1, 2)                                                                                        \
    KEYWORD_ROW(split, 1, NATIVE_UNLIMITED)                                                                  \
    KEYWORD_ROW(splitlines, 1, NATIVE_UNLIMITED)                                                             \
    ROW(startswith, 2, 4)                                                                                    \
    ROW(strip, 1, 2)                                                                                         \
    ROW(swapcase, 1, 1)                                                                                      \
    ROW(title, 1, 1)                                                                                         \
    KEYWORD_ROW(translate, 1, NATIVE_UNLIMITED)                                                              \
    ROW(upper, 1, 1)                                                                                         \
    ROW(zfill, 2, 2)

#define DECLARE(name, least, most)                                                                           \
    Value bytes_method_##name(Isolate *isolate, Value *arguments, uint32_t count);
#define DECLARE_KEYWORDS(name, least, most)                                                                  \
    Value bytes_method_##name(Isolate *isolate, Value *arguments, uint32_t count, const Tuple *names);
BYTES_METHODS(DECLARE, DECLARE_KEYWORDS)
#undef DECLARE
#undef DECLARE_KEYWORDS
Value bytes_method_fromhex(Isolate *isolate, Value *arguments, uint32_t count);   /* receives the class */
Value bytes_method_maketrans(Isolate *isolate, Value *arguments, uint32_t count); /* static */
/* Arguments of .hex(), the receiver left out. */
Value bytes_hex_of(Isolate *isolate, Span span, const Value *arguments, uint32_t count, const Tuple *names);

#define BYTES_ROW(c_name, least, most, of_class)                                                             \
    METHOD(bytes_method_##c_name, #c_name, least, most, of_class),
#define BYTES_KEYWORD_ROW(c_name, least, most, of_class)                                                     \
    METHOD_WITH_KEYWORDS(bytes_method_##c_name, #c_name, least, most, of_class),

#endif
