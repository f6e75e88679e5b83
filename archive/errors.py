"""What can go wrong in the archive; every message is for a person.

ArchiveError          every error of this package
  ConfigError         a setting is wrong or unknown
  HomeMissing         there is no archive in this folder
  HomeTooNew          the folder was written by a newer version
  Unfinished          an archive is being moved here and is not whole yet
  UnknownSource       no source of that name
  Busy                another process does this already
    Overtaken         two writers stood in each other's way; the same again goes well
  NotFound            no page or memento of that id
    Removed           it was there and was removed by a decision
  VaultBroken         a capture cannot be read back as it was written
  VaultAway           the vault cannot be asked just now; nothing is lost
    VaultRefused      it answers and refuses: credentials, rights, no bucket, a wrong clock
    CaptureAway       a capture that the host which fetched it has not handed over yet
  ImportRefused       a file or folder that cannot be imported
  DiskFull            no room to write; nothing half-written is kept
  StoreAway           the database does not answer, does not let us in, or can only be read
  CannotPrint         what makes PDF is not on this machine
  TooMuchToPrint      a PDF took more time or memory than it may
  NameTaken           another account is called so
  AccountRefused      what was asked of an account cannot be done; nothing was
  HandoutRefused      pages that cannot be handed out as asked; nothing was
  WeedingRefused      pages that cannot be removed as asked; nothing was
  MigrationRefused    an archive that cannot be moved there as it is
"""


class ArchiveError(Exception):
    """Every error of this package."""


class ConfigError(ArchiveError):
    """A setting is wrong or unknown."""


class HomeMissing(ArchiveError):
    """There is no archive in this folder."""


class HomeTooNew(ArchiveError):
    """The folder was written by a newer version of the program."""


class Unfinished(ArchiveError):
    """An archive is being moved here and is not whole yet."""


class UnknownSource(ArchiveError):
    """No source of that name."""


class Busy(ArchiveError):
    """Another process does this already."""


class Overtaken(Busy):
    """Two writers stood in each other's way and this one gave way; the same again goes well."""


class NotFound(ArchiveError):
    """No page or memento of that id."""


class Removed(NotFound):
    """It was there and was removed by a decision; `tombstone` is what stands in its place."""

    def __init__(self, words: str, *, tombstone: object = None) -> None:
        super().__init__(words)
        self.tombstone = tombstone


class VaultBroken(ArchiveError):
    """A capture cannot be read back as it was written."""


class VaultAway(ArchiveError):
    """The vault cannot be asked just now. Nothing is lost, and nothing is proven: no kind of VaultBroken."""


class VaultRefused(VaultAway):
    """The vault's storage answers and refuses; somebody must set something right."""


class CaptureAway(VaultAway):
    """A capture that the host which fetched it has not handed over yet."""


class ImportRefused(ArchiveError):
    """A file or folder that cannot be imported."""


class DiskFull(ArchiveError):
    """No room to write; nothing half-written is kept."""


class StoreAway(ArchiveError):
    """The database does not answer, does not let us in, or can only be read; what was under way is undone."""


class CannotPrint(ArchiveError):
    """What makes PDF is not on this machine."""


class TooMuchToPrint(ArchiveError):
    """A PDF took more time or memory than it may; nothing of it is left."""


class HandoutRefused(ArchiveError):
    """Pages that cannot be handed out as asked; nothing was."""


class NameTaken(ArchiveError):
    """Another account is called so."""


class AccountRefused(ArchiveError):
    """What was asked of an account cannot be done; nothing was. `field` is the form's field it is about, or ""."""

    def __init__(self, text: str, field: str = "") -> None:
        super().__init__(text)
        self.field = field


class WeedingRefused(ArchiveError):
    """Pages that cannot be removed as asked; nothing was."""


class MigrationRefused(ArchiveError):
    """An archive that cannot be moved there as it is; the source is untouched, the target not opened by anybody."""
