import os

AUTHENTICATION_BACKENDS = ("social_core.backends.apple.AppleIdAuth", "django.contrib.auth.backends.ModelBackend")
SOCIAL_AUTH_APPLE_ID_CLIENT = "com.acmefit.web"
SOCIAL_AUTH_APPLE_ID_TEAM = "R5T8Q2WM7K"
SOCIAL_AUTH_APPLE_ID_KEY = "Q7M2T9XK4C"
SOCIAL_AUTH_APPLE_ID_SECRET = os.environ["APPLE_SECRET"]
SOCIAL_AUTH_APPLE_ID_SCOPE = ["email", "name"]
