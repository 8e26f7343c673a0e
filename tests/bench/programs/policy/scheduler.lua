-- The shipped scheduler (kernel_py/run_queue.py and scheduler.py), as a Lua programmer would write it.

local kernel = require "kernel"

local READY, IDLE = kernel.READY, kernel.IDLE
local cpu, cpu_count, this_cpu = kernel.cpu, kernel.cpu_count, kernel.this_cpu
local lowest_bit, next_task = kernel.lowest_bit, kernel.next_task

local RUN_QUEUE_RANK = 10
local LEVELS = 3
local ALL_LEVELS = (1 << LEVELS) - 1
local SLICES = {[0] = 2, 5, 10}

local RunQueue = {}
RunQueue.__index = RunQueue

-- Queues the task at its priority; false if it is on some queue already.
function RunQueue:add(task, front)
    local level = task.priority
    local queue = self.levels[level]
    local added
    if front then
        added = queue:push_front(task)
    else
        added = queue:push(task)
    end
    if added then
        local owner = self.cpu
        owner.ready_levels = owner.ready_levels | 1 << level
        owner.ready_count = owner.ready_count + 1
        task.home = owner
    end
    return added
end

-- Takes the first task of the most urgent level among the bits of `levels`, or nil.
function RunQueue:take(levels)
    local owner = self.cpu
    local candidates = owner.ready_levels & levels
    while candidates ~= 0 do
        local level = lowest_bit(candidates)
        local task = self.levels[level]:pop()
        if task then
            owner.ready_count = owner.ready_count - 1
            return task
        end
        owner.ready_levels = owner.ready_levels & ~(1 << level)
        candidates = candidates & ~(1 << level)
    end
    return nil
end

function RunQueue:clear()
    for level = 0, LEVELS - 1 do
        local queue = self.levels[level]
        while queue:pop() do
        end
    end
    self.cpu.ready_levels = 0
    self.cpu.ready_count = 0
end

local run_queues = {}

local function look_up(owner)
    if not owner.run_lock then
        return nil
    end
    local levels = {[0] = owner.queue_0, owner.queue_1, owner.queue_2}
    local found = setmetatable({cpu = owner, lock = owner.run_lock, levels = levels}, RunQueue)
    run_queues[owner.number] = found
    return found
end

-- The run queue of a CPU, or nil while that CPU hasn't started its policy.
local function find(owner)
    return run_queues[owner.number] or look_up(owner)
end

local function establish(owner)
    run_queues = {}
    if not owner.run_lock then
        local lock = kernel.Lock.new(RUN_QUEUE_RANK, owner.number)
        owner.queue_0 = kernel.TaskQueue.new(lock)
        owner.queue_1 = kernel.TaskQueue.new(lock)
        owner.queue_2 = kernel.TaskQueue.new(lock)
        owner.ready_levels = 0
        owner.ready_count = 0
        owner.run_lock = lock
    end
    for number = 0, cpu_count() - 1 do
        find(cpu(number))
    end
    return find(owner)
end

-- How many tasks want the CPU: those that wait, and the one that runs.
local function load(owner)
    return owner.current and owner.ready_count + 1 or owner.ready_count
end

-- This CPU's own.
local passed_over = {[0] = 0, 0, 0}
local turn = 0

local scheduler = {}

-- Rebuilds this CPU's run queue from the task table.
function scheduler.start()
    local here = this_cpu()
    local queue = establish(here)
    queue.lock:acquire()
    queue:clear()
    local task = next_task(nil)
    while task do
        local home = task.home
        local belongs = home == here or not home and here.number == 0
        if task.state == READY and task.kind ~= IDLE and not task.queue and belongs then
            queue:add(task, false)
        end
        task = next_task(task)
    end
    queue.lock:release()
end

-- Its home, whose caches may hold its data, unless a CPU it may run on has clearly less to do.
local function choose_cpu(task)
    local here = this_cpu()
    local home = task.home
    local best, best_load = nil, 1 << 30
    if home and task.affinity >> home.number & 1 == 1 then
        best, best_load = home, load(home)
    end
    local number = 0
    while best_load ~= 0 and number < cpu_count() do
        local other = cpu(number)
        if other and task.affinity >> number & 1 == 1 and other.run_lock then
            local other_load = load(other)
            if not best or other_load + 1 < best_load or other_load == 0 then
                best, best_load = other, other_load
            end
        end
        number = number + 1
    end
    return best or here
end

-- Queues a task that became READY where it will run soonest, and has that CPU look if it should run at once.
local function ready(task)
    local target = choose_cpu(task)
    local queue = find(target)
    if not queue then
        target = this_cpu()
        queue = find(target)
    end
    queue.lock:acquire()
    if task.state == READY then
        queue:add(task, false)
    end
    queue.lock:release()
    local current = target.current
    if not current or current.priority > task.priority then
        target:reschedule()
    end
end

scheduler.ready = ready

-- The task that runs now on this CPU; `previous` ran until now and could go on.
function scheduler.pick(previous)
    local here = this_cpu()
    local queue = assert(find(here))
    if previous and previous.affinity >> here.number & 1 == 0 then
        ready(previous)
        previous = nil
    end
    queue.lock:acquire()
    if previous then
        -- One with some of its slice left was interrupted by something more urgent and isn't done.
        queue:add(previous, previous.slice > 0)
    end
    local task = turn ~= 0 and queue:take(turn) or nil
    if not task then
        task = queue:take(ALL_LEVELS)
    end
    queue.lock:release()
    turn = 0
    if task then
        local level = task.priority
        passed_over[level] = 0
        if task.slice <= 0 then
            task.slice = SLICES[level]
        end
    end
    return task
end

return scheduler
