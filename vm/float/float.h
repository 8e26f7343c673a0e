/*
 * Computing with doubles: the only code that uses floating-point instructions.
 *
 * Rules:
 *   - Doubles pass as their bits, by pointer; no floating-point register is live across a call.
 *   - In the kernel callers bracket each call by machine_float_begin() and machine_float_end().
 *   - Nothing raises: domain errors give NaN, overflow infinity, as IEEE 754 has it. Callers look at the
 * result.
 */
#ifndef VM_FLOAT_FLOAT_H
#define VM_FLOAT_FLOAT_H

#include <stdint.h>

enum FloatUnary {
    FLOAT_SQRT,
    FLOAT_CBRT,
    FLOAT_EXP,
    FLOAT_EXP2,
    FLOAT_EXPM1,
    FLOAT_LOG,
    FLOAT_LOG2,
    FLOAT_LOG10,
    FLOAT_LOG1P,
    FLOAT_SIN,
    FLOAT_COS,
    FLOAT_TAN,
    FLOAT_ASIN,
    FLOAT_ACOS,
    FLOAT_ATAN,
    FLOAT_SINH,
    FLOAT_COSH,
    FLOAT_TANH,
    FLOAT_ASINH,
    FLOAT_ACOSH,
    FLOAT_ATANH,
    FLOAT_ERF,
    FLOAT_ERFC,
    FLOAT_GAMMA,
    FLOAT_LGAMMA,
    FLOAT_UNARY_COUNT
};
enum FloatBinary {
    FLOAT_ADD,
    FLOAT_SUBTRACT,
    FLOAT_MULTIPLY,
    FLOAT_DIVIDE,
    FLOAT_FLOOR_DIVIDE,
    FLOAT_MODULO,            /* Python's // and %: b isn't zero */
    FLOAT_REMAINDER,         /* C's fmod() */
    FLOAT_NEAREST_REMAINDER, /* C's remainder() */
    FLOAT_POWER,
    FLOAT_ATAN2,
    FLOAT_HYPOT,
    FLOAT_BINARY_COUNT
};
/* Of complex numbers: the operators, then the functions of one finite number, special values excluded. */
enum FloatComplex {
    COMPLEX_MULTIPLY,
    COMPLEX_DIVIDE, /* y isn't zero */
    COMPLEX_POWER,  /* x isn't zero */
    COMPLEX_SQRT,
    COMPLEX_EXP,
    COMPLEX_LOG, /* x isn't zero */
    COMPLEX_COSH,
    COMPLEX_SINH,
    COMPLEX_TANH,
    COMPLEX_ACOS,
    COMPLEX_ACOSH,
    COMPLEX_ASINH,
    COMPLEX_ATANH, /* x isn't 1 or -1 */
    COMPLEX_RECT,  /* of modulus and phase */
};

void float_unary(enum FloatUnary function, const uint64_t *x, uint64_t *result);
void float_binary(enum FloatBinary function, const uint64_t *a, const uint64_t *b, uint64_t *result);
/* Sums of squares, in the x87's format, from zeros on, and the root of one. */
void float_add_square(uint64_t sum[2], const uint64_t *x);
void float_square_root(const uint64_t sum[2], uint64_t *result);
/* Real and imaginary parts one behind the other. */
void float_complex(enum FloatComplex function, const uint64_t x[2], const uint64_t y[2], uint64_t result[2]);

#endif
