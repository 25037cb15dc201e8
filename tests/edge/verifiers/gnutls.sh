for name in apple example address; do
    certtool --verify --load-ca-certificate ca.pem --infile $name.pem >&2 && echo $name accepted || echo $name refused
done
