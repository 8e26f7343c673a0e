/* The native modules behind the library, and their types. Owners: the files of the same names. */
#ifndef VM_LIBRARY_LIBRARY_H
#define VM_LIBRARY_LIBRARY_H

#include "vm/types/classes.h"

/* deque.c: _collections */
extern const struct NativeModule collections_module;
extern const Class class_deque;
extern const Operations deque_operations;
Value deque_next(Isolate *isolate, Iterator *iterator); /* of either direction */

/* functools.c: _functools */
extern const struct NativeModule functools_module;
extern const Class class_partial, class_comparison_key;
extern const Operations partial_operations, comparison_key_operations;

/* cmath.c: _cmath */
extern const struct NativeModule cmath_module;

/* struct.c */
extern const struct NativeModule struct_module;
extern const Class class_structure, class_structure_iterator;
extern const Operations structure_operations, structure_iterator_operations;

/* array.c */
extern const struct NativeModule array_module;
extern const Class class_array;
extern const Operations array_operations;
Value array_next(Isolate *isolate, Iterator *iterator);

/* json_encode.c: _json */
extern const struct NativeModule json_module;

/* itertools.c */
extern const struct NativeModule itertools_module;
extern const Operations tool_operations;
const Class *tool_class(const Object *tool);

/* io.c: _io */
extern const struct NativeModule io_module;
extern const Operations stream_operations;
Value raise_unsupported(Isolate *isolate, const char *message); /* io.UnsupportedOperation */
const Class *stream_class(const Object *stream);

/* weakref.c: _weakref */
extern const struct NativeModule weakref_module;
extern const Class class_weakref;
extern const Operations weakref_operations;

#endif
