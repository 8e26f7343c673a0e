/*
 * CRC-32, four bytes a step: tables[k][b] is what byte b does to the checksum when k more bytes follow it.
 *
 * A CRC is linear, so the entry of b is the exclusive or of the entries of b's bits. Only those eight stand
 * here, a row for each table; the preprocessor makes the rest, and the tables are constant data.
 */
#include "vm/crc32.h"

#define BIT(number, bit, entry) ((number) >> (bit) & 1 ? (entry) : 0)
#define ENTRY(n, b0, b1, b2, b3, b4, b5, b6, b7)                                                             \
    (BIT(n, 0, b0) ^ BIT(n, 1, b1) ^ BIT(n, 2, b2) ^ BIT(n, 3, b3) ^ BIT(n, 4, b4) ^ BIT(n, 5, b5) ^         \
     BIT(n, 6, b6) ^ BIT(n, 7, b7))
#define ENTRIES_4(n, ...)                                                                                    \
    ENTRY(n, __VA_ARGS__), ENTRY((n) + 1, __VA_ARGS__), ENTRY((n) + 2, __VA_ARGS__),                         \
        ENTRY((n) + 3, __VA_ARGS__)
#define ENTRIES_16(n, ...)                                                                                   \
    ENTRIES_4(n, __VA_ARGS__), ENTRIES_4((n) + 4, __VA_ARGS__), ENTRIES_4((n) + 8, __VA_ARGS__),             \
        ENTRIES_4((n) + 12, __VA_ARGS__)
#define ENTRIES_64(n, ...)                                                                                   \
    ENTRIES_16(n, __VA_ARGS__), ENTRIES_16((n) + 16, __VA_ARGS__), ENTRIES_16((n) + 32, __VA_ARGS__),        \
        ENTRIES_16((n) + 48, __VA_ARGS__)
#define TABLE(...)                                                                                           \
    {ENTRIES_64(0, __VA_ARGS__), ENTRIES_64(64, __VA_ARGS__), ENTRIES_64(128, __VA_ARGS__),                  \
     ENTRIES_64(192, __VA_ARGS__)}

enum { STEP = 4 /* eight would take 4 KiB more of tables */ };

/* Read from right to left, row by row, this is one sequence: each number is the one before, shifted once by
 * the CRC's rule. */
static const uint32_t tables[STEP][256] = {
    TABLE(0x77073096u, 0xee0e612cu, 0x076dc419u, 0x0edb8832u, 0x1db71064u, 0x3b6e20c8u, 0x76dc4190u,
          0xedb88320u),
    TABLE(0x191b3141u, 0x32366282u, 0x646cc504u, 0xc8d98a08u, 0x4ac21251u, 0x958424a2u, 0xf0794f05u,
          0x3b83984bu),
    TABLE(0x01c26a37u, 0x0384d46eu, 0x0709a8dcu, 0x0e1351b8u, 0x1c26a370u, 0x384d46e0u, 0x709a8dc0u,
          0xe1351b80u),
    TABLE(0xb8bc6765u, 0xaa09c88bu, 0x8f629757u, 0xc5b428efu, 0x5019579fu, 0xa032af3eu, 0x9b14583du,
          0xed59b63bu),
};

static uint32_t add_four(uint32_t state, const uint8_t *bytes) {
    return tables[3][bytes[0] ^ (state & 255)] ^ tables[2][bytes[1] ^ (state >> 8 & 255)] ^
           tables[1][bytes[2] ^ (state >> 16 & 255)] ^ tables[0][bytes[3] ^ state >> 24];
}

uint32_t crc32_add(uint32_t checksum, const void *bytes, size_t size) {
    const uint8_t *byte = bytes;
    uint32_t state = ~checksum;
    for (; size >= STEP; size -= STEP, byte += STEP)
        state = add_four(state, byte);
    for (; size > 0; size--, byte++)
        state = state >> 8 ^ tables[0][(state ^ *byte) & 255];
    return ~state;
}
