/*
 * list: a length and a body (Values) with room to grow.
 *
 * The body's unused places hold NOTHING, so that the collector finds nothing there. Whatever runs Python
 * while it walks a list
 * (==, repr, sort keys) asks for the length anew each turn.
 */
#include "vm/types/list.h"

#include "vm/isolate.h"
#include "vm/memory.h"
#include "vm/types/arguments.h"
#include "vm/types/classes.h"
#include "vm/types/iterator.h"
#include "vm/types/string.h"
#include "vm/types/table.h"

#define LARGEST_LENGTH 0x7fffffffu

/* ---- Growing and shrinking ---- */

static Values *body_new(Isolate *isolate, uint64_t capacity) {
    if (capacity > LARGEST_LENGTH) {
        raise_memory(isolate);
        return NULL;
    }
    if (!isolate_charge(isolate, capacity / 16)) {
        return NULL;
    }
    Values *body = heap_allocate(isolate, KIND_VALUES, sizeof(Values) + capacity * sizeof(Value), 0);
    if (body) {
        body->object.count = (uint32_t)capacity;
    }
    return body;
}

bool list_reserve(Isolate *isolate, List *list, uint64_t capacity) {
    if (list->items && capacity <= list->items->object.count) {
        return true;
    }
    if (capacity == 0) {
        return true;
    }
    Values *body = body_new(isolate, capacity);
    if (!body) {
        return false;
    }
    if (list->length > 0) {
        memcpy(body->values, list->items->values, list->length * sizeof(Value));
    }
    heap_store_body(isolate, &list->object, &list->items, body);
    return true;
}

static bool grow(Isolate *isolate, List *list, uint64_t needed) {
    if (list->items && needed <= list->items->object.count) {
        return true;
    }
    return list_reserve(isolate, list, needed <= 4 ? 4 : needed + needed / 4 + 4);
}

static Value list_allocate(Isolate *isolate, const Class *class) {
    return from_object(heap_allocate(isolate, KIND_LIST, sizeof(List), class));
}

Value list_new(Isolate *isolate, uint64_t count, const Value *values) {
    HeapMark mark = heap_mark(isolate);
    Value list = list_allocate(isolate, 0);
    if (list == NOTHING || count == 0) {
        return list;
    }
    heap_keep(isolate, list);
    bool done = list_reserve(isolate, AS(List, list), count);
    heap_release(isolate, mark);
    if (!done) {
        return NOTHING;
    }
    List *result = AS(List, list);
    Value *to = result->items->values;
    if (values) {
        memcpy(to, values, count * sizeof(Value));
    } else {
        for (uint64_t i = 0; i < count; i++) {
            to[i] = NONE;
        }
    }
    result->length = count;
    return list;
}

void list_set(Isolate *isolate, List *list, uint64_t index, Value value) {
    heap_store(isolate, &list->items->object, &list->items->values[index], value);
}

bool list_append(Isolate *isolate, Value self, Value element) {
    List *list = AS(List, self);
    if (!grow(isolate, list, list->length + 1)) {
        return false;
    }
    list_set(isolate, list, list->length++, element);
    return true;
}

static bool append_visited(Isolate *isolate, Value element, void *context) {
    return list_append(isolate, *(Value *)context, element);
}

/* A list or tuple: copied at once, which holds for extending a list by itself too. */
static bool extend_by_sequence(Isolate *isolate, List *list, Value sequence) {
    uint64_t count = sequence_length(sequence);
    if (!isolate_charge(isolate, count / 4) || !grow(isolate, list, list->length + count)) {
        return false;
    }
    if (count > 0 && is_list(sequence) && !(list->items->object.flags & OBJECT_SCANNED)) {
        memmove(list->items->values + list->length, AS(List, sequence)->items->values, count * sizeof(Value));
    } else {
        for (uint64_t i = 0; i < count; i++) {
            list_set(isolate, list, list->length + i, sequence_get(sequence, i));
        }
    }
    list->length += count;
    return true;
}

/* The keys, values or items of a hash table, at once: nothing runs that could change it. */
static bool extend_by_table(Isolate *isolate, List *list, const Dictionary *table, enum ViewType part) {
    if (!isolate_charge(isolate, table->used / 4) || !grow(isolate, list, list->length + table->length)) {
        return false;
    }
    for (uint32_t i = 0; i < table->used; i++) {
        const DictionaryEntry *entry = table_entry(table, i);
        if (entry->key == UNDEFINED) {
            continue;
        }
        Value element = part == VIEW_KEYS     ? entry->key
                        : part == VIEW_VALUES ? entry->value
                                              : tuple_new(isolate, 2, (Value[]){entry->key, entry->value});
        if (element == NOTHING) {
            return false;
        }
        list_set(isolate, list, list->length++, element);
    }
    return true;
}

static bool extend_by_range(Isolate *isolate, List *list, int64_t start, int64_t step, uint64_t count) {
    if (!isolate_charge(isolate, count / 4) || !grow(isolate, list, list->length + count)) {
        return false;
    }
    for (uint64_t i = 0; i < count; i++) {
        list->items->values[list->length + i] = small(start + (int64_t)i * step);
    }
    list->length += count;
    return true;
}

bool list_extend(Isolate *isolate, Value list, Value iterable) {
    List *to = AS(List, list);
    if (is_object(iterable) && as_object(iterable)->class == 0) {
        int64_t start, step;
        uint64_t count;
        switch (as_object(iterable)->kind) {
        case KIND_LIST:
        case KIND_TUPLE:
            return extend_by_sequence(isolate, to, iterable);
        case KIND_DICTIONARY:
        case KIND_SET:
            return extend_by_table(isolate, to, AS(const Dictionary, iterable), VIEW_KEYS);
        case KIND_VIEW: /* of keys: the others have a class */
            return extend_by_table(isolate, to, AS(const Dictionary, AS(View, iterable)->dictionary),
                                   VIEW_KEYS);
        case KIND_RANGE:
            if (range_is_small(AS(const Range, iterable), &start, &step, &count)) {
                return extend_by_range(isolate, to, start, step, count);
            }
        }
    } else if (is_kind(iterable, KIND_VIEW)) {
        return extend_by_table(isolate, to, AS(const Dictionary, AS(View, iterable)->dictionary),
                               as_object(iterable)->detail);
    }
    return iterate_each(isolate, iterable, append_visited, &list);
}

Value list_from(Isolate *isolate, Value iterable) {
    HeapMark mark = heap_mark(isolate);
    Value list = list_allocate(isolate, 0);
    if (list == NOTHING) {
        return NOTHING;
    }
    heap_keep(isolate, list);
    bool done = list_extend(isolate, list, iterable);
    heap_release(isolate, mark);
    return done ? list : NOTHING;
}

bool list_splice(Isolate *isolate, List *list, uint64_t start, uint64_t count, const Values *fresh,
                 uint64_t fresh_offset, uint64_t fresh_count) {
    uint64_t tail = list->length - start - count, length = start + fresh_count + tail;
    if (!isolate_charge(isolate, (tail + fresh_count) / 8)) {
        return false;
    }
    if (!grow(isolate, list, length)) {
        return false;
    }
    if (!list->items) {
        return true;
    }
    Value *values = list->items->values;
    memmove(values + start + fresh_count, values + start + count, tail * sizeof(Value));
    heap_moved(isolate, &list->items->object);
    for (uint64_t i = 0; i < fresh_count; i++) {
        heap_store(isolate, &list->items->object, &values[start + i], fresh->values[fresh_offset + i]);
    }
    for (uint64_t i = length; i < list->length; i++) {
        values[i] = NOTHING;
    }
    list->length = length;
    return true;
}

/* ---- Operations ---- */

static Value represent(Isolate *isolate, Value self) { return sequence_represent(isolate, self, "[", "]"); }

static Value compare(Isolate *isolate, enum Comparison comparison, Value left, Value right) {
    return is_list(left) && is_list(right) ? sequence_compare(isolate, comparison, left, right)
                                           : NOT_IMPLEMENTED;
}

static Value concatenate(Isolate *isolate, Value left, Value right) {
    HeapMark mark = heap_mark(isolate);
    Value result = list_allocate(isolate, 0);
    if (result == NOTHING) {
        return NOTHING;
    }
    heap_keep(isolate, result);
    List *list = AS(List, result);
    bool done = list_reserve(isolate, list, AS(List, left)->length + AS(List, right)->length) &&
                extend_by_sequence(isolate, list, left) && extend_by_sequence(isolate, list, right);
    heap_release(isolate, mark);
    return done ? result : NOTHING;
}

/* Fills a list that has `length` elements up to `count` times as many. */
static bool repeat_elements(Isolate *isolate, List *list, uint64_t length, uint64_t count) {
    if (length && count > LARGEST_LENGTH / length) {
        raise_memory(isolate);
        return false;
    }
    if (!isolate_charge(isolate, length * count / 8) || !list_reserve(isolate, list, length * count)) {
        return false;
    }
    for (uint64_t i = list->length; i < length * count; i++) {
        list_set(isolate, list, i, list_get(list, i - length));
    }
    list->length = length * count;
    return true;
}

static Value repeat(Isolate *isolate, Value self, Value times) {
    uint64_t count, length = AS(List, self)->length;
    if (!repeat_count(isolate, times, &count)) {
        return NOTHING;
    }
    if (count == 0 || length == 0) {
        return list_new(isolate, 0, NULL);
    }
    if (count > LARGEST_LENGTH / length) {
        return raise_memory(isolate);
    }
    HeapMark mark = heap_mark(isolate);
    Value result = list_allocate(isolate, 0);
    if (result == NOTHING) {
        return NOTHING;
    }
    heap_keep(isolate, result);
    List *list = AS(List, result);
    bool done = list_reserve(isolate, list, length * count) && extend_by_sequence(isolate, list, self) &&
                repeat_elements(isolate, list, length, count);
    heap_release(isolate, mark);
    return done ? result : NOTHING;
}

static Value binary(Isolate *isolate, enum BinaryOperator operator, Value left, Value right) {
    if (operator == BINARY_ADD && is_list(left)) {
        if (is_list(right)) {
            return concatenate(isolate, left, right);
        }
        return concatenate_refused(isolate, "list", right);
    }
    if (operator == BINARY_MULTIPLY) {
        Value list = is_list(left) ? left : right, times = is_list(left) ? right : left;
        if (is_repeat_count(isolate, times)) {
            return repeat(isolate, list, times);
        }
        return repeat_refused(isolate, times);
    }
    return NOT_IMPLEMENTED;
}

static Value in_place(Isolate *isolate, enum BinaryOperator operator, Value left, Value right) {
    if (operator == BINARY_ADD) {
        return list_extend(isolate, left, right) ? left : NOTHING;
    }
    if (operator == BINARY_MULTIPLY && is_repeat_count(isolate, right)) {
        uint64_t count;
        List *list = AS(List, left);
        if (!repeat_count(isolate, right, &count)) {
            return NOTHING;
        }
        if (count == 0) {
            list->length = 0;
            list->items = NULL;
            return left;
        }
        return repeat_elements(isolate, list, list->length, count) ? left : NOTHING;
    }
    return binary(isolate, operator, left, right);
}

static int64_t length_of(Isolate *isolate, Value self) {
    (void)isolate;
    return (int64_t)AS(List, self)->length;
}

static Value get_slice(Isolate *isolate, List *list, Value key) {
    int64_t start, step, count = slice_resolve(isolate, key, (int64_t)list->length, &start, &step);
    if (count < 0) {
        return NOTHING;
    }
    Value result = list_new(isolate, (uint64_t)count, NULL);
    if (result == NOTHING || !isolate_charge(isolate, (uint64_t)count / 8)) {
        return NOTHING;
    }
    for (int64_t i = 0; i < count; i++) {
        AS(List, result)->items->values[i] = list_get(list, (uint64_t)(start + i * step));
    }
    return result;
}

static Value get_item(Isolate *isolate, Value self, Value key) {
    List *list = AS(List, self);
    if (is_kind(key, KIND_SLICE)) {
        return get_slice(isolate, list, key);
    }
    int64_t index;
    if (!index_element(isolate, key, "list", (int64_t)list->length, false, &index)) {
        return NOTHING;
    }
    return (uint64_t)index < list->length ? list_get(list, (uint64_t)index)
                                          : raise_index(isolate, "list index out of range");
}

/* del list[start:stop:step], the elements in any direction. */
static bool delete_stepped(Isolate *isolate, List *list, int64_t start, int64_t step, int64_t count) {
    if (step < 0) {
        start += (count - 1) * step;
        step = -step;
    }
    if (!isolate_charge(isolate, list->length / 8)) {
        return false;
    }
    Value *values = list->items->values;
    uint64_t kept = (uint64_t)start;
    for (uint64_t i = (uint64_t)start; i < list->length; i++) {
        uint64_t offset = i - (uint64_t)start;
        if (offset % (uint64_t)step == 0 && offset / (uint64_t)step < (uint64_t)count) {
            continue;
        }
        values[kept++] = values[i];
    }
    for (uint64_t i = kept; i < list->length; i++) {
        values[i] = NOTHING;
    }
    list->length = kept;
    heap_moved(isolate, &list->items->object);
    return true;
}

static bool assign_stepped(Isolate *isolate, List *list, int64_t start, int64_t step, int64_t count,
                           const List *fresh) {
    if (fresh->length != (uint64_t)count) {
        raise_value_error(isolate, "attempt to assign sequence of size %lu to extended slice of size %ld",
                          (unsigned long)fresh->length, (long)count);
        return false;
    }
    for (int64_t i = 0; i < count; i++) {
        list_set(isolate, list, (uint64_t)(start + i * step), list_get(fresh, (uint64_t)i));
    }
    return true;
}

/* What is assigned to a slice, as a list that is kept. */
static Value assigned_list(Isolate *isolate, Value value, bool stepped) {
    Value fresh = list_from(isolate, value);
    if (fresh != NOTHING)
        return heap_keep(isolate, fresh);
    if (exception_take(isolate, &class_TypeError) != NOTHING)
        raise_type(isolate,
                   stepped ? "must assign iterable to extended slice" : "can only assign an iterable");
    return NOTHING;
}

static bool set_slice(Isolate *isolate, List *list, Value key, Value value) {
    HeapMark mark = heap_mark(isolate);
    uint64_t length = list->length;
    int64_t start, step, count = slice_resolve(isolate, key, (int64_t)length, &start, &step);
    bool done = count >= 0;
    Value fresh = done && value != NOTHING ? assigned_list(isolate, value, step != 1) : NOTHING;
    done = done && (fresh != NOTHING || value == NOTHING);
    if (done && list->length != length) { /* the value's iterator changed it */
        count = slice_resolve(isolate, key, (int64_t)list->length, &start, &step);
        done = count >= 0;
    }
    if (done && step == 1) {
        uint64_t fresh_count = fresh == NOTHING ? 0 : AS(List, fresh)->length;
        done = list_splice(isolate, list, (uint64_t)start, (uint64_t)count,
                           fresh_count ? AS(List, fresh)->items : NULL, 0, fresh_count);
    } else if (done && fresh == NOTHING) {
        done = count == 0 || delete_stepped(isolate, list, start, step, count);
    } else if (done) {
        done = assign_stepped(isolate, list, start, step, count, AS(List, fresh));
    }
    heap_release(isolate, mark);
    return done;
}

static bool set_item(Isolate *isolate, Value self, Value key, Value value) {
    List *list = AS(List, self);
    if (is_kind(key, KIND_SLICE)) {
        return set_slice(isolate, list, key, value);
    }
    int64_t index;
    if (!index_element(isolate, key, "list", (int64_t)list->length, true, &index)) {
        return false;
    }
    if ((uint64_t)index >= list->length) {
        raise_index(isolate, "list assignment index out of range");
        return false;
    }
    if (value == NOTHING) {
        return list_splice(isolate, list, (uint64_t)index, 1, NULL, 0, 0);
    }
    list_set(isolate, list, (uint64_t)index, value);
    return true;
}

static Value iterate(Isolate *isolate, Value self) { return iterator_new(isolate, ITERATE_LIST, self, 0); }

static Value make(Isolate *isolate, const Class *class, Value *arguments, uint32_t count,
                  const Tuple *names) {
    if (!arguments_positional(isolate, "list", count, names, 0, 1)) {
        return NOTHING;
    }
    HeapMark mark = heap_mark(isolate);
    Value list = list_allocate(isolate, class == &class_list ? 0 : class);
    bool done =
        list != NOTHING && (count == 0 || list_extend(isolate, heap_keep(isolate, list), arguments[0]));
    heap_release(isolate, mark);
    return done ? list : NOTHING;
}

const Operations list_operations = {
    .represent = represent,
    .compare = compare,
    .binary = binary,
    .in_place = in_place,
    .length = length_of,
    .get_item = get_item,
    .set_item = set_item,
    .contains = sequence_contains,
    .iterate = iterate,
    .make = make,
    .fixed_size = sizeof(List),
    OPERATIONS_FIELDS(List, items, items),
};

const Class class_list = CLASS_OF_KIND("list", KIND_LIST, list_operations, list_methods, 0);
