"""Numbers that are chosen by sliding: what each may be, and where it stands."""

from dataclasses import dataclass

from horarium.web.pages.allocation import Slider


@dataclass(frozen=True, slots=True, kw_only=True)
class SliderRange:
    """A slider without its value, which is a number of ``unit``."""

    name: str
    label: str
    most: float
    step: float
    unit: str
    least: float = 0.0

    def at(self, value: float) -> Slider:
        """The slider where it stands at ``value``."""
        return Slider(
            name=self.name,
            label=self.label,
            value=f"{value:g}",
            least=f"{self.least:g}",
            most=f"{self.most:g}",
            step=f"{self.step:g}",
            unit=self.unit,
        )
