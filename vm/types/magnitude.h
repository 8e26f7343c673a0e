/*
 * Arithmetic on magnitudes: natural numbers as arrays of 32-bit digits, least significant first.
 *
 * Pure functions: no isolate, no allocation; the caller provides all memory, said for each function. Counts
 * may be 0 and high digits may be zero unless a line says otherwise. Algorithms: Knuth, The Art of Computer
 * Programming, volume 2, 4.3.1 and 4.3.3.
 */
#ifndef VM_TYPES_MAGNITUDE_H
#define VM_TYPES_MAGNITUDE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { KARATSUBA_LEAST = 40 /* digits, from where splitting pays */ };

/* The count without leading zero digits. */
static inline uint32_t magnitude_count(const uint32_t *digits, uint32_t count) {
    while (count && !digits[count - 1])
        count--;
    return count;
}
static inline uint32_t digit_bits(uint32_t digit) { return digit ? 32 - (uint32_t)__builtin_clz(digit) : 0; }
/* Bits of a number without leading zero digits. */
static inline uint64_t magnitude_bits(const uint32_t *digits, uint32_t count) {
    return count ? (uint64_t)(count - 1) * 32 + digit_bits(digits[count - 1]) : 0;
}
int magnitude_compare(const uint32_t *a, uint32_t a_count, const uint32_t *b,
                      uint32_t b_count); /* no leading zeros */

/* to[0 .. a_count] = a + b; a_count >= b_count. `to` may be a. */
void magnitude_add(uint32_t *to, const uint32_t *a, uint32_t a_count, const uint32_t *b, uint32_t b_count);
/* to[0 .. a_count) = a - b; a >= b, a_count >= b_count. `to` may be a. */
void magnitude_subtract(uint32_t *to, const uint32_t *a, uint32_t a_count, const uint32_t *b,
                        uint32_t b_count);
/* to[0 .. a_count + b_count) = a * b; `to` apart from both. work: magnitude_multiply_work() digits. */
void magnitude_multiply(uint32_t *to, const uint32_t *a, uint32_t a_count, const uint32_t *b,
                        uint32_t b_count, uint32_t *work);
size_t magnitude_multiply_work(uint32_t a_count, uint32_t b_count);
/* digits = digits * factor + addend; returns the digit carried out. */
uint32_t magnitude_multiply_digit(uint32_t *digits, uint32_t count, uint32_t factor, uint32_t addend);
/* to[0 .. count) = digits / divisor; returns the remainder. `to` may be digits. */
uint32_t magnitude_divide_digit(uint32_t *to, const uint32_t *digits, uint32_t count, uint32_t divisor);
/* quotient[0 .. a_count - b_count] = a / b and remainder[0 .. b_count) = a % b, where b has no leading zero,
 * b_count >= 2 and a_count >= b_count. work: a_count + 1 + b_count digits. quotient may be NULL. */
void magnitude_divide(uint32_t *quotient, uint32_t *remainder, const uint32_t *a, uint32_t a_count,
                      const uint32_t *b, uint32_t b_count, uint32_t *work);
/* to[0 .. count + shift / 32] = digits << shift; `to` apart. */
void magnitude_shift_left(uint32_t *to, const uint32_t *digits, uint32_t count, uint64_t shift);
/* to[0 .. count - shift / 32) = digits >> shift; shift / 32 < count; `to` may be digits. Whether a one bit
 * was lost. */
bool magnitude_shift_right(uint32_t *to, const uint32_t *digits, uint32_t count, uint64_t shift);

#endif
