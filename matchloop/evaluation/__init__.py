"""How good answers are: figures of classifiers and rankings, abstention, paired comparison."""
