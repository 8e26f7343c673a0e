/* The iterators of itertools that go once along one iterable, or along none. */
#include "vm/library/itertools.h"
#include "vm/types/numbers.h"

/* Whether a function of an element is true: 1, 0, -1. */
static int holds(Isolate *isolate, Value function, Value element) {
    if (function == NONE) {
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

static bool is_element(Value value) { return value != NOTHING && value != UNDEFINED; }

/* ---- count, cycle, repeat ---- */

bool count_make(Isolate *isolate, Tool *tool, Value *arguments, uint32_t count, const Tuple *names) {
    static const char *const parameter_names[] = {"start", "step"};
    static const struct Parameters parameters = {"count", parameter_names, 2, 2, 0};
    Value bound[2];
    if (!arguments_bind(isolate, &parameters, arguments, count, names, bound)) {
        return false;
    }
    for (int i = 0; i < 2; i++) {
        const Class *class = class_of(bound[i]);
        bool number = bound[i] == UNDEFINED || (class->operations && class->operations->unary) ||
                      is_repeat_count(isolate, bound[i]) || !(class->flags & CLASS_STATIC);
        if (!number) {
            raise_type(isolate, "a number is required");
            return false;
        }
    }
    tool_set(isolate, tool, &tool->function, bound[0] == UNDEFINED ? small(0) : bound[0]);
    tool_set(isolate, tool, &tool->state, bound[1] == UNDEFINED ? small(1) : bound[1]);
    return true;
}

Value count_next(Isolate *isolate, Tool *tool) {
    Value number = tool->function, following = operate_binary(isolate, BINARY_ADD, number, tool->state);
    if (following == NOTHING) {
        return NOTHING;
    }
    tool_set(isolate, tool, &tool->function, following);
    return number;
}

bool cycle_make(Isolate *isolate, Tool *tool, Value *arguments, uint32_t count, const Tuple *names) {
    if (!arguments_positional(isolate, "cycle", count, names, 1, 1)) {
        return false;
    }
    Value list = list_new(isolate, 0, NULL);
    if (list == NOTHING) {
        return false;
    }
    tool_set(isolate, tool, &tool->state, list);
    return tool_iterate(isolate, tool, arguments[0]);
}

Value cycle_next(Isolate *isolate, Tool *tool) {
    if (tool->source != NONE) {
        Value element = operate_next(isolate, tool->source);
        if (is_element(element)) {
            heap_keep(isolate, element);
            return list_append(isolate, tool->state, element) ? element : NOTHING;
        }
        if (element == NOTHING) {
            return NOTHING;
        }
        tool->source = NONE;
    }
    const List *list = AS(List, tool->state);
    if (list->length == 0) {
        return tool_end(tool);
    }
    if ((uint64_t)tool->position >= list->length) {
        tool->position = 0;
    }
    return list_get(list, (uint64_t)tool->position++);
}

bool repeat_make(Isolate *isolate, Tool *tool, Value *arguments, uint32_t count, const Tuple *names) {
    static const char *const parameter_names[] = {"object", "times"};
    static const struct Parameters parameters = {"repeat", parameter_names, 2, 2, 1};
    Value bound[2];
    int64_t times = 0;
    if (!arguments_bind(isolate, &parameters, arguments, count, names, bound) ||
        (bound[1] != UNDEFINED && !operate_index(isolate, bound[1], &times))) {
        return false;
    }
    tool_set(isolate, tool, &tool->function, bound[0]);
    tool->step = bound[1] != UNDEFINED;
    tool->remaining = times > 0 ? (uint64_t)times : 0;
    return true;
}

Value repeat_next(Isolate *isolate, Tool *tool) {
    (void)isolate;
    if (tool->step && tool->remaining-- == 0) {
        tool->remaining = 0;
        return UNDEFINED;
    }
    return tool->function;
}

/* ---- chain, islice, pairwise, compress ---- */

bool chain_make(Isolate *isolate, Tool *tool, Value *arguments, uint32_t count, const Tuple *names) {
    if (names && tuple_count(names)) {
        raise_type(isolate, "chain() takes no keyword arguments");
        return false;
    }
    Value iterables = tuple_new(isolate, count, arguments);
    tool->state = UNDEFINED;
    return iterables != NOTHING && tool_iterate(isolate, tool, heap_keep(isolate, iterables));
}

Value chain_next(Isolate *isolate, Tool *tool) {
    while (isolate_charge(isolate, 1)) {
        if (tool->state == UNDEFINED) {
            Value iterable = operate_next(isolate, tool->source);
            if (!is_element(iterable)) {
                return iterable == NOTHING ? NOTHING : tool_end(tool);
            }
            HeapMark mark = heap_mark(isolate);
            Value iterator = operate_iterate(isolate, heap_keep(isolate, iterable));
            heap_release(isolate, mark);
            if (iterator == NOTHING) {
                tool_end(tool);
                return NOTHING;
            }
            tool_set(isolate, tool, &tool->state, iterator);
        }
        Value element = operate_next(isolate, tool->state);
        if (element != UNDEFINED) {
            return element;
        }
        tool->state = UNDEFINED;
    }
    return NOTHING;
}

static const char islice_indices[] =
    "Indices for islice() must be None or an integer: 0 <= x <= sys.maxsize.";

/* An argument of islice(): None, or an integer from `least`; false: ValueError is set. `text` is for what is
 * no such integer, and for -1, which CPython's C code takes for that. */
static bool islice_index(Isolate *isolate, Value value, int64_t least, const char *text, int64_t *number) {
    if (value == NONE) {
        return true;
    }
    Value integer = operate_integer(isolate, value);
    bool fits = integer != NOTHING && integer_to_int64(integer, number);
    if (fits && *number >= least) {
        return true;
    }
    if (integer != NOTHING || exception_take(isolate, &class_Exception) != NOTHING) {
        raise_value_error(isolate, "%s", fits && *number < -1 && least == 0 ? islice_indices : text);
    }
    return false;
}

bool islice_make(Isolate *isolate, Tool *tool, Value *arguments, uint32_t count, const Tuple *names) {
    static const char stop_text[] =
        "Stop argument for islice() must be None or an integer: 0 <= x <= sys.maxsize.";
    static const char step_text[] = "Step for islice() must be a positive integer or None.";
    if (!arguments_positional(isolate, "islice", count, names, 2, 4)) {
        return false;
    }
    int64_t stop = -1;
    tool->step = 1;
    if (!islice_index(isolate, count > 2 ? arguments[2] : arguments[1], 0, stop_text, &stop) ||
        (count > 2 && !islice_index(isolate, arguments[1], 0, islice_indices, &tool->position)) ||
        (count > 3 && !islice_index(isolate, arguments[3], 1, step_text, &tool->step))) {
        return false;
    }
    Value end = stop < 0 ? NONE : integer_from_int64(isolate, stop);
    if (end == NOTHING) {
        return false;
    }
    tool_set(isolate, tool, &tool->state, end);
    return tool_iterate(isolate, tool, arguments[0]);
}

Value islice_next(Isolate *isolate, Tool *tool) {
    int64_t stop = INT64_MAX;
    if (tool->state != NONE) {
        integer_to_int64(tool->state, &stop);
    }
    int64_t index = tool->position < stop ? tool->position : stop;
    Value element = UNDEFINED;
    while (tool->remaining < (uint64_t)index || (index < stop && tool->remaining == (uint64_t)index)) {
        if (!isolate_charge(isolate, 1)) {
            return NOTHING;
        }
        element = operate_next(isolate, tool->source);
        if (!is_element(element)) {
            return element == NOTHING ? NOTHING : tool_end(tool);
        }
        tool->remaining++;
    }
    if (index >= stop) {
        return tool_end(tool);
    }
    if (__builtin_add_overflow(tool->position, tool->step, &tool->position)) {
        tool->position = INT64_MAX;
    }
    return element;
}

bool pairwise_make(Isolate *isolate, Tool *tool, Value *arguments, uint32_t count, const Tuple *names) {
    tool->state = UNDEFINED;
    return arguments_positional(isolate, "pairwise", count, names, 1, 1) &&
           tool_iterate(isolate, tool, arguments[0]);
}

Value pairwise_next(Isolate *isolate, Tool *tool) {
    if (tool->state == UNDEFINED) {
        Value first = operate_next(isolate, tool->source);
        if (!is_element(first)) {
            return first == NOTHING ? NOTHING : tool_end(tool);
        }
        tool_set(isolate, tool, &tool->state, first);
    }
    Value before = heap_keep(isolate, tool->state), element = operate_next(isolate, tool->source);
    if (!is_element(element)) {
        return element == NOTHING ? NOTHING : tool_end(tool);
    }
    tool_set(isolate, tool, &tool->state, element);
    return tuple_new(isolate, 2, (Value[]){before, heap_keep(isolate, element)});
}

bool compress_make(Isolate *isolate, Tool *tool, Value *arguments, uint32_t count, const Tuple *names) {
    static const char *const parameter_names[] = {"data", "selectors"};
    static const struct Parameters parameters = {"compress", parameter_names, 2, 2, 2};
    Value bound[2];
    if (!arguments_bind(isolate, &parameters, arguments, count, names, bound) ||
        !tool_iterate(isolate, tool, bound[0])) {
        return false;
    }
    Value selectors = operate_iterate(isolate, bound[1]);
    if (selectors != NOTHING) {
        tool_set(isolate, tool, &tool->function, selectors);
    }
    return selectors != NOTHING;
}

Value compress_next(Isolate *isolate, Tool *tool) {
    HeapMark mark = heap_mark(isolate);
    while (isolate_charge(isolate, 1)) {
        Value element = operate_next(isolate, tool->source), selector = UNDEFINED;
        if (is_element(element)) {
            heap_keep(isolate, element);
            selector = operate_next(isolate, tool->function);
        }
        if (element == NOTHING || selector == NOTHING) {
            return NOTHING;
        }
        if (element == UNDEFINED || selector == UNDEFINED) {
            return tool_end(tool);
        }
        int truth = operate_truth(isolate, heap_keep(isolate, selector));
        if (truth) {
            return truth < 0 ? NOTHING : element;
        }
        heap_release(isolate, mark);
    }
    return NOTHING;
}

/* ---- With a function: takewhile, dropwhile, filterfalse, starmap, accumulate ---- */

bool function_tool_make(Isolate *isolate, Tool *tool, Value *arguments, uint32_t count, const Tuple *names) {
    static const char *const titles[] = {[TOOL_DROPWHILE] = "dropwhile",
                                         [TOOL_FILTERFALSE] = "filterfalse",
                                         [TOOL_STARMAP] = "starmap",
                                         [TOOL_TAKEWHILE] = "takewhile"};
    if (!arguments_positional(isolate, titles[tool->object.detail], count, names, 2, 2)) {
        return false;
    }
    tool_set(isolate, tool, &tool->function, arguments[0]);
    return tool_iterate(isolate, tool, arguments[1]);
}

/* The next element of which the function is what is wanted; with `first_only` only one is looked at. */
static Value next_where(Isolate *isolate, Tool *tool, int wanted, bool first_only) {
    HeapMark mark = heap_mark(isolate);
    while (isolate_charge(isolate, 1)) {
        Value element = operate_next(isolate, tool->source);
        if (!is_element(element)) {
            return element == NOTHING ? NOTHING : tool_end(tool);
        }
        int truth = holds(isolate, tool->function, heap_keep(isolate, element));
        if (truth < 0 || truth == wanted) {
            return truth < 0 ? NOTHING : element;
        }
        if (first_only) {
            return tool_end(tool);
        }
        heap_release(isolate, mark);
    }
    return NOTHING;
}

/* None calls nothing only where CPython has it so: for filterfalse. */
Value takewhile_next(Isolate *isolate, Tool *tool) {
    if (tool->function == NONE) {
        return raise_type(isolate, "'NoneType' object is not callable");
    }
    return next_where(isolate, tool, 1, true);
}

Value filterfalse_next(Isolate *isolate, Tool *tool) { return next_where(isolate, tool, 0, false); }

Value dropwhile_next(Isolate *isolate, Tool *tool) {
    if (tool->position) {
        return operate_next(isolate, tool->source);
    }
    if (tool->function == NONE) {
        return raise_type(isolate, "'NoneType' object is not callable");
    }
    Value element = next_where(isolate, tool, 0, false);
    tool->position = is_element(element);
    return element;
}

Value starmap_next(Isolate *isolate, Tool *tool) {
    Value element = operate_next(isolate, tool->source);
    if (!is_element(element)) {
        return element == NOTHING ? NOTHING : tool_end(tool);
    }
    Value arguments = tuple_from(isolate, heap_keep(isolate, element));
    if (arguments == NOTHING) {
        return NOTHING;
    }
    heap_keep(isolate, arguments);
    uint32_t count = tuple_count(AS(Tuple, arguments));
    Value values = as_object(arguments)->flags & OBJECT_FROZEN ? list_from(isolate, arguments) : arguments;
    if (values == NOTHING) {
        return NOTHING;
    }
    heap_keep(isolate, values);
    const Value *first = is_tuple(values) ? AS(Tuple, values)->values
                         : count          ? AS(List, values)->items->values
                                          : NULL;
    return call(isolate, tool->function, first, count);
}

bool accumulate_make(Isolate *isolate, Tool *tool, Value *arguments, uint32_t count, const Tuple *names) {
    static const char *const parameter_names[] = {"iterable", "func", "initial"};
    static const struct Parameters parameters = {"accumulate", parameter_names, 3, 2, 1};
    Value bound[3];
    if (!arguments_bind(isolate, &parameters, arguments, count, names, bound)) {
        return false;
    }
    tool_set(isolate, tool, &tool->function, bound[1] == UNDEFINED ? NONE : bound[1]);
    tool->position = bound[2] != UNDEFINED && bound[2] != NONE;
    tool_set(isolate, tool, &tool->state, tool->position ? bound[2] : UNDEFINED);
    return tool_iterate(isolate, tool, bound[0]);
}

Value accumulate_next(Isolate *isolate, Tool *tool) {
    if (tool->position) {
        tool->position = 0;
        return tool->state;
    }
    Value element = operate_next(isolate, tool->source);
    if (!is_element(element)) {
        return element == NOTHING ? NOTHING : tool_end(tool);
    }
    if (tool->state != UNDEFINED) {
        heap_keep(isolate, element);
        element = tool->function == NONE ? operate_binary(isolate, BINARY_ADD, tool->state, element)
                                         : call(isolate, tool->function, (Value[]){tool->state, element}, 2);
    }
    if (element != NOTHING) {
        tool_set(isolate, tool, &tool->state, element);
    }
    return element;
}
