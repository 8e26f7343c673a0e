/* Strings: immutable text of fixed width (see String in vm/object.h). Indices and lengths count characters.
 */
#ifndef VM_TYPES_STRING_H
#define VM_TYPES_STRING_H

#include "vm/operations.h"

extern const Class class_str;
extern const Operations string_operations;

/* From UTF-8; invalid bytes raise UnicodeDecodeError. */
Value string_from_utf8(Isolate *isolate, const void *bytes, size_t size);
Value string_from_ascii(Isolate *isolate, const void *bytes, size_t size);
bool bytes_are_ascii(const uint8_t *bytes, size_t size);
/* From a C string of ASCII. */
Value string_from_c(Isolate *isolate, const char *text);
/* Formatted as by raise_error() (vm/operations.h). */
Value string_format(Isolate *isolate, const char *format, ...);
Value string_format_list(Isolate *isolate, const char *format, __builtin_va_list arguments);
/* A fresh string of `length` characters of `width` bytes, to be filled by the caller, who promises that some
 * character needs `width`. */
String *string_new(Isolate *isolate, uint32_t length, uint32_t width);
/* Characters of `from`, no wider than `to`, into a fresh string. */
void string_copy_into(String *to, uint32_t at, const String *from);
/* The strings of one Latin-1 character: static data. */
struct ShortString {
    String string;
    uint8_t bytes[8];
};
extern const struct ShortString short_strings[256];
static inline Value string_of_byte(uint8_t byte) { return from_object(&short_strings[byte]); }
Value string_from_character(Isolate *isolate, uint32_t character);
uint32_t string_character(const String *string, uint32_t index);
Value string_slice(Isolate *isolate, const String *string, uint32_t start, uint32_t stop);
/* Strings one behind the other; the caller keeps them. */
Value string_of_parts(Isolate *isolate, const Value *parts, uint32_t count);
Value string_concatenate(Isolate *isolate, Value left, Value right);
uint32_t string_hash_of(const String *string); /* computed once, kept */
bool string_equal(const String *left, const String *right);
bool string_is(const String *string, const char *text);    /* equal to an ASCII C string */
int string_order(const String *left, const String *right); /* -1, 0, 1 by code point */
/* UTF-8 of the string into a fresh Bytes object (surrogates raise UnicodeEncodeError). */
Value string_encode_utf8(Isolate *isolate, const String *string);
/* UTF-8 into a C buffer, cut at a character and ended by a zero byte; returns bytes written without the zero.
 * Never fails. */
size_t string_copy_utf8(const String *string, char *buffer, size_t size);

/* Sets OBJECT_ASCII if it holds; strings without that flag may still be ASCII. */
void string_note_ascii(String *string);
bool string_is_ascii(const String *string);
Value string_empty(void);
/* repr() and ascii() of text. */
Value string_represent(Isolate *isolate, const String *string, bool ascii_only);
/* Text with every character beyond ASCII escaped, as ascii() does to a repr(). */
Value string_to_ascii(Isolate *isolate, Value string);
/* Index of `part` in string[start:stop], or -1. `last`: the last one. */
int64_t string_find(const String *string, const String *part, uint32_t start, uint32_t stop, bool last);
/* template.format(*arguments, **keywords); positional ones in a tuple, keywords in a mapping or NOTHING. */
Value string_format_template(Isolate *isolate, const String *template, Value arguments, Value keywords);
/* template % values */
Value string_percent(Isolate *isolate, const String *template, Value values);
Value string_format_specified(Isolate *isolate, Value string,
                              Value specification); /* format(str, specification) */

inline uint32_t string_at(const String *string, uint32_t index) {
    if (string->object.detail == 1) {
        return string->bytes[index];
    }
    return string->object.detail == 2 ? ((const uint16_t *)(const void *)string->bytes)[index]
                                      : ((const uint32_t *)(const void *)string->bytes)[index];
}
static inline void string_put(String *string, uint32_t index, uint32_t character) {
    if (string->object.detail == 1) {
        string->bytes[index] = (uint8_t)character;
    } else if (string->object.detail == 2) {
        ((uint16_t *)(void *)string->bytes)[index] = (uint16_t)character;
    } else {
        ((uint32_t *)(void *)string->bytes)[index] = character;
    }
}
static inline uint32_t character_width(uint32_t character) {
    return character < 0x100 ? 1 : character < 0x10000 ? 2 : 4;
}

enum { STRING_BUILDER_INLINE = 128 };
/* Text built piece by piece. Lives on the C stack, at one place; short text lies in it, longer text in a
 * Block that the heap keeps until string_builder_finish(). */
typedef struct StringBuilder {
    Isolate *isolate;
    uint8_t *bytes;    /* inline_bytes or the Block's */
    uint32_t length;   /* characters */
    uint32_t capacity; /* bytes */
    uint32_t width;
    Value *kept; /* the kept slot that holds the Block */
    bool failed;
    _Alignas(8) uint8_t inline_bytes[STRING_BUILDER_INLINE];
} StringBuilder;
void string_builder_start(StringBuilder *builder, Isolate *isolate);
bool string_builder_character(StringBuilder *builder, uint32_t character);
bool string_builder_repeat(StringBuilder *builder, uint32_t character, uint64_t times);
bool string_builder_string(StringBuilder *builder, const String *string);
bool string_builder_part(StringBuilder *builder, const String *string, uint32_t start, uint32_t stop);
bool string_builder_ascii(StringBuilder *builder, const char *text, size_t size);
bool string_builder_c(StringBuilder *builder, const char *text);
/* A String value, or NOTHING (an exception is set): then the builder has failed. */
bool string_builder_value(StringBuilder *builder, Value string);
Value string_builder_finish(StringBuilder *builder); /* NOTHING if any step failed */

#endif
