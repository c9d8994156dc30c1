#!/usr/bin/env bash
# Registers a school, reports one of its drills over HTTP, and prints the verdict and the figure.
# Needs bash and curl. Usage: send-drill.sh [http://127.0.0.1:8080]
set -euo pipefail
api="${1:-http://127.0.0.1:8080}/api/v1"
school=1409029001 county=140902 day=2019-05-12
token=()
if [ -n "${COUNTYPULSE_TOKEN:-}" ]; then token=(-H "Authorization: Bearer $COUNTYPULSE_TOKEN"); fi

ask() { curl -sS --fail-with-body ${token[@]+"${token[@]}"} "$@"; }

send() { ask -H 'Content-Type: application/cloudevents+json' "$api/events" -d "$1"; echo; }

# An event's id is a UUID. Sending the same id again is safe: it counts once.
new_id() {
  printf '%04x%04x-%04x-4%03x-8%03x-%04x%04x%04x' $RANDOM $RANDOM $RANDOM $((RANDOM % 4096)) \
    $((RANDOM % 4096)) $RANDOM $RANDOM $RANDOM
}

drills_held() {
  ask "$api/figures?measure=drills-held&window=1d&asOf=$day&format=csv" \
    | sed -n "s/^$county,.*,\([0-9]*\)\r*\$/\1/p"
}

echo "The school's registration:"
send '{"specversion":"1.0", "id":"6f6f2d3c-52a5-4d5e-9d52-0f6b2f6e9001", "source":"examples/curl",
  "type":"school-registered", "subject":"'$school'", "time":"2018-09-01T08:00:00+08:00",
  "data":{"name":"忻府区长征街小学","countyCode":"'$county'","stage":"PRIMARY","ownership":"PUBLIC",
          "setting":"COUNTY_TOWN","boarding":false,"hasCanteen":true,"busCount":2,"eligibleStaff":40}}'

before="$(drills_held)"
echo "A drill:"
send '{"specversion":"1.0", "id":"'"$(new_id)"'", "source":"examples/curl",
  "type":"safety-drill", "subject":"'$school'", "time":"'$day'T10:00:00+08:00",
  "data":{"kind":"FIRE","participants":812,"evacuationSeconds":154}}'

# The verdict says that Kafka has the event; the figure follows within a second or so.
for _ in $(seq 150); do
  after="$(drills_held)"
  if [ "${after:-0}" -gt "${before:-0}" ]; then
    echo "Drills held in $county on $day: $after"
    exit 0
  fi
  sleep 0.2
done
echo "The drill is not in the figure after 30 s: see $api/schools/$school/account" >&2
exit 1
