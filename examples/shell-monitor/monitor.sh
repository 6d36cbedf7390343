#!/bin/sh
# Watches the disk of a path or an HTTP address, and keeps one FluxDesk delivery per incident: published while it lasts, resolved when it is over.
#
# usage: monitor.sh --name NAME (--disk PATH [--percent N] [--recover-percent N] | --url URL [--url-seconds N]) [option…]
#
#   --name NAME              of this watch: letters, digits, - and _, at most 40; it keeps the incidents of two watches apart
#   --disk PATH              an incident begins when the file system of PATH is at least --percent full,
#   --percent N              90 when absent,
#   --recover-percent N      and ends below this; 5 less than --percent when absent
#   --url URL                an incident begins when URL does not answer, or with a status of 400 or more,
#   --url-seconds N          within this time; 10 when absent
#   --server URL             of FluxDesk; FLUXDESK_URL or http://127.0.0.1:8080 when absent
#   --token-file FILE        holds the token; FLUXDESK_TOKEN when absent. A personal token reaches its owner.
#   --recipient EMAIL        who is told; a tools-token must say it
#   --event-type TYPE        fd1.monitor.threshold_crossed when absent; begins with the prefix of the token
#   --severity WORD          info, warn or critical; warn when absent
#   --state-dir DIR          where incidents are remembered; ~/.local/state/fluxdesk-monitor when absent
#   --attempts N             most tries of one request, with growing pauses; 5 when absent
#   --once                   look once and end, for cron; else look every
#   --interval N             60 seconds
#
# exit code: 0 done; 1 FluxDesk could not be reached, what is to be said is remembered and said by the next run; 2 wrong usage, or
# the machine does not allow it; 3 FluxDesk refused for good, such as a revoked token; 75 another run of this watch is at work.
set -u
umask 077

PAUSE_SECONDS_MAX=60
REQUEST_SECONDS_MAX=20

say() { printf '%s monitor %s: %s\n' "$(date -u +%Y-%m-%dT%H:%M:%SZ)" "${name:-}" "$1" >&2; }

stop() {
    say "$2"
    exit "$1"
}

unusable() {
    printf 'monitor.sh: %s\n' "$1" >&2
    exit 2
}

require_number() { # OPTION VALUE MIN MAX
    case $2 in '' | *[!0-9]* | 0?* | ?????????*) unusable "$1 takes a number, not \"$2\"" ;; esac
    if [ "$2" -lt "$3" ] || [ "$2" -gt "$4" ]; then unusable "$1 is from $3 to $4, not $2"; fi
}

read_options() {
    name='' disk='' url='' percent=90 recover_percent='' url_seconds=10 token_file='' recipient='' is_once=no interval=60 attempts=5
    server=${FLUXDESK_URL:-http://127.0.0.1:8080}
    event_type=fd1.monitor.threshold_crossed severity=warn
    state_dir=${XDG_STATE_HOME:-${HOME:-.}/.local/state}/fluxdesk-monitor
    while [ $# -gt 0 ]; do
        case $1 in
        --once)
            is_once=yes
            shift
            continue
            ;;
        -h | --help)
            sed -n '2,/^set/{/^set/d;s/^# \{0,1\}//;p;}' "$0"
            exit 0
            ;;
        --name | --disk | --percent | --recover-percent | --url | --url-seconds | --server | --token-file | --recipient | --event-type | \
            --severity | --state-dir | --attempts | --interval) ;;
        *) unusable "there is no option $1; --help names them all" ;;
        esac
        if [ $# -lt 2 ] || [ -z "$2" ]; then unusable "$1 needs a value"; fi
        case $1 in
        --name) name=$2 ;;
        --disk) disk=$2 ;;
        --percent) percent=$2 ;;
        --recover-percent) recover_percent=$2 ;;
        --url) url=$2 ;;
        --url-seconds) url_seconds=$2 ;;
        --server) server=$2 ;;
        --token-file) token_file=$2 ;;
        --recipient) recipient=$2 ;;
        --event-type) event_type=$2 ;;
        --severity) severity=$2 ;;
        --state-dir) state_dir=$2 ;;
        --attempts) attempts=$2 ;;
        --interval) interval=$2 ;;
        esac
        shift 2
    done
}

check_options() {
    case $name in
    '') unusable "--name is missing; --help shows how it is called" ;;
    *[!A-Za-z0-9_-]*) unusable "--name has letters, digits, - and _ only" ;;
    esac
    [ ${#name} -le 40 ] || unusable "--name has at most 40 characters"
    if [ -n "$disk" ] && [ -n "$url" ]; then unusable "--disk and --url are two watches: run one of each name"; fi
    if [ -z "$disk$url" ]; then unusable "--disk or --url is missing"; fi
    [ ${#disk} -le 300 ] || unusable "--disk has at most 300 characters"
    [ ${#url} -le 300 ] || unusable "--url has at most 300 characters"
    case $disk$url in *[[:cntrl:]]*) unusable "--disk and --url are single lines" ;; esac
    case $url in '' | http://* | https://*) ;; *) unusable "--url begins with http:// or https://" ;; esac
    case $server in http://* | https://*) server=${server%/} ;; *) unusable "--server begins with http:// or https://" ;; esac
    case $severity in info | warn | critical) ;; *) unusable "--severity is info, warn or critical, not \"$severity\"" ;; esac
    require_number --percent "$percent" 1 100
    [ -n "$recover_percent" ] || recover_percent=$((percent > 5 ? percent - 5 : 1))
    require_number --recover-percent "$recover_percent" 1 "$percent"
    require_number --url-seconds "$url_seconds" 1 300
    require_number --attempts "$attempts" 1 20
    require_number --interval "$interval" 1 86400
    command -v curl >/dev/null || unusable "curl is needed"
    if [ -n "$disk" ] && [ ! -e "$disk" ]; then unusable "--disk: there is no $disk"; fi
    read_token
    if ! mkdir -p "$state_dir" 2>/dev/null || [ ! -w "$state_dir" ]; then unusable "--state-dir: $state_dir cannot be written"; fi
    state=$state_dir/$name.state
}

read_token() {
    token=${FLUXDESK_TOKEN:-}
    if [ -n "$token_file" ]; then
        [ -r "$token_file" ] || unusable "--token-file: $token_file cannot be read"
        token=$(cat "$token_file")
    fi
    # What is no token of FluxDesk may hold what a header or curl's configuration would misread.
    case $token in
    '') unusable "no token: set FLUXDESK_TOKEN or name a --token-file" ;;
    *[!A-Za-z0-9_-]*) unusable "the token holds other characters than letters, digits, - and _" ;;
    esac
    # Nothing that is started inherits it.
    unset FLUXDESK_TOKEN
}

# The state is phase, event id, delivery id, and the words for what began or ended the incident, one a line. Every phase is written
# before what it stands for is done, and all that is asked of FluxDesk may be asked twice:
# (no file) → opening, event published → firing, event published again while it lasts → resolving, delivery resolved → (no file)
read_state() {
    phase=quiet event_id='' delivery_id='' words=''
    [ -e "$state" ] || return 0
    { read -r phase && read -r event_id && read -r delivery_id && read -r words; } <"$state" || phase=damaged
    case $phase in opening | firing | resolving) ;; *) stop 2 "$state is damaged: look at it, then remove it" ;; esac
}

# A reader finds the whole of the old content or the whole of the new.
write_state() { # PHASE
    phase=$1
    { printf '%s\n' "$phase" "$event_id" "$delivery_id" "$words" >"$state.new.$$" && mv -f "$state.new.$$" "$state"; } ||
        stop 2 "$state cannot be written"
}

forget_state() {
    rm -f "$state" || stop 2 "$state cannot be removed"
    phase=quiet
}

# Two runs at once would see two incidents in one. Where there is no flock, see that cron's runs do not overlap.
lock_state() {
    command -v flock >/dev/null || return 0
    exec 9>"$state_dir/$name.lock"
    flock -n 9 || stop 75 "another run of this watch is at work"
    rm -f "$state".new.*
}

# Sets `seen`, and answers by its status whether what is watched is as bad as the words say.
is_bad() {
    if [ -n "$url" ]; then is_url_down; else is_disk_full; fi
}

is_disk_full() {
    used=$(df -P "$disk" 9>&- | sed -n '2s/.*[[:space:]]\([0-9][0-9]*\)%[[:space:]].*/\1/p')
    [ -n "$used" ] || stop 2 "df does not say how full $disk is"
    seen="The file system of $disk is $used % full."
    # In between it stays as it is, so that a value on the edge is not one incident after the other.
    if [ "$phase" = quiet ]; then [ "$used" -ge "$percent" ]; else [ "$used" -ge "$recover_percent" ]; fi
}

is_url_down() {
    status=$(printf 'url = "%s"\n' "$(escape "$url")" |
        curl --config - --silent --output /dev/null --write-out '%{http_code}' --max-time "$url_seconds" 9>&-)
    if [ "$status" = 000 ]; then
        seen="$url did not answer."
    else
        seen="$url answered with status $status."
    fi
    [ "$status" = 000 ] || [ "$status" -ge 400 ]
}

# The inside of a string, for JSON and for curl's configuration alike. What neither may hold is left out.
escape() { printf '%s' "$1" | tr '\n\t' '  ' | tr -d '[:cntrl:]' | keep_utf8 | sed 's/[\\"]/\\&/g'; }

keep_utf8() {
    if command -v iconv >/dev/null; then iconv -c -f UTF-8 -t UTF-8; else LC_ALL=C tr -d '\200-\377'; fi
}

event_body() {
    host=$(uname -n | cut -c 1-80)
    to=''
    [ -z "$recipient" ] || to=$(printf ',"recipient":{"type":"email","value":"%s"}' "$(escape "$recipient")")
    printf '{"spec_version":"2","event_id":"%s","event_type":"%s","severity":"%s","tone":"negative","external_status":"firing"' \
        "$event_id" "$(escape "$event_type")" "$severity"
    printf ',"title":"%s","summary":"%s","occurred_at":"%s","labels":{"watch":"%s","host":"%s"}%s}' \
        "$(escape "$name on $host needs attention")" "$(escape "$words")" "$(date -u +%Y-%m-%dT%H:%M:%SZ)" "$name" "$(escape "$host")" "$to"
}

# Posts a body until FluxDesk takes it, and sets `answer`. Returns 1 when it cannot be reached, and 3 when it refuses for good.
post() { # PATH BODY
    attempt=1 pause=1
    while :; do
        # The token and the body stand in curl's configuration: arguments are for all to see.
        answer=$(printf '%s\n' "url = \"$(escape "$server$1")\"" "header = \"Authorization: Bearer $token\"" \
            'header = "Content-Type: application/json"' "data = \"$(escape "$2")\"" |
            curl --config - --silent --show-error --include --max-time "$REQUEST_SECONDS_MAX" 9>&- 2>&1) && status=$(answered '^HTTP\/[0-9.]* \([0-9]\{3\}\)') || status=''
        case $status in
        2??) return 0 ;;
        429 | 5?? | '') ;;
        *)
            say "FluxDesk refused with status $status: $(printf '%s\n' "$answer" | tail -n 1)"
            return 3
            ;;
        esac
        after=$(answered '^[Rr][Ee][Tt][Rr][Yy]-[Aa][Ff][Tt][Ee][Rr]: *\([0-9]\{1,6\}\)')
        wanted=${after:-$pause}
        if [ "$attempt" -ge "$attempts" ] || [ "$wanted" -gt "$PAUSE_SECONDS_MAX" ]; then
            say "FluxDesk could not be told (${status:-no answer}) after $attempt of $attempts attempts; the next run goes on"
            return 1
        fi
        say "FluxDesk could not be told (${status:-no answer}); again in $wanted s"
        pause_for "$wanted"
        attempt=$((attempt + 1)) pause=$((pause < 16 ? pause * 2 : pause))
    done
}

# What the pattern's group finds in the answer, the last time it does.
answered() { printf '%s\n' "$answer" | sed -n "s/$1.*/\\1/p" | tail -n 1; }

# The shell answers a signal while it waits, but not while a command runs.
pause_for() {
    sleep "$1" 9>&- &
    sleeping=$!
    wait "$sleeping"
    sleeping=''
}

interrupted() {
    [ -z "$sleeping" ] || kill "$sleeping" 2>/dev/null
    # Nobody hears whether the look of a single run was finished.
    if [ "$is_once" = yes ]; then exit 1; else exit 0; fi
}

# The same event id again gives the same delivery, counts a firing, and costs nothing of the daily limit.
publish() {
    post /api/v1/events "$(event_body)" || return
    delivery_id=$(answered '.*"deliveryId":"\([0-9a-f-]\{36\}\)"')
    [ -n "$delivery_id" ] || stop 1 "what answers at $server is not FluxDesk"
}

resolve() {
    post "/api/v1/events/$delivery_id/resolve" "{\"resolution_note\":\"$(escape "$words")\"}"
}

look() {
    read_state
    # What a run before this one began is ended first, so that its incident and the next one stay two.
    [ "$phase" != resolving ] || end_incident || return
    if is_bad; then
        keep_firing
    elif [ "$phase" != quiet ]; then
        begin_end
    fi
}

keep_firing() {
    if [ "$phase" = quiet ]; then
        event_id="$name-$(date +%s)-$$" words=$seen
        write_state opening
        say "incident $event_id begins: $seen"
    fi
    publish || return
    write_state firing
}

begin_end() {
    # Nobody knows whether an incident that is still opening was published: saying it again gives its delivery.
    [ "$phase" = firing ] || publish || return
    words=$seen
    write_state resolving
    end_incident
}

end_incident() {
    resolve || return
    forget_state
    say "incident $event_id is over: $words"
}

read_options "$@"
check_options
lock_state
sleeping=''
trap interrupted TERM INT HUP
while :; do
    look
    result=$?
    if [ "$is_once" = yes ] || [ "$result" -gt 1 ]; then exit "$result"; fi
    pause_for "$interval"
done
