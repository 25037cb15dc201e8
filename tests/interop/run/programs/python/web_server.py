"""Start uvicorn with two workers, ask it once, print its answer, and stop it."""

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from urllib.request import urlopen

with socket.socket() as free:
    free.bind(("127.0.0.1", 0))
    port = free.getsockname()[1]
command = (sys.executable, "-m", "uvicorn", "served_by_workers:app", "--workers", "2", "--port", str(port), "--log-level", "error")
server = subprocess.Popen(command, cwd=Path(__file__).parent)
deadline = time.monotonic() + 30
while True:
    try:
        with urlopen(f"http://127.0.0.1:{port}/", timeout=20) as answer:
            print(answer.read().decode())
        break
    except OSError:
        if time.monotonic() > deadline or server.poll() is not None:
            raise
        time.sleep(0.1)
os.kill(server.pid, signal.SIGTERM)
sys.exit(0 if server.wait(20) in {0, -signal.SIGTERM} else 1)
