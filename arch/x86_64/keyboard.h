/*
 * The PS/2 keyboard, US layout, feeding the console's input queue. Source: IBM PC AT technical reference,
 * 8042.
 */
#ifndef ARCH_X86_64_KEYBOARD_H
#define ARCH_X86_64_KEYBOARD_H

enum { KEYBOARD_IRQ = 1 };

/* Takes the scan codes that have come; a machine without a controller sends none. */
void keyboard_interrupt(void);

#endif
