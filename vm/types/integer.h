/* What the files of int share: any integer as sign and magnitude, and making integers of results. */
#ifndef VM_TYPES_INTEGER_H
#define VM_TYPES_INTEGER_H

#include "vm/isolate.h"
#include "vm/types/magnitude.h"
#include "vm/types/numbers.h"

/* An integer taken apart: small ones into `room`, so a view may not be copied. Good while the integer is kept
 * alive. */
typedef struct IntegerView {
    const uint32_t *digits;
    uint32_t count; /* no leading zero */
    bool negative;
    uint32_t room[2];
} IntegerView;
void integer_view(Value integer, IntegerView *view);

/* What doesn't fit here raises MemoryError before any work: 1 GiB. */
#define INTEGER_LARGEST_BITS ((uint64_t)1 << 33)
/* A fresh Integer of `count` zero digits, to be filled and then finished; NULL with MemoryError or
 * OverflowError set. */
Integer *integer_room(Isolate *isolate, uint64_t count);
/* Its Value: leading zeros cut off, a small word if that fits. */
Value integer_finish(Integer *integer, bool negative);
/* Working memory of `count` digits, kept until the native returns; NULL with an exception set. */
uint32_t *integer_work(Isolate *isolate, uint64_t count);
Value integer_from_magnitude(Isolate *isolate, const uint32_t *digits, uint32_t count, bool negative);
/* The plain int of an instance of a class derived from int, and of bools; others as they are. */
Value integer_plain(Isolate *isolate, Value integer);

/* Quotient and remainder, rounded towards minus infinity; either may be NULL. False: ZeroDivisionError
 * (`text`) or MemoryError. */
bool integer_divide(Isolate *isolate, Value left, Value right, Value *quotient, Value *remainder,
                    const char *text);

/* The absolute value, kept until the native returns. */
Value integer_magnitude(Isolate *isolate, Value integer);
/* The nearest double's bits; false if the number is too large. */
bool integer_to_double(Value integer, uint64_t *bits);
/* The double nearest to a magnitude times 2^exponent; infinity if that is too large. */
uint64_t integer_magnitude_to_double(const uint32_t *digits, uint32_t count, int64_t exponent);
/* A double's whole part; ValueError for NaN, OverflowError for infinity. */
Value integer_from_double(Isolate *isolate, uint64_t bits);
/* An integer against any double but NaN: -1, 0, 1. */
int integer_order_double(Value integer, uint64_t bits);

/* Writes the magnitude's digits backwards, ending before `end`; where they start, or NULL with an exception
 * set. The room before `end` is to be at least integer_digits_room(). May keep values. */
size_t integer_digits_room(Value integer, int base);
char *integer_write_digits(Isolate *isolate, Value integer, int base, char *end);

extern const Native integer_methods[];
Value integer_make(Isolate *isolate, const Class *class, Value *arguments, uint32_t count,
                   const Tuple *names);
Value integer_format(Isolate *isolate, Value self, Value specification);

#endif
