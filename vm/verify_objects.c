/*
 * Verifying images: the objects, each in itself. Of a code this checks only what its extent and its module
 * record depend on.
 *
 * A tuple may refer to objects before it alone, so that no tuple contains itself: what walks tuples need not
 * look out for it.
 */
#include "vm/string_hash.h"
#include "vm/verify.h"

static const bool kind_in_image[KIND_COUNT] = {
#define KIND(name, type, in_image) [KIND_##name] = in_image,
#include "vm/kinds.def"
#undef KIND
};

bool verify_is(const ImageVerifier *verifier, uint64_t place, Kind kind) {
    return place % IMAGE_ALIGNMENT == 0 && place < verifier->header->modules &&
           bit_test(verifier->starts, place / IMAGE_ALIGNMENT) &&
           verify_object(verifier, place)->kind == kind;
}

bool verify_fail_object(ImageVerifier *verifier, uint64_t place, const char *what) {
    return verify_fail(verifier, "object at %llu: %s", (unsigned long long)place, what);
}

enum WordType verify_word(const ImageVerifier *verifier, uint64_t place, uint64_t *target) {
    Value word = *(const Value *)(verifier->bytes + place);
    if (is_small(word))
        return WORD_IMMEDIATE;
    if ((word & TAG_MASK) == TAG_SINGLETON)
        return word >> TAG_BITS < SINGLETON_COUNT && word != UNDEFINED ? WORD_IMMEDIATE : WORD_BAD;
    if ((word & TAG_MASK) != TAG_REFERENCE)
        return WORD_BAD;
    *target = place + word - TAG_REFERENCE;
    bool hits = *target % IMAGE_ALIGNMENT == 0 && *target < verifier->header->modules &&
                bit_test(verifier->starts, *target / IMAGE_ALIGNMENT);
    return hits ? WORD_REFERENCE : WORD_BAD;
}

/* ---- Extents ---- */

/* Bytes of the kind's struct: what must be there before any field is read. */
static uint64_t fixed_size(Kind kind) {
    switch (kind) {
#define KIND(name, type, in_image)                                                                           \
    case KIND_##name:                                                                                        \
        return sizeof(type);
#include "vm/kinds.def"
#undef KIND
    default:
        return sizeof(Object);
    }
}

static uint64_t code_size(const Code *code) {
    return sizeof(Code) + (uint64_t)code->instruction_count * sizeof(uint32_t) +
           (uint64_t)code->range_count * sizeof(struct ExceptionRange) + code->position_size;
}

/* Bytes that the object says it has, without the padding behind it. The struct itself lies within the image.
 */
static uint64_t object_length(const Object *object) {
    switch (object->kind) {
    case KIND_STRING:
        return sizeof(String) + (uint64_t)((const String *)object)->byte_count + 1;
    case KIND_BYTES: {
        uint64_t length = ((const Bytes *)object)->length;
        return length > UINT32_MAX ? UINT64_MAX : sizeof(Bytes) + length;
    }
    case KIND_INTEGER:
        return sizeof(Integer) + (uint64_t)object->count * sizeof(uint32_t);
    case KIND_TUPLE:
        return sizeof(Tuple) + (uint64_t)object->count * sizeof(Value);
    case KIND_CODE:
        return code_size((const Code *)object);
    case KIND_COMPLEX:
        return sizeof(Complex);
    default:
        return sizeof(Float);
    }
}

static uint64_t padded(uint64_t size) {
    return (size + IMAGE_ALIGNMENT - 1) & ~(uint64_t)(IMAGE_ALIGNMENT - 1);
}

uint64_t verify_object_extent(const ImageVerifier *verifier, uint64_t place) {
    return padded(object_length(verify_object(verifier, place)));
}

/* ---- Kinds ---- */

static uint32_t string_character(const String *string, uint32_t index) {
    if (string->object.detail == 1)
        return string->bytes[index];
    if (string->object.detail == 2)
        return ((const uint16_t *)string->bytes)[index];
    return ((const uint32_t *)string->bytes)[index];
}

static uint32_t string_highest(const String *string) {
    uint32_t highest = 0;
    for (uint32_t i = 0; i < string->length; i++) {
        uint32_t character = string_character(string, i);
        highest = character > highest ? character : highest;
    }
    return highest;
}

static bool verify_string(ImageVerifier *verifier, uint64_t place) {
    const String *string = (const String *)verify_object(verifier, place);
    uint32_t width = string->object.detail;
    if (width != 1 && width != 2 && width != 4)
        return verify_fail_object(verifier, place, "a string of an unknown width");
    if ((uint64_t)string->length * width != string->byte_count)
        return verify_fail_object(verifier, place, "a string whose length and bytes disagree");
    if (string->bytes[string->byte_count])
        return verify_fail_object(verifier, place, "a string without its terminating zero");
    uint32_t highest = string_highest(string);
    if (highest > 0x10ffff)
        return verify_fail_object(verifier, place, "a string with a character past U+10FFFF");
    if (width != (highest < 0x100 ? 1u : highest < 0x10000 ? 2u : 4u))
        return verify_fail_object(verifier, place, "a string wider than its characters need");
    if (string->object.flags != (OBJECT_FROZEN | OBJECT_HASHED | (highest < 0x80 ? OBJECT_ASCII : 0)))
        return verify_fail_object(verifier, place, "a string with wrong flags");
    if (string->object.count != string_hash_characters(string->bytes, string->length, width))
        return verify_fail_object(verifier, place, "a string with a wrong hash");
    return true;
}

static bool verify_integer(ImageVerifier *verifier, uint64_t place) {
    const Integer *integer = (const Integer *)verify_object(verifier, place);
    uint32_t count = integer->object.count;
    if (integer->object.detail > 1)
        return verify_fail_object(verifier, place, "an integer of an unknown sign");
    if (count == 0 || integer->digits[count - 1] == 0)
        return verify_fail_object(verifier, place, "an integer with a leading zero digit");
    uint64_t limit = (uint64_t)SMALL_MAX + integer->object.detail;
    if (count == 1 || (count == 2 && ((uint64_t)integer->digits[1] << 32 | integer->digits[0]) <= limit))
        return verify_fail_object(verifier, place, "an integer that should be a small one");
    return true;
}

static bool verify_tuple(ImageVerifier *verifier, uint64_t place) {
    const Tuple *tuple = (const Tuple *)verify_object(verifier, place);
    bool is_constants = tuple->object.detail == TUPLE_CONSTANTS;
    if (tuple->object.detail && !is_constants)
        return verify_fail_object(verifier, place, "a tuple of an unknown sort");
    bool only_strings = !is_constants;
    for (uint32_t i = 0; i < tuple->object.count; i++) {
        uint64_t target = 0;
        enum WordType type =
            verify_word(verifier, place + sizeof(Tuple) + (uint64_t)i * sizeof(Value), &target);
        if (type == WORD_BAD)
            return verify_fail_object(verifier, place, "a tuple with an element that is no earlier object");
        if (type == WORD_REFERENCE && verify_is_constants(verifier, target))
            return verify_fail_object(verifier, place, "a tuple with a table of constants in it");
        if (type == WORD_REFERENCE && !is_constants && verify_object(verifier, target)->kind == KIND_CODE)
            return verify_fail_object(verifier, place, "a tuple with a code in it");
        only_strings &= type == WORD_REFERENCE && verify_object(verifier, target)->kind == KIND_STRING;
    }
    if (only_strings)
        bit_set(verifier->string_tuples, place / IMAGE_ALIGNMENT);
    return true;
}

static bool verify_code_place(ImageVerifier *verifier, uint64_t place) {
    const Code *code = (const Code *)verify_object(verifier, place);
    if (code->number != verifier->code_count)
        return verify_fail_object(verifier, place, "a code out of sequence");
    if (code->module >= verifier->header->module_count)
        return verify_fail_object(verifier, place, "a code of a module that does not exist");
    if (code->object.count != code_size(code))
        return verify_fail_object(verifier, place, "a code whose size and parts disagree");
    if (code->instruction_count > verifier->largest_code)
        verifier->largest_code = code->instruction_count;
    verifier->code_count++;
    return true;
}

/* ---- All ---- */

static bool verify_header_of(ImageVerifier *verifier, uint64_t place) {
    const Object *object = verify_object(verifier, place);
    if (object->kind >= KIND_COUNT || !kind_in_image[object->kind])
        return verify_fail_object(verifier, place, "a kind that no image may hold");
    if (!(object->flags & OBJECT_FROZEN))
        return verify_fail_object(verifier, place, "not marked as frozen");
    if (object->kind != KIND_STRING && object->flags != OBJECT_FROZEN)
        return verify_fail_object(verifier, place, "unknown flags");
    if (object->class)
        return verify_fail_object(verifier, place, "a class of its own");
    bool counts = object->kind == KIND_STRING || object->kind == KIND_INTEGER || object->kind == KIND_TUPLE ||
                  object->kind == KIND_CODE;
    if (object->count && !counts)
        return verify_fail_object(verifier, place, "a count that means nothing");
    bool details = object->kind == KIND_STRING || object->kind == KIND_INTEGER ||
                   object->kind == KIND_TUPLE || object->kind == KIND_CODE;
    if (object->detail && !details)
        return verify_fail_object(verifier, place, "a detail that means nothing");
    return true;
}

/* That the object and its padding lie before the module table, and that the padding is zero. */
static bool verify_extent(ImageVerifier *verifier, uint64_t place) {
    uint64_t available = verifier->header->modules - place;
    const Object *object = verify_object(verifier, place);
    if (available < fixed_size(object->kind))
        return verify_fail_object(verifier, place, "it reaches past the last object");
    uint64_t length = object_length(object);
    if (length > available || padded(length) > available)
        return verify_fail_object(verifier, place, "it reaches past the last object");
    for (uint64_t i = length; i < padded(length); i++)
        if (verifier->bytes[place + i])
            return verify_fail_object(verifier, place, "stray bytes behind it");
    return true;
}

static bool verify_content(ImageVerifier *verifier, uint64_t place) {
    switch (verify_object(verifier, place)->kind) {
    case KIND_STRING:
        return verify_string(verifier, place);
    case KIND_INTEGER:
        return verify_integer(verifier, place);
    case KIND_TUPLE:
        return verify_tuple(verifier, place);
    case KIND_CODE:
        return verify_code_place(verifier, place);
    default:
        return true;
    }
}

bool verify_objects(ImageVerifier *verifier) {
    uint64_t place = verifier->header->objects;
    while (place < verifier->header->modules) {
        if (!verify_header_of(verifier, place) || !verify_extent(verifier, place) ||
            !verify_content(verifier, place))
            return false;
        bit_set(verifier->starts, place / IMAGE_ALIGNMENT);
        place += verify_object_extent(verifier, place);
    }
    return true;
}
