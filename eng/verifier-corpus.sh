#!/usr/bin/env bash
# Makes the corpus of verifier logs anew: loads each wrong program of tests/Sonde.Bpf.Tests/Refused alone, on this machine and in
# the guests, and writes what the verifier said to Refused/Logs/KERNEL/PROGRAM.txt. The tests must have been built in Release.
#
#   verifier-corpus.sh            the running kernel and all guests
#   verifier-corpus.sh 6.1        the guest with that kernel only
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

logs=tests/Sonde.Bpf.Tests/Refused/Logs
tests=artifacts/bin/Sonde.Bpf.Tests/release/Sonde.Bpf.Tests.dll
run=(dotnet "$tests" -noLogo -noColor -method 'Sonde.Bpf.Tests.WrongProgramTests.A_wrong_program_is_refused_for_its_mistake')
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# keep RELEASE DIRECTORY: under the version without what the distribution adds. Failures are no reason to stop: a kernel may
# say something new, which the corpus must then have.
keep() {
  local kernel
  kernel=$(cut -d. -f1,2 <<<"$1")
  rm -rf "${logs:?}/$kernel"
  mkdir -p "$logs/$kernel"
  cp "$2"/*.txt "$logs/$kernel/"
  echo "$kernel: $(find "$logs/$kernel" -type f | wc -l) logs"
}

kernels=("$@")
if [ $# -eq 0 ]; then
  mapfile -t kernels < <(eng/vm/kernels.sh list)
  SONDE_VERIFIER_LOGS=$work/host "${run[@]}" || true
  keep "$(uname -r)" "$work/host"
fi
for kernel in "${kernels[@]}"; do
  eng/vm/boot.sh --limit "${SONDE_VM_LIMIT:-400}" --results "$work/$kernel" "$kernel" -- \
    env SONDE_VERIFIER_LOGS=/run/results/logs "${run[@]}" || true
  keep "$(<"$(eng/vm/kernels.sh get "$kernel")/release")" "$work/$kernel/logs"
done
