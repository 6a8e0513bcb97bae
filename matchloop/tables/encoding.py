"""Finds out a text's encoding, and reads it as UTF-8 in blocks.

Knows nothing of rows and columns. Bytes that cannot be right are replaced and counted; NUL bytes
are refused, because no text holds them and whatever follows them is guesswork.
"""

import codecs
import io
from collections.abc import Iterator
from typing import Any, BinaryIO, NamedTuple

from matchloop.errors import InputError
from matchloop.tables.kind import UNPACKING_ERRORS, damaged_gzip, looks_utf16
from matchloop.tables.legacy import ONE_BYTE, escaped, guess

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


class Detected(NamedTuple):
    """What a text is read as.

    codec: Python's name. mark: length of the byte order mark. doubtful: whether another codec fits
    about as well. others: what is not valid UTF-8 in a text that is mostly that is read as.
    """

    codec: str
    mark: int = 0
    doubtful: bool = False
    others: str = "cp1252"


def detect(head: bytes) -> Detected:
    """Find out the encoding of a text.

    head: the first bytes of the file; a character cut off at their end does not matter.
    """
    for mark, name in _BOMS:
        if head.startswith(mark):
            return Detected(name, len(mark))
    if wide := looks_utf16(head[:65_536]):
        return Detected(wide)
    if b"\x1b$" in head and (codec := escaped(head)):
        return Detected(codec)
    text = head[: len(head) - len(_cut_off(head))].decode("utf-8", "replace")
    bad = text.count("\ufffd") - head.count("\ufffd".encode())
    good = 0 if text.isascii() else sum(map("\x7f".__lt__, text)) - bad
    # A few bad bytes among many good characters: UTF-8 that was damaged, not another encoding.
    if not bad or good >= 4 * bad:
        return Detected("utf-8")
    if mixed := _mixed(head):
        return mixed
    found = guess(head)
    return Detected(found.codec, 0, found.doubtful)


def _mixed(head: bytes) -> Detected | None:
    """Tell a file put together from UTF-8 and older lines; None where it is not.

    Hardly a line of Latin text in a code page is valid UTF-8 by chance, and some of East Asia are:
    those are told by the guess for the other lines.
    """
    lines = [line for line in head.splitlines() if not line.isascii()]
    other = b"\n".join(line for line in lines if "\ufffd" in line.decode("utf-8", "replace"))
    valid = len(lines) - other.count(b"\n") - 1
    if valid < max(2, 0.2 * len(lines)):
        return None
    found = guess(other)
    return Detected("utf-8", 0, True, found.codec) if found.codec in ONE_BYTE else None


def _cut_off(data: bytes) -> bytes:
    """Return the beginning of a UTF-8 character that is cut off at the end of `data`."""
    decoder = _Utf8Decoder("replace")
    decoder.decode(data[-3:])  # a beginning has three bytes at most
    return decoder.getstate()[0]


_Utf8Decoder = codecs.getincrementaldecoder("utf-8")


class Utf8Reader(io.RawIOBase):
    """A binary stream that gives any text file's content as valid UTF-8, without its mark.

    `encoding` is what the text is read as, `replaced` the number of places that were not valid in
    it, `first_bad` where the first of them is in words (a byte of the unpacked file, or a line).
    """

    BLOCK = 1 << 20

    def __init__(self, raw: BinaryIO, head: bytes, name: str):
        super().__init__()
        self._detected = detect(head)
        self.encoding, mark = self._detected.codec, self._detected.mark
        self.replaced = 0
        self.first_bad = ""
        self._name = name
        self._read_bytes = 0
        self._lines = 0
        self._seen_wide = False
        self._decoder: codecs.IncrementalDecoder | None = None
        self._pending = b""
        self._blocks = self._decoded(raw, mark)
        self._buffer = b""

    def readable(self) -> bool:
        """Say that it can be read."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Fill a buffer; io.BufferedReader asks in this way."""
        part = self.read(len(buffer))
        buffer[: len(part)] = part
        return len(part)

    def peek(self, size: int) -> bytes:
        """Return up to `size` bytes without moving on."""
        parts, length = [self._buffer], len(self._buffer)
        while length < size and (block := next(self._blocks, None)) is not None:
            parts.append(block)
            length += len(block)
        self._buffer = b"".join(parts)
        return self._buffer[:size]

    def read(self, size: int = -1) -> bytes:
        """Return up to `size` bytes and move on; empty at the end."""
        wanted = self.peek((1 << 62) if size is None or size < 0 else size)
        self._buffer = self._buffer[len(wanted) :]
        return wanted

    def notes(self) -> list[str]:
        """Say what is worth knowing of the encoding."""
        notes = []
        doubtful = self._detected.doubtful
        if self.encoding != "utf-8":
            doubt = " (a guess: others fit as well; if letters look wrong, save it as UTF-8)"
            notes.append(f"encoding {self.encoding}{doubt if doubtful else ''}")
        if self.replaced:
            others = self._detected.others.replace("cp125", "Windows-125")
            how = others if self.encoding == "utf-8" else "\ufffd"
            mixed = "; the file mixes encodings" if doubtful and self.encoding == "utf-8" else ""
            notes.append(
                f"{self.replaced:,} place(s) are not valid {self.encoding} and were read as {how}, "
                f"the first {self.first_bad}{mixed}"
            )
        return notes

    def _decoded(self, raw: BinaryIO, mark: int) -> Iterator[bytes]:
        _raw_read(raw, mark, self._name)
        self._read_bytes = mark
        while True:
            block = _raw_read(raw, self.BLOCK, self._name)
            clean = self._decode(block, final=not block)
            self._read_bytes += len(block)
            if 0 in clean:
                raise self._nul_byte(clean)
            self._lines += clean.count(b"\n")
            if clean:
                yield clean
            if not block:
                return

    def _decode(self, block: bytes, *, final: bool) -> bytes:
        if self.encoding != "utf-8":
            return self._transcode(block, final=final)
        before, data = len(self._pending), self._pending + block
        self._pending = b"" if final else _cut_off(data)
        data = data[: len(data) - len(self._pending)]
        if data.isascii():
            return data
        try:
            data.decode("utf-8")
        except UnicodeDecodeError as error:
            return self._not_utf8(data, error.start - before, final=final)
        self._seen_wide = True
        return data

    def _not_utf8(self, data: bytes, start: int, *, final: bool) -> bytes:
        if not self._seen_wide:
            self._detected = detect(data)
            self.encoding = self._detected.codec
            if self.encoding != "utf-8":
                data, self._pending = data + self._pending, b""
                return self._transcode(data, final=final)
        if not self.replaced:
            self.first_bad = f"at byte {self._read_bytes + start:,}"
        parts, rest = [], data
        while rest:
            try:
                parts.append(rest.decode("utf-8"))
                break
            except UnicodeDecodeError as error:
                bad = rest[error.start : error.end].decode(self._detected.others, "replace")
                parts += [rest[: error.start].decode("utf-8"), bad]
                rest = rest[error.end :]
                self.replaced += 1
        return "".join(parts).encode()

    def _transcode(self, block: bytes, *, final: bool) -> bytes:
        if self._decoder is None:
            self._decoder = codecs.getincrementaldecoder(self.encoding)("replace")
        text = self._decoder.decode(block, final)
        if bad := text.count("\ufffd"):
            if not self.replaced:
                line = self._lines + text.count("\n", 0, text.index("\ufffd")) + 1
                self.first_bad = f"in line {line:,}"
            self.replaced += bad
        return text.encode("utf-8", "replace")

    def _nul_byte(self, clean: bytes) -> InputError:
        line = self._lines + clean.count(b"\n", 0, clean.index(0)) + 1
        return InputError(
            f"{self._name} has a NUL byte in line {line:,}; a text table holds none. The file is "
            "damaged, or it is a binary one. Save it again as UTF-8 text, or remove the bytes with "
            "`tr -d '\\000' < FILE > CLEANED` if you know that nothing else is lost."
        )


def _raw_read(raw: BinaryIO, size: int, name: str) -> bytes:
    try:
        return raw.read(size)
    except UNPACKING_ERRORS as error:
        raise damaged_gzip(name, error) from error
