package main

import (
	"fmt"
	"os"
	"time"

	"github.com/lestrrat-go/jwx/v3/jwa"
	"github.com/lestrrat-go/jwx/v3/jwk"
	"github.com/lestrrat-go/jwx/v3/jwt"
)

func main() {
	pem, err := os.ReadFile("AuthKey_Q7M2T9XK4C.p8")
	if err != nil {
		panic(err)
	}
	key, err := jwk.ParseKey(pem, jwk.WithPEM(true))
	if err != nil {
		panic(err)
	}
	if err := key.Set(jwk.KeyIDKey, "Q7M2T9XK4C"); err != nil {
		panic(err)
	}
	tok := jwt.New()
	tok.Set(jwt.IssuerKey, "R5T8Q2WM7K")
	tok.Set(jwt.SubjectKey, "com.acmefit.web")
	tok.Set(jwt.AudienceKey, "https://appleid.apple.com")
	tok.Set(jwt.IssuedAtKey, time.Now())
	tok.Set(jwt.ExpirationKey, time.Now().AddDate(0, 0, 150))
	signed, err := jwt.Sign(tok, jwt.WithKey(jwa.ES256(), key))
	if err != nil {
		panic(err)
	}
	fmt.Println(string(signed))
}
