/* Doubles taken apart, and put together again. */
#include "vm/types/double_bits.h"

uint64_t double_mantissa(uint64_t bits, int *exponent) {
    int biased = (int)(bits >> 52 & 0x7ff);
    *exponent = (biased ? biased : 1) - 1075;
    return (bits & DOUBLE_FRACTION) | (uint64_t)(biased != 0) << 52;
}

uint64_t double_round(uint64_t mantissa, int64_t exponent, bool sticky) {
    if (!mantissa)
        return 0;
    int leading = __builtin_clzll(mantissa);
    mantissa <<= leading;
    exponent -= leading;
    if (exponent > 1100)
        return DOUBLE_INFINITY;
    int64_t drop = 11; /* bits below the fraction; more for subnormals */
    if (exponent + 11 < -1074)
        drop = -1074 - exponent;
    if (drop > 64)
        return 0;
    uint64_t kept = drop == 64 ? 0 : mantissa >> drop, half = (uint64_t)1 << (drop - 1),
             rest = mantissa & (half * 2 - 1);
    if (rest > half || (rest == half && (sticky || kept & 1)))
        kept++;
    if (exponent + drop ==
        -1074) /* a subnormal, or the smallest normal reached by rounding: the carry does what is right */
        return kept;
    uint64_t bits = kept + ((uint64_t)(exponent + drop + 1074) << 52);
    return bits < DOUBLE_INFINITY ? bits : DOUBLE_INFINITY;
}
