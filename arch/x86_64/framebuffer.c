/*
 * The framebuffer console. A copy of the text is kept, so that scrolling redraws only the cells that differ
 * and never reads the framebuffer, which is slow to read.
 */
#include "arch/x86_64/framebuffer.h"

#include <stdbool.h>

#include "arch/x86_64/log.h"
#include "arch/x86_64/memory.h"
#include "arch/x86_64/paging.h"

enum { COLUMN_LIMIT = 256, ROW_LIMIT = 128, TAB_WIDTH = 8, BYTES_PER_PIXEL = 4 };
#define PIXEL_ON 0x00d0d0d0U

enum EscapeState { ESCAPE_NONE, ESCAPE_STARTED, ESCAPE_PARAMETERS };

static struct {
    uint8_t *pixels; /* NULL: no framebuffer */
    uint64_t pitch;
    unsigned columns, rows;
    unsigned column, row;
    enum EscapeState escape;
    char cells[ROW_LIMIT][COLUMN_LIMIT];
} screen;

static void draw(unsigned row, unsigned column) {
    const uint8_t *glyph = font[screen.cells[row][column] - FONT_FIRST];
    for (unsigned line = 0; line < FONT_HEIGHT; line++) {
        uint64_t inset = (row * FONT_HEIGHT + line) * screen.pitch + column * FONT_WIDTH * BYTES_PER_PIXEL;
        volatile uint32_t *pixels = (volatile void *)(screen.pixels + inset);
        for (unsigned bit = 0; bit < FONT_WIDTH; bit++) {
            pixels[bit] = glyph[line / 2] & 0x80 >> bit ? PIXEL_ON : 0;
        }
    }
}

static void set_cell(unsigned row, unsigned column, char character) {
    if (screen.cells[row][column] != character) {
        screen.cells[row][column] = character;
        draw(row, column);
    }
}

/* By a quarter of the screen, so that a stream of lines redraws it seldom. */
static void scroll(void) {
    unsigned by = screen.rows / 4 ? screen.rows / 4 : 1;
    for (unsigned row = 0; row < screen.rows; row++) {
        for (unsigned column = 0; column < screen.columns; column++) {
            set_cell(row, column, row + by < screen.rows ? screen.cells[row + by][column] : ' ');
        }
    }
    screen.row -= by;
}

static void next_line(void) {
    screen.column = 0;
    if (++screen.row == screen.rows) {
        scroll();
    }
}

/* A panic may find another CPU stopped in the middle of next_line(). */
static void put_printable(char character) {
    if (screen.row >= screen.rows || screen.column >= screen.columns) {
        screen.row = screen.column = 0;
    }
    set_cell(screen.row, screen.column, character);
    if (++screen.column == screen.columns) {
        next_line();
    }
}

static void erase_to_line_end(void) {
    for (unsigned column = screen.column; column < screen.columns; column++) {
        set_cell(screen.row, column, ' ');
    }
}

/* The last byte of a control sequence, ECMA-48 5.4. */
static void end_sequence(char final) {
    screen.escape = ESCAPE_NONE;
    if (final == 'K') {
        erase_to_line_end();
    } else if (final == 'C' && screen.column + 1 < screen.columns) {
        screen.column++;
    } else if (final == 'D' && screen.column) {
        screen.column--;
    }
}

static bool take_escape(char byte) {
    switch (screen.escape) {
    case ESCAPE_STARTED:
        screen.escape = byte == '[' ? ESCAPE_PARAMETERS : ESCAPE_NONE;
        return true;
    case ESCAPE_PARAMETERS:
        if (byte >= 0x40) {
            end_sequence(byte);
        }
        return true;
    default:
        screen.escape = byte == '\033' ? ESCAPE_STARTED : ESCAPE_NONE;
        return byte == '\033';
    }
}

static void put_byte(char byte) {
    if (take_escape(byte)) {
        return;
    }
    if (byte >= FONT_FIRST && byte <= FONT_LAST) {
        put_printable(byte);
    } else if (byte == '\n') {
        next_line();
    } else if (byte == '\r') {
        screen.column = 0;
    } else if (byte == '\b') {
        screen.column -= screen.column ? 1 : 0;
    } else if (byte == '\t') {
        do {
            put_printable(' ');
        } while (screen.column % TAB_WIDTH);
    }
}

void framebuffer_write(const void *bytes, size_t size) {
    for (size_t index = 0; screen.pixels && index < size; index++) {
        put_byte(((const char *)bytes)[index]);
    }
}

static unsigned smaller(uint64_t left, unsigned right) { return left < right ? (unsigned)left : right; }

void framebuffer_initialise(const struct BootFramebuffer *framebuffer) {
    screen.columns = smaller(framebuffer->width / FONT_WIDTH, COLUMN_LIMIT);
    screen.rows = smaller(framebuffer->height / FONT_HEIGHT, ROW_LIMIT);
    if (!framebuffer->present) {
        log_line("screen", "no framebuffer: the console is the serial port alone");
        return;
    }
    if (framebuffer->bits_per_pixel != 8 * BYTES_PER_PIXEL || !screen.columns || !screen.rows) {
        log_line("screen",
                 "the framebuffer does not have 32 bits a pixel: the console is the serial port alone");
        return;
    }
    uint8_t *pixels =
        paging_map_device(framebuffer->physical_address, framebuffer->pitch * framebuffer->height,
                          PAGE_WRITE | PAGE_WRITE_COMBINING);
    memset(screen.cells, ' ', sizeof screen.cells);
    if (pixels) {
        memset(pixels, 0, framebuffer->pitch * framebuffer->height);
        screen.pitch = framebuffer->pitch;
    }
    screen.pixels = pixels;
    log_line("screen", "%lux%lu, %u columns, %u rows", framebuffer->width, framebuffer->height,
             screen.columns, screen.rows);
}
