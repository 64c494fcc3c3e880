# shellcheck shell=bash
# What the setup scripts begin with: how they speak, and where packages lie. A script that reads this has named the folder
# for what it makes beside the packages, `keeps`.

self=$(basename "$0" .sh)
say() { echo "$self: $*" >&2; }
fail() { say "$1"; shift; for line in "$@"; do echo "  $line" >&2; done; exit 1; }

# The script's first comment.
usage() { sed -n '2,/^set /{/^set /d;s/^# \{0,1\}//;p}' "$0"; }

# --- Where elu-bench looks for packages: a clone's own node_modules, the project's that has it as a package, or npm's global one.
here=$(cd "$(dirname "$(readlink -f "$0")")/.." && pwd)
command -v npm > /dev/null || fail 'npm is not there' 'Node 20.19 or newer brings it.'
# How npm is told of that place.
where=(--prefix "$here")
modules=$here/node_modules
if [ "$(basename "$(dirname "$here")")" = node_modules ]; then
  modules=$(dirname "$here")
  where=(--prefix "$(dirname "$modules")")
  [ "$modules" = "$(npm root -g)" ] && where=(-g)
fi
own=$(dirname "$modules")/${keeps:?}
# shellcheck disable=SC2034 # some are for the scripts that read this
readonly self here modules where own

# A virtual environment of Python in a folder, unless it is there; and what would do in its place.
make_venv() {
  local words
  [ ! -x "$1/bin/pip" ] || return 0
  command -v python3 > /dev/null || fail 'python3 is not there' "apt install python3-venv, or $2"
  say "making a virtual environment in $1"
  mkdir -p "$(dirname "$1")"
  words=$(python3 -m venv "$1" 2>&1) || { rm -rf "$1"; fail 'Python could not make a virtual environment' "$words" 'apt install python3-venv mends it on Debian and Ubuntu.'; }
}

# pip of a virtual environment, told to be quiet.
pip_of() { local venv=$1 verb=$2; shift 2; "$venv/bin/pip" "$verb" --quiet --disable-pip-version-check "$@"; }
