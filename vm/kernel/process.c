/*
 * Processes: static ELF64 executables in address spaces of their own. Source: System V ABI, chapter 5, and
 * its AMD64 supplement.
 *
 * Everything is mapped before the process starts, so a page fault in ring 3 is always a mistake. Nothing in
 * the file is trusted.
 */
#include "vm/format.h"
#include "vm/kernel/task.h"

enum {
    ELF_HEADER_SIZE = 64,
    ELF_PROGRAM_HEADER_SIZE = 56,
    ELF_CLASS_64 = 2,
    ELF_LITTLE_ENDIAN = 1,
    ELF_EXECUTABLE = 2,
    ELF_MACHINE_X86_64 = 62,
    ELF_LOAD = 1,
    ELF_FLAG_EXECUTE = 1,
    ELF_FLAG_WRITE = 2,
    SEGMENT_LIMIT = 16,
    USER_STACK_PAGES = 16,
};
#define USER_STACK_TOP (MACHINE_USER_HIGH - 0x10000)

struct ElfHeader {
    uint8_t magic[4], class, encoding, version, abi, padding[8];
    uint16_t type, machine;
    uint32_t file_version;
    uint64_t entry, program_headers, section_headers;
    uint32_t flags;
    uint16_t header_size, program_header_size, program_header_count;
    uint16_t section_header_size, section_header_count, section_names;
};
_Static_assert(sizeof(struct ElfHeader) == ELF_HEADER_SIZE, "System V ABI, figure 4-3");

struct ElfProgramHeader {
    uint32_t type, flags;
    uint64_t offset, address, physical_address, file_size, memory_size, alignment;
};
_Static_assert(sizeof(struct ElfProgramHeader) == ELF_PROGRAM_HEADER_SIZE, "System V ABI, figure 5-1");

static const char *check_header(const struct ElfHeader *header, size_t size) {
    if (size < ELF_HEADER_SIZE || __builtin_memcmp(header->magic, "\177ELF", 4) ||
        header->class != ELF_CLASS_64 || header->encoding != ELF_LITTLE_ENDIAN) {
        return "it is no ELF64 file";
    }
    if (header->type != ELF_EXECUTABLE || header->machine != ELF_MACHINE_X86_64) {
        return "it is no static x86_64 executable";
    }
    bool inside =
        header->program_headers <= size && header->program_header_size == ELF_PROGRAM_HEADER_SIZE &&
        header->program_header_count <= SEGMENT_LIMIT &&
        size - header->program_headers >= (size_t)header->program_header_count * ELF_PROGRAM_HEADER_SIZE;
    return inside && header->program_headers % 8 == 0 ? NULL : "its program headers lie outside the file";
}

static const char *check_segment(const struct ElfProgramHeader *segment, size_t size) {
    if (segment->offset > size || segment->file_size > size - segment->offset ||
        segment->file_size > segment->memory_size) {
        return "a segment lies outside the file";
    }
    bool inside = segment->address >= MACHINE_USER_LOW && segment->address < USER_STACK_TOP / 2 &&
                  segment->memory_size <= (64ULL << 20);
    if (!inside || segment->address % MACHINE_PAGE_SIZE != segment->offset % MACHINE_PAGE_SIZE) {
        return "a segment lies outside user memory";
    }
    return (segment->flags & ELF_FLAG_WRITE) && (segment->flags & ELF_FLAG_EXECUTE)
               ? "a segment is both writable and executable"
               : NULL;
}

static const char *map_segment(MachineAddressSpace space, const struct ElfProgramHeader *segment,
                               const uint8_t *file) {
    uint32_t rights = (segment->flags & ELF_FLAG_WRITE ? MACHINE_MAP_WRITE : 0) |
                      (segment->flags & ELF_FLAG_EXECUTE ? MACHINE_MAP_EXECUTE : 0);
    uint64_t end = segment->address + segment->memory_size;
    for (uint64_t address = segment->address; address < end;) {
        uint64_t page = address & ~(uint64_t)(MACHINE_PAGE_SIZE - 1);
        uint8_t *memory = machine_user_map(space, page, rights);
        if (!memory) {
            return "too little memory, or two segments share a page";
        }
        uint64_t done = address - segment->address;
        uint64_t room = page + MACHINE_PAGE_SIZE - address;
        uint64_t left = segment->file_size > done ? segment->file_size - done : 0;
        __builtin_memcpy(memory + (address - page), file + segment->offset + done, left < room ? left : room);
        address = page + MACHINE_PAGE_SIZE;
    }
    return NULL;
}

static const char *map_all(MachineAddressSpace space, const struct ElfHeader *header, const uint8_t *file,
                           size_t size) {
    const struct ElfProgramHeader *segments = (const void *)(file + header->program_headers);
    for (uint16_t index = 0; index < header->program_header_count; index++) {
        if (segments[index].type == ELF_LOAD && segments[index].memory_size) {
            const char *problem = check_segment(&segments[index], size);
            problem = problem ? problem : map_segment(space, &segments[index], file);
            if (problem) {
                return problem;
            }
        }
    }
    for (uint64_t page = 1; page <= USER_STACK_PAGES; page++) {
        if (!machine_user_map(space, USER_STACK_TOP - page * MACHINE_PAGE_SIZE, MACHINE_MAP_WRITE)) {
            return "too little memory for its stack";
        }
    }
    return NULL;
}

static void run(struct Task *task) { machine_user_enter(task->process->entry, task->process->stack_pointer); }

static struct Process *make(const void *file, size_t size, const char **problem) {
    const struct ElfHeader *header = file;
    *problem = check_header(header, size);
    struct Process *process = *problem ? NULL : machine_pages_allocate(1);
    if (!process) {
        *problem = *problem ? *problem : "too little memory";
        return NULL;
    }
    process->space = machine_address_space_create();
    process->entry = header->entry;
    process->stack_pointer = USER_STACK_TOP;
    machine_float_state_reset(&process->float_state);
    *problem = process->space ? map_all(process->space, header, file, size) : "too little memory";
    if (*problem) {
        process_destroy(process);
        return NULL;
    }
    return process;
}

struct Task *process_create(const char *name, const void *file, size_t size, char reason[REASON_SIZE]) {
    const char *problem;
    struct Process *process = make(file, size, &problem);
    struct Task *task = process ? task_create(TASK_PROCESS, name, run, KERNEL_STACK_SIZE) : NULL;
    if (!task) {
        if (process) {
            process_destroy(process);
            problem = "too little memory for a task";
        }
        format_text(reason, REASON_SIZE, "%s", problem);
        return NULL;
    }
    task->process = process;
    return task;
}

void process_destroy(struct Process *process) {
    if (process->space) {
        machine_address_space_destroy(process->space);
    }
    machine_pages_free(process, 1);
}
