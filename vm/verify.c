/*
 * Verifying images: the header, the module records and the order of it all. The rules are in verify.h.
 */
#include "vm/verify.h"

#include <stdarg.h>

#include "image_fingerprint.h"
#include "vm/crc32.h"
#include "vm/format.h"
#include "vm/machine.h"

_Static_assert(sizeof(ImageHeader) == 64 && offsetof(ImageHeader, checksum) == 24, "the image format");
_Static_assert(sizeof(ImageModule) == 24, "the image format");

bool verify_fail(ImageVerifier *verifier, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    format_text_list(verifier->reason, IMAGE_REASON_SIZE, format, arguments);
    va_end(arguments);
    return false;
}

/* ---- Header ---- */

static bool magic_matches(const ImageHeader *header) {
    for (size_t i = 0; i < sizeof(header->magic); i++)
        if (header->magic[i] != IMAGE_MAGIC[i])
            return false;
    return true;
}

/* With its own field as zero. */
static uint32_t checksum_of(const uint8_t *bytes, uint64_t size) {
    static const uint8_t zeros[4];
    uint32_t checksum = crc32_add(0, bytes, offsetof(ImageHeader, checksum));
    checksum = crc32_add(checksum, zeros, sizeof(zeros));
    uint64_t behind = offsetof(ImageHeader, checksum) + sizeof(zeros);
    return crc32_add(checksum, bytes + behind, size - behind);
}

/* That these bytes are an image, whole and made for this VM. */
static bool verify_identity(ImageVerifier *verifier, size_t size) {
    const ImageHeader *header = verifier->header;
    if ((uintptr_t)verifier->bytes % IMAGE_ALIGNMENT)
        return verify_fail(verifier, "header: the image does not lie at a multiple of 8");
    if (size < sizeof(ImageHeader))
        return verify_fail(verifier, "header: %zu bytes are too few for an image", size);
    if (!magic_matches(header))
        return verify_fail(verifier, "header: not an image");
    if (header->version != IMAGE_VERSION)
        return verify_fail(verifier, "header: version %u, not %u; freeze again", header->version,
                           IMAGE_VERSION);
    if (header->fingerprint != IMAGE_FINGERPRINT)
        return verify_fail(verifier, "header: made for other instructions; freeze again");
    if (header->size != size)
        return verify_fail(verifier, "header: an image of %llu bytes, but there are %zu",
                           (unsigned long long)header->size, size);
    if (size > UINT32_MAX || size % IMAGE_ALIGNMENT)
        return verify_fail(verifier, "header: no image has a size of %zu bytes", size);
    if (header->checksum != checksum_of(verifier->bytes, size))
        return verify_fail(verifier, "header: wrong checksum");
    return true;
}

/* That objects and module records fill the image, and nothing else does. */
static bool verify_layout(ImageVerifier *verifier) {
    const ImageHeader *header = verifier->header;
    if (header->flags & ~(uint32_t)IMAGE_DYNAMIC)
        return verify_fail(verifier, "header: unknown flags");
    if (header->objects != sizeof(ImageHeader))
        return verify_fail(verifier, "header: the objects do not start behind the header");
    if (header->modules % IMAGE_ALIGNMENT || header->modules < header->objects ||
        header->modules > header->size)
        return verify_fail(verifier, "header: the module table is outside the image");
    uint64_t table_size = (uint64_t)header->module_count * sizeof(ImageModule),
             end = header->modules + table_size;
    if (end != header->size)
        return verify_fail(verifier, "header: the module table does not fill the rest of the image");
    if (header->entry >= header->module_count)
        return verify_fail(verifier, "header: there is no module %u to enter", header->entry);
    if (header->flags & IMAGE_DYNAMIC && header->module_count != 1)
        return verify_fail(verifier, "header: an image made at run time has one module");
    return true;
}

/* ---- Module records ---- */

static bool verify_module_code(ImageVerifier *verifier, uint32_t number, const Code *code) {
    if (code->module != number)
        return verify_fail(verifier, "module %u: its code belongs to module %u", number, code->module);
    if (!(code->object.detail & CODE_MODULE_BODY))
        return verify_fail(verifier, "module %u: its code is not a module's body", number);
    if (code->positional_count || code->keyword_only_count || code->free_count ||
        code->object.detail != CODE_MODULE_BODY)
        return verify_fail(verifier, "module %u: its code takes parameters, cells or is a generator", number);
    return true;
}

static bool verify_module(ImageVerifier *verifier, uint32_t number) {
    const ImageModule *module = (const ImageModule *)(verifier->bytes + verifier->header->modules) + number;
    if (!verify_is(verifier, module->name, KIND_STRING))
        return verify_fail(verifier, "module %u: its name is not a string", number);
    if (!verify_is(verifier, module->filename, KIND_STRING))
        return verify_fail(verifier, "module %u: its file name is not a string", number);
    if (!verify_is_string_tuple(verifier, module->names))
        return verify_fail(verifier, "module %u: its names are not a tuple of strings", number);
    if (module->bound_count > verify_object(verifier, module->names)->count)
        return verify_fail(verifier, "module %u: more names bound than it has", number);
    if (module->flags & ~(uint32_t)MODULE_IS_PACKAGE)
        return verify_fail(verifier, "module %u: unknown flags", number);
    if (!verify_is(verifier, module->code, KIND_CODE))
        return verify_fail(verifier, "module %u: its code is not a code", number);
    return verify_module_code(verifier, number, (const Code *)verify_object(verifier, module->code));
}

static bool verify_modules(ImageVerifier *verifier) {
    const ImageHeader *header = verifier->header;
    if (verifier->code_count != header->code_count)
        return verify_fail(verifier, "header: %u codes announced, %u found", header->code_count,
                           verifier->code_count);
    if (!verify_is(verifier, header->name, KIND_STRING))
        return verify_fail(verifier, "header: the image's name is not a string");
    for (uint32_t number = 0; number < header->module_count; number++)
        if (!verify_module(verifier, number))
            return false;
    return true;
}

/* ---- The whole ---- */

static size_t pages_for_bits(uint64_t bits) { return bits / 8 / MACHINE_PAGE_SIZE + 1; }

static bool verify_all_codes(ImageVerifier *verifier) {
    size_t pages = pages_for_bits(verifier->largest_code);
    verifier->instruction_starts = machine_pages_allocate(pages);
    if (!verifier->instruction_starts)
        return verify_fail(verifier, "not enough memory to verify the image");
    bool verified = verify_codes(verifier);
    machine_pages_free(verifier->instruction_starts, pages);
    return verified;
}

static bool verify_contents(ImageVerifier *verifier) {
    size_t pages = pages_for_bits(verifier->header->size / IMAGE_ALIGNMENT);
    verifier->starts = machine_pages_allocate(2 * pages);
    if (!verifier->starts)
        return verify_fail(verifier, "not enough memory to verify the image");
    verifier->string_tuples = verifier->starts + pages * (MACHINE_PAGE_SIZE / sizeof(uint64_t));
    bool verified = verify_objects(verifier) && verify_modules(verifier) && verify_all_codes(verifier);
    machine_pages_free(verifier->starts, 2 * pages);
    return verified;
}

bool image_verify(const void *bytes, size_t size, char reason[IMAGE_REASON_SIZE]) {
    ImageVerifier verifier = {.bytes = bytes, .header = bytes, .reason = reason};
    reason[0] = 0;
    return verify_identity(&verifier, size) && verify_layout(&verifier) && verify_contents(&verifier);
}
