"""A data set in a folder: every file whole or absent, and a later run goes on."""

import hashlib
import json
import os
import shutil
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from horarium.domain.errors import DataSetInTheWay, OutputUnwritable
from horarium.engines.synth.stream import Part, Produced
from horarium.engines.synth.tally import Tally, total

CARD_DATA = "dataset.json"
_PROGRESS = ".progress"
_PARTIAL = ".partial"


class Folder:
    """Keeps partitions as ``<table>/part-00000.<suffix>`` under ``path``.

    A partition counts as kept when its record in ``.progress`` exists; that is written
    last, so a run that was killed leaves at worst files without a record, which the next
    run writes again with the same bytes. ``plan`` says what the data set is; a folder
    that holds another one, or other people's files, is refused with
    ``DataSetInTheWay``. Raises ``OutputUnwritable`` when the disk refuses.
    """

    def __init__(self, path: Path, plan: Mapping[str, Any]) -> None:
        self.path = path
        self._plan = json.dumps(plan, sort_keys=True, indent=1)
        self._progress = path / _PROGRESS
        try:
            self._open()
        except OSError as fault:
            raise OutputUnwritable(
                str(path), fault.strerror or "not writable"
            ) from fault

    @property
    def is_finished(self) -> bool:
        """Whether the whole data set is here already."""
        return (self.path / CARD_DATA).is_file()

    def done(self) -> frozenset[int]:
        """The partitions that are kept already."""
        return frozenset(int(file.stem) for file in self._records())

    def accept(self, produced: Produced) -> None:
        """Keep one more partition."""
        try:
            files = [self._keep(produced.index, part) for part in produced.parts]
            record = {"files": files, "counts": produced.tally.counts}
            name = f"{_PROGRESS}/{produced.index:05d}.json"
            self.write(name, json.dumps(record).encode())
        except OSError as fault:
            raise OutputUnwritable(
                str(self.path), fault.strerror or "not writable"
            ) from fault

    def files(self) -> list[dict[str, Any]]:
        """Name, rows, bytes and SHA-256 of every file of the partitions, in order."""
        records = [json.loads(file.read_text()) for file in self._records()]
        return [one for record in records for one in record["files"]]

    def tally(self) -> Tally:
        """What was counted in all partitions."""
        records = (json.loads(file.read_text()) for file in self._records())
        return total(Tally(record["counts"]) for record in records)

    def write(self, name: str, data: bytes) -> None:
        """Write one file whole: under another name first, then at once under its own."""
        file = self.path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        partial = file.with_name(f"{file.name}.{os.getpid()}{_PARTIAL}")
        with partial.open("wb") as opened:
            opened.write(data)
            opened.flush()
            os.fsync(opened.fileno())
        partial.replace(file)

    def finish(self, others: Mapping[str, bytes], card: bytes) -> None:
        """Write what lies beside the partitions and, last, the card as data."""
        try:
            for name, data in others.items():
                self.write(name, data)
            self.write(CARD_DATA, card)
            shutil.rmtree(self._progress)
        except OSError as fault:
            raise OutputUnwritable(
                str(self.path), fault.strerror or "not writable"
            ) from fault

    def _open(self) -> None:
        if self.is_finished:
            self._refuse_another(
                json.loads((self.path / CARD_DATA).read_text())["plan"]
            )
            return
        plan = self._progress / "plan"
        if plan.is_file():
            self._refuse_another(json.loads(plan.read_text()))
            self._sweep()
            return
        if self.path.is_dir() and any(_foreign(self.path)):
            raise DataSetInTheWay(str(self.path), "files of something else")
        self.write(f"{_PROGRESS}/plan", self._plan.encode())

    def _refuse_another(self, plan: Any) -> None:
        wanted = json.loads(self._plan)
        differing = sorted(
            key for key in {*plan, *wanted} if plan.get(key) != wanted.get(key)
        )
        if differing:
            what = f"a data set with another {', '.join(differing)}"
            raise DataSetInTheWay(str(self.path), what)

    def _sweep(self) -> None:
        for file in self.path.rglob(f"*{_PARTIAL}"):
            file.unlink()

    def _keep(self, index: int, part: Part) -> dict[str, Any]:
        name = f"{part.table}/part-{index:05d}.{part.suffix}"
        self.write(name, part.data)
        return {
            "file": name,
            "rows": part.n_rows,
            "bytes": len(part.data),
            "sha256": hashlib.sha256(part.data).hexdigest(),
        }

    def _records(self) -> list[Path]:
        return sorted(self._progress.glob("[0-9]*.json"))


def _foreign(folder: Path) -> Iterable[Path]:
    """What lies in a folder and is not of a run that was killed at its very start."""
    return (file for file in folder.iterdir() if file.name != _PROGRESS)
