"""From a candidate to a yes or no: the gate, its words and limits, and the model card."""
