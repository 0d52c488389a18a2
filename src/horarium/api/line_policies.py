"""The clinic's rules for its lines, one set a discipline."""

from typing import Self

from pydantic import Field
from starlette.responses import Response

from horarium.api import versions
from horarium.api.answers import Answer
from horarium.api.bodies import Discipline
from horarium.api.deps import WorkDep
from horarium.api.fields import Body, WholeNumber
from horarium.api.routing import api_router, documented
from horarium.engines.queueing import PriorityClass
from horarium.services import line_policies
from horarium.services.line_policies import LONGEST_MIN, LineRules, RuleChanges

router = api_router("/line-policies", "line policies")


class ClassRow(Body):
    """A promise: the share ``fractile`` of a class waits at most ``target_wait_min``.

    Band 0 goes before band 1; ``weight`` is read by the ``weights`` discipline alone.
    """

    name: str = Field(max_length=40)
    target_wait_min: float = Field(gt=0, le=LONGEST_MIN)
    fractile: float = Field(gt=0, le=1)
    band: WholeNumber = Field(1, ge=0, le=9)
    weight: float = Field(0, ge=0, le=1e6)
    quota: WholeNumber = Field(0, ge=0, le=500)
    quota_release_min: float = Field(0, ge=0, le=10 * LONGEST_MIN)
    may_overflow: bool = False

    def to_class(self) -> PriorityClass:
        """The same, as the engine takes it."""
        return PriorityClass(**self.model_dump())


class PolicyChange(Body):
    """What is to be different; what is left out stays. ``classes`` are all five rows.

    ``noshow_after_min`` below 0 takes that timer away.
    """

    recall_after_min: float | None = Field(None, ge=0, le=LONGEST_MIN)
    max_recalls: WholeNumber | None = Field(None, ge=0, le=9)
    grace_min: float | None = Field(None, ge=0, le=LONGEST_MIN)
    reentry_places: WholeNumber | None = Field(None, ge=0, le=99)
    noshow_after_min: float | None = Field(None, ge=-1, le=LONGEST_MIN)
    hold_min: float | None = Field(None, ge=0, le=LONGEST_MIN)
    coverage: float | None = Field(None, ge=0.5, le=0.99)
    classes: list[ClassRow] | None = Field(None, min_length=5, max_length=5)

    def to_changes(self) -> RuleChanges:
        """The same, as the service takes it."""
        knobs = self.model_dump(exclude={"classes"})
        rows = (
            None if self.classes is None else [one.to_class() for one in self.classes]
        )
        return RuleChanges(**knobs, classes=rows)


class ClassAnswer(Answer):
    """One priority class of a line."""

    name: str
    target_wait_min: float
    fractile: float
    band: int
    weight: float
    quota: int
    quota_release_min: float
    may_overflow: bool


class PolicyAnswer(Answer):
    """The rules of all lines of one discipline; version 0: the defaults."""

    discipline: str
    version: int
    coverage: float
    recall_after_min: float
    max_recalls: int
    grace_min: float
    reentry_places: int
    noshow_after_min: float | None
    hold_min: float
    classes: list[ClassAnswer]

    @classmethod
    def telling(cls, discipline: str, rules: LineRules) -> Self:
        """The answer that tells ``rules``."""
        policy = rules.policy
        return cls(
            discipline=discipline,
            version=rules.version,
            coverage=rules.coverage,
            recall_after_min=policy.recall_after_min,
            max_recalls=policy.max_recalls,
            grace_min=policy.grace_min,
            reentry_places=policy.reentry_places,
            noshow_after_min=policy.noshow_after_min,
            hold_min=policy.hold_min,
            classes=ClassAnswer.each(policy.classes),
        )


@router.get("/{discipline}", responses=documented())
def get_line_policy(
    work: WorkDep, discipline: Discipline, response: Response
) -> PolicyAnswer:
    """The rules of one discipline."""
    rules = line_policies.get(work, discipline)
    versions.tag(response, rules)
    return PolicyAnswer.telling(discipline, rules)


@router.patch("/{discipline}", responses=documented(412, 413))
def change_line_policy(
    work: WorkDep,
    discipline: Discipline,
    body: PolicyChange,
    expected: versions.Expected,
    response: Response,
) -> PolicyAnswer:
    """Change some rules; they hold from the next event on."""
    if expected is not None:
        versions.check(expected, line_policies.get(work, discipline))
    rules = line_policies.change(work, discipline, body.to_changes())
    versions.confirm(expected, rules)
    versions.tag(response, rules)
    return PolicyAnswer.telling(discipline, rules)
