"""Plain words in Chinese, in simplified and traditional characters."""

from __future__ import annotations

from siwakit.evidence.said import Proof
from siwakit.readers.plain_words.model import Change, Language, Topic, signs

_DID = "(?:更换|更換|换|換|更新|修改|变更|變更|替换|替換|改)(?:了|过|過|成|为|為|掉了?)|被(?:更换|修改|替换|改)"
_DOING = "更换|更換|换|換|修改|变更|變更|替换|替換|更新|新的|改"
_MONTHS = "(?:[半一两二三四五六七八九十几好幾多\\d]+|半)\\s?(?:个|個)?(?:多)?(?:月|年)|很久|很长时间|很長時間|半年"

CHINESE = Language(
    name="Chinese",
    is_spoken="[\u4e00-\u9fff]",
    is_not_spoken="[\u3040-\u30ff]",
    topics={
        Topic.WEB: signs("网页(?:端|版)?|網頁(?:端|版)?|网站|網站|浏览器|瀏覽器|(?<![a-z])(?:web|h5|pc)端|前端", r"web|safari|chrome|h5"),
        Topic.ANDROID: signs("安卓(?:端|手机)?|安卓", "android"),
        Topic.APP: signs("苹果(?:手机|端|设备)|蘋果手機|手机端|原生|客户端|真机|(?<![a-z])(?:ios|app)端", "ios|iphone|ipad|app"),
        Topic.OTHERS: signs(
            "谷歌|微信|其他(?:登录|登入|平台|第三方|提供商|方式|都)|其它(?:登录|平台|方式)?|其他(?:的)?", "google|facebook|github|microsoft"
        ),
        Topic.LOCAL: signs("本地(?:环境|開發|开发)?|本機|本机|我的?电脑|我的電腦|开发环境|開發環境|测试环境", "localhost|local|dev"),
        Topic.SERVER: signs(
            "服务器(?:上)?|伺服器|生产(?:环境)?|正式(?:环境|環境)|线上(?:环境)?|線上|部署后|部署之后", "docker|production|prod|server|k8s"
        ),
        Topic.FIRST: signs("(?:第一次|首次|第1次)(?:登录|登入|请求|授权)?"),
        Topic.SECOND: signs("(?:第二次|第2次|再次|下一次|下次)(?:的)?(?:登录|登入|请求|授权|就)?|再登录|非首次"),
        Topic.REFRESH: signs(
            "刷新(?:的时候|时)?(?:\\s?(?:access\\s?)?token|令牌)?|(?:token|令牌)刷新|重新整理 ?token", "refresh|refresh_token|refresh token"
        ),
        Topic.SIGN_IN: signs("登录|登入|登陆|登錄|授权"),
        Topic.SOME_USERS: signs("(?:部分|个别|個別|有些|某些|少数|少數|一些|有的)(?:的)?(?:用户|用戶|使用者|账号|帳號|客户|人)"),
        Topic.APPLE: signs("苹果|蘋果", "apple"),
    },
    works=signs("正常|成功|可以|没问题|没事|沒問題|能用|好使|通过|能登|好的|好用", "ok"),
    fails=signs(
        "报错|報錯|失败|失敗|错误|錯誤|不行|不能|不可以|无法|無法|异常|異常|不了|不成功|用不了|登不上|出问题|出現|出现|返回|提示|拿不到|挂了|有问题|无效",
        r"invalid_\w+|error|400|401|403|500",
    ),
    fine=signs("没有?(?:任何)?(?:问题|错误|异常)|沒有?(?:任何)?(?:問題|錯誤)|不会(?:报错|失败)|一切正常|没报错"),
    negation=signs("不(?!同|断|过|過|止|仅|光|只)|没有?(?!问题|問題|事)|沒有?(?!問題)|未|并非|从不"),
    only=(
        r"(?:只有|仅有|只是|只在|仅在|僅在|只|仅|就|唯独|唯獨)(?:有|在|是|会在|能在|用|当|於|于|对|對|使用|支持|能用|错在)?\s?(?:用户|失败在|我的|用)?",
        "(?:上|端|时|中)?(?:才|独有)",
    ),
    not_only=signs("不只|不仅|不僅|不光|不止|不是只"),
    but=signs("但是|但|可是|而是|而(?!且)|却|卻|然而|不过|不過|只是|然后|可(?=在|是|安|网|服)"),
    also=signs("和|并且|并|同时"),
    rewrites=((r"除了(.{1,12}?)(?:以外|之外|外)?[,，]?\s?(?:都|全)", r"只有\1失败，余下都"),),
    condition=signs("如果|假如|要是|若|倘若|假设"),
    advice=signs("如果你|请检查|請檢查|是否|有没有|有沒有|你们?(?:是不是|改过|换过|应该|需要|可以)|需要先|建议|应该|請問你|记得|确保"),
    question=signs("为什么|為什麼|怎么|怎麼|如何|什么|哪|是不是|是否|有没有|难道|请问|請問|谁"),
    asks=r"\s*(?:请问|請問|有人|有没有|为什么|為什麼|怎么|怎麼|什么|什麼|求助|这是|是什么|该|谁|如何|怎样|大家|哪)",
    resolved=signs("已解决|已解決|解决了|解決了|修复了|恢复正常|又好了|又可以了|就好了|就正常了|原来是"),
    since=signs("自从|自從|从|以来|以后|之后|之後|后|後|自|因为|直到"),
    since_then=signs("自从|自從|从|以来|以后|之后|之後|后|後|自|因为|直到"),
    until=signs("直到|之前|以前|前"),
    sudden=signs("突然|忽然|莫名其妙|(?:从|自)?(?:昨天|今天|前天|今早|上周|上週|最近)(?:开始|起|開始)|昨天(?:就|突然)|今天(?:就|突然)"),
    sometimes=signs("有时候?|有時候?|偶尔|偶爾|间歇|間歇|随机|隨機|偶发|偶發|时好时坏|不定时|有一定概率|概率性|不是每次"),
    worked_for_months=(
        f"(?:正常|用|跑|运行|運行|好好|工作|使用)(?:了|地|得)?.{{0,6}}?(?:{_MONTHS})",
        f"(?:{_MONTHS})(?:以来|来|都|一直|后|後|之后|里)?.{{0,10}}?(?:正常|没问题|不行|报错|失败|不能|失效|无法|用不了|invalid_client)",
    ),
    worked_before=(
        "(?:之前|以前|原来|原本|原先|先前|昨天|此前)(?:还|還|都|一直|是)*(?:好好的|好的|正常|可以|能用|没问题|没有问题|沒問題)",
        "(?:突然|忽然|现在|今天).{0,10}?(?:不行了|不能用了|用不了了|失效了|登不上了)|不再(?:工作|可用)|(?:不行|不能用|用不了|失效|坏)了$|不能登录了|无法登录了",
    ),
    details=signs("邮箱|郵箱|电子邮件|信箱|姓名|名字|用户名|昵称", "email|fullname|name"),
    missing=signs("为空|為空|空的|没有|沒有|拿不到|获取不到|不返回|缺失|丢失|取不到|不给|不会返回|就没", "null|nil|undefined"),
    changes={
        Proof.SINCE_KEY_REPLACED: Change(
            what=signs("密钥|金鑰|私钥|密鑰|私鑰|秘钥", r"p8|key|client_?secret|secret"),
            did=f"(?:轮换|輪換|吊销|撤销|重新生成|重新创建|删除|删|撤銷)(?:了|过)?|{_DID}",
            doing=f"轮换|吊销|重新生成|重置|{_DOING}",
        ),
        Proof.SINCE_TEAM_CHANGED: Change(
            what=signs(
                "(?:另一个|其他|新的?|别的|另外一个|別的|另一個)(?:团队|團隊|账号|帳號|开发者|公司|主体|账户)|团队|團隊|开发者账号|开发者帐号|主体",
                "team",
            ),
            did=f"(?:转移|轉移|迁移|遷移|转让|转|搬)(?:到|给|至|了|过)|{_DID}",
            doing=f"转移|轉移|迁移|遷移|转让|過戶|{_DOING}",
        ),
        Proof.SINCE_CLIENT_ID_CHANGED: Change(
            what=signs("包名|标识符?|標識符|应用标识", r"(?:bundle|client|services?|app)[ _-]?id|bundle ?identifier"),
            did=_DID,
            doing=_DOING,
        ),
        Proof.SINCE_ADDRESS_CHANGED: Change(
            what=signs("域名|網域|回调(?:地址|url)|回調(?:地址|網址)|重定向(?:地址|url)|跳转地址", "redirect_?ur[il]|redirect ur[il]"),
            did=f"(?:迁移|换到)(?:了|到)?|{_DID}",
            doing=f"迁移|{_DOING}",
        ),
        Proof.SINCE_DEPLOYMENT: Change(
            what=signs("重新部署|部署|发布|發布|上线|上線|升级|升級|更新版本|版本更新|重启|重啟|发版|更新"),
            did="(?:了新版本|新版本|了)?.{0,3}(?:之后|以后|之後|以後|后|後)",
        ),
        Proof.SINCE_REGISTRATION: Change(
            what=signs("密钥|金鑰|秘钥|标识符|开发者账号|域名|权限|能力", r"services? ?id|app ?id|bundle ?id|key|capability|return url"),
            did="创建|建立|注册|註冊|申请|新建|新增|开启|添加|配置|启用|生成|刚建",
        ),
    },
    recently=signs("(?:[一二两三四五六七八九十几半\\d]+\\s?个?(?:小时|小時|分钟|分鐘))(?:之前|以前|前)|刚刚|剛剛|刚才|刚|剛|今天|今早|昨天|才"),
    says={
        Proof.ONLY_WEB_FAILS: ("只有网页端不行，iOS正常", "iOS可以登录，网页报错", "iPhone上没问题，但是浏览器里失败", "只在web端"),
        Proof.ONLY_APP_FAILS: ("网页正常，App里失败", "只有iOS不行", "网站可以登录，但iPhone报invalid_grant", "只在app端"),
        Proof.ONLY_ANDROID_FAILS: ("只有安卓不行", "iOS正常，但Android报错", "安卓返回invalid_client，iOS没问题", "除了安卓都正常"),
        Proof.ONLY_SERVER_FAILS: (
            "本地可以，服务器不行",
            "只有线上环境报错",
            "在我的电脑上没问题，部署后报invalid_client",
            "本地开发正常。生产环境失败。",
        ),
        Proof.ONLY_LOCAL_FAILS: ("线上正常，本地不行", "只有本地报错", "生产环境没问题，但localhost失败", "服务器可以，本机无法登录"),
        Proof.ONLY_APPLE_FAILS: ("谷歌登录正常，苹果不行", "Google可以，Apple报invalid_client", "其他登录都正常", "Facebook没问题，只有Apple失败"),
        Proof.ONLY_SECOND_TIME_FAILS: ("第二次就报错", "第一次登录正常，第二次登录失败", "首次可以，再次登录报invalid_grant", "第二次请求失败"),
        Proof.ONLY_REFRESH_FAILS: (
            "只有刷新token时报错",
            "登录正常，刷新token失败",
            "登录没问题，但是refresh token报invalid_client",
            "登录成功，但刷新令牌不行",
        ),
        Proof.ONLY_SOME_USERS_FAIL: ("只有部分用户失败", "有些用户无法登录", "个别用户报错", "某些账号登录不了"),
        Proof.ONLY_SOMETIMES_FAILS: ("有时候失败", "偶尔返回invalid_client", "登录随机报错", "时好时坏，有时报错"),
        Proof.ONLY_FIRST_TIME_HAS_DETAILS: ("第二次登录没有邮箱", "只有第一次登录能拿到姓名", "再次登录email为空", "名字只在首次登录返回"),
        Proof.WORKED_FOR_MONTHS: (
            "正常用了半年，昨天突然不行了",
            "用了6个月之后登录失败",
            "好好的运行了一年多，现在invalid_client",
            "几个月来一直正常，昨天开始报错",
        ),
        Proof.WORKED_BEFORE: ("之前一直正常，现在不行", "突然报invalid_client", "昨天还好好的，今天登录失败", "从昨天开始登录失败"),
        Proof.SINCE_KEY_REPLACED: (
            "更换密钥之后就不行了",
            "我们换了p8密钥，现在报错",
            "自从轮换了私钥就失败",
            "重新生成了client secret之后报invalid_client",
        ),
        Proof.SINCE_TEAM_CHANGED: (
            "App转移到另一个团队之后",
            "应用迁移到新的账号后登录失败",
            "转让给其他公司后报错，团队变更了",
            "自从换了团队就不行",
        ),
        Proof.SINCE_CLIENT_ID_CHANGED: ("我修改了bundle id", "更换包名之后登录失败", "自从改了Services ID就报错", "client_id被修改后失败"),
        Proof.SINCE_ADDRESS_CHANGED: ("换了域名之后不行", "修改了回调地址，现在报错", "自从更换域名就失败", "redirect_uri改了之后报错"),
        Proof.SINCE_DEPLOYMENT: ("重新部署之后就报错", "升级后登录失败", "上线新版本之后不行了", "服务器重启后invalid_client"),
        Proof.SINCE_REGISTRATION: ("一个小时前新建的Services ID", "密钥是刚刚创建的", "今天注册的App ID", "10分钟前才开启的capability"),
    },
    does_not_say={
        Proof.ONLY_WEB_FAILS: ("iOS不行", "不只是网页", "只有网页不行吗？"),
        Proof.ONLY_APP_FAILS: ("App失败，网页也失败", "我们有一个App"),
        Proof.ONLY_ANDROID_FAILS: ("安卓正常，iOS正常", "只有安卓不行吗？"),
        Proof.ONLY_SERVER_FAILS: ("本地和服务器都失败", "如果本地可以，服务器不行"),
        Proof.ONLY_LOCAL_FAILS: ("我在本地运行",),
        Proof.ONLY_APPLE_FAILS: ("谷歌也不行", "苹果正常，谷歌正常"),
        Proof.ONLY_SECOND_TIME_FAILS: ("第二次正常",),
        Proof.ONLY_REFRESH_FAILS: ("每天刷新token",),
        Proof.ONLY_SOME_USERS_FAIL: ("所有用户都失败",),
        Proof.ONLY_SOMETIMES_FAILS: ("一直失败",),
        Proof.ONLY_FIRST_TIME_HAS_DETAILS: ("能拿到邮箱",),
        Proof.WORKED_FOR_MONTHS: ("正常用了半年吗？", "client secret有效期六个月"),
        Proof.WORKED_BEFORE: ("正常", "之前正常吗？"),
        Proof.SINCE_KEY_REPLACED: ("如果你更换了密钥", "我没有更换密钥", "更换密钥之后恢复正常"),
        Proof.SINCE_TEAM_CHANGED: ("App没有转移到另一个团队", "有没有转移到另一个团队？"),
        Proof.SINCE_CLIENT_ID_CHANGED: ("没有修改过bundle id",),
        Proof.SINCE_ADDRESS_CHANGED: ("域名没有改",),
        Proof.SINCE_DEPLOYMENT: ("每周五部署", "升级后恢复正常"),
        Proof.SINCE_REGISTRATION: ("两年前创建的密钥",),
    },
)
