/* match statements (PEP 634): what the patterns' instructions ask. */
#include "vm/attribute.h"
#include "vm/instructions.h"
#include "vm/names.h"
#include "vm/types/bytes.h"
#include "vm/types/classes.h"
#include "vm/types/containers.h"
#include "vm/types/numbers.h"
#include "vm/types/string.h"

/* Whether the value's class has the bit in __abc_tpflags__, which Sequence and Mapping of collections.abc
 * give to what derives from them or is registered. The bits are CPython's. */
static bool is_flagged(Value value, int64_t bit) {
    const Class *class = class_of(value);
    Value flags = class->flags & CLASS_STATIC ? UNDEFINED : class_lookup(NULL, class, NAME(__abc_tpflags__));
    return is_small(flags) && small_number(flags) & bit;
}

/* Strings and byte strings are no sequences here. */
bool match_sequence(Value value) {
    return is_list(value) || is_tuple(value) || is_kind(value, KIND_RANGE) ||
           is_kind(value, KIND_MEMORYVIEW) || is_kind(value, KIND_ARRAY) || is_kind(value, KIND_DEQUE) ||
           is_flagged(value, 1 << 5);
}

bool match_mapping(Value value) { return is_dictionary(value) || is_flagged(value, 1 << 6); }

/* ---- Keys ---- */

/* One key's value, without making a default dictionary grow; UNDEFINED: absent. */
static Value match_key(Isolate *isolate, Value mapping, const Tuple *keys, uint32_t index) {
    Value key = tuple_get(keys, index);
    for (uint32_t earlier = 0; earlier < index; earlier++) {
        int equal = operate_equal(isolate, tuple_get(keys, earlier), key);
        if (equal)
            return equal < 0 ? NOTHING
                             : raise_value_error(isolate, "mapping pattern checks duplicate key (%V)", key);
    }
    if (is_dictionary(mapping) && !as_object(mapping)->class)
        return dictionary_get(isolate, mapping, key);
    Value get = attribute_get(isolate, mapping, NAME(get)), absent = from_object(keys);
    Value arguments[] = {key, absent};
    Value value = get == NOTHING ? NOTHING : call(isolate, heap_keep(isolate, get), arguments, 2);
    return value == absent ? UNDEFINED : value;
}

Value match_keys(Isolate *isolate, Value mapping, Value keys) {
    if (!match_mapping(mapping) || !is_tuple(keys))
        return NONE;
    uint32_t count = tuple_count(AS(Tuple, keys));
    Value values = tuple_new(isolate, count, NULL);
    if (values == NOTHING)
        return NOTHING;
    heap_keep(isolate, values);
    for (uint32_t index = 0; index < count; index++) {
        Value value = match_key(isolate, mapping, AS(Tuple, keys), index);
        if (value == NOTHING || value == UNDEFINED)
            return value == NOTHING ? NOTHING : NONE;
        heap_store(isolate, as_object(values), &AS(Tuple, values)->values[index], value);
    }
    return values;
}

/* ---- Classes ---- */

/* Of these built-in classes one positional pattern matches the value itself. */
static bool matches_itself(const Class *class) {
    static const Class *const classes[] = {&class_bool,  &class_bytearray, &class_bytes, &class_dict,
                                           &class_float, &class_frozenset, &class_int,   &class_list,
                                           &class_set,   &class_str,       &class_tuple};
    for (size_t index = 0; index < sizeof(classes) / sizeof(classes[0]); index++)
        if (class_derives(class, classes[index]))
            return true;
    return false;
}

/* The names of the positional sub-patterns, or NOTHING with an exception. */
static Value positional_names(Isolate *isolate, const Class *class, uint32_t positional) {
    Value names = attribute_find(isolate, from_object(class), NAME(__match_args__));
    if (names == NOTHING)
        return NOTHING;
    if (names == UNDEFINED)
        names = tuple_new(isolate, 0, NULL);
    if (names == NOTHING)
        return NOTHING;
    if (!is_tuple(names))
        return raise_type(isolate, "%N.__match_args__ must be a tuple (got %T)", class, names);
    uint32_t allowed = tuple_count(AS(Tuple, names));
    if (positional > allowed)
        return raise_type(isolate, "%N() accepts %u positional sub-pattern%s (%u given)", class, allowed,
                          allowed == 1 ? "" : "s", positional);
    return names;
}

static Value name_at(Value first, uint32_t positional, Value rest, uint32_t index) {
    return index < positional ? tuple_get(AS(Tuple, first), index)
                              : tuple_get(AS(Tuple, rest), index - positional);
}

/* Attribute of the value by the name at the index; UNDEFINED: absent. */
static Value match_attribute(Isolate *isolate, const Class *class, Value value, Value first,
                             uint32_t positional, Value rest, uint32_t index) {
    Value name = name_at(first, positional, rest, index);
    if (!is_string(name))
        return raise_type(isolate, "__match_args__ elements must be strings (got %T)", name);
    for (uint32_t earlier = 0; earlier < index; earlier++)
        if (operate_equal(isolate, name, name_at(first, positional, rest, earlier)) > 0)
            return raise_type(isolate, "%N() got multiple sub-patterns for attribute %V", class, name);
    return attribute_find(isolate, value, name);
}

static Value match_attributes(Isolate *isolate, const Class *class, Value value, Value first,
                              uint32_t positional, Value rest) {
    uint32_t count = positional + tuple_count(AS(Tuple, rest));
    Value values = tuple_new(isolate, count, NULL);
    if (values == NOTHING)
        return NOTHING;
    heap_keep(isolate, values);
    for (uint32_t index = 0; index < count; index++) {
        Value found = match_attribute(isolate, class, value, first, positional, rest, index);
        if (found == NOTHING || found == UNDEFINED)
            return found == NOTHING ? NOTHING : NONE;
        heap_store(isolate, as_object(values), &AS(Tuple, values)->values[index], found);
    }
    return values;
}

/* Built-in classes of the list above: the value itself, then the named attributes. */
static Value match_itself(Isolate *isolate, const Class *class, Value value, Value rest) {
    Value named = match_attributes(isolate, class, value, NOTHING, 0, rest);
    if (named == NOTHING || named == NONE)
        return named;
    uint32_t count = tuple_count(AS(Tuple, named));
    Value values = tuple_new(isolate, count + 1, NULL);
    if (values == NOTHING)
        return NOTHING;
    AS(Tuple, values)->values[0] = value;
    for (uint32_t index = 0; index < count; index++)
        AS(Tuple, values)->values[index + 1] = tuple_get(AS(Tuple, named), index);
    return values;
}

Value match_class(Isolate *isolate, Value value, Value class, uint32_t positional, Value names) {
    if (!is_class(class))
        return raise_type(isolate, "called match pattern must be a class");
    int matches = instance_check(isolate, value, class);
    if (matches <= 0 || !is_tuple(names))
        return matches < 0 ? NOTHING : NONE;
    const Class *of = AS(Class, class);
    if (!positional)
        return match_attributes(isolate, of, value, NOTHING, 0, names);
    if (matches_itself(of) && class_lookup(isolate, of, NAME(__match_args__)) == UNDEFINED) {
        if (positional > 1)
            return raise_type(isolate, "%N() accepts 1 positional sub-pattern (%u given)", of, positional);
        return match_itself(isolate, of, value, names);
    }
    Value first = positional_names(isolate, of, positional);
    return first == NOTHING
               ? NOTHING
               : match_attributes(isolate, of, value, heap_keep(isolate, first), positional, names);
}
