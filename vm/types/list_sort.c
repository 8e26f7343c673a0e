/*
 * list.sort(): a stable merge sort that takes advantage of runs that are in order already.
 *
 * While it works the list is empty, as in CPython, so keys and comparisons may do to it what they like.
 * Elements and their keys lie in bodies that the heap keeps; each element is always in at least one of the
 * two bodies of its kind, whatever fails. Source: Tim Peters' listsort.txt, without galloping.
 */
#include "vm/isolate.h"
#include "vm/memory.h"
#include "vm/types/arguments.h"
#include "vm/types/classes.h"
#include "vm/types/double_bits.h"
#include "vm/types/list.h"
#include "vm/types/string.h"

enum { LONGEST_INSERTION = 32, DEEPEST = 64 };

/* Elements with their keys: `keys` is the same body as `elements` when there is no key function. */
typedef struct Sorter {
    Isolate *isolate;
    Values *elements, *keys;
    Values *spare_elements, *spare_keys; /* room for the left side of a merge */
    bool has_keys;
    bool all_small, all_strings, all_floats; /* NaN not among those */
} Sorter;

typedef struct Run {
    uint64_t start, length;
} Run;

/* To be called before anything that may collect: values have moved within and between bodies. */
static void note_moves(const Sorter *sorter) {
    heap_moved(sorter->isolate, &sorter->elements->object);
    heap_moved(sorter->isolate, &sorter->keys->object);
    if (sorter->spare_keys) {
        heap_moved(sorter->isolate, &sorter->spare_elements->object);
        heap_moved(sorter->isolate, &sorter->spare_keys->object);
    }
}

/* Tuples that differ in their first elements, both small integers or both strings: 1 or 0; -1: not such. */
static int pair_less(Value left, Value right) {
    if (!is_tuple(left) || !is_tuple(right) || as_object(left)->class || as_object(right)->class ||
        !as_object(left)->count || !as_object(right)->count) {
        return -1;
    }
    Value a = tuple_get(AS(Tuple, left), 0), b = tuple_get(AS(Tuple, right), 0);
    if (both_small(a, b)) {
        return a == b ? -1 : (int64_t)a < (int64_t)b;
    }
    if (!is_string(a) || !is_string(b) || as_object(a)->class || as_object(b)->class) {
        return -1;
    }
    int order = string_order(AS(String, a), AS(String, b));
    return order == 0 ? -1 : order < 0;
}

/* left < right: 1, 0, -1; of any but small integers. */
__attribute__((noinline)) static int less_general(Sorter *sorter, Value left, Value right) {
    if (sorter->all_strings) {
        return string_order(AS(String, left), AS(String, right)) < 0;
    }
    if (sorter->all_floats) {
        return double_order(AS(Float, left)->bits, AS(Float, right)->bits) < 0;
    }
    int early = pair_less(left, right);
    if (early >= 0) {
        return early;
    }
    note_moves(sorter);
    HeapMark mark = heap_mark(sorter->isolate);
    heap_keep(sorter->isolate, left);
    heap_keep(sorter->isolate, right);
    Value result = operate_compare(sorter->isolate, COMPARE_LESS, left, right);
    int truth = result == NOTHING    ? -1
                : is_boolean(result) ? result == TRUE
                                     : operate_truth(sorter->isolate, result);
    heap_release(sorter->isolate, mark);
    return truth;
}

static inline int less(Sorter *sorter, Value left, Value right) {
    return sorter->all_small ? (int64_t)left < (int64_t)right : less_general(sorter, left, right);
}

static void put(Sorter *sorter, Values *body, uint64_t index, Value value) {
    heap_store(sorter->isolate, &body->object, &body->values[index], value);
}

static void move(Sorter *sorter, uint64_t to, uint64_t from) {
    sorter->elements->values[to] = sorter->elements->values[from];
    if (sorter->has_keys) {
        sorter->keys->values[to] = sorter->keys->values[from];
    }
}

/* [start, stop) one place further. */
static void move_up(Values *body, uint64_t start, uint64_t stop) {
    memmove(body->values + start + 1, body->values + start, (stop - start) * sizeof(Value));
}

static void reverse_part(Values *body, uint64_t start, uint64_t stop) {
    while (start + 1 < stop) {
        Value kept = body->values[start];
        body->values[start++] = body->values[--stop];
        body->values[stop] = kept;
    }
}

/* How far [start, ...) of small integers ascends. */
static uint64_t small_run(const Value *keys, uint64_t start, uint64_t stop) {
    uint64_t end = start + 1;
    while (end < stop && (int64_t)keys[end] >= (int64_t)keys[end - 1]) {
        end++;
    }
    return end - start;
}

/* Length of the run at `start`, made ascending; 0: a comparison failed. */
static uint64_t find_run(Sorter *sorter, uint64_t start, uint64_t stop) {
    const Value *keys = sorter->keys->values;
    uint64_t end = start + 1;
    if (sorter->all_small && end < stop && (int64_t)keys[end] >= (int64_t)keys[start]) {
        return small_run(keys, start, stop);
    }
    if (end == stop) {
        return 1;
    }
    int descending = less(sorter, keys[end], keys[start]);
    if (descending < 0) {
        return 0;
    }
    for (end++; end < stop; end++) {
        int falls = less(sorter, keys[end], keys[end - 1]);
        if (falls < 0) {
            return 0;
        }
        if (falls != descending) {
            break;
        }
    }
    if (descending) {
        reverse_part(sorter->elements, start, end);
        if (sorter->has_keys) {
            reverse_part(sorter->keys, start, end);
        }
    }
    return end - start;
}

/* Inserts [sorted, stop) into the ascending [start, sorted). */
static bool insert_rest(Sorter *sorter, uint64_t start, uint64_t sorted, uint64_t stop) {
    for (uint64_t i = sorted; i < stop; i++) {
        Value key = sorter->keys->values[i], element = sorter->elements->values[i];
        uint64_t low = start, high = i;
        while (low < high) {
            uint64_t middle = low + (high - low) / 2;
            int before = less(sorter, key, sorter->keys->values[middle]);
            if (before < 0) {
                return false;
            }
            if (before) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        move_up(sorter->elements, low, i);
        put(sorter, sorter->elements, low, element);
        if (sorter->has_keys) {
            move_up(sorter->keys, low, i);
            put(sorter, sorter->keys, low, key);
        }
    }
    return true;
}

static void set_aside(Sorter *sorter, Run run) {
    for (uint64_t i = 0; i < run.length; i++) {
        put(sorter, sorter->spare_elements, i, sorter->elements->values[run.start + i]);
        if (sorter->has_keys) {
            put(sorter, sorter->spare_keys, i, sorter->keys->values[run.start + i]);
        }
    }
}

static void take_back(Sorter *sorter, uint64_t to, uint64_t from) {
    put(sorter, sorter->elements, to, sorter->spare_elements->values[from]);
    if (sorter->has_keys) {
        put(sorter, sorter->keys, to, sorter->spare_keys->values[from]);
    }
}

static Values *kept_body(Isolate *isolate, uint64_t capacity) {
    Values *body = heap_allocate(isolate, KIND_VALUES, sizeof(Values) + capacity * sizeof(Value), 0);
    if (body) {
        body->object.count = (uint32_t)capacity;
        heap_keep(isolate, from_object(body));
    }
    return body;
}

/* Room for the left side of merges, made when the first one comes: what is in order already needs none. */
static bool make_spare(Sorter *sorter) {
    uint64_t length = sorter->elements->object.count;
    if (!sorter->spare_elements) {
        note_moves(sorter);
        sorter->spare_elements = kept_body(sorter->isolate, length);
        sorter->spare_keys = sorter->spare_elements;
        if (sorter->spare_elements && sorter->has_keys) {
            sorter->spare_keys = kept_body(sorter->isolate, length);
        }
    }
    return sorter->spare_keys;
}

/* Merges two neighbouring runs; after a failed comparison all elements are there, in some order. */
static bool merge(Sorter *sorter, Run left, Run right) {
    if (!make_spare(sorter)) {
        return false;
    }
    uint64_t taken = 0, next = right.start, stop = right.start + right.length, to = left.start;
    bool good = true;
    set_aside(sorter, left);
    while (good && taken < left.length && next < stop) {
        int before = less(sorter, sorter->keys->values[next], sorter->spare_keys->values[taken]);
        if (before < 0) {
            good = false;
        } else if (before) {
            move(sorter, to++, next++);
        } else {
            take_back(sorter, to++, taken++);
        }
    }
    while (taken < left.length) {
        take_back(sorter, to++, taken++);
    }
    return good;
}

static bool merge_at(Sorter *sorter, Run *runs, uint32_t *count, uint32_t at) {
    if (!merge(sorter, runs[at], runs[at + 1])) {
        return false;
    }
    runs[at].length += runs[at + 1].length;
    for (uint32_t i = at + 1; i + 1 < *count; i++) {
        runs[i] = runs[i + 1];
    }
    --*count;
    return true;
}

/* Keeps run lengths falling fast enough that there are never more than about log2(n) of them. */
static bool merge_some(Sorter *sorter, Run *runs, uint32_t *count, bool all) {
    while (*count > 1) {
        uint32_t last = *count - 2;
        bool out_of_balance =
            (last > 0 && runs[last - 1].length <= runs[last].length + runs[last + 1].length) ||
            (last > 1 && runs[last - 2].length <= runs[last - 1].length + runs[last].length);
        if (!all && !out_of_balance && runs[last].length > runs[last + 1].length) {
            return true;
        }
        if (last > 0 && (out_of_balance || all) && runs[last - 1].length < runs[last + 1].length) {
            last--;
        }
        if (!merge_at(sorter, runs, count, last)) {
            return false;
        }
    }
    return true;
}

static uint64_t least_run(uint64_t length) {
    uint64_t odd = 0;
    while (length >= LONGEST_INSERTION * 2) {
        odd |= length & 1;
        length >>= 1;
    }
    return length + odd;
}

static bool sort_all(Sorter *sorter, uint64_t length) {
    Run runs[DEEPEST];
    uint32_t count = 0;
    uint64_t least = least_run(length);
    for (uint64_t start = 0; start < length;) {
        uint64_t found = find_run(sorter, start, length);
        if (found == 0) {
            return false;
        }
        if (found < least) {
            uint64_t forced = length - start < least ? length - start : least;
            if (!insert_rest(sorter, start, start + found, start + forced)) {
                return false;
            }
            found = forced;
        }
        runs[count++] = (Run){start, found};
        start += found;
        if (!merge_some(sorter, runs, &count, false)) {
            return false;
        }
    }
    return merge_some(sorter, runs, &count, true);
}

static bool compute_keys(Sorter *sorter, uint64_t length, Value function) {
    for (uint64_t i = 0; i < length; i++) {
        Value key = call(sorter->isolate, function, &sorter->elements->values[i], 1);
        if (key == NOTHING) {
            return false;
        }
        put(sorter, sorter->keys, i, key);
    }
    return true;
}

static void classify(Sorter *sorter, uint64_t length) {
    sorter->all_small = sorter->all_strings = sorter->all_floats = true;
    for (uint64_t i = 0; i < length; i++) {
        Value key = sorter->keys->values[i];
        sorter->all_small &= is_small(key);
        sorter->all_strings &= is_string(key) && as_object(key)->class == 0;
        sorter->all_floats &=
            is_kind(key, KIND_FLOAT) && as_object(key)->class == 0 && !double_is_nan(AS(Float, key)->bits);
    }
}

static bool prepare_and_sort(Sorter *sorter, uint64_t length, Value key, bool reverse) {
    Isolate *isolate = sorter->isolate;
    if (!isolate_charge(isolate, length * 4)) {
        return false;
    }
    sorter->has_keys = key != NONE;
    sorter->keys = sorter->has_keys ? kept_body(isolate, length) : sorter->elements;
    if (!sorter->keys || (sorter->has_keys && !compute_keys(sorter, length, key))) {
        return false;
    }
    classify(sorter, length);
    if (reverse) { /* equal elements keep their order: turn round, sort, turn round */
        reverse_part(sorter->elements, 0, length);
        if (sorter->has_keys) {
            reverse_part(sorter->keys, 0, length);
        }
    }
    bool done = length < 2 || sort_all(sorter, length);
    if (reverse) {
        reverse_part(sorter->elements, 0, length);
    }
    note_moves(sorter);
    return done;
}

bool list_sort(Isolate *isolate, Value self, Value key, bool reverse) {
    List *list = AS(List, self);
    uint64_t length = list->length;
    if (length == 0) {
        return true;
    }
    HeapMark mark = heap_mark(isolate);
    Sorter sorter = {.isolate = isolate, .elements = list->items};
    heap_keep(isolate, from_object(list->items));
    list->items = NULL;
    list->length = 0;
    bool done = prepare_and_sort(&sorter, length, key, reverse);
    bool modified = list->items != NULL;
    heap_store_body(isolate, &list->object, &list->items, sorter.elements);
    list->length = length;
    heap_release(isolate, mark);
    if (done && modified) {
        raise_value_error(isolate, "list modified during sort");
        return false;
    }
    return done;
}
