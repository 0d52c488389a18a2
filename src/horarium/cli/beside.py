"""Keeping a worker process beside the web process."""

import subprocess
import sys
import threading
from collections.abc import Mapping

import structlog

log = structlog.get_logger()

COMMAND = (sys.executable, "-m", "horarium.cli.main", "worker", "--with-parent")

PATIENCE_S = 20.0
"""How long a worker may take to let go before it is killed."""

_SHORTEST_PAUSE_S = 0.5
_LONGEST_PAUSE_S = 10.0


class WorkerBeside:
    """A worker that is started again whenever it dies, until ``stop``.

    It lives in a session of its own, so that a Ctrl-C in the terminal reaches it only
    through ``stop``; and it reads from a pipe that ends when this process does, so that
    it never outlives it.
    """

    def __init__(
        self, environment: Mapping[str, str], command: tuple[str, ...] = COMMAND
    ) -> None:
        self._environment = dict(environment)
        self._command = command
        self._stopping = threading.Event()
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._thread = threading.Thread(target=self._keep, name="worker-keeper")
        self.n_starts = 0

    def start(self) -> None:
        """Start the worker and go on."""
        self._thread.start()

    def stop(self) -> None:
        """Ask the worker to let go and wait until it is gone."""
        self._stopping.set()
        with self._lock:
            if self._process is not None:
                self._process.terminate()
        self._thread.join(PATIENCE_S)
        if self._thread.is_alive() and self._process is not None:
            self._process.kill()
            self._thread.join()

    @property
    def pid(self) -> int | None:
        """The worker's process, if it lives."""
        with self._lock:
            alive = self._process is not None and self._process.poll() is None
            return self._process.pid if self._process and alive else None

    def _keep(self) -> None:
        pause_s = _SHORTEST_PAUSE_S
        while process := self._spawn():
            code = process.wait()
            if process.stdin:
                process.stdin.close()
            if self._stopping.is_set():
                return
            log.warning("worker.died", exit_code=code, pid=process.pid)
            if self._stopping.wait(pause_s):
                return
            pause_s = min(2 * pause_s, _LONGEST_PAUSE_S)

    def _spawn(self) -> subprocess.Popen[bytes] | None:
        with self._lock:
            if self._stopping.is_set():
                return None
            self.n_starts += 1
            self._process = subprocess.Popen(
                self._command,
                stdin=subprocess.PIPE,
                env=self._environment,
                start_new_session=True,
            )
            return self._process
