/* The bounds of the kernel image's sections, from boot/kernel.ld; all aligned to pages,
 * but for the start of the text: the first page begins with the headers of the file.
 *
 * Each is a position, not a variable: use its address only. An end is the first byte after the section,
 * rounded up to a page. The image is contiguous from kernel_image_start to kernel_image_end, in virtual and
 * in physical memory.
 */
#ifndef BOOT_SECTIONS_H
#define BOOT_SECTIONS_H

#include <stdint.h>

extern const uint8_t kernel_image_start[];
extern const uint8_t kernel_text_start[]; /* read, execute */
extern const uint8_t kernel_text_end[];
extern const uint8_t kernel_rodata_start[]; /* read */
extern const uint8_t kernel_rodata_end[];
extern const uint8_t kernel_data_start[]; /* read, write; .bss included */
extern const uint8_t kernel_data_end[];
extern const uint8_t kernel_image_end[];

/* The frozen library, compiler and prompt (base.img), in read-only data, aligned to 4096; size in bytes. */
extern const uint8_t kernel_base_image[];
extern const uint64_t kernel_base_image_size;

#endif
