#!/usr/bin/env bash
# Finds for each activation function the learning rate that suits it, which is what a fair comparison begins with:
# a grid of both, three runs each, and a table sorted by the error on the test set.
#
#   scripts/sweep-learning-rates.sh quick/mnist
#   scripts/sweep-learning-rates.sh quick/mnist runs=5 train.epochs=10
set -euo pipefail

activations=elu,relu,lrelu
rates='range(0.001,0.1,*10)'
out=${OUT:-results}
elu_bench() { npx elu-bench "$@"; }

config=${1:?"usage: $0 CONFIG [key=value...]"}
shift
name=$(basename "$config" .yaml)-rates

# Exit code 1 says that a run diverged, as some do at large rates: that is a result, and the table shows it.
elu_bench sweep "$config" name="$name" runs=3 activation="$activations" learning_rate="$rates" --out "$out" "$@" || [ $? -eq 1 ]
elu_bench compare "$out/$name"
