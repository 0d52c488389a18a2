"""The invented department's sites, duties, cover and rules.

Three sites: a large hospital, a middle one, and a small one that is covered at night
from home. Hours are those of common British registrar rotas: days of 9 h, long days and
nights of 12.5 h with half an hour of handover.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import time

from horarium.engines.rostering.cover import Cover
from horarium.engines.rostering.horizon import SATURDAY, Horizon
from horarium.engines.rostering.packs import load_pack
from horarium.engines.rostering.problem import Rule
from horarium.engines.rostering.rules.commute import Commute
from horarium.engines.rostering.rules.continuity import Continuity
from horarium.engines.rostering.rules.contract_hours import ContractHours
from horarium.engines.rostering.rules.fairness import Fairness
from horarium.engines.rostering.rules.min_consecutive import MinConsecutive
from horarium.engines.rostering.rules.min_days_off import MinDaysOff
from horarium.engines.rostering.rules.quota import Quota
from horarium.engines.rostering.rules.registry import BASIC_RULES
from horarium.engines.rostering.rules.supervision import Supervision
from horarium.engines.rostering.shifts import Duties, ShiftType, Site

RULE_PACK = "uk-2016-refreshed"
GRADES = ("ST3", "ST4", "ST5", "ST6", "ST7", "ST8")
SENIORS = GRADES[2:]

SITES = (
    Site(id="RIV", name="Riverside General"),
    Site(id="NOR", name="Northgate"),
    Site(id="HAR", name="Harbour"),
)

WEEKDAYS = range(SATURDAY)
ALL_WEEK = range(7)


@dataclass(frozen=True, slots=True)
class ClinicService:
    """An outpatient service: its id is also the skill that its clinic asks for."""

    id: str
    name: str
    site: str


SERVICES = (
    ClinicService("cardiology", "Cardiology", "RIV"),
    ClinicService("respiratory", "Respiratory medicine", "RIV"),
    ClinicService("gastroenterology", "Gastroenterology", "RIV"),
    ClinicService("diabetes", "Diabetes and endocrinology", "NOR"),
    ClinicService("older-people", "Medicine for older people", "HAR"),
)


FOR_PEOPLE = 45
"""How many registrars the posts are for; more or fewer have theirs in proportion."""


@dataclass(frozen=True, slots=True)
class _Need:
    """How many heads a shift type wants on some weekdays, of ``FOR_PEOPLE``."""

    shift: str
    weekdays: range
    minimum: int
    wanted: int
    under_weight: int
    maximum: int | None = None
    over_weight: int = 5
    skills: tuple[str, ...] = ()

    def of(self, n_people: int) -> "_Need":
        """The same of so many; no post is given up altogether."""
        wanted, minimum = (
            max(min(heads, 1), round(heads * n_people / FOR_PEOPLE))
            for heads in (self.wanted, self.minimum)
        )
        room = None if self.maximum is None else self.maximum - self.wanted
        return replace(
            self,
            wanted=wanted,
            minimum=minimum,
            maximum=None if room is None else wanted + room,
        )


_NEEDS = (
    _Need("D-RIV", WEEKDAYS, 2, 4, 20),
    _Need("D-NOR", WEEKDAYS, 1, 3, 20),
    _Need("D-HAR", WEEKDAYS, 1, 2, 20),
    _Need("L-RIV", ALL_WEEK, 2, 3, 60, maximum=4),
    _Need("L-NOR", WEEKDAYS, 1, 2, 60, maximum=3),
    _Need("L-NOR", range(SATURDAY, 7), 1, 1, 60, maximum=2),
    _Need("L-HAR", ALL_WEEK, 1, 1, 60, maximum=2),
    _Need("N-RIV", ALL_WEEK, 2, 2, 100, maximum=3),
    _Need("N-NOR", ALL_WEEK, 1, 1, 100, maximum=2),
    _Need("O-HAR", ALL_WEEK, 1, 1, 100, maximum=1),
    _Need("T-RIV", ALL_WEEK, 0, 1, 40, maximum=1),
    _Need("L-RIV", ALL_WEEK, 1, 1, 60, over_weight=0, skills=("resus",)),
    _Need("N-RIV", ALL_WEEK, 1, 1, 100, over_weight=0, skills=("resus",)),
    _Need("D-RIV", WEEKDAYS, 0, 1, 20, over_weight=0, skills=("procedures",)),
    *(_Need(f"C-{service.id}", WEEKDAYS, 0, 1, 30, maximum=1) for service in SERVICES),
)


def shift_types() -> tuple[ShiftType, ...]:
    """The duties, ward duties first."""
    return (*_ward_duties(), *map(_clinic, SERVICES), _TEACHING)


def _ward_duties() -> Iterator[ShiftType]:
    long_day, night = (time(8), time(20, 30)), (time(20), time(8, 30))
    for site in SITES:
        yield _duty("D", "Day", (time(8), time(17)), site, "day")
    for site in SITES:
        yield _duty("L", "Long day", long_day, site, "long", points=1)
    for site in SITES[:2]:
        yield _duty("N", "Night", night, site, "night", points=3)
    yield _duty("O", "On call", (time(17), time(8)), SITES[2], "on-call", points=2)
    yield _duty("T", "Twilight", (time(14), time(0)), SITES[0], "late", points=1)


def _duty(
    code: str,
    name: str,
    hours: tuple[time, time],
    site: Site,
    tag: str,
    points: int = 0,
) -> ShiftType:
    return ShiftType(
        id=f"{code}-{site.id}",
        name=f"{name} {site.name}",
        code=code,
        start=hours[0],
        end=hours[1],
        site=site.id,
        tags=(tag,),
        points=points,
        worked_min=6 * 60 if tag == "on-call" else None,
    )


def _clinic(service: ClinicService) -> ShiftType:
    return ShiftType(
        id=f"C-{service.id}",
        name=f"{service.name} clinic",
        code="C",
        start=time(9),
        end=time(17),
        site=service.site,
        tags=("clinic",),
        skills=(service.id,),
        service=service.id,
    )


_TEACHING = ShiftType(
    id="TEACH",
    name="Teaching day",
    code="TD",
    start=time(9),
    end=time(17),
    tags=("teaching",),
)


def cover(horizon: Horizon, n_people: int) -> tuple[Cover, ...]:
    """Every need of so many people on every day of ``horizon`` that has it."""
    needs = [need.of(n_people) for need in _NEEDS]
    return tuple(
        Cover(
            day=day,
            shift_types=(need.shift,),
            wanted=need.wanted,
            minimum=need.minimum,
            maximum=need.maximum,
            under_weight=need.under_weight,
            over_weight=need.over_weight,
            skills=need.skills,
        )
        for day in range(horizon.n_days)
        for need in needs
        if horizon.weekday(day) in need.weekdays
    )


def rules(horizon: Horizon) -> tuple[Rule, ...]:
    """What the data ask for, the law, and what makes a roster a good one."""
    night = Duties(label="night", tags=("night",))
    clinic = Duties(label="clinic", tags=("clinic",))
    teaching = Duties(label="teaching day", tags=("teaching",))
    local: tuple[Rule, ...] = (
        Supervision(juniors=("ST3",), seniors=SENIORS, duties=night),
        Quota(
            id="teaching-days",
            duties=teaching,
            at_least=horizon.n_days // 28,
            weight=20,
        ),
        Quota(id="teaching-cap", duties=teaching, at_most=1 + horizon.n_days // 28),
        Quota(id="clinics", duties=clinic, at_least=horizon.n_days // 14, weight=4),
        ContractHours(tolerance_h=8, weight=1),
        Fairness(id="fair-nights", duties=night, weight=3),
        Fairness(id="fair-weekends", count="weekends", weight=4),
        MinConsecutive(id="single-days", days=2, weight=2),
        MinConsecutive(id="single-nights", days=2, duties=night, weight=4),
        MinDaysOff(id="single-days-off", days=2, weight=2),
        Continuity(weight=2),
        Commute(weight=1),
    )
    return (*BASIC_RULES, *load_pack(RULE_PACK, horizon).rules, *local)
