"""Refusals of what was given: fields, files, identifiers."""

from dataclasses import dataclass

from horarium.domain.errors.tree import Invalid, NotFound


@dataclass
class NoSuchThing(NotFound):
    """Nothing of this kind has that identifier here."""

    kind: str
    identifier: str

    def sentence(self) -> str:
        return f"There is no {self.kind} {self.identifier}."


@dataclass
class InvalidField(Invalid):
    """A value that cannot be accepted."""

    field: str
    value: str
    wanted: str

    def sentence(self) -> str:
        return f"{self.field} is {self.value!r}; wanted: {self.wanted}."


@dataclass
class UnreadableInput(Invalid):
    """A file holds something that cannot be accepted; ``place`` is a line or a field."""

    file: str
    place: str
    value: str
    wanted: str

    def sentence(self) -> str:
        return f"{self.file}, {self.place}: {self.value!r}; wanted: {self.wanted}."
