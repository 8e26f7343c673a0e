/*
 * Elements of buffers: integers, floats and bytes between Values and memory.
 *
 * Floats of 16 and 32 bits are made and read by integer arithmetic:
 *
 *      sign   exponent + bias   fraction            half: 1, 5, 10 bits    single: 1, 8, 23 bits
 */
#include "vm/types/element.h"

#include "vm/memory.h"
#include "vm/types/arguments.h"
#include "vm/types/bytes.h"
#include "vm/types/classes.h"
#include "vm/types/double_bits.h"
#include "vm/types/float.h"
#include "vm/types/numbers.h"

size_t element_size(char format) {
    switch (format) {
    case 'c':
    case 'b':
    case 'B':
    case '?':
        return 1;
    case 'h':
    case 'H':
    case 'e':
        return 2;
    case 'i':
    case 'I':
    case 'f':
        return 4;
    case 'l':
    case 'L':
    case 'q':
    case 'Q':
    case 'n':
    case 'N':
    case 'P':
    case 'd':
        return 8;
    default:
        return 0;
    }
}

bool element_is_signed(char format) { return format != 0 && strchr("bhilqn", format); }

static bool is_float_format(char format) { return format == 'e' || format == 'f' || format == 'd'; }

/* ---- Bytes and words ---- */

static uint64_t word_at(const uint8_t *bytes, size_t size, bool big_endian) {
    uint64_t word = 0;
    for (size_t i = 0; i < size; i++) {
        word |= (uint64_t)bytes[big_endian ? size - 1 - i : i] << (8 * i);
    }
    return word;
}

static void put_word(uint64_t word, uint8_t *bytes, size_t size, bool big_endian) {
    for (size_t i = 0; i < size; i++) {
        bytes[big_endian ? size - 1 - i : i] = (uint8_t)(word >> (8 * i));
    }
}

/* ---- Narrow floats ---- */

struct FloatLayout {
    unsigned exponent_bits, fraction_bits;
};

static struct FloatLayout layout_of(size_t size) {
    return size == 2 ? (struct FloatLayout){5, 10} : (struct FloatLayout){8, 23};
}

static uint64_t shifted_to_even(uint64_t word, unsigned shift) {
    if (shift > 63) {
        return 0;
    }
    uint64_t kept = word >> shift, rest = word & (((uint64_t)1 << shift) - 1),
             half = (uint64_t)1 << (shift - 1);
    return kept + (rest > half || (rest == half && (kept & 1)));
}

/* A double's bits in a narrower layout, rounded to even; *overflow: infinity stands for a finite one. */
static uint64_t narrowed(uint64_t bits, struct FloatLayout layout, bool *overflow) {
    int bias = (1 << (layout.exponent_bits - 1)) - 1;
    unsigned drop = 52 - layout.fraction_bits;
    uint64_t sign = (uint64_t)double_is_negative(bits) << (layout.exponent_bits + layout.fraction_bits);
    uint64_t infinity = (((uint64_t)1 << layout.exponent_bits) - 1) << layout.fraction_bits, result;
    *overflow = false;
    if (double_is_nan(bits)) {
        return sign | infinity | (uint64_t)1 << (layout.fraction_bits - 1);
    }
    if (double_is_infinite(bits)) {
        return sign | infinity;
    }
    int exponent = (int)(bits >> 52 & 0x7ff) - 1023;
    uint64_t mantissa = (bits & DOUBLE_FRACTION) | (uint64_t)1 << 52;
    if (exponent == -1023) { /* zero, or far below what the layout can show */
        result = 0;
    } else if (exponent < 1 - bias) {
        result = shifted_to_even(mantissa, drop + (unsigned)(1 - bias - exponent));
    } else { /* the mantissa's leading bit, and rounding's carry, add to the exponent */
        result = ((uint64_t)(exponent + bias - 1) << layout.fraction_bits) + shifted_to_even(mantissa, drop);
    }
    *overflow = result >= infinity;
    return sign | (*overflow ? infinity : result);
}

static uint64_t widened(uint64_t bits, struct FloatLayout layout) {
    int bias = (1 << (layout.exponent_bits - 1)) - 1;
    unsigned sign = (unsigned)(bits >> (layout.exponent_bits + layout.fraction_bits)) & 1;
    uint64_t top = ((uint64_t)1 << layout.exponent_bits) - 1, exponent = bits >> layout.fraction_bits & top;
    uint64_t fraction = bits & (((uint64_t)1 << layout.fraction_bits) - 1), result;
    if (exponent == top) {
        result = fraction ? DOUBLE_NAN | fraction << (52 - layout.fraction_bits) : DOUBLE_INFINITY;
    } else {
        uint64_t mantissa = exponent ? fraction | (uint64_t)1 << layout.fraction_bits : fraction;
        result = double_round(mantissa, (int64_t)(exponent ? exponent : 1) - bias - (int)layout.fraction_bits,
                              false);
    }
    return result | (sign ? DOUBLE_SIGN : 0);
}

/* ---- Loading and storing ---- */

static Value load_integer(Isolate *isolate, char format, uint64_t word, size_t size) {
    if (!element_is_signed(format)) {
        return integer_from_uint64(isolate, word);
    }
    unsigned unused = (unsigned)(64 - 8 * size);
    return integer_from_int64(isolate, (int64_t)(word << unused) >> unused);
}

Value element_load(Isolate *isolate, char format, const uint8_t *bytes, size_t size, bool big_endian) {
    if (format == 'c') {
        return bytes_new(isolate, bytes, 1);
    }
    uint64_t word = word_at(bytes, size, big_endian);
    if (format == '?') {
        return boolean(word != 0);
    }
    if (!is_float_format(format)) {
        return load_integer(isolate, format, word, size);
    }
    return float_from_bits(isolate, format == 'd' ? word : widened(word, layout_of(size)));
}

/* An integer as a word of two's complement. */
static bool word_of(Isolate *isolate, Value integer, char format, size_t size, uint64_t *word) {
    int64_t number;
    bool is_signed = element_is_signed(format);
    if (integer_to_int64(integer, &number)) {
        *word = (uint64_t)number;
        if (size == 8) {
            return is_signed || number >= 0;
        }
        int64_t reach = (int64_t)1 << (8 * size - is_signed);
        return number < reach && number >= (is_signed ? -reach : 0);
    }
    uint8_t bytes[8];
    if (is_signed || size < 8 || !integer_to_bytes(isolate, integer, bytes, 8, false)) {
        exception_take(isolate, &class_OverflowError);
        return false;
    }
    *word = word_at(bytes, 8, false);
    return true;
}

static enum ElementResult store_integer(Isolate *isolate, char format, Value value, uint8_t *bytes,
                                        size_t size, bool big_endian) {
    uint64_t word;
    if (!is_repeat_count(isolate, value)) {
        return ELEMENT_TYPE;
    }
    Value integer = operate_integer(isolate, value);
    if (integer == NOTHING) {
        return ELEMENT_RAISED;
    }
    if (!word_of(isolate, integer, format, size, &word)) {
        return ELEMENT_RANGE;
    }
    put_word(word, bytes, size, big_endian);
    return ELEMENT_STORED;
}

static enum ElementResult store_float(Isolate *isolate, char format, Value value, uint8_t *bytes, size_t size,
                                      bool big_endian) {
    uint64_t bits;
    bool overflow = false;
    if (!float_real(isolate, value, &bits, "must be real number, not %T")) {
        return exception_take(isolate, &class_TypeError) == NOTHING ? ELEMENT_RAISED : ELEMENT_TYPE;
    }
    put_word(format == 'd' ? bits : narrowed(bits, layout_of(size), &overflow), bytes, size, big_endian);
    return overflow ? ELEMENT_TOO_LARGE : ELEMENT_STORED;
}

enum ElementResult element_store(Isolate *isolate, char format, Value value, uint8_t *bytes, size_t size,
                                 bool big_endian) {
    if (is_float_format(format)) {
        return store_float(isolate, format, value, bytes, size, big_endian);
    }
    if (format == 'c') {
        if (!is_kind(value, KIND_BYTES)) {
            return ELEMENT_TYPE;
        }
        bytes[0] = AS(Bytes, value)->bytes[0];
        return AS(Bytes, value)->length == 1 ? ELEMENT_STORED : ELEMENT_RANGE;
    }
    if (format == '?') {
        int truth = operate_truth(isolate, value);
        bytes[0] = truth > 0;
        return truth < 0 ? ELEMENT_RAISED : ELEMENT_STORED;
    }
    return store_integer(isolate, format, value, bytes, size, big_endian);
}
