/*
 * Trace rings, log lines and reports: see trace.h.
 */
#include "vm/kernel/trace.h"

#include "vm/format.h"
#include "vm/kernel/scheduler.h"

struct Task *console_task;

static const char *const event_names[TRACE_EVENT_COUNT] = {
#define TRACE(name, first, second) #name,
#include "vm/trace.def"
#undef TRACE
};

bool trace_initialise(struct Cpu *cpu) {
    size_t pages = (sizeof(struct TraceRing) + MACHINE_PAGE_SIZE - 1) / MACHINE_PAGE_SIZE;
    cpu->trace = machine_pages_allocate(pages);
    return cpu->trace != NULL;
}

void trace_record(enum TraceEvent event, uint32_t first, uint64_t second) {
    struct TraceRing *ring = this_cpu()->trace;
    uint64_t sequence = ring->written + 1;
    ring->records[sequence % TRACE_RING_SIZE] = (struct TraceRecord){
        .sequence = sequence, .clock = machine_clock(), .event = event, .first = first, .second = second};
    __atomic_store_n(&ring->written, sequence, __ATOMIC_RELEASE);
}

bool trace_read(const struct Cpu *cpu, uint64_t sequence, struct TraceRecord *record) {
    const struct TraceRing *ring = cpu->trace;
    if (!sequence || sequence > __atomic_load_n(&ring->written, __ATOMIC_ACQUIRE)) {
        return false;
    }
    *record = ring->records[sequence % TRACE_RING_SIZE];
    /* The slot is rewritten only after `written` has come round to one less. */
    return record->sequence == sequence &&
           __atomic_load_n(&ring->written, __ATOMIC_ACQUIRE) + 1 < sequence + TRACE_RING_SIZE;
}

const char *trace_event_name(uint32_t event) { return event < TRACE_EVENT_COUNT ? event_names[event] : "?"; }

void kernel_log(const char *subsystem, const char *format, ...) {
    char line[256];
    size_t length = format_text(line, sizeof(line), "[%s] ", subsystem);
    va_list arguments;
    va_start(arguments, format);
    length += format_text_list(line + length, sizeof(line) - length, format, arguments);
    va_end(arguments);
    length = length < sizeof(line) - 2 ? length : sizeof(line) - 2;
    line[length++] = '\n';
    machine_console_write(line, length);
}

enum { REPORT_COUNT = 16 };

static struct {
    struct SpinLock lock;
    uint64_t first, next; /* numbers of the oldest report and of the next one */
    uint64_t dropped;
    char texts[REPORT_COUNT][REPORT_SIZE];
} reports;

void report(const char *text) {
    MachineInterrupts previous = spin_lock(&reports.lock);
    if (reports.next - reports.first == REPORT_COUNT) {
        reports.dropped++;
    } else {
        format_text(reports.texts[reports.next++ % REPORT_COUNT], REPORT_SIZE, "%s", text);
    }
    spin_unlock(&reports.lock, previous);
    previous = machine_interrupts_disable();
    if (console_task) {
        scheduler_wake(this_cpu(), console_task);
    }
    machine_interrupts_restore(previous);
}

void report_format(const char *format, ...) {
    char text[256];
    va_list arguments;
    va_start(arguments, format);
    format_text_list(text, sizeof(text), format, arguments);
    va_end(arguments);
    report(text);
}

bool report_take(char text[REPORT_SIZE]) {
    MachineInterrupts previous = spin_lock(&reports.lock);
    bool found = reports.first != reports.next;
    if (found) {
        format_text(text, REPORT_SIZE, "%s", reports.texts[reports.first++ % REPORT_COUNT]);
    }
    spin_unlock(&reports.lock, previous);
    return found;
}

uint64_t report_dropped(void) { return __atomic_load_n(&reports.dropped, __ATOMIC_RELAXED); }
