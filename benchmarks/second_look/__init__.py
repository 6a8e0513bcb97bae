"""A second look at the candidates of column_mapping, by all there is: what it would gain."""
