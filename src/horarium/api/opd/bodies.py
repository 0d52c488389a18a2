"""What clients of the original send: camelCase or snake_case, more than we know."""

from datetime import time
from typing import Annotated, Any, Self

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    WithJsonSchema,
    model_validator,
)
from pydantic.alias_generators import to_camel

from horarium.api.bodies import Discipline
from horarium.api.fields import Day, PersonName, Phone, Reason, WholeNumber
from horarium.domain.errors import InvalidField
from horarium.services.opd import doctors, issuing, slots
from horarium.services.opd.patients import MAX_PATIENT_ID, OLDEST, Someone
from horarium.services.opd.words import OpdStatus
from horarium.services.sessions import MAX_CAPACITY

_SAYS_SOMETHING = r"^[^\x00]*[^\s\x00][^\x00]*$"
_TIME = r"^([01]?[0-9]|2[0-3]):[0-5][0-9]$"


def _weekday(value: Any) -> str:
    if not isinstance(value, str):
        raise ValueError("a weekday such as Monday or Mon is wanted")
    try:
        doctors.weekday(value)
    except InvalidField as refusal:
        raise ValueError(f"wanted: {refusal.wanted}") from None
    return value


Identifier = Annotated[str, StringConstraints(max_length=200, pattern=r"^[^\x00]*$")]
Weekday = Annotated[
    str,
    BeforeValidator(_weekday),
    WithJsonSchema({"type": "string", "examples": ["Monday", "Mon"]}),
]
ClockTime = Annotated[str, StringConstraints(pattern=_TIME)]
PatientNumber = Annotated[
    str, StringConstraints(max_length=MAX_PATIENT_ID, pattern=_SAYS_SOMETHING)
]


class OpdBody(BaseModel):
    """What a client sends; both spellings of a name will do, unknown names are passed by."""

    model_config = ConfigDict(
        alias_generator=to_camel, populate_by_name=True, frozen=True, extra="ignore"
    )


class NewDoctor(BaseModel):
    """A doctor; ``opd_days`` are weekdays, and none means every day."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    name: PersonName
    specialization: Annotated[
        str,
        StringConstraints(
            max_length=doctors.MAX_SPECIALIZATION, pattern=_SAYS_SOMETHING
        ),
    ]
    opd_days: list[Weekday] = Field(max_length=7)

    @model_validator(mode="before")
    @classmethod
    def _either_spelling(cls, value: Any) -> Any:
        if isinstance(value, dict) and "opd_days" not in value and "opdDays" in value:
            return {**value, "opd_days": value["opdDays"]}
        return value

    def to_request(self) -> doctors.NewDoctor:
        """The same, as the service takes it."""
        return doctors.NewDoctor(
            name=self.name,
            specialization=self.specialization,
            opd_days=tuple(self.opd_days),
        )


class NewSlot(OpdBody):
    """A slot of a doctor, in the organisation's time."""

    doctor_id: Identifier
    date: Day
    start_time: ClockTime
    end_time: ClockTime
    max_capacity: WholeNumber | None = Field(
        None,
        ge=1,
        le=MAX_CAPACITY,
        description="Without it `HORARIUM_DEFAULT_MAX_CAPACITY`.",
    )
    overflow_limit: WholeNumber | None = Field(
        None, ge=0, le=MAX_CAPACITY, description="Emergencies beside a full slot."
    )
    discipline: Discipline = "weights"

    @model_validator(mode="after")
    def _ends_after_start(self) -> Self:
        if _time(self.end_time) <= _time(self.start_time):
            raise ValueError("an endTime after the startTime is wanted")
        return self

    def to_request(self) -> slots.NewSlot:
        """The same, as the service takes it."""
        return slots.NewSlot(
            doctor=self.doctor_id,
            on=self.date,
            start=_time(self.start_time),
            end=_time(self.end_time),
            max_capacity=self.max_capacity,
            overflow_limit=self.overflow_limit,
            discipline=self.discipline,
        )


class _Asking(OpdBody):
    slot_id: Identifier
    patient_name: PersonName
    phone_number: Phone | None = None
    age: WholeNumber | None = Field(
        None, ge=0, le=OLDEST, description="Tells people of one name and number apart."
    )


class Booking(_Asking):
    """A place for a patient whom the client knows by an identifier of its own."""

    patient_id: PatientNumber

    def to_request(self, key: str | None) -> issuing.Asked:
        """The same, as the service takes it."""
        return _asked(self, key, self.patient_id)


class WalkIn(_Asking):
    """A place for somebody at the desk."""

    patient_id: PatientNumber | None = None

    def to_request(self, key: str | None) -> issuing.Asked:
        """The same, as the service takes it."""
        return _asked(self, key, self.patient_id)


class Emergency(WalkIn):
    """A place for somebody who cannot wait."""

    reason: Reason | None = None


class StatusChange(OpdBody):
    """Where a token is to stand."""

    status: OpdStatus


class Cancellation(OpdBody):
    """Why a token is given up."""

    reason: Reason | None = None


class Reallocation(OpdBody):
    """Where everybody goes."""

    target_slot_id: Identifier


def _asked(body: _Asking, key: str | None, patient_id: str | None) -> issuing.Asked:
    someone = Someone(
        name=body.patient_name,
        patient_id=patient_id,
        phone=body.phone_number or None,
        age=body.age,
    )
    return issuing.Asked(slot=body.slot_id, someone=someone, idempotency_key=key)


def _time(text: str) -> time:
    hours, minutes = text.split(":")
    return time(int(hours), int(minutes))
