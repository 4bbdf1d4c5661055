"""The deterministic part of a second reading: edges against the texts and tables that they were made from."""

from sarcomakg.audit.identifiers import audit_identifiers
from sarcomakg.audit.report import AuditReport, Finding
from sarcomakg.audit.texts import audit_texts, read_map

__all__ = ["AuditReport", "Finding", "audit_identifiers", "audit_texts", "read_map"]
