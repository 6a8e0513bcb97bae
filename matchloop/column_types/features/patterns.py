"""Features of values with a form of their own: addresses, keys, lists, codes, masks."""
# ruff: noqa: E501 - a pattern broken over lines is harder to read

import re
from collections import defaultdict
from functools import lru_cache

import numpy as np

from matchloop.column_types.features.view import PREFIX, SampleView

_FORMS = {
    "url": r"(?:https?|ftp)://\S+(?:\s*[,;|]\s*https?://\S+)*|www\.\S+\.\S+",
    "email": r"[\w.+\-]+@[\w\-]+(?:\.[\w\-]+)+",
    "uuid": r"\{?[0-9a-fA-F]{8}-?[0-9a-fA-F]{4}-?[0-9a-fA-F]{4}-?[0-9a-fA-F]{4}-?[0-9a-fA-F]{12}\}?",
    "hex": r"(?:0x)?(?=[a-fA-F]*\d)(?=\d*[a-fA-F])[0-9a-fA-F]{6,128}",
    "ip": r"(?:\d{1,3}\.){3}\d{1,3}(?:[:/]\d+)?|(?:[0-9a-fA-F]{2}[:-]){5}[0-9a-fA-F]{2}",
    "json": r"[\[{]\s*(?:[\"{\[].*|-?\d.*|\}?\]?)[\]}]?",
    "bracketed_list": r"[\[({<].*[\])}>]",
    "markup": r"<[a-zA-Z!/?][^>]*>.*|.*&[a-z]{2,6};.*|.*</\w+>.*",
    "path": r"(?:[A-Za-z]:)?(?:[\\/][\w.\- ]+){2,}[\\/]?"
    r"|[\w.\-]+\.(?:jpe?g|png|gif|pdf|csv|txt|html?|xml|json|mp[34]|zip|docx?|xlsx?)",
    "coordinates": r"\(?-?\d{1,3}\.\d{2,},?\s*-?\d{1,3}\.\d{2,}\)?|POINT ?\(.*|(?:MULTI)?POLYGON ?\(.*"
    r"|\d{1,4}(?:\.\d+)?°?[NSEW]",
    "phone": r"(?:\+\d{1,3}[ .\-]?)?(?:\(\d{1,5}\)[ .\-]?)?\d{2,5}(?:[ .\-/]\d{2,5}){1,4}"
    r"(?:\s?(?:x|ext\.?)\s?\d+)?",
    "prefixed_number": r"[A-Za-z]{1,6}[\-_#/ ]?\d{2,}",
    "code": r"(?=.*\d)(?=.*[A-Z])[A-Z0-9]+(?:[\-_./:][A-Z0-9]+)*",
    "composite": r"[A-Za-z0-9]+(?:[\-_:/|.][A-Za-z0-9]+){2,}",
    "postal": r"\d{5}(?:-\d{4})?|[A-Z]{1,2}\d[A-Z\d]?\s?\d[A-Z]{2}|[A-Z]\d[A-Z]\s?\d[A-Z]\d"
    r"|\d{2}-\d{3}|\d{5}-\d{3}",
    "short_capitals": r"[A-Z]{1,4}",
    "capitalized_word": r"[A-Z][a-z]+",
    "lower_word": r"[a-z]+",
    "two_capitalized": r"[A-Z][\w'.\-]*(?: [A-Z][\w'.\-]*){1,3}",
    "surname_first": r"[A-Z][\w'\- ]+, [A-Z][\w.\-]*(?: [A-Z][\w.\-]*){0,4}(?: \(.*\))?",
    "number_range": r"[<>≤≥]?\s?[$€£]?\d[\d,.]*\s?(?:[-–~]|to|bis|à)\s?[$€£]?\d[\d,.]*\+?"
    r"|[$€£]?\d[\d,.]*\+",
    "handle": r"[@#]\w+",
    "base64": r"(?=.*[A-Z])(?=.*[a-z])(?=.*\d)[A-Za-z0-9+/_\-]{16,}={0,2}",
    "identifier_word": r"[a-z]+(?:[_\-][a-z0-9]+)+|[a-z]+\d+",
}
LONG = 64
"""Longer values are only looked at for forms that can be long."""


def _alternatives(*names: str) -> re.Pattern[str]:
    return re.compile("|".join(f"(?P<{name}>{_FORMS[name]})" for name in names), re.DOTALL)


_OF_SPACED = _alternatives(
    "url",
    "json",
    "bracketed_list",
    "markup",
    "path",
    "coordinates",
    "phone",
    "prefixed_number",
    "postal",
    "two_capitalized",
    "surname_first",
    "number_range",
)
_OF_SOLID = _alternatives(
    *(name for name in _FORMS if name not in ("two_capitalized", "surname_first"))
)
_OF_LONG = _alternatives("url", "hex", "json", "bracketed_list", "markup", "base64")
_OF_LETTERS = _alternatives(
    "short_capitals", "capitalized_word", "lower_word", "two_capitalized", "hex"
)
_DIGITS_AND_SIGNS = re.compile(r"[9.,:/+()° \-]+")
_SEPARATED = re.compile(r"[^,;|]{1,60}(?:[,;|][^,;|]{1,60})+")

NAMES = (
    *(f"pattern_{name}" for name in _FORMS),
    "pattern_any",
    "values_separated_by_comma",
    "values_separated_by_other",
    "separated_items_mean",
    "mask_distinct_share",
    "mask_top_share",
    "common_prefix_share",
    "common_suffix_share",
)


def compute(view: SampleView) -> list[float]:
    """Return the values of `NAMES`, in order."""
    if not view.texts:
        return [0.0] * len(NAMES)
    forms = [
        _masked_form(mask) if _DIGITS_AND_SIGNS.fullmatch(mask) else _form(text)
        for text, mask in zip(view.texts, view.masks, strict=True)
    ]
    found = view.share_of_each(forms, _FORMS)
    some = view.share([form is not None for form in forms])
    return [*found, some, *_separated(view), *_masks(view), *_common(view.texts)]


def _form(text: str) -> str | None:
    if len(text) > LONG:
        pattern = _OF_LONG
    elif text.replace(" ", "").isalpha():
        pattern = _OF_LETTERS
    else:
        pattern = _OF_SPACED if " " in text else _OF_SOLID
    match = pattern.fullmatch(text[:PREFIX])
    return match.lastgroup if match else None


@lru_cache(maxsize=8192)
def _masked_form(mask: str) -> str | None:
    """Form of a text made of digits and signs, for which its mask says enough."""
    return _form(mask)


def _separated(view: SampleView) -> tuple[float, float, float]:
    commas = np.array([text.count(",") for text in view.prefixes])
    others = np.array([text.count(";") + text.count("|") for text in view.prefixes])
    lists = [
        some > 0 and bool(_SEPARATED.fullmatch(text[:LONG]))
        for text, some in zip(view.prefixes, (commas + others).tolist(), strict=True)
    ]
    return (
        view.share((commas > 0) & np.array(lists)),
        view.share((others > 0) & np.array(lists)),
        float(view.mean(np.minimum(commas + others, 20))) / 10,
    )


_MASK = str.maketrans(
    {
        chr(i): ("9" if chr(i).isdigit() else "a" if chr(i).isalpha() else chr(i))
        for i in range(0x250)
    }
)


def _masks(view: SampleView) -> tuple[float, float]:
    """Share of different masks (letters as a, digits as 9), and weight of the commonest."""
    weights: defaultdict[str, int] = defaultdict(int)
    for text, rows in zip(view.prefixes, view.rows.tolist(), strict=True):
        weights[text[:32].translate(_MASK)] += rows
    return len(weights) / len(view.texts), max(weights.values()) / view.size


def _common(texts: list[str]) -> tuple[float, float]:
    """Length of the prefix and suffix that all values share, over the shortest value."""
    if len(texts) < 2:
        return 0.0, 0.0
    low, high = min(texts), max(texts)
    size = max(min(map(len, texts)), 1)
    turned = [text[:-PREFIX:-1] for text in (texts if len(texts) <= 32 else texts[::4])]
    return _shared(low, high) / size, min(_shared(min(turned), max(turned)) / size, 1.0)


def _shared(a: str, b: str) -> int:
    for i, (x, y) in enumerate(zip(a, b, strict=False)):
        if x != y:
            return i
    return min(len(a), len(b))
