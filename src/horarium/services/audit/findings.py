"""What a verification can find."""

from dataclasses import dataclass
from enum import StrEnum


class FindingKind(StrEnum):
    """Each kind with the sentence that tells it; ``event`` and ``seal`` are numbers."""

    CHANGED = "changed"
    DELETED = "deleted"
    INSERTED = "inserted"
    REORDERED = "reordered"
    UNPROVEN = "unproven"
    SEAL_CHANGED = "seal-changed"
    SEAL_MISSING = "seal-missing"
    TAIL_CUT = "tail-cut"
    REWRITTEN = "rewritten"


_SENTENCES = {
    FindingKind.CHANGED: "Event {event} was changed after seal {seal}.",
    FindingKind.DELETED: "Event {event} of seal {seal} is gone.",
    FindingKind.INSERTED: "Event {event} was put in where all was sealed.",
    FindingKind.REORDERED: "Event {event} of seal {seal} holds what was event {was}.",
    FindingKind.UNPROVEN: "Event {event} is under no seal that is still whole.",
    FindingKind.SEAL_CHANGED: "Seal {seal} was changed.",
    FindingKind.SEAL_MISSING: "Seal {seal} is gone.",
    FindingKind.TAIL_CUT: "Seal {seal}, known from a checkpoint, and what came after it are gone.",
    FindingKind.REWRITTEN: "Seal {seal} is not the one that a checkpoint knows.",
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is not as it was sealed; ``was`` is the other event of a swap."""

    kind: FindingKind
    event: int | None = None
    seal: int | None = None
    was: int | None = None

    def sentence(self) -> str:
        """The finding in words."""
        return _SENTENCES[self.kind].format(
            event=self.event, seal=self.seal, was=self.was
        )


@dataclass(frozen=True, slots=True)
class Verification:
    """The outcome: how much was looked at, and what was found.

    ``n_pending`` events are too young to be sealed. Without checkpoints
    (``n_checkpoints`` is 0) a cut tail cannot be seen.
    """

    n_events: int
    n_seals: int
    n_pending: int
    n_checkpoints: int
    findings: tuple[Finding, ...]

    @property
    def is_intact(self) -> bool:
        """Whether everything is as it was sealed."""
        return not self.findings
