# bash completions of graft: ./graft completion bash

# Sets options: those of a command, or of the program where none is named.
_graft_options() {
  case "$1" in
#@OPTIONS
  esac
}

# Sets kind and known: what "COMMAND --option" or "COMMAND operand's number" takes.
_graft_values() {
  kind='' known=''
  case "$1" in
#@VALUES
  esac
}

# Adds to COMPREPLY what begins with a word, each after the part of the word that is settled.
_graft_add() {
  local settled="$1" found
  shift
  while IFS= read -r found; do
    COMPREPLY+=("$settled$found")
  done < <(compgen "$@")
}

# Completes a value of a kind: the known words, then what is on the disk.
_graft_complete() {
  local settled="$1" word="$2"
  if [ "$kind" = list ]; then
    case "$word" in
      *,*) settled="$settled${word%,*}," word="${word##*,}" ;;
    esac
    compopt -o nospace 2> /dev/null
  fi
  _graft_add "$settled" -W "$known" -- "$word"
  case "$kind" in
    files | folders)
      case "$word" in
        *=*) settled="$settled${word%%=*}=" word="${word#*=}" ;; # NAME=FILE
      esac
      [ "${#COMPREPLY[@]}" -gt 0 ] || compopt -o filenames 2> /dev/null
      if [ "$kind" = files ]; then
        _graft_add "$settled" -f -- "$word"
      else
        _graft_add "$settled" -d -- "$word"
      fi
      ;;
  esac
}

_graft() {
  local words=() word command='' pending='' operands=0 options='' kind='' known='' i
  if [ -n "${COMP_LINE-}" ]; then
    # The shell's own words are broken at = and : as well.
    local line="${COMP_LINE:0:COMP_POINT}"
    # shellcheck disable=SC2162 # backslashes are to be taken away
    IFS=$' \t\n' read -a words <<< "$line"
    case "$line" in *[[:space:]]) words+=('') ;; esac
  else
    words=("${COMP_WORDS[@]:0:COMP_CWORD+1}")
  fi
  local last=$((${#words[@]} - 1))
  for ((i = 1; i < last; i++)); do
    word="${words[i]}"
    if [ -n "$pending" ]; then
      pending=''
    elif [[ "$word" == --*=* ]]; then
      :
    elif [[ "$word" == -?* ]]; then
      _graft_values "$command $word"
      [ -z "$kind" ] || pending="$word"
    elif [ -z "$command" ]; then
      command="$word"
    else
      operands=$((operands + 1))
    fi
  done
  word="${words[last]}"
  COMPREPLY=()
  if [ -n "$pending" ]; then
    _graft_values "$command $pending"
    _graft_complete '' "$word"
  elif [[ "$word" == --*=* ]]; then
    _graft_values "$command ${word%%=*}"
    _graft_complete "${word%%=*}=" "${word#*=}"
  elif [[ "$word" == -* ]]; then
    _graft_options "$command"
    _graft_add '' -W "$options" -- "$word"
  else
    _graft_values "$command $operands"
    _graft_complete '' "$word"
  fi
  [ -z "${COMP_LINE-}" ] || _graft_unbreak "$word"
}

# The shell replaces only what follows the last of its breaks.
_graft_unbreak() {
  local breaks='' kept
  case "$COMP_WORDBREAKS" in *:*) breaks=':' ;; esac
  case "$COMP_WORDBREAKS" in *=*) breaks="$breaks=" ;; esac
  [ -n "$breaks" ] || return 0
  kept="${1%"${1##*["$breaks"]}"}"
  local i
  for ((i = 0; i < ${#COMPREPLY[@]}; i++)); do
    COMPREPLY[i]="${COMPREPLY[i]#"$kept"}"
  done
}

complete -F _graft graft
