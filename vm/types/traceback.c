/* Tracebacks, and the table of source positions that they read (vm/image.h). */
#include "vm/isolate.h"
#include "vm/types/arguments.h"
#include "vm/types/classes.h"
#include "vm/types/exception.h"
#include "vm/types/numbers.h"

/* ---- Positions ---- */

struct PositionReader {
    const uint8_t *next, *end;
};

/* The table has been verified; running over its end all the same gives zeros. */
static uint32_t read_number(struct PositionReader *reader) {
    uint32_t number = 0;
    for (uint32_t shift = 0; reader->next < reader->end; shift += 7) {
        uint8_t byte = *reader->next++;
        if (shift < 32)
            number |= (uint32_t)(byte & 127) << shift;
        if (!(byte & 128))
            break;
    }
    return number;
}

static uint32_t read_difference(struct PositionReader *reader) {
    uint32_t number = read_number(reader);
    return number >> 1 ^ (0 - (number & 1));
}

static void read_columns(struct PositionReader *reader, struct Position *position) {
    position->end_line = position->line + read_number(reader);
    position->column = read_number(reader);
    position->end_column = read_number(reader);
}

struct Position code_position(const Code *code, uint32_t instruction) {
    struct Position position = {.line = code->first_line, .end_line = code->first_line};
    const uint8_t *table = code_positions(code);
    struct PositionReader reader = {table + 1, table + code->position_size};
    if (code->position_size == 0)
        return position;
    uint64_t reached = 0;
    while (reader.next < reader.end) {
        reached += read_number(&reader);
        position.line += read_difference(&reader);
        position.end_line = position.line;
        if (table[0] == 1)
            read_columns(&reader, &position);
        if (instruction < reached)
            break;
    }
    return position;
}

uint32_t code_line(const Code *code, uint32_t instruction) { return code_position(code, instruction).line; }

/* ---- The type ---- */

static Value get_line(Isolate *isolate, Value *arguments, uint32_t count) {
    (void)isolate, (void)count;
    return small(code_line(AS(Traceback, arguments[0])->code, AS(Traceback, arguments[0])->instruction));
}

static Value get_instruction(Isolate *isolate, Value *arguments, uint32_t count) {
    (void)isolate, (void)count;
    return small(AS(Traceback, arguments[0])->instruction);
}

static Value get_next(Isolate *isolate, Value *arguments, uint32_t count) {
    (void)isolate, (void)count;
    return AS(Traceback, arguments[0])->next;
}

/* CPython reaches the code by way of the frame, which doesn't outlive its call here. */
static Value get_code(Isolate *isolate, Value *arguments, uint32_t count) {
    (void)isolate, (void)count;
    return from_object(AS(Traceback, arguments[0])->code);
}

static const Native traceback_natives[] = {
    PROPERTY(get_line, "tb_lineno", class_traceback),
    PROPERTY(get_instruction, "tb_lasti", class_traceback),
    PROPERTY(get_next, "tb_next", class_traceback),
    PROPERTY(get_code, "tb_code", class_traceback),
    METHODS_END,
};

const Operations traceback_operations = {.fixed_size = sizeof(Traceback),
                                         OPERATIONS_FIELDS(Traceback, next, next)};
const Class class_traceback =
    CLASS_OF_KIND("traceback", KIND_TRACEBACK, traceback_operations, traceback_natives, CLASS_FINAL);
