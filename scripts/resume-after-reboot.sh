#!/usr/bin/env bash
# Goes on with experiments that a reboot, a power cut or a kill has ended. Finished runs stay as they are, the others go on
# from their newest checkpoint, to the same numbers as without the cut.
#
# Write the commands into a file, one a line, as they were typed after `elu-bench`:
#
#   run mnist
#   run "my config.yaml" --out "$HOME/my results"      # a comment
#   sweep quick/mnist activation=elu,selu 'learning_rate=range(0.001,0.1,*10)'
#
# Quotation marks, backslashes, comments, $NAME, ${NAME} and ~/ mean what they mean to a shell. Nothing in the file is executed,
# and what a shell would take for more than a word is told and left out: ; & | < > ` and $( that no quotation marks surround.
# Brackets, braces, parentheses, * and ? stand for themselves.
#
# Let cron call this at each start of the machine (crontab -e), from the folder in which the commands were typed:
#
#   @reboot cd "$HOME/elu-bench" && scripts/resume-after-reboot.sh experiments.txt >> resume.log 2>&1
#
# Called twice, it does no harm: a run that another process trains is left to that process.
set -uo pipefail

elu_bench() { npx elu-bench "$@"; }

# Splits a line into the array `words`; false, with `fault`, where it can't be one command's words.
split() {
  local line=$1 i=0 word='' in_word=no quote='' char
  words=() fault=''
  while [ "$i" -lt "${#line}" ]; do
    char=${line:i:1}
    i=$((i + 1))
    if [ "$quote" = "'" ] && [ "$char" != "'" ]; then
      word+=$char
      continue
    fi
    case $quote$char in
      "''" | '""') quote='' ;;
      "'" | '"') quote=$char in_word=yes ;;
      [[:blank:]])
        [ $in_word = yes ] && words+=("$word")
        word='' in_word=no
        ;;
      '#')
        [ $in_word = no ] && break
        word+=$char
        ;;
      \\)
        [ "$i" -eq "${#line}" ] && fault='ends in a backslash' && return 1
        word+=${line:i:1} in_word=yes
        i=$((i + 1))
        ;;
      '"'\\)
        # Before other characters a backslash in double quotes stays.
        case ${line:i:1} in
          [\$\`\"\\]) char=${line:i:1} i=$((i + 1)) ;;
        esac
        word+=$char
        ;;
      '$' | '"$')
        in_word=yes
        expand "${line:i}" || return 1
        word+=$value
        i=$((i + taken))
        ;;
      '`' | '"`' | [\;\&\|\<\>])
        fault="has $char, which only a shell can do"
        return 1
        ;;
      '~')
        case $in_word${line:i:1} in
          no | no/ | no[[:blank:]]) word+=$HOME ;;
          *) word+=$char ;;
        esac
        in_word=yes
        ;;
      *) word+=$char in_word=yes ;;
    esac
  done
  [ -n "$quote" ] && fault="has a quotation mark $quote that is not closed" && return 1
  [ $in_word = yes ] && words+=("$word")
  return 0
}

# What stands for `$` and what follows it: the `value`, for which so many characters of what follows were `taken`.
expand() {
  local plain='^[A-Za-z_][A-Za-z0-9_]*' braced='^\{([A-Za-z_][A-Za-z0-9_]*)\}' name
  if [[ $1 =~ $plain ]]; then
    name=${BASH_REMATCH[0]}
  elif [[ $1 =~ $braced ]]; then
    name=${BASH_REMATCH[1]}
  elif [[ ${1:0:1} == [\(\{] ]]; then
    fault="has \$${1:0:1}, which only a shell can do"
    return 1
  else
    value='$' taken=0
    return
  fi
  taken=${#BASH_REMATCH[0]}
  [ -z "${!name+set}" ] && fault="has \$$name, and there is no such variable here" && return 1
  value=${!name}
}

list=${1:?"usage: $0 FILE"}
if [ ! -f "$list" ] || [ ! -r "$list" ]; then
  echo "$list: no such file, or not to be read; expected the list of commands" >&2
  exit 2
fi
worst=0
number=0
# The last line counts without its newline, too.
while IFS= read -r line || [ -n "$line" ]; do
  number=$((number + 1))
  # Editors of another system end lines with a carriage return, and begin files with a mark.
  line=${line%$'\r'}
  line=${line#$'\xef\xbb\xbf'}
  if ! split "$line"; then
    echo "$list:$number: $fault; expected what is typed after elu-bench: $line" >&2
    [ "$worst" -lt 2 ] && worst=2
    continue
  fi
  # Blank lines and comments.
  [ ${#words[@]} -eq 0 ] && continue
  {
    printf 'elu-bench'
    printf ' %q' "${words[@]}"
    echo
  } >&2
  # Its own standard input, or it would read the rest of the list.
  elu_bench "${words[@]}" --quiet < /dev/null
  code=$?
  # Ctrl-C and SIGTERM end the list too.
  [ "$code" -gt 128 ] && exit "$code"
  [ "$code" -gt "$worst" ] && worst=$code
done < "$list"
exit "$worst"
