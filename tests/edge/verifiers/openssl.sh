for name in apple example address; do
    openssl verify -x509_strict -CAfile ca.pem -untrusted $name.pem $name.pem >&2 && echo $name accepted || echo $name refused
done
