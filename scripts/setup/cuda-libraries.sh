# shellcheck shell=bash
# The libraries of CUDA: which the provider calls, what brings them, where they lie; and the GPU's driver. Read by setup-cuda.sh.

# Libraries that a library loads when it is loaded itself.
named_by() { LC_ALL=C ldd "$1" 2> /dev/null | sed -n 's/^[[:space:]]*\(lib[^ ]*\) .*/\1/p'; }

# CUDA's major version that a provider is made for.
major_of() { named_by "$1" | sed -n 's/^libcudart\.so\.//p'; }

# Those that a provider for a major version calls; the last three it, or cuDNN, loads when they are first wanted.
libraries_of() {
  local major=$1 cufft=12
  [ "$major" != 12 ] || cufft=11
  printf '%s\n' "libcudart.so.$major" "libcublasLt.so.$major" "libcublas.so.$major" libcurand.so.10 libcudnn.so.9 "libcufft.so.$cufft" "libnvrtc.so.$major"
}

# The Python package that brings a library.
wheel_of() {
  local name=${1%%.so*} abi=${1##*.} major=$2 suffix=''
  [ "$major" -ge 13 ] || suffix=-cu$major
  case $name in
    libcudart) name=cuda-runtime$suffix ;;
    libnvrtc) name=cuda-nvrtc$suffix ;;
    libcublas | libcublasLt) name=cublas$suffix ;;
    libcudnn) name=cudnn-cu$major ;;
    *) name=${name#lib}$suffix ;;
  esac
  echo "nvidia-$name==$abi.*"
}

# Where the system's linker finds a library by itself.
linked() { { ldconfig -p || /sbin/ldconfig -p; } 2> /dev/null | awk -v name="$1" '$1 == name && /x86-64/ { print $NF; exit }'; }

# The first of the folders after its name that holds a library; `linker` where the system's finds it.
place_of() {
  local name=$1 place
  shift
  for place in "$@"; do [ ! -e "$place/$name" ] || { echo "$place"; return; }; done
  [ -z "$(linked "$name")" ] || echo linker
}

# --- The driver.
readonly DRIVER=libcuda.so.1
# shellcheck disable=SC2034 # for the script that reads this
readonly DRIVER_HELP='  apt install nvidia-driver on Debian, ubuntu-drivers install on Ubuntu; nvidia-smi must then list the GPU
  in a container: docker run --gpus all'

driver_version() {
  local line
  line=$(sed -n 's/^NVRM version:.* \([0-9][0-9]*\.[0-9.]*\) .*/\1/p' /proc/driver/nvidia/version 2> /dev/null || true)
  [ -n "$line" ] || line=$(nvidia-smi --query-gpu=driver_version --format=csv,noheader 2> /dev/null | head -n 1 || true)
  echo "$line"
}

# What is too old of it for CUDA of a major version; nothing where it is new enough or does not tell.
driver_too_old() {
  local found oldest=580
  [ "$1" != 12 ] || oldest=525
  found=$(driver_version)
  [ -z "$found" ] || [ "${found%%.*}" -ge "$oldest" ] || echo "NVIDIA's driver here is $found; CUDA $1 needs $oldest or newer"
}

driver_missing() {
  local places
  IFS=: read -ra places <<< "${LD_LIBRARY_PATH:-}"
  [ -n "$(place_of $DRIVER "${places[@]}")" ] || echo "NVIDIA's driver is missing ($DRIVER), or this container is not given it"
}
