/*
 * The parts of the image verifier and what they share. Only vm/verify*.c include this; the way in is
 * image_verify() (vm/image.h).
 *
 * Order, each step trusting only what the ones before it have checked:
 *   verify.c                the header; work memory; the module records
 *   verify_objects.c        every object but the insides of codes, noting where each starts
 *   verify_code.c           every code: counts, names, constants, exception ranges, positions
 *   verify_instructions.c   its instructions
 *
 * Rules:
 *   - Places are offsets from the image's start, 64 bits wide; sums of them can't overflow, since an image is
 *     below 4 GiB.
 *   - Nothing is read before its last byte is known to lie within the image.
 *   - Linear time: an object is looked through once. What others need to know of it is one bit (`starts`,
 *     `string_tuples`).
 *   - Every false comes with a reason, given by verify_fail() or its like.
 */
#ifndef VM_VERIFY_H
#define VM_VERIFY_H

#include "vm/image.h"

typedef struct ImageVerifier {
    const uint8_t *bytes;
    const ImageHeader *header;
    uint64_t *starts;             /* a bit for each 8 bytes of the image: an object starts here */
    uint64_t *string_tuples;      /* the same: it is a tuple of nothing but strings */
    uint64_t *instruction_starts; /* a bit for each word of the code at hand */
    uint32_t largest_code;        /* words of the longest code */
    uint32_t code_count;          /* codes seen so far */
    char *reason;
} ImageVerifier;

/* A code being verified. */
typedef struct CodeVerifier {
    ImageVerifier *image;
    const Code *code;
    const uint32_t *words;
    uint64_t constants; /* place of the constants */
    uint32_t constant_count;
    uint32_t slot_count, bound_count; /* global slots its module has */
    uint32_t caches;                  /* inline caches that its instructions have named so far */
    bool named;                       /* its name has been checked and may be shown */
} CodeVerifier;

/* All of these return false, having written the reason. */
bool verify_fail(ImageVerifier *verifier, const char *format, ...) __attribute__((format(printf, 2, 3)));
bool verify_fail_object(ImageVerifier *verifier, uint64_t place, const char *what);
bool verify_fail_code(CodeVerifier *verifier, const char *format, ...) __attribute__((format(printf, 2, 3)));

static inline bool bit_test(const uint64_t *bits, uint64_t number) {
    return bits[number / 64] >> number % 64 & 1;
}
static inline void bit_set(uint64_t *bits, uint64_t number) {
    bits[number / 64] |= (uint64_t)1 << number % 64;
}

static inline const Object *verify_object(const ImageVerifier *verifier, uint64_t place) {
    return (const Object *)(verifier->bytes + place);
}

/* Whether an object of the kind starts at `place`. */
bool verify_is(const ImageVerifier *verifier, uint64_t place, Kind kind);
static inline bool verify_is_string_tuple(const ImageVerifier *verifier, uint64_t place) {
    return verify_is(verifier, place, KIND_TUPLE) &&
           bit_test(verifier->string_tuples, place / IMAGE_ALIGNMENT);
}

/* Whether the object that starts at `place` is a table of constants. */
static inline bool verify_is_constants(const ImageVerifier *verifier, uint64_t place) {
    const Object *object = verify_object(verifier, place);
    return object->kind == KIND_TUPLE && object->detail == TUPLE_CONSTANTS;
}

/* What a word at `place` is. References have their target, a place where an object starts, put into *target.
 */
enum WordType { WORD_BAD, WORD_IMMEDIATE, WORD_REFERENCE };
enum WordType verify_word(const ImageVerifier *verifier, uint64_t place, uint64_t *target);

/* Bytes from the object's start to the next one's. The object has been through verify_objects(). */
uint64_t verify_object_extent(const ImageVerifier *verifier, uint64_t place);

bool verify_objects(ImageVerifier *verifier);
bool verify_codes(ImageVerifier *verifier);
bool verify_instructions(CodeVerifier *verifier);

#endif
