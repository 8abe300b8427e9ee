"""Links: what a URL is worth from its string alone, where links stand in text, which domains are official.

DOMAIN 3.4.2, 5.2, signals SIG-F01 to SIG-F06. Nothing here fetches, resolves or opens anything.
"""

from kedun.guard.links.assess import LinkRisk, assess
from kedun.guard.links.domains import official
from kedun.guard.links.find import find
from kedun.guard.links.reason import Reason, Why

__all__ = ["LinkRisk", "Reason", "Why", "assess", "find", "official"]
