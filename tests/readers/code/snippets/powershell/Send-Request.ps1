class AppleClient {
    [string] $Id = 'com.example.web'
    hidden [string] $Secret
    static [string] $Endpoint = 'https://appleid.apple.com/auth/'

    AppleClient([string] $secret) {
        $this.Secret = $secret
    }

    [string] Body([hashtable] $fields) {
        $all = @{ client_id = $this.Id; client_secret = $this.Secret } + $fields
        return ($all.GetEnumerator() | ForEach-Object { "$($_.Key)=$([uri]::EscapeDataString($_.Value))" }) -join '&'
    }
}

$header = '{{"alg":"ES256","kid":"{0}"}}' -f 'ABC123DEFG'
$epoch = [int][double]::Parse((Get-Date -UFormat %s))
$exp = $epoch + (60 * 60 * 24 * 180)
$payload = "{`"iss`":`"A1B2C3D4E5`",`"iat`":$epoch,`"exp`":$exp,`"aud`":`"https://appleid.apple.com`",`"sub`":`"com.example.web`"}"
$encode = { param($text) [Convert]::ToBase64String([Text.Encoding]::UTF8.GetBytes($text)) -replace '\+', '-' -replace '/', '_' -replace '=' }
$parts = foreach ($part in $header, $payload) { & $encode $part }
$signed = & openssl dgst -sha256 -sign key.pem -hex data.txt
$client = [AppleClient]::new(($parts -join '.') + ".$signed")
$client2 = New-Object -TypeName AppleClient -ArgumentList 'x'
switch ($args[0]) {
    'revoke' { $body = $client.Body(@{ token = $args[1] }) }
    default { $body = $client.Body(@{ code = $args[1]; grant_type = 'authorization_code' }) }
}
$web = [System.Net.Http.HttpClient]::new()
$content = [System.Net.Http.StringContent]::new($body, [Text.Encoding]::UTF8, 'application/json')
$result = $web.PostAsync([AppleClient]::Endpoint + $args[0], $content).Result
$text = $result.Content.ReadAsStringAsync().Result
Write-Host $result.StatusCode $text
curl.exe -s -X POST https://appleid.apple.com/auth/token -d "client_id=$($client.Id)" -d grant_type=authorization_code --data-urlencode code=$($args[1])
