"""Say what to do about each form and each damage of a key, in one step."""

from __future__ import annotations

from siwakit.jose.keys.key_kinds import KeyDamage, KeyForm

_DOWNLOAD = "use the .p8 file that the developer portal gave for this key, unchanged"
_SET_TEXT = "put the text of the .p8 file into the setting"

OF_FORM = {
    KeyForm.PKCS8: _DOWNLOAD,
    KeyForm.SEC1: "convert it: openssl pkcs8 -topk8 -nocrypt -in KEY -out KEY.p8",
    KeyForm.ENCRYPTED: "decrypt it yourself (openssl pkcs8 -in KEY -out KEY.p8); siwakit asks for no password",
    KeyForm.PUBLIC: "give the private key: a public key cannot sign",
    KeyForm.CERTIFICATE: "give the private key: a certificate cannot sign",
    KeyForm.RSA: "Apple takes ES256 alone: " + _DOWNLOAD,
    KeyForm.PRIVATE_JWK: "convert it to PKCS#8, which is the form of Apple's .p8 file",
    KeyForm.PUBLIC_JWK: "give the private key: a public JWK cannot sign",
    KeyForm.PATH: "read the file and pass on its text, not its name",
    KeyForm.JWT: "pass on the private key; the JWT is what is made with it",
    KeyForm.CURVE_NAME: _SET_TEXT,
    KeyForm.KEY_ID: "put the Key ID into the kid setting, and the text of the .p8 file here",
    KeyForm.EMPTY: _SET_TEXT + ", and check the setting's name",
    KeyForm.OTHER: _DOWNLOAD,
}
OF_DAMAGE = {
    KeyDamage.BYTE_ORDER_MARK: "save the file as UTF-8 without a byte order mark",
    KeyDamage.QUOTES: "store the key without the quotes",
    KeyDamage.BASE64_OF_PEM: "decode the base64 once before the key is used",
    KeyDamage.NEWLINES_ESCAPED: "turn the escapes into line breaks before the key is used",
    KeyDamage.INDENTED: "let every line begin in the first column",
    KeyDamage.ONE_LINE: "put the BEGIN line, every line of base64 and the END line on lines of their own",
    KeyDamage.LINES_MISSING: "add the lines -----BEGIN PRIVATE KEY----- and -----END PRIVATE KEY-----",
    KeyDamage.ARMOUR_DAMAGED: "write the lines with five dashes: -----BEGIN PRIVATE KEY----- and -----END PRIVATE KEY-----",
    KeyDamage.BASE64_DAMAGED: "copy the base64 again from the .p8 file",
    KeyDamage.TRUNCATED: "copy the .p8 file again, whole, its last line included",
    KeyDamage.SECOND_KEY: "keep one key in the file: the one whose Key ID you use",
}
