"""Benchmarks: each prints what was measured, on what, and against what in the same run."""
