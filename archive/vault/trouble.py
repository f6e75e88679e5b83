"""What object storage says when it does not do as asked, in words for a person."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from archive.errors import VaultAway, VaultBroken, VaultRefused
from archive.vault.addresses import Place

GONE = frozenset({"NoSuchKey", "404", "NotFound"})
CHANGED = frozenset({"PreconditionFailed", "412", "ConditionalRequestConflict"})
AFTER_THE_END = frozenset({"InvalidRange", "416"})
UNKNOWN = frozenset({"NotImplemented", "MethodNotAllowed", "501", "405"})
"""What a server says that does not know the question."""

_KEYS = "the credentials are not accepted; look at AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY or the AWS files"
_RIGHTS = "the credentials do not have the right to do this"
_REGION = "the bucket is in another region or at another address; look at vault_endpoint and AWS_REGION"
_REFUSALS = {
    "NoSuchBucket": "there is no such bucket",
    "InvalidAccessKeyId": _KEYS,
    "SignatureDoesNotMatch": _KEYS,
    "InvalidToken": _KEYS,
    "ExpiredToken": "the credentials have expired",
    "AccessDenied": _RIGHTS,
    "AllAccessDisabled": _RIGHTS,
    "403": _RIGHTS,
    "RequestTimeTooSkewed": "the clocks of this machine and of the storage differ too much; set this machine's by NTP",
    "PermanentRedirect": _REGION,
    "AuthorizationHeaderMalformed": _REGION,
    "301": _REGION,
    "QuotaExceeded": "there is no room left",
    "InvalidObjectState": "a lifecycle rule has moved the object to an archive tier, where it cannot be read",
}
_LIBRARIES = frozenset({"aiobotocore", "aiohttp", "asyncio", "botocore", "fsspec", "http", "s3fs", "urllib3"})
_NO_KEYS = frozenset({"NoCredentialsError", "PartialCredentialsError", "ProfileNotFound", "CredentialRetrievalError"})


class Said(VaultAway):
    """The storage answered something that the one who asked must decide about."""

    def __init__(self, code: str, place: Place) -> None:
        super().__init__(f"{place.words} answers {code}")
        self.code = code


@contextmanager
def in_plain_words(place: Place) -> Iterator[None]:
    """Errors as Said (gone, changed, after the end, unknown), VaultBroken (a checksum), VaultRefused or VaultAway.

    The words of the storage and of the libraries are not passed on: they may name keys and addresses with passwords.
    """
    try:
        yield
    except VaultAway:
        raise
    except Exception as error:
        if not _is_theirs(error):
            raise
        raise _told(error, place) from None


def _is_theirs(error: Exception) -> bool:
    """Whether the network or one of the libraries between us and the storage says it; the rest are our own faults."""
    return isinstance(error, OSError) or type(error).__module__.partition(".")[0] in _LIBRARIES


def _told(error: Exception, place: Place) -> Exception:
    code, kind = _code(error), type(error).__name__
    if code in GONE | CHANGED | AFTER_THE_END | UNKNOWN:
        return Said(code, place)
    if code in _REFUSALS:
        return VaultRefused(f"{place.words}: {_REFUSALS[code]}")
    if kind == "FlexibleChecksumError":
        return VaultBroken(f"{place.words}: an object does not have the checksum it was put with")
    if kind in _NO_KEYS:
        return VaultRefused(
            f"{place.words}: no credentials were found; set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY"
        )
    if code:
        return VaultAway(f"{place.words} could not do it now ({code}); it is tried again later")
    return VaultAway(f"{place.words} does not answer ({kind}); it is tried again later")


def _code(error: BaseException | None) -> str:
    """The storage's own code of an error, which s3fs keeps behind one of Python's; "" when it never answered."""
    while error is not None:
        response = getattr(error, "response", None)
        if isinstance(response, dict):
            return str(response.get("Error", {}).get("Code", ""))
        error = error.__cause__
    return ""
