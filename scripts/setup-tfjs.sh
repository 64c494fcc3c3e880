#!/usr/bin/env bash
# Installs TensorFlow.js's native package beside elu-bench, so that `--engine tfjs` computes with a current TensorFlow.
#
#   scripts/setup-tfjs.sh           @tensorflow/tfjs-node, for the CPU
#   scripts/setup-tfjs.sh --gpu     @tensorflow/tfjs-node-gpu, for an NVIDIA GPU
#   scripts/setup-tfjs.sh --check   says what is there and whether it trains; changes nothing
#   scripts/setup-tfjs.sh --undo    takes away all that it has installed
#
# The package's own installer wants TensorFlow 2.9 of 2022 from a server that many networks block, whose CUDA does not know
# today's GPUs. Its addon is written against TensorFlow's stable C interface, so this script builds it against a TensorFlow
# of today instead, the first of these:
#
#   TENSORFLOW_LIB=DIR   a folder with libtensorflow_cc.so.2 (or libtensorflow.so.2) and libtensorflow_framework.so.2; the
#                        headers are looked for in DIR/include and DIR/../include, or where TENSORFLOW_INCLUDE says
#   the active virtual environment of Python (VIRTUAL_ENV), where it holds tensorflow; with --gpu not tensorflow-cpu
#   a virtual environment of its own, into which it installs tensorflow-cpu, or tensorflow[and-cuda] (2 GB) with --gpu
#
# Needs Linux, g++ (or CXX) and nm; Python 3 with venv for the last. Nothing is written into package.json, so `npm install` and
# `npm ci` take the package away; then run the script again, which does what is left to do. The guide is docs/gpu.md.
set -euo pipefail

readonly VERSION=4.22.0 # of TensorFlow.js; its last
readonly OLDEST=2.9     # TensorFlow that the addon was written for

keeps=.tfjs-setup
# shellcheck source=scripts/setup/begin.sh
. "$(dirname "$(readlink -f "$0")")/setup/begin.sh"

action=install
package=@tensorflow/tfjs-node
wheel=tensorflow-cpu
device='on the CPU'
for argument in "$@"; do
  case $argument in
    --gpu) package=@tensorflow/tfjs-node-gpu wheel='tensorflow[and-cuda]' device='on a GPU' ;;
    --check) action=check ;;
    --undo) action=undo ;;
    -h | --help) usage; exit 0 ;;
    *) usage >&2; exit 2 ;;
  esac
done

folder=$modules/$package
readonly folder

# --- A training step whose result is known: w = 3, loss = (2w - 4)^2, dloss/dw = 4(2w - 4) = 8, so that w is 2.2 after a step of 0.1.
train_once() {
  TF_CPP_MIN_LOG_LEVEL=2 node - "$folder" << 'JS'
const util = require('node:util');
// TensorFlow.js calls functions that Node 23 has taken away.
util.isNullOrUndefined ??= (value) => value == null;
util.isArray ??= Array.isArray;
const tf = require(process.argv[2]);
const w = tf.variable(tf.scalar(3));
tf.train.sgd(0.1).minimize(() => tf.square(tf.sub(tf.mul(w, 2), 4)));
const [value] = w.dataSync();
if (Math.abs(value - 2.2) > 1e-6) throw new Error(`a training step gives ${value} in place of 2.2`);
const windows = (kernel) => tf.sum(tf.conv2d(tf.ones([1, 4, 4, 1]), kernel, 1, 'valid'));
const gradient = tf.grad(windows)(tf.ones([3, 3, 1, 1])).dataSync();
if (!gradient.every((x) => x === 4)) throw new Error(`the gradient of a convolution is ${gradient} in place of 4s`);
const gpu = tf.backend().isUsingGpuDevice ? 'on a GPU' : 'on the CPU';
console.log(`TensorFlow ${tf.backend().binding.TF_Version} trains ${gpu}`);
JS
}

check() {
  [ -d "$folder" ] || { say "$package is not installed in $modules"; return 1; }
  local words
  words=$(train_once 2>&1) || {
    say "$package does not work:"
    # A library that does not fit the processor ends the process without an error of JavaScript's.
    { grep -m 3 -E '^[A-Za-z]*Error' <<< "$words" || tail -n 3 <<< "$words"; } | sed 's/^/  /' >&2
    return 1
  }
  say "$package: $(tail -n 1 <<< "$words")"
}

undo() {
  [ -d "$own" ] || { say 'nothing to undo'; return; }
  local installed built
  while read -r installed; do
    say "removing $installed"
    npm uninstall "${where[@]}" --no-save --no-audit --no-fund --ignore-scripts "$installed" > /dev/null < /dev/null
  done < <(cat "$own/packages" 2> /dev/null)
  # Addons in packages that were there before.
  while read -r built; do rm -f "$built"; done < <(cat "$own/addons" 2> /dev/null)
  rm -rf "$own"
  say 'undone'
}

[ "$action" = check ] && { check; exit; }
[ "$action" = undo ] && { undo; exit; }

# --- Done before? What trains on the CPU where a GPU is wanted is not.
if [ -d "$folder" ] && words=$(check 2>&1) && [[ $words == *"$device" ]]; then
  echo "$words" >&2
  say 'nothing to do'
  exit
fi

# --- What it takes, all told at once.
missing=()
[ "$(uname -s)" = Linux ] || missing+=("Linux: on $(uname -s) use what npm install $package brings")
readonly cxx=${CXX:-g++}
command -v "$cxx" > /dev/null || missing+=("$cxx, a C++ compiler: apt install g++, or name yours: CXX=clang++")
command -v nm > /dev/null || missing+=('nm: apt install binutils')
[ ${#missing[@]} -eq 0 ] || fail 'cannot build here without' "${missing[@]}"

# --- TensorFlow.
# Folder of the library that a Python has, and its version; nothing where it has none, or one for the CPU where a GPU is wanted.
tensorflow_of() {
  "$1" - "$device" 2> /dev/null << 'PYTHON' || true
import importlib.metadata as m, importlib.util as u, os, sys
spec = u.find_spec("tensorflow")
if spec and spec.origin:
    names = {d.metadata["Name"].replace("_", "-") for d in m.distributions()}
    name = next(n for n in ("tensorflow", "tensorflow-cpu") if n in names)
    if name == "tensorflow" or sys.argv[1] != "on a GPU":
        print(os.path.dirname(spec.origin), m.version(name))
PYTHON
}

version=unknown
if [ -n "${TENSORFLOW_LIB:-}" ]; then
  [ -d "$TENSORFLOW_LIB" ] || fail "TENSORFLOW_LIB=$TENSORFLOW_LIB is no folder"
  lib=$(readlink -f "$TENSORFLOW_LIB")
  say "TensorFlow in $lib, as TENSORFLOW_LIB says"
else
  found=''
  [ -n "${VIRTUAL_ENV:-}" ] && found=$(tensorflow_of "$VIRTUAL_ENV/bin/python")
  if [ -z "$found" ]; then
    venv=$own/venv
    # One with a TensorFlow for the CPU would not do.
    [ "$device" = 'on a GPU' ] && venv=$own/venv-gpu
    make_venv "$venv" 'name a folder that holds TensorFlow: TENSORFLOW_LIB=DIR'
    found=$(tensorflow_of "$venv/bin/python")
    if [ -z "$found" ]; then
      say "installing $wheel there"
      pip_of "$venv" install "$wheel" \
        || fail "pip could not install $wheel" 'Is there a wheel for this Python? TensorFlow lags behind the newest; Python 3.10 to 3.13 had one when this was written.' 'Or name a folder that holds TensorFlow: TENSORFLOW_LIB=DIR'
      found=$(tensorflow_of "$venv/bin/python")
      [ -n "$found" ] || fail "$wheel was installed, but Python does not find it in $venv"
    fi
  fi
  lib=${found% *} version=${found##* }
  say "TensorFlow $version in $lib"
  [ "$(printf '%s\n' "$OLDEST" "$version" | sort -V | head -n 1)" = "$OLDEST" ] \
    || fail "TensorFlow $version is older than $OLDEST, which the addon is written for" "pip install --upgrade $wheel"
fi

readonly framework=$lib/libtensorflow_framework.so.2
main=''
for name in libtensorflow_cc.so.2 libtensorflow.so.2; do [ -e "$lib/$name" ] && { main=$lib/$name; break; }; done
{ [ -n "$main" ] && [ -e "$framework" ]; } || fail "$lib does not hold TensorFlow's libraries" \
  'expected libtensorflow_cc.so.2 or libtensorflow.so.2, and libtensorflow_framework.so.2'

include=''
for candidate in ${TENSORFLOW_INCLUDE:+"$TENSORFLOW_INCLUDE"} "$lib/include" "$lib/../include"; do
  [ -e "$candidate/tensorflow/c/eager/c_api.h" ] && { include=$candidate; break; }
done
[ -n "$include" ] || fail "TensorFlow's headers (tensorflow/c/eager/c_api.h) are neither in $lib/include nor in $lib/../include" 'name their folder: TENSORFLOW_INCLUDE=DIR'

work=$(mktemp -d)
readonly work
trap 'rm -rf "$work"' EXIT

# --- The package, without its install script.
if [ "$(node -p "try { require('$folder/package.json').version } catch { '' }")" != "$VERSION" ]; then
  say "installing $package@$VERSION into $modules"
  # npm takes away what no package.json names, so it is told again of the other package, which it then unpacks anew, without its addon.
  wanted=("$package@$VERSION")
  other=''
  while read -r before; do [ "$before" = "$package" ] || other=$before; done < <(cat "$own/packages" 2> /dev/null)
  if [ -n "$other" ] && [ -d "$modules/$other/lib" ]; then
    wanted+=("$other@$VERSION")
    cp -r "$modules/$other/lib" "$work/lib"
  fi
  npm install "${where[@]}" --loglevel error --no-save --save-prod --no-audit --no-fund --ignore-scripts "${wanted[@]}" > /dev/null \
    || fail "npm could not install $package@$VERSION"
  [ ! -d "$work/lib" ] || cp -r "$work/lib" "$modules/$other/"
  mkdir -p "$own"
  grep -qsxF "$package" "$own/packages" || echo "$package" >> "$own/packages"
fi

# --- Headers of Node: beside the program, or from npm.
headers=''
for candidate in "$(dirname "$(node -p process.execPath)")/../include/node" /usr/include/node /usr/local/include/node; do
  [ -e "$candidate/node_api.h" ] && { headers=$candidate; break; }
done
if [ -z "$headers" ]; then
  npm install --prefix "$work" --no-audit --no-fund --ignore-scripts node-api-headers > /dev/null \
    || fail 'node_api.h is not beside Node, and npm could not install node-api-headers' 'apt install libnode-dev'
  headers=$work/node_modules/node-api-headers/include
fi

# --- Build: compile, look whether TensorFlow has all that is called, link.
say 'compiling'
for source in tfjs_backend tfjs_binding; do
  "$cxx" -std=c++17 -O2 -fPIC -DNAPI_VERSION=8 -I "$folder" -I "$include" -I "$headers" -c "$folder/binding/$source.cc" -o "$work/$source.o" \
    2> "$work/errors" || fail "$cxx could not compile $source.cc" "$(grep -m 5 error "$work/errors" || head -n 5 "$work/errors")"
done
nm -D --defined-only "$main" "$framework" | awk '$3 ~ /^TFE?_/ { sub(/@.*/, "", $3); print $3 }' | sort -u > "$work/there"
lacking=$(nm -u "$work"/*.o | awk '$2 ~ /^TFE?_/ { print $2 }' | sort -u | comm -23 - "$work/there")
# Word splitting makes a line of each.
# shellcheck disable=SC2086
[ -z "$lacking" ] || fail "TensorFlow in $lib has not all that the addon calls; it lacks" $lacking
addon=$(cd "$folder" && node -p "require('@mapbox/node-pre-gyp').find('$folder/package.json')")
"$cxx" -shared "$work"/*.o -o "$work/tfjs_binding.node" -L "$lib" -l:"$(basename "$main")" -l:libtensorflow_framework.so.2 \
  -Wl,-rpath,"$lib" 2> "$work/errors" || fail "$cxx could not link the addon" "$(head -n 5 "$work/errors")"
mkdir -p "$(dirname "$addon")"
mv "$work/tfjs_binding.node" "$addon"
mkdir -p "$own"
grep -qsxF "$package" "$own/packages" || grep -qsxF "$addon" "$own/addons" || echo "$addon" >> "$own/addons"

check || fail 'the addon was built but does not train' "TF_CPP_MIN_LOG_LEVEL=0 node -e \"require('$folder')\" says more"
if [ "$device" = 'on a GPU' ] && ! train_once 2> /dev/null | grep -q "$device"; then
  # No failure: images and the nodes where people log in are set up without one.
  say 'the addon works, but TensorFlow finds no GPU here: nvidia-smi must list one, and the CUDA libraries be in reach (docs/gpu.md)'
fi
say "elu-bench run quick/mnist --engine tfjs:${package#@tensorflow/tfjs-}"
