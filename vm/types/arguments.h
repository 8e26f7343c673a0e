/*
 * What natives share: spreading positional and named arguments over parameters, indices, and the recursion
 * count.
 *
 * The texts of the errors are those of CPython's generated argument parsers.
 */
#ifndef VM_TYPES_ARGUMENTS_H
#define VM_TYPES_ARGUMENTS_H

#include "vm/isolate.h"
#include "vm/operations.h"

/* Methods of a class's table: a METHOD takes the receiver as arguments[0], which the counts include. */
#define METHOD(c_function, python_name, least, most, of_class)                                               \
    {NATIVE_HEADER,   .name = python_name, .function = c_function, .minimum = least,                         \
     .maximum = most, .flags = NATIVE_ANY, .owner = &(of_class)}
#define METHOD_WITH_KEYWORDS(c_function, python_name, least, most, of_class)                                 \
    {NATIVE_HEADER,       .name = python_name, .keyword_function = c_function,                               \
     .minimum = least,    .maximum = most,     .flags = NATIVE_ANY | NATIVE_KEYWORDS,                        \
     .owner = &(of_class)}
#define METHOD_STATIC(c_function, python_name, least, most)                                                  \
    {NATIVE_HEADER,    .name = python_name, .function = c_function,                                          \
     .minimum = least, .maximum = most,     .flags = NATIVE_ANY | NATIVE_STATIC}
#define METHOD_OF_CLASS(c_function, python_name, least, most)                                                \
    {NATIVE_HEADER,    .name = python_name, .function = c_function,                                          \
     .minimum = least, .maximum = most,     .flags = NATIVE_ANY | NATIVE_CLASS}
#define PROPERTY(c_function, python_name, of_class)                                                          \
    {NATIVE_HEADER,       .name = python_name, .function = c_function,                                       \
     .minimum = 1,        .maximum = 1,        .flags = NATIVE_ANY | NATIVE_PROPERTY,                        \
     .owner = &(of_class)}
#define METHODS_END {.name = NULL}

/* A built-in class. */
#define CLASS_OF_KIND(python_name, class_kind, kind_table, method_table, class_flags)                        \
    {.object = {.kind = KIND_CLASS, .flags = OBJECT_FROZEN},                                                 \
     .static_name = python_name,                                                                             \
     .base = &class_object,                                                                                  \
     .operations = &(kind_table),                                                                            \
     .natives = method_table,                                                                                \
     .instance_kind = class_kind,                                                                            \
     .flags = CLASS_STATIC | (class_flags)}

struct Parameters {
    const char *function;     /* its Python name */
    const char *const *names; /* of all parameters, "" for positional-only ones */
    uint8_t count;            /* of all */
    uint8_t positional;       /* that may be given by position */
    uint8_t required;         /* the first ones, that must be given */
};

/* Fills bound[0 .. parameters->count), UNDEFINED where nothing was given. `count` includes the named ones. */
bool arguments_bind(Isolate *isolate, const struct Parameters *parameters, const Value *arguments,
                    uint32_t count, const Tuple *names, Value *bound);
/* For functions of any number of positional arguments: binds the named ones alone; the number of positional
 * ones, or -1. */
int64_t arguments_named(Isolate *isolate, const struct Parameters *parameters, const Value *arguments,
                        uint32_t count, const Tuple *names, Value *bound);
/* For functions (and classes) that take positional arguments only, from `least` to `most`. */
bool arguments_positional(Isolate *isolate, const char *function, uint32_t count, const Tuple *names,
                          uint32_t least, uint32_t most);

/* An integer clamped to int64, as slices take them; absent or None: `otherwise`. */
bool index_clamped(Isolate *isolate, Value value, int64_t otherwise, int64_t *number);
/* start and stop arguments of find(), index(), count(): resolved against a length. start may come out above
 * stop: nothing there. */
/* A count or position that must fit a machine word: OverflowError beyond. */
bool count_argument(Isolate *isolate, Value value, int64_t *number);
/* The same for list.index() and tuple.index(), which don't take None. */
bool index_range_given(Isolate *isolate, Value start, Value stop, int64_t length, int64_t *from, int64_t *to);
bool index_range(Isolate *isolate, Value start, Value stop, int64_t length, int64_t *from, int64_t *to);
/* container[key] for an integer key: true with 0 <= *index < length. Errors: "list indices must be integers
 * or slices, not str", "list index out of range". `assignment`: "list assignment index out of range". */
bool index_element(Isolate *isolate, Value key, const char *container, int64_t length, bool assignment,
                   int64_t *index);
/* sequence * value: whether `value` is a count at all, and the count: negative is 0; OverflowError if no
 * machine word can hold it. */
bool is_repeat_count(Isolate *isolate, Value value);
bool repeat_count(Isolate *isolate, Value value, uint64_t *count);

/* Whether a value's class may define the reflected operator: then a sequence leaves the error to
 * operate_binary(). */
bool may_reflect(Value value);
/* sequence * value, and sequence + value for the sequence `name`: NOT_IMPLEMENTED then, else the TypeError.
 */
Value repeat_refused(Isolate *isolate, Value value);
Value concatenate_refused(Isolate *isolate, const char *name, Value value);

/* Nested C calls over data of any depth (repr, ==, hash). */
bool recursion_enter(Isolate *isolate, const char *where);
static inline void recursion_leave(Isolate *isolate) { isolate->native_depth--; }

/* Stores a body object (Values, Block) in a field of `owner`. */
static inline void heap_store_body(Isolate *isolate, Object *owner, void *field, const void *body) {
    Value word = NOTHING;
    heap_store(isolate, owner, &word, from_object(body));
    __builtin_memcpy(field, &word, sizeof(word));
}
/* An object's own Value on its way into a container that may hold the collector's attention: skips absent
 * ones. */
static inline void visit_value(void (*visit)(void *context, Value value), void *context, Value value) {
    if (value != NOTHING) {
        visit(context, value);
    }
}
#define VISIT_BODY(visit, context, body) visit_value(visit, context, from_object(body))

#endif
