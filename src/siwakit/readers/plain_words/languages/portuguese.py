"""Plain words in Portuguese, of Brazil and of Portugal."""

from __future__ import annotations

from siwakit.evidence.said import Proof
from siwakit.readers.plain_words.model import Change, Language, Topic, words

_DID = (
    "mud(?:ei|amos|ou|aram|ado|ada)|troc(?:amos|ou|ado|ada)|troquei|substitu~|renov(?:ei|amos|ou|ado|ada)|renome~|alter(?:ei|amos|ou|ado|ada)"
    "|atualiz(?:ei|amos|ou|ado|ada)"
)
_DOING = "mudança|mudar|troca|trocar|substituição|substituir|alteração|alterar|renovação|renovar|renomear|nov[oa]s?|atualizar"
_MONTHS = (
    r"(?:(?:\d+|seis|vários|muitos|alguns|uns|um|dois|três|quatro|cinco|mais de|quase|meio|de|os|primeiros) ?){0,4}(?:meses|mês|anos?)|muito tempo"
)

PORTUGUESE = Language(
    name="Portuguese",
    is_spoken=words(
        "o|a|os|as|não|nao|desde|funciona|mas|com|só|apenas|somente|depois|uma|um|em|no|na|que|e|se|ao|do|da|é|está|foi|meu|minha|nosso|nossa"
        "|após|já|parou|há|por|para|falha|ontem|pelo|sem|recebe|uns|alguns|outros|dá|deu|enquanto|todos|quando|temos|nos|nas"
    ),
    topics={
        Topic.WEB: words(r"web|(?:o |no )?(?:site|página)(?: web)?|navegador~|safari|chrome|desktop"),
        Topic.ANDROID: words(r"android"),
        Topic.APP: words(
            r"ios|iphones?|ipads?|(?:o |a |no |na |nosso |meu )?(?:app|aplicativo|aplicação)(?: ios| móvel| nativ[oa])?|nativ[oa]|celular|telemóvel"
        ),
        Topic.OTHERS: words(r"google|facebook|github|microsoft|(?:todos )?os (?:outros|demais)(?: provedores| fornecedores)?|outros provedores"),
        Topic.LOCAL: words(r"local~|localhost|(?:na )?minha máquina|(?:no )?meu (?:computador|pc|mac|notebook)|(?:em )?(?:desenvolvimento|dev)"),
        Topic.SERVER: words(r"(?:em )?produção|prod|(?:o |no )?servidor~|staging|homologação|docker|kubernetes|aws|heroku|vercel|na nuvem"),
        Topic.FIRST: words(r"(?:a |na |o |no )?primeir[ao] (?:vez|tentativa|login|acesso|chamada)"),
        Topic.SECOND: words(
            r"(?:a |na |o |no )?(?:segund[ao]|próxim[ao]) (?:vez|tentativa|login|acesso|chamada)|(?:os |as |nos |nas )?(?:próximos|próximas"
            r"|demais|seguintes)"
            r" (?:vezes|logins|acessos)|logins (?:seguintes|posteriores)|ao (?:entrar|logar) de novo|acessos seguintes"
        ),
        Topic.REFRESH: words(r"(?:o |no )?refresh(?: token| do token)?|(?:ao )?(?:renovar|atualizar) o token|(?:a )?renovação do token"),
        Topic.SIGN_IN: words(r"(?:o )?login|entrar|a autenticação|o acesso|início de sessão"),
        Topic.SOME_USERS: words(
            r"(?:alguns|algumas|certos|certas|poucos|vários|um único|um) (?:dos (?:nossos )?)?(?:usuári[oa]s?|utilizador~|clientes?|contas?"
            r"|pessoas|testadores)"
        ),
        Topic.APPLE: words(r"(?:(?:o )?login (?:com (?:a )?|da )|iniciar sessão com (?:a )?)?apple"),
    },
    works=words("funciona~|funcionou|vai|roda~|rodou|ok|bem|certo|perfeito|perfeitamente|normal~|sucesso|passa"),
    fails=words(
        r"falha~|falhou|erros?|quebr~|invalid_\w+|rejeit~|recus~|retorna|devolve|dá|ocorre|acontece|recebe~|problemas?|400|401|403|500|trava"
    ),
    fine=words(r"(?:nenhum|sem|não há|zero) (?:\w+ )?(?:problemas?|erros?|falhas?)|não (?:falha|dá erro)~"),
    negation=words("não|nao|nunca|jamais|nenhum~|nada|nem|tampouco"),
    is_negation_first=True,
    only=(
        (
            r"(?<![a-zà-ÿ])(?:só|apenas|somente|unicamente|exclusivamente)(?: (?:falha|ocorre|acontece|funciona|dá|erro|em|com|ao|a|o|os|as|no|na"
            r"|nos"
            r"|nas|meu|minha|nosso|para|quando|pelo|é|há|de)){0,6} "
        ),
        r" (?:só|apenas|somente)\s*$",
    ),
    not_only=words("não (?:é )?(?:só|apenas|somente)"),
    but=words("mas|enquanto|porém|contudo|entretanto|embora|já (?:no|na|em|com)|e depois"),
    also=words("e"),
    rewrites=((words("exceto|menos|salvo|tirando"), ", falha só"),),
    condition=words("se|caso|quando você|supondo|suponha"),
    advice=words(
        "se você|se tu|se vocês|você (?:já|mudou|trocou|deve|precisa|pode|tem)|(?:deve|deveria|precisa|pode) \\w+|certifique-se|verifique|tente"
        "|confira"
    ),
    question=words(
        "por que|por quê|porque|como|quando|onde|quem|qual|o que|é|está|foi|funcionou|funciona|posso|devo|devemos|há|falha|alguém|você|já"
    ),
    asks=r"\s*(?:e )?(?:alguma|alguém|algum|por que|por quê|como|o que|ideias?|sabem|ajuda|onde|certo|qual|será|pode)(?![a-zà-ÿ])",
    resolved=words(
        "resolvid[oa]|corrigid[oa]|consertad[oa]|(?:funciona|funcionou|funcionando) (?:de novo|novamente|outra vez)|voltou a funcionar"
        "|a solução (?:era|foi|é)"
    ),
    since=words("desde|depois|após|a partir|até|porque|ao"),
    since_then=words("desde então|depois disso|depois"),
    until=words("até|antes"),
    sudden=words(
        "de repente|repentinamente|do nada|da noite para o dia|desde (?:ontem|hoje|esta manhã|a semana passada|segunda)|a partir de (?:ontem|hoje)"
    ),
    sometimes=words(
        "às vezes|as vezes|de vez em quando|aleatoria~|ocasional~|esporadica~|esporádic~|intermitente~|nem sempre|uma em cada (?:duas|três|dez)"
    ),
    worked_for_months=(
        words(
            rf"(?:funcionou|funcionava|funcionando|vinha funcionando|rodou|rodava|funciona)(?: \w+){{0,3}} (?:durante|por|há"
            rf"|faz)? ?(?:{_MONTHS})"
        ),
        words(rf"(?:depois de|após|ao fim de) (?:{_MONTHS})(?: [\w'-]+){{0,9}} (?:não|falha|erro|invalid_client|parou|funcionando)"),
        words(rf"(?:{_MONTHS}) (?:funcionando|sem (?:nenhum )?(?:problemas?|mudanças?))"),
    ),
    worked_before=(
        words(
            r"não (?:funciona|vai|roda|está funcionando) mais|não funciona mais|parou de (?:funcionar|rodar)|deixou de funcionar|já não funciona"
            r"|pararam de funcionar"
        ),
        words(r"(?:funcionava|funcionou|rodava)(?: \w+){0,3} (?:antes|até|ontem|anteriormente|semana passada|mês passado)"),
        words(r"(?:antes|até ontem|ontem|até pouco tempo),? (?:\w+ )?(?:funcionava|rodava)"),
    ),
    details=words(r"(?:o )?e-?mail|(?:o )?nome"),
    missing=words("null|nulo|falta~|vazi[oa]|não|nao|sem|nunca|sumiu|some|undefined"),
    changes={
        Proof.SINCE_KEY_REPLACED: Change(
            what=words(r"(?:a |minha |nossa )?chaves?(?: privada)?|p8|client[_ ]?secret|secret|segredo|key"),
            did=words(rf"rotacion(?:ei|amos|ou|ado|ada)|revog(?:uei|amos|ou|ado|ada)|revoguei|regener~|apag(?:uei|amos|ou)|{_DID}"),
            doing=words(f"rotação|rotacionar|revogar|regenerar|gerar|criar|{_DOING}"),
        ),
        Proof.SINCE_TEAM_CHANGED: Change(
            what=words(
                r"(?:outro|um novo|novo|diferente) time|(?:outra|uma nova|nova|diferente) (?:equipe|equipa|conta|empresa|organização)|time|equipe"
                r"|conta de desenvolvedor"
            ),
            did=words(f"transfer(?:i|imos|iu|ido|ida)|mov(?:i|emos|eu|ido|ida)|migr(?:ei|amos|ou|ado|ada)|{_DID}"),
            doing=words(f"transferência|transferir|migração|migrar|mover|{_DOING}"),
        ),
        Proof.SINCE_CLIENT_ID_CHANGED: Change(
            what=words(r"(?:bundle|client|services?|app)[ _-]?id(?:entifier)?s?|identificador~(?: do app)?|nome do pacote"),
            did=words(_DID),
            doing=words(_DOING),
        ),
        Proof.SINCE_ADDRESS_CHANGED: Change(
            what=words(r"(?:sub)?domínios?|(?:redirect|return|callback)[ _]ur[il]|ur[il] de (?:redirecionamento|retorno|callback)|redirect_uri"),
            did=words(f"migr(?:ei|amos|ou|ado|ada)|mov(?:emos|eu|ido)|{_DID}"),
            doing=words(f"migração|migrar|mover|passar|{_DOING}"),
        ),
        Proof.SINCE_DEPLOYMENT: Change(
            what=words("o|a|do|da|último|última|nosso|um|uma|de|que|novo|nova|fizemos|fiz"),
            did="(?!)",
            doing=words(
                "deploy|redeploy|implantação|implantamos|atualização|atualizar|atualizamos|upgrade|release|lançamento|reinício|reiniciar|publicamos"
            ),
        ),
        Proof.SINCE_REGISTRATION: Change(
            what=words(r"services? id|app id|bundle id|identificador~|chave|capability|capacidade|conta de desenvolvedor|return url|domínio"),
            did=words(
                "cri(?:ei|amos|ado|ada|ou)|registr(?:ei|amos|ado|ada|ou)|ativ(?:ei|amos|ado|ada|ou)|adicion~|configur(?:ei|amos|ado|ada)|ger(?:ei"
                "|amos|ado|ada|ou)|nov[oa]|habilit~|criar"
            ),
        ),
    },
    recently=words(
        r"(?:há|faz|a) (?:uma?|\d+|dois|duas|três|cinco|dez|uns|umas|meia) (?:minutos?|horas?|hora|min)|agora (?:mesmo|há pouco)|hoje|esta manhã"
        r"|ontem|acabei de|acabamos de|recém~"
    ),
    says={
        Proof.ONLY_WEB_FAILS: (
            "só na web, no iOS funciona",
            "No iPhone funciona, no site não",
            "Falha apenas no navegador",
            "O app iOS funciona mas o site retorna invalid_client",
        ),
        Proof.ONLY_APP_FAILS: ("Na web funciona, no app não", "só no iOS", "O site funciona bem mas o iPhone dá erro", "Só falha no iPhone"),
        Proof.ONLY_ANDROID_FAILS: (
            "só no Android",
            "Funciona no iOS mas não no Android",
            "O Android recebe invalid_client, o iOS funciona sem problemas",
            "Funciona em todo lugar exceto no Android",
        ),
        Proof.ONLY_SERVER_FAILS: (
            "funciona localmente, no servidor não",
            "só em produção",
            "Na minha máquina não há problemas, em produção falha",
            "No localhost funciona. No servidor dá invalid_client.",
        ),
        Proof.ONLY_LOCAL_FAILS: (
            "Em produção funciona, no localhost não",
            "só no localhost",
            "O servidor funciona bem mas localmente falha",
            "Só falha na minha máquina",
        ),
        Proof.ONLY_APPLE_FAILS: (
            "funciona com Google, com Apple não",
            "Todos os outros provedores funcionam",
            "Google e Facebook funcionam sem problemas, só a Apple falha",
            "O login com Google funciona. A Apple retorna invalid_client.",
        ),
        Proof.ONLY_SECOND_TIME_FAILS: (
            "na segunda vez falha",
            "O primeiro login funciona, os próximos logins não",
            "A primeira vez funciona, a próxima vez dá erro",
            "Na segunda tentativa dá invalid_grant",
        ),
        Proof.ONLY_REFRESH_FAILS: (
            "só no refresh",
            "O login funciona mas a renovação do token falha",
            "O login funciona, o refresh token dá erro",
            "Falha apenas ao renovar o token",
        ),
        Proof.ONLY_SOME_USERS_FAIL: (
            "só para alguns usuários",
            "Alguns clientes não conseguem entrar",
            "Falha com certas contas",
            "Para poucos utilizadores dá erro",
        ),
        Proof.ONLY_SOMETIMES_FAILS: ("às vezes falha", "De vez em quando dá invalid_client", "O login falha aleatoriamente", "Nem sempre funciona"),
        Proof.ONLY_FIRST_TIME_HAS_DETAILS: (
            "o e-mail falta no segundo login",
            "Recebemos o nome só na primeira vez",
            "Nos próximos logins o email é null",
            "O nome não vem na próxima vez",
        ),
        Proof.WORKED_FOR_MONTHS: (
            "funcionou por meses e ontem parou",
            "Depois de 6 meses não funciona mais",
            "Vinha funcionando há mais de um ano",
            "Seis meses sem problemas e agora invalid_client",
        ),
        Proof.WORKED_BEFORE: (
            "Não funciona mais",
            "O login parou de funcionar",
            "Desde ontem dá invalid_client",
            "Funcionava bem até a semana passada",
        ),
        Proof.SINCE_KEY_REPLACED: (
            "desde que troquei a chave",
            "Revogamos a chave antiga e agora falha",
            "Após a rotação da chave dá erro",
            "desde que gerei um novo client secret",
        ),
        Proof.SINCE_TEAM_CHANGED: (
            "depois de transferir o app para outro time",
            "Migramos o app para outra conta",
            "Desde a transferência para a nova equipe falha",
            "O app foi transferido para outra empresa",
        ),
        Proof.SINCE_CLIENT_ID_CHANGED: (
            "Mudei o bundle id",
            "Desde que renomeamos o Services ID",
            "Após alterar o client_id dá invalid_client",
            "O identificador foi alterado",
        ),
        Proof.SINCE_ADDRESS_CHANGED: (
            "desde que mudamos de domínio",
            "Troquei a URL de redirecionamento",
            "Após migrar o domínio falha",
            "O domínio foi alterado ontem",
        ),
        Proof.SINCE_DEPLOYMENT: (
            "desde o último deploy",
            "depois da atualização falha",
            "Depois que fizemos o deploy dá invalid_client",
            "Após o reinício dá erro",
        ),
        Proof.SINCE_REGISTRATION: (
            "novo Services ID criado há uma hora",
            "Criei a chave hoje",
            "Acabei de criar a chave",
            "A capability foi ativada há 10 minutos",
        ),
    },
    does_not_say={
        Proof.ONLY_WEB_FAILS: ("O iOS não funciona", "Não é só na web", "Falha só na web?"),
        Proof.ONLY_APP_FAILS: ("O app falha e a web também não funciona", "Temos um app para iOS"),
        Proof.ONLY_ANDROID_FAILS: ("O Android funciona, o iOS funciona", "É só no Android?"),
        Proof.ONLY_SERVER_FAILS: ("Falha localmente e no servidor", "Se funciona localmente mas não no servidor"),
        Proof.ONLY_LOCAL_FAILS: ("Trabalho localmente",),
        Proof.ONLY_APPLE_FAILS: ("O Google também não funciona", "A Apple funciona, o Google funciona"),
        Proof.ONLY_SECOND_TIME_FAILS: ("na segunda vez funciona",),
        Proof.ONLY_REFRESH_FAILS: ("Renovamos o token todo dia",),
        Proof.ONLY_SOME_USERS_FAIL: ("falha para todos os usuários", "não só para alguns usuários"),
        Proof.ONLY_SOMETIMES_FAILS: ("sempre falha",),
        Proof.ONLY_FIRST_TIME_HAS_DETAILS: ("O e-mail chega",),
        Proof.WORKED_FOR_MONTHS: ("Funcionou por meses?", "O secret é válido por seis meses", "Nunca funcionou por meses"),
        Proof.WORKED_BEFORE: ("funciona", "Funcionava antes?"),
        Proof.SINCE_KEY_REPLACED: ("se você trocou a chave", "Não troquei a chave", "Após a rotação da chave funciona"),
        Proof.SINCE_TEAM_CHANGED: ("O app nunca foi transferido para outro time", "Você transferiu o app para outro time?"),
        Proof.SINCE_CLIENT_ID_CHANGED: ("Não mudei o bundle id", "Devo mudar o bundle id?"),
        Proof.SINCE_ADDRESS_CHANGED: ("Não mudamos o domínio",),
        Proof.SINCE_DEPLOYMENT: ("Fazemos deploy às sextas", "Depois da atualização funciona de novo"),
        Proof.SINCE_REGISTRATION: ("Criei a chave há dois anos",),
    },
)
