"""How far a rotation is, and when the old key can be revoked: not before nothing depends on it."""

from __future__ import annotations

from tests.each import each

from siwakit.apple import MAX_SECRET_SECONDS
from siwakit.flow.renewal.journal import Entry, Event, Journal
from siwakit.flow.renewal.rotation import Holding, Pair, Stage, plan_rotation

OLD, NEW, OTHER = "KEY0000001", "KEY0000002", "KEY0000003"
WEB, APP = "com.example.web", "com.example.app"
NOW = 1_800_000_000
DAY = 86400


def entry(event, key_id, **members):
    return Entry(
        **{"at": NOW - DAY, "event": event, "client_id": WEB, "store": "file:a", "fingerprint": "f0", "key_id": key_id, "expires_at": NOW + 90 * DAY}
        | members
    )


ACCEPTED = entry(Event.PROVED, NEW, accepted=True, store="")
HAS_NEW = Holding(client_id=WEB, store="file:a", key_id=NEW, expires_at=NOW + 180 * DAY, fingerprint="f9")
HAS_OLD = Holding(client_id=WEB, store="file:b", key_id=OLD, expires_at=NOW + 90 * DAY, fingerprint="f0")
NOT_KNOWN = Holding(client_id=WEB, store="github:a/b/C", key_id="", expires_at=0)


def plan(entries, holdings, *, signing=(), clients=(WEB,), damaged=0):
    return plan_rotation(Pair(old=OLD, new=NEW, clients=clients, signing=signing), holdings, Journal(entries, damaged), NOW)


STAGES = [
    ("the new key was never accepted", [], [HAS_OLD], {}, Stage.ACCEPT),
    ("the new key only passed the rules", [entry(Event.PROVED, NEW)], [HAS_NEW], {}, Stage.ACCEPT),
    ("it was accepted for one of two clients", [ACCEPTED], [HAS_NEW], {"clients": (WEB, APP)}, Stage.ACCEPT),
    ("one store has the old key's", [ACCEPTED], [HAS_NEW, HAS_OLD], {}, Stage.DELIVER),
    ("another client signs with the old key", [ACCEPTED], [HAS_NEW], {"signing": (APP,)}, Stage.DELIVER),
    ("one store is not known", [ACCEPTED], [HAS_NEW, NOT_KNOWN], {}, Stage.UNDECIDED),
    ("the journal is damaged", [ACCEPTED], [HAS_NEW], {"damaged": 1}, Stage.UNDECIDED),
    ("an older secret is valid", [ACCEPTED, entry(Event.DELIVERED, OLD)], [HAS_NEW], {}, Stage.EXPIRE),
    ("an older secret may have arrived", [ACCEPTED, entry(Event.WRITING, OLD)], [HAS_NEW], {}, Stage.EXPIRE),
    ("an older secret expired", [ACCEPTED, entry(Event.DELIVERED, OLD, expires_at=NOW)], [HAS_NEW], {}, Stage.REVOKE),
    ("an older secret never arrived", [ACCEPTED, entry(Event.WRITING, OLD), entry(Event.NOT_ARRIVED, "")], [HAS_NEW], {}, Stage.REVOKE),
    (
        "nothing can tell whether it arrived",
        [ACCEPTED, entry(Event.WRITING, OLD), entry(Event.NOT_ARRIVED, "", words="the store cannot tell")],
        [HAS_NEW],
        {},
        Stage.EXPIRE,
    ),
    (
        "what was there before siwakit is the old key's",
        [ACCEPTED, entry(Event.WRITING, NEW, previous_key_id=OLD, previous_expires_at=NOW + 1)],
        [HAS_NEW],
        {},
        Stage.EXPIRE,
    ),
    ("what was there before siwakit was not read", [ACCEPTED, entry(Event.WRITING, NEW, previous_unknown=True)], [HAS_NEW], {}, Stage.EXPIRE),
    ("a third key's secrets do not matter", [ACCEPTED, entry(Event.DELIVERED, OTHER)], [HAS_NEW], {}, Stage.REVOKE),
    ("nothing depends on the old key", [ACCEPTED], [HAS_NEW], {}, Stage.REVOKE),
]


@each("name, entries, holdings, more, stage", STAGES, ids=lambda row: row if isinstance(row, str) else "")
def test_the_stage_of_a_rotation(name, entries, holdings, more, stage):
    assert plan(entries, holdings, **more).stage is stage


def test_a_secret_that_was_not_read_is_waited_for_as_long_as_apple_allows():
    rotation = plan([ACCEPTED, entry(Event.WRITING, NEW, previous_unknown=True)], [HAS_NEW])
    assert rotation.revocable_at == NOW - DAY + MAX_SECRET_SECONDS


def test_the_last_older_secret_says_when_the_key_can_be_revoked():
    entries = [ACCEPTED, entry(Event.DELIVERED, OLD), entry(Event.DELIVERED, OLD, fingerprint="f1", expires_at=NOW + 120 * DAY)]
    assert plan(entries, [HAS_NEW]).revocable_at == NOW + 120 * DAY
