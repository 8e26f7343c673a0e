/* See magnitude.h. */
#include "vm/types/magnitude.h"

int magnitude_compare(const uint32_t *a, uint32_t a_count, const uint32_t *b, uint32_t b_count) {
    if (a_count != b_count)
        return a_count < b_count ? -1 : 1;
    for (uint32_t i = a_count; i-- > 0;)
        if (a[i] != b[i])
            return a[i] < b[i] ? -1 : 1;
    return 0;
}

void magnitude_add(uint32_t *to, const uint32_t *a, uint32_t a_count, const uint32_t *b, uint32_t b_count) {
    uint64_t carry = 0;
    uint32_t i = 0;
    for (; i < b_count; i++) {
        carry += (uint64_t)a[i] + b[i];
        to[i] = (uint32_t)carry;
        carry >>= 32;
    }
    for (; i < a_count; i++) {
        carry += a[i];
        to[i] = (uint32_t)carry;
        carry >>= 32;
    }
    to[i] = (uint32_t)carry;
}

void magnitude_subtract(uint32_t *to, const uint32_t *a, uint32_t a_count, const uint32_t *b,
                        uint32_t b_count) {
    uint64_t borrow = 0;
    uint32_t i = 0;
    for (; i < b_count; i++) {
        uint64_t difference = (uint64_t)a[i] - b[i] - borrow;
        to[i] = (uint32_t)difference;
        borrow = difference >> 63;
    }
    for (; i < a_count; i++) {
        uint64_t difference = (uint64_t)a[i] - borrow;
        to[i] = (uint32_t)difference;
        borrow = difference >> 63;
    }
}

/* ---- Multiplying ---- */

static void multiply_school(uint32_t *to, const uint32_t *a, uint32_t a_count, const uint32_t *b,
                            uint32_t b_count) {
    for (uint32_t i = 0; i < a_count + b_count; i++)
        to[i] = 0;
    for (uint32_t i = 0; i < a_count; i++) {
        uint64_t carry = 0;
        for (uint32_t j = 0; j < b_count; j++) {
            carry += (uint64_t)a[i] * b[j] + to[i + j];
            to[i + j] = (uint32_t)carry;
            carry >>= 32;
        }
        to[i + b_count] = (uint32_t)carry;
    }
}

/* to[0 .. count) += addend, the carry running on as far as it must. */
static void add_into(uint32_t *to, const uint32_t *addend, uint32_t count) {
    uint64_t carry = 0;
    for (uint32_t i = 0; i < count || carry; i++) {
        carry += (uint64_t)to[i] + (i < count ? addend[i] : 0);
        to[i] = (uint32_t)carry;
        carry >>= 32;
    }
}

/*
 * Karatsuba, both of `count` digits: with a = a1 B + a0 and b = b1 B + b0,
 *     a b = a1 b1 B^2 + ((a0 + a1)(b0 + b1) - a1 b1 - a0 b0) B + a0 b0
 * work: the two sums and their product, half + 1 and twice that many digits, then the work of the deeper
 * levels.
 */
static void multiply_square(uint32_t *to, const uint32_t *a, const uint32_t *b, uint32_t count,
                            uint32_t *work) {
    if (count < KARATSUBA_LEAST) {
        multiply_school(to, a, count, b, count);
        return;
    }
    uint32_t low = (count + 1) / 2, high = count - low, sum = low + 1;
    uint32_t *a_sum = work, *b_sum = work + sum, *middle = work + 2 * sum, *deeper = work + 4 * sum;
    magnitude_add(a_sum, a, low, a + low, high);
    magnitude_add(b_sum, b, low, b + low, high);
    multiply_square(middle, a_sum, b_sum, sum, deeper);
    multiply_square(to, a, b, low, deeper);
    multiply_square(to + 2 * low, a + low, b + low, high, deeper);
    magnitude_subtract(middle, middle, 2 * sum, to, 2 * low);
    magnitude_subtract(middle, middle, 2 * sum, to + 2 * low, 2 * high);
    add_into(to + low, middle, magnitude_count(middle, 2 * sum));
}

/* A product, then 4 * (count / 2 + 2) at each level, halving: 2 + 4 times count, and a few for each level;
 * room to spare. */
size_t magnitude_multiply_work(uint32_t a_count, uint32_t b_count) {
    size_t smaller = a_count < b_count ? a_count : b_count;
    return smaller < KARATSUBA_LEAST ? 0 : 10 * smaller + 512;
}

void magnitude_multiply(uint32_t *to, const uint32_t *a, uint32_t a_count, const uint32_t *b,
                        uint32_t b_count, uint32_t *work) {
    if (a_count < b_count) {
        magnitude_multiply(to, b, b_count, a, a_count, work);
        return;
    }
    if (b_count < KARATSUBA_LEAST) {
        multiply_school(to, a, a_count, b, b_count);
        return;
    }
    uint32_t *product = work, *deeper = work + 2 * (size_t)b_count;
    for (uint32_t i = 0; i < a_count + b_count; i++)
        to[i] = 0;
    uint32_t done = 0;
    for (; a_count - done >= b_count; done += b_count) {
        multiply_square(product, a + done, b, b_count, deeper);
        add_into(to + done, product, magnitude_count(product, 2 * b_count));
    }
    for (; done < a_count; done++) {
        uint64_t carry = 0;
        for (uint32_t j = 0; j < b_count; j++) {
            carry += (uint64_t)a[done] * b[j] + to[done + j];
            to[done + j] = (uint32_t)carry;
            carry >>= 32;
        }
        to[done + b_count] = (uint32_t)carry;
    }
}

uint32_t magnitude_multiply_digit(uint32_t *digits, uint32_t count, uint32_t factor, uint32_t addend) {
    uint64_t carry = addend;
    for (uint32_t i = 0; i < count; i++) {
        carry += (uint64_t)digits[i] * factor;
        digits[i] = (uint32_t)carry;
        carry >>= 32;
    }
    return (uint32_t)carry;
}

/* ---- Dividing ---- */

uint32_t magnitude_divide_digit(uint32_t *to, const uint32_t *digits, uint32_t count, uint32_t divisor) {
    uint64_t remainder = 0;
    for (uint32_t i = count; i-- > 0;) {
        remainder = remainder << 32 | digits[i];
        to[i] = (uint32_t)(remainder / divisor);
        remainder %= divisor;
    }
    return (uint32_t)remainder;
}

/* part[0 .. count] -= factor * divisor; whether that went below zero (modulo the digits). */
static bool subtract_product(uint32_t *part, const uint32_t *divisor, uint32_t count, uint32_t factor) {
    uint64_t carry = 0;
    for (uint32_t i = 0; i < count; i++) {
        carry += (uint64_t)divisor[i] * factor;
        uint32_t low = (uint32_t)carry;
        carry = (carry >> 32) + (part[i] < low);
        part[i] -= low;
    }
    bool below = part[count] < carry;
    part[count] -= (uint32_t)carry;
    return below;
}

static void add_back(uint32_t *part, const uint32_t *divisor, uint32_t count) {
    uint64_t carry = 0;
    for (uint32_t i = 0; i < count; i++) {
        carry += (uint64_t)part[i] + divisor[i];
        part[i] = (uint32_t)carry;
        carry >>= 32;
    }
    part[count] += (uint32_t)carry;
}

/* Knuth's estimate of a quotient digit from the three leading digits: at most one too large. */
static uint32_t estimate(const uint32_t *part, const uint32_t *divisor, uint32_t count) {
    uint64_t top = (uint64_t)part[count] << 32 | part[count - 1];
    uint64_t guess = top / divisor[count - 1], rest = top % divisor[count - 1];
    while (guess > UINT32_MAX || guess * divisor[count - 2] > (rest << 32 | part[count - 2])) {
        guess--;
        rest += divisor[count - 1];
        if (rest > UINT32_MAX)
            break;
    }
    return (uint32_t)guess;
}

void magnitude_divide(uint32_t *quotient, uint32_t *remainder, const uint32_t *a, uint32_t a_count,
                      const uint32_t *b, uint32_t b_count, uint32_t *work) {
    uint32_t shift = (uint32_t)__builtin_clz(b[b_count - 1]);
    uint32_t *part = work, *divisor = work + a_count + 1;
    magnitude_shift_left(part, a, a_count, shift);
    divisor[0] = b[0] << shift;
    for (uint32_t i = 1; i < b_count; i++)
        divisor[i] = (uint32_t)(((uint64_t)b[i] << 32 | b[i - 1]) << shift >> 32);
    for (uint32_t i = a_count - b_count + 1; i-- > 0;) {
        uint32_t guess = estimate(part + i, divisor, b_count);
        if (subtract_product(part + i, divisor, b_count, guess)) {
            guess--;
            add_back(part + i, divisor, b_count);
        }
        if (quotient)
            quotient[i] = guess;
    }
    magnitude_shift_right(remainder, part, b_count, shift);
}

/* ---- Shifting ---- */

void magnitude_shift_left(uint32_t *to, const uint32_t *digits, uint32_t count, uint64_t shift) {
    uint64_t whole = shift / 32;
    uint32_t bits = shift % 32, carry = 0;
    for (uint64_t i = 0; i < whole; i++)
        to[i] = 0;
    for (uint32_t i = 0; i < count; i++) {
        uint64_t moved = (uint64_t)digits[i] << bits | carry;
        to[whole + i] = (uint32_t)moved;
        carry = (uint32_t)(moved >> 32);
    }
    to[whole + count] = carry;
}

bool magnitude_shift_right(uint32_t *to, const uint32_t *digits, uint32_t count, uint64_t shift) {
    uint32_t whole = (uint32_t)(shift / 32), bits = shift % 32;
    bool lost = (digits[whole] & (((uint64_t)1 << bits) - 1)) != 0;
    for (uint32_t i = 0; i < whole && !lost; i++)
        lost = digits[i] != 0;
    for (uint32_t i = whole; i < count; i++) {
        uint64_t pair = (uint64_t)(i + 1 < count ? digits[i + 1] : 0) << 32 | digits[i];
        to[i - whole] = (uint32_t)(pair >> bits);
    }
    return lost;
}
