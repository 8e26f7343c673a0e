/* What StringIO has of its own. */
#include "vm/library/io.h"
#include "vm/memory.h"
#include "vm/types/string.h"

/* Four bytes a character from now on. */
static bool widen(Isolate *isolate, Stream *stream) {
    uint64_t length = stream->storage.length;
    Value wide = bytes_new(isolate, NULL, length * 4);
    if (wide == NOTHING) {
        return false;
    }
    HeapMark mark = heap_mark(isolate);
    heap_keep(isolate, wide);
    for (uint64_t i = 0; i < length; i++) {
        AS(Bytes, wide)->bytes[4 * i] = stream->storage.body->bytes[i];
    }
    bool done = bytearray_splice(isolate, &stream->storage, 0, length, AS(Bytes, wide)->bytes, length * 4);
    heap_release(isolate, mark);
    stream->width = done ? 4 : 1;
    return done;
}

/* Characters [start, stop) of a text, as they are. */
static bool write_characters(Isolate *isolate, Stream *stream, const String *text, uint32_t start,
                             uint32_t stop) {
    if (stream->width == text->object.detail) {
        return stream_put(isolate, stream, text->bytes + start * stream->width, stop - start);
    }
    for (uint32_t i = start; i < stop; i++) {
        uint32_t character = string_at(text, i);
        if (!stream_put(isolate, stream, (const uint8_t *)&character, 1)) {
            return false;
        }
    }
    return true;
}

/* With every "\r\n" and "\r" as "\n". */
static bool write_translated(Isolate *isolate, Stream *stream, const String *text) {
    for (uint32_t i = 0; i < text->length; i++) {
        uint32_t character = string_at(text, i);
        if (character == '\r') {
            i += i + 1 < text->length && string_at(text, i + 1) == '\n';
            character = '\n';
        }
        if (!stream_put(isolate, stream, (const uint8_t *)&character, 1)) {
            return false;
        }
    }
    return true;
}

bool text_stream_write(Isolate *isolate, Stream *stream, Value value) {
    const String *text = AS(String, value);
    if (!isolate_charge(isolate, text->length / 8) ||
        (text->object.detail > stream->width && !widen(isolate, stream))) {
        return false;
    }
    return stream->translates ? write_translated(isolate, stream, text)
                              : write_characters(isolate, stream, text, 0, text->length);
}

bool text_stream_fill(Isolate *isolate, Stream *stream, const Value *arguments, uint32_t count,
                      const Tuple *names) {
    static const char *const parameter_names[] = {"initial_value", "newline"};
    static const struct Parameters parameters = {"StringIO", parameter_names, 2, 2, 0};
    Value bound[2];
    if (!arguments_bind(isolate, &parameters, arguments, count, names, bound) ||
        !bytearray_splice(isolate, &stream->storage, 0, stream->storage.length, NULL, 0)) {
        return false;
    }
    Value text = bound[0] == UNDEFINED || bound[0] == NONE ? string_empty() : bound[0];
    if (!is_string(text)) {
        raise_type(isolate, "initial_value must be str or None, not %T", text);
        return false;
    }
    bool known =
        bound[1] == UNDEFINED || bound[1] == NONE ||
        (is_string(bound[1]) && (AS(String, bound[1])->length == 0 || string_is(AS(String, bound[1]), "\n")));
    if (!known) {
        raise_value_error(isolate, "illegal newline value: %V", bound[1]);
        return false;
    }
    stream->translates = bound[1] == NONE;
    stream->width = 1;
    stream->position = 0;
    stream->closed = false;
    bool done = text_stream_write(isolate, stream, text);
    stream->position = 0;
    return done;
}

static Value none(Isolate *isolate, Value *arguments, uint32_t count) {
    (void)count;
    return stream_usable(isolate, arguments[0]) ? NONE : NOTHING;
}
static Value line_buffering(Isolate *isolate, Value *arguments, uint32_t count) {
    (void)count;
    return stream_usable(isolate, arguments[0]) ? FALSE : NOTHING;
}

#define ROW(name, least, most) STREAM_ROW(name, least, most, class_StringIO)
#define KEYWORD_ROW(name, least, most) STREAM_KEYWORD_ROW(name, least, most, class_StringIO)
const Native text_stream_methods[] = {
    STREAM_METHODS(ROW, KEYWORD_ROW) PROPERTY(stream_method_closed, "closed", class_StringIO),
    PROPERTY(none, "encoding", class_StringIO),
    PROPERTY(none, "errors", class_StringIO),
    PROPERTY(none, "newlines", class_StringIO),
    PROPERTY(line_buffering, "line_buffering", class_StringIO),
    METHODS_END,
};
