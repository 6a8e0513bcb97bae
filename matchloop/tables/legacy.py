"""Guesses the encoding of a text that is not Unicode, and says how sure that is.

charset-normalizer tells scripts apart well; the Latin code pages of west, centre and Turkey (and
those of DOS and of old Macintoshes) differ in a few letters only, so they are told apart by whose
alphabet the letters make. Short texts of East Asia fit several encodings: the guess is then called
doubtful.
"""

import re
from typing import NamedTuple

_CODECS = [
    *("cp1252", "cp1250", "cp1251", "cp1253", "cp1254", "cp1255", "cp1256", "koi8_r", "cp874"),
    *("gb18030", "big5", "cp932", "euc_jp", "cp949"),
]
ONE_BYTE = frozenset((*_CODECS[:9], "mac_roman", "cp850"))
"""The codecs among the guesses that have a character in each byte."""

_SAMPLE = 32_768
_FEW_LETTERS = 24
_ESCAPES = ((b"\x1b$B", "iso2022_jp"), (b"\x1b$@", "iso2022_jp"), (b"\x1b$)C", "iso2022_kr"))
_WEST = (
    "äöüß",
    "éèêëàâçîïôûùüœæ",
    "áéíóúñüªº",
    "áâãàçéêíóôõúªº",
    "àèéìòùíóº",
    "åäöæøé",
)
_ALPHABETS = {
    "cp1252": _WEST,
    "cp1250": ("ąćęłńóśźż", "áčďéěíňóřšťúůýž", "áéíóöőúüű", "áäčďéíĺľňóôŕšťúýž", "ăâîşţ", "čćđšž"),
    "cp1254": ("çğıöşüâîi̇",),
}
_OLD_WEST = {"mac_roman": _WEST, "cp850": _WEST}
_FITS = 0.8
_THAI = re.compile("[\u0e00-\u0e7f]")
_HAN = re.compile("[\u4e00-\u9fff\uf900-\ufaff]")
_HANGUL = re.compile("[\uac00-\ud7a3]")


class Guess(NamedTuple):
    """A codec, and whether another one is about as likely."""

    codec: str
    doubtful: bool


def escaped(head: bytes) -> str | None:
    """Return the codec of a text in seven bits that switches alphabets by escape sequences."""
    return next((codec for mark, codec in _ESCAPES if mark in head), None)


def guess(head: bytes) -> Guess:
    """Return a codec that decodes the text sensibly; "cp1252", doubtful, when none does.

    head: the first bytes of the text, some of them above 127.
    """
    sample = b"\n".join(line for line in head.splitlines() if not line.isascii())[:_SAMPLE]
    high = sum(byte > 127 for byte in sample)
    from charset_normalizer import from_bytes  # slow to import, rarely needed

    best = from_bytes(sample, cp_isolation=_CODECS, preemptive_behaviour=False).best()
    codec = "cp1252" if best is None else best.encoding
    # Latin text has a letter with an accent here and there; other scripts have little else.
    sparse = high < 0.12 * len(sample) and codec in ("big5", "cp949", "gb18030")
    if best is None or sparse or codec in _ALPHABETS:
        return _latin(sample)
    if codec == "cp949" and _is_rather(sample, "gb18030", "cp949"):
        return Guess("gb18030", True)
    if codec != "cp874" and _is_thai(sample):
        return Guess("cp874", high < _FEW_LETTERS)
    return Guess(codec, high < _FEW_LETTERS)


def _is_rather(sample: bytes, other: str, codec: str) -> bool:
    """Say whether text taken for Korean is Chinese: modern Korean has next to no Han characters."""
    text = sample.decode(codec, "replace")
    han, hangul = len(_HAN.findall(text)), len(_HANGUL.findall(text))
    return han > 0.2 * (han + hangul) and "\ufffd" not in sample.decode(other, "replace")


def _is_thai(sample: bytes) -> bool:
    """Say whether TIS-620 makes Thai of all of it, in words that no other script begins so."""
    text = sample.decode("cp874", "replace")
    wide = [sign for sign in text if sign > "\x7f"]
    thai = len(_THAI.findall(text))
    # A Thai vowel sign or tone mark follows a consonant; of other scripts' bytes half do not.
    marks = re.findall("(.)[\u0e31\u0e34-\u0e3a\u0e47-\u0e4e]", text)
    well = sum("\u0e01" <= before <= "\u0e4e" for before in marks)
    return thai == len(wide) and len(marks) > 0.1 * thai and well == len(marks)


def _latin(sample: bytes) -> Guess:
    scores = {codec: _fit(sample, codec, letters) for codec, letters in _ALPHABETS.items()}
    best = max(scores, key=lambda codec: scores[codec])  # the first of equals: cp1252
    if scores[best] < _FITS:
        old = {codec: _fit(sample, codec, letters) for codec, letters in _OLD_WEST.items()}
        older = max(old, key=lambda codec: old[codec])
        if old[older] >= _FITS:
            return Guess(older, True)
    rivals = [codec for codec, score in scores.items() if score == scores[best] and codec != best]
    text = sample.decode(best, "replace")
    differs = any(sample.decode(codec, "replace") != text for codec in rivals)
    return Guess(best, differs or scores[best] < _FITS)


def _fit(sample: bytes, codec: str, alphabets: tuple[str, ...]) -> float:
    """Return the share of accented letters that are in the best of the code page's alphabets."""
    signs = [sign for sign in sample.decode(codec, "replace").lower() if sign > "\x7f"]
    letters = [sign for sign in signs if sign not in "’‘“”„–—€«»°…•·\xa0¿¡´"]
    if not letters:
        return 1.0
    return max(sum(map(alphabet.__contains__, letters)) for alphabet in alphabets) / len(letters)
