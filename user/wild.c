/*
 * wild: writes where it may not, into the kernel's memory. The kernel ends it and goes on.
 */
#include "user/system.h"

int64_t main(void);

int64_t main(void) {
    static const char text[] = "[wild] about to write to kernel memory\n";
    system_write(text, sizeof(text) - 1);
    *(volatile uint64_t *)0xffffffff80000000 = 0;
    static const char survived[] = "[wild] survived\n";
    system_write(survived, sizeof(survived) - 1);
    return 1;
}
