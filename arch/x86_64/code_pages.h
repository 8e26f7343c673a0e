/*
 * Memory for machine code: one arena, set apart at boot, that no other mapping shows.
 *
 * Its frames aren't in the direct map; each page of the window has its frame for good and is absent, writable
 * or executable. Freed pages are absent at once, but given again only after a shootdown, so no CPU can still
 * run what a page held for another owner. Where the arena is full, functions stay bytecode; the favoured
 * (policy) find room where others don't any more.
 */
#ifndef ARCH_X86_64_CODE_PAGES_H
#define ARCH_X86_64_CODE_PAGES_H

#include <stdbool.h>
#include <stdint.h>

#include "boot/information.h"

/* One page table's worth, within 2 GiB of the kernel's text. */
#define CODE_WINDOW_START 0xffffffffc0000000ULL
enum { CODE_PAGES = 512, CODE_PAGES_FAVOURED = 128 /* the last ones that are free */ };

/* Sets the frames apart; before frames_initialise(). */
void code_pages_reserve(struct BootInformation *information);
/* Their physical address; 0: none were left. */
uint64_t code_pages_base(void);
/* How many pages are given. */
uint64_t code_pages_given(void);
/* Once the kernel's own tables are live. False: out of memory. */
bool code_pages_initialise(void);

/* Whether an address can be executed by what the tables say now; then this CPU forgets what they said before.
 */
bool code_pages_refresh(uint64_t address);

#endif
