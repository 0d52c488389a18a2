"""Refusals of attendance prediction."""

from dataclasses import dataclass

from horarium.domain.errors.tree import Invalid, Unavailable


@dataclass
class TooLittleHistory(Unavailable):
    """There are too few past visits, or all ended alike: nothing can be learnt yet."""

    n_outcomes: int
    wanted: int

    def sentence(self) -> str:
        return (
            f"There are {self.n_outcomes} past visits with a known outcome; at least "
            f"{self.wanted}, some kept and some missed, are needed to learn from."
        )


@dataclass
class ModelUnusable(Invalid):
    """A file is no attendance model, or one of another version."""

    file: str
    reason: str

    def sentence(self) -> str:
        return f"{self.file} cannot be used as an attendance model: {self.reason}."
