/* The native module _cmath: what library/cmath.py cannot compute without the x87's format. */
#include "vm/library/library.h"
#include "vm/types/complex.h"
#include "vm/types/numbers.h"

static Value complex_number(Isolate *isolate, Value *arguments, uint32_t count) {
    (void)count;
    Parts z;
    return complex_argument(isolate, arguments[0], &z) ? complex_new(isolate, z) : NOTHING;
}

/* compute(function, z): functions are counted from COMPLEX_SQRT on. */
static Value complex_compute_one(Isolate *isolate, Value *arguments, uint32_t count) {
    (void)count;
    int64_t function;
    if (!integer_to_int64(arguments[0], &function) || function < 0 ||
        function > COMPLEX_RECT - COMPLEX_SQRT || !is_complex(arguments[1]))
        return raise_type(isolate, "compute() takes the number of a function and a complex");
    Parts z = complex_parts(arguments[1]);
    return complex_new(isolate, complex_compute((enum FloatComplex)(COMPLEX_SQRT + function), z, z));
}

static const Native natives[] = {
    NATIVE(complex_number, "number", 1, 1, NATIVE_ANY),
    NATIVE(complex_compute_one, "compute", 2, 2, NATIVE_ANY),
    {.name = NULL},
};

const struct NativeModule cmath_module = {.name = "_cmath", .natives = natives};
