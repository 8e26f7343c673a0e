/*
 * int | str: a union of classes, which isinstance() and issubclass() take.
 *
 * It has the layout of a tuple, its members, without being one: they are in order of appearance, none twice.
 * Two unions of the same members are equal.
 */
#include "vm/types/union.h"

#include "vm/isolate.h"
#include "vm/names.h"
#include "vm/types/arguments.h"
#include "vm/types/classes.h"
#include "vm/types/generic_alias.h"
#include "vm/types/string.h"

static bool is_union(Value value) { return is_tuple(value) && as_object(value)->class == &class_UnionType; }

/* ---- Making ---- */

/* A member, or as many as a union has; None stands for its class. */
static uint32_t member_count(Value value) { return is_union(value) ? tuple_count(AS(Tuple, value)) : 1; }

static Value member_of(Value value, uint32_t index) {
    if (is_union(value))
        return tuple_get(AS(Tuple, value), index);
    return value == NONE ? from_object(class_of(NONE)) : value;
}

static bool has_member(const Tuple *members, Value member) {
    for (uint32_t i = 0; i < tuple_count(members); i++)
        if (tuple_get(members, i) == member)
            return true;
    return false;
}

static void join(Tuple *members, Value value) {
    for (uint32_t i = 0; i < member_count(value); i++) {
        Value member = member_of(value, i);
        if (!has_member(members, member))
            members->values[members->object.count++] = member;
    }
}

static bool may_join(Value value) {
    return is_class(value) || value == NONE || is_union(value) || is_generic_alias(value);
}

Value union_of(Isolate *isolate, Value left, Value right) {
    if (!may_join(left) || !may_join(right))
        return NOT_IMPLEMENTED;
    size_t size = sizeof(Tuple) + (member_count(left) + member_count(right)) * sizeof(Value);
    Tuple *members = heap_allocate(isolate, KIND_TUPLE, size, &class_UnionType);
    if (!members)
        return NOTHING;
    join(members, left);
    join(members, right);
    return tuple_count(members) == 1 ? tuple_get(members, 0) : from_object(members);
}

/* ---- Operations ---- */

static Value binary(Isolate *isolate, enum BinaryOperator operator, Value left, Value right) {
    return operator == BINARY_OR ? union_of(isolate, left, right) : NOT_IMPLEMENTED;
}

static Value represent(Isolate *isolate, Value self) {
    StringBuilder builder;
    string_builder_start(&builder, isolate);
    for (uint32_t i = 0; i < member_count(self); i++) {
        Value member = member_of(self, i);
        if (i)
            string_builder_c(&builder, " | ");
        string_builder_value(&builder, annotation_title(isolate, member));
    }
    return string_builder_finish(&builder);
}

static bool contains_all(const Tuple *members, const Tuple *others) {
    for (uint32_t i = 0; i < tuple_count(others); i++)
        if (!has_member(members, tuple_get(others, i)))
            return false;
    return true;
}

static Value compare(Isolate *isolate, enum Comparison comparison, Value left, Value right) {
    (void)isolate;
    if (!is_union(left) || !is_union(right) ||
        (comparison != COMPARE_EQUAL && comparison != COMPARE_NOT_EQUAL))
        return NOT_IMPLEMENTED;
    bool equal =
        contains_all(AS(Tuple, left), AS(Tuple, right)) && contains_all(AS(Tuple, right), AS(Tuple, left));
    return boolean(equal == (comparison == COMPARE_EQUAL));
}

static bool hash(Isolate *isolate, Value self, uint64_t *result) {
    *result = 0;
    for (uint32_t i = 0; i < member_count(self); i++) {
        uint64_t part;
        if (!operate_hash(isolate, member_of(self, i), &part))
            return false;
        *result ^= part;
    }
    return true;
}

static Value property_args(Isolate *isolate, Value *arguments, uint32_t count) {
    (void)count;
    const Tuple *members = AS(Tuple, arguments[0]);
    return tuple_new(isolate, tuple_count(members), members->values);
}

static const Operations union_operations = {
    .represent = represent,
    .hash = hash,
    .compare = compare,
    .binary = binary,
};
static const Native union_methods[] = {
    PROPERTY(property_args, "__args__", class_UnionType),
    METHODS_END,
};
const Class class_UnionType =
    CLASS_OF_KIND("types.UnionType", KIND_TUPLE, union_operations, union_methods, CLASS_FINAL);
