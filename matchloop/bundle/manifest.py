"""What a bundle says of itself: its graphs and their variants, its labels, the hash of each file.

Values only: this module knows nothing of folders, of the registry, or of ONNX itself.
"""

from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, JsonValue, model_validator

from matchloop import __version__
from matchloop.graphs import runtimes

FORMAT = 2
MANIFEST = "bundle.json"

Role = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class Calibration(_Frozen):
    """How the probabilities were calibrated: softmax temperature, and the error that is left."""

    temperature: float = Field(gt=0)
    ece: float = Field(ge=0, le=1)


class Variant(_Frozen):
    """One way to run a graph.

    fit: whether it may serve, `reason` says why with figures; one that is not can be proposed all
    the same, and the gate refuses it. bytes, least_onnxruntime: of the file, filled in when the
    bundle is written; the version is "" where it is not known.
    """

    file: str
    fit: bool
    reason: str
    bytes: int = Field(default=0, ge=0)
    least_onnxruntime: str = runtimes.UNKNOWN


class Graph(_Frozen):
    """One ONNX graph of the model, in one or several variants, of which one is served.

    opset: it was exported with. thresholds: that its confidences have to reach, by what they
    decide; calibration: None for a graph that gives no probabilities.
    """

    variants: dict[str, Variant] = Field(min_length=1)
    served: str
    opset: int
    thresholds: dict[str, float] = Field(default_factory=dict)
    calibration: Calibration | None = None

    @model_validator(mode="after")
    def _serves_one_of_its_variants(self) -> Self:
        if self.served not in self.variants:
            raise ValueError(f"served variant {self.served!r} is not one of {list(self.variants)}")
        return self

    @property
    def served_variant(self) -> Variant:
        """The variant that answers come from."""
        return self.variants[self.served]


class BundleManifest(_Frozen):
    """What a bundle says of itself; `files`, `sizes` and what variants weigh `write_bundle` adds.

    written_by: the version of matchloop. graphs: by role, such as "classifier" or "encoder".
    data_hash, params_hash: of what it was trained on, and of the parameters that had a say;
    weights_hash: of what training learned, before any export, "" where nobody kept it.
    """

    format: int = FORMAT
    written_by: str = __version__
    family: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    model: str = Field(min_length=1)
    labels: tuple[str, ...]
    feature_names: tuple[str, ...]
    feature_version: str
    graphs: dict[Role, Graph] = Field(min_length=1)
    data_hash: str
    params_hash: str
    weights_hash: str = ""
    metrics: dict[str, JsonValue] = Field(default_factory=dict)
    files: dict[str, str] = Field(default_factory=dict)  # name to SHA-256
    sizes: dict[str, int] = Field(default_factory=dict)  # name to bytes

    @property
    def fitness(self) -> dict[str, bool]:
        """Whether each graph's served variant is fit, by words such as "encoder as int8"."""
        return {
            f"{role} as {graph.served}": graph.served_variant.fit
            for role, graph in self.graphs.items()
        }

    @property
    def least_onnxruntime(self) -> str:
        """The oldest ONNX Runtime that runs everything served; "" where it is not known."""
        served = (graph.served_variant for graph in self.graphs.values())
        return runtimes.newest([variant.least_onnxruntime for variant in served])

    @property
    def variant_files(self) -> set[str]:
        """The files of all variants of all graphs."""
        return {v.file for graph in self.graphs.values() for v in graph.variants.values()}

    @model_validator(mode="after")
    def _agrees_with_itself(self) -> Self:
        for name in sorted({*self.files, *self.variant_files}):
            if not _is_plain(name):
                raise ValueError(f"{name!r} is not a plain file name")
        if self.files.keys() != self.sizes.keys():
            raise ValueError("'files' and 'sizes' do not name the same files")
        if self.files:
            self._variants_are_among_the_files()
        return self

    def _variants_are_among_the_files(self) -> None:
        for role, graph in self.graphs.items():
            for key, variant in graph.variants.items():
                if variant.file not in self.files:
                    raise ValueError(
                        f"{role}, variant {key!r}: {variant.file!r} is not among the files"
                    )


def _is_plain(name: str) -> bool:
    return name not in ("", MANIFEST) and name[0] != "." and not set(name) & set("/\\:\0")
