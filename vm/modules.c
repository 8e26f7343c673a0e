/*
 * Importing: finding modules in loaded images and among the native ones, running their bodies when first
 * imported.
 *
 * Rules:
 *   - isolate->modules is sys.modules: what it holds is imported, whoever put it there. A module enters it
 * before its body runs, so circular imports see it half done; a body that raises takes its module out again.
 *   - Of several images that have a module of one name, the one added last wins.
 *   - A package that no image has a record of, but modules below it, is made up empty (a namespace package).
 */
#include "vm/attribute.h"
#include "vm/error.h"
#include "vm/instructions.h"
#include "vm/isolate.h"
#include "vm/machine.h"
#include "vm/names.h"
#include "vm/types/arguments.h"
#include "vm/types/builtins.h"
#include "vm/types/classes.h"
#include "vm/types/containers.h"
#include "vm/types/execute.h"
#include "vm/types/function.h"
#include "vm/types/namespace.h"
#include "vm/types/string.h"
#include "vm/weak.h"

enum ModuleState { MODULE_NEW, MODULE_RUNNING, MODULE_READY };

/* ---- Loaded images and inline caches ---- */

LoadedImage *isolate_add_image(Isolate *isolate, const Image *image) {
    LoadedImage *loaded = heap_allocate_permanent(isolate, sizeof(LoadedImage));
    if (!loaded)
        return NULL;
    loaded->image = *image;
    loaded->caches = NULL;
    loaded->machine_code = NULL;
    loaded->shares_machine_code = false;
    /* Those made at run time, which may be many, come behind the others, the latest first: most functions
     * that are made belong to the others or to the latest. */
    LoadedImage **place = &isolate->images;
    while (image->header->flags & IMAGE_DYNAMIC && *place && !((*place)->image.header->flags & IMAGE_DYNAMIC))
        place = &(*place)->next;
    loaded->next = *place;
    *place = loaded;
    return loaded;
}

/* The first entry of a code's caches is not a cache: its slot says how many follow. */
Cache *module_caches(Isolate *isolate, const Module *module, const Code *code) {
    if (!code->cache_count)
        return NULL;
    LoadedImage *loaded = (LoadedImage *)(uintptr_t)module->image;
    size_t table_size = (loaded->image.header->code_count + 1) * sizeof(Cache *);
    if (!loaded->caches && !(loaded->caches = heap_allocate_permanent(isolate, table_size)))
        return NULL;
    Cache **place = &loaded->caches[code->number];
    if (!*place) {
        Cache *caches = heap_allocate_permanent(isolate, (code->cache_count + 1) * sizeof(Cache));
        if (!caches)
            return NULL;
        caches_clear(caches + 1, code->cache_count);
        caches->slot = code->cache_count;
        *place = caches + 1;
    }
    return *place;
}

Cache *module_code_caches(const LoadedImage *loaded, uint32_t number, uint32_t *count) {
    bool any = loaded && loaded->caches && number < loaded->image.header->code_count;
    Cache *caches = any ? loaded->caches[number] : NULL;
    *count = caches ? caches[-1].slot : 0;
    return caches;
}

void module_each_caches(const LoadedImage *loaded, void (*visit)(Cache *caches, uint32_t count)) {
    for (uint32_t number = 0; number < loaded->image.header->code_count; number++) {
        uint32_t count;
        Cache *caches = module_code_caches(loaded, number, &count);
        if (caches)
            visit(caches, count);
    }
}

/* ---- Making modules ---- */

static const char *image_base(const LoadedImage *loaded) { return (const char *)loaded->image.header; }

static Value image_value(const LoadedImage *loaded, uint32_t offset) {
    return (Value)(image_base(loaded) + offset);
}

/* What a name is before the body runs: the loader's own ones, and built-ins for those that are only read. */
static Value slot_at_first(Isolate *isolate, const LoadedImage *loaded, const Module *module, uint32_t slot,
                           Value name) {
    if (slot >= module->bound_count)
        return isolate->builtins == NOTHING ? UNDEFINED
                                            : module_get(isolate, AS(Module, isolate->builtins), name);
    if (string_is(AS(String, name), "__name__"))
        return module->name;
    if (string_is(AS(String, name), "__file__"))
        return image_value(loaded, module->record->filename);
    if (string_is(AS(String, name), "__builtins__"))
        return isolate->builtins;
    return UNDEFINED;
}

static Module *module_of_record(Isolate *isolate, const LoadedImage *loaded, const ImageModule *record) {
    const Tuple *names = AS(Tuple, image_value(loaded, record->names));
    uint32_t count = tuple_count(names);
    Module *module = heap_allocate(isolate, KIND_MODULE, sizeof(Module) + count * sizeof(Value), NULL);
    if (!module)
        return NULL;
    module->object.count = count;
    module->name = image_value(loaded, record->name);
    module->record = record;
    module->image = &loaded->image;
    module->bound_count = record->bound_count;
    for (uint32_t slot = 0; slot < count; slot++)
        module->slots[slot] = slot_at_first(isolate, loaded, module, slot, tuple_get(names, slot));
    return module;
}

static Value run_code(Isolate *isolate, Module *module, const Code *code, Value locals) {
    Value body = function_of_code(isolate, code, module, locals);
    return body == NOTHING ? NOTHING : call(isolate, heap_keep(isolate, body), NULL, 0);
}

/* The module of a record, entered and its body run. */
static Value load_record(Isolate *isolate, const LoadedImage *loaded, const ImageModule *record) {
    Module *module = module_of_record(isolate, loaded, record);
    if (!module)
        return NOTHING;
    heap_keep(isolate, from_object(module));
    if (!dictionary_set(isolate, isolate->modules, module->name, from_object(module)))
        return NOTHING;
    module->state = MODULE_RUNNING;
    if (run_code(isolate, module, AS(Code, image_value(loaded, record->code)), NOTHING) == NOTHING) {
        Value failure = isolate->exception;
        heap_keep(isolate, failure);
        isolate->exception = NOTHING;
        dictionary_delete(isolate, isolate->modules, module->name);
        isolate->exception = failure;
        return NOTHING;
    }
    module->state = MODULE_READY;
    return from_object(module);
}

/* ---- Native modules ---- */

static bool add_member(Isolate *isolate, Module *module, const char *name, Value value) {
    if (value == NOTHING)
        return false;
    HeapMark mark = heap_mark(isolate);
    heap_keep(isolate, value);
    Value text = string_from_c(isolate, name);
    bool added = text != NOTHING && module_set(isolate, module, heap_keep(isolate, text), value);
    heap_release(isolate, mark);
    return added;
}

/* Its functions and classes are found in the tables themselves: vm/types/module.c. */
static bool fill_native(Isolate *isolate, Module *module, const struct NativeModule *native) {
    module->native = native;
    for (const struct NativeConstant *constant = native->constants; constant && constant->name; constant++)
        if (!add_member(isolate, module, constant->name, constant->make(isolate)))
            return false;
    return true;
}

static Value load_native(Isolate *isolate, const struct NativeModule *native, Value name) {
    Value module = module_new(isolate, name);
    if (module == NOTHING)
        return NOTHING;
    heap_keep(isolate, module);
    if (!fill_native(isolate, AS(Module, module), native) ||
        !dictionary_set(isolate, isolate->modules, name, module))
        return NOTHING;
    AS(Module, module)->state = MODULE_READY;
    return module;
}

static const struct NativeModule *find_native(const struct NativeModule *const *list, const String *name) {
    for (; *list; list++)
        if (string_is(name, (*list)->name))
            return *list;
    return NULL;
}

/* ---- Finding ---- */

static const ImageModule *find_record(const LoadedImage *loaded, const String *name) {
    const ImageModule *records = image_modules(&loaded->image);
    for (uint32_t number = 0; number < loaded->image.header->module_count; number++)
        if (!(loaded->image.header->flags & IMAGE_DYNAMIC) &&
            string_equal(AS(String, image_value(loaded, records[number].name)), name))
            return &records[number];
    return NULL;
}

static bool lies_below(const String *name, const String *package) {
    if (name->length <= package->length + 1 || string_character(name, package->length) != '.')
        return false;
    for (uint32_t index = 0; index < package->length; index++)
        if (string_character(name, index) != string_character(package, index))
            return false;
    return true;
}

static bool has_modules_below(const Isolate *isolate, const String *package) {
    for (const LoadedImage *loaded = isolate->images; loaded; loaded = loaded->next) {
        const ImageModule *records = image_modules(&loaded->image);
        for (uint32_t number = 0; number < loaded->image.header->module_count; number++)
            if (lies_below(AS(String, image_value(loaded, records[number].name)), package))
                return true;
    }
    return false;
}

static bool is_package(Isolate *isolate, Value module) {
    if (!is_kind(module, KIND_MODULE))
        return false;
    const Module *of = AS(Module, module);
    if (of->record)
        return of->record->flags & MODULE_IS_PACKAGE;
    return is_string(of->name) && has_modules_below(isolate, AS(String, of->name));
}

static Value not_found(Isolate *isolate, Value name, Value parent) {
    if (parent != NOTHING && !is_package(isolate, parent))
        raise_error(isolate, &class_ModuleNotFoundError, "No module named %V; %V is not a package", name,
                    AS(Module, parent)->name);
    else
        raise_error(isolate, &class_ModuleNotFoundError, "No module named %V", name);
    return raise_named(isolate, name);
}

static Value load_module(Isolate *isolate, Value name, Value parent) {
    for (const LoadedImage *loaded = isolate->images; loaded; loaded = loaded->next) {
        const ImageModule *record = find_record(loaded, AS(String, name));
        if (record)
            return load_record(isolate, loaded, record);
    }
    const struct NativeModule *native = find_native(native_modules, AS(String, name));
    if (!native)
        native = find_native(machine_native_modules, AS(String, name));
    if (native)
        return load_native(isolate, native, name);
    if (!has_modules_below(isolate, AS(String, name)))
        return not_found(isolate, name, parent);
    Value package = module_new(isolate, name);
    if (package == NOTHING || !dictionary_set(isolate, isolate->modules, name, heap_keep(isolate, package)))
        return NOTHING;
    return package;
}

/* A module already in sys.modules (None there forbids it), or loaded now. `parent`: the package it is in, or
 * NOTHING. */
static Value find_or_load(Isolate *isolate, Value name, Value parent) {
    Value module = dictionary_get(isolate, isolate->modules, name);
    if (module == NONE) {
        raise_error(isolate, &class_ModuleNotFoundError, "import of %S halted; None in sys.modules", name);
        return raise_named(isolate, name);
    }
    return module == UNDEFINED ? load_module(isolate, name, parent) : module;
}

/* ---- Importing ---- */

static int64_t find_dot(const String *name, uint32_t start) {
    for (uint32_t index = start; index < name->length; index++)
        if (string_character(name, index) == '.')
            return index;
    return -1;
}

/* A submodule becomes an attribute of its package. */
static bool bind_in_parent(Isolate *isolate, Value parent, Value name, uint32_t start, Value module) {
    const String *text = AS(String, name);
    Value last = string_slice(isolate, text, start, text->length);
    return last != NOTHING && attribute_set(isolate, parent, heap_keep(isolate, last), module);
}

/* Imports every step of a dotted name; the last module, and the first in *top. */
static Value import_dotted(Isolate *isolate, Value name, Value *top) {
    const String *text = AS(String, name);
    Value parent = NOTHING;
    uint32_t start = 0;
    for (;;) {
        int64_t dot = find_dot(text, start);
        Value step = dot < 0 ? name : string_slice(isolate, text, 0, (uint32_t)dot);
        if (step == NOTHING)
            return NOTHING;
        heap_keep(isolate, step);
        bool known = dictionary_get_name(AS(Dictionary, isolate->modules), AS(String, step)) != UNDEFINED;
        Value module = find_or_load(isolate, step, parent);
        if (module == NOTHING)
            return NOTHING;
        heap_keep(isolate, module);
        if (parent == NOTHING)
            *top = module;
        else if (!known && !bind_in_parent(isolate, parent, step, start, module))
            return NOTHING;
        if (dot < 0)
            return module;
        parent = module;
        start = (uint32_t)dot + 1;
    }
}

/* The package that relative names of a module start from: itself if a package, and one level up for each
 * further dot. */
static Value relative_package(Isolate *isolate, const Module *importer, uint32_t level) {
    const String *name = AS(String, importer->name);
    uint32_t length = name->length;
    if (importer->record && importer->record->flags & MODULE_IS_PACKAGE)
        level--;
    for (; level; level--) {
        while (length && string_character(name, length - 1) != '.')
            length--;
        if (!length)
            return raise_error(isolate, &class_ImportError,
                               "attempted relative import with no known parent package");
        length--;
    }
    return string_slice(isolate, name, 0, length);
}

static Value absolute_name(Isolate *isolate, const Module *importer, Value name, uint32_t level) {
    if (!level)
        return name;
    Value package = relative_package(isolate, importer, level);
    if (package == NOTHING)
        return NOTHING;
    heap_keep(isolate, package);
    return AS(String, name)->length ? string_format(isolate, "%S.%S", package, name) : package;
}

Value module_import(Isolate *isolate, Module *importer, Value name, uint32_t level, bool named_itself) {
    HeapMark mark = heap_mark(isolate);
    Value top = NOTHING, module = NOTHING;
    Value absolute = absolute_name(isolate, importer, name, level);
    if (absolute != NOTHING && !AS(String, absolute)->length)
        raise_value_error(isolate, "Empty module name");
    else if (absolute != NOTHING)
        module = import_dotted(isolate, heap_keep(isolate, absolute), &top);
    heap_release(isolate, mark);
    return module == NOTHING || named_itself ? module : top;
}

Value isolate_import(Isolate *isolate, const char *name) {
    HeapMark mark = heap_mark(isolate);
    Value text = string_from_c(isolate, name), top = NOTHING, module = NOTHING;
    if (text != NOTHING)
        module = import_dotted(isolate, heap_keep(isolate, text), &top);
    heap_release(isolate, mark);
    return module;
}

static Value cannot_import(Isolate *isolate, Value module, Value name) {
    if (!is_kind(module, KIND_MODULE))
        return raise_error(isolate, &class_ImportError, "cannot import name %V", name);
    const Module *from = AS(Module, module);
    if (from->state == MODULE_RUNNING)
        raise_error(isolate, &class_ImportError,
                    "cannot import name %V from partially initialized module %V (most likely due to a "
                    "circular import)",
                    name, from->name);
    else
        raise_error(isolate, &class_ImportError, "cannot import name %V from %V (unknown location)", name,
                    from->name);
    return raise_named(isolate, from->name);
}

Value module_import_from(Isolate *isolate, Value module, Value name) {
    Value found = attribute_find(isolate, module, name);
    if (found != UNDEFINED)
        return found;
    if (!is_package(isolate, module))
        return cannot_import(isolate, module, name);
    HeapMark mark = heap_mark(isolate);
    Value full = string_format(isolate, "%S.%S", AS(Module, module)->name, name), top = NOTHING;
    if (full != NOTHING)
        found = import_dotted(isolate, heap_keep(isolate, full), &top);
    heap_release(isolate, mark);
    if (found != NOTHING || exception_take(isolate, &class_ModuleNotFoundError) == NOTHING)
        return found;
    return cannot_import(isolate, module, name);
}

/* ---- Star imports ---- */

struct StarImport {
    Value from;
    Module *into;
};

static bool import_named(Isolate *isolate, Value name, void *context) {
    struct StarImport *import = context;
    if (!is_string(name))
        return raise_type(isolate, "Item in __all__ must be str, not %T", name), false;
    Value value = attribute_get(isolate, import->from, name);
    return value != NOTHING && store_name(isolate, import->into, name, value);
}

static bool import_public(Isolate *isolate, Value name, void *context) {
    if (AS(String, name)->length && string_character(AS(String, name), 0) == '_')
        return true;
    return import_named(isolate, name, context);
}

bool module_import_star(Isolate *isolate, Value from, Module *into) {
    struct StarImport import = {from, into};
    Value all = attribute_find(isolate, from, NAME(__all__));
    if (all == NOTHING)
        return false;
    if (all != UNDEFINED)
        return iterate_each(isolate, heap_keep(isolate, all), import_named, &import);
    Value names = is_kind(from, KIND_MODULE) ? module_dictionary(isolate, AS(Module, from))
                                             : attribute_find(isolate, from, NAME(__dict__));
    if (names == UNDEFINED)
        return raise_error(isolate, &class_ImportError,
                           "from-import-* object has no __dict__ and no __all__"),
               false;
    return names != NOTHING && iterate_each(isolate, heap_keep(isolate, names), import_public, &import);
}

/* ---- The end ---- */

/* False: the isolate is to stop, or memory is short. */
static bool run_exit_functions(Isolate *isolate) {
    Value name = string_from_c(isolate, "atexit");
    if (name == NOTHING)
        return false;
    Value module = dictionary_get_name(AS(Dictionary, isolate->modules), AS(String, name));
    if (module == UNDEFINED)
        return true;
    name = string_from_c(isolate, "_run_exitfuncs");
    Value run = name == NOTHING ? NOTHING : attribute_get(isolate, module, name);
    return run != NOTHING && call(isolate, heap_keep(isolate, run), NULL, 0) != NOTHING;
}

void isolate_finish(Isolate *isolate) {
    HeapMark mark = heap_mark(isolate);
    if (weak_run_unreachable(isolate) && run_exit_functions(isolate))
        weak_finish(isolate);
    isolate->exception = NOTHING;
    heap_release(isolate, mark);
}

/* ---- Code compiled at run time ---- */

/* Whether an image may run in a module that there is already; if not, an exception is set. */
static bool is_adoptable(Isolate *isolate, const void *bytes, size_t size) {
    char reason[IMAGE_REASON_SIZE];
    if (!image_verify(bytes, size, reason)) {
        raise_value_error(isolate, "not a valid image: %s", reason);
        return false;
    }
    /* Another's slots are not those of the module that this code is to run in. */
    if (!(((const ImageHeader *)bytes)->flags & IMAGE_DYNAMIC)) {
        raise_value_error(isolate, "not an image made by compile()");
        return false;
    }
    return true;
}

/* The isolate keeps the image until it ends: functions made from it may live anywhere. */
static LoadedImage *adopt_image(Isolate *isolate, const void *bytes, size_t size) {
    void *copy = heap_allocate_permanent(isolate, size);
    if (!copy)
        return NULL;
    __builtin_memcpy(copy, bytes, size);
    Image image = {.header = copy, .size = size};
    LoadedImage *loaded = is_adoptable(isolate, copy, size) ? isolate_add_image(isolate, &image) : NULL;
    if (!loaded)
        heap_give_back_permanent(isolate, copy, size);
    return loaded;
}

Value module_adopt_code(Isolate *isolate, const void *bytes, size_t size) {
    LoadedImage *loaded = adopt_image(isolate, bytes, size);
    return loaded ? image_value(loaded, image_modules(&loaded->image)[0].code) : NOTHING;
}

Value module_run_code(Isolate *isolate, const Code *code, Module *globals, Value locals) {
    HeapMark mark = heap_mark(isolate);
    Value result = run_code(isolate, globals, code, locals);
    heap_release(isolate, mark);
    return result;
}

Value module_run_image(Isolate *isolate, const void *bytes, size_t size, Value globals) {
    if (!is_kind(globals, KIND_MODULE))
        return raise_type(isolate, "code runs in a module, not in a '%T' object", globals);
    Value code = module_adopt_code(isolate, bytes, size);
    return code == NOTHING ? NOTHING : module_run_code(isolate, AS(Code, code), AS(Module, globals), NOTHING);
}

static bool take_slots(Isolate *isolate, Module *module, Value globals) {
    uint32_t position = 0;
    Value name, value;
    while (dictionary_next(AS(Dictionary, globals), &position, &name, &value))
        if (is_string(name) && !module_set(isolate, module, name, value))
            return false;
    return true;
}

/* Code with module slots finds a dictionary's entries in slots of its own, filled now. */
Value module_for_code(Isolate *isolate, const Code *code, Value globals) {
    LoadedImage *loaded = image_of_code(isolate, code);
    bool by_name = loaded && loaded->image.header->flags & IMAGE_DYNAMIC;
    if (is_namespace(globals) && is_kind(AS(Namespace, globals)->owner, KIND_MODULE))
        globals = AS(Namespace, globals)->owner;
    else if (is_namespace(globals))
        globals = heap_keep(isolate, namespace_snapshot(isolate, globals));
    const ImageModule *record = loaded && !by_name ? &image_modules(&loaded->image)[code->module] : NULL;
    if (is_kind(globals, KIND_MODULE)) {
        if (by_name || AS(Module, globals)->record == record)
            return globals;
        globals = heap_keep(isolate, module_dictionary(isolate, AS(Module, globals)));
    }
    if (by_name || globals == NOTHING || !record)
        return globals == NOTHING ? NOTHING : module_over(isolate, globals);
    Module *module = module_of_record(isolate, loaded, record);
    if (!module)
        return NOTHING;
    heap_keep(isolate, from_object(module));
    module->state = MODULE_READY;
    return take_slots(isolate, module, globals) ? from_object(module) : NOTHING;
}

/* ---- The prompt's echo ---- */

bool show_value(Isolate *isolate, Value value) {
    Value sys = isolate_import(isolate, "sys");
    if (sys == NOTHING)
        return false;
    Value hook = attribute_get(isolate, sys, NAME(displayhook));
    return hook != NOTHING && call(isolate, hook, &value, 1) != NOTHING;
}
