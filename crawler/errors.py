"""What can go wrong while crawling.

CrawlError          every error of this package
  BadUrl            not an address we can ask for
  Unrendered        there is no browser to build pages with
  Unreadable        bytes that no reader of ours can turn into text
"""


class CrawlError(Exception):
    """Every error of this package."""


class BadUrl(CrawlError):
    """Not an address we can ask for."""


class Unrendered(CrawlError):
    """There is no browser to build pages with; the message says what to install."""


class Unreadable(CrawlError):
    """Bytes that no reader of ours can turn into text; the message says why."""
