"""Several web processes on one port, each started anew when it dies."""

from typing import TYPE_CHECKING

import structlog
from uvicorn.config import STARTUP_FAILURE
from uvicorn.supervisors.multiprocess import Multiprocess, Process

if TYPE_CHECKING:
    from socket import socket

    from uvicorn import Config

log = structlog.get_logger()


class _WebProcess(Process):
    def start(self) -> None:
        super().start()
        # Held open here, the child's end would keep us waiting for one that was killed.
        self.child_conn.close()


class WebProcesses(Multiprocess):
    """Keeps as many web processes as the configuration says until it is told to stop.

    One that dies, or is silent for the configuration's time, is replaced. Only when none
    of the first ones could start does it give up: later on, what keeps one from starting,
    such as a database that is coming back, passes.
    """

    def __init__(self, config: "Config", sockets: list["socket"]) -> None:
        super().__init__(config, sockets)
        self._has_served = False

    def init_processes(self) -> None:
        """Start as many as are wanted."""
        self.processes = [self._started() for _ in range(self.processes_num)]

    def keep_subprocess_alive(self) -> None:
        """Replace whoever died or is silent; called twice a second."""
        for place, process in enumerate(self.processes):
            if self.should_exit.is_set():
                return
            if process.is_alive(timeout=self.config.timeout_worker_healthcheck):
                self._has_served = self._has_served or process.is_ready()
                continue
            process.kill()
            process.join()
            if process.exitcode == STARTUP_FAILURE and not self._has_served:
                self.should_exit.set()
                return
            log.warning("web.died", pid=process.pid, exit_code=process.exitcode)
            self.processes[place] = self._started()

    def _started(self) -> Process:
        process = _WebProcess(self.config, self.sockets)
        process.start()
        return process
