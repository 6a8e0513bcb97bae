"""What becomes of a version that serves: recording, watching, probation, shadow and status."""
