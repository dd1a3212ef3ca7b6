#!/usr/bin/env bash
# Fetches distribution kernels for the guests and keeps them unpacked in the cache.
#
#   kernels.sh get 6.1      prints the directory of that kernel, fetched first when the cache lacks it
#   kernels.sh list         prints the kernels of the matrix
#
# A kernel's directory holds `release` (what uname -r says there), `vmlinuz`, `config` where the package has one, and
# `lib/modules/RELEASE`, the whole module tree, indexed, so that a test may ask for veth or sch_netem.
#
# Packages come from the mirror that the machine itself uses, see ../archive.sh.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/../archive.sh"

# One line a kernel: its name, then the suites that may hold it, best first. Debian's first, then Ubuntu's; a machine's
# mirror has one or the other. A suite that the mirror lacks is passed over.
matrix="\
5.10    bullseye bullseye-backports  focal-updates jammy-updates
6.1     bookworm bullseye-backports  jammy-updates
6.12    trixie bookworm-backports    plucky-updates noble-updates
newest  sid forky                    devel"

cache=${XDG_CACHE_HOME:-$HOME/.cache}/sonde/kernels

say() { echo "kernels: $*" >&2; }
fail() { say "$*"; exit 1; }

kernels() { awk '{ print $1 }' <<<"$matrix"; }
suites_of() { awk -v kernel="$1" '$1 == kernel { $1 = ""; print }' <<<"$matrix"; }

# The kernels that a suite offers, as they stand in package names: 6.1.0-51-amd64, 6.12.107+deb13-amd64, 6.8.0-60-generic.
releases_in() {
  private_apt "$1" apt-cache search --names-only '^linux-(image|binary)-[0-9]' |
    sed -nE 's/^linux-(image|binary)-([0-9.]+([-+][0-9a-z~.+]+)?-(amd64|generic)) .*/\2/p' |
    grep -vE -- '-(cloud|rt)-' | sort -Vu
}

# 6.12.107+deb13-amd64 is 6.12: one number to compare by.
rank() { awk -F'[.+-]' '{ print $1 * 1000 + $2 }' <<<"$1"; }

# find_release KERNEL DIRECTORY: prints "SUITE RELEASE". The kernel asked for, newest build first, wherever a suite has it;
# else the nearest that is not in the matrix already.
find_release() {
  local kernel=$1 at=$2 suite release best= distance nearest=
  for suite in $(suites_of "$kernel"); do
    read_suite "$suite" "$at/$suite" || { sed 's/^/  /' "$at/$suite/log" >>"$at/log"; continue; }
    for release in $(releases_in "$at/$suite"); do
      if [ "$kernel" = newest ] || [[ $release == "$kernel".* ]]; then
        best="$suite $release"
      elif ! kernels | grep -qxF "$(cut -d. -f1,2 <<<"${release%%[-+]*}")"; then
        distance=$(($(rank "$release") - $(rank "$kernel")))
        echo "${distance#-} $suite $release" >>"$at/others"
      fi
    done
    if [ -n "$best" ]; then echo "$best"; return; fi
  done
  if [ -f "$at/others" ]; then nearest=$(sort -n -k1,1 "$at/others" | head -n 1 | cut -d' ' -f2-); fi
  if [ -z "$nearest" ]; then
    say "the mirror has no $kernel and nothing near it; looked in:$(suites_of "$kernel")"
    cat "$at/log" >&2 2>/dev/null || true
    return 1
  fi
  say "the mirror has no $kernel; ${nearest#* } takes its place"
  echo "$nearest"
}

# unpack SUITE_DIRECTORY RELEASE KERNEL_DIRECTORY: newer packages keep image and modules apart.
unpack() {
  local at=$1 release=$2 to=$3 package packages=() root=$1/root deb module_tree
  for package in linux-{binary,image,modules}-"$release"; do
    private_apt "$at" apt-cache show "$package" >/dev/null 2>&1 || continue
    # Where there is a linux-binary, linux-image only depends on the others.
    if [[ $package == linux-image-* && ${packages[*]-} == linux-binary-* ]]; then continue; fi
    packages+=("$package")
  done
  mkdir -p "$at/debs" "$root" "$to/lib/modules"
  (cd "$at/debs" && private_apt "$at" apt-get download "${packages[@]}" >"$at/log" 2>&1) || { cat "$at/log" >&2; return 1; }
  for deb in "$at"/debs/*.deb; do dpkg -x "$deb" "$root"; done

  module_tree=$(find "$root" -type d -path "*/lib/modules/$release")
  find "$root" -type f \( -name "vmlinuz-$release" -o -name vmlinuz \) -exec cp {} "$to/vmlinuz" \;
  find "$root" -type f \( -name "config-$release" -o -path "$module_tree/config" \) -exec cp {} "$to/config" \;
  mv "$module_tree" "$to/lib/modules/"
  if command -v depmod >/dev/null; then depmod -b "$to" "$release"; else busybox depmod -b "$to" "$release"; fi
  echo "$release" >"$to/release"
}

get() {
  local kernel=$1 work found started=$SECONDS
  if [ -f "$cache/$kernel/release" ]; then echo "$cache/$kernel"; return; fi
  kernels | grep -qxF "$kernel" || fail "no kernel '$kernel' in the matrix: $(kernels | paste -sd ' ')"
  [ "$(uname -m)" = x86_64 ] || fail "guests are x86_64 and this machine is $(uname -m)"

  mkdir -p "$cache"
  # Beside its final place, so that the rename is atomic: half a kernel is never found in the cache.
  work=$(mktemp -d "$cache/.fetch.XXXXXX")
  trap "rm -rf '$work'" EXIT
  say "fetching $kernel"
  mirror=$(mirror)
  found=$(find_release "$kernel" "$work") || exit 1
  unpack "$work/${found% *}" "${found#* }" "$work/kernel" || fail "could not fetch ${found#* } from ${found% *}"
  mv -T "$work/kernel" "$cache/$kernel" 2>/dev/null || [ -f "$cache/$kernel/release" ]
  say "$kernel is ${found#* } from ${found% *} ($((SECONDS - started)) s, $(du -sh "$cache/$kernel" | cut -f1))"
  echo "$cache/$kernel"
}

case ${1-} in
  get) get "${2:?which kernel}" ;;
  list) kernels ;;
  *) sed -n '2,/^set/{/^set/d;s/^# \{0,1\}//;p}' "$0"; exit 2 ;;
esac
