/* enumerate, zip, map, filter, reversed, iter(callable, sentinel) and iteration by __getitem__. */
#include "vm/types/iterator_tools.h"

#include "vm/isolate.h"
#include "vm/memory.h"
#include "vm/names.h"
#include "vm/types/arguments.h"
#include "vm/types/async_generator.h"
#include "vm/types/classes.h"
#include "vm/types/containers.h"
#include "vm/types/list.h"
#include "vm/types/numbers.h"
#include "vm/types/string.h"

static Value end(Iterator *iterator) {
    iterator->source = UNDEFINED;
    return UNDEFINED;
}

/* ---- By __getitem__ and by calling ---- */

static Value item_at(Isolate *isolate, Iterator *iterator, int64_t position) {
    Value index = integer_from_int64(isolate, position);
    Value element = index == NOTHING ? NOTHING : operate_get_item(isolate, iterator->source, index);
    if (element == NOTHING && (exception_take(isolate, &class_IndexError) != NOTHING ||
                               exception_take(isolate, &class_StopIteration) != NOTHING)) {
        return end(iterator);
    }
    return element;
}

Value iterator_next_item(Isolate *isolate, Iterator *iterator) {
    return item_at(isolate, iterator, iterator->position++);
}

Value iterator_next_item_backward(Isolate *isolate, Iterator *iterator) {
    return iterator->position < 0 ? end(iterator) : item_at(isolate, iterator, iterator->position--);
}

Value iterator_next_call(Isolate *isolate, Iterator *iterator) {
    Value result = call(isolate, iterator->source, NULL, 0);
    if (result == NOTHING) {
        return exception_take(isolate, &class_StopIteration) != NOTHING ? end(iterator) : NOTHING;
    }
    HeapMark mark = heap_mark(isolate);
    int same = operate_equal(isolate, iterator->extra, heap_keep(isolate, result));
    heap_release(isolate, mark);
    return same < 0 ? NOTHING : same ? end(iterator) : result;
}

Value iterator_of_callable(Isolate *isolate, Value callable, Value sentinel) {
    Value iterator = iterator_new(isolate, ITERATE_CALLABLE, callable, 0);
    if (iterator != NOTHING) {
        AS(Iterator, iterator)->extra = sentinel;
    }
    return iterator;
}

Value iterator_of_items(Isolate *isolate, Value sequence) {
    return iterator_new(isolate, ITERATE_ITEM, sequence, 0);
}

/* ---- enumerate, zip, map, filter ---- */

Value iterator_enumerate_pair(Isolate *isolate, Iterator *iterator, Value *pair) {
    Value element = operate_next_or_stop(isolate, iterator->source);
    if (element == NOTHING || element == UNDEFINED) {
        return element == UNDEFINED ? end(iterator) : NOTHING;
    }
    Value number = iterator->extra, following;
    if (is_small(number) && number != small(SMALL_MAX)) {
        following = number + 2;
    } else {
        HeapMark mark = heap_mark(isolate);
        heap_keep(isolate, number);
        heap_keep(isolate, element);
        following = integer_binary(isolate, BINARY_ADD, number, small(1));
        heap_release(isolate, mark);
        if (following == NOTHING) {
            return NOTHING;
        }
    }
    heap_store(isolate, &iterator->object, &iterator->extra, following);
    pair[0] = number;
    pair[1] = element;
    return NONE;
}

static Value kept_tuple(Isolate *isolate, const Value *pair) {
    HeapMark mark = heap_mark(isolate);
    heap_keep(isolate, pair[0]);
    heap_keep(isolate, pair[1]);
    Value tuple = tuple_new(isolate, 2, pair);
    heap_release(isolate, mark);
    return tuple;
}

Value iterator_next_enumerate(Isolate *isolate, Iterator *iterator) {
    Value pair[2], result = iterator_enumerate_pair(isolate, iterator, pair);
    return result == NONE ? kept_tuple(isolate, pair) : result;
}

static Value zip_lengths(Isolate *isolate, uint64_t at, bool longer) {
    return raise_value_error(isolate,
                             at == 1 ? "zip() argument %u is %s than argument 1"
                                     : "zip() argument %u is %s than arguments 1-%u",
                             (uint32_t)at + 1, longer ? "longer" : "shorter", (uint32_t)at);
}

/* A strict zip's iterator number `at` has ended: so must have all others. */
static Value zip_ended(Isolate *isolate, Iterator *iterator, const List *iterators, uint64_t at) {
    if (!iterator->remaining) {
        return end(iterator);
    }
    if (at > 0) {
        end(iterator);
        return zip_lengths(isolate, at, false);
    }
    for (uint64_t i = 1; i < iterators->length; i++) {
        Value element = operate_next(isolate, list_get(iterators, i));
        if (element != UNDEFINED) {
            end(iterator);
            return element == NOTHING ? NOTHING : zip_lengths(isolate, i, true);
        }
    }
    return end(iterator);
}

/* A strict zip looks at the others once one has stopped. */
static Value zip_next(Isolate *isolate, Value iterator, bool strict) {
    return strict ? operate_next(isolate, iterator) : operate_next_or_stop(isolate, iterator);
}

/* Advances all of a list of iterators into a fresh tuple; *ended: the first that had no more, or -1. */
static Value advance_all(Isolate *isolate, const List *iterators, bool strict, int64_t *ended) {
    *ended = -1;
    HeapMark mark = heap_mark(isolate);
    Value tuple = tuple_new(isolate, (uint32_t)iterators->length, NULL);
    if (tuple == NOTHING) {
        return NOTHING;
    }
    heap_keep(isolate, tuple);
    for (uint64_t i = 0; i < iterators->length; i++) {
        Value element = zip_next(isolate, list_get(iterators, i), strict);
        if (element == NOTHING || element == UNDEFINED) {
            *ended = element == UNDEFINED ? (int64_t)i : -1;
            tuple = NOTHING;
            break;
        }
        heap_store(isolate, as_object(tuple), &AS(Tuple, tuple)->values[i], element);
    }
    heap_release(isolate, mark);
    return tuple;
}

Value iterator_zip_pair(Isolate *isolate, Iterator *iterator, Value *pair) {
    const List *iterators = AS(const List, iterator->source);
    HeapMark mark = heap_mark(isolate);
    heap_keep(isolate, iterator->source);
    Value elements[2], result = NONE;
    for (uint64_t i = 0; i < 2 && result == NONE; i++) {
        elements[i] = zip_next(isolate, list_get(iterators, i), iterator->remaining);
        if (elements[i] == NOTHING) {
            result = NOTHING;
        } else if (elements[i] == UNDEFINED) {
            result = zip_ended(isolate, iterator, iterators, i);
        } else {
            heap_keep(isolate, elements[i]);
        }
    }
    heap_release(isolate, mark);
    if (result == NONE) {
        pair[0] = elements[0];
        pair[1] = elements[1];
    }
    return result;
}

Value iterator_next_zip(Isolate *isolate, Iterator *iterator) {
    const List *iterators = AS(const List, iterator->source);
    if (iterators->length == 2) {
        Value pair[2], half = iterator_zip_pair(isolate, iterator, pair);
        return half == NONE ? kept_tuple(isolate, pair) : half;
    }
    if (iterators->length == 0) {
        return end(iterator);
    }
    HeapMark mark = heap_mark(isolate);
    heap_keep(isolate, iterator->source);
    int64_t ended;
    Value result = advance_all(isolate, iterators, iterator->remaining, &ended);
    if (ended >= 0) {
        result = zip_ended(isolate, iterator, iterators, (uint64_t)ended);
    }
    heap_release(isolate, mark);
    return result;
}

Value iterator_next_map(Isolate *isolate, Iterator *iterator) {
    const List *iterators = AS(const List, iterator->source);
    HeapMark mark = heap_mark(isolate);
    Value function = heap_keep(isolate, iterator->extra), result;
    heap_keep(isolate, iterator->source);
    if (iterators->length == 1) {
        Value element = operate_next_or_stop(isolate, list_get(iterators, 0));
        bool more = element != NOTHING && element != UNDEFINED;
        result = more ? call(isolate, function, &element, 1) : element == UNDEFINED ? end(iterator) : NOTHING;
    } else {
        int64_t ended;
        result = advance_all(isolate, iterators, false, &ended);
        if (result != NOTHING) {
            heap_keep(isolate, result);
            result = call(isolate, function, AS(Tuple, result)->values, (uint32_t)iterators->length);
        } else if (ended >= 0) {
            result = end(iterator);
        }
    }
    heap_release(isolate, mark);
    return result;
}

/* Whether filter() lets an element through: 1, 0, -1. */
static int passes(Isolate *isolate, Value function, Value element) {
    if (function == NONE || function == from_object(&class_bool)) {
        return operate_truth(isolate, element);
    }
    Value answer = call(isolate, function, &element, 1);
    if (answer == NOTHING) {
        return -1;
    }
    HeapMark mark = heap_mark(isolate);
    int truth = operate_truth(isolate, heap_keep(isolate, answer));
    heap_release(isolate, mark);
    return truth;
}

Value iterator_next_filter(Isolate *isolate, Iterator *iterator) {
    HeapMark mark = heap_mark(isolate);
    Value result = NOTHING, function = heap_keep(isolate, iterator->extra),
          source = heap_keep(isolate, iterator->source);
    HeapMark turn = heap_mark(isolate);
    while (isolate_charge(isolate, 1)) {
        Value element = operate_next_or_stop(isolate, source);
        if (element == NOTHING || element == UNDEFINED) {
            result = element == UNDEFINED ? end(iterator) : NOTHING;
            break;
        }
        heap_release(isolate, turn);
        heap_keep(isolate, element);
        int pass = passes(isolate, function, element);
        if (pass != 0) {
            result = pass < 0 ? NOTHING : element;
            break;
        }
    }
    heap_release(isolate, mark);
    return result;
}

/* ---- reversed ---- */

static Value reversed_range(Isolate *isolate, const Range *range) {
    if (is_small(range->start) && is_small(range->step) && is_small(range->length) && is_small(range->stop)) {
        int64_t start = small_number(range->start), step = small_number(range->step),
                count = small_number(range->length);
        return iterator_of_range(isolate, start + (count - 1) * step, -step, (uint64_t)count);
    }
    HeapMark mark = heap_mark(isolate);
    Value backward = slice_new(isolate, NONE, NONE, small(-1)), reversed = NOTHING, iterator = NOTHING;
    if (backward != NOTHING) {
        reversed = range_operations.get_item(isolate, from_object(range), heap_keep(isolate, backward));
    }
    if (reversed != NOTHING) {
        iterator = range_operations.iterate(isolate, heap_keep(isolate, reversed));
    }
    heap_release(isolate, mark);
    return iterator;
}

static Value reversed_view(Isolate *isolate, const View *view) {
    return iterator_new(isolate, ITERATE_KEYS_BACKWARD + view->object.detail, view->dictionary,
                        AS(Dictionary, view->dictionary)->used);
}

static Value reversed_built_in(Isolate *isolate, Value value) {
    switch (as_object(value)->kind) {
    case KIND_LIST:
        return iterator_new(isolate, ITERATE_LIST_BACKWARD, value, (int64_t)AS(List, value)->length - 1);
    case KIND_DICTIONARY:
        return iterator_new(isolate, ITERATE_KEYS_BACKWARD, value, AS(Dictionary, value)->used);
    case KIND_RANGE:
        return reversed_range(isolate, AS(Range, value));
    case KIND_VIEW:
        return reversed_view(isolate, AS(View, value));
    default:
        return UNDEFINED;
    }
}

Value iterator_reversed(Isolate *isolate, Value value) {
    Value result = is_object(value) ? reversed_built_in(isolate, value) : UNDEFINED;
    if (result != UNDEFINED) {
        return result;
    }
    bool set = is_kind(value, KIND_SET);
    if (set || class_lookup(isolate, class_of(value), NAME(__getitem__)) == UNDEFINED) {
        const Class *class = class_of(value);
        if (set || !class->operations || !class->operations->get_item) {
            return raise_type(isolate, "'%T' object is not reversible", value);
        }
    }
    int64_t length = operate_length(isolate, value);
    return length < 0 ? NOTHING : iterator_new(isolate, ITERATE_ITEM_BACKWARD, value, length - 1);
}

/* ---- Making ---- */

static Value make_typed(Isolate *isolate, const Class *class, enum IteratorType type, Value source,
                        Value extra) {
    Iterator *iterator = heap_allocate(isolate, KIND_ITERATOR, sizeof(Iterator), class);
    if (iterator) {
        iterator->object.detail = (uint16_t)type;
        iterator->source = source;
        iterator->extra = extra;
    }
    return from_object(iterator);
}

static Value make_enumerate(Isolate *isolate, const Class *class, Value *arguments, uint32_t count,
                            const Tuple *names) {
    static const char *const parameter_names[] = {"iterable", "start"};
    static const struct Parameters parameters = {"enumerate", parameter_names, 2, 2, 1};
    Value bound[2];
    if (!arguments_bind(isolate, &parameters, arguments, count, names, bound)) {
        return NOTHING;
    }
    Value start = bound[1] == UNDEFINED ? small(0) : operate_integer(isolate, bound[1]);
    if (start == NOTHING) {
        return NOTHING;
    }
    heap_keep(isolate, start);
    Value iterator = operate_iterate(isolate, bound[0]);
    return iterator == NOTHING
               ? NOTHING
               : make_typed(isolate, class, ITERATE_ENUMERATE, heap_keep(isolate, iterator), start);
}

/* A list of iter() of each argument; `function` names it in zip()'s error. */
static Value iterators_of(Isolate *isolate, const Value *arguments, uint32_t count, bool is_zip) {
    Value list = list_new(isolate, count, NULL);
    if (list == NOTHING) {
        return NOTHING;
    }
    heap_keep(isolate, list);
    for (uint32_t i = 0; i < count; i++) {
        Value iterator = operate_iterate(isolate, arguments[i]);
        if (iterator == NOTHING) {
            if (is_zip && exception_take(isolate, &class_TypeError) != NOTHING) {
                raise_type(isolate, "'%T' object is not iterable", arguments[i]);
            }
            return NOTHING;
        }
        list_set(isolate, AS(List, list), i, iterator);
    }
    return list;
}

static Value make_zip(Isolate *isolate, const Class *class, Value *arguments, uint32_t count,
                      const Tuple *names) {
    static const char *const parameter_names[] = {"strict"};
    static const struct Parameters parameters = {"zip", parameter_names, 1, 0, 0};
    Value strict;
    int64_t positional = arguments_named(isolate, &parameters, arguments, count, names, &strict);
    int is_strict = positional < 0 ? -1 : strict == UNDEFINED ? 0 : operate_truth(isolate, strict);
    if (is_strict < 0) {
        return NOTHING;
    }
    Value iterators = iterators_of(isolate, arguments, (uint32_t)positional, true);
    Value zip = iterators == NOTHING ? NOTHING : make_typed(isolate, class, ITERATE_ZIP, iterators, NONE);
    if (zip != NOTHING) {
        AS(Iterator, zip)->remaining = (uint64_t)is_strict;
    }
    return zip;
}

static Value make_map(Isolate *isolate, const Class *class, Value *arguments, uint32_t count,
                      const Tuple *names) {
    if (names && tuple_count(names) > 0) {
        return raise_type(isolate, "map() takes no keyword arguments");
    }
    if (count < 2) {
        return raise_type(isolate, "map() must have at least two arguments.");
    }
    Value iterators = iterators_of(isolate, arguments + 1, count - 1, false);
    return iterators == NOTHING ? NOTHING : make_typed(isolate, class, ITERATE_MAP, iterators, arguments[0]);
}

static Value make_filter(Isolate *isolate, const Class *class, Value *arguments, uint32_t count,
                         const Tuple *names) {
    if (!arguments_positional(isolate, "filter", count, names, 2, 2)) {
        return NOTHING;
    }
    Value iterator = operate_iterate(isolate, arguments[1]);
    return iterator == NOTHING
               ? NOTHING
               : make_typed(isolate, class, ITERATE_FILTER, heap_keep(isolate, iterator), arguments[0]);
}

static Value make_reversed(Isolate *isolate, Value *arguments, uint32_t count, const Tuple *names) {
    if (!arguments_positional(isolate, "reversed", count, names, 1, 1)) {
        return NOTHING;
    }
    Value special = call_special(isolate, arguments[0], NAME(__reversed__), NULL, 0);
    return special != UNDEFINED ? special : iterator_reversed(isolate, arguments[0]);
}

Value iterator_make(Isolate *isolate, const Class *class, Value *arguments, uint32_t count,
                    const Tuple *names) {
    HeapMark mark = heap_mark(isolate);
    Value result;
    if (class_derives(class, &class_enumerate)) {
        result = make_enumerate(isolate, class, arguments, count, names);
    } else if (class_derives(class, &class_zip)) {
        result = make_zip(isolate, class, arguments, count, names);
    } else if (class_derives(class, &class_map)) {
        result = make_map(isolate, class, arguments, count, names);
    } else if (class_derives(class, &class_filter)) {
        result = make_filter(isolate, class, arguments, count, names);
    } else if (class_derives(class, &class_reversed)) {
        result = make_reversed(isolate, arguments, count, names);
    } else {
        result = raise_type(isolate, "cannot create '%N' instances", class);
    }
    heap_release(isolate, mark);
    return result;
}

#define ITERATOR_CLASS(identifier, name, flags)                                                              \
    const Class identifier = CLASS_OF_KIND(name, KIND_ITERATOR, iterator_operations, NULL, flags)
ITERATOR_CLASS(class_enumerate, "enumerate", 0);
ITERATOR_CLASS(class_zip, "zip", 0);
ITERATOR_CLASS(class_map, "map", 0);
ITERATOR_CLASS(class_filter, "filter", 0);
ITERATOR_CLASS(class_reversed, "reversed", 0);

static const Class type_classes[] = {
#define ROW(type, name) [type] = CLASS_OF_KIND(name, KIND_ITERATOR, iterator_operations, NULL, CLASS_FINAL)
    ROW(ITERATE_LIST, "list_iterator"),
    ROW(ITERATE_TUPLE, "tuple_iterator"),
    ROW(ITERATE_RANGE, "range_iterator"),
    ROW(ITERATE_STRING, "str_iterator"),
    ROW(ITERATE_BYTES, "bytes_iterator"),
    ROW(ITERATE_KEYS, "dict_keyiterator"),
    ROW(ITERATE_VALUES, "dict_valueiterator"),
    ROW(ITERATE_ITEMS, "dict_itemiterator"),
    ROW(ITERATE_SET, "set_iterator"),
    ROW(ITERATE_LIST_BACKWARD, "list_reverseiterator"),
    ROW(ITERATE_KEYS_BACKWARD, "dict_reversekeyiterator"),
    ROW(ITERATE_VALUES_BACKWARD, "dict_reversevalueiterator"),
    ROW(ITERATE_ITEMS_BACKWARD, "dict_reverseitemiterator"),
    ROW(ITERATE_BIG_RANGE, "longrange_iterator"),
    ROW(ITERATE_ITEM, "iterator"),
    ROW(ITERATE_ITEM_BACKWARD, "reversed"),
    ROW(ITERATE_CALLABLE, "callable_iterator"),
    ROW(ITERATE_ARRAY, "array.arrayiterator"),
    ROW(ITERATE_DEQUE, "_collections._deque_iterator"),
    ROW(ITERATE_DEQUE_BACKWARD, "_collections._deque_reverse_iterator"),
#undef ROW
};

const Class *iterator_class(enum IteratorType type) {
    if (type == ITERATE_ASYNC_STEP)
        return &class_async_step;
    return type == ITERATE_ITEM_BACKWARD ? &class_reversed : &type_classes[type];
}
