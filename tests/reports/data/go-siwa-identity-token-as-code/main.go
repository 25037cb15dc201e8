secret, _ := apple.GenerateClientSecret(privateKey, "Q7K2M4T9XW", "com.harborlane.app", "H3N8R5V2LD")
client := apple.New()

vReq := apple.AppValidationTokenRequest{
	ClientID:     "com.harborlane.app",
	ClientSecret: secret,
	Code:         "eyJhbGciOiJSUzI1NiIsImtpZCI6Ijd2QmdxRnpYMmQiLCJ0eXAiOiJKV1QifQ.eyJpc3MiOiJodHRwczovL2FwcGxlaWQuYXBwbGUuY29tIiwiYXVkIjoiY29tLmhhcmJvcmxhbmUuYXBwIiwiZXhwIjoxNzk2MDkxMDAwLCJpYXQiOjE3OTYwMDQ2MDAsInN1YiI6IjAwMTQ4Mi4zYzFkMGFhMmI3ZTk0ZjBmOGQ1YzdmMGU2YTFiMmMzZC4wOTE3IiwiY19oYXNoIjoibVZxMGsyb1lwWng3VHRUNWJYME4yQSIsImVtYWlsIjoiai5tb3Jyb3dAcHJpdmF0ZXJlbGF5LmFwcGxlaWQuY29tIiwiZW1haWxfdmVyaWZpZWQiOnRydWUsImlzX3ByaXZhdGVfZW1haWwiOnRydWUsImF1dGhfdGltZSI6MTc5NjAwNDU5OSwibm9uY2Vfc3VwcG9ydGVkIjp0cnVlfQ.ngK-0_uy6CwOlg6ZGWdzsCKhlW5snbyr5xQQ-8hwbKoPCmgLzALLgWDoemS1emJ1TntaaKsnr33A9uLn0D7z9g2oOjqLwX8M0ufEPxtOupYmN1glNDe32FzDmcreje653CLJIhlWc0vpuO86a4j7Kx1C2t_yaDFZAGYcEkskCKj5fDwMVOkb1MiR3mcXiUAQRssNrHeVT-31J9CTtJxh7N7EqXyn-kE6D2GepYF9J3EBFWyCB0v3jFF3AD3mdHK3aiqP1Ln4M_6C8PjXGTnInIbl5XRqYuh7qcdEsuBdCevAX_0esGc3LiW67M1F1tRqJpqZNoefdh4QU4NFCK4Q7g",
}

var resp apple.ValidationResponse
err = client.VerifyAppToken(context.Background(), vReq, &resp)
if err != nil {
	fmt.Println("error verifying: " + err.Error())
	return
}
unique, err := apple.GetUniqueID(resp.IDToken)
if err != nil {
	fmt.Println("failed to get unique ID: " + err.Error())
	return
}
