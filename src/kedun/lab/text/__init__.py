"""Training and measuring the guard's text model: corpora, attacks, features, cross-corpus tables."""
