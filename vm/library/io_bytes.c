/* What BytesIO has of its own. */
#include "vm/library/io.h"
#include "vm/memory.h"
#include "vm/types/numbers.h"

#define SELF AS(Stream, arguments[0])

bool bytes_stream_write(Isolate *isolate, Stream *stream, Value bytes, uint64_t *written) {
    Span span;
    if (!span_of(isolate, bytes, &span)) {
        return false;
    }
    HeapMark mark = heap_mark(isolate);
    if (is_kind(bytes, KIND_MEMORYVIEW)) { /* it may be of the stream itself */
        bytes = bytes_new(isolate, span.bytes, span.size);
        if (bytes == NOTHING) {
            return false;
        }
        heap_keep(isolate, bytes);
        span.bytes = AS(Bytes, bytes)->bytes;
    }
    *written = span.size;
    bool done = isolate_charge(isolate, span.size / 16) && stream_put(isolate, stream, span.bytes, span.size);
    heap_release(isolate, mark);
    return done;
}

bool bytes_stream_fill(Isolate *isolate, Stream *stream, const Value *arguments, uint32_t count,
                       const Tuple *names) {
    static const char *const parameter_names[] = {"initial_bytes"};
    static const struct Parameters parameters = {"BytesIO", parameter_names, 1, 1, 0};
    Value bound;
    uint64_t written;
    if (!arguments_bind(isolate, &parameters, arguments, count, names, &bound) ||
        !bytearray_splice(isolate, &stream->storage, 0, stream->storage.length, NULL, 0)) {
        return false;
    }
    stream->position = 0;
    stream->closed = false;
    if (bound != UNDEFINED && bound != NONE && !bytes_stream_write(isolate, stream, bound, &written)) {
        return false;
    }
    stream->position = 0;
    return true;
}

static Value method_getbuffer(Isolate *isolate, Value *arguments, uint32_t count) {
    (void)count;
    return stream_usable(isolate, arguments[0]) ? memoryview_of(isolate, arguments[0]) : NOTHING;
}

static Value method_readinto(Isolate *isolate, Value *arguments, uint32_t count) {
    (void)count;
    uint8_t *room;
    uint64_t size, length = stream_length(SELF);
    if (!stream_usable(isolate, arguments[0])) {
        return NOTHING;
    }
    if (!bytes_writable_view(arguments[1], &room, &size)) {
        return raise_type(isolate, "readinto() argument must be read-write bytes-like object, not %T",
                          arguments[1]);
    }
    uint64_t left = length > SELF->position ? length - SELF->position : 0;
    size = size < left ? size : left;
    if (size > 0) {
        memmove(room, SELF->storage.body->bytes + SELF->position, size);
    }
    SELF->position += size;
    return small((int64_t)size);
}

#define ROW(name, least, most) STREAM_ROW(name, least, most, class_BytesIO)
#define KEYWORD_ROW(name, least, most) STREAM_KEYWORD_ROW(name, least, most, class_BytesIO)
const Native bytes_stream_methods[] = {
    STREAM_METHODS(ROW, KEYWORD_ROW) METHOD(stream_method_read, "read1", 1, 2, class_BytesIO),
    METHOD(method_getbuffer, "getbuffer", 1, 1, class_BytesIO),
    METHOD(method_readinto, "readinto", 2, 2, class_BytesIO),
    METHOD(method_readinto, "readinto1", 2, 2, class_BytesIO),
    PROPERTY(stream_method_closed, "closed", class_BytesIO),
    METHODS_END,
};
