#!/usr/bin/env bash
# Reads objects of other clang versions: fetches the compilers and unpacks them aside, compiles the tests' programs with
# each, and runs the readers' tests over the objects.
#
#   compilers.sh                     clang 16 and 19 of the machine's own suite, and the newest suite's clang
#   compilers.sh clang-16 sid:clang  those packages, each from the machine's suite or the one before the colon
#
# Packages come from the mirror that the machine itself uses, with everything they need down to the C library, through apt
# with private lists: nothing is installed and the system's lists are not changed.
set -euo pipefail

root=$(cd "$(dirname "$0")/.." && pwd)
cache=${XDG_CACHE_HOME:-$HOME/.cache}/sonde/clang
corpus=$root/artifacts/corpus
arch=$(dpkg --print-architecture)
triplet=$(uname -m)-linux-gnu

say() { echo "compilers: $*" >&2; }
fail() { say "$*"; exit 1; }

mirror() {
  apt-get indextargets --format '$(REPO_URI) $(RELEASE)' 'Created-By: Packages' 'Component: main' |
    awk -v suite="$(. /etc/os-release; echo "$VERSION_CODENAME")" '$2 == suite { print $1; exit }'
}

# An empty status file makes apt resolve the whole closure, as if nothing were installed.
private_apt() {
  local at=$1; shift
  apt-get -q -o Dir::Etc::sourcelist="$at/sources.list" -o Dir::Etc::sourceparts=- -o Dir::State::lists="$at/lists" \
    -o Dir::State::status="$at/status" -o Dir::Cache="$at/cache" -o APT::Sandbox::User="$(id -un)" -o Debug::NoLocking=1 "$@"
}

# fetch SUITE PACKAGE DIRECTORY: unpacks the package and all it depends on.
fetch() {
  local suite=$1 package=$2 at=$3 keyring=/usr/share/keyrings/debian-archive-keyring.gpg signed="" source
  [ ! -f "$at/done" ] || return 0
  rm -rf "$at"; mkdir -p "$at/lists/partial" "$at/cache/archives/partial" "$at/root"; : >"$at/status"
  source=$(mirror); [ -n "$source" ] || fail "apt is configured for no archive of this machine's suite"
  [ ! -f "$keyring" ] || signed=" signed-by=$keyring"
  echo "deb [arch=$arch target=Packages lang=none$signed] $source $suite main" >"$at/sources.list"
  say "fetching $package of $suite"
  private_apt "$at" update -o APT::Update::Error-Mode=any >"$at/log" 2>&1 || { cat "$at/log" >&2; return 1; }
  private_apt "$at" install -y --download-only --no-install-recommends "$package" >"$at/log" 2>&1 || { cat "$at/log" >&2; return 1; }
  # Suites after Debian 12 no longer ship /lib as a folder of its own, yet the loader's path goes through it.
  mkdir -p "$at/root/usr/lib" "$at/root/usr/lib64"; ln -s usr/lib "$at/root/lib"; ln -s usr/lib64 "$at/root/lib64"
  local deb
  for deb in "$at"/cache/archives/*.deb; do dpkg-deb --fsys-tarfile "$deb" | tar -x -C "$at/root" --keep-directory-symlink; done
  rm -rf "$at/cache" "$at/lists"
  touch "$at/done"
}

# run DIRECTORY ARGUMENT...: the unpacked clang, by its own loader and its own libraries.
run() {
  local base=$1/root; shift
  local llvm loader
  llvm=$(ls -d "$base"/usr/lib/llvm-* | sort -V | tail -n 1)
  loader=$(find "$base"/lib64/ "$base"/lib/ -maxdepth 1 -name 'ld-linux-*.so.*' | head -n 1)
  "$loader" --library-path "$llvm/lib:$base/usr/lib/$triplet:$base/lib/$triplet" "$llvm/bin/clang" \
    -resource-dir "$(ls -d "$llvm"/lib/clang/* | head -n 1)" "$@"
}

own=$(. /etc/os-release; echo "$VERSION_CODENAME")
[ $# -gt 0 ] || set -- clang-16 clang-19 sid:clang
rm -rf "$corpus"
for wanted in "$@"; do
  package=${wanted##*:} suite=$own
  [ "$package" = "$wanted" ] || suite=${wanted%%:*}
  at=$cache/$suite-$package
  fetch "$suite" "$package" "$at"
  say "$(run "$at" --version | head -n 1)"
  mkdir -p "$corpus/$suite-$package"
  for program in "$root"/tests/*/Programs/*.bpf.c; do
    run "$at" -target bpf -g -O2 -mcpu=v3 "-I/usr/include/$triplet" -c "$program" -o "$corpus/$suite-$package/$(basename "$program" .c).o"
  done
done

SONDE_CORPUS=$corpus dotnet run --project "$root/tests/Sonde.ObjectFiles.Tests" -- -class Sonde.ObjectFiles.Tests.CorpusTests
