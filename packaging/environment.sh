# shellcheck shell=bash
#
# The environment that ./dev works in. Read by ./dev, not run by itself.
#
# Native: the host is Debian 13 or newer, or something else whose apt can satisfy packaging/debian/control. Missing
#         packages are installed on the host.
# Root:   on an older host. A Debian 13 is made once, below the user's cache directory, and ./dev runs itself in it. There
#         are three ways to get the rights to do so: being root, sudo, or a user namespace.
#
# Everything here says what it does on stderr; stdout belongs to the command.

readonly RELEASE=trixie
readonly MARKER=/etc/culvert-environment
readonly KEYRING=/usr/share/keyrings/debian-archive-keyring.gpg

: "${HOME:=$(getent passwd "$(id -u)" | cut -d: -f6)}"
readonly CACHE=${XDG_CACHE_HOME:-$HOME/.cache}/culvert
readonly LOG=$CACHE/environment.log

# Where an ordinary user's shell does not look.
PATH+=:/usr/sbin:/sbin

say() { printf 'dev: %s\n' "$*" >&2; }
die() {
  printf 'dev: %s\n' "$@" >&2
  exit 1
}
have() { command -v "$1" >/dev/null 2>&1; }

# ---- What has to be installed ----------------------------------------------------------------------------------------

# Prints the value of one field of packaging/debian/control as one line, without comments.
control_field() {
  awk -v field="$1:" '
    /^#/ { next }
    /^$/ { exit }
    /^[^ \t]/ { inside = ($1 == field); sub(/^[^:]*:/, "") }
    inside { printf "%s ", $0 }' "$CHECKOUT/packaging/debian/control" | sed 's/[[:space:]]\+/ /g; s/^ //; s/,\? $//'
}

# Prints the dependencies of the given sets (build, bench, fuzz, lint, package, screenshots), the way apt-get satisfy takes them.
dependencies() {
  local set
  for set in "$@"; do
    case $set in
      build) control_field Build-Depends ;;
      bench) control_field XS-Culvert-Bench-Depends ;;
      fuzz) control_field XS-Culvert-Fuzz-Depends ;;
      lint) control_field XS-Culvert-Lint-Depends ;;
      package) control_field XS-Culvert-Package-Depends ;;
      screenshots) control_field XS-Culvert-Screenshots-Depends ;;
    esac
    echo
  done | paste -sd, | sed 's/,\+/,/g; s/,$//'
}

# A stamp says: these dependencies were satisfied when dpkg's database looked like that. $1 is where the system's / is.
stamp_value() { printf '%s %s\n' "$(dependencies "$2" | sha256sum | cut -c1-32)" "$(stat -c %Y "$1/var/lib/dpkg/status")"; }
stamp_matches() { # SYSTEM STAMP_DIR SET
  [[ -r $2/$3 && $(<"$2/$3") == "$(stamp_value "$1" "$3")" ]]
}
stamps_match() { # SYSTEM STAMP_DIR SET…
  local set
  for set in "${@:3}"; do stamp_matches "$1" "$2" "$set" || return 1; done
}

write_stamps() { # SYSTEM STAMP_DIR SET…
  local set
  mkdir -p "$2"
  for set in "${@:3}"; do
    stamp_value "$1" "$set" >"$2/$set"
  done
}

# apt-get, with the QUIC libraries taken from the backports, if the system has these among its archives.
apt() { apt-get -q -o Dir::Etc::preferences="$CHECKOUT/packaging/apt-preferences" -o APT::Install-Recommends=false "$@"; }

# Of the system this runs on: is everything installed, and if not, could it be?
complete() { apt -s satisfy "$(dependencies "$@")" 2>/dev/null | awk '/^(Inst|Conf|Remv) / { n++ } END { exit n > 0 }'; }
satisfiable() { apt -s satisfy "$(dependencies "$@")" >/dev/null 2>&1; }

# Installs the given sets on the system this runs on, as root. Servers among them are for tests to start, not for the
# machine: they stay off.
install_sets() { # SET…
  local policy=/usr/sbin/policy-rc.d enabled
  export DEBIAN_FRONTEND=noninteractive
  enabled=$(enabled_units)
  if [[ ! -e $policy ]]; then
    # shellcheck disable=SC2064
    trap "rm -f $policy" EXIT
    printf '#!/bin/sh\nexit 101\n' >"$policy"
    chmod +x "$policy"
  fi
  dpkg --configure -a
  # A third party's archive that cannot be reached is no reason to give up; a missing package is.
  apt update || true
  apt -y -o Dpkg::Options::=--force-confold satisfy "$(dependencies "$@")"
  apt clean
  comm -13 <(echo "$enabled") <(enabled_units) | xargs -r systemctl --root=/ disable
}
enabled_units() {
  have systemctl || return 0
  # None at all counts as a failure there.
  { systemctl --root=/ list-unit-files --state=enabled --type=service,socket --no-legend || true; } | awk '{ print $1 }' | sort
}

# Runs a command with its output in the log; shows the end of it when it fails.
logged() {
  "$@" >>"$LOG" 2>&1 </dev/null && return
  tail -n 25 "$LOG" >&2
  die "this failed: $*" "the whole story is in $LOG"
}

with_lock() { # everything that changes the environment, one at a time
  mkdir -p "$CACHE"
  (
    if ! flock --nonblock 9; then
      say "waiting for another ./dev that is installing"
      flock 9
    fi
    [[ ! -s $LOG ]] || mv -f "$LOG" "$LOG.old"
    "$@" # what it leaves behind when it is killed still holds the lock
  ) 9>"$CACHE/lock"
}

# ---- Native ----------------------------------------------------------------------------------------------------------

inside_root() { [[ -e $MARKER ]]; }

# Is the host new enough to work on it directly? Releases that are too old are told from their name, without asking apt.
host_is_recent() {
  have apt-get && [[ -z ${CULVERT_DEV_WAY:-} ]] || return
  local id version
  # shellcheck disable=SC1091
  read -r id version < <(. /etc/os-release && echo "$ID ${VERSION_ID:-99}")
  case $id in
    debian) ((${version%%.*} >= 13)) ;;
    ubuntu) ((${version%%.*} >= 26)) ;;
    *) true ;;
  esac
}

# Makes the host itself the environment, if it can be.
native_prepare() { # SET…
  host_is_recent || return
  stamps_match "" "$CACHE/native" "$@" && return
  if ! complete "$@"; then
    can_install || return
    satisfiable "$@" || native_update
    satisfiable "$@" || return
    with_lock native_install "$@" || exit
  fi
  write_stamps "" "$CACHE/native" "$@"
}
can_install() { ((EUID == 0)) || have sudo; }
native_update() { # on a fresh machine the package lists were never fetched
  ! compgen -G '/var/lib/apt/lists/*Packages*' >/dev/null || return 0
  say "fetching the package lists"
  mkdir -p "$CACHE"
  logged with_root_rights apt-get -q update
}
native_install() { # SET…
  say "installing packages on this machine: $*"
  logged with_root_rights bash "$CHECKOUT/dev" __install "$@"
}

with_root_rights() {
  if ((EUID == 0)); then "$@"; else sudo -- "$@"; fi
}

# ---- The Debian 13 root: making it -----------------------------------------------------------------------------------

# Chooses how to get root's rights; sets WAY to root, sudo or userns, and ROOT to the directory.
choose_way() {
  WAY=${CULVERT_DEV_WAY:-}
  if [[ -z $WAY ]]; then
    if ((EUID == 0)); then
      WAY=root
      unshare --mount --propagation unchanged true 2>/dev/null || no_namespaces
    elif have sudo && sudo -n true 2>/dev/null; then
      WAY=sudo
    elif userns_possible; then
      WAY=userns
    elif have sudo && [[ -t 0 ]]; then
      WAY=sudo
    else
      no_way
    fi
  fi
  ROOT=$CACHE/debian-$RELEASE
  [[ $WAY != userns ]] || ROOT+=-userns
}
userns_possible() { unshare --user --map-auto --map-root-user --mount true 2>/dev/null; }
no_way() {
  die "this machine is not Debian 13 or newer, so ./dev needs a Debian 13 of its own, and rights to set it up:" \
    "  - run ./dev as root, or" \
    "  - with sudo: sudo has to be installed and to let $(id -un) in (without a terminal, also without a password), or" \
    "  - with a user namespace: the package uidmap, entries for $(id -un) in /etc/subuid and /etc/subgid (65536 each)," \
    "    util-linux 2.38 or newer, and a kernel that allows it (kernel.unprivileged_userns_clone=1," \
    "    user.max_user_namespaces above 0, kernel.apparmor_restrict_unprivileged_userns=0, where they exist)"
}

no_namespaces() {
  die "this machine is not Debian 13 or newer, so ./dev needs a Debian 13 of its own. To enter it, root has to be allowed" \
    "mount namespaces, and here it is not. In a container: use one with Debian 13, or grant it CAP_SYS_ADMIN."
}

as_root() {
  case $WAY in
    root) "$@" ;;
    sudo) sudo -- "$@" ;;
    userns) unshare --user --map-auto --map-root-user --mount -- "$@" ;;
  esac
}

root_prepare() { # SET…
  choose_way
  [[ -d $ROOT ]] && have mount && stamps_match "$ROOT" "$ROOT/var/lib/culvert" "$@" && return
  with_lock root_update "$@" || exit
}
root_update() {
  install_host_tools
  [[ -d $ROOT ]] || root_create
  stamps_match "$ROOT" "$ROOT/var/lib/culvert" "$@" && return
  say "bringing the Debian 13 environment up to date: $*"
  apt_configuration
  logged as_root cp -r "$CACHE/apt/." "$ROOT/etc/apt/"
  root_enter 0
  logged "${ENTER[@]}" bash "$CHECKOUT/dev" __furnish "$@"
}

# The rest of an update, inside of the root.
root_furnish() { # SET…
  complete "$@" || install_sets "$@"
  write_stamps "" /var/lib/culvert "$@"
}

# Makes the smallest Debian that can install the rest. It appears under its name when it is complete, or not at all.
root_create() {
  local partial=$ROOT.partial
  say "making a Debian 13 environment in $ROOT (once; about a minute in all)"
  find_archives
  [[ ! -e $partial ]] || logged as_root rm -rf --one-file-system "$partial"
  local options=(
    --mode=root
    --variant=apt
    --include="ca-certificates mount"
    --keyring="$KEYRING"
    --aptopt='APT::Install-Recommends "false"'
    --aptopt='Acquire::Languages "none"'
    --aptopt='Acquire::GzipIndexes "true"'
    --dpkgopt=force-unsafe-io
    --dpkgopt='path-exclude=/usr/share/doc/*'
    --dpkgopt='path-include=/usr/share/doc/*/copyright'
    --dpkgopt='path-exclude=/usr/share/man/*'
    --dpkgopt='path-exclude=/usr/share/info/*'
    --dpkgopt='path-exclude=/usr/share/locale/*'
    --customize-hook="touch \"\$1$MARKER\""
  )
  local option
  while IFS= read -r option; do options+=(--aptopt="$option"); done < <(host_apt_options)
  if [[ -s $CACHE/apt/sources.list ]]; then
    # It is written anew before each installation, as /etc/apt/sources.list.
    options+=(--customize-hook='rm -f "$1"/etc/apt/sources.list.d/*sources.list')
    logged as_root mmdebstrap "${options[@]}" "$RELEASE" "$partial" "$CACHE/apt/sources.list"
  else
    logged as_root mmdebstrap "${options[@]}" "$RELEASE" "$partial"
  fi
  logged as_root mv -T "$partial" "$ROOT"
}

install_host_tools() {
  local missing=()
  have mmdebstrap || [[ -d $ROOT ]] || missing+=(mmdebstrap)
  [[ -r $KEYRING || -d $ROOT ]] || missing+=(debian-archive-keyring)
  have mount || missing+=(mount)
  ((${#missing[@]} > 0)) || return 0
  have apt-get || die "this needs ${missing[*]}, and there is no apt-get to install it with." \
    "Use a machine or container with Debian, or install mmdebstrap and Debian's archive keyring yourself."
  can_install || die "this machine lacks: ${missing[*]}. Have it installed: apt-get install ${missing[*]}"
  say "installing on this machine: ${missing[*]}"
  with_root_rights apt-get -q update >>"$LOG" 2>&1 </dev/null || true
  logged with_root_rights env DEBIAN_FRONTEND=noninteractive apt-get -qy install --no-install-recommends "${missing[@]}"
}

# ---- The Debian 13 root: where its packages come from ----------------------------------------------------------------

# Prints the archives to look for Debian in, one URI a line: those of the host's apt, then those the root was made from.
archive_uris() {
  {
    echo "${CULVERT_DEBIAN_MIRROR:-}"
    ! have apt-get || apt-get --print-uris update 2>>"$LOG" | sed -n "s|^'\(.*\)/dists/.*/InRelease' .*|\1|p"
    [[ ! -r $ROOT/etc/apt/sources.list ]] || awk '$1 == "deb" { print $2 }' "$ROOT/etc/apt/sources.list"
  } | while IFS= read -r uri; do
    case $uri in
      mirror+file:*) grep -m1 -oE '^https?://[^[:space:]]+' "${uri#mirror+file:}" || true ;;
      http://* | https://*) echo "$uri" ;;
    esac
  done | sed 's|/$||' | awk '!seen[$0]++'
}

# Prints the host's settings for downloads (proxies, clocks that are wrong) in the form of apt.conf lines.
host_apt_options() {
  have apt-config || return 0
  apt-config dump | grep -E \
    '^Acquire::((https?::(Proxy|Verify-|Timeout|Pipeline-Depth))|Check-Valid-Until|Check-Date|Retries|ForceIPv)[^ ]* "[^"]' |
    grep -viE 'auto-?detect' || true
}

# Writes the root's sources.list. An archive without Debian 13 (a third party's, a derivative's) is passed over. With none
# left the file stays empty, and mmdebstrap's own default is taken.
find_archives() {
  local suite uri
  mkdir -p "$CACHE/apt"
  for suite in "$RELEASE" "$RELEASE-updates" "$RELEASE-security" "$RELEASE-backports"; do
    while IFS= read -r uri; do
      serves "$uri" "$suite" || continue
      echo "deb $uri $suite main"
      break
    done < <(archive_uris)
  done >"$CACHE/apt/sources.list"
}
serves() { # URI SUITE: is this Debian's own SUITE?
  local file=$CACHE/InRelease served=1
  apt_helper download-file "$1/dists/$2/InRelease" "$file" >>"$LOG" 2>&1 </dev/null &&
    grep -q '^Origin: Debian' "$file" && grep -q "^Codename: $2\$" "$file" && served=0
  rm -f "$file"
  return "$served"
}
apt_helper() {
  /usr/lib/apt/apt-helper -o APT::Sandbox::User="$(id -un)" -o Acquire::http::Timeout=15 -o Acquire::https::Timeout=15 \
    -o Acquire::Retries=1 "$@"
}

# What the root's apt is configured with; written anew before each installation, so that it follows the host.
apt_configuration() {
  find_archives
  [[ -s $CACHE/apt/sources.list ]] || rm -f "$CACHE/apt/sources.list" # and keep what the root was made from
  host_apt_options >"$CACHE/apt/apt.conf"
}

# ---- The Debian 13 root: running something in it ---------------------------------------------------------------------

# Variables that mean the same inside as outside.
PASSED_ON='TERM|COLORTERM|NO_COLOR|CLICOLOR_FORCE|CI|TZ|https?_proxy|no_proxy|HTTPS?_PROXY|NO_PROXY'
PASSED_ON+='|(CULVERT|CCACHE|CTEST|GTEST|ASAN|UBSAN|LSAN)_.*|CMAKE_BUILD_PARALLEL_LEVEL'

# Prints NAME=VALUE, each ended by a NUL, for a command in the root.
root_environment() { # NAME HOME
  local variable
  printf '%s\0' PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin LANG=C.UTF-8 SHELL=/bin/bash \
    USER="$1" LOGNAME="$1" HOME="$2"
  while IFS= read -r variable; do
    printf '%s\0' "$variable=${!variable}"
  done < <(compgen -e | grep -xE "$PASSED_ON")
}

# Sets ENTER to the command that runs a command in the root: USER is the one it runs as, 0 or the one who called.
root_enter() { # USER
  local user=$1 group name home=/root ccache=$CACHE/ccache environment unshare=(unshare --mount)
  name=$(id -un) group=$(id -g)
  # In a user namespace root is who called, so nothing has to be given up.
  [[ $WAY != userns ]] || user=0
  if ((user == 0)); then group=0 name=root; else home=/home/$name; fi
  mkdir -p "$ccache"
  # Root's compilations must not leave files among the user's.
  [[ $WAY != sudo || $user != 0 ]] || ccache=$ROOT/var/cache/ccache

  case $WAY in
    sudo) unshare=(sudo -- setpriv --pdeathsig KILL "${unshare[@]}") ;;
    userns) unshare+=(--user --map-auto --map-root-user) ;;
  esac
  # Inside a chroot / is no mount point, whose propagation could be set.
  awk '$5 == "/" { found = 1 } END { exit !found }' /proc/self/mountinfo || unshare+=(--propagation unchanged)

  readarray -d '' environment < <(root_environment "$name" "$home")
  ENTER=("${unshare[@]}" bash "$CHECKOUT/dev" __mount "$ROOT" "$ccache" "$user" "$group" "$name" "$home" "$PWD"
    env -i "${environment[@]}" CCACHE_DIR=/var/cache/ccache)
}

# In the new mount namespace, as root: furnishes the root, moves into it, and goes on in a new process namespace, so that
# nothing that was started survives the command.
enter_mount() { # ROOT CCACHE UID GID NAME HOME DIRECTORY COMMAND…
  local root=$1 ccache=$2 user=$3 group=$4 name=$5 home=$6
  # The namespace's own / is a mount point even where ours, in a chroot, is none.
  mount --make-rprivate / 2>/dev/null || nsenter --mount=/proc/self/ns/mnt mount --make-rprivate / 2>/dev/null || true
  mount --bind "$root" "$root"
  mount --rbind /dev "$root/dev"
  [[ -L /dev/shm || ! -d /dev/shm ]] || mount -t tmpfs -o mode=1777,nosuid,nodev shm "$root/dev/shm"
  mount --rbind /sys "$root/sys"
  mount --rbind /proc "$root/proc"
  mount -t tmpfs -o mode=1777,nosuid,nodev tmp "$root/tmp"
  mount -t tmpfs -o mode=755,nosuid,nodev run "$root/run"
  mkdir -p "$root"/run/{lock,sshd,netns} "$root/var/cache/ccache"
  mount --rbind "$ccache" "$root/var/cache/ccache"
  mount_same "$root" /etc/resolv.conf
  mount_same "$root" /etc/hosts
  mount_same "$root" "$CHECKOUT"
  ((user == 0)) || add_user "$root" "$user" "$group" "$name" "$home"

  cd "$root"
  # In a chroot the old root cannot be left behind like this, and only drops out of sight.
  ! pivot_root . . 2>/dev/null || umount --lazy .
  # The first process started in the process namespace is its init, so ./dev, which starts helpers from its first line on,
  # cannot be run again.
  exec chroot . unshare --pid bash -c "$(declare -f enter_supervise run_child end_child from_keyboard read_stat)
    enter_supervise \"\$@\"" "$0" "$CHECKOUT" "$user" "$group" "${@:7}"
}
mount_same() { # ROOT PATH: the same at the same place
  local source
  source=$(readlink -f "$2")
  if [[ -d $source ]]; then
    mkdir -p "$1$2"
  elif [[ -e $source ]]; then
    [[ ! -L $1$2 ]] || rm -f "$1$2"
    [[ -e $1$2 ]] || : >"$1$2"
  else
    return 0
  fi
  mount --rbind "$source" "$1$2"
}
add_user() { # ROOT UID GID NAME HOME
  cut -d: -f3 "$1/etc/group" | grep -qx "$3" || echo "$4:x:$3:" >>"$1/etc/group"
  cut -d: -f3 "$1/etc/passwd" | grep -qx "$2" || echo "$4:x:$2:$3::$5:/bin/bash" >>"$1/etc/passwd"
  [[ -d $1$5 ]] || mkdir -p "$1$5"
  chown "$2:$3" "$1$5"
}

# The last process outside of the new process namespace, and the one that was called: its only child is the namespace's
# first process, and the kernel ends all others with it.
enter_supervise() { # CHECKOUT UID GID DIRECTORY COMMAND…
  # The mount namespace is once more a new one: /proc goes on meaning our processes here.
  run_child setpriv --pdeathsig KILL unshare --mount bash "$1/dev" __init "${@:2}"
}

enter_init() { # UID GID DIRECTORY COMMAND…
  local user=$1 group=$2 directory=$3
  shift 3
  mount -t proc -o nosuid,nodev,noexec proc /proc
  cd "$directory" 2>/dev/null || cd "$CHECKOUT" || exit
  local drop=()
  ((user == 0)) || drop=(setpriv --reuid "$user" --regid "$group" --clear-groups --)
  run_child "${drop[@]}" "$@"
}

# Runs a command with our stdin, hands signals on to it, and ends as it ended. With GROUP set, the end is for all
# processes of that group.
run_child() {
  local child status interrupted
  # The shell starts what is in the background deaf to Ctrl-C, and with an empty stdin.
  env --default-signal=INT,QUIT "$@" <&0 &
  child=$!
  trap 'interrupted=1; end_child' TERM HUP
  trap 'interrupted=1; from_keyboard || kill -INT "$child" 2>/dev/null' INT
  trap 'interrupted=1' QUIT
  while true; do
    interrupted=
    wait "$child" && status=0 || status=$?
    [[ $interrupted ]] || break
  done
  exit "$status"
}
end_child() {
  kill -TERM "$child" 2>/dev/null
  [[ ${GROUP:-} ]] || return 0
  trap '' TERM
  kill -TERM -- "-$GROUP"
}
# The terminal sends its signals to the child as well.
from_keyboard() {
  read_stat
  [[ ${STAT[2]} == "${STAT[5]}" ]] # our process group is the one in the foreground
}
read_stat() { # sets STAT to state, parent, group, session, terminal, foreground group…
  local line
  read -r line <"/proc/$BASHPID/stat"
  read -ra STAT <<<"${line##*) }"
}
