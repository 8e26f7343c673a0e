/* Methods of str about padding and stripping. */
#include "vm/isolate.h"
#include "vm/types/arguments.h"
#include "vm/types/characters.h"
#include "vm/types/string_methods.h"

/* ---- Padding ---- */

static Value padded(Isolate *isolate, const String *string, uint64_t left, uint64_t right, uint32_t fill) {
    StringBuilder builder;
    string_builder_start(&builder, isolate);
    string_builder_repeat(&builder, fill, left);
    string_builder_string(&builder, string);
    string_builder_repeat(&builder, fill, right);
    return string_builder_finish(&builder);
}

/* The width and fill character of ljust() and its relatives; *missing: the characters to add. */
static bool pad_arguments(Isolate *isolate, const Value *arguments, uint32_t count, uint64_t *missing,
                          uint32_t *fill) {
    int64_t width, length = AS(String, arguments[0])->length;
    if (!count_argument(isolate, arguments[1], &width)) {
        return false;
    }
    *fill = ' ';
    if (count > 2) {
        if (!is_string(arguments[2])) {
            raise_type(isolate, "The fill character must be a unicode character, not %T", arguments[2]);
            return false;
        }
        if (AS(String, arguments[2])->length != 1) {
            raise_type(isolate, "The fill character must be exactly one character long");
            return false;
        }
        *fill = string_at(AS(String, arguments[2]), 0);
    }
    *missing = width > length ? (uint64_t)(width - length) : 0;
    return true;
}

Value string_method_ljust(Isolate *isolate, Value *arguments, uint32_t count) {
    uint64_t missing;
    uint32_t fill;
    return pad_arguments(isolate, arguments, count, &missing, &fill)
               ? padded(isolate, AS(String, arguments[0]), 0, missing, fill)
               : NOTHING;
}

Value string_method_rjust(Isolate *isolate, Value *arguments, uint32_t count) {
    uint64_t missing;
    uint32_t fill;
    return pad_arguments(isolate, arguments, count, &missing, &fill)
               ? padded(isolate, AS(String, arguments[0]), missing, 0, fill)
               : NOTHING;
}

Value string_method_center(Isolate *isolate, Value *arguments, uint32_t count) {
    uint64_t missing;
    uint32_t fill;
    if (!pad_arguments(isolate, arguments, count, &missing, &fill)) {
        return NOTHING;
    }
    uint64_t width = missing + AS(String, arguments[0])->length;
    uint64_t left = missing / 2 + (missing & width & 1);
    return padded(isolate, AS(String, arguments[0]), left, missing - left, fill);
}

Value string_method_zfill(Isolate *isolate, Value *arguments, uint32_t count) {
    uint64_t missing;
    uint32_t fill;
    const String *string = AS(String, arguments[0]);
    if (!pad_arguments(isolate, arguments, count, &missing, &fill)) {
        return NOTHING;
    }
    bool sign = string->length > 0 && (string_at(string, 0) == '+' || string_at(string, 0) == '-');
    StringBuilder builder;
    string_builder_start(&builder, isolate);
    string_builder_part(&builder, string, 0, sign);
    string_builder_repeat(&builder, '0', missing);
    string_builder_part(&builder, string, sign, string->length);
    return string_builder_finish(&builder);
}

Value string_method_expandtabs(Isolate *isolate, Value *arguments, uint32_t count, const Tuple *names) {
    static const char *const parameter_names[] = {"tabsize"};
    static const struct Parameters parameters = {"expandtabs", parameter_names, 1, 1, 0};
    Value bound;
    int64_t size = 8, column = 0;
    if (!arguments_bind(isolate, &parameters, arguments + 1, count - 1, names, &bound) ||
        (bound != UNDEFINED && !count_argument(isolate, bound, &size))) {
        return NOTHING;
    }
    const String *string = AS(String, arguments[0]);
    StringBuilder builder;
    string_builder_start(&builder, isolate);
    for (uint32_t i = 0; i < string->length && !builder.failed; i++) {
        uint32_t character = string_at(string, i);
        if (character == '\t') {
            int64_t spaces = size > 0 ? size - column % size : 0;
            string_builder_repeat(&builder, ' ', (uint64_t)spaces);
            column += spaces;
        } else {
            string_builder_character(&builder, character);
            column = character == '\n' || character == '\r' ? 0 : column + 1;
        }
    }
    return string_builder_finish(&builder);
}

/* ---- Stripping ---- */

static bool strips(uint32_t character, const String *characters) {
    if (!characters) {
        return character_is_space(character);
    }
    for (uint32_t i = 0; i < characters->length; i++) {
        if (string_at(characters, i) == character) {
            return true;
        }
    }
    return false;
}

static Value strip(Isolate *isolate, const Value *arguments, uint32_t count, const char *name, bool left,
                   bool right) {
    const String *string = AS(String, arguments[0]), *characters = NULL;
    if (count > 1 && arguments[1] != NONE) {
        if (!is_string(arguments[1])) {
            return raise_type(isolate, "%s arg must be None or str", name);
        }
        characters = AS(String, arguments[1]);
    }
    uint64_t work = (uint64_t)string->length * (characters ? characters->length : 1);
    if (!isolate_charge(isolate, work / 16)) {
        return NOTHING;
    }
    uint32_t start = 0, stop = string->length;
    while (left && start < stop && strips(string_at(string, start), characters)) {
        start++;
    }
    while (right && start < stop && strips(string_at(string, stop - 1), characters)) {
        stop--;
    }
    return string_slice(isolate, string, start, stop);
}

Value string_method_strip(Isolate *isolate, Value *arguments, uint32_t count) {
    return strip(isolate, arguments, count, "strip", true, true);
}
Value string_method_lstrip(Isolate *isolate, Value *arguments, uint32_t count) {
    return strip(isolate, arguments, count, "lstrip", true, false);
}
Value string_method_rstrip(Isolate *isolate, Value *arguments, uint32_t count) {
    return strip(isolate, arguments, count, "rstrip", false, true);
}

Value string_method_removeprefix(Isolate *isolate, Value *arguments, uint32_t count) {
    (void)count;
    if (!string_expect(isolate, arguments[1], "removeprefix() argument")) {
        return NOTHING;
    }
    const String *string = AS(String, arguments[0]), *part = AS(String, arguments[1]);
    bool there = part->length <= string->length && string_matches(string, 0, part);
    return string_slice(isolate, string, there ? part->length : 0, string->length);
}

Value string_method_removesuffix(Isolate *isolate, Value *arguments, uint32_t count) {
    (void)count;
    if (!string_expect(isolate, arguments[1], "removesuffix() argument")) {
        return NOTHING;
    }
    const String *string = AS(String, arguments[0]), *part = AS(String, arguments[1]);
    bool there =
        part->length <= string->length && string_matches(string, string->length - part->length, part);
    return string_slice(isolate, string, 0, string->length - (there ? part->length : 0));
}
