/*
 * Code at run time: compile(), exec(), eval(), globals(), locals().
 *
 * The compiler is build.compiler.compile, frozen in base.img: an image it makes is verified and kept by the
 * isolate, and what Python sees is the code in it. exec() and eval() run a code in a module. Globals that are
 * a dictionary get a module made over that very dictionary, so both ways names bound are seen at once; locals
 * that are another mapping are read and written in its place by the module body itself (load_name() and
 * store_name() in vm/instructions.c).
 *
 * locals() of a function: compiled functions that mention locals, eval, exec, vars or dir bring the names of
 * all their registers (Code.local_names). The last of these is LOCALS_NAME: its register keeps the dictionary
 * from call to call, as CPython does.
 */
#include "vm/types/execute.h"

#include "vm/error.h"
#include "vm/interpreter.h"
#include "vm/names.h"
#include "vm/types/arguments.h"
#include "vm/types/bytes.h"
#include "vm/types/classes.h"
#include "vm/types/containers.h"
#include "vm/types/namespace.h"
#include "vm/types/string.h"

#define LOCALS_NAME ".locals"

/* Loops give exec() and eval() the same text again and again, and what is compiled stays until the isolate
 * ends: so many short texts are remembered, of so many characters. */
enum { REMEMBERED = 64, BRIEF = 256 };

Module *running_module(const Isolate *isolate) {
    return isolate->frame > isolate->frames ? isolate->frame->function->globals
                                            : AS(Module, isolate->builtins);
}

/* ---- globals() and locals() ---- */

static bool set_local(Isolate *isolate, Value dictionary, Value name, Value value) {
    if (is_kind(value, KIND_CELL))
        value = AS(Cell, value)->value;
    if (value == UNDEFINED)
        return dictionary_delete(isolate, dictionary, name) >= 0;
    return dictionary_set(isolate, dictionary, name, value);
}

static bool is_locals_register(const Tuple *names, uint32_t index) {
    return string_is(AS(String, tuple_get(names, index)), LOCALS_NAME);
}

/* The dictionary of the frame's locals as it was left, or a new one. */
static Value locals_dictionary(Isolate *isolate, const Frame *frame, const Tuple *names) {
    uint32_t count = tuple_count(names);
    Value *place = count && is_locals_register(names, count - 1) ? &frame->registers[count - 1] : NULL;
    if (place && is_dictionary(*place))
        return *place;
    Value dictionary = dictionary_new(isolate, 0);
    if (dictionary != NOTHING && place)
        *place = dictionary;
    return dictionary;
}

static Value function_locals(Isolate *isolate, const Frame *frame) {
    const Function *function = frame->function;
    const Tuple *names = AS(Tuple, code_local_names(function->code));
    Value dictionary = locals_dictionary(isolate, frame, names);
    if (dictionary == NOTHING)
        return NOTHING;
    heap_keep(isolate, dictionary);
    for (uint32_t i = 0; i < tuple_count(names); i++)
        if (!is_locals_register(names, i) &&
            !set_local(isolate, dictionary, tuple_get(names, i), frame->registers[i]))
            return NOTHING;
    names = AS(Tuple, code_free_names(function->code));
    for (uint32_t i = 0; i < function->code->free_count; i++)
        if (!set_local(isolate, dictionary, tuple_get(names, i), function->cells[i]))
            return NOTHING;
    return dictionary;
}

Value running_locals(Isolate *isolate) {
    const Frame *frame = isolate->frame;
    if (frame == isolate->frames)
        return module_namespace(isolate, running_module(isolate));
    uint16_t flags = frame->function->code->object.detail;
    if (flags & CODE_CLASS_BODY)
        return frame->registers[0];
    if (!(flags & CODE_MODULE_BODY))
        return function_locals(isolate, frame);
    Value locals = frame->function->keyword_defaults;
    return locals != NOTHING ? locals : module_namespace(isolate, frame->function->globals);
}

#define BUILTIN(name)                                                                                        \
    static Value name(Isolate *isolate, Value *arguments __attribute__((unused)),                            \
                      uint32_t count __attribute__((unused)))

BUILTIN(builtin_globals) { return module_namespace(isolate, running_module(isolate)); }
BUILTIN(builtin_locals) { return running_locals(isolate); }

/* ---- Compiling ---- */

static void show_warnings(Isolate *isolate, Value warnings) {
    for (uint64_t i = 0; i < AS(List, warnings)->length; i++) {
        Value text = list_get(AS(List, warnings), i);
        Value bytes = is_string(text) ? string_encode_utf8(isolate, AS(String, text)) : NOTHING;
        if (bytes != NOTHING && isolate->write)
            isolate->write(isolate, AS(Bytes, bytes)->bytes, AS(Bytes, bytes)->length, true);
    }
}

/* A traceback begins where compile() was called. */
static Value forget_compiler(Isolate *isolate) {
    Exception *exception = AS(Exception, isolate->exception);
    heap_store(isolate, &exception->object, &exception->traceback, NONE);
    heap_store(isolate, &exception->object, &exception->context, NONE);
    return NOTHING;
}

/* The code of a source text, a str or what holds bytes; whether a warning was shown. */
static Value compile_source(Isolate *isolate, Value source, Value filename, const char *mode, bool *warned) {
    Value module = isolate_import(isolate, "build.compiler.compile");
    if (module == NOTHING)
        return NOTHING;
    Value name = heap_keep(isolate, string_from_c(isolate, "compile_interactive"));
    Value mode_text = name == NOTHING ? NOTHING : heap_keep(isolate, string_from_c(isolate, mode));
    Value warnings = mode_text == NOTHING ? NOTHING : heap_keep(isolate, list_new(isolate, 0, NULL));
    if (warnings == NOTHING)
        return NOTHING;
    Value compiler = attribute_get(isolate, module, name);
    Value arguments[] = {source, filename, mode_text, warnings};
    Value image = compiler == NOTHING ? NOTHING : call(isolate, heap_keep(isolate, compiler), arguments, 4);
    if (!is_kind(image, KIND_BYTES))
        return image == NOTHING ? forget_compiler(isolate)
                                : raise_type(isolate, "the compiler gave no image");
    heap_keep(isolate, image);
    show_warnings(isolate, warnings);
    *warned = AS(List, warnings)->length != 0;
    return module_adopt_code(isolate, AS(Bytes, image)->bytes, AS(Bytes, image)->length);
}

static bool is_source(Value value) {
    return is_string(value) || is_kind(value, KIND_BYTES) || is_kind(value, KIND_BYTEARRAY) ||
           is_kind(value, KIND_MEMORYVIEW);
}

static Value builtin_compile(Isolate *isolate, Value *arguments, uint32_t count, const Tuple *names) {
    static const char *const parameter_names[] = {
        "source", "filename", "mode", "flags", "dont_inherit", "optimize", "_feature_version"};
    static const struct Parameters parameters = {"compile", parameter_names, 7, 6, 3};
    static const char *const modes[] = {"exec", "eval", "single"};
    Value bound[7];
    if (!arguments_bind(isolate, &parameters, arguments, count, names, bound))
        return NOTHING;
    if (is_kind(bound[1], KIND_BYTES))
        bound[1] = heap_keep(isolate, string_from_utf8(isolate, (const char *)AS(Bytes, bound[1])->bytes,
                                                       AS(Bytes, bound[1])->length));
    if (bound[1] == NOTHING)
        return NOTHING;
    if (!is_string(bound[1]))
        return raise_type(isolate, "expected str, bytes or os.PathLike object, not %T", bound[1]);
    if (!is_string(bound[2]))
        return raise_type(isolate, "compile() argument 'mode' must be str, not %T", bound[2]);
    if (is_kind(bound[0], KIND_CODE))
        return bound[0];
    if (!is_source(bound[0]))
        return raise_type(isolate, "compile() arg 1 must be a string, bytes or AST object");
    bool warned;
    for (uint32_t i = 0; i < sizeof(modes) / sizeof(*modes); i++)
        if (string_is(AS(String, bound[2]), modes[i]))
            return compile_source(isolate, bound[0], bound[1], modes[i], &warned);
    return raise_value_error(isolate, "compile() mode must be 'exec', 'eval' or 'single'");
}

/* ---- Running ---- */

struct Target {
    Value globals; /* dict, Namespace or Module */
    Value locals;  /* a mapping that isn't the globals, or NOTHING */
};

static bool is_mapping(Isolate *isolate, Value value) {
    return class_lookup(isolate, class_of(value), NAME(__getitem__)) != UNDEFINED;
}

static bool check_globals(Isolate *isolate, Value globals, bool evaluates) {
    if (globals == NONE || is_dictionary(globals) || is_kind(globals, KIND_MODULE) ||
        (is_namespace(globals) && is_kind(AS(Namespace, globals)->owner, KIND_MODULE)))
        return true;
    if (!evaluates)
        raise_type(isolate, "exec() globals must be a dict, not %T", globals);
    else
        raise_type(isolate, is_mapping(isolate, globals)
                                ? "globals must be a real dict; try eval(code, {}, mapping)"
                                : "globals must be a dict");
    return false;
}

static bool check_locals(Isolate *isolate, Value locals, bool evaluates) {
    if (locals == NONE || is_mapping(isolate, locals))
        return true;
    if (evaluates)
        raise_type(isolate, "locals must be a mapping");
    else
        raise_type(isolate, "locals must be a mapping or None, not %T", locals);
    return false;
}

/* What the arguments behind the code say; without them, the names that the caller sees. */
static bool find_target(Isolate *isolate, const Value *bound, bool evaluates, struct Target *target) {
    Value globals = bound[1] == UNDEFINED ? NONE : bound[1], locals = bound[2] == UNDEFINED ? NONE : bound[2];
    if (!check_locals(isolate, locals, evaluates) || !check_globals(isolate, globals, evaluates))
        return false;
    if (globals == NONE) {
        globals = module_namespace(isolate, running_module(isolate));
        if (globals != NOTHING && locals == NONE)
            locals = running_locals(isolate);
        if (globals == NOTHING || locals == NOTHING)
            return false;
    } else if (is_dictionary(globals) &&
               dictionary_get_name(AS(Dictionary, globals), &name___builtins__) == UNDEFINED &&
               !dictionary_set(isolate, globals, NAME(__builtins__), isolate->builtins))
        return false;
    target->globals = globals;
    target->locals = locals == NONE || locals == globals ? NOTHING : locals;
    return true;
}

/* Notes what a source that gave no warning became. */
static Value remember(Isolate *isolate, Value *compiled, Value source, Value code) {
    if (*compiled == NOTHING || AS(Dictionary, *compiled)->length >= REMEMBERED)
        *compiled = dictionary_new(isolate, 0);
    return *compiled != NOTHING && dictionary_set(isolate, *compiled, source, code) ? code : NOTHING;
}

static Value code_of(Isolate *isolate, Value source, bool evaluates) {
    const char *mode = evaluates ? "eval" : "exec";
    if (is_kind(source, KIND_CODE))
        return source;
    if (!is_source(source))
        return raise_type(isolate, "%s() arg 1 must be a string, bytes or code object", mode);
    Value *compiled = &isolate->compiled[evaluates];
    bool brief = is_string(source) && !as_object(source)->class && AS(String, source)->length <= BRIEF;
    Value code = brief && *compiled != NOTHING
                     ? dictionary_get_name(AS(Dictionary, *compiled), AS(String, source))
                     : UNDEFINED;
    if (code != UNDEFINED)
        return code;
    Value filename = heap_keep(isolate, string_from_c(isolate, "<string>"));
    bool warned;
    code = filename == NOTHING
               ? NOTHING
               : compile_source(isolate, source, filename, evaluates ? "expression" : "exec", &warned);
    return code == NOTHING || warned || !brief ? code : remember(isolate, compiled, source, code);
}

static Value execute(Isolate *isolate, const Value *bound, bool evaluates) {
    struct Target target;
    if (!find_target(isolate, bound, evaluates, &target))
        return NOTHING;
    heap_keep(isolate, target.globals);
    if (target.locals != NOTHING)
        heap_keep(isolate, target.locals);
    Value code = code_of(isolate, bound[0], evaluates);
    if (code == NOTHING)
        return NOTHING;
    if (AS(Code, code)->free_count)
        return raise_type(isolate, "code object passed to %s() may not contain free variables",
                          evaluates ? "eval" : "exec");
    Value module = module_for_code(isolate, AS(Code, code), target.globals);
    if (module == NOTHING)
        return NOTHING;
    heap_keep(isolate, module);
    bool body = AS(Code, code)->object.detail & CODE_MODULE_BODY;
    return module_run_code(isolate, AS(Code, code), AS(Module, module), body ? target.locals : NOTHING);
}

static Value builtin_exec(Isolate *isolate, Value *arguments, uint32_t count, const Tuple *names) {
    static const char *const parameter_names[] = {"", "", "", "closure"};
    static const struct Parameters parameters = {"exec", parameter_names, 4, 3, 1};
    Value bound[4];
    if (!arguments_bind(isolate, &parameters, arguments, count, names, bound))
        return NOTHING;
    return execute(isolate, bound, false) == NOTHING ? NOTHING : NONE;
}

BUILTIN(builtin_eval) {
    Value bound[3] = {arguments[0], count > 1 ? arguments[1] : UNDEFINED,
                      count > 2 ? arguments[2] : UNDEFINED};
    return execute(isolate, bound, true);
}

const Native execute_builtins[] = {
    NATIVE(builtin_globals, "globals", 0, 0, NATIVE_ANY),
    NATIVE(builtin_locals, "locals", 0, 0, NATIVE_ANY),
    NATIVE_WITH_KEYWORDS(builtin_compile, "compile", 0, NATIVE_UNLIMITED, NATIVE_ANY),
    NATIVE_WITH_KEYWORDS(builtin_exec, "exec", 0, NATIVE_UNLIMITED, NATIVE_ANY),
    NATIVE(builtin_eval, "eval", 1, 3, NATIVE_ANY),
    METHODS_END,
};
