"""What follows serving, as steps of the flows watch and retrain."""
