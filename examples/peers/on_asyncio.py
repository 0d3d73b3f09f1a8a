"""Drives asyncio: on a loop that lets the time pass at once, and says when nothing can resume."""

import asyncio
import selectors

library = asyncio


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


def open_run(events, _):
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

    return run, loop.close
