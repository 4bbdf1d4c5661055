"""Releases: folders with a version, a date and a checksum of every file; made whole, compared, and answered from."""

from sarcomakg.releases.folder import Manifest, is_release, open_release, read_release
from sarcomakg.releases.kept import KeptReleases

__all__ = ["KeptReleases", "Manifest", "is_release", "open_release", "read_release"]
