"""The same work by CPython's pools. A request a line: {"contender": …, "workload": …, "sizes": {…}}; answers {"ms": …} or {"error": …}."""

import asyncio
import json
import multiprocessing
import sys
import time
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor


def increment(x):
    return x + 1


def burn(steps):
    state = 2463534242
    for _ in range(steps):
        state ^= state << 13 & 0xFFFFFFFF
        state ^= state >> 17
        state ^= state << 5 & 0xFFFFFFFF
    return state


def nap(seconds):
    time.sleep(seconds)


def submits(pool, f, inputs):
    for future in [pool.submit(f, x) for x in inputs]:
        future.result()


def by_executor(pool, workload, sizes):
    if workload == "map":
        list(pool.map(increment, range(sizes["map"]), chunksize=256))
    elif workload == "submit":
        submits(pool, increment, range(sizes["submit"]))
    elif workload == "one":
        for x in range(sizes["one"]):
            pool.submit(increment, x).result()
    elif workload == "cpu":
        submits(pool, burn, [sizes["pythonSteps"]] * sizes["cpu"])
    elif workload == "sleeps":
        submits(pool, nap, [sizes["nap"] / 1000] * sizes["sleeps"])


def by_multiprocessing(pool, workload, sizes):
    if workload == "map":
        pool.map(increment, range(sizes["map"]))
    elif workload == "submit":
        for result in [pool.apply_async(increment, (x,)) for x in range(sizes["submit"])]:
            result.get()
    elif workload == "one":
        for x in range(sizes["one"]):
            pool.apply(increment, (x,))
    elif workload == "cpu":
        pool.map(burn, [sizes["pythonSteps"]] * sizes["cpu"], chunksize=1)


def by_asyncio(_, workload, sizes):
    async def sleeps():
        await asyncio.gather(*[asyncio.sleep(sizes["nap"] / 1000) for _ in range(sizes["sleeps"])])

    asyncio.run(sleeps())


def alone(_, workload, sizes):
    for _ in range(sizes["cpu"]):
        burn(sizes["pythonSteps"])


def main():
    # Processes first: a fork should not copy a process that has threads.
    processes = multiprocessing.Pool(2)
    executor = ProcessPoolExecutor(2)
    submits(executor, burn, [100_000] * 8)
    contenders = {
        "multiprocessing.Pool": (processes, by_multiprocessing),
        "ProcessPoolExecutor": (executor, by_executor),
        "ThreadPoolExecutor": (ThreadPoolExecutor(2), by_executor),
        "ThreadPoolExecutor(500)": (ThreadPoolExecutor(500), by_executor),
        "asyncio": (None, by_asyncio),
        "python alone": (None, alone),
    }
    print(json.dumps({"version": sys.version.split()[0]}), flush=True)
    for line in sys.stdin:
        request = json.loads(line)
        pool, run = contenders[request["contender"]]
        try:
            begun = time.perf_counter()
            run(pool, request["workload"], request["sizes"])
            answer = {"ms": (time.perf_counter() - begun) * 1000}
        except Exception as error:
            answer = {"error": repr(error)}
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
