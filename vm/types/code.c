/* Code objects as Python sees them; they lie in images (vm/image.h). */
#include "vm/image.h"
#include "vm/isolate.h"
#include "vm/types/arguments.h"
#include "vm/types/classes.h"
#include "vm/types/string.h"

#define CODE_PROPERTY(name, expression)                                                                      \
    static Value name(Isolate *isolate, Value *arguments, uint32_t count) {                                  \
        (void)isolate, (void)count;                                                                          \
        const Code *code = AS(Code, arguments[0]);                                                           \
        return expression;                                                                                   \
    }
CODE_PROPERTY(property_name, code_name(code))
CODE_PROPERTY(property_qualified_name, code_qualified_name(code))
CODE_PROPERTY(property_filename, code_filename(code))
CODE_PROPERTY(property_parameters, code_local_names(code))
CODE_PROPERTY(property_free_names, code_free_names(code))
CODE_PROPERTY(property_first_line, small(code->first_line))
CODE_PROPERTY(property_positional, small(code->positional_count))
CODE_PROPERTY(property_positional_only, small(code->positional_only_count))
CODE_PROPERTY(property_keyword_only, small(code->keyword_only_count))

/* The flags that say what a call gives, with CPython's numbers. */
static int64_t flags_of(const Code *code) {
    enum { VARARGS = 4, VARKEYWORDS = 8, GENERATOR = 0x20, COROUTINE = 0x80, ASYNC_GENERATOR = 0x200 };
    uint32_t kind = code->object.detail & CODE_ASYNC_GENERATOR;
    int64_t flags = kind == CODE_ASYNC_GENERATOR ? ASYNC_GENERATOR
                    : kind == CODE_COROUTINE     ? COROUTINE
                    : kind == CODE_GENERATOR     ? GENERATOR
                                                 : 0;
    return flags | (code->object.detail & CODE_VARIABLE_ARGUMENTS ? VARARGS : 0) |
           (code->object.detail & CODE_VARIABLE_KEYWORDS ? VARKEYWORDS : 0);
}
CODE_PROPERTY(property_flags, small(flags_of(code)))

static const Native code_methods[] = {
    PROPERTY(property_name, "co_name", class_code),
    PROPERTY(property_qualified_name, "co_qualname", class_code),
    PROPERTY(property_filename, "co_filename", class_code),
    PROPERTY(property_parameters, "co_varnames", class_code),
    PROPERTY(property_free_names, "co_freevars", class_code),
    PROPERTY(property_first_line, "co_firstlineno", class_code),
    PROPERTY(property_positional, "co_argcount", class_code),
    PROPERTY(property_positional_only, "co_posonlyargcount", class_code),
    PROPERTY(property_keyword_only, "co_kwonlyargcount", class_code),
    PROPERTY(property_flags, "co_flags", class_code),
    METHODS_END,
};

static Value code_represent(Isolate *isolate, Value self) {
    const Code *code = AS(Code, self);
    return string_format(isolate, "<code object %S at %p, file \"%S\", line %u>", code_name(code),
                         (void *)self, code_filename(code), code->first_line);
}

static size_t code_size(const Object *object) { return object->count; }

const Operations code_operations = {.represent = code_represent, .size = code_size};
const Class class_code = CLASS_OF_KIND("code", KIND_CODE, code_operations, code_methods, CLASS_FINAL);
