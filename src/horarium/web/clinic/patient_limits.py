"""What a place must be like for a patient who is moved or offered one."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import time

from horarium.domain.errors import InvalidField
from horarium.domain.ids import LocationId, PatientId
from horarium.domain.limits import PatientLimits
from horarium.services.directory import Directory
from horarium.services.limits import NewLimits
from horarium.services.permissions import Permission, may
from horarium.web.pages.patients import LimitsPart
from horarium.web.pages.shell import Choice, FormState
from horarium.web.visit import Visit

ANY_SITE = "any"


@dataclass(frozen=True, slots=True, kw_only=True)
class TypedLimits:
    """The form as it was typed."""

    needs: str = ""
    not_before: str = ""
    not_after: str = ""
    site: str = ANY_SITE

    def to_limits(self, known: Directory) -> NewLimits:
        """What was meant; raises ``InvalidField``."""
        return NewLimits(
            needs=tuple(one for one in self.needs.split(",") if one.strip()),
            not_before=_time("not_before", self.not_before),
            not_after=_time("not_after", self.not_after),
            site=self._site(known),
        )

    def _site(self, known: Directory) -> LocationId | None:
        if self.site == ANY_SITE:
            return None
        sites = {str(one.id): one for one in known.locations.values()}
        found = sites.get(self.site)
        if found is None or found.kind != "site":
            names = ", ".join(one.text for one in _sites(known))
            raise InvalidField("site", self.site, f"one of {names}")
        return found.id


def limits_part(
    visit: Visit,
    patient: PatientId,
    noted: PatientLimits,
    known: Directory,
    form: FormState | None = None,
) -> LimitsPart:
    """What is noted, and the form to change it for those who may."""
    may_note = may(visit.actor, Permission.PATIENT_REGISTER)
    return LimitsPart(
        words=tuple(_words(noted, known)),
        action=f"/patients/{patient}/limits" if may_note else "",
        form=form or _filled(noted),
        sites=_sites(known),
    )


def _filled(noted: PatientLimits) -> FormState:
    return FormState(
        {
            "needs": ", ".join(noted.needs),
            "not_before": f"{noted.not_before:%H:%M}" if noted.not_before else "",
            "not_after": f"{noted.not_after:%H:%M}" if noted.not_after else "",
            "site": str(noted.site) if noted.site else ANY_SITE,
        }
    )


def _words(noted: PatientLimits, known: Directory) -> Iterator[str]:
    if noted.needs:
        yield f"Needs: {', '.join(noted.needs)}"
    if noted.not_before is not None:
        yield f"Begins at {noted.not_before:%H:%M} or later"
    if noted.not_after is not None:
        yield f"Begins at {noted.not_after:%H:%M} or earlier"
    if noted.site is not None:
        yield f"Gets to {known.locations[noted.site].name} only"


def _sites(known: Directory) -> tuple[Choice, ...]:
    sites = [one for one in known.locations.values() if one.kind == "site"]
    return (
        Choice(ANY_SITE, "any site"),
        *(Choice(str(one.id), one.name) for one in sites),
    )


def _time(name: str, typed: str) -> time | None:
    words = typed.strip()
    if not words:
        return None
    try:
        return time.fromisoformat(words)
    except ValueError:
        raise InvalidField(name, typed, "a time like 09:30") from None
