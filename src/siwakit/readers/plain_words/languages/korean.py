"""Plain words in Korean."""

from __future__ import annotations

from siwakit.evidence.said import Proof
from siwakit.readers.plain_words.model import Change, Language, Topic, signs

_DID = "(?:변경|교체|갱신|수정|업데이트)(?:했|한|하고|된|됐|되|하였|후|하니)|바꾼|바꿨|바꾸고|바뀐|바뀌|바꾸니"
_DOING = "변경|교체|갱신|수정|새로운|새 "
_MONTHS = "(?:[\\d한두세네몇여섯다섯반]+\\s?)(?:개월|달|년)(?:\\s?(?:동안|간|넘게|이상))?|반년|오랫동안|오래"

KOREAN = Language(
    name="Korean",
    is_spoken="[\uac00-\ud7af]",
    topics={
        Topic.WEB: signs("웹(?:사이트|페이지|앱)?|브라우저|홈페이지|사이트|사파리|크롬", "web|safari|chrome|pc"),
        Topic.ANDROID: signs("안드로이드", "android"),
        Topic.APP: signs("아이폰|네이티브(?:\\s?앱)?|앱|실기기|아이패드|(?<![a-z])ios(?: ?앱)?", "ios|iphone|ipad"),
        Topic.OTHERS: signs("구글|카카오|네이버|다른\\s?(?:소셜\\s?)?(?:로그인|제공자|플랫폼|공급자)|나머지", "google|facebook|github|kakao|naver"),
        Topic.LOCAL: signs("로컬(?:\\s?환경)?|개발\\s?(?:환경|서버)|내\\s?(?:컴퓨터|pc|맥|노트북)|제\\s?(?:컴퓨터|pc|맥|노트북)", "localhost|local"),
        Topic.SERVER: signs(
            "운영(?:\\s?(?:환경|서버))?|서버|배포\\s?(?:환경|서버)|상용(?:\\s?서버)?|프로덕션|스테이징|실서버", "production|prod|docker|aws|heroku"
        ),
        Topic.FIRST: signs("(?:첫|처음|최초|첫\\s?번째|1번째)\\s?(?:로그인|번|시도|요청|가입)?(?:째)?"),
        Topic.SECOND: signs(
            "(?:두\\s?번째|2번째)\\s?(?:로그인|번|시도|요청)?(?:부터|할\\s?때)?|다음\\s?(?:로그인|번|시도|요청)|(?:다시\\s?|재|이후\\s?)로그인"
        ),
        Topic.REFRESH: signs("(?:토큰\\s?)?(?:리프레시|리프레쉬|갱신|재발급)(?:\\s?토큰)?(?:\\s?할\\s?때)?", "refresh|refresh_token|refresh token"),
        Topic.SIGN_IN: signs("로그인|인증"),
        Topic.SOME_USERS: signs("(?:일부|특정|몇몇|어떤|소수)\\s?(?:의\\s?)?(?:사용자|유저|계정|고객|회원|사람)"),
        Topic.APPLE: signs("애플", "apple"),
    },
    works=signs(
        "(?<!안 )(?<!안)(?:됩니다|되는데|되고|된다|됐|되지만|되요"
        "|돼요|잘\\s?(?:되|됩|돼)|되(?=\\s|$)|작동(?:하|합|함)|동작(?:하|합|함)|성공|정상|가능|괜찮)",
        "ok",
    ),
    fails=signs(
        "안\\s?(?:됩|되|돼|된|됨)|실패|에러|오류|못\\s?(?:하|합|해)|불가|않|작동\\s?안|동작\\s?안|발생|뜹니다|뜨|떠요|나옵|납니다|나요|나와|문제가|거부|막힙|안\\s?나|못\\s?받",
        r"invalid_\w+|error|400|401|403|500",
    ),
    fine=signs("(?:문제|에러|오류)(?:가|는|도)?\\s?없|문제\\s?없이|이상\\s?없"),
    negation=signs("(?!)"),
    only=(r"오직\s?", r"\s?(?:환경)?(?:에서만|만|에서\s?로그인할\s?때만|할\s?때만|때만|에게만|한테만)|(?:에서)?\s?밖에"),
    not_only=signs("만\\s?(?:이\\s?)?아니|뿐만\\s?아니|만\\s?그런\\s?(?:게|것이)\\s?아니|만의\\s?문제는\\s?아니"),
    but=signs("(?<=[가-힣])(?:지만|는데|은데|ㄴ데|인데|으나|나\\s)|하지만|그런데|반면에?|그러나|그러다가?|근데"),
    also=signs("(?<=[되하])고\\s|그리고"),
    rewrites=(
        (r"(\S{1,14}?)(?:를|을)?\s?(?:말고는|외에는|빼고는?|제외하고는?|제외하면)", r"\1만 실패, 그 외는"),
        (r"(?<=밖에)\s?안\s?(?:됩니다|돼요|된다|되요)", " 됩니다"),
    ),
    condition=signs("만약|만일|혹시"),
    advice=signs("(?:했|됐|하셨|었|았)다면|하시면|해야\\s?(?:합|하)|하세요|해\\s?보세요|확인해|인지\\s?(?:확인|궁금)|셨나요|필요가\\s?있|만약"),
    question=signs("왜|어떻게|무엇|뭐|언제|어디|누가|혹시"),
    asks=r"\s*(?:왜|혹시|무엇|뭐가|어떻게|아시는|도와|원인|이유|어디|방법|누구)",
    resolved=signs("해결(?:했|됐|되었|됨)|고쳤|다시\\s?(?:잘\\s?)?(?:됩니다|작동|동작|정상)|복구됐|정상으로\\s?돌아"),
    since=signs("이후|후에?|뒤(?:로|에)?|부터|까지|때문|하고\\s?나서|고\\s?나서"),
    since_then=signs("이후|후에?|뒤(?:로|에)?|부터|까지|때문|하고\\s?나서|고\\s?나서"),
    until=signs("까지|전"),
    sudden=signs("갑자기|갑작스|느닷없이|(?:어제|오늘|아침|지난\\s?주|며칠\\s?전|최근|그제|월요일)\\s?(?:아침)?부터"),
    sometimes=signs("가끔|때때로|간헐적|랜덤|종종|이따금|어떨\\s?때|항상은\\s?아니|불규칙"),
    worked_for_months=(
        f"(?:{_MONTHS}).{{0,14}}?(?:잘\\s?(?:됐|되다|됐었|되었|돌아|작동)|작동했|동작했|정상|문제\\s?없|사용했|운영)",
        f"(?:{_MONTHS})\\s?(?:후|뒤|지나|만에|되니).{{0,16}}?(?:안\\s?(?:됩|되|돼)|실패|오류|에러|invalid_client|만료)",
    ),
    worked_before=(
        "(?:더\\s?이상|이제)\\s?.{0,8}?(?:안\\s?(?:됩|되|돼|된)|작동하지|동작하지)|잘\\s?되다가|되던\\s?(?:게|것이|로그인이)|안\\s?되기\\s?시작",
        "(?:전에는|이전에는|어제까지(?:는|만)?|예전에는|지난\\s?주까지|원래|기존에는)\\s?.{0,12}?(?:됐|되었|잘\\s?되|정상|작동했|동작했|문제\\s?없)",
    ),
    details=signs("이메일|메일|이름|성명", "email|fullname|name"),
    missing=signs("없|안\\s?(?:옵|오|와|넘어)|누락|비어|못\\s?받|빈\\s?값|사라", "null|nil|undefined"),
    changes={
        Proof.SINCE_KEY_REPLACED: Change(
            what=signs("개인\\s?키|비밀\\s?키|키(?:를|가)?|시크릿", r"p8|key|client_?secret|client secret"),
            did=f"(?:폐기|재발급|재생성|삭제|로테이션|다시\\s?생성)(?:했|한|하고|된|됐|되|후|하니)|새로\\s?(?:만든|발급|생성)|{_DID}",
            doing=f"로테이션|재발급|폐기|{_DOING}",
        ),
        Proof.SINCE_TEAM_CHANGED: Change(
            what=signs("(?:다른|새|새로운)\\s?(?:팀|계정|회사|개발자\\s?계정|조직)|팀(?:을|이|으로)|개발자\\s?계정", "team"),
            did=f"(?:이전|이관|이동|양도|옮)(?:했|한|하고|된|됐|되|후|하니|겼|긴|기고)|{_DID}",
            doing=f"이전|이관|양도|{_DOING}",
        ),
        Proof.SINCE_CLIENT_ID_CHANGED: Change(
            what=signs(
                "번들\\s?(?:id|아이디)|패키지\\s?(?:명|이름)|식별자|클라이언트\\s?(?:id|아이디)|서비스\\s?(?:id|아이디)",
                r"(?:bundle|client|services?|app)[ _-]?id(?:entifier)?",
            ),
            did=_DID,
            doing="(?!)",
        ),
        Proof.SINCE_ADDRESS_CHANGED: Change(
            what=signs("도메인|리다이렉트\\s?(?:ur[il]|주소)|콜백\\s?(?:ur[il]|주소)", r"redirect_?ur[il]|redirect ur[il]"),
            did=f"(?:이전|옮)(?:했|한|하고|된|됐|되|후|하니|겼|긴|기고)|{_DID}",
            doing="(?!)",
        ),
        Proof.SINCE_DEPLOYMENT: Change(
            what=signs("재?배포|릴리스|릴리즈|업데이트|업그레이드|재시작|버전업"),
            did="(?:한\\s?|된\\s?)?(?:후|뒤|이후|다음)|하고\\s?나서|했더니|하니까?|하고부터",
        ),
        Proof.SINCE_REGISTRATION: Change(
            what=signs(
                "키(?:를|는|가)?|식별자|개발자\\s?계정|도메인|서비스\\s?(?:id|아이디)", r"services? ?id|app ?id|bundle ?id|key|capability|return url"
            ),
            did="만들|만든|생성|등록|추가|활성화|설정했|발급|새로운|새 |켰",
        ),
    },
    recently=signs("(?:[\\d한두세네몇열반]+\\s?(?:시간|분))\\s?전|방금|막|오늘|어제|아까|조금\\s?전"),
    says={
        Proof.ONLY_WEB_FAILS: (
            "웹에서만 안 됩니다, iOS는 됩니다",
            "아이폰에서는 잘 되는데 웹에서는 실패합니다",
            "브라우저에서만 오류가 납니다",
            "iOS는 문제 없습니다. 웹사이트에서는 invalid_client가 발생합니다.",
        ),
        Proof.ONLY_APP_FAILS: (
            "웹에서는 되는데 앱에서는 안 됩니다",
            "iOS에서만 실패합니다",
            "사이트는 정상인데 아이폰에서는 에러가 나요",
            "앱에서만 오류가 발생합니다",
        ),
        Proof.ONLY_ANDROID_FAILS: (
            "안드로이드에서만 안 됩니다",
            "iOS는 잘 되지만 안드로이드는 안 돼요",
            "안드로이드는 invalid_client, iOS는 문제 없이 됩니다",
            "안드로이드 말고는 다 됩니다",
        ),
        Proof.ONLY_SERVER_FAILS: (
            "로컬에서는 되는데 서버에서는 안 됩니다",
            "운영 환경에서만 실패합니다",
            "제 컴퓨터에서는 문제 없는데 서버에서 에러가 납니다",
            "로컬은 정상입니다. 운영 서버에서 invalid_client가 발생합니다.",
        ),
        Proof.ONLY_LOCAL_FAILS: (
            "서버에서는 되는데 로컬에서는 안 됩니다",
            "로컬에서만 오류가 납니다",
            "운영은 정상인데 localhost에서는 실패합니다",
            "개발 환경에서만 발생합니다",
        ),
        Proof.ONLY_APPLE_FAILS: (
            "구글은 되는데 애플은 안 됩니다",
            "다른 소셜 로그인은 정상입니다",
            "카카오와 네이버는 잘 되지만 애플만 실패합니다",
            "구글 로그인은 잘 됩니다. 애플은 invalid_client가 나옵니다.",
        ),
        Proof.ONLY_SECOND_TIME_FAILS: (
            "두 번째에는 실패합니다",
            "첫 로그인은 되지만 두 번째 로그인부터 안 됩니다",
            "처음에는 성공하는데 다시 로그인하면 에러가 납니다",
            "두번째 요청에서 invalid_grant가 발생합니다",
        ),
        Proof.ONLY_REFRESH_FAILS: (
            "토큰 갱신할 때만 실패합니다",
            "로그인은 되는데 리프레시 토큰은 안 됩니다",
            "로그인은 성공하지만 토큰 갱신은 invalid_client 에러가 납니다",
            "리프레시에서만 오류가 납니다",
        ),
        Proof.ONLY_SOME_USERS_FAIL: (
            "일부 사용자만 실패합니다",
            "특정 유저가 로그인을 못 합니다",
            "몇몇 계정에서 에러가 납니다",
            "일부 회원에게만 발생합니다",
        ),
        Proof.ONLY_SOMETIMES_FAILS: (
            "가끔 실패합니다",
            "간헐적으로 invalid_client가 발생합니다",
            "로그인이 랜덤하게 안 됩니다",
            "종종 에러가 납니다",
        ),
        Proof.ONLY_FIRST_TIME_HAS_DETAILS: (
            "두 번째 로그인에서 이메일이 없습니다",
            "이름은 첫 로그인에서만 옵니다",
            "재로그인하면 email이 null입니다",
            "다시 로그인하면 이름이 안 와요",
        ),
        Proof.WORKED_FOR_MONTHS: (
            "몇 달 동안 잘 됐는데 어제부터 안 됩니다",
            "6개월 후 로그인이 안 됩니다",
            "1년 넘게 문제 없이 사용했는데 invalid_client",
            "반년 동안 정상이었습니다",
        ),
        Proof.WORKED_BEFORE: (
            "잘 되다가 갑자기 안 됩니다",
            "어제까지는 잘 됐어요",
            "오늘부터 invalid_client가 발생합니다",
            "더 이상 로그인이 안 됩니다",
        ),
        Proof.SINCE_KEY_REPLACED: (
            "키를 교체한 후 안 됩니다",
            "p8 키를 바꿨더니 에러가 납니다",
            "개인 키를 재발급한 이후 실패합니다",
            "client secret을 새로 생성한 뒤 오류가 납니다",
        ),
        Proof.SINCE_TEAM_CHANGED: (
            "앱을 다른 팀으로 이전한 후",
            "다른 계정으로 앱을 옮긴 뒤 안 됩니다",
            "새 회사로 앱을 양도한 이후 실패합니다",
            "팀을 변경한 뒤로 오류가 납니다",
        ),
        Proof.SINCE_CLIENT_ID_CHANGED: (
            "번들 ID를 변경했습니다",
            "bundle id를 바꾼 뒤 안 됩니다",
            "Services ID를 변경한 후 실패합니다",
            "클라이언트 아이디가 변경된 이후 오류가 납니다",
        ),
        Proof.SINCE_ADDRESS_CHANGED: (
            "도메인을 변경한 후 안 됩니다",
            "리다이렉트 URI를 바꿨습니다",
            "새 도메인으로 이전한 뒤 실패합니다",
            "콜백 주소를 변경하고 나서 에러가 납니다",
        ),
        Proof.SINCE_DEPLOYMENT: ("재배포한 후 안 됩니다", "업데이트 후 에러가 납니다", "배포하고 나서 invalid_client", "서버 재시작 뒤 실패합니다"),
        Proof.SINCE_REGISTRATION: (
            "한 시간 전에 만든 Services ID입니다",
            "키는 방금 생성했습니다",
            "App ID를 오늘 등록했습니다",
            "10분 전에 capability를 활성화했습니다",
        ),
    },
    does_not_say={
        Proof.ONLY_WEB_FAILS: ("iOS는 안 됩니다", "웹에서만 그런 게 아니에요", "웹에서만 안 되나요?"),
        Proof.ONLY_APP_FAILS: ("앱도 실패하고 웹도 실패합니다", "앱이 있습니다"),
        Proof.ONLY_ANDROID_FAILS: ("안드로이드는 됩니다, iOS는 됩니다", "안드로이드에서만 그런가요?"),
        Proof.ONLY_SERVER_FAILS: ("로컬에서도 서버에서도 실패합니다", "만약 로컬에서는 되는데 서버에서는 안 된다면"),
        Proof.ONLY_LOCAL_FAILS: ("로컬에서 실행합니다",),
        Proof.ONLY_APPLE_FAILS: ("구글도 안 됩니다", "애플은 됩니다, 구글은 됩니다"),
        Proof.ONLY_SECOND_TIME_FAILS: ("두 번째에는 성공합니다",),
        Proof.ONLY_REFRESH_FAILS: ("매일 토큰을 갱신합니다",),
        Proof.ONLY_SOME_USERS_FAIL: ("모든 사용자가 실패합니다",),
        Proof.ONLY_SOMETIMES_FAILS: ("항상 실패합니다",),
        Proof.ONLY_FIRST_TIME_HAS_DETAILS: ("이메일이 옵니다",),
        Proof.WORKED_FOR_MONTHS: ("몇 달 동안 잘 됐나요?", "시크릿 유효기간은 6개월입니다"),
        Proof.WORKED_BEFORE: ("됩니다", "전에는 됐나요?"),
        Proof.SINCE_KEY_REPLACED: ("만약 키를 교체했다면", "키를 교체하지 않았습니다", "키를 교체한 후 다시 잘 됩니다"),
        Proof.SINCE_TEAM_CHANGED: ("앱을 다른 팀으로 이전하지 않았습니다", "앱을 다른 팀으로 이전하셨나요?"),
        Proof.SINCE_CLIENT_ID_CHANGED: ("번들 ID를 변경하지 않았습니다",),
        Proof.SINCE_ADDRESS_CHANGED: ("도메인은 그대로입니다",),
        Proof.SINCE_DEPLOYMENT: ("금요일마다 배포합니다", "업데이트 후 정상입니다"),
        Proof.SINCE_REGISTRATION: ("키는 2년 전에 만들었습니다",),
    },
)
