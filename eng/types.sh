#!/usr/bin/env bash
# Writes the types of several kernels as vmlinux.h, compiles that with clang and compares every type with the kernel's own BTF: the
# kernel that runs and those of the matrix.
#
#   types.sh             this machine and the kernels of the matrix
#   types.sh 6.1 6.12    this machine and those
set -euo pipefail

root=$(cd "$(dirname "$0")/.." && pwd)
btf=${XDG_CACHE_HOME:-$HOME/.cache}/sonde/btf

say() { echo "types: $*" >&2; }

[ $# -gt 0 ] || { mapfile -t kernels < <("$root/eng/vm/kernels.sh" list); set -- "${kernels[@]}"; }
mkdir -p "$btf"
for kernel; do
  if [ ! -s "$btf/$kernel.btf" ]; then
    say "reading the types of the $kernel kernel"
    "$root/eng/vm/boot.sh" --results "$btf/run" "$kernel" -- cp /sys/kernel/btf/vmlinux /run/results/vmlinux
    mv "$btf/run/vmlinux" "$btf/$kernel.btf"
  fi
done

SONDE_BTF=$btf dotnet run --project "$root/tests/Sonde.ObjectFiles.Tests" -c Release -- -class Sonde.ObjectFiles.Tests.Writing.KernelHeaderTests
