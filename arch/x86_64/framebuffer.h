/*
 * The framebuffer console: what the serial port shows, on the screen. Cells of 8 by 16 pixels, white on
 * black.
 *
 * It knows \n, \r, \b, \t and skips escape sequences but "erase to the end of the line" and cursor left and
 * right.
 */
#ifndef ARCH_X86_64_FRAMEBUFFER_H
#define ARCH_X86_64_FRAMEBUFFER_H

#include <stddef.h>
#include <stdint.h>

#include "boot/information.h"

/* Logs one line if there is one it can't draw on; without one nothing is drawn. After paging is up. */
void framebuffer_initialise(const struct BootFramebuffer *framebuffer);
/* The caller holds the console's lock. */
void framebuffer_write(const void *bytes, size_t size);

/* font.c: the printable ASCII characters. */
enum { FONT_FIRST = 0x20, FONT_LAST = 0x7e, FONT_WIDTH = 8, FONT_ROWS = 8, FONT_HEIGHT = 2 * FONT_ROWS };
extern const uint8_t font[FONT_LAST - FONT_FIRST + 1][FONT_ROWS];

#endif
