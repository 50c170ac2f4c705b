#!/usr/bin/env bash
# Takes what judges a pull request from the branch it is for: a request that brings another configuration, waivers or rules
# is judged by those that were there. Paths come one a line on standard input; the branch is the first argument.
set -euo pipefail
git fetch --quiet --depth=1 origin "$1"
while IFS= read -r path; do
  if [ -z "$path" ]; then continue; fi
  case "/$path/" in */../* | //*) echo "gouji: $path does not lie in the repository" >&2; exit 2 ;; esac
  rm -rf -- "$path"
  if git cat-file -e "FETCH_HEAD:$path" 2>/dev/null; then
    git checkout --quiet FETCH_HEAD -- "$path"
  fi
done
