/* bytes, bytearray and memoryview as C sees them. Owners: bytes.c, bytearray.c, memoryview.c. */
#ifndef VM_TYPES_BYTES_H
#define VM_TYPES_BYTES_H

#include "vm/operations.h"

extern const Class class_bytes, class_bytearray, class_memoryview;
extern const Operations bytes_operations, bytearray_operations, memoryview_operations;

/* A fresh Bytes; `bytes` may be NULL: zeros, to be filled by the caller. */
Value bytes_new(Isolate *isolate, const void *bytes, uint64_t size);
/* What the value's __bytes__ gives; UNDEFINED: it has none. */
Value bytes_by_itself(Isolate *isolate, Value value);
Value bytearray_new(Isolate *isolate, const void *bytes, uint64_t size);
/* Replaces `gone` bytes from `start` on; `fresh` doesn't lie in the body. BufferError while views of it live.
 */
bool bytearray_splice(Isolate *isolate, ByteArray *bytearray, uint64_t start, uint64_t gone,
                      const uint8_t *fresh, uint64_t size);
/* What starts with a ByteArray: a bytearray, an array or a BytesIO. */
static inline bool has_storage(Value value) {
    return is_kind(value, KIND_BYTEARRAY) || is_kind(value, KIND_ARRAY) || is_kind(value, KIND_STREAM);
}
/* A view of all of a bytes object or of what has storage. */
Value memoryview_of(Isolate *isolate, Value source);
bool bytearray_append(Isolate *isolate, ByteArray *bytearray, const uint8_t *bytes, uint64_t size);
/* The bytes of a bytes, bytearray, array or contiguous memoryview, good until Python runs again; false: none
 * of those. */
bool bytes_view(Value value, const uint8_t **bytes, uint64_t *size);
/* The same of writable ones: bytearray, array, or a memoryview of one. */
bool bytes_writable_view(Value value, uint8_t **bytes, uint64_t *size);
/* The bytes of a view that isn't released and whose bytes lie side by side. */
bool memoryview_view(const MemoryView *view, const uint8_t **bytes, uint64_t *size);
/* Text of str.encode() and bytes.decode(): NOTHING for names defaults to utf-8 and strict. */
Value string_encode(Isolate *isolate, const String *string, Value encoding, Value errors);
Value bytes_decode(Isolate *isolate, const uint8_t *bytes, uint64_t size, Value encoding, Value errors);

#endif
