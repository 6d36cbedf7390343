#!/bin/sh
# Takes one request of a FluxDesk webhook, as a CGI program of any web server: a file per event, and no second one for an event that comes
# again. It needs openssl, which takes the key as an argument: others on the same machine could see it.
#
# FLUXDESK_WEBHOOK_SECRET is the secret, FLUXDESK_SPOOL the directory of the files.
set -euf
bytes_max=1000000
age_seconds_max=300

answer() {
    printf 'Status: %s\r\n\r\n' "$1"
    exit 0
}

[ "${CONTENT_LENGTH:-0}" -le "$bytes_max" ] || answer 413
case "${HTTP_WEBHOOK_ID:-}${HTTP_WEBHOOK_TIMESTAMP:-}" in
'' | *[!0-9a-f-]*) answer 401 ;; # of the one a file is named
esac
case "${HTTP_WEBHOOK_TIMESTAMP:-}" in
'' | *[!0-9]* | ????????????*) answer 401 ;;
esac
age=$(($(date +%s) - HTTP_WEBHOOK_TIMESTAMP))
[ "${age#-}" -le "$age_seconds_max" ] || answer 401

body=$(mktemp "$FLUXDESK_SPOOL/.new-XXXXXX")
trap 'rm -f "$body"' EXIT
# The bytes as they came.
head -c "$CONTENT_LENGTH" >"$body"

# The key is what the secret encodes.
key=$(printf '%s' "${FLUXDESK_WEBHOOK_SECRET#whsec_}" | openssl base64 -d -A | od -An -v -tx1 | tr -d ' \n')
expected=v1,$(
    { printf '%s.%s.' "$HTTP_WEBHOOK_ID" "$HTTP_WEBHOOK_TIMESTAMP" && cat "$body"; } |
        openssl dgst -sha256 -mac HMAC -macopt "hexkey:$key" -binary | openssl base64 -A
)
# During a rotation there is a signature with each of both secrets.
for signature in ${HTTP_WEBHOOK_SIGNATURE:-}; do
    [ "$signature" = "$expected" ] || continue
    mv "$body" "$FLUXDESK_SPOOL/$HTTP_WEBHOOK_ID.json"
    answer 204
done
answer 401
