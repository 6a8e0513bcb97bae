"""The views of a raw name beside its candidates: letters, n-grams, meaning, dictionary."""
