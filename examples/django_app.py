"""Sign in with Apple in Django: gunicorn django_app:application."""

import secrets
import time
from html import escape

from apple_settings import CONFIGURATION, COOKIE_KEY, RETURN_URL
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from siwakit import AppleClient, SiwakitError, UserCancelled, WsgiNotifications, open_cookie, read_callback, seal_cookie

PATH = "/apple/callback"
client = AppleClient(CONFIGURATION)
settings.configure(ROOT_URLCONF=__name__, SECRET_KEY=COOKIE_KEY.hex(), ALLOWED_HOSTS=["localhost", "127.0.0.1"])


def start(request: HttpRequest) -> HttpResponse:
    values = {"state": secrets.token_urlsafe(32), "nonce": secrets.token_urlsafe(32)}
    answer = HttpResponseRedirect(client.authorization_url(RETURN_URL, scopes=("name", "email"), **values))
    sealed = seal_cookie(values, key=COOKIE_KEY, now=time.time())
    answer.set_cookie("sign_in", sealed, max_age=600, path=PATH, secure=True, httponly=True, samesite="None")
    return answer


@csrf_exempt  # the POST comes from Apple's site: the state protects it instead
@require_POST
def finish(request: HttpRequest) -> HttpResponse:
    kept = open_cookie(request.COOKIES.get("sign_in"), key=COOKIE_KEY, now=time.time())
    try:
        back = read_callback(request.body, state=kept["state"]) if kept else None
        if kept is None or back is None or isinstance(back, UserCancelled):
            return HttpResponse('<h1>Not signed in</h1><a href="/">Start again</a>', status=400 if back is None else 200)
        tokens = client.exchange_web_code(back.code, redirect_uri=RETURN_URL)
        identity = client.verify_identity_token(tokens.id_token, nonce=kept["nonce"], access_token=tokens.access_token)
    except SiwakitError as error:
        return HttpResponse(f"<h1>Not signed in</h1>{escape(error.code)}", status=400)
    # Identify the user by identity.sub, store tokens.refresh_token with the account, and log the user in here.
    return HttpResponse(f"<h1>Welcome {escape((back.user and back.user.first_name) or 'again')}</h1>{escape(identity.email or '')}")


urlpatterns, site = [path("", start), path(PATH[1:], finish)], get_wsgi_application()
notifications = WsgiNotifications(client.verify_notification, handle=lambda event: print(event.type.value, flush=True))


def application(environ, start_response):
    return (notifications if environ["PATH_INFO"] == "/apple/notifications" else site)(environ, start_response)
