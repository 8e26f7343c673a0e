/* Arguments of natives, indices and counts: what the built-in types and functions share. */
#include "vm/types/arguments.h"

#include "vm/memory.h"
#include "vm/names.h"
#include "vm/types/classes.h"
#include "vm/types/numbers.h"
#include "vm/types/string.h"

static const char *plural(uint32_t count) { return count == 1 ? "" : "s"; }

static bool too_many(Isolate *isolate, const struct Parameters *parameters, uint32_t given) {
    bool named_too = parameters->positional < parameters->count;
    bool exact = parameters->required == parameters->positional && !named_too;
    if (parameters->positional == 0) {
        raise_type(isolate, "%s() takes no positional arguments", parameters->function);
        return false;
    }
    raise_type(isolate, "%s() takes %s %u %sargument%s (%u given)", parameters->function,
               exact ? "exactly" : "at most", (uint32_t)parameters->positional,
               named_too ? "positional " : "", plural(parameters->positional), given);
    return false;
}

static bool bind_name(Isolate *isolate, const struct Parameters *parameters, uint32_t positional, Value name,
                      Value value, Value *bound) {
    const String *text = AS(String, name);
    for (uint32_t i = 0; i < parameters->count; i++) {
        if (parameters->names[i][0] == 0 || !string_is(text, parameters->names[i])) {
            continue;
        }
        if (i < positional) {
            raise_type(isolate, "argument for %s() given by name ('%s') and position (%u)",
                       parameters->function, parameters->names[i], i + 1);
            return false;
        }
        bound[i] = value;
        return true;
    }
    raise_type(isolate, "'%S' is an invalid keyword argument for %s()", name, parameters->function);
    return false;
}

static bool bind_names(Isolate *isolate, const struct Parameters *parameters, const Value *named,
                       uint32_t positional, const Tuple *names, Value *bound) {
    for (uint32_t i = 0; names && i < tuple_count(names); i++) {
        if (!bind_name(isolate, parameters, positional, tuple_get(names, i), named[i], bound)) {
            return false;
        }
    }
    return true;
}

static bool require(Isolate *isolate, const struct Parameters *parameters, const Value *bound) {
    for (uint32_t i = 0; i < parameters->required; i++) {
        if (bound[i] != UNDEFINED) {
            continue;
        }
        if (parameters->names[i][0] == 0) {
            raise_type(isolate, "%s() takes at least %u positional argument%s (%u given)",
                       parameters->function, (uint32_t)parameters->required, plural(parameters->required), i);
        } else {
            raise_type(isolate, "%s() missing required argument '%s' (pos %u)", parameters->function,
                       parameters->names[i], i + 1);
        }
        return false;
    }
    return true;
}

bool arguments_bind(Isolate *isolate, const struct Parameters *parameters, const Value *arguments,
                    uint32_t count, const Tuple *names, Value *bound) {
    uint32_t positional = count - (names ? tuple_count(names) : 0);
    if (positional > parameters->positional) {
        return too_many(isolate, parameters, count);
    }
    for (uint32_t i = 0; i < parameters->count; i++) {
        bound[i] = i < positional ? arguments[i] : UNDEFINED;
    }
    return bind_names(isolate, parameters, arguments + positional, positional, names, bound) &&
           require(isolate, parameters, bound);
}

int64_t arguments_named(Isolate *isolate, const struct Parameters *parameters, const Value *arguments,
                        uint32_t count, const Tuple *names, Value *bound) {
    uint32_t positional = count - (names ? tuple_count(names) : 0);
    for (uint32_t i = 0; i < parameters->count; i++) {
        bound[i] = UNDEFINED;
    }
    return bind_names(isolate, parameters, arguments + positional, 0, names, bound) ? (int64_t)positional
                                                                                    : -1;
}

bool arguments_positional(Isolate *isolate, const char *function, uint32_t count, const Tuple *names,
                          uint32_t least, uint32_t most) {
    if (names && tuple_count(names) > 0) {
        raise_type(isolate, "%s() takes no keyword arguments", function);
        return false;
    }
    if (count < least) {
        raise_type(isolate, "%s expected %s%u argument%s, got %u", function, least == most ? "" : "at least ",
                   least, plural(least), count);
        return false;
    }
    if (count > most) {
        raise_type(isolate, "%s expected %s%u argument%s, got %u", function, least == most ? "" : "at most ",
                   most, plural(most), count);
        return false;
    }
    return true;
}

/* ---- Indices ---- */

static int64_t clamp(Value integer) {
    int64_t number;
    if (integer_to_int64(integer, &number)) {
        return number;
    }
    return integer_order(integer, small(0)) < 0 ? INT64_MIN : INT64_MAX;
}

/* The integer that a value stands for as an index: NOTHING with `text` as the TypeError if it stands for
 * none. */
static Value index_integer(Isolate *isolate, Value value, const char *text, const char *subject) {
    if (is_integer(value)) {
        return value;
    }
    if (class_lookup(isolate, class_of(value), NAME(__index__)) != UNDEFINED) {
        return operate_integer(isolate, value);
    }
    Value integer = operate_integer(isolate, value);
    bool has_index = class_lookup(isolate, class_of(value), NAME(__index__)) != UNDEFINED;
    if (integer == NOTHING && !has_index && exception_take(isolate, &class_TypeError) != NOTHING) {
        return subject ? raise_type(isolate, text, subject, value) : raise_type(isolate, text, value);
    }
    return integer;
}

bool index_clamped(Isolate *isolate, Value value, int64_t otherwise, int64_t *number) {
    *number = otherwise;
    if (value == UNDEFINED || value == NONE) {
        return true;
    }
    if (is_small(value)) {
        *number = small_number(value);
        return true;
    }
    Value integer = index_integer(isolate, value,
                                  "slice indices must be integers or None or have an __index__ method", NULL);
    if (integer == NOTHING) {
        return false;
    }
    *number = clamp(integer);
    return true;
}

static int64_t from_end(int64_t index, int64_t length) {
    if (index >= 0) {
        return index;
    }
    return index < -length ? 0 : index + length;
}

bool index_range(Isolate *isolate, Value start, Value stop, int64_t length, int64_t *from, int64_t *to) {
    if (!index_clamped(isolate, start, 0, from) || !index_clamped(isolate, stop, INT64_MAX, to)) {
        return false;
    }
    *from = from_end(*from, length);
    *to = from_end(*to, length);
    if (*to > length) {
        *to = length;
    }
    return true;
}

bool count_argument(Isolate *isolate, Value value, int64_t *number) {
    Value integer = operate_integer(isolate, value);
    if (integer == NOTHING) {
        return false;
    }
    if (!integer_to_int64(integer, number)) {
        raise_error(isolate, &class_OverflowError, "Python int too large to convert to C ssize_t");
        return false;
    }
    return true;
}

bool index_range_given(Isolate *isolate, Value start, Value stop, int64_t length, int64_t *from,
                       int64_t *to) {
    const Value ends[] = {start, stop};
    for (int i = 0; i < 2; i++) {
        if (ends[i] != UNDEFINED && !is_integer(ends[i]) &&
            class_lookup(isolate, class_of(ends[i]), NAME(__index__)) == UNDEFINED) {
            raise_type(isolate, "slice indices must be integers or have an __index__ method");
            return false;
        }
    }
    return index_range(isolate, start, stop, length, from, to);
}

static bool index_outside(Isolate *isolate, const char *container, bool assignment) {
    if (strcmp(container, "byte") == 0) {
        raise_index(isolate, "index out of range");
        return false;
    }
    raise_index(isolate, assignment ? "%s assignment index out of range" : "%s index out of range",
                container);
    return false;
}

bool index_element(Isolate *isolate, Value key, const char *container, int64_t length, bool assignment,
                   int64_t *index) {
    Value integer = key;
    if (!is_small(key)) {
        bool text = strcmp(container, "string") == 0;
        integer = index_integer(isolate, key,
                                text ? "%s indices must be integers, not '%T'"
                                     : "%s indices must be integers or slices, not %T",
                                container);
        if (integer == NOTHING) {
            return false;
        }
    }
    int64_t number;
    if (!integer_to_int64(integer, &number)) {
        raise_index(isolate, "cannot fit '%T' into an index-sized integer", key);
        return false;
    }
    if (number < 0) {
        number += length;
    }
    if (number < 0 || number >= length) {
        return index_outside(isolate, container, assignment);
    }
    *index = number;
    return true;
}

bool is_repeat_count(Isolate *isolate, Value value) {
    if (is_integer(value)) {
        return true;
    }
    if (!is_object(value) || as_object(value)->class == 0) {
        return false;
    }
    return class_lookup(isolate, class_of(value), NAME(__index__)) != UNDEFINED;
}

bool repeat_count(Isolate *isolate, Value value, uint64_t *count) {
    Value integer = operate_integer(isolate, value);
    int64_t number;
    if (integer == NOTHING) {
        return false;
    }
    if (!integer_to_int64(integer, &number)) {
        if (integer_order(integer, small(0)) > 0) {
            raise_error(isolate, &class_OverflowError, "cannot fit '%T' into an index-sized integer", value);
            return false;
        }
        number = 0;
    }
    *count = number < 0 ? 0 : (uint64_t)number;
    return true;
}

bool may_reflect(Value value) {
    return is_object(value) && as_object(value)->class && !(as_object(value)->class->flags & CLASS_STATIC);
}

Value repeat_refused(Isolate *isolate, Value value) {
    return may_reflect(value) ? NOT_IMPLEMENTED
                              : raise_type(isolate, "can't multiply sequence by non-int of type '%T'", value);
}

Value concatenate_refused(Isolate *isolate, const char *name, Value value) {
    return may_reflect(value)
               ? NOT_IMPLEMENTED
               : raise_type(isolate, "can only concatenate %s (not \"%T\") to %s", name, value, name);
}

bool recursion_enter(Isolate *isolate, const char *where) {
    if (isolate->native_depth >= isolate->native_depth_limit) {
        raise_error(isolate, &class_RecursionError, "maximum recursion depth exceeded%s", where);
        return false;
    }
    isolate->native_depth++;
    return true;
}
