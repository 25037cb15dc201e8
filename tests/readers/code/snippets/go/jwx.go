package main

import (
	"fmt"
	"os"
	"time"

	"github.com/lestrrat-go/jwx/v2/jwa"
	"github.com/lestrrat-go/jwx/v2/jwk"
	"github.com/lestrrat-go/jwx/v2/jws"
	"github.com/lestrrat-go/jwx/v2/jwt"
)

func main() {
	key, err := jwk.ParseKey([]byte(os.Getenv("APPLE_PRIVATE_KEY")), jwk.WithPEM(true))
	if err != nil {
		panic(err)
	}
	headers := jws.NewHeaders()
	if err := headers.Set(jws.KeyIDKey, os.Getenv("APPLE_KEY_ID")); err != nil {
		panic(err)
	}
	now := time.Now().UTC()
	token, err := jwt.NewBuilder().
		Issuer(os.Getenv("APPLE_TEAM_ID")).
		Subject("com.acmefit.web").
		Audience([]string{"https://appleid.apple.com"}).
		IssuedAt(now).
		Expiration(now.AddDate(0, 5, 0)).
		Build()
	if err != nil {
		panic(err)
	}
	signed, err := jwt.Sign(token, jwt.WithKey(jwa.ES256, key, jws.WithProtectedHeaders(headers)))
	if err != nil {
		panic(err)
	}
	fmt.Println(string(signed))
}
