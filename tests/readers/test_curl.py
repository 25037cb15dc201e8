from __future__ import annotations

import shlex

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.each import each

from siwakit.errors import NotReadable, SiwakitError
from siwakit.evidence.form_fields import read_form, read_json_fields, read_multipart
from siwakit.readers.requests.curl import FORM_TYPE, read_curl

URL = "https://appleid.apple.com/auth/token"


def _request(options: str):
    return read_curl(f"curl {URL} {options}").request


@each(
    ("options", "body"),
    [
        ("-d a=b -d c=d", "a=b&c=d"),
        ("-da=b --data c=d --data-ascii e=f --data-raw @g", "a=b&c=d&e=f&@g"),
        ("--data-binary 'a\nb'", "a\nb"),
        ("--data=a=b", "a=b"),
        ("--data-urlencode 'a=b c/é'", "a=b+c%2F%C3%A9"),
        ("--data-urlencode '=b c'", "b+c"),
        ("--data-urlencode 'b c'", "b+c"),
        ("""--json '{"a":' --json '"b"}'""", '{"a":"b"}'),
        ("-d ''", ""),
        ("-d '' -d a", "&a"),
        ("-d", ""),
    ],
)
def test_data_options_make_the_body(options, body):
    assert _request(options).text == body


@each(
    ("options", "files"),
    [
        ("-d @body.json", ("body.json",)),
        ("-d @-", ("-",)),
        ("--data-binary @b -d c=d", ("b",)),
        ("--data-urlencode @b", ("b",)),
        ("--data-urlencode code@b", ("b",)),
        ("-F 'a=@b;type=text/plain'", ("b",)),
        ("-F 'a=<b'", ("b",)),
        ("-T b", ("b",)),
        ("-H @headers -b cookies.txt -o out -d a=b", ()),
    ],
)
def test_files_are_named_and_never_read(options, files):
    assert read_curl(f"curl {URL} {options}").unread_files == files


@each(
    ("options", "method"),
    [
        ("", "GET"),
        ("-d a", "POST"),
        ("-F a=b", "POST"),
        ("-I", "HEAD"),
        ("-G -d a", "GET"),
        ("-T f", "PUT"),
        ("-XPUT -d a", "PUT"),
        ("-sSLX DELETE", "DELETE"),
        ("--request=POST", "POST"),
        ("--json {}", "POST"),
    ],
)
def test_the_method_follows_from_the_options(options, method):
    assert _request(options).method == method


@each(
    ("options", "headers"),
    [
        ("-d a", (("Content-Type", FORM_TYPE),)),
        ("-d a -H 'content-type: text/json'", (("content-type", "text/json"),)),
        ("-d a -H 'Content-Type:'", ()),
        ("-d a -H 'Content-Type;'", (("Content-Type", ""),)),
        ("-H nonsense", ()),
        ("--json {}", (("Content-Type", "application/json"), ("Accept", "application/json"))),
        ("-u a:b", (("Authorization", "Basic YTpi"),)),
        ("-u a", (("Authorization", "Basic YTo="),)),
        ("--oauth2-bearer x", (("Authorization", "Bearer x"),)),
        ("-A agent -e page -b c=d", (("User-Agent", "agent"), ("Referer", "page"), ("Cookie", "c=d"))),
        ("--compressed", (("Accept-Encoding", "deflate, gzip"),)),
        ("-k -s -v -i --http1.1 --max-time 3 -m 5 -x proxy --nonsense --no-such=thing -o -", ()),
    ],
)
def test_headers_are_those_that_curl_would_send(options, headers):
    assert _request(options).headers == headers


@each(
    ("command", "url"),
    [
        ("curl -d a", ""),
        ("curl appleid.apple.com/auth/token", "http://appleid.apple.com/auth/token"),
        (f"curl --url {URL}", URL),
        (f"curl -d a -- {URL}", URL),
        (f"curl -G {URL} -d a=b -d c=d", f"{URL}?a=b&c=d"),
        (f"curl -G {URL}", URL),
        ("curl -d a=b https://appleid.apple.com", "https://appleid.apple.com/"),
        ("curl -d a=b 'https://appleid.apple.com?c=d'", "https://appleid.apple.com/?c=d"),
        ("curl https://appleid.apple.com", "https://appleid.apple.com"),
        (f"curl '{URL}?x=y#z' --url-query 'a=b c' --url-query +d --url-query @f", f"{URL}?x=y&a=b+c&d#z"),
        (f"curl -d a stray {URL}", URL),
        (f"curl {URL} --next https://other.example", URL),
        ("curl -d a https://[YOUR_HOST]/auth/token", "https://%5BYOUR_HOST%5D/auth/token"),
        (f"sudo FOO=bar /usr/bin/curl {URL}", URL),
        (f"me@host:~$ curl.exe {URL}", URL),
        (f"A=$(curl {URL})", URL),
        (f"set -e\n# c\ncurl \\\n {URL}", URL),
    ],
)
def test_the_address_is_the_one_that_curl_would_call(command, url):
    assert read_curl(command).request.url == url


def test_a_multipart_body_reads_back():
    request = _request("""-F a=b -F 'c="d;\\"e"' -F 'f=g;type=text/plain' --form-string 'h=@i' -F 'j="k'""")
    fields = read_multipart(request.header("content-type"), request.body)
    assert [(one.name, one.value) for one in fields] == [("a", "b"), ("c", 'd;"e'), ("f", "g"), ("h", "@i"), ("j", '"k')]


@pytest.mark.parametrize("text", ["", "wget -O x", "with curl I get an error"])
def test_a_text_without_curl_is_refused(text):
    with pytest.raises(NotReadable, match="no curl command"):
        read_curl(text)


_WORDS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=20)
_FIELDS = st.lists(st.tuples(st.from_regex(r"[a-z_]{1,12}", fullmatch=True), _WORDS), min_size=1, max_size=5)


@given(_FIELDS)
def test_url_encoded_fields_read_back(fields):
    command = shlex.join(["curl", URL, *(word for name, value in fields for word in ("--data-urlencode", f"{name}={value}"))])
    assert [(one.name, one.value) for one in read_form(read_curl(command).request.text).fields] == fields


@given(st.text(alphabet=st.sampled_from("ab -dFHuXG@=:;\"'\\$<>|&^\n\t[]\ud800é%?#/"), max_size=60))
def test_nothing_but_our_own_errors_comes_out(text):
    try:
        reading = read_curl(f"curl -d {text}")
    except SiwakitError:
        return
    assert repr(reading.request)
    assert read_json_fields(reading.request.text) is not None
