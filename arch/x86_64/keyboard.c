/*
 * The PS/2 keyboard. Scan codes are set 1, which the 8042 translates to unless told otherwise.
 *
 * Only the boot CPU takes its interrupt, so its state needs no lock.
 */
#include "arch/x86_64/keyboard.h"

#include <stdbool.h>

#include "arch/x86_64/console.h"
#include "arch/x86_64/registers.h"

enum {
    KEYBOARD_DATA = 0x60,
    KEYBOARD_STATUS = 0x64,
    STATUS_OUTPUT_FULL = 1 << 0,
    STATUS_FROM_MOUSE = 1 << 5,
};
enum {
    SCAN_CONTROL = 0x1d,
    SCAN_LEFT_SHIFT = 0x2a,
    SCAN_RIGHT_SHIFT = 0x36,
    SCAN_CAPS_LOCK = 0x3a,
    SCAN_RELEASED = 0x80,
    SCAN_EXTENDED = 0xe0,
    SCAN_HOME = 0x47,
    SCAN_UP = 0x48,
    SCAN_LEFT = 0x4b,
    SCAN_RIGHT = 0x4d,
    SCAN_END = 0x4f,
    SCAN_DOWN = 0x50,
    SCAN_DELETE = 0x53,
};
enum { BYTES_PER_INTERRUPT = 16, CONTROL_MASK = 0x1f };

/* The character of each key up to the space bar, by scan code; 0 has none. */
static const char plain[] = "\0\0331234567890-=\177\tqwertyuiop[]\r\0asdfghjkl;'`\0\\zxcvbnm,./\0*\0 ";
static const char shifted[] = "\0\033!@#$%^&*()_+\177\tQWERTYUIOP{}\r\0ASDFGHJKL:\"~\0|ZXCVBNM<>?\0*\0 ";
_Static_assert(sizeof plain == sizeof shifted, "one character a key");

static struct {
    bool shift, control, caps_lock, extended;
} keys;

static bool is_letter(char character) { return (unsigned)((character | 0x20) - 'a') < 26; }

static void put_character(uint8_t scan) {
    char character = scan < sizeof plain - 1 ? (keys.shift ? shifted : plain)[scan] : 0;
    if (keys.caps_lock && is_letter(character)) {
        character ^= 0x20;
    }
    if (keys.control && is_letter(character)) {
        character &= CONTROL_MASK;
    }
    if (character) {
        console_input_put((uint8_t)character);
    }
}

/* Keys of their own send what a terminal would, ECMA-48. */
static const char *sequence_of(uint8_t scan) {
    switch (scan) {
    case SCAN_UP:
        return "\033[A";
    case SCAN_DOWN:
        return "\033[B";
    case SCAN_RIGHT:
        return "\033[C";
    case SCAN_LEFT:
        return "\033[D";
    case SCAN_HOME:
        return "\033[H";
    case SCAN_END:
        return "\033[F";
    case SCAN_DELETE:
        return "\033[3~";
    default:
        return "";
    }
}

static void take_extended(uint8_t scan) {
    if ((scan & ~SCAN_RELEASED) == SCAN_CONTROL) {
        keys.control = !(scan & SCAN_RELEASED);
        return;
    }
    for (const char *byte = sequence_of(scan); *byte; byte++) {
        console_input_put((uint8_t)*byte);
    }
}

static void take_scan_code(uint8_t scan) {
    bool pressed = !(scan & SCAN_RELEASED);
    switch (scan & ~SCAN_RELEASED) {
    case SCAN_CONTROL:
        keys.control = pressed;
        break;
    case SCAN_LEFT_SHIFT:
    case SCAN_RIGHT_SHIFT:
        keys.shift = pressed;
        break;
    case SCAN_CAPS_LOCK:
        keys.caps_lock ^= pressed;
        break;
    default:
        if (pressed) {
            put_character(scan);
        }
        break;
    }
}

void keyboard_interrupt(void) {
    for (unsigned count = 0; count < BYTES_PER_INTERRUPT; count++) {
        uint8_t status = port_read8(KEYBOARD_STATUS);
        if (status == UINT8_MAX || !(status & STATUS_OUTPUT_FULL)) {
            return;
        }
        uint8_t scan = port_read8(KEYBOARD_DATA);
        if (status & STATUS_FROM_MOUSE) {
            continue;
        }
        if (keys.extended) {
            take_extended(scan);
        } else if (scan != SCAN_EXTENDED) {
            take_scan_code(scan);
        }
        keys.extended = !keys.extended && scan == SCAN_EXTENDED;
    }
}
