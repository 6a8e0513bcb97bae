"""The family `column_mapping` as the rest of the house sees it."""

from matchloop.column_mapping.params import ColumnMappingParams
from matchloop.family import Family

COLUMN_MAPPING = Family(
    name="column_mapping",
    question="Which standard column is this raw name?",
    purpose=(
        "Says which standard column a raw column name is, from its letters and its meaning, with a "
        "calibrated confidence; under a threshold it abstains."
    ),
    known_limits=(
        "It reads the name alone; values and the rest of the table are weighed in above it, by "
        "rules.",
        "Synonyms and other languages (Spanish, French, German, Portuguese, Italian) are known "
        "where their words were in the generator's lexicon or in the encoder's own training.",
        "Its names to learn from are generated; how people abbreviate in a trade of their own it "
        "learns only from labelled files and corrections.",
        "The guarantee of the threshold holds for names like those it was set on.",
    ),
    params=ColumnMappingParams,
    model="matchloop.column_mapping.predict:MappingModel",
    golden="matchloop.column_mapping.golden",
    form="matchloop.column_mapping.feedback",
    warm=("channel", "siamese"),
    served_model="matchloop.column_mapping.together:served_model",
    # Above the family: values and types are weighed in.
    endpoints=(
        "matchloop.table_mapping.endpoints:MAP",
        "matchloop.table_mapping.endpoints:PREDICT",
        "matchloop.table_mapping.endpoints:BATCH_PREDICT",
    ),
)
