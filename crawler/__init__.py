"""HTTP and HTML in, captures and extracts out. Knows nothing of the archive or of any search index."""
