/*
 * CRC-32, eight bytes a step: tables[k][b] is what byte b does to the checksum when k more bytes follow it.
 *
 * The tables are computed at the first use, since 8 KiB of constants would be a part of the kernel's file.
 * Source: M. Kounavis, F. Berry, A systematic approach to building high performance software-based CRC
 * generators, 2005.
 */
#include "vm/crc32.h"

#include <stdbool.h>

#define POLYNOMIAL 0xedb88320u /* 0x04c11db7 with its bits reversed */

enum { STEP = 8 };

static uint32_t tables[STEP][256];
static bool computed; /* atomic */

static uint32_t one_byte(uint32_t state, uint8_t byte) {
    return state >> 8 ^ tables[0][(state ^ byte) & 255];
}

/* Two CPUs that come here at once write the same. */
static void compute(void) {
    for (uint32_t byte = 0; byte < 256; byte++) {
        uint32_t state = byte;
        for (int bit = 0; bit < 8; bit++)
            state = state >> 1 ^ (state & 1 ? POLYNOMIAL : 0);
        tables[0][byte] = state;
    }
    for (uint32_t more = 1; more < STEP; more++)
        for (uint32_t byte = 0; byte < 256; byte++)
            tables[more][byte] = one_byte(tables[more - 1][byte], 0);
    __atomic_store_n(&computed, true, __ATOMIC_RELEASE);
}

static uint32_t add_step(uint32_t state, const uint8_t *bytes) {
    uint64_t word;
    __builtin_memcpy(&word, bytes, STEP);
    word ^= state;
    return tables[7][word & 255] ^ tables[6][word >> 8 & 255] ^ tables[5][word >> 16 & 255] ^
           tables[4][word >> 24 & 255] ^ tables[3][word >> 32 & 255] ^ tables[2][word >> 40 & 255] ^
           tables[1][word >> 48 & 255] ^ tables[0][word >> 56];
}

uint32_t crc32_add(uint32_t checksum, const void *bytes, size_t size) {
    const uint8_t *byte = bytes;
    uint32_t state = ~checksum;
    if (!__atomic_load_n(&computed, __ATOMIC_ACQUIRE))
        compute();
    for (; size >= STEP; size -= STEP, byte += STEP)
        state = add_step(state, byte);
    for (; size > 0; size--, byte++)
        state = one_byte(state, *byte);
    return ~state;
}
