#!/usr/bin/env bash
# soak.sh [TIMES]: the lifetime tests with TIMES (10) times their cycles: 10,000 open/load/attach/dispose cycles with raw
# tracepoint links, 1,000 with perf-event links; nothing may stay behind. Takes some ten minutes.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
dotnet build tests/Sonde.Bpf.Tests/Sonde.Bpf.Tests.csproj -c Release --nologo -v quiet
SONDE_SOAK=${1:-10} dotnet artifacts/bin/Sonde.Bpf.Tests/release/Sonde.Bpf.Tests.dll -noLogo -method '*LifetimeTests.Cycles*'
