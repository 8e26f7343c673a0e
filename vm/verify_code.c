/*
 * Verifying images: the codes, apart from their instructions.
 *
 * A handler lies behind what it covers. So, between two charges of the budget, control only goes forward,
 * whatever is raised.
 */
#include <stdarg.h>

#include "vm/format.h"
#include "vm/verify.h"

enum {
    SHOWN_NAME = 40, /* characters of a function's name in a reason */
    REGISTER_LIMIT = 256,
    CODE_FLAGS = CODE_VARIABLE_ARGUMENTS | CODE_VARIABLE_KEYWORDS | CODE_ASYNC_GENERATOR | CODE_MODULE_BODY |
        CODE_CLASS_BODY | CODE_ITERABLE_COROUTINE,
};

_Static_assert(sizeof(Code) == 72 && offsetof(Code, constants) == 44 && offsetof(Code, documentation) == 68,
               "the image format");
_Static_assert(sizeof(struct ExceptionRange) == 16, "the image format");

/* ---- Reasons ---- */

static uint64_t place_of(const CodeVerifier *verifier) {
    return (uint64_t)((const uint8_t *)verifier->code - verifier->image->bytes);
}

/* The function's name as far as it is plain ASCII: reasons go to consoles. */
static void show_name(const CodeVerifier *verifier, char text[SHOWN_NAME + 1]) {
    uint32_t length = 0;
    if (verifier->named) {
        const String *name = AS(String, code_name(verifier->code));
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

/* ---- Names and counts ---- */

/* The place at a distance from the code. One before the image's start wraps to where no object can be. */
static uint64_t place_at(const CodeVerifier *verifier, int32_t distance) {
    return place_of(verifier) + (uint64_t)(int64_t)distance;
}

static bool refers_to_string(const CodeVerifier *verifier, int32_t distance) {
    return verify_is(verifier->image, place_at(verifier, distance), KIND_STRING);
}

static bool refers_to_strings(const CodeVerifier *verifier, int32_t distance, uint32_t least, uint32_t most) {
    uint64_t place = place_at(verifier, distance);
    if (!verify_is_string_tuple(verifier->image, place))
        return false;
    uint32_t count = verify_object(verifier->image, place)->count;
    return least <= count && count <= most;
}

static uint32_t parameter_count(const Code *code) {
    return (uint32_t)code->positional_count + code->keyword_only_count +
           !!(code->object.detail & CODE_VARIABLE_ARGUMENTS) +
           !!(code->object.detail & CODE_VARIABLE_KEYWORDS);
}

static bool verify_names(CodeVerifier *verifier) {
    const Code *code = verifier->code;
    if (!refers_to_string(verifier, code->name))
        return verify_fail_code(verifier, "its name is not a string");
    verifier->named = true;
    if (!refers_to_string(verifier, code->qualified_name))
        return verify_fail_code(verifier, "its qualified name is not a string");
    if (!refers_to_string(verifier, code->filename))
        return verify_fail_code(verifier, "its file name is not a string");
    uint32_t parameters = parameter_count(code);
    uint32_t names = code->register_count > parameters ? code->register_count : parameters;
    if (!refers_to_strings(verifier, code->local_names, parameters, names))
        return verify_fail_code(verifier, "its local names are not a tuple of %u to %u strings", parameters,
                                names);
    if (!refers_to_strings(verifier, code->free_names, code->free_count, code->free_count))
        return verify_fail_code(verifier, "its free names are not a tuple of %u strings", code->free_count);
    if (code->documentation && !refers_to_string(verifier, code->documentation))
        return verify_fail_code(verifier, "its documentation is not a string");
    return true;
}

/* The table has been through verify_objects(), whichever codes share it. */
static bool verify_constants(CodeVerifier *verifier) {
    uint64_t place = place_at(verifier, verifier->code->constants);
    if (!verify_is(verifier->image, place, KIND_TUPLE) || !verify_is_constants(verifier->image, place))
        return verify_fail_code(verifier, "its constants are not a table of constants");
    verifier->constants = place + sizeof(Tuple);
    verifier->constant_count = verify_object(verifier->image, place)->count;
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
    if (code->cache_count > code->instruction_count)
        return verify_fail_code(verifier, "%u inline caches are too many", code->cache_count);
    if (code->first_line > INT32_MAX)
        return verify_fail_code(verifier, "its first line is out of range");
    return true;
}

/* ---- Tables, for which the starts of the instructions must be known ---- */

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

/* ---- All ---- */

static bool verify_code(ImageVerifier *image, uint64_t place) {
    const Code *code = (const Code *)verify_object(image, place);
    const ImageModule *module = (const ImageModule *)(image->bytes + image->header->modules) + code->module;
    CodeVerifier verifier = {
        .image = image,
        .code = code,
        .words = code_instructions(code),
        .slot_count = verify_object(image, module->names)->count,
        .bound_count = module->bound_count,
    };
    return verify_names(&verifier) && verify_counts(&verifier) && verify_constants(&verifier) &&
           verify_instructions(&verifier) && verify_ranges(&verifier) && verify_positions(&verifier);
}

bool verify_codes(ImageVerifier *verifier) {
    uint64_t place = verifier->header->objects;
    for (; place < verifier->header->modules; place += verify_object_extent(verifier, place))
        if (verify_object(verifier, place)->kind == KIND_CODE && !verify_code(verifier, place))
            return false;
    return true;
}
