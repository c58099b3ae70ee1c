# Completion of culvert-cli for fish. tests/e2e/completion_test.py holds it to what --help says.

function __culvert_cli_ids
    culvert-cli $argv --json 2>/dev/null | string match -ra '"id":(?:"[^"]*"|[0-9]+),' | string replace -r '^"id":"?([^",]*)"?,$' '$1'
end
function __culvert_cli_is
    set -l words (commandline -opc)
    test (count $words) -ge 2; and contains -- $words[2] $argv
end
function __culvert_cli_leaf
    set -l words (commandline -opc)
    test (count $words) -ge 3; and test $words[2] = $argv[1]; and contains -- $words[3] $argv[2..]
end
function __culvert_cli_no_leaf
    set -l words (commandline -opc)
    test (count $words) -eq 2; and test $words[2] = $argv[1]
end

complete -c culvert-cli -f
complete -c culvert-cli -l help -d 'help'
complete -c culvert-cli -n __fish_use_subcommand -l version -d 'version'
complete -c culvert-cli -n __fish_use_subcommand -a run -d 'open local listeners and carry what arrives there'
complete -c culvert-cli -n __fish_use_subcommand -a connect -d 'join standard input and output to one tunnel'
complete -c culvert-cli -n __fish_use_subcommand -a check -d 'try the proxy'
complete -c culvert-cli -n __fish_use_subcommand -a proxies -d 'list the proxies of a provisioning domain'
complete -c culvert-cli -n __fish_use_subcommand -a profiles -d 'list and change the saved profiles'
complete -c culvert-cli -n __fish_use_subcommand -a status -d 'tell what a Culvert that runs is doing'
complete -c culvert-cli -n __fish_use_subcommand -a on -d 'turn it on'
complete -c culvert-cli -n __fish_use_subcommand -a off -d 'turn it off'
complete -c culvert-cli -n __fish_use_subcommand -a forward -d 'list and change its forwards'
complete -c culvert-cli -n __fish_use_subcommand -a connections -d 'list connections'
complete -c culvert-cli -n __fish_use_subcommand -a close -d 'reset a connection'
complete -c culvert-cli -n __fish_use_subcommand -a trace -d 'tell of the last steps'
complete -c culvert-cli -n __fish_use_subcommand -a env -d 'print what leads other programs here'
complete -c culvert-cli -n __fish_use_subcommand -a launch -d 'start a program that goes through it'
complete -c culvert-cli -n __fish_use_subcommand -a repair -d 'set back the proxy of the desktop'

function __culvert_cli_proxy
    __culvert_cli_is run connect check; or __culvert_cli_leaf profiles add
end
complete -c culvert-cli -n __culvert_cli_proxy -l proxy -x -d 'template of the proxy, or its host'
complete -c culvert-cli -n '__culvert_cli_proxy; or __culvert_cli_is proxies' -l ca -r -F -d 'certificates to trust'
complete -c culvert-cli -n '__culvert_cli_proxy; or __culvert_cli_is proxies' -l pin -x -d 'public key of the proxy'
complete -c culvert-cli -n __culvert_cli_proxy -l client-cert -r -F -d 'certificate to show'
complete -c culvert-cli -n __culvert_cli_proxy -l client-key -r -F -d 'its key'
complete -c culvert-cli -n __culvert_cli_proxy -l key-log -r -F -d 'file for TLS secrets'
complete -c culvert-cli -n __culvert_cli_proxy -l early-data -d 'send requests with the handshake'
complete -c culvert-cli -n __culvert_cli_proxy -l expect-continue -d 'the proxy says that it has a request'
complete -c culvert-cli -n __culvert_cli_proxy -l classic -d 'it is a classic CONNECT proxy'
complete -c culvert-cli -n __culvert_cli_proxy -l session-file -r -F -d 'file for TLS sessions'
complete -c culvert-cli -n __culvert_cli_proxy -l user -x -d 'user name'
complete -c culvert-cli -n __culvert_cli_proxy -l password-file -r -F -d 'file with the password'
complete -c culvert-cli -n __culvert_cli_proxy -l password-fd -x -d 'descriptor with the password'
complete -c culvert-cli -n __culvert_cli_proxy -l auth -x -a 'auto basic digest' -d 'how it is given'
complete -c culvert-cli -n __culvert_cli_proxy -l token-file -r -F -d 'file with a token'
complete -c culvert-cli -n __culvert_cli_proxy -l concealed-key -r -F -d 'private key to sign in with'
complete -c culvert-cli -n __culvert_cli_proxy -l concealed-id -x -d 'its name'
complete -c culvert-cli -n '__culvert_cli_proxy; or __culvert_cli_is proxies' -l http -x -a '3,2,1.1 3 2 1.1' -d 'versions of HTTP'
complete -c culvert-cli -n __culvert_cli_proxy -l congestion -x -a 'bbr cubic' -d 'over HTTP/3'
complete -c culvert-cli -n __culvert_cli_proxy -l qlog -x -a '(__fish_complete_directories)' -d 'directory for qlog files'
complete -c culvert-cli -n __culvert_cli_proxy -l wire -x -a 'auto draft-12 draft-08 rfc' -d 'revision'

complete -c culvert-cli -n '__culvert_cli_is run' -l socks -x -d 'listener'
complete -c culvert-cli -n '__culvert_cli_is run' -l socks-user -x -d 'user name of applications'
complete -c culvert-cli -n '__culvert_cli_is run' -l socks-password-file -r -F -d 'file with their password'
complete -c culvert-cli -n '__culvert_cli_is run' -l forward -x -d 'LISTEN=HOST:PORT'
complete -c culvert-cli -n '__culvert_cli_is run' -l answer-early -d 'say early that it is connected'
complete -c culvert-cli -n '__culvert_cli_is run' -l system-proxy -d 'lead the desktop here'
complete -c culvert-cli -n '__culvert_cli_is run' -l no-control -d 'no control socket'
complete -c culvert-cli -n '__culvert_cli_is run connect' -l verbose -d 'tell more'
complete -c culvert-cli -n '__culvert_cli_is run' -l trace -d 'tell of every step'
complete -c culvert-cli -n '__culvert_cli_is run' -l trace-file -r -F -d 'file for the last steps'
complete -c culvert-cli -n '__culvert_cli_is run' -l trace-of -x -d 'whose steps'

complete -c culvert-cli -n '__culvert_cli_is run status on off forward connections close trace profiles env launch' -l control -r -F -d 'path of the control socket'
complete -c culvert-cli -n '__culvert_cli_is run check proxies status on off forward connections close trace profiles env repair' -l json -d 'JSON'
complete -c culvert-cli -n '__culvert_cli_is connect check' -l profile -x -a '(__culvert_cli_ids profiles list)' -d 'saved profile'
complete -c culvert-cli -n '__culvert_cli_is env' -l shell -x -a 'sh fish powershell cmd' -d 'of the lines'
complete -c culvert-cli -n '__culvert_cli_is env' -l for -x -a 'terminal ssh git' -d 'whom'
complete -c culvert-cli -n '__culvert_cli_is launch' -l application -x -d 'start its saved command'
complete -c culvert-cli -n '__culvert_cli_is trace' -l follow -d 'go on'
complete -c culvert-cli -n '__culvert_cli_is trace' -l of -x -d 'whose steps'
complete -c culvert-cli -n '__culvert_cli_is close' -a '(__culvert_cli_ids connections)'
complete -c culvert-cli -n '__culvert_cli_no_leaf forward' -a 'list add remove on off'
complete -c culvert-cli -n '__culvert_cli_leaf forward add' -l id -x -d 'its id'
complete -c culvert-cli -n '__culvert_cli_leaf forward add' -l application -x -d 'whose it is'
complete -c culvert-cli -n '__culvert_cli_leaf forward add' -l profile -x -a '(__culvert_cli_ids profiles list)' -d 'that it goes through'
complete -c culvert-cli -n '__culvert_cli_leaf forward remove on off' -a '(__culvert_cli_ids forward list)'
complete -c culvert-cli -n '__culvert_cli_no_leaf profiles' -a 'list show add export import remove use'
complete -c culvert-cli -n '__culvert_cli_leaf profiles show export remove use' -a '(__culvert_cli_ids profiles list)'
complete -c culvert-cli -n '__culvert_cli_leaf profiles import' -F
complete -c culvert-cli -n '__culvert_cli_leaf profiles export' -l link -d 'as a link'
complete -c culvert-cli -n '__culvert_cli_leaf profiles add' -l name -x -d 'what it is called'
