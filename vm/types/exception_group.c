/* BaseExceptionGroup and ExceptionGroup: a message and a tuple of exceptions, and how to take groups apart.
 */
#include "vm/error.h"
#include "vm/instructions.h"
#include "vm/types/arguments.h"
#include "vm/types/classes.h"
#include "vm/types/containers.h"
#include "vm/types/exception.h"
#include "vm/types/list.h"
#include "vm/types/string.h"

bool is_group(Value value) { return is_exception(value) && is_instance(value, &class_BaseExceptionGroup); }

/* ---- Making ---- */

/* Whether all are exceptions; *plain: all of them Exceptions. */
static bool check_members(Isolate *isolate, Value members, bool *plain) {
    *plain = true;
    for (uint32_t i = 0; i < tuple_count(AS(Tuple, members)); i++) {
        Value member = tuple_get(AS(Tuple, members), i);
        if (!is_exception(member))
            return raise_value_error(isolate, "Item %u of second argument (exceptions) is not an exception",
                                     i),
                   false;
        *plain = *plain && is_instance(member, &class_Exception);
    }
    return true;
}

/* The class of a group with such members; NULL: it can't have them. */
static const Class *class_for_members(Isolate *isolate, const Class *class, bool plain) {
    if (class == &class_BaseExceptionGroup)
        return plain ? &class_ExceptionGroup : class;
    if (plain || !class_derives(class, &class_Exception))
        return class;
    if (class == &class_ExceptionGroup)
        raise_type(isolate, "Cannot nest BaseExceptions in an ExceptionGroup");
    else
        raise_type(isolate, "Cannot nest BaseExceptions in '%N'", class);
    return NULL;
}

static Value members_of(Isolate *isolate, Value sequence) {
    if (!is_list(sequence) && !is_tuple(sequence))
        return raise_type(isolate, "second argument (exceptions) must be a sequence");
    if (sequence_length(sequence) == 0)
        return raise_value_error(isolate, "second argument (exceptions) must be a non-empty sequence");
    return tuple_from(isolate, sequence);
}

static Value make_checked(Isolate *isolate, const Class *class, const Value *arguments, uint32_t count) {
    if (count != 2)
        return raise_type(isolate, "BaseExceptionGroup.__new__() takes exactly 2 arguments (%u given)",
                          count);
    if (!is_string(arguments[0]))
        return raise_type(isolate, "argument 1 must be str, not %A", arguments[0]);
    Value members = members_of(isolate, arguments[1]);
    bool plain;
    if (members == NOTHING || !check_members(isolate, heap_keep(isolate, members), &plain))
        return NOTHING;
    class = class_for_members(isolate, class, plain);
    Value group = class ? exception_new(isolate, class, arguments, count) : NOTHING;
    if (group != NOTHING)
        heap_store(isolate, as_object(group), &AS(Exception, group)->value, members);
    return group;
}

Value group_make(Isolate *isolate, const Class *class, const Value *arguments, uint32_t count,
                 const Tuple *names) {
    if (names && tuple_count(names))
        return raise_type(isolate, "%N() takes no keyword arguments", class);
    HeapMark mark = heap_mark(isolate);
    Value group = make_checked(isolate, class, arguments, count);
    heap_release(isolate, mark);
    return group;
}

Value group_string(Isolate *isolate, Value self) {
    uint32_t count = tuple_count(AS(Tuple, group_exceptions(self)));
    return string_format(isolate, "%S (%u sub-exception%s)", exception_field(isolate, self, "message"), count,
                         count == 1 ? "" : "s");
}

/* ---- Taking apart ---- */

/* Whether an exception is meant by a class, a tuple of classes or a predicate: 1, 0, -1. */
static int matches(Isolate *isolate, Value exception, Value condition) {
    if (is_class(condition) || is_tuple(condition))
        return instance_check(isolate, exception, condition);
    Value answer = call(isolate, condition, &exception, 1);
    return answer == NOTHING ? -1 : operate_truth(isolate, answer);
}

/* group.derive(members) with what belongs to the raise copied; None for no members. */
static Value derive(Isolate *isolate, Value group, Value members) {
    if (AS(List, members)->length == 0)
        return NONE;
    Value name = heap_keep(isolate, string_from_c(isolate, "derive"));
    Value derived = name == NOTHING ? NOTHING : call_special(isolate, group, name, &members, 1);
    if (derived == NOTHING)
        return NOTHING;
    if (!is_group(derived))
        return raise_type(isolate, "derive must return an instance of BaseExceptionGroup");
    Exception *copy = AS(Exception, heap_keep(isolate, derived)), *original = AS(Exception, group);
    heap_store(isolate, &copy->object, &copy->traceback, original->traceback);
    heap_store(isolate, &copy->object, &copy->cause, original->cause);
    heap_store(isolate, &copy->object, &copy->context, original->context);
    copy->suppress_context = original->suppress_context;
    return derived;
}

static bool split(Isolate *isolate, Value exception, Value condition, Value parts[2]);

static bool split_members(Isolate *isolate, Value group, Value condition, Value lists[2]) {
    Value members = group_exceptions(group);
    for (uint32_t i = 0; i < tuple_count(AS(Tuple, members)); i++) {
        Value parts[2];
        if (!split(isolate, tuple_get(AS(Tuple, members), i), condition, parts))
            return false;
        for (uint32_t side = 0; side < 2; side++)
            if (parts[side] != NONE && !list_append(isolate, lists[side], parts[side]))
                return false;
    }
    return true;
}

static bool split_group_in_two(Isolate *isolate, Value group, Value condition, Value parts[2]) {
    Value lists[2] = {heap_keep(isolate, list_new(isolate, 0, NULL)),
                      heap_keep(isolate, list_new(isolate, 0, NULL))};
    if (lists[0] == NOTHING || lists[1] == NOTHING || !split_members(isolate, group, condition, lists))
        return false;
    parts[0] = derive(isolate, group, lists[0]);
    parts[1] = parts[0] == NOTHING ? NOTHING : derive(isolate, group, lists[1]);
    return parts[1] != NOTHING;
}

/* parts[0]: what matches, parts[1]: the rest; None where nothing is left. Both are kept. */
static bool split(Isolate *isolate, Value exception, Value condition, Value parts[2]) {
    int matched = matches(isolate, exception, condition);
    if (matched < 0)
        return false;
    parts[0] = matched ? exception : NONE;
    parts[1] = matched ? NONE : exception;
    if (matched || !is_group(exception))
        return true;
    if (!recursion_enter(isolate, " in exception group"))
        return false;
    bool good = split_group_in_two(isolate, exception, condition, parts);
    recursion_leave(isolate);
    return good;
}

/* ---- except* ---- */

static bool names_group(Value classes) {
    bool is_sequence = is_tuple(classes);
    uint32_t count = is_sequence ? tuple_count(AS(Tuple, classes)) : 1;
    for (uint32_t i = 0; i < count; i++) {
        Value class = is_sequence ? tuple_get(AS(Tuple, classes), i) : classes;
        if (is_class(class) && class_derives(AS(Class, class), &class_BaseExceptionGroup))
            return true;
    }
    return false;
}

static Value group_of(Isolate *isolate, Value members) {
    Value arguments[] = {string_from_c(isolate, ""), members};
    if (arguments[0] == NOTHING)
        return NOTHING;
    heap_keep(isolate, arguments[0]);
    return group_make(isolate, &class_BaseExceptionGroup, arguments, 2, NULL);
}

bool group_split(Isolate *isolate, Value exception, Value classes, Value parts[2]) {
    Value matched = match_exception(isolate, exception, classes);
    if (matched == NOTHING)
        return false;
    if (names_group(classes)) {
        raise_type(isolate, "catching ExceptionGroup with except* is not allowed. Use except instead.");
        return false;
    }
    Value found[2] = {NONE, exception};
    if (matched == TRUE) {
        found[1] = NONE;
        Value members = is_group(exception) ? NONE : heap_keep(isolate, tuple_new(isolate, 1, &exception));
        found[0] = members == NONE ? exception : members == NOTHING ? NOTHING : group_of(isolate, members);
        if (found[0] == NOTHING)
            return false;
    } else if (is_group(exception) && !split(isolate, exception, classes, found))
        return false;
    parts[0] = found[0];
    parts[1] = found[1];
    return true;
}

static bool list_has(Value list, Value item) {
    for (uint64_t i = 0; i < AS(List, list)->length; i++)
        if (AS(List, list)->items->values[i] == item)
            return true;
    return false;
}

/* Appends the exceptions in a group that are no groups themselves. */
static bool append_leaves(Isolate *isolate, Value exception, Value leaves) {
    if (!is_group(exception))
        return list_append(isolate, leaves, exception);
    if (!recursion_enter(isolate, " in exception group"))
        return false;
    bool good = true;
    Value members = group_exceptions(exception);
    for (uint32_t i = 0; good && i < tuple_count(AS(Tuple, members)); i++)
        good = append_leaves(isolate, tuple_get(AS(Tuple, members), i), leaves);
    recursion_leave(isolate);
    return good;
}

/* The group with those of its leaves alone that are in the list `leaves`; None for none. Bound: leaves of the
 * one by leaves of the other. */
static Value project(Isolate *isolate, Value exception, Value leaves) {
    if (!is_group(exception))
        return list_has(leaves, exception) ? exception : NONE;
    Value kept = heap_keep(isolate, list_new(isolate, 0, NULL)), members = group_exceptions(exception);
    if (kept == NOTHING || !recursion_enter(isolate, " in exception group"))
        return NOTHING;
    bool good = true;
    for (uint32_t i = 0; good && i < tuple_count(AS(Tuple, members)); i++) {
        Value part = project(isolate, tuple_get(AS(Tuple, members), i), leaves);
        good = part != NOTHING && (part == NONE || list_append(isolate, kept, part));
    }
    recursion_leave(isolate);
    return good ? derive(isolate, exception, kept) : NOTHING;
}

/* Whether an exception is a part of `group` that went through a clause as it was. */
static bool is_part(Value exception, Value group) {
    const Exception *part = AS(Exception, exception), *whole = AS(Exception, group);
    return part->traceback == whole->traceback && part->cause == whole->cause &&
           part->context == whole->context;
}

/* As compiled code has them: an exception, and a list of exceptions and None. */
static bool can_join(Value group, Value results) {
    if (!is_exception(group) || !is_list(results))
        return false;
    for (uint64_t i = 0; i < AS(List, results)->length; i++) {
        Value result = AS(List, results)->items->values[i];
        if (result != NONE && !is_exception(result))
            return false;
    }
    return true;
}

/* Parts that are left over or were raised again make up one group of the first one's shape; what the clauses
 * raised anew stands beside it. Source: PEP 654. */
Value group_join(Isolate *isolate, Value group, Value results) {
    if (!can_join(group, results))
        return raise_in_wrong_place(isolate), NOTHING;
    Value leaves = heap_keep(isolate, list_new(isolate, 0, NULL)),
          raised = leaves == NOTHING ? NOTHING : heap_keep(isolate, list_new(isolate, 0, NULL));
    if (raised == NOTHING)
        return NOTHING;
    for (uint64_t i = 0; i < AS(List, results)->length; i++) {
        Value result = AS(List, results)->items->values[i];
        if (result != NONE && !is_group(group))
            return result; /* one clause at most took it */
        if (result != NONE && !(is_part(result, group) ? append_leaves(isolate, result, leaves)
                                                       : list_append(isolate, raised, result)))
            return NOTHING;
    }
    Value left = is_group(group) ? project(isolate, group, leaves) : NONE;
    if (left == NOTHING || AS(List, raised)->length == 0)
        return left;
    if (left != NONE && !list_append(isolate, raised, left))
        return NOTHING;
    return AS(List, raised)->length == 1 ? AS(List, raised)->items->values[0] : group_of(isolate, raised);
}

/* ---- Methods ---- */

static bool split_checked(Isolate *isolate, Value *arguments, Value parts[2]) {
    bool callable = is_kind(arguments[1], KIND_FUNCTION) || is_kind(arguments[1], KIND_METHOD) ||
                    is_kind(arguments[1], KIND_NATIVE);
    if (is_class(arguments[1]) || is_tuple(arguments[1]) || callable)
        return split(isolate, arguments[0], arguments[1], parts);
    raise_type(isolate, "expected a function, exception type or tuple of exception types");
    return false;
}

static Value method_split(Isolate *isolate, Value *arguments, uint32_t count) {
    (void)count;
    Value parts[2];
    return split_checked(isolate, arguments, parts) ? tuple_new(isolate, 2, parts) : NOTHING;
}

static Value method_subgroup(Isolate *isolate, Value *arguments, uint32_t count) {
    (void)count;
    Value parts[2];
    return split_checked(isolate, arguments, parts) ? parts[0] : NOTHING;
}

static Value method_derive(Isolate *isolate, Value *arguments, uint32_t count) {
    (void)count;
    Value made[] = {exception_field(isolate, arguments[0], "message"), arguments[1]};
    return group_make(isolate, &class_BaseExceptionGroup, made, 2, NULL);
}

const Native group_natives[] = {
    METHOD(method_split, "split", 2, 2, class_BaseExceptionGroup),
    METHOD(method_subgroup, "subgroup", 2, 2, class_BaseExceptionGroup),
    METHOD(method_derive, "derive", 2, 2, class_BaseExceptionGroup),
    METHODS_END,
};
