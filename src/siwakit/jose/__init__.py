"""JOSE as far as Apple uses it: base64url, JWS, JWK and PKCS#8 keys."""
