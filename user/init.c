/*
 * init: the first process. Shows that every system call works, one line each, and ends.
 */
#include "user/system.h"

enum { ECHO_PORT = 1, REPLY_PORT = 2, MESSAGE_SIZE = 64, SLEEP_TICKS = 5 };

int64_t main(void);

/* Text in quotes only. */
#define SAY(text) system_write(text, sizeof(text) - 1)

static int equal(const char *left, const char *right, size_t size) {
    while (size && *left == *right) {
        left++, right++, size--;
    }
    return !size;
}

/* What comes back for a message to the echo task must be the same in capitals. */
static int exchange(void) {
    static const char question[] = "hello from ring 3";
    static const char wanted[] = "HELLO FROM RING 3";
    char answer[MESSAGE_SIZE];
    if (system_send(ECHO_PORT, question, sizeof(question) - 1) != 0) {
        return 0;
    }
    int64_t size = system_receive(REPLY_PORT, answer, sizeof(answer));
    return size == sizeof(wanted) - 1 && equal(answer, wanted, sizeof(wanted) - 1);
}

int64_t main(void) {
    SAY("[init] running in ring 3\n");
    if (system_sleep(SLEEP_TICKS) == 0) {
        SAY("[init] slept 5 ticks\n");
    }
    if (exchange()) {
        SAY("[init] a Python task answered\n");
    } else {
        SAY("[init] the echo task did not answer\n");
    }
    if (system_write((const void *)0xdead0000, 16) == -EFAULT) {
        SAY("[init] a bad pointer gives an error\n");
    }
    SAY("[init] done\n");
    return 0;
}
