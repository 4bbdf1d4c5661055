"""The stable address of an answer, as `ask.address` writes and reads it."""

from sarcomakg.ask.address import FAMILIES, address, is_usual, variables

__all__ = ["FAMILIES", "address", "is_usual", "variables"]
