/* Methods of str about case and classes of characters. */

#include "vm/isolate.h"
#include "vm/memory.h"
#include "vm/types/characters.h"
#include "vm/types/string_methods.h"

/* ---- Changing case ---- */

typedef uint32_t Mapping(uint32_t character, uint32_t to[LONGEST_CASE]);

enum { FINAL_SIGMA = 0x3c2, SIGMA = 0x3a3 };

static bool is_cased(uint32_t character) {
    return character_is(character, CHARACTER_UPPER | CHARACTER_LOWER);
}

/* Capital sigma becomes a final one behind a letter when no letter follows. */
static bool sigma_is_final(const String *string, uint32_t at) {
    return at > 0 && is_cased(string_at(string, at - 1)) &&
           (at + 1 == string->length || !is_cased(string_at(string, at + 1)));
}

static void put_mapped(StringBuilder *builder, const String *string, uint32_t at, Mapping *mapping) {
    uint32_t to[LONGEST_CASE], character = string_at(string, at);
    uint32_t count = mapping(character, to);
    if (character == SIGMA && mapping == character_to_lower && sigma_is_final(string, at)) {
        to[0] = FINAL_SIGMA;
    }
    for (uint32_t i = 0; i < count; i++) {
        string_builder_character(builder, to[i]);
    }
}

/* The usual case, text of ASCII: bytes change in place of a copy. */
static Value ascii_case(Isolate *isolate, const String *string, char from, char to) {
    String *result = string_new(isolate, string->length, 1);
    if (!result) {
        return NOTHING;
    }
    const uint64_t ones = 0x0101010101010101;
    uint32_t i = 0;
    for (; i + 8 <= string->length; i += 8) { /* a byte's high bit says whether it is a letter of that case */
        uint64_t word, above, beyond;
        memcpy(&word, string->bytes + i, 8);
        above = word + ones * (uint8_t)(0x80 - from);
        beyond = word + ones * (uint8_t)(0x7f - to);
        word ^= (above & ~beyond & ones * 0x80) >> 2;
        memcpy(result->bytes + i, &word, 8);
    }
    for (; i < string->length; i++) {
        uint8_t byte = string->bytes[i];
        result->bytes[i] = byte >= from && byte <= to ? byte ^ 0x20 : byte;
    }
    result->object.flags |= OBJECT_ASCII;
    return from_object(result);
}

static Value map_all(Isolate *isolate, const String *string, Mapping *mapping) {
    StringBuilder builder;
    string_builder_start(&builder, isolate);
    builder.failed = !isolate_charge(isolate, string->length / 4);
    for (uint32_t i = 0; i < string->length && !builder.failed; i++) {
        put_mapped(&builder, string, i, mapping);
    }
    return string_builder_finish(&builder);
}

Value string_method_lower(Isolate *isolate, Value *arguments, uint32_t count) {
    (void)count;
    const String *string = AS(String, arguments[0]);
    return string->length > 1 && string_is_ascii(string) ? ascii_case(isolate, string, 'A', 'Z')
                                                         : map_all(isolate, string, character_to_lower);
}

Value string_method_casefold(Isolate *isolate, Value *arguments, uint32_t count) {
    (void)count;
    return map_all(isolate, AS(String, arguments[0]), character_fold);
}

Value string_method_upper(Isolate *isolate, Value *arguments, uint32_t count) {
    (void)count;
    const String *string = AS(String, arguments[0]);
    return string->length > 1 && string_is_ascii(string) ? ascii_case(isolate, string, 'a', 'z')
                                                         : map_all(isolate, string, character_to_upper);
}

Value string_method_capitalize(Isolate *isolate, Value *arguments, uint32_t count) {
    (void)count;
    const String *string = AS(String, arguments[0]);
    StringBuilder builder;
    string_builder_start(&builder, isolate);
    builder.failed = !isolate_charge(isolate, string->length / 4);
    for (uint32_t i = 0; i < string->length && !builder.failed; i++) {
        put_mapped(&builder, string, i, i == 0 ? character_to_title : character_to_lower);
    }
    return string_builder_finish(&builder);
}

Value string_method_swapcase(Isolate *isolate, Value *arguments, uint32_t count) {
    (void)count;
    const String *string = AS(String, arguments[0]);
    StringBuilder builder;
    string_builder_start(&builder, isolate);
    builder.failed = !isolate_charge(isolate, string->length / 4);
    for (uint32_t i = 0; i < string->length && !builder.failed; i++) {
        bool upper = character_is(string_at(string, i), CHARACTER_UPPER);
        put_mapped(&builder, string, i, upper ? character_to_lower : character_to_upper);
    }
    return string_builder_finish(&builder);
}

Value string_method_title(Isolate *isolate, Value *arguments, uint32_t count) {
    (void)count;
    const String *string = AS(String, arguments[0]);
    StringBuilder builder;
    string_builder_start(&builder, isolate);
    builder.failed = !isolate_charge(isolate, string->length / 4);
    bool inside = false;
    for (uint32_t i = 0; i < string->length && !builder.failed; i++) {
        put_mapped(&builder, string, i, inside ? character_to_lower : character_to_title);
        inside = is_cased(string_at(string, i));
    }
    return string_builder_finish(&builder);
}

/* ---- Testing ---- */

/* Whether there are characters and each is of one of the classes. */
static Value all_are(Isolate *isolate, const Value *arguments, uint32_t classes) {
    const String *string = AS(String, arguments[0]);
    if (!isolate_charge(isolate, string->length / 8)) {
        return NOTHING;
    }
    for (uint32_t i = 0; i < string->length; i++) {
        if (!character_is(string_at(string, i), classes)) {
            return FALSE;
        }
    }
    return boolean(string->length > 0);
}

#define TEST_OF_CLASSES(name, classes)                                                                       \
    Value string_method_##name(Isolate *isolate, Value *arguments, uint32_t count) {                         \
        (void)count;                                                                                         \
        return all_are(isolate, arguments, classes);                                                         \
    }
TEST_OF_CLASSES(isalnum, CHARACTER_ALPHA | CHARACTER_NUMERIC)
TEST_OF_CLASSES(isalpha, CHARACTER_ALPHA)
TEST_OF_CLASSES(isdecimal, CHARACTER_DECIMAL)
TEST_OF_CLASSES(isdigit, CHARACTER_DIGIT)
TEST_OF_CLASSES(isnumeric, CHARACTER_NUMERIC)
TEST_OF_CLASSES(isspace, CHARACTER_SPACE)

Value string_method_isprintable(Isolate *isolate, Value *arguments, uint32_t count) {
    (void)count;
    return AS(String, arguments[0])->length == 0 ? TRUE : all_are(isolate, arguments, CHARACTER_PRINTABLE);
}

Value string_method_isascii(Isolate *isolate, Value *arguments, uint32_t count) {
    (void)count;
    const String *string = AS(String, arguments[0]);
    return isolate_charge(isolate, string->length / 64) ? boolean(string_is_ascii(string)) : NOTHING;
}

static Value all_cased(Isolate *isolate, const Value *arguments, uint32_t wanted, uint32_t unwanted) {
    const String *string = AS(String, arguments[0]);
    bool found = false;
    if (!isolate_charge(isolate, string->length / 8)) {
        return NOTHING;
    }
    for (uint32_t i = 0; i < string->length; i++) {
        uint32_t classes = character_classes(string_at(string, i));
        if (classes & unwanted) {
            return FALSE;
        }
        found |= (classes & wanted) != 0;
    }
    return boolean(found);
}

Value string_method_islower(Isolate *isolate, Value *arguments, uint32_t count) {
    (void)count;
    return all_cased(isolate, arguments, CHARACTER_LOWER, CHARACTER_UPPER);
}
Value string_method_isupper(Isolate *isolate, Value *arguments, uint32_t count) {
    (void)count;
    return all_cased(isolate, arguments, CHARACTER_UPPER, CHARACTER_LOWER);
}

Value string_method_istitle(Isolate *isolate, Value *arguments, uint32_t count) {
    (void)count;
    const String *string = AS(String, arguments[0]);
    bool inside = false, found = false;
    if (!isolate_charge(isolate, string->length / 8)) {
        return NOTHING;
    }
    for (uint32_t i = 0; i < string->length; i++) {
        uint32_t classes = character_classes(string_at(string, i));
        if (classes & (inside ? CHARACTER_UPPER : CHARACTER_LOWER)) {
            return FALSE;
        }
        inside = (classes & (CHARACTER_UPPER | CHARACTER_LOWER)) != 0;
        found |= inside;
    }
    return boolean(found);
}

Value string_method_isidentifier(Isolate *isolate, Value *arguments, uint32_t count) {
    (void)count;
    const String *string = AS(String, arguments[0]);
    if (!isolate_charge(isolate, string->length / 8)) {
        return NOTHING;
    }
    for (uint32_t i = 0; i < string->length; i++) {
        uint32_t character = string_at(string, i);
        if (i == 0 ? !character_starts_identifier(character) : !character_continues_identifier(character)) {
            return FALSE;
        }
    }
    return boolean(string->length > 0);
}
