/*
 * Which functions have machine code: see machine_code.h. What it does out of line: vm/out_of_line.c.
 */
#include "vm/machine_code.h"

#include "vm/machine.h"
#include "vm/types/function.h"

const MachineCode machine_code_none;

enum { SMALL_TABLE = 64 };

static size_t pages_of(size_t size) { return (size + MACHINE_PAGE_SIZE - 1) / MACHINE_PAGE_SIZE; }

static size_t table_pages(const Image *image) {
    return pages_of((image->header->code_count + 1) * sizeof(MachineCode *));
}

const MachineCode **machine_code_table(const Image *image) {
    return machine_pages_allocate(table_pages(image));
}

/* A few codes' own table is the heap's; nobody frees it. */
static const MachineCode **own_table(Isolate *isolate, const Image *image) {
    uint32_t count = image->header->code_count;
    if (count > SMALL_TABLE)
        return machine_code_table(image);
    Value before = isolate->exception;
    const MachineCode **table = heap_allocate_permanent(isolate, (count + 1) * sizeof(MachineCode *));
    isolate->exception = before; /* without a table there is bytecode */
    return table;
}

void machine_code_table_free(const MachineCode **table, const Image *image) {
    machine_pages_free(table, table_pages(image));
}

void machine_code_share(Isolate *isolate, LoadedImage *loaded, const MachineCode **table,
                        MachineCodeMemory *memory) {
    loaded->machine_code = table;
    loaded->shares_machine_code = true;
    isolate->machine_code_memory = memory;
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
    const MachineCode **place = &loaded->machine_code[code->number];
    if (!*place)
        *place = machine_code_compile(code, code_plain_count(code), isolate->machine_code_memory);
    if (*place)
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
    if (loaded->machine_code && !loaded->shares_machine_code && !small)
        machine_code_table_free(loaded->machine_code, &loaded->image);
    loaded->machine_code = NULL;
}

/* ---- Its memory ---- */

bool machine_code_may_grow(const MachineCodeMemory *memory) {
    if (memory->full && memory->freed == machine_code_pages_freed())
        return false;
    return !memory->page_limit || memory->page_count < memory->page_limit;
}

/* Pages for a draft, behind what there is if that can be. What they hold besides it is room for others. */
static bool take_pages(MachineCodeMemory *memory, MachineCode *draft, size_t count) {
    memory->freed = machine_code_pages_freed();
    draft->pages = machine_code_pages_allocate(count, (void *)memory->end, !memory->page_limit);
    memory->full = !draft->pages;
    if (memory->full)
        return false;
    draft->page_count = count;
    if ((uintptr_t)draft->pages != memory->end)
        memory->free = memory->end = (uintptr_t)draft->pages;
    memory->end += count * MACHINE_PAGE_SIZE;
    memory->page_count += count;
    return true;
}

MachineCode *machine_code_place(MachineCodeMemory *memory, MachineCode *draft, size_t size) {
    if (size > memory->end - memory->free && !take_pages(memory, draft, pages_of(size)))
        return NULL;
    draft->before = memory->last;
    memory->last = (MachineCode *)memory->free;
    memory->free += size;
    return memory->last;
}

/* From the last one to the first: pages are freed before those that they were put behind. */
void machine_code_memory_free(MachineCodeMemory *memory) {
    for (MachineCode *made = memory->last, *before; made; made = before) {
        before = made->before;
        machine_code_pages_free(made->pages, made->page_count);
    }
}
