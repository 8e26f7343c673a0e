/* Taking bytes apart and putting them together: split, rsplit, splitlines, partition, join. */

#include "vm/isolate.h"
#include "vm/memory.h"
#include "vm/types/bytes_methods.h"
#include "vm/types/classes.h"
#include "vm/types/containers.h"
#include "vm/types/list.h"

/* Appends the receiver's bytes [start, stop) to a list. */
static bool append_part(Isolate *isolate, Value list, Value self, uint64_t start, uint64_t stop) {
    Span text;
    span_of(isolate, self, &text);
    HeapMark mark = heap_mark(isolate);
    Value part = bytes_like(isolate, self, text.bytes + start, stop - start);
    bool done = part != NOTHING && list_append(isolate, list, heap_keep(isolate, part));
    heap_release(isolate, mark);
    return done;
}

static bool split_spaces(Isolate *isolate, Value list, Value self, Span text, int64_t most) {
    for (uint64_t at = 0;;) {
        while (at < text.size && byte_is_space(text.bytes[at])) {
            at++;
        }
        if (at == text.size) {
            return true;
        }
        uint64_t start = at;
        if (most-- == 0) {
            return append_part(isolate, list, self, start, text.size);
        }
        while (at < text.size && !byte_is_space(text.bytes[at])) {
            at++;
        }
        if (!append_part(isolate, list, self, start, at)) {
            return false;
        }
    }
}

static bool split_spaces_backward(Isolate *isolate, Value list, Value self, Span text, int64_t most) {
    for (uint64_t at = text.size;;) {
        while (at > 0 && byte_is_space(text.bytes[at - 1])) {
            at--;
        }
        if (at == 0) {
            return true;
        }
        uint64_t stop = at;
        if (most-- == 0) {
            return append_part(isolate, list, self, 0, stop);
        }
        while (at > 0 && !byte_is_space(text.bytes[at - 1])) {
            at--;
        }
        if (!append_part(isolate, list, self, at, stop)) {
            return false;
        }
    }
}

static bool split_parts(Isolate *isolate, Value list, Value self, Span text, Span separator, int64_t most,
                        bool backward) {
    uint64_t start = 0, stop = text.size;
    while (most-- > 0) {
        int64_t at = span_find(text, separator, start, stop, backward);
        if (at < 0) {
            break;
        }
        uint64_t behind = (uint64_t)at + separator.size;
        if (!append_part(isolate, list, self, backward ? behind : start, backward ? stop : (uint64_t)at)) {
            return false;
        }
        if (backward) {
            stop = (uint64_t)at;
        } else {
            start = behind;
        }
    }
    return append_part(isolate, list, self, start, stop);
}

static void reverse(List *list) {
    for (uint64_t i = 0; i < list->length / 2; i++) {
        Value kept = list->items->values[i];
        list->items->values[i] = list->items->values[list->length - 1 - i];
        list->items->values[list->length - 1 - i] = kept;
    }
}

static Value split(Isolate *isolate, const struct Parameters *parameters, Value *arguments, uint32_t count,
                   const Tuple *names, bool backward) {
    Value bound[2];
    int64_t most = -1;
    Span text, separator = {NULL, 0};
    if (!arguments_bind(isolate, parameters, arguments + 1, count - 1, names, bound) ||
        (bound[1] != UNDEFINED && !count_argument(isolate, bound[1], &most))) {
        return NOTHING;
    }
    bool spaces = bound[0] == UNDEFINED || bound[0] == NONE;
    if (!spaces && (!span_of(isolate, bound[0], &separator) || separator.size == 0)) {
        return isolate->exception != NOTHING ? NOTHING : raise_value_error(isolate, "empty separator");
    }
    Value list = list_new(isolate, 0, NULL);
    if (list == NOTHING || !span_of(isolate, arguments[0], &text) ||
        !isolate_charge(isolate, text.size / 4)) {
        return NOTHING;
    }
    heap_keep(isolate, list);
    most = most < 0 ? INT64_MAX : most;
    bool done = !spaces    ? split_parts(isolate, list, arguments[0], text, separator, most, backward)
                : backward ? split_spaces_backward(isolate, list, arguments[0], text, most)
                           : split_spaces(isolate, list, arguments[0], text, most);
    if (backward) {
        reverse(AS(List, list));
    }
    return done ? list : NOTHING;
}

Value bytes_method_split(Isolate *isolate, Value *arguments, uint32_t count, const Tuple *names) {
    static const char *const parameter_names[] = {"sep", "maxsplit"};
    static const struct Parameters parameters = {"split", parameter_names, 2, 2, 0};
    return split(isolate, &parameters, arguments, count, names, false);
}

Value bytes_method_rsplit(Isolate *isolate, Value *arguments, uint32_t count, const Tuple *names) {
    static const char *const parameter_names[] = {"sep", "maxsplit"};
    static const struct Parameters parameters = {"rsplit", parameter_names, 2, 2, 0};
    return split(isolate, &parameters, arguments, count, names, true);
}

Value bytes_method_splitlines(Isolate *isolate, Value *arguments, uint32_t count, const Tuple *names) {
    static const char *const parameter_names[] = {"keepends"};
    static const struct Parameters parameters = {"splitlines", parameter_names, 1, 1, 0};
    Value bound;
    Span text;
    if (!arguments_bind(isolate, &parameters, arguments + 1, count - 1, names, &bound)) {
        return NOTHING;
    }
    Value number = bound == UNDEFINED ? small(0) : operate_integer(isolate, bound);
    int keep_ends = number == NOTHING ? -1 : number != small(0);
    Value list = keep_ends < 0 ? NOTHING : list_new(isolate, 0, NULL);
    if (list == NOTHING || !span_of(isolate, arguments[0], &text) ||
        !isolate_charge(isolate, text.size / 4)) {
        return NOTHING;
    }
    heap_keep(isolate, list);
    for (uint64_t at = 0; at < text.size;) {
        uint64_t start = at;
        while (at < text.size && text.bytes[at] != '\n' && text.bytes[at] != '\r') {
            at++;
        }
        uint64_t stop = at;
        if (at < text.size) {
            at += text.bytes[at] == '\r' && at + 1 < text.size && text.bytes[at + 1] == '\n' ? 2 : 1;
        }
        if (!append_part(isolate, list, arguments[0], start, keep_ends ? at : stop)) {
            return NOTHING;
        }
    }
    return list;
}

static Value partition(Isolate *isolate, Value *arguments, bool last) {
    Span text, separator;
    if (!span_of(isolate, arguments[0], &text) || !span_of(isolate, arguments[1], &separator) ||
        !isolate_charge(isolate, text.size / 8)) {
        return NOTHING;
    }
    if (separator.size == 0) {
        return raise_value_error(isolate, "empty separator");
    }
    int64_t at = span_find(text, separator, 0, text.size, last);
    uint64_t first = at >= 0 ? (uint64_t)at : last ? 0 : text.size;
    uint64_t second = at >= 0 ? first + separator.size : first;
    Value list = list_new(isolate, 0, NULL);
    if (list == NOTHING) {
        return NOTHING;
    }
    heap_keep(isolate, list);
    bool done = append_part(isolate, list, arguments[0], 0, first) &&
                append_part(isolate, list, arguments[0], first, second) &&
                append_part(isolate, list, arguments[0], second, text.size);
    if (done && at >= 0 && is_kind(arguments[0], KIND_BYTES)) { /* the very separator that was asked for */
        list_set(isolate, AS(List, list), 1, arguments[1]);
    }
    return done ? tuple_from(isolate, list) : NOTHING;
}

Value bytes_method_partition(Isolate *isolate, Value *arguments, uint32_t count) {
    (void)count;
    return partition(isolate, arguments, false);
}
Value bytes_method_rpartition(Isolate *isolate, Value *arguments, uint32_t count) {
    (void)count;
    return partition(isolate, arguments, true);
}

/* ---- join ---- */

static bool view_part(Isolate *isolate, Value parts, uint64_t index, Span *part) {
    if (bytes_view(sequence_get(parts, index), &part->bytes, &part->size)) {
        return true;
    }
    raise_type(isolate, "sequence item %u: expected a bytes-like object, %T found", (uint32_t)index,
               sequence_get(parts, index));
    return false;
}

/* The size of the whole; nothing runs between this and the copying that could change it. */
static bool measure_joined(Isolate *isolate, Value parts, Span separator, uint64_t *size) {
    uint64_t count = sequence_length(parts);
    *size = count > 1 ? (count - 1) * separator.size : 0;
    for (uint64_t i = 0; i < count; i++) {
        Span part;
        if (!view_part(isolate, parts, i, &part)) {
            return false;
        }
        *size += part.size;
    }
    return isolate_charge(isolate, count + *size / 16);
}

Value bytes_method_join(Isolate *isolate, Value *arguments, uint32_t count) {
    (void)count;
    Value parts = arguments[1];
    if (!is_list(parts) && !is_tuple(parts)) {
        parts = list_from(isolate, parts);
        if (parts == NOTHING && exception_take(isolate, &class_TypeError) != NOTHING) {
            raise_type(isolate, "can only join an iterable");
        }
    }
    if (parts == NOTHING) {
        return NOTHING;
    }
    heap_keep(isolate, parts);
    Span separator;
    uint64_t size;
    uint8_t *to;
    span_of(isolate, arguments[0], &separator);
    if (!measure_joined(isolate, parts, separator, &size)) {
        return NOTHING;
    }
    Value joined = bytes_room_like(isolate, arguments[0], size, &to);
    for (uint64_t i = 0; joined != NOTHING && size && i < sequence_length(parts); i++) {
        Span part;
        if (i > 0) {
            memcpy(to, separator.bytes, separator.size);
            to += separator.size;
        }
        bytes_view(sequence_get(parts, i), &part.bytes, &part.size);
        memcpy(to, part.bytes, part.size);
        to += part.size;
    }
    return joined;
}
