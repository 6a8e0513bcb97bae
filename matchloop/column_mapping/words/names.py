"""A column's name as words: `custEmailAddr`, `CUST_EMAIL_ADDR` and `Cust. e-mail` made comparable.

Knows how names are written down (separators, humps, digits, accents, scripts) and nothing of what
they mean: no abbreviation is expanded, no plural undone, no system prefix removed.
"""

import re
import unicodedata

LONGEST = 200
"""Characters of a name that are read; the rest of a longer one is left out."""

_CASELESS = "\x80"  # stands for letters that have no case, such as those of Chinese or Arabic
_WORD = re.compile(
    r"[A-Z]{2,}s(?![a-z])"  # IDs
    r"|[A-Z]{2,}(?=id(?![a-z]))"  # USERid
    r"|[A-Z]+(?=[A-Z][a-z])"  # the XML of XMLHttp
    r"|[A-Z]?[a-z]+"
    r"|[A-Z]+"
    r"|[0-9]+"
    rf"|{_CASELESS}+"
    r"|[#%]"
)
_SYMBOL_WORDS = {"#": "number", "%": "percent"}
_VARIANTS = frozenset(map(chr, (*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0))))
_POSSESSIVE = re.compile(r"(?<=\w)['’](?=[sS](?!\w))")
# Latin letters that Unicode does not take apart into a base and an accent.
_LETTERS = str.maketrans(
    {
        "ß": "ss", "ẞ": "SS", "æ": "ae", "Æ": "AE", "œ": "oe", "Œ": "OE", "ø": "o", "Ø": "O",
        "ł": "l", "Ł": "L", "đ": "d", "Đ": "D", "ð": "d", "Ð": "D", "þ": "th", "Þ": "Th", "ı": "i",
    }
)  # fmt: skip


def words(name: str) -> tuple[str, ...]:
    """Return the lower-case words of a name, in order; () when it holds none.

    Words end at separators and symbols, at camelCase humps and between letters and digits; a run
    of capitals stays together. Latin and Greek accents are stripped, letters of other scripts are
    kept, digits of any script become 0-9. "#" is the word "number", "%" the word "percent"; every
    other symbol is dropped. Only the first `LONGEST` characters are read.

    >>> words("custEmailAddr"), words("XMLHttp2"), words("Order#"), words("Año_de_alta")
    (('cust', 'email', 'addr'), ('xml', 'http', '2'), ('order', 'number'), ('ano', 'de', 'alta'))
    """
    name = name[:LONGEST]
    if "'" in name or "’" in name:
        name = _POSSESSIVE.sub("", name)
    parts = _WORD.findall(name) if name.isascii() else _unicode_parts(name)
    return tuple([_SYMBOL_WORDS.get(part) or part.lower() for part in parts])


def fold(name: str) -> str:
    """Return the words of a name joined by one blank: the form in which names are compared.

    >>> fold("CUSTOMER_ID") == fold("customerId") == "customer id"
    True
    """
    return " ".join(words(name))


def _unicode_parts(name: str) -> list[str]:
    plain = _without_accents(name).translate(_LETTERS)
    if plain.isascii():
        return _WORD.findall(plain)
    # The one pattern runs over the kinds of the characters, and what it finds is cut from the name.
    spans = (match.span() for match in _WORD.finditer(_kinds(plain)))
    return [plain[start:end] for start, end in spans]


def _without_accents(name: str) -> str:
    """NFKC, less accents on Latin and Greek letters, with digits of any script as 0-9.

    Marks of other scripts are part of the letter (the breve of й, the vowels of Hindi) and stay.
    """
    kept: list[str] = []
    base = ""
    for character in unicodedata.normalize("NFKD", name):
        category = unicodedata.category(character)
        if category == "Cf" or character in _VARIANTS:
            continue  # joiners, direction marks and styles of a glyph are invisible
        if category[0] != "M":
            base = character
            kept.append(str(unicodedata.decimal(character, character)))
        elif not _is_latin_or_greek(base):
            kept.append(character)
    return unicodedata.normalize("NFC", "".join(kept))


def _is_latin_or_greek(character: str) -> bool:
    return character < "\u0250" or "\u0370" <= character < "\u0400"


def _kinds(name: str) -> str:
    """Return one character for each of `name`: A, a, 0, `_CASELESS`, itself (ASCII) or a blank."""
    kinds: list[str] = []
    for character in name:
        category = unicodedata.category(character)
        if character.isascii():
            kinds.append(character)
        elif category in ("Lu", "Lt"):
            kinds.append("A")
        elif category == "Ll":
            kinds.append("a")
        elif category[0] == "L":
            kinds.append(_CASELESS)
        elif category[0] == "M" and kinds:
            kinds.append(kinds[-1])
        else:
            kinds.append(" ")
    return "".join(kinds)
