# What each command needs from the distribution, and how it gets there. Sourced by build.sh.
#
# A need is looked for as a file or a command and not as an installed package, so that a machine that has everything starts
# at once and one that got it in another way is left alone.

has_command() { command -v "$1" >/dev/null; }
has_clang() { [ -n "$(compgen -c clang | grep -xE 'clang(-[0-9]+)?')" ]; }
has_library() { compgen -G "/usr/lib*/$1" >/dev/null || compgen -G "/usr/lib/*/$1" >/dev/null || compgen -G "/lib*/$1" >/dev/null; }
# The one in the guest's initrd has no libraries beside it.
has_static_busybox() { has_command busybox && ! ldd "$(command -v busybox)" >/dev/null 2>&1; }
# Ubuntu's perf is bound to its kernels, and without it tests say that they were left out.
lacks_perf() { ! has_command perf && grep -qs '^ID=debian' /etc/os-release; }

missing_build() {
  has_clang || echo clang
  [ -f /usr/include/bpf/bpf_helpers.h ] || echo libbpf-dev
  has_library libbpf.so.1 || echo libbpf1
  has_command gcc || echo gcc
  [ -f /usr/include/stdlib.h ] || echo libc6-dev
}

# What the tests of symbols build, and what they are compared with.
missing_tests() {
  ! lacks_perf || echo linux-perf
  has_command g++ || echo g++
  has_command objcopy || echo binutils
  has_command dwz || echo dwz
  has_command rustc || echo rustc
  [ -n "$(compgen -G '/usr/lib/llvm-*/bin/llvm-symbolizer' | grep -vE 'llvm-1[0-5]/')" ] || echo llvm-19
  compgen -G '/usr/lib/debug/.build-id/*/*.debug' >/dev/null || echo libc6-dbg
  compgen -G '/usr/lib/*/debug/libstdc++.so.6.*' >/dev/null || echo libstdc++6-12-dbg
}

# Peers of the benchmarks.
missing_bench() {
  ! lacks_perf || echo linux-perf
  has_command eu-addr2line || echo elfutils
}

missing_guests() {
  has_command qemu-system-x86_64 || echo qemu-system-x86
  has_static_busybox || echo busybox-static
  has_command cpio || echo cpio
  has_command xz || echo xz-utils
}

# ensure_packages GROUP...
ensure_packages() {
  local group packages=() command=()
  for group; do mapfile -t -O "${#packages[@]}" packages < <("missing_$group"); done
  [ ${#packages[@]} -gt 0 ] || return 0

  if ! has_command apt-get; then
    echo "This needs what Debian and Ubuntu call: ${packages[*]}"
    echo "Install your distribution's packages for them, then run the command again."
    exit 1
  fi
  if [ "$(id -u)" -ne 0 ]; then
    if ! has_command sudo; then
      echo "This needs the packages ${packages[*]}, and installing them needs root: apt-get install ${packages[*]}"
      exit 1
    fi
    command=(sudo)
  fi
  # NEEDRESTART_SUSPEND: Ubuntu's hook would restart services after an installation.
  command+=(env DEBIAN_FRONTEND=noninteractive NEEDRESTART_SUSPEND=1 apt-get -q -y)
  step "package lists" "${command[@]}" update
  step "install ${packages[*]}" "${command[@]}" install --no-install-recommends "${packages[@]}"
}

# An SDK that global.json accepts.
ensure_sdk() {
  if has_command dotnet && dotnet --version >/dev/null 2>&1; then return; fi
  echo "Sonde is built with the .NET SDK 10, and $(has_command dotnet && echo "dotnet here has only other versions" || echo "there is no dotnet on PATH")."
  echo "Ubuntu has it as the package dotnet-sdk-10.0; for other systems see the .NET download page, or its dotnet-install script:"
  echo "  dotnet-install.sh --channel 10.0 --install-dir ~/.dotnet   then   export PATH=~/.dotnet:\$PATH"
  exit 1
}
