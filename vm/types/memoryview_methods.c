/* Methods and attributes of memoryview. */
#include "vm/isolate.h"
#include "vm/types/classes.h"
#include "vm/types/containers.h"
#include "vm/types/element.h"
#include "vm/types/memoryview.h"
#include "vm/types/numbers.h"
#include "vm/types/string.h"

#define SELF AS(MemoryView, arguments[0])
#define VIEW_METHOD(name)                                                                                    \
    static Value name(Isolate *isolate, Value *arguments, uint32_t count __attribute__((unused)))

/* ---- tolist: lists of lists, one level for each dimension ---- */

/* The elements of one dimension, which begin at an offset of the source, as a list. */
static Value list_of(Isolate *isolate, Value self, uint32_t dimension, int64_t offset, int64_t stride) {
    const MemoryView *view = AS(MemoryView, self);
    const Tuple *shape = view->shape == NOTHING ? NULL : AS(Tuple, view->shape);
    bool last = !shape || dimension + 1 == tuple_count(shape);
    int64_t length = dimension ? small_number(tuple_get(shape, dimension)) : view->length, inner = 0;
    Span source;
    if (!isolate_charge(isolate, (uint64_t)length / 4) || !memoryview_usable(isolate, self, &source)) {
        return NOTHING;
    }
    if (!recursion_enter(isolate, "")) {
        return NOTHING;
    }
    if (!last) {
        inner = (dimension ? stride : memoryview_unit(view)) / small_number(tuple_get(shape, dimension + 1));
    }
    HeapMark mark = heap_mark(isolate);
    Value list = list_new(isolate, (uint64_t)length, NULL);
    heap_keep(isolate, list);
    for (int64_t i = 0; list != NOTHING && i < length; i++) {
        int64_t place = offset + i * stride;
        Value element = last ? memoryview_element(isolate, view, source.bytes + place)
                             : list_of(isolate, self, dimension + 1, place, inner);
        if (element == NOTHING) {
            list = NOTHING;
            break;
        }
        list_set(isolate, AS(List, list), (uint64_t)i, element);
    }
    recursion_leave(isolate);
    heap_release(isolate, mark);
    return list;
}

VIEW_METHOD(method_tolist) { return list_of(isolate, arguments[0], 0, SELF->start, SELF->stride); }

static Value method_tobytes(Isolate *isolate, Value *arguments, uint32_t count, const Tuple *names) {
    static const char *const parameter_names[] = {"order"};
    static const struct Parameters parameters = {"tobytes", parameter_names, 1, 1, 0};
    Value bound;
    if (!arguments_bind(isolate, &parameters, arguments + 1, count - 1, names, &bound)) {
        return NOTHING;
    }
    bool known =
        bound == UNDEFINED || bound == NONE ||
        (is_string(bound) && (string_is(AS(String, bound), "C") || string_is(AS(String, bound), "A")));
    if (!known) { /* "F" is the same in one dimension only */
        bool fortran = is_string(bound) && string_is(AS(String, bound), "F") && SELF->shape == NOTHING;
        if (!fortran) {
            return raise_value_error(isolate, "order must be 'C', 'F' or 'A'");
        }
    }
    return memoryview_copy(isolate, arguments[0]);
}

static Value method_hex(Isolate *isolate, Value *arguments, uint32_t count, const Tuple *names) {
    Value copy = memoryview_copy(isolate, arguments[0]);
    if (copy == NOTHING) {
        return NOTHING;
    }
    heap_keep(isolate, copy);
    return bytes_hex_of(isolate, (Span){AS(Bytes, copy)->bytes, AS(Bytes, copy)->length}, arguments + 1,
                        count - 1, names);
}

VIEW_METHOD(method_release) {
    (void)isolate;
    memoryview_release(SELF);
    return NONE;
}

static bool is_usable(Isolate *isolate, const Value *arguments) {
    Span source;
    return memoryview_usable(isolate, arguments[0], &source);
}

VIEW_METHOD(method_enter) { return is_usable(isolate, arguments) ? arguments[0] : NOTHING; }

VIEW_METHOD(method_toreadonly) { return memoryview_again(isolate, arguments[0], MEMORYVIEW_READONLY); }

/* ---- cast ---- */

static char native_format(Value format) {
    const String *text = AS(String, format);
    uint32_t at = text->length == 2 && string_at(text, 0) == '@';
    uint32_t letter = text->length == at + 1 ? string_at(text, at) : 0;
    return letter && letter < 128 && letter != 'e' && element_size((char)letter) ? (char)letter : 0;
}

static bool is_byte_format(char format) { return format == 'B' || format == 'b' || format == 'c'; }

/* The shape as a tuple of positive integers; *elements: their product. NOTHING with an exception set. */
static Value shape_of(Isolate *isolate, Value shape, int64_t *elements) {
    if (!is_list(shape) && !is_tuple(shape)) {
        return raise_type(isolate, "shape must be a list or a tuple");
    }
    Value tuple = tuple_from(isolate, shape);
    if (tuple == NOTHING) {
        return NOTHING;
    }

    for (uint32_t i = 0; i < tuple_count(AS(Tuple, tuple)); i++) {
        Value length = tuple_get(AS(Tuple, tuple), i);
        if (!is_integer(length)) {
            return raise_type(isolate, "memoryview.cast(): elements of shape must be integers");
        }
        if (!is_small(length) || small_number(length) <= 0) {
            return raise_value_error(isolate, "memoryview.cast(): elements of shape must be integers > 0");
        }
        if (__builtin_mul_overflow(*elements, small_number(length), elements)) {
            return raise_value_error(isolate, "memoryview.cast(): product(shape) > SSIZE_MAX");
        }
    }
    return tuple;
}

/* Gives a fresh one-dimensional view several dimensions. */
static bool reshape(Isolate *isolate, MemoryView *view, Value shape) {
    int64_t elements = 1, size = (int64_t)memoryview_item_size(view);
    shape = shape_of(isolate, shape, &elements);
    if (shape == NOTHING) {
        return false;
    }
    if (elements != view->length) {
        raise_type(isolate, "memoryview: product(shape) * itemsize != buffer size");
        return false;
    }
    const Tuple *lengths = AS(Tuple, shape);
    if (tuple_count(lengths) == 0 || tuple_count(lengths) > 64) {
        raise_value_error(isolate, "memoryview: number of dimensions must not exceed 64");
        return false;
    }
    if (tuple_count(lengths) > 1) {
        heap_store(isolate, &view->object, &view->shape, shape);
        view->length = small_number(tuple_get(lengths, 0));
        view->stride = elements / view->length * size;
    }
    return true;
}

static bool may_cast(Isolate *isolate, const MemoryView *view, Value format, bool shaped) {
    char to = native_format(format);
    if (!memoryview_is_contiguous(view)) {
        raise_type(isolate, "memoryview: casts are restricted to C-contiguous views");
    } else if (shaped && view->shape != NOTHING) {
        raise_type(isolate, "memoryview: cast must be 1D -> ND or ND -> 1D");
    } else if (!to) {
        raise_value_error(isolate, "memoryview: destination format must be a native single character format "
                                   "prefixed with an optional '@'");
    } else if (memoryview_format(view) == 'w') {
        raise_value_error(isolate, "memoryview: source format must be a native single character format "
                                   "prefixed with an optional '@'");
    } else if (!is_byte_format(to) && !is_byte_format(memoryview_format(view))) {
        raise_type(isolate, "memoryview: cannot cast between two non-byte formats");
    } else if (memoryview_bytes(view) % (int64_t)element_size(to)) {
        raise_type(isolate, "memoryview: length is not a multiple of itemsize");
    } else {
        return true;
    }
    return false;
}

static Value method_cast(Isolate *isolate, Value *arguments, uint32_t count, const Tuple *names) {
    static const char *const parameter_names[] = {"format", "shape"};
    static const struct Parameters parameters = {"cast", parameter_names, 2, 2, 1};
    Value bound[2];
    Span source;
    if (!arguments_bind(isolate, &parameters, arguments + 1, count - 1, names, bound) ||
        !memoryview_usable(isolate, arguments[0], &source)) {
        return NOTHING;
    }
    if (!is_string(bound[0])) {
        return raise_type(isolate, "cast() argument 'format' must be str, not %A", bound[0]);
    }
    if (!may_cast(isolate, SELF, bound[0], bound[1] != UNDEFINED)) {
        return NOTHING;
    }
    Value result = memoryview_again(isolate, arguments[0], 0);
    if (result == NOTHING) {
        return NOTHING;
    }
    MemoryView *view = AS(MemoryView, heap_keep(isolate, result));
    int64_t bytes = memoryview_bytes(view);
    view->shape = NOTHING;
    view->object.count = (uint32_t)native_format(bound[0]);
    view->stride = (int64_t)memoryview_item_size(view);
    view->length = bytes / view->stride;
    if (bound[1] != UNDEFINED && !reshape(isolate, view, bound[1])) {
        memoryview_release(view);
        return NOTHING;
    }
    return result;
}

/* ---- Attributes ---- */

static Value shape_tuple(Isolate *isolate, const MemoryView *view) {
    return view->shape != NOTHING ? view->shape : tuple_new(isolate, 1, (Value[]){small(view->length)});
}

static Value strides_tuple(Isolate *isolate, const MemoryView *view) {
    Value strides = shape_tuple(isolate, view);
    if (strides == NOTHING) {
        return NOTHING;
    }
    uint32_t dimensions = tuple_count(AS(Tuple, strides));
    strides = tuple_new(isolate, dimensions, NULL);
    int64_t stride = (int64_t)memoryview_item_size(view);
    for (uint32_t i = dimensions; strides != NOTHING && i-- > 0;) {
        AS(Tuple, strides)->values[i] = small(i ? stride : view->stride);
        stride *= i ? small_number(tuple_get(AS(Tuple, view->shape), i)) : 1;
    }
    return strides;
}

#define VIEW_PROPERTY(name, result)                                                                          \
    VIEW_METHOD(property_##name) { return is_usable(isolate, arguments) ? (result) : NOTHING; }
VIEW_PROPERTY(obj, SELF->source)
VIEW_PROPERTY(nbytes, small(memoryview_bytes(SELF)))
VIEW_PROPERTY(readonly, boolean(memoryview_is_readonly(SELF)))
VIEW_PROPERTY(format, string_from_character(isolate, (uint32_t)memoryview_format(SELF)))
VIEW_PROPERTY(itemsize, small((int64_t)memoryview_item_size(SELF)))
VIEW_PROPERTY(ndim, small(SELF->shape == NOTHING ? 1 : tuple_count(AS(Tuple, SELF->shape))))
VIEW_PROPERTY(shape, shape_tuple(isolate, SELF))
VIEW_PROPERTY(strides, strides_tuple(isolate, SELF))
VIEW_PROPERTY(suboffsets, tuple_new(isolate, 0, NULL))
VIEW_PROPERTY(contiguous, boolean(memoryview_is_contiguous(SELF)))
VIEW_PROPERTY(f_contiguous, boolean(memoryview_is_contiguous(SELF) && SELF->shape == NOTHING))

const Native memoryview_methods[] = {
    METHOD(method_tolist, "tolist", 1, 1, class_memoryview),
    METHOD_WITH_KEYWORDS(method_tobytes, "tobytes", 1, 2, class_memoryview),
    METHOD_WITH_KEYWORDS(method_hex, "hex", 1, 3, class_memoryview),
    METHOD(method_release, "release", 1, 1, class_memoryview),
    METHOD(method_enter, "__enter__", 1, 1, class_memoryview),
    METHOD(method_release, "__exit__", 1, NATIVE_UNLIMITED, class_memoryview),
    METHOD(method_toreadonly, "toreadonly", 1, 1, class_memoryview),
    METHOD_WITH_KEYWORDS(method_cast, "cast", 1, 3, class_memoryview),
    PROPERTY(property_obj, "obj", class_memoryview),
    PROPERTY(property_nbytes, "nbytes", class_memoryview),
    PROPERTY(property_readonly, "readonly", class_memoryview),
    PROPERTY(property_format, "format", class_memoryview),
    PROPERTY(property_itemsize, "itemsize", class_memoryview),
    PROPERTY(property_ndim, "ndim", class_memoryview),
    PROPERTY(property_shape, "shape", class_memoryview),
    PROPERTY(property_strides, "strides", class_memoryview),
    PROPERTY(property_suboffsets, "suboffsets", class_memoryview),
    PROPERTY(property_contiguous, "c_contiguous", class_memoryview),
    PROPERTY(property_f_contiguous, "f_contiguous", class_memoryview),
    PROPERTY(property_contiguous, "contiguous", class_memoryview),
    METHODS_END,
};
