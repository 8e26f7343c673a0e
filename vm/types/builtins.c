/* The native module `builtins`: its table, and the functions about single values. Those over iterables:
 * builtins_iterables.c. */
#include "vm/types/builtins.h"

#include "vm/isolate.h"
#include "vm/names.h"
#include "vm/types/arguments.h"
#include "vm/types/builtins_functions.h"
#include "vm/types/bytes.h"
#include "vm/types/containers.h"
#include "vm/types/execute.h"
#include "vm/types/integer.h"
#include "vm/types/iterator.h"
#include "vm/types/numbers.h"
#include "vm/types/string.h"

/* ---- Text ---- */

static Value builtin_repr(Isolate *isolate, Value *arguments, uint32_t count) {
    (void)count;
    return operate_represent(isolate, arguments[0]);
}

static Value builtin_ascii(Isolate *isolate, Value *arguments, uint32_t count) {
    (void)count;
    Value text = operate_represent(isolate, arguments[0]);
    return text == NOTHING ? NOTHING : string_to_ascii(isolate, heap_keep(isolate, text));
}

static Value builtin_format(Isolate *isolate, Value *arguments, uint32_t count) {
    if (count > 1 && !is_string(arguments[1])) {
        return raise_type(isolate, "format() argument 2 must be str, not %A", arguments[1]);
    }
    return operate_format(isolate, arguments[0], count > 1 ? arguments[1] : NAME(empty));
}

static Value builtin_chr(Isolate *isolate, Value *arguments, uint32_t count) {
    (void)count;
    int64_t code;
    Value integer = operate_integer(isolate, arguments[0]);
    if (integer == NOTHING) {
        return NOTHING;
    }
    if (!integer_to_int64(integer, &code) || code > INT32_MAX || code < -(int64_t)INT32_MAX - 1) {
        return raise_error(isolate, &class_OverflowError, "Python int too large to convert to C int");
    }
    if (code < 0 || code > 0x10ffff) {
        return raise_value_error(isolate, "chr() arg not in range(0x110000)");
    }
    return string_from_character(isolate, (uint32_t)code);
}

static Value builtin_ord(Isolate *isolate, Value *arguments, uint32_t count) {
    (void)count;
    const uint8_t *bytes;
    uint64_t size;
    if (is_string(arguments[0])) {
        size = AS(String, arguments[0])->length;
        if (size == 1) {
            return small(string_at(AS(String, arguments[0]), 0));
        }
    } else if ((is_kind(arguments[0], KIND_BYTES) || is_kind(arguments[0], KIND_BYTEARRAY)) &&
               bytes_view(arguments[0], &bytes, &size)) {
        if (size == 1) {
            return small(bytes[0]);
        }
    } else {
        return raise_type(isolate, "ord() expected string of length 1, but %T found", arguments[0]);
    }
    return raise_type(isolate, "ord() expected a character, but string of length %lu found",
                      (unsigned long)size);
}

static Value in_base(Isolate *isolate, Value value, int base) {
    Value integer = operate_integer(isolate, value);
    return integer == NOTHING ? NOTHING : integer_to_text(isolate, heap_keep(isolate, integer), base, true);
}

static Value builtin_bin(Isolate *isolate, Value *arguments, uint32_t count) {
    (void)count;
    return in_base(isolate, arguments[0], 2);
}
static Value builtin_oct(Isolate *isolate, Value *arguments, uint32_t count) {
    (void)count;
    return in_base(isolate, arguments[0], 8);
}
static Value builtin_hex(Isolate *isolate, Value *arguments, uint32_t count) {
    (void)count;
    return in_base(isolate, arguments[0], 16);
}

/* ---- Numbers ---- */

static Value builtin_abs(Isolate *isolate, Value *arguments, uint32_t count) {
    (void)count;
    Value value = arguments[0];
    if (is_small(value) && small_number(value) >= 0) {
        return value;
    }
    if (is_small(value)) {
        return integer_from_int64(isolate, -small_number(value));
    }
    if (is_float(value) && as_object(value)->class == 0) {
        return float_from_bits(isolate, float_bits(value) & ~(1ULL << 63));
    }
    if (is_integer(value)) {
        Value plain = integer_plain(isolate, value);
        return plain != NOTHING && integer_order(plain, small(0)) < 0
                   ? operate_unary(isolate, UNARY_NEGATE, plain)
                   : plain;
    }
    Value result = call_special(isolate, value, NAME(__abs__), NULL, 0);
    return result == UNDEFINED ? raise_type(isolate, "bad operand type for abs(): '%T'", value) : result;
}

static Value builtin_hash(Isolate *isolate, Value *arguments, uint32_t count) {
    (void)count;
    uint64_t hash;
    return operate_hash(isolate, arguments[0], &hash) ? integer_from_int64(isolate, (int64_t)hash) : NOTHING;
}

Value number_divmod(Isolate *isolate, Value left, Value right) {
    if ((!is_integer(left) && !is_float(left)) || (!is_integer(right) && !is_float(right))) {
        return NOT_IMPLEMENTED;
    }
    if ((is_float(left) || is_float(right)) && operate_truth(isolate, right) == 0) {
        return raise_error(isolate, &class_ZeroDivisionError, "float divmod()");
    }
    HeapMark mark = heap_mark(isolate);
    Value quotient = operate_binary(isolate, BINARY_FLOOR_DIVIDE, left, right), rest = NOTHING;
    if (quotient != NOTHING) {
        heap_keep(isolate, quotient);
        rest = operate_binary(isolate, BINARY_MODULO, left, right);
    }
    Value result =
        rest == NOTHING ? NOTHING : tuple_new(isolate, 2, (Value[]){quotient, heap_keep(isolate, rest)});
    heap_release(isolate, mark);
    return result;
}

static Value builtin_divmod(Isolate *isolate, Value *arguments, uint32_t count) {
    (void)count;
    Value left = arguments[0], right = arguments[1], result = NOT_IMPLEMENTED;
    if (may_reflect(left)) {
        result = call_special(isolate, left, NAME(__divmod__), &right, 1);
    } else {
        result = number_divmod(isolate, left, right);
    }
    if ((result == NOT_IMPLEMENTED || result == UNDEFINED) && may_reflect(right)) {
        result = call_special(isolate, right, NAME(__rdivmod__), &left, 1);
    }
    if (result != NOT_IMPLEMENTED && result != UNDEFINED) {
        return result;
    }
    return raise_type(isolate, "unsupported operand type(s) for divmod(): '%T' and '%T'", left, right);
}

static Value builtin_pow(Isolate *isolate, Value *arguments, uint32_t count, const Tuple *names) {
    static const char *const parameter_names[] = {"base", "exp", "mod"};
    static const struct Parameters parameters = {"pow", parameter_names, 3, 3, 2};
    Value bound[3];
    if (!arguments_bind(isolate, &parameters, arguments, count, names, bound)) {
        return NOTHING;
    }
    if (bound[2] == UNDEFINED || bound[2] == NONE) {
        return operate_binary(isolate, BINARY_POWER, bound[0], bound[1]);
    }
    if (is_integer(bound[0]) && is_integer(bound[1]) && is_integer(bound[2])) {
        return integer_power_modulo(isolate, bound[0], bound[1], bound[2]);
    }
    Value special =
        may_reflect(bound[0]) ? call_special(isolate, bound[0], NAME(__pow__), bound + 1, 2) : UNDEFINED;
    if (special != UNDEFINED && special != NOT_IMPLEMENTED) {
        return special;
    }
    if (is_complex(bound[0]) || is_complex(bound[1]) || is_complex(bound[2])) {
        return raise_value_error(isolate, "complex modulo");
    }
    if (is_float(bound[0]) || is_float(bound[1]) || is_float(bound[2])) {
        return raise_type(isolate, "pow() 3rd argument not allowed unless all arguments are integers");
    }
    return raise_type(isolate, "unsupported operand type(s) for ** or pow(): '%T', '%T', '%T'", bound[0],
                      bound[1], bound[2]);
}

static Value builtin_round(Isolate *isolate, Value *arguments, uint32_t count, const Tuple *names) {
    static const char *const parameter_names[] = {"number", "ndigits"};
    static const struct Parameters parameters = {"round", parameter_names, 2, 2, 1};
    Value bound[2];
    if (!arguments_bind(isolate, &parameters, arguments, count, names, bound)) {
        return NOTHING;
    }
    bool digits = bound[1] != UNDEFINED && bound[1] != NONE;
    Value result = call_special(isolate, bound[0], NAME(__round__), bound + 1, digits ? 1 : 0);
    return result == UNDEFINED ? raise_type(isolate, "type %T doesn't define __round__ method", bound[0])
                               : result;
}

/* ---- Containers and iterators ---- */

static Value builtin_len(Isolate *isolate, Value *arguments, uint32_t count) {
    (void)count;
    int64_t length = operate_length(isolate, arguments[0]);
    return length < 0 ? NOTHING : integer_from_int64(isolate, length);
}

/* ---- The module ---- */

static const Native functions[] = {
    NATIVE(builtin_abs, "abs", 1, 1, NATIVE_ANY),
    NATIVE(builtin_all, "all", 1, 1, NATIVE_ANY),
    NATIVE(builtin_any, "any", 1, 1, NATIVE_ANY),
    NATIVE(builtin_ascii, "ascii", 1, 1, NATIVE_ANY),
    NATIVE(builtin_bin, "bin", 1, 1, NATIVE_ANY),
    NATIVE(builtin_chr, "chr", 1, 1, NATIVE_ANY),
    NATIVE(builtin_divmod, "divmod", 2, 2, NATIVE_ANY),
    NATIVE(builtin_format, "format", 1, 2, NATIVE_ANY),
    NATIVE(builtin_hash, "hash", 1, 1, NATIVE_ANY),
    NATIVE(builtin_hex, "hex", 1, 1, NATIVE_ANY),
    NATIVE(builtin_input, "input", 0, 1, NATIVE_TASK | NATIVE_HOST),
    NATIVE(builtin_len, "len", 1, 1, NATIVE_ANY),
    NATIVE_WITH_KEYWORDS(builtin_max, "max", 0, NATIVE_UNLIMITED, NATIVE_ANY),
    NATIVE_WITH_KEYWORDS(builtin_min, "min", 0, NATIVE_UNLIMITED, NATIVE_ANY),
    NATIVE(builtin_oct, "oct", 1, 1, NATIVE_ANY),
    NATIVE(builtin_ord, "ord", 1, 1, NATIVE_ANY),
    NATIVE_WITH_KEYWORDS(builtin_pow, "pow", 0, NATIVE_UNLIMITED, NATIVE_ANY),
    NATIVE_WITH_KEYWORDS(builtin_print, "print", 0, NATIVE_UNLIMITED, NATIVE_TASK | NATIVE_HOST),
    NATIVE(builtin_repr, "repr", 1, 1, NATIVE_ANY),
    NATIVE_WITH_KEYWORDS(builtin_round, "round", 0, NATIVE_UNLIMITED, NATIVE_ANY),
    NATIVE_WITH_KEYWORDS(builtin_sorted, "sorted", 0, NATIVE_UNLIMITED, NATIVE_ANY),
    NATIVE_WITH_KEYWORDS(builtin_sum, "sum", 0, NATIVE_UNLIMITED, NATIVE_ANY),
    METHODS_END,
};

static const Class *const classes[] = {
    &class_object, &class_type,          &class_int,       &class_float,        &class_complex,
    &class_bool,   &class_str,           &class_bytes,     &class_bytearray,    &class_memoryview,
    &class_tuple,  &class_list,          &class_dict,      &class_set,          &class_frozenset,
    &class_range,  &class_slice,         &class_enumerate, &class_zip,          &class_map,
    &class_filter, &class_reversed,      &class_property,  &class_staticmethod, &class_classmethod,
    &class_super,  &class_BaseException,
#define EXCEPTION(name, base) &class_##name,
#include "vm/exceptions.def"
#undef EXCEPTION
    NULL,
};

static Value make_not_implemented(Isolate *isolate) {
    (void)isolate;
    return NOT_IMPLEMENTED;
}
static Value make_ellipsis(Isolate *isolate) {
    (void)isolate;
    return ELLIPSIS;
}
static Value make_true(Isolate *isolate) {
    (void)isolate;
    return TRUE;
}
static Value make_os_error(Isolate *isolate) {
    (void)isolate;
    return from_object(&class_OSError);
}

static const struct NativeConstant constants[] = {
    {"NotImplemented", make_not_implemented},
    {"Ellipsis", make_ellipsis},
    {"__debug__", make_true},
    {"IOError", make_os_error},
    {"EnvironmentError", make_os_error},
    {NULL, NULL},
};

const struct NativeModule builtins_module = {
    .name = "builtins",
    .natives = functions,
    .classes = classes,
    .constants = constants,
    .more_natives = (const Native *const[]){core_builtins, execute_builtins, NULL},
};
