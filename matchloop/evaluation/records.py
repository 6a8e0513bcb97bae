"""What one step of training leaves for the next: frozen records, each a JSON file.

A step writes a record with `write`, a later one reads it with `read`; what a family alone has to
say it adds in records of its own. Figures are rounded by who writes them.
"""

from pathlib import Path
from typing import Any, Self

from pydantic import BaseModel, ConfigDict, ValidationError

from matchloop.errors import DataError
from matchloop.files import write_json


class Record(BaseModel):
    """A frozen record; unknown keys are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    @classmethod
    def read(cls, path: Path) -> Self:
        """Read a record. Raises DataError when it is not there, or of another layout."""
        try:
            return cls.model_validate_json(path.read_bytes())
        except FileNotFoundError as error:
            raise DataError(
                f"{path} is not there. Run the stages that make it first: `dvc repro`."
            ) from error
        except ValidationError as error:
            wrong = "; ".join(
                f"{'.'.join(map(str, each['loc'])) or 'the file'}: {each['msg']}"
                for each in error.errors()
            )
            raise DataError(
                f"{path} is not what this matchloop writes: {wrong}. Make it again: "
                "`dvc repro --force`."
            ) from error

    def write(self, path: Path) -> None:
        """Write the record, whole or not at all."""
        write_json(path, self.plain())

    def plain(self) -> dict[str, Any]:
        """JSON-ready; what was not given is left out."""
        return self.model_dump(mode="json", exclude_defaults=True)


class Folds(Record):
    """A figure over the folds of a cross-validation."""

    mean: float
    deviation: float
    folds: tuple[float, ...]


class Seen(Record):
    """How much was learned from: examples drawn, and how often that goes through all there are."""

    examples: int
    epochs: float


class Training(Record):
    """How a model came about.

    history: figures by epoch or measurement; figures: on held-out data, when training was done;
    seen: how much was learned from; cross_validation: by the figure's name; sparsity:
    share of weights that are zero; weights: of the models that answer together, by name;
    warm_start: whether it went on from earlier weights; architecture: what weights must have in
    common with a training that goes on from them.
    """

    history: dict[str, tuple[float, ...]]
    figures: dict[str, float] = {}
    seen: Seen | None = None
    cross_validation: dict[str, Folds] = {}
    sparsity: float | None = None
    weights: dict[str, float] = {}
    warm_start: bool = False
    architecture: dict[str, str | int | None] = {}


class Parity(Record):
    """How an exported graph agrees with the trained model on the same rows.

    same_label: share of rows with the same answer, None where nothing is answered;
    largest_difference: of any number that it computes.
    """

    rows: int
    same_label: float | None = None
    largest_difference: float

    def __str__(self) -> str:
        same = "" if self.same_label is None else f"{self.same_label:.2%} same labels, "
        return f"{same}largest difference {self.largest_difference:.1e} over {self.rows:,} rows"


class Export(Record):
    """An exported classifier: temperature and error where it was calibrated, and its parity."""

    temperature: float
    ece: float
    calibrated_on: int
    parity: Parity


class Variant(Record):
    """A smaller form of a graph; see `graphs.quantization.QuantizationResult`.

    fit: whether it may be served, None where that is judged elsewhere; accuracy: its own.
    """

    quantized: bool
    reason: str
    nodes_before: dict[str, int]
    nodes_after: dict[str, int]
    bytes_before: int
    bytes_after: int | None
    fit: bool
    accuracy: float | None = None


class Quantization(Record):
    """The variants of a model by name, beside the accuracy of the float one."""

    accuracy: float
    variants: dict[str, Variant]
