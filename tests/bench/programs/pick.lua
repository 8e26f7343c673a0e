local kernel = require "kernel"
local scheduler = require "scheduler"

local READY, RUNNING = kernel.READY, kernel.RUNNING
local enter, new_task, occupy = kernel.enter, kernel.new_task, kernel.occupy
local pick, ready, start = scheduler.pick, scheduler.ready, scheduler.start

return function(count)
    enter(1)
    start()
    occupy(1, 20)
    local here = enter(0)
    start()
    for number = 0, 7 do
        ready(new_task(number % 3))
    end
    local task = pick(nil)
    local switches = 0
    for _ = 1, count do
        task.state = READY
        task.slice = 0
        local previous = task
        task = pick(task)
        task.state = RUNNING
        here.current = task
        if task ~= previous then
            switches = switches + 1
        end
    end
    return switches
end
