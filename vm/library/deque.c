/*
 * collections.deque: a ring of values that grows and shrinks at both ends.
 *
 *      items:   [ e2 ][ e3 ][    ][    ][    ][    ][ e0 ][ e1 ]        length 4
 *                                                   ^ head
 *
 * Places that aren't used hold NOTHING. Every change adds to `version`; what walks a deque while it may run
 * Python compares versions.
 */
#include "vm/library/deque.h"

#include "vm/types/arguments.h"
#include "vm/types/containers.h"
#include "vm/types/iterator.h"
#include "vm/types/list.h"
#include "vm/types/numbers.h"
#include "vm/types/string.h"

enum { FIRST_CAPACITY = 8 };
#define LARGEST_LENGTH 0x7fffffffu

/* ---- The ring ---- */

Value *deque_place(const Deque *deque, uint64_t index) {
    return &deque->items->values[(deque->head + index) & (deque->items->object.count - 1)];
}

void deque_put(Isolate *isolate, Deque *deque, uint64_t index, Value value) {
    heap_store(isolate, &deque->items->object, deque_place(deque, index), value);
}

static bool grow(Isolate *isolate, Deque *deque) {
    uint64_t capacity = deque->items ? (uint64_t)deque->items->object.count * 2 : FIRST_CAPACITY;
    if (capacity > LARGEST_LENGTH) {
        raise_memory(isolate);
        return false;
    }
    if (!isolate_charge(isolate, capacity / 16)) {
        return false;
    }
    Values *items = heap_allocate(isolate, KIND_VALUES, sizeof(Values) + capacity * sizeof(Value), 0);
    if (!items) {
        return false;
    }
    items->object.count = (uint32_t)capacity;
    for (uint64_t i = 0; i < deque->length; i++) {
        items->values[i] = *deque_place(deque, i);
    }
    deque->head = 0;
    heap_store_body(isolate, &deque->object, &deque->items, items);
    return true;
}

Value deque_take(Deque *deque, bool front) {
    Value *place = deque_place(deque, front ? 0 : deque->length - 1), taken = *place;
    *place = NOTHING;
    deque->head += front;
    deque->length--;
    deque->version++;
    return taken;
}

bool deque_add(Isolate *isolate, Deque *deque, Value element, bool front) {
    if (deque->limit == 0) {
        return true;
    }
    if (deque->length == deque->limit) {
        deque_take(deque, !front);
    }
    if ((!deque->items || deque->length == deque->items->object.count) && !grow(isolate, deque)) {
        return false;
    }
    deque->head -= front;
    deque_put(isolate, deque, front ? 0 : deque->length, element);
    deque->length++;
    deque->version++;
    return true;
}

void deque_clear(Deque *deque) {
    deque->length = deque->head = 0;
    deque->items = NULL;
    deque->version++;
}

bool deque_remove_at(Isolate *isolate, Deque *deque, uint64_t index) {
    if (!isolate_charge(isolate, deque->length / 8)) {
        return false;
    }
    for (; index + 1 < deque->length; index++) {
        deque_put(isolate, deque, index, *deque_place(deque, index + 1));
    }
    deque_take(deque, false);
    return true;
}

struct Filling {
    Deque *deque;
    bool front;
};

static bool add_visited(Isolate *isolate, Value element, void *context) {
    const struct Filling *filling = context;
    return deque_add(isolate, filling->deque, element, filling->front);
}

bool deque_add_all(Isolate *isolate, Value deque, Value iterable, bool front) {
    struct Filling filling = {AS(Deque, deque), front};
    HeapMark mark = heap_mark(isolate);
    Value source = iterable;
    if (iterable == deque) { /* which would never end */
        source = list_from(isolate, iterable);
        if (source == NOTHING) {
            return false;
        }
        heap_keep(isolate, source);
    }
    bool done = iterate_each(isolate, source, add_visited, &filling) && isolate->exception == NOTHING;
    heap_release(isolate, mark);
    return done;
}

Value deque_new(Isolate *isolate, const Class *class, uint64_t limit) {
    Deque *deque = heap_allocate(isolate, KIND_DEQUE, sizeof(Deque), class);
    if (deque) {
        deque->limit = limit;
    }
    return from_object(deque);
}

Value deque_copy(Isolate *isolate, const Deque *deque, uint64_t limit) {
    HeapMark mark = heap_mark(isolate);
    Value copy = deque_new(isolate, deque->object.class, limit);
    bool done = copy != NOTHING && heap_keep(isolate, copy) && isolate_charge(isolate, deque->length / 4);
    for (uint64_t i = 0; done && i < deque->length; i++) {
        done = deque_add(isolate, AS(Deque, copy), *deque_place(deque, i), false);
    }
    heap_release(isolate, mark);
    return done ? copy : NOTHING;
}

static Value as_list(Isolate *isolate, Value self) {
    const Deque *deque = AS(Deque, self);
    Value list =
        isolate_charge(isolate, deque->length / 8) ? list_new(isolate, deque->length, NULL) : NOTHING;
    for (uint64_t i = 0; list != NOTHING && i < deque->length; i++) {
        list_set(isolate, AS(List, list), i, *deque_place(deque, i));
    }
    return list;
}

/* ---- Operations ---- */

static Value represent_list(Isolate *isolate, Value self) {
    const Deque *deque = AS(Deque, self);
    Value list = as_list(isolate, self);
    Value text = list == NOTHING ? NOTHING : operate_represent(isolate, heap_keep(isolate, list));
    if (text == NOTHING) {
        return NOTHING;
    }
    heap_keep(isolate, text);
    Value name = class_name(isolate, class_of(self));
    if (name == NOTHING) {
        return NOTHING;
    }
    heap_keep(isolate, name);
    if (deque->limit == DEQUE_UNLIMITED) {
        return string_format(isolate, "%S(%S)", name, text);
    }
    return string_format(isolate, "%S(%S, maxlen=%lu)", name, text, (unsigned long)deque->limit);
}

static Value represent(Isolate *isolate, Value self) {
    Object *object = as_object(self);
    if (object->flags & OBJECT_BUSY) {
        return string_from_c(isolate, "[...]");
    }
    HeapMark mark = heap_mark(isolate);
    object->flags |= OBJECT_BUSY;
    Value text = represent_list(isolate, self);
    object->flags &= (uint8_t)~OBJECT_BUSY;
    heap_release(isolate, mark);
    return text;
}

static Value compare(Isolate *isolate, enum Comparison comparison, Value left, Value right) {
    if (!is_kind(left, KIND_DEQUE) || !is_kind(right, KIND_DEQUE)) {
        return NOT_IMPLEMENTED;
    }
    HeapMark mark = heap_mark(isolate);
    Value first = as_list(isolate, left), second = NOTHING, result = NOTHING;
    if (first != NOTHING) {
        heap_keep(isolate, first);
        second = as_list(isolate, right);
    }
    if (second != NOTHING) {
        result = sequence_compare(isolate, comparison, first, heap_keep(isolate, second));
    }
    heap_release(isolate, mark);
    return result;
}

static Value concatenate(Isolate *isolate, Value left, Value right) {
    if (!is_kind(right, KIND_DEQUE)) {
        return concatenate_refused(isolate, "deque", right);
    }
    HeapMark mark = heap_mark(isolate);
    Value sum = deque_copy(isolate, AS(Deque, left), AS(Deque, left)->limit);
    bool done = sum != NOTHING && deque_add_all(isolate, heap_keep(isolate, sum), right, false);
    heap_release(isolate, mark);
    return done ? sum : NOTHING;
}

Value deque_repeat(Isolate *isolate, Value self, Value times) {
    Deque *deque = AS(Deque, self);
    uint64_t count, length = deque->length;
    if (!repeat_count(isolate, times, &count)) {
        return NOTHING;
    }
    if (count == 0) {
        deque_clear(deque);
        return self;
    }
    if (length && count > deque->limit / length) { /* more would push itself out */
        count = (deque->limit - 1) / length + 1;
    }
    if (length && count > LARGEST_LENGTH / length) {
        return raise_memory(isolate);
    }
    bool done = isolate_charge(isolate, length * count / 4);
    for (uint64_t i = 0; done && i < length * (count - 1); i++) {
        done = deque_add(isolate, deque, *deque_place(deque, deque->length - length), false);
    }
    return done ? self : NOTHING;
}

static Value repeat(Isolate *isolate, Value self, Value times) {
    if (!is_repeat_count(isolate, times)) {
        return repeat_refused(isolate, times);
    }
    HeapMark mark = heap_mark(isolate);
    Value copy = deque_copy(isolate, AS(Deque, self), AS(Deque, self)->limit);
    Value result = copy == NOTHING ? NOTHING : deque_repeat(isolate, heap_keep(isolate, copy), times);
    heap_release(isolate, mark);
    return result;
}

static Value binary(Isolate *isolate, enum BinaryOperator operator, Value left, Value right) {
    bool first = is_kind(left, KIND_DEQUE);
    if (operator == BINARY_ADD && first) {
        return concatenate(isolate, left, right);
    }
    if (operator == BINARY_MULTIPLY) {
        return repeat(isolate, first ? left : right, first ? right : left);
    }
    return NOT_IMPLEMENTED;
}

static Value in_place(Isolate *isolate, enum BinaryOperator operator, Value left, Value right) {
    if (operator == BINARY_ADD) {
        return deque_add_all(isolate, left, right, false) ? left : NOTHING;
    }
    if (operator == BINARY_MULTIPLY && is_repeat_count(isolate, right)) {
        return deque_repeat(isolate, left, right);
    }
    return binary(isolate, operator, left, right);
}

static int64_t length_of(Isolate *isolate, Value self) {
    (void)isolate;
    return (int64_t)AS(Deque, self)->length;
}

static bool find_index(Isolate *isolate, Value self, Value key, int64_t *index) {
    if (!is_repeat_count(isolate, key)) {
        raise_type(isolate, "sequence index must be integer, not '%T'", key);
        return false;
    }
    if (!operate_index(isolate, key, index)) {
        return false;
    }
    int64_t length = (int64_t)AS(Deque, self)->length;
    *index += *index < 0 ? length : 0;
    if (*index < 0 || *index >= length) {
        raise_index(isolate, "deque index out of range");
        return false;
    }
    return true;
}

static Value get_item(Isolate *isolate, Value self, Value key) {
    int64_t index;
    return find_index(isolate, self, key, &index) ? *deque_place(AS(Deque, self), (uint64_t)index) : NOTHING;
}

static bool set_item(Isolate *isolate, Value self, Value key, Value value) {
    int64_t index;
    if (!find_index(isolate, self, key, &index)) {
        return false;
    }
    if (value == NOTHING) {
        return deque_remove_at(isolate, AS(Deque, self), (uint64_t)index);
    }
    deque_put(isolate, AS(Deque, self), (uint64_t)index, value);
    return true;
}

static Value iterate(Isolate *isolate, Value self) {
    Value iterator = iterator_new(isolate, ITERATE_DEQUE, self, 0);
    if (iterator != NOTHING) {
        AS(Iterator, iterator)->step = (int64_t)AS(Deque, self)->version;
        AS(Iterator, iterator)->remaining = AS(Deque, self)->length;
    }
    return iterator;
}

Value deque_next(Isolate *isolate, Iterator *iterator) {
    const Deque *deque = AS(const Deque, iterator->source);
    if ((uint64_t)iterator->step != deque->version) {
        iterator->remaining = 0;
        return raise_error(isolate, &class_RuntimeError, "deque mutated during iteration");
    }
    if (iterator->remaining == 0) {
        return UNDEFINED;
    }
    iterator->remaining--;
    bool backward = iterator->object.detail == ITERATE_DEQUE_BACKWARD;
    return *deque_place(deque, backward ? iterator->remaining : (uint64_t)iterator->position++);
}

bool deque_limit(Isolate *isolate, Value value, uint64_t *limit) {
    int64_t number;
    *limit = DEQUE_UNLIMITED;
    if (value == UNDEFINED || value == NONE) {
        return true;
    }
    if (!is_integer(value)) {
        raise_type(isolate, "an integer is required");
        return false;
    }
    if (!operate_index(isolate, value, &number)) {
        return false;
    }
    if (number < 0) {
        raise_value_error(isolate, "maxlen must be non-negative");
        return false;
    }
    *limit = (uint64_t)number;
    return true;
}

static Value make(Isolate *isolate, const Class *class, Value *arguments, uint32_t count,
                  const Tuple *names) {
    static const char *const parameter_names[] = {"iterable", "maxlen"};
    static const struct Parameters parameters = {"deque", parameter_names, 2, 2, 0};
    Value bound[2];
    uint64_t limit;
    if (!arguments_bind(isolate, &parameters, arguments, count, names, bound) ||
        !deque_limit(isolate, bound[1], &limit)) {
        return NOTHING;
    }
    HeapMark mark = heap_mark(isolate);
    Value deque = deque_new(isolate, class == &class_deque ? NULL : class, limit);
    bool done = deque != NOTHING &&
                (bound[0] == UNDEFINED || deque_add_all(isolate, heap_keep(isolate, deque), bound[0], false));
    heap_release(isolate, mark);
    return done ? deque : NOTHING;
}

const Operations deque_operations = {
    .represent = represent,
    .compare = compare,
    .binary = binary,
    .in_place = in_place,
    .length = length_of,
    .get_item = get_item,
    .set_item = set_item,
    .contains = deque_contains,
    .iterate = iterate,
    .make = make,
    .fixed_size = sizeof(Deque),
    OPERATIONS_FIELDS(Deque, items, items),
};

const Class class_deque = CLASS_OF_KIND("collections.deque", KIND_DEQUE, deque_operations, deque_methods, 0);
