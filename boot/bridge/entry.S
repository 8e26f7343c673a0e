/* The bridge's way in and out.
 *
 * In: the Multiboot2 header, and bridge_entry, which GRUB enters in 32-bit protected mode without paging, with
 * eax = the Multiboot2 magic and ebx = the address of its information. It goes to long mode and calls
 *     void bridge_main(uint32_t magic, const struct Multiboot2Information *information)
 *
 * Out: void enter_kernel(uint64_t page_tables, uint64_t stack_top, uint64_t entry), which leaves for the kernel.
 *
 * Bits: Intel SDM volume 3, chapters 2.5 (control registers), 2.2.1 (EFER), 12.12.2 (PAT).
 */

#define MULTIBOOT2_MAGIC 0xe85250d6
#define HHDM_OFFSET 0xffff800000000000

#define CR0_PROTECTION 0x00000001
#define CR0_EXTENSION_TYPE 0x00000010
#define CR0_WRITE_PROTECT 0x00010000
#define CR0_PAGING 0x80000000
#define CR4_PAE 0x20
#define EFER 0xc0000080
#define EFER_LONG_MODE 0x100
#define EFER_NO_EXECUTE 0x800
#define PAT 0x277
#define PAT_LOW 0x00070406  /* entries 0 to 3: WB, WT, UC-, UC */
#define PAT_HIGH 0x00000105 /* entries 4 to 7: WP, WC, UC, UC */

#define CODE_32 0x18
#define DATA_32 0x20
#define CODE_64 0x28
#define DATA_64 0x30

    .section .multiboot2, "a", @progbits
    .balign 8
header:
    .long MULTIBOOT2_MAGIC
    .long 0 /* i386 */
    .long header_end - header
    .long -(MULTIBOOT2_MAGIC + (header_end - header))
    /* A framebuffer, where there is one: width, height, depth. */
    .balign 8
    .word 5, 1
    .long 20
    .long 1280, 800, 32
    /* Modules begin on pages. */
    .balign 8
    .word 6, 0
    .long 8
    .balign 8
    .word 0, 0
    .long 8
header_end:

    .text
    .code32
    .globl bridge_entry
    .type bridge_entry, @function
bridge_entry:
    cli
    cld
    mov $bootstrap_stack_end, %esp
    mov %eax, %edi
    mov %ebx, %esi

    mov $0x80000000, %eax
    cpuid
    cmp $0x80000001, %eax
    jb no_long_mode
    mov $0x80000001, %eax
    cpuid
    bt $29, %edx
    jnc no_long_mode
    mov %edx, %ebp

    call fill_page_tables
    mov $bootstrap_root, %eax
    mov %eax, %cr3
    mov $CR4_PAE, %eax
    mov %eax, %cr4
    mov $EFER, %ecx
    xor %edx, %edx
    mov $EFER_LONG_MODE, %eax
    bt $20, %ebp /* no-execute */
    jnc 1f
    or $EFER_NO_EXECUTE, %eax
1:  wrmsr
    mov $(CR0_PAGING | CR0_WRITE_PROTECT | CR0_EXTENSION_TYPE | CR0_PROTECTION), %eax
    mov %eax, %cr0
    lgdt gdt_register
    ljmp $CODE_64, $long_mode
    .size bridge_entry, . - bridge_entry

/* The bootstrap tables: the first 4 GiB in 2 MiB pages, at 0 and at HHDM_OFFSET. Uses eax, ecx. */
    .type fill_page_tables, @function
fill_page_tables:
    movl $(bootstrap_directory_pointers + 3), bootstrap_root
    movl $(bootstrap_directory_pointers + 3), bootstrap_root + 8 * 256
    movl $(bootstrap_directories + 0x0003), bootstrap_directory_pointers
    movl $(bootstrap_directories + 0x1003), bootstrap_directory_pointers + 8
    movl $(bootstrap_directories + 0x2003), bootstrap_directory_pointers + 16
    movl $(bootstrap_directories + 0x3003), bootstrap_directory_pointers + 24
    xor %ecx, %ecx
    mov $0x83, %eax /* present, writable, large */
1:  mov %eax, bootstrap_directories(, %ecx, 8)
    add $0x200000, %eax
    inc %ecx
    cmp $2048, %ecx
    jb 1b
    ret
    .size fill_page_tables, . - fill_page_tables

/* Says so on COM1 and halts. */
    .type no_long_mode, @function
no_long_mode:
    mov $no_long_mode_text, %esi
    mov $0x3f8, %dx
1:  lodsb
    test %al, %al
    jz 2f
    out %al, %dx
    jmp 1b
2:  hlt
    jmp 2b
    .size no_long_mode, . - no_long_mode

    .code64
    .type long_mode, @function
long_mode:
    mov $DATA_64, %eax
    mov %eax, %ss
    mov %eax, %ds
    mov %eax, %es
    mov %eax, %fs
    mov %eax, %gs
    mov %edi, %edi
    mov %esi, %esi
    call bridge_main
    ud2
    .size long_mode, . - long_mode

/* _Noreturn void enter_kernel(uint64_t page_tables, uint64_t stack_top, uint64_t entry);
 *
 * rdi, rsi: physical addresses; rdx: the kernel's. The code goes on in the direct map, which the bootstrap and the
 * final tables share. On the new stack:
 *
 *     stack_top -  8   0, in place of a return address: the kernel's rsp
 *     stack_top - 16   ss
 *     stack_top - 24   rsp
 *     stack_top - 32   flags
 *     stack_top - 40   cs
 *     stack_top - 48   rip, where iretq takes all five from
 */
    .globl enter_kernel
    .type enter_kernel, @function
enter_kernel:
    mov $HHDM_OFFSET, %rbx
    lea 1f(%rip), %rax
    add %rbx, %rax
    jmp *%rax
1:  mov %rdx, %rbp
    mov $PAT, %ecx
    mov $PAT_LOW, %eax
    mov $PAT_HIGH, %edx
    wrmsr
    mov %rdi, %cr3
    lea (%rbx, %rsi), %rsp
    lea gdt_register_high(%rip), %rax
    lgdt (%rax)
    pushq $0
    mov %rsp, %rax
    pushq $DATA_64
    pushq %rax
    pushq $2 /* flags: all clear */
    pushq $CODE_64
    pushq %rbp
    mov $DATA_64, %eax
    mov %eax, %ds
    mov %eax, %es
    mov %eax, %fs
    mov %eax, %gs
    mov %eax, %ss
    xor %eax, %eax
    xor %ebx, %ebx
    xor %ecx, %ecx
    xor %edx, %edx
    xor %esi, %esi
    xor %edi, %edi
    xor %ebp, %ebp
    xor %r8d, %r8d
    xor %r9d, %r9d
    xor %r10d, %r10d
    xor %r11d, %r11d
    xor %r12d, %r12d
    xor %r13d, %r13d
    xor %r14d, %r14d
    xor %r15d, %r15d
    iretq
    .size enter_kernel, . - enter_kernel

    .data
/* The descriptors the protocol lists, in its order. They stay in use until the kernel loads its own. */
    .balign 8
gdt:
    .quad 0
    .quad 0x00009b000000ffff /* 0x08: 16-bit code */
    .quad 0x000093000000ffff /* 0x10: 16-bit data */
    .quad 0x00cf9b000000ffff /* 0x18: 32-bit code */
    .quad 0x00cf93000000ffff /* 0x20: 32-bit data */
    .quad 0x00209b0000000000 /* 0x28: 64-bit code */
    .quad 0x0000930000000000 /* 0x30: 64-bit data */
gdt_end:

gdt_register:
    .word gdt_end - gdt - 1
    .quad gdt
gdt_register_high:
    .word gdt_end - gdt - 1
    .quad gdt + HHDM_OFFSET

no_long_mode_text:
    .asciz "bridge: this processor has no 64-bit mode\r\n"

    .bss
    .balign 4096
bootstrap_root:
    .skip 4096
bootstrap_directory_pointers:
    .skip 4096
bootstrap_directories:
    .skip 4 * 4096
bootstrap_stack:
    .skip 16384
bootstrap_stack_end:

    .section .note.GNU-stack, "", @progbits
