"""The settings of the examples: from variables, or those of a local Apple, which is started here if SIWAKIT_TEAM_ID is not set."""

import atexit
import os
import secrets
from collections.abc import Mapping
from contextlib import ExitStack

from siwakit import configuration_from_environment

HOME = "http://localhost:8000"


def start_local_apple(return_url: str) -> Mapping[str, str]:
    from siwakit.testing import emulator  # noqa: PLC0415  needs siwakit[server], which an application in production does not

    home = return_url.removesuffix("/apple/callback")
    app = {"id": "com.example.app", "notify_url": f"{home}/apple/notifications"}
    services = {"id": "com.example.web", "app": "com.example.app", "return_urls": [return_url]}
    jane = {"email": "jane@example.com", "first_name": "Jane", "last_name": "Appleseed"}
    stack = ExitStack()
    apple = stack.enter_context(emulator({"team": [{"key": [{}], "app": [app], "service": [services]}], "user": [jane]}, allow_localhost=True))
    atexit.register(stack.close)
    print(f"SIWAKIT_TEAM_ID is not set: signing in with a local Apple. Open {home}; its portal is {apple.portal_url}", flush=True)
    return apple.environment()


RETURN_URL = os.environ.get("SIWAKIT_REDIRECT_URI", f"{HOME}/apple/callback")
SETTINGS = os.environ if "SIWAKIT_TEAM_ID" in os.environ else start_local_apple(RETURN_URL)
COOKIE_KEY = bytes.fromhex(os.environ.get("COOKIE_KEY") or secrets.token_hex(32))  # set it if there are several processes
CONFIGURATION = configuration_from_environment(SETTINGS)
