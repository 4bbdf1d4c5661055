"""Tables for analysts: the records and the rows of a query as pandas DataFrames. pandas is read when one is made."""

from sarcomakg.frames.frame import frame
from sarcomakg.frames.page import rewritten
from sarcomakg.frames.solutions import table

__all__ = ["frame", "rewritten", "table"]
