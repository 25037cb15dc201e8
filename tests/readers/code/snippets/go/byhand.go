package main

import (
	"crypto/ecdsa"
	"crypto/rand"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"os"
	"time"
)

func seg(v interface{}) string {
	b, _ := json.Marshal(v)
	return base64.RawURLEncoding.EncodeToString(b)
}

func main() {
	raw, _ := os.ReadFile("AuthKey_Q7M2T9XK4C.p8")
	block, _ := pem.Decode(raw)
	parsed, err := x509.ParsePKCS8PrivateKey(block.Bytes)
	if err != nil {
		panic(err)
	}
	key := parsed.(*ecdsa.PrivateKey)
	now := time.Now().Unix()
	input := seg(map[string]string{"alg": "ES256", "kid": "Q7M2T9XK4C"}) + "." + seg(map[string]interface{}{
		"iss": "R5T8Q2WM7K",
		"iat": now,
		"exp": now + 15552000,
		"aud": "https://appleid.apple.com",
		"sub": "com.acmefit.web",
	})
	hash := sha256.Sum256([]byte(input))
	r, s, err := ecdsa.Sign(rand.Reader, key, hash[:])
	if err != nil {
		panic(err)
	}
	sig := make([]byte, 64)
	r.FillBytes(sig[:32])
	s.FillBytes(sig[32:])
	fmt.Println(input + "." + base64.RawURLEncoding.EncodeToString(sig))
}
