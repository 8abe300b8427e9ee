"""The public Fraud Detection Handbook's card payments: its protocol, its measures, and the models held to them."""
