#!/usr/bin/env bash
# Loads the BPF programs that come with the Linux kernel, its selftests and its samples, with libbpf alone and with Sonde, here
# and in the guests, and compares: what libbpf can open and load, Sonde must too.
#
#   corpus.sh                 this machine, then the kernels of the matrix one after another (a guest takes long: it emulates)
#   corpus.sh host 6.12       those
#   corpus.sh --types         loads nothing: describes each object, generates its C#, compiles that for both frameworks, and
#                             counts; the exit code is the number of objects that a user's build would fail with, at most 100
#
# SONDE_CORPUS_SET=samples takes one of the two sets. SONDE_CORPUS_EVERY=4 takes every fourth object: all of them take an
# emulated guest half an hour, the samples alone one or two minutes.
# The sources are in Debian's package linux-source-6.1 and are built in the cache, outside of the repository, with the types and
# the headers of the 6.1 kernel. Nothing is attached. The exit code is the number of differences, at most 100.
set -euo pipefail

root=$(cd "$(dirname "$0")/.." && pwd)
cache=${XDG_CACHE_HOME:-$HOME/.cache}/sonde/selftests
objects=$cache/built
results=$root/artifacts/corpus-results
source=$cache/linux-source-6.1
headers=$cache/headers
clang=${SONDE_CLANG:-$(compgen -c clang | grep -xE 'clang(-[0-9]+)?' | sort -V | tail -n 1)}
sets=${SONDE_CORPUS_SET:-selftests samples}

say() { echo "corpus: $*" >&2; }

fetch() {
  mkdir -p "$cache"
  (cd "$cache" && apt-get -q download "$@" >/dev/null)
}

# unpack PACKAGE DIRECTORY: nothing is installed.
unpack() {
  fetch "$1"
  dpkg-deb -x "$cache/$1"_*.deb "$2"
  rm "$cache/$1"_*.deb
}

sources() {
  [ ! -d "$source/samples/bpf" ] || return 0
  say "fetching the kernel's sources"
  fetch linux-source-6.1
  dpkg-deb --fsys-tarfile "$cache"/linux-source-6.1_*.deb | tar -xO ./usr/src/linux-source-6.1.tar.xz |
    tar -xJ -C "$cache" linux-source-6.1/{samples/bpf,tools/testing/selftests/bpf,tools/include}
  rm "$cache"/linux-source-6.1_*.deb
}

bpftool() {
  [ -d "$cache/bpftool" ] || unpack bpftool "$cache/bpftool"
  "$cache/bpftool/usr/sbin/bpftool" "$@"
}

# The kernel's types as a header.
types() {
  [ ! -s "$cache/vmlinux.h" ] || return 0
  say "reading the types of the 6.1 kernel"
  "$root/eng/vm/boot.sh" --results "$cache/types" 6.1 -- cp /sys/kernel/btf/vmlinux /run/results/vmlinux
  bpftool btf dump file "$cache/types/vmlinux" format c >"$cache/vmlinux.h"
}

# The kernel's own headers, which the samples are built with: $headers/common, and what was generated, $headers/amd64.
headers() {
  [ ! -d "$headers" ] || return 0
  say "fetching the kernel's headers"
  local package part
  package=$(apt-cache search --names-only '^linux-headers-6\.1\..*-common$' | cut -d' ' -f1 | sort -V | tail -n 1)
  rm -rf "$headers.new"
  for part in common amd64; do
    unpack "${package%-common}-$part" "$headers.new"
    ln -s "usr/src/${package%-common}-$part" "$headers.new/$part"
  done
  # A sample includes these as numbers that a build of the kernel makes.
  sed -nE 's/^#define (__NR_(read|write|mmap)) /#define SYS\1 /p' \
    "$headers.new/amd64/arch/x86/include/generated/uapi/asm/unistd_64.h" >"$cache/syscall_nrs.h"
  mv "$headers.new" "$headers"
}

sources_of() {
  case $1 in
    selftests) find "$source/tools/testing/selftests/bpf/progs" -name '*.c' ;;
    samples) find "$source/samples/bpf" -name '*_kern.c' -o -name '*.bpf.c' -o -name 'parse_*.c' ;;
  esac | sort
}

# As samples/bpf/Makefile does it, but for its opt and llc, which are in clang too. What uses the kernel's headers is compiled
# for this machine first and for BPF then: the headers hold this machine's assembly.
compile_sample() {
  local common=$headers/common amd64=$headers/amd64 system
  system=$("$clang" -v -E - </dev/null 2>&1 | sed -n '/<...> search starts here:/,/End of search list./{ s| \(/.*\)|-idirafter \1|p }')
  if [[ $1 = *.bpf.c ]]; then
    "$clang" -g -O2 -target bpf -D__TARGET_ARCH_x86 -Wno-compare-distinct-pointer-types -I"$common/include" \
      -I"$cache" -I"$source/samples/bpf" -I"$source/tools/include" $system -c "$1" -o "$2"
    return
  fi
  "$clang" -nostdinc -I"$common/arch/x86/include" -I"$amd64/arch/x86/include/generated" -I"$common/include" -I"$amd64/include" \
    -I"$common/arch/x86/include/uapi" -I"$amd64/arch/x86/include/generated/uapi" -I"$common/include/uapi" \
    -I"$amd64/include/generated/uapi" -include "$common/include/linux/compiler-version.h" \
    -include "$common/include/linux/kconfig.h" -fno-stack-protector -g -I"$cache" -I"$source/tools/testing/selftests/bpf" $system \
    -D__KERNEL__ -D__BPF_TRACING__ -D__TARGET_ARCH_x86 -w -fno-asynchronous-unwind-tables \
    -I"$source/samples/bpf" -include asm_goto_workaround.h -O2 -emit-llvm -Xclang -disable-llvm-passes -c "$1" -o "$2.ll" &&
    "$clang" -target bpf -O2 -x ir -w -c "$2.ll" -o "$2"
}

compile_selftest() {
  (cd "$source/tools/testing/selftests/bpf/progs" && "$clang" -target bpf -g -O2 -mcpu=v3 -D__TARGET_ARCH_x86 -I"$cache" -I.. \
    -I"$source/tools/include/uapi" "-I/usr/include/$(uname -m)-linux-gnu" -fno-strict-aliasing -c "$1" -o "$2")
}

# compile SET SOURCE DIRECTORY: the object, or what clang said of the source.
compile() {
  local at=$3/$(basename "$2" .c)
  if "compile_${1%s}" "$2" "$at.o" 2>"$at.errors"; then rm "$at.errors"; else rm -f "$at.o"; fi
  rm -f "$at.o.ll"
}

# The XDP samples of this kind share a part, which the Makefile links to each.
link_samples() {
  local object
  for object in "$1"/xdp_*.bpf.o; do
    [[ $object != */xdp_sample.bpf.o ]] || continue
    bpftool gen object "$object.linked" "$object" "$1/xdp_sample.bpf.o"
    mv "$object.linked" "$object"
  done
}

build() {
  local new=$objects/$1.new
  [ ! -d "$objects/$1" ] || return 0
  say "compiling the $1 with $clang"
  rm -rf "$new"
  mkdir -p "$new"
  sources_of "$1" | xargs -P "$(nproc)" -I{} "$root/eng/corpus.sh" --compile "$1" {} "$new"
  [ "$1" != samples ] || link_samples "$new"
  mv "$new" "$objects/$1"
}

# Why a source gave no object, in a few words.
reason() {
  if grep -q 'file not found' "$1"; then
    echo "a header is missing"
  elif grep -qE 'incomplete (definition|type)|unknown type|undeclared|no member named' "$1"; then
    echo "the headers lack a type, a member or a name"
  else
    grep -m 1 'error:' "$1" | sed 's/.*error: //'
  fi
}

describe() {
  local errors
  say "$1: $(find "$objects/$1" -name '*.o' | wc -l) objects of $(sources_of "$1" | wc -l) sources"
  for errors in "$objects/$1"/*.errors; do
    [ ! -e "$errors" ] || say "  $(basename "$errors" .errors) does not compile: $(reason "$errors")"
  done
}

# load_both FOLDER RESULTS: run here or in a guest, for each set
load_both() {
  local set
  for set in $sets; do
    mkdir -p "$2/$set"
    "$root/artifacts/bin/Sonde.Bpf.Corpus/load_objects" "$1/$set" >"$2/$set/libbpf"
    dotnet "$root/artifacts/bin/Sonde.Bpf.Corpus/release/Sonde.Bpf.Corpus.dll" "$1/$set" >"$2/$set/sonde"
  done
}

# compare KERNEL SET RESULTS
compare() {
  local at=$3 lost
  lost=$(paste "$at/libbpf" "$at/sonde" | awk -F'\t' '
    { if ($2 != $4) { print "the lists differ at " $2; next } }
    $1 == "loaded" && $3 != "loaded" || $1 == "opened" && $3 == "refused" { print $2 ": libbpf " $1 ", Sonde " $3 ": " $5 }')
  printf '%-8s %-10s libbpf: %4d opened, %4d loaded    Sonde: %4d opened, %4d loaded    lost: %d\n' "$1" "$2" \
    "$(grep -cE '^(opened|loaded)' "$at/libbpf")" "$(grep -c ^loaded "$at/libbpf")" \
    "$(grep -cE '^(opened|loaded)' "$at/sonde")" "$(grep -c ^loaded "$at/sonde")" "$(grep -c . <<<"$lost")"
  [ -z "$lost" ] || { echo "$lost" | head -n 20; differences=$((differences + $(grep -c . <<<"$lost"))); }
}

prepare() {
  local set
  sources
  types
  headers
  for set in $sets; do
    build "$set"
    describe "$set"
  done
}

generate() {
  local set folders=()
  for set in $sets; do folders+=("$objects/$set"); done
  dotnet build -v q --nologo -c Release "$root/tests/Sonde.Generators.Corpus"
  dotnet "$root/artifacts/bin/Sonde.Generators.Corpus/release/Sonde.Generators.Corpus.dll" "${folders[@]}"
}

case ${1-} in
  --compile) compile "$2" "$3" "$4"; exit ;;
  --load) load_both "$2" "$3"; exit ;;
  --types) prepare; generate; exit ;;
esac

[ $# -gt 0 ] || set -- host $("$root/eng/vm/kernels.sh" list)
prepare
dotnet build -v q --nologo -c Release "$root/tests/Sonde.Bpf.Corpus"
gcc -O2 -o "$root/artifacts/bin/Sonde.Bpf.Corpus/load_objects" "$root/tests/Sonde.Bpf.Corpus/load_objects.c" -lbpf

every=${SONDE_CORPUS_EVERY:-1}
if [ "$every" -gt 1 ]; then
  rm -rf "$cache/some"
  for set in $sets; do
    mkdir -p "$cache/some/$set"
    find "$objects/$set" -name '*.o' | sort | awk -v every="$every" 'NR % every == 0' | xargs -I{} ln {} "$cache/some/$set/"
  done
  objects=$cache/some
fi

differences=0
for kernel; do
  rm -rf "${results:?}/$kernel"
  mkdir -p "$results/$kernel"
  if [ "$kernel" = host ]; then
    load_both "$objects" "$results/host"
  else
    "$root/eng/vm/boot.sh" --limit "${SONDE_VM_LIMIT:-3600}" --results "$results/$kernel" "$kernel" -- \
      env SONDE_CORPUS_SET="$sets" "$root/eng/corpus.sh" --load "$objects" /run/results >/dev/null
  fi
  for set in $sets; do compare "$kernel" "$set" "$results/$kernel/$set"; done
done
exit $((differences < 100 ? differences : 100))
