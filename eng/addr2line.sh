#!/usr/bin/env bash
# addr2line.sh PEERS: builds benchmarks/peers/addr2line with the addr2line crate of Debian's newest suite, and lays the program whose
# addresses are named beside it, Debian's debug build of Python. Packages are unpacked in the cache and not installed. Fails where they,
# or cargo, cannot be had.
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
. "$root/eng/archive.sh"
peers=$(realpath "$1")
cache=${XDG_CACHE_HOME:-$HOME/.cache}/sonde/rust

fail() { echo "addr2line: $*" >&2; exit 1; }

crates() {
  local at=$cache.new
  rm -rf "$at"; mkdir -p "$at/root"; : >"$at/status"
  read_suite sid "$at" || fail "there is no package list: $(tail -n 1 "$at/log")"
  # An empty status file gives all that the crate needs, of which the crates alone are unpacked.
  private_apt "$at" apt-get install -y --download-only --no-install-recommends -o Dir::State::status="$at/status" \
    librust-addr2line-dev >"$at/log" 2>&1 || fail "there is no package: $(tail -n 1 "$at/log")"
  local package
  for package in "$at"/cache/archives/librust-*.deb; do dpkg-deb -x "$package" "$at/root"; done
  rm -rf "$at/cache" "$at/lists" "$cache"
  mv "$at" "$cache"
}

python() {
  local at=$cache/python
  mkdir -p "$at"
  (cd "$at" && apt-get -q download python3.11-dbg >log 2>&1) || fail "there is no python3.11-dbg: $(tail -n 1 "$at/log")"
  dpkg-deb -x "$at"/python3.11-dbg*.deb "$at"
  cp "$at/usr/bin/python3.11d" "$peers/python.elf"
  rm -rf "$at"
}

command -v cargo >/dev/null || fail "there is no cargo"
mirror=$(mirror)
[ -d "$cache/root" ] || crates
[ -f "$peers/python.elf" ] || python
cd "$root/benchmarks/peers/addr2line"
cargo build -q --release --offline --target-dir "$cache/target" \
  --config 'source.crates-io.replace-with="debian"' --config "source.debian.directory=\"$cache/root/usr/share/cargo/registry\""
cp "$cache/target/release/addr2line" "$peers/addr2line"
