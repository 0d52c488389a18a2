"""The event log as a pandas frame."""

from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd

from horarium.engines.synth.drawn import Drawn
from horarium.engines.synth.event_log import CAUSES, HAPPENINGS, event_log, utc_s
from horarium.engines.synth.tables import row_order


def events_frame(
    drawn: Drawn, appointments: pd.DataFrame, zone: ZoneInfo
) -> pd.DataFrame:
    """The log of a data set, with the identifiers of its table of appointments.

    ``appointments`` is ``framed(drawn, spec).appointments``. Columns: ``at`` in the
    clinic's time zone, ``event``, ``appointment_id``, ``patient_id``, ``instead_of`` (the
    cancelled appointment that a rescheduled one stands in for), ``cancelled_by``.
    """
    log = event_log(drawn)
    order = row_order(drawn)
    place = np.empty(len(order), dtype=np.int64)
    place[order] = np.arange(len(order))
    own = appointments.iloc[place[log.row]]
    before = appointments["appointment_id"].iloc[place[log.other]]
    instants = utc_s(log.at_s, zone).astype("datetime64[s]")
    return pd.DataFrame(
        {
            "at": pd.DatetimeIndex(instants).tz_localize("UTC").tz_convert(zone),
            "event": pd.Categorical.from_codes(log.kind, list(HAPPENINGS)),
            "appointment_id": own["appointment_id"].reset_index(drop=True),
            "patient_id": own["patient_id"].reset_index(drop=True),
            "instead_of": before.reset_index(drop=True).where(log.other >= 0),
            "cancelled_by": pd.Categorical.from_codes(
                log.by.astype(np.int32) - 1, list(CAUSES[1:])
            ),
        }
    )
