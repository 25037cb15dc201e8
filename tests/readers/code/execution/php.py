"""Programs in PHP that mint a client_secret and send it, and small changes that each make one mistake."""

from __future__ import annotations

IDS = "const TEAM_ID = 'R5T8Q2WM7K';\nconst KEY_ID = 'Q7M2T9XK4C';\nconst CLIENT_ID = 'com.acmefit.web';\n"
B64 = "function b64(string $data): string\n{\n    return rtrim(strtr(base64_encode($data), '+/', '-_'), '=');\n}\n"
# r and s out of the DER that OpenSSL writes, as answers on Stack Overflow do it.
FROM_DER = """
function fromDER(string $der): string
{
    $hex = unpack('H*', $der)[1];
    $position = 8;
    $length = hexdec(substr($hex, 6, 2)) * 2;
    $r = substr($hex, $position, $length);
    $s = substr($hex, $position + $length + 4);
    $r = str_pad(ltrim($r, '0'), 64, '0', STR_PAD_LEFT);
    $s = str_pad(ltrim($s, '0'), 64, '0', STR_PAD_LEFT);
    return pack('H*', $r . $s);
}
"""
CURL = """
$ch = curl_init();
curl_setopt($ch, CURLOPT_URL, 'https://appleid.apple.com/auth/token');
curl_setopt($ch, CURLOPT_RETURNTRANSFER, true);
curl_setopt($ch, CURLOPT_POST, true);
curl_setopt($ch, CURLOPT_POSTFIELDS, http_build_query([
    'client_id' => CLIENT_ID,
    'client_secret' => $secret,
    'code' => getenv('CODE'),
    'grant_type' => 'authorization_code',
]));
echo curl_exec($ch);
curl_close($ch);
"""

SCRIPT = (
    "<?php\n\n"
    + IDS
    + B64
    + FROM_DER
    + """
$now = time();
$header = b64(json_encode(['alg' => 'ES256', 'kid' => KEY_ID]));
$claims = b64(json_encode([
    'iss' => TEAM_ID,
    'iat' => $now,
    'exp' => $now + 86400 * 180,
    'aud' => 'https://appleid.apple.com',
    'sub' => CLIENT_ID,
]));
$key = openssl_pkey_get_private(file_get_contents('AuthKey_Q7M2T9XK4C.p8'));
openssl_sign("$header.$claims", $signature, $key, OPENSSL_ALGO_SHA256);
$secret = "$header.$claims." . b64(fromDER($signature));
"""
    + CURL
)
CLASS = (
    "<?php\n\ndeclare(strict_types=1);\n\n"
    """final class AppleClient
{
    private const AUDIENCE = 'https://appleid.apple.com';
    private const TOKEN_URL = 'https://appleid.apple.com/auth/token';

    public function __construct(
        private string $teamId,
        private string $clientId,
        private string $keyId,
        private string $pem,
        private int $lifetime = 3600,
    ) {
    }

    public function exchange(string $code): string
    {
        $body = http_build_query([
            'client_id' => $this->clientId,
            'client_secret' => $this->secret(),
            'code' => $code,
            'grant_type' => 'authorization_code',
        ]);
        $context = stream_context_create(['http' => [
            'method' => 'POST',
            'header' => "Content-Type: application/x-www-form-urlencoded\\r\\n",
            'content' => $body,
        ]]);

        return (string) file_get_contents(self::TOKEN_URL, false, $context);
    }

    private function secret(): string
    {
        $now = time();
        $payload = [
            'iss' => $this->teamId,
            'iat' => $now,
            'exp' => $now + $this->lifetime,
            'aud' => self::AUDIENCE,
            'sub' => $this->clientId,
        ];
        $input = $this->encode(json_encode($this->header())) . '.' . $this->encode(json_encode($payload));
        openssl_sign($input, $der, $this->pem, 'sha256');

        return $input . '.' . $this->encode(self::raw($der));
    }

    private function header(): array
    {
        return ['alg' => 'ES256', 'kid' => $this->keyId];
    }

    private function encode(string $data): string
    {
        return str_replace(['+', '/', '='], ['-', '_', ''], base64_encode($data));
    }

    private static function raw(string $der): string
    {
        $offset = 2;
        $numbers = '';
        for ($i = 0; $i < 2; $i++) {
            $length = ord($der[$offset + 1]);
            $number = ltrim(substr($der, $offset + 2, $length), "\\x00");
            $numbers .= str_pad($number, 32, "\\x00", STR_PAD_LEFT);
            $offset += 2 + $length;
        }

        return $numbers;
    }
}

$client = new AppleClient('R5T8Q2WM7K', 'com.acmefit.web', 'Q7M2T9XK4C', file_get_contents('AuthKey_Q7M2T9XK4C.p8'));
echo $client->exchange(getenv('CODE'));
"""
)
ENVIRONMENT = (
    "<?php\n"
    + B64
    + FROM_DER
    + """
$team = $_ENV['APPLE_TEAM_ID'];
$client = getenv('APPLE_CLIENT_ID');
$payload = array();
$payload['iss'] = $team;
$payload['iat'] = time();
$payload['exp'] = $payload['iat'] + 15000000;
$payload['aud'] = 'https://appleid.apple.com';
$payload['sub'] = $client;
$header = array('typ' => 'JWT', 'alg' => 'ES256', 'kid' => getenv('APPLE_KEY_ID'));
$parts = array(b64(json_encode($header)), b64(json_encode($payload)));
$data = implode('.', $parts);
$signature = '';
if (!openssl_sign($data, $signature, str_replace('\\\\n', "\\n", getenv('APPLE_PRIVATE_KEY')), OPENSSL_ALGO_SHA256)) {
    throw new RuntimeException('cannot sign');
}
$parts[] = b64(fromDER($signature));

$curl = curl_init('https://appleid.apple.com/auth/token');
curl_setopt_array($curl, array(
    CURLOPT_POST => 1,
    CURLOPT_RETURNTRANSFER => 1,
    CURLOPT_HTTPHEADER => array('Content-Type: application/x-www-form-urlencoded', 'Accept: application/json'),
    CURLOPT_POSTFIELDS => 'client_id=' . $client . '&client_secret=' . implode('.', $parts)
        . '&code=' . urlencode($argv[1]) . '&grant_type=authorization_code',
));
$answer = json_decode(curl_exec($curl), true);
if (isset($answer['error'])) {
    echo 'Apple refused: ', $answer['error'];
}
"""
)
DATES = (
    "<?php\n\n"
    + IDS
    + B64
    + FROM_DER
    + """
$issued = new DateTimeImmutable('now', new DateTimeZone('UTC'));
$expires = $issued->modify('+3 months');
$input = b64(json_encode(['alg' => 'ES256', 'kid' => KEY_ID])) . '.' . b64(json_encode([
    'iss' => TEAM_ID,
    'iat' => $issued->getTimestamp(),
    'exp' => $expires->getTimestamp(),
    'aud' => 'https://appleid.apple.com',
    'sub' => CLIENT_ID,
]));
openssl_sign($input, $signature, file_get_contents(__DIR__ . '/../AuthKey_Q7M2T9XK4C.p8'), OPENSSL_ALGO_SHA256);
$secret = $input . '.' . b64(fromDER($signature));
"""
    + CURL
)
STRTOTIME = (
    "<?php\n\n"
    + IDS
    + """
function generateClientSecret($keyFile)
{
    $iat = strtotime('now');
    $exp = strtotime('+5 months');
    $header = ['kid' => KEY_ID, 'alg' => 'ES256'];
    $body = ['iss' => TEAM_ID, 'iat' => $iat, 'exp' => $exp, 'aud' => 'https://appleid.apple.com', 'sub' => CLIENT_ID];

    $privKey = openssl_pkey_get_private(file_get_contents($keyFile));
    if (!$privKey) {
        return false;
    }
    $payload = encode(json_encode($header)) . '.' . encode(json_encode($body));
    $signature = '';
    $success = openssl_sign($payload, $signature, $privKey, OPENSSL_ALGO_SHA256);
    if (!$success) {
        return false;
    }
    $raw_signature = fromDER($signature, 64);

    return $payload . '.' . encode($raw_signature);
}

function encode($data)
{
    $encoded = strtr(base64_encode($data), '+/', '-_');
    return rtrim($encoded, '=');
}

function fromDER(string $der, int $partLength)
{
    $hex = unpack('H*', $der)[1];
    if ('30' !== mb_substr_compat($hex, 0, 2)) {
        throw new RuntimeException();
    }
    $hex = mb_substr_compat($hex, 4);
    $Rl = hexdec(mb_substr_compat($hex, 2, 2));
    $R = retrievePositiveInteger(mb_substr_compat($hex, 4, $Rl * 2));
    $R = str_pad($R, $partLength, '0', STR_PAD_LEFT);
    $hex = mb_substr_compat($hex, 4 + $Rl * 2);
    $Sl = hexdec(mb_substr_compat($hex, 2, 2));
    $S = retrievePositiveInteger(mb_substr_compat($hex, 4, $Sl * 2));
    $S = str_pad($S, $partLength, '0', STR_PAD_LEFT);
    return pack('H*', $R . $S);
}

function mb_substr_compat($text, $start, $length = null)
{
    return substr($text, $start, $length ?? strlen($text));
}

function retrievePositiveInteger(string $data)
{
    while ('00' === mb_substr_compat($data, 0, 2) && mb_substr_compat($data, 2, 2) > '7f') {
        $data = mb_substr_compat($data, 2);
    }
    return $data;
}

$secret = generateClientSecret('AuthKey_Q7M2T9XK4C.p8');
"""
    + CURL
)
TRAIT = """<?php

namespace Acme\\Apple;

final class Settings
{
    public function __construct(
        public readonly string $teamId,
        public readonly string $clientId,
        public readonly string $keyId,
    ) {
    }
}

abstract class Jwt
{
    public static function sign(array $claims, string $kid, string $pem): string
    {
        $segments = array_map(
            fn (array $part): string => self::base64url(json_encode($part, JSON_UNESCAPED_SLASHES | JSON_THROW_ON_ERROR)),
            [['alg' => 'ES256', 'kid' => $kid], $claims],
        );
        $signingInput = implode('.', $segments);
        \\openssl_sign($signingInput, $signature, $pem, \\OPENSSL_ALGO_SHA256);

        return $signingInput . '.' . self::base64url(self::derToRaw($signature));
    }

    private static function derToRaw(string $der): string
    {
        $rLength = ord($der[3]);
        $r = substr($der, 4, $rLength);
        $s = substr($der, 6 + $rLength);

        return str_pad(ltrim($r, "\\0"), 32, "\\0", STR_PAD_LEFT) . str_pad(ltrim($s, "\\0"), 32, "\\0", STR_PAD_LEFT);
    }

    private static function base64url(string $bytes): string
    {
        return rtrim(strtr(base64_encode($bytes), '+/', '-_'), '=');
    }
}

function secretFor(Settings $settings): string
{
    $now = time();
    $claims = ['iss' => $settings->teamId, 'sub' => $settings->clientId, 'aud' => 'https://appleid.apple.com'];
    $claims += ['iat' => $now, 'exp' => $now + 600];

    return Jwt::sign($claims, $settings->keyId, file_get_contents("AuthKey_{$settings->keyId}.p8"));
}

$settings = new Settings(teamId: 'R5T8Q2WM7K', clientId: 'com.acmefit.web', keyId: 'Q7M2T9XK4C');
$fields = ['client_id' => $settings->clientId, 'client_secret' => secretFor($settings), 'grant_type' => 'authorization_code'];
$fields['code'] = getenv('CODE');
$options = ['http' => ['header' => 'Content-Type: application/x-www-form-urlencoded', 'method' => 'POST', 'content' => http_build_query($fields)]];
print file_get_contents('https://appleid.apple.com/auth/token', false, stream_context_create($options));
"""
FUNCTION = (
    "<?php\n"
    + B64
    + FROM_DER
    + """
define('APPLE_TEAM', 'R5T8Q2WM7K');
define('APPLE_CLIENT', 'com.acmefit.web');
$config = ['kid' => 'Q7M2T9XK4C', 'lifetime' => 60 * 60 * 24 * 30];

function http($url, $params = false)
{
    $ch = curl_init($url);
    curl_setopt($ch, CURLOPT_RETURNTRANSFER, true);
    if ($params) {
        curl_setopt($ch, CURLOPT_POSTFIELDS, http_build_query($params));
    }
    curl_setopt($ch, CURLOPT_HTTPHEADER, [
        'Accept: application/json',
        'User-Agent: curl',
    ]);
    return json_decode(curl_exec($ch));
}

function appleSecret(array $config)
{
    extract($config);
    $claims = [
        'iss' => APPLE_TEAM,
        'iat' => (int) microtime(true),
        'exp' => (int) microtime(true) + $lifetime,
        'aud' => 'https://appleid.apple.com',
        'sub' => APPLE_CLIENT,
    ];
    $unsigned = sprintf('%s.%s', b64(json_encode(['alg' => 'ES256', 'kid' => $kid])), b64(json_encode($claims)));
    openssl_sign($unsigned, $signature, file_get_contents("AuthKey_$kid.p8"), 'SHA256');
    return sprintf('%s.%s', $unsigned, b64(fromDER($signature)));
}

$response = http('https://appleid.apple.com/auth/token', [
    'grant_type' => 'authorization_code',
    'code' => getenv('CODE'),
    'client_id' => APPLE_CLIENT,
    'client_secret' => appleSecret($config),
]);
if (!isset($response->access_token)) {
    echo 'Error getting an access token';
}
"""
)
HEREDOC = (
    "<?php\n\n"
    + IDS
    + B64
    + FROM_DER
    + """
$iat = $_SERVER['REQUEST_TIME'] ?? time();
$iat = time();
$exp = $iat + 3600;
$teamId = TEAM_ID;
$clientId = CLIENT_ID;
$header = '{"alg":"ES256","kid":"' . KEY_ID . '"}';
$claims = <<<JSON
{"iss":"$teamId","iat":$iat,"exp":{$exp},"aud":"https://appleid.apple.com","sub":"{$clientId}"}
JSON;
$message = b64($header) . "." . b64($claims);
$ok = openssl_sign($message, $binary, "file://AuthKey_Q7M2T9XK4C.p8", "sha256WithRSAEncryption");
$secret = $message . "." . b64(fromDER($binary));
"""
    + CURL
)

AUD = "'aud' => 'https://appleid.apple.com'"
AUDS = (
    ("aud with a slash", AUD, "'aud' => 'https://appleid.apple.com/'"),
    ("aud of the endpoint", AUD, "'aud' => 'https://appleid.apple.com/auth/token'"),
    ("aud without https", AUD, "'aud' => 'appleid.apple.com'"),
)
SWAPPED = ("iss and sub swapped", "'iss' => TEAM_ID", "'iss' => CLIENT_ID", "'sub' => CLIENT_ID", "'sub' => TEAM_ID")
POSTS = (
    ("no such grant_type", "'authorization_code'", "'code'"),
    ("refresh_token as grant_type", "'authorization_code'", "'refresh_token'"),
    ("authorize", "/auth/token", "/auth/authorize"),
)
BASIC = (
    *("Basic", "    'client_id' => CLIENT_ID,\n    'client_secret' => $secret,\n", ""),
    *("echo curl_exec", "curl_setopt($ch, CURLOPT_USERPWD, CLIENT_ID . ':' . $secret);\necho curl_exec"),
)
JSON = (
    *("JSON", "http_build_query(", "json_encode("),
    *("echo curl_exec", "curl_setopt($ch, CURLOPT_HTTPHEADER, ['Content-Type: application/json']);\necho curl_exec"),
)
MULTIPART = ("multipart", "http_build_query([", "([")

PROGRAMS: dict[str, tuple[str, tuple[tuple[str, ...], ...]]] = {
    "script.php": (
        SCRIPT,
        (
            *(*AUDS, SWAPPED, *POSTS, BASIC, JSON, MULTIPART),
            ("DER", "b64(fromDER($signature))", "b64($signature)"),
            ("padded", "rtrim(strtr(base64_encode($data), '+/', '-_'), '=')", "strtr(base64_encode($data), '+/', '-_')"),
            ("standard base64", "rtrim(strtr(base64_encode($data), '+/', '-_'), '=')", "base64_encode($data)"),
            ("no kid", ", 'kid' => KEY_ID", ""),
            ("kid of the team", "'kid' => KEY_ID", "'kid' => TEAM_ID"),
            ("HS256 named", "'ES256'", "'HS256'"),
            ("no sub", "    'sub' => CLIENT_ID,\n", ""),
            ("milliseconds", "$now = time()", "$now = (int) (microtime(true) * 1000)"),
            ("fraction", "$now = time()", "$now = microtime(true)"),
            ("a year", "86400 * 180", "86400 * 365"),
            ("a lifetime as exp", "$now + 86400 * 180", "86400 * 180"),
            ("local time", "$now = time()", "$now = time() + date('Z')"),
            ("no grant_type", "    'grant_type' => 'authorization_code',\n", ""),
            (
                "in the address",
                "'https://appleid.apple.com/auth/token')",
                "'https://appleid.apple.com/auth/token?grant_type=authorization_code')",
                "    'grant_type' => 'authorization_code',\n",
                "",
            ),
        ),
    ),
    "class.php": (
        CLASS,
        (
            ("aud with a slash", "AUDIENCE = 'https://appleid.apple.com'", "AUDIENCE = 'https://appleid.apple.com/'"),
            *POSTS,
            ("DER", "self::raw($der)", "$der"),
            ("padded", "['+', '/', '='], ['-', '_', '']", "['+', '/'], ['-', '_']"),
            ("no kid", ", 'kid' => $this->keyId", ""),
            ("no sub", "            'sub' => $this->clientId,\n", ""),
            ("a year", "$lifetime = 3600", "$lifetime = 31536000"),
            ("iss and sub swapped", "'iss' => $this->teamId", "'iss' => $this->clientId", "'sub' => $this->clientId", "'sub' => $this->teamId"),
            ("arguments swapped", "'R5T8Q2WM7K', 'com.acmefit.web'", "'com.acmefit.web', 'R5T8Q2WM7K'"),
            ("GET", "'method' => 'POST'", "'method' => 'GET'"),
            ("JSON", "http_build_query(", "json_encode(", "x-www-form-urlencoded", "json"),
            ("no type", "            'header' => \"Content-Type: application/x-www-form-urlencoded\\r\\n\",\n", ""),
        ),
    ),
    "environment.php": (
        ENVIRONMENT,
        (
            ("aud with a slash", "'https://appleid.apple.com'", "'https://appleid.apple.com/'"),
            ("DER", "b64(fromDER($signature))", "b64($signature)"),
            ("a year", "15000000", "31536000"),
            ("milliseconds", "['iat'] = time()", "['iat'] = round(microtime(true) * 1000)"),
            ("milliseconds of exp", "$payload['iat'] + 15000000", "($payload['iat'] + 15000000) * 1000"),
            ("no kid", ", 'kid' => getenv('APPLE_KEY_ID')", ""),
            ("no sub", "$payload['sub'] = $client;\n", ""),
            ("JSON type", "x-www-form-urlencoded", "json"),
            ("no grant_type", "&grant_type=authorization_code", ""),
            ("iss and sub swapped", "['iss'] = $team", "['iss'] = $client", "['sub'] = $client", "['sub'] = $team"),
        ),
    ),
    "dates.php": (
        DATES,
        (
            *(AUDS[1], SWAPPED, BASIC),
            ("DER", "b64(fromDER($signature))", "b64($signature)"),
            ("six months", "+3 months", "+6 months"),
            ("seven months", "+3 months", "+7 months"),
            ("a year", "modify('+3 months')", "add(new DateInterval('P1Y'))"),
            ("in the past", "+3 months", "-3 months"),
            ("milliseconds", "$expires->getTimestamp()", "(int) $expires->format('Uv')"),
            ("local time", "new DateTimeZone('UTC')", "new DateTimeZone(getenv('TZ'))"),
            ("local time as UTC", "$issued->getTimestamp()", "gmmktime(date('H'), date('i'), date('s'), date('n'), date('j'), date('Y'))"),
            ("numbers as text", "$issued->getTimestamp()", "$issued->format('U')"),
        ),
    ),
    "strtotime.php": (
        STRTOTIME,
        (
            *(*AUDS, SWAPPED, *POSTS[:1]),
            ("DER", "encode($raw_signature)", "encode($signature)"),
            ("six months", "+5 months", "+6 months"),
            ("seven months", "+5 months", "+7 months"),
            ("a year", "+5 months", "+1 year"),
            ("no kid", "'kid' => KEY_ID, ", ""),
            ("milliseconds of both", "strtotime('now')", "strtotime('now') * 1000", "strtotime('+5 months')", "strtotime('+5 months') * 1000"),
            ("local time", "strtotime('now')", "strtotime(date('Y-m-d H:i:s') . ' UTC')"),
            ("UTC as local time", "strtotime('now')", "strtotime(gmdate('Y-m-d H:i:s'))"),
        ),
    ),
    "static.php": (
        TRAIT,
        (
            *(AUDS[0], *POSTS[:1]),
            ("DER", "self::derToRaw($signature)", "$signature"),
            ("no kid", ", 'kid' => $kid", ""),
            ("a year", "$now + 600", "$now + 31_536_000"),
            ("no sub", "'sub' => $settings->clientId, ", ""),
            (
                "iss and sub swapped",
                "'iss' => $settings->teamId",
                "'iss' => $settings->clientId",
                "'sub' => $settings->clientId",
                "'sub' => $settings->teamId",
            ),
            ("expired", "$now + 600", "$now - 600"),
            ("JSON", "http_build_query($fields)", "json_encode($fields)", "x-www-form-urlencoded", "json"),
            ("GET", "'method' => 'POST'", "'method' => 'GET'"),
            ("padded", "rtrim(strtr(base64_encode($bytes), '+/', '-_'), '=')", "strtr(base64_encode($bytes), '+/', '-_')"),
        ),
    ),
    "function.php": (
        FUNCTION,
        (
            *(*AUDS[:2], *POSTS),
            ("DER", "b64(fromDER($signature))", "b64($signature)"),
            ("no kid", ", 'kid' => $kid", ""),
            ("a year", "60 * 60 * 24 * 30", "60 * 60 * 24 * 365"),
            ("milliseconds", "'iat' => (int) microtime(true)", "'iat' => (int) (microtime(true) * 1000)"),
            ("fraction", "'iat' => (int) microtime(true)", "'iat' => microtime(true)"),
            ("iss and sub swapped", "'iss' => APPLE_TEAM", "'iss' => APPLE_CLIENT", "'sub' => APPLE_CLIENT", "'sub' => APPLE_TEAM"),
            ("JSON", "http_build_query($params)", "json_encode($params)", "'User-Agent: curl'", "'Content-Type: application/json'"),
            ("multipart", "http_build_query($params)", "$params"),
            ("no grant_type", "    'grant_type' => 'authorization_code',\n", ""),
        ),
    ),
    "heredoc.php": (
        HEREDOC,
        (
            ("aud with a slash", '"aud":"https://appleid.apple.com"', '"aud":"https://appleid.apple.com/"'),
            ("DER", "b64(fromDER($binary))", "b64($binary)"),
            ("no kid", ""","kid":"' . KEY_ID . '"}'""", "}'"),
            ("no sub", ',"sub":"{$clientId}"', ""),
            ("numbers as text", '"iat":$iat', '"iat":"$iat"'),
            ("iss and sub swapped", '"iss":"$teamId"', '"iss":"$clientId"', '"sub":"{$clientId}"', '"sub":"{$teamId}"'),
            ("a year", "$iat + 3600", "$iat + 3600 * 24 * 365"),
            *POSTS[:2],
        ),
    ),
}
