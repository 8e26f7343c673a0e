/*
 * The generic operations: a user-made class's special method first, then the kind's table (vm/operations.h).
 *
 * A special method found in a built-in class of the mro is always the one made from the kind's table, so only
 * others are called: user_method() answers UNDEFINED for natives, and the table is used directly.
 */
#include "vm/attribute.h"
#include "vm/error.h"
#include "vm/interpreter.h"
#include "vm/names.h"
#include "vm/types/class.h"
#include "vm/types/classes.h"
#include "vm/types/containers.h"
#include "vm/types/generic_alias.h"
#include "vm/types/iterator.h"
#include "vm/types/numbers.h"
#include "vm/types/string.h"

static const Operations *operations_of(Value value) {
    static const Operations none = {0};
    const Operations *operations = class_of(value)->operations;
    return operations ? operations : &none;
}

/*
 * The operations of a value that is of its kind's own class, told without looking for that class; NULL for
 * others. Most values are such, so the generic operations ask this first.
 */
static inline const Operations *plain_operations(Value value) {
    if (is_small(value))
        return &integer_operations;
    if (is_object(value) && !as_object(value)->class)
        return kind_operations[as_object(value)->kind];
    return NULL;
}

/* The overriding special method of a value's class; UNDEFINED: none, or the built-in one. */
static Value user_method(Isolate *isolate, Value value, Value name) {
    const Class *class = class_of(value);
    if (class->flags & CLASS_STATIC)
        return UNDEFINED;
    Value found = class_lookup(isolate, class, name);
    return is_kind(found, KIND_NATIVE) ? UNDEFINED : found;
}

static Value call_user(Isolate *isolate, Value method, Value value, const Value *arguments, uint32_t count) {
    return call_found(isolate, method, value, arguments, count);
}

/* ---- Text ---- */

static Value require_string(Isolate *isolate, Value text, const char *method) {
    if (text == NOTHING || is_string(text))
        return text;
    return raise_type(isolate, "%s returned non-string (type %T)", method, text);
}

Value operate_represent(Isolate *isolate, Value value) {
    Value method = user_method(isolate, value, NAME(__repr__));
    if (method != UNDEFINED)
        return require_string(isolate, call_user(isolate, method, value, NULL, 0), "__repr__");
    if (operations_of(value)->represent)
        return operations_of(value)->represent(isolate, value);
    return string_format(isolate, "<%T object at %p>", value, (void *)value);
}

Value operate_string(Isolate *isolate, Value value) {
    const Operations *plain = plain_operations(value);
    if (plain && (plain->string || plain->represent))
        return (plain->string ? plain->string : plain->represent)(isolate, value);
    Value method = user_method(isolate, value, NAME(__str__));
    if (method != UNDEFINED)
        return require_string(isolate, call_user(isolate, method, value, NULL, 0), "__str__");
    if (operations_of(value)->string)
        return operations_of(value)->string(isolate, value);
    return operate_represent(isolate, value);
}

Value operate_format(Isolate *isolate, Value value, Value specification) {
    if (!is_string(specification))
        return raise_type(isolate, "format() argument 2 must be str, not %A", specification);
    Value method = user_method(isolate, value, NAME(__format__));
    if (method != UNDEFINED)
        return require_string(isolate, call_user(isolate, method, value, &specification, 1), "__format__");
    if (!AS(String, specification)->length && !(class_of(value)->flags & CLASS_STATIC))
        return operate_string(isolate, value);
    if (operations_of(value)->format)
        return operations_of(value)->format(isolate, value, specification);
    if (is_string(specification) && AS(String, specification)->length)
        return raise_type(isolate, "unsupported format string passed to %T.__format__", value);
    return operate_string(isolate, value);
}

/* ---- Hash, truth, length ---- */

static bool raise_unhashable(Isolate *isolate, Value value) {
    raise_type(isolate, "unhashable type: '%T'", value);
    return false;
}

/* User-made classes: an own __eq__ without __hash__ was given __hash__ = None by vm/types/class.c. */
bool operate_hash(Isolate *isolate, Value value, uint64_t *hash) {
    if (value == UNDEFINED) /* marks deleted entries, so it must not become a key */
        return raise_in_wrong_place(isolate), false;
    const Operations *operations = plain_operations(value);
    if (operations && operations->hash)
        return operations->hash(isolate, value, hash);
    if (class_of(value)->flags & CLASS_HASH) {
        Value method = user_method(isolate, value, NAME(__hash__));
        if (method == NONE)
            return raise_unhashable(isolate, value);
        if (method != UNDEFINED) {
            Value result = call_user(isolate, method, value, NULL, 0);
            if (result != NOTHING && !is_integer(result))
                raise_type(isolate, "__hash__ method should return an integer");
            if (result == NOTHING || !is_integer(result))
                return false;
            *hash = integer_hash(result);
            return true;
        }
    }
    operations = operations_of(value);
    if (operations->hash)
        return operations->hash(isolate, value, hash);
    if (operations->compare && !is_kind(value, KIND_INSTANCE))
        return raise_unhashable(isolate, value);
    *hash = value >> 4;
    return true;
}

int operate_truth(Isolate *isolate, Value value) {
    if (is_boolean(value) || value == NONE)
        return value == TRUE;
    if (class_of(value)->flags & CLASS_BOOL) {
        Value method = user_method(isolate, value, NAME(__bool__));
        if (method != UNDEFINED) {
            Value result = call_user(isolate, method, value, NULL, 0);
            if (result != NOTHING && !is_boolean(result))
                raise_type(isolate, "__bool__ should return bool, returned %T", result);
            return result == TRUE ? 1 : result == FALSE ? 0 : -1;
        }
        if (user_method(isolate, value, NAME(__len__)) != UNDEFINED) {
            int64_t length = operate_length(isolate, value);
            return length < 0 ? -1 : length > 0;
        }
    }
    const Operations *operations = operations_of(value);
    if (operations->truth)
        return operations->truth(isolate, value);
    int64_t length = operations->length ? operations->length(isolate, value) : 1;
    return length < 0 ? -1 : length > 0;
}

static int64_t user_length(Isolate *isolate, Value result) {
    if (result == NOTHING)
        return -1;
    int64_t length;
    Value number = operate_integer(isolate, result);
    if (number == NOTHING)
        return -1;
    if (!integer_to_int64(number, &length))
        raise_error(isolate, &class_OverflowError, "cannot fit 'int' into an index-sized integer");
    else if (length < 0)
        raise_value_error(isolate, "__len__() should return >= 0");
    else
        return length;
    return -1;
}

int64_t operate_length(Isolate *isolate, Value value) {
    const Operations *operations = plain_operations(value);
    if (operations && operations->length)
        return operations->length(isolate, value);
    Value method = user_method(isolate, value, NAME(__len__));
    if (method != UNDEFINED)
        return user_length(isolate, call_user(isolate, method, value, NULL, 0));
    if (operations_of(value)->length)
        return operations_of(value)->length(isolate, value);
    raise_type(isolate, "object of type '%T' has no len()", value);
    return -1;
}

/* ---- Comparing ---- */

static Value comparison_name(enum Comparison comparison) {
    switch (comparison) {
    case COMPARE_LESS:
        return NAME(__lt__);
    case COMPARE_LESS_EQUAL:
        return NAME(__le__);
    case COMPARE_EQUAL:
        return NAME(__eq__);
    case COMPARE_NOT_EQUAL:
        return NAME(__ne__);
    case COMPARE_GREATER:
        return NAME(__gt__);
    default:
        return NAME(__ge__);
    }
}

static const enum Comparison reflected[] = {
    [COMPARE_LESS] = COMPARE_GREATER, [COMPARE_LESS_EQUAL] = COMPARE_GREATER_EQUAL,
    [COMPARE_EQUAL] = COMPARE_EQUAL,  [COMPARE_NOT_EQUAL] = COMPARE_NOT_EQUAL,
    [COMPARE_GREATER] = COMPARE_LESS, [COMPARE_GREATER_EQUAL] = COMPARE_LESS_EQUAL,
};

/* What left's class says; NOT_IMPLEMENTED if nothing. */
static Value compare_one(Isolate *isolate, enum Comparison comparison, Value left, Value right) {
    Value method = user_method(isolate, left, comparison_name(comparison));
    if (method == UNDEFINED && comparison == COMPARE_NOT_EQUAL && class_of(left)->flags & CLASS_EQ) {
        method = user_method(isolate, left, NAME(__eq__));
        Value equal = method == UNDEFINED ? NOT_IMPLEMENTED : call_user(isolate, method, left, &right, 1);
        if (method != UNDEFINED && (equal == NOTHING || equal == NOT_IMPLEMENTED))
            return equal;
        if (method != UNDEFINED) {
            int truth = operate_truth(isolate, equal);
            return truth < 0 ? NOTHING : boolean(!truth);
        }
    }
    if (method != UNDEFINED)
        return call_user(isolate, method, left, &right, 1);
    const Operations *operations = operations_of(left);
    return operations->compare ? operations->compare(isolate, comparison, left, right) : NOT_IMPLEMENTED;
}

static bool derives_properly(Value right, Value left) {
    const Class *derived = class_of(right), *base = class_of(left);
    return derived != base && !(derived->flags & CLASS_STATIC) && class_derives(derived, base);
}

Value operate_compare(Isolate *isolate, enum Comparison comparison, Value left, Value right) {
    static const char *const signs[] = {"<", "<=", "==", "!=", ">", ">="};
    const Operations *plain = plain_operations(left);
    if (plain && plain->compare && plain_operations(right)) {
        Value answer = plain->compare(isolate, comparison, left, right);
        if (answer != NOT_IMPLEMENTED)
            return answer;
    }
    bool right_first = derives_properly(right, left);
    Value result = NOT_IMPLEMENTED;
    if (right_first)
        result = compare_one(isolate, reflected[comparison], right, left);
    if (result == NOT_IMPLEMENTED)
        result = compare_one(isolate, comparison, left, right);
    if (result == NOT_IMPLEMENTED && !right_first)
        result = compare_one(isolate, reflected[comparison], right, left);
    if (result != NOT_IMPLEMENTED)
        return result;
    if (comparison == COMPARE_EQUAL || comparison == COMPARE_NOT_EQUAL)
        return boolean((left == right) == (comparison == COMPARE_EQUAL));
    return raise_type(isolate, "'%s' not supported between instances of '%T' and '%T'", signs[comparison],
                      left, right);
}

int operate_equal(Isolate *isolate, Value left, Value right) {
    if (left == right)
        return 1;
    if (both_small(left, right))
        return 0;
    if (is_string(left) && is_string(right) && !as_object(left)->class && !as_object(right)->class)
        return string_equal(AS(String, left), AS(String, right));
    Value result = operate_compare(isolate, COMPARE_EQUAL, left, right);
    if (is_boolean(result))
        return result == TRUE;
    return result == NOTHING ? -1 : operate_truth(isolate, result);
}

/* ---- Arithmetic ---- */

struct BinaryNames {
    Value plain, reflected, in_place;
    const char *sign;
};
#define BINARY_ROW(name, text) {NAME(__##name##__), NAME(__r##name##__), NAME(__i##name##__), text}

static struct BinaryNames binary_names(enum BinaryOperator operator) {
    const struct BinaryNames rows[BINARY_COUNT] = {
        [BINARY_ADD] = BINARY_ROW(add, "+"),
        [BINARY_SUBTRACT] = BINARY_ROW(sub, "-"),
        [BINARY_MULTIPLY] = BINARY_ROW(mul, "*"),
        [BINARY_MATRIX_MULTIPLY] = BINARY_ROW(matmul, "@"),
        [BINARY_TRUE_DIVIDE] = BINARY_ROW(truediv, "/"),
        [BINARY_FLOOR_DIVIDE] = BINARY_ROW(floordiv, "//"),
        [BINARY_MODULO] = BINARY_ROW(mod, "%"),
        [BINARY_POWER] = BINARY_ROW(pow, "** or pow()"),
        [BINARY_LEFT_SHIFT] = BINARY_ROW(lshift, "<<"),
        [BINARY_RIGHT_SHIFT] = BINARY_ROW(rshift, ">>"),
        [BINARY_AND] = BINARY_ROW(and, "&"),
        [BINARY_XOR] = BINARY_ROW(xor, "^"),
        [BINARY_OR] = BINARY_ROW(or, "|"),
    };
    return rows[operator];
}

static Value user_binary(Isolate *isolate, Value name, Value self, Value other) {
    Value method = user_method(isolate, self, name);
    return method == UNDEFINED || method == NONE ? NOT_IMPLEMENTED
                                                 : call_user(isolate, method, self, &other, 1);
}

/* The tables' answer: left's kind, then right's. */
static inline Value table_binary(Isolate *isolate, enum BinaryOperator operator, Value left, Value right,
                                 const Operations *first, const Operations *second) {
    Value result = first->binary ? first->binary(isolate, operator, left, right) : NOT_IMPLEMENTED;
    if (result == NOT_IMPLEMENTED && second != first && second->binary)
        result = second->binary(isolate, operator, left, right);
    return result;
}

static Value binary(Isolate *isolate, enum BinaryOperator operator, Value left, Value right) {
    bool plain = class_of(left)->flags & class_of(right)->flags & CLASS_STATIC;
    if (plain)
        return table_binary(isolate, operator, left, right, operations_of(left), operations_of(right));
    struct BinaryNames names = binary_names(operator);
    bool same = class_of(left) == class_of(right);
    bool right_first = derives_properly(right, left) && user_method(isolate, right, names.reflected) !=
                                                            user_method(isolate, left, names.reflected);
    Value result = right_first ? user_binary(isolate, names.reflected, right, left) : NOT_IMPLEMENTED;
    if (result == NOT_IMPLEMENTED)
        result = user_binary(isolate, names.plain, left, right);
    if (result == NOT_IMPLEMENTED && user_method(isolate, left, names.plain) == UNDEFINED)
        result = table_binary(isolate, operator, left, right, operations_of(left), operations_of(right));
    if (result == NOT_IMPLEMENTED && !right_first && !same)
        result = user_binary(isolate, names.reflected, right, left);
    return result;
}

static Value raise_operands(Isolate *isolate, const char *sign, const char *in_place, Value left,
                            Value right) {
    return raise_type(isolate, "unsupported operand type(s) for %s%s: '%T' and '%T'", sign, in_place, left,
                      right);
}

Value operate_binary(Isolate *isolate, enum BinaryOperator operator, Value left, Value right) {
    const Operations *first = plain_operations(left), *second = plain_operations(right);
    Value result = first && second ? table_binary(isolate, operator, left, right, first, second)
                                   : binary(isolate, operator, left, right);
    return result == NOT_IMPLEMENTED ? raise_operands(isolate, binary_names(operator).sign, "", left, right)
                                     : result;
}

Value operate_in_place(Isolate *isolate, enum BinaryOperator operator, Value left, Value right) {
    Value result = NOT_IMPLEMENTED;
    const Operations *first = plain_operations(left), *second = plain_operations(right);
    if (!first && !(class_of(left)->flags & CLASS_STATIC))
        result = user_binary(isolate, binary_names(operator).in_place, left, right);
    if (!first)
        first = operations_of(left);
    if (result == NOT_IMPLEMENTED && first->in_place)
        result = first->in_place(isolate, operator, left, right);
    if (result == NOT_IMPLEMENTED)
        result = second && plain_operations(left)
                     ? table_binary(isolate, operator, left, right, first, second)
                     : binary(isolate, operator, left, right);
    if (result != NOT_IMPLEMENTED)
        return result;
    const char *sign = operator == BINARY_POWER ? "**" : binary_names(operator).sign;
    return raise_operands(isolate, sign, "=", left, right);
}

Value operate_unary(Isolate *isolate, enum UnaryOperator operator, Value value) {
    static const char signs[] = {[UNARY_NEGATE] = '-', [UNARY_POSITIVE] = '+', [UNARY_INVERT] = '~'};
    Value name = operator == UNARY_NEGATE     ? NAME(__neg__)
                 : operator == UNARY_POSITIVE ? NAME(__pos__)
                                              : NAME(__invert__);
    Value method = user_method(isolate, value, name);
    if (method != UNDEFINED)
        return call_user(isolate, method, value, NULL, 0);
    Value result =
        operations_of(value)->unary ? operations_of(value)->unary(isolate, operator, value) : NOT_IMPLEMENTED;
    return result == NOT_IMPLEMENTED
               ? raise_type(isolate, "bad operand type for unary %c: '%T'", signs[operator], value)
               : result;
}

Value operate_integer(Isolate *isolate, Value value) {
    if (is_integer(value))
        return is_boolean(value) ? small(value == TRUE) : value;
    Value result = call_special(isolate, value, NAME(__index__), NULL, 0);
    if (result == UNDEFINED)
        return raise_type(isolate, "'%T' object cannot be interpreted as an integer", value);
    if (result != NOTHING && !is_integer(result))
        return raise_type(isolate, "__index__ returned non-int (type %T)", result);
    return is_boolean(result) ? small(result == TRUE) : result;
}

bool operate_index(Isolate *isolate, Value value, int64_t *number) {
    Value integer = operate_integer(isolate, value);
    if (integer == NOTHING)
        return false;
    if (integer_to_int64(integer, number))
        return true;
    raise_index(isolate, "cannot fit '%T' into an index-sized integer", value);
    return false;
}

/* ---- Items and iteration ---- */

Value operate_get_item(Isolate *isolate, Value container, Value key) {
    const Operations *plain = plain_operations(container);
    if (plain && plain->get_item)
        return plain->get_item(isolate, container, key);
    Value method = user_method(isolate, container, NAME(__getitem__));
    if (method != UNDEFINED)
        return call_user(isolate, method, container, &key, 1);
    if (is_class(container)) {
        Value generic = attribute_find(isolate, container, NAME(__class_getitem__));
        if (generic != UNDEFINED)
            return generic == NOTHING ? NOTHING : call(isolate, generic, &key, 1);
        if (class_is_generic(AS(Class, container)))
            return generic_alias_new(isolate, container, key);
        return raise_type(isolate, "type '%N' is not subscriptable", AS(Class, container));
    }
    if (operations_of(container)->get_item)
        return operations_of(container)->get_item(isolate, container, key);
    return raise_type(isolate, "'%T' object is not subscriptable", container);
}

/* CPython has two texts, by how far it gets: a sequence is asked for an index. */
static void raise_no_item(Isolate *isolate, Value container, Value key, bool delete) {
    const Operations *operations = operations_of(container);
    bool sequence =
        operations->length || operations->contains || !(class_of(container)->flags & CLASS_STATIC);
    bool index =
        is_integer(key) || is_boolean(key) || user_method(isolate, key, NAME(__index__)) != UNDEFINED;
    raise_type(isolate, "'%T' object does%s support item %s", container,
               delete && sequence && index ? "n't" : " not", delete ? "deletion" : "assignment");
}

bool operate_set_item(Isolate *isolate, Value container, Value key, Value value) {
    const Operations *plain = plain_operations(container);
    if (plain && plain->set_item)
        return plain->set_item(isolate, container, key, value);
    bool delete = value == NOTHING;
    Value method = user_method(isolate, container, delete ? NAME(__delitem__) : NAME(__setitem__));
    Value arguments[] = {key, value};
    if (method != UNDEFINED)
        return call_user(isolate, method, container, arguments, delete ? 1 : 2) != NOTHING;
    if (operations_of(container)->set_item)
        return operations_of(container)->set_item(isolate, container, key, value);
    raise_no_item(isolate, container, key, delete);
    return false;
}

struct Search {
    Value element;
    int found;
};

static bool search_visit(Isolate *isolate, Value element, void *context) {
    struct Search *search = context;
    search->found = operate_equal(isolate, element, search->element);
    return search->found == 0;
}

int operate_contains(Isolate *isolate, Value container, Value element) {
    const Operations *plain = plain_operations(container);
    if (plain && plain->contains)
        return plain->contains(isolate, container, element);
    Value method = user_method(isolate, container, NAME(__contains__));
    if (method == NONE)
        return raise_type(isolate, "'%T' object is not a container", container), -1;
    if (method != UNDEFINED) {
        Value result = call_user(isolate, method, container, &element, 1);
        return result == NOTHING ? -1 : operate_truth(isolate, result);
    }
    bool iterates = user_method(isolate, container, NAME(__iter__)) != UNDEFINED;
    if (!iterates && operations_of(container)->contains)
        return operations_of(container)->contains(isolate, container, element);
    if (!iterates && !operations_of(container)->iterate &&
        user_method(isolate, container, NAME(__getitem__)) == UNDEFINED) {
        raise_type(isolate, "argument of type '%T' is not iterable", container);
        return -1;
    }
    struct Search search = {.element = heap_keep(isolate, element)};
    return iterate_each(isolate, container, search_visit, &search) ? search.found : -1;
}

Value operate_iterate(Isolate *isolate, Value value) {
    const Operations *plain = plain_operations(value);
    if (plain && plain->iterate)
        return plain->iterate(isolate, value);
    Value method = user_method(isolate, value, NAME(__iter__));
    if (method != UNDEFINED && method != NONE) {
        Value iterator = call_user(isolate, method, value, NULL, 0);
        if (iterator == NOTHING || operations_of(iterator)->next ||
            class_lookup(isolate, class_of(iterator), NAME(__next__)) != UNDEFINED)
            return iterator;
        return raise_type(isolate, "iter() returned non-iterator of type '%T'", iterator);
    }
    if (method == UNDEFINED && operations_of(value)->iterate)
        return operations_of(value)->iterate(isolate, value);
    if (method == UNDEFINED && user_method(isolate, value, NAME(__getitem__)) != UNDEFINED)
        return iterator_of_items(isolate, value);
    return raise_type(isolate, "'%T' object is not iterable", value);
}

static inline bool is_built_in_iterator(Value value) {
    return is_kind(value, KIND_ITERATOR) && as_object(value)->class->flags & CLASS_STATIC;
}

static Value next_of_any(Isolate *isolate, Value iterator) {
    const Operations *plain = plain_operations(iterator);
    if (plain && plain->next)
        return plain->next(isolate, iterator);
    Value method = user_method(isolate, iterator, NAME(__next__));
    if (method != UNDEFINED)
        return call_user(isolate, method, iterator, NULL, 0);
    if (operations_of(iterator)->next)
        return operations_of(iterator)->next(isolate, iterator);
    return raise_type(isolate, "'%T' object is not an iterator", iterator);
}

Value operate_next_or_stop(Isolate *isolate, Value iterator) {
    return is_built_in_iterator(iterator) ? iterator_next_or_stop(isolate, iterator)
                                          : next_of_any(isolate, iterator);
}

Value operate_next(Isolate *isolate, Value iterator) {
    if (is_built_in_iterator(iterator))
        return iterator_operations.next(isolate, iterator);
    Value value = next_of_any(isolate, iterator);
    return value == NOTHING && exception_take(isolate, &class_StopIteration) != NOTHING ? UNDEFINED : value;
}
