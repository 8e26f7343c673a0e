/* UTF-8, one character at a time. Source: RFC 3629. */
#ifndef VM_TYPES_UTF8_H
#define VM_TYPES_UTF8_H

#include <stddef.h>
#include <stdint.h>

enum { UTF8_LONGEST = 4 };

/* Decodes the character at `bytes`: its length, or 0 if it isn't valid; then *bad is how many bytes to skip
 * and *reason why. */
size_t utf8_decode(const uint8_t *bytes, size_t size, uint32_t *character, size_t *bad, const char **reason);
/* Writes a character (surrogates too: the caller checks): the bytes written. */
size_t utf8_encode(uint32_t character, uint8_t bytes[UTF8_LONGEST]);
static inline size_t utf8_size(uint32_t character) {
    return character < 0x80 ? 1 : character < 0x800 ? 2 : character < 0x10000 ? 3 : 4;
}
static inline int is_surrogate(uint32_t character) { return character >= 0xd800 && character < 0xe000; }

#endif
