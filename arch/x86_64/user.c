/*
 * Ring 3: address spaces, user memory, and the ways in and out. The assembly is user_entry.S.
 *
 * A space's tables change only by its owner, one CPU at a time; nothing is ever unmapped while the space
 * lives, so no shootdown is needed. The kernel follows user pointers only through user_copy().
 */
#include "arch/x86_64/user.h"

#include "arch/x86_64/cpu.h"
#include "arch/x86_64/frames.h"
#include "arch/x86_64/memory.h"
#include "arch/x86_64/paging.h"
#include "arch/x86_64/registers.h"
#include "arch/x86_64/trap_frame.h"

enum { TABLE_ENTRIES = 512, USER_ENTRIES = 256, LEVELS = 4 };

void user_system_call_entry(void);
_Noreturn void user_enter(uint64_t instruction_pointer, uint64_t stack_pointer, uint64_t rflags);

/* What syscall clears in RFLAGS. */
#define SYSTEM_CALL_MASK                                                                                     \
    (RFLAGS_TRAP | RFLAGS_INTERRUPT | RFLAGS_DIRECTION | RFLAGS_IOPL | RFLAGS_NESTED_TASK |                  \
     RFLAGS_ALIGNMENT_CHECK)

/* sysret loads CS from the second selector plus 16 and SS from it plus 8, both for ring 3. */
#define STAR_VALUE ((uint64_t)(SELECTOR_USER_DATA - 8) << 48 | (uint64_t)SELECTOR_KERNEL_CODE << 32)
_Static_assert(SELECTOR_USER_CODE == SELECTOR_USER_DATA + 8, "sysret");
_Static_assert(SELECTOR_KERNEL_DATA == SELECTOR_KERNEL_CODE + 8, "syscall");

void user_initialise_cpu(void) {
    msr_write(MSR_STAR, STAR_VALUE);
    msr_write(MSR_LSTAR, (uint64_t)(uintptr_t)user_system_call_entry);
    msr_write(MSR_SFMASK, SYSTEM_CALL_MASK);
    msr_write(MSR_EFER, msr_read(MSR_EFER) | EFER_SYSCALL);
}

MachineAddressSpace machine_address_space_create(void) {
    uint64_t root = frames_allocate_zeroed(1);
    if (root) {
        uint64_t *table = direct_map_pointer(root);
        const uint64_t *kernel = direct_map_pointer(paging_kernel_root());
        memcpy(table + USER_ENTRIES, kernel + USER_ENTRIES, (TABLE_ENTRIES - USER_ENTRIES) * sizeof *table);
    }
    return root;
}

/* Calls for the frames of a table, recursing at most through the four levels. */
static uint64_t count_pages(uint64_t physical, unsigned level, size_t entries) {
    const uint64_t *table = direct_map_pointer(physical);
    uint64_t count = 0;
    for (size_t index = 0; index < entries; index++) {
        if (table[index] & PAGE_PRESENT) {
            count += level == 1 ? 1 : count_pages(table[index] & PAGE_ADDRESS, level - 1, TABLE_ENTRIES);
        }
    }
    return count;
}

static void free_table(uint64_t physical, unsigned level, size_t entries) {
    const uint64_t *table = direct_map_pointer(physical);
    for (size_t index = 0; index < entries; index++) {
        if (!(table[index] & PAGE_PRESENT)) {
            continue;
        }
        if (level == 1) {
            frames_free(table[index] & PAGE_ADDRESS, 1);
        } else {
            free_table(table[index] & PAGE_ADDRESS, level - 1, TABLE_ENTRIES);
        }
    }
    frames_free(physical, 1);
}

void machine_address_space_destroy(MachineAddressSpace space) { free_table(space, LEVELS, USER_ENTRIES); }

uint64_t machine_address_space_pages(MachineAddressSpace space) {
    return count_pages(space, LEVELS, USER_ENTRIES);
}

void machine_address_space_activate(MachineAddressSpace space) {
    struct Cpu *cpu = cpu_self();
    if (cpu->address_space != space) {
        cpu->address_space = space;
        cr3_write(space ? space : paging_kernel_root());
    }
}

static bool is_user_range(uint64_t address, uint64_t size) {
    return address >= MACHINE_USER_LOW && size <= MACHINE_USER_HIGH && address <= MACHINE_USER_HIGH - size;
}

void *machine_user_map(MachineAddressSpace space, uint64_t address, uint32_t rights) {
    if (!is_user_range(address, MACHINE_PAGE_SIZE) || address % MACHINE_PAGE_SIZE) {
        return NULL;
    }
    uint64_t *entry = paging_entry(space, address, true);
    uint64_t frame = entry && !*entry ? frames_allocate_zeroed(1) : 0;
    if (!frame) {
        return NULL;
    }
    uint64_t bits = PAGE_PRESENT | PAGE_USER;
    bits |= rights & MACHINE_MAP_WRITE ? PAGE_WRITE : 0;
    bits |= rights & MACHINE_MAP_EXECUTE ? 0 : PAGE_NO_EXECUTE;
    *entry = frame | paging_supported(bits);
    return direct_map_pointer(frame);
}

bool machine_copy_from_user(void *to, UserPointer from, size_t size) {
    return is_user_range(from.address, size) && !user_copy(to, (const void *)(uintptr_t)from.address, size);
}

bool machine_copy_to_user(UserPointer to, const void *from, size_t size) {
    return is_user_range(to.address, size) && !user_copy((void *)(uintptr_t)to.address, from, size);
}

void machine_user_enter(uint64_t instruction_pointer, uint64_t stack_pointer) {
    user_enter(instruction_pointer, stack_pointer, RFLAGS_RESERVED | RFLAGS_INTERRUPT);
}
