#!/usr/bin/env bash
# Boots a kernel of the matrix in QEMU and runs a command there over this machine's files, which the guest sees read-only.
#
#   boot.sh [--limit SECONDS] [--results DIRECTORY] KERNEL -- COMMAND...
#   boot.sh 6.1 -- uname -a
#
# The command runs as root in the current directory, with fresh /tmp and /run; its output and its exit code are this
# script's. What it writes to /run/results lies in DIRECTORY afterwards, next to the guest's kernel log (dmesg) and console.
# Exit code 124: the limit was reached. 125: the guest died or never came up.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)

limit=240 results=
while [[ ${1-} == --* ]]; do
  case $1 in
    --limit) limit=$2; shift 2 ;;
    --results) results=$2; shift 2 ;;
    *) echo "boot.sh: unknown option $1" >&2; exit 2 ;;
  esac
done
[ $# -ge 2 ] || { sed -n '2,/^set/{/^set/d;s/^# \{0,1\}//;p}' "$0"; exit 2; }
kernel=$1; shift
if [ "$1" = -- ]; then shift; fi

kernel_directory=$("$here/kernels.sh" get "$kernel")
release=$(<"$kernel_directory/release")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
if [ -z "$results" ]; then results=$work/results; fi
mkdir -p "$results"

# What a guest needs before it can reach the host's files, in the order of insertion. What is not found is built in.
modules="virtio_ring virtio virtio_pci_modern_dev virtio_pci_legacy_dev virtio_pci netfs fscache 9pnet 9pnet_virtio 9p"

copy_module() {
  local file unpack=cat
  file=$(find "$kernel_directory/lib/modules" -name "$1.ko" -o -name "$1.ko.*" | head -n 1)
  [ -n "$file" ] || return 0
  case $file in
    *.xz) unpack="xz -dc" ;;
    *.zst) unpack="zstd -qdc" ;;
  esac
  $unpack "$file" >"$work/initrd/modules/$1.ko"
}

# Directories that must stay visible although they lie below a directory that is fresh in the guest.
kept() {
  local path
  for path in "$(pwd)" "$here" "$kernel_directory" "$(dirname "$(readlink -f "$(command -v dotnet || echo /usr/bin/env)")")"; do
    case $path in /tmp/*|/run/*|/dev/shm/*) echo "$path" ;; esac
  done | sort -u | paste -sd ' '
}

command_script() {
  cat <<S
export PATH=/run/bin:$PATH:/usr/local/sbin:/usr/sbin:/sbin HOME=/tmp LANG=C.UTF-8 SONDE_GUEST=1 SONDE_KERNEL=$kernel
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DOTNET_TieredPGO=0 ${DOTNET_ROOT:+DOTNET_ROOT=$DOTNET_ROOT}
cd $(printf %q "$(pwd)")
exec $(printf '%q ' "$@")
S
}

make_initrd() {
  local module initrd=$work/initrd
  mkdir -p "$initrd/bin" "$initrd/modules"
  cp "$(command -v busybox)" "$initrd/bin/busybox"
  cp "$here/init" "$initrd/init"
  chmod +x "$initrd/init"
  for module in $modules; do copy_module "$module"; done
  echo "$modules" >"$initrd/modules/order"
  printf 'kernel_directory=%q\nkept=%q\n' "$kernel_directory" "$(kept)" >"$initrd/settings"
  command_script "$@" >"$initrd/command"
  (cd "$initrd" && find . | cpio -o -H newc --quiet) >"$work/initrd.cpio"
}

# qemu SECONDS ACCELERATOR KERNEL_ARGUMENT OPTIONS...
#
# thread=single: with a host thread for each guest CPU, the emulator misses code that another CPU has just patched, and a guest
# panics (int3 in a busy function) as soon as a probe on it comes or goes. Seen with QEMU 7.2.
qemu() {
  local seconds=$1 accelerator=$2 argument=$3 cpu=max; shift 3
  case $accelerator in
    kvm) cpu=host ;;
    tcg) accelerator=tcg,thread=single,tb-size=512 ;;
  esac
  exec timeout -k 2 "$seconds" \
    qemu-system-x86_64 -accel "$accelerator" -cpu $cpu -smp "${SONDE_VM_CPUS:-2}" -m "${SONDE_VM_MEMORY:-4096}" \
    -nodefaults -no-user-config -display none -no-reboot \
    -kernel "$kernel_directory/vmlinuz" -initrd "$work/initrd.cpio" \
    -append "console=ttyS0 panic=-1 quiet mitigations=off $argument" "$@"
}

# A /dev/kvm that opens may still abort or hang (nested virtualisation without all registers), so only a trial tells. Its
# answer holds for this host kernel on this processor.
accelerator() {
  local machine answer found=tcg
  machine=$( { uname -r; grep -m 1 'model name' /proc/cpuinfo; } | cksum | cut -d' ' -f1)
  answer=$(dirname "$kernel_directory")/accelerator-$machine
  if [ ! -f "$answer" ]; then
    if [ -w /dev/kvm ]; then
      (qemu 10 kvm sonde.trial -serial "file:$work/trial") >/dev/null 2>&1 </dev/null || true
      if grep -qs 'reached user space' "$work/trial"; then found=kvm; fi
    fi
    echo $found >"$answer.$$"
    mv "$answer.$$" "$answer"
  fi
  cat "$answer"
}

make_initrd "$@"
rm -f "$results/exit-code"
status=0
accelerator=$(accelerator)
qemu "$limit" "$accelerator" "" -serial "file:$results/console" -chardev stdio,id=out,signal=off -serial chardev:out \
  -virtfs local,path=/,mount_tag=host,security_model=none,readonly=on,multidevs=remap \
  -virtfs local,path="$results",mount_tag=results,security_model=none,multidevs=remap </dev/null 2>"$work/qemu.log" &
guest=$!
trap 'kill $guest 2>/dev/null || true; rm -rf "$work"' EXIT
wait $guest || status=$?

if [ -f "$results/exit-code" ]; then exit "$(<"$results/exit-code")"; fi
if [ $status -eq 124 ] || [ $status -eq 137 ]; then
  echo "guest $kernel ($release): killed after $limit s" >&2
  exit 124
fi
echo "guest $kernel ($release): died (QEMU's status $status); the console's end:" >&2
cat "$work/qemu.log" >&2
tail -n 30 "$results/console" | tr -d '\r' >&2
exit 125
