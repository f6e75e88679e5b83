"""A fictional municipality, Mellanköpings kommun, and its web site: what the archive is shown and tested on."""
