"""
Trio, for the workloads that the comparison shows. A task has no handle, so its end is an event. Called with a workload
as JSON; prints what was measured, as JSON.
"""

import json
import sys
import time

import trio


class Result:
    """What becomes of a task: a value, and the event that says that it is there."""

    def __init__(self):
        self.event = trio.Event()

    def set(self, value):
        self.value = value
        self.event.set()

    async def get(self):
        await self.event.wait()
        return self.value


async def rotate(tasks, each):
    laps = {"steps": 0, "begun": 0, "ended": 0, "inOrder": 0}

    async def runner(number):
        laps["begun"] += laps["steps"]
        for _ in range(each):
            laps["steps"] += 1
            await trio.sleep(0)
        laps["ended"] += laps["steps"]
        laps["inOrder"] += number == laps["inOrder"]

    async with trio.open_nursery() as nursery:
        for i in range(tasks):
            nursery.start_soon(runner, i)
    return laps


async def spawn(tasks):
    async def number(value, result):
        result.set(value)

    total = 0
    async with trio.open_nursery() as nursery:
        results = [Result() for _ in range(tasks)]
        for i, result in enumerate(results):
            nursery.start_soon(number, i, result)
        for result in results:
            total += await result.get()
    return total


async def chain(links):
    async def first(result):
        await trio.sleep(0)
        result.set(1)

    async def link(before, result):
        result.set(await before.get() + 1)

    async with trio.open_nursery() as nursery:
        last = Result()
        nursery.start_soon(first, last)
        for _ in range(links - 1):
            before, last = last, Result()
            nursery.start_soon(link, before, last)
        return await last.get()


async def pingPong(trips):
    table = {"ping": Result(), "pong": Result()}
    balls = []

    async def ping():
        ball = 0
        for _ in range(trips):
            table["pong"].set(ball + 1)
            ball = await table["ping"].get()
            table["ping"] = Result()
        balls.append(ball)

    async def pong():
        for _ in range(trips):
            ball = await table["pong"].get()
            table["pong"] = Result()
            table["ping"].set(ball + 1)

    async with trio.open_nursery() as nursery:
        nursery.start_soon(ping)
        nursery.start_soon(pong)
    return balls[0]


async def main(work):
    return await globals()[work["kind"]](**work["size"])


work = json.loads(sys.argv[1])
began = time.perf_counter_ns()
result = trio.run(main, work)
print(json.dumps({"ns": time.perf_counter_ns() - began, "result": result}))
