"""What kind of file it is, from its first bytes; the suffix decides only between text formats."""

import gzip
import re
import zlib
from enum import StrEnum
from pathlib import PurePath
from typing import BinaryIO

from matchloop.errors import InputError

HEAD_BYTES = 1 << 20
"""How much of a file is looked at before it is read."""


class Kind(StrEnum):
    """The formats that can be read."""

    DELIMITED = "delimited text"
    JSON_LINES = "JSON Lines"
    JSON_ARRAY = "JSON"
    PARQUET = "Parquet"
    EXCEL = "Excel"


GZIP = b"\x1f\x8b"
_ZIP = b"PK\x03\x04"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

_FOREIGN = (
    (b"%PDF", "a PDF document", "export the table in it as CSV"),
    (b"\x89PNG", "a PNG picture", "give the table as CSV or Excel"),
    (b"\xff\xd8\xff", "a JPEG picture", "give the table as CSV or Excel"),
    (b"GIF8", "a GIF picture", "give the table as CSV or Excel"),
    (b"BZh", "a bzip2 archive", "unpack it with bunzip2"),
    (b"\xfd7zXZ\x00", "an xz archive", "unpack it with unxz"),
    (b"\x28\xb5\x2f\xfd", "a zstd archive", "unpack it with zstd -d"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive", "unpack it first"),
    (b"Rar!", "a RAR archive", "unpack it first"),
    (b"ARROW1", "an Arrow/Feather file", "save it as Parquet"),
    (b"FEA1", "an old Feather file", "save it as Parquet"),
    (b"ORC", "an ORC file", "save it as Parquet"),
    (b"Obj\x01", "an Avro file", "save it as Parquet or JSON Lines"),
    (b"SQLite format 3", "an SQLite database", "export the table as CSV"),
    (b"\x7fELF", "a program", "give a table"),
    (b"MZ\x90", "a Windows program", "give a table"),
    (b"\x89HDF", "an HDF5 file", "save it as Parquet"),
    (b"PARE", "an encrypted Parquet file", "save it without encryption"),
    (b"{\\rtf", "an RTF document", "export the table in it as CSV"),
)
_READABLE = "CSV, TSV, JSON Lines, Parquet, Excel, or gzip of the text ones"
_UTF16_BOMS = (b"\xff\xfe", b"\xfe\xff")
_HTML = re.compile(
    r"(\s|<!--.*?-->|<\?xml[^>]*>)*<(!doctype\s+html|(html|head|body|table|script|div|meta)[\s>])",
    re.IGNORECASE | re.DOTALL,
)
_SCALAR = r'("(\\.|[^"\\])*"|-?\d[\d.eE+-]*|true|false|null)'
_JSON_ARRAY = re.compile(rf"\[\s*([\{{\[\]]|{_SCALAR}\s*[,\]])")
_JSON_SCALAR = re.compile(rf"{_SCALAR}\s*$")
_SIGNS_BELOW_32 = bytes(set(range(32)) - set(b"\t\n\r"))
_CONTROL = bytes(set(range(32)) - set(b"\t\n\r\x0b\x0c\x1b\x1c\x1d\x1e\x1f\x01\x02\x1a\x00"))


def kind_of(head: bytes, name: str) -> Kind:
    """Tell the kind from the first bytes (unpacked, if it was gzip) and the name.

    Raises InputError for an empty file and for content that is no table.
    """
    if not head.strip(b"\r\n\t \xef\xbb\xbf\xff\xfe\x00"):
        raise InputError(f"{name} is empty. Give a file with a header and at least one row.")
    if head.startswith(b"PAR1"):
        return Kind.PARQUET
    if head.startswith(_OLE):
        return Kind.EXCEL
    if head.startswith(_ZIP):
        return _zipped(head, name)
    for magic, what, remedy in _FOREIGN:
        if head.startswith(magic) and not (magic.isalnum() and _is_text(head)):
            raise InputError(
                f"{name} is {what}, which matchloop does not read: {remedy}. It reads {_READABLE}."
            )
    if not _is_text(head):
        raise InputError(
            f"{name} is a binary file of a kind that matchloop does not know (it begins with the "
            f"bytes {head[:8].hex(' ')}). Export the table as one that it reads: {_READABLE}."
        )
    return _text_kind(head, name)


def unpacked_head(file: BinaryIO, name: str) -> bytes:
    """Unpack the beginning of a gzip file, whose first members may be empty.

    Of a file that is cut short the beginning is returned: the reading tells of the cut.
    """
    file.seek(0)
    unpacker = gzip.GzipFile(fileobj=file)
    unpacked = b""
    try:
        while len(unpacked) < HEAD_BYTES and (part := unpacker.read1(HEAD_BYTES - len(unpacked))):
            unpacked += part
    except UNPACKING_ERRORS as error:
        if not unpacked:
            raise damaged_gzip(name, error) from error
    if unpacked.startswith((b"PAR1", _ZIP, _OLE, GZIP)):
        raise InputError(
            f"{name} is a gzip of a file that is packed already (Parquet, Excel or gzip). "
            "Unpack it with gunzip and give the file inside."
        )
    return unpacked


def damaged_gzip(name: str, error: Exception) -> InputError:
    """Make the error for a gzip file that cannot be unpacked to its end."""
    cut = isinstance(error, EOFError)
    what = "ends before its end mark, so it is cut short" if cut else f"is damaged ({error})"
    return InputError(f"{name} is a gzip file that {what}. Copy or download it again, whole.")


UNPACKING_ERRORS = (EOFError, zlib.error, gzip.BadGzipFile)


def _zipped(head: bytes, name: str) -> Kind:
    # The names of the first members stand at the start of a workbook; suffix for the odd ones.
    marks = (b"[Content_Types].xml", b"xl/", b"opendocument.spreadsheet", b"_rels/.rels")
    if any(mark in head for mark in marks) or name.lower().endswith((".xlsx", ".xlsm", ".xlsb")):
        return Kind.EXCEL
    raise InputError(
        f"{name} is a zip archive and not an Excel workbook. Unpack it and give the files inside, "
        "or their folder."
    )


def _is_text(head: bytes) -> bool:
    if head.startswith(_UTF16_BOMS):
        return True
    sample = head[:65_536]
    zeros = sample.count(0)
    # A few NUL bytes are a damaged text (the reader names the place); half of them is UTF-16.
    if zeros > max(4, len(sample) * 0.05) and not (looks_utf16(sample) or _is_ascii(sample)):
        return False
    control = len(sample) - len(sample.translate(None, _CONTROL))
    return control <= max(2, len(sample) * 0.005)


def _is_ascii(sample: bytes) -> bool:
    """Say whether it is lines of ASCII but for NUL bytes, which are the smaller part."""
    text = sample.replace(b"\0", b"")
    # Letters of other scripts are ASCII too in UTF-16, with a control character before or after.
    plain = text.isascii() and text.translate(None, _SIGNS_BELOW_32) == text
    return plain and b"\n" in text and len(text) > 0.55 * len(sample)


def looks_utf16(sample: bytes) -> str | None:
    """Name the byte order when the bytes look like UTF-16 without a mark, else None."""
    if _is_ascii(sample):  # NUL stands for what is missing; in UTF-16 half of the bytes were NUL
        return None
    even, odd = sample[0::2], sample[1::2]
    for name, high, low in (("utf-16-le", odd, even), ("utf-16-be", even, odd)):
        if high.count(0) > 0.3 * len(high) and low.count(0) < 0.02 * max(len(low), 1):
            return name
    return None


def _text_kind(head: bytes, name: str) -> Kind:
    text = head[:65_536].decode("utf-16" if head[:2] in _UTF16_BOMS else "utf-8-sig", "replace")
    start = text.lstrip()
    if _HTML.match(start[:4_096]):
        raise InputError(
            f"{name} is an HTML page, perhaps the page of an error or a login that was saved in "
            "the table's place. Open it in a browser, and export or copy the table as CSV."
        )
    if start.startswith("<?xml"):
        raise InputError(
            f"{name} is an XML document, which matchloop does not read: export the table in it as "
            f"CSV. It reads {_READABLE}."
        )
    suffixes = {suffix.lower() for suffix in PurePath(name).suffixes}
    if re.match(r'\{\s*("(\\.|[^"\\])*"\s*:|\})', start):
        return Kind.JSON_LINES
    if _JSON_ARRAY.match(start) and suffixes.isdisjoint({".csv", ".tsv", ".txt"}):
        return Kind.JSON_ARRAY
    if suffixes & {".jsonl", ".ndjson"} or (".json" in suffixes and _JSON_SCALAR.match(start)):
        return Kind.JSON_LINES
    return Kind.DELIMITED
