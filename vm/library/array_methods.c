/* Methods of array.array, making one, and the module array. */
#include "vm/library/array.h"
#include "vm/memory.h"
#include "vm/types/containers.h"
#include "vm/types/numbers.h"
#include "vm/types/string.h"

#define TYPE_CODES "bBuhHiIlLqQfd"

#define SELF AS(Array, arguments[0])
#define ARRAY_METHOD(name)                                                                                   \
    static Value method_##name(Isolate *isolate __attribute__((unused)), Value *arguments,                   \
                               uint32_t count __attribute__((unused)))

static Value done(bool succeeded) { return succeeded ? NONE : NOTHING; }

/* ---- Making ---- */

static bool fill(Isolate *isolate, Value self, Value content) {
    Array *array = AS(Array, self);
    if (is_string(content)) {
        return array_extend_text(isolate, array, content);
    }
    if (is_kind(content, KIND_BYTES) || is_kind(content, KIND_BYTEARRAY)) {
        return array_extend_bytes(isolate, array, content);
    }
    if (is_kind(content, KIND_ARRAY) && array_code(AS(Array, content)) != array_code(array)) {
        Value list = list_from(isolate, content);
        return list != NOTHING && array_extend(isolate, self, heap_keep(isolate, list));
    }
    return array_extend(isolate, self, content);
}

Value array_make(Isolate *isolate, const Class *class, Value *arguments, uint32_t count, const Tuple *names) {
    if (names && tuple_count(names) > 0 && class == &class_array) {
        return raise_type(isolate, "array.array() takes no keyword arguments");
    }
    if (count == 0) {
        return raise_type(isolate, "array() takes at least 1 argument (0 given)");
    }
    if (count > 2) {
        return raise_type(isolate, "array() takes at most 2 arguments (%u given)", count);
    }
    if (!is_string(arguments[0]) || AS(String, arguments[0])->length != 1) {
        return raise_type(isolate, "array() argument 1 must be a unicode character, not %T", arguments[0]);
    }
    uint32_t code = string_at(AS(String, arguments[0]), 0);
    Value content = count > 1 ? arguments[1] : UNDEFINED;
    if (content != UNDEFINED && code != 'u' && is_string(content)) {
        return raise_type(isolate, "cannot use a str to initialize an array with typecode '%c'", code);
    }
    if (content != UNDEFINED && code != 'u' && is_kind(content, KIND_ARRAY) &&
        array_code(AS(Array, content)) == 'u') {
        return raise_type(isolate, "cannot use a unicode array to initialize an array with typecode '%c'",
                          code);
    }
    if (code == 0 || code > 127 || !strchr(TYPE_CODES, (int)code)) {
        return raise_value_error(isolate, "bad typecode (must be b, B, u, h, H, i, I, l, L, q, Q, f or d)");
    }
    HeapMark mark = heap_mark(isolate);
    Value array = array_new(isolate, class, (char)code);
    bool filled = array != NOTHING && heap_keep(isolate, array) &&
                  (content == UNDEFINED || fill(isolate, array, content));
    heap_release(isolate, mark);
    return filled ? array : NOTHING;
}

/* ---- Adding and taking ---- */

ARRAY_METHOD(append) { return done(array_append(isolate, SELF, arguments[1])); }
ARRAY_METHOD(extend) { return done(array_extend(isolate, arguments[0], arguments[1])); }
ARRAY_METHOD(frombytes) { return done(array_extend_bytes(isolate, SELF, arguments[1])); }

ARRAY_METHOD(fromunicode) {
    if (!is_string(arguments[1])) {
        return raise_type(isolate, "fromunicode() argument must be str, not %T", arguments[1]);
    }
    if (array_code(SELF) != 'u') {
        return raise_value_error(isolate, "fromunicode() may only be called on unicode type arrays");
    }
    return done(array_extend_text(isolate, SELF, arguments[1]));
}

ARRAY_METHOD(fromlist) {
    uint64_t before = array_length(SELF);
    if (!is_list(arguments[1])) {
        return raise_type(isolate, "arg must be list");
    }
    if (array_extend(isolate, arguments[0], arguments[1])) {
        return NONE;
    }
    Value exception = isolate->exception; /* all or nothing */
    isolate->exception = NOTHING;
    heap_keep(isolate, exception);
    if (array_length(SELF) > before) {
        array_splice(isolate, SELF, before, array_length(SELF) - before, NULL, 0);
    }
    isolate->exception = exception;
    return NOTHING;
}

ARRAY_METHOD(insert) {
    int64_t index, length = (int64_t)array_length(SELF);
    uint8_t bytes[8];
    if (!operate_index(isolate, arguments[1], &index) ||
        !array_encode(isolate, array_code(SELF), arguments[2], bytes)) {
        return NOTHING;
    }
    length = (int64_t)array_length(SELF);
    index = index < -length ? 0 : index < 0 ? index + length : index > length ? length : index;
    return done(array_splice(isolate, SELF, (uint64_t)index, 0, bytes, 1));
}

ARRAY_METHOD(pop) {
    int64_t index = -1;
    if (count > 1 && !operate_index(isolate, arguments[1], &index)) {
        return NOTHING;
    }
    int64_t length = (int64_t)array_length(SELF);
    if (length == 0) {
        return raise_index(isolate, "pop from empty array");
    }
    index += index < 0 ? length : 0;
    if (index < 0 || index >= length) {
        return raise_index(isolate, "pop index out of range");
    }
    Value popped = array_load(isolate, SELF, (uint64_t)index);
    if (popped == NOTHING) {
        return NOTHING;
    }
    heap_keep(isolate, popped);
    return array_splice(isolate, SELF, (uint64_t)index, 1, NULL, 0) ? popped : NOTHING;
}

/* ---- Searching ---- */

/* The first equal element of [start, stop): -1 none, -2 an exception is set. */
static int64_t find(Isolate *isolate, const Array *array, Value value, int64_t start, int64_t stop) {
    for (int64_t i = start; i < stop && (uint64_t)i < array_length(array); i++) {
        HeapMark mark = heap_mark(isolate);
        Value own = isolate_charge(isolate, 1) ? array_load(isolate, array, (uint64_t)i) : NOTHING;
        int same = own == NOTHING ? -1 : operate_equal(isolate, heap_keep(isolate, own), value);
        heap_release(isolate, mark);
        if (same) {
            return same < 0 ? -2 : i;
        }
    }
    return -1;
}

ARRAY_METHOD(count) {
    int64_t found = 0, at = -1;
    while ((at = find(isolate, SELF, arguments[1], at + 1, INT64_MAX)) >= 0) {
        found++;
    }
    return at == -2 ? NOTHING : small(found);
}

ARRAY_METHOD(index) {
    int64_t start, stop;
    if (!index_range(isolate, count > 2 ? arguments[2] : UNDEFINED, count > 3 ? arguments[3] : UNDEFINED,
                     (int64_t)array_length(SELF), &start, &stop)) {
        return NOTHING;
    }
    int64_t index = find(isolate, SELF, arguments[1], start, stop);
    if (index == -1) {
        return raise_value_error(isolate, "array.index(x): x not in array");
    }
    return index < 0 ? NOTHING : small(index);
}

ARRAY_METHOD(remove) {
    int64_t index = find(isolate, SELF, arguments[1], 0, INT64_MAX);
    if (index == -1) {
        return raise_value_error(isolate, "array.remove(x): x not in array");
    }
    return index < 0 ? NOTHING : done(array_splice(isolate, SELF, (uint64_t)index, 1, NULL, 0));
}

/* ---- Bytes ---- */

static void swap(uint8_t *left, uint8_t *right) {
    uint8_t kept = *left;
    *left = *right;
    *right = kept;
}

/* Turns the bytes of [0, size) round. */
static void turn(uint8_t *bytes, size_t size) {
    for (size_t i = 0; i < size / 2; i++) {
        swap(&bytes[i], &bytes[size - 1 - i]);
    }
}

ARRAY_METHOD(byteswap) {
    size_t size = array_item_size(SELF);
    if (!isolate_charge(isolate, SELF->storage.length / 4)) {
        return NOTHING;
    }
    for (uint64_t i = 0; i < array_length(SELF); i++) {
        turn(array_bytes(SELF) + i * size, size);
    }
    return NONE;
}

ARRAY_METHOD(reverse) { /* all bytes turned, then each element's turned back */
    if (array_bytes(SELF)) {
        turn(array_bytes(SELF), SELF->storage.length);
    }
    return method_byteswap(isolate, arguments, count);
}

ARRAY_METHOD(tobytes) { return bytes_new(isolate, array_bytes(SELF), SELF->storage.length); }
ARRAY_METHOD(tolist) { return list_from(isolate, arguments[0]); }
ARRAY_METHOD(tounicode) {
    return array_code(SELF) == 'u'
               ? array_text(isolate, SELF)
               : raise_value_error(isolate, "tounicode() may only be called on unicode type arrays");
}

ARRAY_METHOD(copy) {
    Value copy = array_new(isolate, NULL, array_code(SELF));
    return copy != NOTHING && array_extend(isolate, heap_keep(isolate, copy), arguments[0]) ? copy : NOTHING;
}

ARRAY_METHOD(buffer_info) {
    Value address = integer_from_uint64(isolate, (uint64_t)array_bytes(SELF));
    return address == NOTHING
               ? NOTHING
               : tuple_new(isolate, 2,
                           (Value[]){heap_keep(isolate, address), small((int64_t)array_length(SELF))});
}

ARRAY_METHOD(typecode) { return string_from_character(isolate, (uint32_t)array_code(SELF)); }
ARRAY_METHOD(itemsize) { return small((int64_t)array_item_size(SELF)); }

const Native array_methods[] = {
    METHOD(method_append, "append", 2, 2, class_array),
    METHOD(method_buffer_info, "buffer_info", 1, 1, class_array),
    METHOD(method_byteswap, "byteswap", 1, 1, class_array),
    METHOD(method_copy, "__copy__", 1, 1, class_array),
    METHOD(method_copy, "__deepcopy__", 2, 2, class_array),
    METHOD(method_count, "count", 2, 2, class_array),
    METHOD(method_extend, "extend", 2, 2, class_array),
    METHOD(method_frombytes, "frombytes", 2, 2, class_array),
    METHOD(method_fromlist, "fromlist", 2, 2, class_array),
    METHOD(method_fromunicode, "fromunicode", 2, 2, class_array),
    METHOD(method_index, "index", 2, 4, class_array),
    METHOD(method_insert, "insert", 3, 3, class_array),
    METHOD(method_pop, "pop", 1, 2, class_array),
    METHOD(method_remove, "remove", 2, 2, class_array),
    METHOD(method_reverse, "reverse", 1, 1, class_array),
    METHOD(method_tobytes, "tobytes", 1, 1, class_array),
    METHOD(method_tolist, "tolist", 1, 1, class_array),
    METHOD(method_tounicode, "tounicode", 1, 1, class_array),
    PROPERTY(method_typecode, "typecode", class_array),
    PROPERTY(method_itemsize, "itemsize", class_array),
    METHODS_END,
};

/* ---- The module ---- */

static Value make_type_codes(Isolate *isolate) { return string_from_c(isolate, TYPE_CODES); }
static Value make_array_type(Isolate *isolate) {
    (void)isolate;
    return from_object(&class_array);
}

static const Class *const classes[] = {&class_array, NULL};
static const struct NativeConstant constants[] = {
    {"ArrayType", make_array_type},
    {"typecodes", make_type_codes},
    {NULL, NULL},
};

const struct NativeModule array_module = {.name = "array", .classes = classes, .constants = constants};
