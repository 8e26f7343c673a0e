/* Ctrl-C as a request to the isolate. */
#include <signal.h>

#include "vm/host/host.h"

static Isolate *volatile interrupted;

static void on_interrupt(int number) {
    (void)number;
    if (interrupted)
        isolate_request(interrupted, REQUEST_INTERRUPT);
}

void host_interrupts(Isolate *isolate) {
    interrupted = isolate;
    signal(SIGINT, isolate ? on_interrupt : SIG_DFL);
}
