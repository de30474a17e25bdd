"""From the files about a corpus as a whole to typed records, be it a tree or a bundle."""

from dataclasses import dataclass

from khronika import jsontext, parsed
from khronika.corpus_files import CorpusFiles, parse_corpus_files
from khronika.parsed import ParsedFile, Path
from khronika.parsed_shards import part_of, reject_duplicate_keys
from khronika.source import RawFile, Source
from khronika.source.layout import PATHS


@dataclass
class ParsedRegistry(ParsedFile):
    """A registry with one entry to a line; `value` is as in the `registry.json` of a tree."""

    def extent(self, path: Path) -> tuple[int, int]:
        """Return the offsets in `text` between which the value at `path` stands."""
        if len(path) < 2:
            return 0, len(self.text)
        start, places = self._entry(path)
        left, right = places.extent(path[2:])
        return start + left, start + right

    def exact_extent(self, path: Path) -> tuple[int, int] | None:
        """Return what `extent` does; None if there is no value at `path`."""
        if len(path) < 2:
            return None
        start, places = self._entry(path)
        found = places.exact_extent(path[2:])
        return (start + found[0], start + found[1]) if found else None

    def _entry(self, path: Path) -> tuple[int, jsontext.SourceMap]:
        """Return where the line of the entry begins that `path` leads into, and what is in it."""
        start = self.lines.start(int(path[1]) + 1)
        end = self.text.find("\n", start)
        return start, jsontext.SourceMap(self.text[start : end if end >= 0 else None])


def _parse_registry(file: RawFile) -> ParsedRegistry:
    registry = ParsedRegistry(file.path, file.data, "registry", is_edited=False)
    entries = []
    start = 0
    lines = file.data.split(b"\n")
    if not lines[-1]:
        lines.pop()
    for line in lines:
        try:
            entry = jsontext.parse(line)
            reject_duplicate_keys(entry, line)
        except jsontext.InvalidJson as invalid:
            before = len(file.data[:start].decode())
            registry.invalid = jsontext.InvalidJson(str(invalid), before + invalid.offset)
            return registry
        entries.append(entry)
        start += len(line) + 1
    registry.value = {"$schema": registry.schema_reference, "entities": entries}
    parsed.judge(registry)
    return registry


def _parse_layers(file: RawFile) -> list[ParsedFile]:
    """Parse `layers.json`: a part for each layer, or the file itself if it has none."""
    whole = parsed.parse(file, "layers")
    if whole.invalid or whole.violations or whole.declared != whole.kind:
        return [whole]
    layers = whole.value["layers"]
    return [part_of(whole, ("layers", name), layers[name], "layer", name) for name in layers]


def corpus_files(source: Source) -> CorpusFiles:
    """Parse the files about a corpus as a whole, be it a tree or a bundle."""
    files, refusals = source.corpus_files(), source.refusals()
    if source.paths is PATHS:
        return parse_corpus_files(files, refusals)
    found: list[ParsedFile] = []
    for file in files.values():
        if file.kind == "layers":
            found += _parse_layers(file)
        elif file.kind == "registry":
            found.append(_parse_registry(file))
        elif file.kind:
            found.append(parsed.parse(file, file.kind))
    return CorpusFiles(found, refusals, source.paths)
