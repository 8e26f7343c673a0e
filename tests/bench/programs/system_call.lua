local kernel = require "kernel"
local calls = require "calls"

local system_call = calls.system_call
local NUMBERS = {0, 1, 2, 3, 4, 5, 7, 11}

return function(count)
    kernel.enter(0)
    local task = kernel.new_task(1)
    task.rights = calls.PROCESS_CALLS
    local total = 0
    for _ = 1, count do
        for _, number in ipairs(NUMBERS) do
            total = total + system_call(task, number, 1, 2, 3)
        end
    end
    return total
end
