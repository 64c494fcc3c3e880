"""How every peer is timed: two calls to warm up, then each call of the case by itself. bench/step.mjs does the same for ours."""
import json
import statistics
import time

WARM_UP = 2


def time_calls(case, call):
    """`call(order)` runs one call's steps and returns the last step's loss. Milliseconds a step, and the loss after the warm-up."""
    for order in range(WARM_UP):
        loss = call(order)
    times = []
    for order in range(WARM_UP, len(case.order)):
        start = time.perf_counter()
        call(order)
        times.append((time.perf_counter() - start) / case.steps_a_call * 1e3)
    return {
        "best_ms": min(times),
        "median_ms": statistics.median(times),
        "steps": len(times) * case.steps_a_call,
        "loss": loss,
    }


def report(peer, version, mode, threads, times):
    print(json.dumps({"peer": peer, "version": version, "mode": mode, "threads": threads, **times}))
