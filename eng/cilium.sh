#!/usr/bin/env bash
# cilium.sh OUTPUT: builds benchmarks/peers/cilium with the cilium/ebpf and the Go of Debian's newest suite, which are unpacked in the
# cache and not installed. Fails where they cannot be had.
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
. "$root/eng/archive.sh"
output=$(realpath "$1")
cache=${XDG_CACHE_HOME:-$HOME/.cache}/sonde/go

fail() { echo "cilium: $*" >&2; exit 1; }

fetch() {
  local at=$cache.$$ go
  trap "rm -rf '$at'" EXIT
  mirror=$(mirror)
  read_suite sid "$at" || fail "the mirror has no suite sid"
  go=$(private_apt "$at" apt-cache search --names-only '^golang-1[.][0-9]+-go$' | cut -d' ' -f1 | sort -V | tail -n 1)
  [ -n "$go" ] || fail "sid has no Go"
  mkdir "$at/debs"
  (cd "$at/debs" && private_apt "$at" apt-get download "$go" "${go%-go}-src" golang-github-cilium-ebpf-dev golang-golang-x-sys-dev) >>"$at/log" 2>&1 ||
    { cat "$at/log" >&2; fail "could not fetch $go and cilium/ebpf"; }
  for deb in "$at"/debs/*.deb; do dpkg -x "$deb" "$at/root"; done
  basename "$at"/debs/golang-github-cilium-ebpf-dev_*.deb | sed -E 's/^[^_]*_([0-9.]+).*/\1/' >"$at/root/version"
  mv -T "$at/root" "$cache"
}

[ -f "$cache/version" ] || fetch
export GOROOT=$(echo "$cache"/usr/lib/go-*) GOPATH=$cache/usr/share/gocode GOCACHE=$cache/build GO111MODULE=off CGO_ENABLED=0
cd "$root/benchmarks/peers/cilium"
"$GOROOT/bin/go" build -ldflags "-X main.version=$(<"$cache/version")" -o "$output"
