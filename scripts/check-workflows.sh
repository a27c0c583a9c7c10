#!/usr/bin/env bash
# Checks workflows, examples, actions and dependabot.yml with actionlint and zizmor: no findings, pedantic, offline.
set -euo pipefail
cd "$(dirname "$0")/.."

PATH="$(scripts/install-workflow-tools.sh):$PATH"
# `queue` and `$/` are newer than this version of actionlint.
actionlint -ignore 'unexpected key "queue" for "concurrency" section' -ignore 'specifying action "\$/' \
  .github/workflows/*.yml examples/*.yml
zizmor --pedantic --offline --no-progress --quiet --config .github/zizmor.yml .github examples/*.yml action.yml \
  $(git ls-files '*/action.yml')
echo 'Workflows: no findings.'
