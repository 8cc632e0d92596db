#!/usr/bin/env bash
# All hits of a search as a table, how many by month, what has been published since a day: curl.
set -euo pipefail
trips=${TRIPS:-http://127.0.0.1:5000}
words=${1:-탄소중립}
since=${2:-2025-01-01}
ask() { curl --fail --silent --show-error --get "$trips/api/v1/$1" --data-urlencode "q=$words" "${@:2}"; }

ask trips.csv --output trips.csv
ask statistics --data by=month --output months.json
ask trips.jsonl --data "published_from=$since" --output new.jsonl
