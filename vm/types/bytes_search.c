/* Finding bytes in bytes: find, index, count, startswith, replace and their relatives, of bytes and
 * bytearray. */

#include "vm/isolate.h"
#include "vm/memory.h"
#include "vm/names.h"
#include "vm/types/bytes_methods.h"
#include "vm/types/classes.h"
#include "vm/types/numbers.h"
#include "vm/types/search.h"

/* Both ways below end here when their comparisons have cost as much as reading the text a few times. */
static int64_t find_linear(Span text, Span part, uint64_t start, uint64_t stop, bool last) {
    int64_t place = search_linear((Characters){text.bytes + start, stop - start, 1},
                                  (Characters){part.bytes, part.size, 1}, last);
    return place < 0 ? place : place + (int64_t)start;
}

static int64_t patience(uint64_t start, uint64_t stop) { return 4 * (int64_t)(stop - start) + 256; }

static int64_t find_last(Span text, Span part, uint64_t start, uint64_t stop) {
    int64_t left = patience(start, stop);
    for (uint64_t at = stop - part.size + 1; at-- > start;) {
        if (text.bytes[at] != part.bytes[0]) {
            continue;
        }
        if (memcmp(text.bytes + at, part.bytes, part.size) == 0) {
            return (int64_t)at;
        }
        if ((left -= (int64_t)part.size) < 0) {
            return find_linear(text, part, start, at + part.size, true);
        }
    }
    return -1;
}

static int64_t find_first(Span text, Span part, uint64_t start, uint64_t stop) {
    const uint8_t *at = text.bytes + start, *limit = text.bytes + stop - part.size + 1;
    int64_t left = patience(start, stop);
    while (at < limit && (at = memchr(at, part.bytes[0], (size_t)(limit - at)))) {
        if (memcmp(at, part.bytes, part.size) == 0) {
            return at - text.bytes;
        }
        if ((left -= (int64_t)part.size) < 0) {
            return find_linear(text, part, (uint64_t)(at - text.bytes), stop, false);
        }
        at++;
    }
    return -1;
}

int64_t span_find(Span text, Span part, uint64_t start, uint64_t stop, bool last) {
    if (start > stop || part.size > stop - start) {
        return -1;
    }
    if (part.size == 0) {
        return (int64_t)(last ? stop : start);
    }
    return last ? find_last(text, part, start, stop) : find_first(text, part, start, stop);
}

/* ---- find, index, count ---- */

typedef struct Search {
    Span text, part;
    int64_t from, to; /* from may exceed to: not even b"" is found there */
    uint8_t byte;     /* the part, when an integer was given */
} Search;

static bool search_part(Isolate *isolate, Value value, Search *search) {
    bool number = is_integer(value) || (!bytes_view(value, &search->part.bytes, &search->part.size) &&
                                        class_lookup(isolate, class_of(value), NAME(__index__)) != UNDEFINED);
    if (number) {
        search->part = (Span){&search->byte, 1};
        return byte_of(isolate, value, &search->byte);
    }
    if (!bytes_view(value, &search->part.bytes, &search->part.size)) {
        raise_type(isolate, "argument should be integer or bytes-like object, not '%T'", value);
        return false;
    }
    return true;
}

/* Bounds may run Python, so the spans are taken behind them. */
static bool search_bounds(Isolate *isolate, const Value *arguments, uint32_t count, Search *search) {
    if (!span_of(isolate, arguments[0], &search->text) ||
        !index_range(isolate, count > 2 ? arguments[2] : UNDEFINED, count > 3 ? arguments[3] : UNDEFINED,
                     (int64_t)search->text.size, &search->from, &search->to) ||
        !span_of(isolate, arguments[0], &search->text)) {
        return false;
    }
    if (search->to > (int64_t)search->text.size) {
        search->to = (int64_t)search->text.size;
    }
    return isolate_charge(isolate, search->text.size / 16);
}

static bool search_start(Isolate *isolate, const Value *arguments, uint32_t count, Search *search) {
    return search_bounds(isolate, arguments, count, search) && search_part(isolate, arguments[1], search);
}

static Value find(Isolate *isolate, const Value *arguments, uint32_t count, bool last, bool must) {
    Search search;
    if (!search_start(isolate, arguments, count, &search)) {
        return NOTHING;
    }
    int64_t at = search.from > search.to
                     ? -1
                     : span_find(search.text, search.part, (uint64_t)search.from, (uint64_t)search.to, last);
    return at < 0 && must ? raise_value_error(isolate, "subsection not found") : small(at);
}

Value bytes_method_find(Isolate *isolate, Value *arguments, uint32_t count) {
    return find(isolate, arguments, count, false, false);
}
Value bytes_method_rfind(Isolate *isolate, Value *arguments, uint32_t count) {
    return find(isolate, arguments, count, true, false);
}
Value bytes_method_index(Isolate *isolate, Value *arguments, uint32_t count) {
    return find(isolate, arguments, count, false, true);
}
Value bytes_method_rindex(Isolate *isolate, Value *arguments, uint32_t count) {
    return find(isolate, arguments, count, true, true);
}

/* How often `part`, which isn't empty, lies in the text without overlapping, up to `most` times. */
static int64_t count_parts(Span text, Span part, uint64_t from, uint64_t to, int64_t most) {
    int64_t found = 0;
    for (int64_t at; found < most && (at = span_find(text, part, from, to, false)) >= 0; found++) {
        from = (uint64_t)at + part.size;
    }
    return found;
}

Value bytes_method_count(Isolate *isolate, Value *arguments, uint32_t count) {
    Search search;
    if (!search_start(isolate, arguments, count, &search)) {
        return NOTHING;
    }
    if (search.from > search.to) {
        return small(0);
    }
    if (search.part.size == 0) {
        return small(search.to - search.from + 1);
    }
    return small(
        count_parts(search.text, search.part, (uint64_t)search.from, (uint64_t)search.to, INT64_MAX));
}

/* ---- startswith, endswith ---- */

static bool has_end(const Search *search, Span part, bool suffix) {
    if (search->from > search->to || (int64_t)part.size > search->to - search->from) {
        return false;
    }
    uint64_t at = suffix ? (uint64_t)search->to - part.size : (uint64_t)search->from;
    return part.size == 0 || memcmp(search->text.bytes + at, part.bytes, part.size) == 0;
}

static Value tests_end(Isolate *isolate, const Value *arguments, uint32_t count, bool suffix) {
    Search search;
    Span part;
    if (!search_bounds(isolate, arguments, count, &search)) {
        return NOTHING;
    }
    if (bytes_view(arguments[1], &part.bytes, &part.size)) {
        return boolean(has_end(&search, part, suffix));
    }
    if (!is_tuple(arguments[1])) {
        return raise_type(isolate, "%s first arg must be bytes or a tuple of bytes, not %T",
                          suffix ? "endswith" : "startswith", arguments[1]);
    }
    const Tuple *parts = AS(Tuple, arguments[1]);
    for (uint32_t i = 0; i < tuple_count(parts); i++) {
        if (!span_of(isolate, tuple_get(parts, i), &part)) {
            return NOTHING;
        }
        if (has_end(&search, part, suffix)) {
            return TRUE;
        }
    }
    return FALSE;
}

Value bytes_method_startswith(Isolate *isolate, Value *arguments, uint32_t count) {
    return tests_end(isolate, arguments, count, false);
}
Value bytes_method_endswith(Isolate *isolate, Value *arguments, uint32_t count) {
    return tests_end(isolate, arguments, count, true);
}

static Value remove_end(Isolate *isolate, const Value *arguments, bool suffix) {
    Search search = {0};
    Span part;
    if (!span_of(isolate, arguments[0], &search.text) || !span_of(isolate, arguments[1], &part)) {
        return NOTHING;
    }
    search.to = (int64_t)search.text.size;
    uint64_t gone = has_end(&search, part, suffix) ? part.size : 0;
    return bytes_like(isolate, arguments[0], search.text.bytes + (suffix ? 0 : gone),
                      search.text.size - gone);
}

Value bytes_method_removeprefix(Isolate *isolate, Value *arguments, uint32_t count) {
    (void)count;
    return remove_end(isolate, arguments, false);
}
Value bytes_method_removesuffix(Isolate *isolate, Value *arguments, uint32_t count) {
    (void)count;
    return remove_end(isolate, arguments, true);
}

/* ---- replace ---- */

static uint8_t *put(uint8_t *to, const uint8_t *bytes, uint64_t size) {
    if (size) {
        memcpy(to, bytes, size);
    }
    return to + size;
}

/* `fresh` before each of the first bytes, and behind the last. */
static void replace_nothing(uint8_t *to, Span text, Span fresh, int64_t times) {
    for (uint64_t i = 0; i <= text.size; i++) {
        if (times-- > 0) {
            to = put(to, fresh.bytes, fresh.size);
        }
        if (i < text.size) {
            *to++ = text.bytes[i];
        }
    }
}

static void replace_parts(uint8_t *to, Span text, Span old, Span fresh, int64_t times) {
    uint64_t done = 0;
    while (times-- > 0) {
        uint64_t at = (uint64_t)span_find(text, old, done, text.size, false);
        to = put(to, text.bytes + done, at - done);
        to = put(to, fresh.bytes, fresh.size);
        done = at + old.size;
    }
    put(to, text.bytes + done, text.size - done);
}

Value bytes_method_replace(Isolate *isolate, Value *arguments, uint32_t count) {
    Span text, old, fresh;
    int64_t most = -1;
    if (count > 3 && !count_argument(isolate, arguments[3], &most)) {
        return NOTHING;
    }
    if (!span_of(isolate, arguments[0], &text) || !span_of(isolate, arguments[1], &old) ||
        !span_of(isolate, arguments[2], &fresh) || !isolate_charge(isolate, text.size / 8)) {
        return NOTHING;
    }
    most = most < 0 ? INT64_MAX : most;
    int64_t times = (int64_t)text.size + 1;
    if (old.size > 0) {
        times = count_parts(text, old, 0, text.size, most);
    }
    times = times < most ? times : most;
    if (fresh.size > 0 && (uint64_t)times > INT32_MAX / fresh.size) {
        return raise_memory(isolate);
    }
    uint64_t size = text.size + (uint64_t)times * fresh.size - (uint64_t)times * old.size;
    uint8_t *to;
    Value result = bytes_room_like(isolate, arguments[0], size, &to);
    if (result == NOTHING || size == 0) {
        return result;
    }
    if (old.size == 0) {
        replace_nothing(to, text, fresh, times);
    } else {
        replace_parts(to, text, old, fresh, times);
    }
    return result;
}
