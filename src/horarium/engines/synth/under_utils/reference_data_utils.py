"""The module ``engines.synth.reference_data`` itself, under Medscheduler's name."""

import sys

from horarium.engines.synth import reference_data

sys.modules[__name__] = reference_data
