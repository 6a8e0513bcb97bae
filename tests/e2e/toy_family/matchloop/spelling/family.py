"""The family `spelling` as the rest of the house sees it."""

from matchloop.family import Family
from matchloop.spelling.params import SpellingParams

SPELLING = Family(
    name="spelling",
    question="Is this word spelled the British or the American way?",
    purpose="Tells British from American spelling by the letters of one word.",
    known_limits=("It knows the endings that it was shown, and no meaning.",),
    params=SpellingParams,
    model="matchloop.spelling.predict:SpellingModel",
    golden="matchloop.spelling.golden",
    form="matchloop.spelling.feedback",
)
