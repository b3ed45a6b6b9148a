#!/usr/bin/env bash
# Installs BirbCam as a systemd service. Run it from a checkout (it publishes for this machine, which takes the .NET SDK), or from
# a published folder that was copied here (which takes nothing). Run it again for every update.
set -euo pipefail

usage() {
  cat <<'TEXT'
Usage: systemd/install.sh [--from DIR] [--prefix DIR] [--no-start]
       systemd/install.sh --uninstall [--prefix DIR]

  --from DIR     install the program published in DIR instead of publishing this checkout, for example one made on a PC with
                 dotnet publish src/BirbCam.Monitor -c Release -r linux-arm64 --self-contained -o DIR
  --prefix DIR   install below DIR and leave the rest of the machine alone: no user, no systemctl
  --no-start     install, but neither enable nor (re)start the service
  --uninstall    remove program and unit; the configuration and the data stay
TEXT
}

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
from='' prefix='' start=yes uninstall=no staged='' scratch=''

main() {
  parse "$@"
  local where
  if [ "$uninstall" = yes ]; then
    remove
    return
  fi

  trap clean_up EXIT
  [ -z "$prefix" ] || mkdir -p "$prefix"
  where=$(architecture)
  choose_program "$where"
  check_program "$where"
  install_program
  install_configuration
  install_unit
  if [ -n "$prefix" ]; then
    prune
    say "Installed below $prefix; nothing was started."
  elif [ "$start" = no ]; then
    say "Installed. Start it with: sudo systemctl enable --now birbcam"
  else
    start_service
    prune
  fi
}

parse() {
  while [ $# -gt 0 ]; do
    case $1 in
      --from | --prefix)
        [ -n "${2:-}" ] || refuse "$1 needs a folder"
        [ "$1" = --from ] && from=$2 || prefix=${2%/}
        shift
        ;;
      --no-start) start=no ;;
      --uninstall) uninstall=yes ;;
      -h | --help) usage; exit 0 ;;
      *) refuse "unknown option '$1'" ;;
    esac
    shift
  done
}

say() { printf '%s\n' "$*"; }
fail() { printf 'install.sh: %s\n' "$*" >&2; exit 1; }
refuse() { printf 'install.sh: %s\n' "$*" >&2; usage >&2; exit 2; }

# Only what changes the system asks for root; publishing runs as whoever called.
as_root() {
  if [ "$(id -u)" = 0 ] || { [ -n "$prefix" ] && [ -w "$prefix" ]; }; then
    "$@"
  elif command -v sudo > /dev/null; then
    sudo "$@"
  else
    fail "this needs root: run it as root, or install sudo"
  fi
}

# What programs are built for here, which on a Raspberry Pi may be 32 bits under a 64-bit kernel.
architecture() {
  local name
  name=$(dpkg --print-architecture 2> /dev/null || uname -m)
  case $name in
    amd64 | x86_64) say linux-x64 ;;
    arm64 | aarch64) say linux-arm64 ;;
    arm*) fail "this is a 32-bit ARM system ($name), for which ONNX Runtime has no build: install a 64-bit Raspberry Pi OS" ;;
    *) fail "there is no build for $name: x64 and arm64 are supported" ;;
  esac
}

choose_program() {
  if [ -n "$from" ]; then
    [ -d "$from" ] || fail "--from $from: there is no such folder"
    from=$(cd "$from" && pwd)
  elif [ -x "$here/../birbcam" ]; then
    from=$(cd "$here/.." && pwd)
  else
    publish "$1"
  fi
}

publish() {
  command -v dotnet > /dev/null || fail "the .NET 10 SDK is missing: install it, or publish elsewhere and use --from DIR"
  scratch=$(mktemp -d)
  from=$scratch/program
  say "Publishing for $1 ..."
  # Intermediate files go to the scratch folder too: a build of the checkout stays as it was, and nothing in it becomes root's.
  # No build server may outlive this script.
  DOTNET_CLI_USE_MSBUILD_SERVER=0 dotnet publish "$here/../src/BirbCam.Monitor" --configuration Release --runtime "$1" --self-contained \
    --artifacts-path "$scratch/build" --output "$from" -nodeReuse:false -p:UseSharedCompilation=false --verbosity quiet --nologo < /dev/null
}

check_program() {
  local part machine
  for part in birbcam config/birbcam.json systemd/birbcam.{service,sysusers,tmpfiles}; do
    [ -f "$from/$part" ] || fail "$from is no published BirbCam: $part is missing"
  done

  # Bytes 18 and 19 of an ELF file name its machine.
  machine=$(od -An -tx1 -j18 -N2 "$from/birbcam" | tr -d ' \n')
  case $1:$machine in
    linux-x64:3e00 | linux-arm64:b700) ;;
    *) [ -n "$prefix" ] || fail "$from was published for another machine than this ($1)" ;;
  esac
}

# A new folder beside the old one, then one rename of the link that points to it: /opt/birbcam is whole at any moment.
install_program() {
  local name
  name=birbcam-$(date -u +%Y%m%dT%H%M%S)-$$
  staged=$prefix/opt/$name
  as_root mkdir -p "$staged"
  as_root cp -R --no-preserve=mode,ownership "$from/." "$staged"
  # Packages bring native libraries that only their owner may read.
  as_root chmod -R u=rwX,go=rX "$staged"
  as_root chmod 0755 "$staged/birbcam" "$staged/systemd/install.sh"
  [ -n "$prefix" ] || as_root "$staged/birbcam" --version > /dev/null || fail "the program does not run on this machine; nothing was changed"
  as_root sync -f "$staged"

  if [ -d "$prefix/opt/birbcam" ] && [ ! -L "$prefix/opt/birbcam" ]; then
    as_root mv -T "$prefix/opt/birbcam" "$prefix/opt/$name.old"
  fi
  as_root ln -s "$name" "$staged.link"
  as_root mv -fT "$staged.link" "$prefix/opt/birbcam"
  staged=''

  as_root mkdir -p "$prefix/usr/local/bin"
  as_root ln -sfn /opt/birbcam/birbcam "$prefix/usr/local/bin/birbcam"
}

install_configuration() {
  local file=$prefix/etc/birbcam/birbcam.json sample=$from/config/birbcam.json
  as_root mkdir -p "$prefix/etc/birbcam"
  if [ -e "$file" ]; then
    say "$file stays as it is; this version's sample lies beside it as birbcam.json.sample."
  else
    place "$sample" "$file" 0640
    say "Wrote $file. Name your camera and your broker with: sudo birbcam setup"
  fi
  place "$sample" "$file.sample" 0644
}

install_unit() {
  place "$from/systemd/birbcam.sysusers" "$prefix/etc/sysusers.d/birbcam.conf" 0644
  place "$from/systemd/birbcam.tmpfiles" "$prefix/etc/tmpfiles.d/birbcam.conf" 0644
  place "$from/systemd/birbcam.service" "$prefix/etc/systemd/system/birbcam.service" 0644
  [ -z "$prefix" ] || return 0

  as_root systemd-sysusers birbcam.conf
  as_root systemd-tmpfiles --create birbcam.conf
  [ ! -d /run/systemd/system ] || as_root systemctl daemon-reload
}

# place FILE TARGET MODE: whole or not at all.
place() {
  as_root mkdir -p "$(dirname "$2")"
  as_root install -m "$3" "$1" "$2.new"
  as_root mv -f "$2.new" "$2"
}

start_service() {
  [ -d /run/systemd/system ] || fail "installed, but systemd does not run here: nothing was started"
  as_root systemctl enable --quiet birbcam.service
  # Type=notify: this returns when the service said that it is ready, or could not become so.
  if ! as_root systemctl restart birbcam.service; then
    as_root journalctl --unit birbcam.service --lines 10 --no-pager --output cat >&2 || true
    fail "birbcam did not start; what it said is above. Change /etc/birbcam/birbcam.json, then: sudo systemctl restart birbcam"
  fi
  as_root systemctl status birbcam.service --no-pager --lines 5
  tell_page
}

# Where the page is and, after the first start, its password: the log of this start says both.
tell_page() {
  local start
  start=$(as_root systemctl show birbcam.service --property InvocationID --value)
  as_root journalctl --sync
  as_root journalctl "_SYSTEMD_INVOCATION_ID=$start" --no-pager --output cat | sed -n 's/.*\(The page.* is .*\)/\1/p'
  say "Camera, place, zones, broker and who may open the page: sudo birbcam setup"
}

# Old programs go last, when nothing runs from them any more. Only names that install_program makes: /opt/birbcam-models is somebody's own.
prune() {
  local current folder
  current=$(readlink "$prefix/opt/birbcam")
  for folder in "$prefix"/opt/birbcam-[0-9]*T[0-9]*-*; do
    [ ! -d "$folder" ] || [ "${folder##*/}" = "$current" ] || as_root rm -rf "$folder"
  done
}

remove() {
  if [ -z "$prefix" ] && [ -d /run/systemd/system ] && [ -e /etc/systemd/system/birbcam.service ]; then
    as_root systemctl disable --quiet --now birbcam.service
  fi

  # The cache can be computed again, and nobody else would.
  as_root rm -rf "$prefix/opt/birbcam" "$prefix"/opt/birbcam-[0-9]*T[0-9]*-* "$prefix/var/cache/birbcam"
  as_root rm -f "$prefix"/etc/{sysusers.d,tmpfiles.d}/birbcam.conf "$prefix/etc/systemd/system/birbcam.service"
  if [ "$(readlink "$prefix/usr/local/bin/birbcam")" = /opt/birbcam/birbcam ]; then
    as_root rm "$prefix/usr/local/bin/birbcam"
  fi
  [ -n "$prefix" ] || [ ! -d /run/systemd/system ] || as_root systemctl daemon-reload
  say "Removed BirbCam. Kept: $prefix/etc/birbcam (configuration), $prefix/var/lib/birbcam (sightings and pictures), the user birbcam."
}

clean_up() {
  [ -z "$scratch" ] || rm -rf "$scratch"
  [ -z "$staged" ] || as_root rm -rf "$staged" "$staged.link"
}

main "$@"
