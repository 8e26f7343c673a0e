/* int, float, bool as C sees them. Doubles pass by pointer into vm/float, which alone is compiled with SSE;
 * here a double is its bits. */
#ifndef VM_TYPES_NUMBERS_H
#define VM_TYPES_NUMBERS_H

#include "vm/operations.h"

extern const Class class_int, class_float, class_complex, class_bool, class_NoneType, class_ellipsis,
    class_NotImplementedType;
extern const Operations integer_operations, float_operations, complex_operations, singleton_operations;

/* int or bool (or a class derived from int). */
inline bool is_integer(Value value) {
    return value & 1 || value == TRUE || value == FALSE || kind_of(value) == KIND_INTEGER;
}
static inline bool is_float(Value value) { return is_kind(value, KIND_FLOAT); }
static inline bool is_complex(Value value) { return is_kind(value, KIND_COMPLEX); }
Value integer_from_int64(Isolate *isolate, int64_t number);
Value integer_from_uint64(Isolate *isolate, uint64_t number);
/* False without an exception if it doesn't fit. bool counts as int. */
bool integer_to_int64(Value value, int64_t *number);
/* The string's characters as number_text.c has them, `string->length` of them, in `room` or in memory kept
 * until the native returns; NULL: an exception is set. */
char *number_text(Isolate *isolate, const String *string, char *room, size_t size);
/* ASCII digits in `base` 2 to 36, or 0: by prefix; underscores as in source. NOTHING with ValueError, which
 * shows `source`. */
Value integer_from_text(Isolate *isolate, const char *text, size_t size, int base, Value source);
Value integer_to_text(Isolate *isolate, Value integer, int base, bool prefix); /* String */
Value integer_binary(Isolate *isolate, enum BinaryOperator operator, Value left,
                     Value right); /* both integers */
/* (left // right, left % right) of ints and floats, else NOT_IMPLEMENTED (builtins.c). */
Value number_divmod(Isolate *isolate, Value left, Value right);
Value integer_power_modulo(Isolate *isolate, Value base, Value exponent,
                           Value modulus); /* pow() of three integers */
/* The quotient as a correctly rounded float. */
Value integer_true_divide(Isolate *isolate, Value left, Value right);
int integer_order(Value left, Value right); /* -1, 0, 1; both integers */
uint64_t integer_hash(Value integer);       /* as CPython's: modulo 2^61 - 1 */
/* Little-endian two's complement bytes. */
Value integer_from_bytes(Isolate *isolate, const uint8_t *bytes, size_t size, bool is_signed);
bool integer_to_bytes(Isolate *isolate, Value integer, uint8_t *bytes, size_t size,
                      bool is_signed); /* OverflowError */

Value float_from_bits(Isolate *isolate, uint64_t bits);
static inline uint64_t float_bits(Value value) { return ((const Float *)as_object(value))->bits; }
Value float_from_integer(Isolate *isolate, Value integer);                            /* OverflowError */
Value float_from_text(Isolate *isolate, const char *text, size_t size, Value source); /* ValueError */
Value float_to_text(Isolate *isolate, uint64_t bits); /* repr: shortest round trip */

/* Format specifications (PEP 3101), parsed once for numbers and strings. */
struct FormatSpecification {
    uint32_t fill; /* character; ' ' by default */
    char align;    /* '<' '>' '=' '^' or 0 */
    char sign;     /* '+' '-' ' ' or 0 */
    bool alternate, zero, negative_zero;
    int64_t width;     /* -1: none */
    char grouping;     /* ',' '_' or 0 */
    int64_t precision; /* -1: none */
    uint32_t type;     /* character or 0 */
};
/* For `value`, which is named in errors; false: ValueError. */
bool format_specification_parse(Isolate *isolate, Value value, Value specification,
                                struct FormatSpecification *parsed);
/* Pads ASCII digits with sign and prefix as a specification asks. */
Value format_padded(Isolate *isolate, const struct FormatSpecification *specification, const char *sign,
                    const char *prefix, const char *body, size_t body_size, char default_align);

#endif
