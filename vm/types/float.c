/* float: a double as its bits. Computing is done in vm/float; comparing, converting and text are integer
 * arithmetic. */
#include "vm/float/float.h"

#include "vm/machine.h"
#include "vm/types/arguments.h"
#include "vm/types/classes.h"
#include "vm/types/complex.h"
#include "vm/types/double_bits.h"
#include "vm/types/float.h"
#include "vm/types/float_text.h"
#include "vm/types/integer.h"
#include "vm/types/string.h"

Value float_from_bits(Isolate *isolate, uint64_t bits) {
    Float *object = heap_allocate(isolate, KIND_FLOAT, sizeof(Float), 0);
    if (!object)
        return NOTHING;
    object->bits = bits;
    return from_object(object);
}

uint64_t float_compute_unary(enum FloatUnary function, uint64_t x) {
    uint64_t result;
    MachineInterrupts previous = machine_float_begin();
    float_unary(function, &x, &result);
    machine_float_end(previous);
    return result;
}

uint64_t float_compute_binary(enum FloatBinary function, uint64_t a, uint64_t b) {
    uint64_t result;
    MachineInterrupts previous = machine_float_begin();
    float_binary(function, &a, &b, &result);
    machine_float_end(previous);
    return result;
}

/* ---- Order and hash ---- */

static int order(Value left, Value right) {
    if (!is_float(left))
        return integer_order_double(left, float_bits(right));
    if (!is_float(right))
        return -integer_order_double(right, float_bits(left));
    return double_order(float_bits(left), float_bits(right));
}

static Value compare(Isolate *isolate, enum Comparison comparison, Value left, Value right) {
    (void)isolate;
    if ((!is_float(left) && !is_integer(left)) || (!is_float(right) && !is_integer(right)))
        return NOT_IMPLEMENTED;
    if ((is_float(left) && double_is_nan(float_bits(left))) ||
        (is_float(right) && double_is_nan(float_bits(right))))
        return boolean(comparison == COMPARE_NOT_EQUAL);
    int result = order(left, right);
    const bool answers[] = {[COMPARE_LESS] = result < 0,    [COMPARE_LESS_EQUAL] = result <= 0,
                            [COMPARE_EQUAL] = result == 0,  [COMPARE_NOT_EQUAL] = result != 0,
                            [COMPARE_GREATER] = result > 0, [COMPARE_GREATER_EQUAL] = result >= 0};
    return boolean(answers[comparison]);
}

/* mantissa * 2^exponent modulo 2^61 - 1: multiplying by two is a rotation of 61 bits. */
uint64_t float_hash(uint64_t bits, Value identity) {
    const uint64_t modulus = ((uint64_t)1 << 61) - 1;
    if (!double_is_finite(bits))
        return double_is_nan(bits) ? identity >> 4 : double_is_negative(bits) ? (uint64_t)-314159 : 314159;
    int exponent;
    uint64_t mantissa = double_mantissa(bits, &exponent);
    unsigned turn = (unsigned)((exponent % 61 + 61) % 61);
    uint64_t result = (mantissa << turn & modulus) | (turn ? mantissa >> (61 - turn) : 0);
    if (double_is_negative(bits))
        result = -result;
    return result == UINT64_MAX ? UINT64_MAX - 1 : result;
}

static bool hash(Isolate *isolate, Value self, uint64_t *to) {
    (void)isolate;
    *to = float_hash(float_bits(self), self);
    return true;
}

static int truth(Isolate *isolate, Value self) {
    (void)isolate;
    return !double_is_zero(float_bits(self));
}

/* ---- Arithmetic ---- */

bool float_operand(Isolate *isolate, Value value, uint64_t *bits) {
    if (is_float(value)) {
        *bits = float_bits(value);
        return true;
    }
    if (integer_to_double(value, bits))
        return true;
    raise_error(isolate, &class_OverflowError, "int too large to convert to float");
    return false;
}

static Value power(Isolate *isolate, uint64_t a, uint64_t b) {
    if (double_is_zero(a) && double_is_negative(b) && double_is_finite(b) && !double_is_zero(b))
        return raise_error(isolate, &class_ZeroDivisionError, "0.0 cannot be raised to a negative power");
    uint64_t result = float_compute_binary(FLOAT_POWER, a, b);
    bool finite = double_is_finite(a) && double_is_finite(b);
    if (finite && double_is_nan(result)) /* a negative number to a fractional power */
        return complex_power(isolate, (Parts){a, 0}, (Parts){b, 0});
    if (finite && double_is_infinite(result)) {
        Value arguments[2] = {small(34), string_from_c(isolate, "Numerical result out of range")};
        if (arguments[1] == NOTHING)
            return NOTHING;
        heap_keep(isolate, arguments[1]);
        Value exception = exception_new(isolate, &class_OverflowError, arguments, 2);
        return exception == NOTHING ? NOTHING : raise_value(isolate, exception);
    }
    return float_from_bits(isolate, result);
}

static Value divide(Isolate *isolate, enum BinaryOperator operator, uint64_t a, uint64_t b) {
    if (double_is_zero(b))
        return raise_error(isolate, &class_ZeroDivisionError,
                           operator == BINARY_TRUE_DIVIDE    ? "float division by zero"
                           : operator == BINARY_FLOOR_DIVIDE ? "float floor division by zero"
                                                             : "float modulo");
    enum FloatBinary function = operator == BINARY_TRUE_DIVIDE    ? FLOAT_DIVIDE
                                : operator == BINARY_FLOOR_DIVIDE ? FLOAT_FLOOR_DIVIDE
                                                                  : FLOAT_MODULO;
    if (operator == BINARY_MODULO && double_is_infinite(b) &&
        double_is_finite(a)) /* the remainder is a, or infinity */
        return float_from_bits(isolate, double_is_zero(a) ? (b & DOUBLE_SIGN) : (a ^ b) >> 63 ? b : a);
    return float_from_bits(isolate, float_compute_binary(function, a, b));
}

static Value binary(Isolate *isolate, enum BinaryOperator operator, Value left, Value right) {
    uint64_t a, b;
    if ((!is_float(left) && !is_integer(left)) || (!is_float(right) && !is_integer(right)) ||
        operator > BINARY_POWER || operator == BINARY_MATRIX_MULTIPLY)
        return NOT_IMPLEMENTED;
    if (!float_operand(isolate, left, &a) || !float_operand(isolate, right, &b))
        return NOTHING;
    switch (operator) {
    case BINARY_ADD:
        return float_from_bits(isolate, float_compute_binary(FLOAT_ADD, a, b));
    case BINARY_SUBTRACT:
        return float_from_bits(isolate, float_compute_binary(FLOAT_SUBTRACT, a, b));
    case BINARY_MULTIPLY:
        return float_from_bits(isolate, float_compute_binary(FLOAT_MULTIPLY, a, b));
    case BINARY_POWER:
        return power(isolate, a, b);
    default:
        return divide(isolate, operator, a, b);
    }
}

static Value unary(Isolate *isolate, enum UnaryOperator operator, Value self) {
    if (operator == UNARY_INVERT)
        return NOT_IMPLEMENTED;
    return float_from_bits(isolate, float_bits(self) ^ (operator == UNARY_NEGATE ? DOUBLE_SIGN : 0));
}

/* ---- Text ---- */

Value float_to_text(Isolate *isolate, uint64_t bits) {
    char text[FLOAT_REPR_ROOM + 1];
    text[float_write_repr(bits, text)] = 0;
    return string_from_c(isolate, text);
}

static Value represent(Isolate *isolate, Value self) { return float_to_text(isolate, float_bits(self)); }

const Operations float_operations = {
    .represent = represent,
    .format = float_format,
    .hash = hash,
    .truth = truth,
    .compare = compare,
    .binary = binary,
    .unary = unary,
    .make = float_make,
    .fixed_size = sizeof(Float),
};

const Class class_float = CLASS_OF_KIND("float", KIND_FLOAT, float_operations, float_methods, 0);
