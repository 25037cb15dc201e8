$toUrl = { param([byte[]]$x) [Convert]::ToBase64String($x) -replace '\+','-' -replace '/','_' -replace '=' }
$t = [int](Get-Date (Get-Date).ToUniversalTime() -UFormat %s)
$h = & $toUrl ([Text.Encoding]::UTF8.GetBytes((@{ alg = 'ES256'; typ = 'JWT' } | ConvertTo-Json -Compress)))
$c = & $toUrl ([Text.Encoding]::UTF8.GetBytes((@{ iss = 'R5T8Q2WM7K'; iat = $t; exp = $t + 600; aud = 'https://appleid.apple.com'; sub = 'com.acmefit.web' } | ConvertTo-Json -Compress)))
$ec = [System.Security.Cryptography.ECDsa]::Create(); $ec.ImportFromPem((Get-Content key.p8 -Raw))
$sig = & $toUrl ($ec.SignData([Text.Encoding]::UTF8.GetBytes("$h.$c"), [System.Security.Cryptography.HashAlgorithmName]::SHA256))
Write-Output "$h.$c.$sig"
