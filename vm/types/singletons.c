/* None, True, False, NotImplemented and Ellipsis: words without objects. bool does an int's arithmetic
 * (integer_operations). */
#include "vm/isolate.h"
#include "vm/names.h"
#include "vm/types/arguments.h"
#include "vm/types/classes.h"
#include "vm/types/numbers.h"
#include "vm/types/string.h"

static Value represent(Isolate *isolate, Value self) {
    switch (self) {
    case NONE:
        return string_from_c(isolate, "None");
    case TRUE:
        return string_from_c(isolate, "True");
    case FALSE:
        return string_from_c(isolate, "False");
    case NOT_IMPLEMENTED:
        return string_from_c(isolate, "NotImplemented");
    case ELLIPSIS:
        return string_from_c(isolate, "Ellipsis");
    default:
        return string_from_c(isolate, "<unbound>");
    }
}

static Value format(Isolate *isolate, Value self, Value specification) {
    if (is_boolean(self) && AS(String, specification)->length)
        return integer_operations.format(isolate, self, specification);
    if (AS(String, specification)->length)
        return raise_type(isolate, "unsupported format string passed to %T.__format__", self);
    return represent(isolate, self);
}

static bool hash(Isolate *isolate, Value self, uint64_t *to) {
    (void)isolate;
    *to = is_boolean(self) ? self == TRUE : self;
    return true;
}

static int truth(Isolate *isolate, Value self) {
    (void)isolate;
    return self != FALSE && self != NONE;
}

static Value compare(Isolate *isolate, enum Comparison comparison, Value left, Value right) {
    if (is_integer(left) && is_integer(right))
        return integer_operations.compare(isolate, comparison, left, right);
    return NOT_IMPLEMENTED;
}

/* & | ^ of two bools give a bool. */
static Value binary(Isolate *isolate, enum BinaryOperator operator, Value left, Value right) {
    if (is_boolean(left) && is_boolean(right)) {
        if (operator == BINARY_AND)
            return boolean(left == TRUE && right == TRUE);
        if (operator == BINARY_OR)
            return boolean(left == TRUE || right == TRUE);
        if (operator == BINARY_XOR)
            return boolean(left != right);
    }
    if (is_boolean(left) || is_boolean(right))
        return integer_operations.binary(isolate, operator, left, right);
    return NOT_IMPLEMENTED;
}

static Value unary(Isolate *isolate, enum UnaryOperator operator, Value self) {
    if (is_boolean(self))
        return integer_operations.unary(isolate, operator, small(self == TRUE));
    return NOT_IMPLEMENTED;
}

/* bool(x); NoneType() and the others give their only instance. */
static Value make(Isolate *isolate, const Class *class, Value *arguments, uint32_t count,
                  const Tuple *names) {
    if (class == &class_bool) {
        if (!arguments_positional(isolate, "bool", count, names, 0, 1))
            return NOTHING;
        int answer = count ? operate_truth(isolate, arguments[0]) : 0;
        return answer < 0 ? NOTHING : boolean(answer);
    }
    if (count)
        return raise_type(isolate, "%N takes no arguments", class);
    return class == &class_ellipsis ? ELLIPSIS : class == &class_NotImplementedType ? NOT_IMPLEMENTED : NONE;
}

const Operations singleton_operations = {
    .represent = represent,
    .format = format,
    .hash = hash,
    .truth = truth,
    .compare = compare,
    .binary = binary,
    .unary = unary,
    .make = make,
    .fixed_size = 0,
};

#define SINGLETON_CLASS(python_name, base_class)                                                             \
    {.object = {.kind = KIND_CLASS, .flags = OBJECT_FROZEN},                                                 \
     .static_name = python_name,                                                                             \
     .base = &(base_class),                                                                                  \
     .operations = &singleton_operations,                                                                    \
     .flags = CLASS_STATIC | CLASS_FINAL}

const Class class_bool = SINGLETON_CLASS("bool", class_int);
const Class class_NoneType = SINGLETON_CLASS("NoneType", class_object);
const Class class_ellipsis = SINGLETON_CLASS("ellipsis", class_object);
const Class class_NotImplementedType = SINGLETON_CLASS("NotImplementedType", class_object);
