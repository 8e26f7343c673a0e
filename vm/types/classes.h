/* Classes, functions, exceptions, generators, modules as C sees them. Owners: files of vm/ and vm/types/
 * named in each section. */
#ifndef VM_TYPES_CLASSES_H
#define VM_TYPES_CLASSES_H

#include "vm/isolate.h"
#include "vm/operations.h"

/* class.c, object.c */
extern const Class class_object, class_type;
extern const Class class_function, class_builtin_function, class_method_descriptor, class_wrapper_descriptor,
    class_getset_descriptor, class_method_wrapper, class_method, class_cell, class_module, class_code,
    class_generator, class_coroutine, class_async_generator, class_property, class_staticmethod,
    class_classmethod, class_super, class_traceback;
extern const Operations instance_operations, class_operations, function_operations, native_operations,
    method_operations, cell_operations, module_operations, code_operations, generator_operations,
    property_operations, wrapper_operations, super_operations, exception_operations, traceback_operations;
/* type(name, bases, dictionary): C3 linearisation, layout, __set_name__, __init_subclass__; keywords may be
 * NULL. */
Value class_new(Isolate *isolate, const Class *metaclass, Value name, Value bases, Value dictionary,
                const Value *arguments, const Tuple *keyword_names);
Value class_mro(Isolate *isolate, const Class *class);                   /* Tuple */
Value class_name(Isolate *isolate, const Class *class);                  /* String */
int instance_check(Isolate *isolate, Value value, Value class_or_tuple); /* isinstance: 1, 0, -1 */
int subclass_check(Isolate *isolate, Value class, Value class_or_tuple); /* issubclass */
Value instance_new(Isolate *isolate, const Class *class);

/* exception.c: one Class for each row of exceptions.def, and the root. */
extern const Class class_BaseException;
#define EXCEPTION(name, base) extern const Class class_##name;
#include "vm/exceptions.def"
#undef EXCEPTION
Value exception_new(Isolate *isolate, const Class *class, const Value *arguments, uint32_t count);
/* CPython's display of an exception with its traceback and chain. `source_line` may be NULL; on the host it
 * supplies source text (returns false if it has none) so that lines and carets are shown. */
typedef bool (*SourceLine)(void *context, const String *filename, uint32_t line, char *buffer, size_t size);
Value exception_display(Isolate *isolate, Value exception, SourceLine source_line,
                        void *context); /* String */

/* modules.c */
Value module_new(Isolate *isolate, Value name);                 /* made at run time, no image */
Value module_get(Isolate *isolate, Module *module, Value name); /* UNDEFINED if unbound */
/* What the static tables of a native module have under the name, unless it was bound anew; else UNDEFINED. */
Value module_native_member(const Module *module, Value name);
bool module_set(Isolate *isolate, Module *module, Value name, Value value);
/* The inline caches of a code in this isolate, made when first asked for; NULL: out of memory, or it has none
 * (no exception then). */
Cache *module_caches(Isolate *isolate, const Module *module, const Code *code);
/* Every code's caches of one loaded image, for flushing: calls visit(caches, count). */
void module_each_caches(const LoadedImage *loaded, void (*visit)(Cache *caches, uint32_t count));
/* Those of one code, by its number; NULL: it has none yet, or there is no such code, or `loaded` is NULL. */
Cache *module_code_caches(const LoadedImage *loaded, uint32_t number, uint32_t *count);
/* A fresh dictionary of all bound names. */
Value module_dictionary(Isolate *isolate, Module *module);
/* Its __dict__, in which names are bound: a Namespace, or the dictionary of a module without an image. */
Value module_namespace(Isolate *isolate, Module *module);
/* A module whose names are the entries of a dictionary, for code that exec() runs there. */
Value module_over(Isolate *isolate, Value dictionary);
/* A native module: a name and its members, made a Module when first imported. Tables lie in
 * vm/types/registry.c's list. */
struct NativeConstant {
    const char *name;
    Value (*make)(Isolate *isolate);
};
struct NativeModule {
    const char *name;
    const Native *natives;                  /* ended by a row without a name; may be NULL */
    const Class *const *classes;            /* ended by NULL; may be NULL */
    const struct NativeConstant *constants; /* ended by a row without a name; may be NULL */
    const Native *const *more_natives;      /* further tables as `natives`, ended by NULL; may be NULL */
};
extern const struct NativeModule *const native_modules[]; /* ended by NULL */
/* Further native modules of the embedder (the kernel's), looked at after native_modules; vm/host supplies an
 * empty list. */
extern const struct NativeModule *const machine_native_modules[];

/* The code of a dynamic image's only module body; the isolate keeps a copy of the image. */
Value module_adopt_code(Isolate *isolate, const void *bytes, size_t size);
/* Runs a code without parameters; `locals` as in function_of_code(). */
Value module_run_code(Isolate *isolate, const Code *code, Module *globals, Value locals);
/* Runs a dynamic image's only module body in `globals`; the value of an "eval" image. */
Value module_run_image(Isolate *isolate, const void *bytes, size_t size, Value globals);

#endif
