/*
 * Between int and text. Decimal goes nine digits at a time, which takes the square of the length; like
 * CPython, conversions of more decimal digits than the isolate allows are refused, so that stays short. Bases
 * that are powers of two take linear time.
 */
#include "vm/types/classes.h"
#include "vm/types/integer.h"
#include "vm/types/string.h"

/* ---- From text ---- */

static int digit_value(char character) {
    if (character >= '0' && character <= '9')
        return character - '0';
    if (character >= 'a' && character <= 'z')
        return character - 'a' + 10;
    return character >= 'A' && character <= 'Z' ? character - 'A' + 10 : 99;
}

static bool is_space(char character) { return character == ' ' || (character >= '\t' && character <= '\r'); }

/* Text being read: what is left of it. */
struct Literal {
    const char *at, *end;
    bool negative, underscore_first; /* behind a prefix an underscore may come first */
    int base;
};

static void skip_prefix(struct Literal *literal) {
    if (literal->end - literal->at < 2 || *literal->at != '0')
        return;
    char mark = literal->at[1] | 0x20;
    int base = mark == 'x' ? 16 : mark == 'o' ? 8 : mark == 'b' ? 2 : 0;
    if (!base || (literal->base && literal->base != base))
        return;
    literal->base = base;
    literal->at += 2;
    literal->underscore_first = true;
}

/* Whether digits of the base, with single underscores between them, are all there is; counts them. */
static bool check_digits(const struct Literal *literal, size_t *count) {
    bool digit_before = literal->underscore_first;
    *count = 0;
    for (const char *at = literal->at; at < literal->end; at++) {
        if (*at == '_' && digit_before) {
            digit_before = false;
            continue;
        }
        if (digit_value(*at) >= literal->base)
            return false;
        digit_before = true;
        ++*count;
    }
    return digit_before && *count;
}

/* In base 0 a decimal number doesn't start with a zero unless it is all zeros. */
static bool leading_zero(const struct Literal *literal) {
    if (*literal->at != '0')
        return false;
    for (const char *at = literal->at; at < literal->end; at++)
        if (*at != '0' && *at != '_')
            return true;
    return false;
}

static Value convert_digits(Isolate *isolate, const struct Literal *literal, size_t count) {
    uint32_t base = (uint32_t)literal->base, bits = digit_bits(base - 1);
    uint64_t room = (uint64_t)count * bits / 32 + 1;
    if (!isolate_charge(isolate, base & (base - 1) ? room * room / 8 + room : room))
        return NOTHING;
    Integer *result = integer_room(isolate, room);
    if (!result)
        return NOTHING;
    uint32_t used = 0, factor = 1, chunk = 0;
    for (const char *at = literal->at; at < literal->end; at++) {
        if (*at == '_')
            continue;
        chunk = chunk * base + (uint32_t)digit_value(*at);
        factor *= base;
        if (factor > UINT32_MAX / 36 || at + 1 == literal->end) {
            uint32_t carry = magnitude_multiply_digit(result->digits, used, factor, chunk);
            if (carry)
                result->digits[used++] = carry;
            factor = 1;
            chunk = 0;
        }
    }
    return integer_finish(result, literal->negative);
}

static Value convert_bits(Isolate *isolate, const struct Literal *literal, size_t count) {
    uint32_t bits = digit_bits((uint32_t)literal->base - 1);
    uint64_t room = (uint64_t)count * bits / 32 + 2, position = 0;
    if (!isolate_charge(isolate, room))
        return NOTHING;
    Integer *result = integer_room(isolate, room);
    if (!result)
        return NOTHING;
    for (const char *at = literal->end; at-- > literal->at;) {
        if (*at == '_')
            continue;
        uint64_t digit = (uint64_t)digit_value(*at) << position % 32;
        result->digits[position / 32] |= (uint32_t)digit;
        result->digits[position / 32 + 1] |= (uint32_t)(digit >> 32);
        position += bits;
    }
    return integer_finish(result, literal->negative);
}

static bool start_literal(struct Literal *literal) {
    while (literal->at < literal->end && is_space(*literal->at))
        literal->at++;
    while (literal->end > literal->at && is_space(literal->end[-1]))
        literal->end--;
    if (literal->at < literal->end && (*literal->at == '-' || *literal->at == '+'))
        literal->negative = *literal->at++ == '-';
    int asked = literal->base;
    if (asked == 0 || asked == 2 || asked == 8 || asked == 16)
        skip_prefix(literal);
    if (literal->base)
        return true;
    literal->base = 10;
    return literal->at == literal->end || !leading_zero(literal);
}

Value integer_from_text(Isolate *isolate, const char *text, size_t size, int base, Value source) {
    struct Literal literal = {.at = text, .end = text + size, .base = base};
    size_t count;
    if (!start_literal(&literal) || !check_digits(&literal, &count))
        return raise_value_error(isolate, "invalid literal for int() with base %d: %V", base, source);
    if (!(literal.base & (literal.base - 1)))
        return convert_bits(isolate, &literal, count);
    if (isolate->digits_limit && count > isolate->digits_limit)
        return raise_value_error(
            isolate,
            "Exceeds the limit (%u digits) for integer string conversion: value has %zu digits; use "
            "sys.set_int_max_str_digits() to increase the limit",
            isolate->digits_limit, count);
    return convert_digits(isolate, &literal, count);
}

/* ---- To text ---- */

static const char digit_characters[] = "0123456789abcdefghijklmnopqrstuvwxyz";

/* Each writes digits backwards, ending before `end`, and returns where they start. */
/* By a constant that compilers multiply with instead. */
static char *write_small_decimal(char *end, uint64_t magnitude) {
    for (; magnitude >> 32; magnitude /= 10)
        *--end = (char)('0' + magnitude % 10);
    uint32_t rest = (uint32_t)magnitude;
    do
        *--end = (char)('0' + rest % 10);
    while (rest /= 10);
    return end;
}

static char *write_small(char *end, uint64_t magnitude, uint32_t base) {
    if (base == 10)
        return write_small_decimal(end, magnitude);
    do
        *--end = digit_characters[magnitude % base];
    while (magnitude /= base);
    return end;
}

static char *write_bits(char *end, const IntegerView *view, uint32_t bits) {
    uint64_t total = magnitude_bits(view->digits, view->count);
    for (uint64_t position = 0; position < total; position += bits) {
        uint32_t index = (uint32_t)(position / 32);
        uint64_t pair =
            view->digits[index] | (uint64_t)(index + 1 < view->count ? view->digits[index + 1] : 0) << 32;
        *--end = digit_characters[pair >> position % 32 & ((1u << bits) - 1)];
    }
    return end;
}

static char *write_chunks(char *end, uint32_t *digits, uint32_t count, uint32_t base) {
    uint32_t chunk = base, chunk_digits = 1;
    for (; chunk <= UINT32_MAX / base; chunk *= base)
        chunk_digits++;
    while (count) {
        uint32_t part = magnitude_divide_digit(digits, digits, count, chunk);
        count = magnitude_count(digits, count);
        for (uint32_t i = 0; i < chunk_digits && (count || part); i++, part /= base)
            *--end = digit_characters[part % base];
    }
    return end;
}

static char *too_long(Isolate *isolate) {
    raise_value_error(
        isolate,
        "Exceeds the limit (%u digits) for integer string conversion; use sys.set_int_max_str_digits() to "
        "increase the limit",
        isolate->digits_limit);
    return NULL;
}

size_t integer_digits_room(Value integer, int base) {
    IntegerView view;
    if (is_small(integer))
        return 64;
    integer_view(integer, &view);
    uint32_t bits = digit_bits((uint32_t)base) - 1; /* a digit carries at least so many */
    return magnitude_bits(view.digits, view.count) / bits + 2;
}

char *integer_write_digits(Isolate *isolate, Value integer, int base, char *end) {
    IntegerView view;
    integer_view(integer, &view);
    if (view.count <= 2) {
        uint64_t magnitude =
            (view.count ? view.digits[0] : 0) | (view.count == 2 ? (uint64_t)view.digits[1] << 32 : 0);
        return write_small(end, magnitude, (uint32_t)base);
    }
    if (!(base & (base - 1)))
        return isolate_charge(isolate, view.count) ? write_bits(end, &view, digit_bits((uint32_t)base - 1))
                                                   : NULL;
    uint64_t limit = isolate->digits_limit;
    if (limit && magnitude_bits(view.digits, view.count) > limit * 3322 / 1000 + 4)
        return too_long(isolate);
    if (!isolate_charge(isolate, (uint64_t)view.count * view.count / 8))
        return NULL;
    uint32_t *work = integer_work(isolate, view.count);
    if (!work)
        return NULL;
    __builtin_memcpy(work, view.digits, view.count * sizeof(uint32_t));
    char *start = write_chunks(end, work, view.count, (uint32_t)base);
    return limit && (uint64_t)(end - start) > limit ? too_long(isolate) : start;
}

static bool is_negative(Value integer) {
    IntegerView view;
    integer_view(integer, &view);
    return view.negative;
}

static Value text_in(Isolate *isolate, char *room, size_t size, Value integer, int base, bool prefix) {
    char *end = room + size, *start = integer_write_digits(isolate, integer, base, end);
    if (!start)
        return NOTHING;
    if (prefix) {
        *--start = base == 16 ? 'x' : base == 8 ? 'o' : 'b';
        *--start = '0';
    }
    if (is_negative(integer))
        *--start = '-';
    return string_from_ascii(isolate, start, (size_t)(end - start));
}

/* What most programs write. */
static Value small_to_decimal(Isolate *isolate, int64_t number) {
    char room[24], *end = room + sizeof(room);
    char *start = write_small_decimal(end, number < 0 ? -(uint64_t)number : (uint64_t)number);
    if (number < 0)
        *--start = '-';
    return string_from_ascii(isolate, start, (size_t)(end - start));
}

Value integer_to_text(Isolate *isolate, Value integer, int base, bool prefix) {
    char small_room[80];
    if (is_small(integer) && base == 10)
        return small_to_decimal(isolate, small_number(integer));
    size_t size = integer_digits_room(integer, base) + 3;
    if (size <= sizeof(small_room))
        return text_in(isolate, small_room, sizeof(small_room), integer, base, prefix);
    HeapMark mark = heap_mark(isolate);
    char *room = (char *)integer_work(isolate, size / 4 + 1);
    Value text = room ? text_in(isolate, room, size, integer, base, prefix) : NOTHING;
    heap_release(isolate, mark);
    return text;
}
