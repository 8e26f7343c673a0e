/* What the two halves of the codecs, codec.c and codec_decode.c, share. */
#ifndef VM_TYPES_CODEC_H
#define VM_TYPES_CODEC_H

#include "vm/operations.h"

enum CodecFamily { FAMILY_UTF_8, FAMILY_ASCII, FAMILY_LATIN_1, FAMILY_UTF_16, FAMILY_UTF_32 };

typedef struct Codec {
    const char *name; /* as errors have it */
    enum CodecFamily family;
    bool big;  /* the most significant byte first */
    bool mark; /* a byte order mark is written, and read if it is there */
} Codec;

enum Handler {
    HANDLER_STRICT,
    HANDLER_IGNORE,
    HANDLER_REPLACE,
    HANDLER_BACKSLASH,
    HANDLER_SURROGATE_ESCAPE,
    HANDLER_SURROGATE_PASS,
    HANDLER_CHARACTER_REFERENCE, /* of encoding only, as the next one */
    HANDLER_NAME,
    HANDLER_UNKNOWN
};

/* NOTHING: UTF-8, strict. */
enum Handler codec_handler(Value errors);
/* NULL with LookupError set. */
const Codec *codec_choose(Isolate *isolate, Value encoding);
/* What CPython calls a codec when an error comes from behind its registry of codecs; NULL: it looks there for
 * none of the usual ones. */
static inline const char *codec_registered(const Codec *codec) {
    if (codec->family == FAMILY_UTF_8)
        return codec->mark ? "utf-8-sig" : NULL;
    return codec->family >= FAMILY_UTF_16 && !codec->mark ? codec->name : NULL;
}
/* LookupError: no such handler. */
Value codec_refuse_handler(Isolate *isolate, const Codec *codec, bool decoding, Value errors);
/* UnicodeEncodeError or UnicodeDecodeError (`class`) about units [start, end) of `object`. */
Value codec_error(Isolate *isolate, const Class *class, const char *encoding, Value object, uint64_t start,
                  uint64_t end, const char *why);

#endif
