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

# One CPU for both sides: the ring is filled and drained there, as when a reader keeps up.
taskset -c 1 dotnet "$out/Sonde.Benchmarks.dll" compare "$peer"

[ $# -gt 0 ] || set -- --filter '*' --inProcess
exec dotnet "$out/Sonde.Benchmarks.dll" "$@" --artifacts artifacts/benchmarks
