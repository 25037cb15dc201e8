"""The hosts file and the name service switch, rewritten."""

from __future__ import annotations

from tests.each import each

from siwakit.edge.intercept.redirection import MARKER, MARKER_IPV6
from siwakit.edge.intercept.seccomp.name_files import hosts_file, switch_file

HOST = "appleid.apple.com"
MARKED = f"{MARKER} {HOST}\n{MARKER_IPV6} {HOST}\n".encode()


@each(
    ("text", "rest"),
    [
        (b"", b""),
        (b"127.0.0.1 localhost\n", b"127.0.0.1 localhost\n"),
        (b"127.0.0.1 localhost", b"127.0.0.1 localhost\n"),
        (b"# a remark\n\n::1 localhost ip6-localhost # ours\n", b"# a remark\n\n::1 localhost ip6-localhost # ours\n"),
        (b"17.1.2.3 appleid.apple.com\n127.0.0.1 localhost\n", b"127.0.0.1 localhost\n"),
        (b"127.0.0.1\tapp.test AppleID.Apple.com other.test # both\n", b"127.0.0.1 app.test other.test\n"),
        (b"# 17.1.2.3 appleid.apple.com\n", b"# 17.1.2.3 appleid.apple.com\n"),
        (b"10.0.0.1 idmsa.apple.com appleid.apple.com.test\n", b"10.0.0.1 idmsa.apple.com appleid.apple.com.test\n"),
        (b"10.0.0.1 \xff\xfe\r\n", b"10.0.0.1 \xff\xfe\n"),
    ],
)
def test_the_hosts_have_the_markers_and_the_other_lines_stay(text, rest):
    assert hosts_file(text, (HOST,)) == MARKED + rest


@each(
    ("text", "changed"),
    [
        (b"", None),
        (b"hosts: files dns\n", None),
        (b"hosts:\tfiles\n", None),
        (b"passwd: files systemd\nhosts: dns files\n", b"passwd: files systemd\nhosts: files dns files\n"),
        (b"hosts: mymachines resolve [!UNAVAIL=return] files dns\n", b"hosts: files mymachines resolve [!UNAVAIL=return] files dns\n"),
        (b"# hosts: dns\n", None),
        (b"hosts:          dns # no files\n", b"hosts: files dns\n"),
    ],
)
def test_the_hosts_file_is_asked_first(text, changed):
    assert switch_file(text) == changed
