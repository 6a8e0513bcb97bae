"""The last step of a training without DVC: the model card of the bundle that is proposed.

`python -m tasks.train.card FAMILY COMMAND`, in the workspace. Asks the gate, as a release would,
for the card; nothing is registered.
"""

import sys
from pathlib import Path

from matchloop.bundle import Bundle
from matchloop.files import write_text
from matchloop.release.card import Origin, model_card
from matchloop.release.gate import judge
from tasks.family import load
from tasks.steps import main


def card(family: str, command: str) -> None:
    """Write reports/<family>/model_card.md; command: how to make the model again."""
    proposal = load(family)
    if proposal is None:
        raise SystemExit(f"{family} has no module tasks/{family}/release.py")
    candidate = Bundle.read(proposal.candidate(Path()), family)
    inputs = proposal.gate_inputs(candidate, None)
    verdict = judge(inputs.evaluation, champion=None, limits=inputs.limits, answers=inputs.answers)
    text = model_card(
        candidate.manifest,
        purpose=inputs.purpose,
        results=inputs.results,
        sources=inputs.sources,
        verdict=verdict,
        origin=Origin("", (command,)),
        limits=inputs.known_limits,
        own=inputs.own,
    )
    write_text(Path("reports") / family / "model_card.md", text)
    print("passed" if verdict.promote else "refused")
    for reason in verdict.reasons:
        print(f"- {reason}")


if __name__ == "__main__":
    main((card,), ["card", *sys.argv[1:]])
