/*
 * One list of wrappers for all special methods of built-in types: (1).__add__, list.__len__,
 * super().__setitem__ ...
 *
 * A wrapper calls the receiver's own operations table directly, past any overriding method of a user-made
 * class: this is how an override reaches what it overrides. A class has the wrappers whose operations its
 * table has.
 */
#include "vm/types/wrappers.h"

#include "vm/error.h"
#include "vm/interpreter.h"
#include "vm/isolate.h"
#include "vm/names.h"
#include "vm/types/arguments.h"
#include "vm/types/classes.h"
#include "vm/types/containers.h"
#include "vm/types/iterator.h"
#include "vm/types/numbers.h"
#include "vm/types/string.h"

static const Operations *operations_of(Value value) {
    if (is_object(value))
        return kind_operations[as_object(value)->kind];
    return class_of(value)->operations;
}

static Value refused(Isolate *isolate, const char *name, Value self) {
    return raise_type(isolate, "descriptor '%s' doesn't apply to a '%T' object", name, self);
}

/* Leaves the function if the receiver can't do it. */
#define NEED(operation, name)                                                                                \
    const Operations *operations = operations_of(arguments[0]);                                              \
    if (!operations->operation)                                                                              \
    return refused(isolate, name, arguments[0])

static Value truth_value(int truth) { return truth < 0 ? NOTHING : boolean(truth); }
static Value done(bool succeeded) { return succeeded ? NONE : NOTHING; }

#define WRAPPER(name)                                                                                        \
    static Value name(Isolate *isolate, Value *arguments, uint32_t count __attribute__((unused)))

/* ---- Showing, hashing, truth ---- */

WRAPPER(wrap_repr) {
    NEED(represent, "__repr__");
    return operations->represent(isolate, arguments[0]);
}

WRAPPER(wrap_str) {
    const Operations *operations = operations_of(arguments[0]);
    if (operations->string)
        return operations->string(isolate, arguments[0]);
    return operate_represent(isolate, arguments[0]);
}

WRAPPER(wrap_format) {
    if (!is_string(arguments[1]))
        return raise_type(isolate, "__format__() argument must be str, not %A", arguments[1]);
    const Operations *operations = operations_of(arguments[0]);
    if (operations->format)
        return operations->format(isolate, arguments[0], arguments[1]);
    if (AS(String, arguments[1])->length)
        return raise_type(isolate, "unsupported format string passed to %T.__format__", arguments[0]);
    return operate_string(isolate, arguments[0]);
}

/* CPython gives -2 for -1, which its C code uses for errors; hashes are shown in the small range here. */
WRAPPER(wrap_hash) {
    const Operations *operations = operations_of(arguments[0]);
    uint64_t hash = (uint64_t)arguments[0] >> 4;
    if (operations->hash && !operations->hash(isolate, arguments[0], &hash))
        return NOTHING;
    return integer_from_int64(isolate, (int64_t)hash);
}

WRAPPER(wrap_bool) {
    NEED(truth, "__bool__");
    return truth_value(operations->truth(isolate, arguments[0]));
}

/* ---- Containers ---- */

WRAPPER(wrap_len) {
    NEED(length, "__len__");
    int64_t length = operations->length(isolate, arguments[0]);
    return length < 0 ? NOTHING : integer_from_int64(isolate, length);
}

WRAPPER(wrap_getitem) {
    NEED(get_item, "__getitem__");
    return operations->get_item(isolate, arguments[0], arguments[1]);
}

WRAPPER(wrap_setitem) {
    NEED(set_item, "__setitem__");
    return done(operations->set_item(isolate, arguments[0], arguments[1], arguments[2]));
}

WRAPPER(wrap_delitem) {
    NEED(set_item, "__delitem__");
    return done(operations->set_item(isolate, arguments[0], arguments[1], NOTHING));
}

WRAPPER(wrap_contains) {
    NEED(contains, "__contains__");
    return truth_value(operations->contains(isolate, arguments[0], arguments[1]));
}

WRAPPER(wrap_iter) {
    NEED(iterate, "__iter__");
    return operations->iterate(isolate, arguments[0]);
}

WRAPPER(wrap_next) {
    NEED(next, "__next__");
    Value value = is_kind(arguments[0], KIND_ITERATOR) ? iterator_next_or_stop(isolate, arguments[0])
                                                       : operations->next(isolate, arguments[0]);
    return value == UNDEFINED ? raise_stop_iteration(isolate, NONE) : value;
}

static Value wrap_call(Isolate *isolate, Value *arguments, uint32_t count, const Tuple *names) {
    NEED(call, "__call__");
    return operations->call(isolate, arguments[0], arguments + 1, count - 1, names);
}

/* ---- Comparing ---- */

static Value compare(Isolate *isolate, enum Comparison comparison, Value *arguments) {
    const Operations *operations = operations_of(arguments[0]);
    if (operations->compare)
        return operations->compare(isolate, comparison, arguments[0], arguments[1]);
    if (arguments[0] == arguments[1] && (comparison == COMPARE_EQUAL || comparison == COMPARE_NOT_EQUAL))
        return boolean(comparison == COMPARE_EQUAL);
    return NOT_IMPLEMENTED;
}

#define COMPARE_WRAPPER(name, comparison)                                                                    \
    WRAPPER(wrap_##name) { return compare(isolate, comparison, arguments); }
COMPARE_WRAPPER(lt, COMPARE_LESS)
COMPARE_WRAPPER(le, COMPARE_LESS_EQUAL)
COMPARE_WRAPPER(eq, COMPARE_EQUAL)
COMPARE_WRAPPER(gt, COMPARE_GREATER)
COMPARE_WRAPPER(ge, COMPARE_GREATER_EQUAL)

/* object.__ne__ asks __eq__, an overriding one too. */
WRAPPER(wrap_ne) {
    const Operations *operations = operations_of(arguments[0]);
    if (operations->compare)
        return operations->compare(isolate, COMPARE_NOT_EQUAL, arguments[0], arguments[1]);
    Value other = arguments[1];
    Value equal = call_special(isolate, arguments[0], NAME(__eq__), &other, 1);
    if (equal == NOTHING || equal == UNDEFINED || equal == NOT_IMPLEMENTED)
        return equal == UNDEFINED ? NOT_IMPLEMENTED : equal;
    int truth = operate_truth(isolate, equal);
    return truth < 0 ? NOTHING : boolean(!truth);
}

/* ---- Arithmetic ---- */

static Value binary(Isolate *isolate, enum BinaryOperator operator, Value self, Value left, Value right) {
    const Operations *operations = operations_of(self);
    return operations->binary ? operations->binary(isolate, operator, left, right) : NOT_IMPLEMENTED;
}

static Value in_place(Isolate *isolate, enum BinaryOperator operator, Value left, Value right) {
    const Operations *operations = operations_of(left);
    return operations->in_place ? operations->in_place(isolate, operator, left, right) : NOT_IMPLEMENTED;
}

#define BINARY_WRAPPERS(name, operator)                                                                      \
    WRAPPER(wrap_##name) { return binary(isolate, operator, arguments[0], arguments[0], arguments[1]); }     \
    WRAPPER(wrap_r##name) { return binary(isolate, operator, arguments[0], arguments[1], arguments[0]); }    \
    WRAPPER(wrap_i##name) { return in_place(isolate, operator, arguments[0], arguments[1]); }
BINARY_WRAPPERS(add, BINARY_ADD)
BINARY_WRAPPERS(sub, BINARY_SUBTRACT)
BINARY_WRAPPERS(mul, BINARY_MULTIPLY)
BINARY_WRAPPERS(truediv, BINARY_TRUE_DIVIDE)
BINARY_WRAPPERS(floordiv, BINARY_FLOOR_DIVIDE)
BINARY_WRAPPERS(mod, BINARY_MODULO)
BINARY_WRAPPERS(pow, BINARY_POWER)
BINARY_WRAPPERS(lshift, BINARY_LEFT_SHIFT)
BINARY_WRAPPERS(rshift, BINARY_RIGHT_SHIFT)
BINARY_WRAPPERS(and, BINARY_AND)
BINARY_WRAPPERS(xor, BINARY_XOR)
BINARY_WRAPPERS(or, BINARY_OR)

#define UNARY_WRAPPER(name, operator)                                                                        \
    WRAPPER(wrap_##name) {                                                                                   \
        NEED(unary, "__" #name "__");                                                                        \
        return operations->unary(isolate, operator, arguments[0]);                                           \
    }
UNARY_WRAPPER(neg, UNARY_NEGATE)
UNARY_WRAPPER(pos, UNARY_POSITIVE)
UNARY_WRAPPER(invert, UNARY_INVERT)

/* ---- The list ---- */

enum Need { /* which operation a class must have for a row to be its method */
            NEED_NOTHING,
            NEED_TRUTH,
            NEED_LENGTH,
            NEED_GET_ITEM,
            NEED_SET_ITEM,
            NEED_CONTAINS,
            NEED_ITERATE,
            NEED_NEXT,
            NEED_CALL,
            NEED_MAKE,
            NEED_BINARY,
            NEED_SEQUENCE,
            NEED_NUMBER,
            NEED_SETLIKE,
            NEED_IN_PLACE,
            NEED_UNARY,
            NEED_HASH,
            NEED_ORDER
};

static bool is_number_table(const Operations *operations) { return operations->unary != NULL; }

static bool has(const Operations *operations, enum Need need) {
    switch (need) {
    case NEED_TRUTH:
        return operations->truth;
    case NEED_LENGTH:
        return operations->length;
    case NEED_GET_ITEM:
        return operations->get_item;
    case NEED_SET_ITEM:
        return operations->set_item;
    case NEED_CONTAINS:
        return operations->contains;
    case NEED_ITERATE:
        return operations->iterate;
    case NEED_NEXT:
        return operations->next;
    case NEED_CALL:
        return operations->call;
    case NEED_MAKE:
        return operations->make && operations != &instance_operations;
    case NEED_BINARY:
        return operations->binary;
    /* Of those with binary operators, sequences have items and no unary ones, sets neither. */
    case NEED_SEQUENCE:
        return operations->binary && (operations->get_item || is_number_table(operations));
    case NEED_NUMBER:
        return operations->binary && is_number_table(operations);
    case NEED_SETLIKE:
        return operations->binary && (!operations->get_item || is_number_table(operations));
    case NEED_IN_PLACE:
        return operations->in_place;
    case NEED_UNARY:
        return operations->unary;
    default:
        return true;
    }
}

struct Row {
    Native native;
    uint8_t need;
};

#define ROW(c_function, python_name, arguments, need)                                                        \
    {{NATIVE_HEADER, .name = python_name, .function = c_function, .minimum = arguments,                      \
      .maximum = arguments, .flags = NATIVE_ANY},                                                            \
     need}
#define OPERATOR_ROWS(name, need)                                                                            \
    ROW(wrap_##name, "__" #name "__", 2, need), ROW(wrap_r##name, "__r" #name "__", 2, need),                \
        ROW(wrap_i##name, "__i" #name "__", 2, NEED_IN_PLACE)

static const struct Row rows[] = {
    ROW(wrap_repr, "__repr__", 1, NEED_NOTHING),
    ROW(wrap_str, "__str__", 1, NEED_NOTHING),
    ROW(wrap_format, "__format__", 2, NEED_NOTHING),
    ROW(wrap_hash, "__hash__", 1, NEED_HASH),
    ROW(wrap_bool, "__bool__", 1, NEED_TRUTH),
    ROW(wrap_len, "__len__", 1, NEED_LENGTH),
    ROW(wrap_getitem, "__getitem__", 2, NEED_GET_ITEM),
    ROW(wrap_setitem, "__setitem__", 3, NEED_SET_ITEM),
    ROW(wrap_delitem, "__delitem__", 2, NEED_SET_ITEM),
    ROW(wrap_contains, "__contains__", 2, NEED_CONTAINS),
    ROW(wrap_iter, "__iter__", 1, NEED_ITERATE),
    ROW(wrap_next, "__next__", 1, NEED_NEXT),
    {{NATIVE_HEADER, .name = "__call__", .keyword_function = wrap_call, .minimum = 1,
      .maximum = NATIVE_UNLIMITED, .flags = NATIVE_ANY | NATIVE_KEYWORDS},
     NEED_CALL},
    {NATIVE_WITH_KEYWORDS(object_new, "__new__", 1, NATIVE_UNLIMITED, NATIVE_ANY), NEED_MAKE},
    ROW(wrap_eq, "__eq__", 2, NEED_NOTHING),
    ROW(wrap_ne, "__ne__", 2, NEED_NOTHING),
    ROW(wrap_lt, "__lt__", 2, NEED_ORDER),
    ROW(wrap_le, "__le__", 2, NEED_ORDER),
    ROW(wrap_gt, "__gt__", 2, NEED_ORDER),
    ROW(wrap_ge, "__ge__", 2, NEED_ORDER),
    OPERATOR_ROWS(add, NEED_SEQUENCE),
    OPERATOR_ROWS(sub, NEED_SETLIKE),
    OPERATOR_ROWS(mul, NEED_SEQUENCE),
    OPERATOR_ROWS(truediv, NEED_NUMBER),
    OPERATOR_ROWS(floordiv, NEED_NUMBER),
    OPERATOR_ROWS(mod, NEED_SEQUENCE),
    OPERATOR_ROWS(pow, NEED_NUMBER),
    OPERATOR_ROWS(lshift, NEED_NUMBER),
    OPERATOR_ROWS(rshift, NEED_NUMBER),
    OPERATOR_ROWS(and, NEED_SETLIKE),
    OPERATOR_ROWS(xor, NEED_SETLIKE),
    OPERATOR_ROWS(or, NEED_BINARY),
    ROW(wrap_neg, "__neg__", 1, NEED_UNARY),
    ROW(wrap_pos, "__pos__", 1, NEED_UNARY),
    ROW(wrap_invert, "__invert__", 1, NEED_UNARY),
};

static bool named_specially(const String *name) {
    return name->object.detail == 1 && name->length > 4 && name->bytes[0] == '_' && name->bytes[1] == '_';
}

Value wrapper_lookup(const Class *class, const String *name) {
    if (!named_specially(name))
        return UNDEFINED;
    const Operations *operations = class->operations;
    for (size_t index = 0; index < sizeof(rows) / sizeof(rows[0]); index++) {
        const struct Row *row = &rows[index];
        if (!string_is(name, row->native.name))
            continue;
        if (row->need == NEED_HASH && operations->compare && !operations->hash)
            return NONE;
        return has(operations, row->need) ? from_object(&row->native) : UNDEFINED;
    }
    return UNDEFINED;
}

bool wrapper_is(const Native *native) {
    return (uintptr_t)native >= (uintptr_t)rows &&
           (uintptr_t)native < (uintptr_t)(rows + sizeof(rows) / sizeof(*rows)) &&
           !(native->flags & NATIVE_STATIC); /* __new__ is a function */
}
