from __future__ import annotations

import shlex

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.each import each

from siwakit.errors import NotReadable, SiwakitError
from siwakit.readers.requests.shell import read_command


@each(
    ("text", "words"),
    [
        pytest.param("curl -d 'a b' c", ("curl", "-d", "a b", "c"), id="single quotes"),
        pytest.param("""curl 'it'"'"'s'""", ("curl", "it's"), id="quotes side by side make one word"),
        pytest.param(r'curl "a \"b\" \$c \n"', ("curl", r'a "b" $c \n'), id="double quotes know four escapes"),
        pytest.param('curl "a\\\nb"', ("curl", "ab"), id="a line break can be escaped inside double quotes"),
        pytest.param(r"curl a\ b", ("curl", "a b"), id="an escaped blank"),
        pytest.param(r"curl $'a\nb\x41\u00e9\101\'\\'", ("curl", "a\nbAéA'\\"), id="ANSI-C escapes"),
        pytest.param(r"curl $'\xc3\xa9\cA\q\U0001f600\UFFFFFFFF'", ("curl", "é\x01\\q\U0001f600\ufffd"), id="rarer ANSI-C escapes"),
        pytest.param(r"curl $'a\u0026b'", ("curl", "a&b"), id="a short u escape takes four digits"),
        pytest.param('curl $"a"', ("curl", "a"), id="a translated string"),
        pytest.param("curl $CODE ${X} $(cat (x) y) `z z` $", ("curl", "$CODE", "${X}", "$(cat (x) y)", "`z z`", "$"), id="nothing is expanded"),
        pytest.param("curl -d code=<YOUR CODE> x", ("curl", "-d", "code=<YOUR CODE>", "x"), id="a placeholder in angle brackets is text"),
        pytest.param("curl a \\\n  -d b", ("curl", "a", "-d", "b"), id="a backslash continues the line"),
        pytest.param("curl a \\\r\n  -d b\r\n", ("curl", "a", "-d", "b"), id="CRLF"),
        pytest.param("curl a \\  \n  -d b", ("curl", "a", "-d", "b"), id="blanks behind the backslash"),
        pytest.param("curl a \\\n> -d b", ("curl", "a", "-d", "b"), id="the prompt of a continued line"),
        pytest.param("curl a\n  -d b", ("curl", "a", "-d", "b"), id="a backslash that was lost"),
        pytest.param("curl a # -d b", ("curl", "a"), id="a comment"),
        pytest.param("curl a#b", ("curl", "a#b"), id="a hash inside a word is no comment"),
        pytest.param("curl a | jq 'it", ("curl", "a"), id="a pipe ends the command, whatever follows"),
        pytest.param("curl a ; echo $(", ("curl", "a"), id="a semicolon ends the command"),
        pytest.param("curl a && b", ("curl", "a"), id="and-and ends the command"),
        pytest.param("curl a&b=c", ("curl", "a"), id="a bare ampersand ends the command, as in bash"),
        pytest.param("curl a)", ("curl", "a"), id="the bracket of a substitution around it ends the command"),
        pytest.param("curl a > out.json -d b 2>&1", ("curl", "a", "-d", "b"), id="redirections are left out"),
        pytest.param("curl a\n{}", ("curl", "a"), id="the line ends the command"),
        pytest.param("curl `a b", ("curl", "`a", "b"), id="a lone backtick is text"),
        pytest.param('curl "a" `\n  -d "b`"c""d`n" \'e\'\'f\\"\' g`;h `\n', ("curl", "a", "-d", 'b"c"d\n', "e'f\"", "g;h"), id="PowerShell"),
        pytest.param('curl ^"a^" ^\n -d ^"b=^%^2F^&c=^\\^"d^\\^"^\n\ne^"', ("curl", "a", "-d", 'b=%2F&c="d"\ne'), id="cmd as browsers write it"),
        pytest.param('curl "a^b" ^\n -d "c\\"d\\\\" e\\f ^', ("curl", "a^b", "-d", 'c"d\\', "e\\f"), id="cmd as people write it"),
        pytest.param('curl a\\"b ^\n c & d\nnext', ("curl", 'a"b', "c"), id="cmd ends at an ampersand"),
    ],
)
def test_a_command_is_taken_apart_as_its_shell_would(text, words):
    assert read_command(text).words == words


@pytest.mark.parametrize("text", ["curl a | b\nrest", "curl a ^\n b\nrest", 'curl "a" `\n b\nrest'])
def test_the_end_is_where_the_next_line_begins(text):
    assert text[read_command(text).end :] == "rest"


@each("text", ["curl 'a", 'curl "a', "curl $'a\\'", "curl $(a", 'curl ^"a ^\n', "curl 'a `\n"])
def test_an_open_quote_is_refused_with_its_position(text):
    with pytest.raises(NotReadable, match=r"is truncated inside .* character \d+"):
        read_command(text)


@pytest.mark.parametrize("word", ["a ^\nb", "a `\nb", 'a ^"b'])
def test_quoted_marks_of_windows_are_text_in_bash(word):
    assert read_command(shlex.join(["curl", word])).words == ("curl", word)


def test_backslashes_win_where_they_come_first():
    assert read_command("curl a \\\n b ^\n").words == ("curl", "a", "b", "^")


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=20), max_size=6))
def test_what_shlex_quotes_reads_back(words):
    assert read_command(shlex.join(["curl", *words])).words == ("curl", *words)


@given(st.text(alphabet=st.sampled_from("a '\"\\$()`<>|&;#^\n\r\t=-\ud800é%"), max_size=60))
def test_nothing_but_our_own_errors_comes_out(text):
    try:
        command = read_command(text)
    except SiwakitError:
        return
    assert 0 <= command.end <= len(text)
