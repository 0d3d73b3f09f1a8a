"""Drives Trio: on its MockClock, in an order that a seed fixes, and says when nothing can resume."""

from math import inf

import trio
import trio.testing
from trio._core import _run

library = trio

# Trio shuffles the tasks that are ready, on purpose. This is how it lets Hypothesis choose the order: from a generator
# that is seeded here, so that what is found is found again.
_run._ALLOW_DETERMINISTIC_SCHEDULING = True


class Hangs(trio.abc.Instrument):
    """Ends a run that would wait for ever, and forgets what is logged by the clean-ups of that."""

    def __init__(self, events):
        self.events = events
        self.scope = trio.CancelScope()
        self.over = False
        self.length = None

    async def watch(self, main):
        with self.scope:
            try:
                await main()
            finally:
                self.over = True

    def before_io_wait(self, timeout):
        now = trio.lowlevel.current_statistics()
        if self.over or now.tasks_runnable > 0 or now.seconds_to_next_deadline < inf:
            return
        if self.length is None:
            self.events.append("hangs")
            self.length = len(self.events)
            self.scope.cancel()


def open_run(events, seed):
    _run._r.seed(seed)
    hangs = Hangs(events)

    def run(main):
        clock = trio.testing.MockClock(autojump_threshold=0)
        try:
            trio.run(hangs.watch, main, clock=clock, instruments=[hangs])
        except BaseException as error:
            events.append(f"run rejects: {error!r}")
        del events[hangs.length or len(events) :]

    return run, lambda: None
