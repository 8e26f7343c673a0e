/*
 * Native bring-up of the boot CPU, in order; entry.S comes here. Each step may use only those above it.
 */
#include "boot/information.h"

#include "arch/x86_64/acpi.h"
#include "arch/x86_64/apic.h"
#include "arch/x86_64/clock.h"
#include "arch/x86_64/code_pages.h"
#include "arch/x86_64/cpu.h"
#include "arch/x86_64/framebuffer.h"
#include "arch/x86_64/frames.h"
#include "arch/x86_64/ioapic.h"
#include "arch/x86_64/keyboard.h"
#include "arch/x86_64/log.h"
#include "arch/x86_64/paging.h"
#include "arch/x86_64/registers.h"
#include "arch/x86_64/serial.h"
#include "arch/x86_64/smp.h"
#include "arch/x86_64/traps.h"
#include "arch/x86_64/user.h"
#include "boot/sections.h"
#include "vm/machine.h"

enum { FRAMES_PER_MIB = 256, MEMORY_MINIMUM_MIB = 24 };

static struct BootInformation information;
static struct MachineModule modules[BOOT_MODULE_LIMIT];

_Noreturn void boot_main(void);

static _Noreturn void stop(const char *subject, const char *reason) {
    log_line(subject, "%s: halted", reason);
    halt_forever();
}

static void read_information(void) {
    unsigned problems = boot_information_collect(&information);
    for (unsigned bit = 1; bit && bit <= problems; bit <<= 1) {
        if (problems & bit) {
            log_line("boot", "%s", boot_information_problem_text((enum BootProblem)bit));
        }
    }
    if (problems & BOOT_PROBLEMS_FATAL) {
        stop("boot", "the loader did not say enough");
    }
    direct_map_offset = information.hhdm_offset;
    for (size_t index = 0; index < information.module_count; index++) {
        const struct BootModule *module = &information.modules[index];
        modules[index] = (struct MachineModule){
            .name = module->name,
            .bytes = direct_map_pointer(module->physical_address),
            .size = module->size,
        };
    }
    log_line("boot", "%s %s, base revision %lu, %zu modules", information.loader_name,
             information.loader_version, information.base_revision, information.module_count);
}

static void bring_up_memory(void) {
    smp_reserve(&information);
    code_pages_reserve(&information);
    if (!frames_initialise(&information) || !paging_initialise(&information)) {
        stop("memory", "too little memory for page tables");
    }
    cpu_features_enable();
    frames_take_loader_memory(&information);
    if (!cpu_interrupt_stacks_allocate(&cpu_table[0])) {
        stop("memory", "too little memory for stacks");
    }
    uint64_t mib = frames_total() / FRAMES_PER_MIB;
    log_line("memory", "%lu MiB, %lu MiB free%s", mib, frames_free_count() / FRAMES_PER_MIB,
             mib < MEMORY_MINIMUM_MIB ? "; too little, give the machine 128 MiB" : "");
    log_line("paging", "write protection, guard pages%s%s%s%s", cpu_features.no_execute ? ", NX" : "",
             cpu_features.smep ? ", SMEP" : "", cpu_features.smap ? ", SMAP" : "",
             cpu_features.umip ? ", UMIP" : "");
}

static void bring_up_interrupts(void) {
    pic_silence();
    bool has_apic = apic_initialise(acpi_interrupts()->local_apic_address);
    if (has_apic) {
        apic_initialise_cpu();
        cpu_table[0].apic_id = apic_id();
    }
    clock_initialise(has_apic);
    if (!has_apic) {
        stop("apic", "this CPU has no local APIC, so there is no tick");
    }
    cpu_table[0].online = true;
    bool routed = ioapic_initialise() && ioapic_route(SERIAL_IRQ, VECTOR_SERIAL, cpu_table[0].apic_id) &&
                  ioapic_route(KEYBOARD_IRQ, VECTOR_KEYBOARD, cpu_table[0].apic_id);
    serial_enable_input(routed);
    keyboard_interrupt(); /* what came before the route existed would block what follows */
}

void boot_main(void) {
    serial_initialise();
    cpu_features_detect();
    cpu_segments_load(&cpu_table[0]);
    idt_fill();
    idt_load();
    read_information();
    bring_up_memory();
    framebuffer_initialise(&information.framebuffer);
    user_initialise_cpu();
    acpi_initialise(information.rsdp_physical_address);
    bring_up_interrupts();
    frames_mark_kernel((uint64_t)(kernel_image_end - kernel_image_start) / MACHINE_PAGE_SIZE);
    kernel_main();
}

/* Weak: a kernel made for a test may have none; its base image is empty then. */
#pragma weak kernel_base_image
#pragma weak kernel_base_image_size

const struct MachineModule *machine_base_image(void) {
    static struct MachineModule base = {.name = "base.img"};
    if (&kernel_base_image_size) {
        base.bytes = kernel_base_image;
        base.size = kernel_base_image_size;
    }
    return &base;
}

size_t machine_module_count(void) { return information.module_count; }

const struct MachineModule *machine_module(size_t index) {
    return index < information.module_count ? &modules[index] : NULL;
}
