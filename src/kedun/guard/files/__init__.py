"""Files: what one is worth from its name and bytes. DOMAIN 3.4.4, 5.2, signals SIG-F08 to SIG-F14, type T15."""

from kedun.guard.files.assess import FileRisk, assess

__all__ = ["FileRisk", "assess"]
