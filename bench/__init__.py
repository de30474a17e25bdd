"""What docs/reference/benchmarks.md reports, measured by `python -m bench`."""
