"""Refusals of allocation."""

from dataclasses import dataclass

from horarium.domain.errors.tree import Conflict


@dataclass
class ProposalChanged(Conflict):
    """Since the proposal was shown, somebody booked, cancelled or joined the list."""

    n_requests: int

    def sentence(self) -> str:
        return (
            "Since you looked, something was booked, given up or asked for; here is the "
            f"proposal for the {self.n_requests} requests as they are now."
        )
