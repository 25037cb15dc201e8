package main

import (
	"os"
	"time"

	"github.com/markbates/goth"
	"github.com/markbates/goth/providers/apple"
)

func setup() error {
	now := time.Now()
	secret, err := apple.MakeSecret(apple.SecretParams{
		PKCS8PrivateKey: os.Getenv("APPLE_PRIVATE_KEY"),
		TeamId:          "R5T8Q2WM7K",
		KeyId:           "Q7M2T9XK4C",
		ClientId:        "com.acmefit.web",
		Iat:             int(now.Unix()),
		Exp:             int(now.Add(150 * 24 * time.Hour).Unix()),
	})
	if err != nil {
		return err
	}
	goth.UseProviders(apple.New("com.acmefit.web", *secret, "https://acmefit.com/auth/apple/callback", nil, apple.ScopeName, apple.ScopeEmail))
	return nil
}
