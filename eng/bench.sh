#!/bin/bash
# bench.sh [BENCHMARKDOTNET OPTIONS]: builds the peers, sets Sonde beside them in one run, then runs BenchmarkDotNet.
set -euo pipefail
cd "$(dirname "$0")/.."
out=artifacts/bin/Sonde.Benchmarks/release
peer=artifacts/peers/ring_drain

mkdir -p artifacts/peers
if [ benchmarks/peers/ring_drain.c -nt "$peer" ]; then
  cc -O2 -Wall -o "$peer" benchmarks/peers/ring_drain.c -lbpf
fi

# Loading BPF programs needs root.
run=()
[ "$(id -u)" = 0 ] || run=(sudo env "DOTNET_ROOT=$(dirname "$(readlink -f "$(command -v dotnet)")")")
dotnet=$(command -v dotnet)

# One CPU for both sides: the ring is filled and drained there, as when a reader keeps up. The last one that we may use.
cpu=$(taskset -pc $$ | grep -o '[0-9]*$')
"${run[@]}" taskset -c "$cpu" "$dotnet" "$out/Sonde.Benchmarks.dll" compare "$peer"

[ $# -gt 0 ] || set -- --filter '*' --inProcess
exec "${run[@]}" "$dotnet" "$out/Sonde.Benchmarks.dll" "$@" --artifacts artifacts/benchmarks
