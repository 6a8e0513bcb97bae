"""Manifests of earlier formats, read into the present one; in memory, the file stays as it is.

Format 1 (matchloop 0.1 and 0.2) knew one graph with variants, thresholds and calibration of its
own; further graphs were files that only the family's code knew of. Two layouts were written: one
graph that answers with labels, and an encoder without labels beside a channel and a head.
"""

from collections.abc import Mapping
from typing import Any

from matchloop.graphs import runtimes

_WRITTEN_BY = "0.2.0"  # the last version that wrote format 1
_OF_THE_GRAPH = ("variants", "served", "opset", "thresholds", "calibration")
_BESIDE = ("channel", "head")  # graphs that lay beside an encoder in files of their names


def from_format_1(value: Mapping[str, Any]) -> dict[str, Any]:
    """The JSON value of a manifest of format 1 as one of format 2.

    A value that is no manifest becomes none either; what it lacks, its reader finds missing.
    """
    kept = {name: each for name, each in value.items() if name not in _OF_THE_GRAPH}
    main = {name: value[name] for name in _OF_THE_GRAPH if name in value}
    if isinstance(main.get("variants"), Mapping):
        main["variants"] = _with_runtime(main["variants"], value.get("served"), value.get("opset"))
    labelled = bool(value.get("labels"))
    graphs = {"classifier" if labelled else "encoder": main}
    if not labelled:
        graphs |= {role: _beside(f"{role}.onnx", value) for role in _roles_beside(value)}
    if "head" in graphs:  # the encoder's vectors were never probabilities; the head's logits are
        for name in ("thresholds", "calibration"):
            if name in main:
                graphs["head"][name] = main.pop(name)
    return {**kept, "format": 2, "written_by": _WRITTEN_BY, "graphs": graphs}


def _roles_beside(value: Mapping[str, Any]) -> list[str]:
    files = value.get("files")
    return [role for role in _BESIDE if isinstance(files, Mapping) and f"{role}.onnx" in files]


def _beside(file: str, value: Mapping[str, Any]) -> dict[str, Any]:
    sizes = value.get("sizes")
    size = sizes.get(file, 0) if isinstance(sizes, Mapping) else 0
    variant = {"file": file, "fit": True, "reason": "the exported model", "bytes": size}
    return {
        "variants": _with_runtime({"float": variant}, "float", value.get("opset")),
        "served": "float",
        "opset": value.get("opset"),
    }


def _with_runtime(variants: Mapping[str, Any], served: Any, opset: Any) -> dict[str, Any]:
    """Add the ONNX Runtime that the served variant needs; others may be of another opset."""
    found = dict(variants)
    if served in found and isinstance(found[served], Mapping) and type(opset) is int:
        found[served] = {**found[served], "least_onnxruntime": runtimes.least({"": opset})}
    return found
