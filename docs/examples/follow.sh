#!/usr/bin/env bash
# Follows a search: fetches its feed only where something may be new (prints 200), else leaves it (prints 304). curl.
set -euo pipefail
trips=${TRIPS:-http://127.0.0.1:5000}
words=${1:-탄소중립}

curl --fail --silent --show-error --get "$trips/feed.atom" --data-urlencode "q=$words" --data match=all --data size=100 \
  --etag-compare follow.etag --etag-save follow.etag --output follow.atom --write-out '%{http_code}\n'
