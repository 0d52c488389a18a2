"""What patients need of a place, and what doctors can do, when others choose for them."""

from typing import Annotated
from uuid import UUID

from pydantic import Field, StringConstraints
from starlette.responses import Response

from horarium.api import answers, versions
from horarium.api.answers import Answer
from horarium.api.booking_answers import WallTime
from horarium.api.booking_bodies import TimeOfDay
from horarium.api.deps import WorkDep
from horarium.api.fields import Body
from horarium.api.routing import api_router, documented
from horarium.domain.ids import LocationId, PatientId, PractitionerId
from horarium.services import limits
from horarium.services.limits import MAX_SKILL, MOST_SKILLS

router = api_router("/patients", "patients")
practitioners_router = api_router("/practitioners", "directory")

Skill = Annotated[
    str,
    StringConstraints(max_length=MAX_SKILL, pattern=r"^[^\x00]*[^\s\x00][^\x00]*$"),
]


class LimitsBody(Body):
    """All that holds for a patient from now on; what is left out does not.

    A visit begins from ``not_before`` to ``not_after``, by the department's clock."""

    needs: list[Skill] = Field([], max_length=MOST_SKILLS)
    not_before: TimeOfDay | None = None
    not_after: TimeOfDay | None = None
    site: UUID | None = None

    def to_limits(self) -> limits.NewLimits:
        """The same, as the service takes it."""
        return limits.NewLimits(
            needs=tuple(self.needs),
            not_before=self.not_before,
            not_after=self.not_after,
            site=LocationId(self.site) if self.site else None,
        )


class LimitsAnswer(Answer):
    """What is noted of a patient; ``version`` 0: nothing yet."""

    patient: UUID
    needs: list[str]
    not_before: WallTime | None
    not_after: WallTime | None
    site: UUID | None
    version: int


class SkillsBody(Body):
    """Everything that a practitioner can do, beside what published rosters say."""

    skills: list[Skill] = Field(max_length=MOST_SKILLS)


@router.get("/{patient}/limits", responses=documented(404))
def get_limits(work: WorkDep, patient: PatientId, response: Response) -> LimitsAnswer:
    """What a place must be like for the patient to come; the look is recorded."""
    found = limits.get(work, patient)
    versions.tag(response, found)
    return LimitsAnswer.of(found)


@router.put("/{patient}/limits", responses=documented(404, 412, 413))
def note_limits(
    work: WorkDep,
    patient: PatientId,
    body: LimitsBody,
    expected: versions.Expected,
    response: Response,
) -> LimitsAnswer:
    """Note what a place must be like when the patient is moved or offered one."""
    if expected is not None:
        versions.check(expected, limits.get(work, patient))
    noted = limits.note(work, patient, body.to_limits())
    versions.confirm(expected, noted)
    versions.tag(response, noted)
    return LimitsAnswer.of(noted)


@practitioners_router.put("/{practitioner}/skills", responses=documented(404, 413))
def set_skills(
    work: WorkDep, practitioner: PractitionerId, body: SkillsBody
) -> answers.Practitioner:
    """Say what a doctor can do, for patients who need it when they are moved."""
    return answers.Practitioner.of(limits.set_skills(work, practitioner, body.skills))
