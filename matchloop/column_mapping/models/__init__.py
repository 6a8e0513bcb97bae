"""The models of the family, in torch: what trains them and what they export."""
