/*
 * CRC-32 as zlib's crc32() and IEEE 802.3 have it: reflected, polynomial 0x04c11db7, all bits inverted before
 * and after.
 */
#ifndef VM_CRC32_H
#define VM_CRC32_H

#include <stddef.h>
#include <stdint.h>

/* The checksum of some bytes with `size` more behind them, `checksum` being that of the former; of no bytes
 * it is 0. */
uint32_t crc32_add(uint32_t checksum, const void *bytes, size_t size);

#endif
