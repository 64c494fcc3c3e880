#!/usr/bin/env bash
#SBATCH --job-name=elu-bench
#SBATCH --array=0-9
#SBATCH --cpus-per-task=4
#SBATCH --mem=8G
#SBATCH --time=24:00:00
#SBATCH --signal=B:TERM@120
#SBATCH --requeue
# Ten runs of every variant, a run number a task, on as many machines as Slurm gives:
#
#   sbatch scripts/slurm-array.sh mnist
#   npx elu-bench compare results/mnist    meanwhile or afterwards; summary.csv has the runs of all tasks
#
# Two minutes before the time is over Slurm sends SIGTERM: every run saves a checkpoint, and the task is put in the queue again.
set -uo pipefail

config=${1:?"usage: sbatch $0 CONFIG [key=value...]"}
shift
run=${SLURM_ARRAY_TASK_ID:?"not started by sbatch"}

# A log in a file has lines, no bars. In the background, since the shell hears a signal only while it waits.
npx elu-bench run "$config" first_run="$run" runs=1 --jobs "${SLURM_CPUS_PER_TASK:-1}" "$@" &
child=$!
trap 'kill -TERM "$child"' TERM
wait "$child"
code=$?
# A trap ends the first wait; the second one has the exit code.
if [ "$code" -gt 128 ]; then
  wait "$child"
  code=$?
fi
# Of this task alone: its SLURM_JOB_ID may be that of the whole array, as it is in the last task.
[ "$code" -eq 143 ] && scontrol requeue "${SLURM_ARRAY_JOB_ID}_$SLURM_ARRAY_TASK_ID"
exit "$code"
