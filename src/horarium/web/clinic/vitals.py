"""Vital signs: the nurse takes them, the doctor sees them."""

from dataclasses import fields
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form
from fastapi.responses import HTMLResponse, Response

from horarium.domain.errors import InvalidField, NotToday
from horarium.domain.ids import TokenId
from horarium.domain.vitals import TakenVitals, Vitals
from horarium.services import patients, tokens, vitals
from horarium.services.permissions import Permission, may
from horarium.web.errors import status_of
from horarium.web.languages import english
from horarium.web.pages.session import TakenRow, VitalsPage
from horarium.web.pages.shell import Flash, FormState, Link, Tone
from horarium.web.refusals import said
from horarium.web.visit import PostDep, Visit, VisitDep
from horarium.web.words import vitals_lines

router = APIRouter(prefix="/desk/tokens")

Figure = Annotated[str, Form(max_length=10)]

_WITH_TENTHS = ("temperature_c", "weight_kg")


@router.get("/{token}/vitals")
def show_vitals(visit: VisitDep, token: UUID) -> HTMLResponse:
    """What was measured at this visit, and a form to measure more."""
    return _show(visit, TokenId(token))


@router.post("/{token}/vitals")
def record_vitals(
    visit: PostDep,
    token: UUID,
    systolic_mmhg: Figure = "",
    diastolic_mmhg: Figure = "",
    pulse_per_min: Figure = "",
    temperature_c: Figure = "",
    spo2_percent: Figure = "",
    weight_kg: Figure = "",
    note: Annotated[str, Form(max_length=1000)] = "",
) -> Response:
    """Keep what was measured."""
    typed = {
        "systolic_mmhg": systolic_mmhg,
        "diastolic_mmhg": diastolic_mmhg,
        "pulse_per_min": pulse_per_min,
        "temperature_c": temperature_c,
        "spo2_percent": spo2_percent,
        "weight_kg": weight_kg,
        "note": note,
    }
    try:
        measured = _measured(typed)
        with visit.work() as work:
            vitals.record(work, TokenId(token), measured)
    except (InvalidField, NotToday) as refusal:
        form = FormState(typed, {refusal.field: said(refusal, english)})
        return _show(visit, TokenId(token), form=form, refusal=refusal)
    return visit.to(f"{router.prefix}/{token}/vitals")


def _show(
    visit: Visit,
    wanted: TokenId,
    *,
    form: FormState | None = None,
    refusal: InvalidField | NotToday | None = None,
) -> HTMLResponse:
    with visit.work() as work:
        token = tokens.get(work, wanted)
        taken = vitals.of_token(work, wanted)
        patient = patients.get(work, token.patient)
    flash = Flash(said(refusal, english), Tone.BAD) if refusal else None
    page = VitalsPage(
        shell=visit.shell(flash),
        here=f"{router.prefix}/{wanted}/vitals",
        number=token.label,
        name=token.patient_name,
        born=patient.birth_on,
        taken=tuple(_row(visit, one) for one in taken),
        back=Link("Session", f"/desk/sessions/{token.session}"),
        form=form or FormState(),
        may_record=may(visit.actor, Permission.VITALS_RECORD),
    )
    return visit.show(page, status_of(refusal) if refusal else 200)


def _row(visit: Visit, one: TakenVitals) -> TakenRow:
    return TakenRow(
        at=visit.local(one.taken_at), by=one.taken_by, lines=vitals_lines((one,))
    )


def _measured(typed: dict[str, str]) -> Vitals:
    values: dict[str, int | float | str | None] = {
        field.name: _figure(field.name, typed[field.name].strip())
        for field in fields(Vitals)
        if field.name != "note"
    }
    values["note"] = typed["note"].strip() or None
    return Vitals(**values)  # type: ignore[arg-type]


def _figure(name: str, typed: str) -> int | float | None:
    if not typed:
        return None
    number = typed.replace(",", ".")
    try:
        return float(number) if name in _WITH_TENTHS else int(number)
    except ValueError:
        wanted = "a number" if name in _WITH_TENTHS else "a whole number"
        raise InvalidField(name, typed, wanted) from None
