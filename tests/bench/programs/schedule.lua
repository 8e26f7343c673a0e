local Queue = {}
Queue.__index = Queue

function Queue:push(task)
    task.next = nil
    if self.last then
        self.last.next = task
    else
        self.first = task
    end
    self.last = task
end

function Queue:pop()
    local task = self.first
    if task then
        self.first = task.next
        if not self.first then
            self.last = nil
        end
    end
    return task
end

local function lowest_bit(bits)
    local number = 0
    while bits & 1 == 0 do
        bits = bits >> 1
        number = number + 1
    end
    return number
end

local RunQueue = {}
RunQueue.__index = RunQueue

function RunQueue.new()
    local levels = {}
    for level = 0, 7 do
        levels[level] = setmetatable({}, Queue)
    end
    return setmetatable({levels = levels, ready = 0}, RunQueue)
end

function RunQueue:add(task)
    local level = task.priority
    self.levels[level]:push(task)
    self.ready = self.ready | 1 << level
end

function RunQueue:take()
    local level = lowest_bit(self.ready)
    local queue = self.levels[level]
    local task = queue:pop()
    if not queue.first then
        self.ready = self.ready & ~(1 << level)
    end
    return task
end

local function schedule(run_queue, current)
    if current then
        run_queue:add(current)
    end
    local task = run_queue:take()
    if task.slice <= 0 then
        task.slice = 5
    end
    task.slice = task.slice - 1
    return task
end

return function(count)
    local run_queue = RunQueue.new()
    for number = 0, 7 do
        run_queue:add({number = number, priority = 2 + number % 3, slice = 0})
    end
    local total = 0
    local current
    for _ = 1, count do
        current = schedule(run_queue, current)
        total = total + current.number
    end
    return total
end
