/*
 * What the files of itertools share: one layout (Tool, vm/object.h) for all its iterators.
 *
 *                  source                function         state                       numbers
 *   count          NONE                  next number      step
 *   cycle          iterator, then NONE                    list of what it gave        position: in the list
 *   repeat         NONE                  element                                      remaining, if step is 1
 *   chain          iterator of iterables                  the iterator begun
 *   islice         iterator                               end or NONE                 position: next index;
 * step; remaining: seen accumulate     iterator              function, NONE   total or UNDEFINED position: 1,
 * total is to be given first takewhile ...  iterator              function position: 1, dropwhile is done
 *   compress       iterator              selectors
 *   pairwise       iterator                               the last element, UNDEFINED
 *   zip_longest    list of iterators     fill value                                   remaining: iterators
 * not ended product        tuple of pools                         list of indices             position: 1
 * after the first result permutations   pool                                   indices, then cycles position;
 * remaining: r combinations   pool                                   indices                     position;
 * remaining: r groupby        iterator              key, NONE        list: enum GroupPlace       remaining:
 * the group under way _grouper       the groupby           its key remaining: its number _tee iterator,
 * shared                       node: [] or [element, next node]
 */
#ifndef VM_LIBRARY_ITERTOOLS_H
#define VM_LIBRARY_ITERTOOLS_H

#include "vm/isolate.h"
#include "vm/library/library.h"
#include "vm/types/arguments.h"
#include "vm/types/containers.h"

enum ToolType {
    TOOL_ACCUMULATE,
    TOOL_CHAIN,
    TOOL_COMBINATIONS,
    TOOL_COMBINATIONS_WITH_REPLACEMENT,
    TOOL_COMPRESS,
    TOOL_COUNT,
    TOOL_CYCLE,
    TOOL_DROPWHILE,
    TOOL_FILTERFALSE,
    TOOL_GROUPBY,
    TOOL_ISLICE,
    TOOL_PAIRWISE,
    TOOL_PERMUTATIONS,
    TOOL_PRODUCT,
    TOOL_REPEAT,
    TOOL_STARMAP,
    TOOL_TAKEWHILE,
    TOOL_ZIP_LONGEST,
    TOOL_GROUPER, /* from here on: not made by their classes */
    TOOL_TEE,
    TOOL_TYPE_COUNT
};

extern const Class tool_classes[TOOL_TYPE_COUNT];

/* A fresh one; 0: the type's own class. */
Value tool_new(Isolate *isolate, enum ToolType type, const Class *class);
static inline void tool_set(Isolate *isolate, Tool *tool, Value *field, Value value) {
    heap_store(isolate, &tool->object, field, value);
}
static inline Value tool_end(Tool *tool) {
    tool->source = UNDEFINED;
    return UNDEFINED;
}
/* Sets source to iter(iterable). */
bool tool_iterate(Isolate *isolate, Tool *tool, Value iterable);

/* Fills a fresh tool from the arguments its class was called with. */
typedef bool ToolMake(Isolate *isolate, Tool *tool, Value *arguments, uint32_t count, const Tuple *names);
/* The next element; UNDEFINED: ended. Source, function and state are kept meanwhile. */
typedef Value ToolNext(Isolate *isolate, Tool *tool);

ToolMake accumulate_make, chain_make, compress_make, count_make, cycle_make, function_tool_make, islice_make,
    pairwise_make, repeat_make;
ToolNext accumulate_next, chain_next, compress_next, count_next, cycle_next, dropwhile_next, filterfalse_next,
    islice_next, pairwise_next, repeat_next, starmap_next, takewhile_next;

ToolMake groupby_make, zip_longest_make;
ToolNext groupby_next, grouper_next, tee_next, zip_longest_next;
Value tee(Isolate *isolate, Value *arguments, uint32_t count);
Value tee_copy(Isolate *isolate, Value *arguments, uint32_t count);

ToolMake combinations_make, permutations_make, product_make;
ToolNext combinations_next, permutations_next, product_next;

#endif
