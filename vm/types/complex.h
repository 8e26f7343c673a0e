/* What the files of complex share: the type (complex.c), its constructor (complex_make.c), the module cmath.
 */
#ifndef VM_TYPES_COMPLEX_H
#define VM_TYPES_COMPLEX_H

#include "vm/float/float.h"
#include "vm/isolate.h"
#include "vm/types/numbers.h"

/* Real and imaginary part as the bits of doubles. */
typedef struct Parts {
    uint64_t real, imaginary;
} Parts;

static inline Parts complex_parts(Value value) {
    return (Parts){AS(Complex, value)->real, AS(Complex, value)->imaginary};
}
Value complex_new(Isolate *isolate, Parts parts);
/* Into vm/float and back, inside machine_float_begin() and _end(). */
Parts complex_compute(enum FloatComplex function, Parts x, Parts y);
/* ZeroDivisionError or OverflowError; else the power. */
Value complex_power(Isolate *isolate, Parts x, Parts y);
/* A complex number, by __complex__ what has it, else a real one (float_real()); false: an exception is set.
 */
bool complex_argument(Isolate *isolate, Value value, Parts *parts);
/* What __complex__ gives: 1, 0 without such a method, -1 with an exception set. */
int complex_special(Isolate *isolate, Value value, Parts *parts);

Value complex_make(Isolate *isolate, const Class *class, Value *arguments, uint32_t count,
                   const Tuple *names);
Value complex_format(Isolate *isolate, Value self, Value specification);

#endif
