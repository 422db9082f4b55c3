#compdef graft
# zsh completions of graft: ./graft completion zsh

# Words with commas between them.
_graft_list() {
  compset -P '*,'
  compadd -qS ',' -- "$@"
}

_graft_files() {
  local ret=1
  (($#)) && compadd -- "$@" && ret=0
  _files && ret=0
  return ret
}

_graft_folders() {
  local ret=1
  (($#)) && compadd -- "$@" && ret=0
  _files -/ && ret=0
  return ret
}

_graft() {
  local curcontext="$curcontext" state line ret=1
  typeset -A opt_args
  local -a commands=(
#@COMMANDS
  )
  _arguments -C \
#@OPTIONS
        '1:COMMAND:->command' \
        '*::ARGUMENT:->rest' && ret=0
  [[ $state == command ]] && _describe -t commands COMMAND commands && ret=0
  [[ $state == rest ]] || return ret
  curcontext="${curcontext%:*:*}:graft-$words[1]:"
  case $words[1] in
#@BODIES
  esac
  return ret
}

if [[ "$funcstack[1]" == _graft ]]; then
  _graft "$@"
else
  compdef _graft graft
fi
