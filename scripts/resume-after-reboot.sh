#!/usr/bin/env bash
# Goes on with experiments that a reboot, a power cut or a kill has ended. Finished runs stay as they are, the others go on
# from their newest checkpoint, to the same numbers as without the cut.
#
# Write the commands into a file, one a line, as they were typed after `elu-bench`:
#
#   run mnist
#   sweep quick/mnist activation=elu,selu learning_rate=range(0.001,0.1,*10)
#
# and let cron call this at each start of the machine (crontab -e), from the folder in which the commands were typed:
#
#   @reboot cd "$HOME/elu-bench" && scripts/resume-after-reboot.sh experiments.txt >> resume.log 2>&1
#
# Called twice, it does no harm: a run that another process trains is left to that process.
set -uo pipefail

elu_bench() { npx elu-bench "$@"; }

list=${1:?"usage: $0 FILE"}
worst=0
while read -r -a words; do
  # Blank lines and comments.
  [ ${#words[@]} -eq 0 ] && continue
  [[ ${words[0]} == \#* ]] && continue
  echo "elu-bench ${words[*]}" >&2
  # Its own standard input, or it would read the rest of the list.
  elu_bench "${words[@]}" --quiet < /dev/null
  code=$?
  # Ctrl-C and SIGTERM end the list too.
  [ "$code" -gt 128 ] && exit "$code"
  [ "$code" -gt "$worst" ] && worst=$code
done < "$list"
exit "$worst"
