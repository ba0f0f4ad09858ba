"""How long a piece of work takes: the same rule as `Stopwatch` in KernelBenchmarks."""

import time


def measure(work, seconds):
    """The fastest and the median call of `work`, called for `seconds` and five times at least."""
    work()
    samples = []
    while sum(samples) < seconds or (len(samples) < 5 and sum(samples) < 4 * seconds):
        start = time.perf_counter()
        work()
        samples.append(time.perf_counter() - start)
    samples.sort()
    return {"minimum": samples[0], "median": samples[len(samples) // 2]}
