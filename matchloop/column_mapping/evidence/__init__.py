"""The second look at the best candidates: name, values and table against all a schema says."""
