/* float's repr() and float() of text. */
#include "vm/types/float_text.h"

#include "vm/format.h"
#include "vm/isolate.h"
#include "vm/types/classes.h"
#include "vm/types/double_bits.h"
#include "vm/types/integer.h"
#include "vm/types/string.h"

/* ---- To text ---- */

static size_t write_exponent(char *text, const Decimal *decimal) {
    size_t size = 0;
    text[size++] = decimal->digits[0];
    if (decimal->count > 1) {
        text[size++] = '.';
        __builtin_memcpy(text + size, decimal->digits + 1, (size_t)decimal->count - 1);
        size += (size_t)decimal->count - 1;
    }
    int exponent = decimal->point - 1;
    return size + format_text(text + size, 8, "e%c%02d", exponent < 0 ? '-' : '+',
                              exponent < 0 ? -exponent : exponent);
}

static size_t write_plain(char *text, const Decimal *decimal) {
    size_t size = 0;
    for (int i = decimal->point < 1 ? decimal->point : 0; i < 0; i++) { /* 0.000 */
        if (!size) {
            text[size++] = '0';
            text[size++] = '.';
        }
        text[size++] = '0';
    }
    if (decimal->point == 0) {
        text[size++] = '0';
        text[size++] = '.';
    }
    for (int i = 0; i < decimal->count || i < decimal->point; i++) {
        if (i && i == decimal->point)
            text[size++] = '.';
        text[size++] = i < decimal->count ? decimal->digits[i] : '0';
    }
    if (decimal->count <= decimal->point) {
        text[size++] = '.';
        text[size++] = '0';
    }
    return size;
}

size_t float_write_repr(uint64_t bits, char *text) {
    if (double_is_nan(bits))
        return format_text(text, FLOAT_REPR_ROOM, "nan");
    size_t sign = 0;
    if (double_is_negative(bits))
        text[sign++] = '-';
    if (double_is_infinite(bits))
        return sign + format_text(text + sign, FLOAT_REPR_ROOM - sign, "inf");
    Decimal decimal;
    decimal_shortest(bits, &decimal);
    bool plain = decimal.point > -4 && decimal.point <= 16;
    return sign + (plain ? write_plain(text + sign, &decimal) : write_exponent(text + sign, &decimal));
}

/* ---- From text ---- */

enum { SIGNIFICANT = 800 }; /* digits past these can't decide a rounding but by not being all zeros */

/* Decimal digits read so far: digits * 10^exponent, and whether nonzero digits were left out. */
struct Scan {
    const char *at, *end;
    char digits[SIGNIFICANT];
    int32_t count;
    int64_t exponent;
    bool more, any, negative;
};

static bool is_digit(char character) { return character >= '0' && character <= '9'; }

static bool is_space(char character) { return character == ' ' || (character >= '\t' && character <= '\r'); }

static void take_digit(struct Scan *scan, char digit, bool fraction) {
    scan->any = true;
    if (scan->count == SIGNIFICANT) {
        scan->more = scan->more || digit != '0';
        scan->exponent += !fraction;
        return;
    }
    if (scan->count || digit != '0')
        scan->digits[scan->count++] = digit;
    scan->exponent -= fraction;
}

/* Digits with single underscores between them. */
static void take_digits(struct Scan *scan, bool fraction) {
    while (scan->at < scan->end) {
        bool underscore = *scan->at == '_' && scan->any && scan->at + 1 < scan->end &&
                          is_digit(scan->at[-1]) && is_digit(scan->at[1]);
        if (!underscore && !is_digit(*scan->at))
            return;
        if (!underscore)
            take_digit(scan, *scan->at, fraction);
        scan->at++;
    }
}

static bool take_exponent(struct Scan *scan) {
    if (scan->at == scan->end || (*scan->at | 0x20) != 'e')
        return true;
    scan->at++;
    bool negative = scan->at < scan->end && *scan->at == '-';
    if (scan->at < scan->end && (*scan->at == '-' || *scan->at == '+'))
        scan->at++;
    if (scan->at == scan->end || !is_digit(*scan->at))
        return false;
    int64_t exponent = 0;
    for (; scan->at < scan->end && (is_digit(*scan->at) || (*scan->at == '_' && is_digit(scan->at[-1])));
         scan->at++)
        if (*scan->at != '_' && exponent < 100000000)
            exponent = exponent * 10 + (*scan->at - '0');
    scan->exponent += negative ? -exponent : exponent;
    return is_digit(scan->at[-1]);
}

static bool matches(const struct Scan *scan, const char *word) {
    const char *at = scan->at;
    for (; *word; word++, at++)
        if (at == scan->end || (*at | 0x20) != *word)
            return false;
    return at == scan->end;
}

static void power_of_10(uint32_t *digits, uint32_t *count, int64_t power) {
    for (; power > 0; power -= 9) {
        uint32_t factor = 10;
        for (int64_t i = 1; i < power && i < 9; i++)
            factor *= 10;
        uint32_t carry = magnitude_multiply_digit(digits, *count, factor, 0);
        if (carry)
            digits[(*count)++] = carry;
    }
}

static uint64_t round_magnitude(const uint32_t *digits, uint32_t count, int64_t exponent, bool sticky) {
    count = magnitude_count(digits, count);
    uint64_t bits = magnitude_bits(digits, count), mantissa = 0;
    uint64_t drop = bits > 64 ? bits - 64 : 0;
    for (int i = 2; i >= 0; i--) {
        uint64_t index = drop / 32 + (uint64_t)i;
        uint64_t digit = index < count ? digits[index] : 0;
        int64_t place = i * 32 - (int64_t)(drop % 32);
        mantissa |= place >= 64 ? 0 : place >= 0 ? digit << place : digit >> -place;
    }
    for (uint64_t i = 0; i < drop / 32 && !sticky; i++)
        sticky = digits[i] != 0;
    sticky = sticky || (drop % 32 && digits[drop / 32] & ((1u << drop % 32) - 1));
    return double_round(mantissa, exponent + (int64_t)drop, sticky);
}

enum { NUMBER = 130, WORK = 5 * NUMBER }; /* 10^1150 has 120 digits of 32 bits */

/* The digits scanned times 10^exponent, correctly rounded. work: WORK zeroed digits. */
static uint64_t convert(const struct Scan *scan, uint32_t *work) {
    uint32_t *number = work, *divisor = work + 2 * NUMBER, count = 0;
    int64_t exponent = scan->exponent;
    if (!scan->count || scan->count + exponent < -330)
        return 0;
    if (scan->count + exponent > 310)
        return DOUBLE_INFINITY;
    for (int32_t i = 0; i < scan->count; i++) {
        uint32_t carry = magnitude_multiply_digit(number, count, 10, (uint32_t)(scan->digits[i] - '0'));
        if (carry)
            number[count++] = carry;
    }
    if (exponent >= 0) {
        power_of_10(number, &count, exponent);
        return round_magnitude(number, count, 0, scan->more);
    }
    uint32_t divisor_count = 1;
    divisor[0] = 1;
    power_of_10(divisor, &divisor_count, -exponent);
    /* The quotient is to have at least 66 bits: whole digits are put below the number. */
    uint32_t shift = count < divisor_count + 3 ? divisor_count + 3 - count : 0;
    for (uint32_t i = count; i-- > 0;)
        number[i + shift] = number[i];
    for (uint32_t i = 0; i < shift; i++)
        number[i] = 0;
    count += shift;
    uint32_t *quotient = work + 3 * NUMBER, rest = 0;
    if (divisor_count == 1) {
        rest = magnitude_divide_digit(quotient, number, count, divisor[0]);
        return round_magnitude(quotient, count, -32 * (int64_t)shift, scan->more || rest);
    }
    uint32_t *remainder = quotient + count - divisor_count + 1, *scratch = remainder + divisor_count;
    magnitude_divide(quotient, remainder, number, count, divisor, divisor_count, scratch);
    rest = magnitude_count(remainder, divisor_count);
    return round_magnitude(quotient, count - divisor_count + 1, -32 * (int64_t)shift, scan->more || rest);
}

static Value scan_text(Isolate *isolate, struct Scan *scan, Value source) {
    uint64_t sign, bits;
    while (scan->at < scan->end && is_space(*scan->at))
        scan->at++;
    while (scan->end > scan->at && is_space(scan->end[-1]))
        scan->end--;
    if (scan->at < scan->end && (*scan->at == '-' || *scan->at == '+'))
        scan->negative = *scan->at++ == '-';
    sign = scan->negative ? DOUBLE_SIGN : 0;
    if (matches(scan, "inf") || matches(scan, "infinity"))
        return float_from_bits(isolate, DOUBLE_INFINITY | sign);
    if (matches(scan, "nan"))
        return float_from_bits(isolate, DOUBLE_NAN | sign);
    take_digits(scan, false);
    if (scan->at < scan->end && *scan->at == '.') {
        scan->at++;
        take_digits(scan, true);
    }
    if (!scan->any || !take_exponent(scan) || scan->at != scan->end)
        return raise_value_error(isolate, "could not convert string to float: %V", source);
    if (!isolate_charge(isolate, (uint64_t)scan->count * (uint64_t)scan->count / 64))
        return NOTHING;
    uint32_t *work = integer_work(isolate, 2 * WORK);
    if (!work)
        return NOTHING;
    bits = convert(scan, work);
    return float_from_bits(isolate, bits | sign);
}

Value float_from_text(Isolate *isolate, const char *text, size_t size, Value source) {
    HeapMark mark = heap_mark(isolate);
    struct Scan scan;
    scan.at = text;
    scan.end = text + size;
    scan.count = 0;
    scan.exponent = 0;
    scan.more = scan.any = scan.negative = false;
    Value result = scan_text(isolate, &scan, source);
    heap_release(isolate, mark);
    return result;
}
