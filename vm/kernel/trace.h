/*
 * What happened lately: one ring of fixed-size records a CPU, and the log lines.
 *
 * Only its own CPU writes a ring, interrupts off; readers copy a record and check its sequence number
 * afterwards.
 */
#ifndef VM_KERNEL_TRACE_H
#define VM_KERNEL_TRACE_H

#include "vm/kernel/objects.h"

enum TraceEvent {
#define TRACE(name, first, second) TRACE_##name,
#include "vm/trace.def"
#undef TRACE
    TRACE_EVENT_COUNT
};

struct TraceRecord {
    uint64_t sequence; /* from 1; on this CPU */
    uint64_t clock;    /* machine_clock() */
    uint32_t event;    /* enum TraceEvent */
    uint32_t first;
    uint64_t second;
};

enum { TRACE_RING_SIZE = 512 };

struct TraceRing {
    uint64_t written; /* records ever; the ring holds the last ones */
    struct TraceRecord records[TRACE_RING_SIZE];
};

bool trace_initialise(struct Cpu *cpu); /* false: out of memory */
/* On this CPU; interrupts off. */
void trace_record(enum TraceEvent event, uint32_t first, uint64_t second);
/* Record number `sequence` of a CPU; false: not written yet, or overwritten. */
bool trace_read(const struct Cpu *cpu, uint64_t sequence, struct TraceRecord *record);
const char *trace_event_name(uint32_t event);

/* "[subsystem] text" in one line that no other interleaves. */
void kernel_log(const char *subsystem, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Reports for a person: queued where nothing may be printed, shown by the console task. Interrupts may be
 * off. */
void report(const char *text);
void report_format(const char *format, ...) __attribute__((format(printf, 1, 2)));
/* Takes the oldest report out; false: there is none. */
enum { REPORT_SIZE = 2000 };
bool report_take(char text[REPORT_SIZE]);
uint64_t report_dropped(void);
/* The task to wake when there is a report, or NULL. */
extern struct Task *console_task;

#endif
