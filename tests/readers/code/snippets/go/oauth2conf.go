package auth

import (
	"context"
	"os"

	"golang.org/x/oauth2"
)

func appleConfig(secret string) *oauth2.Config {
	return &oauth2.Config{
		ClientID:     os.Getenv("APPLE_CLIENT_ID"),
		ClientSecret: secret,
		RedirectURL:  "https://acmefit.com/auth/apple/callback",
		Scopes:       []string{"name", "email"},
		Endpoint: oauth2.Endpoint{
			AuthURL:   "https://appleid.apple.com/auth/authorize",
			TokenURL:  "https://appleid.apple.com/auth/token",
			AuthStyle: oauth2.AuthStyleInParams,
		},
	}
}

func exchange(ctx context.Context, secret, code string) (*oauth2.Token, error) {
	return appleConfig(secret).Exchange(ctx, code)
}
