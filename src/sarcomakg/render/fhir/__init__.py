"""An answer in FHIR R5: a Bundle of Evidence, Citation and ArtifactAssessment; an OperationOutcome for a refusal."""

from sarcomakg.render.fhir.bundle import coded, to_fhir

__all__ = ["coded", "to_fhir"]
