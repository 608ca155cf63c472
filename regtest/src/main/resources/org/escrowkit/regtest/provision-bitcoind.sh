#!/usr/bin/env bash
# Puts a runnable bitcoind into the user's cache, on Debian and its kin, without root and without installing anything.
# The only line on stdout is the path of the launcher; progress and errors go to stderr.
#
#   XDG_CACHE_HOME            where the cache lies (default ~/.cache)
#   ESCROWKIT_DEBIAN_MIRROR   a Debian archive to use instead of the one in apt's own sources
#
# apt does the work in folders of its own: it fetches the package and all it depends on and checks the signatures
# against the host's Debian keyring; dpkg-deb unpacks the files. They are newer than the host's libc, so the launcher
# starts bitcoind with the loader and the libraries that were unpacked beside it.
set -euo pipefail

readonly package=bitcoin-knots
readonly suites=(forky sid)
readonly needed_mib=250
readonly alternative='Install Docker, or a bitcoind (29 or newer) on the PATH.'

say() { printf '%s\n' "$*" >&2; }
die() { say "provision-bitcoind: $*"; exit 1; }

[[ -n ${XDG_CACHE_HOME:-${HOME:-}} ]] || die 'neither XDG_CACHE_HOME nor HOME is set: set one to say where the cache lies.'

readonly cache="${XDG_CACHE_HOME:-$HOME/.cache}/escrowkit"
readonly tree="$cache/bitcoind" staging="$cache/bitcoind.staging"
readonly launcher="$tree/bin/bitcoind"

finish() {
    printf '%s\n' "$launcher"
    exit 0
}
[[ ! -x $launcher ]] || finish

for tool in apt-get apt-config dpkg dpkg-deb flock; do
    command -v "$tool" > /dev/null || die "no $tool here, so this is not Debian or one of its kin. $alternative"
done

arch=$(dpkg --print-architecture)
case $arch in
    amd64) triplet=x86_64-linux-gnu loader_name='ld-linux-x86-64.so.2' ;;
    arm64) triplet=aarch64-linux-gnu loader_name='ld-linux-aarch64.so.1' ;;
    *) die "this knows amd64 and arm64, not $arch. $alternative" ;;
esac

mkdir -p "$cache" 2> /dev/null || die "cannot create $cache: set XDG_CACHE_HOME to a folder of yours."
[[ -w $cache ]] || die "cannot write to $cache: set XDG_CACHE_HOME to a folder of yours."

exec 9> "$cache/provision.lock"
if ! flock --nonblock 9; then
    say 'Another run is fetching bitcoind; waiting for it.'
    flock 9
fi
[[ ! -x $launcher ]] || finish

free_mib=$(df --output=avail --block-size=1M "$cache" | tail -n 1)
((free_mib >= needed_mib)) || die "$cache has ${free_mib// /} MB free and $needed_mib are needed: make room."

keyring=
for candidate in /usr/share/keyrings/debian-archive-keyring.{pgp,gpg}; do
    [[ ! -r $candidate ]] || keyring=$candidate
done
[[ -n $keyring ]] || die 'no Debian keyring to check signatures with: install the package debian-archive-keyring.'

# The archive that the machine's own apt takes its release from: no dash in the suite (so not -security or -updates).
# Several can match, third parties' among them; theirs would fail the signature check, so the usual path goes first.
own_mirror() {
    local found
    # shellcheck disable=SC2016 # the fields are apt's, not the shell's
    found=$(apt-get indextargets --no-release-info --format '$(CREATED_BY) $(RELEASE) $(COMPONENT) $(REPO_URI)' 2> /dev/null \
        | awk '$1 == "Packages" && $2 !~ /[-\/]/ && $3 == "main" && $4 !~ /^(cdrom|file|copy):/ { print $4 }')
    grep -m 1 '/debian/*$' <<< "$found" || grep -m 1 'mirror+' <<< "$found" || true
}
mirror=${ESCROWKIT_DEBIAN_MIRROR:-$(own_mirror)}
[[ -n $mirror ]] || die "apt's sources name no Debian archive: set ESCROWKIT_DEBIAN_MIRROR to one. $alternative"

readonly apt="$staging/apt" log="$staging/apt.log"
mkdir -p "$apt"/{empty/partial,state/lists/partial,archives/partial}
: > "$apt/state/status"

# Of the machine's settings only those on how to download (a proxy, say) are kept, so none of its hooks runs here.
# apt's sandbox user could not reach these folders, so apt stays who it is.
write_apt_conf() {
    apt-config dump | grep '^Acquire::' | grep -v '^Acquire::IndexTargets' || true
    cat << CONF
Acquire::AllowInsecureRepositories "false";
Acquire::Languages "none";
Acquire::Retries "3";
APT::Architecture "$arch";
APT::Get::AllowUnauthenticated "false";
APT::Install-Recommends "false";
APT::Sandbox::User "root";
APT::Update::Error-Mode "any";
Dir::Cache "$apt";
Dir::Cache::archives "$apt/archives";
Dir::Etc::main "/dev/null";
Dir::Etc::parts "$apt/empty";
Dir::Etc::preferences "/dev/null";
Dir::Etc::preferencesparts "$apt/empty";
Dir::Etc::sourcelist "$apt/debian.sources";
Dir::Etc::sourceparts "$apt/empty";
Dir::Etc::trusted "/dev/null";
Dir::Etc::trustedparts "$apt/empty";
Dir::State "$apt/state";
Dir::State::status "$apt/state/status";
CONF
}
write_apt_conf > "$apt/apt.conf"

private_apt() { APT_CONFIG="$apt/apt.conf" LC_ALL=C apt-get --quiet --yes "$@" 2>&1; }
reason() { { grep -m 1 '^E:' "$log" || tail -n 1 "$log"; } | sed 's/^E: //; s/  */ /g'; }

suite=
for candidate in "${suites[@]}"; do
    say "Reading the package lists of Debian $candidate ..."
    printf 'Types: deb\nURIs: %s\nSuites: %s\nComponents: main\nSigned-By: %s\n' "$mirror" "$candidate" "$keyring" \
        > "$apt/debian.sources"
    if private_apt update > "$log" && private_apt install --simulate "$package" > "$log"; then
        suite=$candidate
        break
    fi
    say "  not from there: $(reason)"
done
[[ -n $suite ]] || die "$mirror gave no $package: $(reason). Check the network. $alternative"

# Asked against an empty folder, apt lists every file; those of an earlier, broken-off run are not fetched again.
readonly uris="$staging/uris"
private_apt install --print-uris -o Dir::Cache::archives="$apt/empty" -o Acquire::ForceHash=SHA256 "$package" > "$log" \
    || die "apt could not list the files: $(reason)"
sed -n "s/^'//p" "$log" > "$uris"
mapfile -t files < <(awk '{ print $2 }' "$uris")
mib=$(awk '{ bytes += $3 } END { printf "%.0f", bytes / 1048576 }' "$uris")

say "Downloading $package and what it needs: ${#files[@]} packages, $mib MB ..."
got=0
private_apt install --download-only "$package" | tee "$log" | while read -r line; do
    if [[ $line == Get:* ]] && ((++got % 10 == 0)); then say "  $got of ${#files[@]}"; fi
done || die "the download broke off; run this again and it goes on from there. apt said: $(reason)"

# apt trusts the files of an earlier run by their size alone.
hashes=$(awk '{ sub("^SHA256:", "", $4); print $4 "  " $2 }' "$uris")
if ! (cd "$apt/archives" && sha256sum --check --strict --status <<< "$hashes"); then
    rm -rf "$apt/archives"
    die 'the downloaded files are damaged; run this again to fetch them anew.'
fi

say 'Unpacking ...'
readonly next="$staging/tree"
rm -rf "$next"
mkdir -p "$next/root" "$next/bin"
for file in "${files[@]}"; do
    dpkg-deb --extract "$apt/archives/$file" "$next/root" || die "could not unpack $file: is the disk full?"
done
printf '%s\n' "${files[@]}" > "$next/packages"

loader=$(cd "$next/root" && find . -type f -name "$loader_name" -printf '%P' -quit)
[[ -n $loader ]] || die "the packages hold no $loader_name. $alternative"
for program in bitcoind bitcoin-cli; do
    [[ -x $next/root/usr/bin/$program ]] || continue
    cat > "$next/bin/$program" << LAUNCHER
#!/bin/sh
# Runs $program with the loader and the libraries unpacked beside it: they are newer than the host's.
root=\$(dirname -- "\$(dirname -- "\$(readlink -f -- "\$0")")")/root
exec "\$root/$loader" --library-path "\$root/usr/lib/$triplet" "\$root/usr/bin/$program" "\$@"
LAUNCHER
    chmod 755 "$next/bin/$program"
done
version=$("$next/bin/bitcoind" -version 2> "$log" | sed -n 1p) \
    || die "the unpacked bitcoind does not start: $(tail -n 1 "$log")"

rm -rf "$tree"
mv "$next" "$tree"
rm -rf "$staging"
say "Ready: $version"
finish
