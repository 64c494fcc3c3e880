"""How every peer is timed: two calls to warm up, then each call of the case by itself. bench/step.mjs does the same for ours."""
import json
import resource
import statistics
import time

WARM_UP = 2


def time_calls(case, call):
    """`call(order)` runs one call's steps and returns the last step's loss. Milliseconds a step, and the loss after the warm-up."""
    for order in range(WARM_UP):
        loss = call(order)
    times, processor = [], []
    for order in range(WARM_UP, len(case.order)):
        start, before = time.perf_counter(), time.process_time()
        call(order)
        processor.append((time.process_time() - before) / case.steps_a_call * 1e3)
        times.append((time.perf_counter() - start) / case.steps_a_call * 1e3)
    return {
        "best_ms": min(times),
        "median_ms": statistics.median(times),
        "steps": len(times) * case.steps_a_call,
        "loss": loss,
        "cpu_ms": min(processor),
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }


def report(peer, version, mode, threads, times):
    print(json.dumps({"peer": peer, "version": version, "mode": mode, "threads": threads, **times}))
