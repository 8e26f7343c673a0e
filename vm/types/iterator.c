/*
 * Iterators over the built-in containers, and the C side of iterating.
 *
 * An iterator that has ended forgets its source and stays ended. Those over dictionaries and sets notice a
 * change of size. The iterators that call others (zip, map, ...) are in iterator_tools.c.
 */
#include "vm/types/iterator.h"

#include "vm/isolate.h"
#include "vm/library/library.h"
#include "vm/names.h"
#include "vm/types/arguments.h"
#include "vm/types/async_generator.h"
#include "vm/types/bytes.h"
#include "vm/types/classes.h"
#include "vm/types/containers.h"
#include "vm/types/iterator_tools.h"
#include "vm/types/list.h"
#include "vm/types/numbers.h"
#include "vm/types/string.h"
#include "vm/types/table.h"

static Value itself(Isolate *isolate, Value self) {
    (void)isolate;
    return self;
}

static Value end(Iterator *iterator) {
    iterator->source = UNDEFINED;
    return UNDEFINED;
}

/* ---- next(), by type ---- */

static Value next_of_list(Isolate *isolate, Iterator *iterator) {
    (void)isolate;
    const List *list = AS(const List, iterator->source);
    return (uint64_t)iterator->position < list->length ? list_get(list, (uint64_t)iterator->position++)
                                                       : end(iterator);
}

static Value next_of_tuple(Isolate *isolate, Iterator *iterator) {
    (void)isolate;
    const Tuple *tuple = AS(const Tuple, iterator->source);
    return iterator->position < tuple_count(tuple) ? tuple_get(tuple, (uint32_t)iterator->position++)
                                                   : end(iterator);
}

static Value next_of_range(Isolate *isolate, Iterator *iterator) {
    (void)isolate;
    if (iterator->remaining == 0) {
        return UNDEFINED;
    }
    iterator->remaining--;
    Value number = small(iterator->position);
    iterator->position = (int64_t)((uint64_t)iterator->position + (uint64_t)iterator->step);
    return number;
}

static Value next_of_string(Isolate *isolate, Iterator *iterator) {
    const String *string = AS(const String, iterator->source);
    return iterator->position < string->length
               ? string_from_character(isolate, string_at(string, (uint32_t)iterator->position++))
               : end(iterator);
}

static Value next_of_bytes(Isolate *isolate, Iterator *iterator) {
    if (is_kind(iterator->source, KIND_MEMORYVIEW)) {
        if (iterator->position >= operate_length(isolate, iterator->source)) {
            return isolate->exception != NOTHING ? NOTHING : end(iterator);
        }
        return memoryview_operations.get_item(isolate, iterator->source, small(iterator->position++));
    }
    const uint8_t *bytes;
    uint64_t size;
    bytes_view(iterator->source, &bytes, &size);
    return (uint64_t)iterator->position < size ? small(bytes[iterator->position++]) : end(iterator);
}

static Value pair(Isolate *isolate, const DictionaryEntry *entry) {
    return tuple_new(isolate, 2, (Value[]){entry->key, entry->value});
}

static Value entry_result(Isolate *isolate, const Iterator *iterator, const DictionaryEntry *entry) {
    switch (iterator->object.detail) {
    case ITERATE_VALUES:
    case ITERATE_VALUES_BACKWARD:
        return entry->value;
    case ITERATE_ITEMS:
    case ITERATE_ITEMS_BACKWARD:
        return pair(isolate, entry);
    default:
        return entry->key;
    }
}

static Value changed(Isolate *isolate, Iterator *iterator, const Dictionary *table) {
    bool same_length = small(table->length) == iterator->extra;
    iterator->step = -1; /* stays so */
    if (iterator->object.detail == ITERATE_SET) {
        return raise_error(isolate, &class_RuntimeError, "Set changed size during iteration");
    }
    return raise_error(isolate, &class_RuntimeError, "dictionary %s during iteration",
                       same_length ? "keys changed" : "changed size");
}

/* The next live entry: NONE; UNDEFINED: ended; NOTHING: the table has changed. */
static inline Value next_entry(Isolate *isolate, Iterator *iterator, const DictionaryEntry **entry) {
    const Dictionary *table = AS(const Dictionary, iterator->source);
    if ((int64_t)table->version != iterator->step) {
        return changed(isolate, iterator, table);
    }
    while ((uint64_t)iterator->position < table->used) {
        *entry = table_entry(table, (uint32_t)iterator->position++);
        if ((*entry)->key != UNDEFINED) {
            iterator->remaining--;
            return NONE;
        }
    }
    return end(iterator);
}

static Value next_of_table(Isolate *isolate, Iterator *iterator) {
    const DictionaryEntry *entry = NULL;
    Value found = next_entry(isolate, iterator, &entry);
    return found == NONE ? entry_result(isolate, iterator, entry) : found;
}

static Value next_of_table_backward(Isolate *isolate, Iterator *iterator) {
    const Dictionary *table = AS(const Dictionary, iterator->source);
    if ((int64_t)table->version != iterator->step) {
        return changed(isolate, iterator, table);
    }
    while (iterator->position > 0) {
        const DictionaryEntry *entry = table_entry(table, (uint32_t)--iterator->position);
        if (entry->key != UNDEFINED) {
            iterator->remaining--;
            return entry_result(isolate, iterator, entry);
        }
    }
    return end(iterator);
}

static Value next_of_list_backward(Isolate *isolate, Iterator *iterator) {
    (void)isolate;
    const List *list = AS(const List, iterator->source);
    if (iterator->position < 0 || (uint64_t)iterator->position >= list->length) {
        return end(iterator);
    }
    return list_get(list, (uint64_t)iterator->position--);
}

/* source: the next number; extra: tuple of step and numbers left. */
static Value next_of_big_range(Isolate *isolate, Iterator *iterator) {
    Value step = tuple_get(AS(Tuple, iterator->extra), 0), left = tuple_get(AS(Tuple, iterator->extra), 1);
    if (integer_order(left, small(0)) <= 0) {
        return end(iterator);
    }
    HeapMark mark = heap_mark(isolate);
    Value number = heap_keep(isolate, iterator->source), rest = NOTHING;
    Value next = integer_binary(isolate, BINARY_ADD, number, step);
    if (next != NOTHING) {
        heap_keep(isolate, next);
        left = integer_binary(isolate, BINARY_SUBTRACT, left, small(1));
        rest = left == NOTHING ? NOTHING : tuple_new(isolate, 2, (Value[]){step, heap_keep(isolate, left)});
    }
    heap_release(isolate, mark);
    if (rest == NOTHING) {
        return NOTHING;
    }
    heap_store(isolate, &iterator->object, &iterator->source, next);
    heap_store(isolate, &iterator->object, &iterator->extra, rest);
    return number;
}

typedef Value NextFunction(Isolate *isolate, Iterator *iterator);
static NextFunction *const next_functions[ITERATOR_TYPE_COUNT] = {
    [ITERATE_LIST] = next_of_list,
    [ITERATE_TUPLE] = next_of_tuple,
    [ITERATE_RANGE] = next_of_range,
    [ITERATE_STRING] = next_of_string,
    [ITERATE_BYTES] = next_of_bytes,
    [ITERATE_KEYS] = next_of_table,
    [ITERATE_VALUES] = next_of_table,
    [ITERATE_ITEMS] = next_of_table,
    [ITERATE_SET] = next_of_table,
    [ITERATE_LIST_BACKWARD] = next_of_list_backward,
    [ITERATE_KEYS_BACKWARD] = next_of_table_backward,
    [ITERATE_VALUES_BACKWARD] = next_of_table_backward,
    [ITERATE_ITEMS_BACKWARD] = next_of_table_backward,
    [ITERATE_BIG_RANGE] = next_of_big_range,
    [ITERATE_ITEM] = iterator_next_item,
    [ITERATE_ITEM_BACKWARD] = iterator_next_item_backward,
    [ITERATE_CALLABLE] = iterator_next_call,
    [ITERATE_ENUMERATE] = iterator_next_enumerate,
    [ITERATE_ZIP] = iterator_next_zip,
    [ITERATE_MAP] = iterator_next_map,
    [ITERATE_FILTER] = iterator_next_filter,
    [ITERATE_ASYNC_STEP] = async_step_next,
    [ITERATE_DEQUE] = deque_next,
    [ITERATE_DEQUE_BACKWARD] = deque_next,
    [ITERATE_ARRAY] = array_next,
};

/* Those that ask other iterators may be nested as deep as there is memory. */
static Value next_of_others(Isolate *isolate, Iterator *iterator) {
    if (!recursion_enter(isolate, "")) {
        return NOTHING;
    }
    Value value = next_functions[iterator->object.detail](isolate, iterator);
    recursion_leave(isolate);
    return value;
}

/* A StopIteration that came out of what it goes over ends it too. */
static inline Value ended_if_stopped(Isolate *isolate, Value result) {
    return __builtin_expect(result == NOTHING, 0) && exception_take(isolate, &class_StopIteration) != NOTHING
               ? UNDEFINED
               : result;
}

static inline Value advance(Isolate *isolate, Iterator *iterator, bool keeps_stop) {
    enum IteratorType type = iterator->object.detail;
    if (iterator->source == UNDEFINED) {
        return UNDEFINED;
    }
    if (type < ITERATE_ENUMERATE || type > ITERATE_FILTER) {
        return next_functions[type](isolate, iterator);
    }
    Value value = next_of_others(isolate, iterator);
    return keeps_stop ? value : ended_if_stopped(isolate, value);
}

static Value next(Isolate *isolate, Value self) { return advance(isolate, AS(Iterator, self), false); }

Value iterator_next_or_stop(Isolate *isolate, Value self) {
    return advance(isolate, AS(Iterator, self), true);
}

Value iterator_next_pair(Isolate *isolate, Iterator *iterator, Value *pair) {
    if (iterator->object.detail == ITERATE_ENUMERATE) {
        return ended_if_stopped(isolate, iterator_enumerate_pair(isolate, iterator, pair));
    }
    if (iterator->object.detail == ITERATE_ZIP) {
        return ended_if_stopped(isolate, iterator_zip_pair(isolate, iterator, pair));
    }
    const DictionaryEntry *entry = NULL;
    Value found = next_entry(isolate, iterator, &entry);
    if (found == NONE) {
        pair[0] = entry->key;
        pair[1] = entry->value;
    }
    return found;
}

/* ---- Making ---- */

Value iterator_new(Isolate *isolate, enum IteratorType type, Value source, int64_t position) {
    Iterator *iterator = heap_allocate(isolate, KIND_ITERATOR, sizeof(Iterator), iterator_class(type));
    if (!iterator) {
        return NOTHING;
    }
    iterator->object.detail = (uint16_t)type;
    iterator->source = source;
    iterator->extra = NONE;
    iterator->position = position;
    if ((type >= ITERATE_KEYS && type <= ITERATE_SET) ||
        (type >= ITERATE_KEYS_BACKWARD && type <= ITERATE_ITEMS_BACKWARD)) {
        const Dictionary *table = AS(const Dictionary, source);
        iterator->step = (int64_t)table->version;
        iterator->remaining = table->length;
        iterator->extra = small(table->length);
    }
    return from_object(iterator);
}

Value iterator_of_range(Isolate *isolate, int64_t start, int64_t step, uint64_t count) {
    Value iterator = iterator_new(isolate, ITERATE_RANGE, NONE, start);
    if (iterator != NOTHING) {
        AS(Iterator, iterator)->step = step;
        AS(Iterator, iterator)->remaining = count;
    }
    return iterator;
}

uint64_t iterator_length_hint(Value value) {
    if (!is_kind(value, KIND_ITERATOR) || AS(Iterator, value)->source == UNDEFINED) {
        return 0;
    }
    const Iterator *iterator = AS(const Iterator, value);
    switch (iterator->object.detail) {
    case ITERATE_LIST:
    case ITERATE_TUPLE:
        return sequence_length(iterator->source) > (uint64_t)iterator->position
                   ? sequence_length(iterator->source) - (uint64_t)iterator->position
                   : 0;
    case ITERATE_STRING:
        return AS(String, iterator->source)->length - (uint64_t)iterator->position;
    case ITERATE_LIST_BACKWARD:
        return (uint64_t)(iterator->position + 1);
    case ITERATE_ZIP:
        return 0;
    default:
        return iterator->remaining;
    }
}

/* ---- Iterating from C ---- */

typedef bool Visit(Isolate *isolate, Value element, void *context);

/* Visits one element, keeping it; `mark` is where the loop's own kept values end. */
static bool visit_kept(Isolate *isolate, Value element, Visit *visit, void *context, HeapMark mark) {
    heap_release(isolate, mark);
    heap_keep(isolate, element);
    return visit(isolate, element, context);
}

static bool each_of_sequence(Isolate *isolate, Value sequence, Visit *visit, void *context) {
    HeapMark mark = heap_mark(isolate);
    for (uint64_t i = 0; i < sequence_length(sequence); i++) {
        if (!isolate_charge(isolate, 1)) {
            return false;
        }
        if (!visit_kept(isolate, sequence_get(sequence, i), visit, context, mark)) {
            break;
        }
    }
    heap_release(isolate, mark);
    return isolate->exception == NOTHING;
}

bool iterate_each(Isolate *isolate, Value iterable, Visit *visit, void *context) {
    if ((is_list(iterable) || is_tuple(iterable)) && as_object(iterable)->class == 0) {
        return each_of_sequence(isolate, iterable, visit, context);
    }
    HeapMark start = heap_mark(isolate);
    Value iterator = operate_iterate(isolate, iterable);
    if (iterator == NOTHING) {
        return false;
    }
    heap_keep(isolate, iterator);
    HeapMark mark = heap_mark(isolate);
    bool good = true;
    for (;;) {
        good = isolate_charge(isolate, 1);
        Value element = good ? operate_next(isolate, iterator) : NOTHING;
        if (element == NOTHING || element == UNDEFINED) {
            good = element == UNDEFINED;
            break;
        }
        if (!visit_kept(isolate, element, visit, context, mark)) {
            good = isolate->exception == NOTHING;
            break;
        }
    }
    heap_release(isolate, start);
    return good;
}

/* ---- Operations ---- */

static Value method_length_hint(Isolate *isolate, Value *arguments, uint32_t count) {
    (void)count;
    return integer_from_uint64(isolate, iterator_length_hint(arguments[0]));
}

static const Native iterator_methods[] = {
    METHOD(method_length_hint, "__length_hint__", 1, 1, class_iterator),
    METHODS_END,
};

const Operations iterator_operations = {
    .iterate = itself,
    .next = next,
    .make = iterator_make,
    .fixed_size = sizeof(Iterator),
    OPERATIONS_FIELDS(Iterator, source, extra),
};

const Class class_iterator =
    CLASS_OF_KIND("iterator", KIND_ITERATOR, iterator_operations, iterator_methods, CLASS_FINAL);
