"""The job process: solves rosters, seals the audit trail, tidies up."""

from horarium.worker.process import Worker

__all__ = ["Worker"]
