/* The machine state at entry, as entry.S records it and report.c prints it: one layout for both. */
#ifndef TESTS_BOOT_KERNEL_ENTRY_STATE_H
#define TESTS_BOOT_KERNEL_ENTRY_STATE_H

#define ENTRY_STATE_GENERAL 0
#define ENTRY_STATE_FLAGS 8
#define ENTRY_STATE_STACK 16
#define ENTRY_STATE_RETURN_ADDRESS 24
#define ENTRY_STATE_CR0 32
#define ENTRY_STATE_CR4 40
#define ENTRY_STATE_CS 48
#define ENTRY_STATE_SS 56
#define ENTRY_STATE_EFER 64
#define ENTRY_STATE_PAT 72
#define ENTRY_STATE_GDT 80

#ifndef __ASSEMBLER__

#include <stddef.h>
#include <stdint.h>

struct EntryState {
    uint64_t general; /* all general registers but rsp, or'ed together */
    uint64_t flags;
    uint64_t stack;
    uint64_t return_address;
    uint64_t cr0;
    uint64_t cr4;
    uint64_t cs;
    uint64_t ss;
    uint64_t efer;
    uint64_t pat;
    uint16_t gdt_limit;
    uint64_t gdt_base;
} __attribute__((packed));

_Static_assert(offsetof(struct EntryState, pat) == ENTRY_STATE_PAT, "entry.S and C disagree");
_Static_assert(offsetof(struct EntryState, gdt_limit) == ENTRY_STATE_GDT, "entry.S and C disagree");

#endif
#endif
