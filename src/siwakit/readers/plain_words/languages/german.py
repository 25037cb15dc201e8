"""Plain words in German."""

from __future__ import annotations

from siwakit.evidence.said import Proof
from siwakit.readers.plain_words.model import Change, Language, Topic, words

_DID = "geändert|gewechselt|ersetzt|ausgetauscht|getauscht|erneuert|umbenannt|aktualisiert|angepasst|neu gesetzt"
_DOING = "änderung|wechsel~|austausch~|tausch|erneuerung|umbenennung|ändern|wechseln|ersetzen|austauschen|neue[mnrs]?"
_MONTHS = (
    r"(?:(?:seit |vor |ein |einem |halbes |halben |gut |rund |etwa |über |mehr als |\d+|sechs|mehrere[nr]?|viele|einige[nr]?|paar|zwei|drei|vier"
    r"|fünf)\s?){0,4}"
    r"(?:monate?n?|monatelang|jahre?n?s?|halbjahr)|monatelang|jahrelang|ewig~|lange(?: zeit)?"
)

GERMAN = Language(
    name="German",
    is_spoken=words(
        "nur|nicht|seit|aber|geht|gehen|funktioniert|nach|der|die|das|ich|wir|im|bei|es|ist|und|mit|auf|den|dem|haben|habe|wurde|ein|eine|einer"
        "|alle|von|kein|keine|plötzlich|kommt|bekommt|unsere|neue|vor|läuft|überall|am|dann|jetzt|auch|beim|zum"
    ),
    topics={
        Topic.WEB: words(r"web~|website|webseite|browser~|safari|chrome|internetseite|desktop"),
        Topic.ANDROID: words(r"android~(?:[ -](?:app|gerät~|handy~))?"),
        Topic.APP: words(
            r"ios(?:[ -](?:app|gerät~))?|iphones?|ipads?|(?:in )?(?:der|die|unsere[r]?|meine[r]?) (?:native[n]? )?app|nativ~|in[ -]app|mobil~|app"
        ),
        Topic.OTHERS: words(r"google|facebook|github|microsoft|(?:alle[nr]? )?andere[nr]? (?:anbieter~|logins?|anmeldungen|provider)"),
        Topic.LOCAL: words(
            r"lokal~|localhost|(?:auf )?(?:meine[mr]?|mein) (?:eigenen )?(?:rechner|laptop|mac|computer|maschine|pc)|entwicklungs~|dev"
        ),
        Topic.SERVER: words(
            r"server~|produktion~|produktiv~|prod|live(?:-?system|-?server|-?betrieb)?|staging|echtbetrieb|docker|kubernetes|aws|heroku|vercel"
        ),
        Topic.FIRST: words(r"(?:beim |das |der |die )?(?:aller)?erste[nrsm]? (?:mal|anmeldung|login|versuch|aufruf|anfrage)"),
        Topic.SECOND: words(
            r"(?:beim |das |der |die )?(?:zweite[nrsm]?|nächste[nrsm]?) (?:mal|anmeldung|login|versuch|aufruf|anfrage)|(?:jede[rs]?"
            r"|alle) weitere[nrs]?"
            r"(?: (?:anmeldung~|login|versuch~|mal))?|danach|bei erneute[rm] (?:anmeldung|login)|spätere[nr]? (?:anmeldung~|logins?)"
        ),
        Topic.REFRESH: words(
            r"(?:beim |das )?refresh~(?: des tokens?)?|(?:beim |das )?(?:erneuern|auffrischen|aktualisieren) (?:des|der|vom) (?:access-?)?tokens?"
        ),
        Topic.SIGN_IN: words(r"(?:die |der |das )?(?:erst)?(?:anmeldung|anmelden|login|einloggen|sign[- ]?in)"),
        Topic.SOME_USERS: words(
            r"(?:einige[nr]?|manche[nr]?|einzelne[nr]?|bestimmte[nr]?|wenige[nr]?|ein paar|ein|einem) (?:unserer )?(?:nutzer~|benutzer~|user~"
            r"|kunden|personen|konten|accounts?|leuten?)"
        ),
        Topic.APPLE: words(r"(?:anmeld~ (?:mit|über|bei) |sign in with |mit )?apple"),
    },
    works=words("geht|gehen|ging|funktionier~|klappt~|läuft|lief|laufen|tut|ok|okay|gut|einwandfrei|problemlos|fehlerfrei|erfolgreich|works?"),
    fails=words(
        r"fehler~|fehlgeschlagen|scheitert~|schlägt~|schlagen|schlug|kaputt|invalid_\w+|bricht|abgelehnt|verweigert|passiert|auftritt|auftreten"
        r"|tritt|kommt"
        r"|bekomme|bekommt|abgebrochen|probleme?|hängt|streikt|400|401|403|500|fail~"
    ),
    fine=words(r"(?:keine|ohne|null) (?:\w+ )?(?:probleme?|fehler|schwierigkeiten)|kein problem|nicht (?:fehl|schief)"),
    negation=words("nicht|nie|niemals|kein~|weder|nirgends|nichts|nix|nimmer|ned|nich"),
    only=(
        (
            r"(?<![a-zäöü])(?:nur|lediglich|ausschließlich|bloß)(?: (?:auf|im|in|bei|am|mit|an|unter|über|beim|der|dem|den|die|das|unserer|unserem"
            r"|meinem"
            r"|einen?|für|wenn|vom|von|es|per|noch)){0,5} "
        ),
        r" (?:nur|ausschließlich)\s*$",
    ),
    not_only=words("nicht (?:nur|bloß|ausschließlich)"),
    but=words("aber|jedoch|während|hingegen|dagegen|sondern|obwohl|allerdings|nur eben|doch"),
    also=words("und|sowie"),
    rewrites=((words("außer|ausgenommen|bis auf"), ", fehler nur"),),
    condition=words("wenn|falls|sofern|angenommen|sollte|sobald"),
    advice=words(
        "wenn (?:du|sie|ihr|man)|falls (?:du|sie|ihr|man)|hast du|haben sie|habt ihr|ob|(?:du|ihr|man) (?:solltest|solltet|sollte|musst|müsst"
        "|muss|kannst|könnt|kann)"
        "|versuch mal|prüf~|stell~ sicher|bitte"
    ),
    question=words(
        "warum|wieso|weshalb|wie|was|wann|wo|wer|welche[rs]?|hat|haben|habt|hast|ist|sind|war|waren|geht|ging|funktioniert|kann|können|muss|soll"
        "|gibt|kommt|wird|tritt|liegt"
    ),
    asks=r"\s*(?:und )?(?:hat|irgend\w*|warum|wieso|woran|was|wie|jemand|ideen?|kennt|weiß|kann|hilfe|liegt|wo|oder|richtig)(?![a-zäöü])",
    resolved=words(
        "gelöst|behoben|(?:geht|funktioniert|läuft|klappt)(?: \\w+)? (?:es )?wieder|wieder (?:geht|funktioniert|läuft)|lösung (?:war|ist)|lag daran"
    ),
    since=words("seit~|nach|nachdem|bis|weil|da"),
    since_then=words("seitdem|seither|danach"),
    until=words("bis|bevor|vor"),
    sudden=words(
        "plötzlich|auf einmal|über nacht|seit (?:gestern|heute|vorgestern|letzter (?:woche|nacht)|letztem|montag|freitag|kurzem|neuestem)"
        "|seit ein paar tagen"
    ),
    sometimes=words(
        "manchmal|gelegentlich|sporadisch~|ab und zu|hin und wieder|zufällig~|unregelmäßig|nicht immer|zeitweise|jede[sr]? (?:zweite"
        "|dritte)[sr]? (?:mal|versuch)"
    ),
    worked_for_months=(
        words(rf"(?:funktionierte|lief|ging|klappte|läuft|funktioniert)(?: \w+){{0,3}} (?:{_MONTHS})"),
        words(rf"(?:{_MONTHS})(?: \w+){{0,4}} (?:funktioniert|gelaufen|gegangen|geklappt|problemlos|einwandfrei|lief|ging)"),
        words(rf"nach (?:\w+ ){{0,2}}(?:{_MONTHS})(?: [\w-]+){{0,8}} (?:nicht mehr|fehler|invalid_client|kaputt|fehlgeschlagen)"),
    ),
    worked_before=(
        words(r"(?:geht|gehen|funktionier\w+|läuft|klappt)(?: [\w-]+){0,6} nicht mehr|nicht mehr (?:geht|funktionier\w+|läuft|möglich)"),
        words(
            r"(?:ging|funktionierte|lief|klappte|hat)(?: \w+){0,3} (?:früher|vorher|bisher|bis (?:gestern|heute|letzte|vor)|gestern noch"
            r"|immer)(?: \w+){0,3}"
        ),
        words(
            r"(?:gestern|vorher|bisher|früher|bis (?:vor)?(?:gestern|letzte woche|kurzem|heute))(?: \w+){0,4} (?:ging|funktioniert\w*|lief"
            r"|geklappt|gelaufen)"
            r"|aufgehört zu funktionieren"
        ),
    ),
    details=words(r"e-?mail(?:-?adresse)?n?|mail-?adresse|(?:vor|nach|benutzer|nutzer)?namen?"),
    missing=words("fehlt|fehlen|leer|null|nil|weg|nicht|kein~|ohne|verschwunden|undefined"),
    changes={
        Proof.SINCE_KEY_REPLACED: Change(
            what=words(r"(?:private~ |apple-?|p8-?|signier)?(?:schlüssel~|keys?)|p8(?:-datei)?|client[_ -]?secrets?|secret"),
            did=words(f"rotiert|widerrufen|gelöscht|neu (?:erzeugt|erstellt|generiert|gemacht)|neu erstellt|erneuert|{_DID}"),
            doing=words(f"rotation|schlüsselwechsel|schlüsseltausch|rotieren|widerruf|{_DOING}|schlüsselrotation"),
        ),
        Proof.SINCE_TEAM_CHANGED: Change(
            what=words(
                r"(?:ein |das )?(?:andere[snm]?|neue[snm]?) (?:team|konto|account|entwickler-?(?:konto|account)|firma|organisation"
                r"|developer[- ]account)"
                r"|team~|entwickler-?(?:konto|account)|developer[- ]account"
            ),
            did=words(f"übertragen|übergeben|umgezogen|verschoben|transferiert|migriert|überführt|{_DID}"),
            doing=words(f"übertragung|umzug|transfer|migration|überführung|{_DOING}"),
        ),
        Proof.SINCE_CLIENT_ID_CHANGED: Change(
            what=words(r"(?:bundle|client|services?|app|paket)[ _-]?(?:id|ids|identifier|namen?|kennung)"),
            did=words(_DID),
            doing=words(_DOING),
        ),
        Proof.SINCE_ADDRESS_CHANGED: Change(
            what=words(r"(?:sub)?domain~|hostname~|(?:redirect|return|callback)[ _-]?ur[il]s?|rücksprungadresse|weiterleitungs~"),
            did=words(f"umgezogen|umgestellt|migriert|{_DID}"),
            doing=words(f"umzug|umstellung|migration|{_DOING}"),
        ),
        Proof.SINCE_DEPLOYMENT: Change(
            what=words("wir|ich|dem|der|das|die|den|letzten?|neue[nms]?|einem?"),
            did="(?!)",
            doing=words(
                "deploy~|redeploy~|release~|update~|upgrade~|neustart~|ausgerollt|rollout|ausgeliefert|aktualisierung|aktualisiert|serverumzug"
                "|veröffentlicht"
            ),
        ),
        Proof.SINCE_REGISTRATION: Change(
            what=words(
                r"services?[ -]?ids?|app[ -]?ids?|bundle[ -]?ids?|schlüssel|keys?|capability|entwicklerkonto|return[ -]urls?|domain"
                r"|kennung"
            ),
            did=words("angelegt|erstellt|registriert|aktiviert|eingerichtet|erzeugt|hinzugefügt|neue?[nrs]?|frisch|freigeschaltet|konfiguriert"),
        ),
    },
    recently=words(
        r"vor (?:einer?|ein paar|\d+|zwei|drei|wenigen|zehn|einigen|einer halben) (?:minuten?|stunden?|min)|gerade(?: eben)?|eben(?: erst)?"
        r"|heute(?: früh| morgen)?|gestern|brandneu|frisch"
    ),
    says={
        Proof.ONLY_WEB_FAILS: (
            "nur im Web, iOS geht",
            "Auf dem iPhone funktioniert es, im Browser nicht.",
            "Es scheitert nur auf der Website",
            "Die iOS-App läuft problemlos. Im Web kommt invalid_client.",
        ),
        Proof.ONLY_APP_FAILS: (
            "Im Web geht es, in der App nicht",
            "nur in der iOS-App",
            "Die Website funktioniert, aber auf dem iPhone kommt ein Fehler",
            "Es schlägt nur in der App fehl",
        ),
        Proof.ONLY_ANDROID_FAILS: (
            "nur auf Android",
            "Auf iOS geht alles, auf Android nicht",
            "Android bekommt invalid_client, iOS läuft einwandfrei",
            "Geht überall außer auf Android",
        ),
        Proof.ONLY_SERVER_FAILS: (
            "lokal geht es, auf dem Server nicht",
            "nur in Produktion",
            "Auf meinem Rechner funktioniert alles. Auf dem Server kommt invalid_client.",
            "Es tritt nur auf dem Server auf",
        ),
        Proof.ONLY_LOCAL_FAILS: (
            "Auf dem Server läuft es, lokal nicht",
            "nur lokal",
            "In Produktion funktioniert die Anmeldung, auf localhost schlägt sie fehl",
            "Es scheitert nur auf meinem Rechner",
        ),
        Proof.ONLY_APPLE_FAILS: (
            "mit Google geht es, mit Apple nicht",
            "Alle anderen Anbieter funktionieren",
            "Google und Facebook laufen problemlos, nur Apple schlägt fehl",
            "Der Google-Login klappt. Apple liefert invalid_client.",
        ),
        Proof.ONLY_SECOND_TIME_FAILS: (
            "beim zweiten Mal schlägt es fehl",
            "Die erste Anmeldung geht, jede weitere nicht",
            "Das erste Mal klappt es, beim nächsten Login kommt invalid_grant",
            "Der zweite Versuch scheitert immer",
        ),
        Proof.ONLY_REFRESH_FAILS: (
            "nur beim Refresh",
            "Die Anmeldung funktioniert, das Refresh schlägt fehl",
            "Login geht, beim Erneuern des Tokens kommt invalid_client",
            "Es passiert nur beim Refresh des Tokens",
        ),
        Proof.ONLY_SOME_USERS_FAIL: (
            "nur bei einigen Nutzern",
            "Manche Benutzer können sich nicht anmelden",
            "Bei einzelnen Kunden kommt invalid_grant",
            "Es betrifft nur bestimmte Accounts",
        ),
        Proof.ONLY_SOMETIMES_FAILS: (
            "es geht manchmal",
            "Die Anmeldung schlägt sporadisch fehl",
            "Ab und zu kommt invalid_client",
            "Es funktioniert nicht immer",
        ),
        Proof.ONLY_FIRST_TIME_HAS_DETAILS: (
            "beim zweiten Mal fehlt die E-Mail",
            "Der Name kommt nur beim ersten Mal",
            "Bei jeder weiteren Anmeldung ist die E-Mail leer",
            "Nur beim ersten Login bekommen wir die E-Mail-Adresse",
        ),
        Proof.WORKED_FOR_MONTHS: (
            "lief monatelang, seit gestern nicht mehr",
            "Es hat ein halbes Jahr funktioniert",
            "Nach sechs Monaten geht die Anmeldung nicht mehr",
            "Das ging über ein Jahr ohne Änderung",
        ),
        Proof.WORKED_BEFORE: (
            "Die Anmeldung geht nicht mehr",
            "Plötzlich kommt invalid_client",
            "Seit gestern schlägt der Login fehl",
            "Bis letzte Woche hat es funktioniert",
        ),
        Proof.SINCE_KEY_REPLACED: (
            "seit ich den Schlüssel getauscht habe",
            "Wir haben den p8 Key neu erstellt, seitdem geht nix mehr",
            "Seit dem Schlüsselwechsel mit dem neuen Key geht nichts",
            "nachdem das Client Secret erneuert wurde",
        ),
        Proof.SINCE_TEAM_CHANGED: (
            "nachdem die App in ein anderes Team übertragen wurde",
            "Seit dem Umzug in das neue Team",
            "Wir haben die App auf ein anderes Entwicklerkonto umgezogen",
            "seit dem Team-Wechsel geht es nicht",
        ),
        Proof.SINCE_CLIENT_ID_CHANGED: (
            "Ich habe die Bundle-ID geändert",
            "seit die Services ID umbenannt wurde",
            "nach Änderung der Client-ID kommt ein Fehler",
            "Die App-ID wurde gewechselt",
        ),
        Proof.SINCE_ADDRESS_CHANGED: (
            "seit dem Umzug auf die neue Domain",
            "Wir haben die Redirect-URI geändert",
            "Die Domain wurde gewechselt, seitdem Fehler",
            "nach der Umstellung der Domain",
        ),
        Proof.SINCE_DEPLOYMENT: (
            "seit dem letzten Deployment",
            "nach dem Update geht es nicht",
            "Seit wir neu deployed haben, kommt invalid_client",
            "nach dem Neustart schlägt es fehl",
        ),
        Proof.SINCE_REGISTRATION: (
            "neue Services ID, vor einer Stunde angelegt",
            "Den Schlüssel habe ich gerade eben erstellt",
            "Die App-ID wurde heute registriert",
            "Die Services ID habe ich vor 10 Minuten eingerichtet",
        ),
    },
    does_not_say={
        Proof.ONLY_WEB_FAILS: ("iOS geht nicht", "Es ist nicht nur im Web", "Geht es nur im Web nicht?"),
        Proof.ONLY_APP_FAILS: ("In der App geht es nicht, im Web auch nicht", "Wir haben eine App"),
        Proof.ONLY_ANDROID_FAILS: ("Android geht, iOS geht", "Ist es nur auf Android?"),
        Proof.ONLY_SERVER_FAILS: ("Lokal geht es nicht und auf dem Server auch nicht", "Wenn es lokal geht, aber nicht auf dem Server"),
        Proof.ONLY_LOCAL_FAILS: ("Ich starte es lokal",),
        Proof.ONLY_APPLE_FAILS: ("Google geht auch nicht", "Apple geht, Google geht"),
        Proof.ONLY_SECOND_TIME_FAILS: ("beim zweiten Mal geht es", "Scheitert es beim zweiten Mal?"),
        Proof.ONLY_REFRESH_FAILS: ("Das Token wird täglich erneuert",),
        Proof.ONLY_SOME_USERS_FAIL: ("es betrifft alle Nutzer", "nicht nur einige Nutzer"),
        Proof.ONLY_SOMETIMES_FAILS: ("es schlägt immer fehl",),
        Proof.ONLY_FIRST_TIME_HAS_DETAILS: ("Die E-Mail kommt an",),
        Proof.WORKED_FOR_MONTHS: ("Hat es monatelang funktioniert?", "Das Secret gilt sechs Monate", "Es hat nie monatelang funktioniert"),
        Proof.WORKED_BEFORE: ("es geht", "Ging es bis gestern?"),
        Proof.SINCE_KEY_REPLACED: ("wenn du den Schlüssel getauscht hast", "Schlüssel nicht getauscht", "Seit dem neuen Schlüssel geht es wieder"),
        Proof.SINCE_TEAM_CHANGED: ("Die App wurde nie in ein anderes Team übertragen", "Hast du die App in ein anderes Team übertragen?"),
        Proof.SINCE_CLIENT_ID_CHANGED: ("Die Bundle-ID wurde nicht geändert", "Soll ich die Bundle-ID ändern?"),
        Proof.SINCE_ADDRESS_CHANGED: ("Die Domain wurde nicht geändert",),
        Proof.SINCE_DEPLOYMENT: ("Wir deployen freitags", "Nach dem Update funktioniert es wieder"),
        Proof.SINCE_REGISTRATION: ("Den Schlüssel habe ich vor zwei Jahren erstellt",),
    },
)
