/* What lists and tuples share: comparison, search and repr over elements that may run Python and change a
 * list meanwhile. */
#include "vm/isolate.h"
#include "vm/memory.h"
#include "vm/types/arguments.h"
#include "vm/types/list.h"
#include "vm/types/string.h"

/* Compares two elements while keeping them. */
static int elements_equal(Isolate *isolate, Value left, Value right) {
    if (left == right) {
        return 1;
    }
    if (both_small(left, right)) {
        return 0;
    }
    HeapMark mark = heap_mark(isolate);
    heap_keep(isolate, left);
    heap_keep(isolate, right);
    int same = operate_equal(isolate, left, right);
    heap_release(isolate, mark);
    return same;
}

/* Index of the first difference, the shorter length if there is none; -1: failed. */
static int64_t first_difference(Isolate *isolate, Value left, Value right) {
    uint64_t i = 0;
    if (is_list(left) && is_list(right) && AS(List, left)->length && AS(List, right)->length) {
        const Value *a = AS(List, left)->items->values, *b = AS(List, right)->items->values;
        uint64_t shared = AS(List, left)->length < AS(List, right)->length ? AS(List, left)->length
                                                                           : AS(List, right)->length;
        while (i < shared && a[i] == b[i]) { /* the same objects are equal */
            i++;
        }
    }
    for (; i < sequence_length(left) && i < sequence_length(right); i++) {
        int same = elements_equal(isolate, sequence_get(left, i), sequence_get(right, i));
        if (same < 0) {
            return -1;
        }
        if (!same) {
            break;
        }
    }
    return (int64_t)i;
}

static Value compare_lengths(enum Comparison comparison, uint64_t left, uint64_t right) {
    switch (comparison) {
    case COMPARE_LESS:
        return boolean(left < right);
    case COMPARE_LESS_EQUAL:
        return boolean(left <= right);
    case COMPARE_EQUAL:
        return boolean(left == right);
    case COMPARE_NOT_EQUAL:
        return boolean(left != right);
    case COMPARE_GREATER:
        return boolean(left > right);
    default:
        return boolean(left >= right);
    }
}

static Value compare_at(Isolate *isolate, enum Comparison comparison, Value left, Value right,
                        uint64_t index) {
    if (index >= sequence_length(left) || index >= sequence_length(right)) {
        return compare_lengths(comparison, sequence_length(left), sequence_length(right));
    }
    if (comparison == COMPARE_EQUAL || comparison == COMPARE_NOT_EQUAL) {
        return boolean(comparison == COMPARE_NOT_EQUAL);
    }
    HeapMark mark = heap_mark(isolate);
    Value a = heap_keep(isolate, sequence_get(left, index)),
          b = heap_keep(isolate, sequence_get(right, index));
    Value result = operate_compare(isolate, comparison, a, b);
    heap_release(isolate, mark);
    return result;
}

Value sequence_compare(Isolate *isolate, enum Comparison comparison, Value left, Value right) {
    uint64_t left_length = sequence_length(left), right_length = sequence_length(right);
    if ((comparison == COMPARE_EQUAL || comparison == COMPARE_NOT_EQUAL) && left_length != right_length) {
        return boolean(comparison == COMPARE_NOT_EQUAL);
    }
    uint64_t work = left_length < right_length ? left_length : right_length;
    if (!isolate_charge(isolate, work / 4) || !recursion_enter(isolate, " in comparison")) {
        return NOTHING;
    }
    int64_t index = first_difference(isolate, left, right);
    Value result = index < 0 ? NOTHING : compare_at(isolate, comparison, left, right, (uint64_t)index);
    recursion_leave(isolate);
    return result;
}

int sequence_contains(Isolate *isolate, Value sequence, Value element) {
    if (!isolate_charge(isolate, sequence_length(sequence) / 4)) {
        return -1;
    }
    for (uint64_t i = 0; i < sequence_length(sequence); i++) {
        int same = elements_equal(isolate, sequence_get(sequence, i), element);
        if (same != 0) {
            return same;
        }
    }
    return 0;
}

Value sequence_count(Isolate *isolate, Value sequence, Value element) {
    int64_t count = 0;
    if (!isolate_charge(isolate, sequence_length(sequence) / 4)) {
        return NOTHING;
    }
    for (uint64_t i = 0; i < sequence_length(sequence); i++) {
        int same = elements_equal(isolate, sequence_get(sequence, i), element);
        if (same < 0) {
            return NOTHING;
        }
        count += same;
    }
    return small(count);
}

Value sequence_get(Value sequence, uint64_t index) {
    return is_list(sequence) ? list_get(AS(List, sequence), index)
                             : tuple_get(AS(Tuple, sequence), (uint32_t)index);
}

int64_t sequence_index(Isolate *isolate, Value sequence, Value element, int64_t start, int64_t stop) {
    if (!isolate_charge(isolate, sequence_length(sequence) / 4)) {
        return -2;
    }
    for (int64_t i = start; i < stop && (uint64_t)i < sequence_length(sequence); i++) {
        int same = elements_equal(isolate, sequence_get(sequence, (uint64_t)i), element);
        if (same != 0) {
            return same < 0 ? -2 : i;
        }
    }
    return -1;
}

static bool represent_elements(Isolate *isolate, StringBuilder *builder, Value sequence) {
    for (uint64_t i = 0; i < sequence_length(sequence); i++) {
        HeapMark mark = heap_mark(isolate);
        Value text = operate_represent(isolate, heap_keep(isolate, sequence_get(sequence, i)));
        if (text == NOTHING) {
            return false;
        }
        heap_keep(isolate, text);
        string_builder_c(builder, i ? ", " : "");
        bool done = string_builder_value(builder, text);
        heap_release(isolate, mark);
        if (!done) {
            return false;
        }
    }
    return true;
}

Value sequence_represent(Isolate *isolate, Value sequence, const char *open, const char *close) {
    Object *object = as_object(sequence);
    StringBuilder builder;
    string_builder_start(&builder, isolate);
    string_builder_c(&builder, open);
    if (object->flags & OBJECT_BUSY) {
        string_builder_c(&builder, "...");
        string_builder_character(&builder, close[strlen(close) - 1]); /* without the comma of one element */
        return string_builder_finish(&builder);
    }
    if (!recursion_enter(isolate, " while getting the repr of an object")) {
        builder.failed = true;
        return string_builder_finish(&builder);
    }
    bool frozen = object->flags & OBJECT_FROZEN;
    if (!frozen) {
        object->flags |= OBJECT_BUSY;
    }
    if (!represent_elements(isolate, &builder, sequence)) {
        builder.failed = true;
    }
    if (!frozen) {
        object->flags &= (uint8_t)~OBJECT_BUSY;
    }
    recursion_leave(isolate);
    string_builder_c(&builder, close);
    return string_builder_finish(&builder);
}
