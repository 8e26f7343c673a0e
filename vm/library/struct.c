/*
 * The module struct: values packed into bytes and unpacked again.
 *
 * The functions of the module do what the methods of Struct do, for a format given with each call; both go
 * through struct Layout, which is a format measured.
 */
#include "vm/library/library.h"
#include "vm/library/struct_format.h"
#include "vm/memory.h"
#include "vm/types/arguments.h"
#include "vm/types/bytes.h"
#include "vm/types/bytes_methods.h"
#include "vm/types/containers.h"
#include "vm/types/element.h"
#include "vm/types/exception.h"
#include "vm/types/numbers.h"
#include "vm/types/string.h"

typedef struct Layout {
    Value format;
    uint64_t size, items;
} Layout;

#define raise_struct(isolate, ...) raise_error(isolate, &class_struct_error, __VA_ARGS__)

/* A format as its String: a str or ASCII bytes. NOTHING with an exception set. */
static Value format_text(Isolate *isolate, Value format) {
    if (is_kind(format, KIND_BYTES)) {
        format = bytes_decode(isolate, AS(Bytes, format)->bytes, AS(Bytes, format)->length, NOTHING, NOTHING);
    } else if (!is_string(format)) {
        return raise_type(isolate, "Struct() argument 1 must be a str or bytes object, not %T", format);
    }
    if (format == NOTHING || string_is_ascii(AS(String, format))) {
        return format;
    }
    Value encoding = string_from_c(isolate, "ascii"); /* to fail as encoding does */
    return encoding == NOTHING || string_encode(isolate, AS(String, format), heap_keep(isolate, encoding),
                                                NOTHING) == NOTHING
               ? NOTHING
               : format;
}

static bool layout_of_format(Isolate *isolate, Value format, Layout *layout) {
    layout->format = format_text(isolate, format);
    if (layout->format == NOTHING) {
        return false;
    }
    heap_keep(isolate, layout->format);
    return format_measure(isolate, layout->format, &layout->size, &layout->items);
}

static Layout layout_of_structure(Value self) {
    const Structure *structure = AS(Structure, self);
    return (Layout){structure->format, structure->size, structure->items};
}

/* ---- Packing ---- */

/* CPython packs the other byte order by functions of its own, with texts of their own. */
static void raise_range(Isolate *isolate, const struct FormatItem *item, Value value, bool big_endian) {
    static const char *const small_names[] = {
        ['b'] = "byte", ['B'] = "ubyte", ['h'] = "short", ['H'] = "ushort"};
    int64_t number;
    uint8_t letter = (uint8_t)item->format;
    bool is_signed = element_is_signed(item->format), fits = integer_to_int64(value, &number);
    bool named = letter < sizeof(small_names) / sizeof(small_names[0]) && !(big_endian && item->size > 1);
    const char *name = named ? small_names[letter] : NULL;
    unsigned bits = 8 * (unsigned)item->size;
    if (letter == 'P' || (big_endian && item->size == 8)) {
        raise_struct(isolate, "int too large to convert");
    } else if (!is_integer(value) || !fits || (!name && !is_signed && number < 0)) {
        raise_struct(isolate, "argument out of range");
    } else {
        int64_t least = is_signed ? -((int64_t)1 << (bits - 1)) : 0;
        uint64_t most = ((uint64_t)1 << (bits - is_signed)) - 1;
        if (name) {
            raise_struct(isolate, "%s format requires %ld <= number <= %lu", name, (long)least,
                         (unsigned long)most);
        } else {
            raise_struct(isolate, "'%c' format requires %ld <= number <= %lu", letter, (long)least,
                         (unsigned long)most);
        }
    }
}

static bool raise_refused(Isolate *isolate, enum ElementResult result, const struct FormatItem *item,
                          Value value, bool big_endian) {
    bool floats = item->format == 'e' || item->format == 'f' || item->format == 'd';
    if (result == ELEMENT_TYPE) {
        raise_struct(isolate, item->format == 'c' ? "char format requires a bytes object of length 1"
                              : floats            ? "required argument is not a float"
                                                  : "required argument is not an integer");
    } else if (result == ELEMENT_TOO_LARGE && !is_integer(value)) {
        raise_error(isolate, &class_OverflowError, "float too large to pack with %c format", item->format);
    } else if (result == ELEMENT_TOO_LARGE) {
        raise_struct(isolate, "int too large to convert");
    } else if (result == ELEMENT_RAISED && floats && exception_take(isolate, &class_Exception) != NOTHING) {
        raise_struct(isolate, "required argument is not a float");
    } else if (result == ELEMENT_RANGE && item->format == 'c') {
        raise_struct(isolate, "char format requires a bytes object of length 1");
    } else if (result == ELEMENT_RANGE) {
        raise_range(isolate, item, value, big_endian);
    }
    return false;
}

/* Text and its length byte: `bytes` is zeroed. */
static bool pack_text(Isolate *isolate, const struct FormatItem *item, Value value, uint8_t *bytes) {
    Span span;
    if (!is_kind(value, KIND_BYTES) && !is_kind(value, KIND_BYTEARRAY)) {
        raise_struct(isolate, "argument for '%c' must be a bytes object", item->format);
        return false;
    }
    bytes_view(value, &span.bytes, &span.size);
    uint64_t prefix = item->format == 'p' && item->count > 0, room = item->count - prefix;
    uint64_t size = span.size < room ? span.size : room;
    memcpy(bytes + prefix, span.bytes, size);
    if (prefix) {
        bytes[0] = (uint8_t)(size < 255 ? size : 255);
    }
    return true;
}

/* The values into zeroed bytes that stay where they are while Python runs. */
static bool pack_values(Isolate *isolate, const Layout *layout, const Value *values, uint8_t *bytes) {
    FormatReader reader;
    struct FormatItem item;
    format_start(&reader, layout->format);
    while (format_next(isolate, &reader, &item) > 0) {
        uint8_t *at = bytes + item.offset;
        if (item.format == 's' || item.format == 'p') {
            if (!pack_text(isolate, &item, *values++, at)) {
                return false;
            }
            continue;
        }
        for (uint64_t i = 0; item.format != 'x' && i < item.count; i++, at += item.size) {
            Value value = *values++;
            enum ElementResult result =
                element_store(isolate, item.format, value, at, item.size, reader.big_endian);
            if (result != ELEMENT_STORED) {
                return raise_refused(isolate, result, &item, value, reader.big_endian);
            }
        }
    }
    return true;
}

static Value pack(Isolate *isolate, const Layout *layout, const Value *values, uint32_t count) {
    if (count != layout->items) {
        return raise_struct(isolate, "pack expected %lu items for packing (got %u)",
                            (unsigned long)layout->items, count);
    }
    Value bytes = isolate_charge(isolate, count) ? bytes_new(isolate, NULL, layout->size) : NOTHING;
    if (bytes == NOTHING) {
        return NOTHING;
    }
    heap_keep(isolate, bytes);
    return pack_values(isolate, layout, values, AS(Bytes, bytes)->bytes) ? bytes : NOTHING;
}

/* Where [offset, offset + layout's size) lies in a buffer of `room` bytes; `from`: for unpack_from. */
static bool check_offset(Isolate *isolate, const Layout *layout, int64_t *offset, uint64_t room, bool from) {
    const char *verb = from ? "unpack" : "pack";
    int64_t size = (int64_t)layout->size;
    if (*offset < 0) {
        if (*offset + size > 0) {
            raise_struct(isolate,
                         from ? "not enough data to unpack %ld bytes at offset %ld"
                              : "no space to pack %ld bytes at offset %ld",
                         (long)size, (long)*offset);
            return false;
        }
        if (*offset + (int64_t)room < 0) {
            raise_struct(isolate, "offset %ld out of range for %lu-byte buffer", (long)*offset,
                         (unsigned long)room);
            return false;
        }
        *offset += (int64_t)room;
    }
    if ((int64_t)room - *offset < size) {
        raise_struct(isolate,
                     "%s requires a buffer of at least %lu bytes for %sing %ld bytes at offset %ld (actual "
                     "buffer size is %lu)",
                     from ? "unpack_from" : "pack_into", (unsigned long)size + (unsigned long)*offset, verb,
                     (long)size, (long)*offset, (unsigned long)room);
        return false;
    }
    return true;
}

/* arguments: buffer, offset, values. They are packed aside first, since Python may run and resize the buffer.
 */
static Value pack_into(Isolate *isolate, const Layout *layout, const Value *arguments, uint32_t count) {
    uint8_t *room;
    uint64_t size;
    int64_t offset;
    if (count < 2) {
        return raise_struct(isolate, count ? "pack_into expected offset argument"
                                           : "pack_into expected buffer argument");
    }
    if (count - 2 != layout->items) {
        return raise_struct(isolate, "pack_into expected %lu items for packing (got %u)",
                            (unsigned long)layout->items, count - 2);
    }
    if (!bytes_writable_view(arguments[0], &room, &size)) {
        return raise_type(isolate, "argument must be read-write bytes-like object, not %T", arguments[0]);
    }
    if (!operate_index(isolate, arguments[1], &offset) ||
        !check_offset(isolate, layout, &offset, size, false)) {
        return NOTHING;
    }
    Value packed = pack(isolate, layout, arguments + 2, count - 2);
    if (packed == NOTHING) {
        return NOTHING;
    }
    if (!bytes_writable_view(arguments[0], &room, &size) || (uint64_t)offset + layout->size > size) {
        return raise_error(isolate, &class_BufferError, "the buffer has been made shorter");
    }
    memcpy(room + offset, AS(Bytes, packed)->bytes, layout->size);
    return NONE;
}

/* ---- Unpacking ---- */

static Value unpack_text(Isolate *isolate, const struct FormatItem *item, const uint8_t *bytes) {
    if (item->format == 's' || item->count == 0) {
        return bytes_new(isolate, bytes, item->count);
    }
    uint64_t size = bytes[0];
    return bytes_new(isolate, bytes + 1, size < item->count ? size : item->count - 1);
}

/* The values that lie at `offset` of a buffer, which allocating doesn't move. */
static Value unpack_at(Isolate *isolate, const Layout *layout, const uint8_t *bytes) {
    FormatReader reader;
    struct FormatItem item;
    HeapMark mark = heap_mark(isolate);
    Value tuple = isolate_charge(isolate, layout->items) && layout->items <= UINT32_MAX
                      ? tuple_new(isolate, (uint32_t)layout->items, NULL)
                      : NOTHING;
    if (tuple == NOTHING) {
        return isolate->exception == NOTHING ? raise_memory(isolate) : NOTHING;
    }
    heap_keep(isolate, tuple);
    Value *place = AS(Tuple, tuple)->values;
    bool good = true;
    format_start(&reader, layout->format);
    while (good && format_next(isolate, &reader, &item) > 0) {
        bool text = item.format == 's' || item.format == 'p';
        uint64_t count = text ? 1 : item.format == 'x' ? 0 : item.count;
        for (uint64_t i = 0; good && i < count; i++) {
            const uint8_t *at = bytes + item.offset + i * item.size;
            Value value = text ? unpack_text(isolate, &item, at)
                               : element_load(isolate, item.format, at, item.size, reader.big_endian);
            good = value != NOTHING;
            if (good) {
                heap_store(isolate, as_object(tuple), place++, value);
            }
        }
    }
    heap_release(isolate, mark);
    return good ? tuple : NOTHING;
}

static Value unpack(Isolate *isolate, const Layout *layout, Value buffer) {
    Span span;
    if (!span_of(isolate, buffer, &span)) {
        return NOTHING;
    }
    if (span.size != layout->size) {
        return raise_struct(isolate, "unpack requires a buffer of %lu bytes", (unsigned long)layout->size);
    }
    return unpack_at(isolate, layout, span.bytes);
}

static Value unpack_from(Isolate *isolate, const Layout *layout, Value buffer, Value start) {
    int64_t offset = 0;
    Span span;
    if ((start != UNDEFINED && !operate_index(isolate, start, &offset)) || !span_of(isolate, buffer, &span) ||
        !check_offset(isolate, layout, &offset, span.size, true)) {
        return NOTHING;
    }
    return unpack_at(isolate, layout, span.bytes + offset);
}

/* ---- Struct ---- */

static Value structure_new(Isolate *isolate, const Class *class, Value format) {
    Layout layout;
    if (!layout_of_format(isolate, format, &layout)) {
        return NOTHING;
    }
    Structure *structure = heap_allocate(isolate, KIND_STRUCTURE, sizeof(Structure), class);
    if (structure) {
        structure->format = layout.format;
        structure->size = layout.size;
        structure->items = layout.items;
    }
    return from_object(structure);
}

static Value structure_make(Isolate *isolate, const Class *class, Value *arguments, uint32_t count,
                            const Tuple *names) {
    static const char *const parameter_names[] = {"format"};
    static const struct Parameters parameters = {"Struct", parameter_names, 1, 1, 1};
    Value bound;
    return arguments_bind(isolate, &parameters, arguments, count, names, &bound)
               ? structure_new(isolate, class == &class_structure ? NULL : class, bound)
               : NOTHING;
}

static Value iterate(Isolate *isolate, Value structure, Value buffer) {
    Span span;
    uint64_t size = AS(Structure, structure)->size;
    if (!span_of(isolate, buffer, &span)) {
        return NOTHING;
    }
    if (size == 0) {
        return raise_struct(isolate, "cannot iteratively unpack with a struct of length 0");
    }
    if (span.size % size != 0) {
        return raise_struct(isolate, "iterative unpacking requires a buffer of a multiple of %lu bytes",
                            (unsigned long)size);
    }
    StructureIterator *iterator =
        heap_allocate(isolate, KIND_STRUCTURE_ITERATOR, sizeof(StructureIterator), NULL);
    if (iterator) {
        iterator->structure = structure;
        iterator->buffer = buffer;
    }
    return from_object(iterator);
}

static Value iterator_itself(Isolate *isolate, Value self) {
    (void)isolate;
    return self;
}

static Value iterator_next(Isolate *isolate, Value self) {
    StructureIterator *iterator = AS(StructureIterator, self);
    Layout layout = layout_of_structure(iterator->structure);
    Span span;
    if (iterator->buffer == UNDEFINED || !bytes_view(iterator->buffer, &span.bytes, &span.size) ||
        iterator->offset + layout.size > span.size) {
        iterator->buffer = UNDEFINED;
        return UNDEFINED;
    }
    uint64_t offset = iterator->offset;
    iterator->offset += layout.size;
    return unpack_at(isolate, &layout, span.bytes + offset);
}

#define STRUCTURE_METHOD(name)                                                                               \
    static Value method_##name(Isolate *isolate, Value *arguments, uint32_t count __attribute__((unused)))

STRUCTURE_METHOD(pack) {
    Layout layout = layout_of_structure(arguments[0]);
    return pack(isolate, &layout, arguments + 1, count - 1);
}
STRUCTURE_METHOD(pack_into) {
    Layout layout = layout_of_structure(arguments[0]);
    return pack_into(isolate, &layout, arguments + 1, count - 1);
}
STRUCTURE_METHOD(unpack) {
    Layout layout = layout_of_structure(arguments[0]);
    return unpack(isolate, &layout, arguments[1]);
}
static Value method_unpack_from(Isolate *isolate, Value *arguments, uint32_t count, const Tuple *names) {
    static const char *const parameter_names[] = {"buffer", "offset"};
    static const struct Parameters parameters = {"unpack_from", parameter_names, 2, 2, 1};
    Layout layout = layout_of_structure(arguments[0]);
    Value bound[2];
    return arguments_bind(isolate, &parameters, arguments + 1, count - 1, names, bound)
               ? unpack_from(isolate, &layout, bound[0], bound[1])
               : NOTHING;
}
STRUCTURE_METHOD(iter_unpack) { return iterate(isolate, arguments[0], arguments[1]); }
STRUCTURE_METHOD(format) {
    (void)isolate;
    return AS(Structure, arguments[0])->format;
}
STRUCTURE_METHOD(size) { return integer_from_uint64(isolate, AS(Structure, arguments[0])->size); }

static const Native structure_methods[] = {
    METHOD(method_pack, "pack", 1, NATIVE_UNLIMITED, class_structure),
    METHOD(method_pack_into, "pack_into", 1, NATIVE_UNLIMITED, class_structure),
    METHOD(method_unpack, "unpack", 2, 2, class_structure),
    METHOD_WITH_KEYWORDS(method_unpack_from, "unpack_from", 1, NATIVE_UNLIMITED, class_structure),
    METHOD(method_iter_unpack, "iter_unpack", 2, 2, class_structure),
    PROPERTY(method_format, "format", class_structure),
    PROPERTY(method_size, "size", class_structure),
    METHODS_END,
};

const Operations structure_operations = {
    .make = structure_make,
    .fixed_size = sizeof(Structure),
    OPERATIONS_FIELDS(Structure, format, format),
};
const Operations structure_iterator_operations = {
    .iterate = iterator_itself,
    .next = iterator_next,
    .fixed_size = sizeof(StructureIterator),
    OPERATIONS_FIELDS(StructureIterator, structure, buffer),
};

const Class class_structure =
    CLASS_OF_KIND("_struct.Struct", KIND_STRUCTURE, structure_operations, structure_methods, 0);
const Class class_structure_iterator = CLASS_OF_KIND("_struct.unpack_iterator", KIND_STRUCTURE_ITERATOR,
                                                     structure_iterator_operations, NULL, CLASS_FINAL);

/* ---- The module ---- */

STRUCTURE_METHOD(module_calcsize) {
    Layout layout;
    return layout_of_format(isolate, arguments[0], &layout) ? integer_from_uint64(isolate, layout.size)
                                                            : NOTHING;
}
STRUCTURE_METHOD(module_pack) {
    Layout layout;
    return layout_of_format(isolate, arguments[0], &layout) ? pack(isolate, &layout, arguments + 1, count - 1)
                                                            : NOTHING;
}
STRUCTURE_METHOD(module_pack_into) {
    Layout layout;
    return layout_of_format(isolate, arguments[0], &layout)
               ? pack_into(isolate, &layout, arguments + 1, count - 1)
               : NOTHING;
}
STRUCTURE_METHOD(module_unpack) {
    Layout layout;
    return layout_of_format(isolate, arguments[0], &layout) ? unpack(isolate, &layout, arguments[1])
                                                            : NOTHING;
}
static Value method_module_unpack_from(Isolate *isolate, Value *arguments, uint32_t count,
                                       const Tuple *names) {
    static const char *const parameter_names[] = {"", "buffer", "offset"};
    static const struct Parameters parameters = {"unpack_from", parameter_names, 3, 3, 2};
    Layout layout;
    Value bound[3];
    return arguments_bind(isolate, &parameters, arguments, count, names, bound) &&
                   layout_of_format(isolate, bound[0], &layout)
               ? unpack_from(isolate, &layout, bound[1], bound[2])
               : NOTHING;
}
STRUCTURE_METHOD(module_iter_unpack) {
    Value structure = structure_new(isolate, NULL, arguments[0]);
    return structure == NOTHING ? NOTHING : iterate(isolate, heap_keep(isolate, structure), arguments[1]);
}

static const Native natives[] = {
    NATIVE(method_module_calcsize, "calcsize", 1, 1, NATIVE_ANY),
    NATIVE(method_module_pack, "pack", 1, NATIVE_UNLIMITED, NATIVE_ANY),
    NATIVE(method_module_pack_into, "pack_into", 1, NATIVE_UNLIMITED, NATIVE_ANY),
    NATIVE(method_module_unpack, "unpack", 2, 2, NATIVE_ANY),
    NATIVE_WITH_KEYWORDS(method_module_unpack_from, "unpack_from", 0, NATIVE_UNLIMITED, NATIVE_ANY),
    NATIVE(method_module_iter_unpack, "iter_unpack", 2, 2, NATIVE_ANY),
    METHODS_END,
};
static const Class *const classes[] = {&class_structure, &class_struct_error, NULL};

const struct NativeModule struct_module = {.name = "struct", .natives = natives, .classes = classes};
