/* tuple. Tuples of images hold references: elements are read by tuple_get() only. */
#include "vm/isolate.h"
#include "vm/types/arguments.h"
#include "vm/types/classes.h"
#include "vm/types/iterator.h"
#include "vm/types/list.h"
#include "vm/types/string.h"
#include "vm/types/table.h"

#define LARGEST_COUNT 0x7fffffffu

static Tuple *tuple_allocate(Isolate *isolate, uint64_t count, const Class *class) {
    if (count > LARGEST_COUNT) {
        raise_memory(isolate);
        return NULL;
    }
    if (!isolate_charge(isolate, count / 8)) {
        return NULL;
    }
    Tuple *tuple = heap_allocate(isolate, KIND_TUPLE, sizeof(Tuple) + count * sizeof(Value), class);
    if (tuple) {
        tuple->object.count = (uint32_t)count;
    }
    return tuple;
}

static struct {
    _Alignas(16) Object object;
} const no_elements = {.object = {.kind = KIND_TUPLE, .flags = OBJECT_FROZEN}};

Value tuple_new(Isolate *isolate, uint32_t count, const Value *values) {
    if (count == 0) {
        return from_object(&no_elements);
    }
    Tuple *tuple = tuple_allocate(isolate, count, 0);
    if (!tuple) {
        return NOTHING;
    }
    for (uint32_t i = 0; i < count; i++) {
        tuple->values[i] = values ? values[i] : NONE;
    }
    return from_object(tuple);
}

Value tuple_from(Isolate *isolate, Value iterable) {
    if (is_tuple(iterable) && as_object(iterable)->class == 0) {
        return iterable;
    }
    HeapMark mark = heap_mark(isolate);
    Value list =
        is_list(iterable) && as_object(iterable)->class == 0 ? iterable : list_from(isolate, iterable);
    if (list == NOTHING) {
        return NOTHING;
    }
    heap_keep(isolate, list);
    const List *elements = AS(List, list);
    Value result =
        tuple_new(isolate, (uint32_t)elements->length, elements->items ? elements->items->values : NULL);
    heap_release(isolate, mark);
    return result;
}

/* ---- Operations ---- */

/* Of a built-in class derived from tuple: name(element=value, ...), by its properties. */
static Value structure_represent(Isolate *isolate, Value self, const Class *class) {
    HeapMark mark = heap_mark(isolate);
    Value text = string_from_c(isolate, class->static_name);
    for (uint32_t i = 0; text != NOTHING && i < tuple_count(AS(Tuple, self)); i++)
        text = string_format(isolate, i ? "%S, %s=%V" : "%S(%s=%V", heap_keep(isolate, text),
                             class->natives[i].name, tuple_get(AS(Tuple, self), i));
    text = text == NOTHING ? NOTHING : string_format(isolate, "%S)", heap_keep(isolate, text));
    heap_release(isolate, mark);
    return text;
}

static Value represent(Isolate *isolate, Value self) {
    const Class *class = as_object(self)->class;
    if (class && class->flags & CLASS_STATIC)
        return structure_represent(isolate, self, class);
    return sequence_represent(isolate, self, "(", sequence_length(self) == 1 ? ",)" : ")");
}

/* Source: xxHash's rounds, as CPython's tuples use them. */
static bool hash(Isolate *isolate, Value self, uint64_t *result) {
    const Tuple *tuple = AS(Tuple, self);
    uint64_t state = 2870177450012600261ULL;
    if (!isolate_charge(isolate, tuple_count(tuple) / 4) || !recursion_enter(isolate, "")) {
        return false;
    }
    bool done = true;
    for (uint32_t i = 0; done && i < tuple_count(tuple); i++) {
        uint64_t lane;
        Value element = tuple_get(tuple, i);
        if (is_small(element)) {
            lane = small_hash(element);
        } else {
            done = operate_hash(isolate, element, &lane);
        }
        if (done) {
            state += lane * 14029467366897019727ULL;
            state = (state << 31 | state >> 33) * 11400714785074694791ULL;
        }
    }
    recursion_leave(isolate);
    state += tuple_count(tuple) ^ (2870177450012600261ULL ^ 3527539ULL);
    *result = state == UINT64_MAX ? 1546275796 : state;
    return done;
}

static Value compare(Isolate *isolate, enum Comparison comparison, Value left, Value right) {
    return is_tuple(left) && is_tuple(right) ? sequence_compare(isolate, comparison, left, right)
                                             : NOT_IMPLEMENTED;
}

static Value concatenate(Isolate *isolate, Value left, Value right) {
    const Tuple *a = AS(Tuple, left), *b = AS(Tuple, right);
    if (tuple_count(b) == 0 && a->object.class == 0) {
        return left;
    }
    if (tuple_count(a) == 0 && b->object.class == 0) {
        return right;
    }
    Tuple *result = tuple_allocate(isolate, (uint64_t)tuple_count(a) + tuple_count(b), 0);
    if (!result) {
        return NOTHING;
    }
    for (uint32_t i = 0; i < tuple_count(a); i++) {
        result->values[i] = tuple_get(a, i);
    }
    for (uint32_t i = 0; i < tuple_count(b); i++) {
        result->values[tuple_count(a) + i] = tuple_get(b, i);
    }
    return from_object(result);
}

static Value repeat(Isolate *isolate, Value self, Value times) {
    uint64_t count, length = tuple_count(AS(Tuple, self));
    if (!repeat_count(isolate, times, &count)) {
        return NOTHING;
    }
    if (count == 0 || length == 0) {
        return tuple_new(isolate, 0, NULL);
    }
    if (count == 1 && as_object(self)->class == 0) {
        return self;
    }
    if (count > LARGEST_COUNT / length) {
        return raise_memory(isolate);
    }
    Tuple *result = tuple_allocate(isolate, length * count, 0);
    if (!result) {
        return NOTHING;
    }
    for (uint64_t i = 0; i < length * count; i++) {
        result->values[i] = tuple_get(AS(Tuple, self), (uint32_t)(i % length));
    }
    return from_object(result);
}

static Value binary(Isolate *isolate, enum BinaryOperator operator, Value left, Value right) {
    if (operator == BINARY_ADD && is_tuple(left)) {
        if (is_tuple(right)) {
            return concatenate(isolate, left, right);
        }
        return concatenate_refused(isolate, "tuple", right);
    }
    if (operator == BINARY_MULTIPLY) {
        Value tuple = is_tuple(left) ? left : right, times = is_tuple(left) ? right : left;
        if (is_repeat_count(isolate, times)) {
            return repeat(isolate, tuple, times);
        }
        return repeat_refused(isolate, times);
    }
    return NOT_IMPLEMENTED;
}

static int64_t length_of(Isolate *isolate, Value self) {
    (void)isolate;
    return tuple_count(AS(Tuple, self));
}

static Value get_slice(Isolate *isolate, Value self, Value key) {
    const Tuple *tuple = AS(Tuple, self);
    int64_t start, step, count = slice_resolve(isolate, key, tuple_count(tuple), &start, &step);
    if (count < 0) {
        return NOTHING;
    }
    if (count == tuple_count(tuple) && step == 1 && tuple->object.class == 0) {
        return self;
    }
    Value result = tuple_new(isolate, (uint32_t)count, NULL);
    for (int64_t i = 0; result != NOTHING && i < count; i++) {
        AS(Tuple, result)->values[i] = tuple_get(tuple, (uint32_t)(start + i * step));
    }
    return result;
}

static Value get_item(Isolate *isolate, Value self, Value key) {
    if (is_kind(key, KIND_SLICE)) {
        return get_slice(isolate, self, key);
    }
    int64_t index;
    if (!index_element(isolate, key, "tuple", tuple_count(AS(Tuple, self)), false, &index)) {
        return NOTHING;
    }
    return tuple_get(AS(Tuple, self), (uint32_t)index);
}

static Value iterate(Isolate *isolate, Value self) { return iterator_new(isolate, ITERATE_TUPLE, self, 0); }

static Value make(Isolate *isolate, const Class *class, Value *arguments, uint32_t count,
                  const Tuple *names) {
    if (!arguments_positional(isolate, "tuple", count, names, 0, 1)) {
        return NOTHING;
    }
    Value elements = count == 0 ? tuple_new(isolate, 0, NULL) : tuple_from(isolate, arguments[0]);
    if (elements == NOTHING || class == &class_tuple) {
        return elements;
    }
    HeapMark mark = heap_mark(isolate);
    heap_keep(isolate, elements);
    Tuple *result = tuple_allocate(isolate, tuple_count(AS(Tuple, elements)), class);
    heap_release(isolate, mark);
    for (uint32_t i = 0; result && i < tuple_count(result); i++) {
        result->values[i] = tuple_get(AS(Tuple, elements), i);
    }
    return from_object(result);
}

static Value method_count(Isolate *isolate, Value *arguments, uint32_t count) {
    (void)count;
    return sequence_count(isolate, arguments[0], arguments[1]);
}

static Value method_index(Isolate *isolate, Value *arguments, uint32_t count) {
    int64_t start, stop;
    if (!index_range_given(isolate, count > 2 ? arguments[2] : UNDEFINED,
                           count > 3 ? arguments[3] : UNDEFINED, tuple_count(AS(Tuple, arguments[0])), &start,
                           &stop)) {
        return NOTHING;
    }
    int64_t index = sequence_index(isolate, arguments[0], arguments[1], start, stop);
    if (index == -1) {
        return raise_value_error(isolate, "tuple.index(x): x not in tuple");
    }
    return index < 0 ? NOTHING : small(index);
}

static const Native tuple_methods[] = {
    METHOD(method_count, "count", 2, 2, class_tuple),
    METHOD(method_index, "index", 2, 4, class_tuple),
    METHODS_END,
};

static size_t size_of(const Object *object) { return sizeof(Tuple) + object->count * sizeof(Value); }

const Operations tuple_operations = {
    .represent = represent,
    .hash = hash,
    .compare = compare,
    .binary = binary,
    .length = length_of,
    .get_item = get_item,
    .contains = sequence_contains,
    .iterate = iterate,
    .make = make,
    .size = size_of,
};

const Class class_tuple = CLASS_OF_KIND("tuple", KIND_TUPLE, tuple_operations, tuple_methods, 0);
