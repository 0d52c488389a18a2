"""Processes beside this one do not outlive it."""

import subprocess
import sys

import pytest

CALLER = """
import time
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

from horarium.engines.synth.executors import go_with_the_caller

if __name__ == "__main__":
    with ProcessPoolExecutor(1, get_context("spawn"), go_with_the_caller) as pool:
        asleep = pool.submit(time.sleep, 300)
        while not asleep.running():
            time.sleep(0.01)
        print("asleep", flush=True)
        asleep.result()
"""


@pytest.mark.parametrize("end", ["terminate", "kill"])
def test_a_process_ends_with_the_one_that_started_it_however_that_ended(tmp_path, end):
    script = tmp_path / "caller.py"
    script.write_text(CALLER, encoding="utf-8")
    caller = subprocess.Popen([sys.executable, script], stdout=subprocess.PIPE)
    assert caller.stdout.readline() == b"asleep\n"

    getattr(caller, end)()

    # The one beside has the same standard output, which ends with the last of them.
    assert caller.communicate(timeout=60) == (b"", None)
