# Completion of culvert-cli for bash. tests/e2e/completion_test.py holds it to what --help says.

# Ids of what there is: of forwards and connections of a Culvert that runs, and of the profiles that are saved.
_culvert_cli_ids() {
    culvert-cli "$@" --json 2>/dev/null | grep -oE '"id":("[^"]*"|[0-9]+),' | sed -E 's/^"id":"?//; s/"?,$//'
}

_culvert_cli() {
    local current=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]} command='' leaf='' word words=''
    local proxy='--proxy --ca --pin --client-cert --client-key --key-log --early-data --expect-continue --classic --session-file
        --user --password-file --password-fd --auth --token-file --concealed-key --concealed-id --http --congestion
        --qlog --wire'
    local asking='--control --json'
    COMPREPLY=()

    for word in "${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
        case $word in
            -*) ;;
            *)
                if [[ -z $command ]]; then
                    command=$word
                elif [[ -z $leaf && ( $command == forward || $command == profiles ) ]]; then
                    leaf=$word
                fi
                ;;
        esac
    done

    case $before in
        --ca | --client-cert | --client-key | --key-log | --session-file | --password-file | --token-file | \
        --concealed-key | --socks-password-file | --trace-file | --control)
            mapfile -t COMPREPLY < <(compgen -f -- "$current")
            return
            ;;
        --qlog)
            mapfile -t COMPREPLY < <(compgen -d -- "$current")
            return
            ;;
        --auth) words='auto basic digest' ;;
        --http) words='3,2,1.1 3 2 1.1' ;;
        --congestion) words='bbr cubic' ;;
        --shell) words='sh fish powershell cmd' ;;
        --for) words='terminal ssh git' ;;
        --wire) words='auto draft-12 draft-08 rfc' ;;
        --profile) words=$(_culvert_cli_ids profiles list) ;;
        --proxy | --pin | --user | --password-fd | --concealed-id | --socks | --socks-user | --forward | --trace-of | \
        --of | --id | --application | --name)
            return
            ;;
    esac
    if [[ -n $words ]]; then
        mapfile -t COMPREPLY < <(compgen -W "$words" -- "$current")
        return
    fi

    case $command${leaf:+ $leaf} in
        '') words='run connect check proxies profiles status on off forward connections close trace env launch repair --version' ;;
        run)
            words="$proxy $asking --socks --socks-user --socks-password-file --forward --answer-early --system-proxy --no-control
                --verbose --trace --trace-file --trace-of"
            ;;
        connect) words="$proxy --profile --verbose" ;;
        check) words="$proxy --profile --json" ;;
        env) words="$asking --shell --for" ;;
        launch) words='--control --application' ;;
        repair) words='--json' ;;
        proxies) words='--ca --pin --http --json' ;;
        profiles) words='list show add export import remove use' ;;
        forward) words='list add remove on off' ;;
        trace) words="$asking --follow --of" ;;
        'forward add') words="$asking --id --application --profile" ;;
        'forward remove' | 'forward on' | 'forward off') words="$asking $(_culvert_cli_ids forward list)" ;;
        'profiles show' | 'profiles remove' | 'profiles use') words="$asking $(_culvert_cli_ids profiles list)" ;;
        'profiles export') words="$asking --link $(_culvert_cli_ids profiles list)" ;;
        'profiles add') words="$asking $proxy --name" ;;
        'profiles import')
            if [[ $current != -* ]]; then
                mapfile -t COMPREPLY < <(compgen -f -- "$current")
                return
            fi
            words=$asking
            ;;
        close) words="$asking $(_culvert_cli_ids connections)" ;;
        *) words=$asking ;;
    esac
    mapfile -t COMPREPLY < <(compgen -W "$words --help" -- "$current")
}

complete -F _culvert_cli culvert-cli
