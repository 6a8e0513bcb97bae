"""What a process needs that goes on answering."""
