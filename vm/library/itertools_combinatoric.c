/* product, permutations and combinations: a pool of elements, and the indices of what is given next. */
#include "vm/library/itertools.h"
#include "vm/types/numbers.h"

static int64_t index_at(const List *indices, uint64_t place) {
    return small_number(list_get(indices, place));
}
static void put_index(List *indices, uint64_t place, int64_t index) {
    indices->items->values[place] = small(index); /* no object: the collector needn't know */
}

/* A fresh list of `count` indices, each `step` more than the one before. */
static bool start_indices(Isolate *isolate, Tool *tool, uint64_t count, int64_t step) {
    Value list = isolate_charge(isolate, count / 8) ? list_new(isolate, count, NULL) : NOTHING;
    if (list == NOTHING) {
        return false;
    }
    for (uint64_t i = 0; i < count; i++) {
        put_index(AS(List, list), i, (int64_t)i * step);
    }
    tool_set(isolate, tool, &tool->state, list);
    return true;
}

/* The first `count` indices' elements of the pool. */
static Value chosen(Isolate *isolate, const Tool *tool, uint64_t count) {
    Value tuple = isolate_charge(isolate, count / 4) ? tuple_new(isolate, (uint32_t)count, NULL) : NOTHING;
    for (uint64_t i = 0; tuple != NOTHING && i < count; i++) {
        uint32_t index = (uint32_t)index_at(AS(List, tool->state), i);
        AS(Tuple, tuple)->values[i] = tuple_get(AS(Tuple, tool->source), index);
    }
    return tuple;
}

static bool set_pool(Isolate *isolate, Tool *tool, Value iterable) {
    Value pool = tuple_from(isolate, iterable);
    if (pool != NOTHING) {
        tool_set(isolate, tool, &tool->source, pool);
    }
    return pool != NOTHING;
}

static uint64_t pool_size(const Tool *tool) { return tuple_count(AS(Tuple, tool->source)); }

/* ---- product ---- */

bool product_make(Isolate *isolate, Tool *tool, Value *arguments, uint32_t count, const Tuple *names) {
    static const char *const parameter_names[] = {"repeat"};
    static const struct Parameters parameters = {"product", parameter_names, 1, 0, 0};
    Value bound;
    int64_t positional = arguments_named(isolate, &parameters, arguments, count, names, &bound), times = 1;
    if (positional < 0 || (bound != UNDEFINED && !operate_index(isolate, bound, &times))) {
        return false;
    }
    if (times < 0) {
        raise_value_error(isolate, "repeat argument cannot be negative");
        return false;
    }
    if (positional && times > (1 << 24) / positional) {
        raise_error(isolate, &class_OverflowError, "repeat argument too large");
        return false;
    }
    uint32_t total = (uint32_t)(positional * times);
    Value pools = tuple_new(isolate, total, NULL);
    if (pools == NOTHING) {
        return false;
    }
    tool_set(isolate, tool, &tool->source, pools);
    for (uint32_t i = 0; i < total; i++) {
        Value pool = i < positional ? tuple_from(isolate, arguments[i])
                                    : AS(Tuple, pools)->values[i - (uint32_t)positional];
        if (pool == NOTHING) {
            return false;
        }
        heap_store(isolate, as_object(pools), &AS(Tuple, pools)->values[i], pool);
    }
    return start_indices(isolate, tool, total, 0);
}

static const Tuple *pool_at(const Tool *tool, uint64_t place) {
    return AS(Tuple, tuple_get(AS(Tuple, tool->source), (uint32_t)place));
}

/* To the next combination of indices, the last place turning fastest; false: there is none. */
static bool product_advance(Tool *tool) {
    List *indices = AS(List, tool->state);
    for (uint64_t place = indices->length; place-- > 0;) {
        int64_t index = index_at(indices, place) + 1;
        if (index < tuple_count(pool_at(tool, place))) {
            put_index(indices, place, index);
            return true;
        }
        put_index(indices, place, 0);
    }
    return false;
}

Value product_next(Isolate *isolate, Tool *tool) {
    uint64_t count = pool_size(tool);
    if (!isolate_charge(isolate, count / 4)) {
        return NOTHING;
    }
    for (uint64_t i = 0; !tool->position && i < count; i++) {
        if (tuple_count(pool_at(tool, i)) == 0) {
            return tool_end(tool);
        }
    }
    if (tool->position && !product_advance(tool)) {
        return tool_end(tool);
    }
    tool->position = 1;
    Value tuple = tuple_new(isolate, (uint32_t)count, NULL);
    for (uint64_t i = 0; tuple != NOTHING && i < count; i++) {
        uint32_t index = (uint32_t)index_at(AS(List, tool->state), i);
        AS(Tuple, tuple)->values[i] = tuple_get(pool_at(tool, i), index);
    }
    return tuple;
}

/* ---- permutations ---- */

static bool check_length(Isolate *isolate, int64_t length, Tool *tool) {
    if (length < 0) {
        raise_value_error(isolate, "r must be non-negative");
        return false;
    }
    tool->remaining = (uint64_t)length;
    return true;
}

bool permutations_make(Isolate *isolate, Tool *tool, Value *arguments, uint32_t count, const Tuple *names) {
    static const char *const parameter_names[] = {"iterable", "r"};
    static const struct Parameters parameters = {"permutations", parameter_names, 2, 2, 1};
    Value bound[2];
    if (!arguments_bind(isolate, &parameters, arguments, count, names, bound) ||
        !set_pool(isolate, tool, bound[0])) {
        return false;
    }
    int64_t length = (int64_t)pool_size(tool);
    if (bound[1] != UNDEFINED && bound[1] != NONE) {
        if (!is_integer(bound[1])) {
            raise_type(isolate, "Expected int as r");
            return false;
        }
        if (!operate_index(isolate, bound[1], &length)) {
            return false;
        }
    }
    if (!check_length(isolate, length, tool)) {
        return false;
    }
    if (tool->remaining > pool_size(tool)) {
        tool->source = UNDEFINED;
        return true;
    }
    if (!start_indices(isolate, tool, pool_size(tool) + tool->remaining, 1)) {
        return false;
    }
    for (uint64_t i = 0; i < tool->remaining; i++) {
        put_index(AS(List, tool->state), pool_size(tool) + i, (int64_t)(pool_size(tool) - i));
    }
    return true;
}

/* Place by place from the last: its cycle counts down; at zero the tail is turned by one and the place before
 * is next. */
static bool permutations_advance(Tool *tool) {
    List *indices = AS(List, tool->state);
    uint64_t size = pool_size(tool);
    for (uint64_t place = tool->remaining; place-- > 0;) {
        int64_t cycle = index_at(indices, size + place) - 1, first = index_at(indices, place);
        if (cycle > 0) {
            put_index(indices, size + place, cycle);
            put_index(indices, place, index_at(indices, size - (uint64_t)cycle));
            put_index(indices, size - (uint64_t)cycle, first);
            return true;
        }
        for (uint64_t i = place; i + 1 < size; i++) {
            put_index(indices, i, index_at(indices, i + 1));
        }
        put_index(indices, size - 1, first);
        put_index(indices, size + place, (int64_t)(size - place));
    }
    return false;
}

Value permutations_next(Isolate *isolate, Tool *tool) {
    if (!isolate_charge(isolate, pool_size(tool) / 4)) {
        return NOTHING;
    }
    if (tool->position && !permutations_advance(tool)) {
        return tool_end(tool);
    }
    tool->position = 1;
    return chosen(isolate, tool, tool->remaining);
}

/* ---- combinations, with or without replacement ---- */

static bool replaces(const Tool *tool) { return tool->object.detail == TOOL_COMBINATIONS_WITH_REPLACEMENT; }

bool combinations_make(Isolate *isolate, Tool *tool, Value *arguments, uint32_t count, const Tuple *names) {
    static const char *const parameter_names[] = {"iterable", "r"};
    struct Parameters parameters = {replaces(tool) ? "combinations_with_replacement" : "combinations",
                                    parameter_names, 2, 2, 2};
    Value bound[2];
    int64_t length;
    if (!arguments_bind(isolate, &parameters, arguments, count, names, bound) ||
        !operate_index(isolate, bound[1], &length) || !set_pool(isolate, tool, bound[0]) ||
        !check_length(isolate, length, tool)) {
        return false;
    }
    if (replaces(tool) ? pool_size(tool) == 0 && length > 0 : tool->remaining > pool_size(tool)) {
        tool->source = UNDEFINED;
        return true;
    }
    return start_indices(isolate, tool, tool->remaining, !replaces(tool));
}

/* The last place that isn't at its highest index goes on by one, those behind it follow. */
static bool combinations_advance(Tool *tool) {
    List *indices = AS(List, tool->state);
    int64_t size = (int64_t)pool_size(tool), length = (int64_t)tool->remaining;
    for (int64_t place = length - 1; place >= 0; place--) {
        int64_t highest = replaces(tool) ? size - 1 : size - length + place;
        int64_t index = index_at(indices, (uint64_t)place) + 1;
        if (index > highest) {
            continue;
        }
        for (int64_t i = place; i < length; i++) {
            put_index(indices, (uint64_t)i, replaces(tool) ? index : index + (i - place));
        }
        return true;
    }
    return false;
}

Value combinations_next(Isolate *isolate, Tool *tool) {
    if (!isolate_charge(isolate, tool->remaining / 4)) {
        return NOTHING;
    }
    if (tool->position && !combinations_advance(tool)) {
        return tool_end(tool);
    }
    tool->position = 1;
    return chosen(isolate, tool, tool->remaining);
}
