/* What characters are: see characters.h. */
#include "vm/types/characters.h"

#include <stddef.h>

/* Letters in pairs beyond Latin-1. `step` 1: the lower-case ones lie `distance` behind; 2: upper and lower
 * case take turns. */
struct CasePairs {
    uint32_t first, last; /* upper-case letters (step 1), or both (step 2) */
    uint16_t step, distance;
};

static const struct CasePairs case_pairs[] = {
    {0x0100, 0x012f, 2, 1},  {0x0132, 0x0137, 2, 1},  {0x0139, 0x0148, 2, 1},  {0x014a, 0x0177, 2, 1},
    {0x0179, 0x017e, 2, 1},  {0x01cd, 0x01dc, 2, 1},  {0x01de, 0x01ef, 2, 1},  {0x01f8, 0x021f, 2, 1},
    {0x0222, 0x0233, 2, 1},  {0x0386, 0x0386, 1, 38}, {0x0388, 0x038a, 1, 37}, {0x038c, 0x038c, 1, 64},
    {0x038e, 0x038f, 1, 63}, {0x0391, 0x03a1, 1, 32}, {0x03a3, 0x03ab, 1, 32}, {0x0400, 0x040f, 1, 80},
    {0x0410, 0x042f, 1, 32}, {0x0460, 0x0481, 2, 1},  {0x048a, 0x04bf, 2, 1},  {0x04c1, 0x04ce, 2, 1},
    {0x04d0, 0x052f, 2, 1},  {0x0531, 0x0556, 1, 48}, {0x1e00, 0x1e95, 2, 1},  {0x1ea0, 0x1eff, 2, 1},
    {0xff21, 0xff3a, 1, 32},
};

/* First characters of runs of ten decimal digits. */
static const uint32_t decimal_zeros[] = {0x660, 0x6f0, 0x7c0, 0x966, 0x9e6, 0xa66, 0xae6,  0xb66,  0xbe6,
                                         0xc66, 0xce6, 0xd66, 0xe50, 0xed0, 0xf20, 0x1040, 0x17e0, 0xff10};

/* Ranges without printable characters, or with characters that aren't letters. */
struct CharacterRange {
    uint32_t first, last;
};
static const struct CharacterRange unprintable[] = {
    {0x0378, 0x0379}, {0x1680, 0x1680},   {0x180e, 0x180e},   {0x2000, 0x200f},    {0x2028, 0x202f},
    {0x205f, 0x206f}, {0x3000, 0x3000},   {0xd800, 0xf8ff},   {0xfeff, 0xfeff},    {0xfff0, 0xfffb},
    {0xfffe, 0xffff}, {0x1fffe, 0x1ffff}, {0x323b0, 0xe00ff}, {0xe01f0, 0x10ffff},
};
static const struct CharacterRange no_letters[] = {
    {0x02c2, 0x02c5},    {0x02d2, 0x02df}, {0x02e5, 0x02eb}, {0x0300, 0x036f},   {0x0375, 0x0375},
    {0x037e, 0x037e},    {0x0384, 0x0385}, {0x0387, 0x0387}, {0x03f6, 0x03f6},   {0x0482, 0x0489},
    {0x055a, 0x055f},    {0x0589, 0x05cf}, {0x05f3, 0x061f}, {0x064b, 0x065f},   {0x066a, 0x066d},
    {0x2000, 0x2070},    {0x2072, 0x207e}, {0x2080, 0x208f}, {0x20a0, 0x2101},   {0x2190, 0x2bff},
    {0x2e00, 0x2e2e},    {0x2e30, 0x3004}, {0x3008, 0x3030}, {0x303d, 0x3040},   {0x30fb, 0x30fb},
    {0x3200, 0x33ff},    {0x4dc0, 0x4dff}, {0xd800, 0xf8ff}, {0xfe00, 0xfe6f},   {0xff00, 0xff20},
    {0xff3b, 0xff40},    {0xff5b, 0xff65}, {0xffe0, 0xffff}, {0x1d000, 0x1d3ff}, {0x1f000, 0x1fbff},
    {0xe0000, 0x10ffff},
};

static bool in_ranges(uint32_t character, const struct CharacterRange *ranges, size_t count) {
    for (size_t i = 0; i < count && ranges[i].first <= character; i++) {
        if (character <= ranges[i].last) {
            return true;
        }
    }
    return false;
}
#define IN_RANGES(character, ranges) in_ranges(character, ranges, sizeof(ranges) / sizeof(ranges[0]))

bool character_is_space(uint32_t character) {
    if (character < 0x80) {
        return character == ' ' || (character >= 9 && character <= 13) ||
               (character >= 0x1c && character <= 0x1f);
    }
    return character == 0x85 || character == 0xa0 || character == 0x1680 ||
           (character >= 0x2000 && character <= 0x200a) || character == 0x2028 || character == 0x2029 ||
           character == 0x202f || character == 0x205f || character == 0x3000;
}

bool character_is_line_break(uint32_t character) {
    return (character >= 10 && character <= 13) || (character >= 0x1c && character <= 0x1e) ||
           character == 0x85 || character == 0x2028 || character == 0x2029;
}

bool character_is_printable(uint32_t character) {
    if (character < 0x100) {
        return (character >= 0x20 && character < 0x7f) || (character > 0xa0 && character != 0xad);
    }
    return !IN_RANGES(character, unprintable);
}

int character_decimal(uint32_t character) {
    if (character >= '0' && character <= '9') {
        return (int)(character - '0');
    }
    for (size_t i = 0; character >= 0x660 && i < sizeof(decimal_zeros) / sizeof(decimal_zeros[0]); i++) {
        if (character - decimal_zeros[i] < 10) {
            return (int)(character - decimal_zeros[i]);
        }
    }
    return -1;
}

static const struct CasePairs *pairs_of(uint32_t character, bool *upper) {
    for (size_t i = 0; i < sizeof(case_pairs) / sizeof(case_pairs[0]); i++) {
        const struct CasePairs *pairs = &case_pairs[i];
        if (character >= pairs->first && character <= pairs->last) {
            *upper = pairs->step == 1 || (character - pairs->first) % 2 == 0;
            return pairs;
        }
        if (pairs->step == 1 && character - pairs->distance >= pairs->first &&
            character - pairs->distance <= pairs->last) {
            *upper = false;
            return pairs;
        }
    }
    return NULL;
}

static uint32_t latin_classes(uint32_t character) {
    uint32_t printable = character_is_printable(character) ? CHARACTER_PRINTABLE : 0;
    if ((character | 0x20) >= 'a' && (character | 0x20) <= 'z' && character < 0x80) {
        return printable | CHARACTER_ALPHA | (character & 0x20 ? CHARACTER_LOWER : CHARACTER_UPPER);
    }
    if (character >= '0' && character <= '9') {
        return printable | CHARACTER_DECIMAL | CHARACTER_DIGIT | CHARACTER_NUMERIC;
    }
    if (character == 0xaa || character == 0xba || character == 0xb5) {
        return printable | CHARACTER_ALPHA | CHARACTER_LOWER;
    }
    if (character == 0xb2 || character == 0xb3 || character == 0xb9) {
        return printable | CHARACTER_DIGIT | CHARACTER_NUMERIC;
    }
    if (character >= 0xbc && character <= 0xbe) {
        return printable | CHARACTER_NUMERIC;
    }
    if (character >= 0xc0 && character != 0xd7 && character != 0xf7) {
        return printable | CHARACTER_ALPHA | (character >= 0xdf ? CHARACTER_LOWER : CHARACTER_UPPER);
    }
    return printable | (character_is_space(character) ? CHARACTER_SPACE : 0);
}

uint32_t character_classes(uint32_t character) {
    if (character < 0x100) {
        return latin_classes(character);
    }
    uint32_t classes = character_is_printable(character) ? CHARACTER_PRINTABLE : 0;
    if (character_is_space(character)) {
        return classes | CHARACTER_SPACE;
    }
    if (character_decimal(character) >= 0) {
        return classes | CHARACTER_DECIMAL | CHARACTER_DIGIT | CHARACTER_NUMERIC;
    }
    if (!classes || IN_RANGES(character, no_letters)) {
        return classes;
    }
    bool upper;
    if (character == 0x138 || character == 0x149 || character == 0x17f || character == 0x390 ||
        character == 0x3b0 || character == 0x3c2) {
        return classes | CHARACTER_ALPHA | CHARACTER_LOWER;
    }
    if (character == 0x130 || character == 0x178 || character == 0x1e9e) {
        return classes | CHARACTER_ALPHA | CHARACTER_UPPER;
    }
    const struct CasePairs *pairs = pairs_of(character, &upper);
    return classes | CHARACTER_ALPHA | (!pairs ? 0 : upper ? CHARACTER_UPPER : CHARACTER_LOWER);
}

bool character_starts_identifier(uint32_t character) {
    return character == '_' || character_is(character, CHARACTER_ALPHA);
}

bool character_continues_identifier(uint32_t character) {
    return character_starts_identifier(character) || character_is(character, CHARACTER_DECIMAL) ||
           character == 0xb7 || (character >= 0x300 && character <= 0x36f);
}

/* ---- Cases ---- */

static uint32_t single_lower(uint32_t character) {
    if (character < 0x100) {
        return latin_classes(character) & CHARACTER_UPPER ? character + 0x20 : character;
    }
    if (character == 0x178) {
        return 0xff;
    }
    bool upper;
    const struct CasePairs *pairs = pairs_of(character, &upper);
    return pairs && upper ? character + pairs->distance : character;
}

static uint32_t single_upper(uint32_t character) {
    switch (character) {
    case 0xb5:
        return 0x39c;
    case 0xff:
        return 0x178;
    case 0x131:
        return 'I';
    case 0x17f:
        return 'S';
    case 0x3c2:
        return 0x3a3;
    case 0xaa:
    case 0xba:
        return character;
    }
    if (character < 0x100) {
        return latin_classes(character) & CHARACTER_LOWER && character != 0xdf ? character - 0x20 : character;
    }
    bool upper;
    const struct CasePairs *pairs = pairs_of(character, &upper);
    return pairs && !upper ? character - pairs->distance : character;
}

uint32_t character_to_lower(uint32_t character, uint32_t to[LONGEST_CASE]) {
    if (character == 0x130) {
        to[0] = 'i';
        to[1] = 0x307;
        return 2;
    }
    to[0] = character == 0x1e9e ? 0xdf : single_lower(character);
    return 1;
}

uint32_t character_to_upper(uint32_t character, uint32_t to[LONGEST_CASE]) {
    if (character == 0xdf) {
        to[0] = to[1] = 'S';
        return 2;
    }
    if (character == 0x149) {
        to[0] = 0x2bc;
        to[1] = 'N';
        return 2;
    }
    to[0] = single_upper(character);
    return 1;
}

uint32_t character_to_title(uint32_t character, uint32_t to[LONGEST_CASE]) {
    uint32_t count = character_to_upper(character, to);
    if (character == 0xdf) {
        to[1] = 's';
    }
    return count;
}

uint32_t character_fold(uint32_t character, uint32_t to[LONGEST_CASE]) {
    if (character == 0xdf || character == 0x1e9e) {
        to[0] = to[1] = 's';
        return 2;
    }
    if (character == 0xb5 || character == 0x17f || character == 0x3c2) {
        to[0] = character == 0xb5 ? 0x3bc : character == 0x17f ? 's' : 0x3c3;
        return 1;
    }
    return character_to_lower(character, to);
}
