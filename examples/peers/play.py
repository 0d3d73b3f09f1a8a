"""Runs programs on an event loop whose time is virtual: a line of JSON for each, and a line for what it logged."""

import asyncio
import gc
import json
import selectors
import sys


class Quiet(Exception):
    """Nothing is ready, and nothing is due."""


class Waits(selectors.SelectSelector):
    """Lets the time pass at once."""

    now = 0.0

    def select(self, timeout=None):
        if timeout is None:
            raise Quiet
        self.now += max(0, timeout)
        return []


def play(source):
    events = []
    waits = Waits()
    loop = asyncio.SelectorEventLoop(waits)
    loop.time = lambda: waits.now
    asyncio.set_event_loop(loop)
    loop.set_exception_handler(lambda _, context: events.append(f"unhandled {context['message']}"))

    def run(main):
        whole = loop.create_task(main)
        try:
            loop.run_forever()
        except Quiet:
            pass
        if not whole.done():
            events.append("hangs")
        elif whole.cancelled():
            events.append("run rejects: CancelledError")
        elif whole.exception() is not None:
            events.append(f"run rejects: {whole.exception()!r}")
        return whole

    def log(*words):
        events.append(" ".join(map(str, words)))

    def missing():
        return sum(" put " in one for one in events) - sum(" took " in one for one in events)

    class Driven:
        """asyncio, whose `run` leaves the time to this loop."""

        def __getattr__(self, name):
            return run if name == "run" else getattr(asyncio, name)

    names = {"log": log, "missing": missing, "asyncio": Driven()}
    exec(source, names)
    names.clear()
    gc.collect()
    loop.close()
    return events


# What is loaded now is no garbage: to collect what a program leaves takes a fortieth of the time.
gc.collect()
gc.freeze()
for line in sys.stdin:
    sys.stdout.write(json.dumps(play(json.loads(line))) + "\n")
    sys.stdout.flush()
