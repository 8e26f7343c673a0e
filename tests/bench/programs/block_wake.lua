local kernel = require "kernel"
local scheduler = require "scheduler"

local BLOCKED, RUNNING = kernel.BLOCKED, kernel.RUNNING
local enter, new_task, occupy = kernel.enter, kernel.new_task, kernel.occupy
local pick, ready, start = scheduler.pick, scheduler.ready, scheduler.start

return function(count)
    enter(1)
    start()
    occupy(1, 20)
    local here = enter(0)
    start()
    for number = 0, 5 do
        ready(new_task(number % 3))
    end
    local task = pick(nil)
    here.current = task
    task.state = RUNNING
    for _ = 1, count do
        local blocked = task
        blocked.state = BLOCKED
        here.current = nil
        task = pick(nil)
        task.state = RUNNING
        here.current = task
        if blocked:wake() then
            ready(blocked)
        end
    end
    return here.requests + here.ready_count
end
