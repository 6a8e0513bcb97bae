"""Opens a workbook and finds its first sheet with content; knows nothing of headers and types."""

import zipfile
from posixpath import join, normpath
from typing import Any, BinaryIO
from xml.etree import ElementTree

from matchloop.errors import InputError
from matchloop.tables import other_spans, sheet_span

_OLE = b"\xd0\xcf\x11\xe0"
_LOCKED_STREAM = "EncryptedPackage".encode("utf-16-le")
_OTHER_DOCUMENTS = (("word/", "a Word document"), ("ppt/", "a PowerPoint presentation"))


def first_sheet(file: BinaryIO, name: str) -> tuple[Any, list[str]]:
    """Return calamine's sheet (`iter_rows`) and notes on the others.

    Raises InputError where the workbook is locked, damaged, empty, or reaches too far.
    """
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError

    try:
        parts = _checked_parts(file, name)
        file.seek(0)
        book = CalamineWorkbook.from_filelike(file)
        for sheet_name in book.sheet_names:
            sheet = _sheet(book, file, parts, sheet_name, name)
            if sheet.height and sheet.width:
                return sheet, _notes(sheet_name, book.sheet_names)
    except PasswordError as error:
        raise _locked(name) from error
    except (CalamineError, OSError, ValueError, zipfile.BadZipFile) as error:
        raise InputError(
            f"{name} looks like an Excel workbook and cannot be read as one ({error}). It is "
            "damaged or cut short: save it again, or export the sheet as CSV."
        ) from error
    raise InputError(f"{name} is an Excel workbook whose sheets are all empty. Give one with rows.")


def _sheet(book: Any, file: BinaryIO, parts: dict[str, str], sheet: str, name: str) -> Any:
    """Lay out a sheet, after a look at how far its cells reach."""
    from python_calamine import CalamineWorkbook

    if sheet in parts:
        checked = sheet_span.checked(file, parts[sheet], name)
        if checked is not file:
            with checked:
                return CalamineWorkbook.from_filelike(checked).get_sheet_by_name(sheet)
    return book.get_sheet_by_name(sheet)


def _checked_parts(file: BinaryIO, name: str) -> dict[str, str]:
    """Return where the sheets of an .xlsx stand in its archive; {} for other workbooks.

    Raises InputError where it is locked, is another document, or reaches too far.
    """
    file.seek(0)
    if file.read(len(_OLE)) == _OLE:
        if _has_locked_stream(file):
            raise _locked(name)
        return {}
    with zipfile.ZipFile(file) as archive:
        members = archive.namelist()
        for start, what in _OTHER_DOCUMENTS:
            if any(member.startswith(start) for member in members):
                raise InputError(f"{name} is {what}: export the table in it as CSV.")
        if "content.xml" in members:
            other_spans.check_ods(archive, name)
        if "xl/workbook.bin" in members:
            other_spans.check_xlsb(archive, name)
        if "xl/workbook.xml" not in members:
            return {}
        parts = _parts(archive)
    return {sheet: part for sheet, part in parts.items() if part in members}


def _parts(archive: zipfile.ZipFile) -> dict[str, str]:
    """Return the path of each sheet's XML by the sheet's name."""
    links = ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))
    targets = {link.get("Id"): link.get("Target", "") for link in links}
    parts = {}
    for element in ElementTree.fromstring(archive.read("xl/workbook.xml")).iter():
        if element.tag.rpartition("}")[2] == "sheet":
            identity = next((v for k, v in element.items() if k.endswith("}id")), None)
            target = normpath(join("/xl", targets.get(identity, ""))).lstrip("/")
            parts[element.get("name", "")] = target
    return parts


def _has_locked_stream(file: BinaryIO) -> bool:
    """Look for the stream that holds an encrypted workbook, in the names of an OLE container.

    They stand in sectors from a place that the header names (MS-CFB 2.2); it is in the first.
    """
    file.seek(0)
    header = file.read(512)
    size = 1 << min(int.from_bytes(header[30:32], "little"), 20)
    file.seek((int.from_bytes(header[48:52], "little") + 1) * size)
    return _LOCKED_STREAM in file.read(max(size, 4_096))


def _locked(name: str) -> InputError:
    return InputError(f"{name} is protected by a password. Save a copy without one and give that.")


def _notes(name: str, names: list[str]) -> list[str]:
    others = [other for other in names if other != name]
    if not others:
        return []
    return [f"sheet {name!r} was read; not looked at: {', '.join(map(repr, others))}"]
