/* What the files that deal with exceptions and tracebacks share. */
#ifndef VM_TYPES_EXCEPTION_H
#define VM_TYPES_EXCEPTION_H

#include "vm/image.h"
#include "vm/isolate.h"
#include "vm/operations.h"

/* Where an instruction came from; columns from 1, 0: unknown. O(size of the table). */
struct Position {
    uint32_t line, end_line, column, end_column;
};
struct Position code_position(const Code *code, uint32_t instruction);
uint32_t code_line(const Code *code, uint32_t instruction);

/* A built-in exception class. */
#define EXCEPTION_CLASS(python_name, base_class, method_table)                                               \
    {.object = {.kind = KIND_CLASS, .flags = OBJECT_FROZEN},                                                 \
     .static_name = python_name,                                                                             \
     .base = &(base_class),                                                                                  \
     .operations = &exception_operations,                                                                    \
     .natives = method_table,                                                                                \
     .instance_kind = KIND_EXCEPTION,                                                                        \
     .flags = CLASS_STATIC | CLASS_EXCEPTION}

/* exception_attributes.c: what single classes add. */
Value exception_attribute(Isolate *isolate, Value self, Value name); /* UNDEFINED: none of that name */
Value exception_string(Isolate *isolate, Value self);
/* An attribute as Python sees it, one set by hand included; None if there is none or if getting it failed. */
Value exception_field(Isolate *isolate, Value self, const char *name);

/* exception_group.c */
extern const Native group_natives[];
bool is_group(Value value);
/* The exceptions in a group: Tuple. */
static inline Value group_exceptions(Value group) { return AS(Exception, group)->value; }
Value group_make(Isolate *isolate, const Class *class, const Value *arguments, uint32_t count,
                 const Tuple *names);
Value group_string(Isolate *isolate, Value self);

#endif
