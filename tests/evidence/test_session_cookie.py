from __future__ import annotations

from tests.each import each

from siwakit.evidence.evidence import LACKING, UNKNOWN, Evidence
from siwakit.evidence.settings.session_cookie import SESSION_COOKIE, SessionCookie

SETTINGS = {
    "Laravel": {"SESSION_SAME_SITE": "lax"},
    "Laravel's file": {"session": {"same_site": "Lax"}},
    "Django and Flask": {"SESSION_COOKIE_SAMESITE": "Lax"},
    "Symfony": {"framework": {"session": {"cookie_samesite": "lax"}}},
    "PHP": {"session.cookie_samesite": "Lax"},
    "Spring Boot": {"server.servlet.session.cookie.same-site": "lax"},
    "Spring Boot, YAML": {"server": {"servlet": {"session": {"cookie": {"same-site": "LAX"}}}}},
    "Quarkus": {"quarkus.oidc.authentication.cookie-same-site": "lax"},
    "a tenant of Quarkus": {"quarkus.oidc.apple.authentication.cookie-same-site": "lax"},
}


@each("settings", SETTINGS.values(), ids=SETTINGS)
def test_the_sessions_cookie_is_found_by_the_name_that_a_framework_gives_it(settings):
    evidence = Evidence(settings=settings)
    cookie = evidence.get(SESSION_COOKIE)
    assert isinstance(cookie, SessionCookie)
    assert cookie.is_withheld


@each("settings", [{"SESSION_SAME_SITE": "none"}, {"SESSION_COOKIE_SAMESITE": "None"}])
def test_a_cookie_with_same_site_none_is_not_withheld(settings):
    evidence = Evidence(settings=settings)
    assert not evidence.get(SESSION_COOKIE).is_withheld


@each(
    "settings", [{"CSRF_COOKIE_SAMESITE": "Lax"}, {"LANGUAGE_COOKIE_SAMESITE": "Lax"}, {"theme": {"same_site": "lax"}}, {"SESSION_DRIVER": "redis"}]
)
def test_other_cookies_say_nothing_of_the_session(settings):
    evidence = Evidence(settings=settings)
    assert evidence.get(SESSION_COOKIE) is LACKING


@each("value", ["null", "", "${SAME_SITE}"])
def test_a_value_that_only_the_program_knows_is_unknown(value):
    evidence = Evidence(settings={"SESSION_SAME_SITE": value})
    assert evidence.get(SESSION_COOKIE) is UNKNOWN
