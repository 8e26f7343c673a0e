/* Files of the hosted VM: images, source lines for tracebacks, standard output. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "vm/host/host.h"
#include "vm/types/string.h"

/* ---- Images ---- */

static bool complain(const char *path, const char *what) {
    fprintf(stderr, "permafrost-vm: %s: %s\n", path, what);
    return false;
}

bool host_load_image(const char *path, Image *image) {
    char reason[IMAGE_REASON_SIZE];
    struct stat status;
    int file = open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0 || fstat(file, &status) < 0)
        return complain(path, strerror(errno));
    if (status.st_size == 0)
        return complain(path, "the file is empty");
    void *bytes = mmap(NULL, (size_t)status.st_size, PROT_READ, MAP_PRIVATE, file, 0);
    close(file);
    if (bytes == MAP_FAILED)
        return complain(path, strerror(errno));
    if (!image_verify(bytes, (size_t)status.st_size, reason))
        return complain(path, reason);
    *image = (Image){.header = bytes, .size = (size_t)status.st_size};
    return true;
}

/* ---- Source lines ---- */

enum { PATH_SIZE = 4096 };

bool host_source_line(void *context, const String *filename, uint32_t line, char *buffer, size_t size) {
    (void)context;
    char path[PATH_SIZE];
    string_copy_utf8(filename, path, sizeof(path));
    FILE *file = fopen(path, "re");
    if (!file)
        return false;
    char *text = NULL;
    size_t capacity = 0;
    ssize_t length = 0;
    for (uint32_t number = 0; number < line && length >= 0; number++)
        length = getline(&text, &capacity, file);
    if (length > 0) {
        text[strcspn(text, "\r\n")] = 0;
        snprintf(buffer, size, "%s", text);
    }
    free(text);
    fclose(file);
    return length > 0;
}

/* ---- Standard output and error ---- */

enum { BUFFER_SIZE = 1 << 16 };
static char output[BUFFER_SIZE];
static size_t output_size;

static void write_all(int file, const char *bytes, size_t size) {
    while (size) {
        ssize_t written = write(file, bytes, size);
        if (written < 0 && errno != EINTR)
            return; /* nobody reads: as a closed pipe would be, but without dying of it */
        if (written > 0) {
            bytes += written;
            size -= (size_t)written;
        }
    }
}

void host_flush(void) {
    write_all(STDOUT_FILENO, output, output_size);
    output_size = 0;
}

void host_write(Isolate *isolate, const void *bytes, size_t size, bool error) {
    (void)isolate;
    if (error || size > BUFFER_SIZE - output_size)
        host_flush();
    if (error || size > BUFFER_SIZE) {
        write_all(error ? STDERR_FILENO : STDOUT_FILENO, bytes, size);
        return;
    }
    memcpy(output + output_size, bytes, size);
    output_size += size;
    if (memchr(bytes, '\n', size) && isatty(STDOUT_FILENO))
        host_flush();
}

/* ---- Standard input ---- */

static char input[BUFFER_SIZE];
static size_t input_start, input_end;

size_t host_read(Isolate *isolate, void *bytes, size_t size) {
    (void)isolate;
    if (input_start == input_end) {
        host_flush();
        ssize_t filled =
            read(STDIN_FILENO, input, sizeof(input)); /* Ctrl-C ends it as the end of input does */
        input_start = 0;
        input_end = filled > 0 ? (size_t)filled : 0;
    }
    size_t taken = input_end - input_start < size ? input_end - input_start : size;
    memcpy(bytes, input + input_start, taken);
    input_start += taken;
    return taken;
}
