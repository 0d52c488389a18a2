"""Counts of parts add up to the counts of the whole."""

from math import isnan

from horarium.engines.synth.tally import Tally, total

MONDAYS = Tally({"status": {"attended": 8, "cancelled": 2}, "lead": {"1": 3, "10": 2}})
TUESDAYS = Tally({"status": {"attended": 5, "did not attend": 5}})


def test_tallies_add_up_whatever_the_order():
    together = Tally(
        {
            "lead": {"1": 3, "10": 2},
            "status": {"attended": 13, "cancelled": 2, "did not attend": 5},
        }
    )

    assert MONDAYS + TUESDAYS == TUESDAYS + MONDAYS == together
    assert total([MONDAYS, Tally(), TUESDAYS]) == together


def test_shares_means_and_medians_come_from_the_counts():
    assert MONDAYS.share("status", "cancelled") == 0.2
    assert MONDAYS.mean("lead") == 4.6
    assert MONDAYS.median("lead") == 1
    assert (MONDAYS + Tally({"lead": {"10": 2}})).median("lead") == 10


def test_nothing_counted_is_not_a_number():
    assert isnan(Tally().share("status", "attended"))
    assert isnan(Tally().median("lead"))
    assert isnan(Tally().mean("lead"))
