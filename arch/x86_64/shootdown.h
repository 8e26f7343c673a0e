/*
 * TLB shootdown: making every CPU forget translations of kernel addresses.
 *
 * One at a time. The asker waits for all other CPUs; they answer on the interrupt, or in machine_spin() when
 * they wait for something with interrupts off. Source: SDM 4.10.5.
 */
#ifndef ARCH_X86_64_SHOOTDOWN_H
#define ARCH_X86_64_SHOOTDOWN_H

#include <stdint.h>

/* Flushes all translations, global ones too, on every CPU; returns when it is done everywhere. */
void shootdown_all(void);
/* Flushes all translations of this CPU. */
void shootdown_flush(void);
/* Answers a request to this CPU, if there is one. Interrupts off. */
void shootdown_serve(void);
/* Requests answered by other CPUs since boot. */
uint64_t shootdown_answered(void);

#endif
