# Packages of any suite of the distribution, taken from the mirror that the machine itself uses, through apt with private lists and a
# private cache: the system's own lists are neither used nor changed, no root is needed, and apt checks the archive's signature as
# always. Sourced; who sources it has fail().

# The archive of the distribution itself. apt knows an archive's origin only once its lists are there (container images come
# without), the suite's name always.
mirror() {
  command -v apt-get >/dev/null || fail "packages come from Debian or Ubuntu, and this machine has no apt-get"
  local targets address codename
  targets=$(apt-get indextargets --format '$(REPO_URI) $(RELEASE) $(ORIGIN)' 'Created-By: Packages' 'Component: main')
  codename=$(. /etc/os-release; echo "${VERSION_CODENAME-}")
  address=$(awk '$3 == "Debian" || $3 == "Ubuntu" { print $1; exit }' <<<"$targets")
  [ -n "$address" ] || address=$(awk -v suite="$codename" '$2 == suite { print $1; exit }' <<<"$targets")
  [ -n "$address" ] || fail "apt is configured for no Debian or Ubuntu archive"
  echo "$address"
}

keyring() {
  local ring
  for ring in /usr/share/keyrings/{debian,ubuntu}-archive-keyring.gpg; do
    if [ -f "$ring" ]; then echo " signed-by=$ring"; return; fi
  done
}

# apt with everything private below $1. Old suites have Release files that expired; they change no more, and their
# signatures are still checked.
private_apt() {
  local at=$1 tool=$2; shift 2
  "$tool" -q -o Dir::Etc::sourcelist="$at/sources.list" -o Dir::Etc::sourceparts=- -o Dir::State::lists="$at/lists" \
    -o Dir::Cache="$at/cache" -o Acquire::Check-Valid-Until=false -o APT::Sandbox::User="$(id -un)" "$@"
}

# read_suite SUITE DIRECTORY: fetches the suite's package list into the private directory; fails when there is none.
read_suite() {
  mkdir -p "$2/lists/partial" "$2/cache/archives/partial"
  echo "deb [arch=amd64 target=Packages lang=none$(keyring)] $mirror $1 main" >"$2/sources.list"
  private_apt "$2" apt-get update -o APT::Update::Error-Mode=any >"$2/log" 2>&1
}
