-- The shipped message policy (kernel_py/ipc.py), as a Lua programmer would write it.

local kernel = require "kernel"
local ready = require "scheduler".ready

local EAGAIN = kernel.EAGAIN

local messages = {}

-- Delivers or queues a message; -EAGAIN when the port is full.
function messages.send(sender, port, message)
    port.lock:acquire()
    local receiver = port.waiters:pop()
    if not receiver then
        local accepted = port:push(message)
        port.lock:release()
        return accepted and 0 or -EAGAIN
    end
    message:deliver(receiver)
    port.lock:release()
    if receiver:wake() then
        ready(receiver)
    end
    return 0
end

-- The oldest message; nil when there is none, and then the receiver is last in the line of those who wait.
function messages.receive(receiver, port)
    port.lock:acquire()
    local message = port:pop()
    if not message then
        port.waiters:push(receiver)
    end
    port.lock:release()
    return message
end

return messages
