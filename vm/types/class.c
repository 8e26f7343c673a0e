/*
 * User-made classes: making them, what they inherit, and type as a class.
 *
 * A class's flags say which special methods some class of its mro overrides, so that the common case asks one
 * bit. They are set when the class is made, and again in it and all that derive from it when it changes.
 */
#include "vm/types/class.h"

#include "vm/attribute.h"
#include "vm/error.h"
#include "vm/interpreter.h"
#include "vm/names.h"
#include "vm/types/arguments.h"
#include "vm/types/characters.h"
#include "vm/types/classes.h"
#include "vm/types/containers.h"
#include "vm/types/execute.h"
#include "vm/types/function.h"
#include "vm/types/generic_alias.h"
#include "vm/types/mro.h"
#include "vm/types/namespace.h"
#include "vm/types/string.h"

/* ---- Flags ---- */

static bool overrides(const Class *class, Value name) {
    Value found = class_lookup(NULL, class, name);
    return found != UNDEFINED && !is_kind(found, KIND_NATIVE);
}

static uint32_t special_flags(const Class *class) {
    uint32_t flags = 0;
    flags |= overrides(class, NAME(__getattr__)) ? CLASS_GETATTR : 0;
    flags |= overrides(class, NAME(__getattribute__)) ? CLASS_GETATTRIBUTE : 0;
    flags |= overrides(class, NAME(__setattr__)) || overrides(class, NAME(__delattr__)) ? CLASS_SETATTR : 0;
    flags |= overrides(class, NAME(__eq__)) ? CLASS_EQ : 0;
    flags |= overrides(class, NAME(__hash__)) ? CLASS_HASH : 0;
    flags |= overrides(class, NAME(__bool__)) || overrides(class, NAME(__len__)) ? CLASS_BOOL : 0;
    flags |= overrides(class, NAME(__new__)) ? CLASS_NEW : 0;
    flags |= overrides(class, NAME(__del__)) ? CLASS_FINALIZER : 0;
    Value abstract = class_own(class, NAME(__abstractmethods__));
    flags |= is_kind(abstract, KIND_SET) && AS(Dictionary, abstract)->length ? CLASS_ABSTRACT : 0;
    return flags;
}

enum {
    SPECIAL_FLAGS = CLASS_GETATTR | CLASS_GETATTRIBUTE | CLASS_SETATTR | CLASS_EQ | CLASS_HASH | CLASS_BOOL |
        CLASS_NEW | CLASS_ABSTRACT | CLASS_FINALIZER,
    INHERITED_FLAGS = CLASS_EXCEPTION | CLASS_METACLASS,
};

static void set_flags(Class *class) {
    class->flags &= ~(uint32_t)SPECIAL_FLAGS;
    class->flags |= special_flags(class) | (class->base->flags & INHERITED_FLAGS);
}

/* Sets the flags of a heap's class anew if it derives from the one that changed. */
static void follow_change(Object *object, void *context) {
    Class *class = (Class *)object;
    if (class->mro != NOTHING && class_derives(class, context))
        set_flags(class);
}

/* ---- __slots__ ---- */

static bool own_slots_name(const Class *class, Value name) {
    Value slots = class_own(class, NAME(__slots__));
    if (is_string(slots))
        return string_equal(AS(String, slots), AS(String, name));
    if (is_dictionary(slots))
        return dictionary_get_name(AS(Dictionary, slots), AS(String, name)) != UNDEFINED;
    if (!is_tuple(slots) && !is_list(slots))
        return false;
    uint64_t count = is_list(slots) ? AS(List, slots)->length : tuple_count(AS(Tuple, slots));
    for (uint64_t i = 0; i < count; i++) {
        Value slot = is_list(slots) ? list_get(AS(List, slots), i) : tuple_get(AS(Tuple, slots), (uint32_t)i);
        if (is_string(slot) && string_equal(AS(String, slot), AS(String, name)))
            return true;
    }
    return false;
}

const Class *class_of_slot(const Class *class, Value name) {
    if (class->mro == NOTHING)
        return NULL;
    const Tuple *mro = AS(Tuple, class->mro);
    for (uint32_t i = 0; i < tuple_count(mro); i++) {
        const Class *next = AS(Class, tuple_get(mro, i));
        if (!(next->flags & CLASS_STATIC) && own_slots_name(next, name))
            return next;
    }
    return NULL;
}

bool class_slot_is_declared(const Class *class, Value name) { return class_of_slot(class, name) != NULL; }

static bool has_slots_only(const Class *class) {
    const Tuple *mro = AS(Tuple, class->mro);
    for (uint32_t i = 0; i < tuple_count(mro); i++) {
        const Class *next = AS(Class, tuple_get(mro, i));
        if (next->flags & CLASS_STATIC)
            continue;
        if (class_own(next, NAME(__slots__)) == UNDEFINED || own_slots_name(next, NAME(__dict__)))
            return false;
    }
    return true;
}

static bool is_identifier(const String *text) {
    if (!text->length || !character_starts_identifier(string_at(text, 0)))
        return false;
    for (uint32_t i = 1; i < text->length; i++)
        if (!character_continues_identifier(string_at(text, i)))
            return false;
    return true;
}

static bool check_slot(Isolate *isolate, const Class *class, Value name) {
    if (!is_string(name))
        return raise_type(isolate, "__slots__ items must be strings, not '%T'", name), false;
    if (!is_identifier(AS(String, name)))
        return raise_type(isolate, "__slots__ must be identifiers"), false;
    if (string_is(AS(String, name), "__dict__") || class_own(class, name) == UNDEFINED)
        return true;
    return raise_value_error(isolate, "%V in __slots__ conflicts with class variable", name), false;
}

/* Any iterable of names becomes a tuple, so that asking needs no Python. */
static bool settle_slots(Isolate *isolate, Class *class) {
    Value slots = class_own(class, NAME(__slots__));
    if (slots == UNDEFINED || is_string(slots))
        return slots == UNDEFINED || check_slot(isolate, class, slots);
    Value names = tuple_from(isolate, slots);
    if (names == NOTHING)
        return false;
    heap_keep(isolate, names);
    for (uint32_t i = 0; i < tuple_count(AS(Tuple, names)); i++)
        if (!check_slot(isolate, class, tuple_get(AS(Tuple, names), i)))
            return false;
    return is_tuple(slots) || is_dictionary(slots) ||
           dictionary_set(isolate, class->dictionary, NAME(__slots__), names);
}

/* ---- Making ---- */

static bool check_bases(Isolate *isolate, const Tuple *bases) {
    for (uint32_t i = 0; i < tuple_count(bases); i++) {
        Value base = tuple_get(bases, i);
        if (!is_class(base))
            return raise_type(isolate, "bases must be types"), false;
        if (AS(Class, base)->flags & CLASS_FINAL)
            return raise_type(isolate, "type '%N' is not an acceptable base type", AS(Class, base)), false;
        for (uint32_t j = 0; j < i; j++)
            if (tuple_get(bases, j) == base)
                return raise_type(isolate, "duplicate base class %N", AS(Class, base)), false;
    }
    return true;
}

static Value wrapper_new(Isolate *isolate, const Class *class, Value function) {
    return call(isolate, from_object(class), &function, 1);
}

/* A function of that name in the class is made a static or class method, as Python does by itself. */
static bool wrap_function(Isolate *isolate, Value dictionary, Value name, const Class *wrapper) {
    Value function = dictionary_get_name(AS(Dictionary, dictionary), AS(String, name));
    if (!is_kind(function, KIND_FUNCTION))
        return true;
    Value wrapped = wrapper_new(isolate, wrapper, function);
    return wrapped != NOTHING && dictionary_set(isolate, dictionary, name, heap_keep(isolate, wrapped));
}

static bool take_from(Isolate *isolate, Value dictionary, Value name, Value *taken) {
    *taken = dictionary_get_name(AS(Dictionary, dictionary), AS(String, name));
    return *taken == UNDEFINED || dictionary_delete(isolate, dictionary, name) >= 0;
}

static bool settle_dictionary(Isolate *isolate, Class *class, Value *cell) {
    Value qualified_name;
    Value dictionary = class->dictionary;
    if (!take_from(isolate, dictionary, NAME(__classcell__), cell) ||
        !take_from(isolate, dictionary, NAME(__qualname__), &qualified_name))
        return false;
    if (is_string(qualified_name))
        heap_store(isolate, &class->object, &class->qualified_name, qualified_name);
    bool hashless = dictionary_get_name(AS(Dictionary, dictionary), &name___eq__) != UNDEFINED &&
                    dictionary_get_name(AS(Dictionary, dictionary), &name___hash__) == UNDEFINED;
    if (hashless && !dictionary_set(isolate, dictionary, NAME(__hash__), NONE))
        return false;
    if (dictionary_get_name(AS(Dictionary, dictionary), &name___module__) == UNDEFINED &&
        !dictionary_set(isolate, dictionary, NAME(__module__),
                        function_module_name(isolate, running_module(isolate))))
        return false;
    if (dictionary_get_name(AS(Dictionary, dictionary), &name___doc__) == UNDEFINED &&
        !dictionary_set(isolate, dictionary, NAME(__doc__), NONE))
        return false;
    return wrap_function(isolate, dictionary, NAME(__new__), &class_staticmethod) &&
           wrap_function(isolate, dictionary, NAME(__init_subclass__), &class_classmethod) &&
           wrap_function(isolate, dictionary, NAME(__class_getitem__), &class_classmethod) &&
           settle_slots(isolate, class);
}

/* Instances start with the slots that the first base's instances have. */
static bool settle_layout(Isolate *isolate, Class *class) {
    const Class *base = class->base;
    bool inherits = base->layout != NOTHING && !(base->flags & CLASS_STATIC);
    Value layout = inherits ? dictionary_copy(isolate, base->layout) : dictionary_new(isolate, 4);
    if (layout == NOTHING)
        return false;
    heap_store(isolate, &class->object, &class->layout, layout);
    class->instance_slots = inherits ? base->instance_slots : 0;
    return true;
}

/* The class itself, kept, without telling anyone of it yet. */
static Class *class_create(Isolate *isolate, const Class *metaclass, Value name, Value bases,
                           Value dictionary) {
    const Class *layout_base = mro_layout_base(isolate, AS(Tuple, bases));
    if (!layout_base)
        return NULL;
    Class *class =
        heap_allocate(isolate, KIND_CLASS, sizeof(Class), metaclass == &class_type ? NULL : metaclass);
    if (!class)
        return NULL;
    heap_keep(isolate, from_object(class));
    class->base = layout_base;
    class->operations = layout_base->operations;
    class->instance_kind = layout_base->instance_kind;
    class->number = isolate->class_count++;
    class->name = class->qualified_name = name;
    class->bases = bases;
    class->mro = class->layout = class->dictionary = NOTHING;
    Value copy = dictionary_new(isolate, AS(Dictionary, dictionary)->length);
    if (copy == NOTHING)
        return NULL;
    heap_store(isolate, &class->object, &class->dictionary, copy);
    if (!dictionary_update(isolate, copy, dictionary))
        return NULL;
    Value mro = mro_new(isolate, from_object(class), AS(Tuple, bases));
    if (mro == NOTHING)
        return NULL;
    heap_store(isolate, &class->object, &class->mro, mro);
    return settle_layout(isolate, class) ? class : NULL;
}

/* RuntimeError from what the attribute's __set_name__ raised. */
static void blame_attribute(Isolate *isolate, Value class, Value name, Value value) {
    Value cause = exception_take(isolate, &class_Exception);
    if (cause == NOTHING)
        return;
    heap_keep(isolate, cause);
    raise_error(isolate, &class_RuntimeError, "Error calling __set_name__ on '%T' instance %V in '%N'", value,
                name, AS(Class, class));
    Exception *error = AS(Exception, isolate->exception);
    if (error->object.class != &class_RuntimeError)
        return;
    heap_store(isolate, &error->object, &error->cause, cause);
    heap_store(isolate, &error->object, &error->context, cause);
    error->suppress_context = true;
}

static bool tell_attributes(Isolate *isolate, Class *class) {
    Value pairs = heap_keep(isolate, dictionary_copy(isolate, class->dictionary));
    uint32_t position = 0;
    Value name, value;
    if (pairs == NOTHING)
        return false;
    while (dictionary_next(AS(Dictionary, pairs), &position, &name, &value)) {
        Value arguments[] = {from_object(class), name};
        if (!is_object(value) || class_of(value)->flags & CLASS_STATIC)
            continue;
        if (call_special(isolate, value, NAME(__set_name__), arguments, 2) == NOTHING)
            return blame_attribute(isolate, arguments[0], name, value), false;
    }
    return true;
}

/* super(class, class).__init_subclass__(**keywords) */
static bool tell_base(Isolate *isolate, Class *class, const Value *arguments, const Tuple *names) {
    const Tuple *mro = AS(Tuple, class->mro);
    for (uint32_t i = 1; i < tuple_count(mro); i++) {
        Value found = class_own(AS(Class, tuple_get(mro, i)), NAME(__init_subclass__));
        if (found == UNDEFINED)
            continue;
        Value bound = attribute_bind(isolate, found, UNDEFINED, class);
        return bound != NOTHING && call_keywords(isolate, heap_keep(isolate, bound), arguments,
                                                 names ? tuple_count(names) : 0, names) != NOTHING;
    }
    return true;
}

Value class_new(Isolate *isolate, const Class *metaclass, Value name, Value bases, Value dictionary,
                const Value *arguments, const Tuple *keyword_names) {
    if (!check_bases(isolate, AS(Tuple, bases)))
        return NOTHING;
    Value object = from_object(&class_object);
    if (tuple_count(AS(Tuple, bases)) == 0 && (bases = tuple_new(isolate, 1, &object)) == NOTHING)
        return NOTHING;
    heap_keep(isolate, bases);
    metaclass = class_metaclass(isolate, metaclass, AS(Tuple, bases));
    Class *class = metaclass ? class_create(isolate, metaclass, name, bases, dictionary) : NULL;
    Value cell;
    if (!class || !settle_dictionary(isolate, class, &cell))
        return NOTHING;
    set_flags(class);
    if (has_slots_only(class))
        class->flags |= CLASS_SLOTS_ONLY;
    if (is_kind(cell, KIND_CELL))
        heap_store(isolate, as_object(cell), &AS(Cell, cell)->value, from_object(class));
    if (!tell_attributes(isolate, class) || !tell_base(isolate, class, arguments, keyword_names))
        return NOTHING;
    return from_object(class);
}

Value class_make(Isolate *isolate, const Class *metaclass, Value *arguments, uint32_t count,
                 const Tuple *names) {
    uint32_t positional = count - (names ? tuple_count(names) : 0);
    if (positional != 3)
        return raise_type(isolate, "type() takes 1 or 3 arguments");
    if (!is_string(arguments[0]))
        return raise_type(isolate, "type.__new__() argument 1 must be str, not %A", arguments[0]);
    if (!is_tuple(arguments[1]))
        return raise_type(isolate, "type.__new__() argument 2 must be tuple, not %A", arguments[1]);
    if (!is_dictionary(arguments[2]))
        return raise_type(isolate, "type.__new__() argument 3 must be dict, not %A", arguments[2]);
    return class_new(isolate, metaclass, arguments[0], arguments[1], arguments[2], arguments + 3, names);
}

/* ---- Changing ---- */

static int set_class_name(Isolate *isolate, Class *class, Value name, Value to) {
    bool plain = string_is(AS(String, name), "__name__");
    if (!plain && !string_is(AS(String, name), "__qualname__"))
        return 0;
    if (to == NOTHING || !is_string(to))
        return raise_type(isolate, "can only assign string to %N.%S, not '%T'", class, name,
                          to == NOTHING ? NONE : to),
               -1;
    heap_store(isolate, &class->object, plain ? &class->name : &class->qualified_name, to);
    return 1;
}

bool class_set_attribute(Isolate *isolate, Class *class, Value name, Value to) {
    if (class->flags & CLASS_STATIC) {
        raise_type(isolate, "cannot set '%S' attribute of immutable type '%N'", name, class);
        return false;
    }
    class_changed(isolate, class);
    int done = set_class_name(isolate, class, name, to);
    if (done)
        return done > 0;
    if (to != NOTHING) {
        if (!dictionary_set(isolate, class->dictionary, name, to))
            return false;
    } else {
        int deleted = dictionary_delete(isolate, class->dictionary, name);
        if (deleted == 0)
            raise_attribute(isolate, from_object(class), name);
        if (deleted <= 0)
            return false;
    }
    uint32_t before = class->flags;
    set_flags(class);
    if (class->flags != before)
        heap_each(isolate, KIND_CLASS, follow_change, class);
    return true;
}

bool instance_set_class(Isolate *isolate, Value value, const Class *class) {
    const Class *old = class_of(value);
    if (class->instance_kind != KIND_INSTANCE || class->flags & CLASS_STATIC || old->flags & CLASS_STATIC) {
        raise_type(isolate, "__class__ assignment: '%N' object layout differs from '%N'", class, old);
        return false;
    }
    Value attributes = instance_dictionary(isolate, value), name, to;
    if (attributes == NOTHING)
        return false;
    heap_keep(isolate, attributes);
    Instance *instance = AS(Instance, value);
    for (uint32_t i = 0; i < instance->object.count; i++)
        instance->slots[i] = UNDEFINED;
    instance->overflow = NULL;
    Value ignored = NOTHING;
    heap_store(isolate, &instance->object, &ignored, from_object(class));
    instance->object.class = class;
    uint32_t position = 0;
    while (dictionary_next(AS(Dictionary, attributes), &position, &name, &to))
        if (!instance_set(isolate, value, name, to))
            return false;
    return true;
}

/* ---- Asking ---- */

static Value static_mro(Isolate *isolate, const Class *class) {
    uint32_t count = 0;
    for (const Class *next = class; next; next = next->base)
        count++;
    Value mro = tuple_new(isolate, count, NULL);
    for (uint32_t i = 0; mro != NOTHING && i < count; i++, class = class->base)
        AS(Tuple, mro)->values[i] = from_object(class);
    return mro;
}

Value class_mro(Isolate *isolate, const Class *class) {
    return class->flags & CLASS_STATIC ? static_mro(isolate, class) : class->mro;
}

Value class_name(Isolate *isolate, const Class *class) {
    if (!(class->flags & CLASS_STATIC))
        return class->name;
    const char *name = class->static_name;
    for (const char *character = name; *character; character++)
        if (*character == '.')
            name = character + 1;
    return string_from_c(isolate, name);
}

static int check(Isolate *isolate, Value value, Value classes, bool instances);

static int check_all(Isolate *isolate, Value value, const Tuple *classes, bool instances) {
    int found = 0;
    if (!recursion_enter(isolate, instances ? " in __instancecheck__" : " in __subclasscheck__"))
        return -1;
    for (uint32_t i = 0; !found && i < tuple_count(classes); i++)
        found = check(isolate, value, tuple_get(classes, i), instances);
    recursion_leave(isolate);
    return found;
}

/* A value may say that it is of another class than it is. */
static int check_claimed_class(Isolate *isolate, Value value, const Class *class) {
    if (is_namespace(value))
        return class_derives(&class_dict, class);
    const Class *own = class_of(value);
    if (own->flags & CLASS_STATIC)
        return 0;
    Value found = class_lookup(isolate, own, NAME(__class__));
    if (is_kind(found, KIND_NATIVE) && !(own->flags & CLASS_GETATTRIBUTE))
        return 0;
    Value claimed = attribute_find(isolate, value, NAME(__class__));
    return claimed == NOTHING ? -1 : is_class(claimed) && class_derives(AS(Class, claimed), class);
}

/* isinstance and issubclass over tuples, hooks of metaclasses included. */
static int check(Isolate *isolate, Value value, Value classes, bool instances) {
    if (is_tuple(classes))
        return check_all(isolate, value, AS(Tuple, classes), instances);
    if (instances && is_class(classes) && class_of(value) == AS(Class, classes))
        return 1;
    const Class *metaclass = class_of(classes);
    if (!(metaclass->flags & CLASS_STATIC)) {
        Value name = instances ? NAME(__instancecheck__) : NAME(__subclasscheck__);
        Value hook = class_lookup(isolate, metaclass, name);
        if (hook != UNDEFINED && !is_kind(hook, KIND_NATIVE)) {
            Value answer = call_found(isolate, hook, classes, &value, 1);
            return answer == NOTHING ? -1 : operate_truth(isolate, answer);
        }
    }
    if (is_generic_alias(classes)) {
        raise_type(isolate, "%s() argument 2 cannot be a parameterized generic",
                   instances ? "isinstance" : "issubclass");
        return -1;
    }
    if (!is_class(classes)) {
        raise_type(isolate, instances ? "isinstance() arg 2 must be a type, a tuple of types, or a union"
                                      : "issubclass() arg 2 must be a class, a tuple of classes, or a union");
        return -1;
    }
    if (class_derives(instances ? class_of(value) : AS(Class, value), AS(Class, classes)))
        return 1;
    return instances ? check_claimed_class(isolate, value, AS(Class, classes)) : 0;
}

int instance_check(Isolate *isolate, Value value, Value class_or_tuple) {
    return check(isolate, value, class_or_tuple, true);
}

int subclass_check(Isolate *isolate, Value class, Value class_or_tuple) {
    if (!is_class(class))
        return raise_type(isolate, "issubclass() arg 1 must be a class"), -1;
    return check(isolate, class, class_or_tuple, false);
}
