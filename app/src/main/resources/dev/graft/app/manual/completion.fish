# fish completions of graft: ./graft completion fish

# Whether the command typed is this one; '' stands for none yet.
function __graft_at
    set -l command ''
    for word in (commandline -opc)[2..-1]
        if not string match -q -- '-*' $word
            set command $word
            break
        end
    end
    test "$command" = "$argv[1]"
end

# Words after those of a list with commas that are there already.
function __graft_list
    set -l word (commandline -ct | string replace -r '^--[^=]*=' '')
    set -l before (string match -r '^.*,' -- $word)
    for name in $argv
        echo "$before$name"
    end
end

function __graft_folders
    __fish_complete_directories (commandline -ct | string replace -r '^--[^=]*=' '') ''
end

complete -c graft -f
#@COMMANDS
