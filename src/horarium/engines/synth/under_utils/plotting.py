"""The module ``engines.synth.plotting`` itself, under Medscheduler's name."""

import sys

from horarium.engines.synth import plotting

sys.modules[__name__] = plotting
