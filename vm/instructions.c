/* What instructions do off their fast paths: names, cells, building and unpacking containers, special
 * methods. */
#include "vm/instructions.h"

#include "vm/attribute.h"
#include "vm/error.h"
#include "vm/interpreter.h"
#include "vm/names.h"
#include "vm/types/classes.h"
#include "vm/types/containers.h"
#include "vm/types/string.h"

/* ---- Names ---- */

static Value slot_name(const Module *module, uint32_t slot) {
    const Tuple *names = (const Tuple *)((const char *)module->image->header + module->record->names);
    return tuple_get(names, slot);
}

/* Where a module's built-ins are: what it has under __builtins__, if code that exec() runs was given that. */
static Value find_builtin(Isolate *isolate, const Module *module, Value name) {
    Value given = UNDEFINED;
    if (!module->record && module->extra != NOTHING)
        given = dictionary_get_name(AS(Dictionary, module->extra), AS(String, NAME(__builtins__)));
    if (is_dictionary(given))
        return dictionary_get_name(AS(Dictionary, given), AS(String, name));
    Value from = is_kind(given, KIND_MODULE) ? given : isolate->builtins;
    return module_get(isolate, AS(Module, from), name);
}

static Value builtin_or_raise(Isolate *isolate, const Module *module, Value name) {
    Value found = find_builtin(isolate, module, name);
    return found == UNDEFINED ? raise_name(isolate, name) : found;
}

/* The mapping in which code that exec() runs binds its names, if that isn't its globals; else NOTHING. */
static Value own_locals(const Isolate *isolate) {
    const Function *function = isolate->frame->function;
    return function->code->object.detail & CODE_MODULE_BODY ? function->keyword_defaults : NOTHING;
}

Value load_global_slow(Isolate *isolate, Module *module, uint32_t slot) {
    return builtin_or_raise(isolate, module, slot_name(module, slot));
}

bool delete_global(Isolate *isolate, Module *module, uint32_t slot) {
    if (module->slots[slot] == UNDEFINED)
        return raise_name(isolate, slot_name(module, slot)), false;
    module->slots[slot] = UNDEFINED;
    return true;
}

Value load_name(Isolate *isolate, Module *module, Value name) {
    Value locals = own_locals(isolate);
    Value found = locals == NOTHING ? UNDEFINED : load_class_name(isolate, locals, name);
    if (found == UNDEFINED)
        found = module_get(isolate, module, name);
    return found == UNDEFINED ? builtin_or_raise(isolate, module, name) : found;
}

bool store_name(Isolate *isolate, Module *module, Value name, Value value) {
    Value locals = own_locals(isolate);
    if (locals == NOTHING)
        return module_set(isolate, module, name, value);
    return operate_set_item(isolate, locals, name, value);
}

bool delete_name(Isolate *isolate, Module *module, Value name) {
    Value locals = own_locals(isolate);
    if (locals != NOTHING) {
        if (operate_set_item(isolate, locals, name, NOTHING))
            return true;
        return exception_take(isolate, &class_KeyError) != NOTHING && raise_name(isolate, name) != NOTHING;
    }
    if (module_get(isolate, module, name) == UNDEFINED)
        return raise_name(isolate, name), false;
    return attribute_set(isolate, from_object(module), name, NOTHING);
}

Value load_class_name(Isolate *isolate, Value namespace, Value name) {
    if (is_dictionary(namespace) && !as_object(namespace)->class)
        return dictionary_get_name(AS(Dictionary, namespace), AS(String, name));
    Value found = operate_get_item(isolate, namespace, name);
    return found == NOTHING && exception_take(isolate, &class_KeyError) != NOTHING ? UNDEFINED : found;
}

/* ---- Cells ---- */

static Value raise_unbound(Isolate *isolate, Value name, bool free) {
    if (!free)
        return raise_unbound_local(isolate, name);
    return raise_error(
        isolate, &class_NameError,
        "cannot access free variable '%S' where it is not associated with a value in enclosing scope", name);
}

Value load_cell_slow(Isolate *isolate, Value cell, Value name, bool free) {
    if (!is_kind(cell, KIND_CELL))
        return raise_in_wrong_place(isolate), NOTHING;
    return raise_unbound(isolate, name, free);
}

bool store_cell_slow(Isolate *isolate) {
    raise_in_wrong_place(isolate);
    return false;
}

bool delete_cell(Isolate *isolate, Value cell, Value name, bool free) {
    if (!is_kind(cell, KIND_CELL))
        return store_cell_slow(isolate);
    if (AS(Cell, cell)->value == UNDEFINED)
        return raise_unbound(isolate, name, free), false;
    AS(Cell, cell)->value = UNDEFINED;
    return true;
}

/* ---- Operations ---- */

static inline bool is_plain_string(Value value) { return is_string(value) && !as_object(value)->class; }

static bool compare_strings(enum Comparison comparison, const String *left, const String *right) {
    int order;
    if (left->byte_count == 1 && right->byte_count == 1)
        order = left->bytes[0] - right->bytes[0];
    else if (comparison == COMPARE_EQUAL || comparison == COMPARE_NOT_EQUAL)
        order = !string_equal(left, right);
    else
        order = string_order(left, right);
    switch (comparison) {
    case COMPARE_LESS:
        return order < 0;
    case COMPARE_LESS_EQUAL:
        return order <= 0;
    case COMPARE_EQUAL:
        return order == 0;
    case COMPARE_NOT_EQUAL:
        return order != 0;
    case COMPARE_GREATER:
        return order > 0;
    default:
        return order >= 0;
    }
}

/* False: it isn't a small integer, or wouldn't stay one. */
static bool add_to_small(Value *place, int64_t amount) {
    int64_t sum;
    if (!is_small(*place) || __builtin_add_overflow((int64_t)*place, amount * 2, &sum))
        return false;
    *place = (Value)sum;
    return true;
}

/* The attribute and the sum stand at different places of the source: the instruction's first and last word.
 */
bool add_to_attribute(Isolate *isolate, Value owner, Value name, int64_t amount, bool subtract,
                      Cache *cache) {
    Frame *frame = isolate->frame;
    Value *place = attribute_settable_slot(isolate, owner, name, cache);
    if (place && add_to_small(place, amount))
        return true;
    bool native = cache->state == CACHE_PROPERTY && cache->guard == class_of(owner);
    Cache reading = {.state = CACHE_EMPTY};
    frame->program_counter--;
    Value value = native ? AS(Native, cache->value)->function(isolate, &owner, 1)
                         : attribute_get_cached(isolate, owner, name, &reading);
    frame->program_counter++;
    if (value == NOTHING)
        return false;
    heap_keep(isolate, value);
    value = subtract ? operate_in_place(isolate, BINARY_SUBTRACT, value, small(-amount))
                     : operate_in_place(isolate, BINARY_ADD, value, small(amount));
    if (value == NOTHING)
        return false;
    heap_keep(isolate, value);
    frame->program_counter--;
    bool done = attribute_set_cached(isolate, owner, name, value, cache);
    frame->program_counter++;
    return done;
}

int test_bits(Isolate *isolate, Value value, Value bits) {
    Value found = operate_binary(isolate, BINARY_AND, value, bits);
    return found == NOTHING ? -1 : operate_truth(isolate, heap_keep(isolate, found));
}

int test_bit(Isolate *isolate, Value value, Value number) {
    Value shifted = operate_binary(isolate, BINARY_RIGHT_SHIFT, value, number);
    if (shifted == NOTHING)
        return -1;
    heap_keep(isolate, shifted);
    isolate->frame->program_counter++;
    return test_bits(isolate, shifted, small(1));
}

int compare_truth(Isolate *isolate, enum Comparison comparison, Value left, Value right) {
    if (is_plain_string(left) && is_plain_string(right))
        return compare_strings(comparison, AS(String, left), AS(String, right));
    Value result = operate_compare(isolate, comparison, left, right);
    if (is_boolean(result))
        return result == TRUE;
    return result == NOTHING ? -1 : operate_truth(isolate, heap_keep(isolate, result));
}

Value get_special(Isolate *isolate, Value value, Value name) {
    Value method = attribute_special(isolate, value, name);
    if (method != UNDEFINED)
        return method;
    const String *text = AS(String, name);
    bool exits = string_is(text, "__exit__");
    bool asynchronous = string_is(text, "__aenter__") || string_is(text, "__aexit__");
    return raise_type(isolate, "'%T' object does not support the %scontext manager protocol%s", value,
                      asynchronous ? "asynchronous " : "", exits ? " (missed __exit__ method)" : "");
}

Value length_value(Isolate *isolate, Value value) {
    int64_t length = operate_length(isolate, value);
    return length < 0 ? NOTHING : small(length);
}

Value match_exception(Isolate *isolate, Value exception, Value classes) {
    bool is_sequence = is_tuple(classes);
    uint32_t count = is_sequence ? tuple_count(AS(Tuple, classes)) : 1;
    bool matches = false;
    for (uint32_t i = 0; i < count; i++) {
        Value class = is_sequence ? tuple_get(AS(Tuple, classes), i) : classes;
        if (!is_class(class) || !(AS(Class, class)->flags & CLASS_EXCEPTION))
            return raise_type(isolate,
                              "catching classes that do not inherit from BaseException is not allowed");
        matches = matches || is_instance(exception, AS(Class, class));
    }
    if (isolate->in_hook && !isolate->catchable_budget && is_instance(exception, &class_BudgetExceeded))
        return FALSE;
    return boolean(matches);
}

/* ---- Building ---- */

Value build_set(Isolate *isolate, const Value *elements, uint32_t count) {
    Value set = set_new(isolate, &class_set);
    if (set == NOTHING)
        return NOTHING;
    heap_keep(isolate, set);
    for (uint32_t i = 0; i < count; i++)
        if (!set_add(isolate, set, elements[i]))
            return NOTHING;
    return set;
}

Value build_dictionary(Isolate *isolate, const Value *pairs, uint32_t count) {
    Value dictionary = dictionary_new(isolate, count / 2);
    if (dictionary == NOTHING)
        return NOTHING;
    heap_keep(isolate, dictionary);
    for (uint32_t i = 0; i + 1 < count; i += 2)
        if (!dictionary_set(isolate, dictionary, pairs[i], pairs[i + 1]))
            return NOTHING;
    return dictionary;
}

Value build_string(Isolate *isolate, const Value *parts, uint32_t count) {
    for (uint32_t i = 0; i < count; i++)
        if (!is_string(parts[i]))
            return raise_in_wrong_place(isolate), NOTHING;
    return string_of_parts(isolate, parts, count);
}

static bool require(Isolate *isolate, bool right) {
    if (!right)
        raise_in_wrong_place(isolate);
    return right;
}

bool append_to_list(Isolate *isolate, Value list, Value element) {
    return require(isolate, is_list(list)) && list_append(isolate, list, element);
}

bool extend_list(Isolate *isolate, Value list, Value iterable) {
    if (!require(isolate, is_list(list)))
        return false;
    if (list_extend(isolate, list, iterable))
        return true;
    bool iterates = class_of(iterable)->operations && class_of(iterable)->operations->iterate;
    if (!iterates && class_lookup(isolate, class_of(iterable), NAME(__iter__)) == UNDEFINED &&
        class_lookup(isolate, class_of(iterable), NAME(__getitem__)) == UNDEFINED &&
        exception_take(isolate, &class_TypeError) != NOTHING)
        raise_type(isolate, "Value after * must be an iterable, not %T", iterable);
    return false;
}

bool add_to_set(Isolate *isolate, Value set, Value element) {
    return require(isolate, is_kind(set, KIND_SET)) && set_add(isolate, set, element);
}

bool update_set(Isolate *isolate, Value set, Value iterable) {
    return require(isolate, is_kind(set, KIND_SET)) && set_update(isolate, set, iterable);
}

static bool is_mapping(Isolate *isolate, Value value) {
    return is_dictionary(value) || class_lookup(isolate, class_of(value), NAME(keys)) != UNDEFINED;
}

bool update_dictionary(Isolate *isolate, Value dictionary, Value mapping) {
    if (!require(isolate, is_dictionary(dictionary)))
        return false;
    if (!is_mapping(isolate, mapping))
        return raise_type(isolate, "'%T' object is not a mapping", mapping), false;
    return dictionary_update(isolate, dictionary, mapping);
}

bool merge_keywords(Isolate *isolate, Value callable, Value dictionary, Value mapping) {
    if (!require(isolate, is_dictionary(dictionary)))
        return false;
    if (!is_mapping(isolate, mapping))
        return raise_type(isolate, "%S argument after ** must be a mapping, not %T",
                          callable_title(isolate, callable), mapping),
               false;
    Value fresh = heap_keep(isolate, dictionary_new(isolate, 0)), key, value;
    if (fresh == NOTHING || !dictionary_update(isolate, fresh, mapping))
        return false;
    uint32_t position = 0;
    while (dictionary_next(AS(Dictionary, fresh), &position, &key, &value)) {
        if (!is_string(key))
            return raise_type(isolate, "keywords must be strings"), false;
        if (dictionary_get_name(AS(Dictionary, dictionary), AS(String, key)) != UNDEFINED)
            return raise_type(isolate, "%S got multiple values for keyword argument '%S'",
                              callable_title(isolate, callable), key),
                   false;
    }
    return dictionary_update(isolate, dictionary, fresh);
}

Value format_value(Isolate *isolate, const Value *value_and_specification, uint32_t conversion) {
    Value value = value_and_specification[0];
    Value specification = conversion & 4 ? value_and_specification[1] : NAME(empty);
    switch (conversion & 3) {
    case 1:
        value = operate_string(isolate, value);
        break;
    case 2:
        value = operate_represent(isolate, value);
        break;
    case 3:
        value = operate_represent(isolate, value);
        value = value == NOTHING ? NOTHING : string_to_ascii(isolate, heap_keep(isolate, value));
        break;
    }
    if (value == NOTHING || (conversion & 3 && !(conversion & 4)))
        return value;
    return operate_format(isolate, heap_keep(isolate, value), specification);
}

/* ---- Unpacking ---- */

static bool raise_not_enough(Isolate *isolate, uint32_t wanted, uint64_t got, bool star) {
    raise_value_error(isolate, "not enough values to unpack (expected %s%u, got %llu)",
                      star ? "at least " : "", wanted, (unsigned long long)got);
    return false;
}

static bool unpack_values(Isolate *isolate, Value *registers, Value sequence, uint32_t wanted) {
    uint64_t got = is_list(sequence) ? AS(List, sequence)->length : tuple_count(AS(Tuple, sequence));
    if (got < wanted)
        return raise_not_enough(isolate, wanted, got, false);
    if (got > wanted)
        return raise_value_error(isolate, "too many values to unpack (expected %u)", wanted), false;
    for (uint32_t i = 0; i < wanted; i++)
        registers[i] =
            is_list(sequence) ? list_get(AS(List, sequence), i) : tuple_get(AS(Tuple, sequence), i);
    return true;
}

static Value iterator_for(Isolate *isolate, Value iterable) {
    Value iterator = operate_iterate(isolate, iterable);
    const Class *class = class_of(iterable);
    if (iterator == NOTHING && !(class->operations && class->operations->iterate) &&
        class_lookup(isolate, class, NAME(__iter__)) == UNDEFINED &&
        exception_take(isolate, &class_TypeError) != NOTHING)
        raise_type(isolate, "cannot unpack non-iterable %T object", iterable);
    return iterator == NOTHING ? NOTHING : heap_keep(isolate, iterator);
}

/* Elements are collected in a list first: the registers may hold the iterable. */
static Value take(Isolate *isolate, Value iterator, uint32_t wanted) {
    Value list = list_new(isolate, 0, NULL);
    if (list == NOTHING)
        return NOTHING;
    heap_keep(isolate, list);
    for (uint32_t i = 0; i < wanted; i++) {
        Value element = operate_next(isolate, iterator);
        if (element == UNDEFINED)
            break;
        if (element == NOTHING || !list_append(isolate, list, element))
            return NOTHING;
    }
    return list;
}

bool unpack(Isolate *isolate, Value *registers, Value iterable, uint32_t count) {
    if ((is_list(iterable) || is_tuple(iterable)) && !as_object(iterable)->class)
        return unpack_values(isolate, registers, iterable, count);
    Value iterator = iterator_for(isolate, iterable);
    Value list = iterator == NOTHING ? NOTHING : take(isolate, iterator, count + 1);
    return list != NOTHING && unpack_values(isolate, registers, list, count);
}

bool unpack_star(Isolate *isolate, Value *registers, Value iterable, uint32_t before, uint32_t after) {
    Value iterator = iterator_for(isolate, iterable);
    Value all = iterator == NOTHING ? NOTHING : list_from(isolate, iterator);
    if (all == NOTHING)
        return false;
    heap_keep(isolate, all);
    uint64_t got = AS(List, all)->length, wanted = (uint64_t)before + after;
    if (got < wanted)
        return raise_not_enough(isolate, (uint32_t)wanted, got, true);
    Values *items = AS(List, all)->items;
    Value middle = list_new(isolate, got - wanted, items ? items->values + before : NULL);
    if (middle == NOTHING)
        return false;
    for (uint32_t i = 0; i < before; i++)
        registers[i] = items->values[i];
    registers[before] = middle;
    for (uint32_t i = 0; i < after; i++)
        registers[before + 1 + i] = items->values[got - after + i];
    return true;
}
