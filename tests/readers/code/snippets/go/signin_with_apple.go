package main

import (
	"context"
	"fmt"
	"log"

	"github.com/Timothylock/go-signin-with-apple/apple"
	"github.com/go-resty/resty/v2"
)

func main() {
	teamID, clientID, keyID := "R5T8Q2WM7K", "com.acmefit.web", "Q7M2T9XK4C"
	secret := `-----BEGIN PRIVATE KEY-----
YOUR_SECRET_PRIVATE_KEY
-----END PRIVATE KEY-----`

	secret, err := apple.GenerateClientSecret(secret, teamID, clientID, keyID)
	if err != nil {
		log.Fatal("error generating secret: " + err.Error())
	}
	client := apple.New()
	req := apple.WebValidationTokenRequest{
		ClientID:     clientID,
		ClientSecret: secret,
		Code:         "c1234.0.abc",
		RedirectURI:  "https://acmefit.example/callback",
	}
	var resp apple.ValidationResponse
	if err := client.VerifyWebToken(context.Background(), req, &resp); err != nil {
		log.Fatal(err)
	}

	params := map[string]string{"client_id": clientID, "client_secret": secret, "token": resp.RefreshToken}
	params["token_type_hint"] = "refresh_token"
	for name, value := range params {
		log.Println(name, len(value))
	}
	answer, err := resty.New().R().SetFormData(params).Post("https://appleid.apple.com/auth/revoke")
	if err == nil {
		fmt.Println(answer.Status())
	}
}
