"""How the kernel decides, in Python: scheduling, messages, system calls; and the prompt.

`kernel_py.policy` is the face: the module whose functions the kernel calls (vm/hooks.def). These rules hold
in policy:

- Every CPU runs its own instance of these modules: a module global is a variable of one CPU. What CPUs
  share lies in kernel objects (the module `kernel`), whose compound changes need the object's lock.
- A steady hook makes no new object: it handles small integers and kernel objects only.
- A lock is released before its hook returns. Ranks: run queues (10) before ports (20), by rising CPU number.
"""
