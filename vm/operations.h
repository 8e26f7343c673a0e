/*
 * Operations: what each kind of object can do, and the generic entry points that respect user-made classes.
 *
 * Each kind has one static `Operations` table, next to its type in vm/types/. NULL means "not supported" and
 * the generic function raises CPython's TypeError. The generic functions (operate_*) first ask a user-made
 * class for its special method (an overriding
 * __add__, __len__ ... in its mro before the first built-in class), then the kind's table.
 *
 * The special methods of built-in types as seen from Python ((1).__add__, list.__len__, super().__setitem__)
 * are made from these tables by one list of wrappers in vm/types/wrappers.c; types list only their ordinary
 * methods in `natives`. Every function returns NOTHING (or false / -1, as said) with an exception set when it
 * fails.
 */
#ifndef VM_OPERATIONS_H
#define VM_OPERATIONS_H

#include "vm/object.h"

enum BinaryOperator { /* in the order of the opcodes from ADD and IN_ADD on */
                      BINARY_ADD,
                      BINARY_SUBTRACT,
                      BINARY_MULTIPLY,
                      BINARY_MATRIX_MULTIPLY,
                      BINARY_TRUE_DIVIDE,
                      BINARY_FLOOR_DIVIDE,
                      BINARY_MODULO,
                      BINARY_POWER,
                      BINARY_LEFT_SHIFT,
                      BINARY_RIGHT_SHIFT,
                      BINARY_AND,
                      BINARY_XOR,
                      BINARY_OR,
                      BINARY_COUNT
};
enum UnaryOperator { UNARY_NEGATE, UNARY_POSITIVE, UNARY_INVERT };
enum Comparison { /* in the order of the opcodes from LESS on */
                  COMPARE_LESS,
                  COMPARE_LESS_EQUAL,
                  COMPARE_EQUAL,
                  COMPARE_NOT_EQUAL,
                  COMPARE_GREATER,
                  COMPARE_GREATER_EQUAL
};

struct Operations {
    Value (*represent)(Isolate *isolate, Value self); /* repr(): String */
    Value (*string)(Isolate *isolate, Value self);    /* str(); NULL: represent */
    Value (*format)(Isolate *isolate, Value self,
                    Value specification); /* format(): NULL: str() and an empty specification */
    bool (*hash)(Isolate *isolate, Value self,
                 uint64_t *hash);               /* NULL: by identity unless compare is set, then unhashable */
    int (*truth)(Isolate *isolate, Value self); /* 1, 0, -1; NULL: by length, else true */
    Value (*compare)(Isolate *isolate, enum Comparison comparison, Value left,
                     Value right); /* or NOT_IMPLEMENTED */
    /* left is of this kind, or (reflected) right is: look at both. NOT_IMPLEMENTED if the types don't go
     * together. */
    Value (*binary)(Isolate *isolate, enum BinaryOperator operator, Value left, Value right);
    Value (*in_place)(Isolate *isolate, enum BinaryOperator operator, Value left,
                      Value right); /* NULL: binary */
    Value (*unary)(Isolate *isolate, enum UnaryOperator operator, Value self);
    int64_t (*length)(Isolate *isolate, Value self); /* -1: failed */
    Value (*get_item)(Isolate *isolate, Value self, Value key);
    bool (*set_item)(Isolate *isolate, Value self, Value key, Value value); /* value NOTHING: delete */
    int (*contains)(Isolate *isolate, Value self, Value element);           /* 1, 0, -1; NULL: by iterating */
    Value (*iterate)(Isolate *isolate, Value self);
    Value (*next)(Isolate *isolate,
                  Value self); /* UNDEFINED: ended (no StopIteration made); NOTHING: failed */
    Value (*call)(Isolate *isolate, Value self, Value *arguments, uint32_t count, const Tuple *names);
    /* Attributes beyond those of the class: UNDEFINED when there is none of that name. */
    Value (*get_attribute)(Isolate *isolate, Value self, Value name);
    /* 1 done, 0 not such an attribute (the generic way goes on), -1 failed. value NOTHING: delete. */
    int (*set_attribute)(Isolate *isolate, Value self, Value name, Value value);
    /* class(arguments...): makes an instance of `class`, this kind's class or one derived from it. */
    Value (*make)(Isolate *isolate, const Class *class, Value *arguments, uint32_t count, const Tuple *names);
    size_t (*size)(const Object *object); /* bytes, attributes word excluded; NULL: fixed_size */
    uint32_t fixed_size;
    uint16_t first_field, field_count; /* OPERATIONS_FIELDS() */
    /* Calls visit for every value the object refers to beside those fields (not for `class` and the
     * attributes word: the collector does those). */
    void (*trace)(Object *object, void (*visit)(void *context, Value value), void *context);
    void (*finalize)(Object *object); /* called by the sweep; may not allocate */
};

/* What the collector marks by itself: the words from `first` to `last`, each a Value or the address of a
 * body, or NOTHING. */
#define OPERATIONS_FIELDS(type, first, last)                                                                 \
    .first_field = offsetof(type, first) / sizeof(Value),                                                    \
    .field_count = (offsetof(type, last) - offsetof(type, first)) / sizeof(Value) + 1

/* By kind; built-in kinds all have one (vm/types/registry.c). */
extern const Operations *const kind_operations[KIND_COUNT];

/* ---- Generic entry points (vm/operate.c) ---- */

Value operate_represent(Isolate *isolate, Value value);
Value operate_string(Isolate *isolate, Value value);
Value operate_format(Isolate *isolate, Value value, Value specification);
bool operate_hash(Isolate *isolate, Value value, uint64_t *hash);
int operate_truth(Isolate *isolate, Value value);
Value operate_compare(Isolate *isolate, enum Comparison comparison, Value left, Value right);
/* Identity or ==, as containers compare: 1, 0, -1. */
int operate_equal(Isolate *isolate, Value left, Value right);
Value operate_binary(Isolate *isolate, enum BinaryOperator operator, Value left, Value right);
Value operate_in_place(Isolate *isolate, enum BinaryOperator operator, Value left, Value right);
Value operate_unary(Isolate *isolate, enum UnaryOperator operator, Value value);
int64_t operate_length(Isolate *isolate, Value value);
Value operate_get_item(Isolate *isolate, Value container, Value key);
bool operate_set_item(Isolate *isolate, Value container, Value key, Value value); /* NOTHING: delete */
int operate_contains(Isolate *isolate, Value container, Value element);
Value operate_iterate(Isolate *isolate, Value value);
Value operate_next(Isolate *isolate, Value iterator); /* UNDEFINED: ended */
/* The same, but a StopIteration that Python code raises stays set: NOTHING. For those that hand its value on.
 */
Value operate_next_or_stop(Isolate *isolate, Value iterator);
/* __index__: a small integer in [minimum, maximum], else IndexError/OverflowError/TypeError; false: failed.
 */
bool operate_index(Isolate *isolate, Value value, int64_t *number);
/* The int that __index__ gives, of any size. */
Value operate_integer(Isolate *isolate, Value value);

/* ---- Attributes (vm/attribute.c) ---- */

Value attribute_get(Isolate *isolate, Value value, Value name);  /* AttributeError when absent */
Value attribute_find(Isolate *isolate, Value value, Value name); /* UNDEFINED when absent, no exception */
bool attribute_set(Isolate *isolate, Value value, Value name, Value to); /* to NOTHING: delete */
/* A special method of the value's class, unbound lookup then bound; UNDEFINED if the class has none. */
Value attribute_special(Isolate *isolate, Value value, Value name);
/* Through the mro, not through instances; UNDEFINED if absent. Not bound. */
Value class_lookup(Isolate *isolate, const Class *class, Value name);

/* ---- Calling (vm/interpreter.c) ---- */

/* Calls any callable from C. `arguments` need not be on the stack (they are copied there); keyword names as
 * in CALL_KEYWORDS. */
Value call(Isolate *isolate, Value callable, const Value *arguments, uint32_t count);
Value call_keywords(Isolate *isolate, Value callable, const Value *arguments, uint32_t count,
                    const Tuple *names);
/* call_keywords() as the operation `call` of functions and methods: call_begin() does without, __call__
 * doesn't. */
Value call_itself(Isolate *isolate, Value callable, Value *arguments, uint32_t count, const Tuple *names);
/* The special method `name` of a value, called; UNDEFINED if it has none. */
Value call_special(Isolate *isolate, Value value, Value name, const Value *arguments, uint32_t count);

/* ---- Raising (vm/error.c) ---- */

/* Sets an exception of a built-in class with a formatted message (format.h's conversions, and %V repr of a
 * Value, %S str of a Value, %T the name of a Value's class, %A the same but "None" for None, %N a Class's
 * name); returns NOTHING. */
Value raise_error(Isolate *isolate, const Class *class, const char *format, ...);
Value raise_value(Isolate *isolate, Value exception); /* an instance, as it is */
Value raise_memory(Isolate *isolate);                 /* MemoryError, made beforehand: allocates nothing */
Value raise_type(Isolate *isolate, const char *format, ...);
Value raise_value_error(Isolate *isolate, const char *format, ...);
Value raise_index(Isolate *isolate, const char *format, ...);
Value raise_key(Isolate *isolate, Value key);
/* Takes the exception set if it is an instance of `class`, clearing it; else NOTHING. */
Value exception_take(Isolate *isolate, const Class *class);

#endif
