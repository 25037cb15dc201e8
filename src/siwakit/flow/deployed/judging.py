"""Judging of what is deployed: the rules decide whether anything is wrong, and the days left are compared with the warning time.

A deployed client_secret is judged in the request that `siwakit probe` would send with it: its client, if the place or the developer states
one, its secret, and nothing else. Whether the request would be accepted for other reasons is not asked here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from siwakit.errors import NotReadable, TooLarge
from siwakit.evidence.evidence import UNKNOWN, Absence, Evidence, KeyAtHand
from siwakit.evidence.join import is_identity_token
from siwakit.evidence.known import Known
from siwakit.evidence.parts import SECRET
from siwakit.evidence.pieces import PieceKind
from siwakit.evidence.settings.setting_names import Role
from siwakit.evidence.settings.stated_settings import CONFIGURATION, ConfigReading
from siwakit.evidence.sign_in.secret_text import SecretKind, read_secret
from siwakit.flow.configuration import Apple
from siwakit.flow.deployed.agreement import checked_secret, client_in, diagnose_deployed, identifier_in, text_in
from siwakit.flow.deployed.place import Asked, CheckedPlace, CheckedSecret, FoundPlace, Standing, worst
from siwakit.flow.gather import Gathered, GatherRequest, Pasted, gather
from siwakit.flow.tokens import migration_token_request
from siwakit.jose import jws
from siwakit.jose.jws import Jws
from siwakit.record import record


@record
class _Loose:
    """Client_secret in a place, and the name of the setting that contains it."""

    text: str
    name: str = ""


@record
class _Read:
    """Place, the evidence in it, and the client_secrets that were found one by one."""

    place: FoundPlace
    evidence: Evidence | None
    loose: tuple[_Loose, ...] = ()
    fault: str = ""


def check_places(found: Iterable[FoundPlace], asked: Asked) -> tuple[CheckedPlace, ...]:
    """Return what is known about each place, in order. There is no I/O: the same places always have the same result."""
    read = [_read(place, asked) for place in found]
    count = sum(len(entry.loose) for entry in read)
    keys = _Keys(asked, [entry.evidence for entry in read if entry.evidence is not None], is_one_secret=count == 1)
    return tuple(replace(_check(entry, asked, keys), is_renewed=entry.place.is_renewed) for entry in read)


def _read(place: FoundPlace, asked: Asked) -> _Read:
    if place.text is None:
        return _Read(place, None, fault=place.fault)
    known = replace(asked.known, now=asked.now, team_id=place.team_id or asked.known.team_id)
    if place.is_secret:
        evidence = gather(GatherRequest((), known, asked.now)).evidence
        return _Read(place, evidence, (_Loose(place.text),))
    try:
        gathered = gather(GatherRequest((Pasted(place.text, place.file_name),), known, asked.now))
    except (NotReadable, TooLarge) as fault:
        return _Read(place, None, fault=_sentence(fault, place))
    return _Read(place, gathered.evidence, tuple(_loose_in(gathered)))


def _sentence(fault: NotReadable | TooLarge, place: FoundPlace) -> str:
    """Return why nothing was read, without the name of the place, which stands beside it."""
    if isinstance(fault, TooLarge):
        return "too large to be a client_secret, a key or settings"
    return "nothing about Sign in with Apple was recognised in it" if place.text and place.text.strip() else "it is empty"


def _loose_in(gathered: Gathered) -> Iterator[_Loose]:
    """Yield each client_secret that was found outside of a request, once."""
    evidence = gathered.evidence
    if not isinstance(evidence.request, Absence) or not isinstance(evidence.form, Absence):
        return
    seen: set[str] = set()
    for loose in (*_in_settings(evidence), *_in_pieces(gathered)):
        if loose.text not in seen:
            seen.add(loose.text)
            yield loose


def _in_settings(evidence: Evidence) -> Iterator[_Loose]:
    settings = evidence.get(CONFIGURATION)
    for stated in () if isinstance(settings, Absence) else settings.all(Role.CLIENT_SECRET):
        if len(stated.value) > jws.MAX_TOKEN_CHARACTERS:
            continue
        read = read_secret(stated.value)
        if read.kind is SecretKind.JWT and jws.is_compact(read.inside):
            yield _Loose(read.inside, stated.path)


def _in_pieces(gathered: Gathered) -> Iterator[_Loose]:
    for piece in gathered.pieces:
        match piece.kind, piece.value:
            case PieceKind.TOKEN, Jws() as token if not is_identity_token(token):
                yield _Loose(token.text)
            case PieceKind.SECRET_TEXT, str(text):
                yield _Loose(text)
            case _:
                pass


class _Keys:
    """The keys that may belong to a client_secret: those in its own place, and those given elsewhere."""

    def __init__(self, asked: Asked, evidences: Iterable[Evidence], *, is_one_secret: bool) -> None:
        self._given = asked.keys
        self._is_one_secret = is_one_secret
        elsewhere = [(_key_id(key, evidence), key) for evidence in evidences for key in _keys_in(evidence)]
        self._all = [*((key.file_name.key_id, key) for key in (*asked.keys, *asked.project_keys)), *elsewhere]
        self._elsewhere = tuple(key for _, key in elsewhere)

    def belonging_to(self, own: tuple[KeyAtHand, ...], key_id: str) -> tuple[KeyAtHand, ...]:
        """Return the keys to judge a client_secret with: its place's *own*, and others.

        While keys are rotated, the keys of others sign other client_secrets, and disagree with nothing. Only if there is a single
        client_secret, every key that was given is meant for it.
        """
        meant = (*self._given, *self._elsewhere) if self._is_one_secret else ()
        named = tuple(key for name, key in self._all if name is not None and name == key_id)
        kept = {(key.text, key.name): key for key in (*own, *meant, *named)}
        return tuple(kept.values())


def _key_id(key: KeyAtHand, evidence: Evidence) -> str | None:
    stated = None if isinstance(evidence.key_id, Absence) else evidence.key_id
    return key.file_name.key_id or (stated if len(_keys_in(evidence)) == 1 else None)


def _keys_in(evidence: Evidence) -> tuple[KeyAtHand, ...]:
    return () if isinstance(evidence.keys, Absence) else evidence.keys


def _check(read: _Read, asked: Asked, keys: _Keys) -> CheckedPlace:
    place, evidence = read.place, read.evidence
    if evidence is None:
        return _check_unread(place, read.fault, asked)
    own = _keys_in(evidence)
    key_ids = tuple(dict.fromkeys(name for key in own if (name := _key_id(key, evidence))))
    if read.loose:
        secrets = tuple(_check_secret(loose, evidence, place, asked, keys) for loose in read.loose)
        return CheckedPlace(place.address, worst(secret.standing for secret in secrets), secrets, key_ids, bool(own))
    if isinstance(evidence.get(SECRET), Absence):
        return _check_without_secret(place, evidence, key_ids)
    # A request, a program or a token that was taken apart is judged as it is, but not at the time of an old answer.
    shown = checked_secret(
        "", diagnose_deployed(replace(evidence, answer=UNKNOWN)), asked, is_client_stated=not isinstance(evidence.request, Absence)
    )
    return CheckedPlace(place.address, shown.standing, (shown,), key_ids, bool(own))


def _check_unread(place: FoundPlace, fault: str, asked: Asked) -> CheckedPlace:
    """Return what the journal knows about a place that cannot be read."""
    delivery = place.delivery
    if delivery is None:
        return CheckedPlace(place.address, Standing.UNDECIDED, fault=fault)
    left = delivery.expires_at - asked.now
    secret = CheckedSecret(
        _standing_by_time(left, asked),
        client_id=client_in(delivery.client_id),
        key_id=identifier_in(delivery.key_id),
        expires_at=delivery.expires_at,
        left=left,
        delivered_at=delivery.delivered_at,
    )
    return CheckedPlace(place.address, secret.standing, (secret,), fault=fault)


def _standing_by_time(left: int, asked: Asked) -> Standing:
    """Return the standing of a client_secret that was delivered and not read back; another one may have replaced it since."""
    if left <= 0:
        return Standing.UNDECIDED
    return Standing.SOON if left < asked.warn_before else Standing.GOOD


def _check_without_secret(place: FoundPlace, evidence: Evidence, key_ids: tuple[str, ...]) -> CheckedPlace:
    """Return what the rules say about a key, or about the settings of a program that mints: neither of them expires."""
    diagnosis, has_key = diagnose_deployed(_deployed(evidence)), any(key.reading.private is not None for key in _keys_in(evidence))
    standing = Standing.GOOD if has_key and not diagnosis.assumed else Standing.UNDECIDED
    standing = Standing.WRONG if diagnosis.root is not None else standing
    fault = "" if has_key or standing is Standing.WRONG else _what_is_missing(evidence)
    return CheckedPlace(place.address, standing, key_ids=key_ids, has_key=has_key, fault=fault, diagnosis=diagnosis)


def _what_is_missing(evidence: Evidence) -> str:
    settings = evidence.get(CONFIGURATION)
    named = () if isinstance(settings, Absence) else settings.all(Role.CLIENT_SECRET)
    if named:
        return f"what {named[0].path} contains is not a client_secret, and no private key was found"
    return "no client_secret and no private key was found in it"


def _check_secret(loose: _Loose, evidence: Evidence, place: FoundPlace, asked: Asked, keys: _Keys) -> CheckedSecret:
    alone = replace(_deployed(evidence), secret=loose.text)
    kid, sub = text_in(alone, "kid"), text_in(alone, "sub")
    judged = replace(alone, keys=keys.belonging_to(_keys_in(evidence), kid) or UNKNOWN)
    client_id = place.client_id or _stated_client(evidence, sub, asked.known)
    if client_id:
        request = migration_token_request(client_id=client_id, client_secret=loose.text, apple=Apple.PRODUCTION)
        judged = replace(judged, secret=UNKNOWN, request=request)
    return checked_secret(loose.name, diagnose_deployed(judged), asked, is_client_stated=bool(client_id))


def _deployed(evidence: Evidence) -> Evidence:
    """Return only what belongs to a client_secret: what else a file contains, such as an old identity token, is not deployed."""
    return Evidence(
        now=evidence.now,
        keys=evidence.keys,
        team_id=evidence.team_id,
        key_id=evidence.key_id,
        bundle_ids=evidence.bundle_ids,
        services_ids=evidence.services_ids,
        settings=evidence.settings,
    )


def _stated_client(evidence: Evidence, sub: str, known: Known) -> str:
    """Return the client that is meant to send this client_secret, as far as anything states it, else an empty text.

    Several clients may be listed, of which the client_secret is for one. Lists that settings make in passing may be incomplete: that a client
    is missing from them proves nothing.
    """
    settings = evidence.get(CONFIGURATION)
    stated = ConfigReading() if isinstance(settings, Absence) else settings
    senders = (*_texts(known.services_ids), *_texts(known.bundle_ids), *stated.values(Role.CLIENT_ID))
    listed = {*senders, *stated.values(Role.SERVICES_ID), *stated.values(Role.BUNDLE_ID)}
    return sub if sub in listed else next(iter(senders), "")


def _texts(values: tuple[str, ...] | Absence) -> tuple[str, ...]:
    return () if isinstance(values, Absence) else values
