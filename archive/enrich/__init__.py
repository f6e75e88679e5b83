"""Text to facts, pure: each module reads one kind of fact and says which words told it."""
