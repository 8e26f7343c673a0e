/*
 * Module objects: names in slots that the image's record gives, and later names in `extra`.
 *
 * Rules:
 *   - Slots from bound_count on belong to names that the module only reads. They hold the built-in of that
 * name, so that LOAD_GLOBAL finds it at once, and are not the module's own: module_get() doesn't see them. If
 * such a name is bound after all, from outside (module.len = ...), it is kept in `extra` too, which makes it
 * the module's own.
 *   - A slot number, once a name has it, stays its for ever: inline caches hold slot numbers.
 *   - A native module's functions and classes are looked up in its static tables, so that an isolate doesn't
 * pay for those it never uses. Who deletes a name or asks for all of them has them copied to `extra`.
 */
#include "vm/attribute.h"
#include "vm/isolate.h"
#include "vm/memory.h"
#include "vm/names.h"
#include "vm/types/arguments.h"
#include "vm/types/classes.h"
#include "vm/types/containers.h"
#include "vm/types/namespace.h"
#include "vm/types/string.h"

static const Tuple *slot_names(const Module *module) {
    if (!module->record)
        return NULL;
    return (const Tuple *)((const char *)module->image->header + module->record->names);
}

/* Number of the slot of a name, or -1. O(slots), the hash first. */
static int64_t slot_of(const Module *module, const String *name) {
    const Tuple *names = slot_names(module);
    if (!names)
        return -1;
    uint32_t hash = string_hash_of(name);
    for (uint32_t slot = 0; slot < tuple_count(names); slot++) {
        const String *candidate = AS(String, tuple_get(names, slot));
        if (candidate == name || (candidate->object.count == hash && string_equal(candidate, name)))
            return slot;
    }
    return -1;
}

Value module_new(Isolate *isolate, Value name) {
    HeapMark mark = heap_mark(isolate);
    heap_keep(isolate, name);
    Module *module = heap_allocate(isolate, KIND_MODULE, sizeof(Module), NULL);
    heap_release(isolate, mark);
    if (!module)
        return NOTHING;
    module->name = name;
    return from_object(module);
}

/* ---- Native modules ---- */

static inline bool is_named(const String *name, const char *text) {
    return name->bytes[0] == (uint8_t)text[0] && string_is(name, text);
}

/* "Class" of a class named "module.Class". */
static const char *class_title(const Class *class) {
    const char *dot = strchr(class->static_name, '.');
    return dot ? dot + 1 : class->static_name;
}

static Value find_native(const Native *natives, const String *name) {
    for (; natives && natives->name; natives++)
        if (is_named(name, natives->name))
            return from_object(natives);
    return UNDEFINED;
}

static Value native_member(const struct NativeModule *native, const String *name) {
    Value found = find_native(native->natives, name);
    for (const Native *const *table = native->more_natives; found == UNDEFINED && table && *table; table++)
        found = find_native(*table, name);
    for (const Class *const *class = native->classes; found == UNDEFINED && class && *class; class++)
        if (is_named(name, class_title(*class)))
            found = from_object(*class);
    return found;
}

Value module_native_member(const Module *module, Value name) {
    if (!module->native)
        return UNDEFINED;
    if (module->extra != NOTHING &&
        dictionary_get_name(AS(Dictionary, module->extra), AS(String, name)) != UNDEFINED)
        return UNDEFINED;
    return native_member(module->native, AS(String, name));
}

static bool copy_member(Isolate *isolate, Module *module, const char *name, Value member) {
    HeapMark mark = heap_mark(isolate);
    Value text = string_from_c(isolate, name);
    bool bound = text != NOTHING && module->extra != NOTHING &&
                 dictionary_get_name(AS(Dictionary, module->extra), AS(String, text)) != UNDEFINED;
    bool good = text != NOTHING && (bound || module_set(isolate, module, heap_keep(isolate, text), member));
    heap_release(isolate, mark);
    return good;
}

static bool copy_natives(Isolate *isolate, Module *module, const Native *natives) {
    for (; natives && natives->name; natives++)
        if (!copy_member(isolate, module, natives->name, from_object(natives)))
            return false;
    return true;
}

/* Copies the members that the static tables give to `extra`; false with an exception set. */
static bool copy_members(Isolate *isolate, Module *module) {
    const struct NativeModule *native = module->native;
    if (!native)
        return true;
    for (const Class *const *class = native->classes; class && *class; class++)
        if (!copy_member(isolate, module, class_title(*class), from_object(*class)))
            return false;
    if (!copy_natives(isolate, module, native->natives))
        return false;
    for (const Native *const *table = native->more_natives; table && *table; table++)
        if (!copy_natives(isolate, module, *table))
            return false;
    if (!copy_member(isolate, module, "__name__", module->name))
        return false;
    module->native = NULL;
    caches_flush(isolate); /* they hold members of the static tables */
    return true;
}

/* ---- Names ---- */

/* The static tables are long, and code of exec() and the prompt looks for built-ins there at each use. */
static Value native_member_known(Isolate *isolate, const struct NativeModule *native, Value name) {
    Value found = lookup_known(isolate, native, name);
    if (found == NOTHING) {
        found = native_member(native, AS(String, name));
        lookup_note(isolate, native, name, found);
    }
    return found;
}

Value module_get(Isolate *isolate, Module *module, Value name) {
    int64_t slot = slot_of(module, AS(String, name));
    if (slot >= 0 && slot < module->bound_count)
        return module->slots[slot];
    Value found = module->extra == NOTHING
                      ? UNDEFINED
                      : dictionary_get_name(AS(Dictionary, module->extra), AS(String, name));
    if (found != UNDEFINED)
        return found;
    if (string_is(AS(String, name), "__name__"))
        return module->name;
    return module->native ? native_member_known(isolate, module->native, name) : UNDEFINED;
}

static bool set_extra(Isolate *isolate, Module *module, Value name, Value value) {
    if (module->extra == NOTHING) {
        Value extra = dictionary_new(isolate, 0);
        if (extra == NOTHING)
            return false;
        heap_store(isolate, &module->object, &module->extra, extra);
    }
    return dictionary_set(isolate, module->extra, name, value);
}

/* Gives a built-in's new value, or UNDEFINED, to the slots of imported modules that only read its name. */
static void spread_builtin(Isolate *isolate, Value name) {
    Value value = module_get(isolate, AS(Module, isolate->builtins), name), key, each;
    uint32_t position = 0;
    while (dictionary_next(AS(Dictionary, isolate->modules), &position, &key, &each)) {
        Module *reader = is_kind(each, KIND_MODULE) ? AS(Module, each) : NULL;
        int64_t slot = reader ? slot_of(reader, AS(String, name)) : -1;
        bool own = slot < 0 || slot < reader->bound_count ||
                   (reader->extra != NOTHING &&
                    dictionary_get_name(AS(Dictionary, reader->extra), AS(String, name)) != UNDEFINED);
        if (!own)
            heap_store(isolate, &reader->object, &reader->slots[slot], value);
    }
}

bool module_set(Isolate *isolate, Module *module, Value name, Value value) {
    if (module->native)
        caches_flush(isolate); /* inline caches hold members of its static tables */
    int64_t slot = slot_of(module, AS(String, name));
    if (slot < 0 || slot >= module->bound_count) {
        HeapMark mark = heap_mark(isolate);
        heap_keep(isolate, value);
        bool stored = set_extra(isolate, module, name, value);
        heap_release(isolate, mark);
        if (!stored)
            return false;
    }
    if (slot >= 0)
        heap_store(isolate, &module->object, &module->slots[slot], value);
    if (from_object(module) == isolate->builtins)
        spread_builtin(isolate, name);
    return true;
}

/* 1 unbound, 0 was not bound, -1 failed. */
static int unset(Isolate *isolate, Module *module, Value name) {
    int64_t slot = slot_of(module, AS(String, name));
    if (slot >= 0 && slot < module->bound_count) {
        bool bound = module->slots[slot] != UNDEFINED;
        module->slots[slot] = UNDEFINED;
        return bound;
    }
    if (!copy_members(isolate, module))
        return -1;
    int deleted = module->extra == NOTHING ? 0 : dictionary_delete(isolate, module->extra, name);
    if (deleted == 1 && slot >= 0) {
        Value builtin = module_get(isolate, AS(Module, isolate->builtins), name);
        heap_store(isolate, &module->object, &module->slots[slot], builtin);
    }
    if (from_object(module) == isolate->builtins)
        spread_builtin(isolate, name);
    return deleted;
}

Value module_dictionary(Isolate *isolate, Module *module) {
    HeapMark mark = heap_mark(isolate);
    heap_keep(isolate, from_object(module));
    if (!copy_members(isolate, module)) {
        heap_release(isolate, mark);
        return NOTHING;
    }
    Value dictionary = module->extra == NOTHING ? dictionary_new(isolate, module->bound_count)
                                                : dictionary_copy(isolate, module->extra);
    if (dictionary != NOTHING)
        heap_keep(isolate, dictionary);
    for (uint32_t slot = 0; slot < module->bound_count && dictionary != NOTHING; slot++)
        if (module->slots[slot] != UNDEFINED &&
            !dictionary_set(isolate, dictionary, tuple_get(slot_names(module), slot), module->slots[slot]))
            dictionary = NOTHING;
    heap_release(isolate, mark);
    return dictionary;
}

Value module_namespace(Isolate *isolate, Module *module) {
    if (module->record) {
        if (module->namespace == NOTHING) {
            Value namespace = namespace_new(isolate, from_object(module));
            if (namespace == NOTHING)
                return NOTHING;
            heap_store(isolate, &module->object, &module->namespace, namespace);
        }
        return module->namespace;
    }
    if (!copy_members(isolate, module))
        return NOTHING;
    if (module->extra == NOTHING) {
        Value extra = dictionary_new(isolate, 0);
        if (extra == NOTHING)
            return NOTHING;
        heap_store(isolate, &module->object, &module->extra, extra);
    }
    return module->extra;
}

Value module_over(Isolate *isolate, Value dictionary) {
    Value module = module_new(isolate, NAME(builtins));
    if (module == NOTHING)
        return NOTHING;
    heap_store(isolate, as_object(module), &AS(Module, module)->extra, dictionary);
    AS(Module, module)->state = 2;
    return module;
}

/* ---- Operations ---- */

static Value get_attribute(Isolate *isolate, Value self, Value name) {
    Module *module = AS(Module, self);
    Value found = module_get(isolate, module, name);
    if (found != UNDEFINED)
        return found;
    if (string_is(AS(String, name), "__dict__"))
        return module_namespace(isolate, module);
    return string_is(AS(String, name), "__doc__") || string_is(AS(String, name), "__spec__") ||
                   string_is(AS(String, name), "__loader__")
               ? NONE
               : UNDEFINED;
}

static int set_attribute(Isolate *isolate, Value self, Value name, Value value) {
    if (value != NOTHING)
        return module_set(isolate, AS(Module, self), name, value) ? 1 : -1;
    return unset(isolate, AS(Module, self), name);
}

static Value represent(Isolate *isolate, Value self) {
    const Module *module = AS(Module, self);
    if (!module->record)
        return string_format(isolate, "<module '%S'>", module->name);
    const char *base = (const char *)module->image->header;
    return string_format(isolate, "<module '%S' from '%S'>", module->name,
                         (Value)(base + module->record->filename));
}

static Value make(Isolate *isolate, const Class *class, Value *arguments, uint32_t count,
                  const Tuple *names) {
    (void)class;
    if (!arguments_positional(isolate, "module", count, names, 1, 2))
        return NOTHING;
    if (!is_string(arguments[0]))
        return raise_type(isolate, "module() argument 'name' must be str, not %A", arguments[0]);
    Value module = module_new(isolate, arguments[0]);
    if (module == NOTHING)
        return NOTHING;
    heap_keep(isolate, module);
    bool set = set_extra(isolate, AS(Module, module), NAME(__name__), arguments[0]) &&
               set_extra(isolate, AS(Module, module), NAME(__doc__), count > 1 ? arguments[1] : NONE) &&
               set_extra(isolate, AS(Module, module), NAME(__package__), NONE) &&
               set_extra(isolate, AS(Module, module), NAME(__loader__), NONE) &&
               set_extra(isolate, AS(Module, module), NAME(__spec__), NONE);
    return set ? module : NOTHING;
}

static size_t size(const Object *object) { return sizeof(Module) + object->count * sizeof(Value); }

/* The slots are the collector's own business, as an array's values are: there may be thousands. */
static void trace(Object *object, void (*visit)(void *context, Value value), void *context) {
    Module *module = (Module *)object;
    visit_value(visit, context, module->name);
    visit_value(visit, context, module->extra);
    visit_value(visit, context, module->namespace);
}

const Operations module_operations = {
    .represent = represent,
    .get_attribute = get_attribute,
    .set_attribute = set_attribute,
    .make = make,
    .size = size,
    .trace = trace,
};
const Class class_module = CLASS_OF_KIND("module", KIND_MODULE, module_operations, NULL, 0);
