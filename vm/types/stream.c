/*
 * The objects behind sys.stdin, sys.stdout and sys.stderr, and the byte streams under them, their attribute
 * `buffer`: what is written goes to the isolate's writer, text as UTF-8; what is read comes from its reader.
 */
#include "vm/types/stream.h"

#include "vm/isolate.h"
#include "vm/library/library.h"
#include "vm/types/arguments.h"
#include "vm/types/bytes.h"
#include "vm/types/classes.h"
#include "vm/types/containers.h"
#include "vm/types/numbers.h"
#include "vm/types/string.h"

static const Class standard_buffers[STANDARD_COUNT];

static bool is_buffer(Value self) {
    const Class *class = class_of(self);
    return class >= standard_buffers && class < standard_buffers + STANDARD_COUNT;
}

static enum StandardStream number_of(Value self) {
    return (enum StandardStream)(class_of(self) - (is_buffer(self) ? standard_buffers : standard_texts));
}

/* ---- Writing ---- */

bool stream_write(Isolate *isolate, Value string, bool error) {
    const String *text = AS(String, string);
    if (!isolate_charge(isolate, text->length / 8)) {
        return false;
    }
    if (string_is_ascii(text)) {
        isolate->write(isolate, text->bytes, text->length, error);
        return true;
    }
    HeapMark mark = heap_mark(isolate);
    Value handler = error ? string_from_c(isolate, "backslashreplace") : NOTHING;
    if (error && handler == NOTHING) {
        return false;
    }
    Value bytes = string_encode(isolate, text, NOTHING, error ? heap_keep(isolate, handler) : NOTHING);
    heap_release(isolate, mark);
    if (bytes == NOTHING) {
        return false;
    }
    isolate->write(isolate, AS(Bytes, bytes)->bytes, AS(Bytes, bytes)->length, error);
    return true;
}

static Value write_bytes(Isolate *isolate, Value value, bool error) {
    const uint8_t *bytes;
    uint64_t size;
    if (!bytes_view(value, &bytes, &size)) {
        return raise_type(isolate, "a bytes-like object is required, not '%T'", value);
    }
    if (!isolate_charge(isolate, size / 8)) {
        return NOTHING;
    }
    isolate->write(isolate, bytes, size, error);
    return small((int64_t)size);
}

static Value method_write(Isolate *isolate, Value *arguments, uint32_t count) {
    (void)count;
    enum StandardStream number = number_of(arguments[0]);
    if (number == STANDARD_INPUT) {
        return raise_unsupported(isolate, "not writable");
    }
    if (is_buffer(arguments[0])) {
        return write_bytes(isolate, arguments[1], number == STANDARD_ERROR);
    }
    if (!is_string(arguments[1])) {
        return raise_type(isolate, "write() argument must be str, not %A", arguments[1]);
    }
    return stream_write(isolate, arguments[1], number == STANDARD_ERROR)
               ? small(AS(String, arguments[1])->length)
               : NOTHING;
}

static bool write_line(Isolate *isolate, Value line, void *context) {
    Value arguments[] = {*(Value *)context, line};
    return method_write(isolate, arguments, 2) != NOTHING;
}

static Value method_writelines(Isolate *isolate, Value *arguments, uint32_t count) {
    (void)count;
    return iterate_each(isolate, arguments[1], write_line, &arguments[0]) && isolate->exception == NOTHING
               ? NONE
               : NOTHING;
}

/* ---- Reading ---- */

/* Bytes into a bytearray until it has `most`, the input ends, or, if asked for, a line does. */
static bool read_bytes(Isolate *isolate, Value into, uint64_t most, bool line) {
    uint8_t byte;
    for (uint64_t count = 0; count < most; count++) {
        if (!isolate_charge(isolate, 1)) {
            return false;
        }
        if (!isolate->read || isolate->read(isolate, &byte, 1) == 0) {
            return true;
        }
        if (!bytearray_append(isolate, AS(ByteArray, into), &byte, 1)) {
            return false;
        }
        if (line && byte == '\n') {
            return true;
        }
    }
    return true;
}

static bool is_inside(uint8_t byte) { return (byte & 0xc0) == 0x80; } /* of a character's UTF-8 */

/* Of a text `most` counts characters: reads on until there are as many. */
static bool read_characters(Isolate *isolate, Value into, uint64_t most, bool line) {
    const ByteArray *bytes = AS(ByteArray, into);
    uint64_t characters = 0, seen = 0;
    while (characters < most) {
        uint64_t before = bytes->length;
        if (!read_bytes(isolate, into, most - characters, line)) {
            return false;
        }
        for (; seen < bytes->length; seen++) {
            characters += !is_inside(bytes->body->bytes[seen]);
        }
        bool ended = bytes->length == before || (line && bytes->body->bytes[bytes->length - 1] == '\n');
        if (ended) {
            return true;
        }
    }
    uint8_t lead = bytes->length ? bytes->body->bytes[bytes->length - 1] : 0;
    uint64_t rest = lead >= 0xf0 ? 3 : lead >= 0xe0 ? 2 : lead >= 0xc0 ? 1 : 0;
    return read_bytes(isolate, into, rest, false);
}

static Value read_some(Isolate *isolate, Value self, Value size, bool line) {
    int64_t most = -1;
    if (size != UNDEFINED && size != NONE && !operate_index(isolate, size, &most)) {
        return NOTHING;
    }
    if (number_of(self) != STANDARD_INPUT) {
        return raise_unsupported(isolate, is_buffer(self) ? "read" : "not readable");
    }
    HeapMark mark = heap_mark(isolate);
    Value bytes = bytearray_new(isolate, NULL, 0), result = NOTHING;
    if (bytes != NOTHING) {
        heap_keep(isolate, bytes);
        const ByteArray *array = AS(ByteArray, bytes);
        uint64_t limit = most < 0 ? UINT64_MAX : (uint64_t)most;
        bool done = (is_buffer(self) ? read_bytes : read_characters)(isolate, bytes, limit, line);
        const uint8_t *content = array->body ? array->body->bytes : NULL;
        if (done) {
            result = is_buffer(self) ? bytes_new(isolate, content, array->length)
                                     : string_from_utf8(isolate, content, array->length);
        }
    }
    heap_release(isolate, mark);
    return result;
}

static Value method_read(Isolate *isolate, Value *arguments, uint32_t count) {
    return read_some(isolate, arguments[0], count > 1 ? arguments[1] : UNDEFINED, false);
}

static Value method_readline(Isolate *isolate, Value *arguments, uint32_t count) {
    return read_some(isolate, arguments[0], count > 1 ? arguments[1] : UNDEFINED, true);
}

static Value itself(Isolate *isolate, Value self) {
    (void)isolate;
    return self;
}

static Value next_line(Isolate *isolate, Value self) {
    Value line = read_some(isolate, self, UNDEFINED, true);
    bool ended =
        line != NOTHING && (is_string(line) ? AS(String, line)->length == 0 : AS(Bytes, line)->length == 0);
    return ended ? UNDEFINED : line;
}

static Value method_readlines(Isolate *isolate, Value *arguments, uint32_t count) {
    (void)count;
    return list_from(isolate, arguments[0]);
}

/* ---- Attributes ---- */

static const char *const titles[] = {
    [STANDARD_INPUT] = "<stdin>", [STANDARD_OUTPUT] = "<stdout>", [STANDARD_ERROR] = "<stderr>"};

#define STREAM_NATIVE(name)                                                                                  \
    static Value name(Isolate *isolate __attribute__((unused)), Value *arguments __attribute__((unused)),    \
                      uint32_t count __attribute__((unused)))

STREAM_NATIVE(method_nothing) { return NONE; }
STREAM_NATIVE(method_false) { return FALSE; }
STREAM_NATIVE(method_fileno) { return small(number_of(arguments[0])); }
STREAM_NATIVE(method_readable) { return boolean(number_of(arguments[0]) == STANDARD_INPUT); }
STREAM_NATIVE(method_writable) { return boolean(number_of(arguments[0]) != STANDARD_INPUT); }
STREAM_NATIVE(method_buffer) { return instance_new(isolate, &standard_buffers[number_of(arguments[0])]); }
STREAM_NATIVE(method_name) { return string_from_c(isolate, titles[number_of(arguments[0])]); }
STREAM_NATIVE(method_mode) {
    return string_from_character(isolate, number_of(arguments[0]) == STANDARD_INPUT ? 'r' : 'w');
}
STREAM_NATIVE(method_encoding) { return string_from_c(isolate, "utf-8"); }
STREAM_NATIVE(method_errors) {
    return string_from_c(isolate, number_of(arguments[0]) == STANDARD_ERROR ? "backslashreplace" : "strict");
}

static Value represent(Isolate *isolate, Value self) {
    enum StandardStream number = number_of(self);
    if (is_buffer(self)) {
        return string_format(isolate, "<%T name='%s'>", self, titles[number]);
    }
    return string_format(isolate, "<%T name='%s' mode='%c' encoding='utf-8'>", self, titles[number],
                         number == STANDARD_INPUT ? 'r' : 'w');
}

#define METHOD_WRITING(c_function, python_name, of_class)                                                    \
    {NATIVE_HEADER,       .name = python_name, .function = c_function,                                       \
     .minimum = 2,        .maximum = 2,        .flags = NATIVE_TASK | NATIVE_HOST,                           \
     .owner = &(of_class)}

/* What text and bytes have in common lies in one class, from which the others derive. */
static const Class standard_stream, standard_text;

static const Native stream_methods[] = {
    METHOD_WRITING(method_write, "write", standard_stream),
    METHOD_WRITING(method_writelines, "writelines", standard_stream),
    METHOD(method_read, "read", 1, 2, standard_stream),
    METHOD(method_readline, "readline", 1, 2, standard_stream),
    METHOD(method_readlines, "readlines", 1, 2, standard_stream),
    METHOD(method_nothing, "flush", 1, 1, standard_stream),
    METHOD(method_fileno, "fileno", 1, 1, standard_stream),
    METHOD(method_false, "isatty", 1, 1, standard_stream),
    METHOD(method_false, "seekable", 1, 1, standard_stream),
    METHOD(method_readable, "readable", 1, 1, standard_stream),
    METHOD(method_writable, "writable", 1, 1, standard_stream),
    PROPERTY(method_name, "name", standard_stream),
    PROPERTY(method_mode, "mode", standard_stream),
    PROPERTY(method_false, "closed", standard_stream),
    METHODS_END,
};
static const Native text_methods[] = {
    PROPERTY(method_buffer, "buffer", standard_text),
    PROPERTY(method_encoding, "encoding", standard_text),
    PROPERTY(method_errors, "errors", standard_text),
    METHODS_END,
};

static const Operations stream_table = {.represent = represent, .iterate = itself, .next = next_line};

#define STREAM_CLASS(name, base_class, methods)                                                              \
    {.object = {.kind = KIND_CLASS, .flags = OBJECT_FROZEN},                                                 \
     .static_name = name,                                                                                    \
     .base = &(base_class),                                                                                  \
     .operations = &stream_table,                                                                            \
     .natives = methods,                                                                                     \
     .instance_kind = KIND_INSTANCE,                                                                         \
     .flags = CLASS_STATIC | CLASS_FINAL}

static const Class standard_stream = STREAM_CLASS("_io._IOBase", class_object, stream_methods);
static const Class standard_text = STREAM_CLASS("_io.TextIOWrapper", standard_stream, text_methods);

const Class standard_texts[STANDARD_COUNT] = {
    [STANDARD_INPUT] = STREAM_CLASS("_io.TextIOWrapper", standard_text, NULL),
    [STANDARD_OUTPUT] = STREAM_CLASS("_io.TextIOWrapper", standard_text, NULL),
    [STANDARD_ERROR] = STREAM_CLASS("_io.TextIOWrapper", standard_text, NULL),
};
/* Writing has no buffer that Python sees, as in a CPython told to be unbuffered. */
static const Class standard_buffers[STANDARD_COUNT] = {
    [STANDARD_INPUT] = STREAM_CLASS("_io.BufferedReader", standard_stream, NULL),
    [STANDARD_OUTPUT] = STREAM_CLASS("_io.FileIO", standard_stream, NULL),
    [STANDARD_ERROR] = STREAM_CLASS("_io.FileIO", standard_stream, NULL),
};
