"""The graph as tables: what `frames` makes DataFrames of, and `export` CSV and Parquet."""

from sarcomakg.tables.column import Column, Type
from sarcomakg.tables.kinds import KINDS, Kind

__all__ = ["KINDS", "Column", "Kind", "Type"]
