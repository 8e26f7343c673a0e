/* Changing images so that most of what comes out still passes the verifier. */
#ifndef TESTS_FUZZ_IMAGE_MUTATOR_H
#define TESTS_FUZZ_IMAGE_MUTATOR_H

#include "vm/image.h"

/* Changes a verified image in place in a few of its parts, and mends most of what that breaks. */
void image_mutate(uint8_t *bytes, size_t size, uint64_t seed);
/* Bytes from an object of a verified image to the next one. */
uint64_t image_extent(const Object *object);
/* Puts right what every image must have whatever is in it: magic, version, fingerprint, size, checksum. The
 * size must be a multiple of 8 and at least the header's. */
void image_seal(uint8_t *bytes, size_t size);

#endif
