"""Where a family keeps its files, and what every family's steps do with them.

One frozen value for each family; the steps of `tasks/<family>/` read and write through it, from
the project's root. Knows nothing of what a family learns or measures.
"""

import csv
import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import pyarrow as pa
import pyarrow.parquet as pq
from rich.console import Console

from matchloop.errors import DataError
from matchloop.evaluation.measured import Measured
from matchloop.evaluation.metric import Figures, flat
from matchloop.files import replacing, write_json
from matchloop.labels import snapshot
from matchloop.params import Params, load_params
from matchloop.release.card import SourceUse
from matchloop.report import coverage_rows, reliability_rows
from matchloop.sources import Manifest, available, of_family, read_catalogue, read_manifest

if TYPE_CHECKING:
    from matchloop.validation.checks import ValidationReport

M = TypeVar("M", bound=Measured)
Rows = Callable[[M], Sequence[Mapping[str, Any]]]


@dataclass(frozen=True)
class Workspace:
    """A family's files, relative to `root`, the project's folder."""

    family: str
    root: Path = Path()

    @property
    def params_file(self) -> Path:
        """The parameters of all families."""
        return self.root / "params.yaml"

    @property
    def catalogue(self) -> Path:
        """The catalogue of public sources."""
        return self.root / "data" / "sources.yaml"

    @property
    def sources(self) -> Path:
        """The public sources that were pulled."""
        return self.root / "data" / "sources"

    @property
    def labelled(self) -> Path:
        """Files that people labelled, as the step `inputs` has copied them; learned from."""
        return self._inputs("labelled")

    @property
    def recent(self) -> Path:
        """Feedback that was kept back; no stage learns from it, the gate alone measures on it."""
        return self._inputs("recent")

    @property
    def weights(self) -> Path:
        """Weights of the last training, from which a retraining goes on."""
        return self._inputs("retrain") / "weights"

    def _inputs(self, part: str) -> Path:
        return self.root / snapshot.copy_of(Path("data") / part / self.family)

    @property
    def data(self) -> Path:
        """Tables that the data steps make."""
        return self.root / "data" / self.family

    @property
    def work(self) -> Path:
        """What the model steps hand on to each other."""
        return self.root / "work" / self.family

    @property
    def reports(self) -> Path:
        """What people read."""
        return self.root / "reports" / self.family

    @property
    def models(self) -> Path:
        """Bundles."""
        return self.root / "models" / self.family

    def params(self) -> Params:
        """Read params.yaml; raises ParamsError."""
        return load_params(self.params_file)

    def table(self, name: str) -> pa.Table:
        """Read a table that a data step has made."""
        return pq.read_table(self.data / f"{name}.parquet")

    def write_table(self, name: str, table: pa.Table) -> None:
        """Write a table, whole or not at all."""
        with replacing(self.data / f"{name}.parquet") as temporary:
            pq.write_table(table, temporary, compression="zstd")

    def folder(self, *parts: str) -> Path:
        """Return a folder under `work`, made where it is not there."""
        folder = self.work.joinpath(*parts)
        folder.mkdir(parents=True, exist_ok=True)
        return folder

    def emptied(self, *parts: str) -> Path:
        """Return a folder under `work` with nothing in it."""
        folder = self.work.joinpath(*parts)
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        return folder

    def source_files(self, console: Console) -> dict[str, tuple[Path, ...]]:
        """The files of the family's sources by name, none of one that is absent, which is told."""
        sources = of_family(read_catalogue(self.catalogue), self.family)
        found = {source.name: available(source, self.sources) for source in sources}
        for name, files in found.items():
            here = "present" if files else "not here, the run goes on without it"
            console.print(f"{name}: {here}")
        return found

    def manifest(self) -> Manifest:
        """What of the public sources is here."""
        return read_manifest(self.sources / "manifest.json")

    def source_uses(self) -> tuple[SourceUse, ...]:
        """The family's sources, for the model card."""
        return tuple(
            SourceUse(
                source.name,
                source.licence,
                source.role.value,
                tuple(file.sha256 for file in source.files),
                source.complete,
            )
            for source in self.manifest().sources
            if self.family in source.families
        )

    def stop_unless_passed(self, report: "ValidationReport", console: Console) -> None:
        """Show the data checks, write their page, and raise DataError if any is not met."""
        from matchloop.validation.checks import print_report
        from matchloop.validation.page import write_report

        print_report(report, console)
        write_report(report, self.reports / "validation", f"Data of {self.family}")
        if not report.passed:
            raise DataError(
                f"{len(report.problems)} of {report.checks} data checks are not met; the table "
                f"above says which. Everything: {self.reports / 'validation' / 'report.html'}"
            )

    def write_figures(self, figures: Mapping[str, Figures]) -> None:
        """Write the figures of the proposed model, which DVC compares."""
        write_json(self.reports / "metrics.json", flat(figures))

    def write_plots(self, measured: Mapping[str, M], **more: Rows[M]) -> None:
        """Write the rows of every plot for each hold-out; `more` kinds of plots by name."""
        kinds: Mapping[str, Rows[M]] = {
            **more,
            "reliability": reliability_rows,
            "coverage": coverage_rows,
        }
        for part, figures in measured.items():
            for kind, rows_of in kinds.items():
                path = self.reports / "plots" / f"{part.replace(' ', '_')}.{kind}.csv"
                _write_rows(path, rows_of(figures))

    @property
    def pages(self) -> tuple[Path, Path]:
        """The reports that a release links to, from the project's root."""
        reports = Path("reports") / self.family
        return reports / "evaluation.html", reports / "validation" / "report.html"


def _write_rows(path: Path, rows: Sequence[Mapping[str, Any]]) -> None:
    with replacing(path) as temporary, temporary.open("w", newline="") as file:
        writer = csv.DictWriter(file, rows[0].keys(), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
