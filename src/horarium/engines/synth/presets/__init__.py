"""Kinds of organisations by name; each is a file here."""

from horarium.domain.errors import InvalidField
from horarium.engines.synth.presets import (
    india_opd,
    nhs_outpatient,
    paediatrics,
    us_primary_care,
    womens_health,
)
from horarium.engines.synth.presets.preset import Preset, Source

PRESETS: dict[str, Preset] = {
    module.PRESET.name: module.PRESET
    for module in (
        nhs_outpatient,
        us_primary_care,
        india_opd,
        paediatrics,
        womens_health,
    )
}


def preset(name: str) -> Preset:
    """The preset of that name; raises ``InvalidField`` with the names there are."""
    if name not in PRESETS:
        raise InvalidField("preset", name, f"one of {', '.join(PRESETS)}")
    return PRESETS[name]


__all__ = ["PRESETS", "Preset", "Source", "preset"]
