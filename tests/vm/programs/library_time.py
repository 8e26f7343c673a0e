"""The module time: dates whose seconds are given, for the clock differs."""

import time


def shown(function):
    try:
        print(repr(function()))
    except Exception as error:
        print(type(error).__name__, error)


moments = [
    0,
    1,
    -1,
    86399,
    951782400,
    951868799,
    1e9 + 0.75,
    1709164800,
    4102444799,
    -2208988800,
    -62135596800,
]
for moment in moments:
    when = time.gmtime(moment)
    print(tuple(when), time.asctime(when), time.mktime(when) == moment // 1)
print(time.gmtime(1000000000), time.gmtime(0).tm_gmtoff, len(time.gmtime(0)))

every = "%a %A %b %B %C %d %e %g %G %h %H %I %j %m %M %p %S %u %U %V %w %W %y %Y %% %D %F %R %T %x %X %c"
for day in (0, 3, 364, 365, 730, 1460, 10957, 11322, 14244, 16070, 17897, 18261, 18627, 18628):
    print(time.strftime(every, time.gmtime(day * 86400 + 3600 * (day % 24))))
print(time.strftime("100%%, %n%t| %Y", time.gmtime(0)), time.strftime("", time.gmtime(0)), time.ctime(12345))
print(time.strftime("%Y-%m-%d", (2020, 0, 0, 0, 0, 0, 0, 0, 0)))

nine = (2024, 2, 29, 12, 30, 59, 3, 60, -1)
print(time.struct_time(nine) == nine, time.struct_time(nine)[1:3], hash(time.struct_time(nine)) == hash(nine))
print(isinstance(time.struct_time(nine), tuple), time.struct_time(nine) < time.gmtime(2e9))
shown(lambda: time.struct_time((1, 2)))
shown(lambda: time.struct_time(range(12)))
shown(lambda: time.strftime("%Y", (2000, 13, 1, 0, 0, 0, 0, 1, 0)))
shown(lambda: time.strftime("%Y", (2000, 12, 32, 0, 0, 0, 0, 1, 0)))
shown(lambda: time.asctime((2000, 12, 1, 24, 0, 0, 0, 1, 0)))
shown(lambda: time.strftime("%Y", (1, 2)))
shown(lambda: time.strftime(1))
shown(lambda: time.mktime("text"))
shown(lambda: time.mktime((1, 2)))
shown(lambda: time.asctime(3))
shown(lambda: time.sleep(-1))
shown(lambda: time.sleep("long"))

before = time.monotonic()
time.sleep(0.01)
time.sleep(0)
print(time.monotonic() - before >= 0.01, time.time() > 0, time.time_ns() > 0, time.process_time() >= 0)
print(time.perf_counter_ns() <= time.perf_counter_ns(), time.localtime().tm_year >= 1970)
