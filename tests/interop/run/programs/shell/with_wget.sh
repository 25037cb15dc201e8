#!/bin/sh
# Three exchanges with wget.
wget -q -O - https://appleid.apple.com/auth/keys && echo
wget -q -O - --post-data "$RIGHT_FORM" https://appleid.apple.com/auth/token && echo
wget -q -O - --content-on-error --post-data "$REFUSED_FORM" https://appleid.apple.com/auth/token || echo
