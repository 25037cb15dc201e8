"""Sign in with Apple in FastAPI: uvicorn fastapi_app:app --port 8000."""

import secrets
import time
from html import escape

from apple_settings import CONFIGURATION, COOKIE_KEY, RETURN_URL
from fastapi import FastAPI, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from siwakit import AsgiNotifications, AsyncAppleClient, SiwakitError, UserCancelled, open_cookie, read_callback, seal_cookie

PATH = "/apple/callback"
client = AsyncAppleClient(CONFIGURATION)
app = FastAPI()


@app.get("/")
async def start() -> Response:
    values = {"state": secrets.token_urlsafe(32), "nonce": secrets.token_urlsafe(32)}
    answer = RedirectResponse(client.authorization_url(RETURN_URL, scopes=("name", "email"), **values), 303)
    sealed = seal_cookie(values, key=COOKIE_KEY, now=time.time())
    answer.set_cookie("sign_in", sealed, max_age=600, path=PATH, secure=True, httponly=True, samesite="none")
    return answer


@app.post(PATH)
async def finish(request: Request) -> Response:
    kept = open_cookie(request.cookies.get("sign_in"), key=COOKIE_KEY, now=time.time())
    try:
        back = read_callback(await request.body(), state=kept["state"]) if kept else None
        if kept is None or back is None or isinstance(back, UserCancelled):
            return HTMLResponse('<h1>Not signed in</h1><a href="/">Start again</a>', 400 if back is None else 200)
        tokens = await client.exchange_web_code(back.code, redirect_uri=RETURN_URL)
        identity = await client.verify_identity_token(tokens.id_token, nonce=kept["nonce"], access_token=tokens.access_token)
    except SiwakitError as error:
        return HTMLResponse(f"<h1>Not signed in</h1>{escape(error.code)}", 400)
    # Identify the user by identity.sub, store tokens.refresh_token with the account, and start your own session here.
    return HTMLResponse(f"<h1>Welcome {escape((back.user and back.user.first_name) or 'again')}</h1>{escape(identity.email or '')}")


def on_event(event) -> None:
    print(event.type.value, flush=True)  # put it into your queue: end sessions, stop emails, delete the account


app.add_route("/apple/notifications", AsgiNotifications(client.verify_notification, handle=on_event))
