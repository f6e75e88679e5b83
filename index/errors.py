"""What can go wrong with an index.

SearchIndexError   every error of this package
  IndexBusy        another process is writing
  IndexStale       made with another schema or analyzer: rebuild it
  IndexBroken      files are missing or damaged: rebuild it
  IndexAway        the cluster that holds it does not answer, or not whole
  QueryTooLong     the question has more conditions than the engine takes
"""


class SearchIndexError(Exception):
    """Every error of this package."""


class IndexBusy(SearchIndexError):
    """Another process is writing and did not finish in time."""


class IndexStale(SearchIndexError):
    """The index was made with another schema or analyzer; it must be rebuilt."""


class IndexBroken(SearchIndexError):
    """Files are missing or damaged; it must be rebuilt."""


class IndexAway(SearchIndexError):
    """The cluster that holds it does not answer, or not with all its parts: nothing is said rather than half."""


class QueryTooLong(SearchIndexError):
    """The question has more conditions than the engine takes: fewer words may be answered."""
