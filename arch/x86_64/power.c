/*
 * Leaving. Each way is tried in turn, the surest first; one that works does not return.
 */
#include "arch/x86_64/power.h"

#include "arch/x86_64/acpi.h"
#include "arch/x86_64/clock.h"
#include "arch/x86_64/registers.h"
#include "vm/machine.h"

/* QEMU, docs/specs: isa-debug-exit reads as 0; a port nobody answers reads as all ones. */
enum { DEBUG_EXIT_PORT = 0xf4 };

/* ACPI specification 4.8.3.2: PM1 control. */
enum {
    PM1_CONTROL_SCI_ENABLE = 1 << 0,
    PM1_CONTROL_SLEEP_TYPE_SHIFT = 10,
    PM1_CONTROL_SLEEP_ENABLE = 1 << 13,
};
enum { ACPI_ENABLE_WAIT_MILLISECONDS = 300, AFTERMATH_MICROSECONDS = 50000 };

/* 8042 keyboard controller, IBM PC AT technical reference: command 0xfe pulses the reset line. */
enum { KEYBOARD_CONTROLLER_PORT = 0x64, KEYBOARD_CONTROLLER_RESET = 0xfe };

void power_debug_exit(uint8_t value) {
    if (port_read32(DEBUG_EXIT_PORT) != UINT32_MAX) {
        port_write32(DEBUG_EXIT_PORT, value);
    }
}

/* Firmware that still owns power management hands it over on request, ACPI specification 4.8.2.5. */
static void enter_acpi_mode(const struct AcpiPower *power) {
    if (!power->enable_port || port_read16(power->pm1a_control_port) & PM1_CONTROL_SCI_ENABLE) {
        return;
    }
    port_write8(power->enable_port, power->enable_value);
    for (unsigned waited = 0; waited < ACPI_ENABLE_WAIT_MILLISECONDS; waited++) {
        if (port_read16(power->pm1a_control_port) & PM1_CONTROL_SCI_ENABLE) {
            return;
        }
        clock_wait_microseconds(1000);
    }
}

static void sleep_at(uint16_t port, uint8_t type) {
    if (port) {
        uint16_t control = port_read16(port) & PM1_CONTROL_SCI_ENABLE;
        port_write16(port,
                     (uint16_t)(control | type << PM1_CONTROL_SLEEP_TYPE_SHIFT | PM1_CONTROL_SLEEP_ENABLE));
    }
}

static void acpi_power_off(void) {
    const struct AcpiPower *power = acpi_power();
    if (power->soft_off_known) {
        enter_acpi_mode(power);
        sleep_at(power->pm1a_control_port, power->soft_off_type_a);
        sleep_at(power->pm1b_control_port, power->soft_off_type_b);
        clock_wait_microseconds(AFTERMATH_MICROSECONDS);
    }
}

void machine_power_off(uint8_t status) {
    interrupts_off();
    power_debug_exit(status);
    acpi_power_off();
    static const char message[] = "[power] this machine can't be switched off by software: halted\n";
    machine_console_write(message, sizeof message - 1);
    halt_forever();
}

static void triple_fault(void) {
    static const struct __attribute__((packed)) {
        uint16_t limit;
        uint64_t base;
    } empty;
    __asm__ volatile("lidt %0\n\tint3" ::"m"(empty));
}

void machine_reboot(void) {
    interrupts_off();
    const struct AcpiPower *power = acpi_power();
    if (power->reset_port) {
        port_write8(power->reset_port, power->reset_value);
        clock_wait_microseconds(AFTERMATH_MICROSECONDS);
    }
    port_write8(KEYBOARD_CONTROLLER_PORT, KEYBOARD_CONTROLLER_RESET);
    clock_wait_microseconds(AFTERMATH_MICROSECONDS);
    triple_fault();
    halt_forever();
}
