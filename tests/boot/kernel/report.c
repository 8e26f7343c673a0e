/* The test kernel: prints on COM1 what the loader handed over, one `name value` a line, and leaves QEMU.
 *
 * tests/boot compares the same facts from every way to boot. Beyond printing, it touches what the protocol
 * promises: it writes .bss and every usable page's first word, reads each module, and looks up its own name
 * for a backtrace.
 */
#include "boot/information.h"
#include "boot/sections.h"
#include "boot/symbols.h"
#include "tests/boot/kernel/entry_state.h"

#define COM1 0x3f8
#define DEBUG_EXIT 0xf4
#define EXIT_OK 0x10 /* QEMU's exit status becomes 0x21 */
#define PAGE_SIZE 4096

void report(void);
void *memcpy(void *destination, const void *source, size_t size);
void *memset(void *destination, int value, size_t size);

struct EntryState entry_state = {.general = 1};
static struct BootInformation information;

/* gcc may call these two for structure copies. */
void *memcpy(void *destination, const void *source, size_t size) {
    for (size_t index = 0; index < size; index++)
        ((volatile uint8_t *)destination)[index] = ((const uint8_t *)source)[index];
    return destination;
}

void *memset(void *destination, int value, size_t size) {
    for (size_t index = 0; index < size; index++)
        ((volatile uint8_t *)destination)[index] = (uint8_t)value;
    return destination;
}

static void write_port(uint16_t port, uint8_t value) {
    __asm__ volatile("outb %0, %1" : : "a"(value), "Nd"(port));
}

static void print(const char *text) {
    for (; *text; text++)
        write_port(COM1, (uint8_t)*text);
}

static void print_number(uint64_t value) {
    print(" 0x");
    for (int shift = 60; shift >= 0; shift -= 4)
        write_port(COM1, (uint8_t)"0123456789abcdef"[(value >> shift) & 15]);
}

static void print_fact(const char *name, uint64_t value) {
    print(name);
    print_number(value);
    print("\n");
}

static void print_entry_state(void) {
    print_fact("general", entry_state.general);
    print_fact("flags", entry_state.flags);
    print_fact("stack", entry_state.stack);
    print_fact("return_address", entry_state.return_address);
    print_fact("cr0", entry_state.cr0);
    print_fact("cr4", entry_state.cr4);
    print_fact("cs", entry_state.cs);
    print_fact("ss", entry_state.ss);
    print_fact("efer", entry_state.efer);
    print_fact("pat", entry_state.pat);
    print_fact("gdt_limit", entry_state.gdt_limit);
}

static void print_gdt(void) {
    const uint64_t *descriptors = (const uint64_t *)(uintptr_t)entry_state.gdt_base;
    for (unsigned index = 0; index < 7; index++)
        print_fact("gdt", descriptors[index]);
}

static void print_addresses(void) {
    print_fact("base_revision", information.base_revision);
    print_fact("firmware", information.firmware);
    print_fact("hhdm_offset", information.hhdm_offset);
    print_fact("kernel_physical_base", information.kernel_physical_base);
    print_fact("kernel_virtual_base", information.kernel_virtual_base);
    print_fact("kernel_size", (uint64_t)(kernel_image_end - kernel_image_start));
    print_fact("rsdp", information.rsdp_physical_address);
    print_fact("rsdp_mapped", information.rsdp_mapped);
}

static void print_memory(void) {
    for (size_t index = 0; index < information.memory_region_count; index++) {
        const struct BootMemoryRegion *region = &information.memory_regions[index];
        print("region");
        print_number(region->base);
        print_number(region->length);
        print_number(region->type);
        print("\n");
    }
}

/* Writes and reads back the first word of every usable page through the direct map; returns the pages that
 * failed. */
static uint64_t touch_usable_memory(void) {
    uint64_t failed = 0;
    for (size_t index = 0; index < information.memory_region_count; index++) {
        const struct BootMemoryRegion *region = &information.memory_regions[index];
        if (region->type != BOOT_MEMORY_USABLE)
            continue;
        for (uint64_t offset = 0; offset < region->length; offset += PAGE_SIZE) {
            uint64_t address = information.hhdm_offset + region->base + offset;
            *(volatile uint64_t *)(uintptr_t)address = address;
            failed += *(volatile uint64_t *)(uintptr_t)address != address;
        }
    }
    return failed;
}

static void print_modules(void) {
    for (size_t index = 0; index < information.module_count; index++) {
        const struct BootModule *module = &information.modules[index];
        uint64_t sum = 0;
        for (uint64_t offset = 0; offset < module->size; offset++)
            sum = sum * 31 + ((const uint8_t *)module->address)[offset];
        print("module ");
        print(module->name);
        print_number(module->physical_address);
        print_number(module->size);
        print_number(sum);
        print("\n");
    }
}

static void print_framebuffer(void) {
    const struct BootFramebuffer *framebuffer = &information.framebuffer;
    print_fact("framebuffer", framebuffer->present);
    if (!framebuffer->present)
        return;
    print_fact("framebuffer_width", framebuffer->width);
    print_fact("framebuffer_height", framebuffer->height);
    print_fact("framebuffer_pitch", framebuffer->pitch);
    print_fact("framebuffer_bits", framebuffer->bits_per_pixel);
    volatile uint32_t *pixel = framebuffer->address;
    *pixel = 0x00102030;
    print_fact("framebuffer_pixel", *pixel);
}

static void print_backtrace_symbol(void) {
    uint64_t offset = 0;
    const char *name = kernel_symbol_find((uint64_t)(uintptr_t)print_backtrace_symbol + 1, &offset);
    print("symbol ");
    print(name ? name : "none");
    print_number(offset);
    print("\n");
}

void report(void) {
    unsigned problems = boot_information_collect(&information);
    print("\nreport begins\n");
    print("loader ");
    print(information.loader_name);
    print("\n");
    print_entry_state();
    print_gdt();
    print_addresses();
    print_memory();
    print_modules();
    print_framebuffer();
    print_backtrace_symbol();
    for (unsigned bit = 1; bit != 0; bit <<= 1) {
        if (!(problems & bit))
            continue;
        print("problem ");
        print(boot_information_problem_text((enum BootProblem)bit));
        print("\n");
    }
    print_fact("unwritable_pages", touch_usable_memory());
    print("report ends\n");
    write_port(DEBUG_EXIT, EXIT_OK);
}
