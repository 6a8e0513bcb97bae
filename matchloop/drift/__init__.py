"""Whether recent predictions of a model differ from its version's own reference.

`observations` holds what is compared, `reference` the sample a version keeps, `compare` says
stable, attention or drifted with reasons in words, `report` writes the page that is kept. Families
are all alike here: numbers, a confidence and an answer a prediction. Needs the extra "ops" (scipy,
Evidently); nothing on the way to an answer imports it except `projection`, which is numpy only.
"""
