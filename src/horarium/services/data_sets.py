"""Keep synthetic data sets in PostgreSQL, as the engine streams them."""

from typing import Any

from horarium.engines.synth.plan import DataSetPlan
from horarium.engines.synth.stream import Part, Produced
from horarium.engines.synth.tally import Tally, total
from horarium.store.data_sets import DataSetSchema, Rows


class SchemaSink:
    """Where a stream of partitions goes when it goes to a database; see ``stream.Sink``."""

    def __init__(self, url: str, schema: str, plan: DataSetPlan) -> None:
        self._schema = DataSetSchema(url, schema, plan.as_dict())

    def done(self) -> frozenset[int]:
        """The partitions that are kept already."""
        return self._schema.done()

    def accept(self, produced: Produced) -> None:
        """Keep one more partition, whole or not at all."""
        rows = [_rows(part) for part in produced.parts]
        self._schema.add(produced.index, rows, _plain(produced.tally))

    def tally(self) -> Tally:
        """What was counted in all partitions."""
        return total(Tally(counts) for counts in self._schema.counts())

    def finish(self, card: dict[str, Any]) -> None:
        """Keep the card beside the tables."""
        self._schema.finish(card)


def _rows(part: Part) -> Rows:
    return Rows(part.table, part.columns, part.data)


def _plain(tally: Tally) -> dict[str, dict[str, int]]:
    return {family: dict(counts) for family, counts in tally.counts.items()}
