"""How shift types look on paper and in workbooks: the palette of the pages."""

from dataclasses import dataclass

from horarium.engines.rostering.shifts import ShiftType


@dataclass(frozen=True, slots=True)
class Look:
    """A ground and the ink on it, as RRGGBB; any two grounds differ for every eye."""

    ground: str
    ink: str


_DAY = Look("FFE0A3", "2A1D00")
_LOOKS = {
    "night": Look("243A6F", "FFFFFF"),
    "on-call": Look("B64B59", "FFFFFF"),
    "clinic": Look("00AC7B", "00160E"),
    "long": Look("74B1FF", "091F3B"),
    "late": Look("74B1FF", "091F3B"),
    "evening": Look("74B1FF", "091F3B"),
    "teaching": Look("D2B7D3", "2B172C"),
}


def look_of(shift: ShiftType) -> Look:
    """The look of a shift type: the first of its tags that has one, else a day's."""
    return next((look for tag, look in _LOOKS.items() if tag in shift.tags), _DAY)


def code_of(shift: ShiftType) -> str:
    """What stands in a cell: the code, or else the first letters of the id."""
    return shift.code or shift.id[:2]
