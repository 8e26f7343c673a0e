/* base.img, the frozen compiler and prompt, in the kernel's read-only data.
 *
 *     extern const uint8_t kernel_base_image[];       aligned to a page
 *     extern const uint64_t kernel_base_image_size;   bytes
 *
 * No code, hence no stack. */
    .section .rodata.base_image, "a", @progbits
    .balign 4096
    .globl kernel_base_image
    .type kernel_base_image, @object
kernel_base_image:
    .incbin "out/base.img"
.Lbase_image_end:
    .size kernel_base_image, .Lbase_image_end - kernel_base_image

    .balign 8
    .globl kernel_base_image_size
    .type kernel_base_image_size, @object
    .size kernel_base_image_size, 8
kernel_base_image_size:
    .quad .Lbase_image_end - kernel_base_image

    .section .note.GNU-stack, "", @progbits
