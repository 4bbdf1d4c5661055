"""Triples to records and back, pure: nothing here opens a file or a store."""
