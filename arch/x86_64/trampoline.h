/*
 * The first instructions of an application processor: trampoline.S, copied to a page below 1 MiB.
 */
#ifndef ARCH_X86_64_TRAMPOLINE_H
#define ARCH_X86_64_TRAMPOLINE_H

#include <stddef.h>
#include <stdint.h>

#include "arch/x86_64/offsets.h"

/* Lies at trampoline_data in the copied page; filled anew for each processor. */
struct TrampolineData {
    uint64_t page_table; /* below 4 GiB; maps the trampoline's page to itself, and the kernel */
    uint64_t efer;
    uint64_t stack; /* the top */
    uint64_t entry; /* void entry(void *argument) */
    uint64_t argument;
};
_Static_assert(offsetof(struct TrampolineData, page_table) == TRAMPOLINE_PAGE_TABLE, "offsets.h");
_Static_assert(offsetof(struct TrampolineData, efer) == TRAMPOLINE_EFER, "offsets.h");
_Static_assert(offsetof(struct TrampolineData, stack) == TRAMPOLINE_STACK, "offsets.h");
_Static_assert(offsetof(struct TrampolineData, entry) == TRAMPOLINE_ENTRY, "offsets.h");
_Static_assert(offsetof(struct TrampolineData, argument) == TRAMPOLINE_ARGUMENT, "offsets.h");

extern const uint8_t trampoline_start[], trampoline_data[], trampoline_end[];

#endif
