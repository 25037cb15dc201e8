"""Databases, when the name or the e-mail address of a user is missing."""

from __future__ import annotations

from siwakit.evidence.said import Proof
from siwakit.patterns import pattern
from siwakit.readers.messages.model import Message

MESSAGES = (
    Message(
        id="postgres-email-null",
        speaker="PostgreSQL",
        literal='null value in column "',
        words=pattern(r"null value in column \"[Ee]_?mail(?:_?[Aa]ddress)?\""),
        proves=Proof.EMAIL_MISSING,
        samples=(
            'psycopg2.errors.NotNullViolation: null value in column "email" of relation "users" violates not-null constraint',
            'PG::NotNullViolation: ERROR:  null value in column "email" violates not-null constraint',
        ),
        versions="all",
        where="https://github.com/postgres/postgres/blob/master/src/backend/executor/execMain.c",
        is_general=True,
    ),
    Message(
        id="mysql-email-null",
        speaker="MySQL or MariaDB",
        literal="' cannot be null",
        words=pattern(r"Column '[Ee]_?mail(?:_?[Aa]ddress)?' cannot be null"),
        proves=Proof.EMAIL_MISSING,
        samples=("SQLSTATE[23000]: Integrity constraint violation: 1048 Column 'email' cannot be null",),
        versions="all",
        where="https://dev.mysql.com/doc/mysql-errors/8.0/en/server-error-reference.html",
        is_general=True,
    ),
    Message(
        id="sqlite-email-null",
        speaker="SQLite",
        literal="not null constraint failed: ",
        words=pattern(r"NOT NULL constraint failed: \w{1,60}\.[Ee]_?mail(?:_?[Aa]ddress)?\b"),
        proves=Proof.EMAIL_MISSING,
        samples=("SQLite3::ConstraintException: NOT NULL constraint failed: users.email",),
        versions="3.8 and later",
        where="https://www.sqlite.org/rescode.html#constraint_notnull",
        is_general=True,
    ),
    Message(
        id="postgres-name-null",
        speaker="PostgreSQL",
        literal='null value in column "',
        words=pattern(r"null value in column \"(?:[Ff]ull_?|[Ff]irst_?|[Ll]ast_?|[Gg]iven_?|[Ff]amily_?|[Dd]isplay_?)?[Nn]ame\""),
        proves=Proof.NAME_MISSING,
        samples=(
            'psycopg2.errors.NotNullViolation: null value in column "first_name" of relation "users" violates not-null constraint',
            'PG::NotNullViolation: ERROR:  null value in column "first_name" violates not-null constraint',
        ),
        versions="all",
        where="https://github.com/postgres/postgres/blob/master/src/backend/executor/execMain.c",
        is_general=True,
    ),
    Message(
        id="mysql-name-null",
        speaker="MySQL or MariaDB",
        literal="' cannot be null",
        words=pattern(r"Column '(?:[Ff]ull_?|[Ff]irst_?|[Ll]ast_?|[Gg]iven_?|[Ff]amily_?|[Dd]isplay_?)?[Nn]ame' cannot be null"),
        proves=Proof.NAME_MISSING,
        samples=("SQLSTATE[23000]: Integrity constraint violation: 1048 Column 'first_name' cannot be null",),
        versions="all",
        where="https://dev.mysql.com/doc/mysql-errors/8.0/en/server-error-reference.html",
        is_general=True,
    ),
    Message(
        id="sqlite-name-null",
        speaker="SQLite",
        literal="not null constraint failed: ",
        words=pattern(r"NOT NULL constraint failed: \w{1,60}\.(?:[Ff]ull_?|[Ff]irst_?|[Ll]ast_?|[Gg]iven_?|[Ff]amily_?|[Dd]isplay_?)?[Nn]ame\b"),
        proves=Proof.NAME_MISSING,
        samples=("SQLite3::ConstraintException: NOT NULL constraint failed: users.first_name",),
        versions="3.8 and later",
        where="https://www.sqlite.org/rescode.html#constraint_notnull",
        is_general=True,
    ),
)
