"""Plain words in English, as in posts on Apple's forum, Stack Overflow and GitHub."""

from __future__ import annotations

from siwakit.evidence.said import Proof
from siwakit.readers.plain_words.model import Change, Language, Topic, words

_LATER = r"(?:any |every |each |all |the )?(?:subsequent|later|further|following) (?:sign-?ins?|log-?ins?|times?|attempts?|ones?|requests?|calls?)"
_KEY = words(r"(?:(?:private|signing|apple|auth|p8) )?keys?(?: file)?|p8|client[_ ]?secrets?|secret")
_DID = "changed|replaced|switched|renewed|modified|renamed|updated|swapped"
_DOING = "changing|replacing|switching|renewing|modifying|renaming|updating|swapping|change|replacement|renewal|switch"
_LONG = r"(?:\d+|six|several|many|some|a few|few|a couple of|half a|a|one|two|three|four|five|over a|more than a|about|around|almost|nearly)"
_MONTHS = (
    rf"(?:(?:{_LONG} ){{0,3}}(?:months?|years?)|half a year|180 days|ages|last (?:year|spring|summer|autumn|fall|winter)|a long time"
    r"|quite (?:a while|some time))"
)

ENGLISH = Language(
    name="English",
    is_spoken=words("the|is|it|its|only|with|and|but|works?|worked|since|after|not|my|our|we|i|on|in|at|for|fails?|stopped|to|this|from|same|of|ago"),
    topics={
        Topic.WEB: words(
            r"(?:mobile |ios )?safari|web(?:[ -]?(?:sites?|apps?|pages?|versions?|clients?|flows?|logins?|sign-?ins?))?|browsers?|chrome|desktop"
        ),
        Topic.ANDROID: words(r"android(?: apps?| devices?| phones?)?"),
        Topic.APP: words(
            r"ios(?: apps?| devices?)?|iphones?|ipads?|native(?: apps?)?|mobile(?: apps?)?|(?:the|our|my|in|its) (?:ios |mobile )?apps?|testflight"
        ),
        Topic.OTHERS: words(r"google|facebook|github|microsoft|(?:all )?(?:the )?other (?:social )?(?:providers?|log-?ins?|sign-?ins?)|all others"),
        Topic.LOCAL: words(
            r"local(?:ly|host)?(?: machine| environment| dev~| server)?|(?:my|our) (?:own |dev )?(?:machine|laptop|computer|mac|pc)"
            r"|dev(?:elopment)?(?: machine| environment| mode| server)?"
        ),
        Topic.SERVER: words(
            r"prod(?:uction)?(?: environment| servers?| builds?)?|servers?|staging(?: server)?|deployed|live(?: site| server)?|heroku|vercel|aws"
            r"|ec2"
            r"|docker|kubernetes|cloud run|lambda"
        ),
        Topic.FIRST: words(r"(?:the )?(?:very )?(?:first|1st) (?:time|log-?in|sign-?in|attempt|try|request|call|one)|(?:the )?first"),
        Topic.SECOND: words(
            rf"(?:the )?(?:second|2nd|next) (?:time|log-?in|sign-?in|attempt|try|request|call|one)|{_LATER}|(?:the )?second|after the first\w*"
            r"|(?:sign|log)(?:ing)? in again|a second time"
        ),
        Topic.REFRESH: words(r"(?:token )?refresh(?:ing)?(?: (?:the )?(?:access )?tokens?)?|refresh_tokens?|renewing (?:the )?tokens?"),
        Topic.SIGN_IN: words(r"(?:initial )?(?:sign|log)(?:ging|ing)?[- ]?in|(?:code|token) exchange|authorization[_ ]codes?"),
        Topic.SOME_USERS: words(
            r"(?:some|certain|a few|few|several|a handful of|one|a single|particular|specific) (?:of (?:our|my|the) )?"
            r"(?:users?|people|customers?|accounts?|testers?|apple ids?)"
        ),
        Topic.APPLE: words(r"(?:(?:sign|log)[- ]?in with )?apple(?: (?:sign|log)[- ]?in)?"),
    },
    works=words("works?|worked|working|ok|okay|fine|succeeds?|succeeded|goes through|perfect~|good|success~|passes"),
    fails=words(
        r"fail~|broken|breaks?|broke|errors?|invalid_\w+|invalid (?:client|grant)|rejected|refused|happens?|occurs?|happening|unable|stuck|crash~"
        r"|denied|stopped|died|already (?:been )?used|expired|problems?|issues?|400|401|403|500"
    ),
    fine=words(
        r"(?:without|no|zero) (?:any )?(?:problems?|issues?|errors?|trouble)|(?:does ?n[o']t|do ?n[o']t|does not|do not|never) (?:fail|happen"
        r"|occur)~"
        r"|not (?:fail|failing|broken|happening|an issue|a problem)"
    ),
    negation=words(r"not|\w{2,6}n't|doesnt|dont|isnt|wont|cant|never|cannot|no longer|neither|nowhere"),
    is_negation_first=True,
    only=(
        r"(?<![a-z])(?:only|just|exclusively)(?: (?:happens?|occurs?|fail~|breaks?|broken|works?|working|worked|fine|ok|an?|problem|issue|see|get"
        r"|this"
        r"|it|when|if|for|on|in|at|with|during|while|the|our|my|using|via|from|to|after)){0,8}? ".replace("~", "[a-z]*"),
        r" (?:only|exclusively)\s*$",
    ),
    not_only=words(r"not (?:only|just)|\w{2,6}n't (?:only|just)|nor only"),
    but=words("but|while|whereas|however|although|though|yet|whilst|then"),
    also=words("and|plus|also"),
    rewrites=((words("except(?: for)?(?: on| in| when)?|apart from"), ", only fails on"),),
    condition=words("if|in case|unless|suppose|assuming|when you|once you|whenever you"),
    advice=words(
        r"if (?:you|one|a user|the user)|make sure|have you|did you|do you|(?:check|see|know|wonder\w*) (?:whether|if)|whether|you (?:should|must"
        r"|need|have to|can"
        r"|may|might)|try to|please (?:try|check)|should (?:be|we)|will (?:be|have)|asked (?:me|us)"
    ),
    question=words(
        r"why|how|what|when|where|who|which|did|does|do|is|are|was|were|has|have|had|can|could|would|will|should|any|has any\w+|so (?:did|does|is)"
    ),
    asks=r"\s*(?:and )?(?:any|some|why|what|how|anyone|ideas|thoughts|right|help|does|is|could|can|has|where|who|do)(?![a-z])",
    resolved=words(
        r"fixed|solved|resolved|works? again|working again|(?:everything|it|all|which) (?:now )?works now|turned out|turns out|the (?:fix"
        r"|solution) (?:was|is)"
    ),
    since=words("since|after|ever since|following|once|until|because"),
    since_then=words("since then|ever since|afterwards|from then on"),
    until=words("until|till|up to|before"),
    sudden=words(
        r"suddenly|this morning|all of a sudden|out of the blue|overnight|since (?:yesterday|today|this morning|last (?:night|week|month)|monday"
        r"|friday)"
        r"|as of (?:today|now)"
        r"|starting (?:today|yesterday)|(?:today|yesterday) (?:it )?(?:started|began)|started failing|began failing"
    ),
    sometimes=words(
        r"sometimes|intermittent~|random~|occasional~|sporadic~|now and then|from time to time|once in a while|flaky|not always"
        r"|(?:one|1) (?:in|out of) \w+|every (?:second|other|third) (?:time|attempt)"
    ),
    worked_for_months=(
        words(
            rf"(?:work(?:ed|ing|s)?|been (?:fine|ok|running)|was (?:fine|ok)|ran|running|live)(?: [\w']+){{0,4}} (?:for|over"
            rf"|since) (?:\w+ ){{0,2}}{_MONTHS}"
        ),
        words(rf"(?:stopped|quit|broke|died|fail\w*|expired|invalid_client)(?: \w+){{0,3}} after (?:\w+ ){{0,2}}{_MONTHS}"),
        words(rf"after (?:\w+ ){{0,2}}{_MONTHS}(?: [\w'-]+){{0,8}} (?:stopped|died|fail\w*|broke|invalid_client|no longer|error)"),
        words(rf"{_MONTHS} (?:without|with no|with zero) (?:any )?(?:problems?|issues?|trouble)"),
    ),
    worked_before=(
        words(
            r"stopped working|no longer works?|(?:does not|doesn't|do not|don't|not|isn't) work(?:ing)? (?:any ?more|any longer)|used to work"
            r"|quit working"
        ),
        words(
            r"(?:worked|working|fine)(?: \w+){0,3} (?:before|until|till|yesterday|last (?:week|month|year)|earlier|previously|up to|at some point)"
        ),
        words(r"(?:had|have) (?:it|this|that) working|(?:worked|working) (?:fine|well|perfectly) and (?:then|now|today|suddenly)"),
    ),
    details=words(r"e-?mails?(?: address)?|(?:full|first|last|user|user's) ?names?|names?"),
    missing=words(r"null|missing|empty|nil|none|undefined|blank|gone|lost|not|no|without|\w{2,6}n't|never"),
    changes={
        Proof.SINCE_KEY_REPLACED: Change(
            what=_KEY,
            did=words(f"rotated|revoked|regenerated|re-?created|re-?issued|rolled|deleted|{_DID}"),
            doing=words(
                f"rotati(?:ng|on)|revoking|regenerating|re-?creating|rolling|deleting|creating|generating|(?:made|got) (?:a|the) new|new|{_DOING}"
            ),
        ),
        Proof.SINCE_TEAM_CHANGED: Change(
            what=words(
                r"(?:another|a different|a new|new|other|client's|customer's) (?:apple )?(?:developer )?(?:teams?|accounts?|organi[sz]ation"
                r"|company)|team(?: id)?|developer account"
            ),
            did=words(f"transferred|moved|migrated|{_DID}"),
            doing=words(f"transfer(?:ring)?|moving|migrat(?:ing|ion)|move|{_DOING}"),
        ),
        Proof.SINCE_CLIENT_ID_CHANGED: Change(
            what=words(r"(?:(?:bundle|client|services?|app|package)[ _-]?(?:ids?|identifiers?|name))|identifiers?"),
            did=words(_DID),
            doing=words(f"new|{_DOING}"),
        ),
        Proof.SINCE_ADDRESS_CHANGED: Change(
            what=words(r"(?:sub)?domains?(?: name)?|host ?names?|(?:redirect|return|callback)[ _](?:ur[il]s?|address)|base url|site url"),
            did=words(f"moved|migrated|{_DID}"),
            doing=words(f"new|moving|migrat(?:ing|ion)|move|another|{_DOING}"),
        ),
        Proof.SINCE_DEPLOYMENT: Change(
            what=words("we|i|the|our|my|last|new|latest|a|this|an|to|today's|yesterday's"),
            did="(?!)",
            doing=words(
                r"(?:re-?)?deploy(?:ed|ing|ments?|s)?|releas(?:e|ed|ing)|updat(?:e|ed|ing)|upgrad(?:e|ed|ing)|restart(?:ed|ing)?|roll-?out"
                r"|new server|new host"
            ),
        ),
        Proof.SINCE_REGISTRATION: Change(
            what=words(
                r"services? ids?|app ids?|bundle ids?|identifiers?|keys?|capabilit(?:y|ies)|developer account|return urls?|domains?"
                r"|service"
            ),
            did=words("created|made|registered|enabled|added|set up|configured|generated|new|fresh~|turned on"),
        ),
    },
    recently=words(
        r"(?:an?|one|two|three|four|five|\d+|a few|few|some|half an|couple of) (?:minutes?|mins?|hours?|hrs?) (?:ago|old)|just(?: now)?|today"
        r"|yesterday"
        r"|this (?:morning|afternoon|evening)|brand[- ]new|minutes ago|freshly"
    ),
    says={
        Proof.ONLY_WEB_FAILS: (
            "only on the web, iOS works",
            "works for the iOS app but not for the web",
            "The iPhone is fine. The website gets invalid_client.",
            "It only fails in the browser.",
        ),
        Proof.ONLY_APP_FAILS: (
            "Works on the web, but the iOS app fails.",
            "The website is fine, native gets invalid_grant",
            "It fails only in the iOS app",
            "The web flow works. On the iPhone it doesn't.",
        ),
        Proof.ONLY_ANDROID_FAILS: (
            "only on Android",
            "iOS is fine, but not Android",
            "Android fails, iOS works",
            "works everywhere except on Android",
        ),
        Proof.ONLY_SERVER_FAILS: (
            "works locally, not on the server",
            "only in production",
            "On localhost there are no issues, but deployed it fails",
            "It works on my machine. In production it doesn't.",
        ),
        Proof.ONLY_LOCAL_FAILS: (
            "Production is fine, but it fails on localhost",
            "it only fails in development",
            "works on the live site, does not work locally",
            "On staging it works. On my laptop I get invalid_request.",
        ),
        Proof.ONLY_APPLE_FAILS: ("works with Google, not with Apple", "all other providers work", "Google works. Apple fails.", "only Apple fails"),
        Proof.ONLY_SECOND_TIME_FAILS: (
            "the second time it fails",
            "First login works, every subsequent login fails",
            "The first attempt is ok. The second says the code was already used.",
            "It only works the first time",
        ),
        Proof.ONLY_REFRESH_FAILS: (
            "on refresh only",
            "sign-in works, refreshing fails",
            "login is fine, the refresh is not",
            "fails only on refresh",
        ),
        Proof.ONLY_SOME_USERS_FAIL: ("only for some users", "A few users can't log in", "it fails for certain users", "some accounts fail"),
        Proof.ONLY_SOMETIMES_FAILS: ("it fails sometimes", "Intermittent invalid_client", "it randomly fails", "every now and then it fails"),
        Proof.ONLY_FIRST_TIME_HAS_DETAILS: (
            "email is missing on the second sign-in",
            "We get the name only the first time",
            "On every subsequent login the e-mail is null",
            "The user's name is not returned when they log in again",
        ),
        Proof.WORKED_FOR_MONTHS: (
            "worked for months and stopped yesterday",
            "Sign in with Apple stopped working after 6 months, invalid_client",
            "It had been working for half a year without any change",
            "After six months the login fails",
        ),
        Proof.WORKED_BEFORE: (
            "It suddenly stopped working",
            "Apple login doesn't work anymore",
            "Since yesterday we get invalid_client",
            "It worked fine until last week",
        ),
        Proof.SINCE_KEY_REPLACED: (
            "since I rotated the key",
            "We replaced the p8 file and now everything fails",
            "It fails after generating a new client secret",
            "a colleague revoked the old key yesterday",
        ),
        Proof.SINCE_TEAM_CHANGED: (
            "after the app was transferred to another team",
            "We moved the app to a different account",
            "since the transfer to the new team",
            "it worked until we migrated to our client's account",
        ),
        Proof.SINCE_CLIENT_ID_CHANGED: (
            "I changed the bundle id",
            "It fails since we renamed the Services ID",
            "invalid_client after changing the client_id",
            "The bundle identifier was changed last week",
        ),
        Proof.SINCE_ADDRESS_CHANGED: (
            "since we moved to a new domain",
            "We changed the redirect URI and now it fails",
            "it broke after switching the domain",
            "The callback URL was updated yesterday",
        ),
        Proof.SINCE_DEPLOYMENT: ("after we redeployed", "failing since the last deployment", "it fails after the upgrade", "since we released it"),
        Proof.SINCE_REGISTRATION: (
            "new Services ID made an hour ago",
            "I created the key 10 minutes ago",
            "The App ID was registered today",
            "I have just enabled the capability",
        ),
    },
    does_not_say={
        Proof.ONLY_WEB_FAILS: ("iOS does not work", "It is not only on the web", "Does it fail only on the web?", "I added it to my web app only"),
        Proof.ONLY_APP_FAILS: ("The web does not work either, and the iOS app fails", "Does the web work while iOS fails?", "We have an iOS app"),
        Proof.ONLY_ANDROID_FAILS: ("Android works, and iOS works", "Is it only on Android?", "It does not only happen on Android"),
        Proof.ONLY_SERVER_FAILS: (
            "it fails locally and on the server",
            "If it works locally and not on the server, check the clock",
            "we have a server",
        ),
        Proof.ONLY_LOCAL_FAILS: ("I run it locally", "it fails in production and on localhost"),
        Proof.ONLY_APPLE_FAILS: ("Google fails too", "Apple works, Google works", "we use Google"),
        Proof.ONLY_SECOND_TIME_FAILS: ("The first time fails and the second time fails", "the second time it works", "Does the second time fail?"),
        Proof.ONLY_REFRESH_FAILS: ("We refresh the token daily", "sign-in fails and refreshing the token fails"),
        Proof.ONLY_SOME_USERS_FAIL: ("it fails for all users", "not only for some users"),
        Proof.ONLY_SOMETIMES_FAILS: ("we sometimes deploy at night", "it always fails"),
        Proof.ONLY_FIRST_TIME_HAS_DETAILS: ("the e-mail arrives", "the email is missing"),
        Proof.WORKED_FOR_MONTHS: ("did it work for months?", "It has never worked for months", "The secret is valid for six months"),
        Proof.WORKED_BEFORE: ("it works", "it never worked before", "Did it stop working yesterday?"),
        Proof.SINCE_KEY_REPLACED: (
            "if you rotated the key",
            "I have not rotated the key",
            "after rotating the key it works again",
            "Did you replace the key?",
        ),
        Proof.SINCE_TEAM_CHANGED: (
            "the app was never transferred to another team",
            "have you transferred the app to another team?",
            "our team is small",
        ),
        Proof.SINCE_CLIENT_ID_CHANGED: ("I have not changed the bundle id", "Should I change the bundle id?", "the bundle id is com.example.app"),
        Proof.SINCE_ADDRESS_CHANGED: ("the domain was not changed", "the redirect URI is https://app.example.com/callback"),
        Proof.SINCE_DEPLOYMENT: ("we deployed on Friday", "we have not deployed since", "After the update it works again"),
        Proof.SINCE_REGISTRATION: ("I created the key two years ago", "the Services ID is not new"),
    },
)
