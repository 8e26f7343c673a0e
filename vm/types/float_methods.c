/* float(): the constructor, rounding, and the methods of float that aren't operators. */
#include "vm/names.h"
#include "vm/types/arguments.h"
#include "vm/types/bytes.h"
#include "vm/types/classes.h"
#include "vm/types/containers.h"
#include "vm/types/double_bits.h"
#include "vm/types/float.h"
#include "vm/types/float_text.h"
#include "vm/types/integer.h"
#include "vm/types/string.h"

/* ---- float(...) ---- */

bool float_real(Isolate *isolate, Value value, uint64_t *bits, const char *otherwise) {
    if (is_float(value) || is_integer(value))
        return float_operand(isolate, value, bits);
    Value result = call_special(isolate, value, NAME(__float__), NULL, 0);
    if (result == UNDEFINED) {
        result = call_special(isolate, value, NAME(__index__), NULL, 0);
        if (result == UNDEFINED)
            raise_type(isolate, otherwise, value);
        else if (result != NOTHING && !is_integer(result))
            raise_type(isolate, "__index__ returned non-int (type %T)", result);
        else if (result != NOTHING)
            return float_operand(isolate, heap_keep(isolate, result), bits);
        return false;
    }
    if (result != NOTHING && is_float(result))
        return float_operand(isolate, result, bits);
    if (result != NOTHING)
        raise_type(isolate, "%T.__float__ returned non-float (type %T)", value, result);
    return false;
}

static Value convert(Isolate *isolate, Value value) {
    const uint8_t *bytes;
    uint64_t size, bits;
    char room[128];
    if (is_string(value)) {
        const char *text = number_text(isolate, AS(String, value), room, sizeof(room));
        return text ? float_from_text(isolate, text, AS(String, value)->length, value) : NOTHING;
    }
    if (bytes_view(value, &bytes, &size))
        return float_from_text(isolate, (const char *)bytes, (size_t)size, value);
    if (is_float(value) && !as_object(value)->class)
        return value;
    if (!float_real(isolate, value, &bits, "float() argument must be a string or a real number, not '%T'"))
        return NOTHING;
    return float_from_bits(isolate, bits);
}

Value float_make(Isolate *isolate, const Class *class, Value *arguments, uint32_t count, const Tuple *names) {
    if (!arguments_positional(isolate, "float", count, names, 0, 1))
        return NOTHING;
    Value plain = count ? convert(isolate, arguments[0]) : float_from_bits(isolate, 0);
    if (plain == NOTHING || class == &class_float)
        return plain;
    heap_keep(isolate, plain);
    Float *object = heap_allocate(isolate, KIND_FLOAT, sizeof(Float), class);
    if (!object)
        return NOTHING;
    object->bits = float_bits(plain);
    return from_object(object);
}

/* ---- Rounding ---- */

/* Bits below the point: their value, and half of a unit, of a finite double with an exponent below 0. */
static bool rounds_up(uint64_t mantissa, int drop, int direction, bool negative) {
    uint64_t rest = drop > 63 ? mantissa : mantissa & (((uint64_t)1 << drop) - 1),
             half = drop > 63 ? UINT64_MAX : (uint64_t)1 << (drop - 1);
    bool odd = drop < 64 && mantissa >> drop & 1;
    if (direction == 2 || !rest)
        return false;
    if (direction)
        return (direction > 0) != negative;
    return rest > half || (rest == half && odd);
}

Value float_whole(Isolate *isolate, uint64_t bits, int direction) {
    if (!double_is_finite(bits))
        return integer_from_double(isolate, bits);
    int exponent;
    uint64_t mantissa = double_mantissa(bits, &exponent);
    if (exponent >= 0)
        return integer_from_double(isolate, bits);
    bool negative = double_is_negative(bits);
    int64_t whole = -exponent > 63 ? 0 : (int64_t)(mantissa >> -exponent);
    whole += rounds_up(mantissa, -exponent, direction, negative);
    return integer_from_int64(isolate, negative ? -whole : whole);
}

Value float_round(Isolate *isolate, uint64_t bits, int64_t places) {
    if (!double_is_finite(bits) || double_is_zero(bits) || places > 323)
        return float_from_bits(isolate, bits);
    if (places < -308)
        return float_from_bits(isolate, bits & DOUBLE_SIGN);
    char text[DECIMAL_ROOM / 2 + 16];
    Decimal decimal;
    decimal_places(bits, places, &decimal);
    size_t size = 0;
    for (int32_t i = 0; i < decimal.count && size < DECIMAL_ROOM / 2; i++)
        text[size++] = decimal.digits[i];
    int32_t exponent = decimal.point - (int32_t)size;
    text[size++] = 'e';
    text[size++] = exponent < 0 ? '-' : '+';
    exponent = exponent < 0 ? -exponent : exponent;
    for (int32_t unit = 1000; unit; unit /= 10)
        text[size++] = (char)('0' + exponent / unit % 10);
    Value rounded = float_from_text(isolate, text, size, NONE);
    if (rounded == NOTHING)
        return NOTHING;
    if (double_is_infinite(float_bits(rounded)))
        return raise_error(isolate, &class_OverflowError, "rounded value too large to represent");
    AS(Float, rounded)->bits |= bits & DOUBLE_SIGN;
    return rounded;
}

static Value round_method(Isolate *isolate, Value *arguments, uint32_t count) {
    if (count == 1 || arguments[1] == NONE)
        return float_whole(isolate, float_bits(arguments[0]), 0);
    int64_t places;
    Value digits = operate_integer(isolate, arguments[1]);
    if (digits == NOTHING)
        return NOTHING;
    if (!integer_to_int64(digits, &places))
        places = integer_order(digits, small(0)) < 0 ? -100000 : 100000;
    return float_round(isolate, float_bits(arguments[0]), places);
}

static Value truncate(Isolate *isolate, Value *arguments, uint32_t count) {
    (void)count;
    return float_whole(isolate, float_bits(arguments[0]), 2);
}

static Value floor_method(Isolate *isolate, Value *arguments, uint32_t count) {
    (void)count;
    return float_whole(isolate, float_bits(arguments[0]), -1);
}

static Value ceil_method(Isolate *isolate, Value *arguments, uint32_t count) {
    (void)count;
    return float_whole(isolate, float_bits(arguments[0]), 1);
}

/* ---- Others ---- */

static Value itself(Isolate *isolate, Value *arguments, uint32_t count) {
    (void)count;
    return as_object(arguments[0])->class ? float_from_bits(isolate, float_bits(arguments[0])) : arguments[0];
}

static Value zero(Isolate *isolate, Value *arguments, uint32_t count) {
    (void)arguments, (void)count;
    return float_from_bits(isolate, 0);
}

static Value is_whole(Isolate *isolate, Value *arguments, uint32_t count) {
    (void)isolate, (void)count;
    uint64_t bits = float_bits(arguments[0]);
    int exponent;
    uint64_t mantissa = double_mantissa(bits, &exponent);
    if (!double_is_finite(bits))
        return FALSE;
    if (exponent >= 0 || !mantissa)
        return TRUE;
    return boolean(exponent > -64 && !(mantissa & (((uint64_t)1 << -exponent) - 1)));
}

static Value as_integer_ratio(Isolate *isolate, Value *arguments, uint32_t count) {
    (void)count;
    uint64_t bits = float_bits(arguments[0]);
    if (!double_is_finite(bits))
        return double_is_nan(bits)
                   ? raise_value_error(isolate, "cannot convert NaN to integer ratio")
                   : raise_error(isolate, &class_OverflowError, "cannot convert Infinity to integer ratio");
    int exponent;
    uint64_t mantissa = double_mantissa(bits, &exponent);
    if (!mantissa)
        exponent = 0;
    for (; exponent < 0 && !(mantissa & 1); exponent++)
        mantissa >>= 1;
    Value parts[2] = {small(double_is_negative(bits) ? -(int64_t)mantissa : (int64_t)mantissa), small(1)};
    Value *scaled = exponent < 0 ? &parts[1] : &parts[0];
    *scaled = integer_binary(isolate, BINARY_LEFT_SHIFT, *scaled, small(exponent < 0 ? -exponent : exponent));
    if (*scaled == NOTHING)
        return NOTHING;
    heap_keep(isolate, *scaled);
    return tuple_new(isolate, 2, parts);
}

static Value hexadecimal(Isolate *isolate, Value *arguments, uint32_t count) {
    (void)count;
    uint64_t bits = float_bits(arguments[0]);
    if (!double_is_finite(bits))
        return float_to_text(isolate, bits);
    int exponent = (int)(bits >> 52 & 0x7ff);
    bool normal = exponent != 0;
    exponent = double_is_zero(bits) ? 0 : normal ? exponent - 1023 : -1022;
    StringBuilder builder;
    string_builder_start(&builder, isolate);
    string_builder_c(&builder, double_is_negative(bits) ? "-0x" : "0x");
    string_builder_c(&builder, normal ? "1." : "0.");
    for (int place = double_is_zero(bits) ? 0 : 48; place >= 0; place -= 4)
        string_builder_character(&builder, (uint32_t)"0123456789abcdef"[bits >> place & 15]);
    string_builder_c(&builder, exponent < 0 ? "p-" : "p+");
    char digits[4];
    int size = 0;
    for (exponent = exponent < 0 ? -exponent : exponent; exponent || !size; exponent /= 10)
        digits[size++] = (char)('0' + exponent % 10);
    while (size)
        string_builder_character(&builder, (uint32_t)digits[--size]);
    return string_builder_finish(&builder);
}

/* ---- From hexadecimal text ---- */

struct HexText {
    const char *at, *end;
    uint64_t mantissa; /* the highest digits, up to 64 bits of them */
    int64_t exponent;  /* of two, that the mantissa is to be scaled by */
    bool any, lost;    /* some digit was there; one that isn't zero was left out */
};

static bool hex_take(struct HexText *text, char letter) {
    bool there = text->at < text->end && (*text->at | 0x20) == letter;
    text->at += there;
    return there;
}

static int hex_digit(const struct HexText *text) {
    char character = text->at < text->end ? *text->at : 0;
    if (character >= '0' && character <= '9')
        return character - '0';
    character |= 0x20;
    return character >= 'a' && character <= 'f' ? character - 'a' + 10 : -1;
}

static void hex_digits(struct HexText *text, bool fraction) {
    for (int digit = hex_digit(text); digit >= 0; text->at++, digit = hex_digit(text)) {
        bool room = text->mantissa >> 60 == 0;
        text->any = true;
        if (room)
            text->mantissa = text->mantissa << 4 | (uint64_t)digit;
        else
            text->lost = text->lost || digit;
        text->exponent += (room ? 0 : 4) - (fraction ? 4 : 0);
    }
}

static bool hex_exponent(struct HexText *text) {
    int64_t exponent = 0;
    if (!hex_take(text, 'p'))
        return true;
    bool negative = text->at < text->end && *text->at == '-';
    text->at += text->at < text->end && (*text->at == '-' || *text->at == '+');
    const char *start = text->at;
    for (; text->at < text->end && *text->at >= '0' && *text->at <= '9'; text->at++)
        if (exponent < INT32_MAX)
            exponent = exponent * 10 + (*text->at - '0');
    text->exponent += negative ? -exponent : exponent;
    return text->at > start;
}

static bool hex_word(const struct HexText *text, const char *word) {
    const char *at = text->at;
    for (; *word; word++, at++)
        if (at == text->end || (*at | 0x20) != *word)
            return false;
    return at == text->end;
}

static bool is_space(char character) { return character == ' ' || (character >= '\t' && character <= '\r'); }

/* Sign, then a word or digits; false: malformed. */
static bool hex_read(struct HexText *text, uint64_t *bits) {
    while (text->at < text->end && is_space(*text->at))
        text->at++;
    while (text->end > text->at && is_space(text->end[-1]))
        text->end--;
    uint64_t sign = text->at < text->end && *text->at == '-' ? DOUBLE_SIGN : 0;
    text->at += text->at < text->end && (*text->at == '-' || *text->at == '+');
    bool infinite = hex_word(text, "inf") || hex_word(text, "infinity");
    if (infinite || hex_word(text, "nan")) {
        *bits = sign | (infinite ? DOUBLE_INFINITY : DOUBLE_NAN);
        return true;
    }
    if (text->end - text->at > 1 && text->at[0] == '0' && (text->at[1] | 0x20) == 'x')
        text->at += 2;
    hex_digits(text, false);
    if (text->at < text->end && *text->at == '.') {
        text->at++;
        hex_digits(text, true);
    }
    if (!text->any || !hex_exponent(text) || text->at != text->end)
        return false;
    *bits = sign | double_round(text->mantissa, text->exponent, text->lost);
    return true;
}

static Value from_hexadecimal(Isolate *isolate, Value *arguments, uint32_t count) {
    (void)count;
    char room[128];
    uint64_t bits;
    if (!is_string(arguments[1]))
        return raise_type(isolate, "bad argument type for built-in operation");
    const String *string = AS(String, arguments[1]);
    const char *characters = number_text(isolate, string, room, sizeof(room));
    if (!characters)
        return NOTHING;
    struct HexText text = {.at = characters, .end = characters + string->length};
    if (!hex_read(&text, &bits))
        return raise_value_error(isolate, "invalid hexadecimal floating-point string");
    if (double_is_infinite(bits) && text.any)
        return raise_error(isolate, &class_OverflowError,
                           "hexadecimal value too large to represent as a float");
    Value result = float_from_bits(isolate, bits);
    if (result == NOTHING || arguments[0] == from_object(&class_float))
        return result;
    return call(isolate, arguments[0], (Value[]){heap_keep(isolate, result)}, 1);
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
    return float_from_bits(isolate, float_bits(arguments[0]) & ~DOUBLE_SIGN);
}

static Value new_arguments(Isolate *isolate, Value *arguments, uint32_t count) {
    Value plain = itself(isolate, arguments, count);
    return plain == NOTHING ? NOTHING : tuple_new(isolate, 1, (Value[]){heap_keep(isolate, plain)});
}

const Native float_methods[] = {
    METHOD_OF_CLASS(from_hexadecimal, "fromhex", 2, 2),
    METHOD(absolute, "__abs__", 1, 1, class_float),
    METHOD(divide_with_rest, "__divmod__", 2, 2, class_float),
    METHOD(divide_other_with_rest, "__rdivmod__", 2, 2, class_float),
    METHOD(new_arguments, "__getnewargs__", 1, 1, class_float),
    METHOD(is_whole, "is_integer", 1, 1, class_float),
    METHOD(as_integer_ratio, "as_integer_ratio", 1, 1, class_float),
    METHOD(hexadecimal, "hex", 1, 1, class_float),
    METHOD(itself, "conjugate", 1, 1, class_float),
    METHOD(itself, "__float__", 1, 1, class_float),
    METHOD(truncate, "__int__", 1, 1, class_float),
    METHOD(truncate, "__trunc__", 1, 1, class_float),
    METHOD(floor_method, "__floor__", 1, 1, class_float),
    METHOD(ceil_method, "__ceil__", 1, 1, class_float),
    METHOD(round_method, "__round__", 1, 2, class_float),
    PROPERTY(itself, "real", class_float),
    PROPERTY(zero, "imag", class_float),
    METHODS_END,
};
