"""The URL model of kedun.guard.links: how it is trained (`train`, `made`) and how it is measured (`measure`)."""
