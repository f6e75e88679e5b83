"""What we know, keep, decide and show of published municipal pages."""

from importlib.metadata import PackageNotFoundError, version

try:
    __version__ = version("kommunarkiv")
except PackageNotFoundError:  # run from a checkout that was never installed
    __version__ = "0"
