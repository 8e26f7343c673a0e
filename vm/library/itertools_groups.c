/* The iterators of itertools that share what they read: groupby, tee; and zip_longest. */
#include "vm/library/itertools.h"
#include "vm/types/numbers.h"
#include "vm/types/string.h"

static bool is_element(Value value) { return value != NOTHING && value != UNDEFINED; }

/* ---- groupby: the group under way reads on in the groupby ---- */

enum GroupPlace {
    GROUP_KEY,
    GROUP_VALUE,
    GROUP_TARGET,
    GROUP_PLACES
}; /* in the list `state`; ELLIPSIS: none yet */

bool groupby_make(Isolate *isolate, Tool *tool, Value *arguments, uint32_t count, const Tuple *names) {
    static const char *const parameter_names[] = {"iterable", "key"};
    static const struct Parameters parameters = {"groupby", parameter_names, 2, 2, 1};
    Value bound[2];
    if (!arguments_bind(isolate, &parameters, arguments, count, names, bound)) {
        return false;
    }
    tool_set(isolate, tool, &tool->function, bound[1] == UNDEFINED ? NONE : bound[1]);
    Value places = list_new(isolate, GROUP_PLACES, (Value[]){ELLIPSIS, ELLIPSIS, ELLIPSIS});
    if (places == NOTHING) {
        return false;
    }
    tool_set(isolate, tool, &tool->state, places);
    tool->position = tool->step = 0; /* whether key and value, and whether target, are there */
    return tool_iterate(isolate, tool, bound[0]);
}

/* Reads the next element with its key: TRUE, UNDEFINED at the end, NOTHING. */
static Value advance(Isolate *isolate, Tool *tool) {
    Value element = operate_next(isolate, tool->source);
    if (!is_element(element)) {
        return element;
    }
    heap_keep(isolate, element);
    Value key = tool->function == NONE ? element : call(isolate, tool->function, &element, 1);
    if (key == NOTHING) {
        return NOTHING;
    }
    List *places = AS(List, tool->state);
    list_set(isolate, places, GROUP_VALUE, element);
    list_set(isolate, places, GROUP_KEY, key);
    tool->position = 1;
    return TRUE;
}

Value groupby_next(Isolate *isolate, Tool *tool) {
    List *places = AS(List, tool->state);
    tool->remaining++; /* the group before ends */
    HeapMark mark = heap_mark(isolate);
    while (isolate_charge(isolate, 1)) {
        heap_release(isolate, mark);
        if (tool->position) {
            int same = tool->step ? operate_equal(isolate, heap_keep(isolate, list_get(places, GROUP_TARGET)),
                                                  heap_keep(isolate, list_get(places, GROUP_KEY)))
                                  : 0;
            if (same < 0) {
                return NOTHING;
            }
            if (!same) {
                break;
            }
        }
        Value read = advance(isolate, tool);
        if (read != TRUE) {
            return read == NOTHING ? NOTHING : tool_end(tool);
        }
    }
    if (isolate->exception != NOTHING) {
        return NOTHING;
    }
    Value key = heap_keep(isolate, list_get(places, GROUP_KEY));
    list_set(isolate, places, GROUP_TARGET, key);
    tool->step = 1;
    Value group = tool_new(isolate, TOOL_GROUPER, NULL);
    if (group == NOTHING) {
        return NOTHING;
    }
    AS(Tool, group)->source = from_object(tool);
    AS(Tool, group)->function = key;
    AS(Tool, group)->remaining = tool->remaining;
    return tuple_new(isolate, 2, (Value[]){key, heap_keep(isolate, group)});
}

Value grouper_next(Isolate *isolate, Tool *group) {
    Tool *tool = AS(Tool, group->source);
    if (tool->remaining != group->remaining || tool->source == UNDEFINED) {
        return UNDEFINED;
    }
    heap_keep(isolate, tool->source);
    if (!tool->position) {
        Value read = advance(isolate, tool);
        if (read != TRUE) {
            return read;
        }
    }
    List *places = AS(List, tool->state);
    Value element = heap_keep(isolate, list_get(places, GROUP_VALUE));
    int same = operate_equal(isolate, group->function, heap_keep(isolate, list_get(places, GROUP_KEY)));
    if (same <= 0) {
        return same < 0 ? NOTHING : UNDEFINED;
    }
    tool->position = 0;
    return element;
}

/* ---- tee: iterators along one chain of nodes, which the first to arrive lengthens ---- */

static Value tee_of(Isolate *isolate, Value source, Value node) {
    Value result = tool_new(isolate, TOOL_TEE, NULL);
    if (result != NOTHING) {
        AS(Tool, result)->source = source;
        AS(Tool, result)->state = node;
    }
    return result;
}

Value tee_next(Isolate *isolate, Tool *tool) {
    Value node = tool->state;
    if (AS(List, node)->length == 0) {
        Value element = operate_next(isolate, tool->source);
        if (!is_element(element)) {
            return element;
        }
        heap_keep(isolate, element);
        Value following = list_new(isolate, 0, NULL);
        if (following == NOTHING) {
            return NOTHING;
        }
        heap_keep(isolate, following);
        if (AS(List, node)->length == 0 &&
            (!list_append(isolate, node, element) || !list_append(isolate, node, following))) {
            return NOTHING;
        }
    }
    tool_set(isolate, tool, &tool->state, list_get(AS(List, node), 1));
    return list_get(AS(List, node), 0);
}

Value tee_copy(Isolate *isolate, Value *arguments, uint32_t count) {
    (void)count;
    return tee_of(isolate, AS(Tool, arguments[0])->source, AS(Tool, arguments[0])->state);
}

Value tee(Isolate *isolate, Value *arguments, uint32_t count) {
    int64_t copies = 2;
    if (count > 1 && !operate_index(isolate, arguments[1], &copies)) {
        return NOTHING;
    }
    if (copies < 0) {
        return raise_value_error(isolate, "n must be >= 0");
    }
    Value source, node;
    bool is_tee = is_kind(arguments[0], KIND_TOOL) && as_object(arguments[0])->detail == TOOL_TEE;
    if (is_tee) {
        source = AS(Tool, arguments[0])->source;
        node = AS(Tool, arguments[0])->state;
    } else {
        source = operate_iterate(isolate, arguments[0]);
        node = source == NOTHING            ? NOTHING
               : heap_keep(isolate, source) ? list_new(isolate, 0, NULL)
                                            : NOTHING;
        if (node == NOTHING) {
            return NOTHING;
        }
        heap_keep(isolate, node);
    }
    if (copies > INT32_MAX) {
        return raise_memory(isolate);
    }
    Value result =
        isolate_charge(isolate, (uint64_t)copies) ? tuple_new(isolate, (uint32_t)copies, NULL) : NOTHING;
    if (result == NOTHING) {
        return NOTHING;
    }
    heap_keep(isolate, result);
    for (int64_t i = 0; i < copies; i++) {
        Value one = i == 0 && is_tee ? arguments[0] : tee_of(isolate, source, node);
        if (one == NOTHING) {
            return NOTHING;
        }
        heap_store(isolate, as_object(result), &AS(Tuple, result)->values[i], one);
    }
    return result;
}

/* ---- zip_longest ---- */

bool zip_longest_make(Isolate *isolate, Tool *tool, Value *arguments, uint32_t count, const Tuple *names) {
    uint32_t named = names ? tuple_count(names) : 0;
    if (named > 1 || (named && !string_is(AS(String, tuple_get(names, 0)), "fillvalue"))) {
        raise_type(isolate, "zip_longest() got an unexpected keyword argument");
        return false;
    }
    if (named) {
        tool_set(isolate, tool, &tool->function, arguments[count - 1]);
    }
    count -= named;
    Value iterators = list_new(isolate, count, NULL);
    if (iterators == NOTHING) {
        return false;
    }
    tool_set(isolate, tool, &tool->source, iterators);
    for (uint32_t i = 0; i < count; i++) {
        Value iterator = operate_iterate(isolate, arguments[i]);
        if (iterator == NOTHING) {
            return false;
        }
        list_set(isolate, AS(List, iterators), i, iterator);
    }
    tool->remaining = count;
    return true;
}

Value zip_longest_next(Isolate *isolate, Tool *tool) {
    List *iterators = AS(List, tool->source);
    if (tool->remaining == 0) {
        return tool_end(tool);
    }
    Value tuple = tuple_new(isolate, (uint32_t)iterators->length, NULL);
    if (tuple == NOTHING) {
        return NOTHING;
    }
    heap_keep(isolate, tuple);
    for (uint64_t i = 0; i < iterators->length; i++) {
        Value iterator = list_get(iterators, i), element = tool->function;
        if (iterator != NONE) { /* what has ended is None in the list */
            element = operate_next(isolate, iterator);
        }
        if (element == NOTHING) {
            tool->remaining = 0;
            return NOTHING;
        }
        if (element == UNDEFINED) {
            list_set(isolate, iterators, i, NONE);
            element = tool->function;
            if (--tool->remaining == 0) {
                return tool_end(tool);
            }
        }
        heap_store(isolate, as_object(tuple), &AS(Tuple, tuple)->values[i], element);
    }
    return tuple;
}
