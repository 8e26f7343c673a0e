/* Strings: immutable text of fixed width (see String in vm/object.h). Indices and lengths count characters. */
#ifndef VM_TYPES_STRING_H
#define VM_TYPES_STRING_H

#include "vm/operations.h"

extern const Class class_str;
extern const Operations string_operations;

/* From UTF-8; invalid bytes raise UnicodeDecodeError. */
Value string_from_utf8(Isolate *isolate, const void *bytes, size_t size);
/* From a C string of ASCII. */
Value string_from_c(Isolate *isolate, const char *text);
/* Formatted as by raise() (vm/operations.h). */
Value string_format(Isolate *isolate, const char *format, ...);
Value string_format_list(Isolate *isolate, const char *format, __builtin_va_list arguments);
/* A fresh string of `length` characters of `width` bytes, to be filled by the caller, who promises that some character needs `width`. */
String *string_new(Isolate *isolate, uint32_t length, uint32_t width);
Value string_from_character(Isolate *isolate, uint32_t character);
uint32_t string_character(const String *string, uint32_t index);
Value string_slice(Isolate *isolate, const String *string, uint32_t start, uint32_t stop);
Value string_concatenate(Isolate *isolate, Value left, Value right);
uint32_t string_hash_of(const String *string);   /* computed once, kept */
bool string_equal(const String *left, const String *right);
bool string_is(const String *string, const char *text); /* equal to an ASCII C string */
int string_order(const String *left, const String *right); /* -1, 0, 1 by code point */
/* UTF-8 of the string into a fresh Bytes object (surrogates raise UnicodeEncodeError). */
Value string_encode_utf8(Isolate *isolate, const String *string);
/* UTF-8 into a C buffer, cut at a character and ended by a zero byte; returns bytes written without the zero. Never fails. */
size_t string_copy_utf8(const String *string, char *buffer, size_t size);

/* Text built piece by piece. Lives on the C stack; its body is kept by the heap while the builder is (heap_keep). */
typedef struct StringBuilder {
    Isolate *isolate;
    Value body;      /* Block, or NOTHING */
    uint32_t length, capacity, width;
    uint32_t kept;   /* which kept slot holds `body` */
    bool failed;
} StringBuilder;
void string_builder_start(StringBuilder *builder, Isolate *isolate);
bool string_builder_character(StringBuilder *builder, uint32_t character);
bool string_builder_string(StringBuilder *builder, const String *string);
bool string_builder_ascii(StringBuilder *builder, const char *text, size_t size);
Value string_builder_finish(StringBuilder *builder); /* NOTHING if any step failed */

#endif
