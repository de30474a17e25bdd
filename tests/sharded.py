"""Lines of shards, files of them, and what a check says of these."""

import json
import os

from corpora import article, layer

from khronika.checker import check
from khronika.source.compression import compressing

NAMES = ("bridge", "fair", "ferry", "school")
ENDINGS = {"none": "", "gz": ".gz", "zst": ".zst"}


def line(name, **changes):
    text = f"Новости «{name}» пришли утром.\n"
    about = article(name, text)
    layers = {kind: layer(kind, about, []) for kind in ("entities", "dates", "quotes")}
    document = {"article": about, "text": text, "layers": layers} | changes
    return (json.dumps(document, ensure_ascii=False) + "\n").encode()


def write(path, data):
    with open(path, "wb") as stored, compressing(stored, path.name) as stream:
        stream.write(data)
    return path


def said(*sources):
    """Return code, place and message of every finding."""
    findings = check(source=[os.fspath(source) for source in sources]).findings
    return [(finding.code, str(finding.location), finding.message) for finding in findings]
