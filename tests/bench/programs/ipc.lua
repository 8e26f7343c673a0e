local kernel = require "kernel"
local messages = require "messages"
local scheduler = require "scheduler"

local BLOCKED, RUNNING = kernel.BLOCKED, kernel.RUNNING
local enter, new_task, occupy = kernel.enter, kernel.new_task, kernel.occupy
local receive, send = messages.receive, messages.send
local pick, ready, start = scheduler.pick, scheduler.ready, scheduler.start

return function(count)
    enter(1)
    start()
    occupy(1, 20)
    local here = enter(0)
    start()
    ready(new_task(1))
    ready(new_task(1))
    local port = kernel.Port.new(0)
    local sender = pick(nil)
    local receiver = pick(nil)
    sender.state = RUNNING
    local message = kernel.Message.new(64, sender)
    local received = 0
    for _ = 1, count do
        -- The receiver comes first and waits.
        here.current = receiver
        if not receive(receiver, port) then
            receiver.state = BLOCKED
        end
        here.current = sender
        send(sender, port, message)
        received = received + receiver.message.size
        pick(nil)
        -- The sender comes first.
        send(sender, port, message)
        received = received + receive(receiver, port).size
        ready(receiver)
        receiver = pick(nil)
    end
    return received
end
