"""Numbers that are chosen by sliding: what each may be, and where it stands."""

from dataclasses import dataclass

from horarium.web.pages.allocation import Slider


@dataclass(frozen=True, slots=True, kw_only=True)
class SliderRange:
    """A slider without its value; ``low`` and ``high`` are the words at its ends."""

    name: str
    label: str
    most: float
    step: float
    least: float = 0.0
    low: str = ""
    high: str = ""

    def at(self, value: float) -> Slider:
        """The slider where it stands at ``value``."""
        return Slider(
            name=self.name,
            label=self.label,
            value=f"{value:g}",
            least=f"{self.least:g}",
            most=f"{self.most:g}",
            step=f"{self.step:g}",
            low=self.low or f"{self.least:g}",
            high=self.high or f"{self.most:g}",
        )
