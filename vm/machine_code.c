/*
 * Which functions have machine code: see machine_code.h. What it does out of line: vm/out_of_line.c.
 */
#include "vm/machine_code.h"

#include "vm/machine.h"
#include "vm/types/function.h"

const MachineCode machine_code_none;

enum { SMALL_TABLE = 64 };

static size_t table_pages(const Image *image) {
    size_t size = (image->header->code_count + 1) * sizeof(MachineCode *);
    return (size + MACHINE_PAGE_SIZE - 1) / MACHINE_PAGE_SIZE;
}

MachineCode **machine_code_table(const Image *image) { return machine_pages_allocate(table_pages(image)); }

/* A few codes' own table is the heap's; nobody frees it. */
static MachineCode **own_table(Isolate *isolate, const Image *image) {
    uint32_t count = image->header->code_count;
    if (count > SMALL_TABLE)
        return machine_code_table(image);
    Value before = isolate->exception;
    MachineCode **table = heap_allocate_permanent(isolate, (count + 1) * sizeof(MachineCode *));
    isolate->exception = before; /* without a table there is bytecode */
    return table;
}

static void free_codes(MachineCode **table, const Image *image) {
    for (uint32_t number = 0; number < image->header->code_count; number++)
        if (table[number] && table[number] != &machine_code_none)
            machine_code_free(table[number]);
}

void machine_code_table_free(MachineCode **table, const Image *image) {
    free_codes(table, image);
    machine_pages_free(table, table_pages(image));
}

void machine_code_share(LoadedImage *loaded, MachineCode **table) {
    loaded->machine_code = table;
    loaded->shares_machine_code = true;
}

const MachineCode *machine_code_of(const LoadedImage *loaded, const Code *code) {
    const MachineCode *made = loaded && loaded->machine_code ? loaded->machine_code[code->number] : NULL;
    return made ? made : &machine_code_none;
}

void machine_code_give(Isolate *isolate, Function *function) {
    const Code *code = function->code;
    LoadedImage *loaded = image_of_code(isolate, code);
    if (!loaded || (!loaded->machine_code && !(loaded->machine_code = own_table(isolate, &loaded->image))))
        return;
    MachineCode **place = &loaded->machine_code[code->number];
    if (!*place && !(*place = machine_code_compile(code, code_plain_count(code))))
        *place = (MachineCode *)&machine_code_none; /* not to be tried again */
    function->machine_code = *place;
}

void machine_code_sample(Isolate *isolate) {
    enum { SAMPLED_FRAMES = 4 };
    Frame *frame = isolate->frame;
    for (int i = 0; i < SAMPLED_FRAMES && frame > isolate->frames; i++, frame--)
        if (!has_machine_code(frame->function))
            machine_code_give(isolate, frame->function);
}

void machine_code_release(LoadedImage *loaded) {
    bool small = loaded->image.header->code_count <= SMALL_TABLE;
    if (loaded->machine_code && !loaded->shares_machine_code)
        (small ? free_codes : machine_code_table_free)(loaded->machine_code, &loaded->image);
    loaded->machine_code = NULL;
}
