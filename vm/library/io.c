/*
 * _io: BytesIO and StringIO, files that lie in memory. library/io.py has the rest of the module io.
 *
 * Both are a storage as bytearray's and a position. A StringIO keeps one byte a character until it is given
 * one beyond Latin-1, from then on four.
 */
#include "vm/library/io.h"

#include "vm/error.h"
#include "vm/memory.h"
#include "vm/names.h"
#include "vm/types/containers.h"
#include "vm/types/exception.h"
#include "vm/types/numbers.h"
#include "vm/types/string.h"

#define SELF AS(Stream, arguments[0])
#define STREAM_METHOD(name)                                                                                  \
    Value stream_method_##name(Isolate *isolate, Value *arguments, uint32_t count __attribute__((unused)))

const Class *stream_class(const Object *stream) {
    return stream->detail == STREAM_TEXT ? &class_StringIO : &class_BytesIO;
}

static const uint8_t *place(const Stream *stream, uint64_t index) {
    return stream->storage.body ? stream->storage.body->bytes + index * stream->width : NULL;
}

uint32_t stream_at(const Stream *stream, uint64_t index) {
    const uint8_t *at = place(stream, index);
    uint32_t character = *at;
    if (stream->width == 4) {
        memcpy(&character, at, sizeof(character));
    }
    return character;
}

static bool check_open(Isolate *isolate, Value self, const char *end) {
    if (AS(Stream, self)->closed) {
        raise_value_error(isolate, "I/O operation on closed file%s", end);
        return false;
    }
    return true;
}

/* CPython ends the sentence in all methods of BytesIO, and in those that StringIO has of IOBase. */
bool stream_usable(Isolate *isolate, Value self) {
    return check_open(isolate, self, stream_is_text(AS(Stream, self)) ? "" : ".");
}
static bool is_open(Isolate *isolate, Value self) { return check_open(isolate, self, "."); }

Value stream_part(Isolate *isolate, const Stream *stream, uint64_t start, uint64_t count) {
    if (!stream_is_text(stream)) {
        return bytes_new(isolate, place(stream, start), count);
    }
    if (!isolate_charge(isolate, count / 8)) {
        return NOTHING;
    }
    if (stream->width == 1) {
        String *string = string_new(isolate, (uint32_t)count, 1);
        if (string && count) {
            memcpy(string->bytes, place(stream, start), count);
            string_note_ascii(string);
        }
        return from_object(string);
    }
    StringBuilder builder;
    string_builder_start(&builder, isolate);
    for (uint64_t i = 0; i < count && !builder.failed; i++) {
        string_builder_character(&builder, stream_at(stream, start + i));
    }
    return string_builder_finish(&builder);
}

bool stream_put(Isolate *isolate, Stream *stream, const uint8_t *bytes, uint64_t count) {
    static const uint8_t zeros[64];
    uint64_t length = stream_length(stream);
    while (count > 0 && length < stream->position) {
        uint64_t gap = (stream->position - length) * stream->width;
        if (!bytearray_append(isolate, &stream->storage, zeros, gap < sizeof(zeros) ? gap : sizeof(zeros))) {
            return false;
        }
        length = stream_length(stream);
    }
    uint64_t behind = length > stream->position ? length - stream->position : 0,
             gone = count < behind ? count : behind;
    if (count > 0 && !bytearray_splice(isolate, &stream->storage, stream->position * stream->width,
                                       gone * stream->width, bytes, count * stream->width)) {
        return false;
    }
    stream->position += count;
    return true;
}

/* ---- Reading ---- */

/* A size argument: None and negative ones mean all. */
static bool size_argument(Isolate *isolate, Value *arguments, uint32_t count, uint64_t *size) {
    int64_t number = -1;
    if (count > 1 && arguments[1] != NONE) {
        if (!is_repeat_count(isolate, arguments[1])) {
            raise_type(isolate, "argument should be integer or None, not '%T'", arguments[1]);
            return false;
        }
        if (!operate_index(isolate, arguments[1], &number)) {
            return false;
        }
    }
    *size = number < 0 ? UINT64_MAX : (uint64_t)number;
    return true;
}

static uint64_t left_of(const Stream *stream) {
    uint64_t length = stream_length(stream);
    return length > stream->position ? length - stream->position : 0;
}

/* Takes up to `most` elements. */
static Value take(Isolate *isolate, Stream *stream, uint64_t most) {
    uint64_t left = left_of(stream), count = most < left ? most : left;
    Value part = stream_part(isolate, stream, stream->position, count);
    if (part != NOTHING) {
        stream->position += count;
    }
    return part;
}

/* Takes a line, at most `most` elements of it. */
static Value take_line(Isolate *isolate, Stream *stream, uint64_t most) {
    uint64_t left = left_of(stream), count = 0;
    most = most < left ? most : left;
    if (stream->width == 1 && most > 0) {
        const uint8_t *from = place(stream, stream->position), *end = memchr(from, '\n', most);
        count = end ? (uint64_t)(end - from) + 1 : most;
    } else {
        while (count < most && stream_at(stream, stream->position + count++) != '\n') {
        }
    }
    return isolate_charge(isolate, count / 16) ? take(isolate, stream, count) : NOTHING;
}

STREAM_METHOD(read) {
    uint64_t size;
    return stream_usable(isolate, arguments[0]) && size_argument(isolate, arguments, count, &size)
               ? take(isolate, SELF, size)
               : NOTHING;
}

STREAM_METHOD(readline) {
    uint64_t size;
    return stream_usable(isolate, arguments[0]) && size_argument(isolate, arguments, count, &size)
               ? take_line(isolate, SELF, size)
               : NOTHING;
}

STREAM_METHOD(readlines) {
    uint64_t size, taken = 0;
    if (!is_open(isolate, arguments[0]) || !size_argument(isolate, arguments, count, &size)) {
        return NOTHING;
    }
    size = size == 0 ? UINT64_MAX : size;
    Value list = list_new(isolate, 0, NULL);
    if (list == NOTHING) {
        return NOTHING;
    }
    heap_keep(isolate, list);
    while (taken < size && left_of(SELF) > 0) {
        uint64_t before = SELF->position;
        HeapMark mark = heap_mark(isolate);
        Value line = take_line(isolate, SELF, UINT64_MAX);
        if (line == NOTHING || !list_append(isolate, list, heap_keep(isolate, line))) {
            return NOTHING;
        }
        heap_release(isolate, mark);
        taken += SELF->position - before;
    }
    return list;
}

STREAM_METHOD(getvalue) {
    return stream_usable(isolate, arguments[0]) ? stream_part(isolate, SELF, 0, stream_length(SELF))
                                                : NOTHING;
}

/* ---- Writing ---- */

STREAM_METHOD(write) {
    uint64_t written = 0;
    if (stream_is_text(SELF)) {
        if (!is_string(arguments[1])) {
            return raise_type(isolate, "string argument expected, got '%T'", arguments[1]);
        }
        written = AS(String, arguments[1])->length;
        return stream_usable(isolate, arguments[0]) && text_stream_write(isolate, SELF, arguments[1])
                   ? small((int64_t)written)
                   : NOTHING;
    }
    return stream_usable(isolate, arguments[0]) && bytes_stream_write(isolate, SELF, arguments[1], &written)
               ? small((int64_t)written)
               : NOTHING;
}

static bool write_line(Isolate *isolate, Value line, void *context) {
    Value arguments[] = {*(Value *)context, line};
    return stream_method_write(isolate, arguments, 2) != NOTHING;
}

STREAM_METHOD(writelines) {
    return is_open(isolate, arguments[0]) && iterate_each(isolate, arguments[1], write_line, &arguments[0]) &&
                   isolate->exception == NOTHING
               ? NONE
               : NOTHING;
}

/* ---- Position and size ---- */

static Value refuse_position(Isolate *isolate, const Stream *stream, int64_t position) {
    return raise_value_error(
        isolate, stream_is_text(stream) ? "Negative seek position %ld" : "negative seek value %ld",
        (long)position);
}

STREAM_METHOD(seek) {
    Stream *stream = SELF;
    int64_t offset, whence = 0;
    if (!stream_usable(isolate, arguments[0]) || !operate_index(isolate, arguments[1], &offset) ||
        (count > 2 && !operate_index(isolate, arguments[2], &whence))) {
        return NOTHING;
    }
    bool text = stream_is_text(stream);
    if (whence < 0 || whence > 2) {
        return raise_value_error(isolate, "%s whence (%ld, should be 0, 1 or 2)",
                                 text ? "Invalid" : "invalid", (long)whence);
    }
    if (whence == 0 && offset < 0) {
        return refuse_position(isolate, stream, offset);
    }
    if (whence && text && offset) {
        return raise_error(isolate, &class_OSError, "Can't do nonzero cur-relative seeks");
    }
    int64_t base = whence == 1 ? (int64_t)stream->position : whence == 2 ? (int64_t)stream_length(stream) : 0;
    if (__builtin_add_overflow(base, offset, &offset) || offset > INT64_MAX / 8) {
        return raise_error(isolate, &class_OverflowError, "new position too large");
    }
    stream->position = offset < 0 ? 0 : (uint64_t)offset;
    return small((int64_t)stream->position);
}

STREAM_METHOD(tell) {
    return stream_usable(isolate, arguments[0]) ? small((int64_t)SELF->position) : NOTHING;
}

STREAM_METHOD(truncate) {
    Stream *stream = SELF;
    int64_t size = (int64_t)stream->position;
    if (!stream_usable(isolate, arguments[0]) ||
        (count > 1 && arguments[1] != NONE && !operate_index(isolate, arguments[1], &size))) {
        return NOTHING;
    }
    if (size < 0) {
        return raise_value_error(
            isolate, stream_is_text(stream) ? "Negative size value %ld" : "negative size value %ld",
            (long)size);
    }
    uint64_t length = stream_length(stream), kept = (uint64_t)size < length ? (uint64_t)size : length;
    return bytearray_splice(isolate, &stream->storage, kept * stream->width, (length - kept) * stream->width,
                            NULL, 0)
               ? small(size)
               : NOTHING;
}

/* ---- Life ---- */

Value stream_method___init__(Isolate *isolate, Value *arguments, uint32_t count, const Tuple *names) {
    return (stream_is_text(SELF) ? text_stream_fill : bytes_stream_fill)(isolate, SELF, arguments + 1,
                                                                         count - 1, names)
               ? NONE
               : NOTHING;
}

STREAM_METHOD(close) {
    if (SELF->storage.exports > 0 &&
        !bytearray_splice(isolate, &SELF->storage, 0, SELF->storage.length, NULL, 0)) {
        return NOTHING;
    }
    SELF->closed = true;
    SELF->storage.body = NULL;
    SELF->storage.length = 0;
    return NONE;
}

STREAM_METHOD(closed) {
    (void)isolate;
    return boolean(SELF->closed);
}

STREAM_METHOD(__enter__) { return is_open(isolate, arguments[0]) ? arguments[0] : NOTHING; }
STREAM_METHOD(__exit__) { return stream_method_close(isolate, arguments, 1); }
STREAM_METHOD(flush) { return stream_is_text(SELF) || is_open(isolate, arguments[0]) ? NONE : NOTHING; }

static Value answer(Isolate *isolate, Value self, Value value) {
    return stream_usable(isolate, self) ? value : NOTHING;
}
STREAM_METHOD(isatty) { return is_open(isolate, arguments[0]) ? FALSE : NOTHING; }
STREAM_METHOD(readable) { return answer(isolate, arguments[0], TRUE); }
STREAM_METHOD(writable) { return answer(isolate, arguments[0], TRUE); }
STREAM_METHOD(seekable) { return answer(isolate, arguments[0], TRUE); }
STREAM_METHOD(fileno) {
    (void)arguments;
    return raise_unsupported(isolate, "fileno");
}

/* ---- Operations ---- */

static Value iterate(Isolate *isolate, Value self) { return is_open(isolate, self) ? self : NOTHING; }

/* By readline(), which a derived class may have overridden. */
static Value next(Isolate *isolate, Value self) {
    if (!is_open(isolate, self)) {
        return NOTHING;
    }
    if (as_object(self)->class == 0) {
        return left_of(AS(Stream, self)) ? take_line(isolate, AS(Stream, self), UINT64_MAX) : UNDEFINED;
    }
    Value line = call_special(isolate, self, NAME(readline), NULL, 0);
    if (line == NOTHING) {
        return NOTHING;
    }
    HeapMark mark = heap_mark(isolate);
    int more = operate_truth(isolate, heap_keep(isolate, line));
    heap_release(isolate, mark);
    return more < 0 ? NOTHING : more ? line : UNDEFINED;
}

static Value make(Isolate *isolate, const Class *class, Value *arguments, uint32_t count,
                  const Tuple *names) {
    bool text = class_derives(class, &class_StringIO);
    bool own = class == &class_StringIO || class == &class_BytesIO;
    HeapMark mark = heap_mark(isolate);
    Stream *stream = heap_allocate(isolate, KIND_STREAM, sizeof(Stream), own ? NULL : class);
    if (!stream) {
        return NOTHING;
    }
    heap_keep(isolate, from_object(stream));
    stream->storage.object.detail = text ? STREAM_TEXT : STREAM_BYTES;
    stream->width = 1;
    bool filled = (text ? text_stream_fill : bytes_stream_fill)(isolate, stream, arguments, count, names);
    heap_release(isolate, mark);
    return filled ? from_object(stream) : NOTHING;
}

const Operations stream_operations = {
    .iterate = iterate,
    .next = next,
    .make = make,
    .fixed_size = sizeof(Stream),
    OPERATIONS_FIELDS(Stream, storage.body, storage.body),
};

static const Class class_UnsupportedOperation =
    EXCEPTION_CLASS("io.UnsupportedOperation", class_OSError, NULL);
const Class class_BytesIO =
    CLASS_OF_KIND("_io.BytesIO", KIND_STREAM, stream_operations, bytes_stream_methods, 0);
const Class class_StringIO =
    CLASS_OF_KIND("_io.StringIO", KIND_STREAM, stream_operations, text_stream_methods, 0);

static const Class *const classes[] = {&class_BytesIO, &class_StringIO, &class_UnsupportedOperation, NULL};

const struct NativeModule io_module = {.name = "_io", .classes = classes};

/* Built-in classes have one base: library/io.py puts a class here that is a ValueError as well. */
Value raise_unsupported(Isolate *isolate, const char *message) {
    Value module = isolate_import(isolate, "_io");
    Value name = module == NOTHING ? NOTHING : string_from_c(isolate, "UnsupportedOperation");
    Value class = name == NOTHING ? NOTHING : attribute_get(isolate, module, heap_keep(isolate, name));
    Value text = class == NOTHING ? NOTHING : string_from_c(isolate, message);
    Value error = text == NOTHING ? NOTHING : call(isolate, class, &text, 1);
    return error == NOTHING ? NOTHING : raise_value(isolate, error);
}
