/* UTF-8, one character at a time. Source: RFC 3629. */
#include "vm/types/utf8.h"

static const char invalid_start[] = "invalid start byte",
                  invalid_continuation[] = "invalid continuation byte",
                  unexpected_end[] = "unexpected end of data";

static size_t bad_sequence(size_t skip, const char *why, size_t *bad, const char **reason) {
    *bad = skip;
    *reason = why;
    return 0;
}

/* Whether the second byte keeps the sequence shortest, out of the surrogates and below U+110000. */
static int second_is_valid(uint8_t first, uint8_t second) {
    switch (first) {
    case 0xe0:
        return second >= 0xa0 && second <= 0xbf;
    case 0xed:
        return second >= 0x80 && second <= 0x9f;
    case 0xf0:
        return second >= 0x90 && second <= 0xbf;
    case 0xf4:
        return second >= 0x80 && second <= 0x8f;
    default:
        return (second & 0xc0) == 0x80;
    }
}

size_t utf8_decode(const uint8_t *bytes, size_t size, uint32_t *character, size_t *bad, const char **reason) {
    uint8_t lead = bytes[0];
    if (lead < 0x80) {
        *character = lead;
        return 1;
    }
    if (lead < 0xc2 || lead > 0xf4) {
        return bad_sequence(1, invalid_start, bad, reason);
    }
    size_t length = lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
    uint32_t result = lead & (0x7f >> length);
    for (size_t i = 1; i < length; i++) {
        if (i >= size) {
            return bad_sequence(i, unexpected_end, bad, reason);
        }
        if (i == 1 ? !second_is_valid(lead, bytes[1]) : (bytes[i] & 0xc0) != 0x80) {
            return bad_sequence(i, invalid_continuation, bad, reason);
        }
        result = result << 6 | (bytes[i] & 0x3f);
    }
    *character = result;
    return length;
}

size_t utf8_encode(uint32_t character, uint8_t bytes[UTF8_LONGEST]) {
    size_t length = utf8_size(character);
    if (length == 1) {
        bytes[0] = (uint8_t)character;
        return 1;
    }
    for (size_t i = length - 1; i > 0; i--) {
        bytes[i] = (uint8_t)(0x80 | (character & 0x3f));
        character >>= 6;
    }
    bytes[0] = (uint8_t)(0xf00 >> length | character);
    return length;
}
