"""Readers of formats that are not HTML; each runs in a child process with limits."""
