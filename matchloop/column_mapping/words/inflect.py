"""English plurals and small words, well enough for the nouns in column names."""

from functools import cache

Content = tuple[str, ...]
"""What a name says: its singular words, sorted, less the small ones."""

STOP_WORDS = frozenset(
    "of the by and to in for with from on at a an per or is as are was be that".split()
)
"""Small words; some of them carry meaning all the same ("per", "by")."""

_IRREGULAR = {
    "child": "children",
    "person": "people",
    "man": "men",
    "woman": "women",
    "foot": "feet",
    "tooth": "teeth",
    "mouse": "mice",
    "datum": "data",
    "criterion": "criteria",
    "analysis": "analyses",
    "crisis": "crises",
    "basis": "bases",
    "index": "indices",
    "life": "lives",
    "leaf": "leaves",
    "half": "halves",
    "bus": "buses",
    "gas": "gases",
    "movie": "movies",
    "cookie": "cookies",
}
_SINGULAR = {plural: singular for singular, plural in _IRREGULAR.items()} | {"indexes": "index"}
_NO_PLURAL = frozenset(
    "status series species news address address access process progress business basis analysis "
    "class pass gross loss congress less census virus bonus campus focus previous various is has "
    "was this gps plus minus radius sales axis across success express illness gas bus us lens "
    "access distress wellness atlas canvas tennis thesis diagnosis".split()
)


@cache
def singular(word: str) -> str:
    """Return the singular of a noun; words that are no plural come back as they are."""
    if word in _SINGULAR:
        return _SINGULAR[word]
    if word in _NO_PLURAL or len(word) < 4 or not word.endswith("s") or word.endswith("ss"):
        return word
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("sses", "shes", "ches", "xes", "zzes")):
        return word[:-2]
    if word.endswith(("ous", "us", "is")):
        return word
    return word[:-1]


@cache
def plural(word: str) -> str:
    """Return the plural of a singular noun."""
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    if word.endswith("y") and word[-2:-1] not in "aeiou":
        return word[:-1] + "ies"
    if word.endswith(("s", "sh", "ch", "x", "z")):
        return word + "es"
    return word + "s"


def content(name: str) -> Content:
    """Return what a folded name says; it is the same for its plurals and other orders."""
    words = name.split()
    return tuple(sorted([singular(word) for word in words if word not in STOP_WORDS] or words))
