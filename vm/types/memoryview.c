/*
 * memoryview: bytes of a bytes or bytearray object, seen in place; one dimension, format 'B'.
 *
 * Every access is checked against the source's present size. A view of a view refers to the same source. See
 * bytearray.c for what views mean to a bytearray's size.
 */
#include "vm/types/memoryview.h"

#include "vm/isolate.h"
#include "vm/memory.h"
#include "vm/string_hash.h"
#include "vm/types/bytes_methods.h"
#include "vm/types/classes.h"
#include "vm/types/containers.h"
#include "vm/types/numbers.h"
#include "vm/types/string.h"

/* `exports` of a bytearray whose living views were found by tracing: at least one, nobody counted them. */
#define EXPORTS_UNCOUNTED UINT32_MAX

/* The whole source; false: released. */
static bool source_span(const MemoryView *view, Span *span) {
    if (!is_kind(view->source, KIND_BYTES) && !is_kind(view->source, KIND_BYTEARRAY)) {
        return false;
    }
    return bytes_view(view->source, &span->bytes, &span->size);
}

static bool place_lies_within(const MemoryView *view, int64_t index, uint64_t size) {
    return (uint64_t)(view->start + index * view->stride) < size;
}

/* Whether all of the view lies in the source: the ends do, so everything between. */
static bool lies_within(const MemoryView *view, uint64_t size) {
    return view->length == 0 ||
           (place_lies_within(view, 0, size) && place_lies_within(view, view->length - 1, size));
}

bool memoryview_view(const MemoryView *view, const uint8_t **bytes, uint64_t *size) {
    Span source;
    if (!source_span(view, &source) || (view->stride != 1 && view->length > 1) ||
        !lies_within(view, source.size)) {
        return false;
    }
    *bytes = source.bytes + (view->length ? view->start : 0);
    *size = (uint64_t)view->length;
    return true;
}

/* The source of a view that isn't released and lies within it; else an exception is set. */
static bool usable(Isolate *isolate, Value self, Span *source) {
    const MemoryView *view = AS(MemoryView, self);
    if (!source_span(view, source)) {
        raise_value_error(isolate, "operation forbidden on released memoryview object");
        return false;
    }
    if (!lies_within(view, source->size)) {
        raise_error(isolate, &class_BufferError, "the object under the memoryview has been made shorter");
        return false;
    }
    return true;
}

static uint8_t byte_at(const MemoryView *view, Span source, int64_t index) {
    return source.bytes[view->start + index * view->stride];
}

static void export(Value source) {
    if (is_kind(source, KIND_BYTEARRAY) && AS(ByteArray, source)->exports != EXPORTS_UNCOUNTED) {
        AS(ByteArray, source)->exports++;
    }
}

static void release(MemoryView *view) {
    if (is_kind(view->source, KIND_BYTEARRAY)) {
        ByteArray *source = AS(ByteArray, view->source);
        if (source->exports != EXPORTS_UNCOUNTED && source->exports > 0) {
            source->exports--;
        }
    }
    view->source = UNDEFINED;
}

static Value view_new(Isolate *isolate, Value source, int64_t start, int64_t length, int64_t stride,
                      uint16_t flags) {
    MemoryView *view = heap_allocate(isolate, KIND_MEMORYVIEW, sizeof(MemoryView), 0);
    if (view) {
        view->object.detail = flags;
        view->source = source;
        view->start = start;
        view->length = length;
        view->stride = stride;
        export(source);
    }
    return from_object(view);
}

static Value view_again(Isolate *isolate, Value self, uint16_t more_flags) {
    const MemoryView *view = AS(MemoryView, self);
    Span source;
    return usable(isolate, self, &source) ? view_new(isolate, view->source, view->start, view->length,
                                                     view->stride, view->object.detail | more_flags)
                                          : NOTHING;
}

static Value copy_of(Isolate *isolate, Value self) {
    const MemoryView *view = AS(MemoryView, self);
    Span source;
    Value result =
        usable(isolate, self, &source) ? bytes_new(isolate, NULL, (uint64_t)view->length) : NOTHING;
    for (int64_t i = 0; result != NOTHING && i < view->length; i++) {
        AS(Bytes, result)->bytes[i] = byte_at(view, source, i);
    }
    return result;
}

/* ---- Operations ---- */

static Value represent(Isolate *isolate, Value self) {
    bool released = AS(MemoryView, self)->source == UNDEFINED;
    return string_format(isolate, "<%s at 0x%lx>", released ? "released memory" : "memory",
                         (unsigned long)self);
}

static bool hash(Isolate *isolate, Value self, uint64_t *result) {
    Span source;
    if (!usable(isolate, self, &source)) {
        return false;
    }
    if (!memoryview_is_readonly(AS(MemoryView, self))) {
        raise_value_error(isolate, "cannot hash writable memoryview object");
        return false;
    }
    HeapMark mark = heap_mark(isolate);
    Value copy = copy_of(isolate, self);
    bool done = copy != NOTHING && bytes_operations.hash(isolate, heap_keep(isolate, copy), result);
    heap_release(isolate, mark);
    return done;
}

/* Both sides as contiguous bytes, copied where they aren't. */
static Value contiguous(Isolate *isolate, Value value) {
    Span span;
    return bytes_view(value, &span.bytes, &span.size) ? value : heap_keep(isolate, copy_of(isolate, value));
}

static bool is_usable_operand(Value value) {
    Span span;
    if (is_kind(value, KIND_MEMORYVIEW)) {
        return source_span(AS(MemoryView, value), &span) && lies_within(AS(MemoryView, value), span.size);
    }
    return bytes_view(value, &span.bytes, &span.size);
}

static Value compare(Isolate *isolate, enum Comparison comparison, Value left, Value right) {
    if (comparison != COMPARE_EQUAL && comparison != COMPARE_NOT_EQUAL) {
        return NOT_IMPLEMENTED;
    }
    if (left == right) {
        return boolean(comparison == COMPARE_EQUAL);
    }
    bool views = is_kind(left, KIND_MEMORYVIEW) && is_kind(right, KIND_MEMORYVIEW);
    if (!is_usable_operand(left) || !is_usable_operand(right)) {
        return views ? boolean(comparison == COMPARE_NOT_EQUAL) : NOT_IMPLEMENTED;
    }
    HeapMark mark = heap_mark(isolate);
    Value first = contiguous(isolate, left), second = first == NOTHING ? NOTHING : contiguous(isolate, right);
    Value result = second == NOTHING ? NOTHING : bytes_compare(isolate, comparison, first, second);
    heap_release(isolate, mark);
    return result;
}

static int64_t length_of(Isolate *isolate, Value self) {
    Span source;
    return usable(isolate, self, &source) ? AS(MemoryView, self)->length : -1;
}

static Value get_slice(Isolate *isolate, Value self, Value key) {
    const MemoryView *view = AS(MemoryView, self);
    int64_t start, step, count = slice_resolve(isolate, key, view->length, &start, &step);
    Span source;
    if (count < 0 || !usable(isolate, self, &source)) {
        return NOTHING;
    }
    bool several = count > 1;
    return view_new(isolate, view->source, count ? view->start + start * view->stride : 0, count,
                    several ? view->stride * step : 1, view->object.detail);
}

/* The index an integer key means; errors are set. */
static bool resolve_index(Isolate *isolate, Value self, Value key, int64_t *index) {
    if (!is_repeat_count(isolate, key)) {
        raise_type(isolate, "memoryview: invalid slice key");
        return false;
    }
    if (!operate_index(isolate, key, index)) {
        return false;
    }
    int64_t length = AS(MemoryView, self)->length;
    *index += *index < 0 ? length : 0;
    if (*index < 0 || *index >= length) {
        raise_index(isolate, "index out of bounds on dimension 1");
        return false;
    }
    return true;
}

static Value get_item(Isolate *isolate, Value self, Value key) {
    Span source;
    int64_t index;
    if (!usable(isolate, self, &source)) {
        return NOTHING;
    }
    if (is_kind(key, KIND_SLICE)) {
        return get_slice(isolate, self, key);
    }
    return resolve_index(isolate, self, key, &index) && usable(isolate, self, &source)
               ? small(byte_at(AS(MemoryView, self), source, index))
               : NOTHING;
}

/* Where a writable view's byte lies; behind a usable(). */
static uint8_t *place_at(const MemoryView *view, int64_t index) {
    return AS(ByteArray, view->source)->body->bytes + view->start + index * view->stride;
}

static bool element_of(Isolate *isolate, Value value, uint8_t *byte) {
    int64_t number;
    if (!is_repeat_count(isolate, value)) {
        raise_type(isolate, "memoryview: invalid type for format 'B'");
        return false;
    }
    Value integer = operate_integer(isolate, value);
    if (integer == NOTHING) {
        return false;
    }
    if (!integer_to_int64(integer, &number) || number < 0 || number > 255) {
        raise_value_error(isolate, "memoryview: invalid value for format 'B'");
        return false;
    }
    *byte = (uint8_t)number;
    return true;
}

static bool set_slice(Isolate *isolate, Value self, Value key, Value value) {
    if (!is_usable_operand(value)) {
        raise_type(isolate, "a bytes-like object is required, not '%T'", value);
        return false;
    }
    Value part = get_slice(isolate, self, key);
    if (part == NOTHING) {
        return false;
    }
    heap_keep(isolate, part);
    Value content = is_kind(value, KIND_BYTES) ? value : bytes_content(isolate, "bytes", &value, 1, NULL);
    Span span, source;
    bool done = content != NOTHING && span_of(isolate, heap_keep(isolate, content), &span) &&
                usable(isolate, part, &source) && isolate_charge(isolate, span.size / 16);
    const MemoryView *view = AS(MemoryView, part);
    if (done && (int64_t)span.size != view->length) {
        raise_value_error(isolate, "memoryview assignment: lvalue and rvalue have different structures");
        done = false;
    }
    for (int64_t i = 0; done && i < view->length; i++) {
        *place_at(view, i) = span.bytes[i];
    }
    release(AS(MemoryView, part));
    return done;
}

static bool set_item(Isolate *isolate, Value self, Value key, Value value) {
    Span source;
    int64_t index;
    uint8_t byte;
    if (!usable(isolate, self, &source)) {
        return false;
    }
    if (memoryview_is_readonly(AS(MemoryView, self)) || value == NOTHING) {
        raise_type(isolate, value == NOTHING ? "cannot delete memory" : "cannot modify read-only memory");
        return false;
    }
    if (is_kind(key, KIND_SLICE)) {
        HeapMark mark = heap_mark(isolate);
        bool done = set_slice(isolate, self, key, value);
        heap_release(isolate, mark);
        return done;
    }
    if (!resolve_index(isolate, self, key, &index) || !element_of(isolate, value, &byte) ||
        !usable(isolate, self, &source)) {
        return false;
    }
    *place_at(AS(MemoryView, self), index) = byte;
    return true;
}

static Value iterate(Isolate *isolate, Value self) {
    Span source;
    return usable(isolate, self, &source) ? bytes_iterate(isolate, self) : NOTHING;
}

static Value make(Isolate *isolate, const Class *class, Value *arguments, uint32_t count,
                  const Tuple *names) {
    static const char *const parameter_names[] = {"object"};
    static const struct Parameters parameters = {"memoryview", parameter_names, 1, 1, 1};
    Value bound;
    Span span;
    (void)class;
    if (!arguments_bind(isolate, &parameters, arguments, count, names, &bound)) {
        return NOTHING;
    }
    if (is_kind(bound, KIND_MEMORYVIEW)) {
        return view_again(isolate, bound, 0);
    }
    if (!bytes_view(bound, &span.bytes, &span.size)) {
        return raise_type(isolate, "memoryview: a bytes-like object is required, not '%T'", bound);
    }
    return view_new(isolate, bound, 0, (int64_t)span.size, 1, 0);
}

/* A living view of a bytearray whose count was set to none, to find just that out. */
static void trace(Object *object, void (*visit)(void *context, Value value), void *context) {
    const MemoryView *view = (const MemoryView *)object;
    if (is_kind(view->source, KIND_BYTEARRAY) && AS(ByteArray, view->source)->exports == 0) {
        AS(ByteArray, view->source)->exports = EXPORTS_UNCOUNTED;
    }
    visit_value(visit, context, view->source);
}

/* ---- Methods ---- */

#define SELF AS(MemoryView, arguments[0])
#define VIEW_METHOD(name)                                                                                    \
    static Value name(Isolate *isolate, Value *arguments, uint32_t count __attribute__((unused)))

VIEW_METHOD(method_tolist) {
    Span source;
    Value list =
        usable(isolate, arguments[0], &source) ? list_new(isolate, (uint64_t)SELF->length, NULL) : NOTHING;
    if (list == NOTHING || !isolate_charge(isolate, (uint64_t)SELF->length / 4)) {
        return NOTHING;
    }
    for (int64_t i = 0; i < SELF->length; i++) {
        AS(List, list)->items->values[i] = small(byte_at(SELF, source, i));
    }
    return list;
}

static Value method_tobytes(Isolate *isolate, Value *arguments, uint32_t count, const Tuple *names) {
    static const char *const parameter_names[] = {"order"};
    static const struct Parameters parameters = {"tobytes", parameter_names, 1, 1, 0};
    Value bound;
    return arguments_bind(isolate, &parameters, arguments + 1, count - 1, names, &bound)
               ? copy_of(isolate, arguments[0])
               : NOTHING;
}

static Value method_hex(Isolate *isolate, Value *arguments, uint32_t count, const Tuple *names) {
    Value copy = copy_of(isolate, arguments[0]);
    if (copy == NOTHING) {
        return NOTHING;
    }
    heap_keep(isolate, copy);
    return bytes_hex_of(isolate, (Span){AS(Bytes, copy)->bytes, AS(Bytes, copy)->length}, arguments + 1,
                        count - 1, names);
}

VIEW_METHOD(method_release) {
    (void)isolate;
    release(SELF);
    return NONE;
}

VIEW_METHOD(method_enter) {
    Span source;
    return usable(isolate, arguments[0], &source) ? arguments[0] : NOTHING;
}

VIEW_METHOD(method_toreadonly) { return view_again(isolate, arguments[0], MEMORYVIEW_READONLY); }

static Value method_cast(Isolate *isolate, Value *arguments, uint32_t count, const Tuple *names) {
    static const char *const parameter_names[] = {"format", "shape"};
    static const struct Parameters parameters = {"cast", parameter_names, 2, 2, 1};
    Value bound[2];
    if (!arguments_bind(isolate, &parameters, arguments + 1, count - 1, names, bound)) {
        return NOTHING;
    }
    if (!is_string(bound[0])) {
        return raise_type(isolate, "cast() argument 'format' must be str, not %T", bound[0]);
    }
    if (!string_is(AS(String, bound[0]), "B") || bound[1] != UNDEFINED) {
        return raise_value_error(isolate, "memoryview: format 'B' of one dimension is the only one there is");
    }
    if (SELF->stride != 1 && SELF->length > 1) {
        return raise_type(isolate, "memoryview: casts are restricted to C-contiguous views");
    }
    return view_again(isolate, arguments[0], 0);
}

#define VIEW_PROPERTY(name, result)                                                                          \
    VIEW_METHOD(property_##name) {                                                                           \
        Span source;                                                                                         \
        return usable(isolate, arguments[0], &source) ? (result) : NOTHING;                                  \
    }
VIEW_PROPERTY(obj, SELF->source)
VIEW_PROPERTY(nbytes, small(SELF->length))
VIEW_PROPERTY(readonly, boolean(memoryview_is_readonly(SELF)))
VIEW_PROPERTY(format, string_from_character(isolate, 'B'))
VIEW_PROPERTY(one, small(1))
VIEW_PROPERTY(shape, tuple_new(isolate, 1, (Value[]){small(SELF->length)}))
VIEW_PROPERTY(strides, tuple_new(isolate, 1, (Value[]){small(SELF->stride)}))
VIEW_PROPERTY(suboffsets, tuple_new(isolate, 0, NULL))
VIEW_PROPERTY(contiguous, boolean(SELF->stride == 1 || SELF->length <= 1))

static const Native memoryview_methods[] = {
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
    PROPERTY(property_one, "itemsize", class_memoryview),
    PROPERTY(property_one, "ndim", class_memoryview),
    PROPERTY(property_shape, "shape", class_memoryview),
    PROPERTY(property_strides, "strides", class_memoryview),
    PROPERTY(property_suboffsets, "suboffsets", class_memoryview),
    PROPERTY(property_contiguous, "c_contiguous", class_memoryview),
    PROPERTY(property_contiguous, "f_contiguous", class_memoryview),
    PROPERTY(property_contiguous, "contiguous", class_memoryview),
    METHODS_END,
};

const Operations memoryview_operations = {
    .represent = represent,
    .hash = hash,
    .compare = compare,
    .length = length_of,
    .get_item = get_item,
    .set_item = set_item,
    .iterate = iterate,
    .make = make,
    .fixed_size = sizeof(MemoryView),
    .trace = trace,
};

const Class class_memoryview =
    CLASS_OF_KIND("memoryview", KIND_MEMORYVIEW, memoryview_operations, memoryview_methods, CLASS_FINAL);
