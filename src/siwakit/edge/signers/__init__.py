"""Signers whose key stays in a store: a PKCS#11 token, OpenBao or Vault, or AWS KMS."""
