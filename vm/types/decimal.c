/*
 * Digits of doubles: Steele and White's free-format algorithm with the improvements of Burger and Dybvig,
 * "Printing Floating-Point Numbers Quickly and Accurately" (1996). A double v = r / s exactly; its
 * neighbours' midpoints are (r - below) / s and (r + above) / s.
 */
#include "vm/types/double_bits.h"
#include "vm/types/float_text.h"
#include "vm/types/magnitude.h"

enum { DIGITS = 40 }; /* 1280 bits: 2^1075 * 10 * 2, or 2^54 * 10^325, with room */

typedef struct Number {
    uint32_t count;
    uint32_t digits[DIGITS];
} Number;

static void number_set(Number *number, uint64_t value) {
    number->digits[0] = (uint32_t)value;
    number->digits[1] = (uint32_t)(value >> 32);
    number->count = magnitude_count(number->digits, 2);
}

static void number_shift(Number *number, uint32_t shift) {
    Number from = *number;
    magnitude_shift_left(number->digits, from.digits, from.count, shift);
    number->count = magnitude_count(number->digits, from.count + shift / 32 + 1);
}

static void number_multiply(Number *number, uint32_t factor) {
    uint32_t carry = magnitude_multiply_digit(number->digits, number->count, factor, 0);
    if (carry)
        number->digits[number->count++] = carry;
}

static void number_times_power_of_10(Number *number, int power) {
    for (; power >= 9; power -= 9)
        number_multiply(number, 1000000000);
    for (; power > 0; power--)
        number_multiply(number, 10);
}

static int number_compare(const Number *a, const Number *b) {
    return magnitude_compare(a->digits, a->count, b->digits, b->count);
}

/* a + b against c */
static int number_compare_sum(const Number *a, const Number *b, const Number *c) {
    Number sum;
    const Number *larger = a->count >= b->count ? a : b, *smaller = larger == a ? b : a;
    magnitude_add(sum.digits, larger->digits, larger->count, smaller->digits, smaller->count);
    sum.count = magnitude_count(sum.digits, larger->count + 1);
    return number_compare(&sum, c);
}

/* r / s, which is below 10; r becomes the remainder. */
static int take_digit(Number *r, const Number *s) {
    int digit = 0;
    while (number_compare(r, s) >= 0) {
        magnitude_subtract(r->digits, r->digits, r->count, s->digits, s->count);
        r->count = magnitude_count(r->digits, r->count);
        digit++;
    }
    return digit;
}

/* floor(log10) of mantissa * 2^exponent, or one less: the number of digits before the point is at least that.
 */
static int estimate_point(uint64_t mantissa, int exponent) {
    int64_t bits = 63 - __builtin_clzll(mantissa) + exponent;
    return (int)(bits * 1292913986 >> 32); /* log10(2) * 2^32 */
}

struct Ratio {
    Number r, s, below;
    bool wider; /* the gap above is twice the one below */
};

static void start_ratio(uint64_t mantissa, int exponent, struct Ratio *ratio) {
    ratio->wider = mantissa == (uint64_t)1 << 52 && exponent > -1074;
    uint32_t more = 1 + ratio->wider;
    number_set(&ratio->r, mantissa);
    number_set(&ratio->s, 1);
    number_set(&ratio->below, 1);
    number_shift(&ratio->r, more + (exponent > 0 ? (uint32_t)exponent : 0));
    number_shift(&ratio->s, more + (exponent < 0 ? (uint32_t)-exponent : 0));
    if (exponent > 0)
        number_shift(&ratio->below, (uint32_t)exponent);
}

static void scale_ratio(struct Ratio *ratio, int point) {
    if (point >= 0) {
        number_times_power_of_10(&ratio->s, point);
    } else {
        number_times_power_of_10(&ratio->r, -point);
        number_times_power_of_10(&ratio->below, -point);
    }
}

static void set_zero(Decimal *decimal) {
    decimal->count = 1;
    decimal->point = 1;
    decimal->digits[0] = '0';
}

static void drop_zeros(Decimal *decimal) {
    while (decimal->count > 1 && decimal->digits[decimal->count - 1] == '0')
        decimal->count--;
}

/* One more in the last place. */
static void round_up(Decimal *decimal) {
    int32_t i = decimal->count;
    while (i > 0 && decimal->digits[i - 1] == '9')
        i--;
    if (i == 0) {
        decimal->digits[0] = '1';
        decimal->count = 1;
        decimal->point++;
        return;
    }
    decimal->digits[i - 1]++;
    decimal->count = i;
}

void decimal_shortest(uint64_t bits, Decimal *decimal) {
    int exponent;
    uint64_t mantissa = double_mantissa(bits, &exponent);
    if (!mantissa) {
        set_zero(decimal);
        return;
    }
    struct Ratio ratio;
    bool even = !(mantissa & 1);
    start_ratio(mantissa, exponent, &ratio);
    decimal->point = estimate_point(mantissa, exponent);
    scale_ratio(&ratio, decimal->point);
    Number above = ratio.below;
    if (ratio.wider)
        number_shift(&above, 1);
    while (number_compare_sum(&ratio.r, &above, &ratio.s) >= !even) {
        number_multiply(&ratio.s, 10);
        decimal->point++;
    }
    bool low, high;
    decimal->count = 0;
    do {
        number_multiply(&ratio.r, 10);
        number_multiply(&ratio.below, 10);
        number_multiply(&above, 10);
        decimal->digits[decimal->count++] = (char)('0' + take_digit(&ratio.r, &ratio.s));
        low = number_compare(&ratio.r, &ratio.below) < even;
        high = number_compare_sum(&ratio.r, &above, &ratio.s) >= !even;
    } while (!low && !high);
    int half = number_compare_sum(&ratio.r, &ratio.r, &ratio.s);
    if (high && (!low || half > 0 || (half == 0 && decimal->digits[decimal->count - 1] & 1)))
        round_up(decimal);
}

/* `places` digits behind the point if `fixed`, else `places` significant ones. */
static void decimal_exact(uint64_t bits, int64_t places, bool fixed, Decimal *decimal) {
    int exponent;
    uint64_t mantissa = double_mantissa(bits, &exponent);
    if (!mantissa) {
        set_zero(decimal);
        return;
    }
    struct Ratio ratio;
    start_ratio(mantissa, exponent, &ratio);
    decimal->point = estimate_point(mantissa, exponent);
    scale_ratio(&ratio, decimal->point);
    while (number_compare(&ratio.r, &ratio.s) >= 0) {
        number_multiply(&ratio.s, 10);
        decimal->point++;
    }
    int64_t wanted = fixed ? decimal->point + places : places;
    decimal->count = 0;
    if (wanted < 0) {
        set_zero(decimal);
        return;
    }
    while (decimal->count < wanted && decimal->count < DECIMAL_ROOM && ratio.r.count) {
        number_multiply(&ratio.r, 10);
        decimal->digits[decimal->count++] = (char)('0' + take_digit(&ratio.r, &ratio.s));
    }
    int half = number_compare_sum(&ratio.r, &ratio.r, &ratio.s);
    bool odd = decimal->count && decimal->digits[decimal->count - 1] & 1;
    if (half > 0 || (half == 0 && odd))
        round_up(decimal);
    if (!decimal->count)
        set_zero(decimal);
    drop_zeros(decimal);
}

void decimal_significant(uint64_t bits, int64_t count, Decimal *decimal) {
    decimal_exact(bits, count, false, decimal);
}

void decimal_places(uint64_t bits, int64_t places, Decimal *decimal) {
    decimal_exact(bits, places, true, decimal);
}
