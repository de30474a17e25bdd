"""Which articles there are, and which of them differ from the baseline."""

from khronika.corpus_files import CorpusFiles
from khronika.rules.base import Tally
from khronika.subject import Subject


class ArticlesNow(Tally):
    """Whether each article differs from the baseline, by id, if there is a baseline."""

    def __init__(self, corpus: CorpusFiles) -> None:
        self.asked = corpus.baseline is not None
        self.articles: dict[str, bool] = {}

    def add(self, subject: Subject) -> None:
        """Compare one article."""
        if self.asked:
            self.articles[subject.id] = subject.differs

    def merge(self, later: "ArticlesNow") -> None:
        """Add those that come later."""
        self.articles |= later.articles
