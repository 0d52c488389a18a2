"""Who else could work a shift: everybody is tried, and what it breaks or costs noted."""

from collections.abc import Iterator
from dataclasses import dataclass

from horarium.engines.rostering.judging import Cells, Effect, Judge
from horarium.engines.rostering.roster import OFF, Breach


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """Somebody in the place of another.

    ``cells`` are those that change: a take-over leaves the other free, an exchange gives
    them this person's duty of the day. ``broken`` are hard breaches it brings; without
    any, ``penalty`` is by how much the objective moves, by rule in ``by_rule``.
    """

    row: int
    is_exchange: bool
    cells: Cells
    broken: tuple[Breach, ...]
    penalty: int
    by_rule: dict[str, int]


def candidates(judge: Judge, row: int, day: int) -> tuple[Candidate, ...]:
    """Everybody else in the place of ``row`` on ``day``, people in order.

    Under the rules about one person all are judged in one look; only those who pass are
    judged with everybody.
    """
    cells = judge.roster.cells
    shift = int(cells[row, day])
    others = [r for r in range(len(cells)) if r != row and cells[r, day] != shift]
    everybody = judge.roster.with_cells({(other, day): shift for other in others})
    own = judge.lines(everybody, others)
    return tuple(_tried(judge, (row, day), other, own[other]) for other in others)


def _tried(judge: Judge, place: tuple[int, int], other: int, own: Effect) -> Candidate:
    row, day = place
    cells = judge.roster.cells
    shift, theirs = int(cells[row, day]), int(cells[other, day])
    changed = {(row, day): theirs, (other, day): shift}
    found = own if own.broken else judge.effect(changed)
    return Candidate(
        row=other,
        is_exchange=theirs != OFF,
        cells=changed,
        broken=found.broken,
        penalty=found.penalty,
        by_rule=dict(found.by_rule),
    )


def barred_by(found: tuple[Candidate, ...]) -> Iterator[tuple[str, tuple[int, ...]]]:
    """The rules that stand in somebody's way, with those people; most people first.

    Everybody is counted once, under the first rule they would break.
    """
    rows: dict[str, list[int]] = {}
    for candidate in found:
        if candidate.broken:
            rows.setdefault(candidate.broken[0].rule, []).append(candidate.row)
    for rule in sorted(rows, key=lambda rule: (-len(rows[rule]), rule)):
        yield rule, tuple(rows[rule])
