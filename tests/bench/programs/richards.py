"""Richards: an operating system's task scheduler is simulated (after Martin Richards' benchmark).

Six tasks pass packets: an idle task, a worker, two handlers and two devices. One operation is a whole
simulation; how often packets were queued and tasks held must come out as the benchmark says.
"""

IDLE, WORKER, HANDLER_A, HANDLER_B, DEVICE_A, DEVICE_B = range(6)
DEVICE_PACKET, WORK_PACKET = 0, 1
PACKET_SIZE = 4
QUEUED, HELD = 2322, 928


class Packet:
    def __init__(self, link, owner, kind):
        self.link = link
        self.owner = owner
        self.kind = kind
        self.datum = 0
        self.data = [0] * PACKET_SIZE

    def append_to(self, queue):
        self.link = None
        if queue is None:
            return self
        last = queue
        while last.link is not None:
            last = last.link
        last.link = self
        return queue


class Task:
    """A task's control block; the kinds of task say what running one does."""

    def __init__(self, system, number, priority, queue):
        self.system = system
        self.number = number
        self.priority = priority
        self.queue = queue
        self.packet_pending = queue is not None
        self.waiting = queue is not None
        self.holding = False
        self.next = system.tasks
        system.tasks = self
        system.table[number] = self

    def set_running(self):
        self.packet_pending = self.waiting = False
        return self

    def is_held_or_waiting(self):
        return self.holding or (self.waiting and not self.packet_pending)

    def add_packet(self, packet, sender):
        """Queues a packet here; who goes on running."""
        if self.queue is None:
            self.queue = packet
            self.packet_pending = True
            if self.priority > sender.priority:
                return self
        else:
            packet.append_to(self.queue)
        return sender

    def run(self):
        if self.waiting and self.packet_pending:
            packet = self.queue
            self.queue = packet.link
            self.packet_pending = self.queue is not None
            self.waiting = False
        else:
            packet = None
        return self.work(packet)

    def wait(self):
        self.waiting = True
        return self

    def hold(self):
        self.system.held += 1
        self.holding = True
        return self.next

    def release(self, number):
        task = self.system.table[number]
        task.holding = False
        return task if task.priority > self.priority else self

    def send(self, packet):
        task = self.system.table[packet.owner]
        self.system.queued += 1
        packet.link = None
        packet.owner = self.number
        return task.add_packet(packet, self)


class IdleTask(Task):
    def __init__(self, system, number, priority, count):
        super().__init__(system, number, priority, None)
        self.control = 1
        self.count = count

    def work(self, packet):
        self.count -= 1
        if self.count == 0:
            return self.hold()
        if self.control & 1 == 0:
            self.control //= 2
            return self.release(DEVICE_A)
        self.control = self.control // 2 ^ 0xD008
        return self.release(DEVICE_B)


class WorkerTask(Task):
    def __init__(self, system, number, priority, queue):
        super().__init__(system, number, priority, queue)
        self.destination = HANDLER_A
        self.letter = 0

    def work(self, packet):
        if packet is None:
            return self.wait()
        self.destination = HANDLER_B if self.destination == HANDLER_A else HANDLER_A
        packet.owner = self.destination
        packet.datum = 0
        for place in range(PACKET_SIZE):
            self.letter += 1
            if self.letter > 26:
                self.letter = 1
            packet.data[place] = ord("A") + self.letter - 1
        return self.send(packet)


class HandlerTask(Task):
    def __init__(self, system, number, priority, queue):
        super().__init__(system, number, priority, queue)
        self.work_packets = None
        self.device_packets = None

    def work(self, packet):
        if packet is not None:
            if packet.kind == WORK_PACKET:
                self.work_packets = packet.append_to(self.work_packets)
            else:
                self.device_packets = packet.append_to(self.device_packets)
        work = self.work_packets
        if work is None:
            return self.wait()
        count = work.datum
        if count >= PACKET_SIZE:
            self.work_packets = work.link
            return self.send(work)
        device = self.device_packets
        if device is None:
            return self.wait()
        self.device_packets = device.link
        device.datum = work.data[count]
        work.datum = count + 1
        return self.send(device)


class DeviceTask(Task):
    def __init__(self, system, number, priority):
        super().__init__(system, number, priority, None)
        self.waiting = True
        self.pending = None

    def work(self, packet):
        if packet is None:
            pending = self.pending
            if pending is None:
                return self.wait()
            self.pending = None
            return self.send(pending)
        self.pending = packet
        return self.hold()


class System:
    def __init__(self):
        self.tasks = None
        self.table = [None] * 6
        self.queued = 0
        self.held = 0
        IdleTask(self, IDLE, 0, 1000).set_running()
        work = Packet(Packet(None, 0, WORK_PACKET), 0, WORK_PACKET)
        WorkerTask(self, WORKER, 1000, work)
        HandlerTask(self, HANDLER_A, 2000, self.packets_for(DEVICE_A))
        HandlerTask(self, HANDLER_B, 3000, self.packets_for(DEVICE_B))
        DeviceTask(self, DEVICE_A, 4000)
        DeviceTask(self, DEVICE_B, 5000)

    def packets_for(self, device):
        queue = None
        for _ in range(3):
            queue = Packet(queue, device, DEVICE_PACKET)
        return queue

    def schedule(self):
        task = self.tasks
        while task is not None:
            if task.is_held_or_waiting():
                task = task.next
            else:
                task = task.run()


def run(count):
    total = 0
    for _ in range(count):
        system = System()
        system.schedule()
        assert (system.queued, system.held) == (QUEUED, HELD)
        total += system.queued
    return total
