/*
 * What characters are: their classes and cases.
 *
 * Exact for ASCII and Latin-1; beyond that for the Latin, Greek and Cyrillic letters that come in pairs of
 * cases, the spaces, and the decimal digits of the larger scripts. Other letters count as letters without
 * case. Source: the Unicode character database.
 */
#ifndef VM_TYPES_CHARACTERS_H
#define VM_TYPES_CHARACTERS_H

#include <stdbool.h>
#include <stdint.h>

enum CharacterClass {
    CHARACTER_UPPER = 1,
    CHARACTER_LOWER = 2,
    CHARACTER_ALPHA = 4, /* a letter of any kind */
    CHARACTER_DECIMAL = 8,
    CHARACTER_DIGIT = 16, /* decimal, or a superscript and the like */
    CHARACTER_NUMERIC = 32,
    CHARACTER_SPACE = 64,
    CHARACTER_PRINTABLE = 128,
};

enum { LONGEST_CASE = 3 }; /* characters that one becomes at most */

uint32_t character_classes(uint32_t character);
/* The value of a decimal digit, or -1. */
int character_decimal(uint32_t character);
/* The full mappings: how many characters they give. */
uint32_t character_to_lower(uint32_t character, uint32_t to[LONGEST_CASE]);
uint32_t character_to_upper(uint32_t character, uint32_t to[LONGEST_CASE]);
uint32_t character_to_title(uint32_t character, uint32_t to[LONGEST_CASE]);
uint32_t character_fold(uint32_t character, uint32_t to[LONGEST_CASE]);

static inline bool character_is(uint32_t character, uint32_t classes) {
    return (character_classes(character) & classes) != 0;
}
bool character_is_space(uint32_t character);
bool character_is_line_break(uint32_t character);
bool character_is_printable(uint32_t character);
bool character_starts_identifier(uint32_t character);
bool character_continues_identifier(uint32_t character);

#endif
