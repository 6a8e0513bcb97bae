"""Guesses the encoding of a text that is not Unicode.

charset-normalizer tells scripts apart well; the Latin code pages of west, centre and Turkey differ
in a few letters only, so they are told apart by whose alphabet the letters make.
"""

_CODECS = [
    *("cp1252", "cp1250", "cp1251", "cp1253", "cp1254", "cp1255", "cp1256", "koi8_r"),
    *("gb18030", "big5", "cp932", "euc_jp", "cp949"),
]
_SAMPLE = 32_768

_ALPHABETS = {
    "cp1252": (
        "äöüß",
        "éèêëàâçîïôûùüœæ",
        "áéíóúñüªº",
        "áâãàçéêíóôõúªº",
        "àèéìòùíóº",
        "åäöæøé",
    ),
    "cp1250": ("ąćęłńóśźż", "áčďéěíňóřšťúůýž", "áéíóöőúüű", "áäčďéíĺľňóôŕšťúýž", "ăâîşţ", "čćđšž"),
    "cp1254": ("çğıöşüâîi̇",),
}


def guess(head: bytes) -> str:
    """Return a codec that decodes the text sensibly; "cp1252" when in doubt.

    head: the first bytes of the text, some of them above 127.
    """
    sample = b"\n".join(line for line in head.splitlines() if not line.isascii())[:_SAMPLE]
    high = sum(byte > 127 for byte in sample)
    from charset_normalizer import from_bytes  # slow to import, rarely needed

    best = from_bytes(sample, cp_isolation=_CODECS, preemptive_behaviour=False).best()
    codec = "cp1252" if best is None else best.encoding
    # Latin text has a letter with an accent here and there; other scripts have little else.
    sparse = high < 0.12 * len(sample) and codec in ("big5", "cp949", "gb18030")
    return _latin(sample) if sparse or codec in _ALPHABETS else codec


def _latin(sample: bytes) -> str:
    scores = {codec: _fit(sample, codec) for codec in _ALPHABETS}
    return max(scores, key=lambda codec: scores[codec])  # the first of equals: cp1252


def _fit(sample: bytes, codec: str) -> float:
    """Return the share of accented letters that are in the best alphabet of the code page."""
    signs = [sign for sign in sample.decode(codec, "replace").lower() if sign > "\x7f"]
    letters = [sign for sign in signs if sign not in "’‘“”„–—€«»°…•· ¿¡´"]
    if not letters:
        return 1.0
    return max(sum(map(alphabet.__contains__, letters)) for alphabet in _ALPHABETS[codec]) / len(
        letters
    )
