/* What the files of the module math share, and which functions the others have: ROW(name, least, most). */
#ifndef VM_TYPES_MATH_H
#define VM_TYPES_MATH_H

#include "vm/types/float.h"

/* math_whole.c: of integers */
#define MATH_WHOLE(ROW)                                                                                      \
    ROW(gcd, 0, NATIVE_UNLIMITED)                                                                            \
    ROW(lcm, 0, NATIVE_UNLIMITED)                                                                            \
    ROW(isqrt, 1, 1)                                                                                         \
    ROW(factorial, 1, 1)                                                                                     \
    ROW(comb, 2, 2)                                                                                          \
    ROW(perm, 1, 2)

/* math_sums.c: of many numbers */
#define MATH_SUMS(ROW, KEYWORD_ROW)                                                                          \
    ROW(hypot, 0, NATIVE_UNLIMITED)                                                                          \
    ROW(dist, 2, 2)                                                                                          \
    ROW(fsum, 1, 1)                                                                                          \
    KEYWORD_ROW(prod, 0, NATIVE_UNLIMITED)                                                                   \
    KEYWORD_ROW(isclose, 0, NATIVE_UNLIMITED)

#define DECLARE(name, least, most) Value math_##name(Isolate *isolate, Value *arguments, uint32_t count);
#define DECLARE_KEYWORDS(name, least, most)                                                                  \
    Value math_##name(Isolate *isolate, Value *arguments, uint32_t count, const Tuple *names);
MATH_WHOLE(DECLARE)
MATH_SUMS(DECLARE, DECLARE_KEYWORDS)
#undef DECLARE
#undef DECLARE_KEYWORDS

static inline bool math_real(Isolate *isolate, Value value, uint64_t *bits) {
    return float_real(isolate, value, bits, "must be real number, not %T");
}

#endif
