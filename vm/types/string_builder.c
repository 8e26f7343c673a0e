/*
 * Text built piece by piece.
 *
 * The text lies in the builder itself while it is short, then in a Block of the heap. Its width is always the
 * least that holds what came so far: a wider character has everything rewritten once for each of the two
 * wider widths.
 */

#include "vm/isolate.h"
#include "vm/memory.h"
#include "vm/types/string.h"

void string_builder_start(StringBuilder *builder, Isolate *isolate) {
    builder->isolate = isolate;
    builder->bytes = builder->inline_bytes;
    builder->length = 0;
    builder->capacity = STRING_BUILDER_INLINE;
    builder->width = 1;
    builder->kept = heap_mark(isolate);
    heap_keep(isolate, NONE); /* the Block's place */
    builder->failed = false;
}

/* Puts `length` characters of one width behind each other in a wider width; the areas may not overlap. */
static void widen(const uint8_t *from, uint32_t from_width, uint8_t *to, uint32_t to_width, uint64_t length) {
    for (uint64_t i = 0; i < length; i++) {
        uint32_t character = from_width == 1 ? from[i] : ((const uint16_t *)(const void *)from)[i];
        if (to_width == 2) {
            ((uint16_t *)(void *)to)[i] = (uint16_t)character;
        } else {
            ((uint32_t *)(void *)to)[i] = character;
        }
    }
}

static bool fail(StringBuilder *builder) {
    builder->failed = true;
    return false;
}

/* A Block of `capacity` bytes takes over, with the text in `width`. */
static bool move_to_block(StringBuilder *builder, uint64_t capacity, uint32_t width) {
    Isolate *isolate = builder->isolate;
    if (capacity > UINT32_MAX - 64) {
        raise_memory(isolate);
        return fail(builder);
    }
    if (!isolate_charge(isolate, capacity / 32)) {
        return fail(builder);
    }
    Block *block = heap_allocate(isolate, KIND_BLOCK, sizeof(Block) + capacity, 0);
    if (!block) {
        return fail(builder);
    }
    block->object.count = (uint32_t)capacity;
    if (builder->width == width) {
        memcpy(block->bytes, builder->bytes, (size_t)builder->length * width);
    } else {
        widen(builder->bytes, builder->width, block->bytes, width, builder->length);
    }
    if (builder->kept < heap_mark(isolate)) {
        *builder->kept = from_object(block);
    } else {
        heap_keep(isolate, from_object(block)); /* there was no place: the heap is told again */
    }
    builder->bytes = block->bytes;
    builder->capacity = (uint32_t)capacity;
    builder->width = width;
    return true;
}

/* Makes room for `more` characters of at least `width` bytes. */
static bool make_room(StringBuilder *builder, uint64_t more, uint32_t width) {
    if (builder->failed) {
        return false;
    }
    if (width < builder->width) {
        width = builder->width;
    }
    if (more > UINT32_MAX) {
        raise_memory(builder->isolate);
        return fail(builder);
    }
    uint64_t needed = (builder->length + more) * width;
    if (width == builder->width && needed <= builder->capacity) {
        return true;
    }
    if (needed <= STRING_BUILDER_INLINE && builder->bytes == builder->inline_bytes) {
        uint8_t narrow[STRING_BUILDER_INLINE];
        memcpy(narrow, builder->inline_bytes, (size_t)builder->length * builder->width);
        widen(narrow, builder->width, builder->inline_bytes, width, builder->length);
        builder->width = width;
        return true;
    }
    uint64_t capacity = needed + needed / 2;
    return move_to_block(builder, capacity > UINT32_MAX / 2 ? needed : capacity, width);
}

static void put(StringBuilder *builder, uint32_t character) {
    if (builder->width == 1) {
        builder->bytes[builder->length++] = (uint8_t)character;
    } else if (builder->width == 2) {
        ((uint16_t *)(void *)builder->bytes)[builder->length++] = (uint16_t)character;
    } else {
        ((uint32_t *)(void *)builder->bytes)[builder->length++] = character;
    }
}

bool string_builder_character(StringBuilder *builder, uint32_t character) {
    uint32_t width = character_width(character);
    if (width > builder->width || (uint64_t)(builder->length + 1) * builder->width > builder->capacity ||
        builder->failed) {
        if (!make_room(builder, 1, width)) {
            return false;
        }
    }
    put(builder, character);
    return true;
}

bool string_builder_repeat(StringBuilder *builder, uint32_t character, uint64_t times) {
    if (!isolate_charge(builder->isolate, times / 16)) {
        return fail(builder);
    }
    if (times == 0 || !make_room(builder, times, character_width(character))) {
        return !builder->failed;
    }
    while (times-- > 0) {
        put(builder, character);
    }
    return true;
}

bool string_builder_part(StringBuilder *builder, const String *string, uint32_t start, uint32_t stop) {
    if (start >= stop) {
        return !builder->failed;
    }
    uint32_t width = string->object.detail, length = stop - start;
    if (width > builder->width && (start > 0 || stop < string->length)) {
        for (uint32_t i = start; i < stop; i++) { /* this part may be of narrower characters */
            if (!string_builder_character(builder, string_at(string, i))) {
                return false;
            }
        }
        return true;
    }
    if (!isolate_charge(builder->isolate, length / 16)) {
        return fail(builder);
    }
    if (!make_room(builder, length, width)) {
        return false;
    }
    uint8_t *to = builder->bytes + (size_t)builder->length * builder->width;
    const uint8_t *from = string->bytes + (size_t)start * width;
    if (width == builder->width) {
        memcpy(to, from, (size_t)length * width);
    } else {
        widen(from, width, to, builder->width, length);
    }
    builder->length += length;
    return true;
}

bool string_builder_string(StringBuilder *builder, const String *string) {
    return string_builder_part(builder, string, 0, string->length);
}

bool string_builder_ascii(StringBuilder *builder, const char *text, size_t size) {
    if (!make_room(builder, size, 1)) {
        return false;
    }
    if (builder->width == 1) {
        memcpy(builder->bytes + builder->length, text, size);
        builder->length += (uint32_t)size;
        return true;
    }
    for (size_t i = 0; i < size; i++) {
        put(builder, (uint8_t)text[i]);
    }
    return true;
}

bool string_builder_c(StringBuilder *builder, const char *text) {
    return string_builder_ascii(builder, text, strlen(text));
}

bool string_builder_value(StringBuilder *builder, Value string) {
    if (string == NOTHING) {
        return fail(builder);
    }
    return string_builder_string(builder, AS(String, string));
}

static uint32_t first(const StringBuilder *builder) {
    if (builder->width == 1) {
        return builder->bytes[0];
    }
    return builder->width == 2 ? *(const uint16_t *)(const void *)builder->bytes
                               : *(const uint32_t *)(const void *)builder->bytes;
}

Value string_builder_finish(StringBuilder *builder) {
    Isolate *isolate = builder->isolate;
    Value result = NOTHING;
    if (!builder->failed && builder->length <= 1) {
        result = builder->length == 0 ? string_empty() : string_from_character(isolate, first(builder));
    } else if (!builder->failed) {
        String *string = string_new(isolate, builder->length, builder->width);
        if (string) {
            memcpy(string->bytes, builder->bytes, string->byte_count);
            string_note_ascii(string);
            result = from_object(string);
        }
    }
    if (heap_mark(isolate) == builder->kept + 1) {
        heap_release(isolate, builder->kept);
    } else if (builder->kept < heap_mark(isolate)) {
        *builder->kept = NONE;
    }
    return result;
}
