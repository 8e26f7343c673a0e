/*
 * Verifying images: the codes, apart from their instructions.
 *
 * A handler lies behind what it covers. So, between two charges of the budget, control only goes forward,
 * whatever is raised.
 */
#include <assert.h>
#include <stdarg.h>

#include "vm/format.h"
#include "vm/verify.h"

enum {
    SHOWN_NAME = 40, /* characters of a function's name in a reason */
    REGISTER_LIMIT = 256,
    CONSTANT_LIMIT = 65536, /* operands that name one have 16 bits */
    CACHE_LIMIT = 65536,
    CODE_FLAGS = CODE_VARIABLE_ARGUMENTS | CODE_VARIABLE_KEYWORDS | CODE_ASYNC_GENERATOR | CODE_MODULE_BODY |
        CODE_CLASS_BODY | CODE_ITERABLE_COROUTINE,
};

static_assert(sizeof(Code) == 112 && offsetof(Code, padding) == 58 && offsetof(Code, name) == 64,
              "the image format");
static_assert(sizeof(struct ExceptionRange) == 16, "the image format");

/* ---- Reasons ------------------------------------------------------------------------------ */

static uint64_t place_of(const CodeVerifier *verifier) {
    return (uint64_t)((const uint8_t *)verifier->code - verifier->image->bytes);
}

/* The function's name as far as it is plain ASCII: reasons go to consoles. */
static void show_name(const CodeVerifier *verifier, char text[SHOWN_NAME + 1]) {
    uint64_t target = 0;
    uint32_t length = 0;
    if (verifier->named &&
        verify_word(verifier->image, place_of(verifier) + offsetof(Code, name), &target) == WORD_REFERENCE) {
        const String *name = (const String *)verify_object(verifier->image, target);
        for (; length < SHOWN_NAME && length < name->byte_count; length++) {
            char byte = (char)name->bytes[length];
            text[length] = byte >= ' ' && byte <= '~' ? byte : '?';
        }
    } else
        text[length++] = '?';
    text[length] = 0;
}

bool verify_fail_code(CodeVerifier *verifier, const char *format, ...) {
    char name[SHOWN_NAME + 1], what[IMAGE_REASON_SIZE];
    show_name(verifier, name);
    va_list arguments;
    va_start(arguments, format);
    format_text_list(what, sizeof(what), format, arguments);
    va_end(arguments);
    return verify_fail(verifier->image, "code %u (%s): %s", verifier->code->number, name, what);
}

/* ---- Names and counts --------------------------------------------------------------------- */

static bool field_is_string(const CodeVerifier *verifier, size_t field) {
    uint64_t target = 0;
    return verify_word(verifier->image, place_of(verifier) + field, &target) == WORD_REFERENCE &&
           verify_is(verifier->image, target, KIND_STRING);
}

static bool field_is_string_tuple(const CodeVerifier *verifier, size_t field, uint32_t count) {
    uint64_t target = 0;
    return verify_word(verifier->image, place_of(verifier) + field, &target) == WORD_REFERENCE &&
           verify_is_string_tuple(verifier->image, target) &&
           verify_object(verifier->image, target)->count == count;
}

static uint32_t parameter_count(const Code *code) {
    return (uint32_t)code->positional_count + code->keyword_only_count +
           !!(code->object.detail & CODE_VARIABLE_ARGUMENTS) +
           !!(code->object.detail & CODE_VARIABLE_KEYWORDS);
}

static bool verify_names(CodeVerifier *verifier) {
    const Code *code = verifier->code;
    if (!field_is_string(verifier, offsetof(Code, name)))
        return verify_fail_code(verifier, "its name is not a string");
    verifier->named = true;
    if (!field_is_string(verifier, offsetof(Code, qualified_name)))
        return verify_fail_code(verifier, "its qualified name is not a string");
    if (!field_is_string(verifier, offsetof(Code, filename)))
        return verify_fail_code(verifier, "its file name is not a string");
    if (!field_is_string_tuple(verifier, offsetof(Code, parameter_names), parameter_count(code)))
        return verify_fail_code(verifier, "its parameter names are not a tuple of %u strings",
                                parameter_count(code));
    if (!field_is_string_tuple(verifier, offsetof(Code, free_names), code->free_count))
        return verify_fail_code(verifier, "its free names are not a tuple of %u strings", code->free_count);
    if (code->documentation != NONE && !field_is_string(verifier, offsetof(Code, documentation)))
        return verify_fail_code(verifier, "its documentation is neither a string nor None");
    return true;
}

/* Bytes that the format leaves unused. */
static bool verify_padding(CodeVerifier *verifier) {
    const Code *code = verifier->code;
    const uint8_t *bytes = (const uint8_t *)code;
    for (size_t i = offsetof(Code, padding); i < offsetof(Code, name); i++)
        if (bytes[i])
            return verify_fail_code(verifier, "stray bytes before its names");
    if (code->instruction_count % 2 && verifier->words[code->instruction_count])
        return verify_fail_code(verifier, "stray bytes behind its instructions");
    return true;
}

static bool verify_counts(CodeVerifier *verifier) {
    const Code *code = verifier->code;
    if (code->object.detail & ~CODE_FLAGS)
        return verify_fail_code(verifier, "unknown flags");
    if (code->positional_only_count > code->positional_count)
        return verify_fail_code(verifier, "more positional-only parameters than positional ones");
    if (code->object.detail & CODE_CLASS_BODY && (code->positional_count != 1 || parameter_count(code) != 1))
        return verify_fail_code(verifier, "a class body takes one parameter");
    if (code->register_count > REGISTER_LIMIT)
        return verify_fail_code(verifier, "%u registers are too many", code->register_count);
    if (code->register_count < parameter_count(code))
        return verify_fail_code(verifier, "more parameters than registers");
    if (code->constant_count > CONSTANT_LIMIT)
        return verify_fail_code(verifier, "%u constants are too many", code->constant_count);
    if (code->cache_count > CACHE_LIMIT || code->cache_count > code->instruction_count)
        return verify_fail_code(verifier, "%u inline caches are too many", code->cache_count);
    if (code->first_line > INT32_MAX)
        return verify_fail_code(verifier, "its first line is out of range");
    return true;
}

static bool verify_constants(CodeVerifier *verifier) {
    for (uint32_t i = 0; i < verifier->code->constant_count; i++) {
        uint64_t target = 0;
        if (verify_word(verifier->image, verifier->constants + i * sizeof(Value), &target) == WORD_BAD)
            return verify_fail_code(verifier, "constant %u: neither an immediate nor an object", i);
    }
    return true;
}

/* ---- Tables, for which the starts of the instructions must be known ----------------------- */

static bool verify_range(CodeVerifier *verifier, uint32_t number, const struct ExceptionRange *range) {
    uint32_t count = verifier->code->instruction_count;
    const uint64_t *starts = verifier->image->instruction_starts;
    if (range->start >= range->end || range->end > count)
        return verify_fail_code(verifier, "exception range %u: empty or outside the function", number);
    if (!bit_test(starts, range->start) || (range->end < count && !bit_test(starts, range->end)))
        return verify_fail_code(verifier, "exception range %u: its limits are not at instructions", number);
    if (range->handler >= count || !bit_test(starts, range->handler))
        return verify_fail_code(verifier, "exception range %u: its handler is not at an instruction", number);
    if (range->handler < range->end)
        return verify_fail_code(verifier, "exception range %u: its handler is not behind it", number);
    if (range->target >= verifier->code->register_count)
        return verify_fail_code(verifier, "exception range %u: its target is no register", number);
    return true;
}

static bool verify_ranges(CodeVerifier *verifier) {
    const struct ExceptionRange *ranges = code_ranges(verifier->code);
    for (uint32_t i = 0; i < verifier->code->range_count; i++)
        if (!verify_range(verifier, i, &ranges[i]))
            return false;
    return true;
}

struct PositionReader {
    const uint8_t *byte, *end;
    bool broken;
};

static uint32_t read_varint(struct PositionReader *reader) {
    uint64_t number = 0;
    for (uint32_t shift = 0; shift < 35 && reader->byte < reader->end; shift += 7) {
        uint8_t byte = *reader->byte++;
        number |= (uint64_t)(byte & 127) << shift;
        if (!(byte & 128)) {
            reader->broken |= number > UINT32_MAX;
            return (uint32_t)number;
        }
    }
    reader->broken = true;
    return 0;
}

static int64_t read_signed(struct PositionReader *reader) {
    uint32_t number = read_varint(reader);
    return number & 1 ? -(int64_t)(number >> 1) - 1 : (int64_t)(number >> 1);
}

static bool verify_positions(CodeVerifier *verifier) {
    const Code *code = verifier->code;
    if (code->position_size == 0)
        return true;
    const uint8_t *table = code_positions(code);
    if (table[0] > 1)
        return verify_fail_code(verifier, "positions: an unknown mark");
    struct PositionReader reader = {table + 1, table + code->position_size, false};
    int64_t line = code->first_line;
    uint64_t words = 0;
    while (reader.byte < reader.end) {
        words += read_varint(&reader);
        line += read_signed(&reader);
        for (uint32_t i = 0; i < 3u * table[0]; i++)
            read_varint(&reader);
        if (reader.broken)
            return verify_fail_code(verifier, "positions: a broken entry");
        if (words > code->instruction_count)
            return verify_fail_code(verifier, "positions: longer than the code");
        if (line < 0 || line > INT32_MAX)
            return verify_fail_code(verifier, "positions: a line out of range");
    }
    return true;
}

/* ---- All ---------------------------------------------------------------------------------- */

static bool verify_code(ImageVerifier *image, uint64_t place) {
    const Code *code = (const Code *)verify_object(image, place);
    const ImageModule *module = (const ImageModule *)(image->bytes + image->header->modules) + code->module;
    CodeVerifier verifier = {
        .image = image,
        .code = code,
        .words = code_instructions(code),
        .constants = (uint64_t)((const uint8_t *)code_constants(code) - image->bytes),
        .slot_count = verify_object(image, module->names)->count,
        .bound_count = module->bound_count,
    };
    return verify_names(&verifier) && verify_counts(&verifier) && verify_padding(&verifier) &&
           verify_constants(&verifier) && verify_instructions(&verifier) && verify_ranges(&verifier) &&
           verify_positions(&verifier);
}

bool verify_codes(ImageVerifier *verifier) {
    uint64_t place = verifier->header->objects;
    for (; place < verifier->header->modules; place += verify_object_extent(verifier, place))
        if (verify_object(verifier, place)->kind == KIND_CODE && !verify_code(verifier, place))
            return false;
    return true;
}
