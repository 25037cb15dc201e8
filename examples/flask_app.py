"""Sign in with Apple in Flask, with Flask's own session: flask --app flask_app run --port 8000."""

import secrets
from html import escape

from apple_settings import CONFIGURATION, COOKIE_KEY, RETURN_URL
from flask import Flask, Response, redirect, request, session
from werkzeug.middleware.dispatcher import DispatcherMiddleware

from siwakit import AppleClient, NotificationEvent, SiwakitError, UserCancelled, WsgiNotifications, read_callback, repost_page

client = AppleClient(CONFIGURATION)
app = Flask(__name__)
app.config.update(SECRET_KEY=COOKIE_KEY.hex(), SESSION_COOKIE_SAMESITE="Lax", MAX_FORM_MEMORY_SIZE=65_536)


@app.get("/")
def start() -> object:
    session["sign_in"] = values = {"state": secrets.token_urlsafe(32), "nonce": secrets.token_urlsafe(32)}
    return redirect(client.authorization_url(RETURN_URL, scopes=("name", "email"), **values), 303)


@app.post("/apple/callback")  # cross-site, so the browser sends no session cookie: the page posts it again
def callback() -> Response:
    page = repost_page(request.form, action="/apple/finish")
    return Response(page.body, page.status, page.headers)


@app.post("/apple/finish")
def finish() -> object:
    kept = session.pop("sign_in", None)
    try:
        back = read_callback(request.form.to_dict(flat=False), state=kept["state"]) if kept else None
        if kept is None or back is None or isinstance(back, UserCancelled):
            return '<h1>Not signed in</h1><a href="/">Start again</a>', 400 if back is None else 200
        tokens = client.exchange_web_code(back.code, redirect_uri=RETURN_URL)
        identity = client.verify_identity_token(tokens.id_token, nonce=kept["nonce"], access_token=tokens.access_token)
    except SiwakitError as error:
        return f"<h1>Not signed in</h1>{escape(error.code)}", 400
    session["sub"] = identity.sub  # identifies the user; store tokens.refresh_token with the account
    return f"<h1>Welcome {escape((back.user and back.user.first_name) or 'again')}</h1>{escape(identity.email or '')}"


def on_event(event: NotificationEvent) -> None:
    print(event.type.value, flush=True)  # put it into your queue: end sessions, stop emails, delete the account


app.wsgi_app = DispatcherMiddleware(app.wsgi_app, {"/apple/notifications": WsgiNotifications(client.verify_notification, handle=on_event)})
