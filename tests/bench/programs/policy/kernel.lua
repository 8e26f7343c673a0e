-- The kernel objects that policy sees, in plain Lua: what kernel.py has, as a Lua programmer would write it.

local kernel = {
    NEW = 0, READY = 1, RUNNING = 2, BLOCKED = 3, DEAD = 4,
    IDLE = 0, PROCESS = 1, PYTHON = 2,
    WRITE = 0, EXIT = 1, SLEEP_TICKS = 2, SEND = 3, RECEIVE = 4, YIELD = 5, SLEEP = 6, SPAWN = 7, KILL = 8,
    JOIN = 9, READ = 10,
    EPERM = 1, EAGAIN = 11, ENOSYS = 38,
}
local NEW, READY, BLOCKED = kernel.NEW, kernel.READY, kernel.BLOCKED
local PORT_CAPACITY = 16

local Lock = {}
Lock.__index = Lock

function Lock.new(rank, number)
    return setmetatable({rank = rank, number = number, acquisitions = 0}, Lock)
end

function Lock:acquire()
    self.acquisitions = self.acquisitions + 1
end

function Lock:release()
end

-- Tasks in a row, linked through themselves.
local TaskQueue = {}
TaskQueue.__index = TaskQueue

function TaskQueue.new(lock)
    return setmetatable({lock = lock}, TaskQueue)
end

function TaskQueue:push(task)
    if task.queue then
        return false
    end
    task.queue = self
    task.next = nil
    if self.last then
        self.last.next = task
    else
        self.first = task
    end
    self.last = task
    return true
end

function TaskQueue:push_front(task)
    if task.queue then
        return false
    end
    task.queue = self
    task.next = self.first
    self.first = task
    if not self.last then
        self.last = task
    end
    return true
end

function TaskQueue:pop()
    local task = self.first
    if task then
        self.first = task.next
        if not self.first then
            self.last = nil
        end
        task.queue = nil
    end
    return task
end

local Task = {}
Task.__index = Task

function Task:wake()
    if self.state ~= BLOCKED then
        return false
    end
    self.state = READY
    return true
end

local Cpu = {}
Cpu.__index = Cpu

function Cpu.new(number)
    return setmetatable({number = number, ready_levels = 0, ready_count = 0, requests = 0}, Cpu)
end

function Cpu:reschedule()
    self.requests = self.requests + 1
end

local Message = {}
Message.__index = Message

function Message.new(size, sender)
    return setmetatable({size = size, sender = sender}, Message)
end

function Message:deliver(task)
    task.message = self
end

local Port = {}
Port.__index = Port

function Port.new(number)
    local lock = Lock.new(20, number)
    return setmetatable({number = number, lock = lock, waiters = TaskQueue.new(lock), count = 0}, Port)
end

function Port:push(message)
    if self.count == PORT_CAPACITY then
        return false
    end
    message.next = nil
    if self.last then
        self.last.next = message
    else
        self.first = message
    end
    self.last = message
    self.count = self.count + 1
    return true
end

function Port:pop()
    local message = self.first
    if message then
        self.first = message.next
        if not self.first then
            self.last = nil
        end
        self.count = self.count - 1
    end
    return message
end

local cpus = {[0] = Cpu.new(0), Cpu.new(1)}
local here = cpus[0]
local tasks = {}

kernel.Lock, kernel.TaskQueue, kernel.Message, kernel.Port = Lock, TaskQueue, Message, Port

function kernel.this_cpu()
    return here
end

function kernel.cpu(number)
    return cpus[number]
end

function kernel.cpu_count()
    return 2
end

function kernel.next_task(task)
    return tasks[task and task.number + 2 or 1]
end

function kernel.lowest_bit(bits)
    local number = 0
    while bits & 1 == 0 do
        bits = bits >> 1
        number = number + 1
    end
    return number
end

-- What the machine does around policy, for the workloads.

function kernel.enter(number)
    here = cpus[number]
    return here
end

-- Makes a CPU look busy, so that nothing is moved there.
function kernel.occupy(number, count)
    cpus[number].ready_count = count
end

function kernel.new_task(priority)
    local task = setmetatable({
        number = #tasks, kind = kernel.PYTHON, priority = priority, state = READY, slice = 0, affinity = 3, rights = 0,
    }, Task)
    tasks[#tasks + 1] = task
    return task
end

return kernel
