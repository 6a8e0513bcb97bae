"""What follows serving: watch, claims, events, probation and retraining."""
