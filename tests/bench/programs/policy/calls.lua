-- The shipped meaning of system calls (kernel_py/system_calls.py), as a Lua programmer would write it.

local kernel = require "kernel"

local EPERM, ENOSYS = kernel.EPERM, kernel.ENOSYS
-- By number.
local OPERATIONS = {
    [0] = kernel.WRITE, kernel.EXIT, kernel.SLEEP_TICKS, kernel.SEND, kernel.RECEIVE, kernel.YIELD, kernel.SLEEP,
    kernel.SPAWN, kernel.KILL, kernel.JOIN, kernel.READ,
}
local COUNT = #OPERATIONS + 1

local calls = {PROCESS_CALLS = (1 << 6) - 1}

-- The operation that the mechanism is to carry out, or a negative error number.
function calls.system_call(task, number, first, second, third)
    if number < 0 or number >= COUNT then
        return -ENOSYS
    end
    if task.rights >> number & 1 == 0 then
        return -EPERM
    end
    return OPERATIONS[number]
end

return calls
