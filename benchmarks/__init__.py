"""Benchmarks of snsfilter: `python -m benchmarks.guard` holds the bars, `pytest benchmarks` is for people."""
