/* Methods of set and frozenset. */
#include "vm/isolate.h"
#include "vm/types/arguments.h"
#include "vm/types/classes.h"
#include "vm/types/set.h"
#include "vm/types/table.h"

static Value method_init(Isolate *isolate, Value *arguments, uint32_t count, const Tuple *names) {
    if (!arguments_positional(isolate, "set", count - 1, names, 0, 1)) {
        return NOTHING;
    }
    table_clear(isolate, &AS(Set, arguments[0])->dictionary);
    return count == 1 || set_update(isolate, arguments[0], arguments[1]) ? NONE : NOTHING;
}

static const Class *result_class(Value set) {
    return as_object(set)->flags & OBJECT_FROZENSET ? &class_frozenset : &class_set;
}

typedef bool Change(Isolate *isolate, Value set, Value other);

static Value change_all(Isolate *isolate, Change *change, Value set, const Value *others, uint32_t count) {
    for (uint32_t i = 0; i < count; i++) {
        if (!change(isolate, set, others[i])) {
            return NOTHING;
        }
    }
    return set;
}

static Value changed_copy(Isolate *isolate, Change *change, const Value *arguments, uint32_t count) {
    Value copy = set_copy(isolate, result_class(arguments[0]), arguments[0]);
    return copy == NOTHING ? NOTHING
                           : change_all(isolate, change, heap_keep(isolate, copy), arguments + 1, count - 1);
}

static Value changed(Isolate *isolate, Change *change, const Value *arguments, uint32_t count) {
    return change_all(isolate, change, arguments[0], arguments + 1, count - 1) == NOTHING ? NOTHING : NONE;
}

static Value method_union(Isolate *isolate, Value *arguments, uint32_t count) {
    return changed_copy(isolate, set_update, arguments, count);
}
static Value method_intersection(Isolate *isolate, Value *arguments, uint32_t count) {
    return changed_copy(isolate, set_intersect, arguments, count);
}
static Value method_difference(Isolate *isolate, Value *arguments, uint32_t count) {
    return changed_copy(isolate, set_subtract, arguments, count);
}
static Value method_symmetric_difference(Isolate *isolate, Value *arguments, uint32_t count) {
    return changed_copy(isolate, set_toggle, arguments, count);
}
static Value method_update(Isolate *isolate, Value *arguments, uint32_t count) {
    return changed(isolate, set_update, arguments, count);
}
static Value method_intersection_update(Isolate *isolate, Value *arguments, uint32_t count) {
    if (count == 2) {
        return changed(isolate, set_intersect, arguments, count);
    }
    Value common = changed_copy(isolate, set_intersect, arguments, count); /* nothing changes if one fails */
    if (common == NOTHING) {
        return NOTHING;
    }
    return set_intersect(isolate, arguments[0], heap_keep(isolate, common)) ? NONE : NOTHING;
}
static Value method_difference_update(Isolate *isolate, Value *arguments, uint32_t count) {
    return changed(isolate, set_subtract, arguments, count);
}
static Value method_symmetric_difference_update(Isolate *isolate, Value *arguments, uint32_t count) {
    return changed(isolate, set_toggle, arguments, count);
}

static Value method_add(Isolate *isolate, Value *arguments, uint32_t count) {
    (void)count;
    return set_add(isolate, arguments[0], arguments[1]) ? NONE : NOTHING;
}

/* An unhashable set as an element to remove stands for the frozenset of its elements. */
static int remove_element(Isolate *isolate, Value set, Value element) {
    bool thawed = is_kind(element, KIND_SET) && !(as_object(element)->flags & OBJECT_FROZENSET);
    Value key = thawed ? set_copy(isolate, &class_frozenset, element) : element;
    return key == NOTHING ? -1 : set_remove(isolate, set, heap_keep(isolate, key));
}

static Value method_discard(Isolate *isolate, Value *arguments, uint32_t count) {
    (void)count;
    return remove_element(isolate, arguments[0], arguments[1]) < 0 ? NOTHING : NONE;
}

static Value method_remove(Isolate *isolate, Value *arguments, uint32_t count) {
    (void)count;
    int removed = remove_element(isolate, arguments[0], arguments[1]);
    return removed < 0 ? NOTHING : removed ? NONE : raise_key(isolate, arguments[1]);
}

static Value method_pop(Isolate *isolate, Value *arguments, uint32_t count) {
    (void)count;
    Dictionary *table = &AS(Set, arguments[0])->dictionary;
    if (table->length == 0) {
        return raise_error(isolate, &class_KeyError, "pop from an empty set");
    }
    uint32_t first = table_end(isolate, table, true);
    Value element = table_entry(table, first)->key;
    table_remove(isolate, table, first);
    return element;
}

static Value method_clear(Isolate *isolate, Value *arguments, uint32_t count) {
    (void)count;
    table_clear(isolate, &AS(Set, arguments[0])->dictionary);
    return NONE;
}

static Value method_copy(Isolate *isolate, Value *arguments, uint32_t count) {
    (void)count;
    if (as_object(arguments[0])->class == &class_frozenset) {
        return arguments[0];
    }
    return set_copy(isolate, result_class(arguments[0]), arguments[0]);
}

static Value truth_value(int answer) { return answer < 0 ? NOTHING : boolean(answer); }

static Value method_issubset(Isolate *isolate, Value *arguments, uint32_t count) {
    (void)count;
    Value other = set_from(isolate, arguments[1]);
    return other == NOTHING ? NOTHING : truth_value(set_is_subset(isolate, arguments[0], other));
}

static Value method_issuperset(Isolate *isolate, Value *arguments, uint32_t count) {
    (void)count;
    Value other = set_from(isolate, arguments[1]);
    return other == NOTHING ? NOTHING : truth_value(set_is_subset(isolate, other, arguments[0]));
}

static Value method_isdisjoint(Isolate *isolate, Value *arguments, uint32_t count) {
    (void)count;
    return set_is_disjoint(isolate, arguments[0], arguments[1]);
}

#define SHARED(of_class)                                                                                     \
    METHOD(method_union, "union", 1, NATIVE_UNLIMITED, of_class),                                            \
        METHOD(method_intersection, "intersection", 1, NATIVE_UNLIMITED, of_class),                          \
        METHOD(method_difference, "difference", 1, NATIVE_UNLIMITED, of_class),                              \
        METHOD(method_symmetric_difference, "symmetric_difference", 2, 2, of_class),                         \
        METHOD(method_copy, "copy", 1, 1, of_class), METHOD(method_issubset, "issubset", 2, 2, of_class),    \
        METHOD(method_issuperset, "issuperset", 2, 2, of_class),                                             \
        METHOD(method_isdisjoint, "isdisjoint", 2, 2, of_class)

const Native frozenset_methods[] = {SHARED(class_frozenset), METHODS_END};

const Native set_methods[] = {
    SHARED(class_set),
    METHOD_WITH_KEYWORDS(method_init, "__init__", 1, NATIVE_UNLIMITED, class_set),
    METHOD(method_update, "update", 1, NATIVE_UNLIMITED, class_set),
    METHOD(method_intersection_update, "intersection_update", 1, NATIVE_UNLIMITED, class_set),
    METHOD(method_difference_update, "difference_update", 1, NATIVE_UNLIMITED, class_set),
    METHOD(method_symmetric_difference_update, "symmetric_difference_update", 2, 2, class_set),
    METHOD(method_add, "add", 2, 2, class_set),
    METHOD(method_discard, "discard", 2, 2, class_set),
    METHOD(method_remove, "remove", 2, 2, class_set),
    METHOD(method_pop, "pop", 1, 1, class_set),
    METHOD(method_clear, "clear", 1, 1, class_set),
    METHODS_END,
};
