"""Feedback in files: CSV or JSON lines, read with every problem by row, written to be read again.

The columns are right, prediction, input, given, source, note and payload (a JSON object in CSV);
any other column is one value of the payload. Knows nothing of the database.
"""

import csv
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from io import StringIO
from pathlib import Path
from typing import Any

from matchloop.errors import DataError
from matchloop.files import write_text
from matchloop.harmless import one_line
from matchloop.store.feedback import Feedback
from matchloop.store.feedback_checks import Given, from_json, problem
from matchloop.store.feedback_deletion import source_of

COLUMNS = ("right", "prediction", "input", "given", "source", "note", "payload")
_INFORMATION = ("time", "version", "name")  # in an export; not read back
_SHOWN = 10
_DIGITS = 19  # of a prediction's number at most
_LONGEST_FIELD = 2**31 - 1
Check = Callable[[Mapping[str, Any], str], str]


class _Wrong(Exception):  # noqa: N818 - collected, then raised as one DataError
    """What is wrong with one row."""


def read(path: Path, check: Check | None = None) -> list[Given]:
    """Read a .csv or .jsonl file of feedback; questions left without an answer are passed over.

    check: the family's own; takes a payload and the right answer and returns what is wrong with
    them, or "". Raises DataError with the problems of the file by row, the first ten in full.
    """
    given: list[Given] = []
    problems: list[str] = []
    for place, record in _records(path):
        try:
            if isinstance(record, _Wrong):
                raise record
            if record.get("prediction") and not record.get("right"):
                continue  # a row of a list of questions that nobody has answered
            one = _given(record, source_of(path) + place)
            if wrong := problem(one) or (check(one.payload, one.right) if check else ""):
                raise _Wrong(wrong)
            given.append(one)
        except _Wrong as wrong:
            problems.append(f"{place}: {wrong}")
    if problems:
        raise DataError(_report(path, problems))
    return given


def write(path: Path, feedback: Iterable[Feedback]) -> int:
    """Write feedback as .csv or .jsonl, by the path's ending; return how many were written.

    What is not readable is left out; see `Feedback`.
    """
    records = [_record(each) for each in feedback if each.is_readable]
    if _kind(path) == ".jsonl":
        text = "".join(_json(record) + "\n" for record in records)
    else:
        text = _csv(records)
    write_text(path, text)
    return len(records)


def _kind(path: Path) -> str:
    kind = path.suffix.lower()
    if kind not in (".csv", ".jsonl"):
        raise DataError(f"{path}: feedback is kept in files that end in .csv or .jsonl.")
    return kind


def _records(path: Path) -> Iterator[tuple[str, dict[str, Any] | _Wrong]]:
    kind = _kind(path)
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise DataError(f"{path} cannot be read ({error}). Expected a UTF-8 file.") from error
    yield from (_json_lines(text) if kind == ".jsonl" else _csv_rows(path, text))


def _json_lines(text: str) -> Iterator[tuple[str, dict[str, Any] | _Wrong]]:
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        try:
            record = from_json(line)
        except ValueError as error:
            yield f"line {number}", _Wrong(f"{error}. Write one object a line")
            continue
        ok = isinstance(record, dict)
        yield f"line {number}", record if ok else _Wrong("not an object. Write one a line")


def _csv_rows(path: Path, text: str) -> Iterator[tuple[str, dict[str, Any] | _Wrong]]:
    reader = _rows(path, text)
    header = next(reader, [])
    if "right" not in header or len(set(header)) < len(header):
        named = one_line(", ".join(header), 100) or "none"
        raise DataError(
            f"{path}: the columns are {named}; expected each name once "
            f"and among them 'right', the right answer. Known columns: {', '.join(COLUMNS)}; "
            "others become the example."
        )
    for number, cells in enumerate(reader, start=1):
        if not cells:
            continue
        if len(cells) != len(header):
            yield f"row {number}", _Wrong(f"{len(cells)} cells, the header has {len(header)}")
            continue
        # An empty cell is a value that is not given.
        row: dict[str, Any] = {k: v for k, v in zip(header, cells, strict=True) if v != ""}
        yield f"row {number}", _with_parsed_payload(row)


def _rows(path: Path, text: str) -> Iterator[list[str]]:
    """The rows of a CSV; a long field is told as what it is, and not by the reader's own limit."""
    limit = csv.field_size_limit(_LONGEST_FIELD)
    try:
        rows = list(csv.reader(StringIO(text, newline="")))
    except csv.Error as error:
        raise DataError(f"{path} is no CSV ({error}). Write it again, or as .jsonl.") from error
    finally:
        csv.field_size_limit(limit)
    return iter(rows)


def _with_parsed_payload(row: dict[str, Any]) -> dict[str, Any] | _Wrong:
    try:
        return {**row, "payload": from_json(row["payload"])} if "payload" in row else row
    except ValueError as error:
        return _Wrong(f'column payload: {error}. Write an object like {{"a": 1}}')


def _given(record: Mapping[str, Any], place: str) -> Given:
    payload = record.get("payload") or {}
    if not isinstance(payload, dict):
        raise _Wrong(f"column payload: got {str(payload)[:40]!r}, expected a JSON object")
    rest = {k: v for k, v in record.items() if k not in COLUMNS and k not in _INFORMATION}
    return Given(
        right=_text(record, "right") or "",
        prediction=_whole(record.get("prediction")),
        input=_text(record, "input"),
        payload={**rest, **payload},
        given=_text(record, "given"),
        source=_text(record, "source") or place,
        note=_text(record, "note") or "",
    )


def _text(record: Mapping[str, Any], name: str) -> str | None:
    value = record.get(name)
    if value is not None and not isinstance(value, str):
        raise _Wrong(f"column {name}: got {str(value)[:40]!r}, expected a text")
    return value or None


def _whole(value: Any) -> int | None:
    if value is None:
        return None
    text = str(value).strip()
    odd = isinstance(value, bool | float) or not text.isdecimal() or len(text) > _DIGITS
    if odd or int(text) >= 2**63:
        raise _Wrong(f"column prediction: got {text[:40]!r}, expected a prediction's number")
    return int(text)


def _record(each: Feedback) -> dict[str, Any]:
    record = {
        "right": each.right_answer,
        # As text: programs that keep numbers as doubles would round it.
        "prediction": None if each.prediction is None else str(each.prediction),
        "input": each.input,
        "given": each.given_answer,
        "source": each.source,
        "note": each.note,
        "payload": each.payload,
        "time": each.time.isoformat(),
        "version": each.version,
        "name": each.name,
    }
    return {key: value for key, value in record.items() if value not in (None, "", {})}


def _csv(records: list[dict[str, Any]]) -> str:
    out = StringIO(newline="")
    writer = csv.DictWriter(out, [*COLUMNS, *_INFORMATION], lineterminator="\n")
    writer.writeheader()
    for record in records:
        if "payload" in record:
            record = {**record, "payload": _json(record["payload"])}
        writer.writerow(record)
    return out.getvalue()


def _json(value: Any) -> str:
    """JSON with its signs as they are; as escapes where one of them is half of a pair."""
    text = json.dumps(value, ensure_ascii=False)
    return text if text.isascii() or _is_unicode(text) else json.dumps(value)


def _is_unicode(text: str) -> bool:
    return not any("\ud800" <= sign <= "\udfff" for sign in text)


def _report(path: Path, problems: list[str]) -> str:
    count = "one problem" if len(problems) == 1 else f"{len(problems)} problems"
    lines = [f"{path} has {count}; no feedback of it was added:"]
    lines += [f"  {problem}" for problem in problems[:_SHOWN]]
    if len(problems) > _SHOWN:
        lines.append(f"  … and {len(problems) - _SHOWN} more")
    return "\n".join(lines)
