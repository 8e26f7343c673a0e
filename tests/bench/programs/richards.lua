local IDLE, WORKER, HANDLER_A, HANDLER_B, DEVICE_A, DEVICE_B = 0, 1, 2, 3, 4, 5
local DEVICE_PACKET, WORK_PACKET = 0, 1
local PACKET_SIZE = 4
local QUEUED, HELD = 2322, 928

local Packet = {}
Packet.__index = Packet

function Packet.new(link, owner, kind)
    return setmetatable({link = link, owner = owner, kind = kind, datum = 0, data = {0, 0, 0, 0}}, Packet)
end

function Packet:append_to(queue)
    self.link = nil
    if not queue then
        return self
    end
    local last = queue
    while last.link do
        last = last.link
    end
    last.link = self
    return queue
end

-- A task's control block; the kinds of task say what running one does.
local Task = {}
Task.__index = Task

local function initialise(task, system, number, priority, queue)
    task.system = system
    task.number = number
    task.priority = priority
    task.queue = queue
    task.packet_pending = queue ~= nil
    task.waiting = queue ~= nil
    task.holding = false
    task.next = system.tasks
    system.tasks = task
    system.table[number] = task
    return task
end

function Task:set_running()
    self.packet_pending = false
    self.waiting = false
    return self
end

function Task:is_held_or_waiting()
    return self.holding or self.waiting and not self.packet_pending
end

-- Queues a packet here; who goes on running.
function Task:add_packet(packet, sender)
    if not self.queue then
        self.queue = packet
        self.packet_pending = true
        if self.priority > sender.priority then
            return self
        end
    else
        packet:append_to(self.queue)
    end
    return sender
end

function Task:run()
    local packet
    if self.waiting and self.packet_pending then
        packet = self.queue
        self.queue = packet.link
        self.packet_pending = self.queue ~= nil
        self.waiting = false
    end
    return self:work(packet)
end

function Task:wait()
    self.waiting = true
    return self
end

function Task:hold()
    self.system.held = self.system.held + 1
    self.holding = true
    return self.next
end

function Task:release(number)
    local task = self.system.table[number]
    task.holding = false
    return task.priority > self.priority and task or self
end

function Task:send(packet)
    local task = self.system.table[packet.owner]
    self.system.queued = self.system.queued + 1
    packet.link = nil
    packet.owner = self.number
    return task:add_packet(packet, self)
end

local function subclass()
    local class = setmetatable({}, {__index = Task})
    class.__index = class
    return class
end

local IdleTask = subclass()

function IdleTask.new(system, number, priority, count)
    local task = initialise(setmetatable({}, IdleTask), system, number, priority, nil)
    task.control = 1
    task.count = count
    return task
end

function IdleTask:work()
    self.count = self.count - 1
    if self.count == 0 then
        return self:hold()
    end
    if self.control & 1 == 0 then
        self.control = self.control // 2
        return self:release(DEVICE_A)
    end
    self.control = self.control // 2 ~ 0xD008
    return self:release(DEVICE_B)
end

local WorkerTask = subclass()

function WorkerTask.new(system, number, priority, queue)
    local task = initialise(setmetatable({}, WorkerTask), system, number, priority, queue)
    task.destination = HANDLER_A
    task.letter = 0
    return task
end

function WorkerTask:work(packet)
    if not packet then
        return self:wait()
    end
    self.destination = self.destination == HANDLER_A and HANDLER_B or HANDLER_A
    packet.owner = self.destination
    packet.datum = 0
    for place = 1, PACKET_SIZE do
        self.letter = self.letter + 1
        if self.letter > 26 then
            self.letter = 1
        end
        packet.data[place] = ("A"):byte() + self.letter - 1
    end
    return self:send(packet)
end

local HandlerTask = subclass()

function HandlerTask.new(system, number, priority, queue)
    return initialise(setmetatable({}, HandlerTask), system, number, priority, queue)
end

function HandlerTask:work(packet)
    if packet then
        if packet.kind == WORK_PACKET then
            self.work_packets = packet:append_to(self.work_packets)
        else
            self.device_packets = packet:append_to(self.device_packets)
        end
    end
    local work = self.work_packets
    if not work then
        return self:wait()
    end
    local count = work.datum
    if count >= PACKET_SIZE then
        self.work_packets = work.link
        return self:send(work)
    end
    local device = self.device_packets
    if not device then
        return self:wait()
    end
    self.device_packets = device.link
    device.datum = work.data[count + 1]
    work.datum = count + 1
    return self:send(device)
end

local DeviceTask = subclass()

function DeviceTask.new(system, number, priority)
    local task = initialise(setmetatable({}, DeviceTask), system, number, priority, nil)
    task.waiting = true
    return task
end

function DeviceTask:work(packet)
    if not packet then
        local pending = self.pending
        if not pending then
            return self:wait()
        end
        self.pending = nil
        return self:send(pending)
    end
    self.pending = packet
    return self:hold()
end

local function packets_for(device)
    local queue
    for _ = 1, 3 do
        queue = Packet.new(queue, device, DEVICE_PACKET)
    end
    return queue
end

local function new_system()
    local system = {table = {}, queued = 0, held = 0}
    IdleTask.new(system, IDLE, 0, 1000):set_running()
    local work = Packet.new(Packet.new(nil, 0, WORK_PACKET), 0, WORK_PACKET)
    WorkerTask.new(system, WORKER, 1000, work)
    HandlerTask.new(system, HANDLER_A, 2000, packets_for(DEVICE_A))
    HandlerTask.new(system, HANDLER_B, 3000, packets_for(DEVICE_B))
    DeviceTask.new(system, DEVICE_A, 4000)
    DeviceTask.new(system, DEVICE_B, 5000)
    return system
end

local function schedule(system)
    local task = system.tasks
    while task do
        if task:is_held_or_waiting() then
            task = task.next
        else
            task = task:run()
        end
    end
end

return function(count)
    local total = 0
    for _ = 1, count do
        local system = new_system()
        schedule(system)
        assert(system.queued == QUEUED and system.held == HELD)
        total = total + system.queued
    end
    return total
end
