/*
 * The processor's registers and the instructions C has no words for.
 *
 * Bits stand indented under their register. Chapters are those of the Intel SDM volume 3 ("SDM") unless
 * another manual is named. Only what the kernel uses is listed; every call is one instruction or a handful.
 */
#ifndef ARCH_X86_64_REGISTERS_H
#define ARCH_X86_64_REGISTERS_H

#include <stdbool.h>
#include <stdint.h>

/* Control registers, SDM 2.5. */
#define CR0_MONITOR_COPROCESSOR (1ULL << 1)
#define CR0_EMULATION (1ULL << 2)
#define CR0_TASK_SWITCHED (1ULL << 3) /* the next floating-point instruction raises #NM */
#define CR0_NUMERIC_ERROR (1ULL << 5)
#define CR0_WRITE_PROTECT (1ULL << 16)
#define CR4_PAGE_GLOBAL_ENABLE (1ULL << 7)
#define CR4_OSFXSR (1ULL << 9)
#define CR4_OSXMMEXCPT (1ULL << 10)
#define CR4_UMIP (1ULL << 11)
#define CR4_FSGSBASE (1ULL << 16)
#define CR4_PCIDE (1ULL << 17)
#define CR4_SMEP (1ULL << 20)
#define CR4_SMAP (1ULL << 21)

/* RFLAGS, SDM 2.3. */
#define RFLAGS_RESERVED (1ULL << 1) /* always one */
#define RFLAGS_TRAP (1ULL << 8)
#define RFLAGS_INTERRUPT (1ULL << 9)
#define RFLAGS_DIRECTION (1ULL << 10)
#define RFLAGS_IOPL (3ULL << 12)
#define RFLAGS_NESTED_TASK (1ULL << 14)
#define RFLAGS_ALIGNMENT_CHECK (1ULL << 18)

/* Model-specific registers, SDM volume 4, table 2-2. */
enum {
    MSR_APIC_BASE = 0x1b,
    MSR_PAT = 0x277,
    MSR_X2APIC = 0x800, /* first of the x2APIC registers, SDM 11.12.1.2 */
    MSR_EFER = 0xc0000080,
    MSR_STAR = 0xc0000081,   /* selectors of syscall and sysret, APM volume 2, 6.1.1 */
    MSR_LSTAR = 0xc0000082,  /* entry of syscall */
    MSR_SFMASK = 0xc0000084, /* RFLAGS that syscall clears */
    MSR_GS_BASE = 0xc0000101,
    MSR_KERNEL_GS_BASE = 0xc0000102, /* swapgs exchanges it with GS_BASE */
};
#define APIC_BASE_X2APIC (1ULL << 10)
#define APIC_BASE_ENABLE (1ULL << 11)
#define APIC_BASE_ADDRESS 0x000ffffffffff000ULL
#define EFER_SYSCALL (1ULL << 0)
#define EFER_LONG_MODE_ENABLE (1ULL << 8)
#define EFER_NO_EXECUTE (1ULL << 11)

/* CPUID, SDM volume 2, CPUID. */
#define CPUID_1_EDX_APIC (1U << 9)
#define CPUID_7_EBX_SMEP (1U << 7)
#define CPUID_7_EBX_SMAP (1U << 20)
#define CPUID_7_ECX_UMIP (1U << 2)
#define CPUID_80000001_EDX_NX (1U << 20)
#define CPUID_80000001_EDX_GIB_PAGES (1U << 26)

struct CpuidResult {
    uint32_t eax, ebx, ecx, edx;
};

static inline struct CpuidResult cpuid(uint32_t leaf, uint32_t subleaf) {
    struct CpuidResult result;
    __asm__ volatile("cpuid"
                     : "=a"(result.eax), "=b"(result.ebx), "=c"(result.ecx), "=d"(result.edx)
                     : "a"(leaf), "c"(subleaf));
    return result;
}

/* All zeros for a leaf this CPU doesn't have. */
static inline struct CpuidResult cpuid_or_zero(uint32_t leaf) {
    uint32_t highest = cpuid(leaf & 0x80000000, 0).eax;
    return leaf <= highest ? cpuid(leaf, 0) : (struct CpuidResult){0};
}

static inline uint64_t msr_read(uint32_t msr) {
    uint32_t low, high;
    __asm__ volatile("rdmsr" : "=a"(low), "=d"(high) : "c"(msr) : "memory");
    return (uint64_t)high << 32 | low;
}

static inline void msr_write(uint32_t msr, uint64_t value) {
    __asm__ volatile("wrmsr" ::"c"(msr), "a"((uint32_t)value), "d"((uint32_t)(value >> 32)) : "memory");
}

static inline uint64_t cr0_read(void) {
    uint64_t value;
    __asm__ volatile("mov %%cr0, %0" : "=r"(value));
    return value;
}

static inline void cr0_write(uint64_t value) { __asm__ volatile("mov %0, %%cr0" ::"r"(value) : "memory"); }

static inline void cr0_clear_task_switched(void) { __asm__ volatile("clts" ::: "memory"); }

static inline uint64_t cr2_read(void) {
    uint64_t value;
    __asm__ volatile("mov %%cr2, %0" : "=r"(value));
    return value;
}

static inline uint64_t cr3_read(void) {
    uint64_t value;
    __asm__ volatile("mov %%cr3, %0" : "=r"(value));
    return value;
}

static inline void cr3_write(uint64_t value) { __asm__ volatile("mov %0, %%cr3" ::"r"(value) : "memory"); }

static inline uint64_t cr4_read(void) {
    uint64_t value;
    __asm__ volatile("mov %%cr4, %0" : "=r"(value));
    return value;
}

static inline void cr4_write(uint64_t value) { __asm__ volatile("mov %0, %%cr4" ::"r"(value) : "memory"); }

static inline uint64_t rflags_read(void) {
    uint64_t value;
    __asm__ volatile("pushfq\n\tpopq %0" : "=r"(value)::"memory");
    return value;
}

static inline void interrupts_off(void) { __asm__ volatile("cli" ::: "memory"); }
static inline void interrupts_on(void) { __asm__ volatile("sti" ::: "memory"); }

static inline void invalidate_page(uint64_t address) {
    __asm__ volatile("invlpg (%0)" ::"r"(address) : "memory");
}

static inline void pause(void) { __asm__ volatile("pause" ::: "memory"); }

/* Halts for good; only an NMI wakes the CPU, to halt again. */
static inline _Noreturn void halt_forever(void) {
    for (;;) {
        __asm__ volatile("cli\n\thlt" ::: "memory");
    }
}

/* The fences keep other instructions out of the measured stretch. */
static inline uint64_t time_stamp_counter(void) {
    uint32_t low, high;
    __asm__ volatile("lfence\n\trdtsc\n\tlfence" : "=a"(low), "=d"(high)::"memory");
    return (uint64_t)high << 32 | low;
}

static inline void port_write8(uint16_t port, uint8_t value) {
    __asm__ volatile("outb %0, %1" ::"a"(value), "Nd"(port) : "memory");
}

static inline void port_write16(uint16_t port, uint16_t value) {
    __asm__ volatile("outw %0, %1" ::"a"(value), "Nd"(port) : "memory");
}

static inline void port_write32(uint16_t port, uint32_t value) {
    __asm__ volatile("outl %0, %1" ::"a"(value), "Nd"(port) : "memory");
}

static inline uint8_t port_read8(uint16_t port) {
    uint8_t value;
    __asm__ volatile("inb %1, %0" : "=a"(value) : "Nd"(port) : "memory");
    return value;
}

static inline uint16_t port_read16(uint16_t port) {
    uint16_t value;
    __asm__ volatile("inw %1, %0" : "=a"(value) : "Nd"(port) : "memory");
    return value;
}

static inline uint32_t port_read32(uint16_t port) {
    uint32_t value;
    __asm__ volatile("inl %1, %0" : "=a"(value) : "Nd"(port) : "memory");
    return value;
}

#endif
