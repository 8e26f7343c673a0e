/*
 * Runs image_verify() over many byte strings, for tests/vm/test_verifier.py: the verifier alone, without the
 * rest of the VM.
 *
 * The input file holds, again and again, a 64-bit little-endian word and as many bytes as its low 32 bits
 * say. A line is written for each: "ok", or the reason. Every string is copied to memory of exactly its size,
 * so that the sanitizers see any byte read past it. The word's high half: bit 0: the copy lies at an odd
 * address; above it, if not 0, the number of the allocation that fails, from 1.
 *
 * With a second argument, a number: verifies the first string that often and writes the seconds that took.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "vm/image.h"
#include "vm/machine.h"

static size_t pages_in_use;
static uint32_t allocations_until_failure; /* 0: none fails */

void *machine_pages_allocate(size_t count) {
    if (allocations_until_failure && --allocations_until_failure == 0)
        return NULL;
    pages_in_use += count;
    return calloc(count, MACHINE_PAGE_SIZE);
}

void machine_pages_free(void *pages, size_t count) {
    pages_in_use -= count;
    free(pages);
}

/* A copy in memory of its own, which is to be freed; NULL at the end of the file. */
static void *read_image(FILE *file, uint8_t **image, size_t *size) {
    uint32_t announced[2];
    if (fread(announced, sizeof(announced), 1, file) != 1)
        return NULL;
    uint32_t shift = announced[1] & 1;
    allocations_until_failure = announced[1] >> 1;
    *size = announced[0];
    uint8_t *bytes = malloc(*size + shift); /* aligned for any type: to 16 bytes */
    *image = bytes + shift;
    if (!bytes || fread(*image, 1, *size, file) != *size) {
        fprintf(stderr, "verify_harness: the input is cut short\n");
        exit(2);
    }
    return bytes;
}

static void measure(const void *bytes, size_t size, int rounds) {
    char reason[IMAGE_REASON_SIZE];
    struct timespec start, end;
    clock_gettime(CLOCK_MONOTONIC, &start);
    for (int i = 0; i < rounds; i++)
        image_verify(bytes, size, reason);
    clock_gettime(CLOCK_MONOTONIC, &end);
    printf("%f\n", (double)(end.tv_sec - start.tv_sec) + (double)(end.tv_nsec - start.tv_nsec) / 1e9);
}

int main(int argc, char **argv) {
    FILE *file = argc > 1 ? fopen(argv[1], "rb") : NULL;
    if (!file) {
        fprintf(stderr, "usage: verify_harness FILE [ROUNDS]\n");
        return 2;
    }
    size_t size;
    uint8_t *image;
    for (void *memory; (memory = read_image(file, &image, &size)); free(memory)) {
        char reason[IMAGE_REASON_SIZE];
        memset(reason, '#', sizeof(reason));
        if (argc > 2)
            measure(image, size, atoi(argv[2]));
        else
            puts(image_verify(image, size, reason) ? "ok" : reason);
    }
    fclose(file);
    if (pages_in_use) {
        fprintf(stderr, "verify_harness: %zu pages not given back\n", pages_in_use);
        return 1;
    }
    return 0;
}
