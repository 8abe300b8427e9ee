"""What can be said in a chat, as data, and the one automaton that finds it.

    words/*.toml      named groups of words, in the bare form of `kedun.guard.fold`
    concepts/*.toml   what can be said: title, clause, stage, fraud types, weights
    patterns/*.toml   how it is said: an anchor word, words that must be near, words that must not

`load()` reads and compiles them once; `Lexicon.said(bare, sound)` names the patterns met. Handbook 2.2, 3.4, 4.2.
"""

from kedun.guard.lexicon.load import load
from kedun.guard.lexicon.match import Lexicon, Said
from kedun.guard.lexicon.model import Concept, LexiconError, Pattern

__all__ = ["Concept", "Lexicon", "LexiconError", "Pattern", "Said", "load"]
