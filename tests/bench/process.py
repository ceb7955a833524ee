"""One command, and what the kernel says that it took."""

import os
import subprocess
import sys
import time
from dataclasses import dataclass


@dataclass
class Took:
    """Seconds by the clock, of the processor, of them in the kernel; peak MiB; its stderr."""

    clock: float
    processor: float
    kernel: float
    memory: float
    said: str


def run(command, env=None, accept=(0,), cwd=None):
    read, write = os.pipe()
    start = time.monotonic()
    with open(os.devnull, "wb") as nothing:
        process = subprocess.Popen(command, stdout=nothing, stderr=write, env={**os.environ, **(env or {})}, cwd=cwd)
    os.close(write)
    with os.fdopen(read, "rb") as pipe:
        said = pipe.read().decode(errors="replace")
    _, status, usage = os.wait4(process.pid, 0)
    clock = time.monotonic() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in accept:
        sys.exit(f"{' '.join(command)} failed:\n{said}")
    return Took(clock, usage.ru_utime + usage.ru_stime, usage.ru_stime, usage.ru_maxrss / 1024, said)
