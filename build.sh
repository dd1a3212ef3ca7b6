#!/usr/bin/env bash
# The one entry to build, test, measure and pack Sonde. See usage below, or run it without arguments.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
. eng/packages.sh
. eng/steps.sh

usage() {
  cat <<'U'
./build.sh demo              build the funclatency sample and show it at work on this machine
./build.sh test [OPTIONS]    build everything, run the tests here and in virtual machines with four other kernels
    --quick                    on this machine only
    --kernel V                 only in the guest with kernel V: 5.10, 6.1, 6.12 or newest
    --filter X                 only tests whose full name contains X
./build.sh bench [ARGS]      build and run the benchmarks; ARGS go to BenchmarkDotNet, or: compare [NAMES], beside the peers only;
                             or: build, what ten BPF programs cost a build
./build.sh pack              build the NuGet packages into artifacts/packages

Each command installs the distribution packages that it misses (Debian, Ubuntu) and needs the .NET SDK 10.
U
}

# Without node reuse: a build server that lives on would keep an old copy of this repository's own build task loaded.
dotnet_quietly() { dotnet "$@" --nologo -v:q -nodeReuse:false; }

demo() {
  ensure_sdk; ensure_packages build
  step "build funclatency" dotnet_quietly build samples/funclatency/funclatency.csproj -c Release -f net10.0
  exec eng/demo.sh "$@"
}

with_value() { [ $# -ge 2 ] || { echo "build.sh: $1 wants a value" >&2; exit 2; }; }

# Options are read before anything is installed or built; eng/test.sh gets them as they came.
tests() {
  local groups=(build tests guests) arguments=("$@") here=yes
  while [ $# -gt 0 ]; do
    case $1 in
      --quick) groups=(build tests); shift ;;
      --kernel) with_value "$@"; here=; shift 2 ;;
      --filter) with_value "$@"; shift 2 ;;
      *) echo "build.sh: test knows no $1" >&2; usage >&2; exit 2 ;;
    esac
  done
  ensure_sdk; ensure_packages "${groups[@]}"
  step "build" dotnet_quietly build sdk.sln -c Release
  # The tests on this machine include projects that use the packages.
  [ -z "$here" ] || packages
  exec eng/test.sh "${arguments[@]}"
}

bench() {
  ensure_sdk; ensure_packages build bench
  step "build benchmarks" dotnet_quietly build benchmarks/Sonde.Benchmarks/Sonde.Benchmarks.csproj -c Release
  exec eng/bench.sh "$@"
}

packages() {
  rm -rf artifacts/packages
  step "pack" dotnet_quietly pack sdk.sln -c Release -o artifacts/packages
}

pack() {
  ensure_sdk; ensure_packages build
  packages
  (cd artifacts/packages && du -h -- *.nupkg)
}

case ${1-} in
  demo|bench|pack) "$@" ;;
  test) shift; tests "$@" ;;
  ''|-h|--help|help) usage ;;
  *) echo "build.sh: no command '$1'" >&2; usage >&2; exit 2 ;;
esac
