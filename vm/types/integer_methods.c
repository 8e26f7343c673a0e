/* int(): the constructor, and the methods of int that aren't operators. */
#include "vm/names.h"
#include "vm/types/arguments.h"
#include "vm/types/bytes.h"
#include "vm/types/classes.h"
#include "vm/types/containers.h"
#include "vm/types/integer.h"
#include "vm/types/string.h"

/* ---- int(...) ---- */

/* Text of a str, bytes or bytearray; UNDEFINED for anything else. */
static Value from_textual(Isolate *isolate, Value value, int base) {
    char room[128];
    const uint8_t *bytes;
    uint64_t size;
    if (is_string(value)) {
        const char *text = number_text(isolate, AS(String, value), room, sizeof(room));
        return text ? integer_from_text(isolate, text, AS(String, value)->length, base, value) : NOTHING;
    }
    if (!is_kind(value, KIND_BYTES) && !is_kind(value, KIND_BYTEARRAY))
        return UNDEFINED;
    bytes_view(value, &bytes, &size);
    Value copy = is_kind(value, KIND_BYTES) ? value : bytes_new(isolate, bytes, size);
    if (copy == NOTHING)
        return NOTHING;
    heap_keep(isolate, copy);
    return integer_from_text(isolate, (const char *)AS(Bytes, copy)->bytes, (size_t)size, base, copy);
}

/* By __int__, __index__ or __trunc__ of a user-made class. */
static Value from_special(Isolate *isolate, Value value) {
    const Value names[] = {NAME(__int__), NAME(__index__), NAME(__trunc__)};
    for (int i = 0; i < 3; i++) {
        Value result = call_special(isolate, value, names[i], NULL, 0);
        if (result == UNDEFINED)
            continue;
        if (result != NOTHING && !is_integer(result))
            return raise_type(isolate, "__int__ returned non-int (type %T)", result);
        return result == NOTHING ? NOTHING : integer_plain(isolate, heap_keep(isolate, result));
    }
    const uint8_t *bytes;
    uint64_t size;
    if (!bytes_view(value, &bytes, &size)) /* a memoryview, but with no base given */
        return raise_type(isolate,
                          "int() argument must be a string, a bytes-like object or a real number, not '%T'",
                          value);
    Value copy = bytes_new(isolate, bytes, size);
    return copy == NOTHING ? NOTHING : from_textual(isolate, heap_keep(isolate, copy), 10);
}

static Value convert(Isolate *isolate, Value value) {
    bool derived = is_object(value) && as_object(value)->class;
    if (is_integer(value) && !derived)
        return integer_plain(isolate, value);
    if (is_float(value) && !derived)
        return integer_from_double(isolate, float_bits(value));
    Value result = from_textual(isolate, value, 10);
    return result == UNDEFINED ? from_special(isolate, value) : result;
}

static Value convert_with_base(Isolate *isolate, Value value, Value base) {
    int64_t number;
    if (!operate_index(isolate, base, &number))
        return NOTHING;
    if (number != 0 && (number < 2 || number > 36))
        return raise_value_error(isolate, "int() base must be >= 2 and <= 36, or 0");
    Value result = from_textual(isolate, value, (int)number);
    return result == UNDEFINED ? raise_type(isolate, "int() can't convert non-string with explicit base")
                               : result;
}

static Value derived_copy(Isolate *isolate, const Class *class, Value plain) {
    IntegerView view;
    heap_keep(isolate, plain);
    integer_view(plain, &view);
    size_t size = sizeof(Integer) + (size_t)view.count * sizeof(uint32_t);
    Integer *integer = heap_allocate(isolate, KIND_INTEGER, size, class);
    if (!integer)
        return NOTHING;
    integer->object.count = view.count;
    integer->object.detail = view.negative;
    __builtin_memcpy(integer->digits, view.digits, view.count * sizeof(uint32_t));
    return from_object(integer);
}

Value integer_make(Isolate *isolate, const Class *class, Value *arguments, uint32_t count,
                   const Tuple *names) {
    static const char *const parameter_names[] = {"", "base"};
    static const struct Parameters parameters = {"int", parameter_names, 2, 2, 0};
    Value bound[2], result;
    if (!arguments_bind(isolate, &parameters, arguments, count, names, bound))
        return NOTHING;
    if (bound[0] == UNDEFINED)
        result = bound[1] == UNDEFINED ? small(0) : raise_type(isolate, "int() missing string argument");
    else if (bound[1] == UNDEFINED)
        result = convert(isolate, bound[0]);
    else
        result = convert_with_base(isolate, bound[0], bound[1]);
    return result == NOTHING || class == &class_int ? result : derived_copy(isolate, class, result);
}

/* ---- Bits and bytes ---- */

static Value bit_length(Isolate *isolate, Value *arguments, uint32_t count) {
    (void)isolate, (void)count;
    if (is_small(arguments[0])) {
        int64_t number = small_number(arguments[0]);
        return small(number ? 64 - __builtin_clzll((uint64_t)(number < 0 ? -number : number)) : 0);
    }
    IntegerView view;
    integer_view(arguments[0], &view);
    return small((int64_t)magnitude_bits(view.digits, view.count));
}

static Value bit_count(Isolate *isolate, Value *arguments, uint32_t count) {
    (void)isolate, (void)count;
    IntegerView view;
    integer_view(arguments[0], &view);
    int64_t ones = 0;
    for (uint32_t i = 0; i < view.count; i++)
        for (uint32_t digit = view.digits[i]; digit; digit &= digit - 1)
            ones++;
    return small(ones);
}

/* 1 little, 0 big, -1 with an exception set. */
static int byte_order(Isolate *isolate, const char *function, Value value) {
    if (value == UNDEFINED)
        return 0;
    if (!is_string(value))
        raise_type(isolate, "%s() argument 'byteorder' must be str, not %A", function, value);
    else if (string_is(AS(String, value), "little"))
        return 1;
    else if (string_is(AS(String, value), "big"))
        return 0;
    else
        raise_value_error(isolate, "byteorder must be either 'little' or 'big'");
    return -1;
}

static void reverse(uint8_t *bytes, uint64_t size) {
    for (uint64_t i = 0; i < size / 2; i++) {
        uint8_t byte = bytes[i];
        bytes[i] = bytes[size - 1 - i];
        bytes[size - 1 - i] = byte;
    }
}

static Value to_bytes(Isolate *isolate, Value *arguments, uint32_t count, const Tuple *names) {
    static const char *const parameter_names[] = {"length", "byteorder", "signed"};
    static const struct Parameters parameters = {"to_bytes", parameter_names, 3, 2, 0};
    Value bound[3];
    int64_t size = 1;
    if (!arguments_bind(isolate, &parameters, arguments + 1, count - 1, names, bound))
        return NOTHING;
    int little = byte_order(isolate, "to_bytes", bound[1]);
    int is_signed = bound[2] == UNDEFINED ? 0 : operate_truth(isolate, bound[2]);
    if (little < 0 || is_signed < 0 || (bound[0] != UNDEFINED && !count_argument(isolate, bound[0], &size)))
        return NOTHING;
    if (size < 0)
        return raise_value_error(isolate, "length argument must be non-negative");
    if (!isolate_charge(isolate, (uint64_t)size / 16))
        return NOTHING;
    Value result = bytes_new(isolate, NULL, (uint64_t)size);
    if (result == NOTHING)
        return NOTHING;
    uint8_t *bytes = AS(Bytes, result)->bytes;
    heap_keep(isolate, result);
    if (!integer_to_bytes(isolate, arguments[0], bytes, (size_t)size, is_signed))
        return NOTHING;
    if (!little)
        reverse(bytes, (uint64_t)size);
    return result;
}

static Value from_bytes(Isolate *isolate, Value *arguments, uint32_t count, const Tuple *names) {
    static const char *const parameter_names[] = {"bytes", "byteorder", "signed"};
    static const struct Parameters parameters = {"from_bytes", parameter_names, 3, 2, 1};
    Value bound[3];
    if (!arguments_bind(isolate, &parameters, arguments + 1, count - 1, names, bound))
        return NOTHING;
    int little = byte_order(isolate, "from_bytes", bound[1]);
    int is_signed = bound[2] == UNDEFINED ? 0 : operate_truth(isolate, bound[2]);
    const uint8_t *bytes;
    uint64_t size;
    if (little < 0 || is_signed < 0)
        return NOTHING;
    Value argument = bound[0];
    if (is_integer(argument) || is_string(argument))
        return raise_type(isolate, "cannot convert '%T' object to bytes", argument);
    if (!bytes_view(argument, &bytes, &size)) {
        argument = call(isolate, from_object(&class_bytes), &argument, 1);
        if (argument == NOTHING || !bytes_view(heap_keep(isolate, argument), &bytes, &size))
            return NOTHING;
    }
    if (!isolate_charge(isolate, size / 16))
        return NOTHING;
    uint8_t *reversed = (uint8_t *)integer_work(isolate, size / 4 + 1);
    if (!reversed)
        return NOTHING;
    __builtin_memcpy(reversed, bytes, size);
    if (!little)
        reverse(reversed, size);
    Value result = integer_from_bytes(isolate, reversed, (size_t)size, is_signed);
    if (result == NOTHING || arguments[0] == from_object(&class_int))
        return result;
    heap_keep(isolate, result);
    return call(isolate, arguments[0], &result, 1);
}

/* ---- As a number among numbers ---- */

static Value itself(Isolate *isolate, Value *arguments, uint32_t count) {
    (void)count;
    return integer_plain(isolate, arguments[0]);
}

static Value zero(Isolate *isolate, Value *arguments, uint32_t count) {
    (void)isolate, (void)arguments, (void)count;
    return small(0);
}

static Value one(Isolate *isolate, Value *arguments, uint32_t count) {
    (void)isolate, (void)arguments, (void)count;
    return small(1);
}

static Value as_integer_ratio(Isolate *isolate, Value *arguments, uint32_t count) {
    (void)count;
    Value values[2] = {integer_plain(isolate, arguments[0]), small(1)};
    if (values[0] == NOTHING)
        return NOTHING;
    heap_keep(isolate, values[0]);
    return tuple_new(isolate, 2, values);
}

static Value to_float(Isolate *isolate, Value *arguments, uint32_t count) {
    (void)count;
    return float_from_integer(isolate, arguments[0]);
}

/* round(n, -digits): to a multiple of 10 ** digits, ties to the even multiple. */
static Value round_to_power(Isolate *isolate, Value number, Value digits) {
    Value power = integer_binary(isolate, BINARY_POWER, small(10), digits), quotient, rest, twice;
    if (power == NOTHING || !integer_divide(isolate, number, heap_keep(isolate, power), &quotient, &rest, ""))
        return NOTHING;
    heap_keep(isolate, quotient);
    heap_keep(isolate, rest);
    twice = integer_binary(isolate, BINARY_LEFT_SHIFT, rest, small(1));
    if (twice == NOTHING)
        return NOTHING;
    int order = integer_order(heap_keep(isolate, twice), power);
    IntegerView view;
    integer_view(quotient, &view);
    Value result = integer_binary(isolate, BINARY_SUBTRACT, number, rest);
    bool up = order > 0 || (order == 0 && view.count && view.digits[0] & 1);
    return up && result != NOTHING ? integer_binary(isolate, BINARY_ADD, heap_keep(isolate, result), power)
                                   : result;
}

static Value integer_round(Isolate *isolate, Value *arguments, uint32_t count) {
    Value number = integer_plain(isolate, arguments[0]);
    if (number == NOTHING || count == 1 || arguments[1] == NONE)
        return number;
    Value digits = operate_integer(isolate, arguments[1]);
    if (digits == NOTHING || integer_order(digits, small(0)) >= 0)
        return digits == NOTHING ? NOTHING : number;
    heap_keep(isolate, number);
    digits = integer_magnitude(isolate, digits);
    IntegerView view;
    integer_view(number, &view);
    if (digits == NOTHING)
        return NOTHING;
    if (integer_order(digits, small((int64_t)magnitude_bits(view.digits, view.count))) > 0)
        return small(0); /* 10 ** digits is more than twice the number */
    return round_to_power(isolate, number, digits);
}

static Value divide_with_rest(Isolate *isolate, Value *arguments, uint32_t count) {
    (void)count;
    return number_divmod(isolate, arguments[0], arguments[1]);
}

static Value divide_other_with_rest(Isolate *isolate, Value *arguments, uint32_t count) {
    (void)count;
    return number_divmod(isolate, arguments[1], arguments[0]);
}

static Value absolute(Isolate *isolate, Value *arguments, uint32_t count) {
    (void)count;
    return integer_magnitude(isolate, arguments[0]);
}

static Value new_arguments(Isolate *isolate, Value *arguments, uint32_t count) {
    Value plain = itself(isolate, arguments, count);
    return plain == NOTHING ? NOTHING : tuple_new(isolate, 1, (Value[]){heap_keep(isolate, plain)});
}

const Native integer_methods[] = {
    METHOD(absolute, "__abs__", 1, 1, class_int),
    METHOD(divide_with_rest, "__divmod__", 2, 2, class_int),
    METHOD(divide_other_with_rest, "__rdivmod__", 2, 2, class_int),
    METHOD(new_arguments, "__getnewargs__", 1, 1, class_int),
    METHOD(bit_length, "bit_length", 1, 1, class_int),
    METHOD(bit_count, "bit_count", 1, 1, class_int),
    METHOD_WITH_KEYWORDS(to_bytes, "to_bytes", 1, NATIVE_UNLIMITED, class_int),
    {NATIVE_HEADER, .name = "from_bytes", .keyword_function = from_bytes, .minimum = 1,
     .maximum = NATIVE_UNLIMITED, .flags = NATIVE_ANY | NATIVE_CLASS | NATIVE_KEYWORDS},
    METHOD(itself, "conjugate", 1, 1, class_int),
    METHOD(as_integer_ratio, "as_integer_ratio", 1, 1, class_int),
    METHOD(itself, "__int__", 1, 1, class_int),
    METHOD(itself, "__index__", 1, 1, class_int),
    METHOD(itself, "__trunc__", 1, 1, class_int),
    METHOD(itself, "__floor__", 1, 1, class_int),
    METHOD(itself, "__ceil__", 1, 1, class_int),
    METHOD(to_float, "__float__", 1, 1, class_int),
    METHOD(integer_round, "__round__", 1, 2, class_int),
    PROPERTY(itself, "real", class_int),
    PROPERTY(zero, "imag", class_int),
    PROPERTY(itself, "numerator", class_int),
    PROPERTY(one, "denominator", class_int),
    METHODS_END,
};
