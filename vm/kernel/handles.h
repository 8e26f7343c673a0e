/* The classes of kernel objects, as the native module `kernel` offers them. */
#ifndef VM_KERNEL_HANDLES_H
#define VM_KERNEL_HANDLES_H

#include "vm/kernel/objects.h"

extern const Class class_task, class_cpu, class_port, class_message, class_task_queue, class_task_tree,
    class_lock;

/* inspect.c: the functions of the module that show what the kernel and functions are; ended by a row without
 * a name. */
extern const Native inspect_natives[];

/* A native of the module or of a handle's class. */
#define HANDLE_METHOD(c_function, python_name, least, most, privilege, of_class)                             \
    {NATIVE_HEADER,   .name = python_name, .function = c_function, .minimum = least,                         \
     .maximum = most, .flags = privilege,  .owner = &(of_class)}

#endif
