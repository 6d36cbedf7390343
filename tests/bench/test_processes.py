"""CPU is that of a process with its children, ended ones included."""

import os
import subprocess
import sys

from bench.processes import cpu_seconds

SPEND = "import time\nwhile time.process_time() < 0.2: pass"


def test_the_time_of_a_child_that_has_ended_counts_for_its_parent() -> None:
    before = cpu_seconds([os.getpid()])
    subprocess.run([sys.executable, "-c", SPEND], check=True)
    assert cpu_seconds([os.getpid()]) - before >= 0.15


def test_the_time_of_a_running_child_counts_for_its_parent() -> None:
    before = cpu_seconds([os.getpid()])
    with subprocess.Popen(
        [sys.executable, "-c", f"{SPEND}\nprint(flush=True)\ninput()"], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as child:
        assert child.stdout
        child.stdout.readline()
        assert cpu_seconds([os.getpid()]) - before >= 0.15
        child.communicate(b"\n")
