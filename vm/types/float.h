/* What the files of float share. */
#ifndef VM_TYPES_FLOAT_H
#define VM_TYPES_FLOAT_H

#include "vm/float/float.h"
#include "vm/isolate.h"
#include "vm/types/double_bits.h"
#include "vm/types/numbers.h"

/* Into vm/float and back, inside machine_float_begin() and _end(). */
uint64_t float_compute_unary(enum FloatUnary function, uint64_t x);
uint64_t float_compute_binary(enum FloatBinary function, uint64_t a, uint64_t b);
/* As of a float; NaNs differ by their objects. */
uint64_t float_hash(uint64_t bits, Value identity);
static inline bool float_equal(uint64_t a, uint64_t b) {
    return !double_is_nan(a) && !double_is_nan(b) && (a == b || (double_is_zero(a) && double_is_zero(b)));
}
/* A float's bits, or an integer's nearest double; false: OverflowError. */
bool float_operand(Isolate *isolate, Value value, uint64_t *bits);
/* Any real number: float, int, or by __float__ or __index__; false: TypeError or OverflowError. */
bool float_real(Isolate *isolate, Value value, uint64_t *bits, const char *otherwise);

/* Rounded to `places` digits behind the point, ties to even; ndigits of round(). */
Value float_round(Isolate *isolate, uint64_t bits, int64_t places);
/* To the nearest whole number, ties to even; -1 down, 1 up, 2 towards zero. */
Value float_whole(Isolate *isolate, uint64_t bits, int direction);

extern const Native float_methods[];
Value float_make(Isolate *isolate, const Class *class, Value *arguments, uint32_t count, const Tuple *names);
Value float_format(Isolate *isolate, Value self, Value specification);

#endif
