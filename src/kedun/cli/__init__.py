"""Commands: the library at a terminal. Each module registers its own; `main` joins them and speaks for their errors."""

__all__: list[str] = []
