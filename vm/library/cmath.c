/*
 * The native module cmath. Finite arguments are vm/float's; what an infinity, a NaN or their signs give is in
 * one table, as annex G of the C standard has it.
 */
#include "vm/library/library.h"
#include "vm/types/arguments.h"
#include "vm/types/complex.h"
#include "vm/types/containers.h"
#include "vm/types/double_bits.h"
#include "vm/types/float.h"
#include "vm/types/math.h"

/* ---- Special values ---- */

/*
 * A row for each kind of real part: -infinity, negative, -0, 0, positive, infinity, NaN. In it two
 * characters, the real and the imaginary part of the result, for each such kind of imaginary part; spaces
 * where both are finite.
 *
 *     0 zero   1 one   i infinity   q pi/4   h pi/2   t 3 pi/4   p pi; ~ ! I Q H T P: the same, negative
 *     c infinity and k zero with the sign of cos(y), s and z with that of sin(y), d zero with that of sin(2
 * y); C K S Z D: the opposite n NaN   E a domain error
 */
enum { KINDS = 7 };
static const char special_values[][KINDS * KINDS * 2 + 1] = {
    [COMPLEX_SQRT - COMPLEX_SQRT] = "iI0I0I0i0iiini"
                                    "iI        iinn"
                                    "iI        iinn"
                                    "iI        iinn"
                                    "iI        iinn"
                                    "iIi~i~i0i0iiin"
                                    "iInnnnnnnniinn",
    [COMPLEX_EXP - COMPLEX_SQRT] = "00kz0~00kz0000"
                                   "EE        EEnn"
                                   "EE        EEnn"
                                   "EE        EEnn"
                                   "EE        EEnn"
                                   "EEcsi~i0csEEin"
                                   "nnnnn~n0nnnnnn",
    [COMPLEX_LOG - COMPLEX_SQRT] = "iTiPiPipipitin"
                                   "iH        ihnn"
                                   "iH        ihnn"
                                   "iH        ihnn"
                                   "iH        ihnn"
                                   "iQi~i~i0i0iqin"
                                   "innnnnnnnninnn",
    [COMPLEX_COSH - COMPLEX_SQRT] = "EEcSi0i~cSEEin"
                                    "EE        EEnn"
                                    "EE        EEn0"
                                    "EE        EEn0"
                                    "EE        EEnn"
                                    "EEcsi~i0csEEin"
                                    "nnnnn0n0nnnnnn",
    [COMPLEX_SINH - COMPLEX_SQRT] = "EECsI~I0CsEEin"
                                    "EE        EEnn"
                                    "EE        EE0n"
                                    "EE        EE0n"
                                    "EE        EEnn"
                                    "EEcsi~i0csEEin"
                                    "nnnnn~n0nnnnnn",
    [COMPLEX_TANH - COMPLEX_SQRT] = "!0!d!~!0!d!0!0"
                                    "EE        EEnn"
                                    "EE        EEnn"
                                    "EE        EEnn"
                                    "EE        EEnn"
                                    "101d1~101d1010"
                                    "nnnnn~n0nnnnnn",
    [COMPLEX_ACOS - COMPLEX_SQRT] = "tipipipIpItIni"
                                    "hi        hInn"
                                    "hi        hIhn"
                                    "hi        hIhn"
                                    "hi        hInn"
                                    "qi0i0i0I0IqIni"
                                    "ninnnnnnnnnInn",
    [COMPLEX_ACOSH - COMPLEX_SQRT] = "iTiPiPipipitin"
                                     "iH        ihnn"
                                     "iH        ihnn"
                                     "iH        ihnn"
                                     "iH        ihnn"
                                     "iQi~i~i0i0iqin"
                                     "innnnnnnnninnn",
    [COMPLEX_ASINH - COMPLEX_SQRT] = "IQI~I~I0I0IqIn"
                                     "IH        Ihnn"
                                     "IH        Ihnn"
                                     "iH        ihnn"
                                     "iH        ihnn"
                                     "iQi~i~i0i0iqin"
                                     "innnn~n0nninnn",
    [COMPLEX_ATANH - COMPLEX_SQRT] = "~H~H~H~h~h~h~n"
                                     "~H        ~hnn"
                                     "~H        ~h~n"
                                     "0H        0h0n"
                                     "0H        0hnn"
                                     "0H0H0H0h0h0h0n"
                                     "0Hnnnnnnnn0hnn",
    [COMPLEX_RECT - COMPLEX_SQRT] = "EECSI0I~CSEEin"
                                    "EE        EEnn"
                                    "00        0000"
                                    "00        0000"
                                    "EE        EEnn"
                                    "EEcsi~i0csEEin"
                                    "nnnnn0n0nnnnnn",
};

static unsigned sort_of(uint64_t bits) {
    if (double_is_nan(bits))
        return 6;
    unsigned size = double_is_infinite(bits) ? 3 : double_is_zero(bits) ? 1 : 2;
    return double_is_negative(bits) ? 3 - size : 2 + size;
}

/* The sign of a function of a finite angle. */
static uint64_t angle_sign(enum FloatUnary function, uint64_t angle) {
    return float_compute_unary(function, angle) & DOUBLE_SIGN;
}

static uint64_t special_part(char letter, uint64_t angle) {
    static const struct {
        char letters[3];
        uint64_t bits;
    } numbers[] = {
        {"0~", 0},
        {"1!", DOUBLE_ONE},
        {"iI", DOUBLE_INFINITY},
        {"qQ", 0x3fe921fb54442d18},
        {"hH", 0x3ff921fb54442d18},
        {"tT", 0x4002d97c7f3321d2},
        {"pP", 0x400921fb54442d18},
    };
    for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++)
        for (unsigned negative = 0; negative < 2; negative++)
            if (numbers[i].letters[negative] == letter)
                return numbers[i].bits | (negative ? DOUBLE_SIGN : 0);
    uint64_t sign = letter < 'a' ? DOUBLE_SIGN : 0, cosine = angle_sign(FLOAT_COS, angle),
             sine = angle_sign(FLOAT_SIN, angle);
    switch (letter | 0x20) {
    case 'c':
        return DOUBLE_INFINITY | (sign ^ cosine);
    case 'k':
        return sign ^ cosine;
    case 's':
        return DOUBLE_INFINITY | (sign ^ sine);
    case 'z':
        return sign ^ sine;
    case 'd':
        return sign ^ sine ^ cosine;
    default:
        return DOUBLE_NAN;
    }
}

/* ---- Functions of one number ---- */

static bool domain_error(Isolate *isolate) {
    raise_value_error(isolate, "math domain error");
    return false;
}

static bool is_zero(Parts z) { return double_is_zero(z.real) && double_is_zero(z.imaginary); }

static bool at_pole(enum FloatComplex function, Parts z) {
    if (function == COMPLEX_LOG)
        return is_zero(z);
    return function == COMPLEX_ATANH && (z.real & ~DOUBLE_SIGN) == DOUBLE_ONE && double_is_zero(z.imaginary);
}

/* False with ValueError or OverflowError set. */
static bool evaluate(Isolate *isolate, enum FloatComplex function, Parts z, Parts *result) {
    if (!double_is_finite(z.real) || !double_is_finite(z.imaginary)) {
        const char *letters =
            special_values[function - COMPLEX_SQRT] + 2 * (sort_of(z.real) * KINDS + sort_of(z.imaginary));
        if (letters[0] == 'E')
            return domain_error(isolate);
        *result = (Parts){special_part(letters[0], z.imaginary), special_part(letters[1], z.imaginary)};
        return true;
    }
    if (at_pole(function, z))
        return domain_error(isolate);
    *result = complex_compute(function, z, z);
    if (double_is_finite(result->real) && double_is_finite(result->imaginary))
        return true;
    raise_error(isolate, &class_OverflowError, "math range error");
    return false;
}

static Value apply(Isolate *isolate, enum FloatComplex function, Value argument) {
    Parts z, result;
    return complex_argument(isolate, argument, &z) && evaluate(isolate, function, z, &result)
               ? complex_new(isolate, result)
               : NOTHING;
}

/* f(z) = -i g(i z), or g(i z) itself if `even`: the circular functions out of the hyperbolic ones. */
static Value apply_turned(Isolate *isolate, enum FloatComplex function, Value argument, bool even) {
    Parts z, result;
    if (!complex_argument(isolate, argument, &z))
        return NOTHING;
    if (!evaluate(isolate, function, (Parts){z.imaginary ^ DOUBLE_SIGN, z.real}, &result))
        return NOTHING;
    return complex_new(isolate, even ? result : (Parts){result.imaginary, result.real ^ DOUBLE_SIGN});
}

#define PLAIN(name, function)                                                                                \
    static Value complex_##name(Isolate *isolate, Value *arguments, uint32_t count) {                        \
        (void)count;                                                                                         \
        return apply(isolate, function, arguments[0]);                                                       \
    }
#define TURNED(name, function, even)                                                                         \
    static Value complex_##name(Isolate *isolate, Value *arguments, uint32_t count) {                        \
        (void)count;                                                                                         \
        return apply_turned(isolate, function, arguments[0], even);                                          \
    }
PLAIN(sqrt, COMPLEX_SQRT)
PLAIN(exp, COMPLEX_EXP)
PLAIN(cosh, COMPLEX_COSH)
PLAIN(sinh, COMPLEX_SINH)
PLAIN(tanh, COMPLEX_TANH)
PLAIN(acos, COMPLEX_ACOS)
PLAIN(acosh, COMPLEX_ACOSH)
PLAIN(asinh, COMPLEX_ASINH)
PLAIN(atanh, COMPLEX_ATANH)
TURNED(cos, COMPLEX_COSH, true)
TURNED(sin, COMPLEX_SINH, false)
TURNED(tan, COMPLEX_TANH, false)
TURNED(asin, COMPLEX_ASINH, false)
TURNED(atan, COMPLEX_ATANH, false)

static uint64_t phase_of(Parts z) { return float_compute_binary(FLOAT_ATAN2, z.imaginary, z.real); }

static Value complex_log(Isolate *isolate, Value *arguments, uint32_t count) {
    Parts z, base;
    if (!complex_argument(isolate, arguments[0], &z))
        return NOTHING;
    if (count == 1)
        return evaluate(isolate, COMPLEX_LOG, z, &z) ? complex_new(isolate, z) : NOTHING;
    if (!complex_argument(isolate, arguments[1], &base) || !evaluate(isolate, COMPLEX_LOG, base, &base) ||
        (is_zero(base) && !domain_error(isolate)))
        return NOTHING;
    if (is_zero(z)) /* no error with a base, in CPython too */
        z = (Parts){DOUBLE_INFINITY | DOUBLE_SIGN, phase_of(z)};
    else if (!evaluate(isolate, COMPLEX_LOG, z, &z))
        return NOTHING;
    return complex_new(isolate, complex_compute(COMPLEX_DIVIDE, z, base));
}

static Value complex_log10(Isolate *isolate, Value *arguments, uint32_t count) {
    (void)count;
    const uint64_t log_10 = 0x40026bb1bbb55516;
    Parts z;
    if (!complex_argument(isolate, arguments[0], &z) || !evaluate(isolate, COMPLEX_LOG, z, &z))
        return NOTHING;
    return complex_new(isolate, (Parts){float_compute_binary(FLOAT_DIVIDE, z.real, log_10),
                                        float_compute_binary(FLOAT_DIVIDE, z.imaginary, log_10)});
}

/* ---- Polar coordinates ---- */

static Value complex_phase(Isolate *isolate, Value *arguments, uint32_t count) {
    (void)count;
    Parts z;
    return complex_argument(isolate, arguments[0], &z) ? float_from_bits(isolate, phase_of(z)) : NOTHING;
}

static Value complex_polar(Isolate *isolate, Value *arguments, uint32_t count) {
    (void)count;
    Parts z;
    if (!complex_argument(isolate, arguments[0], &z))
        return NOTHING;
    uint64_t length = float_compute_binary(FLOAT_HYPOT, z.real, z.imaginary);
    if (double_is_infinite(length) && double_is_finite(z.real) && double_is_finite(z.imaginary))
        return raise_error(isolate, &class_OverflowError, "math range error");
    Value values[2] = {float_from_bits(isolate, length), NOTHING};
    if (values[0] == NOTHING)
        return NOTHING;
    heap_keep(isolate, values[0]);
    values[1] = float_from_bits(isolate, phase_of(z));
    return values[1] == NOTHING ? NOTHING
                                : tuple_new(isolate, 2, (Value[]){values[0], heap_keep(isolate, values[1])});
}

static Value complex_rect(Isolate *isolate, Value *arguments, uint32_t count) {
    (void)count;
    Parts z;
    return math_real(isolate, arguments[0], &z.real) && math_real(isolate, arguments[1], &z.imaginary) &&
                   evaluate(isolate, COMPLEX_RECT, z, &z)
               ? complex_new(isolate, z)
               : NOTHING;
}

/* ---- Questions ---- */

static Value complex_isfinite(Isolate *isolate, Value *arguments, uint32_t count) {
    (void)count;
    Parts z;
    return complex_argument(isolate, arguments[0], &z)
               ? boolean(double_is_finite(z.real) && double_is_finite(z.imaginary))
               : NOTHING;
}

static Value complex_isinf(Isolate *isolate, Value *arguments, uint32_t count) {
    (void)count;
    Parts z;
    return complex_argument(isolate, arguments[0], &z)
               ? boolean(double_is_infinite(z.real) || double_is_infinite(z.imaginary))
               : NOTHING;
}

static Value complex_isnan(Isolate *isolate, Value *arguments, uint32_t count) {
    (void)count;
    Parts z;
    return complex_argument(isolate, arguments[0], &z)
               ? boolean(double_is_nan(z.real) || double_is_nan(z.imaginary))
               : NOTHING;
}

static uint64_t length_of(Parts z) { return float_compute_binary(FLOAT_HYPOT, z.real, z.imaginary); }

static bool is_infinite(Parts z) { return double_is_infinite(z.real) || double_is_infinite(z.imaginary); }

static Value complex_isclose(Isolate *isolate, Value *arguments, uint32_t count, const Tuple *names) {
    static const char *const parameter_names[] = {"a", "b", "rel_tol", "abs_tol"};
    static const struct Parameters parameters = {"isclose", parameter_names, 4, 2, 2};
    Value bound[4];
    Parts a, b;
    Tolerances tolerances;
    if (!arguments_bind(isolate, &parameters, arguments, count, names, bound) ||
        !complex_argument(isolate, bound[0], &a) || !complex_argument(isolate, bound[1], &b) ||
        !math_tolerances(isolate, bound[2], bound[3], &tolerances))
        return NOTHING;
    if (float_equal(a.real, b.real) && float_equal(a.imaginary, b.imaginary))
        return TRUE;
    if (is_infinite(a) || is_infinite(b))
        return FALSE;
    Parts difference = {float_compute_binary(FLOAT_SUBTRACT, a.real, b.real),
                        float_compute_binary(FLOAT_SUBTRACT, a.imaginary, b.imaginary)};
    return boolean(math_is_within(&tolerances, length_of(difference), length_of(a), length_of(b)));
}

/* ---- The module ---- */

#define CONSTANT(name, bits)                                                                                 \
    static Value constant_##name(Isolate *isolate) { return float_from_bits(isolate, bits); }
CONSTANT(pi, 0x400921fb54442d18)
CONSTANT(e, 0x4005bf0a8b145769)
CONSTANT(tau, 0x401921fb54442d18)
CONSTANT(inf, DOUBLE_INFINITY)
CONSTANT(nan, DOUBLE_NAN)
static Value constant_infj(Isolate *isolate) { return complex_new(isolate, (Parts){0, DOUBLE_INFINITY}); }
static Value constant_nanj(Isolate *isolate) { return complex_new(isolate, (Parts){0, DOUBLE_NAN}); }

static const struct NativeConstant constants[] = {
    {"pi", constant_pi},   {"e", constant_e},       {"tau", constant_tau},   {"inf", constant_inf},
    {"nan", constant_nan}, {"infj", constant_infj}, {"nanj", constant_nanj}, {NULL, NULL},
};

#define ROW(name, least, most) NATIVE(complex_##name, #name, least, most, NATIVE_ANY)
static const Native natives[] = {
    ROW(acos, 1, 1),
    ROW(acosh, 1, 1),
    ROW(asin, 1, 1),
    ROW(asinh, 1, 1),
    ROW(atan, 1, 1),
    ROW(atanh, 1, 1),
    ROW(cos, 1, 1),
    ROW(cosh, 1, 1),
    ROW(exp, 1, 1),
    ROW(log10, 1, 1),
    ROW(sin, 1, 1),
    ROW(sinh, 1, 1),
    ROW(sqrt, 1, 1),
    ROW(tan, 1, 1),
    ROW(tanh, 1, 1),
    ROW(phase, 1, 1),
    ROW(polar, 1, 1),
    ROW(isfinite, 1, 1),
    ROW(isinf, 1, 1),
    ROW(isnan, 1, 1),
    ROW(log, 1, 2),
    ROW(rect, 2, 2),
    NATIVE_WITH_KEYWORDS(complex_isclose, "isclose", 0, NATIVE_UNLIMITED, NATIVE_ANY),
    {.name = NULL},
};

const struct NativeModule cmath_module = {.name = "cmath", .natives = natives, .constants = constants};
