"""Scoring: a trained model as plain data, read strictly, evaluated in plain Python, with reasons for every score.

A model file holds numbers and names only (`docs/reference/model-format.md`): nothing in it can run. `Model.load`
refuses a file as a whole or takes it as a whole. DESIGN 2; Handbook 3.2, 11.1.
"""

from kedun.engine.score.format import LIMITS, Limits, ModelFile, read_model, write_model
from kedun.engine.score.model import Model, Reason, Score

__all__ = ["LIMITS", "Limits", "Model", "ModelFile", "Reason", "Score", "read_model", "write_model"]
