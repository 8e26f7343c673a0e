/*
 * Functions made by MAKE_FUNCTION.
 *
 * A function's attributes that differ from its code's (__name__, __doc__, __dict__ ...) lie in its dictionary
 * `attributes`.
 */
#include "vm/attribute.h"
#include "vm/error.h"
#include "vm/instructions.h"
#include "vm/interpreter.h"
#include "vm/leaf.h"
#include "vm/names.h"
#include "vm/types/arguments.h"
#include "vm/types/classes.h"
#include "vm/types/containers.h"
#include "vm/types/string.h"

/* ---- Making ---- */

/* Code compiled at run time lies in another image than its module's. */
static const Image *image_of(const Isolate *isolate, const Code *code) {
    for (const LoadedImage *loaded = isolate->images; loaded; loaded = loaded->next) {
        uintptr_t start = (uintptr_t)loaded->image.header;
        if (start <= (uintptr_t)code && (uintptr_t)code < start + loaded->image.size)
            return &loaded->image;
    }
    return NULL;
}

/* Whether a call with just the positional parameters needs no binding and starts running at once. */
static bool takes_plainly(const Code *code) {
    return (code->object.detail & ~CODE_CLASS_BODY) == 0 && code->keyword_only_count == 0;
}

static Value function_new(Isolate *isolate, const Code *code, Module *globals) {
    Module owner = {.image = image_of(isolate, code)};
    Cache *caches = owner.image ? module_caches(isolate, &owner, code) : NULL;
    if (!caches && code->cache_count)
        return raise_memory(isolate);
    Function *function =
        heap_allocate(isolate, KIND_FUNCTION, sizeof(Function) + code->free_count * sizeof(Value), NULL);
    if (!function)
        return NOTHING;
    function->object.count = code->free_count;
    if (takes_plainly(code))
        function->object.detail = code->positional_count + 1 + (code_is_leaf(code) ? FUNCTION_LEAF : 0);
    function->code = code;
    function->globals = globals;
    function->caches = caches;
    return from_object(function);
}

static bool check_parts(Isolate *isolate, Value code, uint32_t cell_count, uint32_t parts,
                        const Value *values) {
    bool right = is_kind(code, KIND_CODE) && AS(Code, code)->free_count == cell_count;
    right = right && (!(parts & 1) || is_tuple(values[0])) && (!(parts & 2) || is_dictionary(values[1]));
    for (uint32_t i = 0; right && i < cell_count; i++)
        right = is_kind(values[3 + i], KIND_CELL);
    if (!right)
        raise_in_wrong_place(isolate);
    return right;
}

Value function_make(Isolate *isolate, Function *maker, Value code, uint32_t cell_count, uint32_t parts,
                    const Value *values) {
    if (!check_parts(isolate, code, cell_count, parts, values))
        return NOTHING;
    Value made = function_new(isolate, AS(Code, code), maker->globals);
    if (made == NOTHING)
        return NOTHING;
    Function *function = AS(Function, made);
    if (parts & 1)
        function->defaults = values[0];
    if (parts & 2)
        function->keyword_defaults = values[1];
    for (uint32_t i = 0; i < cell_count; i++)
        function->cells[i] = values[3 + i];
    if (!(parts & 4))
        return made;
    heap_keep(isolate, made);
    return attribute_set(isolate, made, NAME(__annotations__), values[2]) ? made : NOTHING;
}

/* ---- Function attributes ---- */

static Value own_attribute(const Function *function, Value name) {
    return function->attributes == NOTHING
               ? UNDEFINED
               : dictionary_get_name(AS(Dictionary, function->attributes), AS(String, name));
}

static Value cells_tuple(Isolate *isolate, const Function *function) {
    return function->object.count ? tuple_new(isolate, function->object.count, function->cells) : NONE;
}

static Value fresh_annotations(Isolate *isolate, Value self) {
    Value annotations = dictionary_new(isolate, 0);
    if (annotations == NOTHING)
        return NOTHING;
    return attribute_set(isolate, self, NAME(__annotations__), heap_keep(isolate, annotations)) ? annotations
                                                                                                : NOTHING;
}

static Value function_attribute(Isolate *isolate, Value self, Value name) {
    const Function *function = AS(Function, self);
    Value own = own_attribute(function, name);
    if (own != UNDEFINED)
        return own;
    const String *text = AS(String, name);
    if (string_is(text, "__name__"))
        return code_name(function->code);
    if (string_is(text, "__qualname__"))
        return code_qualified_name(function->code);
    if (string_is(text, "__doc__"))
        return code_documentation(function->code);
    if (string_is(text, "__module__"))
        return function->globals->name;
    if (string_is(text, "__code__"))
        return from_object(function->code);
    if (string_is(text, "__defaults__"))
        return function->defaults == NOTHING ? NONE : function->defaults;
    if (string_is(text, "__kwdefaults__"))
        return function->keyword_defaults == NOTHING ? NONE : function->keyword_defaults;
    if (string_is(text, "__closure__"))
        return cells_tuple(isolate, function);
    if (string_is(text, "__globals__"))
        return module_dictionary(isolate, function->globals);
    if (string_is(text, "__annotations__"))
        return fresh_annotations(isolate, self);
    if (string_is(text, "__dict__"))
        return function->attributes == NOTHING ? dictionary_new(isolate, 0)
                                               : dictionary_copy(isolate, function->attributes);
    return UNDEFINED;
}

static int function_set_attribute(Isolate *isolate, Value self, Value name, Value value) {
    Function *function = AS(Function, self);
    bool defaults = string_is(AS(String, name), "__defaults__");
    if (defaults || string_is(AS(String, name), "__kwdefaults__")) {
        if (value == NONE)
            value = NOTHING;
        if (value != NOTHING && !(defaults ? is_tuple(value) : is_dictionary(value)))
            return raise_type(isolate, "%S must be set to a %s object", name, defaults ? "tuple" : "dict"),
                   -1;
        heap_store(isolate, &function->object, defaults ? &function->defaults : &function->keyword_defaults,
                   value);
        return 1;
    }
    if (function->attributes == NOTHING) {
        Value attributes = dictionary_new(isolate, 2);
        if (attributes == NOTHING)
            return -1;
        heap_store(isolate, &function->object, &function->attributes, attributes);
    }
    if (value != NOTHING)
        return dictionary_set(isolate, function->attributes, name, value) ? 1 : -1;
    int deleted = dictionary_delete(isolate, function->attributes, name);
    if (deleted == 0)
        raise_attribute(isolate, self, name);
    return deleted > 0 ? 1 : -1;
}

static Value function_represent(Isolate *isolate, Value self) {
    Value name = function_attribute(isolate, self, NAME(__qualname__));
    return string_format(isolate, "<function %S at %p>", name, (void *)self);
}

static void function_trace(Object *object, void (*visit)(void *context, Value value), void *context) {
    Function *function = (Function *)object;
    visit(context, from_object(function->globals));
    visit_value(visit, context, function->defaults);
    visit_value(visit, context, function->keyword_defaults);
    visit_value(visit, context, function->attributes);
    for (uint32_t i = 0; i < object->count; i++)
        visit(context, function->cells[i]);
}

static size_t function_size(const Object *object) { return sizeof(Function) + object->count * sizeof(Value); }

const Operations function_operations = {
    .represent = function_represent,
    .get_attribute = function_attribute,
    .set_attribute = function_set_attribute,
    .trace = function_trace,
    .size = function_size,
};

/* function.__get__(receiver, class): what attribute access does by itself. */
static Value function_get(Isolate *isolate, Value *arguments, uint32_t count) {
    (void)count;
    Value receiver = arguments[1] == NONE ? UNDEFINED : arguments[1];
    return attribute_bind(isolate, arguments[0], receiver, class_of(receiver));
}

static const Native function_methods[] = {METHOD(function_get, "__get__", 2, 3, class_function), METHODS_END};
const Class class_function =
    CLASS_OF_KIND("function", KIND_FUNCTION, function_operations, function_methods, CLASS_FINAL);
