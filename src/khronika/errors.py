"""What can go wrong outside of what a report tells: one exception each, with one clear message."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from khronika.diagnostics import Report


class KhronikaError(Exception):
    """Anything that khronika raises by itself; the message says what to do."""


class CorpusNotFound(KhronikaError):
    """There is no corpus to open at the given place."""


class UnusableSource(KhronikaError):
    """What was named as shards cannot be read as one corpus."""


class UnusableDocument(KhronikaError):
    """A document, or the corpus around it, has errors that keep it from being used."""


class BuildRefused(KhronikaError):
    """A release cannot be written here, for a reason other than errors in the corpus."""


class ExportRefused(KhronikaError):
    """A corpus cannot be written in another form, or not here."""


class CorpusHasErrors(KhronikaError):
    """The corpus does not pass the check, so nothing was built.

    Attributes
    ----------
    report : Report
        What is wrong, and where.
    """

    def __init__(self, report: "Report") -> None:
        super().__init__(f"nothing was built: the corpus has {report.errors} error(s)")
        self.report = report


class ReleaseNotFound(KhronikaError):
    """The asked-for release is not on this machine."""


class DownloadFailed(KhronikaError):
    """A release did not arrive whole; what did is kept, and the next call goes on with it."""


class NotRestored(KhronikaError):
    """A withheld text cannot be put back: it is missing or wrong, or the table is another."""


class BaselineNotFound(KhronikaError):
    """What the corpus is to be compared with is not there, or cannot be compared with."""


class ReleaseUnreadable(KhronikaError):
    """A release folder is damaged, or none of ours."""


class VerificationRefused(KhronikaError):
    """A folder cannot be verified: it is no release, or not one that this version reads."""


class WorkerLost(KhronikaError):
    """A process that was working at a part was killed, or all workers of a cluster are gone."""


class UnusableCluster(KhronikaError):
    """There is no Dask cluster at an address, or one of its workers cannot take part."""
