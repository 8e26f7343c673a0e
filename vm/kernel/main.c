/*
 * The kernel's beginning: kernel_main() is its table of contents.
 *
 * The boot CPU makes the kernel's objects, starts the other CPUs, and schedules; what takes time is done by
 * the boot task: loading the policy, then init and the prompt. Until a policy is in charge, the fallback
 * decides.
 */
#include "vm/format.h"
#include "vm/kernel/console.h"
#include "vm/kernel/ipc.h"
#include "vm/kernel/task.h"
#include "vm/kernel/trace.h"

enum {
    PROMPT_HEAP = 8 * 1024 * 1024,
    SERVICE_HEAP = 1024 * 1024,
    POLL_MILLISECONDS = 1,
    RESTART_MILLISECONDS = 500, /* between a prompt's end and the next one */
    INIT_MILLISECONDS =
        1000, /* the prompt waits so long for init's lines, which would fall into what is typed */
};

static void sleep_milliseconds(uint64_t milliseconds) {
    uint64_t deadline = machine_clock() + milliseconds * 1000000;
    while (machine_clock() < deadline) {
        scheduler_block_until(deadline);
    }
}

static const struct MachineModule *find_module(const char *file) {
    for (size_t index = 0; index < machine_module_count(); index++) {
        if (!__builtin_strcmp(machine_module(index)->name, file)) {
            return machine_module(index);
        }
    }
    return NULL;
}

struct Task *task_from_module(const char *name, char reason[REASON_SIZE]) {
    char file[NAME_SIZE + 8];
    format_text(file, sizeof(file), "%s.elf", name);
    const struct MachineModule *module = find_module(file);
    if (module) {
        return process_create(name, module->bytes, module->size, reason);
    }
    format_text(reason, REASON_SIZE, "no boot module %s", file);
    return NULL;
}

void policy_request_and_wait(struct Policy *policy) {
    uint32_t before = policy_swaps_done();
    policy_request(policy);
    while (policy_swaps_done() == before) {
        sleep_milliseconds(POLL_MILLISECONDS);
    }
}

static void wait_for_cpus(void) {
    for (uint32_t number = 0; number < machine_cpu_count(); number++) {
        while (!cpu_objects[number] || !__atomic_load_n(&cpu_objects[number]->started, __ATOMIC_ACQUIRE)) {
            sleep_milliseconds(POLL_MILLISECONDS);
        }
    }
}

static void load_first_policy(void) {
    char reason[IMAGE_REASON_SIZE] = "";
    struct Policy *policy = policy_load("default", reason);
    if (!policy) {
        kernel_log("policy", "policy.img is not used: %s; the fallback decides", reason);
        return;
    }
    policy_request_and_wait(policy);
    kernel_log("policy", "%s (version %u) decides on %u cpu%s", policy->name, policy->version,
               machine_cpu_count(), machine_cpu_count() == 1 ? "" : "s");
}

/* A handle of the task, or None: it doesn't run. */
static Value launch(struct Task *task, const char *name, const char *reason) {
    Value handle = object_handle(task);
    int64_t status = task ? task_launch(task) : 0;
    if (!task || status) {
        kernel_log("kernel", "%s does not start: %s", name, task ? "policy refused it" : reason);
        return NONE;
    }
    return handle;
}

static void wait_for_end(Value handle, uint64_t milliseconds) {
    for (; milliseconds; milliseconds--) {
        const struct Task *task = handle == NONE ? NULL : object_of(handle, OBJECT_TASK);
        if (!task || task->state == TASK_DEAD) {
            return;
        }
        sleep_milliseconds(POLL_MILLISECONDS);
    }
}

static void start_init(void) {
    char reason[REASON_SIZE] = "";
    if (!policy_active()) {
        kernel_log("init", "not started: the fallback serves no messages");
        return;
    }
    launch(python_task_create("echo", "kernel_py.repl_services", "echo", SERVICE_HEAP), "echo",
           "too little memory");
    wait_for_end(launch(task_from_module("init", reason), "init", reason), INIT_MILLISECONDS);
}

/* Starts the prompt, and another one whenever it has ended, whatever ended it. */
static void keep_prompt(void) {
    if (!base_image.header) {
        kernel_log("prompt", "not started: base.img is not valid");
        return;
    }
    for (;;) {
        Value prompt = launch(python_task_create("prompt", "kernel_py.repl", "main", PROMPT_HEAP), "prompt",
                              "too little memory");
        if (prompt == NONE) {
            return;
        }
        const struct Task *task;
        while ((task = object_of(prompt, OBJECT_TASK)) && task->state != TASK_DEAD && !task_killed()) {
            task_join(prompt);
        }
        if (task_killed()) {
            return;
        }
        kernel_log("prompt", "ended; another one starts");
        sleep_milliseconds(RESTART_MILLISECONDS);
    }
}

/* Runs as the first task: what follows may wait. */
static void boot_task(struct Task *task) {
    (void)task;
    wait_for_cpus();
    load_first_policy();
    start_init();
    keep_prompt();
}

static void verify_shared_image(const struct MachineModule *module, Image *image) {
    char reason[IMAGE_REASON_SIZE] = "";
    if (image_verify(module->bytes, module->size, reason)) {
        *image = (Image){.header = module->bytes, .size = module->size};
        kernel_log("image", "%s: %u modules, %u KiB", module->name, image->header->module_count,
                   (unsigned)(module->size / 1024));
    } else {
        kernel_log("image", "%s is not used: %s", module->name, reason);
    }
}

static void verify_library_image(void) {
    const struct MachineModule *library = find_module("library.img");
    if (library) {
        verify_shared_image(library, &library_image);
    } else {
        kernel_log("image", "no boot module library.img: of the library only native modules can be imported");
    }
}

static void launch_boot_task(void) {
    struct Task *task = task_create(TASK_PYTHON, "boot", boot_task, PYTHON_STACK_SIZE);
    if (!task) {
        machine_panic(NULL, "too little memory for the boot task: give the machine more");
    }
    task_launch(task);
}

_Noreturn void kernel_main(void) {
    struct MachineMemory memory;
    machine_memory(&memory);
    kernel_log("kernel", "Permafrost 0.1.0, %u MiB of memory", (unsigned)(memory.total_frames / 256));
    slab_initialise();
    ipc_initialise();
    struct Cpu *cpu = scheduler_create_cpu(0);
    verify_shared_image(machine_base_image(), &base_image);
    verify_library_image();
    uint32_t cpus = machine_start_cpus();
    kernel_log("smp", "%u cpu%s online", cpus, cpus == 1 ? "" : "s");
    console_start_task();
    launch_boot_task();
    scheduler_run(cpu);
}

_Noreturn void kernel_cpu_main(void) { scheduler_run(scheduler_create_cpu(machine_cpu_number())); }
