"""What the tests of verifying share: the files of a release, and what is wrong with one."""

from pathlib import Path

from click.testing import CliRunner

from khronika.cli import main
from khronika.verification import verify

TRAIN = "data/articles/train-00000-of-00001.parquet"
TEST = "data/articles/test-00000-of-00001.parquet"
ENTITIES = "data/entities/train-00000-of-00001.parquet"
REGISTRY = "data/registry/full-00000-of-00001.parquet"
DATES = "data/dates/train-00000-of-00001.parquet"
TEST_DATES = "data/dates/test-00000-of-00001.parquet"


def found(release: Path) -> dict[str, str]:
    """Return the messages of what is wrong, by file."""
    return {one.path: one.message for one in verify(release).findings}


def run(*arguments: object):
    """Run the command with these arguments."""
    return CliRunner().invoke(main, ["verify", *map(str, arguments)])
