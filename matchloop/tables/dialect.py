"""Finds out delimiter, quote and escape character of a delimited text from its first lines.

A delimiter is good when it cuts most lines into equally many fields and the fields do not hold
what other delimiters would cut (the idea of CleverCSV: van den Burg et al., "Wrangling messy CSV
files by detecting row and type patterns", 2019, reduced to two scores).
"""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

SNIFFED_CHARACTERS = 65_536
_SNIFFED_ROWS = 300
_MANY_LINES = 20
DELIMITERS = (",", "\t", ";", "|", "^", "~", "\x1f", "\x01")
NO_DELIMITER = "\x1e"
"""Stands in for the delimiter of a file with a single column."""

_NUMBER = re.compile(r"[-+(]?[^\w\s]?\s?\d[\d.,' ]*[%)]?$")
_DIRTY = re.compile(r"[\t;|^~\x1f\x01]|,(?=\S)|^\"|\"$")


@dataclass(frozen=True)
class Dialect:
    """How the fields of a text are told apart. `quote` and `escape` are None where not used."""

    delimiter: str
    quote: str | None = '"'
    escape: str | None = None

    @property
    def words(self) -> str:
        """The delimiter in words, for notes."""
        names = {"\t": "tab", ",": "comma", ";": "semicolon", "|": "vertical bar"}
        return names.get(self.delimiter, repr(self.delimiter))

    def rows(self, text: str, *, strict: bool = False) -> Iterator[tuple[list[str], int]]:
        """Yield the fields of each row that is not blank, and the bytes of UTF-8 up to its end.

        Stops where a field is longer than the csv module takes (a quote that never ends); strict,
        also where text follows a quote that closes, and at a quote that is open at the end.
        """
        consumed = 0

        def lines() -> Iterator[str]:
            nonlocal consumed
            for line in io.StringIO(text, newline=""):
                consumed += len(line.encode())
                yield line

        reader = csv.reader(
            lines(),
            delimiter=self.delimiter,
            quotechar=self.quote or '"',
            quoting=csv.QUOTE_MINIMAL if self.quote else csv.QUOTE_NONE,
            escapechar=self.escape,
            strict=strict,
        )
        try:
            for row in reader:
                if row:
                    yield row, consumed
        except csv.Error:
            return


def sniff(text: str, name: str = "") -> Dialect:
    """Find the dialect of a text's beginning; the name's suffix decides only near ties."""
    if declared := re.match(r"sep=(.)\r?\n", text):
        return Dialect(declared[1])
    sample = _whole_lines(text[:SNIFFED_CHARACTERS])
    expected = "\t" if re.search(r"\.(tsv|tab)\b", name.lower()) else ","
    best, best_score = _quoting(sample, NO_DELIMITER), 0.0
    for delimiter in DELIMITERS:
        if delimiter not in sample:
            continue
        dialect = _quoting(sample, delimiter)
        score = _score(dialect, sample) * (1.1 if delimiter == expected else 1.0)
        if score > best_score:
            best, best_score = dialect, score
    return best


def _whole_lines(text: str) -> str:
    """Drop a last line that may be cut off."""
    end = max(text.rfind("\n"), text.rfind("\r"))
    return text if len(text) < SNIFFED_CHARACTERS or end < 0 else text[: end + 1]


def _quoting(sample: str, delimiter: str) -> Dialect:
    edge = re.escape(delimiter)
    single = len(re.findall(rf"(?m)(?:^|{edge})'[^'\n]*'(?={edge}|\r?$)", sample))
    double = len(re.findall(rf'(?m)(?:^|{edge})"', sample))
    if single > 3 and not double and single >= sample.count("\n") // 2:
        return Dialect(delimiter, "'")
    escaped = re.search(rf'(?m)[^\\{edge}\n]\\"(?!\s*(?:{edge}|\r?$))', sample)
    quoted = Dialect(delimiter, '"', "\\" if escaped and double else None)
    if not double:
        return quoted
    plain = Dialect(delimiter, None)
    longest = max((field.count("\n") for row, _ in quoted.rows(sample) for field in row), default=0)
    # A quote that opens a field and is not closed swallows the lines after it.
    if longest and (longest > _MANY_LINES or _is_malformed(quoted, sample)):
        return plain if _consistency(plain, sample) > _consistency(quoted, sample) else quoted
    return quoted


def _is_malformed(dialect: Dialect, sample: str) -> bool:
    """Say whether quotes do not stand as they should: at the edges of a field, in pairs."""
    ends = [end for _, end in dialect.rows(sample)]
    strictly = [end for _, end in dialect.rows(sample, strict=True)]
    cut_off = len(sample) > SNIFFED_CHARACTERS // 2 and len(strictly) == len(ends) - 1
    return strictly != ends and not cut_off


def _consistency(dialect: Dialect, sample: str) -> float:
    widths = Counter(len(row) for row, _ in dialect.rows(sample))
    lines = max(sum(1 for line in sample.splitlines() if line), 1)
    return max(widths.values(), default=0) / lines


def _score(dialect: Dialect, sample: str) -> float:
    rows = [row for (row, _), _ in zip(dialect.rows(sample), range(_SNIFFED_ROWS), strict=False)]
    if not rows:
        return 0.0
    widths = Counter(map(len, rows))
    width = max(widths, key=lambda width: (widths[width], width))
    share = widths[width] / len(rows)
    # Commas in sentences cut too; a header that they do not cut tells them from delimiters.
    if width < 2 or (len(rows[0]) == 1 and (width == 2 or share < 0.5)):
        return 0.0
    cells = [cell.strip() for row in rows if len(row) == width for cell in row[:100]]
    clean = sum(1 for cell in cells if _NUMBER.match(cell) or not _DIRTY.search(cell))
    return share * (clean / len(cells)) ** 2 * (1 - 0.3 / width)
