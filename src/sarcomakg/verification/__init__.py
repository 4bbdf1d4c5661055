"""Does an article still say what a snapshot says? Its manifest and its sentences, read from any of its forms, and judged."""

from sarcomakg.verification.fetch import fetch
from sarcomakg.verification.forms import Article, read_article
from sarcomakg.verification.verdict import Report, Status, Verdict, verify

__all__ = ["Article", "Report", "Status", "Verdict", "fetch", "read_article", "verify"]
