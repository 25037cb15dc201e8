"""The processes of siwakit above this one."""

import os
from pathlib import Path


def siwakit_processes():
    """Yield the ids of this process's ancestors that are siwakit's, the nearest first."""
    pid = os.getpid()
    while (pid := int(Path(f"/proc/{pid}/stat").read_text("utf-8").rpartition(")")[2].split()[1])) > 1:
        if b"siwakit" in Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0"):
            yield pid
