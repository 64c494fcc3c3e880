#!/usr/bin/env bash
# Trains an experiment with one activation function after the other and compares each with ReLU.
#
#   scripts/sweep-activations.sh quick/mnist                     all activations of the list below
#   scripts/sweep-activations.sh mnist runs=10 train.epochs=50   anything else is passed on
#
# Copy it and change the list. The same command again goes on where it was.
set -euo pipefail

activations=elu,relu,lrelu,srelu,selu,gelu,silu,softplus,tanh
out=${OUT:-results}
# In a shell function and not a variable, so that a path with blanks will do.
elu_bench() { npx elu-bench "$@"; }

config=${1:?"usage: $0 CONFIG [key=value...]"}
shift
name=$(basename "$config" .yaml)-activations

elu_bench sweep "$config" name="$name" activation="$activations" --out "$out" "$@"
elu_bench compare "$out/$name" --baseline relu
