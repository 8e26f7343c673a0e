/* Taking text apart and putting it together: split, rsplit, splitlines, partition, join. */
#include "vm/isolate.h"
#include "vm/types/arguments.h"
#include "vm/types/characters.h"
#include "vm/types/classes.h"
#include "vm/types/containers.h"
#include "vm/types/list.h"
#include "vm/types/string_methods.h"

/* ---- split ---- */

static bool split_spaces(Isolate *isolate, Value list, const String *string, int64_t most) {
    uint32_t at = 0, length = string->length;
    for (;;) {
        while (at < length && character_is_space(string_at(string, at))) {
            at++;
        }
        if (at == length) {
            return true;
        }
        uint32_t start = at;
        if (most-- == 0) {
            return string_append_part(isolate, list, string, start, length);
        }
        while (at < length && !character_is_space(string_at(string, at))) {
            at++;
        }
        if (!string_append_part(isolate, list, string, start, at)) {
            return false;
        }
    }
}

static bool split_parts(Isolate *isolate, Value list, const String *string, const String *separator,
                        int64_t most) {
    uint32_t start = 0;
    while (most-- > 0) {
        int64_t at = string_find(string, separator, start, string->length, false);
        if (at < 0) {
            break;
        }
        if (!string_append_part(isolate, list, string, start, (uint32_t)at)) {
            return false;
        }
        start = (uint32_t)at + separator->length;
    }
    return string_append_part(isolate, list, string, start, string->length);
}

/* The pieces from the end, in that order. */
static bool split_spaces_backward(Isolate *isolate, Value list, const String *string, int64_t most) {
    uint32_t at = string->length;
    for (;;) {
        while (at > 0 && character_is_space(string_at(string, at - 1))) {
            at--;
        }
        if (at == 0) {
            return true;
        }
        uint32_t stop = at;
        if (most-- == 0) {
            return string_append_part(isolate, list, string, 0, stop);
        }
        while (at > 0 && !character_is_space(string_at(string, at - 1))) {
            at--;
        }
        if (!string_append_part(isolate, list, string, at, stop)) {
            return false;
        }
    }
}

static bool split_parts_backward(Isolate *isolate, Value list, const String *string, const String *separator,
                                 int64_t most) {
    uint32_t stop = string->length;
    while (most-- > 0) {
        int64_t at = string_find(string, separator, 0, stop, true);
        if (at < 0) {
            break;
        }
        if (!string_append_part(isolate, list, string, (uint32_t)at + separator->length, stop)) {
            return false;
        }
        stop = (uint32_t)at;
    }
    return string_append_part(isolate, list, string, 0, stop);
}

static void reverse(List *list) {
    for (uint64_t i = 0; i < list->length / 2; i++) {
        Value kept = list->items->values[i];
        list->items->values[i] = list->items->values[list->length - 1 - i];
        list->items->values[list->length - 1 - i] = kept;
    }
}

static Value split(Isolate *isolate, const String *string, const String *separator, int64_t most,
                   bool backward) {
    Value list = list_new(isolate, 0, NULL);
    if (list == NOTHING || !isolate_charge(isolate, string->length / 4)) {
        return NOTHING;
    }
    heap_keep(isolate, list);
    bool done;
    if (backward) {
        done = separator ? split_parts_backward(isolate, list, string, separator, most)
                         : split_spaces_backward(isolate, list, string, most);
        reverse(AS(List, list));
    } else {
        done = separator ? split_parts(isolate, list, string, separator, most)
                         : split_spaces(isolate, list, string, most);
    }
    return done ? list : NOTHING;
}

static Value split_with_arguments(Isolate *isolate, const struct Parameters *parameters, Value *arguments,
                                  uint32_t count, const Tuple *names, bool backward) {
    Value bound[2];
    int64_t most = -1;
    if (!arguments_bind(isolate, parameters, arguments + 1, count - 1, names, bound) ||
        (bound[1] != UNDEFINED && !count_argument(isolate, bound[1], &most))) {
        return NOTHING;
    }
    const String *separator = NULL;
    if (bound[0] != UNDEFINED && bound[0] != NONE) {
        if (!is_string(bound[0])) {
            return raise_type(isolate, "must be str or None, not %T", bound[0]);
        }
        separator = AS(String, bound[0]);
        if (separator->length == 0) {
            return raise_value_error(isolate, "empty separator");
        }
    }
    return split(isolate, AS(String, arguments[0]), separator, most < 0 ? INT64_MAX : most, backward);
}

Value string_method_split(Isolate *isolate, Value *arguments, uint32_t count, const Tuple *names) {
    static const char *const parameter_names[] = {"sep", "maxsplit"};
    static const struct Parameters parameters = {"split", parameter_names, 2, 2, 0};
    return split_with_arguments(isolate, &parameters, arguments, count, names, false);
}

Value string_method_rsplit(Isolate *isolate, Value *arguments, uint32_t count, const Tuple *names) {
    static const char *const parameter_names[] = {"sep", "maxsplit"};
    static const struct Parameters parameters = {"rsplit", parameter_names, 2, 2, 0};
    return split_with_arguments(isolate, &parameters, arguments, count, names, true);
}

Value string_method_splitlines(Isolate *isolate, Value *arguments, uint32_t count, const Tuple *names) {
    static const char *const parameter_names[] = {"keepends"};
    static const struct Parameters parameters = {"splitlines", parameter_names, 1, 1, 0};
    Value bound;
    if (!arguments_bind(isolate, &parameters, arguments + 1, count - 1, names, &bound)) {
        return NOTHING;
    }
    Value number = bound == UNDEFINED ? small(0) : operate_integer(isolate, bound);
    int keep_ends = number == NOTHING ? -1 : number != small(0);
    const String *string = AS(String, arguments[0]);
    Value list = keep_ends < 0 ? NOTHING : list_new(isolate, 0, NULL);
    if (list == NOTHING || !isolate_charge(isolate, string->length / 4)) {
        return NOTHING;
    }
    heap_keep(isolate, list);
    for (uint32_t at = 0; at < string->length;) {
        uint32_t start = at;
        while (at < string->length && !character_is_line_break(string_at(string, at))) {
            at++;
        }
        uint32_t stop = at;
        if (at < string->length) {
            bool pair =
                string_at(string, at) == '\r' && at + 1 < string->length && string_at(string, at + 1) == '\n';
            at += pair ? 2 : 1;
        }
        if (!string_append_part(isolate, list, string, start, keep_ends ? at : stop)) {
            return NOTHING;
        }
    }
    return list;
}

/* ---- partition ---- */

static Value partition(Isolate *isolate, Value *arguments, bool last) {
    if (!is_string(arguments[1])) {
        return raise_type(isolate, "must be str, not %T", arguments[1]);
    }
    const String *string = AS(String, arguments[0]), *separator = AS(String, arguments[1]);
    if (separator->length == 0) {
        return raise_value_error(isolate, "empty separator");
    }
    if (!isolate_charge(isolate, string->length / 8)) {
        return NOTHING;
    }
    Value parts[3] = {string_empty(), string_empty(), string_empty()};
    int64_t at = string_find(string, separator, 0, string->length, last);
    if (at < 0) {
        parts[last ? 2 : 0] = string_slice(isolate, string, 0, string->length);
    } else {
        parts[0] = string_slice(isolate, string, 0, (uint32_t)at);
        heap_keep(isolate, parts[0] == NOTHING ? NONE : parts[0]);
        parts[1] = arguments[1];
        parts[2] = string_slice(isolate, string, (uint32_t)at + separator->length, string->length);
    }
    if (parts[0] == NOTHING || parts[2] == NOTHING) {
        return NOTHING;
    }
    heap_keep(isolate, parts[0]);
    heap_keep(isolate, parts[2]);
    return tuple_new(isolate, 3, parts);
}

Value string_method_partition(Isolate *isolate, Value *arguments, uint32_t count) {
    (void)count;
    return partition(isolate, arguments, false);
}
Value string_method_rpartition(Isolate *isolate, Value *arguments, uint32_t count) {
    (void)count;
    return partition(isolate, arguments, true);
}

/* ---- join ---- */

/* What is joined, and what that comes to: characters, bytes for each, OBJECT_ASCII or 0. */
struct Joined {
    const Value *parts;
    uint64_t count, length;
    uint32_t width, ascii;
};

static void measure_part(struct Joined *joined, const String *part, uint64_t times) {
    joined->length += part->length * times;
    joined->width = part->object.detail > joined->width ? part->object.detail : joined->width;
    joined->ascii &= part->length ? part->object.flags : OBJECT_ASCII;
}

static bool measure(Isolate *isolate, const String *separator, struct Joined *joined) {
    joined->width = 1;
    joined->ascii = OBJECT_ASCII;
    if (joined->count > 1) {
        measure_part(joined, separator, joined->count - 1);
    }
    for (uint64_t i = 0; i < joined->count; i++) {
        Value part = joined->parts[i];
        if (!is_string(part)) {
            raise_type(isolate, "sequence item %u: expected str instance, %T found", (uint32_t)i, part);
            return false;
        }
        measure_part(joined, AS(String, part), 1);
    }
    if (joined->length > UINT32_MAX - 64) {
        raise_memory(isolate);
        return false;
    }
    return true;
}

/* Text of one or no character: the first part that isn't empty, of the one separator or of the parts. */
static Value join_short(Isolate *isolate, const String *separator, const struct Joined *joined) {
    for (uint64_t i = 0; joined->length && i < joined->count; i++) {
        const String *part = AS(String, joined->parts[i]);
        if (part->length) {
            return string_from_character(isolate, string_at(part, 0));
        }
    }
    return joined->length ? string_from_character(isolate, string_at(separator, 0)) : string_empty();
}

/* Many parts are one character. */
static inline uint32_t put_part(String *to, uint32_t at, const String *part) {
    if (part->byte_count == 1 && to->object.detail == 1) {
        to->bytes[at] = part->bytes[0];
    } else {
        string_copy_into(to, at, part);
    }
    return at + part->length;
}

/* The parts lie where no collection moves them, and no Python runs that could change them. */
static Value join(Isolate *isolate, const String *separator, const Value *parts, uint64_t count) {
    struct Joined joined = {.parts = parts, .count = count};
    if (!measure(isolate, separator, &joined)) {
        return NOTHING;
    }
    if (joined.length <= 1) {
        return join_short(isolate, separator, &joined);
    }
    String *result = string_new(isolate, (uint32_t)joined.length, joined.width);
    if (!result) {
        return NOTHING;
    }
    uint32_t at = 0;
    for (uint64_t i = 0; i < count; i++) {
        if (i > 0 && separator->length) {
            at = put_part(result, at, separator);
        }
        at = put_part(result, at, AS(String, parts[i]));
    }
    result->object.flags |= joined.ascii & OBJECT_ASCII;
    return from_object(result);
}

Value string_of_parts(Isolate *isolate, const Value *parts, uint32_t count) {
    return join(isolate, AS(String, string_empty()), parts, count);
}

Value string_method_join(Isolate *isolate, Value *arguments, uint32_t count) {
    (void)count;
    const String *separator = AS(String, arguments[0]);
    Value parts = arguments[1];
    if (!is_list(parts) || as_object(parts)->class) {
        parts = list_from(isolate, parts);
        if (parts == NOTHING) {
            if (exception_take(isolate, &class_TypeError) != NOTHING) {
                raise_type(isolate, "can only join an iterable");
            }
            return NOTHING;
        }
        heap_keep(isolate, parts);
    }
    const List *list = AS(List, parts);
    if (!isolate_charge(isolate, list->length / 4)) {
        return NOTHING;
    }
    const Value *values = list->length ? list->items->values : NULL;
    if (list->length == 1 && is_string(values[0]) && as_object(values[0])->class == 0) {
        return values[0];
    }
    return join(isolate, separator, values, list->length);
}
