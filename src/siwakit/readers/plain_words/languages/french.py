"""Plain words in French."""

from __future__ import annotations

from siwakit.evidence.said import Proof
from siwakit.readers.plain_words.model import Change, Language, Topic, words

_DID = "changée?s?|remplacée?s?|modifiée?s?|renouvelée?s?|renommée?s?|mise? à jour|échangée?s?"
_DOING = "changement|changer|remplacement|remplacer|modification|renouvellement|renommage|nouvel~|nouveau~"
_MONTHS = (
    r"(?:(?:\d+|six|plusieurs|quelques|des|un|deux|trois|quatre|cinq|plus d'un|une|près d'un|environ|de) ?){0,3}(?:mois|ans?|année~"
    r"|semestre)|longtemps|une éternité"
)

FRENCH = Language(
    name="French",
    is_spoken=words(
        "le|la|les|l|pas|depuis|marche|fonctionne|mais|sur|avec|seulement|uniquement|après|que|une|est|et|ne|n|ça|il|je|j|nous|on|en|dans|des|du"
        "|au|pour|ai|avons|sont"
    ),
    topics={
        Topic.WEB: words(r"web|(?:le |du )?site(?: web| internet)?|navigateurs?|safari|chrome|page web|ordinateur"),
        Topic.ANDROID: words(r"android"),
        Topic.APP: words(r"ios|iphones?|ipads?|(?:l'|notre |mon |une )?appli(?:cation)?(?: ios| mobile| native)?|l'app|natif|native|mobile"),
        Topic.OTHERS: words(r"google|facebook|github|microsoft|(?:tous )?les autres(?: fournisseurs| connexions)?|autres fournisseurs"),
        Topic.LOCAL: words(
            r"(?:en )?local~|localhost|(?:sur )?(?:ma machine|mon (?:poste|ordi|ordinateur|mac|pc))|(?:en )?dev(?:eloppement|éveloppement)?"
        ),
        Topic.SERVER: words(r"(?:en )?production|prod|serveurs?|staging|préprod~|docker|kubernetes|aws|heroku|vercel|en ligne"),
        Topic.FIRST: words(r"(?:la |à la |le |lors de la )?(?:toute )?premi(?:ère|er) (?:fois|connexion|tentative|essai|appel)"),
        Topic.SECOND: words(
            r"(?:la |à la |le )?(?:deuxième|seconde?|2e|prochaine) (?:fois|connexion|tentative|essai|appel)|(?:les |aux "
            r"|des )?connexions suivantes|les fois suivantes|ensuite|par la suite|à la reconnexion"
        ),
        Topic.REFRESH: words(
            r"(?:le |du |au )?refresh(?: token| du token)?|(?:le |au |du )?rafra[iî]ch~(?: du (?:token|jeton))?|renouvellement du (?:token|jeton)"
        ),
        Topic.SIGN_IN: words(r"(?:la )?connexion(?: initiale)?|se connecter|le login|l'authentification|l'échange du code"),
        Topic.SOME_USERS: words(
            r"(?:certains|quelques|plusieurs|une partie des|un seul|un) (?:de (?:nos|mes) )?(?:utilisat~|clients?|comptes?|personnes|gens|testeurs)"
        ),
        Topic.APPLE: words(r"(?:connexion (?:avec|via) )?apple"),
    },
    works=words("marche~|fonctionne~|passe|passent|ok|bien|bon|nickel|impeccable~|parfait~|réussi~|va"),
    fails=words(
        r"échou~|échec~|erreurs?|plante~|cassée?s?|invalid_\w+|refus~|rejet~|bloque~|bloquée?s?|arrive|se produit|obtiens|renvoie|retourne"
        r"|problèmes?|400|401|403|500|impossible"
    ),
    fine=words(r"(?:aucun|sans|pas de|pas d') ?(?:problèmes?|erreurs?|soucis?)"),
    negation=words("pas|non|plus|jamais|aucun~|rien|ni|nulle part"),
    only=(
        (
            r"(?<![a-zà-ÿ])(?:seulement|uniquement|que|juste|seul|seule|exclusivement)(?: (?:sur|dans|en|avec|chez|à|au|aux|pour|lors|du|de|le|la"
            r"|les"
            r"|l'|mon|notre|via|quand|par)){0,4}"
            r"(?: |(?<=l')|(?<=d'))"
        ),
        r" (?:seulement|uniquement)\s*$",
    ),
    not_only=words("pas (?:que|seulement|uniquement|juste)|non seulement"),
    but=words("mais|alors qu(?:e|(?='))|tandis que|cependant|par contre|en revanche|pourtant|et non|contrairement"),
    also=words("et|ainsi que"),
    rewrites=((words("sauf|excepté|hormis|à part|hors"), ", erreur uniquement"),),
    condition=words("si|s'il|s'ils|au cas où|supposons|en supposant|quand vous|quand tu"),
    advice=words(
        "si (?:vous|tu|on)|avez-vous|as-tu|est-ce que|(?:vous|tu|il) (?:devez|dois|devriez|devrais|faut|faudrait|pouvez|peux)|vérifi(?:ez|e)"
        "|essay(?:ez|e)|assurez-vous|il faut"
    ),
    question=words(
        "pourquoi|comment|quand|où|qui|quel~|est-ce|avez~|as-tu|a-t-~|ça a|cela a|c'est|est-il|fonctionne-t-~|marche-t-~|depuis quand|faut-il"
        "|dois-je|y a-t-~|peut-~"
    ),
    asks=r"\s*(?:et )?(?:une|des|pourquoi|comment|quelqu'un|idées?|avez|une idée|que|quel\w*|aide|est-ce|d'où|savez)(?![a-zà-ÿ])",
    resolved=words(
        r"résolue?s?|corrigée?s?|réglée?s?|(?:re)?fonctionne à nouveau|remarche~|refonctionne~|marche (?:à nouveau|de nouveau)"
        r"|la solution (?:était|est)"
    ),
    since=words("depuis|après|suite|dès|à la suite|jusqu'à|jusqu'au|parce"),
    since_then=words("depuis(?: lors| ce moment)?|ensuite"),
    until=words("jusqu'à~|jusqu'au|avant"),
    sudden=words(
        "soudain~|tout à coup|d'un coup|du jour au lendemain|depuis (?:hier|ce matin|aujourd'hui|la semaine dernière|quelques jours|cette nuit"
        "|lundi)|brusquement"
    ),
    sometimes=words(
        "parfois|de temps en temps|aléatoire~|par moments?|occasionnel~|quelquefois|par intermittence|intermittent~|pas toujours"
        "|une fois sur (?:deux|trois|dix)"
    ),
    worked_for_months=(
        words(
            rf"(?:marchait|fonctionnait|a (?:bien )?(?:marché|fonctionné)|tournait|marche|fonctionne)(?: \w+){{0,3}} (?:pendant|depuis"
            rf"|durant) (?:{_MONTHS})"
        ),
        words(
            rf"(?:après|au bout de|pendant|depuis) (?:{_MONTHS})(?: [\w'-]+){{0,9}} (?:plus|échoue|erreur|invalid_client|marché|fonctionné"
            rf"|marchait|fonctionnait|cassé|arrêté)"
        ),
        words(rf"(?:{_MONTHS}) (?:sans (?:aucun )?(?:problème|souci|changement)|que (?:ça|cela) (?:tourne|marche|fonctionne))"),
    ),
    worked_before=(
        words(
            r"(?:marche|marchent|fonctionne|fonctionnent|passe|possible) plus|cessé de (?:marcher|fonctionner)|arrêté de (?:marcher"
            r"|fonctionner)"
        ),
        words(
            r"(?:marchait|fonctionnait|a (?:bien )?(?:marché|fonctionné))(?: \w+){0,3} (?:avant|jusqu'~|hier|auparavant|encore|la semaine dernière)"
        ),
        words(r"(?:avant|hier|jusqu'à hier|auparavant)(?: encore)?,? (?:ça |cela |tout |la connexion )?(?:marchait|fonctionnait)"),
    ),
    details=words(r"e-?mails?|adresse (?:e-?mail|mail)|mail|courriel|(?:le )?(?:pré)?nom"),
    missing=words("null|manquant~|manque~|vides?|absente?|pas|plus|sans|jamais|disparu~|undefined"),
    changes={
        Proof.SINCE_KEY_REPLACED: Change(
            what=words(r"cl(?:é|ef)s?(?: privées?)?|p8|client[_ ]?secret|secret"),
            did=words(rf"révoquée?s?|régénérée?s?|recréée?s?|supprimée?s?|tournée?|{_DID}"),
            doing=words(f"rotation|révocation|régénération|{_DOING}|nouvelle"),
        ),
        Proof.SINCE_TEAM_CHANGED: Change(
            what=words(
                r"(?:une |un |à une |vers un |vers une )?(?:autre|nouvelle?|nouveau|différente?) (?:équipe|compte|société|organisation|team)"
                r"|équipe|compte (?:développeur|(?:de|du) (?:notre |mon |la )?(?:client|société|entreprise))|d'équipe"
            ),
            did=words(f"transférée?s?|déplacée?s?|migrée?s?|{_DID}"),
            doing=words(f"transfert|migration|passage|{_DOING}"),
        ),
        Proof.SINCE_CLIENT_ID_CHANGED: Change(
            what=words(r"(?:bundle|client|services?|app)[ _-]?id(?:entifier)?s?|identifiant~(?: de l'app~)?|nom du paquet"),
            did=words(_DID),
            doing=words(_DOING),
        ),
        Proof.SINCE_ADDRESS_CHANGED: Change(
            what=words(
                r"(?:sous-)?domaines?|nom de domaine|(?:redirect|return|callback)[ _]ur[il]|url de (?:redirection|retour|callback)|redirect_uri"
            ),
            did=words(f"migrée?s?|déménagé|{_DID}"),
            doing=words(f"migration|passage|{_DOING}"),
        ),
        Proof.SINCE_DEPLOYMENT: Change(
            what=words("le|la|l|notre|dernier|dernière|une?|nous|j|avoir|nouveau|nouvelle|mon|ce"),
            did="(?!)",
            doing=words(
                "déploie~|déploiement|redéploiement|déployée?|redéployé|mise à jour|mise en (?:prod|production)|upgrade|release|redémarrage|livraison"
            ),
        ),
        Proof.SINCE_REGISTRATION: Change(
            what=words(r"services? id|app id|bundle id|identifiants?|cl(?:é|ef)|capability|compte développeur|return url|domaine"),
            did=words("créée?s?|enregistrée?s?|activée?s?|ajoutée?s?|configurée?s?|générée?s?|nouvel~|nouveau|créer|créé"),
        ),
    },
    recently=words(
        r"il y a (?:une|un|\d+|deux|trois|cinq|dix|quelques) (?:minutes?|heures?|min|h)|à l'instant|aujourd'hui|ce matin|hier|tout juste|viens de"
        r"|vient d'~|venons de|tout neuf"
    ),
    says={
        Proof.ONLY_WEB_FAILS: (
            "seulement sur le web, iOS marche",
            "Sur iPhone ça fonctionne, sur le site web non",
            "Ça échoue uniquement dans le navigateur",
            "L'application iOS fonctionne mais pas le site",
        ),
        Proof.ONLY_APP_FAILS: (
            "Sur le web ça marche, dans l'application iOS non",
            "uniquement sur iOS",
            "Le site fonctionne mais l'iPhone renvoie invalid_grant",
            "Ça plante seulement sur iPhone",
        ),
        Proof.ONLY_ANDROID_FAILS: (
            "seulement sur Android",
            "Ça marche sur iOS mais pas sur Android",
            "Android obtient invalid_client, iOS fonctionne bien",
            "Ça marche partout sauf sur Android",
        ),
        Proof.ONLY_SERVER_FAILS: (
            "ça marche en local, pas sur le serveur",
            "uniquement en production",
            "Sur ma machine aucun problème, sur le serveur invalid_client",
            "En prod ça échoue alors qu'en local tout fonctionne.",
        ),
        Proof.ONLY_LOCAL_FAILS: (
            "En production ça marche, en local ça échoue",
            "uniquement en local",
            "Ça fonctionne sur le serveur mais pas sur localhost",
            "Ça plante seulement sur ma machine",
        ),
        Proof.ONLY_APPLE_FAILS: (
            "ça marche avec Google, pas avec Apple",
            "Tous les autres fournisseurs fonctionnent",
            "Google et Facebook marchent sans problème, seul Apple échoue",
            "La connexion Google fonctionne. Apple renvoie invalid_client.",
        ),
        Proof.ONLY_SECOND_TIME_FAILS: (
            "la deuxième fois ça échoue",
            "La première connexion marche, les connexions suivantes échouent",
            "La première fois ça passe, la seconde fois erreur",
            "À la deuxième tentative j'obtiens invalid_grant",
        ),
        Proof.ONLY_REFRESH_FAILS: (
            "seulement au refresh",
            "La connexion marche mais le refresh du token échoue",
            "La connexion fonctionne, le rafraîchissement du jeton renvoie une erreur",
            "Ça échoue uniquement lors du refresh",
        ),
        Proof.ONLY_SOME_USERS_FAIL: (
            "seulement pour certains utilisateurs",
            "Certains clients n'arrivent pas à se connecter",
            "Pour quelques utilisateurs on a une erreur",
            "Ça échoue chez certains comptes",
        ),
        Proof.ONLY_SOMETIMES_FAILS: (
            "parfois ça échoue",
            "De temps en temps j'obtiens invalid_client",
            "La connexion échoue aléatoirement",
            "Ça ne marche pas toujours",
        ),
        Proof.ONLY_FIRST_TIME_HAS_DETAILS: (
            "l'e-mail est absent à la deuxième connexion",
            "On reçoit le nom seulement la première fois",
            "Aux connexions suivantes l'email est null",
            "Le nom ne revient pas les fois suivantes",
        ),
        Proof.WORKED_FOR_MONTHS: (
            "ça marchait depuis des mois, plus depuis hier",
            "La connexion a fonctionné pendant six mois puis plus rien",
            "Après 6 mois la connexion ne marche plus",
            "Un an sans problème, et maintenant invalid_client",
        ),
        Proof.WORKED_BEFORE: (
            "Ça ne marche plus",
            "La connexion a cessé de fonctionner",
            "Depuis hier on a invalid_client",
            "Ça fonctionnait encore la semaine dernière",
        ),
        Proof.SINCE_KEY_REPLACED: (
            "depuis que j'ai changé la clé",
            "Nous avons révoqué l'ancienne clé et maintenant erreur",
            "Après la rotation de la clé ça échoue",
            "depuis que j'ai généré un nouveau client secret",
        ),
        Proof.SINCE_TEAM_CHANGED: (
            "après le transfert de l'app vers une autre équipe",
            "On a transféré l'app sur le compte de notre client",
            "Depuis le transfert à la nouvelle équipe ça échoue",
            "depuis le changement d'équipe",
        ),
        Proof.SINCE_CLIENT_ID_CHANGED: (
            "J'ai changé le bundle id",
            "Depuis que nous avons renommé le Services ID",
            "Après le changement du client_id : invalid_client",
            "L'identifiant de l'app a été modifié",
        ),
        Proof.SINCE_ADDRESS_CHANGED: (
            "depuis le passage au nouveau domaine",
            "Nous avons changé l'URL de redirection",
            "Après le changement de domaine ça ne marche pas",
            "Le nom de domaine a été modifié",
        ),
        Proof.SINCE_DEPLOYMENT: (
            "depuis le dernier déploiement",
            "après la mise à jour ça échoue",
            "Depuis que nous avons redéployé, invalid_client",
            "Après le redémarrage j'ai une erreur",
        ),
        Proof.SINCE_REGISTRATION: (
            "nouveau Services ID créé il y a une heure",
            "La clé a été créée aujourd'hui",
            "Je viens de créer la clé",
            "J'ai activé la capability il y a 10 minutes",
        ),
    },
    does_not_say={
        Proof.ONLY_WEB_FAILS: ("iOS ne marche pas", "Ce n'est pas seulement sur le web", "Est-ce que ça échoue seulement sur le web ?"),
        Proof.ONLY_APP_FAILS: ("L'application échoue et le site ne marche pas", "Nous avons une application iOS"),
        Proof.ONLY_ANDROID_FAILS: ("Android marche, iOS marche", "C'est seulement sur Android ?"),
        Proof.ONLY_SERVER_FAILS: ("Ça échoue en local et sur le serveur", "Si ça marche en local mais pas sur le serveur"),
        Proof.ONLY_LOCAL_FAILS: ("Je travaille en local",),
        Proof.ONLY_APPLE_FAILS: ("Google ne marche pas non plus", "Apple marche, Google marche"),
        Proof.ONLY_SECOND_TIME_FAILS: ("la deuxième fois ça marche",),
        Proof.ONLY_REFRESH_FAILS: ("Nous rafraîchissons le jeton chaque jour",),
        Proof.ONLY_SOME_USERS_FAIL: ("ça échoue pour tous les utilisateurs", "pas seulement pour certains utilisateurs"),
        Proof.ONLY_SOMETIMES_FAILS: ("ça échoue toujours",),
        Proof.ONLY_FIRST_TIME_HAS_DETAILS: ("L'e-mail arrive",),
        Proof.WORKED_FOR_MONTHS: ("Ça a marché pendant des mois ?", "Le secret est valable six mois", "Ça n'a jamais marché pendant des mois"),
        Proof.WORKED_BEFORE: ("ça marche", "Est-ce que ça marchait avant ?"),
        Proof.SINCE_KEY_REPLACED: ("si vous avez changé la clé", "Je n'ai pas changé la clé", "Après la rotation de la clé ça marche"),
        Proof.SINCE_TEAM_CHANGED: ("L'app n'a jamais été transférée vers une autre équipe", "Avez-vous transféré l'app vers une autre équipe ?"),
        Proof.SINCE_CLIENT_ID_CHANGED: ("Je n'ai pas changé le bundle id", "Faut-il changer le bundle id ?"),
        Proof.SINCE_ADDRESS_CHANGED: ("Le domaine n'a pas changé",),
        Proof.SINCE_DEPLOYMENT: ("Nous déployons le vendredi", "Après la mise à jour ça marche à nouveau"),
        Proof.SINCE_REGISTRATION: ("La clé a été créée il y a deux ans",),
    },
)
