/* range: start, stop, step and length may be of any size; small ones, the usual case, are computed in machine
 * words. */
#include "vm/isolate.h"
#include "vm/types/arguments.h"
#include "vm/types/classes.h"
#include "vm/types/containers.h"
#include "vm/types/iterator.h"
#include "vm/types/numbers.h"
#include "vm/types/string.h"

bool range_is_small(const Range *range, int64_t *start, int64_t *step, uint64_t *count) {
    if (!both_small(range->start, range->stop) || !both_small(range->step, range->length)) {
        return false;
    }
    *start = small_number(range->start);
    *step = small_number(range->step);
    *count = (uint64_t)small_number(range->length);
    return true;
}

/* (a operator b), both integers of any size; both must be kept. */
static Value compute(Isolate *isolate, enum BinaryOperator operator, Value a, Value b) {
    return integer_binary(isolate, operator, a, b);
}

static Value small_length(Isolate *isolate, int64_t start, int64_t stop, int64_t step) {
    uint64_t count = 0;
    if (step > 0 && start < stop) {
        count = ((uint64_t)stop - (uint64_t)start - 1) / (uint64_t)step + 1;
    } else if (step < 0 && stop < start) {
        count = ((uint64_t)start - (uint64_t)stop - 1) / (0 - (uint64_t)step) + 1;
    }
    return integer_from_uint64(isolate, count);
}

static Value big_length(Isolate *isolate, Value start, Value stop, Value step) {
    bool forward = integer_order(step, small(0)) > 0;
    Value low = forward ? start : stop, high = forward ? stop : start;
    if (integer_order(low, high) >= 0) {
        return small(0);
    }
    HeapMark mark = heap_mark(isolate);
    Value result = compute(isolate, BINARY_SUBTRACT, high, low);
    Value stride = step;
    for (int turn = 0; turn < 4 && result != NOTHING; turn++) {
        heap_keep(isolate, result);
        if (turn == 0) {
            result = compute(isolate, BINARY_SUBTRACT, result, small(1));
        } else if (turn == 1 && !forward) {
            stride = compute(isolate, BINARY_SUBTRACT, small(0), step);
            heap_keep(isolate, stride == NOTHING ? NONE : stride);
            result = stride == NOTHING ? NOTHING : result;
        } else if (turn == 2) {
            result = compute(isolate, BINARY_FLOOR_DIVIDE, result, stride);
        } else if (turn == 3) {
            result = compute(isolate, BINARY_ADD, result, small(1));
        }
    }
    heap_release(isolate, mark);
    return result;
}

/* The three integers must be kept by the caller. */
static Value range_new(Isolate *isolate, Value start, Value stop, Value step) {
    if (step == small(0)) {
        return raise_value_error(isolate, "range() arg 3 must not be zero");
    }
    Value count = both_small(start, stop) && is_small(step)
                      ? small_length(isolate, small_number(start), small_number(stop), small_number(step))
                      : big_length(isolate, start, stop, step);
    if (count == NOTHING) {
        return NOTHING;
    }
    HeapMark mark = heap_mark(isolate);
    heap_keep(isolate, count);
    Range *range = heap_allocate(isolate, KIND_RANGE, sizeof(Range), 0);
    heap_release(isolate, mark);
    if (range) {
        range->start = start;
        range->stop = stop;
        range->step = step;
        range->length = count;
    }
    return from_object(range);
}

static Value make(Isolate *isolate, const Class *class, Value *arguments, uint32_t count,
                  const Tuple *names) {
    (void)class;
    if (!arguments_positional(isolate, "range", count, names, 1, 3)) {
        return NOTHING;
    }
    HeapMark mark = heap_mark(isolate);
    Value numbers[3] = {small(0), small(0), small(1)};
    for (uint32_t i = 0; i < count; i++) {
        Value number = operate_integer(isolate, arguments[i]);
        if (number == NOTHING) {
            return NOTHING;
        }
        if (is_boolean(number)) {
            number = small(number == TRUE);
        }
        numbers[count == 1 ? 1 : i] = heap_keep(isolate, number);
    }
    Value result = range_new(isolate, numbers[0], numbers[1], numbers[2]);
    heap_release(isolate, mark);
    return result;
}

/* start + index * step */
static Value element_at(Isolate *isolate, const Range *range, Value index) {
    HeapMark mark = heap_mark(isolate);
    Value offset = compute(isolate, BINARY_MULTIPLY, index, range->step);
    Value result = NOTHING;
    if (offset != NOTHING) {
        heap_keep(isolate, offset);
        result = compute(isolate, BINARY_ADD, range->start, offset);
    }
    heap_release(isolate, mark);
    return result;
}

static Value get_slice(Isolate *isolate, const Range *range, Value key) {
    int64_t length, start, stop, step;
    if (!integer_to_int64(range->length, &length)) {
        return raise_error(isolate, &class_OverflowError, "Python int too large to convert to C ssize_t");
    }
    if (!slice_bounds(isolate, AS(Slice, key), length, &start, &stop, &step)) {
        return NOTHING;
    }
    HeapMark mark = heap_mark(isolate);
    Value first = element_at(isolate, range, small(start)), stride = NOTHING, last = NOTHING,
          result = NOTHING;
    if (first != NOTHING) {
        heap_keep(isolate, first);
        stride = compute(isolate, BINARY_MULTIPLY, range->step, small(step));
    }
    if (stride != NOTHING) {
        heap_keep(isolate, stride);
        last = element_at(isolate, range, small(stop));
    }
    if (last != NOTHING) {
        heap_keep(isolate, last);
        result = range_new(isolate, first, last, stride);
    }
    heap_release(isolate, mark);
    return result;
}

static Value get_item(Isolate *isolate, Value self, Value key) {
    const Range *range = AS(Range, self);
    if (is_kind(key, KIND_SLICE)) {
        return get_slice(isolate, range, key);
    }
    int64_t start, step;
    uint64_t count;
    if (is_small(key) && range_is_small(range, &start, &step, &count)) {
        int64_t index = small_number(key) < 0 ? small_number(key) + (int64_t)count : small_number(key);
        if (index < 0 || (uint64_t)index >= count) {
            return raise_index(isolate, "range object index out of range");
        }
        return small(start + index * step);
    }
    HeapMark mark = heap_mark(isolate);
    if (!is_repeat_count(isolate, key)) {
        return raise_type(isolate, "range indices must be integers or slices, not %T", key);
    }
    Value index = is_integer(key) ? key : operate_integer(isolate, key);
    if (index != NOTHING && integer_order(index, small(0)) < 0) {
        index = compute(isolate, BINARY_ADD, heap_keep(isolate, index), range->length);
    }
    Value result = NOTHING;
    if (index != NOTHING) {
        heap_keep(isolate, index);
        bool outside = integer_order(index, small(0)) < 0 || integer_order(index, range->length) >= 0;
        result = outside ? raise_index(isolate, "range object index out of range")
                         : element_at(isolate, range, index);
    }
    heap_release(isolate, mark);
    return result;
}

/* ---- Operations ---- */

static Value represent(Isolate *isolate, Value self) {
    const Range *range = AS(Range, self);
    if (range->step == small(1)) {
        return string_format(isolate, "range(%V, %V)", range->start, range->stop);
    }
    return string_format(isolate, "range(%V, %V, %V)", range->start, range->stop, range->step);
}

/* What two equal ranges have in common: length, first number, step, each None where it doesn't matter. */
static void essence(const Range *range, Value parts[3]) {
    parts[0] = range->length;
    parts[1] = range->length == small(0) ? NONE : range->start;
    parts[2] = range->length == small(0) || range->length == small(1) ? NONE : range->step;
}

static bool same_part(Value a, Value b) {
    return a == b || (a != NONE && b != NONE && integer_order(a, b) == 0);
}

static Value compare(Isolate *isolate, enum Comparison comparison, Value left, Value right) {
    (void)isolate;
    bool equality = comparison == COMPARE_EQUAL || comparison == COMPARE_NOT_EQUAL;
    if (!equality || !is_kind(left, KIND_RANGE) || !is_kind(right, KIND_RANGE)) {
        return NOT_IMPLEMENTED;
    }
    Value a[3], b[3];
    essence(AS(Range, left), a);
    essence(AS(Range, right), b);
    bool same = same_part(a[0], b[0]) && same_part(a[1], b[1]) && same_part(a[2], b[2]);
    return boolean(same == (comparison == COMPARE_EQUAL));
}

static bool hash(Isolate *isolate, Value self, uint64_t *result) {
    Value parts[3];
    essence(AS(Range, self), parts);
    HeapMark mark = heap_mark(isolate);
    Value tuple = tuple_new(isolate, 3, parts);
    if (tuple == NOTHING) {
        return false;
    }
    heap_keep(isolate, tuple);
    bool done = operate_hash(isolate, tuple, result);
    heap_release(isolate, mark);
    return done;
}

static int64_t length_of(Isolate *isolate, Value self) {
    int64_t length;
    if (!integer_to_int64(AS(Range, self)->length, &length)) {
        raise_error(isolate, &class_OverflowError, "Python int too large to convert to C ssize_t");
        return -1;
    }
    return length;
}

static int truth(Isolate *isolate, Value self) {
    (void)isolate;
    return AS(Range, self)->length != small(0);
}

/* Index of an integer, small(-1) if it isn't there, or NOTHING. */
static Value index_of(Isolate *isolate, const Range *range, Value number) {
    bool forward = integer_order(range->step, small(0)) > 0;
    int from_start = integer_order(number, range->start), to_stop = integer_order(number, range->stop);
    if (forward ? from_start < 0 || to_stop >= 0 : from_start > 0 || to_stop <= 0) {
        return small(-1);
    }
    HeapMark mark = heap_mark(isolate);
    Value offset = compute(isolate, BINARY_SUBTRACT, number, range->start), rest = NOTHING, result = NOTHING;
    if (offset != NOTHING) {
        heap_keep(isolate, offset);
        rest = compute(isolate, BINARY_MODULO, offset, range->step);
    }
    if (rest != NOTHING) {
        result = rest == small(0) ? compute(isolate, BINARY_FLOOR_DIVIDE, offset, range->step) : small(-1);
    }
    heap_release(isolate, mark);
    return result;
}

struct Search {
    Value element;
    int64_t position, found, count;
    bool first_only;
};

static bool search_visit(Isolate *isolate, Value element, void *context) {
    struct Search *search = context;
    int same = operate_equal(isolate, element, search->element);
    if (same < 0) {
        search->found = -2;
        return false;
    }
    if (same) {
        search->found = search->position;
        search->count++;
    }
    search->position++;
    return !(same && search->first_only);
}

/* For an element that isn't an int: by comparing each number. False: failed. */
static bool search_each(Isolate *isolate, Value self, struct Search *search) {
    return iterate_each(isolate, self, search_visit, search) && search->found != -2;
}

static int contains(Isolate *isolate, Value self, Value element) {
    if (is_integer(element)) {
        Value index = index_of(isolate, AS(Range, self), element);
        return index == NOTHING ? -1 : index != small(-1);
    }
    struct Search search = {.element = element, .found = -1, .first_only = true};
    return search_each(isolate, self, &search) ? search.found >= 0 : -1;
}

static Value iterate(Isolate *isolate, Value self) {
    const Range *range = AS(Range, self);
    int64_t start, step;
    uint64_t count;
    if (range_is_small(range, &start, &step, &count)) {
        return iterator_of_range(isolate, start, step, count);
    }
    HeapMark mark = heap_mark(isolate);
    Value rest = tuple_new(isolate, 2, (Value[]){range->step, range->length});
    if (rest == NOTHING) {
        return NOTHING;
    }
    heap_keep(isolate, rest);
    Value iterator = iterator_new(isolate, ITERATE_BIG_RANGE, range->start, 0);
    heap_release(isolate, mark);
    if (iterator != NOTHING) {
        AS(Iterator, iterator)->extra = rest;
    }
    return iterator;
}

static Value get_start(Isolate *isolate, Value *arguments, uint32_t count) {
    (void)isolate, (void)count;
    return AS(Range, arguments[0])->start;
}
static Value get_stop(Isolate *isolate, Value *arguments, uint32_t count) {
    (void)isolate, (void)count;
    return AS(Range, arguments[0])->stop;
}
static Value get_step(Isolate *isolate, Value *arguments, uint32_t count) {
    (void)isolate, (void)count;
    return AS(Range, arguments[0])->step;
}

static Value method_index(Isolate *isolate, Value *arguments, uint32_t count) {
    (void)count;
    if (is_integer(arguments[1])) {
        Value index = index_of(isolate, AS(Range, arguments[0]), arguments[1]);
        return index == small(-1) ? raise_value_error(isolate, "%V is not in range", arguments[1]) : index;
    }
    struct Search search = {.element = arguments[1], .found = -1, .first_only = true};
    if (!search_each(isolate, arguments[0], &search)) {
        return NOTHING;
    }
    return search.found < 0 ? raise_value_error(isolate, "sequence.index(x): x not in sequence")
                            : small(search.found);
}

static Value method_count(Isolate *isolate, Value *arguments, uint32_t count) {
    (void)count;
    if (is_integer(arguments[1])) {
        int found = contains(isolate, arguments[0], arguments[1]);
        return found < 0 ? NOTHING : small(found);
    }
    struct Search search = {.element = arguments[1], .found = -1};
    return search_each(isolate, arguments[0], &search) ? small(search.count) : NOTHING;
}

static Value method_reversed(Isolate *isolate, Value *arguments, uint32_t count) {
    (void)count;
    return iterator_reversed(isolate, arguments[0]);
}

static const Native range_methods[] = {
    PROPERTY(get_start, "start", class_range),
    PROPERTY(get_stop, "stop", class_range),
    PROPERTY(get_step, "step", class_range),
    METHOD(method_index, "index", 2, 2, class_range),
    METHOD(method_count, "count", 2, 2, class_range),
    METHOD(method_reversed, "__reversed__", 1, 1, class_range),
    METHODS_END,
};

const Operations range_operations = {
    .represent = represent,
    .hash = hash,
    .truth = truth,
    .compare = compare,
    .length = length_of,
    .get_item = get_item,
    .contains = contains,
    .iterate = iterate,
    .make = make,
    .fixed_size = sizeof(Range),
    OPERATIONS_FIELDS(Range, start, length),
};

const Class class_range = CLASS_OF_KIND("range", KIND_RANGE, range_operations, range_methods, CLASS_FINAL);
