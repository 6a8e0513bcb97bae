"""What values are written like, as shares: dates, IBANs, currency codes, latitudes, percentages …

Each format is a yes or no of one text; a column and the examples of a standard column are compared
by the shares of both. Knows nothing of names.
"""

import functools
import re
from collections.abc import Sequence

import numpy as np

_CURRENCIES = frozenset(
    "aed afn all amd ars aud azn bam bdt bgn bhd bob brl byn cad chf clp cny cop crc czk dkk "
    "dop dzd egp etb eur gbp gel ghs gtq hkd hnl hrk huf idr ils inr iqd irr isk jmd jod jpy "
    "kes krw kwd kzt lbp lkr mad mdl mkd mmk mur mxn myr nad ngn nio nok npr nzd omr pen php "
    "pkr pln pyg qar ron rsd rub sar sek sgd thb tnd try ttd twd tzs uah ugx usd uyu uzs vef "
    "vnd xaf xof yer zar zmw".split()
)
_COUNTRIES = frozenset(
    "ad ae af ag al am ao ar at au az ba bb bd be bf bg bh bi bj bn bo br bs bt bw by bz ca cd "
    "cf cg ch ci cl cm cn co cr cu cv cy cz de dj dk dm do dz ec ee eg er es et fi fj fm fr ga "
    "gb gd ge gh gm gn gq gr gt gw gy hk hn hr ht hu id ie il in iq ir is it jm jo jp ke kg kh "
    "ki km kn kp kr kw kz la lb lc li lk lr ls lt lu lv ly ma mc md me mg mh mk ml mm mn mo mr "
    "mt mu mv mw mx my mz na ne ng ni nl no np nr nz om pa pe pg ph pk pl pr ps pt pw py qa ro "
    "rs ru rw sa sb sc sd se sg si sk sl sm sn so sr ss st sv sy sz td tg th tj tl tm tn to tr "
    "tt tv tw tz ua ug uk us uy uz va vc ve vn vu ws ye za zm zw deu usa gbr fra esp ita bra "
    "ind jpn chn can aus mex nld bel che aut pol swe nor dnk fin prt irl nzl zaf".split()
)
_YES_NO = frozenset(
    "true false yes no y n t f 0 1 ja nein oui non si sí sim não nao x on off да нет 是 否".split()
)
_MONTH = (
    r"(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|mär|mai|okt|dez|fév|avr|juin|juil|aoû"
    r"|ene|abr|ago|dic|gen|mag|giu|lug|set|ott)[a-zéû]*\.?"
)
_DAY = (
    r"\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.](\d{4}|\d{2})"
    rf"|\d{{1,2}}[ /-]?{_MONTH}[ ,/-]*\d{{2,4}}|{_MONTH} \d{{1,2}},? \d{{4}}"
    r"|\d{4}年\d{1,2}月\d{1,2}日|(19|20)\d{2}(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])|0{8}"
)
_CLOCK = r"\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?( ?[ap]\.?m\.?)?"
_NUMBER = (
    r"[-+(]?\s?([$€£¥₹]|r\$|[a-z]{3} )?\s?[-+]?\d[\d., '’]*(e[-+]?\d+)?"
    r"\s?([$€£¥₹]| ?(eur|usd|gbp|chf|brl|inr|jpy))?\s?\)?"
)
_STREET = "st|street|str|straße|ave|avenue|rd|road|blvd|rue|lane|ln|dr|drive|way|court|ct"

_FORMS: dict[str, str] = {
    "email": r"[^@\s]+@[^@\s]+\.[a-z]{2,}",
    "url": r"(https?|ftp)://\S+|www\.\S+|/[\w./?=&%-]*",
    "domain": r"([a-z0-9-]+\.)+(com|org|net|io|de|fr|co|uk|br|in|edu|gov|jp|it|es)",
    "uuid": r"\{?[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}\}?",
    "ip": r"(\d{1,3}\.){3}\d{1,3}(:\d+)?|([0-9a-f]{0,4}:){3,7}[0-9a-f]{0,4}",
    "day": _DAY,
    "moment": rf"({_DAY})[ t,:]+{_CLOCK}.{{0,20}}|1[5-7]\d{{8}}(\d{{3}})?",
    "clock": _CLOCK,
    "year": r"(19|20)\d{2}",
    "iban": r"[a-z]{2}\d{2} ?([a-z0-9]{4} ?){2,7}[a-z0-9]{1,4}",
    "bic": r"[a-z]{6}[a-z0-9]{2}([a-z0-9]{3})?",
    "isin": r"[a-z]{2}[a-z0-9]{9}\d",
    "phone": (
        r"\+\d[\d\s().-]{6,}|\(\d{2,5}\)[\d\s.-]{5,}|\d{3}[-. ]\d{3}[-. ]\d{4}( ?x\d+)?"
        r"|0\d{1,4}[ /-]\d[\d -]{4,}"
    ),
    "postcode": (
        r"\d{5}(-\d{4})?|\d{3}-\d{4}|[a-z]{1,2}\d[a-z\d]? \d[a-z]{2}|[a-z]\d[a-z] \d[a-z]\d"
        r"|\d{5}-\d{3}|\d{4} ?[a-z]{2}|\d{6}"
    ),
    "ean": r"\d{8}|\d{12,14}",
    "coordinate": r"[-+]?\d{1,3}\.\d{3,}",
    "percent": r"[-+]?\d+([.,]\d+)?\s?%",
    "money": rf"(?=.*([$€£¥₹]|r\$|\b(eur|usd|gbp|chf|brl|inr)\b)){_NUMBER}",
    "decimal": r"[-+]?\d[\d., '’]*[.,]\d{1,6}",
    "whole": r"[-+]?\d{1,18}",
    "leading_zero": r"0\d{2,}",
    "negative": r"[-(−]\s?\d.*|.*\d-",
    "code": r"(?=.*\d)(?=.*[a-z])[a-z0-9_./#-]{3,40}",
    "hex": r"(?=.*\d)[0-9a-f]{12,}",
    "long_key": r"(?=.*\d)[a-z0-9_-]{15,}",
    "json": r"[\[{].*[\]}]",
    "one_word": r"[^\W\d_]+",
    "few_words": r"[^\W\d_][^\d]*( [^\d]+){1,3}",
    "many_words": r"(\S+\s+){6,}\S+.*",
    "capitals": r"(?-i:[A-Z][A-Z_-]{2,})",
    "short_code": r"(?-i:[A-Z]{2,3})",
    "street": (
        rf".*\b({_STREET}|via|calle|rua|weg|platz|allee)\b.*\d.*|\d+[a-z]? .*\b({_STREET})\b.*"
        r"|[^\d]*(str\.|straße|strasse|weg|platz|allee) ?\d+.*"
    ),
    "company": r".*\b(inc|ltd|llc|gmbh|ag|corp|co|kg|s\.?a|sarl|bv|plc|ltda|srl|spa|pvt)\b\.?",
    "file": r".*\.(pdf|png|jpe?g|csv|xlsx?|docx?|txt|json|xml|zip|gif)",
}
_COMPILED = tuple(
    (name, re.compile(form, re.IGNORECASE | re.DOTALL)) for name, form in _FORMS.items()
)
NAMES = (*_FORMS, "currency", "country", "yes_no")
TELLING = frozenset(
    ("email", "url", "uuid", "ip", "day", "moment", "iban", "phone", "currency", "json")
)
"""Formats that hardly anything else is written like."""
_LOOKED_AT = 24
_LONGEST = 200


def shares(texts: Sequence[str], counts: np.ndarray) -> np.ndarray:
    """Return float64 [len(NAMES)]: the share of rows in each format; 0 without values.

    texts: the most frequent values first; counts: int [n], rows that hold each.
    """
    found = np.zeros(len(NAMES))
    whole = float(counts[:_LOOKED_AT].sum())
    if not whole:
        return found
    for text, count in zip(texts[:_LOOKED_AT], counts[:_LOOKED_AT], strict=False):
        found[_formats_of(text.strip()[:_LONGEST])] += count
    return found / whole


@functools.lru_cache(maxsize=20_000)
def _formats_of(text: str) -> list[int]:
    places = [i for i, (_, form) in enumerate(_COMPILED) if form.fullmatch(text)]
    lower = text.casefold()
    for place, known in enumerate((_CURRENCIES, _COUNTRIES, _YES_NO), start=len(_COMPILED)):
        if lower in known:
            places.append(place)
    return places


_DIGITS = re.compile(r"\d[\d., ]*")


def magnitude(texts: Sequence[str]) -> float | None:
    """Return the median of log10(1 + |x|) of the values that are numbers, None without any."""
    found = []
    for text in texts[:_LOOKED_AT]:
        match = _DIGITS.search(text[:_LONGEST])
        if match and len(match[0]) >= 0.5 * len(text.strip()):
            digits = match[0].strip(" .,").replace(" ", "")
            whole, _, rest = digits.replace(",", ".").rpartition(".")
            plain = f"{whole.replace('.', '')}.{rest}" if whole and len(rest) != 3 else digits
            try:
                found.append(np.log10(1 + abs(float(plain.replace(",", "")))))
            except ValueError:
                continue
    return float(np.median(found)) if found else None


def pattern(text: str) -> str:
    """Return a text with 9 for each digit and a or A for each letter, runs of letters cut short."""
    signs = "".join(
        "9" if c.isdigit() else "A" if c.isupper() else "a" if c.isalpha() else c
        for c in text.strip()[:32]
    )
    return re.sub(r"([Aa])\1+", r"\1+", signs)
