"""What people say is right: labelled files, feedback as data, and what to label next."""
