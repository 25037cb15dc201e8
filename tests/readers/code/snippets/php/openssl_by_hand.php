<?php
$private_key = <<<PEM
    -----BEGIN PRIVATE KEY-----
    MIGTAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBHkwdwIBAQQg
    -----END PRIVATE KEY-----
    PEM;

function encode($data) {
    return rtrim(strtr(base64_encode($data), '+/', '-_'), '=');
}

function fromDER($der) {
    $hex = unpack('H*', $der)[1];
    $lengthOfR = hexdec(substr($hex, 6, 2));
    $r = substr($hex, 8, $lengthOfR * 2);
    $s = substr($hex, 8 + $lengthOfR * 2 + 4);
    $pad = fn($part) => str_pad(ltrim($part, '0'), 64, '0', STR_PAD_LEFT);
    return pack('H*', $pad($r) . $pad($s));
}

class Secret {
    public $header = array('alg' => 'ES256', 'kid' => 'ABC123DEFG');
    private $claims = [];

    function __construct($iss, $sub) {
        $this->claims['iss'] = $iss;
        $this->claims['iat'] = (int) microtime(true);
        $this->claims['exp'] = $this->claims['iat'] + 3600;
        $this->claims += ['aud' => 'https://appleid.apple.com', 'sub' => $sub];
    }

    function __toString() {
        global $private_key;
        $input = encode(json_encode($this->header)) . '.' . encode(json_encode($this->claims, JSON_UNESCAPED_SLASHES));
        if (!openssl_sign($input, $signature, openssl_pkey_get_private($private_key), 'sha256')) {
            die('cannot sign');
        }
        $input .= '.' . encode(fromDER($signature));
        return $input;
    }
}

$params = array();
$params['client_id'] = 'com.example.web';
$params['client_secret'] = (string) new Secret('A1B2C3D4E5', $params['client_id']);
switch ($_GET['do']) {
    case 'revoke':
        $end = 'revoke';
        $params['token'] = $_GET['token'];
        break;
    default:
        $end = 'token';
        $params += compact('code', 'grant_type');
}
$body = '';
foreach ($params as $key => $value) {
    $body .= $key . '=' . urlencode($value) . '&';
}
$options = ['http' => ['method' => 'POST', 'header' => "Content-Type: application/x-www-form-urlencoded\r\n", 'content' => rtrim($body, '&')]];
print @file_get_contents("https://appleid.apple.com/auth/$end", false, stream_context_create($options));
