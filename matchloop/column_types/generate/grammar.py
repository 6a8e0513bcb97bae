"""Sentences put together from parts that fit: opener, subject, predicate, ending; or ready ones.

Knows how to join parts, not what they say (words/sentences.yaml).
"""

import re

from matchloop.column_types.generate.context import Context
from matchloop.column_types.generate.phrases import phrases
from matchloop.column_types.generate.sentences import NO_PART, Grammar

_SPACES = re.compile(r" +([,.!?;:]| |$)")


def sentences(c: Context, rules: Grammar, size: int) -> list[str]:
    """Make that many sentences; slots are filled with words of the context."""
    parts = [
        c.many(items, size)
        for items in (rules.openers, rules.subjects, rules.predicates, rules.endings)
    ]
    ready = c.flags(0.25, size) if rules.ready != NO_PART else [False] * size
    made = [
        whole if use else rules.joint.join(row)
        for use, whole, *row in zip(ready, c.many(rules.ready, size), *parts, strict=True)
    ]
    finished = [_finish(text, rules) for text in made]
    return _fill(c, finished)


def _finish(text: str, rules: Grammar) -> str:
    text = _SPACES.sub(r"\1", text).strip() if rules.joint else text
    if text[:1] != "{":
        text = text[:1].upper() + text[1:]
    return text if text[-1:] in ".!?。！？।" else text + rules.stop


def _fill(c: Context, texts: list[str]) -> list[str]:
    size = len(texts)
    names, places, firms = (c.many(c.pool(name), size) for name in ("last", "city", "company"))
    things, numbers = c.many(phrases().things[c.domain], size), c.integers(2, 9, size)
    rows = zip(texts, names, places, firms, things, numbers, strict=True)
    return [
        text.format(name=name, place=place, firm=firm, thing=thing, n=n) if "{" in text else text
        for text, name, place, firm, thing, n in rows
    ]


def paragraphs(c: Context, rules: Grammar, least: int, most: int) -> list[str]:
    """Make one text a row out of `least` to `most` sentences."""
    counts = c.integers(least, most)
    pool = sentences(c, rules, min(sum(counts), 3_000))
    drawn = iter(c.many(pool, sum(counts)) if sum(counts) > len(pool) else pool)
    return [rules.after.join(next(drawn) for _ in range(count)) for count in counts]
