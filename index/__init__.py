"""Documents in, results out. Knows nothing of the archive or of the crawler."""
