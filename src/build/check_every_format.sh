#!/usr/bin/env bash
# Runs every line of the README's table of formats as it stands there, through jobs/submit, and holds
# each to the records that its row says.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

rows=0
while IFS='|' read -r _ format _ line counts _; do
  format=$(tr -d '` ' <<<"$format")
  # What stands between the backticks, in words.
  read -ra words <<<"$(tr -d '`' <<<"$line")"
  counts=$(sed 's/^ *//; s/ *$//' <<<"$counts")
  out=$(mktemp -d "${TMPDIR:-/tmp}/every-format.XXXXXX")
  printed=$("${words[@]}" --output "$out/table" 2>"$out/errors") || {
    cat "$out/errors" >&2
    echo "$format: '${words[*]}' ended with code $?" >&2
    exit 1
  }
  if ! grep -qxF "records  $counts" <<<"$printed"; then
    printf '%s: "%s" should print "records  %s", and printed\n%s\n' "$format" "${words[*]}" "$counts" "$printed" >&2
    exit 1
  fi
  echo "$format: $counts"
  rm -rf "$out"
  rows=$((rows + 1))
done < <(grep -E '^\| `[a-z0-9.-]+`.*\| `jobs/submit pool' README.md)

# A table that lost its rows would pass otherwise.
formats=$(ls jobs/*-maxpool.yaml | wc -l)
if ((rows < formats)); then
  echo "the README's table of formats has $rows lines for $formats specs in jobs/" >&2
  exit 1
fi
