"""Words of column names: folding, splitting, inflection, letters and the lexicon."""
