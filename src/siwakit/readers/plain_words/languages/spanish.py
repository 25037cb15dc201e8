"""Plain words in Spanish."""

from __future__ import annotations

from siwakit.evidence.said import Proof
from siwakit.readers.plain_words.model import Change, Language, Topic, words

_DID = (
    "cambi(?:é|amos|ó|aron|ado|ada|aste)|reemplaz~|sustitu~|renov~|renombr~|modific(?:ó|amos|ado|ada|aron)|modifiqué|actualic(?:é|e)"
    "|actualiz(?:ó|amos|ado|ada)"
)
_DOING = "cambio|cambiar|reemplazo|reemplazar|modificación|modificar|renovación|renovar|renombrar|nuev[oa]s?|actualizar"
_MONTHS = (
    r"(?:(?:\d+|seis|varios|muchos|algunos|unos|un|dos|tres|cuatro|cinco|más de|casi|medio|de|los|primeros) ?){0,4}(?:meses|mes|años?)|mucho tiempo"
)

SPANISH = Language(
    name="Spanish",
    is_spoken=words(
        "el|la|los|las|no|desde|funciona|pero|con|solo|sólo|después|una|un|en|que|y|se|me|al|del|es|está|ha|he|hemos|lo|mi|nuestra|nuestro|tras"
        "|ya|dejó|hay|por|para|falla|ayer|sin|recibe|unos|algunos|otros|da|dejó|mientras|todos|cuando|tenemos"
    ),
    topics={
        Topic.WEB: words(r"web|(?:el |la )?(?:página|sitio)(?: web)?|navegador~|safari|chrome|escritorio"),
        Topic.ANDROID: words(r"android"),
        Topic.APP: words(r"ios|iphones?|ipads?|(?:la |nuestra |mi )?(?:app|aplicación)(?: ios| móvil| nativa)?|nativ[oa]|móvil"),
        Topic.OTHERS: words(r"google|facebook|github|microsoft|(?:todos )?los (?:demás|otros)(?: proveedores)?|otros proveedores"),
        Topic.LOCAL: words(r"(?:en )?local~|localhost|(?:en )?mi (?:máquina|ordenador|computadora|laptop|portátil|mac|pc)|(?:en )?desarrollo|dev"),
        Topic.SERVER: words(r"(?:en )?producción|prod|(?:el )?servidor~|staging|docker|kubernetes|aws|heroku|vercel|la nube"),
        Topic.FIRST: words(r"(?:la |el |al )?primer[ao]? (?:vez|intento|inicio de sesión|login|llamada)"),
        Topic.SECOND: words(
            r"(?:la |el |al )?(?:segund[ao]|siguiente|próxim[ao]) (?:vez|intento|inicio(?: de sesión)?|login|llamada)|(?:los |las )?(?:siguientes"
            r"|demás|posteriores)"
            r" (?:veces|inicios(?: de sesión)?|logins?)|al volver a (?:entrar|iniciar sesión)|inicios posteriores"
        ),
        Topic.REFRESH: words(
            r"(?:el |al )?refresh(?:ing)?(?: token| del token)?|(?:el |al )?(?:refrescar|renovar) (?:el )?token|(?:la )?(?:renovación"
            r"|actualización) del token"
        ),
        Topic.SIGN_IN: words(r"(?:el )?inicio de sesión|iniciar sesión|(?:el )?login|la autenticación|el acceso"),
        Topic.SOME_USERS: words(
            r"(?:algunos|algunas|ciertos|ciertas|unos pocos|pocos|varios|un solo|un) (?:de (?:nuestros|los) )?(?:usuari[oa]s?|clientes?|cuentas?"
            r"|personas|testers)"
        ),
        Topic.APPLE: words(r"(?:iniciar sesión con |inicio de sesión con |el login con )?apple"),
    },
    works=words("funciona~|va|van|iba|anda|andaba|ok|bien|perfecto|perfectamente|correctamente|éxito|pasa bien"),
    fails=words(
        r"falla~|falló|fallo|fallando|errores|error|roto|rota|rompe~|rompió|invalid_\w+|rechaz~|devuelve|da|ocurre|sucede|pasa|problemas?|400|401"
        r"|403|500|cuelga"
    ),
    fine=words(r"(?:ningún|sin|no hay|cero) (?:\w+ )?(?:problemas?|errores|error|fallos?)|no (?:falla|da error)~"),
    negation=words("no|nunca|jamás|ningun~|ningún|nada|tampoco|ni"),
    is_negation_first=True,
    only=(
        (
            r"(?<![a-zà-ÿ])(?:solo|sólo|solamente|únicamente|exclusivamente)(?: (?:falla|ocurre|sucede|pasa|funciona|va|da|error|me|se|en|con|al"
            r"|a|el"
            r"|la|los|las|mi|nuestra|para|cuando|por|desde|es|hay)){0,6} "
        ),
        r" (?:solo|sólo|solamente|únicamente)\s*$",
    ),
    not_only=words("no (?:es )?(?:solo|sólo|solamente|únicamente)"),
    but=words("pero|mientras que|mientras|sin embargo|aunque|en cambio|sino|y luego"),
    also=words("y|e"),
    rewrites=((words("excepto|salvo|menos|a excepción de"), ", falla solo"),),
    condition=words("si|en caso de|cuando (?:usted|tú)|suponiendo|supongamos"),
    advice=words(
        "si (?:usted|tú|has|ha|cambias|cambia|cambiaste|quieres)|has (?:cambiado|probado)|ha (?:probado)|(?:debes|debe|deberías|puedes|puede"
        "|tienes que|hay que) \\w+|asegúrate|comprueba|verifica|prueba a"
    ),
    question=words("por qué|cómo|cuándo|dónde|quién|qué|cuál|es|está|ha|has|han|funcionó|funciona|puede|puedo|debo|debería|hay|falla|alguien"),
    asks=r"\s*(?:y )?¿?(?:alguna|alguien|algún|por qué|cómo|qué|ideas?|sabéis|saben|ayuda|dónde|verdad|cuál|puede)(?![a-zà-ÿ])",
    resolved=words(
        "resuelto|solucionad[oa]|arreglad[oa]|(?:funciona|va) (?:de nuevo|otra vez)|vuelve a funcionar|ya funciona|volvió a funcionar"
        "|la solución (?:era|fue|es)"
    ),
    since=words("desde|después|tras|luego de|a partir|hasta|porque|al"),
    since_then=words("desde entonces|después"),
    until=words("hasta|antes"),
    sudden=words(
        "de repente|repentinamente|de pronto|de la noche a la mañana|desde (?:ayer|hoy|esta mañana|anoche|la semana pasada|hace (?:unos|dos"
        "|tres) días|el lunes)|a partir de (?:ayer|hoy)"
    ),
    sometimes=words("a veces|de vez en cuando|aleatoria~|ocasional~|esporádic~|intermitente~|no siempre|una de cada (?:dos|tres|diez)|en ocasiones"),
    worked_for_months=(
        words(
            rf"(?:funcionó|funcionaba|ha funcionado|estuvo funcionando|llevaba|iba|funcionando|funciona)(?: \w+){{0,3}} (?:durante|por|desde hace"
            rf"|hace)? ?(?:{_MONTHS})"
        ),
        words(
            rf"(?:después de|tras|a los|luego de|al cabo de) (?:{_MONTHS})(?: [\w'-]+){{0,9}} (?:no|falla|error|invalid_client|dejó"
            rf"|funcionando)"
        ),
        words(rf"(?:{_MONTHS}) (?:funcionando|sin (?:ningún )?(?:problemas?|cambios?))"),
    ),
    worked_before=(
        words(r"no (?:funciona|va|anda) más|ya no (?:funciona|va|anda|deja|se puede)|dej(?:ó|aron|ado) de (?:funcionar|ir|andar)"),
        words(r"(?:funcionaba|funcionó|iba|andaba)(?: \w+){0,3} (?:antes|hasta|ayer|previamente|la semana pasada|el mes pasado)"),
        words(r"(?:antes|hasta ayer|ayer|hasta hace poco)(?: sí)?,? (?:\w+ )?(?:funcionaba|iba|andaba)"),
    ),
    details=words(r"(?:el )?(?:e-?mail|correo(?: electrónico)?)|(?:el )?nombre"),
    missing=words("null|nulo|falta~|vací[oa]|no|sin|nunca|desaparec~|undefined"),
    changes={
        Proof.SINCE_KEY_REPLACED: Change(
            what=words(r"(?:la |mi |nuestra )?(?:clave|llave)s?(?: privada)?|p8|client[_ ]?secret|secreto?|key"),
            did=words(
                rf"rot(?:é|amos|ó|ado|ada)|revo(?:qué|camos|có|cado|cada)|regener(?:é|amos|ó|ado|ada)|elimin(?:é|amos|ó|ado)|borr(?:é|amos|ó)"
                rf"|{_DID}"
            ),
            doing=words(f"rotación|rotar|revocar|regenerar|generar|crear|{_DOING}"),
        ),
        Proof.SINCE_TEAM_CHANGED: Change(
            what=words(
                r"(?:otro|un nuevo|nuevo|diferente) (?:equipo|team)|(?:otra|una nueva|nueva|diferente) (?:cuenta|empresa|organización)|equipo"
                r"|cuenta de desarrollador"
            ),
            did=words(f"pas(?:é|amos|ado|ada|ó)|transfer(?:í|imos|ió|ido|ida)|mov(?:imos|ió|ido|ida|í)|migr(?:é|amos|ó|ado|ada)|traspas~|{_DID}"),
            doing=words(f"transferencia|transferir|traspaso|migración|migrar|mover|{_DOING}"),
        ),
        Proof.SINCE_CLIENT_ID_CHANGED: Change(
            what=words(r"(?:bundle|client|services?|app)[ _-]?id(?:entifier)?s?|identificador~(?: de la app)?|nombre del paquete"),
            did=words(_DID),
            doing=words(_DOING),
        ),
        Proof.SINCE_ADDRESS_CHANGED: Change(
            what=words(r"(?:sub)?dominios?|(?:redirect|return|callback)[ _]ur[il]|ur[il] de (?:redirección|retorno|callback)|redirect_uri"),
            did=words(f"migr(?:é|amos|ó|ado|ada)|mov(?:imos|ió|ido)|{_DID}"),
            doing=words(f"migración|migrar|mover|pasar|{_DOING}"),
        ),
        Proof.SINCE_DEPLOYMENT: Change(
            what=words("el|la|del|último|última|nuestro|un|una|de|que|nuevo|nueva|hicimos|hice"),
            did="(?!)",
            doing=words(
                "despliegue|desplegar|desplegamos|redesplegamos|redespliegue|deploy|actualización|actualizar|actualizamos|upgrade|release"
                "|lanzamiento|reinicio|reiniciar"
            ),
        ),
        Proof.SINCE_REGISTRATION: Change(
            what=words(r"services? id|app id|bundle id|identificador~|clave|llave|capability|capacidad|cuenta de desarrollador|return url|dominio"),
            did=words(
                "cre(?:é|amos|ado|ada|ó)|registr(?:é|amos|ado|ada|ó)|activ(?:é|amos|ado|ada|ó)|añad~|configur(?:é|amos|ado|ada)|gener(?:é|amos"
                "|ado|ada|ó)|nuev[oa]|habilit~"
            ),
        ),
    },
    recently=words(
        r"hace (?:una?|\d+|dos|tres|cinco|diez|unos|unas|media) (?:minutos?|horas?|min)|ahora mismo|hoy|esta mañana|ayer|recién|acabo de"
        r"|acabamos de"
    ),
    says={
        Proof.ONLY_WEB_FAILS: (
            "solo en la web, iOS funciona",
            "En el iPhone funciona, en la web no",
            "Falla únicamente en el navegador",
            "La app de iOS funciona pero el sitio web devuelve invalid_client",
        ),
        Proof.ONLY_APP_FAILS: (
            "En la web funciona, en la app no",
            "solo en iOS",
            "El sitio funciona bien pero el iPhone da error",
            "Solo falla en el iPhone",
        ),
        Proof.ONLY_ANDROID_FAILS: (
            "solo en Android",
            "Funciona en iOS pero no en Android",
            "Android recibe invalid_client, iOS funciona sin problemas",
            "Funciona en todas partes excepto en Android",
        ),
        Proof.ONLY_SERVER_FAILS: (
            "funciona en local, no en el servidor",
            "solo en producción",
            "En mi máquina no hay problemas, en producción falla",
            "En localhost funciona. En el servidor da invalid_client.",
        ),
        Proof.ONLY_LOCAL_FAILS: (
            "En producción funciona, en local no",
            "solo en local",
            "El servidor va bien pero en localhost falla",
            "Solo falla en mi máquina",
        ),
        Proof.ONLY_APPLE_FAILS: (
            "funciona con Google, con Apple no",
            "Todos los demás proveedores funcionan",
            "Google y Facebook funcionan sin problemas, solo falla Apple",
            "El login con Google funciona. Apple devuelve invalid_client.",
        ),
        Proof.ONLY_SECOND_TIME_FAILS: (
            "la segunda vez falla",
            "El primer inicio de sesión funciona, los siguientes inicios no",
            "La primera vez va bien, la siguiente vez da error",
            "Al segundo intento da invalid_grant",
        ),
        Proof.ONLY_REFRESH_FAILS: (
            "solo al refrescar el token",
            "El inicio de sesión funciona pero la renovación del token falla",
            "El login va bien, el refresh token da error",
            "Falla solo en el refresh",
        ),
        Proof.ONLY_SOME_USERS_FAIL: (
            "solo para algunos usuarios",
            "Algunos clientes no pueden entrar",
            "Falla con ciertas cuentas",
            "A unos pocos usuarios les da error",
        ),
        Proof.ONLY_SOMETIMES_FAILS: ("a veces falla", "De vez en cuando da invalid_client", "El login falla aleatoriamente", "No siempre funciona"),
        Proof.ONLY_FIRST_TIME_HAS_DETAILS: (
            "el correo falta en el segundo inicio de sesión",
            "Recibimos el nombre solo la primera vez",
            "La siguiente vez el email es null",
            "El nombre no llega al volver a iniciar sesión",
        ),
        Proof.WORKED_FOR_MONTHS: (
            "funcionó durante meses y ayer dejó de funcionar",
            "Después de 6 meses ya no funciona",
            "Llevaba más de un año funcionando",
            "Seis meses sin problemas y ahora invalid_client",
        ),
        Proof.WORKED_BEFORE: (
            "Ya no funciona",
            "El login dejó de funcionar",
            "Desde ayer da invalid_client",
            "Funcionaba bien hasta la semana pasada",
        ),
        Proof.SINCE_KEY_REPLACED: (
            "desde que cambié la clave",
            "Revocamos la clave antigua y ahora falla",
            "Tras la rotación de la clave da error",
            "desde que generé un nuevo client secret",
        ),
        Proof.SINCE_TEAM_CHANGED: (
            "después de transferir la app a otro equipo",
            "Movimos la app a otra cuenta",
            "Desde la transferencia al nuevo equipo falla",
            "La app fue migrada a otra empresa",
        ),
        Proof.SINCE_CLIENT_ID_CHANGED: (
            "Cambié el bundle id",
            "Desde que renombramos el Services ID",
            "Tras cambiar el client_id da invalid_client",
            "El identificador fue modificado",
        ),
        Proof.SINCE_ADDRESS_CHANGED: (
            "desde que cambiamos de dominio",
            "Cambié la URL de redirección",
            "Tras migrar el dominio falla",
            "El dominio fue cambiado ayer",
        ),
        Proof.SINCE_DEPLOYMENT: (
            "desde el último despliegue",
            "después de la actualización falla",
            "Desde que desplegamos da invalid_client: el deploy",
            "Tras el reinicio da error",
        ),
        Proof.SINCE_REGISTRATION: (
            "nuevo Services ID creado hace una hora",
            "Creé la clave hoy",
            "Acabo de crear una clave nueva",
            "La capability fue activada hace 10 minutos",
        ),
    },
    does_not_say={
        Proof.ONLY_WEB_FAILS: ("iOS no funciona", "No es solo en la web", "¿Falla solo en la web?"),
        Proof.ONLY_APP_FAILS: ("La app falla y la web tampoco funciona", "Tenemos una app para iOS"),
        Proof.ONLY_ANDROID_FAILS: ("Android funciona, iOS funciona", "¿Es solo en Android?"),
        Proof.ONLY_SERVER_FAILS: ("Falla en local y en el servidor", "Si funciona en local pero no en el servidor"),
        Proof.ONLY_LOCAL_FAILS: ("Trabajo en local",),
        Proof.ONLY_APPLE_FAILS: ("Google tampoco funciona", "Apple funciona, Google funciona"),
        Proof.ONLY_SECOND_TIME_FAILS: ("la segunda vez funciona",),
        Proof.ONLY_REFRESH_FAILS: ("Renovamos el token cada día",),
        Proof.ONLY_SOME_USERS_FAIL: ("falla para todos los usuarios", "no solo para algunos usuarios"),
        Proof.ONLY_SOMETIMES_FAILS: ("siempre falla",),
        Proof.ONLY_FIRST_TIME_HAS_DETAILS: ("El correo llega",),
        Proof.WORKED_FOR_MONTHS: ("¿Funcionó durante meses?", "El secreto es válido por seis meses", "Nunca funcionó durante meses"),
        Proof.WORKED_BEFORE: ("funciona", "¿Funcionaba antes?"),
        Proof.SINCE_KEY_REPLACED: ("si cambiaste la clave", "No cambié la clave", "Tras la rotación de la clave funciona"),
        Proof.SINCE_TEAM_CHANGED: ("La app nunca fue transferida a otro equipo", "¿Has transferido la app a otro equipo?"),
        Proof.SINCE_CLIENT_ID_CHANGED: ("No he cambiado el bundle id", "¿Debo cambiar el bundle id?"),
        Proof.SINCE_ADDRESS_CHANGED: ("No cambiamos el dominio",),
        Proof.SINCE_DEPLOYMENT: ("Desplegamos los viernes", "Después de la actualización funciona de nuevo"),
        Proof.SINCE_REGISTRATION: ("Creé la clave hace dos años",),
    },
)
