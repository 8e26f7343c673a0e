/* The module itertools: its classes, and what all its iterators have in common. */
#include "vm/library/itertools.h"

#include "vm/types/numbers.h"
#include "vm/types/string.h"

static ToolMake *const makers[] = {
    [TOOL_ACCUMULATE] = accumulate_make,
    [TOOL_CHAIN] = chain_make,
    [TOOL_COMBINATIONS] = combinations_make,
    [TOOL_COMBINATIONS_WITH_REPLACEMENT] = combinations_make,
    [TOOL_COMPRESS] = compress_make,
    [TOOL_COUNT] = count_make,
    [TOOL_CYCLE] = cycle_make,
    [TOOL_DROPWHILE] = function_tool_make,
    [TOOL_FILTERFALSE] = function_tool_make,
    [TOOL_GROUPBY] = groupby_make,
    [TOOL_ISLICE] = islice_make,
    [TOOL_PAIRWISE] = pairwise_make,
    [TOOL_PERMUTATIONS] = permutations_make,
    [TOOL_PRODUCT] = product_make,
    [TOOL_REPEAT] = repeat_make,
    [TOOL_STARMAP] = function_tool_make,
    [TOOL_TAKEWHILE] = function_tool_make,
    [TOOL_ZIP_LONGEST] = zip_longest_make,
};

static ToolNext *const next_functions[TOOL_TYPE_COUNT] = {
    [TOOL_ACCUMULATE] = accumulate_next,
    [TOOL_CHAIN] = chain_next,
    [TOOL_COMBINATIONS] = combinations_next,
    [TOOL_COMBINATIONS_WITH_REPLACEMENT] = combinations_next,
    [TOOL_COMPRESS] = compress_next,
    [TOOL_COUNT] = count_next,
    [TOOL_CYCLE] = cycle_next,
    [TOOL_DROPWHILE] = dropwhile_next,
    [TOOL_FILTERFALSE] = filterfalse_next,
    [TOOL_GROUPBY] = groupby_next,
    [TOOL_ISLICE] = islice_next,
    [TOOL_PAIRWISE] = pairwise_next,
    [TOOL_PERMUTATIONS] = permutations_next,
    [TOOL_PRODUCT] = product_next,
    [TOOL_REPEAT] = repeat_next,
    [TOOL_STARMAP] = starmap_next,
    [TOOL_TAKEWHILE] = takewhile_next,
    [TOOL_ZIP_LONGEST] = zip_longest_next,
    [TOOL_GROUPER] = grouper_next,
    [TOOL_TEE] = tee_next,
};

const Class *tool_class(const Object *tool) { return &tool_classes[tool->detail]; }

Value tool_new(Isolate *isolate, enum ToolType type, const Class *class) {
    Tool *tool = heap_allocate(isolate, KIND_TOOL, sizeof(Tool), class == &tool_classes[type] ? NULL : class);
    if (tool) {
        tool->object.detail = (uint16_t)type;
        tool->source = tool->function = tool->state = NONE;
    }
    return from_object(tool);
}

bool tool_iterate(Isolate *isolate, Tool *tool, Value iterable) {
    Value iterator = operate_iterate(isolate, iterable);
    if (iterator == NOTHING) {
        return false;
    }
    tool_set(isolate, tool, &tool->source, iterator);
    return true;
}

static Value make(Isolate *isolate, const Class *class, Value *arguments, uint32_t count,
                  const Tuple *names) {
    const Class *own = class;
    while (!(own->flags & CLASS_STATIC)) {
        own = own->base;
    }
    size_t type = (size_t)(own - tool_classes);
    if (type >= TOOL_GROUPER) {
        return raise_type(isolate, "cannot create '%N' instances", own);
    }
    HeapMark mark = heap_mark(isolate);
    Value tool = tool_new(isolate, (enum ToolType)type, class);
    bool made = tool != NOTHING && heap_keep(isolate, tool) &&
                makers[type](isolate, AS(Tool, tool), arguments, count, names);
    heap_release(isolate, mark);
    return made ? tool : NOTHING;
}

static Value itself(Isolate *isolate, Value self) {
    (void)isolate;
    return self;
}

static Value next(Isolate *isolate, Value self) {
    Tool *tool = AS(Tool, self);
    if (tool->source == UNDEFINED) {
        return UNDEFINED;
    }
    HeapMark mark = heap_mark(isolate);
    heap_keep(isolate, tool->source);
    heap_keep(isolate, tool->function);
    heap_keep(isolate, tool->state);
    Value element = recursion_enter(isolate, "") ? UNDEFINED : NOTHING;
    if (element != NOTHING) {
        element = next_functions[tool->object.detail](isolate, tool);
        recursion_leave(isolate);
    }
    heap_release(isolate, mark);
    return element;
}

static Value represent(Isolate *isolate, Value self) {
    const Tool *tool = AS(Tool, self);
    HeapMark mark = heap_mark(isolate);
    Value name = class_name(isolate, class_of(self));
    heap_keep(isolate, name);
    Value text = NOTHING;
    if (name == NOTHING) {
    } else if (tool->object.detail == TOOL_COUNT) {
        text = tool->state == small(1)
                   ? string_format(isolate, "%S(%V)", name, tool->function)
                   : string_format(isolate, "%S(%V, %V)", name, tool->function, tool->state);
    } else if (tool->object.detail == TOOL_REPEAT) {
        text = tool->step ? string_format(isolate, "%S(%V, %lu)", name, tool->function,
                                          (unsigned long)tool->remaining)
                          : string_format(isolate, "%S(%V)", name, tool->function);
    } else {
        text = string_format(isolate, "<%T object at %p>", self, (void *)self);
    }
    heap_release(isolate, mark);
    return text;
}

const Operations tool_operations = {
    .represent = represent,
    .iterate = itself,
    .next = next,
    .make = make,
    .fixed_size = sizeof(Tool),
    OPERATIONS_FIELDS(Tool, source, state),
};

/* ---- Methods of single classes ---- */

static Value chain_from_iterable(Isolate *isolate, Value *arguments, uint32_t count) {
    (void)count;
    Value chain = tool_new(isolate, TOOL_CHAIN, AS(Class, arguments[0]));
    if (chain == NOTHING) {
        return NOTHING;
    }
    heap_keep(isolate, chain);
    AS(Tool, chain)->state = UNDEFINED;
    return tool_iterate(isolate, AS(Tool, chain), arguments[1]) ? chain : NOTHING;
}

static Value repeat_length(Isolate *isolate, Value *arguments, uint32_t count) {
    (void)count;
    const Tool *tool = AS(Tool, arguments[0]);
    return tool->step ? integer_from_uint64(isolate, tool->remaining)
                      : raise_type(isolate, "len() of unsized object");
}

static const Native chain_methods[] = {
    METHOD_OF_CLASS(chain_from_iterable, "from_iterable", 2, 2),
    METHODS_END,
};
static const Native repeat_methods[] = {
    METHOD(repeat_length, "__length_hint__", 1, 1, tool_classes[TOOL_REPEAT]),
    METHODS_END,
};
static const Native tee_methods[] = {
    METHOD(tee_copy, "__copy__", 1, 1, tool_classes[TOOL_TEE]),
    METHODS_END,
};

const Class tool_classes[TOOL_TYPE_COUNT] = {
#define ROW(type, name, methods, flags)                                                                      \
    [type] = CLASS_OF_KIND(name, KIND_TOOL, tool_operations, methods, flags)
    ROW(TOOL_ACCUMULATE, "itertools.accumulate", NULL, 0),
    ROW(TOOL_CHAIN, "itertools.chain", chain_methods, 0),
    ROW(TOOL_COMBINATIONS, "itertools.combinations", NULL, 0),
    ROW(TOOL_COMBINATIONS_WITH_REPLACEMENT, "itertools.combinations_with_replacement", NULL, 0),
    ROW(TOOL_COMPRESS, "itertools.compress", NULL, 0),
    ROW(TOOL_COUNT, "itertools.count", NULL, 0),
    ROW(TOOL_CYCLE, "itertools.cycle", NULL, 0),
    ROW(TOOL_DROPWHILE, "itertools.dropwhile", NULL, 0),
    ROW(TOOL_FILTERFALSE, "itertools.filterfalse", NULL, 0),
    ROW(TOOL_GROUPBY, "itertools.groupby", NULL, 0),
    ROW(TOOL_ISLICE, "itertools.islice", NULL, 0),
    ROW(TOOL_PAIRWISE, "itertools.pairwise", NULL, 0),
    ROW(TOOL_PERMUTATIONS, "itertools.permutations", NULL, 0),
    ROW(TOOL_PRODUCT, "itertools.product", NULL, 0),
    ROW(TOOL_REPEAT, "itertools.repeat", repeat_methods, 0),
    ROW(TOOL_STARMAP, "itertools.starmap", NULL, 0),
    ROW(TOOL_TAKEWHILE, "itertools.takewhile", NULL, 0),
    ROW(TOOL_ZIP_LONGEST, "itertools.zip_longest", NULL, 0),
    ROW(TOOL_GROUPER, "itertools._grouper", NULL, CLASS_FINAL),
    ROW(TOOL_TEE, "itertools._tee", tee_methods, CLASS_FINAL),
#undef ROW
};

static const Class *const classes[] = {
#define CLASS(type) &tool_classes[type]
    CLASS(TOOL_ACCUMULATE),
    CLASS(TOOL_CHAIN),
    CLASS(TOOL_COMBINATIONS),
    CLASS(TOOL_COMBINATIONS_WITH_REPLACEMENT),
    CLASS(TOOL_COMPRESS),
    CLASS(TOOL_COUNT),
    CLASS(TOOL_CYCLE),
    CLASS(TOOL_DROPWHILE),
    CLASS(TOOL_FILTERFALSE),
    CLASS(TOOL_GROUPBY),
    CLASS(TOOL_ISLICE),
    CLASS(TOOL_PAIRWISE),
    CLASS(TOOL_PERMUTATIONS),
    CLASS(TOOL_PRODUCT),
    CLASS(TOOL_REPEAT),
    CLASS(TOOL_STARMAP),
    CLASS(TOOL_TAKEWHILE),
    CLASS(TOOL_ZIP_LONGEST),
    NULL,
#undef CLASS
};
static const Native natives[] = {
    NATIVE(tee, "tee", 1, 2, NATIVE_ANY),
    METHODS_END,
};

const struct NativeModule itertools_module = {.name = "itertools", .natives = natives, .classes = classes};
