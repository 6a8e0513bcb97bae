"""The family `column_types` as the rest of the house sees it."""

from matchloop.column_types.params import ColumnTypesParams
from matchloop.family import Family

COLUMN_TYPES = Family(
    name="column_types",
    question="What does this column hold?",
    purpose=(
        "Says what a column of a stranger's table holds: long or short text, a number, a date or "
        "time, a category, an identifier, a truth value, or nothing that can be named."
    ),
    known_limits=(
        "It reads a sample of at most 1,000 rows of a column, and 128 of its different values "
        "closely.",
        "It looks at one column at a time: what stands beside it plays no part.",
        "Whether small whole numbers are codes or counts is often not to be seen from the column; "
        "such answers come with low confidence, or should.",
    ),
    params=ColumnTypesParams,
    model="matchloop.column_types.predict:TypeModel",
    golden="matchloop.column_types.golden",
    form="matchloop.column_types.feedback",
    endpoints=("matchloop.column_types.endpoint:PROFILE",),
)
