/*
 * Functions made by MAKE_FUNCTION.
 *
 * A function's attributes that differ from its code's (__name__, __doc__, __dict__ ...) lie in its dictionary
 * `attributes`.
 */
#include "vm/types/function.h"
#include "vm/attribute.h"
#include "vm/error.h"
#include "vm/instructions.h"
#include "vm/interpreter.h"
#include "vm/leaf.h"
#include "vm/machine_code.h"
#include "vm/names.h"
#include "vm/types/arguments.h"
#include "vm/types/classes.h"
#include "vm/types/containers.h"
#include "vm/types/execute.h"
#include "vm/types/namespace.h"
#include "vm/types/string.h"

/* ---- Making ---- */

/* Code compiled at run time lies in another image than its module's. */
LoadedImage *image_of_code(const Isolate *isolate, const Code *code) {
    for (LoadedImage *loaded = isolate->images; loaded; loaded = loaded->next) {
        uintptr_t start = (uintptr_t)loaded->image.header;
        if (start <= (uintptr_t)code && (uintptr_t)code < start + loaded->image.size)
            return loaded;
    }
    return NULL;
}

uint32_t code_plain_count(const Code *code) {
    bool plain = (code->object.detail & ~CODE_CLASS_BODY) == 0 && code->keyword_only_count == 0;
    return plain ? code->positional_count + 1u : 0;
}

static Value function_new(Isolate *isolate, const Code *code, Module *globals) {
    const LoadedImage *loaded = image_of_code(isolate, code);
    Module owner = {.image = loaded ? &loaded->image : NULL};
    Cache *caches = loaded ? module_caches(isolate, &owner, code) : NULL;
    if (!caches && code->cache_count)
        return raise_memory(isolate);
    Function *function =
        heap_allocate(isolate, KIND_FUNCTION, sizeof(Function) + code->free_count * sizeof(Value), NULL);
    if (!function)
        return NOTHING;
    function->object.count = code->free_count;
    uint32_t plain_count = code_plain_count(code);
    if (plain_count)
        function->object.detail = (uint16_t)(plain_count + (code_is_leaf(code) ? FUNCTION_LEAF : 0));
    function->code = code;
    function->globals = globals;
    function->caches = caches;
    function->machine_code = machine_code_of(loaded, code);
    heap_keep(isolate, from_object(function));
    if (isolate->machine_code_use == MACHINE_CODE_ALWAYS)
        machine_code_give(isolate, function);
    return from_object(function);
}

Value function_of_code(Isolate *isolate, const Code *code, Module *globals, Value locals) {
    Value made = function_new(isolate, code, globals);
    if (made != NOTHING)
        AS(Function, made)->keyword_defaults = locals;
    return made;
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
    bool runs_once = function->code->object.detail & CODE_CLASS_BODY;
    if (isolate->machine_code_use == MACHINE_CODE_EAGER && !isolate->in_hook && !runs_once)
        machine_code_give(isolate, function);
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

/* Those that f.__dict__ doesn't show, although they lie there. */
static bool is_special(Value name) {
    const Value names[] = {NAME(__name__), NAME(__qualname__), NAME(__doc__), NAME(__module__),
                           NAME(__annotations__)};
    for (uint32_t i = 0; i < sizeof(names) / sizeof(*names); i++)
        if (string_equal(AS(String, name), AS(String, names[i])))
            return true;
    return false;
}

Value function_own_attribute(Value function, Value name) {
    return is_special(name) ? UNDEFINED : own_attribute(AS(Function, function), name);
}

Value function_own_attributes(Isolate *isolate, Value function) {
    Value all = AS(Function, function)->attributes, name, value;
    Value result = dictionary_new(isolate, 0);
    uint32_t position = 0;
    if (result == NOTHING || all == NOTHING)
        return result;
    heap_keep(isolate, result);
    while (dictionary_next(AS(Dictionary, all), &position, &name, &value))
        if (!is_special(name) && !dictionary_set(isolate, result, name, value))
            return NOTHING;
    return result;
}

static Value cells_tuple(Isolate *isolate, const Function *function) {
    return function->object.count ? tuple_new(isolate, function->object.count, function->cells) : NONE;
}

Value function_module_name(Isolate *isolate, Module *globals) {
    if (globals->record || globals->native)
        return module_get(isolate, globals, NAME(__name__));
    Value found = globals->extra == NOTHING
                      ? UNDEFINED
                      : dictionary_get_name(AS(Dictionary, globals->extra), AS(String, NAME(__name__)));
    return found == UNDEFINED ? NONE : found;
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
        return function_module_name(isolate, function->globals);
    if (string_is(text, "__code__"))
        return from_object(function->code);
    if (string_is(text, "__defaults__"))
        return function->defaults == NOTHING ? NONE : function->defaults;
    if (string_is(text, "__kwdefaults__"))
        return function->keyword_defaults == NOTHING ? NONE : function->keyword_defaults;
    if (string_is(text, "__closure__"))
        return cells_tuple(isolate, function);
    if (string_is(text, "__globals__"))
        return module_namespace(isolate, function->globals);
    if (string_is(text, "__annotations__"))
        return fresh_annotations(isolate, self);
    if (string_is(text, "__dict__"))
        return namespace_new(isolate, self);
    return UNDEFINED;
}

static bool is_read_only(const String *name) {
    return string_is(name, "__globals__") || string_is(name, "__closure__") || string_is(name, "__code__");
}

static int function_set_attribute(Isolate *isolate, Value self, Value name, Value value) {
    Function *function = AS(Function, self);
    if (is_read_only(AS(String, name)))
        return raise_error(isolate, &class_AttributeError, "readonly attribute"), -1;
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

/* ---- FunctionType(code, globals, name=None, argdefs=None, closure=None) ---- */

static bool check_closure(Isolate *isolate, const Code *code, Value closure) {
    uint32_t count = is_tuple(closure) ? tuple_count(AS(Tuple, closure)) : 0;
    if (closure != NONE && !is_tuple(closure))
        return raise_type(isolate, "arg 5 (closure) must be tuple"), false;
    if (closure == NONE && code->free_count)
        return raise_type(isolate, "arg 5 (closure) must be tuple"), false;
    if (count != code->free_count)
        return raise_value_error(isolate, "%S requires closure of length %u, not %u", code_name(code),
                                 code->free_count, count),
               false;
    for (uint32_t i = 0; i < count; i++)
        if (!is_kind(tuple_get(AS(Tuple, closure), i), KIND_CELL))
            return raise_type(isolate, "arg 5 (closure) expected cell, found %T",
                              tuple_get(AS(Tuple, closure), i)),
                   false;
    return true;
}

static Value function_from_parts(Isolate *isolate, const Class *class, Value *arguments, uint32_t count,
                                 const Tuple *names) {
    static const char *const parameter_names[] = {"code", "globals", "name", "argdefs", "closure"};
    static const struct Parameters parameters = {"function", parameter_names, 5, 5, 2};
    Value bound[5];
    (void)class;
    if (!arguments_bind(isolate, &parameters, arguments, count, names, bound))
        return NOTHING;
    for (uint32_t i = 2; i < 5; i++)
        bound[i] = bound[i] == UNDEFINED ? NONE : bound[i];
    if (!is_kind(bound[0], KIND_CODE))
        return raise_type(isolate, "function() argument 'code' must be code, not %T", bound[0]);
    if (!is_dictionary(bound[1]) && !is_namespace(bound[1]))
        return raise_type(isolate, "function() argument 'globals' must be dict, not %A", bound[1]);
    if (bound[2] != NONE && !is_string(bound[2]))
        return raise_type(isolate, "arg 3 (name) must be None or string");
    if (bound[3] != NONE && !is_tuple(bound[3]))
        return raise_type(isolate, "arg 4 (defaults) must be None or tuple");
    const Code *code = AS(Code, bound[0]);
    if (!check_closure(isolate, code, bound[4]))
        return NOTHING;
    Value module = module_for_code(isolate, code, bound[1]);
    Value made =
        module == NOTHING ? NOTHING : function_new(isolate, code, AS(Module, heap_keep(isolate, module)));
    if (made == NOTHING)
        return NOTHING;
    Function *function = AS(Function, made);
    function->defaults = bound[3] == NONE ? NOTHING : bound[3];
    for (uint32_t i = 0; i < code->free_count; i++)
        function->cells[i] = tuple_get(AS(Tuple, bound[4]), i);
    heap_keep(isolate, made);
    return bound[2] == NONE || attribute_set(isolate, made, NAME(__name__), bound[2]) ? made : NOTHING;
}

const Operations function_operations = {
    .make = function_from_parts,
    .represent = function_represent,
    .call = call_itself,
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
