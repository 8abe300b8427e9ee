"""The policy language: one tree, two independent back ends."""
