/*
 * Finding text in text.
 *
 * One-byte text is searched by its rarest handle, the first character, found eight bytes at a time by memchr;
 * long patterns by Horspool's skips. Where the comparisons that this leads to have cost as much as reading
 * the text a few times, a linear search goes on from there. Source: R. N. Horspool, Practical fast searching
 * in strings, 1980.
 */

#include "vm/isolate.h"
#include "vm/memory.h"
#include "vm/types/arguments.h"
#include "vm/types/classes.h"
#include "vm/types/search.h"
#include "vm/types/string_methods.h"

/* A pattern of SKIP_FROM characters in SKIP_WORTH of them pays for the table of skips. */
enum { SKIP_FROM = 4, SKIP_WORTH = 256, SKIP_TABLE = 64, PATIENCE = 4 };

bool string_matches(const String *string, uint32_t at, const String *part) {
    uint32_t width = string->object.detail;
    if (part->object.detail == width) {
        return memcmp(string->bytes + (size_t)at * width, part->bytes, part->byte_count) == 0;
    }
    if (part->object.detail > width) {
        return false;
    }
    for (uint32_t i = 0; i < part->length; i++) {
        if (string_at(string, at + i) != string_at(part, i)) {
            return false;
        }
    }
    return true;
}

static int64_t find_character(const String *string, uint32_t character, int64_t start, int64_t stop) {
    if (string->object.detail == 1) {
        if (character > 0xff || start >= stop) {
            return -1;
        }
        const uint8_t *found = memchr(string->bytes + start, (int)character, (size_t)(stop - start));
        return found ? found - string->bytes : -1;
    }
    for (int64_t i = start; i < stop; i++) {
        if (string_at(string, (uint32_t)i) == character) {
            return i;
        }
    }
    return -1;
}

/* What comparisons in string[start:stop] may cost before the linear search takes over. */
static int64_t patience(int64_t start, int64_t stop) { return PATIENCE * (stop - start) + 256; }

static int64_t find_linear(const String *string, const String *part, int64_t start, int64_t stop, bool last) {
    uint32_t width = string->object.detail;
    Characters text = {string->bytes + (size_t)start * width, (uint64_t)(stop - start), width};
    int64_t place = search_linear(text, (Characters){part->bytes, part->length, part->object.detail}, last);
    return place < 0 ? place : place + start;
}

/* Horspool, on the low bits of characters: a clash only makes a skip shorter. */
static int64_t find_by_skips(const String *string, const String *part, int64_t start, int64_t stop) {
    uint32_t skips[SKIP_TABLE], length = part->length;
    for (uint32_t i = 0; i < SKIP_TABLE; i++) {
        skips[i] = length;
    }
    for (uint32_t i = 0; i + 1 < length; i++) {
        skips[string_at(part, i) % SKIP_TABLE] = length - 1 - i;
    }
    uint32_t last = string_at(part, length - 1);
    int64_t left = patience(start, stop);
    for (int64_t at = start; at + length <= stop;) {
        uint32_t character = string_at(string, (uint32_t)(at + length - 1));
        if (character == last) {
            if (string_matches(string, (uint32_t)at, part)) {
                return at;
            }
            if ((left -= length) < 0) {
                return find_linear(string, part, at, stop, false);
            }
        }
        at += skips[character % SKIP_TABLE];
    }
    return -1;
}

static int64_t find_first(const String *string, const String *part, int64_t start, int64_t stop) {
    if (part->length >= SKIP_FROM && stop - start >= SKIP_WORTH) {
        return find_by_skips(string, part, start, stop);
    }
    uint32_t first = string_at(part, 0);
    int64_t limit = stop - part->length + 1;
    for (int64_t at = start; (at = find_character(string, first, at, limit)) >= 0; at++) {
        if (part->length == 1 || string_matches(string, (uint32_t)at, part)) {
            return at;
        }
    }
    return -1;
}

static int64_t find_last(const String *string, const String *part, int64_t start, int64_t stop) {
    uint32_t first = string_at(part, 0);
    int64_t left = patience(start, stop);
    for (int64_t at = stop - part->length; at >= start; at--) {
        if (string_at(string, (uint32_t)at) != first) {
            continue;
        }
        if (string_matches(string, (uint32_t)at, part)) {
            return at;
        }
        if ((left -= part->length) < 0) {
            return find_linear(string, part, start, at + part->length, true);
        }
    }
    return -1;
}

int64_t string_find(const String *string, const String *part, uint32_t start, uint32_t stop, bool last) {
    if (start > stop || part->length > stop - start) {
        return -1;
    }
    if (part->length == 0) {
        return last ? stop : start;
    }
    if (part->object.detail > string->object.detail) {
        return -1;
    }
    return last ? find_last(string, part, start, stop) : find_first(string, part, start, stop);
}

/* ---- Methods ---- */

/* Resolves the arguments of find() and its relatives; *from > *to: an empty range where not even "" is found.
 */
static bool search_arguments(Isolate *isolate, const Value *arguments, uint32_t count, int64_t *from,
                             int64_t *to) {
    const String *string = AS(String, arguments[0]);
    return index_range(isolate, count > 2 ? arguments[2] : UNDEFINED, count > 3 ? arguments[3] : UNDEFINED,
                       string->length, from, to) &&
           isolate_charge(isolate, string->length / 16);
}

/* -1: not found; -2: failed. */
static int64_t search(Isolate *isolate, const Value *arguments, uint32_t count, bool last) {
    int64_t from, to;
    if (!search_arguments(isolate, arguments, count, &from, &to)) {
        return -2;
    }
    if (!is_string(arguments[1])) {
        raise_type(isolate, "must be str, not %T", arguments[1]);
        return -2;
    }
    if (from > to) {
        return -1;
    }
    return string_find(AS(String, arguments[0]), AS(String, arguments[1]), (uint32_t)from, (uint32_t)to,
                       last);
}

static Value found_or_minus_one(int64_t index) { return index == -2 ? NOTHING : small(index); }

static Value found_or_error(Isolate *isolate, int64_t index) {
    return index == -1 ? raise_value_error(isolate, "substring not found") : found_or_minus_one(index);
}

Value string_method_find(Isolate *isolate, Value *arguments, uint32_t count) {
    return found_or_minus_one(search(isolate, arguments, count, false));
}
Value string_method_rfind(Isolate *isolate, Value *arguments, uint32_t count) {
    return found_or_minus_one(search(isolate, arguments, count, true));
}
Value string_method_index(Isolate *isolate, Value *arguments, uint32_t count) {
    return found_or_error(isolate, search(isolate, arguments, count, false));
}
Value string_method_rindex(Isolate *isolate, Value *arguments, uint32_t count) {
    return found_or_error(isolate, search(isolate, arguments, count, true));
}

static int64_t count_parts(const String *string, const String *part, int64_t from, int64_t to) {
    int64_t times = 0;
    if (part->length == 0) {
        return from > to ? 0 : to - from + 1;
    }
    for (int64_t at = from; at <= to; times++) {
        at = string_find(string, part, (uint32_t)at, (uint32_t)to, false);
        if (at < 0) {
            break;
        }
        at += part->length;
    }
    return times;
}

Value string_method_count(Isolate *isolate, Value *arguments, uint32_t count) {
    int64_t from, to;
    if (!search_arguments(isolate, arguments, count, &from, &to)) {
        return NOTHING;
    }
    if (!is_string(arguments[1])) {
        return raise_type(isolate, "must be str, not %T", arguments[1]);
    }
    return small(count_parts(AS(String, arguments[0]), AS(String, arguments[1]), from, to));
}

static bool has_end(const String *string, const String *part, int64_t from, int64_t to, bool suffix) {
    if (from > to || (int64_t)part->length > to - from) {
        return false;
    }
    return string_matches(string, (uint32_t)(suffix ? to - part->length : from), part);
}

/* startswith and endswith: the argument is a str or a tuple of them. */
static Value tests_end(Isolate *isolate, const Value *arguments, uint32_t count, bool suffix) {
    const char *name = suffix ? "endswith" : "startswith";
    const String *string = AS(String, arguments[0]);
    int64_t from, to;
    if (!search_arguments(isolate, arguments, count, &from, &to)) {
        return NOTHING;
    }
    if (is_string(arguments[1])) {
        return boolean(has_end(string, AS(String, arguments[1]), from, to, suffix));
    }
    if (!is_tuple(arguments[1])) {
        return raise_type(isolate, "%s first arg must be str or a tuple of str, not %T", name, arguments[1]);
    }
    const Tuple *parts = AS(Tuple, arguments[1]);
    for (uint32_t i = 0; i < tuple_count(parts); i++) {
        Value part = tuple_get(parts, i);
        if (!is_string(part)) {
            return raise_type(isolate, "tuple for %s must only contain str, not %T", name, part);
        }
        if (has_end(string, AS(String, part), from, to, suffix)) {
            return TRUE;
        }
    }
    return FALSE;
}

Value string_method_startswith(Isolate *isolate, Value *arguments, uint32_t count) {
    return tests_end(isolate, arguments, count, false);
}
Value string_method_endswith(Isolate *isolate, Value *arguments, uint32_t count) {
    return tests_end(isolate, arguments, count, true);
}

/* ---- replace ---- */

static Value replace_nothing(Isolate *isolate, const String *string, const String *fresh, int64_t most) {
    StringBuilder builder;
    string_builder_start(&builder, isolate);
    for (uint32_t i = 0; i <= string->length; i++) {
        if (most-- > 0) {
            string_builder_string(&builder, fresh);
        }
        if (i < string->length) {
            string_builder_character(&builder, string_at(string, i));
        }
        if (builder.failed) {
            break;
        }
    }
    return string_builder_finish(&builder);
}

/* One character of one byte by another: eight bytes at a time. */
static Value replace_bytes(Isolate *isolate, const String *string, uint8_t old, uint8_t fresh) {
    const uint64_t ones = 0x0101010101010101, low = 0x7f7f7f7f7f7f7f7f;
    String *result = string_new(isolate, string->length, 1);
    if (!result) {
        return NOTHING;
    }
    uint32_t i = 0;
    for (; i + 8 <= string->length; i += 8) {
        uint64_t word, other;
        memcpy(&word, string->bytes + i, 8);
        other = word ^ ones * old; /* bytes to be replaced are zero */
        uint64_t found = ~(((other & low) + low) | other | low) >> 7;
        word ^= found * 0xff & ones * (old ^ fresh);
        memcpy(result->bytes + i, &word, 8);
    }
    for (; i < string->length; i++) {
        result->bytes[i] = string->bytes[i] == old ? fresh : string->bytes[i];
    }
    if (string->object.flags & OBJECT_ASCII && fresh < 0x80) {
        result->object.flags |= OBJECT_ASCII;
    } else {
        string_note_ascii(result);
    }
    return from_object(result);
}

/* Text of one-byte characters: its final size is known before it is written. `at` is the first place. */
static Value replace_narrow(Isolate *isolate, const String *string, const String *old, const String *fresh,
                            int64_t most, int64_t at) {
    uint64_t times = 0;
    for (int64_t place = at; place >= 0 && times < (uint64_t)most; times++) {
        place = string_find(string, old, (uint32_t)place + old->length, string->length, false);
    }
    uint64_t length = string->length - times * old->length + times * fresh->length;
    if (length > UINT32_MAX - 64) {
        return raise_memory(isolate);
    }
    if (length == 0) {
        return string_empty();
    }
    String *result = string_new(isolate, (uint32_t)length, 1);
    if (!result) {
        return NOTHING;
    }
    uint8_t *to = result->bytes;
    uint32_t done = 0;
    for (; times-- > 0; at = times ? string_find(string, old, done, string->length, false) : 0) {
        memcpy(to, string->bytes + done, (size_t)at - done);
        to += (size_t)at - done;
        memcpy(to, fresh->bytes, fresh->length);
        to += fresh->length;
        done = (uint32_t)at + old->length;
    }
    memcpy(to, string->bytes + done, string->length - done);
    if (string->object.flags & fresh->object.flags & OBJECT_ASCII) {
        result->object.flags |= OBJECT_ASCII;
    } else {
        string_note_ascii(result);
    }
    return length == 1 ? string_from_character(isolate, result->bytes[0]) : from_object(result);
}

static Value replace_parts(Isolate *isolate, const String *string, const String *old, const String *fresh,
                           int64_t most) {
    int64_t at = string_find(string, old, 0, string->length, false);
    if (at < 0) {
        return string_slice(isolate, string, 0, string->length);
    }
    if (string->object.detail == 1 && fresh->object.detail == 1) {
        bool bytes = old->length == 1 && fresh->length == 1 && most > string->length && string->length > 1;
        return bytes ? replace_bytes(isolate, string, old->bytes[0], fresh->bytes[0])
                     : replace_narrow(isolate, string, old, fresh, most, at);
    }
    StringBuilder builder;
    string_builder_start(&builder, isolate);
    uint32_t done = 0;
    while (at >= 0 && most-- > 0 && !builder.failed) {
        string_builder_part(&builder, string, done, (uint32_t)at);
        string_builder_string(&builder, fresh);
        done = (uint32_t)at + old->length;
        at = string_find(string, old, done, string->length, false);
    }
    string_builder_part(&builder, string, done, string->length);
    return string_builder_finish(&builder);
}

Value string_method_replace(Isolate *isolate, Value *arguments, uint32_t count) {
    const String *string = AS(String, arguments[0]);
    for (uint32_t i = 1; i < 3; i++) {
        if (!is_string(arguments[i])) {
            return raise_type(isolate, "replace() argument %u must be str, not %A", i, arguments[i]);
        }
    }
    int64_t most = -1;
    if (count > 3 && !count_argument(isolate, arguments[3], &most)) {
        return NOTHING;
    }
    if (!isolate_charge(isolate, string->length / 8)) {
        return NOTHING;
    }
    most = most < 0 ? INT64_MAX : most;
    const String *old = AS(String, arguments[1]), *fresh = AS(String, arguments[2]);
    if (most == 0) {
        return string_slice(isolate, string, 0, string->length);
    }
    return old->length == 0 ? replace_nothing(isolate, string, fresh, most)
                            : replace_parts(isolate, string, old, fresh, most);
}
