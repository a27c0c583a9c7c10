#!/usr/bin/env bash
# Installs what checks and runs workflows, once per version, into a cache folder outside the repository:
# act (runs a workflow without containers), actionlint and zizmor (check them). Needs Go and Python 3.
# Prints the folder of the executables on standard output; everything else goes to standard error.
set -euo pipefail

act=v0.2.89 # runs node24 actions
actionlint=v1.7.12
zizmor=1.32.0

tools="${XDG_CACHE_HOME:-$HOME/.cache}/twelvelabs-index-action/act-$act-actionlint-$actionlint-zizmor-$zizmor"
bin="$tools/bin"
mkdir -p "$bin"

with_go() { # with_go NAME PACKAGE
  [ -x "$bin/$1" ] || GOBIN="$bin" go install "$2" >&2
}

with_go act "github.com/nektos/act@$act"
with_go actionlint "github.com/rhysd/actionlint/cmd/actionlint@$actionlint"
if [ ! -x "$bin/zizmor" ]; then
  python3 -m venv "$tools/python" >&2
  "$tools/python/bin/pip" install --quiet --disable-pip-version-check "zizmor==$zizmor" >&2
  ln -sf "$tools/python/bin/zizmor" "$bin/zizmor"
fi

# An executable built by `go install` may not contain its version; the requested one is in the name of the folder.
{
  echo "act $act"
  echo "actionlint $("$bin/actionlint" --version | head -1)"
  "$bin/zizmor" --version
} >&2
echo "$bin"
