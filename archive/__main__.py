"""`python -m archive` is `kommunarkiv`."""

from archive.cli import main

main(prog_name="kommunarkiv")
