#!/usr/bin/env bash
# Loads the BPF selftests of the Linux kernel with libbpf alone and with Sonde, here and in the guests, and compares: what
# libbpf can open and load, Sonde must too.
#
#   corpus.sh                 this machine, then the kernels of the matrix one after another (a guest takes long: it emulates)
#   corpus.sh host 6.12       those
#
# SONDE_CORPUS_EVERY=4 takes every fourth object: all of them take an emulated guest half an hour.
# The sources are in Debian's package linux-source-6.1 and are built in the cache, outside of the repository, with the types of
# the 6.1 kernel. Nothing is attached. The exit code is the number of differences, at most 100.
set -euo pipefail

root=$(cd "$(dirname "$0")/.." && pwd)
cache=${XDG_CACHE_HOME:-$HOME/.cache}/sonde/selftests
objects=$cache/objects
results=$root/artifacts/corpus-results
source=$cache/linux-source-6.1
clang=${SONDE_CLANG:-$(compgen -c clang | grep -xE 'clang(-[0-9]+)?' | sort -V | tail -n 1)}

say() { echo "corpus: $*" >&2; }

fetch() {
  mkdir -p "$cache"
  (cd "$cache" && apt-get -q download "$@" >/dev/null)
}

sources() {
  [ ! -d "$source" ] || return 0
  say "fetching the kernel's sources"
  fetch linux-source-6.1
  dpkg-deb --fsys-tarfile "$cache"/linux-source-6.1_*.deb | tar -xO ./usr/src/linux-source-6.1.tar.xz |
    tar -xJ -C "$cache" linux-source-6.1/tools/testing/selftests/bpf linux-source-6.1/tools/include
}

# The kernel's types as a header.
types() {
  [ ! -s "$cache/vmlinux.h" ] || return 0
  say "reading the types of the 6.1 kernel"
  fetch bpftool
  dpkg-deb -x "$cache"/bpftool_*.deb "$cache/bpftool"
  "$root/eng/vm/boot.sh" --results "$cache/types" 6.1 -- cp /sys/kernel/btf/vmlinux /run/results/vmlinux
  "$cache/bpftool/usr/sbin/bpftool" btf dump file "$cache/types/vmlinux" format c >"$cache/vmlinux.h"
}

compile() {
  local object=$objects/$(basename "$1" .c).o
  (cd "$source/tools/testing/selftests/bpf/progs" && "$clang" -target bpf -g -O2 -mcpu=v3 -D__TARGET_ARCH_x86 \
    -I"$cache" -I.. -I"$source/tools/include/uapi" "-I/usr/include/$(uname -m)-linux-gnu" -fno-strict-aliasing \
    -c "$1" -o "$object" >/dev/null 2>&1) || rm -f "$object"
}

build() {
  [ ! -d "$objects" ] || return 0
  say "compiling the selftests with $clang"
  mkdir -p "$objects.new"
  objects=$objects.new
  export -f compile
  export objects source cache clang
  find "$source/tools/testing/selftests/bpf/progs" -name '*.c' -printf '%f\n' | sort | xargs -P "$(nproc)" -I{} bash -c 'compile {}'
  mv "$objects" "$cache/objects"
  objects=$cache/objects
}

# load_both OUT: run here or in a guest
load_both() {
  "$1/load_objects" "$2" >"$3/libbpf"
  dotnet "$root/artifacts/bin/Sonde.Bpf.Corpus/release/Sonde.Bpf.Corpus.dll" "$2" >"$3/sonde"
}

compare() {
  local kernel=$1 at=$2 lost
  lost=$(paste "$at/libbpf" "$at/sonde" | awk -F'\t' '
    { if ($2 != $4) { print "the lists differ at " $2; next } }
    $1 == "loaded" && $3 != "loaded" || $1 == "opened" && $3 == "refused" { print $2 ": libbpf " $1 ", Sonde " $3 ": " $5 }')
  printf '%-8s libbpf: %4d opened, %4d loaded    Sonde: %4d opened, %4d loaded    lost: %d\n' "$kernel" \
    "$(grep -cE '^(opened|loaded)' "$at/libbpf")" "$(grep -c ^loaded "$at/libbpf")" \
    "$(grep -cE '^(opened|loaded)' "$at/sonde")" "$(grep -c ^loaded "$at/sonde")" "$(grep -c . <<<"$lost")"
  [ -z "$lost" ] || { echo "$lost" | head -n 20; differences=$((differences + $(grep -c . <<<"$lost"))); }
}

if [ "${1-}" = --load ]; then
  load_both "$2" "$3" "$4"
  exit
fi

[ $# -gt 0 ] || set -- host $("$root/eng/vm/kernels.sh" list)
sources
types
build
dotnet build -v q --nologo -c Release "$root/tests/Sonde.Bpf.Corpus"
gcc -O2 -o "$root/artifacts/bin/Sonde.Bpf.Corpus/load_objects" "$root/tests/Sonde.Bpf.Corpus/load_objects.c" -lbpf
say "$(find "$objects" -name '*.o' | wc -l) objects of $(find "$source/tools/testing/selftests/bpf/progs" -name '*.c' | wc -l) sources"

every=${SONDE_CORPUS_EVERY:-1}
if [ "$every" -gt 1 ]; then
  rm -rf "$cache/some"
  mkdir "$cache/some"
  find "$objects" -name '*.o' | sort | awk -v every="$every" 'NR % every == 0' | xargs -I{} ln {} "$cache/some/"
  objects=$cache/some
fi

differences=0
for kernel; do
  rm -rf "$results/$kernel"
  mkdir -p "$results/$kernel"
  if [ "$kernel" = host ]; then
    load_both "$root/artifacts/bin/Sonde.Bpf.Corpus" "$objects" "$results/host"
  else
    "$root/eng/vm/boot.sh" --limit "${SONDE_VM_LIMIT:-3600}" --results "$results/$kernel" "$kernel" -- \
      "$root/eng/corpus.sh" --load "$root/artifacts/bin/Sonde.Bpf.Corpus" "$objects" /run/results >/dev/null
  fi
  compare "$kernel" "$results/$kernel"
done
exit $((differences < 100 ? differences : 100))
