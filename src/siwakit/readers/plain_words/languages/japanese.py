"""Plain words in Japanese."""

from __future__ import annotations

from siwakit.evidence.said import Proof
from siwakit.readers.plain_words.model import Change, Language, Topic, signs

_DONE = "(?:した|しました|して以来|してから|後|し?たら|され|しており|して(?!い(?:な|ま)|おら))"
_DID = f"(?:変更|交換|更新|差し替え|入れ替え|切り替え|置き換え|リネーム){_DONE}|変えた|変えました|変えて(?!い)|変わっ|[替換]え(?:た|まし)|入れ替わっ"
_DOING = "変更|交換|更新|差し替え|切り替え|入れ替え|新しい"
_MONTHS = "(?:[半数一二三四五六七八九十\\d]+)\\s?(?:[かヶヵカケ]月|ヶ月間|年)(?:間|以上)?|半年(?:間|以上)?|長い間|長期間|ずっと前|何[かヶ]月も|数年"

JAPANESE = Language(
    name="Japanese",
    is_spoken="[\u3040-\u30ff]",
    topics={
        Topic.WEB: signs("ウェブ(?:サイト|アプリ|版)?|ブラウザー?|サイト|(?<![a-z])web(?:サイト|アプリ|版|側)", "web|safari|chrome|pc"),
        Topic.ANDROID: signs("アンドロイド", "android"),
        Topic.APP: signs("アイフォン|実機|ネイティブ(?:アプリ)?|(?<![a-z])ios(?:アプリ|端末)|アプリ", "ios|iphone|ipad"),
        Topic.OTHERS: signs(
            "グーグル|他の(?:プロバイダー?|ログイン|ソーシャルログイン|サービス)|ほかの(?:プロバイダー?|ログイン)",
            "google|facebook|github|line|microsoft",
        ),
        Topic.LOCAL: signs("ローカル(?:環境|ホスト)?|開発環境|手元(?:の(?:環境|マシン|pc))?|自分の(?:pc|mac|マシン)", "localhost|local"),
        Topic.SERVER: signs("本番(?:環境|サーバー?)?|サーバー?(?:上)?|ステージング(?:環境)?|デプロイ先", "production|prod|docker|heroku|aws"),
        Topic.FIRST: signs("初回(?:の?ログイン|サインイン)?|(?:1|一|１)回目(?:の(?:ログイン|リクエスト))?|最初(?:の(?:ログイン|1回))?|初めて"),
        Topic.SECOND: signs(
            "(?:2|二|２)(?:回目|度目)(?:以降)?(?:の(?:ログイン|リクエスト))?|次回(?:以降)?(?:のログイン)?|再ログイン(?:時)?|それ以降|以降のログイン"
        ),
        Topic.REFRESH: signs(
            "リフレッシュ(?:トークン)?(?:時|の?(?:更新|取得))?|トークンの?(?:更新|リフレッシュ)", "refresh|refresh_token|refresh token"
        ),
        Topic.SIGN_IN: signs("ログイン|サインイン|認証|認可"),
        Topic.SOME_USERS: signs("(?:一部|特定|ごく一部|何人か|数人|少数)の?(?:ユーザー?|アカウント|人|お客様|利用者)"),
        Topic.APPLE: signs("アップル", "apple"),
    },
    works=signs(
        "動く|動き(?:ます|ました)|動いて(?:い|る|お)|動作(?:する|します|して)|成功|できる|できます|できて|できました|正常|大丈夫|通る|通ります|うまくい(?:く|きます|って)|使え(?:る|ます)|取れる|取れます",
        "ok",
    ),
    fails=signs(
        "動か(?:ない|な|ず|なく)|動きません|動いて(?:い)?ません|できない|できません|できなく|できず|失敗|エラー|ダメ|だめ|駄目|使え(?:ない|ません|なく)|落ち(?:る|ます)|通らない|うまくいか|返って|返り|になります|出る|出ます|出て|発生"
        "|起き|取れない|取れません|NG",
        r"invalid_\w+|error|400|401|403|500|ng",
    ),
    fine=signs("(?:問題|エラー)(?:は|も)?(?:なく|ない|ありません|無い|なし|出ない|出ません|は出な)|失敗しない"),
    negation=signs("(?!)"),
    only=(
        r"(?:だけ|唯一|のみ)(?!で)",
        r"(?:の場合|の時|のとき|環境|時|上|の方|側)?(?:での|で|にて|に|の)?(?:だけ|のみ)|(?:環境|上)?(?:で)?しか(?=動|使え|でき|成功)",
    ),
    not_only=signs("だけで(?:は)?な|だけじゃな|のみなら|のみで(?:は)?な|に限らず|だけでは(?:あり|ご)"),
    but=signs("(?<=[くすいるたんだ])(?:が|けど|けれども?|のに|ものの)|のに対し|しかし|でも|一方(?:で|、)?|ところが|ただし"),
    also=signs("(?<=[いくるす])し、?|そして|また"),
    rewrites=(
        (r"(.{1,14}?)以外(?:では|は|なら|の環境では)", r"\1だけ失敗、他は"),
        (r"(?<=しか)(?:動か(?:ない|ず)|動きません|使え(?:ない|ません)|でき(?:ない|ません)|成功しない|成功しません)", "動く"),
    ),
    condition=signs("もし|仮に|万が一"),
    advice=signs(
        "場合は(?:確認|必要)|してください|すべき|必要があります|ましたか|でしょうか|もし.{0,30}(?:なら|たら|れば)|かどうか|確認して|べきです"
    ),
    question=signs("なぜ|どうして|どう|何|どこ|いつ|誰|どの"),
    asks=r"\s*(?:なぜ|どうして|何|誰か|どなたか|わかる|分かる|どう|原因|教えて|どこ|対処)",
    resolved=signs("解決しました|解決した|直りました|直った|治った|復旧しました|再び動|また動くように|正常に戻"),
    since=signs("から|以来|以降|後に?|のち|まで|ので"),
    since_then=signs("から|以来|以降|後に?|のち|まで|ので"),
    until=signs("まで|前"),
    sudden=signs("突然|急に|いきなり|(?:昨日|今日|今朝|先週|先月|最近|一昨日|月曜)から|昨日以降|今日になって"),
    sometimes=signs("時々|ときどき|たまに|ランダムに|不定期に|断続的|間欠的|まれに|稀に|毎回では(?:ない|ありません)|場合もあ|ことがあ"),
    worked_for_months=(
        f"(?:{_MONTHS}).{{0,12}}?(?:動いて|動作して|使えて|問題なく|正常|運用|できて)",
        f"(?:{_MONTHS})(?:後|経って|たって|ほど経|過ぎ|経過|で).{{0,16}}?(?:動か|できな|エラー|失敗|invalid_client|使えな|切れ)",
    ),
    worked_before=(
        "(?:できなく|動かなく|使えなく|ログインできなく|通らなく)な(?:った|り|って)",
        "(?:以前|前|昨日|先週|これまで|今まで|先月)(?:は|まで(?:は)?|までは)?.{0,14}?(?:動いて|できて|使えて|問題な|正常|動作して)",
    ),
    details=signs("メール(?:アドレス)?|名前|氏名|フルネーム", "email|fullname|name"),
    missing=signs("ない|なく|空|取れな|取得できな|返らな|返ってこな|返ってきま|来な|来ま|ません|欠け|消え", "null|nil|undefined"),
    changes={
        Proof.SINCE_KEY_REPLACED: Change(
            what=signs("秘密鍵|鍵|キー|シークレット", r"p8|key|client_?secret|client secret"),
            did=f"(?:ローテーション|ローテート|失効|再発行|再生成|再作成|削除|作り直)(?:した|しました|して以来|してから|後|たら|され|し(?:た|まし|て))|{_DID}",
            doing=f"ローテーション|失効|再発行|再生成|{_DOING}",
        ),
        Proof.SINCE_TEAM_CHANGED: Change(
            what=signs(
                "(?:別|他|新しい|違う|ほか)の?(?:チーム|アカウント|会社|組織|デベロッパ)|チーム|デベロッパーアカウント|開発者アカウント|アプリ",
                "team",
            ),
            did=f"(?:移管|譲渡|移行|移動|転送){_DONE}|移し(?:た|ました|て(?!い))|{_DID}",
            doing="移管|譲渡",
        ),
        Proof.SINCE_CLIENT_ID_CHANGED: Change(
            what=signs(
                "バンドル\\s?id|パッケージ名|識別子|クライアント\\s?id|サービス\\s?id", r"(?:bundle|client|services?|app)[ _-]?id(?:entifier)?"
            ),
            did=_DID,
            doing="(?!)",
        ),
        Proof.SINCE_ADDRESS_CHANGED: Change(
            what=signs("ドメイン|リダイレクト\\s?ur[il]|コールバック\\s?ur[il]|戻り先", r"redirect_?ur[il]|redirect ur[il]"),
            did=f"(?:移行|移転|引っ越し)(?:した|しました|してから|後|たら|し)|{_DID}",
            doing="(?!)",
        ),
        Proof.SINCE_DEPLOYMENT: Change(
            what=signs("再?デプロイ|リリース|アップデート|アップグレード|バージョンアップ|再起動|更新"),
            did="(?:した)?後|(?:し)?てから|以降|以来|したら|すると",
        ),
        Proof.SINCE_REGISTRATION: Change(
            what=signs(
                "鍵|キー|識別子|開発者アカウント|ドメイン|ケイパビリティ|サービス\\s?id",
                r"services? ?id|app ?id|bundle ?id|key|capability|return url",
            ),
            did="作成|作った|登録|有効に|有効化|追加|設定した|生成|新規|新しい|発行",
        ),
    },
    recently=signs(
        "(?:[一二三四五六七八九十数\\d]+\\s?(?:時間|分))(?:ほど)?(?:前|後)|さっき|先ほど|たった今|今日|今朝|昨日|ついさっき|ばかり|作りたて"
    ),
    says={
        Proof.ONLY_WEB_FAILS: (
            "Webだけ失敗します、iOSは動きます",
            "iOSでは動きますが、Webでは動きません。",
            "ブラウザでのみエラーになります",
            "iPhoneでは問題ありません。サイトではinvalid_clientになります。",
        ),
        Proof.ONLY_APP_FAILS: (
            "Webでは動きますが、アプリでは動きません",
            "iOSだけエラーです",
            "ブラウザでは成功するのに、iPhoneでは失敗します",
            "アプリでのみ失敗します",
        ),
        Proof.ONLY_ANDROID_FAILS: (
            "Androidだけ失敗します",
            "iOSでは動くけど、Androidではエラーになる",
            "Androidでのみ発生します",
            "Android以外では動きます",
        ),
        Proof.ONLY_SERVER_FAILS: (
            "ローカルでは動きますが、サーバーでは動きません",
            "本番環境だけエラー",
            "手元では問題ないのに、本番ではinvalid_clientになります",
            "本番でのみ失敗します",
        ),
        Proof.ONLY_LOCAL_FAILS: (
            "本番では動きますが、ローカルでは動きません",
            "ローカルだけエラーになります",
            "サーバーでは成功するが、localhostでは失敗する",
            "開発環境でのみ発生します",
        ),
        Proof.ONLY_APPLE_FAILS: (
            "Googleではログインできますが、Appleではできません",
            "他のプロバイダは正常です",
            "GoogleやFacebookは問題なく、Appleだけ失敗します",
            "Googleログインは動きます。Appleはinvalid_clientになります。",
        ),
        Proof.ONLY_SECOND_TIME_FAILS: (
            "2回目は失敗します",
            "初回ログインは成功しますが、2回目以降はエラーになります",
            "1回目は動くのに、2回目はinvalid_grantになる",
            "再ログイン時にエラーが出ます",
        ),
        Proof.ONLY_REFRESH_FAILS: (
            "リフレッシュ時のみ失敗します",
            "ログインは成功しますが、トークンの更新は失敗します",
            "サインインはできるけど、リフレッシュトークンでエラーになる",
            "トークンのリフレッシュだけエラーです",
        ),
        Proof.ONLY_SOME_USERS_FAIL: (
            "一部のユーザーだけ失敗します",
            "特定のユーザーがログインできません",
            "一部のアカウントでエラーになります",
            "数人のユーザーで発生しています",
        ),
        Proof.ONLY_SOMETIMES_FAILS: (
            "時々失敗します",
            "たまにinvalid_clientが返ってきます",
            "ランダムにエラーが出ます",
            "ログインできることがあるが、失敗することもある",
        ),
        Proof.ONLY_FIRST_TIME_HAS_DETAILS: (
            "2回目のログインではメールがありません",
            "名前は初回のみ返ってきます",
            "再ログイン時にemailがnullになる",
            "2回目以降は名前が取れない",
        ),
        Proof.WORKED_FOR_MONTHS: (
            "半年間問題なく動いていましたが、昨日から失敗します",
            "6ヶ月後にログインできなくなった",
            "数年運用していて急にエラーになった",
            "1年以上正常に動いていた",
        ),
        Proof.WORKED_BEFORE: ("突然ログインできなくなった", "昨日まで動いていました", "今朝からinvalid_clientになります", "以前は問題なくできていた"),
        Proof.SINCE_KEY_REPLACED: (
            "鍵を交換してから動きません",
            "p8キーを変更した後、エラーになります",
            "秘密鍵をローテーションしたら失敗します",
            "クライアントシークレットを再生成してから失敗します",
        ),
        Proof.SINCE_TEAM_CHANGED: (
            "アプリを別のチームに移管した後",
            "別のアカウントにアプリを譲渡してからエラーになります",
            "チームを変更してからログインできません",
            "新しい会社にアプリを移管しました",
        ),
        Proof.SINCE_CLIENT_ID_CHANGED: (
            "バンドルIDを変更しました",
            "bundle idを変えてから失敗します",
            "Services IDを変更した後エラーになります",
            "クライアントIDが変更されてから動きません",
        ),
        Proof.SINCE_ADDRESS_CHANGED: (
            "ドメインを変更してから動きません",
            "リダイレクトURIを変更しました",
            "新しいドメインに移行した後エラーになります",
            "コールバックURLを変えてから失敗します",
        ),
        Proof.SINCE_DEPLOYMENT: (
            "再デプロイ後に動きません",
            "アップデートしてからエラーになります",
            "リリース後にinvalid_clientになります",
            "再起動したら失敗します",
        ),
        Proof.SINCE_REGISTRATION: (
            "1時間前に作成したServices IDです",
            "キーはさっき作成しました",
            "App IDは今日登録しました",
            "capabilityを10分前に有効にしました",
        ),
    },
    does_not_say={
        Proof.ONLY_WEB_FAILS: ("iOSは動きません", "Webだけではない", "Webだけ失敗しますか？"),
        Proof.ONLY_APP_FAILS: ("アプリも失敗し、Webも失敗します", "アプリがあります"),
        Proof.ONLY_ANDROID_FAILS: ("Androidは動きます、iOSは動きます", "Androidだけですか？"),
        Proof.ONLY_SERVER_FAILS: ("ローカルでも本番でも失敗します", "もしローカルでは動くが本番では動かないなら"),
        Proof.ONLY_LOCAL_FAILS: ("ローカルで実行しています",),
        Proof.ONLY_APPLE_FAILS: ("Googleも失敗します", "Appleは動きます、Googleは動きます"),
        Proof.ONLY_SECOND_TIME_FAILS: ("2回目は成功します",),
        Proof.ONLY_REFRESH_FAILS: ("毎日トークンを更新しています",),
        Proof.ONLY_SOME_USERS_FAIL: ("全ユーザーで失敗します",),
        Proof.ONLY_SOMETIMES_FAILS: ("必ず失敗します",),
        Proof.ONLY_FIRST_TIME_HAS_DETAILS: ("メールは届きます",),
        Proof.WORKED_FOR_MONTHS: ("半年間動いていましたか？", "シークレットの有効期限は6ヶ月です"),
        Proof.WORKED_BEFORE: ("動きます", "以前は動いていましたか？"),
        Proof.SINCE_KEY_REPLACED: ("もし鍵を交換したなら", "鍵は交換していません", "鍵を交換した後は正常です"),
        Proof.SINCE_TEAM_CHANGED: ("アプリは移管していません", "アプリを別のチームに移管しましたか？"),
        Proof.SINCE_CLIENT_ID_CHANGED: ("バンドルIDは変更していません",),
        Proof.SINCE_ADDRESS_CHANGED: ("ドメインは変更していません",),
        Proof.SINCE_DEPLOYMENT: ("金曜日にデプロイします", "アップデートしてから正常です"),
        Proof.SINCE_REGISTRATION: ("キーは2年前に作成しました",),
    },
)
