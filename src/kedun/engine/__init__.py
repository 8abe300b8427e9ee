"""Engine: events, policy, windows, decisions. A pure library."""
