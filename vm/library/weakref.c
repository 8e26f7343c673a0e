/* _weakref: references that keep nothing alive, on which library/weakref.py builds. The collector's part is
 * in vm/weak.c. */
#include "vm/weak.h"

#include "vm/library/library.h"
#include "vm/names.h"
#include "vm/types/arguments.h"
#include "vm/types/containers.h"
#include "vm/types/list.h"
#include "vm/types/modules.h"
#include "vm/types/numbers.h"
#include "vm/types/string.h"

static Value reference_make(Isolate *isolate, const Class *class, Value *arguments, uint32_t count,
                            const Tuple *names) {
    if (names && class == &class_weakref)
        return raise_type(isolate, "ref() takes no keyword arguments");
    uint32_t given = count - (names ? tuple_count(names) : 0);
    if (given < 1)
        return raise_type(isolate, "__new__ expected at least 1 argument, got 0");
    if (given > 2)
        return raise_type(isolate, "__new__ expected at most 2 arguments, got %u", given);
    if (!weak_possible(arguments[0]))
        return raise_type(isolate, "cannot create weak reference to '%T' object", arguments[0]);
    return weak_new(isolate, class == &class_weakref ? NULL : class, arguments[0],
                    given > 1 ? arguments[1] : NONE);
}

static Value reference_call(Isolate *isolate, Value self, Value *arguments, uint32_t count,
                            const Tuple *names) {
    (void)arguments;
    if (count || names)
        return raise_type(isolate, "weakref() takes no arguments (%u given)", count);
    Value referent = weak_get(isolate, AS(Weakref, self));
    return referent == UNDEFINED ? NONE : referent;
}

static Value reference_represent(Isolate *isolate, Value self) {
    Value referent = weak_get(isolate, AS(Weakref, self));
    if (referent == UNDEFINED)
        return string_format(isolate, "<weakref at %p; dead>", (void *)self);
    heap_keep(isolate, referent);
    Value name = attribute_find(isolate, referent, NAME(__name__));
    if (name == NOTHING)
        return NOTHING;
    if (is_string(name))
        return string_format(isolate, "<weakref at %p; to '%T' at %p (%S)>", (void *)self, referent,
                             (void *)referent, heap_keep(isolate, name));
    return string_format(isolate, "<weakref at %p; to '%T' at %p>", (void *)self, referent, (void *)referent);
}

static bool reference_hash(Isolate *isolate, Value self, uint64_t *hash) {
    Weakref *reference = AS(Weakref, self);
    if (reference->hash == UNDEFINED) {
        Value referent = weak_get(isolate, reference);
        if (referent == UNDEFINED)
            return raise_type(isolate, "weak object has gone away"), false;
        heap_keep(isolate, referent);
        if (!operate_hash(isolate, referent, hash))
            return false;
        reference->hash = *hash << 1 | 1;
    }
    *hash = reference->hash >> 1;
    return true;
}

/* By what they refer to while both are alive, else by identity. */
static Value reference_compare(Isolate *isolate, enum Comparison comparison, Value left, Value right) {
    bool equality = comparison == COMPARE_EQUAL || comparison == COMPARE_NOT_EQUAL;
    if (!equality || !is_kind(left, KIND_WEAKREF) || !is_kind(right, KIND_WEAKREF))
        return NOT_IMPLEMENTED;
    Value first = weak_get(isolate, AS(Weakref, left)), second = weak_get(isolate, AS(Weakref, right));
    if (first == UNDEFINED || second == UNDEFINED)
        return boolean((left == right) == (comparison == COMPARE_EQUAL));
    heap_keep(isolate, first);
    heap_keep(isolate, second);
    return operate_compare(isolate, comparison, first, second);
}

static void reference_trace(Object *object, void (*visit)(void *context, Value value), void *context) {
    const Weakref *reference = (const Weakref *)object;
    visit_value(visit, context, reference->callback);
    if (object->detail & WEAK_FINALIZER)
        visit_value(visit, context, reference->referent);
    if (object->detail & WEAK_QUEUED)
        visit_value(visit, context, from_object(reference->next));
}

static Value get_callback(Isolate *isolate, Value *arguments, uint32_t count) {
    (void)count;
    const Weakref *reference = AS(Weakref, arguments[0]);
    return weak_get(isolate, reference) == UNDEFINED ? NONE : reference->callback;
}

static const Native reference_methods[] = {
    PROPERTY(get_callback, "__callback__", class_weakref),
    METHODS_END,
};

const Operations weakref_operations = {
    .represent = reference_represent,
    .hash = reference_hash,
    .compare = reference_compare,
    .call = reference_call,
    .make = reference_make,
    .fixed_size = sizeof(Weakref),
    .trace = reference_trace,
};

const Class class_weakref =
    CLASS_OF_KIND("weakref.ReferenceType", KIND_WEAKREF, weakref_operations, reference_methods, 0);

/* ---- The module ---- */

static void count_one(Weakref *reference, void *context) {
    (void)reference;
    ++*(int64_t *)context;
}

static Value weak_count(Isolate *isolate, Value *arguments, uint32_t count) {
    (void)count;
    int64_t number = 0;
    if (is_object(arguments[0]))
        weak_each(isolate, arguments[0], count_one, &number);
    return small(number);
}

struct Found {
    Value tuple;
    uint32_t count;
};

static void add_one(Weakref *reference, void *context) {
    struct Found *found = context;
    AS(Tuple, found->tuple)->values[found->count++] = from_object(reference);
}

/* The newest last, as CPython lists them; the list is made from a tuple of the right size. */
static Value weak_list(Isolate *isolate, Value *arguments, uint32_t count) {
    int64_t number = small_number(weak_count(isolate, arguments, count));
    struct Found found = {.tuple = tuple_new(isolate, (uint32_t)number, NULL)};
    if (found.tuple == NOTHING)
        return NOTHING;
    heap_keep(isolate, found.tuple);
    if (number)
        weak_each(isolate, arguments[0], add_one, &found);
    Value list = list_new(isolate, 0, NULL);
    for (uint32_t i = 0; list != NOTHING && i < found.count; i++)
        if (!list_append(isolate, heap_keep(isolate, list), tuple_get(AS(Tuple, found.tuple), i)))
            return NOTHING;
    return list;
}

static const Native natives[] = {
    NATIVE(weak_count, "getweakrefcount", 1, 1, NATIVE_ANY),
    NATIVE(weak_list, "getweakrefs", 1, 1, NATIVE_ANY),
    {.name = NULL},
};

static const Class *const classes[] = {&class_weakref, NULL};

const struct NativeModule weakref_module = {.name = "_weakref", .natives = natives, .classes = classes};
