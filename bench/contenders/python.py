"""CPython's asyncio. Called with a workload as JSON; prints what was measured, as JSON."""

import asyncio
import gc
import json
import sys
import time


async def rotate(tasks, each):
    laps = {"steps": 0, "begun": 0, "ended": 0, "inOrder": 0}

    async def runner(number):
        laps["begun"] += laps["steps"]
        for _ in range(each):
            laps["steps"] += 1
            await asyncio.sleep(0)
        laps["ended"] += laps["steps"]
        laps["inOrder"] += number == laps["inOrder"]

    async with asyncio.TaskGroup() as group:
        for i in range(tasks):
            group.create_task(runner(i))
    return laps


async def spawn(tasks):
    async def number(value):
        return value

    every = [asyncio.create_task(number(i)) for i in range(tasks)]
    total = 0
    for task in every:
        total += await task
    return total


async def chain(links):
    async def first():
        await asyncio.sleep(0)
        return 1

    async def link(before):
        return await before + 1

    last = asyncio.create_task(first())
    for _ in range(links - 1):
        last = asyncio.create_task(link(last))
    return await last


async def pingPong(trips):
    loop = asyncio.get_running_loop()
    table = {"ping": loop.create_future(), "pong": loop.create_future()}

    async def ping():
        ball = 0
        for _ in range(trips):
            table["pong"].set_result(ball + 1)
            ball = await table["ping"]
            table["ping"] = loop.create_future()
        return ball

    async def pong():
        for _ in range(trips):
            ball = await table["pong"]
            table["pong"] = loop.create_future()
            table["ping"].set_result(ball + 1)

    last = asyncio.create_task(ping())
    other = asyncio.create_task(pong())
    await other
    return await last


async def tree(depth):
    if depth == 0:
        return 1
    left = asyncio.create_task(tree(depth - 1))
    right = asyncio.create_task(tree(depth - 1))
    return await left + await right


def resident():
    """Bytes of memory in use; asyncio has no heap of its own to ask."""
    with open("/proc/self/status", encoding="ascii") as status:
        line = next(line for line in status if line.startswith("VmRSS"))
    return int(line.split()[1]) * 1024


async def spin(ticks):
    began = time.perf_counter_ns()
    for _ in range(ticks):
        await asyncio.sleep(0)
    return (time.perf_counter_ns() - began) / ticks


async def park(tasks, ticks):
    none = await spin(ticks)
    gate = asyncio.get_running_loop().create_future()
    arrivals = 0

    async def waiter():
        nonlocal arrivals
        one = await gate
        arrivals += one

    gc.collect()
    before = resident()
    waiters = [asyncio.create_task(waiter()) for _ in range(tasks)]
    await asyncio.sleep(0)
    gc.collect()
    used = (resident() - before) / tasks
    parked = await spin(ticks)
    began = time.perf_counter_ns()
    gate.set_result(1)
    for one in waiters:
        await one
    wake = (time.perf_counter_ns() - began) / tasks
    return {"bytes": used, "wake": wake, "none": none, "parked": parked, "count": arrivals}


def main():
    work = json.loads(sys.argv[1])
    began = time.perf_counter_ns()
    result = asyncio.run(globals()[work["kind"]](**work["size"]))
    took = time.perf_counter_ns() - began
    print(json.dumps({"ns": took, "result": result, "version": sys.version.split()[0]}))


main()
