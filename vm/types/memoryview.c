/*
 * memoryview: elements of a bytes, bytearray or array object, seen in place.
 *
 *      source:   [.......][element 0][....][element 1][....][element 2][...]
 *                         ^ start    <--- stride ---->                         length 3
 *
 * Every access is checked against the source's present size. A view of a view refers to the same source. A
 * view of several dimensions is one whose elements along the first are themselves arrays, which lie side by
 * side. See bytearray.c for what views mean to a bytearray's size.
 */
#include "vm/types/memoryview.h"

#include "vm/isolate.h"
#include "vm/memory.h"
#include "vm/string_hash.h"
#include "vm/types/classes.h"
#include "vm/types/containers.h"
#include "vm/types/element.h"
#include "vm/types/numbers.h"
#include "vm/types/string.h"

/* `exports` of a bytearray whose living views were found by tracing: at least one, nobody counted them. */
#define EXPORTS_UNCOUNTED UINT32_MAX

size_t memoryview_item_size(const MemoryView *view) {
    return memoryview_format(view) == 'w' ? 4 : element_size(memoryview_format(view));
}

int64_t memoryview_unit(const MemoryView *view) {
    int64_t unit = (int64_t)memoryview_item_size(view);
    for (uint32_t i = 1; view->shape != NOTHING && i < tuple_count(AS(Tuple, view->shape)); i++) {
        unit *= small_number(tuple_get(AS(Tuple, view->shape), i));
    }
    return unit;
}

bool memoryview_is_contiguous(const MemoryView *view) {
    return view->length == 1 || view->stride == memoryview_unit(view);
}

/* The bytes of what a view may be of; false: of something else. */
static bool span_of_source(Value source, Span *span) {
    if (!is_kind(source, KIND_STREAM)) {
        return (is_kind(source, KIND_BYTES) || has_storage(source)) &&
               bytes_view(source, &span->bytes, &span->size);
    }
    const ByteArray *storage = AS(ByteArray, source);
    *span = (Span){storage->body ? storage->body->bytes : (const uint8_t *)(storage + 1), storage->length};
    return true;
}

/* The whole source; false: released. */
static bool source_span(const MemoryView *view, Span *span) { return span_of_source(view->source, span); }

static bool place_lies_within(const MemoryView *view, int64_t index, uint64_t size) {
    uint64_t place = (uint64_t)(view->start + index * view->stride), unit = (uint64_t)memoryview_unit(view);
    return place <= size && unit <= size - place;
}

/* Whether all of the view lies in the source: the ends do, so everything between. */
static bool lies_within(const MemoryView *view, uint64_t size) {
    return view->length == 0 ||
           (place_lies_within(view, 0, size) && place_lies_within(view, view->length - 1, size));
}

bool memoryview_view(const MemoryView *view, const uint8_t **bytes, uint64_t *size) {
    Span source;
    if (!source_span(view, &source) || !memoryview_is_contiguous(view) || !lies_within(view, source.size)) {
        return false;
    }
    *bytes = source.bytes + (view->length ? view->start : 0);
    *size = (uint64_t)memoryview_bytes(view);
    return true;
}

bool memoryview_usable(Isolate *isolate, Value self, Span *source) {
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

static void export(Value source) {
    if (has_storage(source) && AS(ByteArray, source)->exports != EXPORTS_UNCOUNTED) {
        AS(ByteArray, source)->exports++;
    }
}

void memoryview_release(MemoryView *view) {
    if (has_storage(view->source)) {
        ByteArray *source = AS(ByteArray, view->source);
        if (source->exports != EXPORTS_UNCOUNTED && source->exports > 0) {
            source->exports--;
        }
    }
    view->source = UNDEFINED;
}

/* Another view of a view's source. */
static MemoryView *view_like(Isolate *isolate, const MemoryView *view) {
    MemoryView *other = heap_allocate(isolate, KIND_MEMORYVIEW, sizeof(MemoryView), 0);
    if (other) {
        *other = (MemoryView){.object = other->object,
                              .source = view->source,
                              .shape = view->shape,
                              .start = view->start,
                              .stride = view->stride,
                              .length = view->length};
        other->object.detail = view->object.detail;
        other->object.count = view->object.count;
        export(view->source);
    }
    return other;
}

Value memoryview_of(Isolate *isolate, Value source) {
    Span span;
    span_of_source(source, &span);
    MemoryView view = {.source = source};
    char code = is_kind(source, KIND_ARRAY) ? (char)as_object(source)->detail : 'B';
    view.object.count = (uint32_t)(code == 'u' ? 'w' : code);
    view.stride = (int64_t)memoryview_item_size(&view);
    view.length = (int64_t)span.size / view.stride;
    return from_object(view_like(isolate, &view));
}

Value memoryview_again(Isolate *isolate, Value self, uint16_t more_flags) {
    Span source;
    MemoryView *view =
        memoryview_usable(isolate, self, &source) ? view_like(isolate, AS(MemoryView, self)) : NULL;
    if (view) {
        view->object.detail |= more_flags;
    }
    return from_object(view);
}

Value memoryview_copy(Isolate *isolate, Value self) {
    const MemoryView *view = AS(MemoryView, self);
    Span source;
    Value result = memoryview_usable(isolate, self, &source)
                       ? bytes_new(isolate, NULL, (uint64_t)memoryview_bytes(view))
                       : NOTHING;
    size_t unit = (size_t)memoryview_unit(view);
    for (int64_t i = 0; result != NOTHING && i < view->length; i++) {
        memcpy(AS(Bytes, result)->bytes + (size_t)i * unit, source.bytes + view->start + i * view->stride,
               unit);
    }
    return result;
}

/* ---- Showing, hashing, comparing ---- */

static Value represent(Isolate *isolate, Value self) {
    bool released = AS(MemoryView, self)->source == UNDEFINED;
    return string_format(isolate, "<%s at 0x%lx>", released ? "released memory" : "memory",
                         (unsigned long)self);
}

static bool hash(Isolate *isolate, Value self, uint64_t *result) {
    Span source;
    if (!memoryview_usable(isolate, self, &source)) {
        return false;
    }
    if (!memoryview_is_readonly(AS(MemoryView, self))) {
        raise_value_error(isolate, "cannot hash writable memoryview object");
        return false;
    }
    if (!strchr("Bbc", memoryview_format(AS(MemoryView, self)))) {
        raise_value_error(isolate, "memoryview: hashing is restricted to formats 'B', 'b' or 'c'");
        return false;
    }
    HeapMark mark = heap_mark(isolate);
    Value copy = memoryview_copy(isolate, self);
    bool done = copy != NOTHING && bytes_operations.hash(isolate, heap_keep(isolate, copy), result);
    heap_release(isolate, mark);
    return done;
}

static bool is_usable_operand(Value value) {
    Span span;
    if (is_kind(value, KIND_MEMORYVIEW)) {
        return source_span(AS(MemoryView, value), &span) && lies_within(AS(MemoryView, value), span.size);
    }
    return bytes_view(value, &span.bytes, &span.size);
}

static bool same_bytes(const uint8_t *left, const uint8_t *right, size_t size) {
    return size == 0 || memcmp(left, right, size) == 0;
}

static bool same_shape(Isolate *isolate, const MemoryView *left, const MemoryView *right) {
    if (left->length != right->length || (left->shape == NOTHING) != (right->shape == NOTHING)) {
        return false;
    }
    return left->shape == NOTHING ||
           tuple_operations.compare(isolate, COMPARE_EQUAL, left->shape, right->shape) == TRUE;
}

/* Whether the elements at two places are equal as numbers: 1, 0, -1. */
static int same_element(Isolate *isolate, const MemoryView *left, const uint8_t *first,
                        const MemoryView *right, const uint8_t *second) {
    HeapMark mark = heap_mark(isolate);
    Value a = memoryview_element(isolate, left, first), b = NOTHING;
    if (a != NOTHING) {
        heap_keep(isolate, a);
        b = memoryview_element(isolate, right, second);
    }
    Value same = b == NOTHING ? NOTHING : operate_compare(isolate, COMPARE_EQUAL, a, heap_keep(isolate, b));
    heap_release(isolate, mark);
    return same == NOTHING ? -1 : same == TRUE;
}

/* Two views of the same shape: 1, 0, -1. Elements are numbers or single bytes, so comparing runs no Python.
 */
static int same_elements(Isolate *isolate, const MemoryView *left, const MemoryView *right) {
    Span first, second;
    char format = memoryview_format(left);
    source_span(left, &first);
    source_span(right, &second);
    bool by_bytes = format == memoryview_format(right) && !strchr("efd?", format);
    size_t unit = (size_t)memoryview_unit(left), step = memoryview_item_size(left),
           other_step = memoryview_item_size(right);
    for (int64_t i = 0; i < left->length; i++) {
        const uint8_t *a = first.bytes + left->start + i * left->stride;
        const uint8_t *b = second.bytes + right->start + i * right->stride;
        if (by_bytes && !same_bytes(a, b, unit)) {
            return 0;
        }
        for (size_t part = 0; !by_bytes && part < unit / step; part++) {
            int same = same_element(isolate, left, a + part * step, right, b + part * other_step);
            if (same <= 0) {
                return same;
            }
        }
    }
    return 1;
}

static Value as_view(Isolate *isolate, Value value) {
    return is_kind(value, KIND_MEMORYVIEW) ? value : memoryview_of(isolate, value);
}

/* A view of an operand that was made for this alone is let go of at once. */
static void forget(Value view, Value operand) {
    if (view != NOTHING && view != operand) {
        memoryview_release(AS(MemoryView, view));
    }
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
    int same = -1;
    Value first = as_view(isolate, left), second = NOTHING;
    if (first != NOTHING) {
        heap_keep(isolate, first);
        second = as_view(isolate, right);
    }
    if (second != NOTHING && isolate_charge(isolate, (uint64_t)AS(MemoryView, first)->length / 8)) {
        heap_keep(isolate, second);
        same = !same_shape(isolate, AS(MemoryView, first), AS(MemoryView, second))
                   ? 0
                   : same_elements(isolate, AS(MemoryView, first), AS(MemoryView, second));
    }
    forget(first, left);
    forget(second, right);
    heap_release(isolate, mark);
    return same < 0 ? NOTHING : boolean(same == (comparison == COMPARE_EQUAL));
}

static int64_t length_of(Isolate *isolate, Value self) {
    Span source;
    return memoryview_usable(isolate, self, &source) ? AS(MemoryView, self)->length : -1;
}

/* ---- Elements ---- */

Value memoryview_element(Isolate *isolate, const MemoryView *view, const uint8_t *bytes) {
    if (memoryview_format(view) == 'w') {
        return raise_error(isolate, &class_NotImplementedError, "memoryview: format w not supported");
    }
    return element_load(isolate, memoryview_format(view), bytes, memoryview_item_size(view), false);
}

static bool index_within(Isolate *isolate, Value key, int64_t length, uint32_t dimension, int64_t *index) {
    if (!operate_index(isolate, key, index)) {
        return false;
    }
    *index += *index < 0 ? length : 0;
    if (*index < 0 || *index >= length) {
        raise_index(isolate, "index out of bounds on dimension %u", dimension);
        return false;
    }
    return true;
}

/* view[i, j, ...] */
static bool place_by_tuple(Isolate *isolate, const MemoryView *view, const Tuple *key, int64_t *place) {
    const Tuple *shape = view->shape == NOTHING ? NULL : AS(Tuple, view->shape);
    uint32_t dimensions = shape ? tuple_count(shape) : 1;
    for (uint32_t i = 0; i < tuple_count(key); i++) {
        if (!is_repeat_count(isolate, tuple_get(key, i))) {
            raise_type(isolate, "memoryview: invalid slice key");
            return false;
        }
    }
    if (tuple_count(key) != dimensions) {
        bool fewer = tuple_count(key) < dimensions;
        raise_error(isolate, fewer ? &class_NotImplementedError : &class_TypeError,
                    fewer ? "sub-views are not implemented"
                          : "cannot index %u-dimension view with %u-element tuple",
                    dimensions, tuple_count(key));
        return false;
    }
    int64_t step = view->stride;
    *place = view->start;
    for (uint32_t i = 0; i < dimensions; i++) {
        int64_t index, length = shape ? small_number(tuple_get(shape, i)) : view->length;
        if (!index_within(isolate, tuple_get(key, i), i ? length : view->length, i + 1, &index)) {
            return false;
        }
        *place += index * step;
        step = i ? step : memoryview_unit(view);
        step /= shape && i + 1 < dimensions ? small_number(tuple_get(shape, i + 1)) : 1;
    }
    return true;
}

/* Where in the source the element that a key means lies; errors are set. */
static bool find_place(Isolate *isolate, Value self, Value key, int64_t *place) {
    const MemoryView *view = AS(MemoryView, self);
    int64_t index;
    if (is_tuple(key)) {
        return place_by_tuple(isolate, view, AS(Tuple, key), place);
    }
    if (!is_repeat_count(isolate, key)) {
        raise_type(isolate, "memoryview: invalid slice key");
        return false;
    }
    if (view->shape != NOTHING) {
        raise_error(isolate, &class_NotImplementedError, "multi-dimensional sub-views are not implemented");
        return false;
    }
    if (!index_within(isolate, key, view->length, 1, &index)) {
        return false;
    }
    *place = view->start + index * view->stride;
    return true;
}

static Value get_slice(Isolate *isolate, Value self, Value key) {
    const MemoryView *view = AS(MemoryView, self);
    int64_t start, step, count = slice_resolve(isolate, key, view->length, &start, &step);
    Span source;
    MemoryView *part =
        count >= 0 && memoryview_usable(isolate, self, &source) ? view_like(isolate, view) : NULL;
    if (!part) {
        return NOTHING;
    }
    part->start = count ? view->start + start * view->stride : 0;
    if (__builtin_mul_overflow(view->stride, step, &part->stride)) { /* of one element at most */
        part->stride = view->stride;
    }
    part->length = count;
    if (view->shape != NOTHING) {
        HeapMark mark = heap_mark(isolate);
        heap_keep(isolate, from_object(part));
        Value shape = tuple_new(isolate, tuple_count(AS(Tuple, view->shape)), AS(Tuple, view->shape)->values);
        heap_release(isolate, mark);
        if (shape == NOTHING) {
            return NOTHING;
        }
        AS(Tuple, shape)->values[0] = small(count);
        heap_store(isolate, &part->object, &part->shape, shape);
    }
    return from_object(part);
}

static Value get_item(Isolate *isolate, Value self, Value key) {
    Span source;
    int64_t place;
    if (!memoryview_usable(isolate, self, &source)) {
        return NOTHING;
    }
    if (is_kind(key, KIND_SLICE)) {
        return get_slice(isolate, self, key);
    }
    return find_place(isolate, self, key, &place) && memoryview_usable(isolate, self, &source)
               ? memoryview_element(isolate, AS(MemoryView, self), source.bytes + place)
               : NOTHING;
}

/* The bytes under a writable view that is usable. */
static uint8_t *writable_bytes(const MemoryView *view) { return AS(ByteArray, view->source)->body->bytes; }

static bool set_element(Isolate *isolate, Value self, Value key, Value value) {
    const MemoryView *view = AS(MemoryView, self);
    char format = memoryview_format(view);
    uint8_t bytes[8];
    int64_t place;
    Span source;
    if (!find_place(isolate, self, key, &place)) {
        return false;
    }
    size_t size = memoryview_item_size(view);
    switch (element_store(isolate, format, value, bytes, size, false)) {
    case ELEMENT_RAISED:
        return false;
    case ELEMENT_TYPE:
        raise_type(isolate, "memoryview: invalid type for format '%c'", format);
        return false;
    case ELEMENT_RANGE:
        raise_value_error(isolate, "memoryview: invalid value for format '%c'", format);
        return false;
    default:
        break;
    }
    if (!memoryview_usable(isolate, self, &source)) { /* Python may have run meanwhile */
        return false;
    }
    memcpy(writable_bytes(view) + place, bytes, size);
    return true;
}

static bool set_slice(Isolate *isolate, Value self, Value key, Value value) {
    if (!is_usable_operand(value)) {
        raise_type(isolate, "a bytes-like object is required, not '%T'", value);
        return false;
    }
    if (AS(MemoryView, self)->shape != NOTHING) {
        raise_error(isolate, &class_NotImplementedError,
                    "memoryview slice assignments are currently restricted to ndim = 1");
        return false;
    }
    Value part = get_slice(isolate, self, key), from = NOTHING, content = NOTHING;
    if (part != NOTHING) {
        heap_keep(isolate, part);
        from = as_view(isolate, value);
    }
    if (from != NOTHING) {
        content = memoryview_copy(isolate, heap_keep(isolate, from));
    }
    const MemoryView *view = AS(MemoryView, part);
    Span source;
    bool done = content != NOTHING && memoryview_usable(isolate, part, &source);
    if (done && (view->length != AS(MemoryView, from)->length || AS(MemoryView, from)->shape != NOTHING ||
                 memoryview_format(view) != memoryview_format(AS(MemoryView, from)))) {
        raise_value_error(isolate, "memoryview assignment: lvalue and rvalue have different structures");
        done = false;
    }
    size_t size = done ? memoryview_item_size(view) : 0;
    for (int64_t i = 0; done && i < view->length; i++) {
        memcpy(writable_bytes(view) + view->start + i * view->stride,
               AS(Bytes, content)->bytes + (size_t)i * size, size);
    }
    forget(from, value);
    forget(part, NOTHING);
    return done;
}

static bool set_item(Isolate *isolate, Value self, Value key, Value value) {
    Span source;
    if (!memoryview_usable(isolate, self, &source)) {
        return false;
    }
    if (memoryview_is_readonly(AS(MemoryView, self)) || value == NOTHING) {
        raise_type(isolate, value == NOTHING ? "cannot delete memory" : "cannot modify read-only memory");
        return false;
    }
    if (!is_kind(key, KIND_SLICE)) {
        return set_element(isolate, self, key, value);
    }
    HeapMark mark = heap_mark(isolate);
    bool done = set_slice(isolate, self, key, value);
    heap_release(isolate, mark);
    return done;
}

static Value iterate(Isolate *isolate, Value self) {
    Span source;
    return memoryview_usable(isolate, self, &source) ? bytes_iterate(isolate, self) : NOTHING;
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
        return memoryview_again(isolate, bound, 0);
    }
    if (!bytes_view(bound, &span.bytes, &span.size)) {
        return raise_type(isolate, "memoryview: a bytes-like object is required, not '%T'", bound);
    }
    return memoryview_of(isolate, bound);
}

/* A living view of a bytearray whose count was set to none, to find just that out. */
static void trace(Object *object, void (*visit)(void *context, Value value), void *context) {
    const MemoryView *view = (const MemoryView *)object;
    (void)visit, (void)context;
    if (has_storage(view->source) && AS(ByteArray, view->source)->exports == 0) {
        AS(ByteArray, view->source)->exports = EXPORTS_UNCOUNTED;
    }
}

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
    OPERATIONS_FIELDS(MemoryView, source, shape),
    .trace = trace,
};

const Class class_memoryview =
    CLASS_OF_KIND("memoryview", KIND_MEMORYVIEW, memoryview_operations, memoryview_methods, CLASS_FINAL);
