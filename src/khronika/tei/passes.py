"""Writing an independent pass into a corpus: the layers in a TEI file, and nothing else of it."""

from hashlib import sha256
from pathlib import Path

from khronika.corpus_files import CorpusFiles
from khronika.excerpt import shortened
from khronika.intake import NotTaken, receiving
from khronika.suggest import did_you_mean
from khronika.tei.importing import (
    Imported,
    content,
    difference,
    file_bytes,
    subject_of,
    written,
)
from khronika.tei.reader import read_pass


def import_pass(root: Path, file: Path, annotator: str, *, update: bool = False) -> Imported:
    """Write the annotations in the TEI `file` as the pass of `annotator`, all or nothing.

    Which article it is says the `id` of its metadata, or else the name of the file. Its text is the
    same, but for white space at the very end, which TEI hides. Ids of people and things are kept as
    they are: the annotator need not know the registry.

    Parameters
    ----------
    root : pathlib.Path
        The corpus, which has the article.
    file : pathlib.Path
        The TEI file.
    annotator : str
        An id of `annotators.json`.
    update : bool
        Whether it may replace files of that pass which are there.

    Raises
    ------
    BrokenTei
        If the file cannot be understood.
    NotTaken
        If it does not go with the corpus.
    """
    tree, corpus, _ = receiving(root)
    _refuse_unknown(annotator, corpus)
    layers = corpus.layer_names
    reading = read_pass(content(file), str(file), file.stem, annotator, layers=layers)
    article = subject_of(tree, reading.id) if reading.id in tree.ids() else None
    if article is None:
        help_ = did_you_mean(reading.id, tree.ids()) or "name the file after its article"
        raise NotTaken(f"the corpus has no article {shortened(reading.id)}; {help_}")
    if article.text is None:
        raise NotTaken(f"there is no text to hold this against; expected {article.text_path}")
    if article.text.rstrip() != reading.text.rstrip():
        told = difference(article.text, reading.text, str(article.text_path))
        raise NotTaken(f"{told}; a pass is about exactly the same text")
    if undeclared := reading.layers.keys() - set(layers):
        raise NotTaken(f"the corpus declares no layer {', '.join(sorted(undeclared))}")
    digest = sha256(article.text.encode()).hexdigest()
    files = {}
    for name, layer in reading.layers.items():
        path = f"annotations/passes/{annotator}/{name}/v1/{article.raw.year}/{reading.id}.json"
        files[path] = file_bytes(path, name, layer | {"text_sha256": digest})
    there = next((path for path in files if (root / path).exists()), None)
    if there and not update:
        raise NotTaken(f"{there} exists; replace it with --update")
    return written(root, reading, files)


def _refuse_unknown(annotator: str, corpus: CorpusFiles) -> None:
    if annotator not in corpus.annotators:
        help_ = did_you_mean(annotator, corpus.annotators) or "say there who or what it is"
        raise NotTaken(
            f"annotations/annotators.json has no {shortened(annotator)} that can be read; {help_}"
        )
