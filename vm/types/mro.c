/* C3: the order in which a class's bases are searched, and which metaclass and layout the bases agree on. */
#include "vm/types/mro.h"

#include "vm/isolate.h"
#include "vm/names.h"
#include "vm/types/class.h"
#include "vm/types/classes.h"
#include "vm/types/containers.h"
#include "vm/types/string.h"

enum { SEQUENCE_LIMIT = 64 };

/* What is left of the sequences to be merged. */
struct Merge {
    const Tuple *sequences[SEQUENCE_LIMIT];
    uint32_t heads[SEQUENCE_LIMIT];
    uint32_t count;
};

static bool ended(const struct Merge *merge, uint32_t i) {
    return merge->heads[i] >= tuple_count(merge->sequences[i]);
}

/* Whether a class stands behind the head of some sequence. */
static bool is_in_tail(const struct Merge *merge, Value class) {
    for (uint32_t i = 0; i < merge->count; i++)
        for (uint32_t j = merge->heads[i] + 1; j < tuple_count(merge->sequences[i]); j++)
            if (tuple_get(merge->sequences[i], j) == class)
                return true;
    return false;
}

/* The next class of the order; NONE: all sequences ended; UNDEFINED: they contradict each other. */
static Value next_class(const struct Merge *merge) {
    bool left = false;
    for (uint32_t i = 0; i < merge->count; i++) {
        if (ended(merge, i))
            continue;
        left = true;
        Value head = tuple_get(merge->sequences[i], merge->heads[i]);
        if (!is_in_tail(merge, head))
            return head;
    }
    return left ? UNDEFINED : NONE;
}

static void take(struct Merge *merge, Value class) {
    for (uint32_t i = 0; i < merge->count; i++)
        if (!ended(merge, i) && tuple_get(merge->sequences[i], merge->heads[i]) == class)
            merge->heads[i]++;
}

static Value raise_conflict(Isolate *isolate, const Tuple *bases) {
    Value names = NAME(empty);
    for (uint32_t i = 0; i < tuple_count(bases) && names != NOTHING; i++)
        names = heap_keep(
            isolate, string_format(isolate, "%S%s%N", names, i ? ", " : "", AS(Class, tuple_get(bases, i))));
    if (names == NOTHING)
        return NOTHING;
    return raise_type(isolate, "Cannot create a consistent method resolution\norder (MRO) for bases %S",
                      names);
}

Value mro_new(Isolate *isolate, Value class, const Tuple *bases) {
    struct Merge merge = {.count = tuple_count(bases) + 1};
    if (merge.count >= SEQUENCE_LIMIT)
        return raise_type(isolate, "too many bases");
    for (uint32_t i = 0; i + 1 < merge.count; i++) {
        Value mro = class_mro(isolate, AS(Class, tuple_get(bases, i)));
        if (mro == NOTHING)
            return NOTHING;
        merge.sequences[i] = AS(Tuple, heap_keep(isolate, mro));
    }
    merge.sequences[merge.count - 1] = bases;
    Value order = list_new(isolate, 1, &class), next;
    if (order == NOTHING)
        return NOTHING;
    heap_keep(isolate, order);
    while ((next = next_class(&merge)) != NONE) {
        if (next == UNDEFINED)
            return raise_conflict(isolate, bases);
        if (!list_append(isolate, order, next))
            return NOTHING;
        take(&merge, next);
    }
    return tuple_from(isolate, order);
}

const Class *class_metaclass(Isolate *isolate, const Class *metaclass, const Tuple *bases) {
    const Class *winner = metaclass;
    for (uint32_t i = 0; i < tuple_count(bases); i++) {
        const Class *other = class_of(tuple_get(bases, i));
        if (class_derives(other, winner))
            winner = other;
        else if (!class_derives(winner, other)) {
            raise_type(isolate,
                       "metaclass conflict: the metaclass of a derived class must be a (non-strict) subclass "
                       "of the metaclasses of all its bases");
            return NULL;
        }
    }
    return winner;
}

const Class *mro_layout_base(Isolate *isolate, const Tuple *bases) {
    const Class *best = NULL;
    for (uint32_t i = 0; i < tuple_count(bases); i++) {
        const Class *base = AS(Class, tuple_get(bases, i));
        if (base->instance_kind == KIND_INSTANCE || (best && best->operations == base->operations))
            continue;
        if (best) {
            raise_type(isolate, "multiple bases have instance lay-out conflict");
            return NULL;
        }
        best = base;
    }
    return best ? best : AS(Class, tuple_get(bases, 0));
}
