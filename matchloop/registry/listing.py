"""Tells a family's versions as JSON: `python -m matchloop.registry.listing FAMILY`.

For processes that must not load MLflow themselves. The card is that of the champion, or of the
newest version where there is none.
"""

import json
import sys
from typing import Any

from rich.console import Console

from matchloop.errors import MatchloopError
from matchloop.registry.model_versions import ModelVersion, show, versions


def listing(family: str) -> dict[str, Any]:
    """Return versions, the newest first, and a card in Markdown; "" without any version."""
    known = versions(family)
    card = show(family).card if known else ""
    return {"versions": [_plain(each) for each in known], "card": card}


def _plain(each: ModelVersion) -> dict[str, Any]:
    return {
        "version": each.version,
        "semantic_version": each.facts.version if each.facts else None,
        "aliases": list(each.aliases),
        "model": each.model,
        "created": each.created.isoformat(timespec="seconds"),
        "git_commit": each.git_commit,
        "verdict": each.verdict,
        "reasons": list(each.reasons),
        "metrics": dict(each.metrics),
    }


def main() -> None:
    """Take the family from the command line."""
    try:
        found = listing(sys.argv[1])
    except MatchloopError as error:
        Console(stderr=True, soft_wrap=True).print(str(error), markup=False)
        sys.exit(1)
    print(json.dumps(found))


if __name__ == "__main__":
    main()
