/* complex: two doubles as their bits. Computing is done in vm/float, text is that of float. */
#include "vm/types/complex.h"

#include "vm/machine.h"
#include "vm/names.h"
#include "vm/types/arguments.h"
#include "vm/types/classes.h"
#include "vm/types/containers.h"
#include "vm/types/double_bits.h"
#include "vm/types/float.h"
#include "vm/types/float_text.h"
#include "vm/types/integer.h"
#include "vm/types/string.h"

Value complex_new(Isolate *isolate, Parts parts) {
    Complex *object = heap_allocate(isolate, KIND_COMPLEX, sizeof(Complex), 0);
    if (!object)
        return NOTHING;
    object->real = parts.real;
    object->imaginary = parts.imaginary;
    return from_object(object);
}

Parts complex_compute(enum FloatComplex function, Parts x, Parts y) {
    const uint64_t left[2] = {x.real, x.imaginary}, right[2] = {y.real, y.imaginary};
    uint64_t result[2];
    MachineInterrupts previous = machine_float_begin();
    float_complex(function, left, right, result);
    machine_float_end(previous);
    return (Parts){result[0], result[1]};
}

/* ---- Equality and hash ---- */

static Value compare(Isolate *isolate, enum Comparison comparison, Value left, Value right) {
    (void)isolate;
    if (!is_complex(left) || (comparison != COMPARE_EQUAL && comparison != COMPARE_NOT_EQUAL))
        return NOT_IMPLEMENTED;
    Parts a = complex_parts(left);
    bool equal;
    if (is_complex(right)) {
        Parts b = complex_parts(right);
        equal = float_equal(a.real, b.real) && float_equal(a.imaginary, b.imaginary);
    } else if (is_float(right)) {
        equal = double_is_zero(a.imaginary) && float_equal(a.real, float_bits(right));
    } else if (is_integer(right)) {
        equal =
            double_is_zero(a.imaginary) && !double_is_nan(a.real) && integer_order_double(right, a.real) == 0;
    } else {
        return NOT_IMPLEMENTED;
    }
    return boolean(equal == (comparison == COMPARE_EQUAL));
}

static bool hash(Isolate *isolate, Value self, uint64_t *to) {
    (void)isolate;
    Parts parts = complex_parts(self);
    uint64_t result = float_hash(parts.real, self) + 1000003 * float_hash(parts.imaginary, self);
    *to = result == UINT64_MAX ? UINT64_MAX - 1 : result;
    return true;
}

static int truth(Isolate *isolate, Value self) {
    (void)isolate;
    return !double_is_zero(complex_parts(self).real) || !double_is_zero(complex_parts(self).imaginary);
}

/* ---- Arithmetic ---- */

/* Either operand as a complex number; 0 if it is no number, -1 with OverflowError set. */
static int operand(Isolate *isolate, Value value, Parts *parts) {
    if (is_complex(value)) {
        *parts = complex_parts(value);
        return 1;
    }
    parts->imaginary = 0;
    if (!is_float(value) && !is_integer(value))
        return 0;
    return float_operand(isolate, value, &parts->real) ? 1 : -1;
}

static bool is_zero(Parts parts) { return double_is_zero(parts.real) && double_is_zero(parts.imaginary); }

/* Whether the phase of x^y is infinite, and so has no cosine. */
static bool endless_phase(Parts x, Parts y, Parts result) {
    if (!double_is_nan(result.real) || !double_is_nan(result.imaginary) || double_is_nan(x.real) ||
        double_is_nan(x.imaginary) || double_is_nan(y.real) || double_is_nan(y.imaginary))
        return false;
    bool turned = !double_is_zero(x.imaginary) || double_is_negative(x.real);
    return !double_is_zero(y.imaginary) || (double_is_infinite(y.real) && turned);
}

Value complex_power(Isolate *isolate, Parts x, Parts y) {
    Parts result = {0, 0};
    if (is_zero(y))
        result.real = DOUBLE_ONE;
    else if (!is_zero(x))
        result = complex_compute(COMPLEX_POWER, x, y);
    if ((is_zero(x) && (!double_is_zero(y.imaginary) || double_is_negative(y.real)) && !is_zero(y)) ||
        endless_phase(x, y, result))
        return raise_error(isolate, &class_ZeroDivisionError, "0.0 to a negative or complex power");
    if (double_is_infinite(result.real) || double_is_infinite(result.imaginary))
        return raise_error(isolate, &class_OverflowError, "complex exponentiation");
    return complex_new(isolate, result);
}

static Value binary(Isolate *isolate, enum BinaryOperator operator, Value left, Value right) {
    Parts a, b;
    if (operator > BINARY_POWER || operator == BINARY_MATRIX_MULTIPLY || operator == BINARY_FLOOR_DIVIDE ||
        operator == BINARY_MODULO)
        return NOT_IMPLEMENTED;
    int one = operand(isolate, left, &a), other = one > 0 ? operand(isolate, right, &b) : one;
    if (other <= 0)
        return other ? NOTHING : NOT_IMPLEMENTED;
    switch (operator) {
    case BINARY_ADD:
        return complex_new(isolate, (Parts){float_compute_binary(FLOAT_ADD, a.real, b.real),
                                            float_compute_binary(FLOAT_ADD, a.imaginary, b.imaginary)});
    case BINARY_SUBTRACT:
        return complex_new(isolate, (Parts){float_compute_binary(FLOAT_SUBTRACT, a.real, b.real),
                                            float_compute_binary(FLOAT_SUBTRACT, a.imaginary, b.imaginary)});
    case BINARY_MULTIPLY:
        return complex_new(isolate, complex_compute(COMPLEX_MULTIPLY, a, b));
    case BINARY_POWER:
        return complex_power(isolate, a, b);
    default:
        if (is_zero(b))
            return raise_error(isolate, &class_ZeroDivisionError, "complex division by zero");
        return complex_new(isolate, complex_compute(COMPLEX_DIVIDE, a, b));
    }
}

static Value unary(Isolate *isolate, enum UnaryOperator operator, Value self) {
    uint64_t flip = operator == UNARY_NEGATE ? DOUBLE_SIGN : 0;
    Parts parts = complex_parts(self);
    if (operator == UNARY_INVERT)
        return NOT_IMPLEMENTED;
    return complex_new(isolate, (Parts){parts.real ^ flip, parts.imaginary ^ flip});
}

/* ---- Text ---- */

static size_t write_part(uint64_t bits, char *text) {
    size_t size = float_write_repr(bits, text);
    if (size > 2 && text[size - 1] == '0' && text[size - 2] == '.') /* whole numbers have no point here */
        size -= 2;
    return size;
}

static Value represent(Isolate *isolate, Value self) {
    Parts parts = complex_parts(self);
    char text[2 * FLOAT_REPR_ROOM + 8];
    size_t size = 0;
    bool alone = parts.real == 0; /* and not minus zero */
    if (!alone) {
        text[size++] = '(';
        size += write_part(parts.real, text + size);
        if (!double_is_negative(parts.imaginary) || double_is_nan(parts.imaginary))
            text[size++] = '+';
    }
    size += write_part(parts.imaginary, text + size);
    text[size++] = 'j';
    if (!alone)
        text[size++] = ')';
    text[size] = 0;
    return string_from_c(isolate, text);
}

/* ---- Methods ---- */

static Value get_real(Isolate *isolate, Value *arguments, uint32_t count) {
    (void)count;
    return float_from_bits(isolate, complex_parts(arguments[0]).real);
}

static Value get_imaginary(Isolate *isolate, Value *arguments, uint32_t count) {
    (void)count;
    return float_from_bits(isolate, complex_parts(arguments[0]).imaginary);
}

static Value conjugate(Isolate *isolate, Value *arguments, uint32_t count) {
    (void)count;
    Parts parts = complex_parts(arguments[0]);
    return complex_new(isolate, (Parts){parts.real, parts.imaginary ^ DOUBLE_SIGN});
}

static Value itself(Isolate *isolate, Value *arguments, uint32_t count) {
    (void)count;
    return as_object(arguments[0])->class ? complex_new(isolate, complex_parts(arguments[0])) : arguments[0];
}

static Value absolute(Isolate *isolate, Value *arguments, uint32_t count) {
    (void)count;
    Parts parts = complex_parts(arguments[0]);
    uint64_t result = float_compute_binary(FLOAT_HYPOT, parts.real, parts.imaginary);
    if (double_is_infinite(result) && double_is_finite(parts.real) && double_is_finite(parts.imaginary))
        return raise_error(isolate, &class_OverflowError, "absolute value too large");
    return float_from_bits(isolate, result & ~DOUBLE_SIGN);
}

static Value new_arguments(Isolate *isolate, Value *arguments, uint32_t count) {
    Value parts[2] = {get_real(isolate, arguments, count), NOTHING};
    if (parts[0] == NOTHING)
        return NOTHING;
    heap_keep(isolate, parts[0]);
    parts[1] = get_imaginary(isolate, arguments, count);
    return parts[1] == NOTHING ? NOTHING
                               : tuple_new(isolate, 2, (Value[]){parts[0], heap_keep(isolate, parts[1])});
}

static const Native methods[] = {
    METHOD(conjugate, "conjugate", 1, 1, class_complex),
    METHOD(itself, "__complex__", 1, 1, class_complex),
    METHOD(absolute, "__abs__", 1, 1, class_complex),
    METHOD(new_arguments, "__getnewargs__", 1, 1, class_complex),
    PROPERTY(get_real, "real", class_complex),
    PROPERTY(get_imaginary, "imag", class_complex),
    METHODS_END,
};

const Operations complex_operations = {
    .represent = represent,
    .format = complex_format,
    .hash = hash,
    .truth = truth,
    .compare = compare,
    .binary = binary,
    .unary = unary,
    .make = complex_make,
    .fixed_size = sizeof(Complex),
};

const Class class_complex = CLASS_OF_KIND("complex", KIND_COMPLEX, complex_operations, methods, 0);
