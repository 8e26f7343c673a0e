/* slice, and the arithmetic of slicing. */
#include "vm/isolate.h"
#include "vm/types/arguments.h"
#include "vm/types/classes.h"
#include "vm/types/containers.h"
#include "vm/types/numbers.h"
#include "vm/types/string.h"

Value slice_new(Isolate *isolate, Value start, Value stop, Value step) {
    Slice *slice = heap_allocate(isolate, KIND_SLICE, sizeof(Slice), 0);
    if (slice) {
        slice->start = start;
        slice->stop = stop;
        slice->step = step;
    }
    return from_object(slice);
}

static int64_t bound_within(int64_t index, int64_t length, int64_t lowest, int64_t highest) {
    if (index < 0) {
        index = index < -length ? -1 : index + length;
    }
    return index < lowest ? lowest : index > highest ? highest : index;
}

bool slice_bounds(Isolate *isolate, const Slice *slice, int64_t length, int64_t *start, int64_t *stop,
                  int64_t *step) {
    if (!index_clamped(isolate, slice->step, 1, step)) {
        return false;
    }
    if (*step == 0) {
        raise_value_error(isolate, "slice step cannot be zero");
        return false;
    }
    if (*step < -INT64_MAX) {
        *step = -INT64_MAX;
    }
    bool backward = *step < 0;
    int64_t lowest = backward ? -1 : 0, highest = backward ? length - 1 : length;
    if (!index_clamped(isolate, slice->start, backward ? INT64_MAX : 0, start) ||
        !index_clamped(isolate, slice->stop, backward ? INT64_MIN : INT64_MAX, stop)) {
        return false;
    }
    *start = bound_within(*start, length, lowest, highest);
    *stop = bound_within(*stop, length, lowest, highest);
    return true;
}

int64_t slice_resolve(Isolate *isolate, Value value, int64_t length, int64_t *start, int64_t *step) {
    int64_t stop;
    if (!slice_bounds(isolate, AS(Slice, value), length, start, &stop, step)) {
        return -1;
    }
    if (*step > 0) {
        return *start < stop ? (stop - *start - 1) / *step + 1 : 0;
    }
    return stop < *start ? (*start - stop - 1) / -*step + 1 : 0;
}

/* ---- Operations ---- */

static Value represent(Isolate *isolate, Value self) {
    const Slice *slice = AS(Slice, self);
    return string_format(isolate, "slice(%V, %V, %V)", slice->start, slice->stop, slice->step);
}

static Value as_tuple(Isolate *isolate, Value self) {
    const Slice *slice = AS(Slice, self);
    return tuple_new(isolate, 3, (Value[]){slice->start, slice->stop, slice->step});
}

static Value compare(Isolate *isolate, enum Comparison comparison, Value left, Value right) {
    if (!is_kind(left, KIND_SLICE) || !is_kind(right, KIND_SLICE)) {
        return NOT_IMPLEMENTED;
    }
    HeapMark mark = heap_mark(isolate);
    Value a = as_tuple(isolate, left), b = NOTHING, result = NOTHING;
    if (a != NOTHING) {
        heap_keep(isolate, a);
        b = as_tuple(isolate, right);
    }
    if (b != NOTHING) {
        heap_keep(isolate, b);
        result = tuple_operations.compare(isolate, comparison, a, b);
    }
    heap_release(isolate, mark);
    return result;
}

static Value make(Isolate *isolate, const Class *class, Value *arguments, uint32_t count,
                  const Tuple *names) {
    (void)class;
    if (!arguments_positional(isolate, "slice", count, names, 1, 3)) {
        return NOTHING;
    }
    if (count == 1) {
        return slice_new(isolate, NONE, arguments[0], NONE);
    }
    return slice_new(isolate, arguments[0], arguments[1], count > 2 ? arguments[2] : NONE);
}

static Value get_start(Isolate *isolate, Value *arguments, uint32_t count) {
    (void)isolate, (void)count;
    return AS(Slice, arguments[0])->start;
}
static Value get_stop(Isolate *isolate, Value *arguments, uint32_t count) {
    (void)isolate, (void)count;
    return AS(Slice, arguments[0])->stop;
}
static Value get_step(Isolate *isolate, Value *arguments, uint32_t count) {
    (void)isolate, (void)count;
    return AS(Slice, arguments[0])->step;
}

static Value method_indices(Isolate *isolate, Value *arguments, uint32_t count) {
    (void)count;
    int64_t length, start, stop, step;
    if (!operate_index(isolate, arguments[1], &length)) {
        return NOTHING;
    }
    if (length < 0) {
        return raise_value_error(isolate, "length should not be negative");
    }
    if (!slice_bounds(isolate, AS(Slice, arguments[0]), length, &start, &stop, &step)) {
        return NOTHING;
    }
    HeapMark mark = heap_mark(isolate);
    Value numbers[3] = {integer_from_int64(isolate, start), NONE, NONE};
    heap_keep(isolate, numbers[0] == NOTHING ? NONE : numbers[0]);
    numbers[1] = integer_from_int64(isolate, stop);
    heap_keep(isolate, numbers[1] == NOTHING ? NONE : numbers[1]);
    numbers[2] = integer_from_int64(isolate, step);
    heap_keep(isolate, numbers[2] == NOTHING ? NONE : numbers[2]);
    bool good = numbers[0] != NOTHING && numbers[1] != NOTHING && numbers[2] != NOTHING;
    Value result = good ? tuple_new(isolate, 3, numbers) : NOTHING;
    heap_release(isolate, mark);
    return result;
}

static const Native slice_methods[] = {
    PROPERTY(get_start, "start", class_slice),
    PROPERTY(get_stop, "stop", class_slice),
    PROPERTY(get_step, "step", class_slice),
    METHOD(method_indices, "indices", 2, 2, class_slice),
    METHODS_END,
};

const Operations slice_operations = {
    .represent = represent,
    .compare = compare,
    .make = make,
    .fixed_size = sizeof(Slice),
    OPERATIONS_FIELDS(Slice, start, step),
};

const Class class_slice = CLASS_OF_KIND("slice", KIND_SLICE, slice_operations, slice_methods, CLASS_FINAL);
