"""Chat guard. So far the formal checks of identifiers."""
