/*
 * IEEE 754 doubles as their bits, for code that may not compute with them:
 *
 *      63     62 ..... 52     51 ......... 0
 *      sign   exponent + 1023   fraction        value: 1.fraction * 2^exponent
 */
#ifndef VM_TYPES_DOUBLE_BITS_H
#define VM_TYPES_DOUBLE_BITS_H

#include <stdbool.h>
#include <stdint.h>

#define DOUBLE_SIGN ((uint64_t)1 << 63)
#define DOUBLE_INFINITY ((uint64_t)0x7ff << 52)
#define DOUBLE_ONE ((uint64_t)0x3ff << 52)
#define DOUBLE_NAN ((uint64_t)0x7ff8 << 48)
#define DOUBLE_FRACTION (((uint64_t)1 << 52) - 1)

static inline bool double_is_negative(uint64_t bits) { return bits >> 63; }
static inline bool double_is_nan(uint64_t bits) { return (bits & ~DOUBLE_SIGN) > DOUBLE_INFINITY; }
static inline bool double_is_infinite(uint64_t bits) { return (bits & ~DOUBLE_SIGN) == DOUBLE_INFINITY; }
static inline bool double_is_finite(uint64_t bits) { return (bits & ~DOUBLE_SIGN) < DOUBLE_INFINITY; }
static inline bool double_is_zero(uint64_t bits) { return !(bits & ~DOUBLE_SIGN); }

/* A finite double as mantissa * 2^exponent. */
uint64_t double_mantissa(uint64_t bits, int *exponent);
/* The double nearest to (mantissa + a bit more, if `sticky`) * 2^exponent, ties to even; infinity when too
 * large. */
uint64_t double_round(uint64_t mantissa, int64_t exponent, bool sticky);
/* Doubles but NaN by order: negative, 0 or positive. */
static inline int double_order(uint64_t a, uint64_t b) {
    int64_t left = a >> 63 ? -(int64_t)(a & ~DOUBLE_SIGN) : (int64_t)a;
    int64_t right = b >> 63 ? -(int64_t)(b & ~DOUBLE_SIGN) : (int64_t)b;
    return left < right ? -1 : left > right;
}

#endif
