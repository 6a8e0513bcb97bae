"""Golden inputs: a file in the bundle with inputs and the answers given when it was built.

What an input is, and how an answer is computed, is the family's business (`golden.py` of its
package); here is the file, and the comparison. A bundle without the file passes.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from matchloop.bundle import Bundle
from matchloop.documents import read_json
from matchloop.errors import BundleError, DocumentError
from matchloop.files import write_json

FILE = "golden.json"
DIGITS = 4
"""Confidences are kept with so many, so that the same model gives the same bytes."""


def write(path: Path, inputs: Any, answers: Sequence[str], confidences: Sequence[float]) -> Path:
    """Write a golden file: inputs in the family's form, and for each answer its confidence."""
    rounded = [round(float(each), DIGITS) for each in confidences]
    write_json(path, {"inputs": inputs, "answers": list(answers), "confidences": rounded})
    return path


def read(bundle: Bundle) -> dict[str, Any] | None:
    """The golden file's content: inputs, answers, confidences; None for a bundle without one.

    The bundle has vouched for the bytes; raises BundleError where they are not of this form.
    """
    if FILE not in bundle.manifest.files:
        return None
    path = bundle.folder / FILE
    try:
        value = read_json(path)
        if len(value["answers"]) == len(value["confidences"]) and value["inputs"]:
            return dict(value)
        problem = "an answer and a confidence for each input were expected"
    except (OSError, DocumentError, KeyError, TypeError) as error:
        problem = repr(error)
    raise BundleError(f"{path} is no file of golden inputs: {problem}.")


def compare(
    bundle: Bundle, golden: dict[str, Any], confidences: Sequence[float], tolerance: float
) -> None:
    """Compare the confidence in each golden answer with the one it had when it was built.

    confidences: of the golden answers, not of the best ones now: near a tie the first two may
    change places. Raises BundleError naming the answer that differs most.
    """
    pairs = zip(golden["answers"], golden["confidences"], confidences, strict=True)
    apart = [(abs(float(now) - then), answer, then, float(now)) for answer, then, now in pairs]
    # "not <=" and not ">": a confidence that is no number is apart from everything.
    wrong = [each for each in apart if not each[0] <= tolerance]
    if wrong:
        _, answer, then, now = max(wrong)
        raise BundleError(
            f"{bundle.folder} answers {len(wrong)} of its {len(apart)} golden inputs unlike it did "
            f"when it was built: {answer!r} had confidence {then:.4f} and has {now:.4f} here, at "
            f"most {tolerance:g} apart are allowed."
        )
