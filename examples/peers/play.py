"""
Runs programs of one library, asyncio or trio, on time that is virtual. A line of JSON has a program, and how often it
was run before; the line that answers it has what the program logged.
"""

import gc
import importlib
import json
import sys

library = sys.argv[1]
driver = importlib.import_module(f"on_{library}")


def play(source, before):
    events = []
    run, close = driver.open_run(events, f"{before} {source}")

    def log(*words):
        events.append(" ".join(map(str, words)))

    def missing():
        return sum(" put " in one for one in events) - sum(" took " in one for one in events)

    class Driven:
        """The library, whose `run` leaves the time to the driver."""

        def __getattr__(self, name):
            return run if name == "run" else getattr(driver.library, name)

    names = {"log": log, "missing": missing, library: Driven()}
    exec(source, names)
    names.clear()
    gc.collect()
    close()
    return events


# What is loaded now is no garbage: to collect what a program leaves takes a fortieth of the time.
gc.collect()
gc.freeze()
for line in sys.stdin:
    sys.stdout.write(json.dumps(play(*json.loads(line))) + "\n")
    sys.stdout.flush()
