/* Which class a value has, and how large an object is. */
#include "vm/handles.h"
#include "vm/image.h"
#include "vm/library/library.h"
#include "vm/operations.h"
#include "vm/types/bytes.h"
#include "vm/types/classes.h"
#include "vm/types/containers.h"
#include "vm/types/generic_alias.h"
#include "vm/types/iterator_tools.h"
#include "vm/types/member.h"
#include "vm/types/namespace.h"
#include "vm/types/numbers.h"
#include "vm/types/string.h"
#include "vm/types/wrappers.h"

static const Class *const singleton_classes[SINGLETON_COUNT] = {
    &class_NoneType, &class_bool, &class_bool, &class_NoneType, &class_NotImplementedType, &class_ellipsis,
};

/* Kinds that one class stands for. The others are told apart below; VALUES and BLOCK are no values of
 * Python's. */
static const Class *const kind_classes[KIND_COUNT] = {
    [KIND_STRING] = &class_str,
    [KIND_BYTES] = &class_bytes,
    [KIND_INTEGER] = &class_int,
    [KIND_FLOAT] = &class_float,
    [KIND_COMPLEX] = &class_complex,
    [KIND_TUPLE] = &class_tuple,
    [KIND_CODE] = &class_code,
    [KIND_CLASS] = &class_type,
    [KIND_FUNCTION] = &class_function,
    [KIND_CELL] = &class_cell,
    [KIND_MODULE] = &class_module,
    [KIND_LIST] = &class_list,
    [KIND_DICTIONARY] = &class_dict,
    [KIND_BYTEARRAY] = &class_bytearray,
    [KIND_RANGE] = &class_range,
    [KIND_SLICE] = &class_slice,
    [KIND_EXCEPTION] = &class_BaseException,
    [KIND_TRACEBACK] = &class_traceback,
    [KIND_PROPERTY] = &class_property,
    [KIND_SUPER] = &class_super,
    [KIND_MEMORYVIEW] = &class_memoryview,
    [KIND_DEQUE] = &class_deque,
    [KIND_PARTIAL] = &class_partial,
    [KIND_WEAKREF] = &class_weakref,
    [KIND_COMPARISON_KEY] = &class_comparison_key,
    [KIND_STRUCTURE] = &class_structure,
    [KIND_ARRAY] = &class_array,
    [KIND_STRUCTURE_ITERATOR] = &class_structure_iterator,
    [KIND_GENERIC_ALIAS] = &class_GenericAlias,
    [KIND_MEMBER] = &class_member_descriptor,
    [KIND_NAMESPACE] = &class_namespace,
    [KIND_MAPPING_PROXY] = &class_mapping_proxy,
};

static const Class *generator_class(const Object *object) {
    switch (((const Generator *)object)->function->code->object.detail & CODE_ASYNC_GENERATOR) {
    case CODE_COROUTINE:
        return &class_coroutine;
    case CODE_ASYNC_GENERATOR:
        return &class_async_generator;
    default:
        return &class_generator;
    }
}

static const Class *view_class(const Object *object) {
    static const Class *const classes[] = {
        [VIEW_KEYS] = &class_view, [VIEW_VALUES] = &class_dict_values, [VIEW_ITEMS] = &class_dict_items};
    return classes[object->detail];
}

/* Natives of classes are descriptors; PROPERTY rows stand for attributes, names like __len__ for operations.
 */
static const Class *native_class(const Native *native) {
    if (native->flags & NATIVE_PROPERTY)
        return &class_getset_descriptor;
    if (wrapper_is(native))
        return &class_wrapper_descriptor;
    if (!native->owner || native->flags & (NATIVE_STATIC | NATIVE_CLASS))
        return &class_builtin_function;
    return native->name[0] == '_' ? &class_wrapper_descriptor : &class_method_descriptor;
}

static const Class *method_class(const Method *method) {
    if (!is_kind(method->function, KIND_NATIVE))
        return &class_method;
    return native_class(AS(Native, method->function)) == &class_wrapper_descriptor ? &class_method_wrapper
                                                                                   : &class_builtin_function;
}

static const Class *object_class(const Object *object) {
    const Class *class = kind_classes[object->kind];
    if (class)
        return class;
    switch (object->kind) {
    case KIND_SET:
        return object->flags & OBJECT_FROZENSET ? &class_frozenset : &class_set;
    case KIND_NATIVE:
        return native_class((const Native *)object);
    case KIND_METHOD:
        return method_class((const Method *)object);
    case KIND_GENERATOR:
        return generator_class(object);
    case KIND_WRAPPER:
        return object->detail ? &class_classmethod : &class_staticmethod;
    case KIND_ITERATOR:
        class = iterator_class(object->detail);
        return class ? class : &class_iterator;
    case KIND_VIEW:
        return view_class(object);
    case KIND_STREAM:
        return stream_class(object);
    case KIND_TOOL:
        return tool_class(object);
    default:
        return &class_object;
    }
}

const Class *class_of(Value value) {
    if (is_small(value))
        return &class_int;
    if (is_object(value)) {
        const Object *object = as_object(value);
        return object->class ? object->class : object_class(object);
    }
    if (is_handle(value))
        return handle_class(handle_type(value));
    uint64_t number = value >> TAG_BITS;
    return number < SINGLETON_COUNT ? singleton_classes[number] : &class_object;
}

static bool derives_by_bases(const Class *class, const Class *of) {
    if (class == of)
        return true;
    if (class->flags & CLASS_STATIC) {
        while ((class = class->base) && class != of) {
        }
        return class != NULL;
    }
    const Tuple *mro = AS(Tuple, class->mro);
    for (uint32_t i = 0; i < tuple_count(mro); i++)
        if (tuple_get(mro, i) == from_object(of))
            return true;
    return false;
}

/* ExceptionGroup has a second base, which built-in classes have no field for. */
bool class_derives(const Class *class, const Class *of) {
    return derives_by_bases(class, of) ||
           (of == &class_Exception && derives_by_bases(class, &class_ExceptionGroup));
}

bool is_instance(Value value, const Class *class) { return class_derives(class_of(value), class); }

size_t object_size(const Object *object) {
    const Operations *operations = kind_operations[object->kind];
    return operations->size ? operations->size(object) : operations->fixed_size;
}

/* What the files compiled for size call instead of expanding it. */
extern inline uint8_t kind_of(Value value);
extern inline Value image_word(const Value *word);
