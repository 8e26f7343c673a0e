/* Doubles as decimal digits and back, by exact integer arithmetic. */
#ifndef VM_TYPES_FLOAT_TEXT_H
#define VM_TYPES_FLOAT_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    DECIMAL_ROOM =
        1100 /* more than the 767 significant digits a double can have, and the 308 before the point */
};

/* 0.d1 d2 d3 ... * 10^point, digits as characters; zero is count 1, digit '0', point 1. */
typedef struct Decimal {
    int32_t count, point;
    char digits[DECIMAL_ROOM];
} Decimal;

/* The fewest digits that read back as the same double, nearest to it among those; finite, sign ignored. */
void decimal_shortest(uint64_t bits, Decimal *decimal);
/* Correctly rounded (ties to even) to `count` significant digits; fewer if the rest are zeros. */
void decimal_significant(uint64_t bits, int64_t count, Decimal *decimal);
/* Correctly rounded to `places` digits behind the point (negative: before it). */
void decimal_places(uint64_t bits, int64_t places, Decimal *decimal);

/* Enough for float_write_repr(). */
enum { FLOAT_REPR_ROOM = 32 };
/* repr() of a double; its length. */
size_t float_write_repr(uint64_t bits, char *text);

#endif
