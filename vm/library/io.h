/* What the files of _io share. */
#ifndef VM_LIBRARY_IO_H
#define VM_LIBRARY_IO_H

#include "vm/isolate.h"
#include "vm/library/library.h"
#include "vm/types/arguments.h"
#include "vm/types/bytes_methods.h"

enum StreamType { STREAM_BYTES, STREAM_TEXT };

extern const Class class_BytesIO, class_StringIO;
extern const Native bytes_stream_methods[], text_stream_methods[];

static inline bool stream_is_text(const Stream *stream) {
    return stream->storage.object.detail == STREAM_TEXT;
}
/* Elements in all: bytes or characters. */
static inline uint64_t stream_length(const Stream *stream) { return stream->storage.length / stream->width; }
uint32_t stream_at(const Stream *stream, uint64_t index);
/* False with ValueError set if it was closed. */
bool stream_usable(Isolate *isolate, Value self);
/* `count` elements from `start` on, as bytes or str. */
Value stream_part(Isolate *isolate, const Stream *stream, uint64_t start, uint64_t count);
/* Writes elements of the stream's width at its position, filling the gap behind the end with zeros. They
 * don't lie in the stream. */
bool stream_put(Isolate *isolate, Stream *stream, const uint8_t *bytes, uint64_t count);

/* text_stream.c, bytes_stream.c */
bool text_stream_write(Isolate *isolate, Stream *stream, Value text);
bool bytes_stream_write(Isolate *isolate, Stream *stream, Value bytes, uint64_t *written);
/* The arguments of StringIO() or BytesIO(): begins anew with the initial value. */
bool text_stream_fill(Isolate *isolate, Stream *stream, const Value *arguments, uint32_t count,
                      const Tuple *names);
bool bytes_stream_fill(Isolate *isolate, Stream *stream, const Value *arguments, uint32_t count,
                       const Tuple *names);

/* What both have. */
#define STREAM_METHODS(ROW, KEYWORD_ROW)                                                                     \
    KEYWORD_ROW(__init__, 1, NATIVE_UNLIMITED)                                                               \
    ROW(__enter__, 1, 1)                                                                                     \
    ROW(__exit__, 1, NATIVE_UNLIMITED)                                                                       \
    ROW(close, 1, 1)                                                                                         \
    ROW(fileno, 1, 1)                                                                                        \
    ROW(flush, 1, 1)                                                                                         \
    ROW(getvalue, 1, 1)                                                                                      \
    ROW(isatty, 1, 1)                                                                                        \
    ROW(read, 1, 2)                                                                                          \
    ROW(readable, 1, 1)                                                                                      \
    ROW(readline, 1, 2)                                                                                      \
    ROW(readlines, 1, 2)                                                                                     \
    ROW(seek, 2, 3)                                                                                          \
    ROW(seekable, 1, 1)                                                                                      \
    ROW(tell, 1, 1)                                                                                          \
    ROW(truncate, 1, 2)                                                                                      \
    ROW(writable, 1, 1)                                                                                      \
    ROW(write, 2, 2)                                                                                         \
    ROW(writelines, 2, 2)

#define DECLARE(name, least, most)                                                                           \
    Value stream_method_##name(Isolate *isolate, Value *arguments, uint32_t count);
#define DECLARE_KEYWORDS(name, least, most)                                                                  \
    Value stream_method_##name(Isolate *isolate, Value *arguments, uint32_t count, const Tuple *names);
STREAM_METHODS(DECLARE, DECLARE_KEYWORDS)
#undef DECLARE
#undef DECLARE_KEYWORDS
Value stream_method_closed(Isolate *isolate, Value *arguments, uint32_t count);

#define STREAM_ROW(c_name, least, most, of_class)                                                            \
    METHOD(stream_method_##c_name, #c_name, least, most, of_class),
#define STREAM_KEYWORD_ROW(c_name, least, most, of_class)                                                    \
    METHOD_WITH_KEYWORDS(stream_method_##c_name, #c_name, least, most, of_class),

#endif
