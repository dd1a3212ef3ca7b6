#!/bin/bash
# bench.sh [compare [NAMES] | build | BENCHMARKDOTNET OPTIONS]: builds the peers and sets Sonde beside them in one run; without arguments
# also runs BenchmarkDotNet, with others than "compare" only that.
set -euo pipefail
cd "$(dirname "$0")/.."
[ "${1-}" != build ] || exec eng/build-time.sh "${@:2}"
benchmarks=artifacts/bin/Sonde.Benchmarks/release/Sonde.Benchmarks.dll
peers=artifacts/peers

mkdir -p "$peers"
for source in benchmarks/peers/*.c; do
  peer=$peers/$(basename "$source" .c)
  if [ "$source" -nt "$peer" ] || [ benchmarks/peers/peer.h -nt "$peer" ]; then
    cc -O2 -Wall -pthread -o "$peer" "$source" -lbpf
  fi
done
if [ benchmarks/peers/cilium/main.go -nt $peers/cilium ] && ! eng/cilium.sh $peers/cilium; then
  echo "Without cilium/ebpf beside."
fi

if [ benchmarks/peers/addr2line/src/main.rs -nt $peers/addr2line ] && ! eng/addr2line.sh $peers; then
  echo "Without the addr2line crate beside."
fi

if [ -n "$(find samples/foldstacks src -name '*.cs' -newer $peers/foldstacks 2>&1 | head -n 1)" ] && ! eng/native.sh $peers; then
  rm -f $peers/foldstacks
  echo "Without foldstacks as a native program."
fi

# Loading BPF programs needs root.
run=()
[ "$(id -u)" = 0 ] || run=(sudo env "DOTNET_ROOT=$(dirname "$(readlink -f "$(command -v dotnet)")")")
dotnet=$(command -v dotnet)

if [ $# = 0 ] || [ "$1" = compare ]; then
  "${run[@]}" "$dotnet" "$benchmarks" compare "$peers" "${@:2}"
  [ $# = 0 ] || exit 0
fi
[ $# -gt 0 ] || set -- --filter '*' --inProcess
exec "${run[@]}" "$dotnet" "$benchmarks" "$@" --artifacts artifacts/benchmarks
