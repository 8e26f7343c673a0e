/*
 * The hash of strings: 32-bit FNV-1a over the characters' values (not over bytes, so that every width
 * agrees), and 1 in place of 0, so that 0 can mean "not computed". The compiler computes the same
 * (build/compiler/string_hash.py), since images bring their strings' hashes along; tests hold the two
 * together.
 */
#ifndef VM_STRING_HASH_H
#define VM_STRING_HASH_H

#include <stdint.h>

static inline uint32_t string_hash_start(void) { return 2166136261u; }

static inline uint32_t string_hash_add(uint32_t hash, uint32_t character) {
    return (hash ^ character) * 16777619u;
}

static inline uint32_t string_hash_end(uint32_t hash) { return hash ? hash : 1; }

/* Of `length` characters of `width` (1, 2 or 4) bytes each. */
static inline uint32_t string_hash_characters(const void *characters, uint32_t length, uint32_t width) {
    uint32_t hash = string_hash_start();
    if (width == 1)
        for (uint32_t i = 0; i < length; i++)
            hash = string_hash_add(hash, ((const uint8_t *)characters)[i]);
    else if (width == 2)
        for (uint32_t i = 0; i < length; i++)
            hash = string_hash_add(hash, ((const uint16_t *)characters)[i]);
    else
        for (uint32_t i = 0; i < length; i++)
            hash = string_hash_add(hash, ((const uint32_t *)characters)[i]);
    return string_hash_end(hash);
}

#endif
