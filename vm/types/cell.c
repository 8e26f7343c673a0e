/* Cells: the shared variables of closures. */
#include "vm/instructions.h"
#include "vm/isolate.h"
#include "vm/types/arguments.h"
#include "vm/types/classes.h"
#include "vm/types/string.h"

Value cell_new(Isolate *isolate, Value content) {
    HeapMark mark = heap_mark(isolate);
    heap_keep(isolate, content);
    Cell *cell = heap_allocate(isolate, KIND_CELL, sizeof(Cell), NULL);
    heap_release(isolate, mark);
    if (cell)
        cell->value = content;
    return from_object(cell);
}

static Value contents(Isolate *isolate, Value *arguments, uint32_t count) {
    Cell *cell = AS(Cell, arguments[0]);
    if (count == 2)
        heap_store(isolate, &cell->object, &cell->value, arguments[1]);
    else if (cell->value == UNDEFINED)
        return raise_value_error(isolate, "Cell is empty");
    return count == 2 ? NONE : cell->value;
}

static Value represent(Isolate *isolate, Value self) {
    if (AS(Cell, self)->value == UNDEFINED)
        return string_format(isolate, "<cell: empty>");
    return string_format(isolate, "<cell: %T object>", AS(Cell, self)->value);
}

static const Native natives[] = {
    {NATIVE_HEADER, .name = "cell_contents", .function = contents, .minimum = 1, .maximum = 2,
     .flags = NATIVE_ANY | NATIVE_PROPERTY, .owner = &class_cell},
    METHODS_END,
};
const Operations cell_operations = {
    .represent = represent, .fixed_size = sizeof(Cell), OPERATIONS_FIELDS(Cell, value, value)};
const Class class_cell = CLASS_OF_KIND("cell", KIND_CELL, cell_operations, natives, CLASS_FINAL);
