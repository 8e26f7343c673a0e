/* Methods of list. */
#include "vm/isolate.h"
#include "vm/memory.h"
#include "vm/types/arguments.h"
#include "vm/types/classes.h"
#include "vm/types/iterator.h"
#include "vm/types/list.h"

static Value method_init(Isolate *isolate, Value *arguments, uint32_t count, const Tuple *names) {
    if (!arguments_positional(isolate, "list", count - 1, names, 0, 1)) {
        return NOTHING;
    }
    List *list = AS(List, arguments[0]);
    list->length = 0;
    list->items = NULL;
    return count == 1 || list_extend(isolate, arguments[0], arguments[1]) ? NONE : NOTHING;
}

static Value method_append(Isolate *isolate, Value *arguments, uint32_t count) {
    (void)count;
    return list_append(isolate, arguments[0], arguments[1]) ? NONE : NOTHING;
}

static Value method_extend(Isolate *isolate, Value *arguments, uint32_t count) {
    (void)count;
    return list_extend(isolate, arguments[0], arguments[1]) ? NONE : NOTHING;
}

static Value method_insert(Isolate *isolate, Value *arguments, uint32_t count) {
    (void)count;
    List *list = AS(List, arguments[0]);
    int64_t index;
    if (!count_argument(isolate, arguments[1], &index)) {
        return NOTHING;
    }
    int64_t length = (int64_t)list->length;
    if (index < 0) {
        index = index + length < 0 ? 0 : index + length;
    }
    if (index >= length) {
        return list_append(isolate, arguments[0], arguments[2]) ? NONE : NOTHING;
    }
    if (!list_append(isolate, arguments[0], NONE) ||
        !isolate_charge(isolate, (uint64_t)(length - index) / 8)) {
        return NOTHING;
    }
    Value *values = list->items->values;
    memmove(values + index + 1, values + index, (size_t)(length - index) * sizeof(Value));
    heap_moved(isolate, &list->items->object);
    list_set(isolate, list, (uint64_t)index, arguments[2]);
    return NONE;
}

static Value method_pop(Isolate *isolate, Value *arguments, uint32_t count) {
    List *list = AS(List, arguments[0]);
    int64_t index = -1;
    if (count > 1 && !count_argument(isolate, arguments[1], &index)) {
        return NOTHING;
    }
    if (list->length == 0) {
        return raise_index(isolate, "pop from empty list");
    }
    if (index < 0) {
        index += (int64_t)list->length;
    }
    if (index < 0 || (uint64_t)index >= list->length) {
        return raise_index(isolate, "pop index out of range");
    }
    Value result = list_get(list, (uint64_t)index);
    if ((uint64_t)index + 1 == list->length) {
        list->items->values[--list->length] = NOTHING;
        return result;
    }
    return list_splice(isolate, list, (uint64_t)index, 1, NULL, 0, 0) ? result : NOTHING;
}

static Value method_clear(Isolate *isolate, Value *arguments, uint32_t count) {
    (void)isolate, (void)count;
    List *list = AS(List, arguments[0]);
    list->length = 0;
    list->items = NULL;
    return NONE;
}

static Value method_copy(Isolate *isolate, Value *arguments, uint32_t count) {
    (void)count;
    List *list = AS(List, arguments[0]);
    if (!isolate_charge(isolate, list->length / 8)) {
        return NOTHING;
    }
    return list_new(isolate, list->length, list->items ? list->items->values : NULL);
}

static Value method_count(Isolate *isolate, Value *arguments, uint32_t count) {
    (void)count;
    return sequence_count(isolate, arguments[0], arguments[1]);
}

static Value method_index(Isolate *isolate, Value *arguments, uint32_t count) {
    int64_t start, stop;
    if (!index_range_given(isolate, count > 2 ? arguments[2] : UNDEFINED,
                           count > 3 ? arguments[3] : UNDEFINED, (int64_t)AS(List, arguments[0])->length,
                           &start, &stop)) {
        return NOTHING;
    }
    int64_t index = sequence_index(isolate, arguments[0], arguments[1], start, stop);
    if (index == -1) {
        return raise_value_error(isolate, "%V is not in list", arguments[1]);
    }
    return index < 0 ? NOTHING : small(index);
}

static Value method_remove(Isolate *isolate, Value *arguments, uint32_t count) {
    (void)count;
    List *list = AS(List, arguments[0]);
    int64_t index = sequence_index(isolate, arguments[0], arguments[1], 0, INT64_MAX);
    if (index == -1) {
        return raise_value_error(isolate, "list.remove(x): x not in list");
    }
    if (index < 0 ||
        ((uint64_t)index < list->length && !list_splice(isolate, list, (uint64_t)index, 1, NULL, 0, 0))) {
        return NOTHING;
    }
    return NONE;
}

static Value method_reverse(Isolate *isolate, Value *arguments, uint32_t count) {
    (void)count;
    List *list = AS(List, arguments[0]);
    if (!isolate_charge(isolate, list->length / 8)) {
        return NOTHING;
    }
    if (list->items) {
        Value *first = list->items->values, *last = first + list->length;
        while (first < --last) {
            Value kept = *first;
            *first++ = *last;
            *last = kept;
        }
        heap_moved(isolate, &list->items->object);
    }
    return NONE;
}

static Value method_sort(Isolate *isolate, Value *arguments, uint32_t count, const Tuple *names) {
    static const char *const parameter_names[] = {"key", "reverse"};
    static const struct Parameters parameters = {"sort", parameter_names, 2, 0, 0};
    Value bound[2];
    if (!arguments_bind(isolate, &parameters, arguments + 1, count - 1, names, bound)) {
        return NOTHING;
    }
    int reverse = bound[1] == UNDEFINED ? 0 : operate_truth(isolate, bound[1]);
    if (reverse < 0) {
        return NOTHING;
    }
    return list_sort(isolate, arguments[0], bound[0] == UNDEFINED ? NONE : bound[0], reverse) ? NONE
                                                                                              : NOTHING;
}

static Value method_reversed(Isolate *isolate, Value *arguments, uint32_t count) {
    (void)count;
    return iterator_reversed(isolate, arguments[0]);
}

const Native list_methods[] = {
    METHOD_WITH_KEYWORDS(method_init, "__init__", 1, NATIVE_UNLIMITED, class_list),
    METHOD(method_append, "append", 2, 2, class_list),
    METHOD(method_extend, "extend", 2, 2, class_list),
    METHOD(method_insert, "insert", 3, 3, class_list),
    METHOD(method_pop, "pop", 1, 2, class_list),
    METHOD(method_clear, "clear", 1, 1, class_list),
    METHOD(method_copy, "copy", 1, 1, class_list),
    METHOD(method_count, "count", 2, 2, class_list),
    METHOD(method_index, "index", 2, 4, class_list),
    METHOD(method_remove, "remove", 2, 2, class_list),
    METHOD(method_reverse, "reverse", 1, 1, class_list),
    METHOD_WITH_KEYWORDS(method_sort, "sort", 1, NATIVE_UNLIMITED, class_list),
    METHOD(method_reversed, "__reversed__", 1, 1, class_list),
    METHODS_END,
};
