from __future__ import annotations

import builtins
import json
import time
from base64 import b64encode
from contextlib import suppress
from textwrap import indent

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.each import each

from siwakit.errors import NotReadable, SiwakitError, TooLarge
from siwakit.evidence.evidence import UNKNOWN
from siwakit.evidence.join import join
from siwakit.evidence.known import Known
from siwakit.evidence.pieces import PieceKind
from siwakit.evidence.settings.setting_names import Role
from siwakit.evidence.settings.stated_settings import read_configuration
from siwakit.jose import strictjson
from siwakit.jose.keys.p8 import KeyDamage
from siwakit.readers.recognise import recognise
from siwakit.readers.settings.any_settings import find_settings, read_settings
from siwakit.readers.settings.dotenv import read_dotenv
from siwakit.readers.settings.json_comments import without_comments
from siwakit.readers.settings.properties import read_properties
from siwakit.readers.settings.python_text import read_python
from siwakit.readers.settings.yaml_text import read_yaml
from siwakit.samples import BUNDLE_ID, KEY_ID, REDIRECT_URI, SERVICES_ID, TEAM_ID, Scenario, example_keys

PEM = example_keys.team_key_text()
ESCAPED = PEM.strip().replace("\n", "\\n")
SECRET = Scenario().compact_secret()
TEAM, KEY = (Role.TEAM_ID, TEAM_ID), (Role.KEY_ID, KEY_ID)
WEB, APP = (Role.CLIENT_ID, SERVICES_ID), (Role.CLIENT_ID, BUNDLE_ID)
BACK = (Role.REDIRECT_URI, REDIRECT_URI)


def block(text, width):
    return indent(text.strip(), " " * width)


FILES = {
    "django-allauth": (
        "settings.py",
        f'''import os
MEMBER = "{TEAM_ID}"
SOCIALACCOUNT_PROVIDERS = {{
    "google": {{"APP": {{"client_id": "g", "secret": os.environ["GOOGLE"]}}}},
    "apple": {{
        "APPS": [{{
            "client_id": "{SERVICES_ID},{BUNDLE_ID}",
            "secret": "{KEY_ID}",
            "key": MEMBER,
            "settings": {{"certificate_key": """{PEM}"""}},
        }}],
    }},
}}
''',
        {WEB, APP, KEY, TEAM, (Role.PRIVATE_KEY, PEM)},
    ),
    "django-allauth before 0.57": (
        "base.py",
        (
            f"SOCIALACCOUNT_PROVIDERS = dict(apple={{'APP': {{'client_id': '{SERVICES_ID}', 'secret': '{KEY_ID}', 'key': '{TEAM_ID}',"
            f" 'certificate_key': '''{PEM}'''}}}})\n"
        ),
        {WEB, KEY, TEAM, (Role.PRIVATE_KEY, PEM)},
    ),
    "social-auth": (
        "settings.py",
        (
            f'SOCIAL_AUTH_APPLE_ID_CLIENT = "{SERVICES_ID}"\nSOCIAL_AUTH_APPLE_ID_TEAM = "{TEAM_ID}"\nSOCIAL_AUTH_APPLE_ID_KEY = "{KEY_ID}"\n'
            f'SOCIAL_AUTH_APPLE_ID_SECRET = """{PEM}"""\nSOCIAL_AUTH_APPLE_ID_AUDIENCE = ["{SERVICES_ID}", "{BUNDLE_ID}"]\n'
        ),
        {WEB, APP, KEY, TEAM, (Role.PRIVATE_KEY, PEM)},
    ),
    "Auth.js": (".env.local", f'AUTH_SECRET="x"\nAUTH_APPLE_ID={SERVICES_ID}\nAUTH_APPLE_SECRET={SECRET}\n', {WEB, (Role.CLIENT_SECRET, SECRET)}),
    "NextAuth": (".env", f"APPLE_ID={SERVICES_ID}\nAPPLE_SECRET={SECRET}\n", {WEB, (Role.CLIENT_SECRET, SECRET)}),
    "NextAuth, in code": (
        "auth.ts",
        f'AppleProvider({{\n clientId: "{SERVICES_ID}",\n clientSecret: {{ teamId: "{TEAM_ID}", keyId: `{KEY_ID}`, privateKey: process.env.K }} }})',
        {WEB, TEAM, KEY},
    ),
    "Better Auth": (
        "auth.ts",
        f'betterAuth({{ socialProviders: {{ apple: {{ clientId: "{SERVICES_ID}", clientSecret: x, appBundleIdentifier: "{BUNDLE_ID}" }} }} }})',
        {WEB, (Role.BUNDLE_ID, BUNDLE_ID)},
    ),
    "Supabase": (
        "config.toml",
        f'[auth]\nsite_url = "x"\n[auth.external.apple]\nenabled = true\nclient_id = "{SERVICES_ID},{BUNDLE_ID}"\nsecret = "env(APPLE)"\n',
        {WEB, APP},
    ),
    "GoTrue": (
        "gotrue.env",
        (
            f"GOTRUE_EXTERNAL_APPLE_ENABLED=true\nGOTRUE_EXTERNAL_APPLE_CLIENT_ID={SERVICES_ID}\nGOTRUE_EXTERNAL_APPLE_SECRET={SECRET}\n"
            f"GOTRUE_EXTERNAL_APPLE_REDIRECT_URI={REDIRECT_URI}\n"
        ),
        {WEB, (Role.CLIENT_SECRET, SECRET), BACK},
    ),
    "Keycloak": (
        "apple.json",
        json.dumps(
            {"alias": "apple", "providerId": "apple", "config": {"clientId": SERVICES_ID, "teamId": TEAM_ID, "keyId": KEY_ID, "p8Content": PEM}}
        ),
        {WEB, TEAM, KEY, (Role.PRIVATE_KEY, PEM)},
    ),
    "omniauth-apple": (
        "devise.rb",
        f"config.omniauth :apple, ENV['ID'], '', {{\n  scope: 'email name',\n  team_id: '{TEAM_ID}',\n  key_id: '{KEY_ID}',\n  pem: ENV['PEM']\n}}\n",
        {TEAM, KEY},
    ),
    "Spring": (
        "application.yml",
        (
            f"spring:\n  security:\n    oauth2:\n      client:\n        registration:\n"
            f"          google:\n            client-id: g\n          apple:\n"
            f"            client-id: {SERVICES_ID}\n            client-secret: ${{SECRET}}\n"
        ),
        {WEB},
    ),
    "Spring, properties": (
        "application.properties",
        (
            "# sign-in\nspring.security.oauth2.client.registration.apple.client-id = com.example\\\n   .web\n"
            f"spring.security.oauth2.client.registration.apple.redirect-uri={REDIRECT_URI}\n"
        ),
        {WEB, BACK},
    ),
    "passport-apple": (
        "passport.js",
        (
            f'passport.use(new AppleStrategy({{\n  clientID: "{SERVICES_ID}",\n  teamID: "{TEAM_ID}",\n  keyID: "{KEY_ID}",\n'
            f'  callbackURL: "{REDIRECT_URI}",\n  privateKeyLocation: "keys/AuthKey_{KEY_ID}.p8",\n}}, done));'
        ),
        {WEB, TEAM, KEY, BACK, (Role.KEY_FILE, f"keys/AuthKey_{KEY_ID}.p8")},
    ),
    "apple-signin-auth": (
        "apple.js",
        f"const apple = {{ clientID: '{SERVICES_ID}', teamID: '{TEAM_ID}', keyIdentifier: '{KEY_ID}', redirectUri: '{REDIRECT_URI}' }};",
        {WEB, TEAM, KEY, BACK},
    ),
    "Laravel": (
        "services.php",
        f"<?php return ['google' => ['id' => 'g'], 'apple' => ['client_id' => '{SERVICES_ID}', 'team_id' => env('T'), 'key_id' => '{KEY_ID}']];",
        {WEB, KEY},
    ),
    "Laravel, environment": (
        ".env",
        (
            f"APP_KEY=xyz\nAPPLE_CLIENT_ID={SERVICES_ID}\nAPPLE_TEAM_ID={TEAM_ID} # ours\nAPPLE_KEY_ID='{KEY_ID}'\nAPPLE_PRIVATE_KEY=\"{PEM}\"\n"
            f"APPLE_REDIRECT_URI={REDIRECT_URI}\nAPNS_TEAM_ID=F6G7H8J9K0\nAPPLE_API_KEY_ID=F6G7H8J9K0\n"
        ),
        {WEB, TEAM, KEY, (Role.PRIVATE_KEY, PEM), BACK},
    ),
    "AspNet.Security.OAuth": (
        "appsettings.json",
        (
            f'{{ // ours\n "Authentication": {{ "Apple": {{ "ClientId": "{SERVICES_ID}", "TeamId": "{TEAM_ID}", "KeyId": "{KEY_ID}", /* on */\n'
            f' "GenerateClientSecret": true, }} }} }}'
        ),
        {WEB, TEAM, KEY, (Role.GENERATES, "true")},
    ),
    "AspNet.Security.OAuth, environment": (
        "web.env",
        f"Authentication__Apple__ClientId={SERVICES_ID}\nAuthentication__Apple__GenerateClientSecret=false\n",
        {WEB, (Role.GENERATES, "false")},
    ),
    "Firebase": (
        "idp.json",
        json.dumps(
            {
                "name": "apple",
                "clientId": SERVICES_ID,
                "appleSignInConfig": {"codeFlowConfig": {"teamId": TEAM_ID, "keyId": KEY_ID, "privateKey": PEM}},
            }
        ),
        {WEB, TEAM, KEY, (Role.PRIVATE_KEY, PEM)},
    ),
    "Appwrite": (
        "oauth.json",
        json.dumps({"bundleID": SERVICES_ID, "teamID": TEAM_ID, "keyID": KEY_ID, "p8": PEM}),
        {WEB, TEAM, KEY, (Role.PRIVATE_KEY, PEM)},
    ),
    "FusionAuth": (
        "kickstart.json",
        json.dumps({"identityProvider": {"type": "Apple", "servicesId": SERVICES_ID, "bundleId": BUNDLE_ID, "teamId": TEAM_ID}}),
        {(Role.SERVICES_ID, SERVICES_ID), (Role.BUNDLE_ID, BUNDLE_ID), TEAM},
    ),
    "Auth0": (
        "connection.json",
        json.dumps({"strategy": "apple", "options": {"client_id": SERVICES_ID, "team_id": TEAM_ID, "kid": KEY_ID, "app_secret": PEM}}),
        {WEB, TEAM, KEY, (Role.PRIVATE_KEY, PEM)},
    ),
    "Ory Kratos": (
        "kratos.yaml",
        (
            "selfservice:\n  methods:\n    oidc:\n      config:\n        providers:\n          - id: apple\n            provider: apple\n"
            f"            client_id: {SERVICES_ID}\n            apple_team_id: {TEAM_ID}\n            apple_private_key_id: {KEY_ID}\n"
            f"            apple_private_key: |\n{block(PEM, 14)}\n"
        ),
        {WEB, TEAM, KEY, (Role.PRIVATE_KEY, PEM)},
    ),
    "Serverpod": (
        "passwords.yaml",
        (
            f"shared:\n  appleServiceIdentifier: {SERVICES_ID}\n  appleBundleIdentifier: '{BUNDLE_ID}'\n  appleTeamId: {TEAM_ID}\n"
            f"  appleKeyId: {KEY_ID}\n  appleKey: |\n{block(PEM, 4)}\n"
        ),
        {(Role.SERVICES_ID, SERVICES_ID), (Role.BUNDLE_ID, BUNDLE_ID), TEAM, KEY, (Role.PRIVATE_KEY, PEM)},
    ),
    "Directus": (
        ".env",
        f"AUTH_PROVIDERS=apple\nAUTH_APPLE_DRIVER=openid\nAUTH_APPLE_CLIENT_ID={SERVICES_ID}\nAUTH_APPLE_CLIENT_SECRET={SECRET}\n",
        {WEB, (Role.CLIENT_SECRET, SECRET)},
    ),
    "apple-auth": (
        "config.json",
        json.dumps({"client_id": SERVICES_ID, "team_id": TEAM_ID, "key_id": KEY_ID, "redirect_uri": REDIRECT_URI, "scope": "name email"}),
        {WEB, TEAM, KEY, BACK},
    ),
    "Compose": (
        "compose.yaml",
        f"services:\n  web:\n    environment:\n      - APPLE_TEAM_ID={TEAM_ID}\n      - APPLE_KEY_ID={KEY_ID}\n",
        {TEAM, KEY},
    ),
    "Kubernetes": (
        "deploy.yaml",
        (
            "apiVersion: apps/v1\nkind: Deployment\nspec:\n  containers:\n    - name: web\n      env:\n        - name: APPLE_TEAM_ID\n"
            f"          value: {TEAM_ID}\n        - name: APPLE_X\n          valueFrom: {{}}\n---\n"
            f"apiVersion: v1\nkind: Secret\nmetadata: {{name: apple}}\n"
            f"data:\n  APPLE_KEY_ID: {b64encode(KEY_ID.encode()).decode()}\n  APPLE_CLIENT_ID: '!'\n"
        ),
        {TEAM, KEY, (Role.CLIENT_ID, "!")},
    ),
}
ALONE = set(FILES) - {"apple-signin-auth"}


def stated(settings):
    return {(one.role, one.value) for one in read_configuration(settings).stated}


@each(("name", "text", "found"), FILES.values(), ids=FILES)
def test_the_settings_of_a_library_say_what_each_value_is(name, text, found):
    (piece,) = [piece for piece in recognise(text, name) if piece.kind is not PieceKind.SOURCE]
    assert piece.kind is PieceKind.SETTINGS
    assert {(role, value.strip()) for role, value in stated(piece.value)} == {(role, value.strip()) for role, value in found}


@each("library", FILES)
def test_settings_are_known_without_the_name_of_their_file(library):
    _, text, found = FILES[library]
    values = {(role, value.strip()) for piece in recognise(text) if piece.kind is PieceKind.SETTINGS for role, value in stated(piece.value)}
    assert values == {(role, value.strip()) for role, value in found}


def test_a_statement_says_its_path_its_line_and_its_library():
    (piece,) = recognise(FILES["Ory Kratos"][1], "kratos.yaml")
    reading = read_configuration(piece.value, piece.text)
    (key_id,) = reading.all(Role.KEY_ID)
    assert (key_id.path, key_id.line, reading.library) == ("selfservice.methods.oidc.config.providers.0.apple_private_key_id", 10, "Ory Kratos")


@each(("name", "text"), [("a.json", '{"a":'), ("a.json", "[1]"), ("a.jsonc", "// {"), ("a.toml", "a = 1"), ("a.py", "import os"), ("a.txt", "A=b")])
def test_files_that_state_nothing_of_apple_are_left_to_other_readers(name, text):
    assert read_settings(text, name) is None


def test_what_deployments_wrap_is_unwrapped_as_far_as_it_is_text():
    secret = {"kind": "Secret", "data": {"APPLE_KEY_ID": 5, "APPLE_TEAM_ID": b64encode(TEAM_ID.encode()).decode()}}
    variables = {"environment": ["APPLE_CLIENT_ID=a.b", 7, {"name": 1}], "env": {"APPLE_KID": KEY_ID}}
    found = read_settings(json.dumps({"items": [secret], "web": variables}), "a.json")
    assert stated(found) == {(Role.KEY_ID, "5"), TEAM, (Role.CLIENT_ID, "a.b"), KEY}


def test_no_more_is_stated_than_anybody_would_read():
    settings = {f"APPLE_{number}_CLIENT_ID": "a.b" for number in range(900)}
    assert len(read_configuration(settings).stated) == 200


def test_a_text_that_is_one_token_of_nonsense_is_no_secret():
    assert evidence_of((".env", "AUTH_APPLE_ID=a.b\nAUTH_APPLE_SECRET=eyJ\u00e4.eyJ.x\n")).secret is UNKNOWN


def test_the_switch_says_whether_the_library_signs():
    assert read_configuration({"Apple": {"GenerateClientSecret": "False"}}).generates is False
    assert read_configuration({"Apple": {"GenerateClientSecret": True}}).generates is True
    assert read_configuration({"Apple": {"ClientId": "x.y"}}).generates is None


def test_what_csharp_assigns_to_options_is_read():
    text = (
        'services.AddAuthentication().AddApple(options =>\n{\n    options.ClientId = "' + SERVICES_ID + '";\n'
        '    options.GenerateClientSecret = false;\n    options.ClientSecret = @"-----BEGIN PRIVATE KEY-----\nMIGH\n-----END PRIVATE KEY-----";\n});'
    )
    reading = read_configuration(find_settings(text))
    assert (reading.only(Role.CLIENT_ID), reading.generates, reading.library) == (SERVICES_ID, False, "AspNet.Security.OAuth.Apple")
    assert reading.only(Role.CLIENT_SECRET).count("\n") == 2
    assert all(one.sends_secret for one in reading.all(Role.CLIENT_SECRET))


def test_several_calls_of_one_library_are_kept_apart():
    text = 'AppleProvider({ clientId: "com.example.one" }); AppleProvider({ clientId: "com.example.two" })'
    assert read_configuration(find_settings(text)).values(Role.CLIENT_ID) == ("com.example.one", "com.example.two")


@each(
    "settings",
    [
        {"google": {"client_id": "g", "client_secret": "s"}},
        {"APNS_TEAM_ID": TEAM_ID, "APNS_KEY_ID": KEY_ID},
        {"APPLE_APP_STORE_CONNECT_KEY_ID": KEY_ID},
        {"APPLE_ID": "me@example.com", "APPLE_ID_PASSWORD": "x"},
        {"APPLE_TEAM_ID": "", "APPLE_KEY_ID": "your-key-id", "APPLE_CLIENT_ID": "${ID}", "APPLE_PRIVATE_KEY": "<key>"},
        {"slack": {"team_id": "T123", "client_id": "x"}},
        {"apple": {"team_id": None, "client_id": True}},
    ],
)
def test_what_is_not_about_the_sign_in_states_nothing(settings):
    assert stated(settings) == set()


def test_a_switch_for_the_team_and_the_key_alone_is_apples():
    assert stated({"config": {"teamId": TEAM_ID, "keyId": KEY_ID, "clientId": "x.y"}}) == {TEAM, KEY, (Role.CLIENT_ID, "x.y")}


# `.env`


@each(
    ("text", "made"),
    [
        ("A=b", {"A": "b"}),
        ("export A = 'b c' # why\n\n# x\nB=\"c\"\n", {"A": "b c", "B": "c"}),
        ('A="x\\ny\\"z\\$\\d"', {"A": 'x\ny"z\\$\\d'}),
        ("A='x\\ny'", {"A": "x\\ny"}),
        ("A=x\\ny", {"A": "x\\ny"}),
        ("A=b # c\nB=c#d", {"A": "b", "B": "c#d"}),
        ("$env:A=b\nset B=c\nC=`d\ne`", {"A": "b", "B": "c", "C": "d\ne"}),
        (f"A={PEM}B=c", {"A": PEM.strip(), "B": "c"}),
        ('A="b', {"A": '"b'}),
        ("A=", {"A": ""}),
    ],
)
def test_a_dotenv_file_means_what_its_loaders_make_of_it(text, made):
    assert read_dotenv(text) == made


@each("text", ["", "# x", "words", "a: b", "A=b\nwords"])
def test_what_is_no_dotenv_file_is_none(text):
    assert read_dotenv(text) is None


@pytest.fixture
def without_libraries(monkeypatch):
    real = builtins.__import__

    def refuse(name, *rest, **named):
        if name.partition(".")[0] in {"dotenv", "javaproperties"}:
            raise ImportError
        return real(name, *rest, **named)

    monkeypatch.setattr(builtins, "__import__", refuse)


@each(
    ("text", "made"),
    [
        ("export A = 'b c' # why\n\n# x\nB=\"c\";\n", {"A": "b c", "B": "c"}),
        ("A=\"x\\ny\"\nB='x\\ny'\nC=x\\ny # z", {"A": "x\ny", "B": "x\\ny", "C": "x\\ny"}),
        ('$env:A=b\nset B=c\nC=`d\\n"e`', {"A": "b", "B": "c", "C": 'd\\n"e'}),
        (f'A={PEM}B="{PEM}"', {"A": PEM.strip(), "B": PEM}),
        ("A=b\nwords", None),
    ],
)
@pytest.mark.usefixtures("without_libraries")
def test_without_python_dotenv_lines_are_read_in_the_same_way(text, made):
    assert read_dotenv(text) == made


@pytest.mark.usefixtures("without_libraries")
def test_without_javaproperties_name_value_lines_are_read():
    assert read_settings(f"# x\napple.team-id = {TEAM_ID}\n", "application.properties") == {"apple.team-id": TEAM_ID}
    assert read_settings(f"apple.team-id: {TEAM_ID}\n", "application.properties") is None


def test_a_dotenv_file_does_not_get_variables_of_this_process(monkeypatch):
    monkeypatch.setenv("HOME_OF_THE_USER", "x")
    assert read_dotenv("A=${HOME_OF_THE_USER}\nB=$A") == {"A": "${HOME_OF_THE_USER}", "B": "$A"}


@each(
    ("text", "made"),
    [
        ("apple.a=b\\\n   c\napple.d: e\napple.f g\n! x\n", {"apple.a": "bc", "apple.d": "e", "apple.f": "g"}),
        ("# continues nothing \\\napple.key=\\u0041\\nB\\:", {"apple.key": "A\nB:"}),
        ("apple.a=\\u12", None),
        ("apple.a=b\nwords", None),
        ("", None),
    ],
)
def test_properties_mean_what_java_makes_of_them(text, made):
    assert read_properties(text) == made


@each(
    ("read", "text"),
    [
        (read_dotenv, "A=x" + " " * 200_000 + "y"),
        (read_dotenv, "A=x" + (" " * 199 + "y") * 1300),
        (read_dotenv, 'A="\n' * 60_000),
        (read_dotenv, "#\n" * 9_000 + "A=b\n"),
        (read_properties, "A=" + "x\\\n" * 80_000),
        (read_properties, "A=" + "x" * 250_000 + "\\\n" * 39),
        (read_properties, "a=b\n" * 60_000),
    ],
    ids=["a gap", "gaps", "quotes", "comments", "folds", "long folds", "pairs"],
)
def test_hostile_settings_are_answered_within_a_second(read, text):
    start = time.process_time()
    read(text)
    assert time.process_time() - start < 1


# JSON with comments


@each(
    ("text", "made"),
    [
        ('{"a": 1, // x\n "b": [2, /* y, ] */ 3,], }', {"a": 1, "b": [2, 3]}),
        ('/* "x" */ // y\n{"a": "b", // ,\n}', {"a": "b"}),
        ('{"a": "// x", "b": "/* y */", "c": ", ]", "d": "\\", }", }', {"a": "// x", "b": "/* y */", "c": ", ]", "d": '", }'}),
        ('{"a": 1 /* never closed', None),
        ('{"a": "never closed // x', None),
        ('{"a": [1,,2]}', None),
        ("{}", {}),
    ],
)
def test_comments_and_trailing_commas_are_removed_outside_strings_only(text, made):
    assert strictjson.read_object(without_comments(text)) == made


@each("head", ["", "// Sign in with Apple\n", "/* a */ "])
def test_settings_as_json_with_comments_are_read_from_any_text(head):
    text = head + f'{{"Apple": {{"TeamId": "{TEAM_ID}", /* x */ "KeyId": "{KEY_ID}",}},}}\n'
    (piece,) = recognise(text)
    assert piece.kind is PieceKind.SETTINGS
    assert stated(piece.value) == {TEAM, KEY}


# Python, TOML, properties, YAML


@each(
    ("text", "made"),
    [
        ("A = 'b' 'c'\nB = A + 'd'\nC: str = f'{A}e'", {"A": "bc", "B": "bcd", "C": "bce"}),
        ("A = {'b': open('/etc/passwd'), 'c': 1}\nA['d'] = [A, 2]\nA['e'] = x()\nB['x'] = 1", {"A": {"c": 1, "d": [{"c": 1}, 2]}}),
        ("A = 1\nA = f()\nB = 'x'\n", {"B": "x"}),
        ("if True:\n    A = (1, 2)\ntry:\n    B = {3}\nexcept E:\n    pass\n", {"A": [1, 2], "B": [3]}),
        ("A = dict(b=1, **c)\nA = {**A, 'd': 2}", {"A": {"d": 2}}),
        ("A = '\\d'\nB = f'{A!r}'\nC = -1\nD = b'x'", {"A": "\\d"}),
    ],
)
def test_python_is_read_and_never_run(text, made):
    assert read_python(text) == made


def test_a_text_that_doubles_itself_stays_small():
    lines = ["A = 'x' * 9", "B = 'xxxxxxxx'", *["B = B + B"] * 40]
    assert read_python("\n".join([*lines, "C = 'c'"])) == {"C": "c"}


def test_python_that_nests_too_deep_says_nothing():
    with pytest.raises(NotReadable, match="nested deeper"):
        read_python(f"A = {'[' * 60}1{']' * 60}")
    with pytest.raises(NotReadable, match="not Python"):
        read_python(f"A = {'(' * 9000}")


def test_lists_that_double_are_too_large():
    with pytest.raises(TooLarge):
        read_python("A = [1]\n" + "A = [A, A]\n" * 25)


@each(
    ("name", "text", "words"),
    [
        ("x.py", "A = (", "not Python"),
        ("x.toml", "[a", "not TOML"),
        ("x.yaml", "a: [", "not YAML"),
        ("x.yaml", "a: &a [*a]", "expand"),
        ("x.yaml", "[" * 40, "deeper"),
        ("x.yaml", "a: 1\n" * 9000, "more than"),
        ("x.py", "A=1\n" * 90_000, "at most"),
        ("x.toml", f"a = {'[' * 5000}", "not TOML"),
        ("x.toml", f"{'a.' * 40}a = 1", "deeper"),
    ],
)
def test_what_breaks_off_or_is_too_much_is_refused_with_a_hint(name, text, words):
    with pytest.raises(SiwakitError, match=words) as caught:
        read_settings(text, name)
    assert caught.value.hint


def test_what_looks_like_settings_and_breaks_off_is_no_settings():
    assert find_settings("SOCIALACCOUNT_PROVIDERS = {") is None


def test_yaml_keeps_identifiers_as_they_are_written():
    text = "a: 1234567890\nb: 12E4567890\nc: NO\nd: 0123456789\ne: 12\nf: true\ng: ~\nh: !vault x\ni: 2026-01-01\nj: '5'\n? [k]\n: 1\n"
    made = {"a": "1234567890", "b": "12E4567890", "c": "NO", "d": "0123456789", "e": 12, "f": True, "g": None, "h": None, "i": "2026-01-01", "j": "5"}
    assert read_yaml(text) == {**made, "?": 1}


def test_yaml_merges_what_is_merged():
    assert read_yaml("a: &a {b: 1, c: 2}\nd:\n  <<: *a\n  c: 3\ne:\n  <<: [*a, 4]\n") == {
        "a": {"b": 1, "c": 2},
        "d": {"b": 1, "c": 3},
        "e": {"b": 1, "c": 2},
    }


def test_yaml_that_is_no_mapping_is_none():
    assert read_yaml("- a\n- b") is None
    assert read_yaml("") is None


def test_without_pyyaml_the_error_says_what_to_install(monkeypatch):
    real = builtins.__import__

    def refuse(name, *rest, **named):
        if name == "yaml":
            raise ImportError
        return real(name, *rest, **named)

    monkeypatch.setattr(builtins, "__import__", refuse)
    with pytest.raises(NotReadable) as caught:
        recognise(f"apple:\n  team_id: {TEAM_ID}\n", "apple.yaml")
    assert "siwakit[yaml]" in caught.value.hint


BOMB = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(f"{chr(98 + n)}: &{chr(98 + n)} [{','.join(['*' + chr(97 + n)] * 9)}]\n" for n in range(9))
MERGES = "a: &a {x: 1, y: 2}\n" + "".join(f"{chr(98 + n)}: &{chr(98 + n)}\n  <<: [{','.join(['*' + chr(97 + n)] * 9)}]\n" for n in range(9))


@each(
    "text",
    [BOMB, MERGES, "a: &a\n  b: *a", "[" * 200_000, "- " * 100_000, "a:\n " * 50_000, "{a: " * 50_000, "&a " * 50_000, "a: b\n" * 50_000],
    ids=["lists", "merges", "itself", "brackets", "dashes", "lines", "braces", "anchors", "pairs"],
)
def test_a_yaml_bomb_is_answered_within_a_second(text):
    start = time.process_time()
    for reader in (lambda: read_settings(text, "x.yaml"), lambda: recognise(f"apiVersion: v1\n{text}")):
        with pytest.raises(SiwakitError):
            reader()
    assert time.process_time() - start < 1


@each("name", [".env", "a.py", "a.toml", "a.yaml", "a.properties", "a.js", "a.jsonc", ""])
@each(
    "seed",
    [
        "/*",
        '"',
        "'",
        "apple: {",
        "apple(",
        'A="',
        "A= ",
        " ",
        "\\",
        "\\\n",
        "[",
        "a.",
        "a=[",
        "a: ",
        "\n",
        ",",
        "A='\\",
        "x=1\n",
        "apple:'",
        "#",
        "A=1\t",
    ],
)
def test_hostile_settings_take_linear_time(name, seed):
    text = seed * (64 * 1024 // len(seed))
    start = time.process_time()
    with suppress(SiwakitError):
        recognise(text if name else f"SOCIALACCOUNT_PROVIDERS=1\napple: {{\n{text}", name)
    assert time.process_time() - start < 2


PARTS = [
    *("apple", "APPLE_TEAM_ID=", f"{TEAM_ID}", "\n", "  ", ": ", "=", '"', "'", "{", "}", "[", "]", "- ", "&a ", "*a", "<<: ", "|\n", ",", "#", "\\"),
    *(
        "client_id",
        "team_id",
        "key_id",
        "SOCIALACCOUNT_PROVIDERS = ",
        "[auth.external.apple]\n",
        "new AppleStrategy({",
        "kind: Secret\n",
        "\0",
        "\ud800",
    ),
    *("data:\n", "env:\n", "=>", "---\n", "0x1", "!!binary x", "1e999", "provider: apple\n", "AuthKey_ABC123DEFG.p8", "-----BEGIN PRIVATE KEY-----"),
]


@given(st.lists(st.sampled_from(PARTS), max_size=14), st.sampled_from([".env", "a.py", "a.toml", "a.yml", "a.properties", "a.json", "a.rb", ""]))
def test_nothing_but_our_own_errors_comes_out(parts, name):
    try:
        pieces = recognise("".join(parts), name)
        join(pieces)
    except SiwakitError:
        return
    assert repr(pieces)


# what settings add to the evidence


def evidence_of(*texts, known=None):
    return join([piece for name, text in texts for piece in recognise(text, name)], known)


def test_settings_fill_what_nothing_else_names():
    evidence = evidence_of(FILES["Serverpod"][:2])
    assert (evidence.team_id, evidence.key_id, evidence.bundle_ids, evidence.services_ids) == (TEAM_ID, KEY_ID, (BUNDLE_ID,), (SERVICES_ID,))
    (key,) = evidence.keys
    assert (key.name, key.reading.is_usable, key.file_name.key_id) == ("shared.appleKey", True, None)


def test_options_win_over_settings():
    known = Known(team_id="F6G7H8J9K0", services_ids=("com.example.other",))
    evidence = evidence_of(FILES["Serverpod"][:2], known=known)
    assert (evidence.team_id, evidence.services_ids, evidence.key_id) == ("F6G7H8J9K0", ("com.example.other",), KEY_ID)


def test_a_client_id_of_no_known_kind_is_put_in_neither_list():
    evidence = evidence_of(FILES["Laravel, environment"][:2])
    assert (evidence.bundle_ids, evidence.services_ids, evidence.redirect_uri) == (UNKNOWN, UNKNOWN, REDIRECT_URI)


@pytest.mark.parametrize(
    ("team", "key_id"),
    [
        (KEY_ID, TEAM_ID),
        (TEAM_ID, TEAM_ID),
    ],
)
def test_settings_that_contradict_a_key_files_name_vouch_for_nothing(team, key_id):
    text = f"APPLE_TEAM_ID={team}\nAPPLE_KEY_ID={key_id}\nAPPLE_KEY_PATH=keys/AuthKey_{KEY_ID}.p8\n"
    evidence = evidence_of((".env", text))
    assert (evidence.team_id, evidence.key_id) == (UNKNOWN, UNKNOWN)


def test_a_key_id_of_another_key_than_the_one_at_hand_vouches_for_nothing():
    evidence = evidence_of((".env", f"APPLE_TEAM_ID={TEAM_ID}\nAPPLE_KEY_ID=XYZ987WVUT\n"), (f"AuthKey_{KEY_ID}.p8", PEM))
    assert (evidence.team_id, evidence.key_id) == (TEAM_ID, UNKNOWN)


def test_settings_that_disagree_vouch_for_nothing():
    text = f"DEV_APPLE_TEAM_ID={TEAM_ID}\nPROD_APPLE_TEAM_ID=F6G7H8J9K0\n"
    assert evidence_of((".env", text)).team_id is UNKNOWN


def test_a_configured_secret_is_judged_where_none_was_sent_and_newer_where_another_was():
    settings = (".env", f"AUTH_APPLE_ID={SERVICES_ID}\nAUTH_APPLE_SECRET={SECRET}\n")
    assert evidence_of(settings).secret == SECRET
    old = Scenario().secret(iat=1_700_000_000)
    sent = ("r.txt", f"POST /auth/token HTTP/1.1\nHost: appleid.apple.com\n\n{old.request().text}")
    assert evidence_of(sent, settings).newer_secret.text == SECRET


def test_a_configured_secret_does_not_hide_that_none_was_sent():
    request = ("r.txt", f"POST /auth/token HTTP/1.1\nHost: appleid.apple.com\n\ngrant_type=authorization_code&code=c&client_id={SERVICES_ID}")
    assert evidence_of(request, FILES["Auth.js"][:2]).secret is UNKNOWN


@each(
    ("written", "damages"),
    [
        (f'"{ESCAPED}"', ()),
        (f"'{ESCAPED}'", (KeyDamage.NEWLINES_ESCAPED,)),
        (ESCAPED, (KeyDamage.NEWLINES_ESCAPED,)),
        (b64encode(PEM.encode()).decode(), ()),
        ("".join(PEM.splitlines()[1:-1]), ()),
        (f'"{PEM}"', ()),
        (PEM, ()),
    ],
    ids=["between double quotes", "between single quotes", "bare", "in base64", "without its lines", "on lines between quotes", "on lines, bare"],
)
def test_a_key_in_settings_is_judged_as_its_signer_gets_it(written, damages):
    (key,) = evidence_of((".env", f"APPLE_TEAM_ID={TEAM_ID}\nAPPLE_PRIVATE_KEY={written}\n")).keys
    assert key.reading.damages == damages
    assert key.reading.repaired


def test_a_key_that_was_given_already_is_not_given_twice():
    key = ("AuthKey_ABC123DEFG.p8", PEM)
    assert len(evidence_of(key, FILES["Laravel, environment"][:2]).keys) == 1


def test_the_name_of_a_setting_is_no_name_of_a_key_file():
    evidence = join(recognise(json.dumps({"APPLEOAUTH": {"pem": PEM, "team_id": TEAM_ID, "key_id": KEY_ID}})))
    assert evidence.keys[0].file_name.key_id is None


@each("library", FILES)
def test_nothing_secret_of_settings_shows(library):
    name, text, _ = FILES[library]
    pieces = [piece for piece in recognise(text, name) if piece.kind is not PieceKind.SOURCE]
    shown = repr([pieces, [read_configuration(piece.value, piece.text) for piece in pieces], join(pieces)])
    assert PEM.splitlines()[1] not in shown
    assert SECRET not in shown


BESIDE = {
    "Spring": (
        f"spring:\n  security:\n    oauth2:\n      client:\n        registration:\n          apple:\n            clientId: {SERVICES_ID}\n",
        {WEB},
    ),
    "Quarkus": (f"quarkus.oidc.apple.client-id={SERVICES_ID}\nquarkus.oidc.apple.provider=apple\n", {WEB}),
    "Django": (f'SOCIALACCOUNT_PROVIDERS = {{\n    "apple": {{"APP": {{"client_id": "{SERVICES_ID}", "key": "{TEAM_ID}"}}}},\n}}\n', {WEB, TEAM}),
    "TOML": (f'[auth.external.apple]\nclient_id = "{SERVICES_ID}"\n', {WEB}),
}


@each(("text", "expected"), BESIDE.values(), ids=BESIDE)
def test_settings_are_read_beside_the_words_of_a_log(text, expected):
    kinds = {piece.kind: piece for piece in recognise(f"What I set:\n\n{text}\n2026-11-29 ERROR apple answered 400 invalid_client\n")}
    assert kinds[PieceKind.RESPONSE].value.body == b'{"error": "invalid_client"}'
    assert stated(kinds[PieceKind.SETTINGS].value) == expected


@each(
    "text",
    [
        f'config.apple.team_id = "{TEAM_ID}"\n',
        f"config.apple.team_id = {TEAM_ID};\n",
        "app.apple.keys = [\n]\n",
        "apple.login(code)\napple.team_id = x\n",
    ],
)
def test_statements_of_a_program_are_no_properties(text):
    assert find_settings(text) is None
