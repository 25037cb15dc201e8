"""What libraries of Python say."""

from __future__ import annotations

from siwakit.readers.messages.model import Message
from siwakit.readers.messages.python import allauth, authlib, class_names, django, fastapi, forms, oauthlib, pyca, pyjwt, python_jose, social_auth

MESSAGES: tuple[Message, ...] = (
    *pyca.MESSAGES,
    *pyjwt.MESSAGES,
    *python_jose.MESSAGES,
    *authlib.MESSAGES,
    *oauthlib.MESSAGES,
    *social_auth.MESSAGES,
    *allauth.MESSAGES,
    *django.MESSAGES,
    *fastapi.MESSAGES,
    *forms.MESSAGES,
    *class_names.MESSAGES,
)
